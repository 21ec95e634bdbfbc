"""Reads a PDF with PDFium: in the order in which its text was drawn, or by the place of each word."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from crte_extract.document import Box, Document, Stretch
from crte_extract.errors import DamagedPdf, EncryptedPdf, PdfWithoutPages
from crte_extract.locks import PDFIUM
from crte_extract.reading.bounds import MAX_PAGES, refuse_more_lines, refuse_more_pages
from crte_extract.reading.bullets import attach_bullets, is_dot
from crte_extract.reading.filled import FilledPage, as_printed
from crte_extract.reading.forms import Field, Form, form_of, has_look
from crte_extract.reading.layout import PrintedRow
from crte_extract.reading.listing import in_list_order
from crte_extract.reading.overlay import Mark, mark_of
from crte_extract.reading.page import BROKEN_WORD, Page
from crte_extract.reading.pdf import day_made
from crte_extract.reading.placing import Placed, drawn_rows, placed_rows
from crte_extract.reading.runs import Row
from crte_extract.reading.words import lines_of

_DEEPEST = 4  # forms within forms: a page that is shown on another one, and again
_OUTLINES = 20  # paths on a page: fewer are rules and frames
RowsOf = Callable[..., Placed]
"""What makes rows of a page, and of the marks that are known to be laid over pages, where any are."""


def read_pdfium(data: bytes, password: str | None = None) -> Document:
    """The document in the bytes of a PDF, its lines put together by their places.

    Raises EncryptedPdf, DamagedPdf, PdfWithoutPages, or NotASheet where it has more than
    ``MAX_PAGES`` or ``MAX_LINES``.
    """
    return _read(data, password, "pdfium", placed_rows)


def read_drawn(data: bytes, password: str | None = None) -> Document:
    """The document in the bytes of a PDF, its lines in the order in which they were drawn.

    Raises what ``read_pdfium`` does.
    """
    return _read(data, password, "pdfium-drawn", drawn_rows)


class _ReadPage(NamedTuple):
    """A page's rows, whether they were drawn in order, the shapes drawn on it, its quarter turns.

    ``thin`` tells that more is drawn on it than was read; ``empty`` are the fields that were not filled in;
    ``filled`` tells how much longer those that were make the page. What follows is as of ``Placed``.
    """

    rows: list[PrintedRow]
    in_order: bool
    dots: Sequence[Box]
    shapes: Sequence[Box]
    turns: int
    thin: bool
    empty: Sequence[Box]
    filled: Stretch | None
    outermost: Sequence[Row]
    laid: Collection[Mark]
    unsure: Collection[Mark]


def _read(
    data: bytes,
    password: str | None,
    reader: str,
    rows_of: RowsOf,
) -> Document:
    """A document whose pages have these rows."""
    with PDFIUM:
        pdf = open_pdf(data, password)
        try:
            count = len(pdf)
            if count == 0:
                raise PdfWithoutPages("the PDF holds no page")
            refuse_more_pages(count)
            with form_of(pdf, data) as form:
                pages = list(_read_pages(pdf, range(count), rows_of, form))
                _read_again(pdf, pages, rows_of, form)
            found = lines_of([page.rows for page in pages], [page.shapes for page in pages])
            lines = [
                [*map(as_printed, attach_bullets(own, page.dots))]
                if page.filled is not None
                else list(attach_bullets(own, page.dots))
                for own, page in zip(found, pages, strict=True)
            ]
            blank = tuple(at + 1 for at, own in enumerate(lines) if not own and _shows(pdf, at))
            encrypted = pdfium_c.FPDF_GetSecurityHandlerRevision(pdf.raw) >= 0
            made = day_made(pdf.get_metadata_value("CreationDate"))
        except pypdfium2.PdfiumError as error:
            raise DamagedPdf(f"the PDF is damaged: {error}") from None
        finally:
            pdf.close()
    return Document(
        lines=tuple(line for own in lines for line in own),
        format="pdf",
        reader=reader,
        pages=count,
        blank_pages=blank,
        turns=tuple(page.turns for page in pages),
        encrypted=encrypted,
        made=made,
        thin_pages=tuple(at for at, page in enumerate(pages, 1) if page.thin),
        in_order=all(page.in_order for page in pages),
        unread_form=form.unread(data),
        empty_fields=tuple((at, box) for at, page in enumerate(pages, 1) for box in page.empty),
        stretches={at: page.filled for at, page in enumerate(pages, 1) if page.filled is not None},
    )


def open_pdf(data: bytes, password: str | None) -> pypdfium2.PdfDocument:
    """The PDF in these bytes; raises EncryptedPdf or DamagedPdf."""
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


def filled_in(data: bytes, password: str | None) -> tuple[list[list[Field]], bool]:
    """What was filled in on each page of a PDF, and whether there was more that could not be read.

    Raises EncryptedPdf or DamagedPdf.
    """
    with PDFIUM:
        pdf = open_pdf(data, password)
        try:
            found: list[list[Field]] = []
            with form_of(pdf, data) as form:
                for index in range(min(len(pdf), MAX_PAGES)):
                    page = pdf[index]
                    textpage = page.get_textpage()
                    found.append(form.on(page, textpage))
                    textpage.close()
                    page.close()
            return found, form.unread(data)
        except pypdfium2.PdfiumError as error:
            raise DamagedPdf(f"the PDF is damaged: {error}") from None
        finally:
            pdf.close()


def _read_again(
    pdf: pypdfium2.PdfDocument, pages: list[_ReadPage], rows_of: RowsOf, form: Form
) -> None:
    """Reads those pages anew of which another one tells what was laid over them."""
    told = {mark for page in pages for mark in (*page.laid, *page.unsure) if mark.words}
    if not told or len(pages) == 1:
        return  # as almost always
    outer = [{mark_of(row, at) for row in page.outermost} for at, page in enumerate(pages, 1)]
    seen_on = Counter(mark for marks in outer for mark in marks)
    known = {mark for mark in told if seen_on[mark] > 1}
    again = [at for at, page in enumerate(pages) if known & outer[at] - {*page.laid}]
    read = _read_pages(pdf, again, partial(rows_of, known=known), form)
    for at, page in zip(again, read, strict=True):
        pages[at] = page


def _read_pages(
    pdf: pypdfium2.PdfDocument, places: Iterable[int], rows_of: RowsOf, form: Form
) -> Iterator[_ReadPage]:
    """The pages at these places, from 0, until there are more lines than there may be."""
    seen = 0
    for index in places:
        page = pdf[index]
        try:
            textpage, upright = _upright(page, index + 1)
            try:
                fields = form.on(page, textpage)
                empty = [upright.upright(*_corners(field)) for field in fields if not field.lines]
                characters = len(upright.text)
                given = None
                refuse_more_lines(seen + sum(len(field.lines) for field in fields))
                if filled := [field for field in fields if field.lines]:
                    upright = given = FilledPage(page, textpage, index + 1)
                    given.fill(filled)
                refuse_more_lines(seen + sum(map(upright.text.count, ("\n", BROKEN_WORD))))
                placed = rows_of(upright) if given is None else placed_rows(given)
                rows, in_order, outermost, laid, unsure = placed
                shapes = list(_shapes(page, upright))
                stretch = None if given is None else given.stretch
                if stretch is not None:
                    shapes = [stretch.lowered(shape) for shape in shapes]
                    empty = [stretch.lowered(box) for box in empty]
                dots = [shape for shape in shapes if is_dot(shape)]
                if not in_order:
                    rows = in_list_order(rows, dots)
                seen += len(rows)
                turns = upright.turned if rows else page.get_rotation() // 90
                thin = _is_thin(page, characters)
                in_order = in_order or given is not None
                shown = rows, in_order, dots, shapes, turns, thin, empty, stretch
                yield _ReadPage(*shown, outermost, laid, unsure)
            finally:
                textpage.close()
        finally:
            page.close()


def _upright(page: pypdfium2.PdfPage, number: int) -> tuple[pypdfium2.PdfTextPage, Page]:
    """A page's text as PDFium reads it when the page is turned so that it runs across.

    PDFium takes what stands on its head for text that runs from right to left.
    """
    textpage = page.get_textpage()
    upright = Page(page, textpage, number)
    if 90 * upright.turned != page.get_rotation():
        textpage.close()
        page.set_rotation(90 * upright.turned)
        textpage = page.get_textpage()
        upright = Page(page, textpage, number)
    return textpage, upright


def _is_thin(page: pypdfium2.PdfPage, characters: int) -> bool:
    """Whether more pieces of text are drawn on the page than characters were read, as a lost font does."""
    raw, get, kind = page.raw, pdfium_c.FPDFPage_GetObject, pdfium_c.FPDFPageObj_GetType
    count = pdfium_c.FPDFPage_CountObjects(raw)
    if count <= characters:
        return False
    drawn = [at for at in range(count) if kind(get(raw, at)) == pdfium_c.FPDF_PAGEOBJ_TEXT]
    return len(drawn) > characters


def _shows(pdf: pypdfium2.PdfDocument, index: int) -> bool:
    """Whether a page without text shows anything: a picture, a stamp, or words drawn as outlines."""
    page = pdf[index]
    try:
        kinds = [
            pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFPage_GetObject(page, at))
            for at in range(pdfium_c.FPDFPage_CountObjects(page))
        ]
        stamped = has_look(page)
    finally:
        page.close()
    drawn = kinds.count(pdfium_c.FPDF_PAGEOBJ_PATH)
    return (
        stamped
        or drawn > _OUTLINES
        or not {*kinds}
        <= {
            pdfium_c.FPDF_PAGEOBJ_TEXT,
            pdfium_c.FPDF_PAGEOBJ_PATH,
        }
    )


def _corners(field: Field) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a field's place."""
    left, bottom, right, top = field.place
    return left, top, right, bottom


def _shapes(page: pypdfium2.PdfPage, upright: Page) -> Iterator[Box]:
    """The shapes on the page, that may be bullets or rules."""
    edges = [ctypes.c_float() for _ in range(4)]
    if pdfium_c.FPDFPage_CountObjects(page.raw) == upright.letters:
        return  # an object a letter, as browsers draw them: there is no other
    for drawn, place in _paths(page.raw):
        pdfium_c.FPDFPageObj_GetBounds(drawn, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        if place is not None:
            left, bottom, right, top = place.on_rect(left, bottom, right, top)
        yield upright.upright(left, top, right, bottom)


def _paths(raw: Any) -> Iterator[tuple[Any, pypdfium2.PdfMatrix | None]]:
    """The shapes on a page, those in the forms that it shows with the way from there to the page."""
    get, kind = pdfium_c.FPDFPage_GetObject, pdfium_c.FPDFPageObj_GetType
    for at in range(pdfium_c.FPDFPage_CountObjects(raw)):  # there may be thousands
        drawn = get(raw, at)
        what = kind(drawn)
        if what == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield drawn, None
        elif what == pdfium_c.FPDF_PAGEOBJ_FORM:
            yield from _paths_within(drawn, None)


def _paths_within(
    form: Any, above: pypdfium2.PdfMatrix | None, depth: int = 1
) -> Iterator[tuple[Any, pypdfium2.PdfMatrix]]:
    found = pdfium_c.FS_MATRIX()
    if depth > _DEEPEST or not pdfium_c.FPDFPageObj_GetMatrix(form, found):
        return
    place = pypdfium2.PdfMatrix.from_raw(found)
    if above is not None:
        place = place.multiply(above)
    for at in range(pdfium_c.FPDFFormObj_CountObjects(form)):
        drawn = pdfium_c.FPDFFormObj_GetObject(form, at)
        what = pdfium_c.FPDFPageObj_GetType(drawn)
        if what == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield drawn, place
        elif what == pdfium_c.FPDF_PAGEOBJ_FORM:
            yield from _paths_within(drawn, place, depth + 1)
