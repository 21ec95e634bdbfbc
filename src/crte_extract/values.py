"""The types a field can have: each a small parser and its Annotated type.

A parser reads what a sheet prints and what a record holds, so that ``parse(write(x)) == x``. What
does not fit raises ValueError; what the template prints for a missing value gives None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from crte_extract.locks import LOADING
from crte_extract.text import fold, squash

MAX_VALUE_LENGTH: Final = 60  # no amount, date or number is longer

_MISSING = re.compile(
    r"(?:(?:none|nan|nat|null|[-–—−])\s*(?:(?:k|m|mds?)?\s*(?:€|euros?))?|€)?", re.IGNORECASE
)


def is_missing(words: str) -> bool:
    """Whether the words are one of the template's marks for a missing value.

    >>> [is_missing(mark) for mark in ("None", "-", "-€", "- €", "nan€", "")]
    [True, True, True, True, True, True]
    >>> is_missing("0.00M€")
    False
    """
    words = words.strip()
    return len(words) <= 12 and _MISSING.fullmatch(words) is not None


def _printed(value: object) -> str | None:
    """The words of a scalar value, None where it is missing."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("un texte est attendu")
    return None if is_missing(value) else value.strip()


def parse_text(value: object) -> str | None:
    """A text as printed.

    >>> parse_text("Dijon Métropole"), parse_text("None")
    ('Dijon Métropole', None)
    """
    return _printed(value)


_YES_NO = {"oui": True, "non": False}


def parse_bool(value: object) -> bool | None:
    """``Oui`` or ``Non``.

    >>> parse_bool("Oui"), parse_bool("non"), parse_bool("-")
    (True, False, None)
    """
    if isinstance(value, bool):
        return value
    words = _printed(value)
    if words is None:
        return None
    if fold(words) not in _YES_NO:
        raise ValueError("ni Oui ni Non")
    return _YES_NO[fold(words)]


_INTEGER = re.compile(r"[+-]?(?:[0-9]{1,9}|[0-9]{1,3}(?: [0-9]{3}){1,2})")


def parse_int(value: object) -> int | None:
    """A whole number; ``2,5`` or ``2 fois par an`` is refused, not cut.

    >>> parse_int("43"), parse_int("1 043"), parse_int("None")
    (43, 1043, None)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    words = _printed(value)
    if words is None:
        return None
    words = _plain(words)
    if not _INTEGER.fullmatch(words):
        raise ValueError("pas un nombre entier")
    return int(words.replace(" ", ""))


def _plain(words: str) -> str:
    """Numbers with plain spaces and a plain minus, refused where longer than any could be."""
    if len(words) > MAX_VALUE_LENGTH:
        raise ValueError("trop long pour être lu")
    return " ".join(words.replace("−", "-").replace("–", "-").split())


MONTHS: Final = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
_DATES = (
    re.compile(r"(?P<d>[0-9]{1,2})(?:er)? (?P<month>[a-z]{3,9}) (?P<y>[0-9]{4})"),
    re.compile(r"(?P<d>[0-9]{1,2})(?P<sep>[/.-])(?P<m>[0-9]{1,2})(?P=sep)(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
)


def parse_date(value: object) -> date | None:
    """A day, as French sheets write it.

    >>> parse_date("07 avril 2022"), parse_date("1er mars 2023")
    (datetime.date(2022, 4, 7), datetime.date(2023, 3, 1))
    """
    if isinstance(value, date):
        return value
    words = _printed(value)
    if words is None:
        return None
    words = _plain(words)
    if any(c.isdigit() and not c.isascii() for c in words):
        raise ValueError("pas une date")
    words = fold(words).replace("1 er ", "1er ")
    found = next((m for pattern in _DATES if (m := pattern.fullmatch(words))), None)
    if found is None:
        raise ValueError("pas une date")
    return _date(found.groupdict())


def _date(parts: Mapping[str, str]) -> date:
    if "month" in parts and parts["month"] not in MONTHS:
        raise ValueError("pas un mois")
    month = MONTHS.index(parts["month"]) + 1 if "month" in parts else int(parts["m"])
    year = int(parts["y"])
    if not 1900 <= year <= 2100:
        raise ValueError("année invraisemblable")
    try:
        return date(year, month, int(parts["d"]))
    except ValueError:
        raise ValueError("ce jour n'existe pas") from None


_AMOUNT = re.compile(
    r"(?P<sign>[+-]?) ?(?P<number>[0-9][0-9 .,]*?) ?(?P<unit>k|m|md|mds)? ?(?:€|euros?|eur)",
    re.IGNORECASE,
)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "md": 10**9, "mds": 10**9}
_GROUPED = re.compile(r"[0-9]{1,3}(?P<sep>[ .])[0-9]{3}(?:(?P=sep)[0-9]{3})*")
_MAX_DIGITS = 15  # what a JSON number carries without loss


def parse_euros(value: object) -> Decimal | None:
    """An amount in euros, exact.

    >>> parse_euros("78.00M€"), parse_euros("1 234,56 €"), parse_euros("-€")
    (Decimal('78000000'), Decimal('1234.56'), None)
    """
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return _euros(Decimal(str(value)))
    words = _printed(value)
    if words is None:
        return None
    found = _AMOUNT.fullmatch(_plain(words))
    if found is None:
        raise ValueError("pas un montant en euros")
    unit = (found["unit"] or "").lower()
    digits = _decimal(found["number"], scaled=bool(unit))
    if len(digits) > _MAX_DIGITS + 9:  # beyond that, arithmetic would round
        raise ValueError("trop de chiffres pour un montant")
    number = Decimal(digits)
    return _euros((-number if found["sign"] == "-" else number) * _UNITS[unit])


def _euros(amount: Decimal) -> Decimal:
    """The amount without an exponent or trailing zeros; refused where JSON would round it."""
    if not amount.is_finite():
        raise ValueError("pas un montant en euros")
    digits = "".join(map(str, amount.as_tuple().digits)).strip("0")
    if len(digits) > _MAX_DIGITS or abs(amount) >= 10**_MAX_DIGITS:
        raise ValueError("trop de chiffres pour un montant")
    whole = amount.to_integral_value()
    return whole.quantize(Decimal(1)) + 0 if amount == whole else amount.normalize()


def _decimal(number: str, scaled: bool) -> str:
    """Digits with a ``.`` for the decimal mark, from any French way to write them.

    A lone dot before three digits is a decimal mark in ``1.500M€`` and stands between thousands in
    ``1.500 €``, since no amount has tenths of a cent.
    """
    head, mark, tail = number, "", ""
    if "," in number:
        head, mark, tail = number.partition(",")
    elif number.count(".") == 1 and (scaled or len(number.rpartition(".")[2]) != 3):
        head, mark, tail = number.partition(".")
    if mark and (not tail.isdigit() or (not scaled and len(tail) > 2)):
        raise ValueError("marque décimale ambiguë")
    if not (head.isdigit() or _GROUPED.fullmatch(head)):
        raise ValueError("chiffres mal groupés")
    return re.sub(r"[ .]", "", head) + (f".{tail}" if mark else "")


def write_euros(amount: Decimal | None) -> int | float | None:
    """The amount as a JSON number, an integer when whole; at most 15 digits, so nothing is lost.

    >>> write_euros(Decimal("78000000")), write_euros(Decimal("1234.56"))
    (78000000, 1234.56)
    """
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def parse_list(value: object) -> tuple[str, ...]:
    """The items of a list, as printed.

    >>> parse_list(["PLUI", "PCAET"]), parse_list(["-"])
    (('PLUI', 'PCAET'), ())
    """
    items = _items(value)
    return () if len(items) == 1 and is_missing(items[0]) else items


def _items(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError("une liste est attendue")
    if not all(isinstance(item, str) for item in value):
        raise ValueError("une liste de textes est attendue")
    return tuple(item for item in value if item)


_NAME = re.compile(r"nom\s*:", re.IGNORECASE)
_PART = re.compile(r",\s*(?:(siren)|nature)\s*:", re.IGNORECASE)
REGIONS: Final = frozenset(
    [
        "01",
        "02",
        "03",
        "04",
        "06",
        "11",
        "24",
        "27",
        "28",
        "32",
        "44",
        "52",
        "53",
        "75",
        "76",
        "84",
        "93",
        "94",
    ]
)
DEPARTEMENTS: Final = frozenset(
    [f"{n:02}" for n in range(1, 96) if n != 20] + ["2A", "2B", "971", "972", "973", "974", "976"]
)


def split_actor(printed: str) -> dict[str, str | None]:
    """The parts of an actor; a plain text is a name.

    The last SIREN and the nature behind it are those meant, whatever stands in the name. The template
    prints INSEE codes of régions and départements under the word SIREN.

    >>> split_actor("nom : Côte-d'Or, SIREN : 21, nature : departement")
    {'nom': "Côte-d'Or", 'siren': None, 'code_insee': '21', 'nature': 'departement'}
    """
    begun = _NAME.match(printed)
    parts = list(_PART.finditer(printed, begun.end())) if begun else []
    if begun is None or not parts:
        return {"nom": printed, "siren": None, "code_insee": None, "nature": None}
    last = parts[-1]
    siren = next((part for part in reversed(parts) if part[1]), None)
    nature = None if last[1] else last
    name = _given(printed[begun.end() : (siren or last).start()])
    code = _given(printed[siren.end() : nature and nature.start()]) if siren else None
    kind = _given(printed[nature.end() :]) if nature else None
    insee = code is not None and code.upper() in REGIONS | DEPARTEMENTS
    return {
        "nom": name,
        "siren": None if insee else code,
        "code_insee": code.upper() if insee and code else None,
        "nature": kind,
    }


def _given(part: str) -> str | None:
    return None if is_missing(part) else part.strip()


def parse_actors(value: object) -> tuple[Any, ...]:
    """The actors of a list of printed items, ready to be validated one by one."""
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError("une liste est attendue")
    if len(value) == 1 and isinstance(value[0], str) and is_missing(value[0]):
        return ()
    return tuple(split_actor(item) if isinstance(item, str) else item for item in value)


def parse_siren(value: object) -> str | None:
    """A SIREN: nine digits, the last of them a checksum (INSEE).

    >>> parse_siren("242 100 410")
    '242100410'
    """
    with LOADING:  # imported here: only sheets with actors pay
        from stdnum.exceptions import ValidationError
        from stdnum.fr import siren

    words = _printed(value)
    if words is None:
        return None
    words = _plain(words)
    if not re.fullmatch(r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}", words):
        raise ValueError("ni un SIREN de 9 chiffres, ni un code de région ou de département")
    try:
        return str(siren.validate(words.replace(" ", "")))
    except ValidationError:
        raise ValueError("la clé de contrôle de ce SIREN est fausse") from None


def parse_answer(value: object) -> Any:
    """An answer by yes or no, by a list, or both.

    >>> parse_answer(["Oui"]), parse_answer(["ateliers", "forum"]), parse_answer(["-"])
    ({'reponse': True, 'details': ()}, {'reponse': None, 'details': ('ateliers', 'forum')}, \
{'reponse': None, 'details': ()})
    """
    if not isinstance(value, Sequence | None) or isinstance(value, str):
        return value
    items = parse_list(value)
    if items and squash(items[0]) in _YES_NO:
        return {"reponse": _YES_NO[squash(items[0])], "details": items[1:]}
    return {"reponse": None, "details": items}


def blank_out(value: Any, paths: Sequence[Sequence[str | int]]) -> Any:
    """The value without what stands at the paths inside it, so that the rest of it is kept.

    >>> blank_out(["nom : X, SIREN : 12, nature : CC"], [(0, "siren")])[0]["nature"]
    'CC'
    """
    actors: list[Any] | None = None
    for path in paths:
        match path:
            case (int() as place, str() as part) if isinstance(value, Sequence):
                actors = list(parse_actors(value)) if actors is None else actors
                actors[place] = {**actors[place], part: None}
            case _:
                return None
    return actors


Texte = Annotated[str | None, BeforeValidator(parse_text)]
OuiNon = Annotated[bool | None, BeforeValidator(parse_bool)]
Nombre = Annotated[int | None, BeforeValidator(parse_int)]
DateFr = Annotated[date | None, BeforeValidator(parse_date)]
Euros = Annotated[
    Decimal | None,
    BeforeValidator(parse_euros),
    PlainSerializer(write_euros, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "null"}]}),
]
Liste = Annotated[tuple[str, ...], BeforeValidator(parse_list)]
Siren = Annotated[str | None, BeforeValidator(parse_siren)]
