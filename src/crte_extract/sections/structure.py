"""The frame of a document: where its sheets begin, and which rows are section headings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from crte_extract.sections.labels import Form, Hit, without_enumeration
from crte_extract.sections.rows import Row
from crte_extract.text import squash

_BEFORE = re.compile(  # 3 / Chapitre 3. / 12 Chapter 3.
    r"(?:\d{1,3} )?(?:chapitre|chapter|partie|section) (?:\d{1,2}|[ivx]{1,4})[.:]? ?[-–—]? ?"
    r"|\d{1,3} (?!.*\d$)",
    re.I,
)
_BEHIND = re.compile(r" (?:\d{1,3}|[ivx]{1,4})$| ?[(\[]suite[)\]]$| ?[-–—] ?suite$", re.I)


def sheet_ranges(rows: Sequence[Row], hits: Sequence[Hit], form: Form) -> Iterator[tuple[int, int]]:
    """Where each sheet of the document begins and ends, of which ``hits`` are the labels, one or more."""
    first_section = next(iter(form.section_of.values()))
    starts = [0]
    letterhead = {row.squashed for row in rows[: hits[0].start]}
    seen = {hits[0].key: _home(hits[0], form)}
    following = [*(hit.key for hit in hits[2:]), None]
    for (before, hit), after in zip(pairwise(hits), following, strict=False):
        home = _home(hit, form)
        if home == first_section and hit.key in seen:
            heading = _heading_between(rows, before.end, hit.start, form, home)
            later = any(section != first_section for section in seen.values())
            if heading is not None or (after in seen and later):
                starts.append(_letterhead_start(rows, before.end, heading or hit.start, letterhead))
                seen = {}
        seen[hit.key] = home
    yield from zip(starts, [*starts[1:], len(rows)], strict=True)


def _home(hit: Hit, form: Form) -> str:
    """The section of a label of the form."""
    return form.section_of[hit.key or ""]


def _heading_between(
    rows: Sequence[Row], start: int, stop: int, form: Form, section: str
) -> int | None:
    for at in range(start, stop):
        if heading_of(rows[at], form) == section:
            return at
    return None


def _letterhead_start(rows: Sequence[Row], low: int, heading: int, known: Collection[str]) -> int:
    """The row with which the letterhead above a later sheet's first heading begins.

    It starts no higher than its page, and no higher than ``known`` words, those above the first label.
    """
    page = rows[heading].line.page
    at = heading
    while at > low:
        above = rows[at - 1]
        same_page = above.line.page == page and rows[low].line.page != page
        if not (same_page or above.squashed in known):
            break
        at -= 1
    return at


def heading_of(row: Row, form: Form) -> str | None:
    """The section whose heading a row is: alone, numbered, as a chapter's, with a number or ``(suite)``."""
    words = row.squashed
    if (
        row.bullet
        or row.line.filled
        or not (words.endswith(form.titles) or words.startswith(form.titles))
    ):
        return None  # as most rows
    if words in form.headings:
        return form.headings[words]
    bare = _BEFORE.sub("", without_enumeration(row.body), count=1)
    return form.headings.get(squash(_BEHIND.sub("", bare)))


def find_headings(rows: Sequence[Row], hits: Sequence[Hit], form: Form) -> dict[int, str]:
    """The rows that are section headings: each the last before the first label of its section.

    It stands below the label before that one; where no label of its section is anywhere, it is the last.
    """
    candidates: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        if (section := heading_of(row, form)) is not None:
            candidates.setdefault(section, []).append(at)
    firsts: dict[str, tuple[int, int]] = {}
    end = 0
    for hit in hits:
        firsts.setdefault(_home(hit, form), (end, hit.start))
        end = hit.end
    found: dict[int, str] = {}
    for section, places in candidates.items():
        low, high = firsts.get(section, (0, len(rows)))
        leading = [at for at in places if low <= at < high]
        if leading:
            found[leading[-1]] = section
    return found


def one_each(
    rows: Sequence[Row], hits: Sequence[Hit], headings: Mapping[int, str], form: Form
) -> list[Hit]:
    """The hits, less those that repeat a label outside its own section: words of a list, not labels."""
    home: set[str | None] = set()
    placed: list[tuple[Hit, bool]] = []
    marks = sorted(headings)
    for hit in hits:
        above = bisect_left(marks, hit.start)
        section = headings[marks[above - 1]] if above else None
        at_home = section == _home(hit, form)
        placed.append((hit, at_home))
        if at_home:
            home.add(hit.key)
    return [hit for hit, at_home in placed if at_home or hit.key not in home]
