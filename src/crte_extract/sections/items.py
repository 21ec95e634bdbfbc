"""Groups the rows under a label into its values: bullets, wrapped lines, single values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from crte_extract.counting import mark_of
from crte_extract.sections.rows import Row, split_bullet
from crte_extract.sections.sheet import Doubt, Item
from crte_extract.text import SOFT_HYPHEN, join_lines

_UNFINISHED = re.compile(
    r"(?:[,;:(/&'’«+-]|\b(?:à|au|aux|avec|dans|de|des|du|d'|en|entre|et|l'|la|le|les|ou|par|pour|sans"
    r"|sous|sur|un|une|vers|via|dont|que|qui))$",
    re.IGNORECASE,
)
_ACTOR = re.compile(r"nom\s*:", re.IGNORECASE)  # how the template begins an actor
_DASHES = "-–—"
_CLOSES = ".)°/-–—"  # what ends a number or a letter that stands for a bullet
_NUMBERS = ("1", "a", "A")  # kinds of bullets that count up
_DEEPER = 0.8  # of a row's height: a bullet that stands in by more is of a list within the list
_NO_GUESS, _SLIGHT_GUESS, _BOLD_GUESS = range(3)
_FAR = 8.0  # of a row's height: one that stands in by more is of another column


@dataclass(slots=True)
class _Open:
    """An item that further rows may still carry on."""

    texts: list[str]
    rows: list[Row]
    bulleted: bool = False
    wrapped: bool = False
    loose: bool = False
    guessed: int = _NO_GUESS
    bullet: str = ""


def group_items(
    inline: str,
    label_row: Row,
    rows: Sequence[Row],
    words: Collection[str],
    *,
    marked: bool = True,
    bullets: bool = False,
) -> tuple[tuple[Item, ...], tuple[Doubt, ...]]:
    """The items of a block, and why it is not certain where they end.

    ``inline`` is what stands behind the label on its own row; ``words`` are all of the sheet's, to tell a
    typed hyphen at a line's end from the typesetter's. ``marked`` tells that the bullets of the
    sheet stand before their texts, so that a row without one carries on the item above it;
    ``bullets`` that lists have bullets, so that what wraps under a label's row is one value.
    """
    items: list[_Open] = []
    listed = False
    if inline:
        bullet, body = split_bullet(inline)
        if (
            rows
            and any(_kind(row.bullet) in _NUMBERS for row in rows)
            and (mark := mark_of(inline))
        ):
            bullet, body = inline[: mark.length].strip(), inline[mark.length :]
        listed = bool(bullet and body) and (
            (body[0].isalpha() and inline[len(bullet) : len(bullet) + 1] != body[0])
            or any(row.bullet == bullet for row in rows)
        )
        mark_before = bullet if listed else ""
        items.append(
            _Open([body if listed else inline], [label_row], bulleted=listed, bullet=mark_before)
        )
        listed = listed and marked
    last: _Open | None = items[0] if items else None
    for row in rows:
        same_value = bullets and not row.bullet and row.gap is False and inline and last is items[0]
        if last is not None and (same_value or _carries_on(last, row, marked)):
            last.guessed = max(last.guessed, _guess(last, row, marked, bool(same_value)))
            last.texts.append(row.body)
            last.rows.append(row)
            continue
        opened = _Open(
            [row.body],
            [row],
            bool(row.bullet),
            wrapped=not (row.bullet or row.gap),
            bullet=row.bullet,
        )
        listed = listed or (marked and opened.bulleted)
        opened.loose = listed and not row.bullet
        items.append(opened)
        last = opened
    made = tuple([_item(item, words) for item in items])
    if len({(item.bullet, item.rows[0].x0, item.guessed) for item in items}) == 1:
        plain = not items[0].guessed and _kind(items[0].bullet) not in _NUMBERS
        return made, () if plain else tuple(_doubts(items, made, marked))
    made = tuple(
        [it._replace(at_edge=_at_edge(made, n)) if it.loose else it for n, it in enumerate(made)]
    )
    return made, tuple(_doubts(items, made, marked))


def _item(item: _Open, words: Collection[str]) -> Item:
    lines = tuple([row.line for row in item.rows])
    text = item.texts[0] if len(lines) == 1 else join_lines(item.texts, words)
    return Item(text.removesuffix(SOFT_HYPHEN), lines, item.bulleted, item.wrapped, item.loose)


def _at_edge(items: Sequence[Item], at: int) -> bool:
    """Whether a page ends or begins just above or below an item; the end of a block may be such."""
    own = {line.page for line in items[at].lines}
    near = [item.lines[0].page for item in items[max(0, at - 1) : at + 2]]
    return len({*own, *near}) > 1


def _doubts(items: Sequence[_Open], made: Sequence[Item], marked: bool) -> Iterator[Doubt]:
    """Why it is not certain where the items of a list end."""
    guessed = tuple(item for opened, item in zip(items, made, strict=True) if opened.guessed)
    if guessed:
        slight = all(item.guessed != _BOLD_GUESS for item in items)
        yield Doubt("sans puce : la suite d'un élément, ou un autre ?", guessed, slight)
    counted = tuple(
        item
        for opened, item in zip(items, made, strict=True)
        if _kind(opened.bullet) in _NUMBERS and mark_of(opened.texts[0])
    )
    if counted:
        yield Doubt("des numéros qui ne se suivent pas", counted)
    bulleted = [(opened, item) for opened, item in zip(items, made, strict=True) if opened.bulleted]
    if marked and bulleted and not items[0].bulleted and not items[0].loose:
        yield Doubt(
            "des mots sans puce avant les puces : un élément, ou leur titre ?", tuple(made[:1])
        )
    levels = _levels([opened for opened, _ in bulleted])
    inner = tuple(item for (_, item), level in zip(bulleted, levels, strict=True) if level)
    if inner:
        yield Doubt("une liste dans la liste : ses éléments sont donnés à la suite", inner)


def _levels(items: Sequence[_Open]) -> list[bool]:
    """For each bulleted item whether it stands in a list within the list: deeper, or under another mark.

    Numbers that count up are one mark; an item on the label's own row has no place to compare.
    """
    own_rows = [item.rows[0] for item in items if item.rows[0].bullet]
    levels: list[bool] = []
    for item in items:
        first, row = own_rows[0] if own_rows else item.rows[0], item.rows[0]
        height = row.line.box.bottom - row.line.box.top
        beside = row.line.page != first.line.page or row.line.column != first.line.column
        deeper = _DEEPER * height < row.x0 - first.x0 < _FAR * height
        other = _kind(item.bullet) != _kind(items[0].bullet)
        levels.append(other or (deeper and not beside and bool(row.bullet)))
    return levels


def _kind(bullet: str) -> str:
    """What kind of mark a bullet is: all numbers are one, and all small or capital letters."""
    if not bullet or bullet[-1] not in _CLOSES or bullet[0] in _DASHES:
        return bullet
    sign = bullet.strip("(")[:1]
    return "1" if sign.isdigit() else "a" if sign.islower() else "A"


def _guess(item: _Open, row: Row, marked: bool, same_value: bool) -> int:
    """How much of a guess it is that a row carries on an item: none, or a slight one where it was full.

    Under a bullet a full line goes on; a line that had room was ended by who typed it.
    """
    text = item.texts[-1]
    if not text or row.body == "€" or text.endswith(SOFT_HYPHEN):
        return _NO_GUESS
    if item.bulleted and marked:
        told = row.full or row.body[:1].islower() or _UNFINISHED.search(text)
        return _NO_GUESS if told else _BOLD_GUESS
    hangs = not same_value and row.x0 > item.rows[0].x0 + 1.0
    return _NO_GUESS if hangs else _SLIGHT_GUESS if row.full else _BOLD_GUESS


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
    if not (first.bullet and row.full and row.bullet in _DASHES):
        return False
    if len(item.rows) > 1:
        return abs(row.x0 - before.x0) < 1.0 and row.x0 > first.x0 + 1.0
    return row.bullet != first.bullet and row.x0 > first.x0 + 1.0
