"""The rows of one sheet, cut into labelled blocks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence

from crte_extract.document import Line
from crte_extract.sections.items import group_items
from crte_extract.sections.labels import Form, Hit
from crte_extract.sections.manner import Manner, learn_labels
from crte_extract.sections.misspelled import Wanted, misspelled_hit
from crte_extract.sections.narrow import in_own_column
from crte_extract.sections.numbering import numbered
from crte_extract.sections.rows import Row
from crte_extract.sections.sheet import Block, Guess, Sheet, Stray
from crte_extract.sections.structure import find_headings, heading_of, one_each
from crte_extract.sections.unknown import unknown_hit
from crte_extract.text import squash

_LARGE = 2000  # rows of a sheet: a larger one is searched for labels as spelled only


def split_sheet(
    rows: Sequence[Row], hits: Sequence[Hit], heads: Mapping[Line, str], manner: Manner, form: Form
) -> Sheet:
    """The sheet in the rows, of which ``hits`` are the labels, and whose running heads are ``heads``."""
    headings = find_headings(rows, hits, form)
    every, hits = hits, one_each(rows, hits, headings, form)
    if len(hits) < len(every):
        headings = find_headings(rows, hits, form)
    first = _first(rows, hits, headings, manner, form)
    rows = numbered(rows, hits, headings)
    manner = learn_labels(manner, rows, hits, headings)
    hits = sorted([*hits, *_further_hits(rows, first, hits, headings, manner, form)])
    rows = in_own_column(rows, hits, headings, manner)
    blocks, strays = _blocks(rows, first, hits, headings, manner, form)
    return Sheet(
        letterhead=tuple(row.line for row in rows[:first]),
        running_heads=heads,
        headings={section: rows[at].line for at, section in headings.items()},
        blocks=blocks,
        strays=strays,
        rows=tuple(rows),
        manner=manner,
    )


def _first(
    rows: Sequence[Row],
    hits: Sequence[Hit],
    headings: Mapping[int, str],
    manner: Manner,
    form: Form,
) -> int:
    """The first row below the letterhead: a heading, or a label, which may be one that isn't known."""
    first = min([*headings, *(hit.start for hit in hits)])
    if first in headings:
        return first
    manner = learn_labels(manner, rows, hits, headings)
    above = _further_hits(rows[:first], 0, [], {}, manner, form)
    return min([first, *(hit.start for hit in above if hit.colon or hit.key)])


def _blocks(
    rows: Sequence[Row],
    first: int,
    hits: Sequence[Hit],
    headings: Mapping[int, str],
    manner: Manner,
    form: Form,
) -> tuple[tuple[Block, ...], tuple[Stray, ...]]:
    """What stands under each label, and what stands under a heading and no label."""
    blocks: list[Block] = []
    strays: list[Stray] = []
    starts = {hit.start: hit for hit in hits}
    ends = sorted([*starts, *headings, len(rows)])
    section: str | None = None
    at = first
    while at < len(rows):
        stop = ends[bisect_right(ends, at)]
        if at in starts:
            hit = starts[at]
            section = form.section_of[hit.key] if hit.key else section
            block = _block(rows, hit, stop, section, manner)
            blocks.append(_with_doubtful_titles(block, rows[hit.end : stop], form))
        else:
            section = headings.get(at, section)
            strays += _paragraphs(rows[at + (at in headings) : stop], section, manner)
        at = stop
    return tuple(blocks), tuple(strays)


def _block(
    rows: Sequence[Row],
    hit: Hit,
    stop: int,
    section: str | None,
    manner: Manner,
) -> Block:
    last, below = rows[hit.end - 1], rows[hit.end : stop]
    items, guesses = group_items(hit.inline, last, below, manner)
    lines = tuple([row.line for row in rows[hit.start : hit.end]])
    broken = tuple([(row.line, row.otherwise) for row in (last, *below) if row.otherwise])
    return Block(
        section, hit.key, hit.label, lines, items, hit.approximate, guesses, hit.rule, broken
    )


def _with_doubtful_titles(block: Block, rows: Sequence[Row], form: Form) -> Block:
    """The block with items as guesses that end it, or a page, with a heading on a row of its own."""
    titles = {
        row.line
        for row, below in zip(rows, [*rows[1:], None], strict=False)
        if (below is None or below.line.page != row.line.page) and heading_of(row, form)
    }
    if not titles:
        return block  # as nearly all
    items = tuple(
        item
        for item in block.items
        if item.lines[-1] in titles and not (item.bulleted and squash(item.text) in form.headings)
    )
    guess = Guess("est-ce un élément, ou le titre d'une rubrique ?", items)
    return block._replace(guesses=(*block.guesses, guess)) if items else block


def _paragraphs(rows: Sequence[Row], section: str | None, manner: Manner) -> Iterable[Stray]:
    """Rows under a heading and before its first label, a paragraph at a time."""
    if not rows:
        return ()
    items, _ = group_items("", rows[0], rows, manner)
    return [Stray(item.text, item.lines, section) for item in items]


def _further_hits(
    rows: Sequence[Row],
    first: int,
    hits: Sequence[Hit],
    headings: Collection[int],
    manner: Manner,
    form: Form,
) -> list[Hit]:
    """Labels that are misspelled, and labels that the form doesn't have."""
    present = {hit.key for hit in hits}
    missing = Wanted({key: label for key, label in form.printed.items() if key not in present})
    taken = {at for hit in hits for at in range(hit.start, hit.end)} | set(headings)
    stops = sorted({hit.start for hit in hits} | set(headings) | {len(rows)})
    awaiting = {hit.end for hit in hits if not hit.inline}
    found: list[Hit] = []
    end = first
    free = [at for at, row in enumerate(rows) if not (row.bullet or row.line.filled)]
    for at in [at for at in free if at not in taken]:
        if at < end:
            continue
        stop = stops[bisect_right(stops, at)]
        found_here: Hit | None = None
        if missing and len(rows) <= _LARGE:
            found_here = misspelled_hit(rows, at, stop, missing)
        found_here = found_here or unknown_hit(rows, at, stop, manner, awaited=at in awaiting)
        if found_here is not None:
            found.append(found_here)
            missing.found(found_here.key)
            end = found_here.end
    return found
