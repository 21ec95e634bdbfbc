"""From printed rows to lines: columns found by their alignment, bullets put before their text.

Geometry only: nothing here knows a label. Used by every reader.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crte_extract.document import Box, Line

BULLETS = "-–—‐‑•▪◦*·‣●○■□◆◇➢➤→✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076\uf02d\u2043\u2219\uf06f"
MIN_VOTES = 3  # rows that must agree before a column is believed
_HANGING = 5  # times the tolerance
MIN_SHARE = 0.12  # of the rows of a page: fewer are running heads, or chance


class Chunk(NamedTuple):
    """Words printed close together on one row."""

    text: str
    x0: float
    x1: float


def is_lone_bullet(text: str) -> bool:
    """Whether the text is a bullet with nothing behind it."""
    return len(text) == 1 and (text in BULLETS or text == "o")


def merge_bullets(row: Sequence[Chunk]) -> list[Chunk]:
    """The row with each lone bullet put before the chunk that follows it."""
    merged: list[Chunk] = []
    for chunk in row:
        if merged and is_lone_bullet(merged[-1].text):
            bullet = merged.pop()
            chunk = Chunk(f"{bullet.text} {chunk.text}", bullet.x0, chunk.x1)
        merged.append(chunk)
    return merged


def column_edges(
    rows: Iterable[Sequence[Chunk]], count: int, tolerance: float
) -> tuple[float, ...]:
    """Where columns begin: left edges that enough chunks behind a gap share.

    ``count`` is how many rows the page has, those without a gap among them.
    """
    votes = max(MIN_VOTES, MIN_SHARE * count)
    starts = sorted([chunk.x0 for row in rows for chunk in row[1:]])
    edges: list[float] = []
    for start in starts:
        if edges and start - edges[-1] <= tolerance:
            continue
        if sum(1 for other in starts if 0 <= other - start <= tolerance) >= votes:
            edges.append(start)
    return tuple(edges)


def edges_of_pages(
    pages: Sequence[Sequence[Sequence[Chunk]]], tolerance: float
) -> list[tuple[float, ...]]:
    """The column edges of each page; the few rows of a page may keep to the columns of the others."""
    own = [column_edges(rows, len(rows), tolerance) for rows in pages]
    known = sorted({edge for edges in own for edge in edges})
    return [
        edges
        or tuple(
            edge
            for edge in known
            if any(abs(chunk.x0 - edge) <= tolerance for row in rows for chunk in row[1:])
        )
        for edges, rows in zip(own, pages, strict=True)
    ]


def cells(row: Sequence[Chunk], edges: Sequence[float], tolerance: float) -> list[tuple[Chunk, int]]:
    """The row cut at the edges only, each cell with its column: 0, or 1 at or right of an edge.

    A cell may begin a little right of its edge: the wrapped text of a bullet does.
    """
    if len(row) == 1 and not edges:
        return [(row[0], 0)]
    cut: list[tuple[Chunk, int]] = []
    for chunk in row:
        at_edge = any(-tolerance <= chunk.x0 - edge <= _HANGING * tolerance for edge in edges)
        if not cut and edges and chunk.x0 >= edges[0] - tolerance:
            at_edge = True
        if cut and (cut[-1][1] or not at_edge):
            before, column = cut.pop()
            chunk = Chunk(f"{before.text} {chunk.text}", before.x0, chunk.x1)
            cut.append((chunk, column))
        else:
            cut.append((chunk, int(at_edge)))
    return cut


def attach_bullets(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of a page, each bullet drawn apart (before or after the text) put where it stands.

    Some programs draw all bullets of a list behind its text.
    """
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
    used = set(map(id, taken.values()))
    for at, line in enumerate(lines):
        if at in taken:
            bullet = taken[at]
            box = Box(bullet.box.x0, line.box.top, line.box.x1, line.box.bottom)
            line = line._replace(text=f"{bullet.text} {line.text}", box=box)
        if id(line) not in used:
            yield line


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
