"""Puts bullets before their texts: those of a row, and those drawn apart from it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush

from crte_extract.document import Box, Line
from crte_extract.marks import BULLETS, is_bulleted, is_lone_bullet

_DOT = (1.0, 9.0)  # points across a drawn bullet, at least and at most
_NARROW = 0.6  # across, of its height: what is narrower is a stroke
_WIDE = 1.7  # what is wider is a rule
_NEAR = 4.0  # times its height: a text further from a bullet is not its own


def is_dot(box: Box) -> bool:
    """Whether a drawn shape is as small and round, or square, as a bullet."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    return (
        _DOT[0] <= width <= _DOT[1]
        and _DOT[0] <= height <= _DOT[1]
        and _NARROW < width / height < _WIDE
    )


def stands_before(dot: Box, text: Box) -> bool:
    """Whether a drawn bullet stands at the height of a text, near its left edge."""
    bullet = _as_character(dot)
    gap = text.x0 - bullet.x1
    return (
        -1 <= gap <= _NEAR * (bullet.bottom - bullet.top) and text.top <= _middle(dot) < text.bottom
    )


def attach_bullets(words: Sequence[Line], dots: Sequence[Box] = ()) -> Iterable[Line]:
    """The lines of a page, each bullet drawn apart (before or after the text) put where it stands.

    Some programs draw all bullets of a list behind its text; browsers draw them as shapes (``dots``),
    which no character stands for. What has a bullet already gets none.
    """
    if not dots and not any(line.text in BULLETS for line in words):
        return words  # as on most pages
    return _attached(words, dots)


def _attached(words: Sequence[Line], dots: Sequence[Box]) -> Iterator[Line]:
    texts = [at for at, line in enumerate(words) if not is_lone_bullet(line.text)]
    lone = sorted({*range(len(words))}.difference(texts))
    bullets = [words[at] for at in lone]
    if texts:
        page = words[texts[0]].page
        bullets += [Line("•", page, 0, _as_character(dot)) for dot in dots]
    own: dict[int, int] = {}  # the place of a text, and which bullet is its own
    for which, near in enumerate(_beside(bullets, [words[at] for at in texts])):
        drawn = which >= len(lone)
        if near is not None and not (drawn and is_bulleted(words[texts[near]].text)):
            own.setdefault(texts[near], which)
    used = {lone[which] for which in own.values() if which < len(lone)}
    for at, line in enumerate(words):
        if at in own:
            bullet = bullets[own[at]]
            box = Box(bullet.box.x0, line.box.top, line.box.x1, line.box.bottom)
            yield line._replace(text=f"{bullet.text} {line.text}", box=box)
        elif at not in used:
            yield line


def _as_character(dot: Box) -> Box:
    """The box that a bullet would have if it were a character: three times as high as its dot."""
    height = dot.bottom - dot.top
    return dot._replace(top=dot.top - height, bottom=dot.bottom + height)


def _beside(bullets: Sequence[Line], texts: Sequence[Line]) -> list[int | None]:
    """For each bullet the text printed to its right, near enough to be its own.

    Goes down the page once: of a chart or a map there may be thousands of dots, each to be held
    against the few texts at its own height, which are kept from left to right.
    """
    found: list[int | None] = [None] * len(bullets)
    below = sorted(range(len(texts)), key=lambda at: texts[at].box.top, reverse=True)
    here: list[tuple[float, int]] = []  # left edges
    ends: list[tuple[float, int]] = []  # a heap of where they end
    for which in sorted(range(len(bullets)), key=lambda which: _middle(bullets[which].box)):
        middle = _middle(bullets[which].box)
        while below and texts[below[-1]].box.top <= middle:
            at = below.pop()
            insort(here, (texts[at].box.x0, at))
            heappush(ends, (texts[at].box.bottom, at))
        while ends and ends[0][0] < middle:
            at = heappop(ends)[1]
            del here[bisect_left(here, (texts[at].box.x0, at))]
        found[which] = _nearest(bullets[which].box, here, texts)
    return found


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _nearest(bullet: Box, here: Sequence[tuple[float, int]], texts: Sequence[Line]) -> int | None:
    """The first text right of a bullet that begins no higher above it than the bullet is high."""
    height = bullet.bottom - bullet.top
    for place in range(bisect_left(here, (bullet.x1 - 1, -1)), len(here)):
        left, at = here[place]
        if left - bullet.x1 > _NEAR * height:
            return None
        if texts[at].box.top >= bullet.top - height:
            return at
    return None
