"""Whether a row goes on with the item above it: rules asked in their order, of which the first decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from crte_extract.sections.manner import Manner
from crte_extract.sections.rows import Row
from crte_extract.text import SOFT_HYPHEN, is_broken

_OPEN_WORD = (
    r"\b(?:à|au|aux|avec|dans|de|des|du|d'|en|entre|et|l'|la|le|les|ou|par|pour|sans"
    r"|sous|sur|un|une|vers|via|dont|que|qui)$"
)
_UNFINISHED = re.compile(rf"[,;:(/&'’«+-]$|{_OPEN_WORD}", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:au|aux|de|des|dont|du|et|ou|par|que|qui)\b(?!')|(?:d|qu)['’]"
)  # begins no item
_CUT_WORD = re.compile(_OPEN_WORD)  # in small letters: DE, UN or EN may be an acronym
_TAIL = 8  # characters: no longer than what ends an unfinished text, so that no more is searched
_ACTOR = re.compile(r"nom\s*:", re.IGNORECASE)  # how the template begins an actor
_REST = re.compile(r"(?:[0-9]{9}\b|(?:siren|nature)\s*:)|.*,\s*siren\s*:", re.IGNORECASE)
_HAS_CODE = re.compile(r"\bsiren\s*:\s*\S", re.IGNORECASE)
_DASHES = frozenset("-–—")  # with which a line of text may begin
_INDENT = 1.0  # points, or characters of a text: what stands in by no more has the same edge
NEW_LINE: Final = "new_line"  # where no rule has anything to say


@dataclass(slots=True)
class Open:
    """An item that further rows may still carry on.

    ``beside`` tells that it stands behind its label, ``celled`` that each item of its list has a cell.
    """

    texts: list[str]
    rows: list[Row]
    rules: list[str]
    bullet: str = ""
    beside: bool = False
    celled: bool = False
    wrapped: bool = False
    loose: bool = False
    guessed: int = 0

    def is_listed(self, manner: Manner) -> bool:
        """Whether it has a bullet, on a sheet where that tells where it begins."""
        return bool(self.bullet) and not manner.bullets_apart

    def may_go_on(self, row: Row) -> bool:
        """Whether its last line had no room for a row that begins in lower case, or it can't end there."""
        return row.full and (not row.body[:1].isupper() or self.is_unfinished())

    def is_unfinished(self) -> bool:
        """Whether its last line can't be the end of a text."""
        last = self.texts[-1]
        return last.endswith(SOFT_HYPHEN) or _UNFINISHED.search(last, len(last) - _TAIL) is not None


def is_cut(words: str) -> bool:
    """Whether words end in a small one that ends no text.

    >>> is_cut("Convention avec la région de"), is_cut("Plan vélo"), is_cut("Contrat de l'UN")
    (True, False, False)
    """
    return _CUT_WORD.search(words, max(0, len(words) - _TAIL)) is not None


def is_rest(above: str, words: str) -> bool:
    """Whether words are surely the rest of a text: by how they begin, how it ends, or an open parenthesis.

    >>> is_rest("Plan de paysage", "et de mobilité"), is_rest("Plan de", "paysage"), is_rest("Plan", "vélo")
    (True, True, False)
    """
    inside = above.rfind("(") > above.rfind(")") and ")" in words
    return inside or is_cut(above) or _GOES_ON.match(words) is not None


Rule = Callable[[Open, Row, Manner], bool | None]
"""Whether a row goes on with an item; None where the rule has nothing to say of it."""


def same_cell(item: Open, row: Row, manner: Manner) -> bool | None:
    """In a list whose items have a cell each, what no rule parts from the item above."""
    above, line = item.rows[-1].line, row.line
    known = item.celled and above.page == line.page and above.column == line.column == 2
    return (known and not line.ruled) or None


def value_close_under_its_label(item: Open, row: Row, manner: Manner) -> bool | None:
    """Where lists have bullets, what wraps below a value that stands behind its label."""
    return (item.beside and manner.bullets and not row.bullet and row.gap is False) or None


def unit_of_an_amount(item: Open, row: Row, manner: Manner) -> bool | None:
    """A euro sign alone."""
    return row.body == "€" or None


def text_of_a_bullet_alone(item: Open, row: Row, manner: Manner) -> bool | None:
    """What follows a bullet that stands alone on its line."""
    return (not item.texts[-1] and not row.bullet) or None


def dash_of_the_text(item: Open, row: Row, manner: Manner) -> bool | None:
    """A dash that looks like a bullet, at the start of a wrapped line: the line above had no room for it.

    It goes on in lower case where the sheet has no such bullet; or it stands where the text of the bullet
    above it stands, right of that bullet.
    """
    first = item.rows[0]
    if not (row.full and row.bullet in _DASHES):
        return None
    if row.bullet not in manner.dashes and row.body[:1].islower():
        return not item.texts[-1].endswith(":") or None
    if not first.bullet:
        return None
    if row.x0 <= first.x0 + _INDENT:
        return None
    if len(item.rows) == 1:
        return row.bullet != first.bullet or None
    return abs(row.x0 - item.rows[-1].x0) < _INDENT or None


def bullet(item: Open, row: Row, manner: Manner) -> bool | None:
    """A bullet begins an item."""
    return False if row.bullet else None


def broken_word(item: Open, row: Row, manner: Manner) -> bool | None:
    """The rest of a word, however the row stands where the typesetter broke it; no gap parts a compound."""
    last, first = item.texts[-1], row.body[:1]
    if last.endswith(SOFT_HYPHEN):
        return first.isalpha() or None
    return (not row.gap and first.isalnum() and is_broken(last)) or None


def gap_above(item: Open, row: Row, manner: Manner) -> bool | None:
    """More than the usual space parts it from what stands above."""
    return False if row.gap else None


def beginning_of_an_actor(item: Open, row: Row, manner: Manner) -> bool | None:
    """``nom :``, which the template prints before each."""
    return False if _ACTOR.match(row.body) else None


def rest_of_an_actor(item: Open, row: Row, manner: Manner) -> bool | None:
    """Its SIREN or its nature, behind ``nom :``, or what follows a colon: neither is an actor."""
    if not _ACTOR.match(item.texts[0]):
        return None
    if item.texts[-1].endswith(":"):
        return True
    part = _REST.match(row.body)
    if part is None:
        return None
    return row.body[:6].lower() == "nature" or not _HAS_CODE.search(" ".join(item.texts)) or None


def close_under_a_bullet(item: Open, row: Row, manner: Manner) -> bool | None:
    """A row without a bullet goes on with the one that has it."""
    return (row.gap is False and item.is_listed(manner)) or None


def close_where_items_are_parted(item: Open, row: Row, manner: Manner) -> bool | None:
    """Where space parts the items of lists, what stands close to the row above goes on with it."""
    return (manner.parted and row.close) or None


def bullet_on_another_page(item: Open, row: Row, manner: Manner) -> bool | None:
    """A bullet's text goes on over a page's or a column's end: in lower case, cut, or from a full line.

    Else it ends there.
    """
    if not item.is_listed(manner):
        return None
    return row.full or not row.body[:1].isupper() or item.is_unfinished()


def full_line_goes_on(item: Open, row: Row, manner: Manner) -> bool | None:
    """Without a bullet a text goes on from a full line: in lower case, or where it was cut.

    In a form who filled it in ended the line.
    """
    return (item.may_go_on(row) and not row.line.filled) or None


def cut_by_a_page(item: Open, row: Row, manner: Manner) -> bool | None:
    """What a page's or a column's end cut goes on."""
    return (row.gap is None and item.is_unfinished()) or None


RULES: Final[tuple[Rule, ...]] = (
    unit_of_an_amount,
    dash_of_the_text,
    bullet,
    broken_word,
    same_cell,
    value_close_under_its_label,
    text_of_a_bullet_alone,
    gap_above,
    beginning_of_an_actor,
    close_under_a_bullet,
    close_where_items_are_parted,
    bullet_on_another_page,
    rest_of_an_actor,
    full_line_goes_on,
    cut_by_a_page,
)


def goes_on(item: Open, row: Row, manner: Manner) -> tuple[bool, str]:
    """Whether a row goes on with an item, and the name of the rule that decided."""
    for rule in RULES:
        if (verdict := rule(item, row, manner)) is not None:
            return verdict, rule.__name__
    return False, NEW_LINE
