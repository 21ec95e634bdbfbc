"""What speaks against a reading, thing by thing: by it two readings of a page are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from crte_extract.record.building import Reading
from crte_extract.record.form import FIELDS
from crte_extract.record.states import has_none
from crte_extract.text import squash, squash_lines

_FEW_ABSENT: Final = 6  # labels: where more are missing, the words themselves may have been torn
# What a better reading of the page would not change is no doubt about the reading.
_NO_DOUBT: Final = frozenset(
    {
        *("siren_invalide", "libelle_approche", "page_sans_texte", "forme_approchee"),
        *("valeur_invraisemblable", "decoupage_incertain", "lectures_divergentes"),
    }
)


class Doubt(NamedTuple):
    """A sign that a page was not read well: the field it speaks against (or None), why, how much it weighs.

    ``reason`` is the code of a warning, or words.
    """

    champ: str | None
    reason: str
    weight: int = 1


def doubts_of(reading: Reading) -> list[Doubt]:
    """What in a record may come from a bad reading of its page."""
    found = [
        Doubt(warning.champ, warning.code)
        for warning in reading.fiche.avertissements
        if warning.code not in _NO_DOUBT
    ]
    for key in _not_on_the_page(reading, found):
        found.remove(Doubt(key, "libelle_absent"))
    found += [Doubt(key, "nothing behind its label") for key in reading.blanks]
    found += [
        Doubt(None, f"more is drawn on page {page} than was read")
        for page in reading.document.thin_pages
    ]
    read = any("lu" in of.values() for of in reading.fiche.etats.values())
    if not read and not filled(reading):
        found.append(Doubt(None, "no field has a value"))
    return found


def lacks_text(doubts: Sequence[Doubt]) -> bool:
    """Whether text may be missing: characters that say nothing, or many labels that aren't there."""
    reasons = [doubt.reason for doubt in doubts]
    return "caracteres_suspects" in reasons or reasons.count("libelle_absent") > _FEW_ABSENT


def filled(reading: Reading) -> int:
    """How many fields of a record have a value."""
    record = reading.fiche.model_dump()
    return sum(not has_none(record[field.section][key]) for key, field in FIELDS.items())


def _not_on_the_page(reading: Reading, doubts: list[Doubt]) -> Iterator[str]:
    """The labels that are missing, and can't have been on the page.

    However badly a page is read, the words of a label that is on it are in the text.
    """
    absent = [doubt.champ for doubt in doubts if doubt.reason == "libelle_absent"]
    if not 0 < len(absent) <= _FEW_ABSENT:
        return
    words = squash("".join(line.text for line in reading.sheet.lines()))
    for key in absent:
        if key and any(word not in words for word in squash_lines(FIELDS[key].labels[0].split())):
            yield key
