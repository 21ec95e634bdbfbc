"""Pairs labels and values that stand side by side and were read row by row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from crte_extract.sections.labels import Form, exact_hits
from crte_extract.sections.rows import Row

_BLANK = 0.35  # of a row's height: a blank that parts two rows of a table


def pair_columns(rows: Sequence[Row], form: Form) -> list[Row]:
    """The rows with each label cell before its value cell; untouched where nothing is side by side."""
    if not any(row.line.column for row in rows):
        return list(rows)
    paired: list[Row] = []
    for _, page in groupby(rows, key=lambda row: row.line.page):
        for region in _regions(list(page), form):
            paired += _pair(region, form) if any(row.line.column for row in region) else region
    return paired


def _regions(page: Sequence[Row], form: Form) -> list[list[Row]]:
    """The page cut where a heading, or a line as wide as both columns, runs across it."""
    edge = min((row.x0 for row in page if row.line.column), default=float("inf"))
    regions: list[list[Row]] = [[]]
    for row in page:
        across = not row.line.column and (row.line.box.x1 > edge or row.squashed in form.headings)
        if across:
            regions += [[row], []]
        else:
            regions[-1].append(row)
    return [region for region in regions if region]


def _pair(region: Sequence[Row], form: Form) -> list[Row]:
    left = [row for row in region if not row.line.column]
    right = [row for row in region if row.line.column]
    cells = _label_cells(left, form)
    values: list[list[Row]] = [[] for _ in cells]
    orphans: list[Row] = []
    for band_cells, band_rows in _bands(cells, right):
        for row in band_rows:
            at = _owner(cells, band_cells, row)
            (orphans if at is None else values[at]).append(row)
    paired = orphans
    for cell, value in zip(cells, values, strict=True):
        paired += cell + value
    return paired


def _label_cells(left: Sequence[Row], form: Form) -> list[list[Row]]:
    """The left column cut into cells: a known label whole, anything else up to its colon or a gap."""
    hits = {hit.start: hit.end for hit in exact_hits(left, form)}
    cells: list[list[Row]] = []
    open_cell = False
    at = 0
    while at < len(left):
        if at in hits:
            cells.append(list(left[at : hits[at]]))
            at, open_cell = hits[at], False
            continue
        row = left[at]
        if open_cell and not _blank_between(cells[-1][-1], row):
            cells[-1].append(row)
        else:
            cells.append([row])
        open_cell = not row.body.rstrip("*_ ").endswith(":")
        at += 1
    return cells


def _blank_between(above: Row, below: Row) -> bool:
    height = above.line.box.bottom - above.line.box.top
    return below.line.box.top - above.line.box.bottom > _BLANK * height


def _bands(
    cells: Sequence[Sequence[Row]], right: Sequence[Row]
) -> list[tuple[list[int], list[Row]]]:
    """Rows of the table as blanks across both columns part them: label cells and value rows."""
    spans = sorted(
        [(c[0].line.box.top, c[-1].line.box.bottom, at, None) for at, c in enumerate(cells)]
        + [(row.line.box.top, row.line.box.bottom, None, row) for row in right],
        key=lambda span: span[:2],
    )
    bands: list[tuple[list[int], list[Row]]] = []
    reach = float("-inf")
    for top, bottom, at, row in spans:
        if not bands or top - reach > _BLANK * (bottom - top if row else 1.0 * _height(right)):
            bands.append(([], []))
        if row is not None:
            bands[-1][1].append(row)
        if at is not None:
            bands[-1][0].append(at)
        reach = max(reach, bottom)
    return bands


def _height(rows: Sequence[Row]) -> float:
    return min(row.line.box.bottom - row.line.box.top for row in rows)


def _owner(cells: Sequence[Sequence[Row]], band: Sequence[int], row: Row) -> int | None:
    """The label cell of a value row: the band's only one, else the last that begins no lower."""
    if len(band) == 1:
        return band[0]
    top = row.line.box.top + 0.5 * (row.line.box.bottom - row.line.box.top)
    above = [at for at in band or range(len(cells)) if cells[at][0].line.box.top <= top]
    if above:
        return above[-1]
    return band[0] if band else None
