"""Prints a sheet as text, the way a viewer or `pdftotext` gives it."""

import textwrap
import unicodedata
from itertools import zip_longest

from .description import mark
from .layout import Layout
from .template import Record
from .values import Entry, entries

LEFT = ("RÉPUBLIQUE", "FRANÇAISE", "", "Liberté", "Égalité", "Fraternité")
RIGHT = ("agence nationale", "de la cohésion", "des territoires")
GLUE = "\ue000"  # holds together a space at which a line must not break


def to_text(record: Record, layout: Layout | None = None) -> str:
    """Print a record as the text of a sheet."""
    layout = layout or Layout()
    lines = _letterhead(layout)
    for heading, fields in entries(record, layout):
        lines += [f"## {heading}" if layout.markdown_headings else heading, ""]
        for entry in fields:
            lines += _row(entry, layout) if layout.table else _field(entry, layout)
            lines += [""] * layout.blank_lines
        lines += [""] * (not layout.blank_lines and layout.table)
    if not layout.blank_lines and not layout.table:
        lines = [line for line in lines if line]
    text = _paged(lines, layout)
    return unicodedata.normalize("NFD", text) if layout.nfd else text


def _letterhead(layout: Layout) -> list[str]:
    if layout.letterhead == "":
        return []
    if layout.letterhead == "two":
        pairs = zip_longest(LEFT, RIGHT, fillvalue="")
        return [f"{left:<60}{right}".rstrip() for left, right in pairs] + ["", ""]
    bold, italic = ("**", "*") if layout.bold else ("", "")
    return [
        f"{bold}{LEFT[0]}",
        f"{LEFT[1]}{bold}",
        "",
        f"{italic}{LEFT[3]}",
        LEFT[4],
        f"{LEFT[5]}{italic}",
        "",
        *RIGHT,
        "",
    ]


def _field(entry: Entry, layout: Layout) -> list[str]:
    label = f"**{entry.label}{layout.colon}**" if layout.bold else entry.label + layout.colon
    if layout.value_below or not entry.value:
        lines = _wrapped(label, layout.width, layout)
        lines += _wrapped(entry.value, layout.width, layout) if entry.value else []
    else:
        lines = _wrapped(f"{label} {entry.value}", layout.width, layout)
    if entry.items and layout.blank_lines:
        lines.append("")
    return lines + _items(entry, layout.width, layout)


def _items(entry: Entry, width: int | None, layout: Layout) -> list[str]:
    lines = []
    for number, item in enumerate(entry.items):
        sign = mark(layout, number)
        if layout.bullet_apart:
            lines += [sign, *_wrapped(item, width, layout)]
            continue
        before = sign + layout.after_bullet if sign else ""
        indent = " " * len(before) if layout.hanging else ""
        lines += _wrapped(item, width, layout, before, indent)
    return lines


def _wrapped(
    text: str, width: int | None, layout: Layout, before: str = "", indent: str = ""
) -> list[str]:
    """Wrap one paragraph, never so that a line starts with a dash the text holds."""
    if width is None:
        return [before + text]
    for dash in ("-", "–", "«", ":"):
        text = text.replace(f" {dash} ", f"{GLUE}{dash} ")
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=before,
        subsequent_indent=indent,
        break_on_hyphens=layout.break_hyphens,
        break_long_words=False,
    )
    return [line.replace(GLUE, " ") for line in lines]


def _row(entry: Entry, layout: Layout) -> list[str]:
    """Print a field as two columns side by side."""
    width = layout.width or 110
    share = width * layout.label_share // 100
    left = textwrap.wrap(entry.label + layout.colon, share - 3)
    room = width - share
    right = [entry.value] if entry.value else []
    right = _wrapped(entry.value, room, layout) if right else _items(entry, room, layout)
    if layout.vertical_align == "middle":
        left = [""] * ((len(right) - len(left)) // 2) + left
        right = [""] * ((len(left) - len(right)) // 2) + right
    pairs = zip_longest(left, right, fillvalue="")
    return [f"{first:<{share}}{second}".rstrip() for first, second in pairs]


def _paged(lines: list[str], layout: Layout) -> str:
    """Cut the lines into pages, each with its running head and footer."""
    size = layout.lines_per_page or max(len(lines), 1)
    pages = [lines[start : start + size] for start in range(0, len(lines), size)]
    texts = []
    for number, page in enumerate(pages, 1):
        head = _running(layout.running_head, number, len(pages))
        foot = _running(layout.footer, number, len(pages))
        texts.append("\n".join([*head, *page, *foot]) + "\n")
    return ("\f" if layout.form_feed else "\n").join(texts)


def _running(pattern: str, number: int, total: int) -> list[str]:
    if not pattern:
        return []
    shown = pattern.format(page=number, pages=total)
    return ["", "          ".join(part.strip() for part in shown.split("|")), ""]
