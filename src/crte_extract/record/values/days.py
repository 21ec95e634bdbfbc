"""Days, as French sheets, Python and people write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from crte_extract import french
from crte_extract.record.values.missing import told_missing
from crte_extract.record.values.reading import Understood, approximately, plain, refuse_other_digits
from crte_extract.text import fold

MONTHS: Final = [fold(month) for month in french.MONTHS]
_SHORT_MONTHS: Final = {
    "jan": 0,
    "janv": 0,
    "fev": 1,
    "fevr": 1,
    "avr": 3,
    "juil": 6,
    "aou": 7,
    "sep": 8,
    "sept": 8,
    "oct": 9,
    "nov": 10,
    "dec": 11,
}
_WEEKDAYS: Final = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_USUAL = (
    re.compile(r"(?P<d>[0-9]{1,2})(?:er)? (?P<month>[a-z]{3,9}) (?P<y>[0-9]{4})"),
    re.compile(r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?:[ t]00:00:00(?:\.0{1,9})?)?"),
)
_BEFORE = r"(?:le )?(?:(?P<weekday>[a-z]+di|dimanche),? )?(?:le )?"
_UNUSUAL: Final = (  # compiled when they are needed, which is seldom
    _BEFORE + r"(?P<d>[0-9]{1,2}) ?(?:er)? ?(?P<month>[a-z]{3,9})\.? ?(?P<y>[0-9]{4}|[0-9]{2})",
    _BEFORE + r"(?P<d>[0-9]{1,2}) ?(?P<sep>[/.-]) ?(?P<m>[0-9]{1,2}) ?(?P=sep) ?"
    r"(?P<y>[0-9]{4}|[0-9]{2})",
    r"(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<m>[0-9]{2})(?P=sep)(?P<d>[0-9]{2})"
    r"(?:[ t][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)?",
)
_FIRST, _LAST = 1990, 2100  # years
_TURN: Final = 50  # years of two digits: those below are of the 2000s, the others of the 1900s


def parse_date(value: object) -> date | None:
    """A day; what is none raises ValueError.

    >>> parse_date("07 avril 2022"), parse_date("1er mars 2023")
    (datetime.date(2022, 4, 7), datetime.date(2023, 3, 1))
    """
    if isinstance(value, date):
        return value
    day: date | None = read_date(value).value
    return day


def read_date(value: object) -> Understood:
    """A day as printed, between 1990 and 2100.

    >>> read_date("2022-04-07 00:00:00").value, read_date("jeudi 7 avr. 2022").value
    (datetime.date(2022, 4, 7), datetime.date(2022, 4, 7))
    >>> read_date("avril 2022")
    Traceback (most recent call last):
    ValueError: le jour manque
    """
    words = told_missing(value)
    if isinstance(words, Understood):
        return words
    words = plain(words)
    refuse_other_digits(words)
    folded = fold(words).replace("1 er ", "1er ")
    found = next((m for form in _USUAL if (m := form.fullmatch(folded))), None)
    if found is not None and found.groupdict().get("month", MONTHS[0]) in MONTHS:
        return Understood(_date(found))
    bare = folded.rstrip(" .")
    found = next((m for form in _UNUSUAL if (m := re.fullmatch(form, bare))), None)
    if found is None:
        raise ValueError(_why_no_date(folded))
    return approximately(_date(found), "une date écrite autrement")


def _date(found: re.Match[str]) -> date:
    parts = found.groupdict()
    month = _month(parts["month"]) if parts.get("month") else int(parts["m"])
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year < _TURN else 1900
    if not _FIRST <= year <= _LAST:
        raise ValueError(f"l'année {year} est hors de {_FIRST} à {_LAST}")
    try:
        day = date(year, month, int(parts["d"]))
    except ValueError:
        raise ValueError("ce jour n'existe pas") from None
    weekday = parts.get("weekday")
    if weekday and weekday != _WEEKDAYS[day.weekday()]:
        raise ValueError(f"ce jour était un {_WEEKDAYS[day.weekday()]}")
    return day


def _month(word: str) -> int:
    if word in MONTHS:
        return MONTHS.index(word) + 1
    if word not in _SHORT_MONTHS:
        raise ValueError(f"« {word} » n'est pas un mois")
    return _SHORT_MONTHS[word] + 1


def _why_no_date(folded: str) -> str:
    if re.fullmatch(r"(?:[a-z]{3,9}\.?|[0-9]{1,2}/)? ?[0-9]{4}", folded):
        return "le jour manque"
    return "plusieurs dates" if len(re.findall(r"\b[0-9]{4}\b", folded)) > 1 else "pas une date"
