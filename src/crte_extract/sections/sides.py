"""Sheets whose two columns are no labels left of their values: the other way round, or text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from crte_extract.sections.labels import Form, begins_label, exact_hits
from crte_extract.sections.manner import usual_step
from crte_extract.sections.rows import Row

_FEW = 2  # labels at the right: they may be the words of values
_MOST = 4  # times as many labels at the right as at the left: these are the values
_FAR = 3  # steps from line to line: what stands as far below a column is none of it


class _Label(NamedTuple):
    """A label of the form in one of the columns: its key, its first row, whether nothing is behind it."""

    key: str | None
    row: Row
    alone: bool


def as_labels_and_values(rows: Sequence[Row], form: Form) -> Sequence[Row]:
    """The rows of a sheet, labels left of values wherever they are printed, and text columns one by one.

    Its letterhead may stand in two columns, too.
    """
    if not any(row.line.column == 2 and begins_label(row, form) for row in rows):
        return rows  # as most often
    head = _below_the_letterhead(rows, form)
    pages = [list(own) for _, own in groupby(rows[head:], key=lambda row: row.line.page)]
    left = [label for own in pages for label in _labels(own, form, right=False)]
    known = {label.key for label in left}
    right = [label for own in pages for label in _labels(own, form, right=True)]
    right = [label for label in right if label.key not in known]
    if len(right) <= _FEW:
        return rows
    if len(right) >= _MOST * len(left):
        if 2 * sum(label.alone for label in right) <= len(right):
            return rows  # labels with their values behind them
        return [*rows[:head], *(row for own in pages for row in _exchanged(own, form))]
    level = {_level(label) for label in left}
    if 2 * sum(_level(label) in level for label in right) > len(right):
        return rows  # labels with their values, twice side by side
    far = _FAR * usual_step(rows)
    return [*rows[:head], *(row for own in pages for row in _by_column(own, far))]


def _labels(rows: Sequence[Row], form: Form, *, right: bool) -> list[_Label]:
    """The labels in one of the columns of a page."""
    own = [row for row in rows if (row.line.column == 2) == right]
    return [_Label(hit.key, own[hit.start], not hit.inline) for hit in exact_hits(own, form)]


def _level(label: _Label) -> tuple[int | None, float]:
    """The page of a label, and how far down it stands there."""
    return label.row.line.page, label.row.line.box.top


def _edge(rows: Sequence[Row]) -> float:
    """Where the right column of a page begins; far right of it where there is none."""
    return min((row.x0 for row in rows if row.line.column == 2), default=float("inf"))


def _beside(rows: Sequence[Row], edge: float, far: float) -> range:
    """The rows of a page in columns, with those close around on one side, or above."""
    places = [at for at, row in enumerate(rows) if row.line.column]
    if not places:
        return range(0)
    start, stop = places[0], places[-1] + 1
    bottom = max(row.line.box.bottom for row in rows[start:stop])
    while start > 0 and not _is_across(rows[start - 1], edge):
        start -= 1
    while stop < len(rows) and not _is_across(rows[stop], edge):
        box = rows[stop].line.box
        if box.top - bottom > far:
            break
        bottom = max(bottom, box.bottom)
        stop += 1
    return range(start, stop)


def _is_across(row: Row, edge: float) -> bool:
    return row.x0 < edge < row.line.box.x1


def _in_column(row: Row, column: int) -> Row:
    return row._replace(line=row.line._replace(column=column))


def _exchanged(rows: Sequence[Row], form: Form) -> Iterator[Row]:
    """The rows of a page whose labels stand at the right, as if they stood at the left."""
    edge = _edge(rows)
    places = [at for at, row in enumerate(rows) if row.line.column]
    first, last = (places[0], places[-1]) if places else (len(rows), 0)
    for at, row in enumerate(rows):
        if not first <= at <= last or _is_across(row, edge):
            yield row
        elif row.line.column == 2:
            yield _in_column(row, 1)
        else:
            yield _in_column(row, 0 if row.squashed in form.headings else 2)


def _by_column(rows: Sequence[Row], far: float) -> Iterator[Row]:
    """The rows of a page with labels in both columns: all of the left one before those of the right one."""
    edge = _edge(rows)
    inside = _beside(rows, edge, far)
    yield from rows[: inside.start]
    own = [_in_column(rows[at], 0) for at in inside]
    yield from (row for row in own if row.x0 < edge)
    yield from (row for row in own if row.x0 >= edge)
    yield from rows[inside.stop :]


def _below_the_letterhead(rows: Sequence[Row], form: Form) -> int:
    """The first row below a letterhead that stands in both columns: as high as the first label or heading.

    Where no row of it goes over both, it stands in the left one alone, and text beside it.
    """
    first = next(row for row in rows if row.squashed in form.headings or begins_label(row, form))
    top = first.line.box.top - first.height
    head = next(at for at, row in enumerate(rows) if row.line.box.top >= top)
    edge = _edge(rows)
    return head if any(_is_across(row, edge) for row in rows[:head]) else 0
