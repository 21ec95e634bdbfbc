"""Prints a described sheet (JSON on stdin) with Qt's rich text: `python qt_sheet.py TARGET`.

It needs PySide6-Essentials (before 6.10 where Python is older than 3.12: later ones crash there),
and runs on its own: Qt wants one application a process.
"""

import json
import os
import sys
from importlib import import_module
from typing import Any

gui: Any = None  # Qt's modules, which `main` loads
core: Any = None
RESOLUTION = 1200
UNIT = RESOLUTION / 72  # of the device, in a point
PIXEL = 96 / 72  # in a point: the unit of formats, which Qt scales to the device
BLUE = "#000091"
LINE_SEPARATOR = "\u2028"
ALIGNMENTS = ("AlignLeft", "AlignHCenter", "AlignRight")


def written(target: str, sheet: dict[str, Any]) -> Any:
    """The PDF to paint on."""
    writer = gui.QPdfWriter(target)
    writer.setResolution(RESOLUTION)
    writer.setTitle("Fiche CRTE")
    size = core.QSizeF(sheet["page"]["width"], sheet["page"]["height"])
    exact = gui.QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(gui.QPageSize(size, gui.QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(core.QMarginsF())
    return writer


class Text:
    """A rich text that holds the sheets."""

    def __init__(self, sheet: dict[str, Any], writer: Any) -> None:
        self.sheet, self.layout, self.size = sheet, sheet["layout"], sheet["size"]
        self.document = gui.QTextDocument()
        self.document.documentLayout().setPaintDevice(writer)
        self.document.setDefaultFont(font(self.layout["font"], self.size))
        self.document.setDocumentMargin(sheet["margin"] * PIXEL)
        page = sheet["page"]
        self.document.setPageSize(core.QSizeF(page["width"] * UNIT, page["height"] * UNIT))
        self.cursor = gui.QTextCursor(self.document)
        self.is_empty = True  # the block the cursor is in
        self.breaks = False  # before the next block
        for number, sections in enumerate(sheet["sheets"]):
            self.breaks = number > 0
            self.letterhead()
            for section in sections:
                self.section(section)

    def style(self, bold: bool = False, colour: str = "", scale: float = 1) -> Any:
        """The format of characters."""
        form = gui.QTextCharFormat()
        form.setFont(font(self.layout["font"], self.size * scale, bold))
        form.setForeground(gui.QBrush(gui.QColor(colour or "black")))
        return form

    def block(self, before: float = 0, after: float = 0, side: str = "AlignLeft") -> Any:
        """The format of a paragraph."""
        form = gui.QTextBlockFormat()
        form.setTopMargin(before * PIXEL)
        form.setBottomMargin(after * PIXEL)
        form.setLineHeight(115, gui.QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        side = "AlignJustify" if self.layout["justified"] and side == "AlignLeft" else side
        form.setAlignment(getattr(core.Qt.AlignmentFlag, side))
        if self.breaks:
            form.setPageBreakPolicy(gui.QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        self.breaks = False
        return form

    def paragraph(self, form: Any, *runs: tuple[str, Any]) -> None:
        """Add a paragraph."""
        if self.is_empty:
            self.cursor.setBlockFormat(form)
        else:
            self.cursor.insertBlock(form)
        self.is_empty = False
        for text, style in runs:
            self.cursor.insertText(text, style)

    def letterhead(self) -> None:
        """Add the letterhead."""
        head = {key: LINE_SEPARATOR.join(lines) for key, lines in self.sheet["letterhead"].items()}
        italic = self.style()
        italic.setFontItalic(True)
        left = (head["state"], self.style(bold=True)), (head["motto"], italic)
        if self.layout["letterhead"] == "two":
            first, second = self.table(1, 50, False)[0]
            self.fill(first, [(self.block(after=self.size), run) for run in left])
            right = (head["agency"], self.style())
            self.fill(second, [(self.block(side="AlignRight"), right)])
            self.leave()
            self.paragraph(self.block(after=self.size))
        elif self.layout["letterhead"]:
            for run in left:
                self.paragraph(self.block(after=self.size), run)
            self.paragraph(self.block(after=2 * self.size), (head["agency"], self.style()))

    def section(self, section: dict[str, Any]) -> None:
        """Add a heading and its fields."""
        form = self.block(before=self.size, after=self.size * 0.4)
        self.paragraph(form, (section["heading"], self.style(True, BLUE, 1.4)))
        if self.layout["table"]:
            self.fields_table(section["fields"])
            return
        for one in section["fields"]:
            self.field(one)

    def label(self, one: dict[str, Any]) -> tuple[str, Any]:
        """A label and its style."""
        return one["label"], self.style(self.layout["bold"], self.layout["label_colour"])

    def field(self, one: dict[str, Any]) -> None:
        """Add a label with its value or items."""
        gap = self.size * 0.6 if self.layout["blank_lines"] else 0
        between = LINE_SEPARATOR if self.layout["value_below"] else " "
        value = between + one["value"] if one["value"] else ""
        after = 0 if one["items"] else gap
        self.paragraph(self.block(after=after), self.label(one), (value, self.style()))
        items = None
        for number, item in enumerate(one["items"]):
            form = self.item_block(gap if number + 1 == len(one["items"]) else 0, item["mark"])
            self.paragraph(form, (self.item(item), self.style()))
            if self.layout["native_list"]:
                items = items or self.cursor.createList(gui.QTextListFormat.Style.ListDisc)
                items.add(self.cursor.block())

    def item_block(self, after: float, mark: str) -> Any:
        """The format of an item."""
        form = self.block(after=max(after, 0 if mark else 4))
        if self.layout["hanging"]:
            form.setLeftMargin(self.size * UNIT)  # which Qt does not scale
            form.setTextIndent(-self.size * UNIT if mark else 0)
            stop = gui.QTextOption.Tab(self.size * PIXEL, gui.QTextOption.TabType.LeftTab)
            form.setTabPositions([stop])
        return form

    def item(self, item: dict[str, str]) -> str:
        """The text of an item, with what stands before it."""
        mark, text = item["mark"], item["text"]
        if self.layout["native_list"] or not mark:
            return text
        if self.layout["bullet_apart"]:
            return mark + LINE_SEPARATOR + text
        return mark + ("\t" if self.layout["hanging"] else self.layout["after_bullet"]) + text

    def fields_table(self, fields: list[dict[str, Any]]) -> None:
        """Add the fields as a table."""
        below = self.layout["value_below"]
        has_head = self.layout["head_row"] and not below
        pairs = [(self.label(one), self.values(one)) for one in fields]
        share = 100 if below else self.layout["label_share"]
        rows = self.table(len(pairs) * (2 if below else 1) + has_head, share, has_head)
        if has_head:
            titles = [(text, self.style(bold=True)) for text in self.sheet["head_row"]]
            for cell, title in zip(rows[0], titles, strict=True):
                self.fill(cell, [(self.block(), title)])
        cells = [cell for row in rows[has_head:] for cell in row]
        for (label, values), first, second in zip(pairs, cells[::2], cells[1::2], strict=True):
            self.fill(first, [(self.block(), label)])
            self.fill(second, values)
        self.leave()

    def values(self, one: dict[str, Any]) -> list[tuple[Any, tuple[str, Any]]]:
        """The paragraphs of a value's cell."""
        items = [
            (self.item_block(0, item["mark"]), (self.item(item), self.style()))
            for item in one["items"]
        ]
        return items or [(self.block(), (one["value"], self.style()))]

    def table(self, rows: int, share: float, has_head: bool) -> list[list[Any]]:
        """Add an empty table, whose first column has a share of the width; gives its cells."""
        is_ruled = self.layout["borders"] and self.cursor.position() > 0 and self.layout["table"]
        form = gui.QTextTableFormat()
        percent = gui.QTextLength.Type.PercentageLength
        form.setWidth(gui.QTextLength(percent, 100))
        shares = [share, 100 - share] if share < 100 else [100]
        form.setColumnWidthConstraints([gui.QTextLength(percent, one) for one in shares])
        form.setBorder(PIXEL if is_ruled else 0)
        form.setBorderCollapse(True)
        form.setBorderStyle(gui.QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(gui.QBrush(gui.QColor("#888888")))
        form.setCellPadding(3 * PIXEL)
        form.setCellSpacing(0)
        form.setHeaderRowCount(int(has_head))
        if self.breaks:
            form.setPageBreakPolicy(gui.QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        self.breaks = False
        table = self.cursor.insertTable(rows, len(shares), form)
        return [[table.cellAt(row, column) for column in range(len(shares))] for row in range(rows)]

    def fill(self, cell: Any, paragraphs: list[tuple[Any, tuple[str, Any]]]) -> None:
        """Write the paragraphs of a cell."""
        form = gui.QTextTableCellFormat(cell.format().toTableCellFormat())
        side = "AlignMiddle" if self.layout["vertical_align"] == "middle" else "AlignTop"
        form.setVerticalAlignment(getattr(gui.QTextCharFormat.VerticalAlignment, side))
        cell.setFormat(form)
        self.cursor, self.is_empty = cell.firstCursorPosition(), True
        for block, run in paragraphs:
            self.paragraph(block, run)

    def leave(self) -> None:
        """Go on after a table."""
        self.cursor = gui.QTextCursor(self.document)
        self.cursor.movePosition(gui.QTextCursor.MoveOperation.End)
        self.is_empty = True


def font(family: str, size: float, bold: bool = False) -> Any:
    """A font of a size in points."""
    found = gui.QFont(family)
    found.setPointSizeF(size)
    found.setBold(bold)
    return found


def paint(text: Text, writer: Any) -> None:
    """Paint the pages."""
    painter = gui.QPainter(writer)
    width, height = (text.sheet["page"][side] * UNIT for side in ("width", "height"))
    pages = text.document.pageCount()
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * height)
        text.document.drawContents(painter, core.QRectF(0, page * height, width, height))
        painter.restore()
        paint_edges(text, painter, page + 1, pages)
    painter.end()


def paint_edges(text: Text, painter: Any, page: int, pages: int) -> None:
    """Paint the running head and foot of a page."""
    margin, size = text.sheet["margin"] * UNIT, text.sheet["page"]
    width, bottom = size["width"] * UNIT - 2 * margin, size["height"] * UNIT - margin
    painter.setFont(font(text.layout["font"], 8))
    for pattern, y in ((text.layout["running_head"], 0), (text.layout["footer"], bottom)):
        parts = pattern.split("|") if "|" in pattern else ["", pattern, ""]
        for side, part in zip(ALIGNMENTS, parts, strict=True):
            flags = core.Qt.AlignmentFlag
            align = getattr(flags, side) | flags.AlignVCenter
            shown = part.strip().format(page=page, pages=pages)
            painter.drawText(core.QRectF(margin, y, width, margin), align, shown)


def main() -> None:
    """Print the sheet on stdin to the path given."""
    global gui, core
    gui, core = import_module("PySide6.QtGui"), import_module("PySide6.QtCore")
    application = gui.QGuiApplication([])
    sheet = json.load(sys.stdin)
    for path in sheet["fonts"].values():
        gui.QFontDatabase.addApplicationFont(path)
    writer = written(sys.argv[1], sheet)
    paint(Text(sheet, writer), writer)
    del application


if __name__ == "__main__":
    main()
    os._exit(0)  # Qt's own end may crash, when all is written
