"""What PDFium puts on one line: a run, and the words of it wherever it may be more than a row.

Most runs are a row without a gap: no more than their two ends is asked for. One that is wider, narrower
or higher than is usual on its page, or reaches over its edge, is cut into words, each with its own place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from crte_extract.reading.accents import NOTHING
from crte_extract.reading.layout import Chunk, PrintedRow
from crte_extract.reading.page import BROKEN_WORD, Page, TypeLine
from crte_extract.reading.words import APART, OVER, RAISED, Word, is_again, is_shown

_TORN = 1.0  # sizes of the letters: a gap this wide is between two words that PDFium joined
_BESIDE = 3.0  # points: a text that is drawn again further off is another one
_STEP = 0.5  # sizes: characters whose base lines differ by more are of two rows
_ROOM = 1.0  # sizes that a letter may take: in a wider word there may be a gap
_LINE = 1.2  # sizes: how high a run of one row is at most, as most fonts have it
_FAIR = 0.5  # sizes: how wide a character is at most, as running text has them
_WIDE = 1.35  # times the usual width of a page's characters: such a run may have a gap in it
_NARROW = 0.5  # times the usual width: such a run ends further left than it reaches
_CLOSE = 0.4  # sizes: of a word whose letters take less, another one may be drawn over it
_CLOSE_FIGURES = 0.55  # the same of a number
_BACK = 0.35  # sizes: how far a letter goes back, and a figure is from the one before, at least
_NARROWER = 0.75  # times the usual width: in such a run one text may be drawn over another
_TALL = 1.5  # usual heights: such a run may be of two rows, or turned
ASCENT = 0.9  # sizes: what a row takes above its base line
DESCENT = 0.2  # and below it
_WORD = re.compile(rf"[^\s{NOTHING}]\S*")

Row = list[Word]
"""What PDFium put on one line, as one word or as several."""


class Drawn(NamedTuple):
    """The rows of a page in the order in which they were drawn; apart, those that run otherwise."""

    rows: list[Row]
    askew: list[PrintedRow]


def drawn(page: Page) -> Drawn:
    """The runs of a page, each as one word, but those that may be more: such are cut."""
    found = Drawn([], [])
    runs = _once(list(_runs(page)))
    if not runs:
        return found
    usual = _usual(page, runs)
    for run in runs:
        if _may_be_more(page, run, usual):
            cut(page, run, found)
        else:
            found.rows.append([run])
    return found


def _runs(page: Page) -> Iterator[Word]:
    """What PDFium put on each line, as if it were one word."""
    start = 0
    for stretch in page.text.split("\n"):
        pieces = stretch.split(BROKEN_WORD)
        place = start
        for piece in pieces:
            text = piece.strip()
            if NOTHING in text:
                text = text.strip(f"{NOTHING} ")
            if text:
                first = place + piece.index(text[0])
                last = first + len(text) - 1
                box = page.box(first, last)
                yield Word(text if piece is pieces[-1] else f"{text}-", *box, first, last)
            place += len(piece) + 1
        start += len(stretch) + 1


def _once(runs: Sequence[Word]) -> Sequence[Word]:
    """The runs without those that are drawn again at the same place, for a bold or a shadow."""
    if len({run.text for run in runs}) == len(runs):
        return runs  # as on most pages
    found: list[Word] = []
    near: dict[tuple[str, int, int], Word] = {}
    for run in runs:
        x, y = round(run.x0 / _BESIDE), round(run.bottom / _BESIDE)
        places = [(run.text, x + dx, y + dy) for dx in (0, -1, 1) for dy in (0, -1, 1)]
        if not any(is_again(near[place], run) for place in places if place in near):
            near[places[0]] = run
            found.append(run)
    return found


class _Usual(NamedTuple):
    """What is usual on a page: how wide a character is, of the height of letters; how high a run."""

    width: float
    letters: float
    height: float


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
    return _Usual(width, letters, height)


def _may_be_more(page: Page, run: Word, usual: _Usual) -> bool:
    """Whether a run may hold a gap or a second row, go back on itself, or be turned or cut off in part."""
    text, x0, top, x1, bottom, _, _ = run
    height = bottom - top  # of which a font may say that it is no more than an x has
    room = (x1 - x0) / max(height, usual.letters)
    fair = usual.width * len(text)
    if room > _WIDE * fair and room - fair > APART:
        return True
    if room < _NARROW * fair and len(text) > 1:
        return True
    narrow = room < _NARROWER * fair
    if len(text) > 1 and (narrow or text[-1].isdigit()):
        spans = word_spans(page, run)
        if _goes_over(page, run, spans if narrow else spans[-2:]):
            return True
    if run.first in page.back or _is_over_the_edge(page, run):
        return True
    if text[-1].isdigit() and len(text) > 1 and _is_raised(page, run.first, run.last, height):
        return True
    if len(text) == 1 and text.isalnum():  # no height tells which way it runs
        return page.line(run.first).turned != 0
    return height > _TALL * usual.height and _is_turned_or_two_rows(page, run)


def _is_over_the_edge(page: Page, run: Word) -> bool:
    """Whether a run reaches over an edge of the page that shows."""
    _, x0, top, x1, bottom, _, _ = run
    return x0 < 0 or top < 0 or x1 > page.size[0] or bottom > page.size[1]


def _goes_over(page: Page, run: Word, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether words of a run begin before the one before them ends, or the last one's characters do."""
    height = run.bottom - run.top
    for (_, ends), (begins, _) in pairwise(spans):
        if page.box(begins, begins).x0 < page.box(ends, ends).x1 - _BACK * height:
            return True
    first, last = spans[-1]
    x0, _, x1, _ = page.box(first, last)
    if not _is_close(page.text[first : last + 1], x1 - x0, height):
        return False
    return any(_stands_over(page, at, height) for at in range(first + 1, last + 1))


def _is_close(text: str, width: float, size: float) -> bool:
    """Whether a word has so little room that another one may be drawn over it."""
    return width < (_CLOSE_FIGURES if text[-1].isdigit() else _CLOSE) * size * len(text)


def _stands_over(page: Page, at: int, size: float) -> bool:
    """Whether a character begins far left of the one before it, or a figure on the one before it."""
    before, own = page.text[at - 1], page.text[at]
    if not (before.isalnum() and own.isalnum()):
        return False
    x0, _, x1, _ = page.box(at - 1, at - 1)
    begins = page.box(at, at).x0
    if begins < x0 - _BACK * size:
        return True
    return (before + own).isdecimal() and begins < x0 + min(_BACK * size, (1 - OVER) * (x1 - x0))


def _is_raised(page: Page, first: int, last: int, height: float) -> bool:
    """Whether a character is raised above the line of another, as the mark of a footnote is."""
    return page.base(first) - page.base(last) > RAISED * height


def _is_turned_or_two_rows(page: Page, run: Word) -> bool:
    """Whether a high run is turned, or of two rows: it is higher than its first character."""
    if page.line(run.first).turned:
        return True
    one = page.box(run.first, run.first)
    return run.bottom - run.top > _TALL * (one.bottom - one.top)


def cut(page: Page, run: Word, found: Drawn) -> None:
    """Adds the words of a run, row by row; those that are turned among what is askew, as one row."""
    words: Row = []
    turned_words: list[str] = []
    over = _is_over_the_edge(page, run)
    line = None
    for first, last in word_spans(page, run):
        line = page.line(first, line)
        if line.turned:
            turned_words.append(page.text[first : last + 1])
            continue
        for word in _words_at(page, first, last, line):
            if over and not is_shown(*word[1:5], page.size):
                continue
            if words and abs(words[-1].bottom - word.bottom) > _STEP * line.size:
                found.rows.append(_across(words))
                words = []
            words.append(word)
    if words:
        if run.text[-1] == "-" != page.text[run.last]:
            words[-1] = words[-1]._replace(text=f"{words[-1].text}-")
        found.rows.append(_across(words))
    if turned_words:
        chunk = Chunk(" ".join(turned_words), run.x0, run.x1)
        found.askew.append(
            PrintedRow((chunk,), run.top, run.bottom, page.is_bold(run.first), askew=True)
        )


def _across(words: Row) -> Row:
    """The words of a row from left to right, however they were drawn."""
    return sorted(words, key=lambda word: word.x0)


def word_spans(page: Page, run: Word) -> list[tuple[int, int]]:
    """The first and the last character of each word of a run."""
    found = _WORD.finditer(page.text, run.first, run.last + 1)
    return [(span.start(), span.end() - 1) for span in found]


def on_base_lines(page: Page, rows: Sequence[Row]) -> list[Row]:
    """The rows, each run as high as its letters are large, wherever its font says that they end."""
    found: list[Row] = []
    for row in rows:
        run = row[0]
        if len(row) == 1:
            base, size, _ = page.line(run.first)
            row = [run._replace(top=base - ASCENT * size, bottom=base + DESCENT * size)]
        found.append(row)
    return found


def _words_at(page: Page, first: int, last: int, line: TypeLine) -> Sequence[Word]:
    """The words between two spaces: one, but for the mark of a footnote behind it, or what is torn."""
    mark = last + 1
    while mark > first + 1 and page.text[mark - 1].isdigit():
        if line.base - page.base(mark - 1) <= RAISED * line.size:
            break
        mark -= 1
    words = _torn(page, first, mark - 1, line.base, line.size)
    if mark > last:
        return words
    raised = page.line(mark)
    x0, _, x1, _ = page.box(mark, last)
    return [*words, _word(page, mark, last, x0, x1, raised.base, raised.size)]


def _torn(page: Page, first: int, last: int, base: float, size: float) -> Sequence[Word]:
    """The word of these characters, or the words where PDFium joined several."""
    x0, top, x1, bottom = page.box(first, last)
    count = last + 1 - first
    if (
        first not in page.back
        and x1 - x0 <= _ROOM * size * count
        and not _is_close(page.text[first : last + 1], x1 - x0, size)
        and bottom - top <= (ASCENT + DESCENT + 2 * _STEP) * size
    ):
        return (_word(page, first, last, x0, x1, base, size),)
    words: list[Word] = []
    x0, _, x1, _ = page.box(first, first)
    for at in range(first + 1, last + 1):
        left, _, right, _ = page.box(at, at)
        now = page.base(at)
        if (
            left - x1 > _TORN * size
            or left < x1 - size
            or abs(base - now) > _STEP * size
            or _stands_over(page, at, size)
        ):
            words.append(_word(page, first, at - 1, x0, x1, base, size))
            first, base, x0, x1 = at, now, left, right
        x1 = max(x1, right)
    return [*words, _word(page, first, last, x0, x1, base, size)]


def _word(
    page: Page, first: int, last: int, x0: float, x1: float, base: float, size: float
) -> Word:
    top, bottom = base - ASCENT * size, base + DESCENT * size
    return Word(page.text[first : last + 1], x0, top, x1, bottom, first, last)
