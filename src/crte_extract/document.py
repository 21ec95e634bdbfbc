"""What every reader gives: a document of lines, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
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


class Line(NamedTuple):
    """One printed line, or one cell of it where columns stand side by side.

    ``page`` counts from 1 (None in a text without form feeds); ``number`` counts from 1 within the
    page of a PDF, within the file for a text. ``text`` has its spaces folded and its typesetting
    undone (ligatures, zero-width characters); a soft hyphen at its end stays, as the mark of a
    broken word. ``bold`` tells how the line begins. ``column`` is 1 for a left and 2 for a right
    cell of a table that was read row by row, so that cells still have to be paired; else 0. ``askew``
    tells that it runs in another direction than the text of its page does: up a margin, across it.
    """

    text: str
    page: int | None
    number: int
    box: Box
    bold: bool = False
    column: int = 0
    askew: bool = False


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
    form of which not all could be read; ``empty_fields`` are the fields, with their pages, left empty.
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
