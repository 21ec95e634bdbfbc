"""Lines as the splitter sees them: bullet or not, a gap above or not, a wrapped line or a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from crte_extract.document import Line
from crte_extract.text import squash

_HYPHENS = "-–—‐‑"
_DOTS = "•▪◦·‣●○■□◆◇➢➤→✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076\uf02d\u2043\u2219\uf06f"
_BULLET = re.compile(rf"[{_HYPHENS}*o] +(?=\S)|[{_DOTS}] *|[{_HYPHENS}](?=[^\W\d_])")
_LONE_DASHES = (*_HYPHENS, "*", "o")
_EMPHASIS = ("**", "__", "#")
_MARKDOWN: Final = "*_# "

_GAP = 1.4  # a step down larger than this many usual steps leaves a visible gap
_NEAR_MARGIN = 0.88  # of the widest line, where widths are counted in characters


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what its shape says.

    ``body`` is the text behind the bullet, ``squashed`` its letters and digits. ``gap`` tells of
    more than the usual space above: None where that can't be told (a new page or column).
    ``full`` means that its first word had no room on the line before, which it may continue.
    ``label_margin`` is False where it stands further right than labels do.
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


def make_row(line: Line) -> Row:
    """The row of a line, before its neighbours are looked at."""
    text = line.text
    found = _BULLET.match(text)
    if found:
        body = text[found.end() :]
        return Row(line, body, found.group().strip(), squash(body), line.bold)
    return Row(line, text, "", squash(text), line.bold or text.startswith(_EMPHASIS))


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
    return [replace(row, bullet=row.body, body="") if row.body in _LONE_DASHES else row for row in rows]


def measure(rows: Sequence[Row], parted: Sequence[bool], in_points: bool) -> list[Row]:
    """The rows, each with what its neighbours say: the gap above, room on the line before.

    ``parted`` tells of running heads taken out above a row; ``in_points`` that places are in points,
    where a width is known and not only a character count.
    """
    step = usual_step(rows)
    margins = _margins(rows)
    measured: list[Row] = []
    before: Row | None = None
    for row, is_parted in zip(rows, parted, strict=True):
        if before is not None:
            gap = None if is_parted else _gap(before, row, step)
            full = _is_full(before, row, margins[round(before.x0)], in_points)
            if gap is not None or full:
                row = replace(row, gap=gap, full=full)
        measured.append(row)
        before = row
    return measured


def usual_step(rows: Sequence[Row]) -> float:
    """The usual distance from a line's top to the next one's, from the closer ones of a sheet."""
    steps = sorted(
        after.line.box.top - before.line.box.top
        for before, after in zip(rows, rows[1:], strict=False)
        if before.line.page == after.line.page and after.line.box.top > before.line.box.top + 0.5
    )
    return steps[len(steps) // 5] if steps else 1.0


def _gap(before: Row, row: Row, step: float) -> bool | None:
    if before.line.page != row.line.page:
        return None
    down = row.line.box.top - before.line.box.top
    return None if down <= 0 else down > _GAP * step


def _margins(rows: Iterable[Row]) -> dict[int, float]:
    """For each left edge, how far right the lines from about there reach."""
    reach: dict[int, float] = {}
    height = 1.0
    for row in rows:
        at = round(row.x0)
        reach[at] = max(reach.get(at, 0.0), row.line.box.x1)
        height = max(height, min(20.0, row.line.box.bottom - row.line.box.top))
    indent = max(6.0, 2.5 * height)
    return {
        at: max(x1 for other, x1 in reach.items() if at - 2 <= other <= at + indent) for at in reach
    }


def _is_full(before: Row, row: Row, margin: float, in_points: bool) -> bool:
    """Whether the first word of the row had no room at the end of the line before it."""
    box, text = before.line.box, before.line.text
    per_character = (box.x1 - box.x0) / max(1, len(text))
    word = row.line.text.partition(" ")[0]
    need = box.x1 + per_character * (1 + len(word))
    if in_points:
        return need > margin - per_character
    return need - box.x0 > _NEAR_MARGIN * (margin - box.x0)
