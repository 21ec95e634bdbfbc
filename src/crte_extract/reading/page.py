"""A page as PDFium has it: its text, and where each character stands on the upright page."""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_left
from collections import Counter
from math import isfinite
from typing import Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from crte_extract.document import Box
from crte_extract.errors import DamagedPdf
from crte_extract.reading.accents import may_be_apart, on_letters
from crte_extract.reading.pdf import BOLD_NAMES
from crte_extract.reading.tex import by_code
from crte_extract.text import SOFT_HYPHEN

BROKEN_WORD: Final = "\ufffe"
"""PDFium puts it where a line ends in a hyphen, and joins the lines."""
_get_origin = pdfium_c.FPDFText_GetCharOrigin
_get_box = pdfium_c.FPDFText_GetLooseCharBox
_SAMPLES = 5  # characters of a page, by which it is turned where they agree
_AGREEING = 2  # of these
_MORE_SAMPLES = 200  # characters, by most of which it is turned where the few do not
_SAME = 0.01  # points: base lines that differ by less are one
_SHOWN = 0.1  # of the height of what follows: a soft hyphen that takes more is drawn
_WITHIN = re.compile(rf"{SOFT_HYPHEN}(?![\r\n]|$)")
_SLANT = 0.05  # quarter turns: text that is off by less runs across
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18  # PDF 32000-1, table 123
_BOLD_NAME = re.compile("|".join(BOLD_NAMES).encode(), re.IGNORECASE)
_PLAIN_NAME = re.compile(b"regular", re.IGNORECASE)  # of whatever weight


def _check_placed(known: float) -> None:
    """Raise DamagedPdf where what is known of a text's place is no number: by its font, or its matrix."""
    if not isfinite(known):
        raise DamagedPdf("the PDF is damaged: some of its text has no place on the page")


def upright_box(
    place: tuple[float, float, float, float], bounds: tuple[float, float, float, float], turned: int
) -> Box:
    """A place on a page with these bounds, from the top left of the page after so many quarter turns.

    Both are left, bottom, right, top, in the page's own space.
    """
    left, bottom, right, top = place
    first, lowest, last, highest = bounds
    if turned == 0:
        return Box(left - first, highest - top, right - first, highest - bottom)
    if turned == 1:
        return Box(bottom - lowest, left - first, top - lowest, right - first)
    if turned == 2:
        return Box(last - right, bottom - lowest, last - left, top - lowest)
    return Box(highest - top, last - right, highest - bottom, last - left)


class TypeLine(NamedTuple):
    """A base line on the upright page, the size of the letters on it, and their quarter turns from it.

    -1 turns stand for any other angle.
    """

    base: float
    size: float
    turned: int


class Page:
    """The text of a page and where its characters stand, from the top left of the upright page."""

    def __init__(
        self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, number: int
    ) -> None:
        self.number = number  # from 1
        self.raw = textpage.raw
        self.text: str = by_code(textpage.get_text_range())
        self.exact = len(self.text) == textpage.count_chars()
        self.pairs = (
            [at for at, c in enumerate(self.text) if c > "\uffff"] if not self.exact else []
        )
        if BROKEN_WORD in self.text:
            self.text = self._without_nul()
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.found = pdfium_c.FS_RECTF()  # one for all calls: a page has hundreds of rows
        self.origin = ctypes.c_double(), ctypes.c_double()
        self.matrix = pdfium_c.FS_MATRIX()
        self.name = ctypes.create_string_buffer(64)
        self.flags = ctypes.c_int(0)
        self.bold_fonts: dict[tuple[bytes, int], bool] = {}
        self.back: set[int] = set()  # the first characters of stretches that end left of them
        self.turned = self._turned()
        size = self.right - self.left, self.top - self.bottom
        self.size = size[::-1] if self.turned % 2 else size  # of the upright page, across and down
        if SOFT_HYPHEN in self.text and self._shows_hyphens():
            self.text = self.text.replace(SOFT_HYPHEN, "-")
        if may_be_apart(self.text):
            self.text = "".join(on_letters(self.text, lambda at: self.box(at, at)))

    def _without_nul(self) -> str:
        """The text with U+FFFD for what its font calls by no character, as PDFium does a broken word."""
        found = list(self.text)
        for at, one in enumerate(found):
            if one == BROKEN_WORD and not pdfium_c.FPDFText_GetUnicode(self.raw, self._index(at)):
                found[at] = "\ufffd"
        return "".join(found)

    def _shows_hyphens(self) -> bool:
        """Whether soft hyphens take room within lines: then the font has no other hyphen."""
        for found in _WITHIN.finditer(self.text):
            box, after = (self.box(at, at) for at in (found.start(), found.end()))
            if after.x0 - box.x0 > _SHOWN * (after.bottom - after.top):
                return True
        return False

    def _turned(self) -> int:
        """Quarter turns clockwise after which text of the page's own space runs across."""
        turns = self._quarters(_SAMPLES)
        if len(turns) != 1 or turns.total() < _AGREEING:
            turns = self._quarters(_MORE_SAMPLES)
        return turns.most_common(1)[0][0] if turns else 0

    def _quarters(self, samples: int) -> Counter[int]:
        """How many of so many characters run in each direction."""
        step = max(1, len(self.text) // samples)
        places = range(0, len(self.text), step)
        return Counter(self._quarter(at) for at in places if self.text[at].isalnum())

    def _quarter(self, at: int) -> int:
        angle = float(pdfium_c.FPDFText_GetCharAngle(self.raw, self._index(at)))  # clockwise
        _check_placed(angle)
        return round(-angle / (math.pi / 2)) % 4

    @property
    def letters(self) -> int:
        """How many characters are drawn: spaces among them."""
        return len(self.text) - self.text.count("\r") - self.text.count("\n")

    def _index(self, at: int) -> int:
        """PDFium's index of a character of the text: not the same where some have no text."""
        if self.exact:
            return at
        units = at + bisect_left(self.pairs, at)  # a character beyond U+FFFF takes two
        return max(0, int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self.raw, units)))

    def box(self, first: int, last: int) -> Box:
        """Around the characters ``first`` to ``last``, which stand on one row."""
        found, exact = self.found, self.exact
        _get_box(self.raw, first if exact else self._index(first), found)
        left, top, right, bottom = found.left, found.top, found.right, found.bottom
        known = left + top + right + bottom
        if last != first:
            _get_box(self.raw, last if exact else self._index(last), found)
            left_, top_, right_, bottom_ = found.left, found.top, found.right, found.bottom
            known += left_ + top_ + right_ + bottom_
            if left_ < left:
                left = left_
                if self.turned == 0:
                    self.back.add(first)
            if right_ > right:
                right = right_
            if top_ > top:
                top = top_
            if bottom_ < bottom:
                bottom = bottom_
        if not isfinite(known):
            _check_placed(known)
        if self.turned == 0:  # as almost always: spelled out, since there are hundreds
            return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)
        return self.upright(left, top, right, bottom)

    def upright(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A place in the page's own space, from the top left of the upright page."""
        bounds = self.left, self.bottom, self.right, self.top
        return upright_box((left, bottom, right, top), bounds, self.turned)

    def base(self, at: int) -> float:
        """How far down a character's base line is on the upright page."""
        x, y = self.origin
        _get_origin(self.raw, at if self.exact else self._index(at), x, y)
        if self.turned == 0:
            return float(self.top - y.value)
        return self.upright(x.value, y.value, x.value, y.value).bottom

    def line(self, at: int, before: TypeLine | None = None) -> TypeLine:
        """The line that a character stands on; ``before`` is that of a character before it in its run.

        On the same base line, upright, it is the same one: a raised letter has another.
        """
        base = self.base(at)
        if before is not None and not before.turned and abs(before.base - base) < _SAME:
            return before
        index = self._index(at)
        m = self.matrix
        pdfium_c.FPDFText_GetMatrix(self.raw, index, m)
        size = pdfium_c.FPDFText_GetFontSize(self.raw, index) * math.hypot(m.c, m.d)
        turn = math.atan2(m.b, m.a) / (math.pi / 2)
        quarter = round(turn)
        turned = (quarter - self.turned) % 4 if abs(turn - quarter) < _SLANT else -1
        _check_placed(base + size)
        return TypeLine(base, size, turned)

    def is_bold(self, at: int) -> bool:
        """Whether its font is a bold one, by its name; by weight or flag where that says nothing."""
        index = self._index(at)
        pdfium_c.FPDFText_GetFontInfo(self.raw, index, self.name, 64, self.flags)
        font = (self.name.value, self.flags.value)
        if font not in self.bold_fonts:
            weight = pdfium_c.FPDFText_GetFontWeight(self.raw, index)
            heavy = bool(font[1] & _FORCE_BOLD) or weight >= _BOLD_WEIGHT
            named = _BOLD_NAME.search(font[0]) is not None
            self.bold_fonts[font] = named or (heavy and _PLAIN_NAME.search(font[0]) is None)
        return self.bold_fonts[font]
