"""Pairs labels and values that stand side by side and were read row by row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from crte_extract.sections.labels import Form, exact_hits
from crte_extract.sections.rows import Row, usual_step

_BLANK = 0.2  # of a row's height, beyond the usual: a blank that parts two rows of a table


class _Placed(NamedTuple):
    """A row with its place from the top of the document, as if it had no page ends."""

    row: Row
    top: float
    bottom: float


def pair_columns(rows: Sequence[Row], parted: Collection[int], form: Form) -> list[Row]:
    """The rows with each label cell before its value cell; untouched where nothing is side by side.

    ``parted`` has the ids of lines above which running heads were taken out: like a page's end, that
    is no end of a cell.
    """
    if not any(row.line.column for row in rows):
        return list(rows)
    paired: list[Row] = []
    for region in _regions(_placed(rows, parted), form):
        if any(placed.row.line.column == 2 for placed in region):
            paired += _pair(region, form)
        else:
            paired += [placed.row for placed in region]
    return paired


def _placed(rows: Sequence[Row], parted: Collection[int]) -> list[_Placed]:
    step = usual_step(rows)
    placed: list[_Placed] = []
    top = 0.0
    for at, row in enumerate(rows):
        if at:
            down = row.line.box.top - rows[at - 1].line.box.top
            same_row = down == 0 and row.line.page == rows[at - 1].line.page
            known = down > 0 and row.line.page == rows[at - 1].line.page and id(row.line) not in parted
            top += down if known else 0.0 if same_row else step
        placed.append(_Placed(row, top, top + row.line.box.bottom - row.line.box.top))
    return placed


def _regions(rows: Sequence[_Placed], form: Form) -> list[list[_Placed]]:
    """The rows cut where a table begins or ends, and at every heading."""
    regions: list[list[_Placed]] = [[]]
    for placed in rows:
        row = placed.row
        if not row.line.column or (row.line.column == 1 and row.squashed in form.headings):
            regions += [[placed], []]
        else:
            regions[-1].append(placed)
    return [region for region in regions if region]


def _pair(region: Sequence[_Placed], form: Form) -> list[Row]:
    left = [placed for placed in region if placed.row.line.column != 2]
    right = [placed for placed in region if placed.row.line.column == 2]
    cells = _label_cells(left, form)
    values: list[list[Row]] = [[] for _ in cells]
    orphans: list[Row] = []
    for band_cells, band_rows in _bands(cells, right):
        for placed in band_rows:
            at = _owner(cells, band_cells, placed)
            (orphans if at is None else values[at]).append(placed.row)
    paired = orphans
    for cell, value in zip(cells, values, strict=True):
        paired += [placed.row for placed in cell] + value
    return paired


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
        if open_cell and left[at].top - cells[-1][-1].bottom <= blank:
            cells[-1].append(left[at])
        else:
            cells.append([left[at]])
        open_cell = not left[at].row.body.rstrip("*_ ").endswith(":")
        at += 1
    return cells


def _bands(
    cells: Sequence[Sequence[_Placed]], right: Sequence[_Placed]
) -> list[tuple[list[int], list[_Placed]]]:
    """Rows of the table as blanks across both columns part them: label cells and value rows."""
    blank = _blank(right)
    spans: list[tuple[float, float, int | None, _Placed | None]] = [
        (cell[0].top, cell[-1].bottom, at, None) for at, cell in enumerate(cells)
    ]
    spans += [(placed.top, placed.bottom, None, placed) for placed in right]
    bands: list[tuple[list[int], list[_Placed]]] = []
    reach = float("-inf")
    for top, bottom, at, placed in sorted(spans, key=lambda span: span[:2]):
        if top - reach > blank:
            bands.append(([], []))
        if placed is not None:
            bands[-1][1].append(placed)
        if at is not None:
            bands[-1][0].append(at)
        reach = max(reach, bottom)
    return bands


def _blank(column: Sequence[_Placed]) -> float:
    """The least blank between two rows of a table, in a column whose lines mostly stand close."""
    height = min((placed.bottom - placed.top for placed in column), default=0.0)
    blanks = sorted(
        below.top - above.bottom
        for above, below in zip(column, column[1:], strict=False)
        if below.top > above.top
    )
    usual = blanks[len(blanks) // 5] if blanks else 0.0
    return max(0.0, usual) + _BLANK * height


def _owner(cells: Sequence[Sequence[_Placed]], band: Sequence[int], value: _Placed) -> int | None:
    """The label cell of a value row: the band's only one, else the last that begins no lower."""
    if len(band) == 1:
        return band[0]
    middle = (value.top + value.bottom) / 2
    above = [at for at in band or range(len(cells)) if cells[at][0].top <= middle]
    if above:
        return above[-1]
    return band[0] if band else None
