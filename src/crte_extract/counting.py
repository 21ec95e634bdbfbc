"""Numbers and letters that count up before the items of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_UNITS: Final = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN: Final = {f"{'x' * tens}{_UNITS[n]}": 10 * tens + n for tens in (0, 1) for n in range(10)}
_MARK = re.compile(
    r"(?P<before>\(?)(?P<count>[0-9]{1,2}|[a-zA-Z]|[ivxIVX]{2,5})(?P<after>[.)°/]+-?| ?[-–—]) *(?=\S)"
)


class Mark(NamedTuple):
    """A number or letter before an item: what it counts, its form, and its length in characters."""

    counts: tuple[int, ...]
    form: str
    length: int


def mark_of(words: str) -> Mark | None:
    """The number or letter that stands before an item, if one does; a letter may be a Roman number.

    >>> mark_of("2) PCAET").counts, mark_of("c. PLUI").counts, mark_of("i) PLUI").counts
    ((2,), (3,), (9, 1))
    >>> mark_of("1.PLUI").length, mark_of("3.5"), mark_of("R.D."), mark_of("1-a")
    (2, None, None, None)
    >>> mark_of("2030"), mark_of("1er axe"), mark_of("Axe 1 : se loger")
    (None, None, None)
    """
    found = _MARK.match(words)
    if found is None:
        return None
    count = found["count"]
    after = found["after"].strip()
    if not found.group().endswith(" "):
        tight = after in (".", ")") and not words[found.end()].isdigit()  # 1.PLUI, as some print it
        if not tight if count.isdigit() else after in ("-", "–", "—", "/", "."):
            return None  # 3.5, 1-2, R.D.
    if count.isdigit():
        return Mark((int(count),), f"{found['before']}1{after}", found.end())
    counts = [ord(count.lower()) - 96] if len(count) == 1 else []
    counts += [_ROMAN[count.lower()]] if count.lower() in _ROMAN else []
    if not counts:
        return None
    letter = "a" if count.islower() else "A"
    return Mark(tuple(counts), f"{found['before']}{letter}{after}", found.end())


def count_up(marks: Sequence[Mark | None]) -> bool:
    """Whether marks of one form count up from the first: 1, 2, 3 or a, b, c or I, II, III.

    >>> count_up([mark_of("a) x"), mark_of("b) y")]), count_up([mark_of("1. x"), mark_of("3. y")])
    (True, False)
    """
    found = [mark for mark in marks if mark is not None]
    if not found or len(found) != len(marks) or len({mark.form for mark in found}) > 1:
        return False
    up = [*range(1, len(found) + 1)]
    return [mark.counts[0] for mark in found] == up or [mark.counts[-1] for mark in found] == up
