"""What was filled into a PDF: the fields of its form, and text that was typed onto a page.

Viewers show both; neither is part of what is drawn on the page. Asked of PDFium's own view of the form,
which knows what a field inherits; never of how a field looks, for many programs fill fields without
drawing them.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from crte_extract.marks import EMPTY, TICKED, TICKS, UNTICKED
from crte_extract.text import squash

_MOST_NOTES = 20_000  # annotations of a page that are looked at: each costs a call or two
_MOST_FIELDS = 1_000  # fields of a file that are looked at
_MOST_BUILT = 10_000  # fields of a file: PDFium builds all at once, which takes n² steps
_NOT_SHOWN: Final = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_READ_ONLY: Final = 1  # PDF 32000-1, table 221
_MULTILINE: Final = 1 << 12  # table 228
_PASSWORD: Final = 1 << 13
_BOXES: Final = (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON)
_CHOICES: Final = (pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX)
_NO_ANSWERS: Final = (pdfium_c.FPDF_FORMFIELD_PUSHBUTTON, pdfium_c.FPDF_FORMFIELD_SIGNATURE)
_MOST_OPTIONS = 1_000  # of a choice
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_SHOWS_TEXT = re.compile(r"\bBT\b.*?(?:\(\s*[^)\s]|(?<!<)<\s*[0-9A-Fa-f])", re.DOTALL)
_LEADERS = frozenset(
    " ._…-–·\r\n" + TICKED + UNTICKED + TICKS + EMPTY
)  # printed where an answer is to be written
_CERTAIN = 12  # letters and digits: so long a text isn't by chance a part of another one
_HAS_FIELDS = re.compile(rb"/Fields\s*\[\s*\d")


class Field(NamedTuple):
    """What was filled in at a place of a page: the lines of its text, none where it was left empty.

    The place is ``left``, ``bottom``, ``right``, ``top``, in the page's own space. ``tall`` tells that it
    has room for several lines, which begin at its top; ``mark`` that it is a check box; ``answer`` that it
    is to be filled in, so that it holds no label; ``covers`` that what is printed at its place is the same,
    or gives way to it.
    """

    lines: tuple[str, ...]
    place: tuple[float, float, float, float]
    tall: bool = False
    mark: bool = False
    answer: bool = False
    covers: bool = False


class Form:
    """The form of a PDF; ``unread`` tells, after its pages were read, that something in it could not be."""

    def __init__(self, kind: int, handle: Any, lost: bool = False) -> None:
        self._handle = handle
        self._seen = 0  # fields
        self._kind = kind
        self._lost = lost or kind == pdfium_c.FORMTYPE_XFA_FULL

    def unread(self, data: bytes) -> bool:
        """Whether there is more in the form than was read; ``data`` are the bytes of the PDF."""
        nowhere = self._kind != pdfium_c.FORMTYPE_NONE and not self._seen
        xfa = self._kind == pdfium_c.FORMTYPE_XFA_FOREGROUND
        return self._lost or (nowhere and (xfa or _HAS_FIELDS.search(data) is not None))

    def on(self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> list[Field]:
        """What was filled in on a page, in the order in which the PDF has it."""
        count = pdfium_c.FPDFPage_GetAnnotCount(page.raw)
        if count > _MOST_NOTES:
            self._lost = True
        found: list[Field] = []
        for at in range(min(count, _MOST_NOTES)):
            note = pdfium_c.FPDFPage_GetAnnot(page.raw, at)
            if not note:
                continue
            try:
                kind = pdfium_c.FPDFAnnot_GetSubtype(note)
                if kind == pdfium_c.FPDF_ANNOT_WIDGET:
                    self._seen += 1
                    field = self._widget(note)
                elif kind == pdfium_c.FPDF_ANNOT_FREETEXT:
                    field = self._typed(note)
                else:
                    continue
                if field is not None and (field := _besides(textpage, field)) is not None:
                    found.append(field)
            finally:
                pdfium_c.FPDFPage_CloseAnnot(note)
        return found

    def _typed(self, note: Any) -> Field | None:
        """Text that was typed onto the page."""
        if (place := _place(note)) is None:
            return None
        lines = _lines(_words(pdfium_c.FPDFAnnot_GetStringValue, note, b"Contents"))
        if lines:
            return Field(lines, place, tall=True)
        if _shows_text(note):
            self._lost = True
        return None

    def _widget(self, note: Any) -> Field | None:
        """A field of the form, where it is shown and one that is answered."""
        if (place := _place(note)) is None:
            return None
        if self._seen > _MOST_FIELDS:
            self._lost = True
            return None
        kind = pdfium_c.FPDFAnnot_GetFormFieldType(self._handle, note)
        if kind in _NO_ANSWERS:
            return None
        if kind in _BOXES:
            return self._box(note, place)
        flags = pdfium_c.FPDFAnnot_GetFormFieldFlags(self._handle, note)
        if kind == pdfium_c.FPDF_FORMFIELD_TEXTFIELD or kind in _CHOICES:
            value = _words(pdfium_c.FPDFAnnot_GetFormFieldValue, self._handle, note)
        elif _words(pdfium_c.FPDFAnnot_GetStringValue, note, b"FT") == "Tx":  # of no form
            value, flags = _words(pdfium_c.FPDFAnnot_GetStringValue, note, b"V"), 0
        else:
            self._lost = True
            return None
        if kind == pdfium_c.FPDF_FORMFIELD_TEXTFIELD and flags & _PASSWORD:
            if value:
                self._lost = True
            return None
        lines = self._chosen(note) or _lines(value)
        if not lines and _shows_text(note):
            self._lost = True
        tall = len(lines) > 1 or flags & _MULTILINE != 0
        return Field(lines, place, tall=tall, answer=flags & _READ_ONLY == 0)

    def _chosen(self, note: Any) -> tuple[str, ...]:
        """The options that were chosen, as they are shown."""
        handle = self._handle
        options = min(pdfium_c.FPDFAnnot_GetOptionCount(handle, note), _MOST_OPTIONS)
        chosen = [
            _words(pdfium_c.FPDFAnnot_GetOptionLabel, handle, note, at)
            for at in range(options)
            if pdfium_c.FPDFAnnot_IsOptionSelected(handle, note, at)
        ]
        return tuple(line for label in dict.fromkeys(chosen) for line in _lines(label))

    def _box(self, note: Any, place: tuple[float, float, float, float]) -> Field | None:
        """A check box or radio button: ticked by its state, or by its value where it alone has that."""
        state = _words(pdfium_c.FPDFAnnot_GetStringValue, note, b"AS")
        value = _words(
            pdfium_c.FPDFAnnot_GetStringValue, note, b"V"
        )  # PDFium's own follows the state
        value = value or _words(pdfium_c.FPDFAnnot_GetFormFieldValue, self._handle, note)
        ticked = (state or value) not in ("", "Off")
        alone = pdfium_c.FPDFAnnot_GetFormControlCount(self._handle, note) <= 1
        if (alone and ticked != (value not in ("", "Off"))) or (ticked and not state and not alone):
            self._lost = True  # it is shown otherwise than it is stored, or which one isn't told
            return None
        return Field(((TICKED if ticked else UNTICKED)[0],), place, mark=True)


@contextmanager
def form_of(pdf: pypdfium2.PdfDocument, data: bytes) -> Iterator[Form]:
    """The form of an open PDF, which has these bytes.

    PDFium builds it only where the PDF says that there is one, and not where it is far too large.
    """
    kind = pdfium_c.FPDF_GetFormType(pdf.raw)
    large = kind != pdfium_c.FORMTYPE_NONE and data.count(b"/FT") > _MOST_BUILT
    if kind == pdfium_c.FORMTYPE_NONE or large:
        yield Form(kind, None, lost=large)
        return
    about = pdfium_c.FPDF_FORMFILLINFO(version=2)
    handle = pdfium_c.FPDFDOC_InitFormFillEnvironment(pdf.raw, about)
    try:
        yield Form(kind, handle)
    finally:
        pdfium_c.FPDFDOC_ExitFormFillEnvironment(handle)


def has_look(page: pypdfium2.PdfPage) -> bool:
    """Whether anything that was put onto a page shows: a stamp, a drawing."""
    for at in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST_NOTES)):
        note = pdfium_c.FPDFPage_GetAnnot(page.raw, at)
        if note:
            shows = _place(note) is not None and pdfium_c.FPDFAnnot_GetObjectCount(note) > 0
            pdfium_c.FPDFPage_CloseAnnot(note)
            if shows:
                return True
    return False


def _besides(textpage: pypdfium2.PdfTextPage, field: Field) -> Field | None:
    """The field with what it covers; None where its text is printed at its place as well."""
    printed = textpage.get_text_bounded(*field.place)
    if not printed.strip():
        return field
    if {*printed} <= _LEADERS:
        return field._replace(covers=True)
    shown, own = squash(printed), squash("".join(field.lines))
    if shown and (shown == own or (len(own) >= _CERTAIN and own in shown)):
        return None
    return field._replace(covers=len(shown) >= _CERTAIN and shown in own)


def _place(note: Any) -> tuple[float, float, float, float] | None:
    """Where an annotation is shown; None where it isn't."""
    found = pdfium_c.FS_RECTF()
    if pdfium_c.FPDFAnnot_GetFlags(note) & _NOT_SHOWN:
        return None
    if not pdfium_c.FPDFAnnot_GetRect(note, found):
        return None
    (left, right), (bottom, top) = (
        sorted((found.left, found.right)),
        sorted((found.bottom, found.top)),
    )
    if left == right or bottom == top:
        return None
    return left, bottom, right, top


def _shows_text(note: Any) -> bool:
    """Whether the look of an annotation has words."""
    look = _words(pdfium_c.FPDFAnnot_GetAP, note, pdfium_c.FPDF_ANNOT_APPEARANCEMODE_NORMAL)
    return _SHOWS_TEXT.search(look) is not None


def _words(get: Callable[..., int], *of: Any) -> str:
    """A string of PDFium's, which tells its length in bytes first: UTF-16, and a zero at its end."""
    length = get(*of, None, 0)
    if length <= 2:
        return ""
    kept = ctypes.create_string_buffer(length)
    get(*of, ctypes.cast(kept, ctypes.POINTER(ctypes.c_ushort)), length)
    return kept.raw[: length - 2].decode("utf-16-le", "replace")


def _lines(value: str) -> tuple[str, ...]:
    """The lines of a text as it was typed, without the empty ones."""
    return tuple(
        line
        for typed in _LINE_ENDS.split(value)
        if (line := " ".join(typed.replace("\x00", " ").split()))
    )
