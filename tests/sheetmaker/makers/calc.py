"""Writes sheets as a spreadsheet: a label in column A, its value in column B."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from ..description import HEAD_ROW, LETTERHEAD, mark, page_size, points
from ..layout import Layout
from ..producers import FONTS, load
from ..template import Record
from ..values import Entry, entries

BLUE = "FF000091"
LEADING = 1.2
PAPERS = {"A3": 8, "A4": 9, "A5": 11, "A6": 70}
LINE = "FF888888"


def workbook(records: Sequence[Record], layout: Layout) -> Any:
    """Write sheets as a spreadsheet, each in a table of its own."""
    book = load("openpyxl").Workbook()
    book.remove(book.active)
    normal = load("openpyxl.styles").Font(name=layout.font, size=10)
    book._named_styles["Normal"].font = normal  # the unit of widths is a digit of it
    for number, record in enumerate(records, 1):
        writer = _Writer(book.create_sheet(f"Fiche {number}"), layout)
        writer.set_page()
        writer.write(record)
    return book


class _Writer:
    """Writes one sheet in one layout."""

    def __init__(self, sheet: Any, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        self.styles = load("openpyxl.styles")
        self.size = points(layout.font_size)
        self.row = 0
        face = FONTS / f"{layout.font.replace(' ', '')}-Bold.ttf"
        self.face = load("PIL.ImageFont").truetype(str(face), 100)
        self.widths: dict[str, float] = {}  # of columns, in points

    def set_page(self) -> None:
        """Set the paper, its margins, and what runs along on each page."""
        name, _, landscape = self.layout.page_size.partition(" ")
        setup, margins = self.sheet.page_setup, self.sheet.page_margins
        setup.paperSize = PAPERS[name]
        setup.orientation = "landscape" if landscape else "portrait"
        margin = points(self.layout.margin)
        for side in ("left", "right", "top", "bottom"):
            setattr(margins, side, margin / 72)
        margins.header = margins.footer = margin / 144
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        setup.fitToHeight = 0  # as many pages as there must be
        width = page_size(self.layout)[0] - 2 * margin - 1
        share = width * self.layout.label_share / 100
        self.widths = {"A": width} if self.layout.value_below else {"A": share, "B": width - share}
        digit = self.face.getlength("0") / 10
        for column, width in self.widths.items():
            self.sheet.column_dimensions[column].width = width / digit
        self._run_along(self.sheet.oddHeader, self.layout.running_head)
        self._run_along(self.sheet.oddFooter, self.layout.footer)

    def _run_along(self, place: Any, pattern: str) -> None:
        parts = pattern.split("|") if "|" in pattern else ["", pattern, ""]
        for side, part in zip((place.left, place.center, place.right), parts, strict=True):
            if part.strip():
                side.text = part.strip().replace("{pages}", "&N").replace("{page}", "&P")
                side.font, side.size = f"{self.layout.font},Regular", 8

    def write(self, record: Record) -> None:
        """Write one sheet."""
        self._letterhead()
        self._head_row()
        for heading, fields in entries(record, self.layout):
            self._dress(self._put(2, "A", heading), bold=True, size=1.4, colour=BLUE)
            self.row += 1
            for entry in fields:
                self._field(entry)
        for number in range(1, self.row + 1):
            self.sheet.row_dimensions[number].height = self._height(number)

    def _height(self, row: int) -> float:
        """How high a row must be for its text: LibreOffice takes it from the file."""
        cells = [self.sheet[f"{column}{row}"] for column in self.widths]
        lone = [cell for cell in cells if hasattr(cell, "column_letter")]  # merged with none above
        return 3 + max(self._lines(cell) * float(cell.font.size) * LEADING for cell in lone)

    def _lines(self, cell: Any) -> int:
        """How many lines the text of a cell takes, if its words fill them in turn."""
        room = (self.widths[cell.column_letter] - 6) * 100 / cell.font.size
        count = 0
        for line in str(cell.value or "").split("\n"):
            count, left = count + 1, room
            for word in line.replace("-", "- ").split():
                width = self.face.getlength(f"{word} ")
                count, left = (count, left - width) if width <= left else (count + 1, room - width)
        return count

    def _head_row(self) -> None:
        if self.layout.head_row:
            cells = self._pair(*HEAD_ROW)
            self.sheet.print_title_rows = f"{cells[0].row}:{cells[1].row}"
            for cell in cells:
                self._dress(cell, bold=True, borders="top bottom left right")

    def _letterhead(self) -> None:
        if not self.layout.letterhead:
            return
        left = [*LETTERHEAD["state"], *LETTERHEAD["motto"]]
        for number, text in enumerate(left):
            bold = number < len(LETTERHEAD["state"])
            self._dress(self._put(1, "A", text), bold=bold, italic=not bold)
        beside = self.layout.letterhead == "two" and not self.layout.value_below
        if beside:
            self.row -= len(left)
        for text in LETTERHEAD["agency"]:
            cell = self._put(1, "B" if beside else "A", text)
            self._dress(cell, right=beside)
        if beside:
            self.row += len(left) - len(LETTERHEAD["agency"])

    def _field(self, entry: Entry) -> None:
        """Write a label, and its value or items: a row each, or the lines of one cell."""
        lines = [
            line for number, text in enumerate(entry.items) for line in self._item(number, text)
        ]
        lines = lines or [entry.value]
        rows = self.layout.item_rows
        if self.layout.vertical_align != "top" and not rows:
            lines = ["\n".join(lines)]
        label, value = self._pair(entry.label + self.layout.colon, lines[0])
        only = " bottom" if len(lines) == 1 else ""
        shut = self.layout.value_below or len(lines) == 1
        self._dress(label, self.layout.bold, "top left right" + (" bottom" if shut else ""))
        label.font = self._font(bold=self.layout.bold, colour=self._colour())
        self._dress(value, borders=f"top left right{' bottom' if rows else only}")
        for line in lines[1:]:
            last = rows or line is lines[-1]
            value = self._put(1, value.column_letter, line)
            self._dress(value, borders="left right" + (" bottom" if last else ""))
            if not self.layout.value_below:
                beside = self.sheet[f"A{self.row}"]
                self._dress(beside, borders="left right" + (" bottom" if last else ""))
        if rows and len(lines) > 1:
            self.sheet.merge_cells(f"{label.coordinate}:A{self.row}")

    def _item(self, number: int, text: str) -> list[str]:
        sign = mark(self.layout, number)
        if sign and self.layout.bullet_apart:
            return [sign, text]
        return [(sign + self.layout.after_bullet if sign else "") + text]

    def _pair(self, label: str, value: str) -> tuple[Any, Any]:
        """A label and a value: side by side, or one below the other."""
        first = self._put(1, "A", label)
        if self.layout.value_below:
            return first, self._put(1, "A", value)
        return first, self._put(0, "B", value)

    def _put(self, below: int, column: str, text: str) -> Any:
        """Write a cell so many rows further down."""
        self.row += below
        cell = self.sheet[f"{column}{self.row}"]
        cell.value = unicodedata.normalize("NFD", text) if self.layout.nfd else text
        cell.data_type = "s"  # not a formula, whatever it begins with
        return cell

    def _colour(self) -> str | None:
        colour = self.layout.label_colour
        return f"FF{colour[1:].upper()}" if colour else None

    def _font(
        self, bold: bool = False, italic: bool = False, size: float = 1, colour: str | None = None
    ) -> Any:
        return self.styles.Font(
            name=self.layout.font, size=size * self.size, bold=bold, italic=italic, color=colour
        )

    def _dress(self, cell: Any, bold: bool = False, borders: str = "", **more: Any) -> None:
        """Give a cell its font, its place and its borders."""
        right = more.pop("right", False)
        cell.font = self._font(bold, **more)
        cell.alignment = self.styles.Alignment(
            horizontal="right" if right else "left",
            vertical={"middle": "center"}.get(
                self.layout.vertical_align, self.layout.vertical_align
            ),
            wrap_text=True,
        )
        line = self.styles.Side(style="thin", color=LINE)
        if self.layout.borders:
            cell.border = self.styles.Border(**dict.fromkeys(borders.split(), line))
