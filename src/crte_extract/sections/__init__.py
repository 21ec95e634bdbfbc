"""Lines to labelled blocks: the only place that knows how a sheet is printed.

What a heading, a label, a bullet and a wrapped line look like is told by ``rows`` (shape),
``labels`` (words), ``columns`` (side by side), ``furniture`` (running heads) and ``unknown``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from crte_extract.document import Document, Line
from crte_extract.sections.columns import pair_columns
from crte_extract.sections.furniture import furniture
from crte_extract.sections.items import group_items
from crte_extract.sections.labels import (
    Form,
    Hit,
    begins_label,
    exact_hits,
    misspelled_hit,
    unglued,
    without_enumeration,
)
from crte_extract.sections.rows import (
    Row,
    bare_bullets,
    make_row,
    measure,
    read_lone_dashes,
    usual_step,
)
from crte_extract.sections.sheet import Block, Fate, Item, Sheet, Stray
from crte_extract.sections.unknown import learn_habits, unknown_hit
from crte_extract.text import is_broken, squash, vocabulary

__all__ = ["Block", "Fate", "Form", "Item", "Sheet", "Stray", "split"]


def split(document: Document, form: Form) -> list[Sheet]:
    """The sheets of a document, most often one; none where no label of the form is in it."""
    rows = [make_row(line) for line in document.lines]
    bare = bare_bullets(rows)
    step = usual_step(rows)
    labelled = {at for at, row in enumerate(rows) if begins_label(row, form)}
    aside = furniture(rows, labelled, step) | bare
    body = [row for at, row in enumerate(rows) if at not in aside]
    parted = {id(row.line) for at, row in enumerate(rows) if at - 1 in aside}
    body = pair_columns(body, parted, form)
    body, hits = unglued(body if bare else read_lone_dashes(body), form)
    body, hits = _measured(body, parted, hits, form, step)
    hits = _believed(body, hits, form)
    sheets: list[Sheet] = []
    for start, stop in _sheet_ranges(body, hits, form):
        own = [h._replace(start=h.start - start, end=h.end - start) for h in hits if start <= h.start < stop]
        sheets.append(_split_sheet(body[start:stop], own, form, marked=not bare))
    return _with_running_heads(sheets, [rows[at].line for at in sorted(aside)])


def _measured(
    body: Sequence[Row], parted: Collection[int], hits: list[Hit], form: Form, step: float
) -> tuple[list[Row], list[Hit]]:
    """The rows with their measures, and the labels on them: none runs over a gap."""
    wrapped = [at for hit in hits for at in range(hit.start + 1, hit.end)]
    measured = measure(body, parted, wrapped, step)
    if any(measured[at].gap for at in wrapped):
        hits = exact_hits(measured, form)
    return measured, hits


def _with_running_heads(sheets: Sequence[Sheet], heads: Sequence[Line]) -> list[Sheet]:
    """The sheets, each with the running heads of its pages."""
    if len(sheets) == 1:
        return [replace(sheets[0], running_heads=tuple(heads))]
    firsts = [_position(sheet.ledger()[0][0]) for sheet in sheets]
    owners = [max(0, bisect_right(firsts, _position(head)) - 1) for head in heads]
    return [
        replace(sheet, running_heads=tuple(h for h, owner in zip(heads, owners, strict=True) if owner == at))
        for at, sheet in enumerate(sheets)
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


_FEW = 4  # labels; a sheet that shows no more of them in the usual place is printed another way
_LARGE = 5000  # rows; beyond it a text is searched for labels as spelled only


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


def _sheet_ranges(rows: Sequence[Row], hits: Sequence[Hit], form: Form) -> Iterator[tuple[int, int]]:
    """Where each sheet of the document begins and ends."""
    if not hits:
        return
    sections = list(dict.fromkeys(form.section_of.values()))
    starts = [0]
    seen: set[str | None] = set()
    for before, hit, after in zip([None, *hits], hits, [*hits[1:], None], strict=False):
        first_section = form.section_of.get(hit.key or "") == sections[0]
        if before and first_section and hit.key in seen:
            heading = _heading_between(rows, before.end, hit.start, form, sections[0])
            if heading is not None or (after and after.key in seen and _later(seen, form, sections)):
                starts.append(_letterhead_start(rows, before.end, heading or hit.start, starts[0], form))
                seen = set()
        seen.add(hit.key)
    yield from zip(starts, [*starts[1:], len(rows)], strict=True)


def _later(seen: Collection[str | None], form: Form, sections: Sequence[str]) -> bool:
    return any(key and form.section_of[key] != sections[0] for key in seen)


def _heading_between(
    rows: Sequence[Row], start: int, stop: int, form: Form, section: str
) -> int | None:
    for at in range(start, stop):
        if not rows[at].bullet and _heading(rows[at], form) == section:
            return at
    return None


def _letterhead_start(rows: Sequence[Row], low: int, heading: int, first: int, form: Form) -> int:
    """The row with which the letterhead above a later sheet's first heading begins.

    It starts no higher than its page, and no higher than lines that the first letterhead has too.
    """
    known = set()
    for row in rows[first:]:
        if _heading(row, form):
            break
        known.add(row.squashed)
    page = rows[heading].line.page
    at = heading
    while at > low:
        above = rows[at - 1]
        same_page = page is not None and above.line.page == page and rows[low].line.page != page
        if not (same_page or above.squashed in known):
            break
        at -= 1
    return at


def _heading(row: Row, form: Form) -> str | None:
    """The section whose heading a row is, numbered or not."""
    if row.bullet or len(row.squashed) > 60:
        return None
    if row.squashed in form.headings:
        return form.headings[row.squashed]
    bare = without_enumeration(row.body)
    return form.headings.get(squash(bare)) if bare != row.body else None


def _headings(rows: Sequence[Row], hits: Sequence[Hit], form: Form) -> dict[int, str]:
    """The rows that are section headings: each the last before the first label of its section.

    One with no label of its section anywhere is believed.
    """
    inside = {at for hit in hits for at in range(hit.start, hit.end)}
    candidates: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        if at not in inside and (section := _heading(row, form)) is not None:
            candidates.setdefault(section, []).append(at)
    found: dict[int, str] = {}
    for section, places in candidates.items():
        own = [at for at, hit in enumerate(hits) if hit.key and form.section_of[hit.key] == section]
        before = hits[own[0] - 1].end if own and own[0] else 0
        after = hits[own[0]].start if own else len(rows)
        leading = [at for at in places if before <= at < after]
        if leading:
            found[leading[-1]] = section
        elif not own:
            found[places[0]] = section
    return found


def _one_each(rows: Sequence[Row], hits: Sequence[Hit], headings: Mapping[int, str], form: Form) -> list[Hit]:
    """The hits, less those that repeat a label outside its own section: words of a list, not labels."""
    home: set[str | None] = set()
    placed: list[tuple[Hit, bool]] = []
    marks = sorted(headings)
    for hit in hits:
        section = next((headings[at] for at in reversed(marks) if at < hit.start), None)
        at_home = section is None or section == form.section_of[hit.key or ""]
        placed.append((hit, at_home))
        if at_home:
            home.add(hit.key)
    return [hit for hit, at_home in placed if at_home or hit.key not in home]


def _split_sheet(rows: Sequence[Row], hits: Sequence[Hit], form: Form, marked: bool) -> Sheet:
    headings = _headings(rows, hits, form)
    hits = _one_each(rows, hits, headings, form)
    headings = _headings(rows, hits, form)
    first = min([*headings, *(hit.start for hit in hits)])
    hits = sorted([*hits, *_further_hits(rows, first, hits, headings, form, marked)], key=lambda h: h.start)
    words = vocabulary_of(rows)
    blocks: list[Block] = []
    strays: list[Stray] = []
    starts = {hit.start: hit for hit in hits}
    ends = sorted([*starts, *headings, len(rows)])
    section: str | None = None
    at = first
    while at < len(rows):
        stop = next(end for end in ends if end > at)
        if at in starts:
            hit = starts[at]
            section = form.section_of[hit.key] if hit.key else section
            block, loose = _block(rows, hit, stop, section, words, marked)
            blocks.append(block)
            strays += loose
        else:
            section = headings.get(at, section)
            strays += _paragraphs(rows[at + (at in headings) : stop], words)
        at = stop
    return Sheet(
        letterhead=tuple(row.line for row in rows[:first]),
        running_heads=(),
        headings={section: rows[at].line for at, section in headings.items()},
        blocks=tuple(blocks),
        strays=tuple(strays),
    )


def _block(
    rows: Sequence[Row], hit: Hit, stop: int, section: str | None, words: Collection[str], marked: bool
) -> tuple[Block, tuple[Stray, ...]]:
    items, strays = group_items(hit.inline, rows[hit.end - 1], rows[hit.end : stop], words, marked)
    lines = tuple(row.line for row in rows[hit.start : hit.end])
    return Block(section, hit.key, hit.label, lines, items, hit.approximate), strays


def _paragraphs(rows: Sequence[Row], words: Collection[str]) -> Iterable[Stray]:
    """Rows under a heading and before its first label, a paragraph at a time."""
    if not rows:
        return ()
    items, strays = group_items("", rows[0], rows, words)
    return [Stray(item.text, item.lines) for item in items] + list(strays)


def _further_hits(
    rows: Sequence[Row], first: int, hits: Sequence[Hit], headings: Collection[int], form: Form, marked: bool
) -> list[Hit]:
    """Labels that are misspelled, and labels that the form doesn't have."""
    habits = learn_habits(rows, hits, headings, marked)
    missing = {form.labels[label]: label for label in form.labels}
    for hit in hits:
        missing.pop(hit.key or "", None)
    taken = {at for hit in hits for at in range(hit.start, hit.end)} | set(headings)
    stops = sorted({hit.start for hit in hits} | set(headings) | {len(rows)})
    awaiting = {hit.end for hit in hits if not hit.inline}
    found: list[Hit] = []
    at = first
    while at < len(rows):
        hit = None
        if at not in taken and not rows[at].bullet:
            stop = stops[bisect_right(stops, at)]
            if missing and len(rows) <= _LARGE:
                hit = misspelled_hit(rows, at, stop, {key: form.printed[key] for key in missing})
            hit = hit or unknown_hit(rows, at, stop, habits, awaited=at in awaiting)
        if hit is not None:
            found.append(hit)
            missing.pop(hit.key or "", None)
        at = hit.end if hit else at + 1
    return found


def vocabulary_of(rows: Sequence[Row]) -> Collection[str]:
    """The sheet's words, where a line ends in a hyphen that may not have been typed; else none."""
    if any(is_broken(row.body) for row in rows):
        return vocabulary(row.body for row in rows)
    return ()
