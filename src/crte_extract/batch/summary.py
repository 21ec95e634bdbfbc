"""What became of a batch: counted as it goes, told at its end."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from crte_extract.batch.outcomes import Outcome
from crte_extract.batch.sources import SourceFile
from crte_extract.errors import CrteError
from crte_extract.record import fields, has_none, to_check
from crte_extract.text import fold

_FIELDS: Final = tuple(fields())
_REPORT: Final = re.compile(rb'\{\s*"version": "\d+",\s*"fichiers_ignores": ')
_LABELS: Final = 10_000  # distinct unknown labels that are counted one by one


def is_report(path: Path) -> bool:
    """Whether the file at a path begins as a report does."""
    try:
        with path.open("rb") as file:
            return _REPORT.match(file.read(100)) is not None
    except OSError:
        return False


class UnknownLabel(NamedTuple):
    """A label that the format doesn't have: how often it came, and the label it is nearest to."""

    label: str
    times: int
    key: str
    nearest: str
    alike: float


@dataclass(slots=True)
class Summary:
    """The counts of a batch.

    ``left_out`` are the files of folders that are no sources (``names_left_out`` has the first ones),
    ``every`` the sources in the order in which they are added, ``kept`` those that an earlier run had
    read, ``to_check`` the records of which something wants a human, ``points`` how much in all,
    ``digests`` the first half of each one's SHA-256, 0 where it failed.
    """

    left_out: int = 0
    names_left_out: Sequence[str] = ()
    every: Iterable[SourceFile] = ()
    sources: int = 0
    kept: int = 0
    records: int = 0
    with_warnings: int = 0
    to_check: int = 0
    points: int = 0
    errors: list[CrteError] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    digests: array[int] = field(default_factory=partial(array, "Q"))

    @property
    def read(self) -> int:
        """The sources that gave a record."""
        return self.sources - len(self.errors)

    def add(self, outcome: Outcome) -> None:
        """Counts the outcome of a source."""
        self.sources += 1
        self.kept += outcome.kept
        if outcome.error is not None:
            self.errors.append(outcome.error)
        sha256 = outcome.records[0]["source"]["sha256"] if outcome.records else "0"
        self.digests.append(int(sha256[:16], 16))
        for record in outcome.records:
            self._add_record(record)

    def fail(self, error: CrteError) -> None:
        """Counts a folder that could not be read."""
        self.sources += 1
        self.errors.append(error)

    def _add_record(self, record: Mapping[str, Any]) -> None:
        self.records += 1
        self.with_warnings += bool(record["avertissements"])
        points = len(to_check(record))
        self.to_check += bool(points)
        self.points += points
        self.codes.update(warning["code"] for warning in record["avertissements"])
        self.filled.update(f.key for f in _FIELDS if not has_none(record[f.section][f.key]))
        for unknown in record["champs_inconnus"]:
            label = unknown["libelle"]
            known = label in self.labels or len(self.labels) < _LABELS
            self.labels[label if known else "…"] += 1

    def unknown_labels(self, most: int | None = None) -> list[UnknownLabel]:
        """The unknown labels, most frequent first, each with the known label it is nearest to."""
        from rapidfuzz import fuzz, process  # imported here: only batches with unknown labels pay

        # What stands in parentheses is often left out: a label is compared with and without it.
        known = {
            form: (f.key, label)
            for f in _FIELDS
            for label in f.labels
            for form in (label, label.partition(" (")[0])
        }
        found = []
        for label, count in sorted(self.labels.items(), key=lambda i: (-i[1], i[0]))[:most]:
            form, alike, _ = process.extractOne(
                label, list(known), scorer=fuzz.ratio, processor=fold
            )
            found.append(UnknownLabel(label, count, *known[form], round(alike / 100, 2)))
        return found

    def copies(self) -> list[list[str]]:
        """The paths of sources that hold the same bytes, one list for each content, in their order."""
        repeated = {one for one, other in pairwise(sorted(self.digests)) if one == other and one}
        named: dict[int, list[str]] = {}
        for source, digest in zip(self.every, self.digests, strict=False) if repeated else ():
            if digest in repeated:
                named.setdefault(digest, []).append(source.path)
        return list(named.values())

    def fill_rates(self) -> list[tuple[str, str, str, int]]:
        """Section, key, label and count of each field, the most often filled first."""
        rows = [(f.section, f.key, f.labels[0], self.filled[f.key]) for f in _FIELDS]
        return sorted(rows, key=lambda row: -row[3])

    def report(self) -> dict[str, Any]:
        """The summary for machines, in the form that JSON has: no clock, no duration."""
        return {
            "version": "1",
            "fichiers_ignores": self.left_out,
            "noms_ignores": list(self.names_left_out),
            "sources": self.sources,
            "sources_lues": self.read,
            "sources_en_echec": len(self.errors),
            "fiches": self.records,
            "fiches_a_verifier": self.to_check,
            "points_a_verifier": self.points,
            "fiches_avec_avertissements": self.with_warnings,
            "avertissements": dict(sorted(self.codes.items(), key=lambda i: (-i[1], i[0]))),
            "echecs": [
                {
                    "source": e.source,
                    "erreur": type(e).__name__,
                    "raison": e.message,
                    "conseil": e.hint,
                }
                for e in self.errors
            ],
            "contenus_identiques": self.copies(),
            "champs": [
                {"section": section, "cle": key, "libelle": label, "remplis": count}
                for section, key, label, count in self.fill_rates()
            ],
            "libelles_inconnus": [
                {
                    "libelle": u.label,
                    "nombre": u.times,
                    "champ_proche": u.key,
                    "libelle_proche": u.nearest,
                    "ressemblance": u.alike,
                }
                for u in self.unknown_labels()
            ],
        }
