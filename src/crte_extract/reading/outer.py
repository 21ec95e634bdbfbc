"""The column left of the labels: where a cell holds the heading of a section, beside all its rows.

Geometry only, as of ``layout``: three columns, of which the first has few words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from crte_extract.reading.layout import CLOSE, MIN_ROWS, PrintedRow

_LEAST_COLUMN = 0.12  # widths of the text: headings and labels have columns as wide
_FEW = 2  # lines of the second and of the third column for one of the first, at least
_MOST_EDGES = 8  # edges tried, those that most rows share: each costs a look at all rows

Page = Sequence[PrintedRow]


class _Edges(NamedTuple):
    """Where the second and the third of three columns begin."""

    second: float
    third: float


def with_outer(pages: Sequence[Page], tolerance: float) -> Sequence[Page]:
    """The pages, what stands left of the labels in rows of its own, that are ``outer``.

    ``tolerance`` is how much the edges of a column may differ, in points.
    """
    if sum([len(row.chunks) > 1 for page in pages for row in page]) < MIN_ROWS:
        return pages  # known before edges are tried
    own = [[row for row in page if not row.aside] for page in pages]
    edges = _edges(own, tolerance)
    if edges is None:
        return pages  # as most often
    aside = [[row for row in page if row.aside] for page in pages]
    return [
        [*apart, *_parted(rows, edges, tolerance)] for apart, rows in zip(aside, own, strict=True)
    ]


def _edges(pages: Sequence[Page], tolerance: float) -> _Edges | None:
    """The edges of three columns, the first of which has but few lines."""
    rows = [row for page in pages for row in page]
    if not rows:
        return None
    shared = _shared(rows, tolerance)
    left = min([row.chunks[0].x0 for row in rows])
    least = _LEAST_COLUMN * (max([row.chunks[-1].x1 for row in rows]) - left)
    further = [edge for edge in shared if edge - left >= least]
    if not further or max(further) - min(further) < least:
        return None  # as most often: there is no room for three columns
    edges_across = sorted(shared)
    beside = Counter(
        pair for row in rows if len(row.chunks) > 1 for pair in _pairs(row, edges_across, tolerance)
    )
    for edges, times in beside.most_common():
        if times < MIN_ROWS or min(edges.second - left, edges.third - edges.second) < least:
            continue
        first = sum(row.outer for page in pages for row in _parted(page, edges, tolerance))
        if 0 < _FEW * first <= min(shared[edge] for edge in edges):
            return edges
    return None


def _shared(rows: Sequence[PrintedRow], tolerance: float) -> dict[float, int]:
    """The edges that most rows share, with how many do, from the most on."""
    starts = sorted([chunk.x0 for row in rows for chunk in row.chunks if chunk.apart])
    support: dict[float, int] = {}
    edge = float("-inf")
    for start in starts:
        edge = edge if start - edge <= tolerance else start
        support[edge] = support.get(edge, 0) + 1
    most = sorted(support, key=lambda edge: (-support[edge], edge))[:_MOST_EDGES]
    return {edge: support[edge] for edge in most}


def _pairs(row: PrintedRow, edges: Sequence[float], tolerance: float) -> Iterator[_Edges]:
    """Two and two of the edges, from the left, at which words of a row begin."""
    places = [bisect_left(edges, chunk.x0 - tolerance) for chunk in row.chunks]
    near = [
        edges[at]
        for at, chunk in zip(places, row.chunks, strict=True)
        if at < len(edges) and edges[at] <= chunk.x0 + tolerance
    ]
    yield from map(_Edges._make, combinations(near, 2))


def _begins(row: PrintedRow, edge: float, tolerance: float) -> bool:
    """Whether words of a row begin at an edge."""
    return any(abs(chunk.x0 - edge) <= tolerance for chunk in row.chunks)


def _parted(page: Page, edges: _Edges, tolerance: float) -> Iterator[PrintedRow]:
    """The rows of a page, those of its table cut before its second column."""
    across = [_is_across(row, edges.second, tolerance) for row in page]
    own = [row for row, runs in zip(page, across, strict=True) if not runs]
    top, bottom = _reach(own, edges, tolerance)
    for row, runs in zip(page, across, strict=True):
        left = [chunk for chunk in row.chunks if chunk.x0 < edges.second - tolerance]
        if runs or not left or row.top < top or row.bottom > bottom:
            yield row
            continue
        yield row._replace(chunks=left, outer=True)
        if right := row.chunks[len(left) :]:
            yield row._replace(chunks=[right[0]._replace(apart=True), *right[1:]])


def _is_across(row: PrintedRow, edge: float, tolerance: float) -> bool:
    return any(chunk.x0 < edge - tolerance and chunk.x1 > edge for chunk in row.chunks)


def _reach(rows: Sequence[PrintedRow], edges: _Edges, tolerance: float) -> tuple[float, float]:
    """The top and the bottom of the table on a page: what begins at an edge, and what stands close by.

    As the lines of a heading do that is higher than the cells beside it.
    """
    held = [row for row in rows if any(_begins(row, edge, tolerance) for edge in edges)]
    top = min((row.top for row in held), default=float("inf"))
    bottom = max((row.bottom for row in held), default=float("-inf"))
    for row in sorted(rows, key=lambda row: row.top):
        if row.top - bottom < CLOSE * (row.bottom - row.top):
            bottom = max(bottom, row.bottom)
    for row in sorted(rows, key=lambda row: -row.bottom):
        if top - row.bottom < CLOSE * (row.bottom - row.top):
            top = min(top, row.top)
    return top, bottom
