"""Lines as the splitter sees them: bullet or not, a gap above or not, a wrapped line or a new one."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from crte_extract.document import Line
from crte_extract.text import squash_lines

_HYPHENS = "-–—‐‑"
_DOTS = "•▪◦·‣●○■□◆◇➢➤→✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076\uf02d\u2043\u2219\uf06f"
_BULLET = re.compile(
    rf"[{_HYPHENS}*o\ufffd] +(?=\S)(?!€$)|[{_DOTS}] *|[{_HYPHENS}](?=[^\W\d_])|\(cid:\d+\) "
)
_MARKS = _HYPHENS + _DOTS + "*o"
_STARTS = frozenset(_MARKS + "\ufffd(")
_LONE_DASHES = (*_HYPHENS, "*", "o")
_EMPHASIS = ("**", "__", "#")
_MARKDOWN: Final = "*_# "

_GAP = 1.4  # a step down larger than this many usual steps leaves a visible gap
_FULL = 0.96  # of the widest line: a line that would be longer with one more word was full
_LEEWAY = 0.985  # below the least full of the lines that are known to be wrapped
_PITCH = 1.3  # times the step to a line known to be wrapped: what is further down is none
_LEAST_FULL = 0.9
_SHORT = 30  # rows: with fewer, how they are spaced can't be learnt
_SAMPLE = 3  # wrapped lines from which that is learnt


class Row(NamedTuple):
    """A line with what its shape says.

    ``body`` is the text behind the bullet, ``squashed`` its letters and digits. ``gap`` tells of
    more than the usual space above: None where that can't be told (a new page or column).
    ``full`` means that its first word had no room on the line before, which it may continue.
    """

    line: Line
    body: str
    bullet: str
    squashed: str
    bold: bool
    gap: bool | None = None
    full: bool = False

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.line.box.x0


def make_rows(lines: Sequence[Line]) -> list[Row]:
    """The rows of the lines, before their neighbours are looked at."""
    parts = [split_bullet(line.text) for line in lines]
    squashed = squash_lines(body for _, body in parts)
    return [
        Row(line, body, bullet, words, line.bold or (not bullet and body.startswith(_EMPHASIS)))
        for line, (bullet, body), words in zip(lines, parts, squashed, strict=False)
    ]


def split_bullet(text: str) -> tuple[str, str]:
    """The bullet before a text, if there is one, and the text.

    >>> split_bullet("• PLUI"), split_bullet("-€")
    (('•', 'PLUI'), ('', '-€'))
    """
    found = _BULLET.match(text) if text[:1] in _STARTS else None
    return (found.group().strip(), text[found.end() :]) if found else ("", text)


def has_bullet(text: str, at: int) -> bool:
    """Whether a bullet stands at this place of a text."""
    return text[at : at + 1] in _STARTS and _BULLET.match(text, at) is not None


def strip_markdown(text: str) -> str:
    """The text without the emphasis and heading marks around it."""
    return text.strip(_MARKDOWN)


def read_lone_dashes(rows: Sequence[Row]) -> list[Row]:
    """The rows, lone dashes taken for bullets where the sheet has its bullets on lines of their own.

    Elsewhere a dash alone is a missing value.
    """
    dashes = sum(1 for row in rows if row.body in _LONE_DASHES and not row.bullet)
    inline = sum(1 for row in rows if row.bullet in _LONE_DASHES and row.bullet)
    if dashes <= max(3, inline):
        return list(rows)
    return [
        row._replace(bullet=row.body, body="") if row.body in _LONE_DASHES else row for row in rows
    ]


def bare_bullets(rows: Sequence[Row]) -> set[int]:
    """The places of bullets that stand in a row of their own kind, parted from their texts.

    Some programs give all bullets of a list, or of a page, before or after its texts.
    """
    alone = {at: row.line.text for at, row in enumerate(rows) if len(row.line.text) == 1}
    return {
        at
        for at, mark in alone.items()
        if mark in _MARKS and mark in (alone.get(at - 1), alone.get(at + 1))
    }


def measure(
    rows: Sequence[Row],
    parted: Collection[int],
    wrapped: Collection[int],
    step: float,
    *,
    unwrapped: bool = False,
) -> list[Row]:
    """The rows, each with what its neighbours say: the gap above, room on the line before.

    ``parted`` has the ids of lines above which running heads were taken out; ``wrapped`` the places
    of rows that surely are the rest of a wrapped line: from them it is learnt how full the lines of
    this sheet are, and how close such a line follows; ``step`` is the usual step; ``unwrapped``
    tells of a sheet that wraps no line.
    """
    if not rows:
        return []
    margins = _margins(rows)
    fullness = [0.0]
    gaps: list[bool | None] = [None]
    steps = [0.0]
    for above, row in pairwise(rows):
        line, last = row.line, above.line
        fullness.append(_fullness(last, line, margins))
        down = line.box.top - last.box.top
        if down <= 0 or line.page != last.page or id(line) in parted:
            gaps.append(None)
            steps.append(0.0)
        else:
            gaps.append(down > _GAP * step)
            steps.append(down)
    known = [fullness[at] for at in wrapped]
    enough = max(_LEAST_FULL, _LEEWAY * min(known)) if len(known) >= _SAMPLE else _FULL
    if unwrapped:
        enough = float("inf")
    pitch = max([steps[at] for at in wrapped], default=0.0) * _PITCH or float("inf")
    return [
        Row(
            row.line,
            row.body,
            row.bullet,
            row.squashed,
            row.bold,
            gap,
            full > enough and down <= pitch,
        )
        for row, gap, full, down in zip(rows, gaps, fullness, steps, strict=True)
    ]


def usual_step(rows: Sequence[Row]) -> float:
    """The usual distance from a line's top to the next one's, from the closer ones of a sheet.

    In a text that is one line, unless the whole of a sheet is printed with blank lines between.
    """
    steps = _steps(rows)
    if any(row.line.column for row in rows):
        sides = ([r for r in rows if r.line.column < 2], [r for r in rows if r.line.column == 2])
        steps = [step for side in sides for step in _steps(side)]
    steps.sort()
    usual = steps[len(steps) // 5] if steps else 1.0
    is_text = bool(rows) and rows[0].line.box.bottom - rows[0].line.box.top == 1
    return 1.0 if is_text and (len(rows) < _SHORT or 1 in steps) else usual


def _steps(rows: Sequence[Row]) -> list[float]:
    return [
        down
        for above, row in pairwise(rows)
        if (down := row.line.box.top - above.line.box.top) > 0.5
        and row.line.page == above.line.page
    ]


def _margins(rows: Iterable[Row]) -> dict[int, float]:
    """For each left edge, how far right its lines may reach: to the next column, or as any line."""
    reach: dict[int, float] = {}
    height = 1.0
    for row in rows:
        at = round(row.line.box.x0)
        reach[at] = max(reach.get(at, 0.0), row.line.box.x1)
        height = max(height, min(20.0, row.line.box.bottom - row.line.box.top))
    indent = max(6.0, 2.5 * height)
    furthest_left, furthest_right = max(reach, default=0), max(reach.values(), default=0.0)
    margins: dict[int, float] = {}
    for at in reach:
        near = range(at - 2, math.floor(at + indent) + 1)
        own = max(reach[other] for other in near if other in reach)
        margins[at] = own if furthest_left > own - height else furthest_right
    return margins


def _fullness(above: Line, line: Line, margins: Mapping[int, float]) -> float:
    """How far the line's first word would have reached on the line above: beyond 1 had no room."""
    x0, _, x1, _ = above.box
    word = (x1 - x0) / (len(above.text) or 1) * (1 + (line.text.find(" ") % (len(line.text) + 1)))
    if line.box.x0 > (x0 + x1) / 2:  # it goes on below a value that stands beside its label
        x0 = line.box.x0
    return (x1 + word - x0) / ((margins[round(x0)] - x0) or 1.0)
