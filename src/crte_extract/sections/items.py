"""Groups the rows under a label into its values: bullets, wrapped lines, single values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from crte_extract.counting import mark_of
from crte_extract.marks import BOXES
from crte_extract.sections.carrying import (
    NEW_LINE,
    Open,
    broken_word,
    close_where_items_are_parted,
    goes_on,
    is_cut,
    is_rest,
    rest_of_an_actor,
    same_cell,
)
from crte_extract.sections.manner import Manner
from crte_extract.sections.rows import Row, split_bullet
from crte_extract.sections.sheet import Guess, Item
from crte_extract.text import SOFT_HYPHEN, join_lines

_DASHES = "-–—"
_CLOSES = ".)°/-–—"  # what ends a number or a letter that stands for a bullet
_NUMBERS = ("1", "a", "A")  # kinds of bullets that count up
_DEEPER = 0.8  # of its row's height: a bullet that stands in by more is of a list within the list
_STANDS_IN = (
    0.5  # the same before words in lower case, unlike the first: it may be a dash of the text
)
_FAR = 8.0  # of its row's height: one that stands in by more is of another column
_HANGING = (
    1.0  # points, or characters of a text: a row that stands in by more hangs under the first
)
_LEVEL = 0.5  # of a row's height: rows no further away stand side by side
_MANY = 3  # items of a list: as many that begin with a capital are its manner
_EVEN = 2  # rows above items in lower case: as many that end at nearly one place,
_EVENLY = 0.85  # of the widest of their list, may be wrapped, where they are
_WIDE = 25  # characters wide, as the narrowest column is
_CERTAIN = tuple(rule.__name__ for rule in (broken_word, close_where_items_are_parted, same_cell))
_NO_GUESS, _SLIGHT_GUESS, _BOLD_GUESS = range(3)


def group_items(
    inline: str, label_row: Row, rows: Sequence[Row], manner: Manner
) -> tuple[tuple[Item, ...], tuple[Guess, ...]]:
    """The items of a block, and why it is not certain where they end.

    ``inline`` is what stands behind the label on its own row.
    """
    if not inline and (not rows or _is_plain(rows)):  # as most lists
        return _plain_items(rows), ()
    if not rows and not split_bullet(inline, manner.mark)[0]:  # as most values
        return (_alone(inline, label_row),), ()
    items = [_beside(inline, label_row, rows, manner)] if inline else []
    listed = bool(items) and items[0].is_listed(manner)
    celled = any(
        row.line.ruled and above.line.page == row.line.page for above, row in pairwise(rows)
    )
    capitals = _in_capitals(rows)
    for row in rows:
        carried, rule = goes_on(items[-1], row, manner) if items else (False, "first_line")
        if carried:
            last = items[-1]
            last.guessed = max(last.guessed, _guess(last, row, manner, rule, capitals))
            last.texts.append(row.line.text if row.bullet else row.body)  # a dash of the text stays
            last.rows.append(row)
            last.rules.append(rule)
            continue
        wrapped = not (row.bullet or row.gap)
        opened = Open([row.body], [row], [rule], row.bullet, celled=celled, wrapped=wrapped)
        listed = listed or opened.is_listed(manner)
        opened.loose = listed and not row.bullet
        if rule == NEW_LINE and _may_be_one(items[-1], row):
            opened.guessed = _SLIGHT_GUESS
        items.append(opened)
    for item in (*_cut_short(items), *_even_ends(items)):
        item.guessed = max(item.guessed, _SLIGHT_GUESS)
    made = tuple([_item(item) for item in items])
    if len({(item.bullet, item.rows[0].x0, item.guessed) for item in items}) == 1:
        plain = not items[0].guessed and _kind(items[0].bullet) not in _NUMBERS
        return made, () if plain else tuple(_guesses(items, made, manner))
    made = tuple(
        [it._replace(at_edge=_at_edge(made, n)) if it.loose else it for n, it in enumerate(made)]
    )
    return made, tuple(_guesses(items, made, manner))


def _is_plain(rows: Sequence[Row]) -> bool:
    """Whether rows are a list in which nothing is a guess: by one bullet, at one edge, each an item.

    A bullet further right may be a dash of the text, and a euro sign goes on with the amount above it.
    """
    bullet, x0 = rows[0].bullet, rows[0].x0
    if not bullet or _kind(bullet) in _NUMBERS:
        return False
    return all(r.bullet == bullet and r.line.box.x0 == x0 and r.body != "€" for r in rows)


def _plain_items(rows: Sequence[Row]) -> tuple[Item, ...]:
    """The items of rows each of which is one by its bullet."""
    rules = ["first_line", *["bullet"] * len(rows)]
    return tuple(
        [
            Item(row.body.removesuffix(SOFT_HYPHEN), (row.line,), True, rules=(rule,))
            for row, rule in zip(rows, rules, strict=False)
        ]
    )


def _alone(inline: str, label_row: Row) -> Item:
    """The item that is all that stands behind its label."""
    text = inline.removesuffix(SOFT_HYPHEN)
    return Item(text, (label_row.line,), rules=("behind_its_label",))


def _beside(inline: str, label_row: Row, rows: Sequence[Row], manner: Manner) -> Open:
    """The item that begins behind its label: listed, where a bullet stands before it that is no sign."""
    bullet, body = split_bullet(inline, manner.mark)
    counted = any(_kind(row.bullet) in _NUMBERS for row in rows)
    if counted and (mark := mark_of(inline)):
        bullet, body = inline[: mark.length].strip(), inline[mark.length :]
    parted = body[:1].isalpha() and inline[len(bullet) : len(bullet) + 1] != body[:1]
    if body and (parted or any(row.bullet == bullet for row in rows)):
        return Open([body], [label_row], ["behind_its_label"], bullet, beside=True)
    return Open([inline], [label_row], ["behind_its_label"], beside=True)


def _item(item: Open) -> Item:
    lines = tuple([row.line for row in item.rows])
    text = item.texts[0] if len(lines) == 1 else join_lines(item.texts)
    text = text.removesuffix(SOFT_HYPHEN)
    return Item(text, lines, bool(item.bullet), item.wrapped, item.loose, False, tuple(item.rules))


def _cut_short(items: Sequence[Open]) -> list[Open]:
    """Items without a bullet that end as no text does: in a small word, or with a comma, as few do."""
    commas = [item for item in items[:-1] if item.texts[-1].endswith(",") and not item.bullet]
    found = [item for item in items if not item.bullet and is_cut(item.texts[-1])]
    return found + (commas if 2 * len(commas) < len(items) - 1 else [])


def _even_ends(items: Sequence[Open]) -> list[Open]:
    """Items in lower case below rows that end at nearly one place, as those of a narrow column do.

    One alone, or a list that begins in lower case, tells nothing; nor do short rows.
    """
    if not items[0].texts[0][:1].isupper():
        return []
    widest = max(row.line.box.x1 - row.x0 for item in items for row in item.rows)
    found: list[Open] = []
    for above, item in pairwise(items):
        last = above.rows[-1]
        even = last.line.box.x1 - last.x0 >= _EVENLY * widest and len(last.body) >= _WIDE
        if even and item.rules[0] == NEW_LINE and item.texts[0][:1].islower():
            found.append(item)
    return found if len(found) >= _EVEN else []


def _may_be_one(item: Open, row: Row) -> bool:
    """Whether a row may go on with an item that no rule carries on.

    It begins as no item does; it was pasted into a form, perhaps, with its lines' ends; or it stands on the
    level of the row before it: a wide space, or two columns of items.
    """
    if is_rest(item.texts[-1], row.body) or (row.line.filled and item.may_go_on(row)):
        return True
    line, last = row.line, item.rows[-1].line
    return line.page == last.page and abs(line.box.top - last.box.top) < _LEVEL * row.height


def _at_edge(items: Sequence[Item], at: int) -> bool:
    """Whether a page ends or begins just above or below an item; the end of a block may be such."""
    own = {line.page for line in items[at].lines}
    near = [item.lines[0].page for item in items[max(0, at - 1) : at + 2]]
    return len({*own, *near}) > 1


def _guesses(items: Sequence[Open], made: Sequence[Item], manner: Manner) -> Iterator[Guess]:
    """Why it is not certain where the items of a list end."""
    guessed = tuple(item for opened, item in zip(items, made, strict=True) if opened.guessed)
    if guessed:
        slight = all(item.guessed != _BOLD_GUESS for item in items)
        yield Guess("sans puce : la suite d'un élément, ou un autre ?", guessed, slight)
    counted = tuple(
        item
        for opened, item in zip(items, made, strict=True)
        if _kind(opened.bullet) in _NUMBERS and mark_of(opened.texts[0])
    )
    if counted:
        yield Guess("des numéros qui ne se suivent pas", counted)
    bulleted = [(opened, item) for opened, item in zip(items, made, strict=True) if opened.bullet]
    if bulleted and not manner.bullets_apart and not items[0].bullet:
        yield Guess(
            "des mots sans puce avant les puces : un élément, ou leur titre ?", tuple(made[:1])
        )
    levels = _levels([opened for opened, _ in bulleted])
    inner = tuple(item for (_, item), level in zip(bulleted, levels, strict=True) if level)
    if inner:
        yield Guess("une liste dans la liste : ses éléments sont donnés à la suite", inner)


def _levels(items: Sequence[Open]) -> list[bool]:
    """For each bulleted item whether it stands in a list within the list: deeper, or under another mark.

    Numbers that count up are one mark; an item on the label's own row has no place to compare.
    """
    own_rows = [item.rows[0] for item in items if item.rows[0].bullet]
    levels: list[bool] = []
    for item in items:
        first, row = own_rows[0] if own_rows else item.rows[0], item.rows[0]
        same_page = row.line.page == first.line.page
        of_the_text = row.body[:1].islower() and not first.body[:1].islower()
        least = _STANDS_IN if of_the_text else _DEEPER
        deeper = least * row.height < row.x0 - first.x0 < _FAR * row.height
        other = _kind(item.bullet) != _kind(items[0].bullet)
        levels.append(other or (deeper and same_page))
    return levels


def _kind(bullet: str) -> str:
    """What kind of mark a bullet is: all numbers are one, all small or capital letters, all boxes."""
    if bullet in BOXES or bullet[:1] == "[":
        return "☐"
    if not bullet or bullet[-1] not in _CLOSES or bullet[0] in _DASHES:
        return bullet
    sign = bullet.strip("(")[:1]
    return "1" if sign.isdigit() else "a" if sign.islower() else "A"


def _in_capitals(rows: Sequence[Row]) -> bool:
    """Whether the items of a list begin with a capital, or a number: those below a line that had room."""
    firsts = [row.body[:1] for row in rows if not row.full]
    return len(firsts) >= _MANY and not any(map(str.islower, firsts))


def _guess(item: Open, row: Row, manner: Manner, rule: str, capitals: bool) -> int:
    """How much of a guess it is that a row carries on an item: none, or a slight one where it was full.

    Under a bullet a full line goes on; a line that had room was ended by who typed it. Without one a full
    line goes on for certain in what can begin no item, or in small letters where others have ``capitals``.
    """
    text = item.texts[-1]
    if not text or row.body == "€" or rule in _CERTAIN:
        return _NO_GUESS
    if item.is_listed(manner):
        told = row.full or row.body[:1].islower() or item.is_unfinished()
        return _NO_GUESS if told else _BOLD_GUESS
    if rule != "value_close_under_its_label" and row.x0 > item.rows[0].x0 + _HANGING:
        return _NO_GUESS
    if not row.full:
        return _BOLD_GUESS
    sure = rule == rest_of_an_actor.__name__ or (capitals and row.body[:1].islower())
    return _NO_GUESS if sure or is_rest(text, row.body) else _SLIGHT_GUESS
