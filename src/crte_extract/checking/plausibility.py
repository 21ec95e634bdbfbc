"""Values that are typed, and hardly possible: by themselves, or beside one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from crte_extract.french import long_date, number, short_euros
from crte_extract.record import Entree, Fiche, fields, is_email

_FIELDS: Final = tuple(
    field for field in fields() if field.bounds or field.form or field.kind == "date"
)
_SECTION_OF: Final = {field.key: field.section for field in _FIELDS}
_CREATED: Final = date(2020, 11, 20)  # of the contracts, by circular: no file of one is older
_A_DAY: Final = timedelta(days=1)  # a file's own time may be that of another place


def implausible(fiche: Fiche, made: date | None) -> Iterator[tuple[str, str]]:
    """The keys of fields whose values are hardly possible, each with the reasons, in French.

    ``made`` is the day on which the file says that it was made; some programs write a fixed one, so
    that it tells nothing where it is no later than the contracts themselves.
    """
    found: dict[str, list[str]] = {}
    for field in _FIELDS:
        key, value = field.key, _value(fiche, field.key)
        if value is None:
            continue
        reasons = [*_by_itself(field, value)]
        if field.kind == "date" and made is not None and _CREATED < made < value - _A_DAY:
            reasons.append(f"après le jour où le fichier a été fait, le {_said(made)}")
        if reasons:
            found.setdefault(key, []).extend(reasons)
        other = _value(fiche, field.not_after) if field.not_after else None
        if field.not_after and other is not None and value > other:
            found.setdefault(key, []).append(f"après la signature du contrat, le {_said(other)}")
            found.setdefault(field.not_after, []).append(f"avant le protocole, le {_said(value)}")
    for key, reasons in found.items():
        yield key, " ; ".join(reasons)


def _value(fiche: Fiche, key: str) -> Any:
    return getattr(getattr(fiche, _SECTION_OF[key]), key)


def _by_itself(field: Entree, value: Any) -> Iterator[str]:
    if field.form == "courriel" and not is_email(value):
        yield "ce n'est pas une adresse électronique"
    if field.bounds is None:
        return
    low, high = field.bounds
    if low <= value <= high:
        return
    if field.kind == "date":
        yield f"hors de ce qui est possible, du {_said(low)} au {_said(high)}"
    elif value < low:
        yield "moins que zéro"
    elif field.kind == "euros":
        yield f"plus de {short_euros(high)}"
    else:
        yield f"plus de {number(high)} {field.unit}"


def _said(day: date) -> str:
    return long_date(day.isoformat())
