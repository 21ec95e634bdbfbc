"""The rules that are drawn between the cells of tables: they tell which lines stand in one row of cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crte_extract.document import Box
from crte_extract.reading.layout import Cell, PrintedRow, Side

_THIN = (
    3.0  # points: what is drawn no higher is a rule, what is higher has one at its top and bottom
)
_LEAST_LENGTH = 12.0  # points: what is shorter is a bullet, or a stroke of a letter
_LEVEL = 1.0  # points by which the pieces of a rule differ, as cells draw their own borders
_BREAK = 3.0  # points between two pieces of a rule, at most
_ACROSS = 0.8  # of the width of a column's text: what covers less parts no cells of it
_BEYOND = 2.0  # points: a rule through the words of a row that ends no further out underlines them


class Rule(NamedTuple):
    """A rule across the page, so far from its top, from a left to a right end."""

    down: float
    x0: float
    x1: float


class Place(NamedTuple):
    """Where a line stands between the rules of its table, as ``band`` and ``ruled`` of a ``Line``."""

    band: int
    ruled: bool


NOWHERE = Place(0, False)  # where no rules are drawn


def rules_of(shapes: Sequence[Box]) -> list[Rule]:
    """The rules that shapes draw, from the top down: the edges of boxes too, as of coloured rows."""
    pieces: list[Rule] = []
    for x0, top, x1, bottom in shapes:
        if x1 - x0 < _LEAST_LENGTH:
            continue
        if bottom - top <= _THIN:
            pieces.append(Rule((top + bottom) / 2, x0, x1))
        else:
            pieces += [Rule(top, x0, x1), Rule(bottom, x0, x1)]
    pieces.sort()
    rules: list[Rule] = []
    at = 0
    while at < len(pieces):
        end = at + 1
        while end < len(pieces) and pieces[end].down - pieces[at].down <= _LEVEL:
            end += 1
        rules += _joined(pieces[at:end])
        at = end
    return rules


def sides_of(shapes: Sequence[Box]) -> list[Side]:
    """The rules that shapes draw down the page, from the left: as ``rules_of`` on a page turned over."""
    turned = rules_of(
        [
            Box(top, x0, bottom, x1)
            for x0, top, x1, bottom in shapes
            if bottom - top >= _LEAST_LENGTH
        ]
    )
    return [Side(*rule) for rule in turned]


def _joined(pieces: Sequence[Rule]) -> Iterator[Rule]:
    """Pieces on one level, as the rules that they make."""
    down, x0, x1 = pieces[0].down, *sorted((x0, x1) for _, x0, x1 in pieces)[0]
    for left, right in sorted((x0, x1) for _, x0, x1 in pieces):
        if left - x1 > _BREAK:
            yield Rule(down, x0, x1)
            x0, x1 = left, right
        x1 = max(x1, right)
    yield Rule(down, x0, x1)


def places(
    rows: Sequence[PrintedRow], cells: Sequence[Sequence[Cell]], shapes: Sequence[Box]
) -> list[list[Place]] | None:
    """For each row of a page, from the top down, the places of its cells between the rules.

    None where no row is cut into cells.
    """
    tables = list(_tables(cells))
    if not tables:
        return None
    found = [[NOWHERE] * len(row) for row in cells]
    rules = [rule for rule in rules_of(shapes) if not _is_underline(rule, rows, cells)]
    bands = 0
    for start, stop in tables:
        left, right = (_parting(rules, cells[start:stop], column) for column in (1, 2))
        last = {1: -1, 2: -1}
        for at in range(start, stop):
            middle = (rows[at].top + rows[at].bottom) / 2
            above = {1: bisect_left(left, middle), 2: bisect_left(right, middle)}
            band = bands + above[1] + 1 if left else 0
            for which, cell in enumerate(cells[at]):
                ruled = 0 <= last[cell.column] < above[cell.column]
                found[at][which] = Place(band, ruled)
                last[cell.column] = above[cell.column]
        bands += len(left) + 1
    return found


def _tables(cells: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, int]]:
    """The stretches of rows that are cut into columns."""
    start: int | None = None
    for at, row in enumerate([*cells, [Cell("", 0.0, 0.0, 0)]]):
        if row[0].column == 0:
            if start is not None:
                yield start, at
            start = None
        elif start is None:
            start = at


def _parting(rules: Sequence[Rule], cells: Sequence[Sequence[Cell]], column: int) -> list[float]:
    """Where rules are drawn across a column of a table."""
    own = [cell for row in cells for cell in row if cell.column == column]
    if not own:
        return []
    x0, x1 = min(cell.x0 for cell in own), max(cell.x1 for cell in own)
    least = _ACROSS * (x1 - x0)
    return [rule.down for rule in rules if min(x1, rule.x1) - max(x0, rule.x0) >= least]


def _is_underline(rule: Rule, rows: Sequence[PrintedRow], cells: Sequence[Sequence[Cell]]) -> bool:
    """Whether a rule runs through a row, or below its base line, and is no longer than its words."""
    first = bisect_left(rows, rule.down, key=lambda row: row.bottom)
    last = bisect_right(rows, rule.down, key=lambda row: row.top)
    return any(
        cell.x0 - _BEYOND <= rule.x0 and rule.x1 <= cell.x1 + _BEYOND
        for row in cells[first:last]
        for cell in row
    )
