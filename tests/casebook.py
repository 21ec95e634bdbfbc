"""The casebook: sheets that were once misread, or nearly, each with the record that is expected of it.

``cases/NAME.pdf`` or ``.txt`` is the sheet, or ``NAME.json.gz`` what the readers gave of it;
``NAME.json`` is what is expected; a row of ``cases/README.md`` says why it is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from crte_extract.errors import CrteError
from crte_extract.options import Reader
from crte_extract.reading import is_pdf
from crte_extract.readings import read_sheets
from crte_extract.record.building import Reading
from crte_extract.record.form import FIELDS, SECTIONS
from stored import SUFFIX, Stored, from_json, packed, to_json, unpacked

CASES: Final = Path(__file__).parent / "cases"
PARTS: Final = (
    *(section.key for section in SECTIONS),
    "etats",
    "champs_inconnus",
    "avertissements",
)
NO_SHEET: Final = "no such sheet"
NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Expected = dict[str, Any]
"""Which readers give it (``lecteurs``), the sheets' records (``fiches``) or the error's class (``erreur``),
and in ``verite`` what is true, by sheet and field, where a record is known to be wrong."""


class Case(NamedTuple):
    """A case by its name."""

    name: str

    @property
    def expected(self) -> Path:
        """Where its expected record is."""
        return CASES / f"{self.name}.json"

    @property
    def sheet(self) -> Path:
        """The sheet, or the stored reading."""
        kept = [CASES / f"{self.name}{suffix}" for suffix in (".pdf", ".txt", SUFFIX)]
        return next((path for path in kept if path.exists()), kept[0])


def all_cases() -> list[Case]:
    """The cases, by name."""
    return [Case(path.stem) for path in sorted(CASES.glob("*.json"))]


def read(source: Path | bytes | Stored, reader: Reader, provenance: bool = False) -> list[Reading]:
    """The sheets of a source, whether it is one or what was read of it."""
    if isinstance(source, Path) and source.name.endswith(SUFFIX):
        source = from_json(unpacked(source))
    if isinstance(source, Stored):
        return source.read(reader, provenance)
    return read_sheets(source, reader=reader, provenance=provenance)


def seen(source: Path | bytes | Stored, reader: Reader = "auto") -> Expected:
    """What a reader makes of the sheet, as a case expects it."""
    try:
        return {"fiches": [record_of(reading) for reading in read(source, reader)]}
    except CrteError as error:
        return {"erreur": type(error).__name__}


def record_of(reading: Reading) -> dict[str, Any]:
    """The part of a record that a case holds: all but the source, and what only newer sheets have."""
    record = reading.fiche.model_dump(mode="json")
    for key, field in FIELDS.items():
        if field.since and record["etats"][field.section][key] == "absent":
            del record[field.section][key], record["etats"][field.section][key]
    return {part: record[part] for part in PARTS}


def readers_of(source: Path | bytes | Stored, expected: Expected) -> list[Reader]:
    """The readers that give this record: all that do, of those that read such a source."""
    asked: tuple[Reader, ...] = ("auto", "pdfium", "pdfplumber")
    if _is_text(source):
        asked = asked[:1]
    return [reader for reader in asked if seen(source, reader) == expected]


def _is_text(source: Path | bytes | Stored) -> bool:
    if isinstance(source, Stored):
        return "texte" in source.readings
    if isinstance(source, Path) and source.name.endswith(SUFFIX):
        return _is_text(from_json(unpacked(source)))
    return not is_pdf(source if isinstance(source, bytes) else source.read_bytes())


def load(case: Case) -> Expected:
    """What is expected of a case."""
    found: Expected = json.loads(case.expected.read_text("utf-8"))
    return found


def value_of(expected: Expected, sheet: str, key: str) -> Any:
    """The value of a field in an expected record, sheets from 1; raises KeyError where there is none."""
    fiches = expected.get("fiches", [])
    if not sheet.isdigit() or not 0 < int(sheet) <= len(fiches):
        raise KeyError(sheet)
    return fiches[int(sheet) - 1][FIELDS[key].section][key]


def misread(expected: Expected) -> Iterator[tuple[str, str, Any, Any]]:
    """Sheet, field, value read (``NO_SHEET`` of none) and true value, of what is known to be read wrong."""
    for sheet, truths in expected.get("verite", {}).items():
        for key, true in truths.items():
            try:
                given = value_of(expected, sheet, key)
            except KeyError:
                given = NO_SHEET
            yield sheet, key, given, true


def write(case: Case, expected: Expected, mode: str) -> None:
    """Write what is expected; ``x`` refuses to write over another case's."""
    with case.expected.open(mode, encoding="utf-8") as file:
        file.write(json.dumps(expected, ensure_ascii=False, indent=2) + "\n")


def store(case: Case, source: bytes | Stored, is_pdf: bool) -> Path:
    """Write the sheet of a new case, or what the readers gave of it, over what a cut run left."""
    suffix = SUFFIX if isinstance(source, Stored) else ".pdf" if is_pdf else ".txt"
    target = CASES / f"{case.name}{suffix}"
    data = packed(to_json(source)) if isinstance(source, Stored) else source
    target.write_bytes(data)
    return target


def told(case: Case, why: str, target: Path) -> None:
    """Write the row of a case into the README of the casebook, in place of one that is there."""
    readme = CASES / "README.md"
    lines = readme.read_text("utf-8").splitlines()
    lines = [line for line in lines if not line.startswith(f"| {target.name} | ")]
    row = f"| {target.name} | {' '.join(why.split()).replace('|', '/')} |"
    readme.write_text("\n".join([*lines, row]) + "\n", "utf-8")


def differences(before: Expected, after: Expected) -> list[str]:
    """What is another thing in the second, a line each."""
    old, new = dict(_leaves("", before)), dict(_leaves("", after))
    return [
        f"{name}: {old.get(name, 'nothing')!r} -> {new.get(name, 'nothing')!r}"
        for name in [*old, *(name for name in new if name not in old)]
        if old.get(name) != new.get(name)
    ]


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    inner: Sequence[tuple[str, Any]]
    if isinstance(value, Mapping) and value:
        inner = [(str(name), part) for name, part in value.items()]
    elif isinstance(value, list) and value:
        inner = [(str(number), part) for number, part in enumerate(value, 1)]
    else:
        yield path, value
        return
    for name, part in inner:
        yield from _leaves(f"{path}.{name}".lstrip("."), part)
