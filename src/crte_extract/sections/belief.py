"""Which of the labels found are labels: words of a value may look like one."""

from __future__ import annotations

from collections.abc import Sequence

from crte_extract.sections.labels import Form, Hit, exact_hits
from crte_extract.sections.manner import Manner
from crte_extract.sections.rows import Row

_FEW = 4  # labels; a sheet that shows no more of them in the usual place is printed another way
_WRAPPED = 6  # rows up from it: further above, a bullet is none of which this row is the rest
_INDENT = 0.5  # of its height: a row that stands in by more than the labels may be a bullet's rest
_LEAST_INDENT = 1.0  # the same in a text, in characters: one space more is a slip


def believed(
    rows: Sequence[Row], hits: list[Hit], manner: Manner, form: Form
) -> tuple[list[Hit], Manner]:
    """The labels of the form, less the words that only look like them; whether colons tell labels.

    A label needs its colon, or its rows for itself; a sheet that prints no colons (a table) is
    known by most of its labels lacking one. Labels behind bullets count only where nearly all are.
    """
    if len(hits) < _FEW:
        bulleted = exact_hits(rows, form, bulleted=True)
        hits = bulleted if len(bulleted) > _FEW + len(hits) else hits
    sure = [hit for hit in hits if hit.colon]
    colons = 2 * len(sure) >= len(hits)
    margins = sorted(rows[hit.start].x0 for hit in sure)
    margin = margins[len(margins) // 2] if margins else 0.0
    kept = [
        hit
        for hit in hits
        if (hit.colon or hit.alone or not colons) and not _in_bullet(rows, hit.start, margin)
    ]
    return kept, manner._replace(colons=colons)


def _in_bullet(rows: Sequence[Row], at: int, margin: float) -> bool:
    """Whether a row is the wrapped rest of a bullet: no gap above, indented as a bullet's text is."""
    row = rows[at]
    if row.gap or row.bullet or row.x0 <= margin + max(_LEAST_INDENT, _INDENT * row.height):
        return False
    for above in reversed(rows[max(0, at - _WRAPPED) : at]):
        if above.bullet:
            return above.x0 < row.x0
        if above.gap:
            return False
    return False
