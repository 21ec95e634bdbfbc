"""What was laid over a page: a stamp, a watermark, a note at the side, drawn before or after its text.

Geometry only, as in ``layout``: where a row stands, and when it was drawn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from crte_extract.reading.words import GLUE, TOLERANCE, Word

_FEW = 12  # rows of a page: with fewer, its edges are not known
OUTERMOST = 8  # rows drawn first, or last, among which something may be laid over
_ROUGHLY = 8.0  # points: what is laid over several pages stands no further apart
_MOST = 4  # rows of what is laid over: more that stand at no edge are values, filled in
_WITHIN = 0.2  # heights: rows that share no more stand one below the other
_TOUCHING = 0.5  # points: as much may a row's end lie over the next one's beginning
_HUGE = 2.5  # usual heights: what is as high covers rows of the text
_BEHIND = 1.0  # heights: what begins so near behind a row may be its value
_LETTERS, _CHARACTERS = 3, 5  # letters, and with figures: of fewer is an answer, or an amount
_LONGEST_NUMBER = 4  # digits of what may count pages
_NUMBER = re.compile(r"\d+")
_SHARED = 3  # rows on whose middle, or right edge, another may stand by chance, but for one


class Mark(NamedTuple):
    """What was laid over a page, as it would be on another one: its words and, roughly, its place.

    Numbers in the words are all alike; one alone is given as what it counts from.
    """

    words: str
    across: int
    down: int


class _Place(NamedTuple):
    """Where a row stands, from the top left, and how high it is."""

    x0: float
    top: float
    x1: float
    bottom: float
    height: float

    @classmethod
    def of(cls, row: Sequence[Word]) -> _Place:
        """Around the words of a row."""
        if len(row) == 1:  # as most have
            _, x0, top, x1, bottom, _, _ = row[0]
            return cls(x0, top, x1, bottom, bottom - top)
        x0, x1 = min(word.x0 for word in row), max(word.x1 for word in row)
        top, bottom = min(word.top for word in row), max(word.bottom for word in row)
        return cls(x0, top, x1, bottom, bottom - top)


class Overlay(NamedTuple):
    """The places, among the rows of a page as they were drawn, of what may be none of its text.

    ``amid`` the text are those laid over it, at no edge of it; ``beside`` it those at the page's head or
    foot that stand near a row of it; ``ends`` are the other rows there.
    """

    amid: set[int]
    beside: set[int]
    ends: set[int]


def overlay(rows: Sequence[Sequence[Word]]) -> Overlay:
    """What may have been laid over the rows of a page, or stands at its ends.

    It was drawn before all others, or after them, is aligned with none of them, and not right behind one;
    nor is it an answer that was filled in.
    """
    found = Overlay(set(), set(), set())
    answers = answers_among(rows)
    printed = [at for at in range(len(rows)) if at not in answers]
    if len(printed) >= _FEW:
        page = _Drawn.of([rows[at] for at in printed])
        last = len(printed) - 1
        _look(page, range(last, last - OUTERMOST, -1), found)
        _look(page, range(OUTERMOST), found)
    if not answers:
        return found  # as on most pages
    return Overlay(*({printed[at] for at in places} for places in found))


def answers_among(rows: Sequence[Sequence[Word]]) -> set[int]:
    """The places of rows that are an answer which was filled in."""
    return {at for at, row in enumerate(rows) if row[0].text.startswith(GLUE)}


def mark_of(row: Sequence[Word], page: int) -> Mark:
    """The mark of a row of a page, by its number; without words for few letters, as those of a value."""
    words = " ".join(word.text for word in row)
    if words.isdecimal() and len(words) <= _LONGEST_NUMBER:
        told = str(int(words) - page)
    elif sum(map(str.isalpha, words)) < _LETTERS or sum(map(str.isalnum, words)) < _CHARACTERS:
        return Mark("", 0, 0)
    else:
        told = _NUMBER.sub("#", words)
    place = _Place.of(row)
    return Mark(told, round(place.x0 / _ROUGHLY), round(place.bottom / _ROUGHLY))


def outermost(rows: Sequence[list[Word]]) -> Sequence[list[Word]]:
    """The rows drawn before all others of a page, and those drawn after them."""
    return rows if len(rows) < 2 * OUTERMOST else [*rows[:OUTERMOST], *rows[-OUTERMOST:]]


class _Drawn(NamedTuple):
    """The places of rows as they were drawn; how high they usually are; the highest end, the lowest top."""

    places: Sequence[_Place]
    usual: float
    highest: float
    lowest: float

    @classmethod
    def of(cls, rows: Sequence[Sequence[Word]]) -> _Drawn:
        """Those of a page."""
        places = [_Place.of(row) for row in rows]
        heights = sorted([place.height for place in places])
        highest = min(place.bottom for place in places)
        return cls(places, heights[len(heights) // 2], highest, max(it.top for it in places))


def _look(page: _Drawn, order: Sequence[int], found: Overlay) -> None:
    """Adds what was laid over a page, of the rows drawn last, or first, up to one of its text."""
    amid: set[int] = set()
    for at in order:
        place = page.places[at]
        within = _WITHIN * place.height
        at_end = page.highest > place.top + within or page.lowest < place.bottom - within
        laid = _is_laid(page, at, at_end)
        if at_end:
            (found.beside if laid else found.ends).add(at)
        elif laid:
            amid.add(at)
        else:
            break
    if len(amid) <= _MOST:
        found.amid.update(amid)


def _column(places: Sequence[_Place], at: int) -> set[int]:
    """The rows drawn next to a row, one after the other, that begin at its left edge: a note's lines."""
    group = {at}
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(places) and abs(places[near].x0 - places[at].x0) <= TOLERANCE:
            group.add(near)
            near += step
    return group


def _is_laid(page: _Drawn, at: int, at_end: bool) -> bool:
    """Whether a row is out of the order of drawing, and aligned with none but the rows of its note.

    One at an end of the page is near another row, where a running head is apart. What is huge is aligned
    by chance.
    """
    places, place = page.places, page.places[at]
    out_of_place = _is_near_another(places, at) if at_end else _is_out_of_order(places, at)
    if not out_of_place or place.height > _HUGE * page.usual:
        return out_of_place
    group = _column(places, at)
    if len(group) > _MOST:
        return False
    middles = rights = 0
    for n, other in enumerate(places):
        if n in group:
            continue
        if abs(other.x0 - place.x0) <= TOLERANCE or _is_behind(place, other):
            return False
        middles += abs(other.x0 + other.x1 - place.x0 - place.x1) <= 2 * TOLERANCE
        rights += abs(other.x1 - place.x1) <= TOLERANCE
    return middles < _SHARED and rights < _SHARED


def _is_out_of_order(places: Sequence[_Place], at: int) -> bool:
    """Whether what was drawn before a row is below it; or above it, what was drawn after the first rows."""
    place = places[at]
    within = _WITHIN * place.height
    if 2 * at > len(places):
        return any(other.top >= place.bottom - within for other in places[:at])
    return any(other.bottom <= place.top + within for other in places[at + 1 :])


def _is_near_another(places: Sequence[_Place], at: int) -> bool:
    """Whether a row stands beside another one, or close above or below it."""
    place = places[at]
    top, bottom = place.top - place.height, place.bottom + place.height
    others = [*places[:at], *places[at + 1 :]]
    return any(other.top < bottom and top < other.bottom for other in others)


def _is_level(place: _Place, other: _Place) -> bool:
    """Whether two rows stand beside each other."""
    return other.top < place.bottom - _WITHIN * place.height and place.top < other.bottom


def _is_behind(place: _Place, other: _Place) -> bool:
    """Whether a place begins just where another one ends, on its row: as a value behind its label."""
    near = -_TOUCHING <= place.x0 - other.x1 <= _BEHIND * min(place.height, other.height)
    return near and _is_level(place, other)
