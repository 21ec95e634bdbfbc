"""Cells of which a line may hold more than one: words over other words, and columns within a value."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from crte_extract.reading.layout import Cell, PrintedRow

_OVER = 0.4  # of the height of a line: one that begins so far above the end of another runs over it
_WIDE = 0.8  # heights of a row: words further apart in a value may stand in columns of their own
_FAR = 3.0  # heights of a row: words that far apart do, as in no text that is set to both margins
_SAME = 1.5  # points by which the words of such a column may begin apart
_NEAR_BY = 3  # rows from one to the next in which they do: further apart it is chance
_EQUAL = 0.05  # heights of a row: gaps that differ by less are as wide
_MARGIN = 0.5  # points: rows that end no further apart end at one margin
_LONGEST_MARK = 3  # characters: of a number, with what stands behind it


def mixed(rows: Sequence[PrintedRow], cells: Sequence[Sequence[Cell]]) -> set[tuple[int, int]]:
    """The cells of a page that may be mixed with others: a row from the top down, and a cell of it."""
    return {*_over_others(rows, cells), *_in_columns(rows, cells)}


def _over_others(
    rows: Sequence[PrintedRow], cells: Sequence[Sequence[Cell]]
) -> Iterator[tuple[int, int]]:
    """Cells that run over the one above in their column, as in a row too low for its words; and these."""
    last: dict[int, tuple[int, int]] = {}
    for at, row in enumerate(cells):
        for which, cell in enumerate(row):
            above = last.get(cell.column)
            last[cell.column] = at, which
            if above is None or not cell.column:
                continue
            other = cells[above[0]][above[1]]
            upper, lower = rows[above[0]], rows[at]
            if lower.bottom <= upper.top:
                continue  # far above it, as where a page's number was drawn first
            over = upper.bottom - lower.top
            if over > _OVER * _height(lower) and cell.x0 < other.x1 and other.x0 < cell.x1:
                yield from (above, (at, which))


def _in_columns(
    rows: Sequence[PrintedRow], cells: Sequence[Sequence[Cell]]
) -> Iterator[tuple[int, int]]:
    """Values whose words begin far behind others, or behind a wide gap where those of one close by do.

    Not those of rows set to both margins: these have the same gap everywhere, and end at one place.
    """
    gaps = {
        (at, which): found
        for at, row in enumerate(cells)
        for which, cell in enumerate(row)
        if cell.column == 2 and len(rows[at].chunks) > 1 and (found := _gaps(rows[at], cell))
    }
    if not gaps:
        return  # as on most pages
    justified = {place for place, found in gaps.items() if is_justified([it for _, it in found])}
    margins = [cells[at][which].x1 for at, which in justified]
    starts = sorted(
        (x0, place, gap)
        for place, found in gaps.items()
        if place not in justified
        and not (len(found) == 1 and _ends_at(cells[place[0]][place[1]].x1, margins))
        for x0, gap in found
        if gap > _WIDE
    )
    for x0, place, gap in starts:
        near = starts[bisect_left(starts, (x0 - _SAME,)) : bisect_left(starts, (x0 + _SAME,))]
        if gap > _FAR or any(0 < abs(row - place[0]) <= _NEAR_BY for _, (row, _), _ in near):
            yield place


def _gaps(row: PrintedRow, cell: Cell) -> list[tuple[float, float]]:
    """Where words of a cell begin, with the gap before, in heights of the row: not that behind a mark."""
    own = [chunk for chunk in row.chunks if chunk.x0 >= cell.x0]
    marked = len(own[0].text) <= _LONGEST_MARK
    height = _height(row) or 1.0  # a damaged font may say that its letters have none
    gaps = [(chunk.x0, (chunk.x0 - before.x1) / height) for before, chunk in pairwise(own)]
    return gaps[int(marked) :]


def is_justified(gaps: Sequence[float]) -> bool:
    """Whether a row's gaps, in its heights, are all as wide, as where it is set to both margins."""
    return len(gaps) > 1 and max(gaps) - min(gaps) < _EQUAL


def _ends_at(x1: float, margins: Sequence[float]) -> bool:
    return any(abs(x1 - margin) < _MARGIN for margin in margins)


def _height(row: PrintedRow) -> float:
    return row.bottom - row.top
