"""Tells a label that the form doesn't have from a value: by bold type, or by shape and place."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crte_extract.sections.labels import Hit, colon_places
from crte_extract.sections.rows import Row, strip_markdown
from crte_extract.text import join_lines

_MAX_ROWS = 5
_MAX_LABEL = 200
_ACTOR = re.compile(r"nom\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Habits:
    """How this sheet prints its labels, learnt from those that are known.

    ``bold``: in bold, and little else is. ``gaps``: with space above. ``bullets``: lists have
    bullets. ``margin``: the left edge of labels, with how far a row may stand from it.
    """

    bold: bool
    gaps: bool
    bullets: bool
    margin: float
    slack: float

    def outdented(self, row: Row) -> bool:
        """Whether the row stands as far left as labels do."""
        return row.x0 <= self.margin + self.slack


def learn_habits(
    rows: Sequence[Row], hits: Sequence[Hit], headings: Collection[int], marked: bool
) -> Habits:
    """The habits of a sheet, from the labels found on it; ``marked`` as for ``group_items``."""
    labels = [rows[hit.start] for hit in hits]
    inside = {at for hit in hits for at in range(hit.start, hit.end)} | set(headings)
    others = [row for at, row in enumerate(rows) if at not in inside]
    telling = [rows[h.start] for h in hits if h.start - 1 not in headings and h.start]
    edges = sorted(round(row.x0) for row in labels)
    height = labels[0].line.box.bottom - labels[0].line.box.top if labels else 1.0
    return Habits(
        bold=_share(labels, "bold") > 0.6 and _share(others, "bold") < 0.3,
        gaps=_share([row for row in telling if row.gap is not None], "gap") > 0.7,
        bullets=marked and sum(1 for row in others if row.bullet) >= 2,
        margin=edges[len(edges) // 2] if edges else 0.0,
        slack=max(1.0, 0.5 * height),
    )


def _share(rows: Sequence[Row], trait: str) -> float:
    return sum(1 for row in rows if getattr(row, trait)) / len(rows) if rows else 0.0


def unknown_hit(
    rows: Sequence[Row], at: int, stop: int, habits: Habits, awaited: bool
) -> Hit | None:
    """The unknown label that begins at a row, if one does; ``stop`` is where the next known begins.

    ``awaited`` tells of a label just above that has no value yet: without bullets, this is its list.
    """
    if not begins_paragraph(rows, at, habits):
        return None
    if awaited and not habits.bullets and not (habits.bold and rows[at].bold):
        return None
    row = rows[at]
    end = at + 1
    while end < min(stop, at + _MAX_ROWS) and _goes_on(rows, end, habits):
        end += 1
    text = ""
    for last in range(at, end):
        text = join_lines([rows[n].body for n in range(at, last + 1)])
        for colon in colon_places(text):
            label = strip_markdown(text[: colon.start()])
            if _is_label(label):
                return Hit(at, last + 1, None, label, text[colon.end() :])
            break
    if habits.bold and row.bold:
        last = at + 1
        while last < end and rows[last].bold:
            last += 1
        label = strip_markdown(join_lines([rows[n].body for n in range(at, last)]))
        return Hit(at, last, None, label, "", colon=False, alone=True)
    return None


def begins_paragraph(rows: Sequence[Row], at: int, habits: Habits) -> bool:
    """Whether a row can be the first of a label: not a bullet, and not the rest of a wrapped line."""
    row = rows[at]
    if row.bullet or not habits.outdented(row) or not row.squashed:
        return False
    before = rows[at - 1] if at else None
    if before is not None and before.bullet and not before.body:
        return False  # its bullet stands alone on the line above
    if before is None or (habits.bold and row.bold):
        return True
    if row.gap:
        return True
    if row.full and row.gap is not None and not row.body[:1].isupper():
        return False
    if row.gap is None:  # a new page or column
        return not row.full and row.body[:1].isupper()
    return not habits.gaps and habits.bullets and not row.full and row.body[:1].isupper()


def _goes_on(rows: Sequence[Row], at: int, habits: Habits) -> bool:
    """Whether a row may carry on the label of the row before it."""
    row = rows[at]
    if row.bullet or row.gap:
        return False
    if habits.bold and rows[at - 1].bold:
        return row.bold
    return row.full


def _is_label(words: str) -> bool:
    return (
        3 <= len(words) <= _MAX_LABEL
        and any(c.isalpha() for c in words)
        and not _ACTOR.fullmatch(words)
    )
