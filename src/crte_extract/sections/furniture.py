"""Sets running heads, footers and page numbers apart from the body of the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from crte_extract.sections.rows import Row

_EDGE = 8  # rows at the top or bottom of a page that may be furniture
_PAGE_WORD = re.compile(
    r"(?:page|p\.?|folio)\s*:?\s*(\d{1,3})(?:\s*(?:/|sur|de|of)\s*\d{1,3})?", re.I
)
_PAGE_OF = re.compile(r"(\d{1,3})\s*(?:/|sur)\s*(\d{1,3})")
_PAGE_IN = re.compile(r"\bpage \d{1,3}(?: ?(?:/|sur) ?\d{1,3})?$|^page \d{1,3}\b", re.I)
_DASHED = re.compile(r"[-–—]\s*(\d{1,3})\s*[-–—]")
_BARE = re.compile(r"(\d{1,3})")
_DIGITS = re.compile(r"\d+")
_WORDS = 3  # letters: with fewer, rows that differ in their numbers are different
_ANSWERS = ("oui", "non", "none", "nan", "")
_GAP = 1.3  # of the usual step: what parts furniture from the body


def furniture(rows: Sequence[Row], labelled: Collection[int], step: float) -> set[int]:
    """The places of the rows that are running heads, footers or page numbers.

    ``labelled`` are the places of rows that may carry a known label: never furniture, nor is a
    bullet, nor what stands close under a colon, which is a value.
    """
    if not rows:
        return set()
    kept = set(labelled) | {
        at for at in range(1, len(rows)) if _is_value(rows[at - 1], rows[at], step)
    }
    if rows[-1].line.page is None:
        return _in_unpaged_text(rows, kept)
    by_page = [
        [at for at, _ in group]
        for _, group in groupby(enumerate(rows), key=lambda pair: pair[1].line.page)
    ]
    edges = [edge for page in by_page for edge in _edges(rows, page, kept)]
    seen_on = Counter(
        key
        for page in by_page
        for key in {
            k for edge in _edges(rows, page, kept) for at in edge.rows for k in _keys(rows[at])
        }
    )
    repeated = {
        at for edge in edges for at in edge.rows if _repeats(rows[at], seen_on, len(by_page))
    } | _bare_numbers(rows, edges)
    often = {at for at in repeated if 2 * seen_on[_masked(rows[at])] >= max(5, len(by_page))}
    return {at for edge in edges for at in _furniture_at(rows, edge, repeated, often, step)}


class _Edge(NamedTuple):
    """The outermost rows of a page from its top down, or its bottom up, and the first beyond them."""

    rows: list[int]
    body: int | None


def _is_value(above: Row, row: Row, step: float) -> bool:
    """Whether a row stands close under a colon, as a value under its label does."""
    down = row.line.box.top - above.line.box.top
    return (
        above.line.text.rstrip("*_ ").endswith(":")
        and above.line.page == row.line.page
        and 0 < down <= 1.6 * step
        and not is_page_number(row.line.text)
    )


def is_page_number(text: str) -> bool:
    """Whether the text is a page number in a form that is nothing else.

    >>> [is_page_number(t) for t in ("Page 2/4", "- 2 -", "p. 3", "2 / 4", "43")]
    [True, True, True, True, False]
    """
    patterns = (_PAGE_WORD, _PAGE_OF, _DASHED)
    return len(text) <= 20 and any(p.fullmatch(text) for p in patterns)


def _edges(rows: Sequence[Row], page: Sequence[int], kept: Collection[int]) -> list[_Edge]:
    down = sorted(page, key=lambda at: rows[at].line.box.top)
    return [_until_body(rows, down, kept), _until_body(rows, down[::-1], kept)]


def _until_body(rows: Sequence[Row], order: Iterable[int], kept: Collection[int]) -> _Edge:
    edge: list[int] = []
    for at in order:
        row = rows[at]
        bullet = row.bullet and not is_page_number(row.line.text)
        if len(edge) == _EDGE or at in kept or bullet:
            return _Edge(edge, at)
        edge.append(at)
    return _Edge(edge, None)


def _keys(row: Row) -> tuple[str, str]:
    """What repeats of a row: its very words, or all but its numbers."""
    return row.line.text, _masked(row)


def _masked(row: Row) -> str:
    """The row's letters, each of its numbers as one mark."""
    return _DIGITS.sub("#", row.squashed)


def _repeats(row: Row, seen_on: Counter[str], pages: int) -> bool:
    """Whether the row stands on other pages too, but for its numbers if it has words enough."""
    if row.squashed in _ANSWERS:
        return False
    words = sum(1 for c in row.squashed if c.isalpha())
    if words >= _WORDS and seen_on[_masked(row)] >= 2:
        return True
    count = seen_on[row.line.text]
    return count >= 2 and (len(row.line.text) >= 6 or count >= max(2, pages - 1))


def _furniture_at(
    rows: Sequence[Row],
    edge: _Edge,
    repeated: Collection[int],
    often: Collection[int],
    step: float,
) -> list[int]:
    """The outermost rows that repeat or count the pages, where something parts them from the body.

    Those that repeat ``often``, on three pages and half of all, need nothing to part them.
    """
    run: list[int] = []
    certain = 0
    for at in edge.rows:
        counts = is_page_number(rows[at].line.text)
        if not counts and at not in repeated:
            break
        run.append(at)
        if counts or at in often or _BARE.fullmatch(rows[at].line.text):
            certain = len(run)
    body = edge.rows[len(run)] if len(run) < len(edge.rows) else edge.body
    if run and body is not None:
        apart = abs(rows[body].line.box.top - rows[run[-1]].line.box.top)
        return run if apart > _GAP * step else run[:certain]
    return run


def _bare_numbers(rows: Sequence[Row], edges: Iterable[_Edge]) -> set[int]:
    """Outermost numbers that count the pages: as far from the page's own number on two pages.

    One page's number is believed where it is the page's own and a blank parts it from the rest.
    """
    offsets: dict[int, set[int]] = {}
    for edge in edges:
        for at in edge.rows:
            row = rows[at]
            height = row.line.box.bottom - row.line.box.top
            if abs(row.line.box.top - rows[edge.rows[0]].line.box.top) > height:
                break
            if _BARE.fullmatch(row.line.text) and row.line.page is not None:
                offsets.setdefault(int(row.line.text) - row.line.page, set()).add(at)
    return {
        at
        for offset, places in offsets.items()
        for at in places
        if len(places) >= 2 or (offset == 0 and _stands_apart(rows, at))
    }


def _stands_apart(rows: Sequence[Row], at: int) -> bool:
    """Whether more than a line's height is blank above and below a row of its page."""
    row = rows[at]
    height = row.line.box.bottom - row.line.box.top
    return all(
        abs(other.line.box.top - row.line.box.top) > 1.9 * height
        for other in rows[max(0, at - 1) : at + 2]
        if other is not row and other.line.page == row.line.page
    )


def _in_unpaged_text(rows: Sequence[Row], labelled: Collection[int]) -> set[int]:
    """Page numbers in a text that has lost its page ends, and the heads that repeat beside them."""
    found = {
        at
        for at, row in enumerate(rows)
        if at not in labelled and len(row.line.text) <= 20 and _PAGE_WORD.fullmatch(row.line.text)
    }
    found |= _repeated_letterhead(rows, labelled) | _counted_heads(rows, labelled)
    found |= _counting(rows, _DASHED) | _counting(rows, _PAGE_OF) | _counting(rows, _BARE)
    beside = Counter(
        _masked(rows[near]) for at in found for near in (at - 1, at + 1) if _in(rows, near)
    )
    for at in sorted(found):
        for by in (-1, 1):
            near = at + by
            if (
                _in(rows, near)
                and near not in labelled
                and not rows[near].bullet
                and len(rows[near].squashed) > 4
                and beside[_masked(rows[near])] >= max(2, len(found) - 1)
                and _in(rows, near + by)
                and abs(rows[near + by].line.box.top - rows[near].line.box.top) > 1.5
            ):
                found.add(near)
    return found


def _counted_heads(rows: Sequence[Row], labelled: Collection[int]) -> set[int]:
    """Rows that repeat but for the number of the page in them."""
    places: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        if at not in labelled and not row.bullet and _PAGE_IN.search(row.line.text):
            places.setdefault(_masked(row), []).append(at)
    return {at for found in places.values() if len(found) > 1 for at in found}


def _repeated_letterhead(rows: Sequence[Row], labelled: Collection[int]) -> set[int]:
    """Rows that stand above the first label, and again below it."""
    first = min(labelled, default=0)
    letterhead = {_masked(row) for row in rows[:first] if len(row.squashed) > 4 and not row.bullet}
    return {
        at
        for at, row in enumerate(rows)
        if at > first and at not in labelled and not row.bullet and _masked(row) in letterhead
    }


def _in(rows: Sequence[Row], at: int) -> bool:
    return 0 <= at < len(rows)


def _counting(rows: Sequence[Row], pattern: re.Pattern[str]) -> set[int]:
    """Rows of a form that count up one by one from 1 or 2.

    A bare number may be a value: it counts only with a blank above and not beside a label.
    """
    chain: list[int] = []
    expected: tuple[int, ...] = (1, 2)
    for at, row in enumerate(rows):
        text = row.line.text
        found = pattern.fullmatch(text) if len(text) <= 12 else None
        if not found or int(found.group(1)) not in expected or row.line.column == 2:
            continue
        if pattern is _BARE and at and row.line.box.top - rows[at - 1].line.box.top < 2:
            continue
        chain.append(at)
        expected = (int(found.group(1)) + 1,)
    return set(chain) if len(chain) > 1 else set()
