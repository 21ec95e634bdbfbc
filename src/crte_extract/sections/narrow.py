"""Lists in a column of their own: the room on their lines is that of their rows, not the page's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import pairwise

from crte_extract.sections.carrying import is_cut
from crte_extract.sections.labels import Hit
from crte_extract.sections.manner import Manner
from crte_extract.sections.room import fullness
from crte_extract.sections.rows import Row

_HAIR = 1.02  # of a column's width: rows that reach no further may stand in it


def in_own_column(
    rows: Sequence[Row], hits: Sequence[Hit], headings: Collection[int], manner: Manner
) -> list[Row]:
    """The rows, those of lists without bullets as full as their own column's width tells.

    A row that ends in a word that ends no text, above another one, had no room for it, whatever room
    the page has: the widest row of such a list tells how wide its column is. Lists that reach no
    further may stand in the same one.
    """
    stops = sorted([*(hit.start for hit in hits), *headings, len(rows)])
    below = [(hit.end, stops[bisect_right(stops, hit.start)]) for hit in hits]
    lists = [(start, stop) for start, stop in below if not any(r.bullet for r in rows[start:stop])]
    columns: dict[int, float] = {}  # how far right each reaches, by its left edge
    for start, stop in lists:
        if any(_is_cut_short(above, row) for above, row in pairwise(rows[start:stop])):
            for at, x1 in _reach(rows[start:stop]).items():
                columns[at] = max(x1, columns.get(at, 0.0))
    if not columns:
        return list(rows)  # as nearly all sheets
    found = list(rows)
    for start, stop in lists:
        reach = _reach(rows[start:stop])
        if any(x1 - at > _HAIR * (columns.get(at, x1) - at) for at, x1 in reach.items()):
            continue
        for at in range(start + 1, stop):
            above, row = rows[at - 1].line, rows[at].line
            known = round(above.box.x0) in columns and round(row.box.x0) in columns
            if known and fullness(above, row, columns) > manner.enough:
                found[at] = rows[at]._replace(full=True)
    return found


def _reach(rows: Sequence[Row]) -> dict[int, float]:
    """How far right rows reach, by their left edges."""
    reach: dict[int, float] = {}
    for row in rows:
        at = round(row.x0)
        reach[at] = max(row.line.box.x1, reach.get(at, 0.0))
    return reach


def _is_cut_short(above: Row, row: Row) -> bool:
    """Whether a row ends where no text ends, with room on the page for the next one's first word."""
    return row.gap is False and not row.full and is_cut(above.body)
