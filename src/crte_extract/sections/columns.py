"""Pairs labels and values that stand side by side and were read row by row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from crte_extract.sections.labels import Form, can_begin_a_label, exact_hits
from crte_extract.sections.manner import usual_step
from crte_extract.sections.rows import Row

_LOWER = 0.4  # heights of a value's first row: so far below its top a label is half way down
_USUAL = 5  # the usual blank is a fifth up the sorted ones: most rows are wrapped in their cell
_BLANK = 0.2  # heights of the lowest row, beyond the usual blank: as much parts two rows of a table


_Ruled = tuple[int | None, int]


class _Placed(NamedTuple):
    """A row with its place from the top of the document, as if it had no page ends."""

    row: Row
    top: float
    bottom: float


class _Band(NamedTuple):
    """A row of a table: its label cells, by their places, and its value rows.

    ``ruled`` is its page and its number there where rules are drawn around it; else blanks part it.
    """

    cells: list[int]
    rows: list[_Placed]
    ruled: _Ruled | None


class _Table(NamedTuple):
    """A table: its label cells, and its rows as rules part them, or blanks where none are drawn."""

    cells: list[list[_Placed]]
    bands: list[_Band]


def pair_columns(rows: Sequence[Row], form: Form) -> list[Row]:
    """The rows with each label cell before its value cell; untouched where nothing is side by side.

    What is side by side above the first label, known or not, is a letterhead: there is nothing to pair.
    """
    last = next((at for at in reversed(range(len(rows))) if rows[at].line.column == 2), 0)
    if not any(":" in row.body or can_begin_a_label(row, form) for row in rows[:last]):
        return list(rows)
    tables = [_table(region, form) for region in _regions(_placed(rows), form)]
    middle = _is_middle_aligned(tables)
    if middle:  # such a table's rows are not cut by a page's end, and a label may be the lower
        placed = _placed(rows, parting=True)
        tables = [_table(region, form) for region in _regions(placed, form)]
    empty = any(map(_has_empty_cells, tables))
    return [row for table in tables for row in _pair(table, middle, empty)]


def _table(region: Sequence[_Placed], form: Form) -> _Table:
    left = [placed for placed in region if placed.row.line.column != 2]
    right = [placed for placed in region if placed.row.line.column == 2]
    if not right:  # most regions are one row
        return _Table([[placed] for placed in left], [])
    cells = _label_cells(left, form)
    return _Table(cells, _bands(cells, right))


def _placed(rows: Sequence[Row], parting: bool = False) -> list[_Placed]:
    """The rows one below the other; where page ends part rows of a table, as if one were left out."""
    step = usual_step(rows)
    placed: list[_Placed] = []
    top = 0.0
    for above, row in zip([None, *rows], rows, strict=False):
        if above is not None:
            down = row.line.box.top - above.line.box.top
            if row.line.page != above.line.page:
                top += 2 * step if parting else step
            elif down > 0:
                top += step if row.parted else down
            elif down < 0:
                top += step
        placed.append(_Placed(row, top, top + row.line.box.bottom - row.line.box.top))
    return placed


def _regions(rows: Sequence[_Placed], form: Form) -> list[list[_Placed]]:
    """The rows cut where a table begins or ends, and at every heading.

    A label that began in the table ends in it, even where a page's end has cut it off from its row; and
    so does one that stands whole behind the page's end.
    """
    regions: list[list[_Placed]] = [[]]
    begun = ""
    for placed in rows:
        line, squashed = placed.row.line, placed.row.squashed
        if line.column == 2:
            regions[-1].append(placed)
            continue
        goes_on = bool(begun) and _may_begin_a_label(begun + squashed, form)
        begins = _may_be_cut_off(regions[-1], placed) and squashed not in form.headings
        begun = begun + squashed if goes_on else squashed
        if goes_on or begins or (line.column == 1 and squashed not in form.headings):
            regions[-1].append(placed)
        else:
            regions += [[placed], []]
    return regions


def _may_be_cut_off(region: Sequence[_Placed], placed: _Placed) -> bool:
    """Whether a row begins a page behind a row of cells: its value may stand there."""
    last = region[-1] if region else placed
    return last.row.line.page != placed.row.line.page and _ruled(last) is not None


def _may_begin_a_label(squashed: str, form: Form) -> bool:
    """Whether these are the first words of a label, or all of it."""
    return any(label.startswith(squashed) for label in form.labels_with(squashed))


def _pair(table: _Table, middle: bool, empty: bool) -> list[Row]:
    """The rows of a table, the values of each label cell behind it.

    A value belongs to the only label between the same rules; else to the last cell that begins no lower,
    or, where labels stand half way down, to the one of its band whose own middle is nearest. ``empty``
    tells that label cells are empty beside the further items of a list.
    """
    values: list[list[Row]] = [[] for _ in table.cells]
    orphans: list[Row] = []
    tops = [cell[0].top for cell in table.cells]
    for which, band in enumerate(table.bands):
        owner = _owner(table.bands, which, middle, empty)
        if owner is not None:
            values[owner] += [placed.row for placed in band.rows]
            continue
        cells = [(table.cells[at][0].top + table.cells[at][-1].bottom, at) for at in band.cells]
        middles = sorted(cells) if middle else []
        for placed in band.rows:
            twice = placed.top + placed.bottom
            at = _nearest(middles, twice) if middles else bisect_right(tops, twice / 2) - 1
            (orphans if at < 0 else values[at]).append(placed.row)
    paired = orphans
    for cell, value in zip(table.cells, values, strict=True):
        paired += [placed.row for placed in cell] + value
    return paired


def _owner(bands: Sequence[_Band], at: int, middle: bool, empty: bool) -> int | None:
    """The label cell of a row of a table, where rules tell it.

    A row without a label goes on with the one above. One that a page's end cuts above its label goes
    with the one behind it: where labels stand lower, or that has no value of its own.
    """
    cells, _, ruled = bands[at]
    if not ruled:
        return None
    if not cells and not empty and _ends_its_page(bands, at):
        cells, rows, _ = bands[at + 1]
        cells = cells if middle or not rows else []
    return cells[0] if len(cells) == 1 else None


def _ends_its_page(bands: Sequence[_Band], at: int) -> bool:
    """Whether a row of a table is the last of a page that it doesn't begin."""
    pages = [_page(band) for band in bands[max(0, at - 1) : at + 2]]
    return len(pages) == 3 and pages[0] == pages[1] != pages[2]


def _has_empty_cells(table: _Table) -> bool:
    """Whether a row between others of its page has no label: it goes on with the one above."""
    pages = [_page(band) for band in table.bands]
    return any(
        not band.cells and before == own == behind
        for band, before, own, behind in zip(
            table.bands[1:], pages, pages[1:], pages[2:], strict=False
        )
    )


def _page(band: _Band) -> int | None:
    return band.ruled[0] if band.ruled else None


def _ruled(placed: _Placed) -> _Ruled | None:
    """The page of a row, and which of the rows of cells there it stands in; None where no rules tell."""
    line = placed.row.line
    return (line.page, line.band) if line.band else None


def _label_cells(left: Sequence[_Placed], form: Form) -> list[list[_Placed]]:
    """The left column cut into cells: a known label whole, anything else up to its colon or a gap."""
    hits = {hit.start: hit.end for hit in exact_hits([placed.row for placed in left], form)}
    blank = _blank(left)
    cells: list[list[_Placed]] = []
    open_cell = False
    at = 0
    while at < len(left):
        if at in hits:
            cells.append(list(left[at : hits[at]]))
            at, open_cell = hits[at], False
            continue
        close = open_cell and left[at].top - cells[-1][-1].bottom <= blank
        if close and not left[at].row.line.ruled:
            cells[-1].append(left[at])
        else:
            cells.append([left[at]])
        open_cell = not left[at].row.body.rstrip("*_ ").endswith(":")
        at += 1
    return cells


def _bands(cells: Sequence[Sequence[_Placed]], right: Sequence[_Placed]) -> list[_Band]:
    """Rows of the table as rules or blanks across both columns part them: label cells and value rows."""
    blank = _blank(right, [placed for cell in cells for placed in cell])
    spans: list[tuple[float, float, _Ruled | None, int | None, _Placed | None]] = []
    for which, cell in enumerate(cells):
        for ruled, rows in groupby(cell, key=_ruled):
            part = list(rows)
            spans.append((part[0].top, part[-1].bottom, ruled, which, None))
    spans += [(placed.top, placed.bottom, _ruled(placed), None, placed) for placed in right]
    bands: list[_Band] = []
    known: dict[_Ruled | None, _Band] = {}
    reach = float("-inf")
    for top, bottom, ruled, at, placed in sorted(spans, key=lambda span: span[:2]):
        if ruled is not None:
            band = known.get(ruled)
        else:
            band = bands[-1] if bands and not bands[-1].ruled and top - reach <= blank else None
        if band is None:
            band = _Band([], [], ruled)
            bands.append(band)
            known[ruled] = band
        if placed is not None:
            band.rows.append(placed)
        if at is not None:
            band.cells.append(at)
        reach = max(reach, bottom)
    return bands


def _blank(*columns: Sequence[_Placed]) -> float:
    """The least blank between two rows of a table, in columns whose lines mostly stand close."""
    height = min(
        (placed.bottom - placed.top for column in columns for placed in column), default=0.0
    )
    blanks = sorted(
        below.top - above.bottom for column in columns for above, below in pairwise(column)
    )
    usual = blanks[len(blanks) // _USUAL] if blanks else 0.0
    return max(0.0, usual) + _BLANK * height


def _is_middle_aligned(tables: Sequence[_Table]) -> bool:
    """Whether labels stand half way down the longer values beside them, not at their top."""
    lower = [
        cells[own[0]][0].top - rows[0].top > _LOWER * (rows[0].bottom - rows[0].top)
        for cells, bands in tables
        for own, rows, _ in bands
        if len(own) == 1 and len(rows) > len(cells[own[0]])
    ]
    return 2 * sum(lower) > len(lower)


def _nearest(middles: Sequence[tuple[float, int]], twice: float) -> int:
    """The cell whose middle is nearest to a place, the upper of two; all are given twice as far down."""
    at = bisect_left(middles, (twice, 0))
    above = bisect_left(middles, (middles[at - 1][0], 0))  # the first of that middle; of none, any
    near = [*middles[at : at + 1], middles[above]]
    return min((abs(middle - twice), place) for middle, place in near)[1]
