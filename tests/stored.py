"""Stored readings: what each reader gave of a sheet, as compressed JSON, and read again without it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

from crte_extract import errors
from crte_extract.document import Box, Document, Line, Stretch
from crte_extract.errors import CrteError
from crte_extract.options import Reader
from crte_extract.reading import is_pdf, read
from crte_extract.readings import READERS_IN_TURN, attempts, read_in_turn, readings_of
from crte_extract.record.building import Reading

TENTHS: Final = 10  # places are stored in tenths of a point
RARE: Final[Mapping[str, Callable[[int], Any]]] = {  # of a line; stored where any is
    "askew": bool,
    "filled": bool,
    "laid": bool,
    "band": int,
    "ruled": bool,
    "mixed": bool,
    "outer": bool,
    "over": bool,
}
SUFFIX: Final = ".json.gz"


@dataclass(frozen=True)
class Stored:
    """The readings of a file by reader, which for a text is ``texte``; or the error.

    Readers that are not asked for it may be left out.
    """

    readings: Mapping[str, Document | CrteError]

    def by(self, reader: str) -> Document:
        """What a reader gave; raises what it raised."""
        found = self.readings[reader]
        if isinstance(found, CrteError):
            raise found
        return found

    def read(self, reader: Reader = "auto", provenance: bool = False) -> list[Reading]:
        """The records of its sheets, as a reader of the file would give them."""
        origin = {"nom": "-", "sha256": "0" * 64}
        if "texte" in self.readings:
            return readings_of(self.by("texte"), origin, provenance)
        if reader == "auto":
            return read_in_turn(self.by, origin, provenance)
        return readings_of(self.by(reader), origin, provenance)


def reading_of(data: bytes) -> Stored:
    """What the readers make of the bytes of a sheet, their places rounded as they are stored."""
    if is_pdf(data):
        return Stored({reader: _read(data, reader) for reader in READERS_IN_TURN})
    return Stored({"texte": _read(data, "auto")})


def asked_reading_of(data: bytes) -> Stored:
    """The same, by those readers alone that are asked, and by order of drawing where it is another one."""
    if not is_pdf(data):
        return reading_of(data)
    found: dict[str, Document | CrteError] = {}

    def by(reader: Reader) -> Document:
        found[reader] = _read(data, reader)
        return Stored(found).by(reader)

    attempts(by, {"nom": "-", "sha256": "0" * 64})
    first = found["pdfium"]
    if isinstance(first, Document) and not first.in_order:
        found.setdefault("pdfium-drawn", _read(data, "pdfium-drawn"))
    return Stored(found)


def _read(data: bytes, reader: Reader) -> Document | CrteError:
    try:
        return rounded(read(data, reader))
    except CrteError as error:
        return error


def rounded(document: Document) -> Document:
    """The document as it is stored."""
    return loaded(json.loads(json.dumps(dumped(document))))


def dumped(document: Document) -> dict[str, Any]:
    """A document in plain values; what is as usual is left out."""
    facts = {
        "format": document.format,
        "reader": document.reader,
        "pages": document.pages,
        "blank_pages": list(document.blank_pages),
        "turns": list(document.turns) if any(document.turns) else len(document.turns),
        "encrypted": document.encrypted,
        "made": document.made and document.made.isoformat(),
        "thin_pages": list(document.thin_pages),
        "in_order": document.in_order,
        "unread_form": document.unread_form,
        "empty_fields": [[at, _tenths(box)] for at, box in document.empty_fields],
        "stretches": [
            [at, *map(_tenths, of)] for at, of in document.stretches.items() if of.stored
        ],
        "lines": _columns(document.lines),
    }
    return {name: fact for name, fact in facts.items() if fact}


def _columns(lines: Sequence[Line]) -> dict[str, list[Any]]:
    """A list a property of a line; numbers and tops as steps from line to line, which compress well."""
    boxes = [_tenths(line.box) for line in lines]
    columns: dict[str, list[Any]] = {
        "text": [line.text for line in lines],
        "page": [line.page for line in lines],
        "number": _steps([line.number for line in lines]),
        "x0": [x0 for x0, _, _, _ in boxes],
        "top": _steps([top for _, top, _, _ in boxes]),
        "width": [x1 - x0 for x0, _, x1, _ in boxes],
        "height": [bottom - top for _, top, _, bottom in boxes],
        "bold": [int(line.bold) for line in lines],
        "column": [line.column for line in lines],
    }
    for rare in RARE:
        if any(getattr(line, rare) for line in lines):
            columns[rare] = [int(getattr(line, rare)) for line in lines]
    return columns


def _tenths(places: Sequence[float]) -> list[int]:
    return [round(place * TENTHS) for place in places]


def _points(tenths: Sequence[int]) -> tuple[float, ...]:
    return tuple(place / TENTHS for place in tenths)


def _steps(values: Sequence[int]) -> list[int]:
    return [value - before for before, value in pairwise([0, *values])]


def loaded(given: Mapping[str, Any]) -> Document:
    """The document of such values."""
    turns = given.get("turns", 0)
    made = given.get("made")
    return Document(
        lines=tuple(_lines(**given["lines"])),
        format=given["format"],
        reader=given["reader"],
        pages=given.get("pages"),
        blank_pages=tuple(given.get("blank_pages", ())),
        turns=(0,) * turns if isinstance(turns, int) else tuple(turns),
        encrypted=given.get("encrypted", False),
        made=date.fromisoformat(made) if made else None,
        thin_pages=tuple(given.get("thin_pages", ())),
        in_order=given.get("in_order", False),
        unread_form=given.get("unread_form", False),
        empty_fields=tuple((at, Box(*_points(box))) for at, box in given.get("empty_fields", ())),
        stretches={at: Stretch(*map(_points, of)) for at, *of in given.get("stretches", ())},
    )


def _lines(number: list[int], top: list[int], **columns: list[Any]) -> Iterator[Line]:
    for rare in RARE:
        columns.setdefault(rare, [0] * len(number))
    names = ("text", "page", "x0", "width", "height", "bold", "column", *RARE)
    rest = (columns[name] for name in names)
    rows = zip(*rest, accumulate(number), accumulate(top), strict=True)
    for text, page, x0, width, height, bold, column, *flags, own, above in rows:
        edges = (edge / TENTHS for edge in (x0, above, x0 + width, above + height))
        flagged = {name: of(flag) for (name, of), flag in zip(RARE.items(), flags, strict=True)}
        yield Line(text, page, own, Box(*edges), bool(bold), column, **flagged)


def to_json(stored: Stored) -> dict[str, Any]:
    """The readings in plain values; an error by its class and words."""
    return {
        name: {"error": type(found).__name__, "message": str(found)}
        if isinstance(found, CrteError)
        else dumped(found)
        for name, found in stored.readings.items()
    }


def from_json(given: Mapping[str, Any]) -> Stored:
    """The readings in such values."""
    return Stored({name: _document_or_error(found) for name, found in given.items()})


def _document_or_error(given: Mapping[str, Any]) -> Document | CrteError:
    if "error" in given:
        error: Callable[[str], CrteError] = getattr(errors, given["error"])
        return error(given["message"])
    return loaded(given)


def packed(value: Any) -> bytes:
    """Compressed JSON: the same bytes for the same value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def unpacked(path: Path) -> Any:
    """The value in a file of compressed JSON."""
    return json.loads(gzip.decompress(path.read_bytes()))
