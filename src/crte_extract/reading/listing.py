"""Lists that are set in columns: read one column after the other, where each has its own bullets.

Two columns of which only the right one has bullets are labels and their values: ``layout`` cuts them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from crte_extract.document import Box
from crte_extract.marks import is_bulleted
from crte_extract.reading.bullets import stands_before
from crte_extract.reading.layout import PrintedRow

_WAVER = 3.0  # points by which the items of a column may begin apart from one another
_CLOSE = 1.0  # heights of a row: the next one, if further down, is of no column of the list


def in_list_order(rows: Sequence[PrintedRow], dots: Sequence[Box]) -> list[PrintedRow]:
    """The rows, from the top down, but for lists in columns: those column by column.

    ``dots`` are bullets that are drawn as shapes: in such a list each is put before its text.
    """
    if not any(len(row.chunks) > 1 for row in rows):
        return [*rows]
    by_height = sorted(dots, key=_middle)
    found: list[PrintedRow] = []
    at = 0
    while at < len(rows):
        edges = _edges(_marked(rows[at], by_height)) if len(rows[at].chunks) > 1 else ()
        stop = at + 1
        if len(edges) > 1:
            while stop < len(rows) and _goes_on(rows[stop - 1], rows[stop], edges):
                stop += 1
            found += _by_column([_marked(row, by_height) for row in rows[at:stop]], edges)
        else:
            found.append(rows[at])
        at = stop
    return found


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _marked(row: PrintedRow, by_height: Sequence[Box]) -> PrintedRow:
    """The row with each drawn bullet before its text."""
    first = bisect_left(by_height, row.top, key=_middle)
    dots = by_height[first : bisect_left(by_height, row.bottom, key=_middle)]
    if not dots:
        return row
    chunks = [
        chunk._replace(text=f"• {chunk.text}")
        if not is_bulleted(chunk.text)
        and any(stands_before(dot, Box(chunk.x0, row.top, chunk.x1, row.bottom)) for dot in dots)
        else chunk
        for chunk in row.chunks
    ]
    return row._replace(chunks=chunks)


def _edges(row: PrintedRow) -> list[float]:
    """Where the items of a row begin that has several, each with its bullet; nothing where it hasn't."""
    if row.aside or not is_bulleted(row.chunks[0].text):
        return []
    return [chunk.x0 for chunk in row.chunks if chunk.apart and is_bulleted(chunk.text)]


def _goes_on(above: PrintedRow, row: PrintedRow, edges: Sequence[float]) -> bool:
    """Whether a row stands close below another, and in the columns that begin there."""
    height = above.bottom - above.top
    if (
        row.aside
        or row.top - above.bottom > _CLOSE * height
        or row.chunks[0].x0 < edges[0] - _WAVER
    ):
        return False
    return not any(
        chunk.x0 < edge - _WAVER < chunk.x1 - 2 * _WAVER
        for chunk in row.chunks
        for edge in edges[1:]
    )


def _by_column(rows: Sequence[PrintedRow], edges: Sequence[float]) -> Iterator[PrintedRow]:
    """The parts of the rows that stand in each column, one column after the other."""
    for left, right in zip(edges, [*edges[1:], float("inf")], strict=True):
        for row in rows:
            chunks = [chunk for chunk in row.chunks if left - _WAVER <= chunk.x0 < right - _WAVER]
            if chunks:
                yield row._replace(chunks=chunks)
