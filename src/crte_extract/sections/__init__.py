"""Lines to labelled blocks: the only place that knows how a sheet is printed.

What a heading, a label, a bullet and a wrapped line look like is told by ``rows`` (shape),
``labels`` (words), ``misspelled``, ``glued`` (two labels on a row), ``columns`` (side by side),
``furniture`` (running heads) and ``unknown``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import replace

from crte_extract.document import Document, Line
from crte_extract.sections.blocks import split_sheet
from crte_extract.sections.columns import pair_columns
from crte_extract.sections.furniture import furniture
from crte_extract.sections.glued import unglued
from crte_extract.sections.labels import (
    HEAD,
    Form,
    Hit,
    begins_label,
    can_begin_a_label,
    exact_hits,
)
from crte_extract.sections.rows import (
    Row,
    bare_bullets,
    make_rows,
    measure,
    read_lone_dashes,
    usual_step,
)
from crte_extract.sections.sheet import Block, Fate, Item, Sheet, Stray
from crte_extract.sections.structure import sheet_ranges

__all__ = ["Block", "Fate", "Form", "Item", "Sheet", "Stray", "split"]


def split(document: Document, form: Form) -> list[Sheet]:
    """The sheets of a document, most often one; none where no label of the form is in it."""
    rows = make_rows(document.lines)
    if not any(can_begin_a_label(row, form) for row in rows):
        return []
    bare = bare_bullets(rows)
    step = usual_step(rows)
    labelled = {
        at
        for at, row in enumerate(rows)
        if row.squashed in form.headings
        or (row.squashed[:HEAD] in form.heads and begins_label(row, form))
    }
    aside = furniture(rows, labelled, step) | bare
    body = [row for at, row in enumerate(rows) if at not in aside]
    parted = {id(row.line) for at, row in enumerate(rows) if at - 1 in aside}
    body = pair_columns(body, parted, form)
    body, hits = unglued(body if bare else read_lone_dashes(body), form)
    body, hits = _measured(body, parted, hits, form, step)
    hits = _believed(body, hits, form)
    sheets: list[Sheet] = []
    starts = [hit.start for hit in hits]
    for start, stop in sheet_ranges(body, hits, form):
        inside = hits[bisect_left(starts, start) : bisect_left(starts, stop)]
        own = [h._replace(start=h.start - start, end=h.end - start) for h in inside]
        sheets.append(split_sheet(body[start:stop], own, form, marked=not bare))
    return _with_running_heads(sheets, [rows[at].line for at in sorted(aside)])


def _measured(
    body: Sequence[Row], parted: Collection[int], hits: list[Hit], form: Form, step: float
) -> tuple[list[Row], list[Hit]]:
    """The rows with their measures, and the labels on them: none runs over a gap."""
    wrapped = [at for hit in hits for at in range(hit.start + 1, hit.end)]
    is_text = bool(body) and body[0].line.box.bottom - body[0].line.box.top == 1
    unwrapped = is_text and not wrapped and any(len(hit.label) > _LONG_LABEL for hit in hits)
    measured = measure(body, parted, wrapped, step, unwrapped=unwrapped)
    if any(measured[at].gap for at in wrapped):
        hits = exact_hits(measured, form)
    return measured, hits


def _with_running_heads(sheets: Sequence[Sheet], heads: Sequence[Line]) -> list[Sheet]:
    """The sheets, each with the running heads of its pages."""
    if len(sheets) == 1:
        return [replace(sheets[0], running_heads=tuple(heads))]
    firsts = [_position(sheet.ledger()[0][0]) for sheet in sheets]
    owned: list[list[Line]] = [[] for _ in sheets]
    for head in heads if sheets else ():
        owned[max(0, bisect_right(firsts, _position(head)) - 1)].append(head)
    return [
        replace(sheet, running_heads=tuple(own)) for sheet, own in zip(sheets, owned, strict=True)
    ]


def _position(line: Line) -> tuple[int, int]:
    """Where a line stands in the document: by its page, or by its number where there are none."""
    return (line.page, 0) if line.page is not None else (0, line.number)


def _believed(rows: Sequence[Row], hits: Sequence[Hit], form: Form) -> list[Hit]:
    """The labels of the form, less the words that only look like them.

    A label needs its colon, or its rows for itself; a sheet that prints no colons (a table) is
    known by most of its labels lacking one. Labels behind bullets count only where nearly all are.
    """
    if len(hits) < _FEW:
        bulleted = exact_hits(rows, form, bulleted=True)
        hits = bulleted if len(bulleted) > _FEW + len(hits) else hits
    sure = [hit for hit in hits if hit.colon]
    colons = 2 * len(sure) >= len(hits)
    margins = sorted(rows[hit.start].x0 for hit in sure or hits)
    margin = margins[len(margins) // 2] if margins else 0.0
    return [
        hit
        for hit in hits
        if (hit.colon or hit.alone or not colons) and not _in_bullet(rows, hit.start, margin)
    ]


_LONG_LABEL = 130  # characters; a sheet that has such a label on one line wraps none
_FEW = 4  # labels; a sheet that shows no more of them in the usual place is printed another way


def _in_bullet(rows: Sequence[Row], at: int, margin: float) -> bool:
    """Whether a row is the wrapped rest of a bullet: no gap above, indented as a bullet's text is."""
    row = rows[at]
    height = row.line.box.bottom - row.line.box.top
    if not at or row.gap or row.bullet or row.x0 <= margin + max(1.0, 0.5 * height):
        return False
    above = at - 1
    while above > 0 and not rows[above].bullet and not rows[above].gap and at - above < 6:
        above -= 1
    return bool(rows[above].bullet) and rows[above].x0 < row.x0
