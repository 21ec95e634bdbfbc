"""Whole numbers: how many sheets, how many meetings a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from crte_extract.record.values.missing import told_missing
from crte_extract.record.values.reading import Understood, approximately, plain, refuse_other_digits
from crte_extract.text import fold

A_YEAR: Final = "réunions par an"  # the unit of a frequency
_WHOLE = r"[+-]?(?:[0-9]{1,9}|[0-9]{1,3}(?: [0-9]{3}){1,2})"
_USUAL = re.compile(rf"({_WHOLE})(?:\.0{{1,2}})?")  # 43.0: what pandas prints for a whole number
_COUNTED: Final[Mapping[str | None, str]] = {  # compiled when they are needed, which is seldom
    "fiches": rf"({_WHOLE}) ?(?:fiches?(?:[ -](?:actions?|projets?))?|actions?|projets?|operations?)",
    A_YEAR: rf"({_WHOLE}) ?(?:(?:fois|reunions?|x|comites?|copil)?(?: ?/ ?| par )an(?:nee)?"
    "|fois|reunions?)",
}
_FREQUENCIES: Final = {
    "annuel": 1,
    "semestriel": 2,
    "trimestriel": 4,
    "mensuel": 12,
    "bimensuel": 24,
    "hebdomadaire": 52,
}


def parse_int(value: object) -> int | None:
    """A whole number, by the template's forms; ``2,5`` is refused, not cut.

    >>> parse_int("43"), parse_int("1 043"), parse_int("None")
    (43, 1043, None)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    number: int | None = read_number(value).value
    return number


def read_number(value: object, unit: str | None = None) -> Understood:
    """A whole number as printed; ``unit`` is the field's: only its words may stand behind.

    >>> read_number("43.0").value, read_number("43 fiches", "fiches").value
    (43, 43)
    >>> read_number("semestrielle", "réunions par an").value
    2
    >>> read_number("1 à 2", "réunions par an")
    Traceback (most recent call last):
    ValueError: plusieurs nombres
    """
    words = told_missing(value)
    if isinstance(words, Understood):
        return words
    words = plain(words)
    if found := _USUAL.fullmatch(words):
        return Understood(int(found[1].replace(" ", "")))
    refuse_other_digits(words)
    folded = fold(words).rstrip(" .")
    counted = _COUNTED.get(unit)
    if counted is not None and (found := re.fullmatch(counted, folded)):
        return approximately(int(found[1].replace(" ", "")), "un nombre suivi de son unité")
    often = folded.removesuffix("ment").removesuffix("le")  # annuel, annuelle, annuellement
    if unit == A_YEAR and often in _FREQUENCIES:
        return approximately(_FREQUENCIES[often], "une fréquence en toutes lettres")
    raise ValueError(_why_no_number(folded))


def _why_no_number(folded: str) -> str:
    if folded.startswith("bimestriel"):
        return "« bimestriel » veut dire tous les deux mois, ou deux fois par mois"
    if re.fullmatch(r"[+-]?[0-9]{1,3}[,.][0-9]{3}", folded):
        return "le point ou la virgule de ce nombre peut se lire de deux façons"
    if re.fullmatch(r"[+-]?[0-9 ]+[,.][0-9]+", folded):
        return "un nombre entier est attendu"
    numbers = len(re.findall(r"[0-9]+", folded))
    return "plusieurs nombres" if numbers > 1 else "pas un nombre entier"
