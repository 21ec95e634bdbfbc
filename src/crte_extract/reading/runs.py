"""The printed rows of a page, from the runs of text that PDFium joins: by their places, or as drawn.

A run is what PDFium puts on one line. On most pages each is a row, and they stand one below the other:
then no more than their two ends is asked for. Elsewhere a run is cut into words, each with its own place,
wherever it may hold a gap, a second row or the edge of a column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from crte_extract.marks import DOTS, HYPHENS
from crte_extract.reading.layout import Chunk, PrintedRow, shared_edges
from crte_extract.reading.page import BROKEN_WORD, Page
from crte_extract.reading.words import APART, TOLERANCE, Word, is_shown, placed_row, printed_rows

_TORN = 1.0  # sizes of the letters: a gap this wide is between two words that PDFium joined
_STEP = 0.5  # sizes: characters whose base lines differ by more are of two rows
_ROOM = 1.0  # sizes that a letter may take: in a wider word there may be a gap
_FAIR = 0.5  # sizes: how wide a character is at most, as running text has them
_WIDE = 1.35  # times the usual width of a page's characters: such a run may have a gap in it
_NARROW = 0.5  # times the usual width: such a run ends further left than it reaches
_TALL = 1.5  # usual heights: such a run may be of two rows, or turned
_OVERLAP = 0.2  # heights: runs that share more stand beside each other
_ASCENT, _DESCENT = 0.9, 0.2  # sizes: what a row takes above and below its base line
_ADRIFT = re.compile(r"(?<!\S)[´`ˆ¨¸˜](?!\S)")  # an accent that was drawn apart from its letter
_MARKS = frozenset(DOTS + HYPHENS)


class _Words(NamedTuple):
    """The words of each row that PDFium drew, and the rows that run in another direction."""

    rows: list[list[Word]]
    askew: list[PrintedRow]


def placed_rows(page: Page) -> tuple[list[PrintedRow], bool]:
    """The rows of a page from the top down, before them what runs in another direction.

    And whether they were drawn so.
    """
    runs = list(_runs(page))
    found = _looked_into(page, runs)
    if _is_plain(found.rows):
        return _printed(page, found.rows, found.askew), True
    found = _cut_further(page, _on_base_lines(page, found))
    rows = printed_rows([word for row in found.rows for word in row])
    return _printed(page, rows, found.askew), False


def drawn_rows(page: Page) -> tuple[list[PrintedRow], bool]:
    """The rows of a page in the order in which they were drawn, before them what runs otherwise.

    And True: there is no other order of drawing.
    """
    found = _looked_into(page, list(_runs(page)))
    if not _is_plain(found.rows):
        found = _cut_further(page, _on_base_lines(page, found))
    return _printed(page, found.rows, found.askew), True


def _printed(
    page: Page, rows: Sequence[Sequence[Word]], askew: Sequence[PrintedRow]
) -> list[PrintedRow]:
    return [*askew, *(placed_row(words, page.is_bold(words[0].first)) for words in rows)]


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


def _looked_into(page: Page, runs: Sequence[Word]) -> _Words:
    """Each run as one word, but those that may be more: such are cut."""
    found = _Words([], [])
    if not runs:
        return found
    usual = _usual(page, runs)
    for run in runs:
        if _may_be_more(page, run, usual):
            _cut(page, run, found)
        else:
            found.rows.append([run])
    return found


class _Usual(NamedTuple):
    """How wide a character is, of its height, and how high a run; whether accents were drawn apart."""

    width: float
    height: float
    adrift: bool


def _usual(page: Page, runs: Sequence[Word]) -> _Usual:
    """The usual width and height, a quarter up the sorted ones: what is wide or high may be most.

    A page on which every run has a gap is told by the size of its letters.
    """
    heights = sorted([bottom - top for _, _, top, _, bottom, _, _ in runs])
    widths = sorted(
        [
            (x1 - x0) / (len(text) * (bottom - top or 1.0))
            for text, x0, top, x1, bottom, _, _ in runs
        ]
    )
    at = len(runs) // 4
    _, size, _ = page.line(runs[at].first)
    width = min(widths[at], _FAIR * size / (runs[at].bottom - runs[at].top or 1.0))
    return _Usual(width, heights[at], _ADRIFT.search(page.text) is not None)


def _may_be_more(page: Page, run: Word, usual: _Usual) -> bool:
    """Whether a run may hold a gap or a second row, go back on itself, or be turned or cut off in part."""
    text, x0, top, x1, bottom, _, _ = run
    height = bottom - top
    room = (x1 - x0) / (height or 1.0)  # in heights
    fair = usual.width * len(text)
    if room > _WIDE * fair and room - fair > APART:
        return True
    if room < _NARROW * fair and len(text) > 1:
        return True
    if x0 < 0 or top < 0 or x1 > page.size[0] or bottom > page.size[1]:
        return True
    if text[0] in _MARKS and text[1:2].isalnum():
        return True
    if usual.adrift and _ADRIFT.search(text):
        return True
    return height > _TALL * usual.height and _is_of_two_rows(page, run)


def _is_of_two_rows(page: Page, run: Word) -> bool:
    """Whether a run may be of two rows, or turned: it is higher than its first character."""
    one = page.box(run.first, run.first)
    return run.bottom - run.top > _TALL * (one.bottom - one.top)


def _is_plain(rows: Sequence[Sequence[Word]]) -> bool:
    """Whether each row stands below the one before, and goes from left to right without a gap."""
    above = float("-inf")
    for row in rows:
        top, bottom = row[0].top, row[0].bottom
        height = bottom - top
        if top < above - _OVERLAP * height:
            return False
        if any(b.x0 < a.x0 or b.x0 - a.x1 > APART * height for a, b in pairwise(row)):
            return False
        above = bottom
    return True


def _on_base_lines(page: Page, found: _Words) -> _Words:
    """The same, each run as high as its letters are large, wherever its font says that they end."""
    rows = []
    for row in found.rows:
        if len(row) == 1:
            text, x0, _, x1, _, first, last = row[0]
            base, size, _ = page.line(first)
            row = [Word(text, x0, base - _ASCENT * size, x1, base + _DESCENT * size, first, last)]
        rows.append(row)
    return found._replace(rows=rows)


def _cut_further(page: Page, found: _Words) -> _Words:
    """The same, with those runs cut that reach over what may be a column's edge, or hold another run."""
    printed = printed_rows([word for row in found.rows for word in row])
    edges = shared_edges([placed_row(row) for row in printed], TOLERANCE)
    holding = {one.first for row in printed for one, other in pairwise(row) if other.x0 < one.x1}
    cut = _Words([], found.askew)
    for row in found.rows:
        word = row[0]
        over = any(word.x0 < edge - TOLERANCE < word.x1 for edge in edges)
        if len(row) == 1 and (over or word.first in holding):
            _cut(page, word, cut)
        else:
            cut.rows.append(row)
    return cut


def _cut(page: Page, run: Word, found: _Words) -> None:
    """Adds the words of a run, row by row; those that are turned among what is askew, as one row."""
    words: list[Word] = []
    askew: list[Word] = []
    for first, last in _spans(page.text, run.first, run.last):
        base, size, turned = page.line(first)
        if turned:
            askew.append(_word(page, first, last, run.x0, run.x1, base, size))
            continue
        for word in _torn(page, first, last, base, size):
            if not is_shown(*word[1:5], page.size):
                continue
            if words and abs(words[-1].bottom - word.bottom) > _STEP * size:
                found.rows.append(words)
                words = []
            words.append(word)
    if words:
        if run.text[-1] == "-" != page.text[run.last]:
            words[-1] = words[-1]._replace(text=f"{words[-1].text}-")
        found.rows.append(words)
    if askew:
        chunk = Chunk(" ".join(word.text for word in askew), run.x0, run.x1)
        bold = page.is_bold(askew[0].first)
        found.askew.append(PrintedRow((chunk,), run.top, run.bottom, bold, askew=True))


def _spans(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where each word of a run begins and ends."""
    start = None
    for at in range(first, last + 1):
        if text[at].isspace():
            if start is not None:
                yield start, at - 1
            start = None
        elif start is None:
            start = at
    if start is not None:
        yield start, last


def _torn(page: Page, first: int, last: int, base: float, size: float) -> Iterator[Word]:
    """The word of these characters, or the words where PDFium joined several."""
    x0, top, x1, bottom = page.box(first, last)
    if first == last or (
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
    text = page.text[first : last + 1]
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return Word(text, x0, base - _ASCENT * size, x1, base + _DESCENT * size, first, last)
