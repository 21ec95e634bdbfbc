"""Draws a sheet as PDF with ReportLab's Platypus: no HTML between."""

from html import escape
from pathlib import Path
from typing import Any

from .layout import Layout
from .producers import FONTS, load
from .template import Record
from .values import Entry, entries

WIDTH = 495  # points between the margins of an A4 page


def reportlab(record: Record, layout: Layout, target: Path) -> None:
    """Typeset a record with ReportLab; the font "Helvetica" is not embedded."""
    font = _font(layout)
    base, item, head = _styles(layout, font)
    platypus = load("reportlab.platypus")
    story: list[Any] = []
    if layout.letterhead:
        lines = "RÉPUBLIQUE<br/>FRANÇAISE<br/>Liberté<br/>Égalité<br/>Fraternité"
        story = [platypus.Paragraph(lines, base), platypus.Spacer(1, 20)]
    for heading, fields in entries(record, layout):
        story.append(platypus.Paragraph(escape(heading, quote=False), head))
        if layout.table:
            story.append(_table(fields, layout, base, item))
        else:
            for entry in fields:
                story += _field(entry, layout, base, item)
    document = platypus.SimpleDocTemplate(
        str(target), invariant=1, title="Fiche CRTE", leftMargin=50, rightMargin=50
    )
    decorate = _page(layout, font)
    document.build(story, onFirstPage=decorate, onLaterPages=decorate)


def _styles(layout: Layout, font: str) -> tuple[Any, Any, Any]:
    style = load("reportlab.lib.styles").ParagraphStyle
    size = float(layout.font_size.removesuffix("pt"))
    base = style("base", fontName=font, fontSize=size, leading=size * 1.3)
    after = 0 if layout.bullet else 4
    item = style("item", base, leftIndent=14 if layout.hanging else 0, spaceAfter=after)
    large = {"fontSize": size * 1.4, "leading": size * 2}
    return base, item, style("head", base, textColor="#000091", keepWithNext=1, **large)


def _font(layout: Layout) -> str:
    if layout.font == "Helvetica":
        return "Helvetica"
    fonts, metrics = load("reportlab.pdfbase.ttfonts"), load("reportlab.pdfbase.pdfmetrics")
    name = layout.font.replace(" ", "")
    metrics.registerFont(fonts.TTFont(name, str(FONTS / f"{name}-Regular.ttf")))
    metrics.registerFont(fonts.TTFont(f"{name}-Bold", str(FONTS / f"{name}-Bold.ttf")))
    metrics.registerFontFamily(name, normal=name, bold=f"{name}-Bold")
    return name


def _label(entry: Entry, layout: Layout) -> str:
    label = escape(entry.label + layout.colon, quote=False)
    return f"<b>{label}</b>" if layout.bold else label


def _field(entry: Entry, layout: Layout, base: Any, item: Any) -> list[Any]:
    platypus = load("reportlab.platypus")
    gap = "<br/>" if layout.value_below and entry.value else " "
    line = f"{_label(entry, layout)}{gap}{escape(entry.value, quote=False)}"
    found = [platypus.Paragraph(line, base), *_items(entry, layout, item)]
    return [*found, platypus.Spacer(1, 6)] if layout.blank_lines else found


def _items(entry: Entry, layout: Layout, style: Any) -> list[Any]:
    platypus = load("reportlab.platypus")
    texts = [escape(text, quote=False) for text in entry.items]
    if layout.hanging and layout.bullet:
        return [platypus.Paragraph(text, style, bulletText=layout.bullet) for text in texts]
    mark = layout.bullet + layout.after_bullet if layout.bullet else ""
    return [platypus.Paragraph(mark + text, style) for text in texts]


def _table(fields: list[Entry], layout: Layout, base: Any, item: Any) -> Any:
    platypus = load("reportlab.platypus")
    rows = [
        [
            platypus.Paragraph(_label(entry, layout), base),
            _items(entry, layout, item)
            or platypus.Paragraph(escape(entry.value, quote=False), base),
        ]
        for entry in fields
    ]
    share = WIDTH * layout.label_share // 100
    style = [("VALIGN", (0, 0), (-1, -1), layout.vertical_align.upper())]
    if layout.borders:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, "#888888"))  # type: ignore[arg-type]
    return platypus.Table(rows, colWidths=[share, WIDTH - share], style=style)


def _page(layout: Layout, font: str) -> Any:
    def decorate(canvas: Any, document: Any) -> None:
        canvas.setFont(font, 8)
        for pattern, height in ((layout.running_head, 810), (layout.footer, 30)):
            parts = (pattern.split("|") if "|" in pattern else ["", pattern, ""])[:3]
            shown = [part.strip().format(page=document.page, pages="") for part in parts]
            canvas.drawString(50, height, shown[0])
            canvas.drawCentredString(297, height, shown[1])
            canvas.drawRightString(545, height, shown[2])

    return decorate
