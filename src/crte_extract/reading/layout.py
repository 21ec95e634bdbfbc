"""From printed rows to lines: columns found by their alignment, bullets put before their text.

Geometry only: nothing here knows a label. Used by every reader.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from crte_extract.document import Box, Line

BULLETS = "-–—‐‑•▪◦*·‣●○■□◆◇➢➤→✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076\uf02d\u2043\u2219\uf06f"
_DOT = (1.0, 9.0)  # points across a drawn bullet, at least and at most
MIN_ROWS = 2  # that must share an edge before a column is believed
_LEAST_COLUMN = 0.12  # of the width of the text: a narrower left column is an indent
_CLOSE = 0.6  # of its height: a row nearer than this to the next is of the same cell
_MOST_EDGES = 40  # edges tried on a page


class Chunk(NamedTuple):
    """Words printed close together on one row; ``apart`` tells of a gap before them."""

    text: str
    x0: float
    x1: float
    apart: bool = True


def is_lone_bullet(text: str) -> bool:
    """Whether the text is a bullet with nothing behind it."""
    return len(text) == 1 and (text in BULLETS or text == "o")


def is_bulleted(text: str) -> bool:
    """Whether a line begins with a bullet and has words behind it."""
    return text[1:2] == " " and text[0] in BULLETS


def merge_bullets(row: Sequence[Chunk]) -> list[Chunk]:
    """The row with each lone bullet put before the chunk that follows it."""
    merged: list[Chunk] = []
    for chunk in row:
        if merged and is_lone_bullet(merged[-1].text):
            bullet = merged.pop()
            chunk = Chunk(f"{bullet.text} {chunk.text}", bullet.x0, chunk.x1, bullet.apart)
        merged.append(chunk)
    return merged


def is_dot(box: Box) -> bool:
    """Whether a drawn shape is as small and round, or square, as a bullet."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    return (
        _DOT[0] <= width <= _DOT[1] and _DOT[0] <= height <= _DOT[1] and 0.6 < width / height < 1.7
    )


class Cell(NamedTuple):
    """A row, or one of the two cells of a row; ``column`` is 0 for a row outside any table.

    1 stands for a left cell, 2 for a right one.
    """

    text: str
    x0: float
    x1: float
    column: int


class Row(NamedTuple):
    """The chunks of a printed row, from the left, with its vertical place."""

    chunks: Sequence[Chunk]
    top: float
    bottom: float


def cut_columns(
    pages: Sequence[Sequence[Row]], tolerance: float, hanging: float
) -> list[list[list[Cell]]]:
    """The cells of each row of each page, rows being given from the top down.

    A table is a run of rows that keep clear of a vertical line, on which the right cells begin: in
    at least two rows with a gap before, or in one and in a row that has nothing to its left. Where
    a page has a table, one such row is enough on the others. ``tolerance`` is how much the edges of
    a column may differ, ``hanging`` how far the wrapped text of a bullet may stand in from its edge.
    """
    tables = [_tables(rows, tolerance, hanging, ()) for rows in pages]
    known = {edge for found in tables for edge in found.values()}
    if known and len(pages) > 1:
        tables = [_tables(rows, tolerance, hanging, known) for rows in pages]
    return [
        [_cells(row.chunks, found.get(at), tolerance) for at, row in enumerate(rows)]
        for rows, found in zip(pages, tables, strict=True)
    ]


def _tables(
    rows: Sequence[Row], tolerance: float, hanging: float, known: Collection[float]
) -> dict[int, float]:
    """For each row that is part of a table, the edge of its right column."""
    if not any(chunk.apart for row in rows for chunk in row.chunks[1:]) and not _overlapping(rows):
        return {}
    runs: list[tuple[int, float, int, list[str]]] = []
    for edge in {*_candidate_edges(rows, tolerance), *known}:
        states = [_state(row, edge, tolerance, hanging) for row in rows]
        for start, stop in _runs(rows, states):
            run = states[start:stop]
            if _is_table(rows[start:stop], run) or (edge in known and "both" in run):
                runs.append((run.count("both") + run.count("right"), edge, start, run))
    tables: dict[int, float] = {}
    for _, edge, start, run in sorted(runs, key=lambda found: (-found[0], found[1:])):
        for at in range(start, start + len(run)):
            tables.setdefault(at, edge)
    return tables


def _overlapping(rows: Sequence[Row]) -> bool:
    return any(
        below.top < above.bottom - 0.2 * (above.bottom - above.top) and above.top < below.bottom
        for above, below in pairwise(rows)
    )


def _candidate_edges(rows: Sequence[Row], tolerance: float) -> list[float]:
    """Left edges of chunks far enough right to be a column's, those that most rows share first."""
    left = min((row.chunks[0].x0 for row in rows), default=0.0)
    right = max((row.chunks[-1].x1 for row in rows), default=0.0)
    starts = sorted(
        chunk.x0
        for row in rows
        for at, chunk in enumerate(row.chunks)
        if (chunk.apart or at == 0) and chunk.x0 - left >= _LEAST_COLUMN * (right - left)
    )
    support: dict[float, int] = {}
    edge = float("-inf")
    for start in starts:
        edge = edge if start - edge <= tolerance else start
        support[edge] = support.get(edge, 0) + 1
    shared = [edge for edge in support if support[edge] >= MIN_ROWS]
    return sorted(shared, key=lambda edge: (-support[edge], edge))[:_MOST_EDGES]


def _state(row: Row, edge: float, tolerance: float, hanging: float) -> str:
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
    return "near" if abs(first.x0 - edge) <= 0.5 * tolerance else "across"


def _runs(rows: Sequence[Row], states: Sequence[str]) -> Iterator[tuple[int, int]]:
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


def _close(above: Row, below: Row) -> bool:
    return below.top - above.bottom < _CLOSE * (above.bottom - above.top)


def _is_table(rows: Sequence[Row], states: Sequence[str]) -> bool:
    both = states.count("both")
    if both >= MIN_ROWS or (both and "right" in states):
        return True
    return "right" in states and any(
        {one, other} == {"left", "right"}
        and below.top < above.bottom - 0.2 * (above.bottom - above.top)
        for above, below, one, other in zip(rows, rows[1:], states, states[1:], strict=False)
    )


def _cells(chunks: Sequence[Chunk], edge: float | None, tolerance: float) -> list[Cell]:
    if edge is None:
        return [_cell(chunks, 0)]
    at = next((at for at, chunk in enumerate(chunks) if chunk.x0 >= edge - tolerance), len(chunks))
    parts = ((chunks[:at], 1), (chunks[at:], 2))
    return [_cell(part, column) for part, column in parts if part]


def _cell(chunks: Sequence[Chunk], column: int) -> Cell:
    text = chunks[0].text if len(chunks) == 1 else " ".join(chunk.text for chunk in chunks)
    return Cell(text, chunks[0].x0, chunks[-1].x1, column)


def attach_bullets(words: Sequence[Line], dots: Sequence[Box] = ()) -> Iterator[Line]:
    """The lines of a page, each bullet drawn apart (before or after the text) put where it stands.

    Some programs draw all bullets of a list behind its text; browsers draw them as shapes (``dots``),
    which no character stands for.
    """
    drawn = [Line("•", words[0].page, 0, _as_character(dot)) for dot in dots if words]
    lines = [*words, *drawn]
    bullets = [line for line in lines if len(line.text) == 1 and is_lone_bullet(line.text)]
    if not bullets:
        yield from lines
        return
    taken: dict[int, Line] = {}
    order = sorted(range(len(lines)), key=lambda at: lines[at].box.top)
    tops = [lines[at].box.top for at in order]
    for bullet in bullets:
        height = bullet.box.bottom - bullet.box.top
        low = bisect_left(tops, bullet.box.top - height)
        high = bisect_right(tops, bullet.box.bottom)
        at = _beside(bullet, lines, order[low:high])
        if at is not None and at not in taken:
            taken[at] = bullet
    used = {id(line) for line in (*taken.values(), *drawn)}
    for at, line in enumerate(lines):
        if at in taken:
            bullet = taken[at]
            box = Box(bullet.box.x0, line.box.top, line.box.x1, line.box.bottom)
            line = line._replace(text=f"{bullet.text} {line.text}", box=box)
        if id(line) not in used:
            yield line


def _as_character(dot: Box) -> Box:
    """The box that a bullet would have if it were a character: three times as high as its dot."""
    height = dot.bottom - dot.top
    return dot._replace(top=dot.top - height, bottom=dot.bottom + height)


def _beside(bullet: Line, lines: Sequence[Line], places: Iterable[int]) -> int | None:
    """The line printed to the right of a lone bullet, near enough to belong to it."""
    height = bullet.box.bottom - bullet.box.top
    middle = (bullet.box.top + bullet.box.bottom) / 2
    near = [
        (lines[at].box.x0 - bullet.box.x1, at)
        for at in places
        if lines[at].box.top <= middle <= lines[at].box.bottom
        and -1 <= lines[at].box.x0 - bullet.box.x1 <= 4 * height
        and not is_lone_bullet(lines[at].text)
    ]
    return min(near)[1] if near else None
