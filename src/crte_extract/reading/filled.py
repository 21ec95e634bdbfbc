"""A page on which what was filled in stands as if it were printed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from crte_extract.document import Box
from crte_extract.reading.forms import Field, under
from crte_extract.reading.layout import PrintedRow
from crte_extract.reading.page import Page, TypeLine
from crte_extract.reading.runs import ASCENT, DESCENT, drawn
from crte_extract.reading.words import is_shown

_SIZE: Final = 9.0  # points: that of the letters on a page that has none
_WIDTH: Final = 0.5  # sizes that a letter takes, where it has the room
_ROOM: Final = 0.8  # of its place: so far a text reaches at most, so that no line looks full
_STEP: Final = 1.25  # sizes from line to line, where there is room
_ABOVE: Final = 1.0  # sizes from the top of a tall place to the first base line
_BELOW: Final = 0.25  # sizes from the last base line to its bottom
_CENTRED: Final = 0.35  # sizes from the middle of a low place to its base line
_BESIDE: Final = (
    0.75  # sizes: what is printed beside a place, by no more higher or lower, is on its row
)
_GLUE: Final = (
    "\ufdd0"  # for a space: no character of any text, so that no word of a line is cut off
)


class Printed(NamedTuple):
    """Printed words: where they begin and end on the upright page, their base line and size."""

    base: float
    x0: float
    x1: float
    size: float


class Written(NamedTuple):
    """A line that was filled in, at its place on the upright page; ``width`` is that of each letter."""

    text: str
    x0: float
    base: float
    width: float
    size: float

    def box(self, first: int, last: int) -> Box:
        """Around its characters ``first`` to ``last``."""
        return Box(
            self.x0 + first * self.width,
            self.base - ASCENT * self.size,
            self.x0 + (last + 1) * self.width,
            self.base + DESCENT * self.size,
        )


def written(fields: Sequence[tuple[Field, Box]], printed: Sequence[Printed]) -> list[Written]:
    """The lines of fields, which have these places on the upright page, on the rows of what is printed.

    All of a text counts: where it is longer than its place, its letters are narrow, and its lines close.
    """
    beside = sorted(printed)
    sizes = sorted(one.size for one in beside)
    usual = sizes[len(sizes) // 2] if sizes else _SIZE
    return [line for field, box in fields for line in _laid(field, box, beside, usual)]


def _laid(field: Field, box: Box, printed: Sequence[Printed], usual: float) -> list[Written]:
    count = len(field.lines)
    if field.tall:
        first = min(box.top + _ABOVE * usual, (box.top + box.bottom) / 2 + _CENTRED * usual)
    else:
        first = (box.top + box.bottom) / 2 + _CENTRED * usual
    room = max(0.0, box.bottom - _BELOW * usual - first)
    step = min(_STEP * usual, room / (count - 1)) if count > 1 else 0.0
    near = printed[
        bisect_left(printed, (first - _BESIDE * usual,)) : bisect_right(
            printed, (first + _BESIDE * usual,)
        )
    ]
    if near:
        first = min(near, key=lambda one: (abs(one.base - first), one)).base
    left = max([box.x0, *[one.x1 for one in near if one.x0 <= box.x0 < one.x1 < box.x1]])
    across = box.x1 - left
    made = []
    for at, text in enumerate(field.lines):
        width = min(_WIDTH * usual, _ROOM * across / len(text))
        x0 = left + ((across - width) / 2 if field.mark else (1 - _ROOM) / 2 * min(across, usual))
        made.append(Written(text, x0, first + at * step, width, usual))
    return made


class FilledPage(Page):
    """A page with further lines behind its text, each at a place of its own."""

    def __init__(
        self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, number: int
    ) -> None:
        super().__init__(page, textpage, number)
        self.printed = self.text
        self.lines: list[Written] = []
        self.starts: list[int] = []

    def fill(self, fields: Sequence[Field]) -> None:
        """Put what was filled in onto the page."""
        hidden = {at for field in fields if field.covers for at in under(self.raw, field.place)}
        if hidden:
            places = [pdfium_c.FPDFText_GetTextIndexFromCharIndex(self.raw, at) for at in hidden]
            letters = list(self.printed)
            for at in places:
                if 0 <= at < len(letters) and letters[at] not in "\r\n":
                    letters[at] = " "
            self.printed = self.text = "".join(letters)
        placed = [(field, self.place_of(field)) for field in fields]
        shown = [(field, box) for field, box in placed if self._is_shown(box)]
        self.lines = written(shown, self._printed_words())
        for line in self.lines:
            self.starts.append(len(self.text) + 1)
            self.text += "\n" + line.text.replace(" ", _GLUE)

    def place_of(self, field: Field) -> Box:
        """Where a field is on the upright page."""
        left, bottom, right, top = field.place
        return self.upright(left, top, right, bottom)

    @property
    def letters(self) -> int:
        """How many characters are drawn: spaces among them."""
        return len(self.printed) - self.printed.count("\r") - self.printed.count("\n")

    def box(self, first: int, last: int) -> Box:
        """Around the characters ``first`` to ``last``, which stand on one row."""
        if (line := self._line_at(first)) is None:
            return super().box(first, last)
        start = self.starts[bisect_right(self.starts, first) - 1]
        return line.box(first - start, last - start)

    def base(self, at: int) -> float:
        """How far down a character's base line is on the upright page."""
        line = self._line_at(at)
        return super().base(at) if line is None else line.base

    def line(self, at: int, before: TypeLine | None = None) -> TypeLine:
        """The line that a character stands on, as of any page."""
        line = self._line_at(at)
        return super().line(at, before) if line is None else TypeLine(line.base, line.size, 0)

    def is_bold(self, at: int) -> bool:
        """Whether the character's font is a bold one: what was filled in isn't."""
        return self._line_at(at) is None and super().is_bold(at)

    def _line_at(self, at: int) -> Written | None:
        """The line that was filled in of which a character is; None for a printed one."""
        place = bisect_right(self.starts, at) - 1
        return self.lines[place] if place >= 0 else None

    def _is_shown(self, box: Box) -> bool:
        return is_shown(*box, self.size)

    def _printed_words(self) -> list[Printed]:
        found = []
        for row in drawn(self).rows:
            for word in row:
                base, size, _ = super().line(word.first)
                found.append(Printed(base, word.x0, word.x1, size))
        return found


def unglued(row: PrintedRow) -> PrintedRow:
    """A row of a filled page with its spaces."""
    chunks = [chunk._replace(text=chunk.text.replace(_GLUE, " ")) for chunk in row.chunks]
    return row._replace(chunks=chunks)
