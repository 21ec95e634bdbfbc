"""Draws a sheet as PDF with fpdf2, line after line: no HTML between."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .layout import Layout
from .producers import EPOCH, FONTS, load
from .template import Record
from .values import Entry, entries

BLUE = (0, 0, 145)


def fpdf2(record: Record, layout: Layout, target: Path) -> None:
    """Typeset a record with fpdf2."""
    module = load("fpdf")
    pdf = _with_feet(module, layout)
    pdf.set_creation_date(datetime.fromtimestamp(int(EPOCH), UTC))
    name = layout.font.replace(" ", "")
    for style, suffix in (("", "Regular"), ("B", "Bold")):
        pdf.add_font("sheet", style, str(FONTS / f"{name}-{suffix}.ttf"))
    size = float(layout.font_size.removesuffix("pt"))
    pdf.set_font("sheet", "", size)
    pdf.add_page()
    for heading, fields in entries(record, layout):
        pdf.set_font("sheet", "B", size * 1.4)
        pdf.set_text_color(*BLUE)
        pdf.multi_cell(0, size * 0.8, heading, new_x="LMARGIN", new_y="NEXT")
        pdf.set_text_color(0)
        for entry in fields:
            _field(pdf, entry, layout, size)
    pdf.output(str(target))


def _with_feet(module: Any, layout: Layout) -> Any:
    def footer(self: Any) -> None:
        self.set_y(-12)
        text = layout.footer.replace("|", "   ").replace("{pages}", "{nb}")
        self.cell(0, 8, text.replace("{page}", str(self.page_no())), align="C")

    return type("Sheet", (module.FPDF,), {"footer": footer})()


def _field(pdf: Any, entry: Entry, layout: Layout, size: float) -> None:
    height = size * 0.5
    pdf.set_font("sheet", "B" if layout.bold else "", size)
    pdf.write(height, entry.label + layout.colon)
    pdf.set_font("sheet", "", size)
    if entry.value:
        pdf.write(height, ("\n" if layout.value_below else " ") + entry.value)
    pdf.ln(height)
    mark = layout.bullet + layout.after_bullet if layout.bullet else ""
    for text in entry.items:
        if layout.hanging:
            pdf.cell(6, height, layout.bullet)
            pdf.multi_cell(0, height, text, align="L", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(0 if layout.bullet else 1.5)
        else:
            pdf.write(height, mark + text)
            pdf.ln(height)
    pdf.ln(2 if layout.blank_lines else 0)
