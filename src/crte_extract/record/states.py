"""The state of a field, and what of a record wants a human: one table, for all who ask.

``--strict``, the column ``a_verifier`` and "to be checked" are this table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from crte_extract.record.models import Avertissement, Etat, fields

UNDERSTOOD: Final = frozenset({"forme_approchee", "libelle_approche"})
"""The codes of what was understood, and told: nothing to check."""
_DECISIVE: Final[Mapping[str, Etat]] = {"libelle_absent": "absent", "valeur_illisible": "illisible"}
_TO_CHECK: Final = frozenset[str]({"douteux", "illisible", "absent"})
_SECTION_OF: Final = {field.key: field.section for field in fields()}
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


def deciding_code(record: Mapping[str, Any], key: str) -> str | None:
    """The code of the warning that gave a field of a written record its state; None without any."""
    codes = [one["code"] for one in record["avertissements"] if one["champ"] == key]
    decisive = [code for code in codes if code in _DECISIVE]
    doubtful = [code for code in codes if code not in UNDERSTOOD]
    return next(iter([*decisive, *doubtful, *codes]), None)


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
