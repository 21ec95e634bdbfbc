"""A source to the readings of its sheets: composes the stages, and reads twice where there is doubt."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from crte_extract.checking import check
from crte_extract.document import Document
from crte_extract.errors import CrteError, DamagedPdf, IllegibleSheet, NotASheet, PdfWithoutPages
from crte_extract.french import ERRORS
from crte_extract.reading import Reader, is_pdf, read, read_file
from crte_extract.record import FIELDS, FORM, Reading, build, has_none, warn
from crte_extract.sections import Sheet, split
from crte_extract.text import decoded, squash, squash_lines, suspects

_FEW_ABSENT: Final = 6
# What a better reading of the page would not change is no doubt about the reading.
_NO_DOUBT: Final = frozenset(
    {
        *("siren_invalide", "libelle_approche", "page_sans_texte", "forme_approchee"),
        *("valeur_invraisemblable", "decoupage_incertain"),
    }
)


def read_sheets(
    source: str | Path | bytes,
    *,
    reader: Reader = "auto",
    password: str | None = None,
    provenance: bool = False,
) -> list[Reading]:
    """The readings of all the sheets in a file, in their order: as ``extraction.extract_all`` has them.

    A reading is a record with the ledger of its lines. Raises a CrteError that names the source.
    """
    try:
        data = source if isinstance(source, bytes) else read_file(source)
        origin = {"nom": source_name(source), "sha256": hashlib.sha256(data).hexdigest()}
        if reader == "auto" and is_pdf(data):
            return read_twice(partial(_by, data, password), origin, provenance)
        return readings_of(read(data, reader, password), origin, provenance)
    except CrteError as error:
        raise error.about(named(source)) from None


def named(source: str | Path | bytes) -> str:
    """A source as an error names it."""
    return source_name(source) if isinstance(source, bytes) else str(source)


def source_name(source: str | Path | bytes) -> str:
    """The file's name as text, ``-`` for bytes."""
    return "-" if isinstance(source, bytes) else decoded(Path(source).name)


def _by(data: bytes, password: str | None, reader: Reader) -> Document:
    return read(data, reader, password)


def read_twice(
    by: Callable[[Reader], Document], origin: Mapping[str, str], provenance: bool = False
) -> list[Reading]:
    """PDFium's reading of a PDF, or pdfplumber's where that leaves less doubt.

    ``by`` gives the document that a reader reads, or raises a CrteError; ``origin`` is
    as ``build`` takes it.
    """
    failure: CrteError | None = None
    first: list[Reading] = []
    try:
        first = readings_of(by("pdfium"), origin, provenance)
    except (DamagedPdf, PdfWithoutPages, IllegibleSheet) as error:
        failure = error
    if first and not _doubts(first):
        return first
    try:
        second = readings_of(by("pdfplumber"), origin, provenance)
    except CrteError as error:
        if failure is not None:
            raise failure from None
        return first if isinstance(error, NotASheet) else _with_failure(first, error)
    return second if not first or _better(first, second) else first


def _better(first: Sequence[Reading], second: Sequence[Reading]) -> bool:
    """Whether the second reading leaves less doubt: what it found less is a doubt as well."""
    lost = max(0, _filled(first) - _filled(second))
    return _doubts(second) + lost < _doubts(first)


def _doubts(readings: Iterable[Reading]) -> int:
    """How many things in the records may come from a bad reading of the page."""
    return sum(
        sum(1 for w in reading.fiche.avertissements if w.code not in _NO_DOUBT)
        + reading.blanks
        + len(reading.document.thin_pages)
        - _truly_absent(reading)
        for reading in readings
    )


def _filled(readings: Iterable[Reading]) -> int:
    """How many fields have a value."""
    records = (reading.fiche.model_dump() for reading in readings)
    return sum(
        not has_none(record[field.section][key])
        for record in records
        for key, field in FIELDS.items()
    )


def _truly_absent(reading: Reading) -> int:
    """How many of the labels that are missing can't have been on the page.

    However badly a page is read, the words of a label that is on it are in the text. Where many
    labels are missing, the words themselves may have been torn.
    """
    absent = [w.champ for w in reading.fiche.avertissements if w.code == "libelle_absent"]
    if not 0 < len(absent) <= _FEW_ABSENT:
        return 0
    words = squash("".join(line.text for line in reading.sheet.lines()))
    return sum(
        any(word not in words for word in squash_lines(FIELDS[key].labels[0].split()))
        for key in absent
        if key in FIELDS
    )


def _with_failure(readings: Sequence[Reading], error: CrteError) -> list[Reading]:
    """The readings with a warning that the second reader could not confirm the first."""
    why = ERRORS[type(error).__name__]
    warning = warn(
        "seconde_lecture_echouee",
        f"La seconde lecture, par pdfplumber, a échoué ; celle de PDFium est gardée. {why}",
    )
    return [
        replace(
            r,
            fiche=r.fiche.model_copy(update={"avertissements": (*r.fiche.avertissements, warning)}),
        )
        for r in readings
    ]


def readings_of(document: Document, origin: Mapping[str, str], provenance: bool) -> list[Reading]:
    """The records of a document's sheets; raises NotASheet where no label is in it."""
    sheets = split(document, FORM)
    if not sheets:
        words = " ".join(line.text for line in document.lines)
        if suspects(words):
            raise IllegibleSheet("no label of a fiche CRTE is legible in it")
        raise NotASheet("no label of a fiche CRTE is in it")
    blank = _blank_pages(sheets, document.blank_pages)
    return [
        check(
            build(sheet, replace(document, blank_pages=own), {**origin, "rang": rank}, provenance)
        )
        for rank, (sheet, own) in enumerate(zip(sheets, blank, strict=True), 1)
    ]


def _blank_pages(sheets: Sequence[Sheet], pages: Sequence[int]) -> list[tuple[int, ...]]:
    """The pages without text that belong to each sheet: all to the only one, else by its first page."""
    if not pages or len(sheets) == 1:
        return [tuple(pages)] * len(sheets)
    firsts = [sheet.ledger()[0].line.page or 0 for sheet in sheets]
    own: list[list[int]] = [[] for _ in sheets]
    for page in pages:
        own[max(0, bisect_right(firsts, page) - 1)].append(page)
    return [tuple(pages) for pages in own]
