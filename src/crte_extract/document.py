"""What every reader gives: a document of lines, each with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Box(NamedTuple):
    """A place on a page, from its top left corner.

    PDF points (1/72 inch) in a PDF; in a text, characters across and lines down.
    """

    x0: float
    top: float
    x1: float
    bottom: float


class Stretch(NamedTuple):
    """How much longer a page was read than it is: for a text that is longer than its place on it.

    What is ``stored`` so far down was read as far down as ``shown`` has it, and between as much in between.
    """

    stored: tuple[float, ...] = ()
    shown: tuple[float, ...] = ()

    def down(self, y: float) -> float:
        """Where it is on the longer page.

        >>> page = Stretch((0.0, 100.0, 110.0), (0.0, 100.0, 150.0))
        >>> page.down(90), page.down(105), page.down(120)
        (90.0, 125.0, 160.0)
        """
        return _mapped(y, self.stored, self.shown) if self.stored else y

    def lowered(self, box: Box) -> Box:
        """A box on the longer page, as high as it is."""
        by = self.down(box.bottom) - box.bottom
        return box._replace(top=box.top + by, bottom=box.bottom + by)

    def raised(self, box: Box) -> Box:
        """A box of the longer page on the page itself."""
        if not self.stored:
            return box
        top, bottom = (_mapped(y, self.shown, self.stored) for y in (box.top, box.bottom))
        return box._replace(top=top, bottom=bottom)


def _mapped(y: float, given: Sequence[float], wanted: Sequence[float]) -> float:
    at = max(0, bisect_right(given, y) - 1)
    if at + 1 == len(given) or given[at] == given[at + 1]:
        return y - given[at] + wanted[at]
    share = (y - given[at]) / (given[at + 1] - given[at])
    return wanted[at] + share * (wanted[at + 1] - wanted[at])


class Line(NamedTuple):
    """One printed line, or one cell of it where columns stand side by side.

    ``page`` counts from 1 (None in a text without form feeds); ``number`` counts from 1 within the
    page of a PDF, within the file for a text. ``text`` has its spaces folded and its typesetting
    undone (ligatures, zero-width characters); a soft hyphen at its end stays, as the mark of a
    broken word. ``bold`` tells how the line begins. ``column`` is 1 for a left and 2 for a right
    cell of a table that was read row by row, so that cells still have to be paired; else 0. ``askew``
    tells that it runs in another direction than the text of its page does: up a margin, across it;
    ``filled`` that it was filled into a form, which prints labels and headings itself; ``laid`` that it
    was laid over its page, amid its text: a stamp, a note at the side.
    ``band`` counts, from 1 on each page, the rows of cells that rules drawn across the left column part;
    0 where none are drawn. ``ruled`` tells of a rule between it and the line above it in its column,
    ``mixed`` that its words may be those of several cells: over other words, or in columns of their own.
    ``outer`` tells that it stands in a column left of the labels and their values, ``over`` that words
    of it are printed over others of its row.
    """

    text: str
    page: int | None
    number: int
    box: Box
    bold: bool = False
    column: int = 0
    askew: bool = False
    filled: bool = False
    laid: bool = False
    band: int = 0
    ruled: bool = False
    mixed: bool = False
    outer: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The lines of a source in reading order.

    ``format`` is ``pdf`` or ``texte``; ``pages`` is None for a text; ``reader`` names who read it;
    ``blank_pages`` are the pages (from 1) of a PDF on which no text was found; ``turns`` tells for each
    page by how many quarter turns clockwise it is turned for its text to run across, as boxes see it;
    ``encrypted`` that its bytes hide what is in it from those who have no password; ``made`` is the day
    on which the file says that it was made; ``thin_pages`` are those on which more pieces of text are
    drawn than characters were read. ``in_order`` tells that the text was drawn from the top down, a row
    after the other, so that the order of drawing gives the same lines. ``unread_form`` tells that it is a
    form of which not all could be read; ``empty_fields`` are the fields, with their pages, left empty;
    ``stretches`` are those of pages that were read as longer than they are.
    """

    lines: tuple[Line, ...]
    format: str
    reader: str
    pages: int | None = None
    blank_pages: tuple[int, ...] = ()
    turns: tuple[int, ...] = ()
    encrypted: bool = False
    made: date | None = None
    thin_pages: tuple[int, ...] = ()
    in_order: bool = False
    unread_form: bool = False
    empty_fields: tuple[tuple[int, Box], ...] = ()
    stretches: Mapping[int, Stretch] = field(default_factory=dict)

    def place_of(self, line: Line) -> Box:
        """Where a line stands on its page."""
        stretch = self.stretches.get(line.page or 0) if self.stretches else None
        return line.box if stretch is None else stretch.raised(line.box)
