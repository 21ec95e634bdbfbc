"""Pages drawn as text: for tests of rules that look at where lines stand."""

from __future__ import annotations

from crte_extract.document import Box, Document, Line
from crte_extract.record import FORM
from crte_extract.sections import Sheet, split

LEFT, TOP = 60.0, 80.0  # points: where a page's text begins
STEP, HEIGHT, CHARACTER = 14.0, 10.0, 5.0  # points: from line to line, of a line, of a character


def drawn(text: str, *, step: float = STEP) -> list[Line]:
    """The lines of a PDF drawn as text: a blank line is a step down, ``\\f`` begins a page.

    A line stands in by as many characters as there are spaces before it; ``**`` before it makes it
    bold; `` | `` parts a left cell from a right one, which begins at that column.
    """
    lines: list[Line] = []
    for page, rows in enumerate(text.split("\f"), 1):
        number = 0
        for down, row in enumerate(rows.split("\n")):
            bold = row.lstrip().startswith("**")
            row = row.replace("**", "", 1) if bold else row
            cells = row.split(" | ")
            at = 0
            for column, cell in enumerate(cells, 1):
                words = cell.strip()
                if words:
                    number += 1
                    x0 = LEFT + CHARACTER * (at + len(cell) - len(cell.lstrip()))
                    top = TOP + down * step
                    box = Box(x0, top, x0 + CHARACTER * len(words), top + HEIGHT)
                    side = column if len(cells) > 1 else 0
                    lines.append(Line(words, page, number, box, bold, side))
                at += len(cell) + 3
    return lines


def sheets(lines: list[Line]) -> list[Sheet]:
    """The sheets that the splitter makes of lines."""
    return split(
        Document(tuple(lines), "pdf", "pdfium", max(line.page or 1 for line in lines)), FORM
    )


def sheet(text: str, *, step: float = STEP) -> Sheet:
    """The one sheet that the splitter makes of a page drawn as text."""
    (found,) = sheets(drawn(text, step=step))
    return found


def fields(found: Sheet) -> dict[str | None, list[str]]:
    """The items of each block of a sheet, by key; of an unknown label, by its words."""
    return {block.key or block.label: [item.text for item in block.items] for block in found.blocks}
