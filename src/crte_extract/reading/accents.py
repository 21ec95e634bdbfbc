"""Accents that are characters of their own put on their letters: drawn apart, as by TeX, or combining."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from crte_extract.document import Box

NOTHING: Final = "\u200b"
"""Stands where there was an accent that is on its letter now, or a space that only it made."""
_COMBINING = {
    "´": "\u0301",
    "`": "\u0300",
    "ˆ": "\u0302",
    "^": "\u0302",
    "¨": "\u0308",
    "¸": "\u0327",
    "˜": "\u0303",
    "˚": "\u030a",
}
_MARKS = frozenset(_COMBINING.values())
_ACCENTS = (*_COMBINING, *_MARKS)
_DOTLESS = {"ı": "i", "ȷ": "j"}
_LEVEL = 0.5  # heights: an accent shares more with its letter than with those of the next row
_GAP = 0.15  # heights: letters that are nearer have no space between them


def may_be_apart(text: str) -> bool:
    """Whether accents are characters of their own in a page's text."""
    return any(map(text.__contains__, _ACCENTS))


def on_letters(characters: Sequence[str], place: Callable[[int], Box]) -> list[str]:
    """The characters of a page, the accents that stand over a letter put on it.

    Each stays where it was, so that as many are left; ``place`` gives where one stands. An accent
    that was typed, between letters and not over one, stays as it is. Behind a combining one PDFium
    loses the space.
    """
    found = list(characters)
    for at, one in enumerate(characters):
        if one in _MARKS and at and (composed := _with(found[at - 1], one)):
            found[at - 1], found[at] = (
                composed,
                " " if _is_spaced(characters, at, place) else NOTHING,
            )
    apart = [at for at, one in enumerate(characters) if one in _COMBINING]
    for at in apart:
        box = place(at)
        middle = (box.x0 + box.x1) / 2
        for letter in _near(characters, at, middle, place):
            composed = _composed(found[letter], found[at])
            if composed and _is_over(box, middle, place(letter)):
                found[letter], found[at] = composed, NOTHING
                break
    for at in apart:
        if found[at] == NOTHING:
            _close_up(found, at, place)
    return found


def _near(
    characters: Sequence[str], at: int, middle: float, place: Callable[[int], Box]
) -> Iterator[int]:
    """Where its letter may be: beside it; where it isn't between these, in its row or a next one."""
    before, after = _beside(characters, at, -1), _beside(characters, at, 1)
    yield from (near for near in (after, before) if near is not None)
    if before is None or after is None or not place(before).x1 <= middle <= place(after).x0:
        yield from range(at - 1, _end_of_row(characters, at, -1), -1)
        yield from range(at + 1, _end_of_row(characters, at, 1))


def _beside(characters: Sequence[str], at: int, step: int) -> int | None:
    """The place of what stands beside a character, whatever spaces are between; None for nothing."""
    at += step
    while 0 <= at < len(characters) and characters[at] == " ":
        at += step
    return at if 0 <= at < len(characters) else None


def _end_of_row(characters: Sequence[str], at: int, step: int) -> int:
    """The place where the row beyond an accent's own ends."""
    ends = 0
    at += step
    while 0 <= at < len(characters):
        ends += characters[at] == "\n"
        if ends == 2:
            break
        at += step
    return at


def _composed(letter: str, accent: str) -> str | None:
    """The letter with an accent that stands alone, where it is one character."""
    return _with(_DOTLESS.get(letter, letter), _COMBINING[accent])


def _with(letter: str, mark: str) -> str | None:
    one = unicodedata.normalize("NFC", letter + mark)
    return one if len(one) == 1 else None


def _is_spaced(characters: Sequence[str], at: int, place: Callable[[int], Box]) -> bool:
    """Whether there is room for a space between a combining mark's letter and what follows."""
    if at + 1 == len(characters) or characters[at + 1].isspace():
        return False
    before, after = place(at - 1), place(at + 1)
    return after.x0 - before.x1 > _GAP * (before.bottom - before.top)


def _is_over(accent: Box, middle: float, letter: Box) -> bool:
    shared = min(accent.bottom, letter.bottom) - max(accent.top, letter.top)
    height = min(accent.bottom - accent.top, letter.bottom - letter.top)
    return letter.x0 < middle < letter.x1 and shared > _LEVEL * height


def _close_up(found: list[str], at: int, place: Callable[[int], Box]) -> None:
    """Take out the spaces beside an accent's old place, where the letters around them touch."""
    first, last = at, at
    while first > 0 and found[first - 1] in (" ", NOTHING):
        first -= 1
    while last + 1 < len(found) and found[last + 1] in (" ", NOTHING):
        last += 1
    if first > 0 and last + 1 < len(found):
        before, after = place(first - 1), place(last + 1)
        if after.x0 - before.x1 < _GAP * (before.bottom - before.top):
            found[first : last + 1] = [NOTHING] * (last + 1 - first)
