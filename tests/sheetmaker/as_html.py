"""Prints sheets as HTML that browsers, WeasyPrint, wkhtmltopdf, LibreOffice and dompdf typeset."""

import re
import unicodedata
from collections.abc import Sequence
from html import escape
from itertools import count

from .description import HEAD_ROW, mark
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
    return to_html_of([record], layout)


def to_html_of(records: Sequence[Record], layout: Layout | None = None) -> str:
    """Print records as HTML with its style; each sheet begins on a page of its own."""
    layout = layout or Layout()
    bodies = [_body(record, layout) for record in records]
    if len(bodies) > 1 or layout.columns > 1:
        bodies = [_sheet(body, number) for number, body in enumerate(bodies)]
    html = (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>Fiche CRTE</title>\n'
        f"<style>\n{style(layout)}</style></head><body>\n"
        + "\n".join(bodies)
        + "\n</body></html>\n"
    )
    return unicodedata.normalize("NFD", html) if layout.nfd else html


def _sheet(body: str, number: int) -> str:
    apart = '<p style="page-break-before: always; margin: 0"></p>\n' if number else ""
    return f'{apart}<div class="sheet">\n{body}\n</div>'


def _body(record: Record, layout: Layout) -> str:
    parts = [_letterhead(layout)]
    for heading, fields in entries(record, layout):
        parts.append(f"<h2>{escape(heading, quote=False)}</h2>")
        parts.append(_table(fields, layout) if layout.table else _fields(fields, layout))
    body = "\n".join(parts)
    return _backwards(body) if layout.order == "backwards" else body


def _backwards(body: str) -> str:
    """Have the last paragraph drawn first: what lies lower is drawn earlier."""
    levels = count(9999, -1)
    placed = ' style="position: relative; z-index: {}"'
    return re.sub(r"<(p|h2)\b", lambda tag: tag[0] + placed.format(next(levels)), body)


def _letterhead(layout: Layout) -> str:
    left, right = LETTERHEAD
    if layout.letterhead == "two":
        cells = left.format("") + '</td><td align="right">' + right.format("")
        return f'<table class="letterhead" width="100%"><tr><td>{cells}</td></tr></table>'
    return left.format("") + right.format(' class="agence"') if layout.letterhead else ""


def _label(entry: Entry, layout: Layout) -> str:
    label = escape(entry.label + layout.colon, quote=False)
    if layout.label_colour:
        label = f'<span style="color: {layout.label_colour}">{label}</span>'
    return f"<b>{label}</b>" if layout.bold else label


def _fields(fields: list[Entry], layout: Layout) -> str:
    parts = []
    for entry in fields:
        gap = "<br>" if layout.value_below and entry.value else " "
        line = f"{_label(entry, layout)}{gap}{_value(entry, layout)}".strip()
        parts.append(f'<p class="field">{line}</p>{_items(entry, layout)}')
    return "\n".join(parts)


def _value(entry: Entry, layout: Layout) -> str:
    value = escape(entry.value, quote=False)
    return f'<span class="value">{value}</span>' if layout.order == "labels first" else value


def _items(entry: Entry, layout: Layout) -> str:
    items = [escape(item, quote=False) for item in entry.items]
    if not items:
        return ""
    if layout.native_list:
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    return "".join(_item(item, number, layout) for number, item in enumerate(items))


def _item(item: str, number: int, layout: Layout) -> str:
    sign = escape(mark(layout, number))
    if sign and layout.bullet_apart:
        return f'<p class="item">{sign}</p><p class="item">{item}</p>'
    return f'<p class="item">{sign + escape(layout.after_bullet) if sign else ""}{item}</p>'


def _table(fields: list[Entry], layout: Layout) -> str:
    rows = [_head_row(layout)] if layout.head_row else []
    align = f'valign="{layout.vertical_align}"'
    width = "" if layout.value_below else f' width="{layout.label_share}%"'
    for entry in fields:
        value = _items(entry, layout) or _value(entry, layout)
        label = f'<td class="label"{width} {align}>{_label(entry, layout)}</td>'
        if layout.item_rows and len(entry.items) > 1:
            first, *others = (
                f"<td {align}>{_item(escape(item, quote=False), number, layout)}</td>"
                for number, item in enumerate(entry.items)
            )
            label = label.replace("<td", f'<td rowspan="{len(entry.items)}"', 1)
            rows += [_row(label, first, layout), *(f"<tr>{other}</tr>" for other in others)]
        else:
            rows.append(_row(label, f"<td {align}>{value}</td>", layout))
    border = 'border="1" cellspacing="0"' if layout.borders else 'border="0"'
    return f'<table class="fields" width="100%" {border}>' + "\n".join(rows) + "</table>"


def _row(label: str, value: str, layout: Layout) -> str:
    """A label and a value in one row, or each in a row of its own."""
    return f"<tr>{label}{'</tr><tr>' if layout.value_below else ''}{value}</tr>"


def _head_row(layout: Layout) -> str:
    label, value = (f'<th align="left">{word}</th>' for word in HEAD_ROW)
    return f"<thead>{_row(label, value, layout)}</thead>"


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
        f"{_rarer(layout)}{layout.extra_css}\n"
    )


def _rarer(layout: Layout) -> str:
    """The rules of what few layouts have."""
    border = "1px solid #888" if layout.borders else "none"
    rules = {
        f".fields th {{ border: {border}; padding: 3px 6px }}\n": layout.head_row,
        f".sheet {{ column-count: {layout.columns} }}\n": layout.columns > 1,
        # what is positioned is drawn after what is not
        ".value, .item, ul { position: relative }\n": layout.order == "labels first",
    }
    return "".join(rule for rule, is_wanted in rules.items() if is_wanted)


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
