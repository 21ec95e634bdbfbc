"""The frame of a document: where its sheets begin, and which rows are section headings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from crte_extract.sections.labels import Form, Hit, without_enumeration
from crte_extract.sections.rows import Row
from crte_extract.text import squash

_LONGEST_HEADING = 60  # letters, its number among them


def sheet_ranges(rows: Sequence[Row], hits: Sequence[Hit], form: Form) -> Iterator[tuple[int, int]]:
    """Where each sheet of the document begins and ends."""
    if not hits:
        return
    sections = list(dict.fromkeys(form.section_of.values()))
    starts = [0]
    letterhead = _letterhead_words(rows, form)
    seen: set[str | None] = set()
    for before, hit, after in zip([None, *hits], hits, [*hits[1:], None], strict=False):
        first_section = form.section_of.get(hit.key or "") == sections[0]
        if before and first_section and hit.key in seen:
            heading = _heading_between(rows, before.end, hit.start, form, sections[0])
            if heading is not None or (
                after and after.key in seen and _later(seen, form, sections)
            ):
                starts.append(_letterhead_start(rows, before.end, heading or hit.start, letterhead))
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


def _letterhead_words(rows: Sequence[Row], form: Form) -> set[str]:
    """The rows above the first heading, squashed."""
    words: set[str] = set()
    for row in rows:
        if _heading(row, form):
            break
        words.add(row.squashed)
    return words


def _letterhead_start(rows: Sequence[Row], low: int, heading: int, known: Collection[str]) -> int:
    """The row with which the letterhead above a later sheet's first heading begins.

    It starts no higher than its page, and no higher than ``known`` words of the first letterhead.
    """
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
    if row.bullet or len(row.squashed) > _LONGEST_HEADING:
        return None
    if row.squashed in form.headings:
        return form.headings[row.squashed]
    bare = without_enumeration(row.body)
    return form.headings.get(squash(bare)) if bare != row.body else None


def find_headings(rows: Sequence[Row], hits: Sequence[Hit], form: Form) -> dict[int, str]:
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


def one_each(
    rows: Sequence[Row], hits: Sequence[Hit], headings: Mapping[int, str], form: Form
) -> list[Hit]:
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
