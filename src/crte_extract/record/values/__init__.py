"""The types a field can have: for each a reader of words, and a parser of what a record holds.

``read_...`` understands what a sheet prints, and tells what is odd about it; what does not fit raises
ValueError, with the reason in French. ``parse_...`` validates what a record holds, so that
``parse(write(x)) == x``; it takes printed words, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from crte_extract.record.values.actors import (
    DEPARTEMENTS,
    INSEE_CODES,
    REGIONS,
    parse_actors,
    parse_siren,
    read_actors,
    split_actor,
)
from crte_extract.record.values.amounts import parse_euros, read_euros, write_euros
from crte_extract.record.values.answers import parse_answer, parse_bool, read_answer, read_bool
from crte_extract.record.values.days import MONTHS, parse_date, read_date
from crte_extract.record.values.lists import parse_list, read_list
from crte_extract.record.values.missing import is_missing, says_missing
from crte_extract.record.values.numbers import A_YEAR, parse_int, read_number
from crte_extract.record.values.reading import MAX_VALUE_LENGTH, Remark, RemarkCode, Understood
from crte_extract.record.values.texts import is_email, parse_text, read_text

__all__ = [
    "A_YEAR",
    "DEPARTEMENTS",
    "INSEE_CODES",
    "MAX_VALUE_LENGTH",
    "MONTHS",
    "READERS",
    "REGIONS",
    "DateFr",
    "Euros",
    "Liste",
    "Nombre",
    "OuiNon",
    "Remark",
    "RemarkCode",
    "Siren",
    "Texte",
    "Understood",
    "is_email",
    "is_missing",
    "parse_actors",
    "parse_answer",
    "parse_bool",
    "parse_date",
    "parse_euros",
    "parse_int",
    "parse_list",
    "parse_siren",
    "parse_text",
    "read_actors",
    "read_answer",
    "read_bool",
    "read_date",
    "read_euros",
    "read_list",
    "read_number",
    "read_text",
    "says_missing",
    "split_actor",
    "write_euros",
]

READERS: Final[Mapping[str, Callable[[Any], Understood]]] = {
    "text": read_text,
    "date": read_date,
    "bool": read_bool,
    "number": read_number,
    "euros": read_euros,
    "list": read_list,
    "actors": read_actors,
    "answer": read_answer,
}
"""For each kind of field the reader of its words: of one text, or of the texts of a list."""

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
