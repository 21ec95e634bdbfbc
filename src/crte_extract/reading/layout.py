"""From printed rows to lines: columns found by their alignment, lone bullets put before their text.

Geometry only: nothing here knows a label. Used by every reader.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from crte_extract.marks import BOXES, is_lone_bullet

MIN_ROWS = 2  # that must share an edge before a column is believed
_LEAST_COLUMN = 0.12  # widths of the text on a page: a narrower left column is an indent
_OVERLAP = 0.2  # heights of a row: by less, the rows of close lines run into each other
_TOUCHING = 0.5  # tolerances: so near its edge, a chunk with no gap before it is a right cell
_RUN_OVER = 4.0  # points: by so much may a left cell run over its side, as with a space at its end
CLOSE = 0.6  # heights of a row: one that is nearer to the next is of the same cell
_MOST_EDGES = (
    40  # edges tried on a page, of its own, and of other pages: each costs a look at all rows
)


class Chunk(NamedTuple):
    """Words printed close together on one row; ``apart`` tells of a gap before them, or the row's edge."""

    text: str
    x0: float
    x1: float
    apart: bool = True


def merge_bullets(row: Sequence[Chunk]) -> list[Chunk]:
    """The row with each lone bullet put before the chunk that follows it."""
    merged: list[Chunk] = []
    for chunk in row:
        if merged and is_lone_bullet(merged[-1].text):
            bullet = merged.pop()
            chunk = Chunk(f"{bullet.text} {chunk.text}", bullet.x0, chunk.x1, bullet.apart)
        merged.append(chunk)
    if len(merged) > 1 and merged[-1].text in BOXES:
        _join_last_box(merged)
    return merged


def _join_last_box(chunks: list[Chunk]) -> None:
    """Puts a box that ends a row behind the words before it, where boxes stand behind their words."""
    if any(not BOXES.isdisjoint(chunk.text) for chunk in chunks[:-1]):
        box, words = chunks.pop(), chunks.pop()
        chunks.append(Chunk(f"{words.text} {box.text}", words.x0, box.x1, words.apart))


class Cell(NamedTuple):
    """A row, or one of the two cells of a row; ``column`` is 0 for a row outside any table.

    1 stands for a left cell, 2 for a right one.
    """

    text: str
    x0: float
    x1: float
    column: int


class PrintedRow(NamedTuple):
    """The chunks of a printed row, from the left, with its vertical place; ``bold`` is how it begins.

    ``askew``, ``laid`` and ``outer`` are as of a ``Line``; ``over`` is where words begin that are
    printed over others of the row.
    """

    chunks: Sequence[Chunk]
    top: float
    bottom: float
    bold: bool = False
    askew: bool = False
    laid: bool = False
    outer: bool = False
    over: Sequence[float] = ()

    @property
    def aside(self) -> bool:
        """Whether it is none of the rows of the page's text."""
        return self.askew or self.laid or self.outer


class Side(NamedTuple):
    """A rule drawn down the page, so far from its left edge: the side of cells, or of many."""

    x: float
    top: float
    bottom: float


def cut_columns(
    pages: Sequence[Sequence[PrintedRow]],
    tolerance: float,
    hanging: float,
    sides: Sequence[Sequence[Side]] = (),
) -> list[list[list[Cell]]]:
    """The cells of each row of each page, rows being given from the top down.

    A table is a run of rows that keep clear of a vertical line, on which the right cells begin: in
    at least two rows with a gap before, or in one and in a row that has nothing to its left. Where
    a page has a table, one such row is enough on the others. ``tolerance`` is how much the edges of
    a column may differ, ``hanging`` how far the wrapped text of a bullet may stand in from its edge.
    ``sides`` are drawn on each page: where one stands alone between two columns, it is where they meet.
    """
    drawn = [
        _sided(*page, tolerance) for page in zip(pages, sides or [()] * len(pages), strict=True)
    ]
    tables = [_tables(*page, tolerance, hanging, ()) for page in zip(pages, drawn, strict=True)]
    shared = Counter(edge for found in tables for edge in {*found.values()})
    known = {edge for edge, _ in shared.most_common(_MOST_EDGES)}
    if known and len(pages) > 1:
        tables = [
            _tables(*page, tolerance, hanging, known) for page in zip(pages, drawn, strict=True)
        ]
    return [
        [_cells(row.chunks, found.get(at), tolerance) for at, row in enumerate(rows)]
        for rows, found in zip(pages, tables, strict=True)
    ]


def _sided(rows: Sequence[PrintedRow], sides: Sequence[Side], tolerance: float) -> dict[int, float]:
    """For each row beside whose cells one side is drawn between two columns, where that is."""
    found: list[tuple[Side, list[int]]] = []
    for side in sides:
        first = bisect_left(rows, side.top, key=_middle)
        stop = bisect_left(rows, side.bottom, key=_middle)
        states = [_state_beside(row, side.x, tolerance) for row in rows[first:stop]]
        if "both" in states:
            clear = [at for at, state in enumerate(states, first) if state != "across"]
            found.append((side, clear))
    return {
        at: side.x
        for side, clear in found
        if not any(_share_rows(side, other) for other, _ in found if other is not side)
        for at in clear
    }


def _state_beside(row: PrintedRow, x: float, tolerance: float) -> str:
    """Where a row stands to a side that is drawn: as ``_state`` tells of an edge, whatever the gaps."""
    if any(chunk.x0 < x - tolerance and chunk.x1 > x + _RUN_OVER for chunk in row.chunks):
        return "across"
    if row.chunks[0].x0 >= x - tolerance:
        return "right"
    return "both" if row.chunks[-1].x0 >= x - tolerance else "left"


def _middle(row: PrintedRow) -> float:
    return (row.top + row.bottom) / 2


def _share_rows(one: Side, other: Side) -> bool:
    return one.top < other.bottom and other.top < one.bottom


def _tables(
    rows: Sequence[PrintedRow],
    drawn: Mapping[int, float],
    tolerance: float,
    hanging: float,
    known: Collection[float],
) -> dict[int, float]:
    """For each row that is part of a table, the edge of its right column; ``drawn`` holds those known."""
    gaps = any(chunk.apart for row in rows if len(row.chunks) > 1 for chunk in row.chunks[1:])
    if not gaps and not any(_beside(above, below) for above, below in pairwise(rows)):
        return {**drawn}  # as most pages: known before edges are tried
    runs: list[tuple[int, float, int, list[str]]] = []
    for edge in {*shared_edges(rows, tolerance), *known}:
        states = [
            "across" if at in drawn else _state(row, edge, tolerance, hanging)
            for at, row in enumerate(rows)
        ]
        for start, stop in _runs(rows, states):
            run = states[start:stop]
            if _is_table(rows[start:stop], run) or (edge in known and "both" in run):
                runs.append((run.count("both") + run.count("right"), edge, start, run))
    tables = {**drawn}
    for _, edge, start, run in sorted(runs, key=lambda found: (-found[0], found[1:])):
        for at in range(start, start + len(run)):
            tables.setdefault(at, edge)
    return tables


def _beside(above: PrintedRow, below: PrintedRow) -> bool:
    """Whether a row begins so far above the end of the one before it that both stand beside each other."""
    return below.top < above.bottom - _OVERLAP * (above.bottom - above.top)


def shared_edges(rows: Sequence[PrintedRow], tolerance: float) -> list[float]:
    """Left edges of chunks far enough right to be a column's, those that most rows share first."""
    left = min((row.chunks[0].x0 for row in rows), default=0.0)
    right = max((row.chunks[-1].x1 for row in rows), default=0.0)
    starts = sorted(
        chunk.x0
        for row in rows
        for chunk in row.chunks
        if chunk.apart and chunk.x0 - left >= _LEAST_COLUMN * (right - left)
    )
    support: dict[float, int] = {}
    edge = float("-inf")
    for start in starts:
        edge = edge if start - edge <= tolerance else start
        support[edge] = support.get(edge, 0) + 1
    shared = [edge for edge in support if support[edge] >= MIN_ROWS]
    return sorted(shared, key=lambda edge: (-support[edge], edge))[:_MOST_EDGES]


def _state(row: PrintedRow, edge: float, tolerance: float, hanging: float) -> str:
    """Where a row stands to an edge: ``left``, ``right``, ``both`` sides, or ``across`` it.

    ``near`` is on both sides too, but with no more than a space between. A bullet on the left is no
    label: there is no table here.
    """
    if row.chunks[0].x0 >= edge - tolerance:
        return "right"
    if row.chunks[-1].x1 <= edge - tolerance:
        return (
            "across"
            if row.chunks[0].text[1:2] == " " and is_lone_bullet(row.chunks[0].text[0])
            else "left"
        )
    if any(chunk.x0 < edge - tolerance < chunk.x1 - tolerance for chunk in row.chunks):
        return "across"
    first = next((chunk for chunk in row.chunks if chunk.x0 >= edge - tolerance), None)
    if first is None:
        return "across"
    if first.apart:
        return "both" if first.x0 - edge <= hanging else "across"
    return "near" if abs(first.x0 - edge) <= _TOUCHING * tolerance else "across"


def _runs(rows: Sequence[PrintedRow], states: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of rows of which none runs across, without the left-only rows far before or behind."""
    start = 0
    for at, state in enumerate([*states, "across"]):
        if state == "across":
            telling = [n for n in range(start, at) if states[n] != "left"]
            if telling:
                first, last = telling[0], telling[-1]
                while first > start and _close(rows[first - 1], rows[first]):
                    first -= 1
                while last + 1 < at and _close(rows[last], rows[last + 1]):
                    last += 1
                yield first, last + 1
            start = at + 1


def _close(above: PrintedRow, below: PrintedRow) -> bool:
    return below.top - above.bottom < CLOSE * (above.bottom - above.top)


def _is_table(rows: Sequence[PrintedRow], states: Sequence[str]) -> bool:
    both = states.count("both")
    if both >= MIN_ROWS or (both and "right" in states):
        return True
    return any(
        {one, other} == {"left", "right"} and _beside(above, below)
        for above, below, one, other in zip(rows, rows[1:], states, states[1:], strict=False)
    )


def _cells(chunks: Sequence[Chunk], edge: float | None, tolerance: float) -> list[Cell]:
    if edge is None:
        return [_cell(chunks, 0)]
    at = next((at for at, chunk in enumerate(chunks) if chunk.x0 >= edge - tolerance), len(chunks))
    parts = ((chunks[:at], 1), (chunks[at:], 2))
    return [_cell(part, column) for part, column in parts if part]


def _cell(chunks: Sequence[Chunk], column: int) -> Cell:
    if len(chunks) == 1:  # as most rows are
        text, x0, x1, _ = chunks[0]
        return Cell(text, x0, x1, column)
    return Cell(" ".join(chunk.text for chunk in chunks), chunks[0].x0, chunks[-1].x1, column)
