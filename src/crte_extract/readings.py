"""A source to the readings of its sheets: composes the stages, and asks another reader in doubt."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from crte_extract.checking import check
from crte_extract.document import Document
from crte_extract.errors import CrteError, DamagedPdf, IllegibleSheet, NotASheet, PdfWithoutPages
from crte_extract.french import ERRORS
from crte_extract.options import Reader
from crte_extract.reading import is_pdf, read, read_file
from crte_extract.record import (
    FORM,
    Doubt,
    Reading,
    build,
    divergences,
    doubts_of,
    filled,
    lacks_text,
    unconfirmed,
)
from crte_extract.sections import Sheet, split
from crte_extract.text import decoded, suspects

READERS_IN_TURN: Final[tuple[Reader, ...]] = ("pdfium", "pdfium-drawn", "pdfplumber")
"""Who is asked for a PDF, from the cheapest to the dearest: the next one only where it may do better."""
_ABOUT_AS_GOOD: Final = 2  # of the weight of doubts: a reading with more of them confirms nothing
_MENDABLE: Final = (DamagedPdf, PdfWithoutPages, IllegibleSheet)  # another reader may do better


class Attempt(NamedTuple):
    """A file read by one reader: the readings of its sheets, or the error, and what speaks against them."""

    reader: str
    readings: Sequence[Reading]
    doubts: Sequence[Doubt] = ()
    error: CrteError | None = None
    document: Document | None = None

    @property
    def weight(self) -> int:
        """That of all doubts."""
        return sum(doubt.weight for doubt in self.doubts)

    @property
    def filled(self) -> int:
        """How many fields have a value."""
        return sum(map(filled, self.readings))


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
        data, origin = _given(source)
        if reader == "auto" and is_pdf(data):
            return read_in_turn(partial(_by, data, password), origin, provenance)
        return readings_of(read(data, reader, password), origin, provenance)
    except CrteError as error:
        raise error.about(named(source)) from None


def tried(
    source: str | Path | bytes, *, reader: Reader = "auto", password: str | None = None
) -> list[Attempt]:
    """All that was tried to read a file: the attempts that ``read_sheets`` chooses from."""
    try:
        data, origin = _given(source)
        if reader == "auto" and is_pdf(data):
            return attempts(partial(_by, data, password), origin)
        document = read(data, reader, password)
        return [attempt(document.reader, readings_of(document, origin, provenance=False))]
    except CrteError as error:
        raise error.about(named(source)) from None


def _given(source: str | Path | bytes) -> tuple[bytes, dict[str, str]]:
    """The bytes of a source, and its name and digest."""
    data = source if isinstance(source, bytes) else read_file(source)
    return data, {"nom": source_name(source), "sha256": hashlib.sha256(data).hexdigest()}


def named(source: str | Path | bytes) -> str:
    """A source as an error names it."""
    return source_name(source) if isinstance(source, bytes) else str(source)


def source_name(source: str | Path | bytes) -> str:
    """The file's name as text, ``-`` for bytes."""
    return "-" if isinstance(source, bytes) else decoded(Path(source).name)


def _by(data: bytes, password: str | None, reader: Reader) -> Document:
    return read(data, reader, password)


def read_in_turn(
    by: Callable[[Reader], Document], origin: Mapping[str, str], provenance: bool = False
) -> list[Reading]:
    """The reading of a PDF that leaves the least doubt, of those by the readers that are asked in turn.

    ``by`` gives the document that a reader reads, or raises a CrteError; ``origin`` is
    as ``build`` takes it.
    """
    return kept(attempts(by, origin, provenance))


def attempts(
    by: Callable[[Reader], Document], origin: Mapping[str, str], provenance: bool = False
) -> list[Attempt]:
    """PDFium's reading of a PDF, or its error, and those of the other readers that may do better."""
    tried: list[Attempt] = []
    for reader in READERS_IN_TURN:
        if not tried or _may_do_better(reader, tried):
            tried.append(_attempted(reader, by, origin, provenance))
    return tried


def _may_do_better(reader: Reader, tried: Sequence[Attempt]) -> bool:
    """Whether a reader may give what those before it did not.

    The order of drawing is another one only where that isn't from the top down; pdfplumber is dear, and
    is asked where PDFium can't open the file, finds no page, or may not have found all of its text.
    """
    first = tried[0]
    if any(one.readings and not one.doubts for one in tried):
        return False
    if reader == "pdfium-drawn":
        return first.document is not None and not first.document.in_order
    if not any(one.readings for one in tried):
        return isinstance(first.error, _MENDABLE)
    thin = first.document is not None and bool(first.document.thin_pages)
    return thin or all(lacks_text(one.doubts) for one in tried if one.readings)


def _attempted(
    reader: Reader, by: Callable[[Reader], Document], origin: Mapping[str, str], provenance: bool
) -> Attempt:
    """What a reader made of a file, or the error."""
    document = None
    try:
        document = by(reader)
        return attempt(reader, readings_of(document, origin, provenance), document)
    except CrteError as error:
        return Attempt(reader, (), (), error, document)


def attempt(reader: str, readings: Sequence[Reading], document: Document | None = None) -> Attempt:
    """What a reader made of a file, with its doubts."""
    doubts = [doubt for one in readings for doubt in doubts_of(one)]
    return Attempt(reader, readings, doubts, document=document)


def best(tried: Sequence[Attempt]) -> Attempt:
    """The attempt that leaves the least doubt; raises the first error where all failed."""
    found = tried[0]
    for other in tried[1:]:
        found = other if other.readings and is_better(other, found) else found
    if found.error is not None:
        raise found.error from None
    return found


def kept(tried: Sequence[Attempt]) -> list[Reading]:
    """The readings of the best attempt, with what the others have against them.

    A field that neither of two readings doubts, where they are about as good and give it two values,
    is told; and so is that another reader could not confirm them, where it failed.
    """
    found = best(tried)
    for other in tried[tried.index(found) + 1 :]:
        if other.error and not isinstance(other.error, NotASheet):
            return _with_failure(found.readings, other.error)
    readings = list(found.readings)
    for other in tried:
        alike = len(other.readings) == len(readings) and other is not found
        if alike and other.weight <= found.weight + _ABOUT_AS_GOOD:
            pairs = zip(readings, other.readings, strict=True)
            readings = [one.warned([*divergences(one, rival)]) for one, rival in pairs]
    return readings


def is_better(second: Attempt, first: Attempt) -> bool:
    """Whether a second attempt leaves less doubt: what it found less is a doubt as well."""
    if not first.readings:
        return True
    return second.weight + max(0, first.filled - second.filled) < first.weight


def _with_failure(readings: Sequence[Reading], error: CrteError) -> list[Reading]:
    """The readings with a warning that the second reader could not confirm the first."""
    warning = unconfirmed(ERRORS[type(error).__name__])
    return [
        r._replace(
            fiche=r.fiche.model_copy(update={"avertissements": (*r.fiche.avertissements, warning)}),
        )
        for r in readings
    ]


def readings_of(document: Document, origin: Mapping[str, str], provenance: bool) -> list[Reading]:
    """The records of a document's sheets; raises NotASheet where no label is in it."""
    sheets = split(document, FORM)
    if not sheets and document.unread_form:
        raise NotASheet(
            "no label of a fiche CRTE is in it, and it is a form whose fields can't be read",
            "open it in a viewer that shows the form, and print it to a new PDF",
        )
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
