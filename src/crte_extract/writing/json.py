"""JSON and NDJSON: UTF-8 text, accents as they are, nothing that breaks a line or steers a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crte_extract.text import UNSAFE


def write_json(records: Iterable[Mapping[str, Any]], several: bool) -> Iterator[str]:
    """One indented object, or an array of them where there may be several."""
    if not several:
        for record in records:
            yield dump(record, indent=2) + "\n"
        return
    opening = "[\n"
    for record in records:
        yield opening + dump(record, indent=2)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def write_ndjson(records: Iterable[Mapping[str, Any]], several: bool) -> Iterator[str]:
    """One record a line."""
    del several
    for record in records:
        yield dump(record) + "\n"


def dump(value: object, indent: int | None = None) -> str:
    r"""The value as JSON, controls, bidi marks, U+2028 and lone surrogates escaped; never NaN.

    >>> dump({"nom": "Besançon\u2028"})
    '{"nom": "Besançon\\u2028"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return UNSAFE.sub(
        lambda found: "\n" if found.group() == "\n" else _escaped(found.group()), text
    )


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]
