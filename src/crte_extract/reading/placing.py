"""The printed rows of a page, from its runs: by their places, or in the order in which they were drawn.

On most pages each run is a row, and they stand one below the other: then there is nothing to do. What
stands out of order is put by its place, and cut where a word of it meets the edge of a column.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from crte_extract.reading.layout import PrintedRow, shared_edges
from crte_extract.reading.overlay import (
    OUTERMOST,
    Mark,
    answers_among,
    mark_of,
    outermost,
    overlay,
)
from crte_extract.reading.page import Page
from crte_extract.reading.runs import Drawn, Row, cut, drawn, on_base_lines, word_spans
from crte_extract.reading.words import (
    APART,
    TOLERANCE,
    Word,
    placed_row,
    printed_rows,
    usual_height,
)

_OVERLAP = 0.2  # heights: runs that share more stand beside each other
_PARTED = 6  # blocks that a page has more of without what was laid over it: as many tell it


class Placed(NamedTuple):
    """The rows of a page, before them those that are none of its text; whether they were drawn in order.

    ``outermost`` were drawn before all others, or after them; ``laid`` are the marks of those of them that
    were laid over the page, and ``unsure`` of those that may have been, and were left among the rows.
    """

    rows: list[PrintedRow]
    in_order: bool
    outermost: Sequence[Row] = ()
    laid: Collection[Mark] = ()
    unsure: Collection[Mark] = ()


def placed_rows(page: Page, known: Collection[Mark] = ()) -> Placed:
    """The rows of a page from the top down.

    ``known`` are the marks of what is laid over other pages, too.
    """
    rows, askew = drawn(page)
    blocks = list(_blocks(rows))
    if not known and all(map(_is_plain, blocks)):
        return Placed(_printed(page, rows, askew), True, outermost(rows))
    found = _overlaid(page, rows, known)
    if found.places:
        askew += _laid_rows(page, rows, found.places)
        rows = _without(rows, found.places)
        blocks = list(_blocks(rows))
    if all(map(_is_plain, blocks)):
        return Placed(_printed(page, rows, askew), True, found.outermost, found.laid)
    usual = usual_height(word for row in rows for word in row)
    blocks = [block if _is_plain(block) else on_base_lines(page, block) for block in blocks]
    printed = [row for block in blocks for row in _by_place(block, usual)]
    further = _Further.into(printed)
    blocks = [further.cut(page, block, askew) for block in blocks]
    by_place = [row for block in blocks for row in _by_place(block, usual)]
    return Placed(_printed(page, by_place, askew), False, *found[1:])


def drawn_rows(page: Page, known: Collection[Mark] = ()) -> Placed:
    """The rows of a page in the order in which they were drawn, than which there is no other."""
    rows, askew = drawn(page)
    blocks = list(_blocks(rows))
    if not known and all(map(_is_plain, blocks)):
        return Placed(_printed(page, rows, askew), True, outermost(rows))
    found = _overlaid(page, rows, known)
    askew += _laid_rows(page, rows, found.places)
    rows = on_base_lines(page, _without(rows, found.places))
    words = [word for row in rows for word in row]
    further = _Further.into(printed_rows(words, usual_height(words)))
    rows = further.cut(page, rows, askew)
    return Placed(_printed(page, rows, askew), True, *found[1:])


class _Overlaid(NamedTuple):
    """The places of rows that were laid over the others; the rest is as of ``Placed``."""

    places: Collection[int]
    outermost: Sequence[Row]
    laid: Collection[Mark]
    unsure: Collection[Mark]


def _overlaid(page: Page, rows: list[Row], known: Collection[Mark]) -> _Overlaid:
    """What was laid over the rows of a page: all that may be, where it alone is out of order, or known."""
    amid, beside, ends = overlay(rows)
    marks = {at: mark_of(rows[at], page.number) for at in sorted(amid | beside)}
    if known:
        outer = {*range(min(OUTERMOST, len(rows))), *range(len(rows))[-OUTERMOST:]}
        more = {at: mark_of(rows[at], page.number) for at in outer}
        marks |= {at: mark for at, mark in more.items() if mark in known}
    laid = {at for at, mark in marks.items() if mark in known}
    if amid and _is_ordered(rows, amid, beside | ends):
        laid |= amid
    unsure = {mark for at, mark in marks.items() if at not in laid}
    return _Overlaid(laid, outermost(rows), {marks[at] for at in laid}, unsure)


def _is_ordered(rows: Sequence[Row], amid: Collection[int], ends: Collection[int]) -> bool:
    """Whether the rows are in order without what may lie over them, or all but their ends far more so.

    Answers come behind all that is printed, wherever they stand.
    """
    answers = answers_among(rows)
    if all(map(_is_plain, _blocks(_without(rows, {*amid, *answers})))):
        return True
    ends = {*ends, *answers}
    more = len(list(_blocks(_without(rows, {*amid, *ends}))))
    return more >= len(list(_blocks(_without(rows, ends)))) + _PARTED


def _without(rows: Sequence[Row], places: Collection[int]) -> list[Row]:
    return [row for at, row in enumerate(rows) if at not in places]


def _laid_rows(page: Page, rows: Sequence[Row], places: Collection[int]) -> list[PrintedRow]:
    """The printed rows of what was laid over a page."""
    laid = [rows[at] for at in sorted(places)]
    return [placed_row(row, page.is_bold(row[0].first))._replace(laid=True) for row in laid]


def _printed(
    page: Page, rows: Sequence[Sequence[Word]], askew: Sequence[PrintedRow]
) -> list[PrintedRow]:
    return [*askew, *[placed_row(words, page.is_bold(words[0].first)) for words in rows]]


def _blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows cut wherever all that follow stand below all before: a row alone, on most pages."""
    lowest = list(accumulate((row[0].top for row in reversed(rows)), min))
    block: list[Row] = []
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


def _is_plain(block: Sequence[Row]) -> bool:
    """Whether a block is a row that goes from left to right without a gap."""
    if len(block) > 1:
        return False
    height = block[0][0].bottom - block[0][0].top
    return all(
        one.x0 <= other.x0 and other.x0 - one.x1 <= APART * height
        for one, other in pairwise(block[0])
    )


def _by_place(block: list[Row], usual: float) -> list[Row]:
    """The rows of a block as they are printed, whose words are usually so high."""
    if len(block) == 1 and len(block[0]) == 1:
        return block
    return printed_rows([word for row in block for word in row], usual)


class _Further(NamedTuple):
    """What tells on a page that a run is to be cut: edges of columns, and runs that hold another run."""

    edges: Sequence[float]
    holding: Collection[int]

    @classmethod
    def into(cls, rows: Sequence[Row]) -> _Further:
        """What the printed rows of a page tell."""
        holding = {one.first for row in rows for one, other in pairwise(row) if other.x0 < one.x1}
        return cls(shared_edges([placed_row(row) for row in rows], TOLERANCE), holding)

    def cut(self, page: Page, rows: Sequence[Row], askew: list[PrintedRow]) -> list[Row]:
        """The rows with such runs cut into words."""
        found = Drawn([], askew)
        for row in rows:
            run = row[0]
            if len(row) == 1 and (run.first in self.holding or _meets(page, run, self.edges)):
                cut(page, run, found)
            else:
                found.rows.append(row)
        return found.rows


def _meets(page: Page, run: Word, edges: Sequence[float]) -> bool:
    """Whether a run reaches over an edge, and one of its words may be the first of what stands there."""
    over = [edge for edge in edges if run.x0 < edge - TOLERANCE < run.x1]
    if not over:
        return False
    spans = word_spans(page, run)
    for edge in over:
        at = bisect_left(spans, edge - TOLERANCE, key=lambda span: page.box(span[0], span[0]).x0)
        if 0 < at < len(spans):
            ends = page.box(spans[at - 1][1], spans[at - 1][1]).x1
            begins = page.box(spans[at][0], spans[at][0]).x0
            if begins - ends > APART * (run.bottom - run.top) or begins - edge <= TOLERANCE:
                return True
    return False
