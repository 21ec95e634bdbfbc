"""Lists whose items may stand above their label, amid or beside its rows, and are not in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from crte_extract.document import Line
from crte_extract.record.form import FIELDS
from crte_extract.record.models import Avertissement
from crte_extract.record.telling import about
from crte_extract.record.understanding import parts
from crte_extract.sections import Block, Sheet

_SAME: Final = 3.0  # points: words that begin no further apart are of one column
_HIGHER: Final = 0.25  # heights of a line: an item that begins so far above its label is above it
_BESIDE: Final = "des mots à côté de ce libellé ne sont sous aucun"
_ABOVE: Final = "les mots au-dessus de son libellé en sont peut-être"
_BELOW: Final = "ses derniers mots sont peut-être de la liste qui suit"


def hanging(sheet: Sheet, places: Mapping[str, Block]) -> Iterator[Avertissement]:
    """Lists of a table above whose label words are left that may be theirs; then, those that touch another.

    No rule parts these from the list above: what stands above their label may be of either.
    """
    blocks = [(above, block) for above, block in pairwise([None, *sheet.blocks]) if block]
    lists = [(above, block) for above, block in blocks if _is_list(block, places)]
    left = [stray.lines[-1] for stray in sheet.strays]
    hung = [
        block
        for above, block in lists
        if any(_is_before(line, above, block) for line in left) or _has_left(above, block)
    ]
    told = dict.fromkeys(hung, _ABOVE)
    for above, block in lists if hung else ():
        if above is not None and _is_list(above, places) and _begins_above(block):
            told.setdefault(above, _BELOW)
            told.setdefault(block, _ABOVE)
    for block, reason in told.items():
        yield about(block, "decoupage_incertain", reason)


def beside(sheet: Sheet, places: Mapping[str, Block]) -> Iterator[Avertissement]:
    """Lists with nothing under their label, beside which words stand that are under none."""
    left = [line for stray in sheet.strays for line in stray.lines if line.page is not None]
    for key, block in places.items() if left else ():
        label = block.lines
        if block.items or not FIELDS[key].many or not label:
            continue
        page, first, last = label[0].page, label[0].box, label[-1].box
        if any(
            line.page == page and line.box.x0 > first.x0 and _is_level(line, first.top, last.bottom)
            for line in left
        ):
            yield about(block, "decoupage_incertain", _BESIDE)


def _is_level(line: Line, top: float, bottom: float) -> bool:
    """Whether the middle of a line is as far down as a label reaches."""
    return top < (line.box.top + line.box.bottom) / 2 < bottom


def _is_list(block: Block, places: Mapping[str, Block]) -> bool:
    """Whether a block is a list beside its label in a table."""
    key = block.key
    if key is None or places[key] is not block or not FIELDS[key].many or not block.items:
        return False
    return bool(block.lines) and block.lines[0].column == 1


def _is_before(line: Line, above: Block | None, block: Block) -> bool:
    """Whether a line stands between the label above and that of a list, in the column of its items."""
    if abs(line.box.x0 - block.items[0].lines[0].box.x0) > _SAME:
        return False
    after = above is None or _place(above.lines[0]) < _place(line)
    return after and _place(line) < _place(block.lines[0])


def _has_left(above: Block | None, block: Block) -> bool:
    """Whether the last words under the label above, of one value, are none of it."""
    if above is None or above.key is None or FIELDS[above.key].many or len(above.items) < 2:
        return False
    last = above.items[-1]
    return last in parts(above).loose and _is_before(last.lines[-1], above, block)


def _begins_above(block: Block) -> bool:
    """Whether the first item of a list begins above its label, and no rule parts them from others."""
    label, item = block.lines[0], block.items[0].lines[0]
    if label.band or label.page != item.page:
        return False
    return label.box.top - item.box.top > _HIGHER * (label.box.bottom - label.box.top)


def _place(line: Line) -> tuple[int, int]:
    return line.page or 0, line.number
