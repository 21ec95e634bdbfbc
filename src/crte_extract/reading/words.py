"""From words with their places to printed rows, and to the lines of a document: whoever found the words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from crte_extract.document import Box, Line
from crte_extract.reading.layout import Chunk, PrintedRow, cut_columns, merge_bullets
from crte_extract.reading.mixing import is_justified, mixed
from crte_extract.reading.outer import with_outer
from crte_extract.reading.rules import NOWHERE, places, sides_of
from crte_extract.text import SUPERSCRIPTS, clean

APART = 0.45  # of the height: words further apart may stand in different columns
_LEVEL = 0.25  # of the height: words whose base lines differ by less stand on one row
_SMALL = 0.8  # of the usual height: a smaller word may be raised or lowered
RAISED = 0.15  # of the height: a number whose base line is higher by more is the mark of a footnote
_LEAST_MARK = 0.4  # of the height of the word before it: a smaller number is beside a watermark
_RAISED_DIGITS = str.maketrans("0123456789", SUPERSCRIPTS)
_ONE = 1.3  # characters: a space between words of one run that is wider is more than one
OVER = 1 / 3  # of the narrower of two words: where they share more, one is printed over the other
_AGAIN = 3.0  # points right and down: words that are drawn again as near are a bold, or a shadow
_FEW_GAPS = 3  # of a row, all as wide: fewer may be those between three columns
_TOGETHER = 0.12  # of the height: words nearer than this are one word in two fonts
TOLERANCE = 1.5  # points by which the edges of a column may differ
GLUE: Final = "\ufdd0"
"""For a space in what was filled in, and before an answer: no character of any text, so none is cut."""
_HANGING = 24.0  # how far the wrapped text of a bullet stands in from the edge of its column


class Word(NamedTuple):
    """A word and its place on the upright page, in points from its top left.

    ``first`` and ``last`` are its characters, as its reader counts them.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    first: int = 0
    last: int = 0


def is_shown(x0: float, top: float, x1: float, bottom: float, size: tuple[float, float]) -> bool:
    """Whether the middle of a place is on a page of this width and height: all else is cut off."""
    return 0 <= x0 + x1 <= 2 * size[0] and 0 <= top + bottom <= 2 * size[1]


class _Rows:
    """Rows of words, their base lines (that of each one's first word) from the top down."""

    def __init__(self) -> None:
        self.rows: list[list[Word]] = []
        self._bases: list[float] = []
        self._tallest = 0.0

    def begin(self, word: Word) -> None:
        """A row that begins with this word, below all others."""
        self.rows.append([word])
        self._bases.append(word.bottom)
        self._tallest = max(self._tallest, word.bottom - word.top)

    def last(self, word: Word) -> list[Word] | None:
        """The lowest row, if the word stands on its base line."""
        level = _LEVEL * (word.bottom - word.top)
        on_it = self.rows and abs(self._bases[-1] - word.bottom) <= level
        return self.rows[-1] if on_it else None

    def around(self, word: Word) -> list[Word] | None:
        """The lowest row in which a raised word stands, or on whose base line it does."""
        middle = (word.top + word.bottom) / 2
        level = _LEVEL * (word.bottom - word.top)
        first = bisect_left(self._bases, middle)
        reach = max(middle + self._tallest, word.bottom + level)
        for at in reversed(range(first, bisect_right(self._bases, reach))):
            base = self.rows[at][0]
            if base.top < middle < base.bottom or abs(base.bottom - word.bottom) <= level:
                return self.rows[at]
        return None


def usual_height(words: Iterable[Word]) -> float:
    """The median of their heights; 0 where there is none."""
    heights = sorted([word.bottom - word.top for word in words])
    return heights[len(heights) // 2] if heights else 0.0


def printed_rows(words: Sequence[Word], usual: float) -> list[list[Word]]:
    """The words by printed row, from the top down; a raised word (``1er``) stays in its row.

    ``usual`` is how high the words of their page usually are.
    """
    small = _SMALL * usual
    level, raised = _Rows(), _Rows()
    for word in sorted(words, key=lambda w: (w.bottom - w.top < small, w.bottom)):
        if word.bottom - word.top < small:
            own, row = raised, raised.around(word) or level.around(word)
        else:
            own, row = level, level.last(word)
        if row is None:
            own.begin(word)
        else:
            row.append(word)
    rows = sorted([*level.rows, *raised.rows], key=lambda row: row[0].bottom)
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def placed_row(words: Sequence[Word], bold: bool = False) -> PrintedRow:
    """The chunks of a printed row, with its vertical place; ``bold`` tells how it begins."""
    if len(words) == 1:  # as most rows are
        text, x0, top, x1, bottom, _, _ = words[0]
        return PrintedRow((Chunk(text, x0, x1),), top, bottom, bold)
    top, bottom = min(w.top for w in words), max(w.bottom for w in words)
    over: list[float] = []
    if any(word.x0 < before.x1 for before, word in pairwise(words)):
        words = _once(words)
        over = [*_over_others(words)]
    if any(word.text.isdecimal() for word in words):
        words = _marked(words)
    chunks = merge_bullets(list(_chunks(words)))
    if len(chunks) > _FEW_GAPS and is_justified(_gaps(chunks, bottom - top)):
        chunks = [chunks[0], *[chunk._replace(apart=False) for chunk in chunks[1:]]]
    return PrintedRow(chunks, top, bottom, bold, over=over)


def _gaps(chunks: Sequence[Chunk], height: float) -> list[float]:
    """The gaps between the words of a row, in its heights."""
    return [(chunk.x0 - before.x1) / (height or 1.0) for before, chunk in pairwise(chunks)]


def is_again(one: Word, other: Word) -> bool:
    """Whether a word is another one, drawn again for a bold or a shadow."""
    if one.text != other.text or abs(one.x0 - other.x0) > _AGAIN:
        return False
    return abs(one.bottom - other.bottom) <= min(_AGAIN, (one.bottom - one.top) / 2)


def _once(row: Sequence[Word]) -> list[Word]:
    """The words of a row without those that are drawn again at the same place."""
    found: list[Word] = []
    last: dict[str, Word] = {}
    for word in row:
        before = last.get(word.text)
        if before is None or not is_again(before, word):
            last[word.text] = word
            found.append(word)
    return found


def _over_others(row: Sequence[Word]) -> Iterator[float]:
    """Where words of a row begin that are printed over those before them: no marks, nor rows of dots."""
    last: Word | None = None
    for word in row:
        if not any(map(str.isalnum, word.text)):
            continue
        if last is not None:
            shared = min(last.x1, word.x1) - word.x0
            if shared > OVER * min(last.x1 - last.x0, word.x1 - word.x0):
                yield word.x0
        if last is None or word.x1 > last.x1:
            last = word


def _marked(words: Sequence[Word]) -> list[Word]:
    """The words of a row, the small raised numbers among them as such: ``7`` and ``1`` are no 71."""
    found = [words[0]]
    for before, word in pairwise(words):
        height = before.bottom - before.top
        if (
            word.text.isdecimal()
            and _LEAST_MARK * height < word.bottom - word.top < _SMALL * height
            and before.bottom - word.bottom > RAISED * height
        ):
            word = word._replace(text=word.text.translate(_RAISED_DIGITS))
        found.append(word)
    return found


def _chunks(row: Sequence[Word]) -> Iterator[Chunk]:
    """The words of a row; what only a change of font cut is joined, or what stands within a word."""
    word = Chunk(row[0].text, row[0].x0, row[0].x1)
    for before, following in pairwise(row):
        height = following.bottom - following.top
        gap = following.x0 - word.x1
        spaced = following.first == before.last + 2  # however wide its font says that letters are
        if gap < _TOGETHER * height and following.x1 > word.x0 and not spaced:
            x1 = max(word.x1, following.x1)  # an accent that was drawn apart ends within its word
            word = Chunk(word.text + following.text, word.x0, x1, word.apart)
        else:
            yield word
            apart = APART * height
            if spaced:  # by one character: where all are as wide, a space is as wide as they are
                apart = max(apart, _ONE * _width(before), _ONE * _width(following))
            word = Chunk(following.text, following.x0, following.x1, gap > apart)
    yield word


def _width(word: Word) -> float:
    """How wide a character of a word is."""
    return (word.x1 - word.x0) / len(word.text)


def lines_of(
    pages: Sequence[Sequence[PrintedRow]], shapes: Sequence[Sequence[Box]] = ()
) -> Iterator[list[Line]]:
    """The lines of each page: a row, or a cell of it where columns stand side by side.

    First those that are none of its text. ``shapes`` are drawn on each page: the rules among them part
    the cells of its tables.
    """
    pages = with_outer(pages, TOLERANCE)
    upright = [[row for row in rows if not row.aside] for rows in pages]
    sides = [
        sides_of(own) if own and any(len(row.chunks) > 1 for row in rows) else ()
        for rows, own in zip(upright, shapes, strict=False)
    ]
    cut = cut_columns(upright, TOLERANCE, _HANGING, sides)
    for number, (all_rows, rows, by_row) in enumerate(zip(pages, upright, cut, strict=True), 1):
        lines: list[Line] = []
        if len(rows) < len(all_rows):
            lines += _aside([row for row in all_rows if row.aside], number)
        own = shapes[number - 1] if shapes else ()
        between = places(rows, by_row, own) if own else None
        mixed_cells = mixed(rows, by_row) if any(cells[0].column for cells in by_row) else ()
        for at, (row, cells) in enumerate(zip(rows, by_row, strict=True)):
            for which, (text, x0, x1, column) in enumerate(cells):
                if words := clean(text):
                    box = Box(x0, row.top, x1, row.bottom)
                    bold = row.bold and column < 2
                    line = Line(words, number, len(lines) + 1, box, bold, column)
                    if column:  # as of few pages
                        band, ruled = NOWHERE if between is None else between[at][which]
                        unsure = (at, which) in mixed_cells
                        line = Line(*line[:6], band=band, ruled=ruled, mixed=unsure)
                    if row.over and any(x0 <= place <= x1 for place in row.over):
                        line = line._replace(over=True)
                    lines.append(line)
        yield lines


def _aside(rows: Sequence[PrintedRow], number: int) -> list[Line]:
    """The lines of rows that are none of the text, on a page of that number."""
    lines: list[Line] = []
    for row in rows:
        if text := clean(" ".join(chunk.text for chunk in row.chunks)):
            box = Box(row.chunks[0].x0, row.top, row.chunks[-1].x1, row.bottom)
            line = Line(text, number, len(lines) + 1, box, row.bold)
            lines.append(line._replace(askew=row.askew, laid=row.laid, outer=row.outer))
    return lines
