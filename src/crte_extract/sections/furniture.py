"""Sets running heads, footers and page numbers apart from the body of the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, groupby, pairwise
from typing import Final, NamedTuple

from crte_extract.sections.again import printed_again
from crte_extract.sections.labels import HEAD, Form, begins_label
from crte_extract.sections.manner import Manner
from crte_extract.sections.rows import Row
from crte_extract.sections.unpaged import (
    counting_up,
    counts_pages,
    masked,
    page_number,
    unpaged_furniture,
)

BETWEEN: Final = "between_lines"  # the rule of a mark that stands amid the text
_COLON = (":", "*", "_")  # with one of which a row ends that has a colon, and marks around it
_EDGE = 8  # rows at the top or bottom of a page that may be furniture
_WORDS = 3  # letters: with fewer, rows that differ in their numbers are different
_DASHES = ("-", "–", "—")
_SIGNS = frozenset(["€", "-€", "- €", "–€", "– €"])
_ANSWERS = ("oui", "non", "none", "nan", "")
_UNDER = 1.6  # of the usual step: a row as close under a colon is its value
_APART = 1.3  # of the usual step: what parts furniture from the body
_BLANK = 1.9  # of its height, above and below: a row alone
_OFTEN = 3  # pages, and half of all: what repeats on as many needs nothing to part it
_SAME_EDGE = 1.0  # points: what begins no further apart is aligned
_OWN_EDGE = 2.0  # points: no other row begins as near
_TOLD_BY_NUMBERS = 6  # characters: a row as long that is the very same on two pages is furniture


def furniture(rows: Sequence[Row], manner: Manner, form: Form) -> dict[int, str]:
    """The places of the rows that are running heads, footers or page numbers, each with its rule.

    A row that may carry a known label is never furniture, nor is a bullet, nor what stands close under
    a colon, which is a value; unless it ends most pages.
    """
    if not rows:
        return {}
    split = _within_amounts(rows)
    labelled = _labelled(rows, form)
    found = _furniture(rows, manner, labelled, split)
    found |= printed_again(rows, labelled, found, form)
    found |= dict.fromkeys(_between_lines(rows, labelled), BETWEEN)
    return {**found, **dict.fromkeys(split, "page_number_within_an_amount")}


def alone_at_edges(
    rows: Sequence[Row], aside: Collection[int], manner: Manner, form: Form
) -> dict[int, str]:
    """The rows that end or begin a page at a left edge of their own, parted from the rest: heads, perhaps.

    One that is printed once can't be told from a value by its words.
    """
    if not rows or rows[-1].line.page in (None, 1):
        return {}  # of one page all is told by its labels
    near = Counter(round(row.x0 / _OWN_EDGE) for row in rows)
    labelled = _labelled(rows, form)
    places = [at for at in range(len(rows)) if at not in aside]
    found: dict[int, str] = {}
    for _, group in groupby(places, key=lambda at: rows[at].line.page):
        page = list(group)
        for at, step in ((page[0], 1), (page[-1], -1)) if len(page) > 1 else ():
            row, next_ = rows[at], rows[at + step]  # of the body, or not
            edge = round(row.x0 / _OWN_EDGE)
            own = near[edge - 1] + near[edge] + near[edge + 1] == 1
            apart = abs(next_.line.box.top - row.line.box.top) > _APART * manner.step
            if own and apart and at not in labelled and _is_mark(row):
                found[at] = "alone_at_its_page_s_end"
    return found


def _between_lines(rows: Sequence[Row], labelled: Collection[int]) -> set[int]:
    """The places of a mark between the lines: the same words on most pages, once on each, at its own edge.

    A mark has no other row at its left edge, as items and values have.
    """
    pages = len({row.line.page for row in rows})
    often = max(_OFTEN, (pages + 1) // 2)
    if pages < often:
        return set()  # as of most sheets
    times = Counter([row.squashed for row in rows])
    places: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        if times[row.squashed] >= often and _is_mark(row) and at not in labelled:
            places.setdefault(row.squashed, []).append(at)
    return {at for alike in places.values() if _is_a_mark(rows, alike, often) for at in alike}


def _is_mark(row: Row) -> bool:
    """Whether a row has words enough to be told by them, and no bullet."""
    return len(row.squashed) >= _TOLD_BY_NUMBERS and _has_words(row) and not row.bullet


def _is_a_mark(rows: Sequence[Row], alike: Sequence[int], often: int) -> bool:
    """Whether rows with the same words are one on each of as many pages, and have an edge of their own."""
    pages = {rows[at].line.page for at in alike}
    if not often <= len(alike) == len(pages):
        return False
    edge = rows[alike[0]].x0
    near = [at for at, row in enumerate(rows) if abs(row.x0 - edge) <= _SAME_EDGE]
    return near == list(alike)


def _labelled(rows: Sequence[Row], form: Form) -> set[int]:
    """The places of rows that may carry a known label or heading."""
    return {
        at
        for at, row in enumerate(rows)
        if row.squashed in form.headings
        or (row.squashed[:HEAD] in form.heads and begins_label(row, form))
    }


def _within_amounts(rows: Sequence[Row]) -> set[int]:
    """The places of page numbers inside a missing amount: between its dash and its sign, or before both.

    ``: -`` / ``2`` / ``€``, or ``:`` / ``2`` / ``- €`` with a page's end between them.
    """
    signs = [at for at, row in enumerate(rows) if at > 1 and row.line.text in _SIGNS]
    return {at - 1 for at in signs if _parts_an_amount(rows, at - 1)}


def _parts_an_amount(rows: Sequence[Row], at: int) -> bool:
    """Whether a page number parts the row above it from the sign below it: both are one amount."""
    above, number, sign = rows[at - 1].body, rows[at].line.text, rows[at + 1].line.text
    begun = above.endswith(_DASHES if sign == "€" else ":")
    return begun and (page_number(number) is not None or counts_pages(number))


def _furniture(
    rows: Sequence[Row], manner: Manner, labelled: set[int], split: Collection[int]
) -> dict[int, str]:
    values = {
        at
        for at, (above, row) in enumerate(pairwise(rows), 1)
        if above.line.text.endswith(_COLON) and _is_value(above, row, manner)
    }
    values -= set(split)
    if rows[-1].line.page is None:
        return unpaged_furniture(rows, values | labelled)
    pages = [row.line.page for row in rows]
    by_page = [[*group] for _, group in groupby(range(len(rows)), key=pages.__getitem__)]
    tops = [row.line.box.top for row in rows]
    down = [sorted(page, key=tops.__getitem__) for page in by_page]
    lowest = [max(page, key=tops.__getitem__) for page in by_page]
    kept = labelled | (values - _alike_on_most_pages(rows, lowest))
    edges = [[_until_body(rows, page, kept), _until_body(rows, page[::-1], kept)] for page in down]
    repeated, often = _repeating(rows, edges)
    found: dict[int, str] = {}
    for edge in chain.from_iterable(edges):
        for at, rule in _furniture_at(rows, edge, repeated, often, manner.step):
            found.setdefault(at, rule)
    return dict.fromkeys(counting_up(rows, labelled, values), "counts_up") | found


class _Edge(NamedTuple):
    """The outermost rows of a page from its top down, or its bottom up, and the first beyond them."""

    rows: list[int]
    body: int | None


def _repeating(rows: Sequence[Row], edges: Sequence[Sequence[_Edge]]) -> tuple[set[int], set[int]]:
    """Of the outermost rows of each page those that repeat or count the pages, and those that do often."""
    masks = {at: masked(rows[at]) for page in edges for edge in page for at in edge.rows}
    seen_on: Counter[str] = Counter()
    for page in edges:  # what repeats of a row: its very words, or all but its numbers
        places = {at for edge in page for at in edge.rows}
        seen_on.update({rows[at].line.text for at in places} | {masks[at] for at in places})
    pages = len(edges)
    repeated = {at for at, mask in masks.items() if _repeats(rows[at], mask, seen_on, pages)}
    repeated |= _bare_numbers(rows, chain.from_iterable(edges))
    often = {at for at in repeated if 2 * seen_on[masks[at]] >= max(2 * _OFTEN - 1, pages)}
    return repeated, often


def _is_value(above: Row, row: Row, manner: Manner) -> bool:
    """Whether a row stands close under a colon, as a value under its label does."""
    down = row.line.box.top - above.line.box.top
    return (
        above.line.text.rstrip("*_ ").endswith(":")
        and above.line.page == row.line.page
        and 0 < down <= _UNDER * manner.step
        and not counts_pages(row.line.text)
    )


def _alike_on_most_pages(rows: Sequence[Row], lowest: Sequence[int]) -> set[int]:
    """Of the last rows of pages those that are the same, but for numbers, on three pages and half of all.

    Bare numbers are the same where they count the pages.
    """
    keys = [same_words(rows[at]) for at in lowest]
    alike = Counter(keys)
    enough = max(_OFTEN, (len(lowest) + 1) // 2)
    return {at for at, key in zip(lowest, keys, strict=True) if key and alike[key] >= enough}


def same_words(row: Row) -> str:
    """What a row has in common with its like on other pages; nothing for what may well be a value."""
    number = page_number(row.line.text)
    if number is not None and row.line.page is not None:
        return str(number - row.line.page)
    return masked(row) if _has_words(row) and row.squashed not in _ANSWERS else ""


def _has_words(row: Row) -> bool:
    """Whether a row has letters enough to be told by them, whatever its numbers."""
    return len(row.squashed) >= _WORDS and sum(map(str.isalpha, row.squashed)) >= _WORDS


def _until_body(rows: Sequence[Row], order: Iterable[int], kept: Collection[int]) -> _Edge:
    edge: list[int] = []
    for at in order:
        row = rows[at]
        bullet = row.bullet and not counts_pages(row.line.text)
        if len(edge) == _EDGE or at in kept or bullet:
            return _Edge(edge, at)
        edge.append(at)
    return _Edge(edge, None)


def _repeats(row: Row, mask: str, seen_on: Counter[str], pages: int) -> bool:
    """Whether the row stands on other pages too, but for its numbers if it has words enough."""
    if row.squashed in _ANSWERS:
        return False
    if seen_on[mask] >= 2 and _has_words(row):
        return True
    count = seen_on[row.line.text]
    return count >= 2 and (len(row.line.text) >= _TOLD_BY_NUMBERS or count >= max(2, pages - 1))


def _furniture_at(
    rows: Sequence[Row],
    edge: _Edge,
    repeated: Collection[int],
    often: Collection[int],
    step: float,
) -> list[tuple[int, str]]:
    """The outermost rows that repeat or count the pages, where something parts them from what is within.

    Those that repeat ``often``, on three pages and half of all, need nothing to part them.
    """
    run: list[tuple[int, str]] = []
    certain = 0
    for at in edge.rows:
        if counts_pages(rows[at].line.text):
            rule = "page_number"
        elif at not in repeated:
            break
        elif page_number(rows[at].line.text) is not None:
            rule = "bare_page_number"
        else:
            rule = "repeats_on_most_pages" if at in often else "repeats_on_pages"
        if run and _step_between(rows, run[-1][0], at) > _APART * step:
            certain = len(run)
        run.append((at, rule))
        if rule != "repeats_on_pages":
            certain = len(run)
    body = edge.rows[len(run)] if len(run) < len(edge.rows) else edge.body
    if run and body is not None:
        return run if _step_between(rows, run[-1][0], body) > _APART * step else run[:certain]
    return run


def _step_between(rows: Sequence[Row], one: int, other: int) -> float:
    """How far one row begins below or above another."""
    return abs(rows[one].line.box.top - rows[other].line.box.top)


def _bare_numbers(rows: Sequence[Row], edges: Iterable[_Edge]) -> set[int]:
    """Outermost numbers that count the pages: as far from the page's own number on two pages.

    One page's number is believed where it is the page's own and a blank parts it from the rest.
    """
    offsets: dict[int, set[int]] = {}
    for edge in edges:
        for at in edge.rows:
            row = rows[at]
            if abs(row.line.box.top - rows[edge.rows[0]].line.box.top) > row.height:
                break
            number = page_number(row.line.text)
            if number is not None and row.line.page is not None:
                offsets.setdefault(number - row.line.page, set()).add(at)
    return {
        at
        for offset, places in offsets.items()
        for at in places
        if len(places) >= 2 or (offset == 0 and _stands_apart(rows, at))
    }


def _stands_apart(rows: Sequence[Row], at: int) -> bool:
    """Whether more than a line's height is blank above and below a row of its page."""
    row = rows[at]
    return all(
        abs(other.line.box.top - row.line.box.top) > _BLANK * row.height
        for other in rows[max(0, at - 1) : at + 2]
        if other is not row and other.line.page == row.line.page
    )
