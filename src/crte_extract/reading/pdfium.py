"""Reads a PDF with PDFium, in the order in which its text was drawn: fast, the first reader.

Most work is one call a page for its text; places are asked for line by line.
"""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from crte_extract.document import Box, Document, Line
from crte_extract.errors import DamagedPdf, EncryptedPdf, PdfWithoutPages
from crte_extract.locks import PDFIUM
from crte_extract.marks import is_bulleted
from crte_extract.reading.bounds import refuse_more_lines, refuse_more_pages
from crte_extract.reading.bullets import attach_bullets, is_dot
from crte_extract.reading.layout import Cell, Chunk, PrintedRow, cut_columns, merge_bullets
from crte_extract.reading.pdf import BOLD_NAMES, day_made
from crte_extract.text import clean

BROKEN_WORD = "\ufffe"  # PDFium puts it where a line ends in a hyphen, and joins the lines
_TOLERANCE = 3.0  # points by which the edges of a column may differ
_HANGING = 24.0  # how far the wrapped text of a bullet stands in from the edge of its column
_WIDE = 1.35  # times the usual width of a page's characters: such a row may have a gap in it
_OUTLINES = 20  # paths on a page: fewer are rules and frames
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18  # PDF 32000-1, table 123
_BOLD_NAME = re.compile("|".join(BOLD_NAMES).encode(), re.IGNORECASE)


def read_pdfium(data: bytes, password: str | None = None) -> Document:
    """The document in the bytes of a PDF.

    Raises EncryptedPdf, DamagedPdf, PdfWithoutPages, or NotASheet where it has more than
    ``MAX_PAGES`` or ``MAX_LINES``.
    """
    with PDFIUM:
        pdf = open_pdf(data, password)
        try:
            count = len(pdf)
            if count == 0:
                raise PdfWithoutPages("the PDF holds no page")
            refuse_more_pages(count)
            pages = list(_read_pages(pdf, count))
            blank = tuple(
                at for at, page in enumerate(pages, 1) if not page.lines and _shows(pdf, at - 1)
            )
            encrypted = pdfium_c.FPDF_GetSecurityHandlerRevision(pdf.raw) >= 0
            made = day_made(pdf.get_metadata_value("CreationDate"))
        except pypdfium2.PdfiumError as error:
            raise DamagedPdf(f"the PDF is damaged: {error}") from None
        finally:
            pdf.close()
    return Document(
        lines=tuple(line for page in pages for line in page.lines),
        format="pdf",
        reader="pdfium",
        pages=count,
        blank_pages=blank,
        turns=tuple(page.turns for page in pages),
        encrypted=encrypted,
        made=made,
        thin_pages=tuple(at for at, page in enumerate(pages, 1) if page.thin),
    )


class _ReadPage(NamedTuple):
    """A page's lines, its quarter turns, and whether it draws more than was read of it."""

    lines: list[Line]
    turns: int
    thin: bool


def open_pdf(data: bytes, password: str | None) -> pypdfium2.PdfDocument:
    """The PDF in these bytes; raises EncryptedPdf or DamagedPdf."""
    # Where PDFium refuses a file without saying why, it tells the reason of the file before: this one's.
    pdfium_c.FPDF_LoadMemDocument64(b"", 0, None)
    # Where PDFium refuses a file without a reason, it tells that of the file before: this one's, here.
    pdfium_c.FPDF_LoadMemDocument64(b"", 0, None)
    try:
        return pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) != pdfium_c.FPDF_ERR_PASSWORD:
            raise DamagedPdf("the PDF is damaged: PDFium can't open it") from None
    if password is None:
        raise EncryptedPdf("the PDF is encrypted")
    raise EncryptedPdf("the password does not open the PDF")


def _read_pages(pdf: pypdfium2.PdfDocument, count: int) -> Iterator[_ReadPage]:
    """Each page, until there are more lines than there may be."""
    seen = 0
    for index in range(count):
        read = _read_page(pdf, index, seen)
        seen += len(read.lines)
        yield read


def _read_page(pdf: pypdfium2.PdfDocument, index: int, before: int) -> _ReadPage:
    """A page with so many lines before it."""
    page = pdf[index]
    try:
        textpage = page.get_textpage()
        try:
            upright = _Page(page, textpage)
            refuse_more_lines(before + sum(map(upright.text.count, ("\n", BROKEN_WORD))))
            lines = _lines(upright, index + 1)
            typed = any(is_bulleted(line.text) for line in lines)  # then none are drawn
            dots = () if typed else list(_dots(page, upright))
            turns = upright.turned if lines else page.get_rotation() // 90
            thin = _is_thin(page, len(upright.text))
            return _ReadPage(list(attach_bullets(lines, dots)), turns, thin)
        finally:
            textpage.close()
    finally:
        page.close()


def _is_thin(page: pypdfium2.PdfPage, characters: int) -> bool:
    """Whether more pieces of text are drawn on the page than characters were read, as a lost font does."""
    raw, get, kind = page.raw, pdfium_c.FPDFPage_GetObject, pdfium_c.FPDFPageObj_GetType
    count = pdfium_c.FPDFPage_CountObjects(raw)
    if count <= characters:
        return False
    drawn = [at for at in range(count) if kind(get(raw, at)) == pdfium_c.FPDF_PAGEOBJ_TEXT]
    return len(drawn) > characters


def _shows(pdf: pypdfium2.PdfDocument, index: int) -> bool:
    """Whether a page without text shows anything: a picture, or words drawn as outlines."""
    page = pdf[index]
    try:
        kinds = [
            pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFPage_GetObject(page, at))
            for at in range(pdfium_c.FPDFPage_CountObjects(page))
        ]
    finally:
        page.close()
    drawn = kinds.count(pdfium_c.FPDF_PAGEOBJ_PATH)
    return drawn > _OUTLINES or not {*kinds} <= {
        pdfium_c.FPDF_PAGEOBJ_TEXT,
        pdfium_c.FPDF_PAGEOBJ_PATH,
    }


def _dots(page: pypdfium2.PdfPage, upright: _Page) -> Iterator[Box]:
    """The shapes on the page that may be bullets."""
    edges = [ctypes.c_float() for _ in range(4)]
    raw, get, kind = page.raw, pdfium_c.FPDFPage_GetObject, pdfium_c.FPDFPageObj_GetType
    for at in range(pdfium_c.FPDFPage_CountObjects(raw)):  # there may be thousands
        drawn = get(raw, at)
        if kind(drawn) == pdfium_c.FPDF_PAGEOBJ_PATH:
            pdfium_c.FPDFPageObj_GetBounds(drawn, *edges)
            left, bottom, right, top = (edge.value for edge in edges)
            if is_dot(box := upright.upright(left, top, right, bottom)):
                yield box


class _Row(NamedTuple):
    """Characters ``start`` to ``end`` of a page, the first and last of them visible."""

    text: str
    start: int
    box: Box


def _lines(page: _Page, number: int) -> list[Line]:
    rows = list(_rows(page))
    cut = _cut(page, rows)
    lines: list[Line] = []
    for at, row in enumerate(rows):
        bold = page.is_bold(row.start)
        if len(cut.get(at, ())) < 2:
            if text := clean(row.text):
                lines.append(Line(text, number, len(lines) + 1, row.box, bold))
            continue
        for cell in cut[at]:
            if text := clean(cell.text):
                box = Box(cell.x0, row.box.top, cell.x1, row.box.bottom)
                lines.append(Line(text, number, len(lines) + 1, box, bold and cell.column < 2))
    return lines


def _cut(page: _Page, rows: Sequence[_Row]) -> dict[int, list[Cell]]:
    """The cells of each row, where the page has a table; only rows with room are searched for gaps."""
    widths = [
        (x1 - x0) / (len(text) * (bottom - top or 1.0)) for text, _, (x0, top, x1, bottom) in rows
    ]
    usual = sorted(widths)[len(widths) // 4] if widths else 0.0
    wide = {
        at: chunks
        for at, width in enumerate(widths)
        if width > _WIDE * usual
        and (width - usual) * len(rows[at].text) > 1.0  # room for a gap as wide as the row is high
        and len(chunks := _chunks(page, rows[at])) > 1
    }
    if not wide:
        return {}
    whole = [
        PrintedRow(wide.get(at) or [Chunk(text, box.x0, box.x1)], box.top, box.bottom)
        for at, (text, _, box) in enumerate(rows)
    ]
    return dict(enumerate(cut_columns([whole], _TOLERANCE, _HANGING)[0]))


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


def _chunks(page: _Page, row: _Row) -> list[Chunk]:
    """The row cut at its gaps."""
    chunks: list[Chunk] = []
    x0, top, x1, bottom = row.box
    begin, left = 0, x0
    for at, character in enumerate(row.text):
        if character == " " and at > begin:
            before = page.box(row.start + at - 1, row.start + at - 1).x1
            after = page.box(row.start + at + 1, row.start + at + 1).x0
            if after - before > bottom - top:
                chunks.append(Chunk(row.text[begin:at].strip(), left, before))
                begin, left = at + 1, after
    return merge_bullets([*chunks, Chunk(row.text[begin:].strip(), left, x1)])


def _check_placed(known: float) -> None:
    """Raise DamagedPdf where what is known of a text's place is no number: by its font, or its matrix."""
    if not math.isfinite(known):
        raise DamagedPdf("the PDF is damaged: some of its text has no place on the page")


class _Page:
    """The text of a page and where its characters stand, from the top left of the upright page."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> None:
        self.raw = textpage.raw
        self.text: str = textpage.get_text_range()
        self.exact = len(self.text) == textpage.count_chars()
        self.pairs = (
            [at for at, c in enumerate(self.text) if c > "\uffff"] if not self.exact else []
        )
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.found = pdfium_c.FS_RECTF()  # one for all calls: a page has hundreds of rows
        self.name = ctypes.create_string_buffer(64)
        self.flags = ctypes.c_int(0)
        self.bold_fonts: dict[tuple[bytes, int], bool] = {}
        self.turned = self._turned()

    def _turned(self) -> int:
        """Quarter turns clockwise after which text of the page's own space runs across."""
        first = next((at for at, c in enumerate(self.text) if c.isalnum()), None)
        if first is None:
            return 0
        angle = pdfium_c.FPDFText_GetCharAngle(self.raw, self._index(first))  # clockwise
        _check_placed(angle)
        return int(round(-angle / (math.pi / 2)) % 4)

    def _index(self, at: int) -> int:
        """PDFium's index of a character of the text: not the same where some have no text."""
        if self.exact:
            return at
        units = at + bisect_left(self.pairs, at)  # a character beyond U+FFFF takes two
        return max(0, int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self.raw, units)))

    def box(self, first: int, last: int) -> Box:
        """Around the characters ``first`` to ``last``, which stand on one row."""
        found = self.found
        pdfium_c.FPDFText_GetLooseCharBox(self.raw, self._index(first), found)
        left, top, right, bottom = found.left, found.top, found.right, found.bottom
        known = left + top + right + bottom
        if last != first:
            pdfium_c.FPDFText_GetLooseCharBox(self.raw, self._index(last), found)
            left, right = min(left, found.left), max(right, found.right)
            top, bottom = max(top, found.top), min(bottom, found.bottom)
            known += found.left + found.top + found.right + found.bottom
        _check_placed(known)
        return self.upright(left, top, right, bottom)

    def upright(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A place in the page's own space, from the top left of the upright page."""
        if self.turned == 0:
            return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)
        if self.turned == 1:
            return Box(bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        if self.turned == 2:
            return Box(
                self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
            )
        return Box(self.top - top, self.right - right, self.top - bottom, self.right - left)

    def is_bold(self, at: int) -> bool:
        """Whether the character's font is a bold one, by its name, its weight or its flag."""
        index = self._index(at)
        pdfium_c.FPDFText_GetFontInfo(self.raw, index, self.name, 64, self.flags)
        font = (self.name.value, self.flags.value)
        if font not in self.bold_fonts:
            weight = pdfium_c.FPDFText_GetFontWeight(self.raw, index)
            named = _BOLD_NAME.search(font[0]) is not None
            self.bold_fonts[font] = named or bool(font[1] & _FORCE_BOLD) or weight >= _BOLD_WEIGHT
        return self.bold_fonts[font]
