"""The cases of the zoo: where they are stored, and how each is read against its true record."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from crte_extract.errors import CrteError
from crte_extract.record.building import Reading
from crte_extract.record.states import wants_checking
from sheetmaker.make import states_of
from sheetmaker.template import Record
from stored import SUFFIX, Stored, from_json, packed, to_json, unpacked

ZOO: Final = Path(__file__).parent
KNOWN: Final = "known.json"
Seen = dict[str, Any]
"""What of a case is not as it should be: per sheet, fields with state and value, and warnings by code."""


class Case(NamedTuple):
    """A file of the zoo: who made it, and the name of its layout."""

    maker: str
    kind: str

    def __str__(self) -> str:
        return f"{self.maker}/{self.kind}"

    @property
    def path(self) -> Path:
        """Where its readings are stored."""
        return ZOO / self.maker / f"{self.kind}{SUFFIX}"


class DamagedCase(Exception):
    """What is stored of a case can't be read."""


class Verdict(IntEnum):
    """What became of a field, from good to bad."""

    RIGHT = 0
    ALARM = 1  # right, and flagged
    FLAGGED = 2  # wrong, and flagged
    SILENT = 3  # wrong, and called read


class Judged(NamedTuple):
    """How a case is read: what is not as it should be, and its fields by verdict."""

    seen: Seen
    verdicts: Mapping[tuple[int, str], Verdict]


def stored_cases() -> list[Case]:
    """All that are there, in order."""
    paths = sorted(ZOO.glob(f"*/*{SUFFIX}"))
    return [Case(path.parent.name, path.name.removesuffix(SUFFIX)) for path in paths]


def store(case: Case, stored: Stored, truths: list[Record]) -> None:
    """Write a case; what was there is written over."""
    case.path.parent.mkdir(exist_ok=True)
    case.path.write_bytes(packed({"verite": truths, "lectures": to_json(stored)}))


def load(case: Case) -> tuple[Stored, list[Record]]:
    """The readings of a case, and the true records of its sheets; raises DamagedCase."""
    try:
        found = unpacked(case.path)
        return from_json(found["lectures"]), found["verite"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise DamagedCase(f"{case.path} can't be read: {error!r}") from None


def judge(case: Case) -> Judged:
    """Read a stored case against its true records."""
    stored, truths = load(case)
    try:
        readings = stored.read()
    except CrteError as error:
        fields = {
            (n, key): Verdict.FLAGGED for n, truth in enumerate(truths) for key in _flat(truth)
        }
        return Judged({"refusee": type(error).__name__}, fields)
    seen: Seen = {} if len(readings) == len(truths) else {"fiches": len(readings)}
    verdicts: dict[tuple[int, str], Verdict] = {}
    for number, (reading, truth) in enumerate(zip(readings, truths, strict=False)):
        record = reading.fiche.model_dump(mode="json")
        verdicts |= {(number, key): verdict for key, verdict in verdicts_of(record, truth).items()}
        if odd := _odd(reading, record, truth):
            seen[str(number + 1)] = odd
    for number, truth in list(enumerate(truths))[len(readings) :]:
        verdicts |= {(number, key): Verdict.SILENT for key in _flat(truth)}
    return Judged(seen, verdicts)


def _odd(reading: Reading, record: Mapping[str, Any], truth: Record) -> Seen:
    """What of one sheet is not as it should be."""
    states = _flat(states_of(truth))
    given, true = _flat(record["etats"]), _flat(truth)
    values = _flat({section: record[section] for section in truth})
    fields = {
        key: {"etat": given[key], "valeur": values[key]}
        for key in true
        if values[key] != true[key] or given[key] != states[key]
    }
    warnings: dict[str, list[str]] = {}
    for one in reading.fiche.avertissements:
        warnings.setdefault(one.code, []).append(one.champ or "")
    unknown = [one["libelle"] for one in record["champs_inconnus"]]
    told = {"champs": fields, "avertissements": warnings, "champs_inconnus": unknown}
    return {name: found for name, found in told.items() if found}


def verdicts_of(record: Mapping[str, Any], truth: Record) -> dict[str, Verdict]:
    """The fields of a record as the program writes it, judged by the truth."""
    found = {}
    for section, fields in truth.items():
        for key, true in fields.items():
            flagged = wants_checking(key, record["etats"][section][key])
            wrong = record[section][key] != true
            found[key] = (
                (Verdict.FLAGGED if flagged else Verdict.SILENT)
                if wrong
                else (Verdict.ALARM if flagged else Verdict.RIGHT)
            )
    return found


def _flat(sections: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for fields in sections.values() for key, value in fields.items()}


def known() -> dict[Case, Seen]:
    """What is read otherwise than it should be, as it was last accepted; raises DamagedCase."""
    found: dict[Case, Seen] = {}
    for path in sorted(ZOO.glob(f"*/{KNOWN}")):
        try:
            seen = json.loads(path.read_text("utf-8"))
            found |= {Case(path.parent.name, kind): one for kind, one in seen.items()}
        except (ValueError, AttributeError) as error:
            raise DamagedCase(f"{path} can't be read: {error!r}") from None
    return found


def accept(found: Mapping[Case, Seen]) -> None:
    """Write what is seen of these cases as known; all others stay as they are."""
    merged = {**known(), **found}
    there = set(stored_cases())
    for maker in {case.maker for case in [*merged, *there]}:
        own = {
            case.kind: seen
            for case, seen in sorted(merged.items())
            if case.maker == maker and seen and case in there
        }
        path = ZOO / maker / KNOWN
        if own:
            path.write_text(json.dumps(own, ensure_ascii=False, indent=1) + "\n", "utf-8")
        else:
            path.unlink(missing_ok=True)


def differences(before: Seen, after: Seen) -> Iterator[str]:
    """What is another thing in the second, a line each.

    >>> list(differences({}, {"1": {"champs": {"email_contact": {"etat": "lu", "valeur": "a"}}}}))
    ["1 champs email_contact: as it should be -> {'etat': 'lu', 'valeur': 'a'}"]
    """
    old, new = dict(_leaves(before)), dict(_leaves(after))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield f"{name}: {_told(old.get(name))} -> {_told(new.get(name))}"


def _told(leaf: Any) -> str:
    return "as it should be" if leaf is None else str(leaf)


def _leaves(seen: Seen) -> Iterator[tuple[str, Any]]:
    for number, odd in seen.items():
        if not isinstance(odd, dict):
            yield number, odd
            continue
        for part, found in odd.items():
            inner = found.items() if isinstance(found, dict) else [("", found)]
            yield from ((f"{number} {part} {key}".rstrip(), value) for key, value in inner)
