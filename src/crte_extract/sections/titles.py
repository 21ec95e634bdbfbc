"""Headings over several rows, and headings that are printed again: neither is a value."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crte_extract.counting import mark_of
from crte_extract.document import Line
from crte_extract.sections.labels import Form, Hit
from crte_extract.sections.rows import Row
from crte_extract.sections.structure import heading_of
from crte_extract.text import join_lines

_MOST_ROWS = 4  # of a heading in a narrow cell
_BLANK = 1.5  # of a row's height
_LEFT = 1.0  # points, or characters of a text: what stands out by more is left of the labels


class Titled(NamedTuple):
    """The rows of the body with the labels on them; the lines of headings that are none of it."""

    rows: list[Row]
    hits: list[Hit]
    aside: dict[Line, str]


class _Title(NamedTuple):
    """A heading, on the rows from ``start`` to ``end`` (excluded); ``bare`` without a number beside it."""

    start: int
    end: int
    section: str
    bare: bool


def without_titles(rows: list[Row], hits: list[Hit], form: Form) -> Titled:
    """The rows without headings that say again in which section they stand, each other one on one row."""
    titles = list(_titles(rows, form))
    if not titles:
        return Titled(rows, hits, {})
    again = set(_again(rows, hits, titles, form))
    out = {at: "heading_again" for title in again for at in range(title.start, title.end)}
    joined: dict[int, Row] = {}
    for title in titles:
        if title.end - title.start > 1 and title not in again and _opens(rows, title, hits, form):
            parts = rows[title.start : title.end]
            words = join_lines([row.body for row in parts])
            squashed = "".join([row.squashed for row in parts])
            joined[title.start] = parts[0]._replace(body=words, squashed=squashed)
            out |= dict.fromkeys(range(title.start + 1, title.end), "heading_goes_on")
    if not out:
        return Titled(rows, hits, {})  # as of most sheets
    places = sorted(out)
    body = [
        joined.get(at, row)._replace(parted=row.parted or at - 1 in out)
        for at, row in enumerate(rows)
        if at not in out
    ]
    return Titled(body, _moved(hits, places), {rows[at].line: out[at] for at in places})


def _moved(hits: Sequence[Hit], out: Sequence[int]) -> list[Hit]:
    """The labels, where these rows are taken out."""
    return [
        hit._replace(
            start=hit.start - bisect_left(out, hit.start), end=hit.end - bisect_left(out, hit.end)
        )
        for hit in hits
    ]


def _titles(rows: Sequence[Row], form: Form) -> Iterator[_Title]:
    """The rows that are a heading, whatever counts before or behind it, or wraps."""
    beginnings = {title[:4] for title in form.titles}
    for at, row in enumerate(rows):
        if (section := heading_of(row, form)) is not None:
            yield _Title(at, at + 1, section, row.squashed in form.headings)
        elif row.squashed[:4] in beginnings:
            for end in range(at + 2, min(at + _MOST_ROWS, len(rows)) + 1):
                parts = rows[at:end]
                section = form.headings.get("".join([part.squashed for part in parts]))
                if section and not any(part.bullet or part.line.filled for part in parts):
                    yield _Title(at, end, section, bare=True)


def _around(title: _Title, hits: Sequence[Hit]) -> tuple[Hit | None, Hit | None]:
    """The label above a heading, and the one below it."""
    at = bisect_right(hits, title.start, key=lambda hit: hit.start)
    return (hits[at - 1] if at else None), (hits[at] if at < len(hits) else None)


def _is_of(hit: Hit | None, section: str, form: Form) -> bool:
    return hit is not None and form.section_of[hit.key or ""] == section


def _opens(rows: Sequence[Row], title: _Title, hits: Sequence[Hit], form: Form) -> bool:
    """Whether a heading stands above the labels of its section: right above them, or left of them."""
    above, below = _around(title, hits)
    if below is None or not _is_of(below, title.section, form):
        return False
    return below.start == title.end or _is_left(rows, title, above or below, below)


def _again(
    rows: Sequence[Row], hits: Sequence[Hit], titles: Sequence[_Title], form: Form
) -> Iterator[_Title]:
    """The headings that open no section: left of the labels, or at the end of a page and again on the next.

    Or their section was opened above: at an end of a page, or in bold type, they are running heads, and
    may have a number; without one they stand amid their section.
    """
    opened: set[str] = set()
    first: dict[str | None, int] = {}
    for hit in reversed(hits):
        first[hit.key] = hit.start
    for n, title in enumerate(titles):
        above, below = _around(title, hits)
        opening = not _is_of(above, title.section, form) and _is_of(below, title.section, form)
        if opening:
            opened.add(title.section)
        if _comes_below(rows, title, titles[n + 1 : n + 3]):
            yield title
        elif opening or above is None:
            continue
        elif _is_left(rows, title, above, below):
            yield title
        elif title.section in opened and _is_apart(rows, title):
            anew = below is not None and below.start == title.end and first[below.key] < title.start
            if not anew and (not title.bare or _is_of(above, title.section, form)):
                yield title


def _comes_below(rows: Sequence[Row], title: _Title, below: Sequence[_Title]) -> bool:
    """Whether a heading ends a page and begins the next, or is on a page above a list and below it."""
    later = [it for it in below if it.section == title.section]
    if not later:
        return False
    first, next_row, above = rows[title.start], rows[title.end], rows[title.start - 1]
    if later[0].start == title.end:
        return first.line.page != next_row.line.page
    at_top = title.start > 0 and above.line.page != first.line.page
    on_page = any(rows[it.start].line.page == first.line.page for it in later)
    listed = _is_listed(above) or _is_listed(next_row)
    return at_top and on_page and (listed or _is_set_off(first, next_row))


def _is_set_off(row: Row, below: Row) -> bool:
    """Whether more than a row and a half is blank between a row and the next, as under a running head."""
    return below.line.box.top - row.line.box.bottom > _BLANK * row.height


def _is_listed(row: Row) -> bool:
    """Whether a bullet, a number or a letter stands before a row."""
    return bool(row.bullet) or mark_of(row.body) is not None


def _is_left(rows: Sequence[Row], title: _Title, above: Hit, below: Hit | None) -> bool:
    """Whether a heading stands left of the labels above and below it, where no item does."""
    edge = rows[title.start].x0 + _LEFT
    return edge < rows[above.start].x0 and (below is None or edge < rows[below.start].x0)


def _is_apart(rows: Sequence[Row], title: _Title) -> bool:
    """Whether a heading stands at an end of its page, or is bold where the row above isn't."""
    first, above = rows[title.start], rows[title.start - 1]
    if first.bold and not above.bold:
        return True
    page = first.line.page
    below = rows[title.end].line.page if title.end < len(rows) else None
    return not above.line.page == page == below
