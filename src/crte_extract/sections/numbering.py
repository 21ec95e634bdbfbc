"""Numbers and letters that count up before the rows of a list: they are its bullets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from crte_extract.counting import Mark, count_up, mark_of
from crte_extract.sections.labels import Hit
from crte_extract.sections.rows import Row, from_place

_INNER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})+[.)]? +(?=\S)")  # 1.1, of a list within the list


def numbered(rows: Sequence[Row], hits: Sequence[Hit], headings: Collection[int]) -> list[Row]:
    """The rows, where a list's are numbered with their numbers as bullets.

    The numbers count up from the list's first row on, or from below a bullet or another number; what
    counts in another way between them begins an item as well, and keeps its number. Or they count on
    from where the list before ended.
    """
    found = list(rows)
    stops = sorted([*(hit.start for hit in hits), *headings, len(rows)])
    last: Mark | None = None  # the number that ended the list before
    for hit in hits:
        stop = stops[bisect_right(stops, hit.start)]
        if "" not in [row.bullet for row in rows[hit.end : stop]]:
            continue  # as below most labels
        inside = rows[hit.end : stop]
        begun = [*_bullets(hit.inline, inside)] or _counted_on(hit.inline, inside, last)
        for at, bullet, body in begun:
            last = mark_of(f"{bullet} -") or last
            row = rows[hit.end + at]
            found[hit.end + at] = from_place(row, len(row.body) - len(body), bullet)
    return found


def _bullets(inline: str, rows: Sequence[Row]) -> Iterator[tuple[int, str, str]]:
    """The rows of a block that a number begins: their places, their numbers, their texts."""
    marks = [None if row.bullet else mark_of(row.body) for row in rows]
    counted: dict[str, list[Mark]] = {}  # what counts up so far, by its form: the outer list first
    first = mark_of(inline)
    if first is not None and 1 in first.counts:
        counted[first.form] = [first]
    for at, (row, mark) in enumerate(zip(rows, marks, strict=True)):
        if mark is None:
            if counted and not row.bullet and (inner := _INNER.match(row.body)):
                yield at, inner.group().strip(), row.body[inner.end() :]
            continue
        before = counted.get(mark.form, [])
        bullet, body = row.body[: mark.length].strip(), row.body[mark.length :]
        if count_up([*before, mark]):
            listed = bool(counted) or (at == 0 and not inline) or any(it.bullet for it in rows[:at])
            if before or (listed and _goes_on(rows[at + 1 :], marks[at + 1 :], mark, body)):
                counted[mark.form] = [*before, mark]
                yield at, bullet, body
        elif before:
            anew = 1 in mark.counts and mark.form != next(iter(counted))  # a list within the list
            counted[mark.form] = [mark] if anew else before
            yield at, bullet, body if anew else row.body


def _counted_on(inline: str, rows: Sequence[Row], last: Mark | None) -> list[tuple[int, str, str]]:
    """The same, where numbers count on from that of the list before, by one from the first row on."""
    found: list[tuple[int, str, str]] = []
    for at, row in enumerate(rows) if last and not inline else ():
        mark = None if row.bullet else mark_of(row.body)
        if mark is None and found:
            continue  # the rest of an item
        if mark is None or last is None or mark.form != last.form:
            return []
        if mark.counts != (last.counts[0] + 1,):
            return []
        found.append((at, row.body[: mark.length].strip(), row.body[mark.length :]))
        last = mark
    return found


def _goes_on(rows: Sequence[Row], marks: Sequence[Mark | None], first: Mark, words: str) -> bool:
    """Whether a first number begins a list: another follows, or all that follows is its one item.

    ``words`` are the first item's: in ``1 - 2`` the number is none of a list.
    """
    if any(mark is not None and mark.form == first.form for mark in marks):
        return True
    return words[:1].isalpha() and not any(row.bullet or row.body[:1].isupper() for row in rows)
