"""Tells a label that the form doesn't have from a value: by bold type, or by shape and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from crte_extract.sections.labels import Hit, colon_places
from crte_extract.sections.manner import Manner
from crte_extract.sections.rows import Row, strip_markdown
from crte_extract.text import join_lines

BY_COLON: Final = "unknown_label_by_its_colon"
_MAX_ROWS = 5  # that a label may wrap to
_SHORTEST = 3  # characters of a label: fewer are a letter or a sign before a value
_LONGEST = 200  # characters of a label: more are a sentence
_ACTOR = re.compile(r"nom\b", re.IGNORECASE)


def unknown_hit(
    rows: Sequence[Row], at: int, stop: int, manner: Manner, awaited: bool
) -> Hit | None:
    """The unknown label that begins at a row, if one does; ``stop`` is where the next known begins.

    ``awaited`` tells of a label just above that has no value yet: without bullets, this is its list.
    """
    in_bold = manner.bold and rows[at].bold
    if not _begins_paragraph(rows, at, manner) or (awaited and not (manner.bullets or in_bold)):
        return None
    end = at + 1
    while end < min(stop, at + _MAX_ROWS) and _goes_on(rows, end, manner):
        end += 1
    return _with_colon(rows, at, end) or (_in_bold(rows, at, end) if in_bold else None)


def _with_colon(rows: Sequence[Row], at: int, end: int) -> Hit | None:
    """The label that ends with the first colon of these rows."""
    for last in range(at, end):
        text = join_lines([rows[n].body for n in range(at, last + 1)])
        colon = next(colon_places(text), None)
        if colon is None:
            continue
        label = strip_markdown(text[: colon.start()])
        if _is_label(label):
            return Hit(at, last + 1, None, label, text[colon.end() :], rule=BY_COLON)
    return None


def _in_bold(rows: Sequence[Row], at: int, end: int) -> Hit | None:
    """The label that these rows are, all in bold."""
    label = strip_markdown(join_lines([rows[n].body for n in range(at, end)]))
    if not _is_label(label):
        return None
    return Hit(at, end, None, label, "", False, True, rule="unknown_label_in_bold")


def _begins_paragraph(rows: Sequence[Row], at: int, manner: Manner) -> bool:
    """Whether a row, which has no bullet, can be the first of a label: not the rest of a wrapped line."""
    row = rows[at]
    if not manner.outdented(row):
        return False
    if any(not above.body for above in rows[at - 1 : at]):
        return False  # its bullet stands alone on the line above
    if manner.bold and row.bold:
        return True
    if row.gap:
        return not (manner.parted and row.body[:1].islower())  # such is an item of a parted list
    if row.full or not row.body[:1].isupper():
        return False
    # Without a gap it may be a value, but for a new page or column: bullets tell that it is none.
    return row.gap is None or (manner.bullets and not manner.gaps)


def _goes_on(rows: Sequence[Row], at: int, manner: Manner) -> bool:
    """Whether a row may carry on the label of the row before it."""
    row = rows[at]
    if row.bullet or row.gap:
        return False
    return row.bold if manner.bold and rows[at - 1].bold else row.full


def _is_label(words: str) -> bool:
    return (
        _SHORTEST <= len(words) <= _LONGEST
        and any(c.isalpha() for c in words)
        and not _ACTOR.fullmatch(words)
    )
