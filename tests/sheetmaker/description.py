"""A sheet in plain values, for makers that are not Python: what to print, and the layout in points."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from .layout import Layout
from .template import Record
from .values import Entry, entries

LETTERHEAD = {
    "state": ["RÉPUBLIQUE", "FRANÇAISE"],  # bold
    "motto": ["Liberté", "Égalité", "Fraternité"],  # italic
    "agency": ["agence nationale", "de la cohésion", "des territoires"],
}
HEAD_ROW = ["Champ", "Réponse"]
A_SERIES = {"A3": (841.89, 1190.55), "A4": (595.28, 841.89), "A5": (419.53, 595.28)}
A_SERIES |= {"A6": (297.64, 419.53)}
POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4}


def described(records: Sequence[Record], layout: Layout) -> dict[str, Any]:
    """The sheets of a file: headings, labels (with their colon), values or marked items."""
    return {
        "letterhead": LETTERHEAD,
        "head_row": HEAD_ROW,
        "sheets": [
            [
                {"heading": heading, "fields": [_field(entry, layout) for entry in fields]}
                for heading, fields in entries(record, layout)
            ]
            for record in records
        ],
        "layout": asdict(layout),
        "page": dict(zip(("width", "height"), page_size(layout), strict=True)),
        "margin": points(layout.margin),
        "size": points(layout.font_size),
    }


def _field(entry: Entry, layout: Layout) -> dict[str, Any]:
    items = [
        {"mark": mark(layout, number), "text": text} for number, text in enumerate(entry.items)
    ]
    return {"label": entry.label + layout.colon, "value": entry.value, "items": items}


def mark(layout: Layout, number: int) -> str:
    """What stands before an item of a list, the first of which is number 0.

    >>> mark(Layout(), 1), mark(Layout(numbered="1)"), 1), mark(Layout(numbered="a)"), 1)
    ('-', '2)', 'b)')
    """
    if layout.numbered:
        sign = layout.numbered[1:]
        return (chr(ord("a") + number % 26) if layout.numbered == "a)" else str(number + 1)) + sign
    return layout.bullet


def points(length: str) -> float:
    """A length in points.

    >>> points("10pt"), round(points("2cm"), 1)
    (10.0, 56.7)
    """
    return float(length[:-2]) * POINTS[length[-2:]]


def page_size(layout: Layout) -> tuple[float, float]:
    """The width and height of a page, in points.

    >>> page_size(Layout()), page_size(Layout(page_size="A4 landscape"))
    ((595.28, 841.89), (841.89, 595.28))
    """
    name, _, landscape = layout.page_size.partition(" ")
    width, height = A_SERIES[name]
    return (height, width) if landscape else (width, height)
