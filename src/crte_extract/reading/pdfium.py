"""Reads a PDF with PDFium, in the order in which its text was drawn: fast, the first reader.

Most work is one call a page for its text; places are asked for line by line.
"""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium_c

from crte_extract.document import Box, Document, Line
from crte_extract.errors import DamagedPdf, EncryptedPdf, PdfWithoutPages
from crte_extract.reading.layout import Chunk, attach_bullets, cells, column_edges, merge_bullets
from crte_extract.text import clean

BROKEN_WORD = "\ufffe"  # PDFium puts it where a line ends in a hyphen, and joins the lines
_LOCK = threading.Lock()  # PDFium itself is not thread-safe
_TOLERANCE = 3.0  # points by which the edges of a column may differ
_WIDE = 0.6  # a line whose characters take more than this part of its height has gaps in it
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18  # PDF 32000-1, table 123
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"demi")


def read_pdfium(data: bytes, password: str | None = None) -> Document:
    """The document in the bytes of a PDF.

    Raises EncryptedPdf, DamagedPdf or PdfWithoutPages.
    """
    with _LOCK:
        pdf = _open(data, password)
        try:
            count = len(pdf)
            if count == 0:
                raise PdfWithoutPages("the PDF holds no page")
            pages = [_read_page(pdf, index) for index in range(count)]
        except pypdfium2.PdfiumError as error:
            raise DamagedPdf(f"the PDF is damaged: {error}") from None
        finally:
            pdf.close()
    blank = tuple(number for number, lines in enumerate(pages, 1) if not lines)
    lines = tuple(line for page in pages for line in page)
    return Document(lines, format="pdf", reader="pdfium", pages=count, blank_pages=blank)


def _open(data: bytes, password: str | None) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) != pdfium_c.FPDF_ERR_PASSWORD:
            raise DamagedPdf("the PDF is damaged: PDFium can't open it") from None
    if password is None:
        raise EncryptedPdf("the PDF is encrypted")
    raise EncryptedPdf("the password does not open the PDF")


def _read_page(pdf: pypdfium2.PdfDocument, index: int) -> list[Line]:
    page = pdf[index]
    try:
        textpage = page.get_textpage()
        try:
            return list(attach_bullets(_lines(_Page(page, textpage), index + 1)))
        finally:
            textpage.close()
    finally:
        page.close()


@dataclass(frozen=True, slots=True)
class _Row:
    """Characters ``start`` to ``end`` of a page, the first and last of them visible."""

    text: str
    start: int
    box: Box


def _lines(page: _Page, number: int) -> list[Line]:
    rows = list(_rows(page))
    chunked = [merge_bullets(list(_chunks(page, row))) for row in rows]
    edges = column_edges(chunked, _TOLERANCE)
    lines: list[Line] = []
    for row, chunks in zip(rows, chunked, strict=True):
        bold = page.is_bold(row.start)
        for cell, _ in cells(chunks, edges, _TOLERANCE):
            text = clean(cell.text)
            if text:
                box = Box(cell.x0, row.box.top, cell.x1, row.box.bottom)
                lines.append(Line(text, number, len(lines) + 1, box, bold))
    return lines


def _rows(page: _Page) -> Iterator[_Row]:
    """The printed rows of the page, in the order they were drawn."""
    start = 0
    for stretch in page.text.split("\n"):
        place = start
        pieces = stretch.rstrip("\r").split(BROKEN_WORD)
        for piece in pieces:
            broken = piece is not pieces[-1]
            visible = piece.strip()
            if visible:
                first = place + piece.index(visible[0])
                box = page.box(first, first + len(visible) - 1)
                yield _Row(visible + "-" * broken, first, box)
            place += len(piece) + 1
        start += len(stretch) + 1


def _chunks(page: _Page, row: _Row) -> Iterator[Chunk]:
    """The row cut at its gaps; only a row that is wide for its characters is searched for them."""
    x0, top, x1, bottom = row.box
    height = bottom - top
    if " " not in row.text or x1 - x0 <= _WIDE * height * len(row.text):
        yield Chunk(row.text, x0, x1)
        return
    begin, left = 0, x0
    for at, character in enumerate(row.text):
        if character == " " and at > begin:
            before = page.box(row.start + at - 1, row.start + at - 1).x1
            after = page.box(row.start + at + 1, row.start + at + 1).x0
            if after - before > height:
                yield Chunk(row.text[begin:at].strip(), left, before)
                begin, left = at + 1, after
    yield Chunk(row.text[begin:].strip(), left, x1)


class _Page:
    """The text of a page and where its characters stand, from the top left of the upright page."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> None:
        self.raw = textpage.raw
        self.text: str = textpage.get_text_range()
        self.exact = len(self.text) == textpage.count_chars()
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turned = self._turned()

    def _turned(self) -> int:
        """Quarter turns by which the text runs in the page's own space."""
        first = next((at for at, c in enumerate(self.text) if c.isalnum()), None)
        if first is None:
            return 0
        return round(pdfium_c.FPDFText_GetCharAngle(self.raw, self._index(first)) / (math.pi / 2)) % 4

    def _index(self, at: int) -> int:
        """PDFium's index of a character of the text: not the same where some have no text."""
        if self.exact:
            return at
        units = len(self.text[:at].encode("utf-16-le")) // 2
        return max(0, int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self.raw, units)))

    def box(self, first: int, last: int) -> Box:
        """Around the characters ``first`` to ``last``, which stand on one row."""
        one = self._char(self._index(first))
        other = one if last == first else self._char(self._index(last))
        return Box(
            min(one.x0, other.x0),
            min(one.top, other.top),
            max(one.x1, other.x1),
            max(one.bottom, other.bottom),
        )

    def _char(self, index: int) -> Box:
        found = pdfium_c.FS_RECTF()
        pdfium_c.FPDFText_GetLooseCharBox(self.raw, index, found)
        left, top, right, bottom = found.left, found.top, found.right, found.bottom
        if self.turned == 0:
            return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)
        if self.turned == 1:
            return Box(bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        if self.turned == 2:
            return Box(self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
        return Box(self.top - top, self.right - right, self.top - bottom, self.right - left)

    def is_bold(self, at: int) -> bool:
        """Whether the character's font is a bold one, by its name, its weight or its flag."""
        index, flags = self._index(at), ctypes.c_int(0)
        name = ctypes.create_string_buffer(64)
        pdfium_c.FPDFText_GetFontInfo(self.raw, index, name, 64, flags)
        lowered = name.value.lower()
        if any(word in lowered for word in _BOLD_NAMES) or flags.value & _FORCE_BOLD:
            return True
        return bool(pdfium_c.FPDFText_GetFontWeight(self.raw, index) >= _BOLD_WEIGHT)
