"""From the blocks of a sheet to its record: values judged by their types, the rest told in warnings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from crte_extract.document import Document, Line
from crte_extract.record.form import FIELDS, SECTIONS
from crte_extract.record.hanging import beside, hanging
from crte_extract.record.models import Avertissement, ChampInconnu, Fiche, Lieu
from crte_extract.record.states import has_none, state_of, states
from crte_extract.record.telling import (
    absences,
    approximate,
    blank_pages,
    blanks,
    cut_by_a_label,
    hyphens,
    left_empty,
    lost,
    outside,
    overrun,
    place_of,
    repeated,
    unknown_label,
    unread_form,
    unreadable,
)
from crte_extract.record.understanding import is_plain, parts, same, understood
from crte_extract.sections import Block, Entry, Fate, Sheet
from crte_extract.text import join_lines


class Reading(NamedTuple):
    """A record with the ledger of its sheet: every line that was printed, and where it went.

    ``blanks`` are the fields whose label has nothing behind it, where the template prints a mark.
    """

    fiche: Fiche
    sheet: Sheet
    document: Document
    blanks: tuple[str, ...] = ()

    def ledger(self) -> list[Entry]:
        """Every line of the sheet with where it went: what a warning quotes went there."""
        quoted = {w.champ for w in self.fiche.avertissements if w.code == "valeur_illisible"}
        places: dict[str, Block] = {}
        told: set[Line] = set()
        for block in self.sheet.blocks:
            if block.key is None:
                continue
            first = places.setdefault(block.key, block)
            if first is not block:
                told.update(() if same(block, first) else block.all_lines())
                continue
            loose = block.items if block.key in quoted else parts(block).loose
            told.update(line for item in loose for line in item.lines)
        return [
            entry._replace(fate=Fate.WARNING) if entry.line in told else entry
            for entry in self.sheet.ledger()
        ]

    def block(self, key: str) -> Block:
        """The block that the value of a field was read from."""
        return next(block for block in self.sheet.blocks if block.key == key)

    def warned(self, more: Collection[Avertissement]) -> Reading:
        """The same with more warnings, each in its place, and the states that they give."""
        warnings = sorted([*self.fiche.avertissements, *more], key=place_of)
        etats = {section: dict(of) for section, of in self.fiche.etats.items()}
        for key in set(filter(None, (warning.champ for warning in more))):
            section = FIELDS[key].section
            value = self.fiche.model_dump(include={section: {key}})[section][key]
            codes = [warning.code for warning in warnings if warning.champ == key]
            etats[section][key] = state_of(has_none(value), codes)
        told = {"etats": etats, "avertissements": tuple(warnings)}
        return self._replace(fiche=self.fiche.model_copy(update=told))


def build(sheet: Sheet, document: Document, origin: Mapping[str, Any], provenance: bool) -> Reading:
    """The record of a sheet; ``origin`` has what of its source is not the document's."""
    places: dict[str, Block] = {}
    values: dict[str, Any] = {}
    warnings: list[Avertissement] = []
    filled = [block for block in sheet.blocks if not left_empty(block, document)]
    empty = set(blanks(filled, document.thin_pages))
    last = next((block for block in reversed(sheet.blocks) if block.key), None)
    plain = is_plain(document)
    aboves: dict[str, Block | None] = {}
    for above, block in zip([None, *sheet.blocks], sheet.blocks, strict=False):
        if block.key is None:
            warnings += unknown_label(block, above)
        elif block.key in places:
            if not same(block, places[block.key]):
                warnings.append(repeated(block))
                warnings += cut_by_a_label(block, above)
                warnings += cut_by_a_label(places[block.key], aboves.pop(block.key, None))
        else:
            places[block.key], aboves[block.key] = block, above
            values[block.key], told = understood(block, block is last, plain)
            warnings += [*told, *hyphens(block)]
            if block.approximate:
                warnings.append(approximate(block))
    warnings += [lost(places[key]) for key in places if key in empty]
    warnings += [*overrun(sheet, places), *hanging(sheet, places), *beside(sheet, places)]
    warnings += [outside(s.text, s.lines, s.section) for s in sheet.strays]
    warnings += [*unreadable(sheet), *absences(sheet, places), *blank_pages(document)]
    warnings += unread_form(document)
    warnings.sort(key=place_of)
    tree: dict[str, Any] = {section.key: {} for section in SECTIONS}
    for key, value in values.items():
        tree[FIELDS[key].section][key] = value
    fiche = Fiche.model_validate(
        {
            "source": {
                **origin,
                "format": document.format,
                "pages": document.pages,
                "lecteur": document.reader,
            },
            **tree,
            "etats": states(values, warnings),
            "champs_inconnus": tuple(_unknown(b) for b in sheet.blocks if b.key is None),
            "avertissements": tuple(warnings),
            "provenance": _provenance(places, document) if provenance else None,
        }
    )
    return Reading(fiche, sheet, document, tuple(key for key in places if key in empty))


def _unknown(block: Block) -> ChampInconnu:
    """A block whose label the form doesn't have: what follows it, and the list under that."""
    items = list(block.items)
    valeur = None
    if items and not items[0].bulleted:
        end = next((n for n, it in enumerate(items) if n and not it.wrapped), None)
        valeur = join_lines(item.text for item in items[:end])
        items = items[end:] if end else []
    return ChampInconnu(
        section=block.section,
        libelle=block.label,
        valeur=valeur,
        elements=tuple(item.text for item in items),
        page=block.lines[0].page,
        ligne=block.lines[0].number,
    )


def _provenance(
    places: Mapping[str, Block], document: Document
) -> dict[str, dict[str, tuple[Lieu, ...]]]:
    """Where each field found was read: a place for each page that it runs over."""
    found: dict[str, dict[str, tuple[Lieu, ...]]] = {}
    for key, field in FIELDS.items():
        if key in places:
            by_page: dict[int | None, list[Line]] = {}
            for line in places[key].all_lines():
                by_page.setdefault(line.page, []).append(line)
            found.setdefault(field.section, {})[key] = tuple(
                _lieu(lines, document) for lines in by_page.values()
            )
    return found


def _lieu(lines: Sequence[Line], document: Document) -> Lieu:
    boxes = [document.place_of(line) for line in lines]
    around = (
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )
    return Lieu(
        page=lines[0].page,
        bbox=tuple(round(edge, 2) for edge in around) if document.format == "pdf" else None,
        ligne=lines[0].number,
        brut="\n".join(line.text for line in lines),
    )
