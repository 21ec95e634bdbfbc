"""A page on which what was filled in stands as if it were printed."""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from crte_extract.document import Box, Line, Stretch
from crte_extract.reading.forms import Field
from crte_extract.reading.page import Page, TypeLine
from crte_extract.reading.runs import ASCENT, DESCENT, drawn
from crte_extract.reading.words import GLUE, is_shown

_SIZE: Final = 9.0  # points: that of the letters on a page that has none
_WIDTH: Final = 0.5  # sizes that a letter takes, where it has the room
_ROOM: Final = 0.8  # of its place: so far a text reaches at most, so that no line looks full
_STEP: Final = 1.25  # sizes from line to line: where there is no room, the page is stretched
_ABOVE: Final = 1.0  # sizes from the top of a tall place to the first base line
_BELOW: Final = 0.25  # sizes from the last base line to its bottom
_CENTRED: Final = 0.35  # sizes from the middle of a low place to its base line
_BESIDE: Final = (
    0.75  # sizes: what is printed beside a place, by no more higher or lower, is on its row
)
_LOWER: Final = 1.1  # the same, below the first line of a tall place: less than from line to line


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


def stretched(placed: Sequence[tuple[Field, Box]], usual: float) -> Stretch:
    """How much longer a page is to be for the lines of fields, which have these places on it."""
    stored, shown = [0.0], [0.0]
    for field, box in sorted(placed, key=lambda one: one[1].top):
        needed = _ABOVE + (len(field.lines) - 1) * _STEP + _BELOW
        more = needed * usual - (box.bottom - box.top)
        if len(field.lines) > 1 and more > 0:
            top = max(box.top, stored[-1])
            for at, further in ((top, 0.0), (max(box.bottom, top), more)):
                shown.append(shown[-1] + at - stored[-1] + further)
                stored.append(at)
    return Stretch(tuple(stored), tuple(shown)) if len(stored) > 1 else Stretch()


def usual_size(printed: Sequence[Printed]) -> float:
    """That of most of a page's letters."""
    sizes = sorted(one.size for one in printed)
    return sizes[len(sizes) // 2] if sizes else _SIZE


def written(
    placed: Sequence[tuple[Field, Box]], printed: Sequence[Printed], stretch: Stretch
) -> list[Written]:
    """The lines of fields, which have these places on the upright page, on the rows of what is printed.

    Both are given where they are on the page itself, the lines where they are on the longer one. All of
    a text counts: where it is wider than its place, its letters are narrow.
    """
    usual = usual_size(printed)
    beside = sorted(one._replace(base=stretch.down(one.base)) for one in printed)
    found: list[Written] = []
    for field, box in placed:
        longer = box._replace(top=stretch.down(box.top), bottom=stretch.down(box.bottom))
        found += _laid(field, longer, beside, usual)
    return found


def _laid(field: Field, box: Box, printed: Sequence[Printed], usual: float) -> list[Written]:
    middle = (box.top + box.bottom) / 2 + _CENTRED * usual
    first = min(box.top + _ABOVE * usual, middle) if field.tall else middle
    lowest = first + (_LOWER if field.tall else _BESIDE) * usual
    begins = bisect_left(printed, (first - _BESIDE * usual,))
    near = printed[begins : bisect_right(printed, (lowest, inf))]
    if near:
        first = min(near, key=lambda one: (abs(one.base - first), one)).base
    count = len(field.lines)
    room = max(0.0, box.bottom - _BELOW * usual - first)
    step = min(_STEP * usual, room / (count - 1)) if count > 1 else 0.0
    left = max([box.x0, *[one.x1 for one in near if one.x0 <= box.x0 < one.x1 < box.x1]])
    across = box.x1 - left
    width = min(_WIDTH * usual, _ROOM * across / max(map(len, field.lines)))
    x0 = left + ((across - width) / 2 if field.mark else (1 - _ROOM) / 2 * min(across, usual))
    return [
        Written(_glued(text, field), x0, first + at * step, width, usual)
        for at, text in enumerate(field.lines)
    ]


def inside(
    middles: Sequence[tuple[float, float, int]], places: Sequence[Sequence[float]]
) -> set[int]:
    """What has its middle in one of the places: of ``middles``, each up or down, across, and whose it is.

    A place is ``x0``, one end, ``x1``, the other.
    """
    if not places:
        return set()
    ordered = sorted(middles)
    found: set[int] = set()
    for x0, one, x1, other in places:
        begins = bisect_left(ordered, (min(one, other),))
        ends = bisect_right(ordered, (max(one, other), inf))
        found.update(at for _, across, at in ordered[begins:ends] if x0 <= across <= x1)
    return found


class FilledPage(Page):
    """A page with further lines behind its text, each at a place of its own."""

    def __init__(
        self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, number: int
    ) -> None:
        super().__init__(page, textpage, number)
        self.printed = self.text
        self.lines: list[Written] = []
        self.starts: list[int] = []
        self.stretch = Stretch()

    def fill(self, fields: Sequence[Field]) -> None:
        """Put what was filled in onto the page."""
        if covering := [field.place for field in fields if field.covers]:
            self._blank(inside([*self._middles()], covering))
        placed = [(field, self.place_of(field)) for field in fields]
        shown = [(field, box) for field, box in placed if self._is_shown(box)]
        printed = self._printed_words()
        self.stretch = stretched(shown, usual_size(printed))
        self.size = self.size[0], self.stretch.down(self.size[1])
        self.lines = written(shown, printed, self.stretch)
        end = len(self.text)
        for line in self.lines:
            self.starts.append(end + 1)
            end += 1 + len(line.text)
        self.text = "\n".join([self.text, *[line.text for line in self.lines]])

    def place_of(self, field: Field) -> Box:
        """Where a field is on the upright page."""
        left, bottom, right, top = field.place
        return self.upright(left, top, right, bottom)

    def _middles(self) -> Iterator[tuple[float, float, int]]:
        edges = [ctypes.c_double() for _ in range(4)]
        for at in range(pdfium_c.FPDFText_CountChars(self.raw)):
            if pdfium_c.FPDFText_GetCharBox(self.raw, at, *edges):
                x0, x1, y0, y1 = (edge.value for edge in edges)
                yield (y0 + y1) / 2, (x0 + x1) / 2, at

    def _blank(self, characters: Iterable[int]) -> None:
        """Leave a space where these characters are, as PDFium counts them."""
        letters = list(self.printed)
        for character in characters:
            at = pdfium_c.FPDFText_GetTextIndexFromCharIndex(self.raw, character)
            if 0 <= at < len(letters) and letters[at] not in "\r\n":
                letters[at] = " "
        self.printed = self.text = "".join(letters)

    @property
    def letters(self) -> int:
        """How many characters are drawn: spaces among them."""
        return len(self.printed) - self.printed.count("\r") - self.printed.count("\n")

    def box(self, first: int, last: int) -> Box:
        """Around the characters ``first`` to ``last``, which stand on one row."""
        if (line := self._line_at(first)) is None:
            return self.stretch.lowered(super().box(first, last))
        start = self.starts[bisect_right(self.starts, first) - 1]
        return line.box(first - start, last - start)

    def base(self, at: int) -> float:
        """How far down a character's base line is on the upright page."""
        line = self._line_at(at)
        return self.stretch.down(super().base(at)) if line is None else line.base

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


def _glued(text: str, field: Field) -> str:
    return (GLUE if field.answer else "") + text.replace(" ", GLUE)


def as_printed(line: Line) -> Line:
    """A line of a filled page with its spaces, told as filled in where it begins so."""
    if GLUE not in line.text:
        return line
    text = " ".join(line.text.replace(GLUE, " ").split())
    return line._replace(text=text, filled=line.text.startswith(GLUE))
