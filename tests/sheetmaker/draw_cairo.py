"""Draws described sheets as PDF with Cairo and Pango, the pieces of a page in any order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from .description import described
from .layout import Layout
from .producers import load
from .template import Record

UNITS = 1024  # Pango's, in a point
LEADING = 1.3
PADDING = 4.0  # points, in the cells of a table
BLUE = "#000091"
GREY = 0.53
ALMOST_NONE = 0.002  # of a colour
WRITTEN = "2023-11-14T22:13:20Z"


@dataclass(frozen=True)
class Run:
    """A text of one style."""

    text: str
    size: float
    bold: bool = False
    italic: bool = False
    colour: str = "#000000"
    is_label: bool = False


class Piece(NamedTuple):
    """A text that is drawn at once, `y` being its baseline."""

    run: Run
    x: float
    y: float = 0.0
    page: int = 0
    line: int = 0


class Shape(NamedTuple):
    """A frame around a cell, or a disc where it has no height."""

    page: int
    x: float
    y: float
    width: float
    height: float = 0.0


Line = list[Piece]


@dataclass
class Place:
    """Where the next line goes."""

    page: int
    column: int
    y: float


def cairo(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Typeset records with Pango and draw them with Cairo."""
    module = load("cairocffi")
    sheet = described(records, layout)
    surface = module.PDFSurface(str(target), sheet["page"]["width"], sheet["page"]["height"])
    surface.set_metadata(module.PDF_METADATA_TITLE, "Fiche CRTE")
    surface.set_metadata(module.PDF_METADATA_CREATE_DATE, WRITTEN)
    pen = _Pen(module.Context(surface), layout)
    composed = _Composer(pen, sheet, layout)
    composed.compose()
    for page in range(composed.at.page + 1):
        pen.draw(page, _ordered([*composed.pieces, *_running(composed, page)], layout.order))
        pen.outline([one for one in composed.shapes if one.page == page])
        surface.show_page()
    surface.finish()


def _ordered(pieces: list[Piece], order: str) -> list[Piece]:
    if order == "labels first":
        return sorted(pieces, key=lambda piece: not piece.run.is_label)
    return sorted(pieces, key=lambda piece: -piece.line) if order == "backwards" else pieces


class _Pen:
    """Breaks lines with Pango, draws on a Cairo surface."""

    def __init__(self, context: Any, layout: Layout) -> None:
        self.context, self.layout = context, layout
        self.pango, self.pangocairo = load("pangocffi"), load("pangocairocffi")

    def lines(self, runs: Sequence[Run], width: float) -> list[Line]:
        """Break runs of one size into the lines of a width, whose pieces are set out from 0."""
        block = self._block(runs[0])
        block.width = round(width * UNITS)
        self.pango.pango.pango_layout_set_justify(block.pointer, self.layout.justified)
        block.apply_markup("".join(map(_markup, runs)))
        text = "".join(run.text for run in runs).encode()
        ends = _ends(runs)
        lines = []
        for _, line in groupby(_characters(block, text), key=lambda one: one[0]):
            numbered = [(_at(ends, start), x, letter) for _, start, x, letter in line]
            lines.append(list(self._pieces(runs, numbered)))
        return lines

    def _pieces(self, runs: Sequence[Run], line: list[tuple[int, float, str]]) -> Iterator[Piece]:
        """Join the characters of a line that are drawn at once."""
        word = 0
        apart: list[tuple[int, int]] = []
        for number, _, letter in line:
            word += self.layout.order == "letters" or (self.layout.justified and letter == " ")
            apart.append((number, word))
        for (number, _), group in groupby(zip(apart, line, strict=True), key=lambda one: one[0]):
            shown = [(x, letter) for _, (_, x, letter) in group]
            while shown and shown[0][1].isspace():
                shown.pop(0)
            text = "".join(letter for _, letter in shown).rstrip()
            if text:
                yield Piece(replace(runs[number], text=text), shown[0][0])

    def _block(self, run: Run) -> Any:
        block = self.pangocairo.create_layout(self.context)
        self.pango.pango.pango_context_set_round_glyph_positions(block.context.pointer, 0)
        font = self.pango.FontDescription()
        font.family = self.layout.font
        font.weight = self.pango.Weight.BOLD if run.bold else self.pango.Weight.NORMAL
        font.style = self.pango.Style.ITALIC if run.italic else self.pango.Style.NORMAL
        font.set_absolute_size(run.size * UNITS)
        block.font_description = font
        return block

    def width(self, run: Run) -> float:
        """The width of a text on one line."""
        block = self._block(run)
        block.text = run.text
        return float(block.get_size()[0] / UNITS)

    def draw(self, page: int, pieces: Sequence[Piece]) -> None:
        """Draw the pieces of a page, in their order."""
        for number, piece in enumerate(pieces):
            if piece.page == page:
                # Cairo joins texts into one operation, unless their colour changes.
                is_apart = self.layout.order == "letters" and number % 2
                self._show(piece, ALMOST_NONE if is_apart else 0.0)

    def _show(self, piece: Piece, blue: float) -> None:
        context, run = self.context, piece.run
        block = self._block(run)
        block.text = run.text
        colour = [int(run.colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        context.set_source_rgb(*colour[:2], colour[2] + blue)
        context.move_to(piece.x, piece.y - block.get_baseline() / UNITS)
        self.pangocairo.show_layout(context, block)

    def outline(self, shapes: Sequence[Shape]) -> None:
        """Draw frames and discs."""
        for shape in shapes:
            if shape.height:
                self.context.rectangle(*shape[1:])
                self.context.set_line_width(0.5)
                self.context.set_source_rgb(GREY, GREY, GREY)
                self.context.stroke()
            else:
                self.context.new_path()
                self.context.arc(shape.x, shape.y, shape.width / 2, 0, 6.2832)
                self.context.set_source_rgb(0, 0, 0)
                self.context.fill()


def _markup(run: Run) -> str:
    weight, style = "bold" if run.bold else "normal", "italic" if run.italic else "normal"
    text = escape(run.text, quote=False)
    return f'<span weight="{weight}" style="{style}">{text}</span>'


def _ends(runs: Sequence[Run]) -> list[int]:
    """Where each run ends, in bytes."""
    ends, end = [], 0
    for run in runs:
        end += len(run.text.encode())
        ends.append(end)
    return ends


def _at(ends: Sequence[int], start: int) -> int:
    return next(number for number, end in enumerate(ends) if start < end)


def _characters(block: Any, text: bytes) -> Iterator[tuple[float, int, float, str]]:
    """The characters of a typeset block: their line, their first byte, how far right they are."""
    place = block.get_iter()
    while True:
        start = place.get_index()
        letter = text[start : start + 4].decode(errors="ignore")[:1]
        if letter and letter != "\n":
            yield place.get_baseline(), start, place.get_char_extents().x / UNITS, letter
        if not place.next_char():
            return


@dataclass
class _Composer:
    """Sets the lines of sheets on pages."""

    pen: _Pen
    sheet: dict[str, Any]
    layout: Layout
    pieces: list[Piece] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    head: Callable[[], None] | None = None  # draws the head row of a table on a new page

    def __post_init__(self) -> None:
        self.size, self.margin = self.sheet["size"], self.sheet["margin"]
        self.leading = self.size * LEADING
        self.gutter = 1.5 * self.size
        free = self.sheet["page"]["width"] - 2 * self.margin
        self.width = (free - (self.layout.columns - 1) * self.gutter) / self.layout.columns
        self.bottom = self.sheet["page"]["height"] - self.margin
        self.at = Place(0, 0, self.margin)
        self.line = 0

    def compose(self) -> None:
        """Set all sheets, each from a new page on."""
        for number, sections in enumerate(self.sheet["sheets"]):
            if number:
                self.at = Place(self.at.page + 1, 0, self.margin)
            if self.layout.letterhead:
                self._letterhead()
            for section in sections:
                self._section(section)

    def _run(self, text: str, **style: Any) -> Run:
        return Run(text, **{"size": self.size, **style})

    @property
    def left(self) -> float:
        """Where the column begins."""
        return float(self.margin + self.at.column * (self.width + self.gutter))

    def _room(self, height: float) -> None:
        """Go to the next column or page where less than this height is left."""
        if self.at.y + height <= self.bottom + 0.01:
            return
        if self.at.column + 1 < self.layout.columns:
            self.at = Place(self.at.page, self.at.column + 1, self.margin)
        else:
            self.at = Place(self.at.page + 1, 0, self.margin)
        if self.head:
            self.head()

    def _set(self, line: Line, x: float, y: float, leading: float) -> None:
        """Set a line that begins at x, its top at y."""
        self.line += 1
        for piece in line:
            right, base = x + piece.x, y + leading * 0.75
            self.pieces.append(Piece(piece.run, right, base, self.at.page, self.line))

    def _paragraph(self, *runs: Run, indent: float = 0, right: bool = False) -> None:
        leading = runs[0].size * LEADING
        for line in self.pen.lines(runs, self.width - indent):
            self._room(leading)
            shift = self.width - self.pen.width(runs[0]) if right else indent
            self._set(line, self.left + shift, self.at.y, leading)
            self.at.y += leading

    def _letterhead(self) -> None:
        head, two, top = self.sheet["letterhead"], self.layout.letterhead == "two", self.at.y
        for text in head["state"]:
            self._paragraph(self._run(text, bold=True))
        self.at.y += self.size
        for text in head["motto"]:
            self._paragraph(self._run(text, italic=True))
        below = self.at.y
        self.at.y = top if two else below + self.size
        for text in head["agency"]:
            self._paragraph(self._run(text), right=two)
        self.at.y = max(below, self.at.y) + 2 * self.size

    def _section(self, section: dict[str, Any]) -> None:
        self.at.y += self.size * 0.8
        self._room(4 * self.size)
        self._paragraph(self._run(section["heading"], bold=True, size=self.size * 1.4, colour=BLUE))
        self.at.y += self.size * 0.4
        if self.layout.table:
            self._table(section["fields"])
        else:
            for one in section["fields"]:
                self._field(one)

    def _label(self, one: dict[str, Any], end: str = "") -> Run:
        colour = self.layout.label_colour or "#000000"
        text = one["label"] + end
        return self._run(text, bold=self.layout.bold, colour=colour, is_label=True)

    def _field(self, one: dict[str, Any]) -> None:
        if one["value"]:
            label = self._label(one, "\n" if self.layout.value_below else " ")
            self._paragraph(label, self._run(one["value"]))
        else:
            self._paragraph(self._label(one))
        for item in one["items"]:
            self._item(item["mark"], item["text"])
        self.at.y += self.size * 0.6 if self.layout.blank_lines else 0

    def _item(self, mark: str, text: str) -> None:
        self._room(self.leading)
        if self.layout.native_list:
            place = {"x": self.left + self.size, "y": self.at.y + self.leading * 0.5}
            self.shapes.append(Shape(self.at.page, **place, width=self.size * 0.35))
            self._paragraph(self._run(text), indent=2 * self.size)
        elif self.layout.bullet_apart and mark:
            self._paragraph(self._run(mark))
            self._paragraph(self._run(text))
        elif self.layout.hanging:
            if mark:
                self._paragraph(self._run(mark))
                self.at.y -= self.leading
            self._paragraph(self._run(text), indent=self.size)
        else:
            self._paragraph(self._run(_marked(mark, text, self.layout)))
        self.at.y += 0 if mark else 4

    def _table(self, fields: list[dict[str, Any]]) -> None:
        share = self.width * self.layout.label_share / 100
        widths = (self.width,) if self.layout.value_below else (share, self.width - share)
        titles = [[self._run(text, bold=True)] for text in self.sheet["head_row"]]
        if self.layout.head_row and len(widths) == len(titles):
            self.head = lambda: self._row(titles, widths)
            self._row(titles, widths)
        for one in fields:
            label, value = [self._label(one)], self._cell(one)
            if self.layout.value_below:
                self._row([label], widths)
                self._row([value], widths)
            else:
                self._row([label, value], widths)
        self.head = None

    def _cell(self, one: dict[str, Any]) -> list[Run]:
        items = [_marked(item["mark"], item["text"], self.layout) for item in one["items"]]
        return [self._run(text) for text in items or [one["value"]]]

    def _row(self, cells: Sequence[Sequence[Run]], widths: Sequence[float]) -> None:
        """Set a row, which goes on over the next page where it is long."""
        left = [
            [line for run in cell for line in self.pen.lines([run], width - 2 * PADDING)]
            for cell, width in zip(cells, widths, strict=True)
        ]
        while True:
            most = max(1, *map(len, left))
            self._room(min(most, 3) * self.leading + 2 * PADDING)
            fit = int((self.bottom - self.at.y - 2 * PADDING) / self.leading)
            self._cells([lines[:fit] for lines in left], widths, min(most, fit))
            left = [lines[fit:] for lines in left]
            if not any(left):
                return

    def _cells(self, cells: list[list[Line]], widths: Sequence[float], most: int) -> None:
        """Set what is on one page of the cells of a row."""
        x, height = self.left, most * self.leading + 2 * PADDING
        for lines, width in zip(cells, widths, strict=True):
            if self.layout.borders:
                self.shapes.append(Shape(self.at.page, x, self.at.y, width, height))
            is_middle = self.layout.vertical_align == "middle"
            y = self.at.y + PADDING + (most - len(lines)) * self.leading / 2 * is_middle
            for line in lines:
                self._set(line, x + PADDING, y, self.leading)
                y += self.leading
            x += width
        self.at.y += height


def _marked(mark: str, text: str, layout: Layout) -> str:
    return mark + layout.after_bullet + text if mark else text


def _running(composed: _Composer, page: int) -> Iterator[Piece]:
    """The running head and foot of a page."""
    layout, width, margin = composed.layout, composed.sheet["page"]["width"], composed.margin
    height = composed.sheet["page"]["height"]
    edges = ((layout.running_head, margin / 2), (layout.footer, height - margin / 2))
    for pattern, y in edges:
        parts = pattern.split("|") if "|" in pattern else ["", pattern, ""]
        for side, part in enumerate(parts):
            text = part.strip().format(page=page + 1, pages=composed.at.page + 1)
            run = Run(text, 8)
            free = width - 2 * margin - composed.pen.width(run)
            if text:
                yield Piece(run, margin + free * side / 2, y + 3, page, 0)
