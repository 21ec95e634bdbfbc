"""Prints typed values as the words of a sheet."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .layout import Layout
from .template import SECTIONS, Field, Record

MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin"]
MONTHS += ["juillet", "août", "septembre", "octobre", "novembre", "décembre"]
MISSING = {
    "template": {"bool": "-", "answer": "-", "euros": "-€", "list": "", "actors": ""},
    "nan": {"euros": "nan€", "list": "", "actors": ""},
    "none": {"euros": "None€"},
    "blank": {},
}
DEFAULT_MISSING = {"template": "None", "nan": "NaN", "none": "None", "blank": ""}


@dataclass(frozen=True)
class Entry:
    """One field ready to print: its label, then a value or bullets."""

    label: str
    value: str = ""
    items: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Take the accents off a text.

    >>> plain("État à 2A")
    'Etat a 2A'
    """
    split = unicodedata.normalize("NFD", text)
    return "".join(mark for mark in split if not unicodedata.combining(mark))


def worded(text: str, layout: Layout) -> str:
    """Print a label or heading the layout's way."""
    if not layout.accents:
        text = plain(text)
    cases = {"upper": text.upper(), "lower": text.lower(), "title": text[:1].upper() + text[1:]}
    return cases.get(layout.case, text).replace("'", layout.apostrophe)


def date(iso: str, style: str) -> str:
    """Print an ISO date in words or figures.

    >>> date("2023-03-01", "premier"), date("2022-08-07", "bare")
    ('1er mars 2023', '7 AOUT 2022')
    """
    year, month, day = iso.split("-")
    word = MONTHS[int(month) - 1]
    first = "1er" if day == "01" else str(int(day))
    return {
        "template": f"{day} {word} {year}",
        "premier": f"{first} {word} {year}",
        "slash": f"{day}/{month}/{year}",
        "iso": iso,
        "bare": f"{int(day)} {plain(word).upper()} {year}",
    }[style]


def _scaled(amount: Decimal, unit: int, least: int = 2) -> str:
    """Print an amount in a unit, exactly, with at least so many decimals."""
    exact = (amount / unit).normalize()
    decimals = max(least, -int(exact.as_tuple().exponent))
    return f"{exact:.{decimals}f}"


def _grouped(amount: Decimal, mark: str) -> str:
    least = 0 if amount == amount.to_integral_value() else 2
    return f"{amount:,.{least}f}".replace(".", "§").replace(",", mark).replace("§", ",")


def euros(value: float, layout: Layout) -> str:
    """Print an amount exactly, in the layout's style.

    >>> euros(78000000, Layout()), euros(1250000, Layout(euros="full"))
    ('78.00M€', '1 250 000 €')
    """
    amount, space = Decimal(str(value)), layout.space
    if layout.euros == "template":
        millions = _scaled(amount, 1_000_000)
        return f"{millions}M€" if len(millions.split(".")[1]) == 2 else f"{_scaled(amount, 1)}€"
    if layout.euros == "milliards" and abs(amount) >= 1_000_000_000:
        return _scaled(amount, 1_000_000_000, 0).replace(".", ",") + f"{space}Md€"
    if layout.euros in ("comma", "milliards"):
        return _scaled(amount, 1_000_000).replace(".", ",") + f"{space}M€"
    if layout.euros == "kilo":
        return _scaled(amount, 1_000, 0) + "k€"
    if layout.euros == "plain":
        return _scaled(amount, 1, 0) + "€"
    return _grouped(amount, "." if layout.euros == "dots" else space) + f"{space}€"


def actor(value: dict[str, str | None]) -> str:
    """Print one actor: its name alone, or the template's three-part line."""
    code = value["siren"] or value["code_insee"]
    if code is None:
        return str(value["nom"])
    return f"nom : {value['nom']}, SIREN : {code}, nature : {value['nature']}"


def _value(field: Field, value: Any, layout: Layout) -> str | tuple[str, ...]:
    if field.kind == "answer":
        details = tuple(value["details"])
        if len(details) > 1:
            return details
        value = details[0] if details else value["reponse"]
    if value is None or value == []:
        return MISSING[layout.missing].get(field.kind, DEFAULT_MISSING[layout.missing])
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if field.kind == "actors":
        return tuple(actor(one) for one in value)
    if field.kind == "list":
        return tuple(value)
    if field.kind == "euros":
        return euros(value, layout)
    return date(value, layout.dates) if field.kind == "date" else str(value)


def entries(record: Record, layout: Layout) -> list[tuple[str, list[Entry]]]:
    """Give each section's heading and its fields, worded the layout's way."""
    sheet = []
    for section in SECTIONS:
        fields = []
        for field in section.fields:
            shown = _value(field, record[section.key][field.key], layout)
            label = worded(field.label, layout)
            if isinstance(shown, tuple):
                fields.append(Entry(label, items=shown))
            else:
                fields.append(Entry(label, value=shown))
        sheet.append((worded(section.heading, layout), fields))
    return sheet
