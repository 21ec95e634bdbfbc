"""The passes of the splitter, in their order: each leaves rows that the next one can read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from crte_extract.document import Document, Line
from crte_extract.sections.belief import believed
from crte_extract.sections.blocks import split_sheet
from crte_extract.sections.columns import pair_columns
from crte_extract.sections.furniture import BETWEEN, alone_at_edges, furniture
from crte_extract.sections.glued import unglued
from crte_extract.sections.glyphs import has_rare_letters, shown
from crte_extract.sections.hyphens import unhyphenated
from crte_extract.sections.labels import Form, Hit, can_begin_a_label, exact_hits
from crte_extract.sections.manner import (
    bullets_apart,
    learn_lines,
    learn_page,
    read_lone_dashes,
)
from crte_extract.sections.measuring import measured
from crte_extract.sections.overlaid import set_apart
from crte_extract.sections.rows import Row, make_rows, marked
from crte_extract.sections.sheet import Sheet, Stray
from crte_extract.sections.sides import as_labels_and_values
from crte_extract.sections.structure import sheet_ranges
from crte_extract.sections.titles import without_titles
from crte_extract.text import suspects


def split(document: Document, form: Form) -> list[Sheet]:
    """The sheets of a document, most often one; none where no label of the form is in it.

    What is no text of the body goes first; then values come behind their labels, and labels onto rows of
    their own; what labels are found tell how lines are wrapped, and gaps and full lines tell the rest.
    """
    lines, never_text, laid_once, titles = set_apart(document.lines, form)
    if titles:  # such a heading stands nowhere else: in a table of contents, it is none
        form = form.without_headings(titles.values())
    sheets = [_with_titles(sheet, titles) for sheet in _split(lines, never_text, laid_once, form)]
    text = "\n".join([line.text for line in lines])
    sound = "€" in text and not suspects(text) and not has_rare_letters(text)
    if sound and _is_as_spelled(sheets, form):
        return sheets  # as most often
    if (glyphs := shown(lines, form)) is None:
        return sheets
    again = _split(glyphs.lines, never_text, laid_once, form)
    return [_with_titles(sheet, titles)._replace(unsure=glyphs.unsure) for sheet in again]


def _is_as_spelled(sheets: Sequence[Sheet], form: Form) -> bool:
    """Whether the sheets have all labels, each as it is spelled."""
    usual = form.printed.keys() - {*form.newer}
    return bool(sheets) and all(
        usual <= {block.key for block in sheet.blocks if not block.approximate} for sheet in sheets
    )


def _split(
    lines: Sequence[Line],
    never_text: Mapping[Line, str],
    laid_once: Mapping[Line, str],
    form: Form,
) -> list[Sheet]:
    rows = make_rows(lines)
    if not any(can_begin_a_label(row, form) for row in rows):
        return []
    apart = bullets_apart(rows)
    manner = learn_page(rows, apart, form)
    if manner.mark:
        rows = marked(rows, manner.mark)
    aside = furniture(rows, manner, form) | dict.fromkeys(apart, "bullets_apart")
    alone = alone_at_edges(rows, aside, manner, form)
    body = pair_columns(as_labels_and_values(_without(rows, aside | alone, form), form), form)
    body, hits = unglued(unhyphenated(read_lone_dashes(body), form), form)
    body, hits, titles = without_titles(body, hits, form)
    manner = learn_lines(manner, body, hits)
    body = measured(body, manner)
    hits = _unbroken(body, hits, form)
    hits, manner = believed(body, hits, manner, form)
    if not hits:
        return []
    ranges = list(sheet_ranges(body, hits, form))
    aside_lines = {rows[at].line: aside[at] for at in sorted(aside)}
    heads = _heads_of(ranges, body, {**never_text, **aside_lines, **titles})
    strays = _heads_of(ranges, body, {**laid_once, **{rows[at].line: alone[at] for at in alone}})
    starts = [hit.start for hit in hits]
    sheets: list[Sheet] = []
    for (start, stop), own_heads, own_strays in zip(ranges, heads, strays, strict=True):
        inside = hits[bisect_left(starts, start) : bisect_left(starts, stop)]
        own = _moved(inside, start) if start else inside
        found = split_sheet(body[start:stop], own, own_heads, manner, form)
        sheets.append(_with_strays(found, own_strays) if own_strays else found)
    return sheets


def _with_strays(sheet: Sheet, lines: Mapping[Line, str]) -> Sheet:
    """The sheet with these lines, which are under no label; above the first one they are its letterhead."""
    first = min(_down(line) for block in sheet.blocks for line in block.lines)
    above = [line for line in lines if _down(line) < first]
    strays = [Stray(line.text, (line,)) for line in lines if _down(line) >= first]
    letterhead = sorted([*sheet.letterhead, *above], key=_down)
    return sheet._replace(letterhead=tuple(letterhead), strays=(*sheet.strays, *strays))


def _with_titles(sheet: Sheet, titles: Mapping[Line, str]) -> Sheet:
    """The sheet with the headings that stand left of its labels, the first of each section."""
    if not titles:
        return sheet  # as most often
    found: dict[str, Line] = {}
    for line in sheet.running_heads:
        if line in titles:
            found.setdefault(titles[line], line)
    heads = {line: it for line, it in sheet.running_heads.items() if line not in found.values()}
    return sheet._replace(headings={**found, **sheet.headings}, running_heads=heads)


def _down(line: Line) -> tuple[int, float]:
    """How far down in its document a line stands."""
    return line.page or 0, line.box.top


def _moved(hits: Sequence[Hit], up: int) -> list[Hit]:
    """The labels, by so many rows further up."""
    return [hit._replace(start=hit.start - up, end=hit.end - up) for hit in hits]


def _without(rows: Sequence[Row], aside: Mapping[int, str], form: Form) -> list[Row]:
    """The rows of the body, parted from those above where some were taken out between.

    What stands between the lines parts no label from the row above it: that is a gap, as elsewhere.
    """
    body: list[Row] = []
    for at, row in enumerate(rows):
        if at in aside:
            continue
        if at - 1 in aside:
            parted = aside[at - 1] != BETWEEN or not can_begin_a_label(row, form)
            row = row._replace(parted=parted)
        body.append(row)
    return body


def _unbroken(rows: Sequence[Row], hits: list[Hit], form: Form) -> list[Hit]:
    """The labels on measured rows: none runs over a gap."""
    broken = any(rows[at].gap for hit in hits for at in range(hit.start + 1, hit.end))
    return exact_hits(rows, form) if broken else hits


def _heads_of(
    ranges: Sequence[tuple[int, int]], rows: Sequence[Row], heads: Mapping[Line, str]
) -> list[dict[Line, str]]:
    """The running heads of each sheet: those of its pages."""
    if len(ranges) == 1:  # as most often
        return [dict(heads)]
    firsts = [min(_position(row.line) for row in rows[start:stop]) for start, stop in ranges]
    owned: list[dict[Line, str]] = [{} for _ in ranges]
    for line, rule in heads.items():
        owned[max(0, bisect_right(firsts, _position(line)) - 1)][line] = rule
    return owned


def _position(line: Line) -> tuple[int, int]:
    """Where a line stands in the document: by its page, or by its number where there are none."""
    return (line.page, 0) if line.page is not None else (0, line.number)
