"""Draws a sheet as PDF with ReportLab's Platypus: no HTML between."""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from .description import HEAD_ROW, LETTERHEAD, mark, page_size, points
from .layout import Layout
from .producers import FONTS, load
from .template import Record
from .values import Entry, entries

WIDTH = 495  # points between the margins of an A4 page
JUSTIFIED = 4


def reportlab(record: Record, layout: Layout, target: Path) -> None:
    """Typeset a record with ReportLab on A4; the font "Helvetica" is not embedded."""
    font = _font(layout)
    base = _styles(layout, font)[0]
    platypus = load("reportlab.platypus")
    story: list[Any] = []
    if layout.letterhead:
        lines = "RÉPUBLIQUE<br/>FRANÇAISE<br/>Liberté<br/>Égalité<br/>Fraternité"
        story = [platypus.Paragraph(lines, base), platypus.Spacer(1, 20)]
    document = platypus.SimpleDocTemplate(
        str(target), invariant=1, title="Fiche CRTE", leftMargin=50, rightMargin=50
    )
    decorate = _page(layout, font)
    story += _sections(record, layout, font, WIDTH)
    document.build(story, onFirstPage=decorate, onLaterPages=decorate)


def reportlab_sheets(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Typeset records with ReportLab, each from a new page on, on the layout's own paper."""
    pages = _build(records, layout, BytesIO(), 0) if "{pages}" in _edges(layout) else 0
    with target.open("wb") as file:
        _build(records, layout, file, pages)


def _edges(layout: Layout) -> str:
    return layout.running_head + layout.footer


def _build(records: Sequence[Record], layout: Layout, file: BinaryIO, pages: int) -> int:
    """Typeset once; tells how many pages that took."""
    platypus, font = load("reportlab.platypus"), _font(layout)
    frames = _frames(layout)
    decorate = _paper_edges(layout, font, pages)
    template = platypus.PageTemplate(frames=frames, onPage=decorate, pagesize=page_size(layout))
    document = platypus.BaseDocTemplate(
        file, pageTemplates=[template], pagesize=page_size(layout), invariant=1, title="Fiche CRTE"
    )
    story: list[Any] = []
    for record in records:
        story += [platypus.PageBreak()] if story else []
        story += _letterhead(layout, font, frames[0].width)
        story += _sections(record, layout, font, frames[0].width)
    document.build(story)
    return int(document.page)


def _frames(layout: Layout) -> list[Any]:
    """The columns of a page."""
    width, height = page_size(layout)
    margin, gutter = points(layout.margin), 1.5 * points(layout.font_size)
    one = (width - 2 * margin - (layout.columns - 1) * gutter) / layout.columns
    frame, none = load("reportlab.platypus").Frame, dict.fromkeys(_PADDINGS, 0)
    return [
        frame(margin + number * (one + gutter), margin, one, height - 2 * margin, **none)
        for number in range(layout.columns)
    ]


_PADDINGS = ("leftPadding", "rightPadding", "topPadding", "bottomPadding")


def _letterhead(layout: Layout, font: str, width: float) -> list[Any]:
    if not layout.letterhead:
        return []
    platypus, base = load("reportlab.platypus"), _styles(layout, font)[0]
    state, motto, agency = ("<br/>".join(LETTERHEAD[key]) for key in LETTERHEAD)
    left = f"<b>{state}</b><br/><br/><i>{motto}</i>"
    space = platypus.Spacer(1, 2 * base.fontSize)
    if layout.letterhead == "one":
        return [platypus.Paragraph(f"{left}<br/><br/>{agency}", base), space]
    right = load("reportlab.lib.styles").ParagraphStyle("right", base, alignment=2)
    cells = [[platypus.Paragraph(left, base), platypus.Paragraph(agency, right)]]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    return [platypus.Table(cells, colWidths=[width / 2] * 2, style=style), space]


def _sections(record: Record, layout: Layout, font: str, width: float) -> list[Any]:
    """The headings and fields of a record."""
    platypus, story = load("reportlab.platypus"), list[Any]()
    base, item, head = _styles(layout, font)
    for heading, fields in entries(record, layout):
        story.append(platypus.Paragraph(escape(heading, quote=False), head))
        if layout.table:
            story.append(_table(fields, layout, base, item, width))
        else:
            for entry in fields:
                story += _field(entry, layout, base, item)
    return story


def _styles(layout: Layout, font: str) -> tuple[Any, Any, Any]:
    style = load("reportlab.lib.styles").ParagraphStyle
    size, knobs = points(layout.font_size), dict[str, Any]()
    if layout.hyphens:
        load("pyphen")
        knobs = {"hyphenationLang": "fr_FR", "hyphenationMinWordLength": 6}
    if layout.justified:
        knobs["alignment"] = JUSTIFIED
    base = style("base", fontName=font, fontSize=size, leading=size * 1.3, **knobs)
    after = 0 if layout.bullet else 4
    item = style("item", base, leftIndent=14 if layout.hanging else 0, spaceAfter=after)
    large = {"fontSize": size * 1.4, "leading": size * 2}
    head = style("head", base, textColor="#000091", keepWithNext=1, **large)
    head.hyphenationLang, head.alignment = "", 0
    return base, item, head


def _font(layout: Layout) -> str:
    if layout.font == "Helvetica":
        return "Helvetica"
    fonts, metrics = load("reportlab.pdfbase.ttfonts"), load("reportlab.pdfbase.pdfmetrics")
    name = layout.font.replace(" ", "")
    metrics.registerFont(fonts.TTFont(name, str(FONTS / f"{name}-Regular.ttf")))
    metrics.registerFont(fonts.TTFont(f"{name}-Bold", str(FONTS / f"{name}-Bold.ttf")))
    metrics.registerFont(fonts.TTFont(f"{name}-Italic", str(FONTS / f"{name}-Italic.ttf")))
    metrics.registerFontFamily(name, normal=name, bold=f"{name}-Bold", italic=f"{name}-Italic")
    return name


def _label(entry: Entry, layout: Layout) -> str:
    label = escape(entry.label + layout.colon, quote=False)
    if layout.label_colour:
        label = f'<font color="{layout.label_colour}">{label}</font>'
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
    if layout.native_list and texts:
        items = [platypus.Paragraph(text, style) for text in texts]
        return [platypus.ListFlowable(items, bulletType="bullet", start="circle", bulletFontSize=5)]
    found = []
    for number, text in enumerate(texts):
        sign = escape(mark(layout, number), quote=False)
        if layout.bullet_apart and sign:
            found += [platypus.Paragraph(sign, style), platypus.Paragraph(text, style)]
        elif layout.hanging and sign:
            found.append(platypus.Paragraph(text, style, bulletText=mark(layout, number)))
        else:
            before = sign + layout.after_bullet if sign else ""
            found.append(platypus.Paragraph(before + text, style))
    return found


def _table(fields: list[Entry], layout: Layout, base: Any, item: Any, width: float) -> Any:
    platypus = load("reportlab.platypus")
    rows = [
        [
            platypus.Paragraph(_label(entry, layout), base),
            _items(entry, layout, item)
            or platypus.Paragraph(escape(entry.value, quote=False), base),
        ]
        for entry in fields
    ]
    widths = [width * layout.label_share // 100, width - width * layout.label_share // 100]
    if layout.value_below:
        rows, widths = [[cell] for row in rows for cell in row], [width]
    elif layout.head_row:
        rows.insert(0, [platypus.Paragraph(f"<b>{title}</b>", base) for title in HEAD_ROW])
    style: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), layout.vertical_align.upper())]
    if layout.borders:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, "#888888"))
    repeated = int(layout.head_row and not layout.value_below)
    options = {"style": style, "repeatRows": repeated, "splitInRow": 1}
    return platypus.Table(rows, colWidths=widths, **options)


def _paper_edges(layout: Layout, font: str, pages: int) -> Any:
    """Draw the running head and foot within the margins of the layout's paper."""
    width, height = page_size(layout)
    margin = points(layout.margin)
    edges = ((layout.running_head, height - margin / 2 - 3), (layout.footer, margin / 2 - 3))

    def decorate(canvas: Any, document: Any) -> None:
        canvas.setFont(font, 8)
        for pattern, y in edges:
            parts = pattern.split("|") if "|" in pattern else ["", pattern, ""]
            shown = [part.strip().format(page=document.page, pages=pages) for part in parts]
            canvas.drawString(margin, y, shown[0])
            canvas.drawCentredString(width / 2, y, shown[1])
            canvas.drawRightString(width - margin, y, shown[2])

    return decorate


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
