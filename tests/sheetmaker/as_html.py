"""Prints a sheet as HTML that WeasyPrint, Chromium, wkhtmltopdf and LibreOffice typeset."""

import unicodedata
from html import escape

from .layout import Layout
from .template import Record
from .values import Entry, entries

SIDES = ("left", "center", "right")
LETTERHEAD = (
    "<div{0}><b>RÉPUBLIQUE<br>FRANÇAISE</b><br><br><i>Liberté<br>Égalité<br>Fraternité</i></div>",
    "<div{0}>agence nationale<br>de la cohésion<br>des territoires</div>",
)


def to_html(record: Record, layout: Layout | None = None) -> str:
    """Print a record as an HTML page with its style."""
    layout = layout or Layout()
    body = [_letterhead(layout)]
    for heading, fields in entries(record, layout):
        body.append(f"<h2>{escape(heading, quote=False)}</h2>")
        body.append(_table(fields, layout) if layout.table else _fields(fields, layout))
    html = (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>Fiche CRTE</title>\n'
        f"<style>\n{style(layout)}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )
    return unicodedata.normalize("NFD", html) if layout.nfd else html


def _letterhead(layout: Layout) -> str:
    left, right = LETTERHEAD
    if layout.letterhead == "two":
        cells = left.format("") + '</td><td align="right">' + right.format("")
        return f'<table class="letterhead" width="100%"><tr><td>{cells}</td></tr></table>'
    return left.format("") + right.format(' class="agence"') if layout.letterhead else ""


def _label(entry: Entry, layout: Layout) -> str:
    label = escape(entry.label + layout.colon, quote=False)
    return f"<b>{label}</b>" if layout.bold else label


def _fields(fields: list[Entry], layout: Layout) -> str:
    parts = []
    for entry in fields:
        gap = "<br>" if layout.value_below and entry.value else " "
        line = f"{_label(entry, layout)}{gap}{escape(entry.value, quote=False)}".strip()
        parts.append(f'<p class="field">{line}</p>{_items(entry, layout)}')
    return "\n".join(parts)


def _items(entry: Entry, layout: Layout) -> str:
    items = [escape(item, quote=False) for item in entry.items]
    if not items:
        return ""
    if layout.native_list:
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    mark = escape(layout.bullet + layout.after_bullet) if layout.bullet else ""
    return "".join(f'<p class="item">{mark}{item}</p>' for item in items)


def _table(fields: list[Entry], layout: Layout) -> str:
    rows = []
    for entry in fields:
        value = _items(entry, layout) or escape(entry.value, quote=False)
        align = f'valign="{layout.vertical_align}"'
        label = f'<td class="label" width="{layout.label_share}%" {align}>{_label(entry, layout)}'
        rows.append(f"<tr>{label}</td><td {align}>{value}</td></tr>")
    border = 'border="1" cellspacing="0"' if layout.borders else 'border="0"'
    return f'<table class="fields" width="100%" {border}>' + "\n".join(rows) + "</table>"


def style(layout: Layout) -> str:
    """Give the style sheet of a layout."""
    gap = "0.6em" if layout.blank_lines else "0"
    hang = "margin-left: 1em; text-indent: -0.7em" if layout.hanging else "margin-left: 0"
    bullet = f'"{layout.bullet} "' if layout.bullet else "none"
    after = "0" if layout.bullet else "0.5em"  # else nothing tells where an item ends
    border = "1px solid #888" if layout.borders else "none"
    return (
        f"@page {{ size: {layout.page_size}; margin: {layout.margin};{_margin_boxes(layout)} }}\n"
        f'body {{ font-family: "{layout.font}", sans-serif; font-size: {layout.font_size};'
        f" text-align: {'justify' if layout.justified else 'left'};"
        f" hyphens: {'auto' if layout.hyphens else 'manual'}; line-height: 1.3 }}\n"
        f"p, ul, li, td {{ font-size: {layout.font_size} }}\n"
        f"h2 {{ {layout.heading_style}; hyphens: manual; page-break-after: avoid }}\n"
        f".field {{ margin: {gap} 0 }}\n.item {{ margin-top: 0; margin-bottom: {after}; {hang} }}\n"
        f"ul {{ margin: 0; list-style-type: {bullet} }}\n"
        ".agence { margin-top: 1em; margin-bottom: 2em }\n.letterhead { margin-bottom: 2em }\n"
        ".letterhead td { vertical-align: top }\n"
        f".fields {{ border-collapse: collapse }} .fields td {{ border: {border};"
        f" padding: 3px 6px; vertical-align: {layout.vertical_align} }}\n"
        f"{layout.extra_css}\n"
    )


def _margin_boxes(layout: Layout) -> str:
    """Give the running head and footer as CSS margin boxes."""
    boxes, font = "", f'font: 8pt "{layout.font}"'
    for place, pattern in (("top", layout.running_head), ("bottom", layout.footer)):
        parts = pattern.split("|") if "|" in pattern else ["", pattern, ""]
        for side, part in zip(SIDES, parts, strict=False):
            if part.strip():
                boxes += f" @{place}-{side} {{ content: {_content(part)}; {font} }}"
    return boxes


def _content(part: str) -> str:
    text = part.strip().replace('"', "'")
    text = text.replace("{pages}", '" counter(pages) "').replace("{page}", '" counter(page) "')
    return f'"{text}"'
