"""Draws a sheet as PDF with fpdf2, line after line: no HTML between."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from .description import HEAD_ROW, LETTERHEAD, mark, page_size, points
from .layout import Layout
from .producers import EPOCH, FONTS, load
from .template import Record
from .values import Entry, entries

BLUE = (0, 0, 145)
STYLES = {"": "Regular", "B": "Bold", "I": "Italic"}
LEADING = 1.3


class Lengths(NamedTuple):
    """Lengths in the document's unit."""

    line: float
    indent: float  # of the items of a hanging list
    gap: float  # between fields
    after: float  # an item without a bullet


def fpdf2(record: Record, layout: Layout, target: Path) -> None:
    """Typeset a record with fpdf2 on A4, in millimetres."""
    module = load("fpdf")
    pdf = _with_feet(module, layout)
    size = _prepared(pdf, layout, ("", "B"))
    pdf.add_page()
    lengths = Lengths(size * 0.5, 6, 2, 1.5)
    for heading, fields in entries(record, layout):
        pdf.set_font("sheet", "B", size * 1.4)
        pdf.set_text_color(*BLUE)
        pdf.multi_cell(0, size * 0.8, heading, new_x="LMARGIN", new_y="NEXT")
        pdf.set_text_color(0)
        for entry in fields:
            _field(pdf, entry, layout, size, lengths)
    pdf.output(str(target))


def fpdf2_sheets(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Typeset records with fpdf2, each from a new page on, on the layout's own paper."""
    pdf = _on_paper(load("fpdf"), layout)
    size = _prepared(pdf, layout, tuple(STYLES))
    for record in records:
        pdf.add_page()
        if layout.letterhead:
            _letterhead(pdf, layout, size)
        if layout.columns > 1 or layout.justified:
            _flow(pdf, record, layout, size)
        else:
            _sections(pdf, record, layout, size)
    pdf.output(str(target))


def _prepared(pdf: Any, layout: Layout, styles: Sequence[str]) -> float:
    """Give a document its date and fonts; gives the size of its text."""
    pdf.set_creation_date(datetime.fromtimestamp(int(EPOCH), UTC))
    name = layout.font.replace(" ", "")
    for style in styles:
        pdf.add_font("sheet", style, str(FONTS / f"{name}-{STYLES[style]}.ttf"))
    size = points(layout.font_size)
    pdf.set_font("sheet", "", size)
    return size


def _with_feet(module: Any, layout: Layout) -> Any:
    def footer(self: Any) -> None:
        self.set_y(-12)
        text = layout.footer.replace("|", "   ").replace("{pages}", "{nb}")
        self.cell(0, 8, text.replace("{page}", str(self.page_no())), align="C")

    return type("Sheet", (module.FPDF,), {"footer": footer})()


def _on_paper(module: Any, layout: Layout) -> Any:
    """A document in points with the layout's paper, margins, running head and foot."""
    margin, (width, height) = points(layout.margin), page_size(layout)
    edges = {
        "header": _edge(layout.running_head, margin / 2 - 6, width - 2 * margin),
        "footer": _edge(layout.footer, height - margin / 2 - 6, width - 2 * margin),
    }
    pdf = type("Sheet", (module.FPDF,), edges)(unit="pt", format=(width, height))
    pdf.set_title("Fiche CRTE")
    pdf.set_margin(margin)
    pdf.c_margin = 0
    pdf.set_auto_page_break(True, margin)
    return pdf


def _edge(pattern: str, y: float, width: float) -> Callable[[Any], None]:
    def show(self: Any) -> None:
        self.set_font("sheet", "", 8)
        self.set_text_color(0)
        filled = pattern.replace("{pages}", "{nb}").replace("{page}", str(self.page_no()))
        parts = filled.split("|") if "|" in filled else ["", filled, ""]
        for part, side in zip(parts, "LCR", strict=True):
            self.set_xy(self.l_margin, y)
            self.cell(width, 12, part.strip(), align=side)
        self.set_xy(self.l_margin, self.t_margin)

    return show


def _letterhead(pdf: Any, layout: Layout, size: float) -> None:
    top, after = pdf.get_y(), {"new_x": "LMARGIN", "new_y": "NEXT"}
    for key, style in (("state", "B"), ("motto", "I")):
        pdf.set_font("sheet", style, size)
        pdf.multi_cell(0, size * LEADING, "\n".join(LETTERHEAD[key]), align="L", **after)
        pdf.ln(size)
    below = pdf.get_y()
    pdf.set_font("sheet", "", size)
    two = layout.letterhead == "two"
    pdf.set_y(top if two else below)
    agency = "\n".join(LETTERHEAD["agency"])
    pdf.multi_cell(0, size * LEADING, agency, align="R" if two else "L", **after)
    pdf.set_y(max(below, pdf.get_y()) + size)


def _sections(pdf: Any, record: Record, layout: Layout, size: float) -> None:
    lengths = Lengths(size * LEADING, size, size * 0.6, 4)
    for heading, fields in entries(record, layout):
        pdf.ln(size * 0.8)
        pdf.set_font("sheet", "B", size * 1.4)
        pdf.set_text_color(*BLUE)
        pdf.multi_cell(0, size * 2, heading, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.set_text_color(0)
        if layout.table:
            _table(pdf, fields, layout, size)
        else:
            for entry in fields:
                _field(pdf, entry, layout, size, lengths)


def _field(pdf: Any, entry: Entry, layout: Layout, size: float, lengths: Lengths) -> None:
    _label(pdf, layout, size)
    pdf.write(lengths.line, entry.label + layout.colon)
    _plain(pdf, layout, size)
    if entry.value:
        pdf.write(lengths.line, ("\n" if layout.value_below else " ") + entry.value)
    pdf.ln(lengths.line)
    for number, text in enumerate(entry.items):
        _item(pdf, mark(layout, number), text, layout, lengths)
    pdf.ln(lengths.gap if layout.blank_lines else 0)


def _label(pdf: Any, layout: Layout, size: float) -> None:
    """Choose the style of labels."""
    pdf.set_font("sheet", "B" if layout.bold else "", size)
    if layout.label_colour:
        pdf.set_text_color(layout.label_colour)


def _plain(pdf: Any, layout: Layout, size: float) -> None:
    """Choose the style of values."""
    pdf.set_font("sheet", "", size)
    if layout.label_colour:
        pdf.set_text_color(0)


def _item(pdf: Any, sign: str, text: str, layout: Layout, lengths: Lengths) -> None:
    if layout.hanging:
        pdf.cell(lengths.indent, lengths.line, sign)
        pdf.multi_cell(0, lengths.line, text, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(0 if sign else lengths.after)
    else:
        between = "\n" if layout.bullet_apart else layout.after_bullet
        pdf.write(lengths.line, (sign + between if sign else "") + text)
        pdf.ln(lengths.line)
        pdf.ln(0 if sign else lengths.after)


def _table(pdf: Any, fields: list[Entry], layout: Layout, size: float) -> None:
    face = load("fpdf.fonts").FontFace
    bold = face(emphasis="BOLD" if layout.bold else None, color=layout.label_colour or None)
    pdf.set_font("sheet", "", size)
    has_head = layout.head_row and not layout.value_below
    with pdf.table(**_table_style(layout, size)) as table:
        if has_head:
            table.row(HEAD_ROW)
        for entry in fields:
            label = entry.label + layout.colon
            for part in _parts(pdf, _cell(entry, layout), layout, size):
                row = table.row()
                row.cell(label, style=bold)
                (table.row() if layout.value_below else row).cell("\n".join(part))
                label = ""


def _table_style(layout: Layout, size: float) -> dict[str, Any]:
    return {
        "borders_layout": "ALL" if layout.borders else "NONE",
        "col_widths": (1,)
        if layout.value_below
        else (layout.label_share, 100 - layout.label_share),
        "first_row_as_headings": layout.head_row and not layout.value_below,
        "line_height": size * LEADING,
        "padding": (3, 6),
        "text_align": "LEFT",
        "v_align": layout.vertical_align.upper(),
    }


def _parts(pdf: Any, lines: list[str], layout: Layout, size: float) -> list[list[str]]:
    """Part what is higher than a page, as rows do not break."""
    share = 0 if layout.value_below else layout.label_share
    width = pdf.epw * (100 - share) / 100 - 12
    room = pdf.eph - 4 * size
    parts: list[list[str]] = [[]]
    for line in lines:
        text = "\n".join([*parts[-1], line])
        shown = pdf.multi_cell(width, 1, text, align="L", dry_run=True, output="HEIGHT")
        if parts[-1] and shown * size * LEADING > room:
            parts.append([])
        parts[-1].append(line)
    return parts


def _cell(entry: Entry, layout: Layout) -> list[str]:
    items = []
    for number, text in enumerate(entry.items):
        sign = mark(layout, number)
        items.append((sign + layout.after_bullet if sign else "") + text)
    return items or [entry.value]


def _flow(pdf: Any, record: Record, layout: Layout, size: float) -> None:
    """Typeset a record in fpdf2's text columns, which can be justified."""
    columns = pdf.text_columns(
        ncols=layout.columns,
        gutter=1.5 * size,
        text_align="JUSTIFY" if layout.justified else "LEFT",
        line_height=LEADING,
    )
    with columns:
        for heading, fields in entries(record, layout):
            pdf.set_font("sheet", "B", size * 1.4)
            pdf.set_text_color(*BLUE)
            with columns.paragraph(text_align="L", top_margin=size, bottom_margin=4) as paragraph:
                paragraph.write(heading)
            pdf.set_text_color(0)
            for entry in fields:
                _flow_field(pdf, columns, entry, layout, size)


def _flow_field(pdf: Any, columns: Any, entry: Entry, layout: Layout, size: float) -> None:
    gap = size * 0.6 if layout.blank_lines else 0
    with columns.paragraph(bottom_margin=0 if entry.items else gap) as paragraph:
        _label(pdf, layout, size)
        paragraph.write(entry.label + layout.colon)
        _plain(pdf, layout, size)
        if entry.value:
            paragraph.write(("\n" if layout.value_below else " ") + entry.value)
    for number, text in enumerate(entry.items):
        sign, is_last = mark(layout, number), number + 1 == len(entry.items)
        knobs: dict[str, Any] = {"bottom_margin": gap if is_last else 0 if sign else 4}
        if layout.hanging and sign:
            knobs |= {"indent": size, "bullet_string": sign}
            sign = ""
        between = "\n" if layout.bullet_apart else layout.after_bullet
        with columns.paragraph(**knobs) as paragraph:
            paragraph.write((sign + between if sign else "") + text)
