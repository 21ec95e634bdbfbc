"""The printed rows of a page, from the runs of text that PDFium joins: by their places, or as drawn.

A run is what PDFium puts on one line. On most pages each is a row, and they stand one below the other:
then no more than their two ends is asked for. Elsewhere a run is cut into words, each with its own place,
wherever it may hold a gap, a second row or the edge of a column.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from crte_extract.reading.layout import Chunk, PrintedRow, shared_edges
from crte_extract.reading.page import BROKEN_WORD, Page
from crte_extract.reading.words import (
    APART,
    TOLERANCE,
    Word,
    is_shown,
    placed_row,
    printed_rows,
    usual_height,
)

_TORN = 1.0  # sizes of the letters: a gap this wide is between two words that PDFium joined
_STEP = 0.5  # sizes: characters whose base lines differ by more are of two rows
_ROOM = 1.0  # sizes that a letter may take: in a wider word there may be a gap
_LINE = 1.2  # sizes: how high a run of one row is at most, as most fonts have it
_FAIR = 0.5  # sizes: how wide a character is at most, as running text has them
_WIDE = 1.35  # times the usual width of a page's characters: such a run may have a gap in it
_NARROW = 0.5  # times the usual width: such a run ends further left than it reaches
_TALL = 1.5  # usual heights: such a run may be of two rows, or turned
_OVERLAP = 0.2  # heights: runs that share more stand beside each other
_ASCENT = 0.9  # sizes: what a row takes above its base line
_DESCENT = 0.2  # and below it
_ADRIFT = re.compile(r"(?<!\S)[´`ˆ¨¸˜](?!\S)")  # an accent that was drawn apart from its letter
_WORD = re.compile(r"\S+")


_Row = list[Word]
"""What PDFium put on one line, as one word or as several."""


def placed_rows(page: Page) -> tuple[list[PrintedRow], bool]:
    """The rows of a page from the top down, before them what runs in another direction.

    And whether they were drawn so.
    """
    drawn, askew = _looked_into(page, list(_runs(page)))
    blocks = list(_blocks(drawn))
    if all(map(_is_plain, blocks)):
        return _printed(page, drawn, askew), True
    usual = usual_height(word for row in drawn for word in row)
    blocks = [block if _is_plain(block) else _on_base_lines(page, block) for block in blocks]
    printed = [row for block in blocks for row in _by_place(block, usual)]
    further = _Further.into(printed)
    cut = [further.cut(page, block, askew) for block in blocks]
    return _printed(page, [row for block in cut for row in _by_place(block, usual)], askew), False


def drawn_rows(page: Page) -> tuple[list[PrintedRow], bool]:
    """The rows of a page in the order in which they were drawn, before them what runs otherwise.

    And True: there is no other order of drawing.
    """
    drawn, askew = _looked_into(page, list(_runs(page)))
    if not all(map(_is_plain, _blocks(drawn))):
        drawn = _on_base_lines(page, drawn)
        words = [word for row in drawn for word in row]
        drawn = _Further.into(printed_rows(words, usual_height(words))).cut(page, drawn, askew)
    return _printed(page, drawn, askew), True


def _printed(
    page: Page, rows: Sequence[Sequence[Word]], askew: Sequence[PrintedRow]
) -> list[PrintedRow]:
    return [*askew, *[placed_row(words, page.is_bold(words[0].first)) for words in rows]]


def _runs(page: Page) -> Iterator[Word]:
    """What PDFium put on each line, as if it were one word."""
    start = 0
    for stretch in page.text.split("\n"):
        pieces = stretch.split(BROKEN_WORD)
        place = start
        for piece in pieces:
            text = piece.strip()
            if text:
                first = place + piece.index(text[0])
                last = first + len(text) - 1
                box = page.box(first, last)
                yield Word(text if piece is pieces[-1] else f"{text}-", *box, first, last)
            place += len(piece) + 1
        start += len(stretch) + 1


def _looked_into(page: Page, runs: Sequence[Word]) -> tuple[list[_Row], list[PrintedRow]]:
    """Each run as one word, but those that may be more: such are cut; and what runs otherwise."""
    found: list[_Row] = []
    askew: list[PrintedRow] = []
    if not runs:
        return found, askew
    usual = _usual(page, runs)
    for run in runs:
        if _may_be_more(page, run, usual):
            _cut(page, run, found, askew)
        else:
            found.append([run])
    return found, askew


class _Usual(NamedTuple):
    """What is usual on a page: how wide a character is, of the height of letters; how high a run.

    ``adrift`` tells that accents were drawn apart.
    """

    width: float
    letters: float
    height: float
    adrift: bool


def _usual(page: Page, runs: Sequence[Word]) -> _Usual:
    """Width and height are a quarter up the sorted ones: what is wide or high may be most.

    A page on which every run has a gap, or two rows, is told by the size of its letters.
    """
    heights = sorted([bottom - top for _, _, top, _, bottom, _, _ in runs])
    letters = heights[(len(runs) - 1) // 2] or 1.0
    widths = sorted(
        [
            (x1 - x0) / (len(text) * max(letters, bottom - top))
            for text, x0, top, x1, bottom, _, _ in runs
        ]
    )
    quarter = len(runs) // 4
    _, size, _ = page.line(runs[quarter].first)
    width = min(widths[quarter], _FAIR * size / letters)
    height = min(heights[quarter], _LINE * size)
    return _Usual(width, letters, height, _ADRIFT.search(page.text) is not None)


def _may_be_more(page: Page, run: Word, usual: _Usual) -> bool:
    """Whether a run may hold a gap or a second row, go back on itself, or be turned or cut off in part."""
    text, x0, top, x1, bottom, _, _ = run
    height = bottom - top
    room = (x1 - x0) / max(
        height, usual.letters
    )  # a font may say that its letters are no higher than x
    fair = usual.width * len(text)
    if room > _WIDE * fair and room - fair > APART:
        return True
    if room < _NARROW * fair and len(text) > 1:
        return True
    if x0 < 0 or top < 0 or x1 > page.size[0] or bottom > page.size[1]:
        return True
    if usual.adrift and _ADRIFT.search(text):
        return True
    return height > _TALL * usual.height and _is_of_two_rows(page, run)


def _is_of_two_rows(page: Page, run: Word) -> bool:
    """Whether a run may be of two rows, or turned: it is higher than its first character."""
    one = page.box(run.first, run.first)
    return run.bottom - run.top > _TALL * (one.bottom - one.top)


def _blocks(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """The rows cut wherever all that follow stand below all before: a row alone, on most pages."""
    lowest = list(accumulate((row[0].top for row in reversed(rows)), min))
    block: list[_Row] = []
    reach = float("-inf")
    for row, following in zip(rows, reversed(lowest), strict=True):
        height = row[0].bottom - row[0].top
        if block and following >= reach - _OVERLAP * height:
            yield block
            block = []
        block.append(row)
        reach = max(reach, row[0].bottom)
    if block:
        yield block


def _is_plain(block: Sequence[_Row]) -> bool:
    """Whether a block is a row that goes from left to right without a gap."""
    if len(block) > 1:
        return False
    height = block[0][0].bottom - block[0][0].top
    return all(
        one.x0 <= other.x0 and other.x0 - one.x1 <= APART * height
        for one, other in pairwise(block[0])
    )


def _by_place(block: list[_Row], usual: float) -> list[_Row]:
    """The rows of a block as they are printed, whose words are usually so high."""
    if len(block) == 1 and len(block[0]) == 1:
        return block
    return printed_rows([word for row in block for word in row], usual)


def _on_base_lines(page: Page, rows: Sequence[_Row]) -> list[_Row]:
    """The rows, each run as high as its letters are large, wherever its font says that they end."""
    found = []
    for row in rows:
        if len(row) == 1:
            text, x0, _, x1, _, first, last = row[0]
            base, size, _ = page.line(first)
            row = [Word(text, x0, base - _ASCENT * size, x1, base + _DESCENT * size, first, last)]
        found.append(row)
    return found


class _Further(NamedTuple):
    """What tells on a page that a run is to be cut: edges of columns, and runs that hold another run."""

    edges: Sequence[float]
    holding: Collection[int]

    @classmethod
    def into(cls, rows: Sequence[_Row]) -> _Further:
        """What the printed rows of a page tell."""
        holding = {one.first for row in rows for one, other in pairwise(row) if other.x0 < one.x1}
        return cls(shared_edges([placed_row(row) for row in rows], TOLERANCE), holding)

    def cut(self, page: Page, rows: Sequence[_Row], askew: list[PrintedRow]) -> list[_Row]:
        """The rows with such runs cut into words."""
        found: list[_Row] = []
        for row in rows:
            run = row[0]
            if len(row) == 1 and (run.first in self.holding or _meets(page, run, self.edges)):
                _cut(page, run, found, askew)
            else:
                found.append(row)
        return found


def _meets(page: Page, run: Word, edges: Sequence[float]) -> bool:
    """Whether a run reaches over an edge, and one of its words may be the first of what stands there."""
    over = [edge for edge in edges if run.x0 < edge - TOLERANCE < run.x1]
    if not over:
        return False
    spans = [span.span() for span in _WORD.finditer(page.text, run.first, run.last + 1)]
    for edge in over:
        at = bisect_left(spans, edge - TOLERANCE, key=lambda span: page.box(span[0], span[0]).x0)
        if 0 < at < len(spans):
            ends = page.box(spans[at - 1][1] - 1, spans[at - 1][1] - 1).x1
            begins = page.box(spans[at][0], spans[at][0]).x0
            if begins - ends > APART * (run.bottom - run.top) or begins - edge <= TOLERANCE:
                return True
    return False


def _cut(page: Page, run: Word, rows: list[_Row], askew: list[PrintedRow]) -> None:
    """Adds the words of a run, row by row; those that are turned among what is askew, as one row."""
    words: _Row = []
    turned_words: list[str] = []
    line = None
    for span in _WORD.finditer(page.text, run.first, run.last + 1):
        first, last = span.start(), span.end() - 1
        line = page.line(first, line)
        base, size, turned = line
        if turned:
            turned_words.append(page.text[first : last + 1])
            continue
        for word in _torn(page, first, last, base, size):
            if not is_shown(*word[1:5], page.size):
                continue
            if words and abs(words[-1].bottom - word.bottom) > _STEP * size:
                rows.append(words)
                words = []
            words.append(word)
    if words:
        if run.text[-1] == "-" != page.text[run.last]:
            words[-1] = words[-1]._replace(text=f"{words[-1].text}-")
        rows.append(words)
    if turned_words:
        chunk = Chunk(" ".join(turned_words), run.x0, run.x1)
        askew.append(PrintedRow((chunk,), run.top, run.bottom, page.is_bold(run.first), askew=True))


def _torn(page: Page, first: int, last: int, base: float, size: float) -> Iterator[Word]:
    """The word of these characters, or the words where PDFium joined several."""
    x0, top, x1, bottom = page.box(first, last)
    if (
        x1 - x0 <= _ROOM * size * (last + 1 - first)
        and bottom - top <= (_ASCENT + _DESCENT + 2 * _STEP) * size
    ):
        yield _word(page, first, last, x0, x1, base, size)
        return
    x0, _, x1, _ = page.box(first, first)
    for at in range(first + 1, last + 1):
        left, _, right, _ = page.box(at, at)
        now = page.line(at)[0]
        if left - x1 > _TORN * size or left < x1 - size or abs(base - now) > _STEP * size:
            yield _word(page, first, at - 1, x0, x1, base, size)
            first, base, x0, x1 = at, now, left, right
        x1 = max(x1, right)
    yield _word(page, first, last, x0, x1, base, size)


def _word(
    page: Page, first: int, last: int, x0: float, x1: float, base: float, size: float
) -> Word:
    top, bottom = base - _ASCENT * size, base + _DESCENT * size
    return Word(page.text[first : last + 1], x0, top, x1, bottom, first, last)
