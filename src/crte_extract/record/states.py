"""The state of a field, what a warning belongs to, and what of a record wants a human, for all who ask.

``--strict``, the column ``a_verifier`` and "to be checked" are this table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from crte_extract.record.models import Avertissement, Etat, fields, sections

UNDERSTOOD: Final = frozenset({"forme_approchee", "libelle_approche"})
"""The codes of what was understood, and told: nothing to check."""
_DECISIVE: Final[Mapping[str, Etat]] = {"libelle_absent": "absent", "valeur_illisible": "illisible"}
_TO_CHECK: Final = frozenset[str]({"douteux", "illisible", "absent"})
_SECTION_OF: Final = {field.key: field.section for field in fields()}
_KEYS: Final = tuple(section.key for section in sections())
_NEWER: Final = frozenset(field.key for field in fields() if field.since)  # than some sheets


def state_of(missing: bool, codes: Collection[str]) -> Etat:
    """The state of a field, by whether it has no value and by the codes of the warnings that name it.

    >>> state_of(False, []), state_of(True, ["forme_approchee"]), state_of(False, ["siren_invalide"])
    ('lu', 'vide', 'douteux')
    >>> state_of(True, ["valeur_illisible"]), state_of(True, ["libelle_absent"])
    ('illisible', 'absent')
    """
    for code, state in _DECISIVE.items():
        if code in codes:
            return state
    if not UNDERSTOOD.issuperset(codes):
        return "douteux"
    return "vide" if missing else "lu"


def states(
    values: Mapping[str, Any], warnings: Iterable[Avertissement]
) -> dict[str, dict[str, Etat]]:
    """The state of every field, by section and key: of typed values by key, and the warnings told.

    A field that only newer sheets have is absent without a warning, where there is no value of its key.
    """
    codes: dict[str, list[str]] = {}
    for warning in warnings:
        if warning.champ is not None:
            codes.setdefault(warning.champ, []).append(warning.code)
    for key in _NEWER.difference(values, codes):
        codes[key] = ["libelle_absent"]
    found: dict[str, dict[str, Etat]] = {}
    for key, section in _SECTION_OF.items():
        missing = has_none(values.get(key))
        own = codes.get(key)
        state: Etat = state_of(missing, own) if own else "vide" if missing else "lu"
        found.setdefault(section, {})[key] = state
    return found


def has_none(value: Any) -> bool:
    """Whether a value, typed or as a record has it, says that there is none."""
    if type(value) is dict:
        return value["reponse"] is None and not value["details"]
    return value is None or value == () or value == []


class Belonging(NamedTuple):
    """The warnings of a written record by what they belong to, in its order.

    ``fields`` has those that name a field, by its key, ``sections`` those of a section beside its fields,
    ``loose`` those of neither. Those of unknown labels are none of them: ``champs_inconnus`` tells these,
    with what they hold.
    """

    fields: dict[str, list[dict[str, Any]]]
    sections: dict[str, list[dict[str, Any]]]
    loose: list[dict[str, Any]]


def sorted_out(warnings: Iterable[dict[str, Any]]) -> Belonging:
    """Each warning of a written record where it belongs.

    >>> sheet = {"code": "page_sans_texte", "section": None, "champ": None}
    >>> label = {"code": "champ_inconnu", "section": "strategie", "champ": None}
    >>> words = {"code": "texte_hors_champ", "section": "strategie", "champ": None}
    >>> found = sorted_out([sheet, label, words])
    >>> found.loose == [sheet], found.sections["strategie"] == [words], any(found.fields.values())
    (True, True, False)
    """
    found = Belonging({key: [] for key in _SECTION_OF}, {key: [] for key in _KEYS}, [])
    for one in warnings:
        if one["champ"] is not None:
            found.fields.setdefault(one["champ"], []).append(one)
        elif of_unknown_label(one):
            continue
        elif one["section"] is not None:
            found.sections.setdefault(one["section"], []).append(one)
        else:
            found.loose.append(one)
    return found


def of_unknown_label(warning: Mapping[str, Any]) -> bool:
    """Whether a warning of a written record tells of a label that the form doesn't have."""
    return bool(warning["code"] == "champ_inconnu")


def deciding(warnings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The warning that gave a field its state, of those about it, of which there is one at least."""
    decisive = (one for one in warnings if one["code"] in _DECISIVE)
    doubtful = (one for one in warnings if one["code"] not in UNDERSTOOD)
    return next(chain(decisive, doubtful, warnings))


def to_check(record: Mapping[str, Any]) -> list[str]:
    """What of a written record wants a human: fields by their keys, then other warnings by their codes.

    A field that is doubtful or illegible, a label that is missing (but for a field that only newer sheets
    have) or unknown, a warning that names no field: an entry each.
    """
    named = [
        key
        for states in record["etats"].values()
        for key, state in states.items()
        if wants_checking(key, state)
    ]
    return [*named, *unnamed(record)]


def unnamed(record: Mapping[str, Any]) -> Iterator[str]:
    """The codes of the warnings that name no field."""
    return (one["code"] for one in record["avertissements"] if one["champ"] is None)


def wants_checking(key: str, state: str) -> bool:
    """Whether a field in this state is one that wants a human."""
    return state in _TO_CHECK and not (state == "absent" and key in _NEWER)
