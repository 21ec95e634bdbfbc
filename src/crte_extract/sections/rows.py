"""Rows: lines with what their shape says, by themselves and beside the row above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from crte_extract.document import Line
from crte_extract.marks import DOTS, HYPHENS, TICKED, TYPED, UNTICKED
from crte_extract.text import squash, squash_lines

_DRAWN = DOTS + TICKED + UNTICKED
_BULLET = re.compile(
    rf"[{HYPHENS}{TYPED}\ufffd] +(?=\S)(?!€$)|[{_DRAWN}] *|[{HYPHENS}](?=[^\W\d_])|\(cid:\d+\) "
    r"|\[[xX ]?\] +(?=\S)"
)
_STARTS = frozenset(HYPHENS + _DRAWN + TYPED + "\ufffd([")  # most lines begin otherwise: told fast
_EMPHASIS = ("**", "__", "#")
_MARKDOWN: Final = "*_# "


class Row(NamedTuple):
    """A line with what its shape says.

    ``body`` is the text behind the bullet, ``squashed`` its letters and digits. ``parted`` tells that
    running heads were taken out just above it: like a page's end, that is no gap and no end of a cell.
    ``gap`` tells of more than the usual space above: None where that can't be told (a new page or
    column). ``full`` means that its first word had no room on the line before, which it may continue.
    ``close`` means that it stands no further below than the rest of a wrapped text does, by the labels.
    ``otherwise`` is the word that it ends with, and the next row goes on with, if the hyphen between was
    not typed: empty where that is no question.
    """

    line: Line
    body: str
    bullet: str
    squashed: str
    bold: bool
    parted: bool = False
    gap: bool | None = None
    full: bool = False
    close: bool = False
    otherwise: str = ""

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.line.box.x0

    @property
    def height(self) -> float:
        """That of its line: in points, 1 in a text."""
        return self.line.box.bottom - self.line.box.top


def make_rows(lines: Sequence[Line]) -> list[Row]:
    """The rows of the lines, before their neighbours are looked at."""
    parts = [split_bullet(line.text) for line in lines]
    squashed = squash_lines([body for _, body in parts])
    return [
        Row(line, body, bullet, words, line.bold or (not bullet and body.startswith(_EMPHASIS)))
        for line, (bullet, body), words in zip(lines, parts, squashed, strict=False)
    ]


def marked(rows: Sequence[Row], mark: str) -> list[Row]:
    """The rows, with the sheet's own ``mark`` as a bullet where it stands before them."""
    begun = f"{mark} "
    return [
        from_place(row, len(begun), mark) if row.body.startswith(begun) and not row.bullet else row
        for row in rows
    ]


def from_place(row: Row, place: int, bullet: str = "") -> Row:
    """The row with its body from a place on, and with what stands before that as its ``bullet``, if any."""
    squashed = row.squashed[len(squash(row.body[:place])) :]
    return row._replace(body=row.body[place:], bullet=bullet or row.bullet, squashed=squashed)


def split_bullet(text: str, mark: str = "") -> tuple[str, str]:
    """The bullet before a text, if there is one, and the text; ``mark`` is the sheet's own bullet.

    >>> split_bullet("• PLUI"), split_bullet("-€"), split_bullet("» PLUI", "»")
    (('•', 'PLUI'), ('', '-€'), ('»', 'PLUI'))
    """
    if mark and text.startswith(f"{mark} "):
        return mark, text[2:]
    if text[:1] not in _STARTS or (found := _BULLET.match(text)) is None:
        return "", text
    return found.group().strip(), text[found.end() :]


def has_bullet(text: str, at: int) -> bool:
    """Whether a bullet stands at this place of a text."""
    return _BULLET.match(text, at) is not None


def strip_markdown(text: str) -> str:
    """The text without the emphasis and heading marks around it."""
    return text.strip(_MARKDOWN)
