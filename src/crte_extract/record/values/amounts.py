"""Amounts in euros, exact: never a float inside."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from crte_extract.record.values.missing import told_missing
from crte_extract.record.values.reading import Understood, approximately, plain, refuse_other_digits
from crte_extract.text import fold

_NUMBER = r"(?P<sign>[+-]?) ?(?P<number>[0-9][0-9 .,]*?)"
_USUAL = re.compile(rf"{_NUMBER} ?(?P<unit>k|m|md|mds|g|b)? ?€", re.IGNORECASE)
_EUROS = r"(?:€|euros?|eur)"
_TAX = "(?: ?(?:ht|ttc))?"
_UNUSUAL: Final = (  # of folded words; compiled when they are needed, which is seldom
    rf"{_NUMBER} ?(?P<unit>k|m|md|mds|g|b)? ?{_EUROS}{_TAX}",
    rf"{_NUMBER} ?(?P<unit>milliers?|millions?|milliards?) ?(?:d'|de )?{_EUROS}{_TAX}",
    rf"{_EUROS} ?{_NUMBER} ?(?P<unit>k|m|md|mds|g|b)?{_TAX}",
    rf"{_NUMBER} ?(?P<unit>k|m|md|mds|g|b) ?c",  # M C: the font had no sign for €
)
_ODD: Final = "[#/?¿□]"
_ODD_SPACE: Final = (  # before the unit; or between thousands, where these can be nothing else
    rf"(?:(?=[0-9.,]*(?P<odd>{_ODD}))[0-9][0-9.,]*(?:(?P=odd)[0-9]{{3}})*(?:,[0-9]+)?(?P=odd)"
    rf"|[0-9]{{1,3}}(?P<other>{_ODD})(?:000|[0-9]{{3}}(?:(?P=other)[0-9]{{3}})+)(?:,[0-9]+)? ?)"
    r"(?:k|m|md|mds|g|b)?€"
)
_POWERS: Final = {  # of ten
    "": 0,
    **dict.fromkeys(("k", "millier", "milliers"), 3),
    **dict.fromkeys(("m", "million", "millions"), 6),
    **dict.fromkeys(("md", "mds", "g", "b", "milliard", "milliards"), 9),
}
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<sep>[ .])[0-9]{3}(?:(?P=sep)[0-9]{3})*")
_MAX_DIGITS: Final = 15  # digits that a JSON number carries without loss
_MAX_TYPED: Final = (
    24  # digits, zeros with them: as many of milliards, and no more than a Decimal has
)
_CENTS: Final = 2  # digits behind the mark of an amount in euros; one in thousands may have more
_ABOUT: Final = r"\b(?:environ|env|pres de|plus de|moins de|de l'ordre de|autour de)\b|[~≈<>±]"
_SEVERAL: Final = r"[0-9][^0-9]*(?:\ba\b|\bet\b|\bou\b|[/;+-])[^0-9]*[0-9]|€.*€"


def parse_euros(value: object) -> Decimal | None:
    """An amount in euros, exact.

    >>> parse_euros("78.00M€"), parse_euros("1 234,56 €"), parse_euros("-€")
    (Decimal('78000000'), Decimal('1234.56'), None)
    """
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return _euros(Decimal(str(value)))
    amount: Decimal | None = read_euros(value).value
    return amount


def read_euros(value: object) -> Understood:
    """An amount as printed.

    >>> read_euros("999.50K€").value, read_euros("1,2 milliard d'euros").value
    (Decimal('999500'), Decimal('1200000000'))
    >>> read_euros("71/000/€").value
    Decimal('71000')
    >>> read_euros("78 millions")
    Traceback (most recent call last):
    ValueError: il manque le mot « euros », ou le signe €
    """
    words = told_missing(value)
    if isinstance(words, Understood):
        return words
    words = plain(words)
    if found := _USUAL.fullmatch(words):
        return Understood(_amount(found))
    if odd := re.fullmatch(
        _ODD_SPACE, words, re.IGNORECASE
    ):  # for a narrow space, which few fonts have
        found = _USUAL.fullmatch(words.replace(odd["odd"] or odd["other"], " "))
        if found is not None:
            return approximately(_amount(found), "un autre signe à la place des espaces")
    refuse_other_digits(words)
    folded = fold(words).rstrip(" .")
    found = next((m for form in _UNUSUAL if (m := re.fullmatch(form, folded))), None)
    if found is None:
        raise ValueError(_why_no_amount(folded))
    return approximately(_amount(found), "un montant écrit autrement")


def _amount(found: re.Match[str]) -> Decimal:
    unit = (found["unit"] or "").lower()
    whole, decimals = _digits(found["number"], scaled=bool(unit))
    if len(whole) + len(decimals) > _MAX_TYPED:
        raise ValueError("trop de chiffres pour un montant")
    units = int(whole + decimals) * (-1 if found["sign"] == "-" else 1)
    return _euros(Decimal(units).scaleb(_POWERS[unit] - len(decimals)))


def _why_no_amount(folded: str) -> str:
    if re.search(_ABOUT, folded):
        return "un montant approché n'est pas un montant"
    if re.search(_SEVERAL, folded):
        return "plusieurs montants"
    if not re.search("[0-9]", folded):
        return "pas un montant en euros"
    if not re.search(r"€|\beuros?\b|\beur\b", folded):
        return "il manque le mot « euros », ou le signe €"
    return "pas un montant en euros"


def _euros(amount: Decimal) -> Decimal:
    """The amount without an exponent or trailing zeros; refused where JSON would round it."""
    if not amount.is_finite():
        raise ValueError("pas un montant en euros")
    digits = "".join(map(str, amount.as_tuple().digits)).strip("0")
    if len(digits) > _MAX_DIGITS or abs(amount) >= 10**_MAX_DIGITS:
        raise ValueError("trop de chiffres pour un montant")
    whole = amount.to_integral_value()
    return whole.quantize(Decimal(1)) + 0 if amount == whole else amount.normalize()


def _digits(number: str, scaled: bool) -> tuple[str, str]:
    """The digits before and behind the decimal mark, from any French way to write them.

    A lone dot before three digits is a decimal mark in ``1.500M€`` and stands between thousands in
    ``1.500 €``, since no amount has tenths of a cent.
    """
    head, mark, tail = number, "", ""
    if "," in number:
        head, mark, tail = number.partition(",")
    elif number.count(".") == 1 and (scaled or len(number.rpartition(".")[2]) != 3):
        head, mark, tail = number.partition(".")
    if mark and (not tail.isdigit() or (not scaled and len(tail) > _CENTS)):
        raise ValueError("la virgule ou le point de ce montant peut se lire de deux façons")
    if not (head.isdigit() or _GROUPED.fullmatch(head)):
        raise ValueError("les chiffres de ce montant sont mal groupés")
    return re.sub(r"[ .]", "", head), tail


def write_euros(amount: Decimal | None) -> int | float | None:
    """The amount as a JSON number, an integer when whole; at most 15 digits, so nothing is lost.

    >>> write_euros(Decimal("78000000")), write_euros(Decimal("1234.56"))
    (78000000, 1234.56)
    """
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)
