"""Groups the rows under a label into its values: bullets, wrapped lines, single values."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crte_extract.sections.rows import Row, split_bullet
from crte_extract.sections.sheet import Item, Stray
from crte_extract.text import SOFT_HYPHEN, join_lines

_UNFINISHED = re.compile(
    r"(?:[,;:(/&'’«+-]|\b(?:à|au|aux|avec|dans|de|des|du|d'|en|entre|et|l'|la|le|les|ou|par|pour|sans"
    r"|sous|sur|un|une|vers|via|dont|que|qui))$",
    re.IGNORECASE,
)
_ACTOR = re.compile(r"nom\s*:", re.IGNORECASE)  # how the template begins an actor


@dataclass(slots=True)
class _Open:
    """An item that further rows may still carry on."""

    texts: list[str]
    rows: list[Row]
    bulleted: bool = False
    wrapped: bool = False


def group_items(
    inline: str,
    label_row: Row,
    rows: Sequence[Row],
    words: Collection[str],
    *,
    marked: bool = True,
    bullets: bool = False,
) -> tuple[tuple[Item, ...], tuple[Stray, ...]]:
    """The items of a block, and the rows under it that are none.

    ``inline`` is what stands behind the label on its own row; ``words`` are all of the sheet's, to tell a
    typed hyphen at a line's end from the typesetter's. ``marked`` tells that the bullets of the
    sheet stand before their texts, so that a row without one carries on the item above it;
    ``bullets`` that lists have bullets, so that what wraps under a label's row is one value.
    """
    items: list[_Open] = []
    strays: list[_Open] = []
    listed = False
    if inline:
        bullet, body = split_bullet(inline)
        listed = bool(bullet and body) and (
            body[0].isalpha() or any(row.bullet == bullet for row in rows)
        )
        items.append(_Open([body if listed else inline], [label_row], bulleted=listed))
        listed = listed and marked
    last: _Open | None = items[0] if items else None
    for row in rows:
        same_value = bullets and not row.bullet and row.gap is False and inline and last is items[0]
        if last is not None and (same_value or _carries_on(last, row, marked)):
            last.texts.append(row.body)
            last.rows.append(row)
            continue
        opened = _Open([row.body], [row], bool(row.bullet), wrapped=not (row.bullet or row.gap))
        listed = listed or (marked and opened.bulleted)
        (strays if listed and not row.bullet else items).append(opened)
        last = opened
    return tuple(_item(item, words) for item in items), tuple(_stray(s, words) for s in strays)


def _item(item: _Open, words: Collection[str]) -> Item:
    lines = tuple(row.line for row in item.rows)
    text = item.texts[0] if len(item.texts) == 1 else join_lines(item.texts, words)
    return Item(text.removesuffix(SOFT_HYPHEN), lines, item.bulleted, item.wrapped)


def _stray(item: _Open, words: Collection[str]) -> Stray:
    return Stray(join_lines(item.texts, words), tuple(row.line for row in item.rows))


def _carries_on(item: _Open, row: Row, marked: bool) -> bool:
    """Whether the row is the rest of the item's last line, wrapped by the typesetter."""
    before = item.rows[-1]
    if row.body == "€" or (not item.texts[-1] and not row.bullet):
        return True  # an amount's unit, or the text of a bullet that stands alone on its line
    if row.bullet:
        return _bullet_inside_text(item, before, row)
    if row.gap or _ACTOR.match(row.body):
        return False
    if item.bulleted and marked and row.gap is False:
        return True
    unfinished = _UNFINISHED.search(item.texts[-1]) is not None or item.texts[-1].endswith(
        SOFT_HYPHEN
    )
    continues = not row.body[:1].isupper() or unfinished
    if item.bulleted and marked:
        return continues or row.full
    return (row.full and continues) or (unfinished and row.gap is None)


def _bullet_inside_text(item: _Open, before: Row, row: Row) -> bool:
    """Whether a dash that looks like a bullet is a dash of the text, at the start of a wrapped line.

    It stands where the text of the bullet above it stands, right of that bullet, on a line for
    which the line above had no room.
    """
    first = item.rows[0]
    if not (first.bullet and row.full and row.bullet in "-–—"):
        return False
    if len(item.rows) > 1:
        return abs(row.x0 - before.x0) < 1.0 and row.x0 > first.x0 + 1.0
    return row.bullet != first.bullet and row.x0 > first.x0 + 1.0
