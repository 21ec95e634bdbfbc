"""What the row above tells of a row: the gap between them, and whether it had room for a word more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from crte_extract.document import Line
from crte_extract.sections.manner import Manner, step_down
from crte_extract.sections.room import fullness, ragged_fullness
from crte_extract.sections.rows import Row

_GAP = 1.4  # of the sheet's usual step: a step down that is larger leaves a visible gap


def measured(rows: Sequence[Row], manner: Manner) -> list[Row]:
    """The rows, each with its gap and whether it may go on from a full line."""
    pitch, gap_from = manner.pitch, _GAP * manner.step
    telling = manner.enough < math.inf  # else no line is known to be full
    found = list(rows[:1])
    for above, row in pairwise(rows):
        line, body, bullet, squashed, bold, parted, _, _, _, otherwise = row
        down = step_down(above, row)
        near = down is None or down <= pitch
        full = telling and near and _is_full(above.line, line, manner)
        ruled = line.ruled and line.column == 2
        gap = None if down is None else ruled or down > gap_from
        close = gap is False and near
        found.append(Row(line, body, bullet, squashed, bold, parted, gap, full, close, otherwise))
    return found


def _is_full(above: Line, line: Line, manner: Manner) -> bool:
    """Whether the line above had no room for the first word of a line."""
    if manner.ragged and above.column == line.column == 2:
        return ragged_fullness(above, line, manner.ragged) > manner.enough
    return fullness(above, line, manner.margins) > manner.enough
