"""The room on a line: how far right lines reach, and whether a word more would have had its place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from crte_extract.document import Line
from crte_extract.sections.rows import Row

_INDENT = 2.5  # of the highest row's height: lines that stand in by less share a margin,
_LEAST_INDENT = 6.0  # and by less than so much: points, or characters of a text
_TALLEST = 20.0  # points: what a taller row counts as, such as a title's or a stamp's
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


def fullness(above: Line, line: Line, margins: Mapping[int, float]) -> float:
    """How far the line's first word would have reached on the line above: beyond 1 had no room."""
    x0, _, x1, _ = above.box
    text, left = line.text, line.box.x0
    word = (x1 - x0) / len(above.text) * (1 + (text.find(" ") % (len(text) + 1)))
    if left > (x0 + x1) / 2:  # it goes on below a value that stands beside its label
        x0 = left
    return (x1 + word - x0) / ((margins[round(x0)] - x0) or 1.0)
