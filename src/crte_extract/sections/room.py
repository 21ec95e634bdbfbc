"""The room on a line: how far right lines reach, and whether a word more would have had its place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from crte_extract.document import Line
from crte_extract.sections.rows import Row

_INDENT = 2.5  # of the highest row's height: lines that stand in by less share a margin,
_LEAST_INDENT = 6.0  # and by less than so much: points, or characters of a text
_TALLEST = 20.0  # points: what a taller row counts as, such as a title's or a stamp's
_MANY = 10  # values beside labels: of fewer it can't be told whether they share an edge
_RAGGED = 1 / 3  # of them: with fewer edges than this, columns and bullets have them in common
_BESIDE = 2  # points, or characters of a text: left edges that differ by no more are one


def margins_of(rows: Iterable[Row]) -> dict[int, float]:
    """For each left edge, how far right its lines may reach: to the next column, or as any line."""
    reach: dict[int, float] = {}
    tallest = 1.0
    for row in rows:
        x0, top, x1, bottom = row.line.box
        at = round(x0)
        if x1 > reach.setdefault(at, 0.0):
            reach[at] = x1
        if bottom - top > tallest:
            tallest = bottom - top
    height = min(_TALLEST, tallest)
    indent = max(_LEAST_INDENT, _INDENT * height)
    furthest_left, furthest_right = max(reach, default=0), max(reach.values(), default=0.0)
    margins: dict[int, float] = {}
    for at in reach:
        near = range(at - _BESIDE, math.floor(at + indent) + 1)
        own = max(reach[other] for other in near if other in reach)
        margins[at] = own if furthest_left > own - height else furthest_right
    return margins


def ragged_width(rows: Iterable[Row]) -> float:
    """The widest value beside a label, where these begin at no common edge: set centred or to the right.

    0 where they do. How far right such a line reaches says nothing of the room on it; its width does.
    """
    boxes = [row.line.box for row in rows if row.line.column == 2]
    if len(boxes) < _MANY or len({round(box.x0) for box in boxes}) < _RAGGED * len(boxes):
        return 0.0
    return max(box.x1 - box.x0 for box in boxes)


def ragged_fullness(above: Line, line: Line, widest: float) -> float:
    """How wide the line above would have been with the line's first word: beyond 1 it had no room."""
    width = above.box.x1 - above.box.x0
    return (width + _first_word(width, above, line)) / widest


def _first_word(width: float, above: Line, line: Line) -> float:
    """How wide the first word of a line is with a space, in the type of the one above."""
    text = line.text
    return width / len(above.text) * (1 + (text.find(" ") % (len(text) + 1)))


def fullness(above: Line, line: Line, margins: Mapping[int, float]) -> float:
    """How far the line's first word would have reached on the line above: beyond 1 had no room."""
    x0, _, x1, _ = above.box
    word = _first_word(x1 - x0, above, line)
    if line.box.x0 > (x0 + x1) / 2:  # it goes on below a value that stands beside its label
        x0 = line.box.x0
    return (x1 + word - x0) / ((margins[round(x0)] - x0) or 1.0)
