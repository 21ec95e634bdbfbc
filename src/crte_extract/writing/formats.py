"""What is written; what a format is called, how its files end, and who writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

from crte_extract.errors import MissingExtra
from crte_extract.writing.json import write_json, write_ndjson
from crte_extract.writing.yaml import write_yaml

Record = Mapping[str, Any]


class NamedRecord(NamedTuple):
    """A record and the name of its source: its path below the folder that all have in common."""

    chemin: str
    record: Record


Writer = Callable[[Iterable[Record], bool], Iterator[str]]
"""Gives the text of records, piece by piece; the flag tells whether there may be several."""

WRITERS: Final[Mapping[str, Writer]] = {
    "json": write_json,
    "yaml": write_yaml,
    "ndjson": write_ndjson,
}
TABULAR: Final = ("csv", "xlsx", "sqlite", "parquet")
"""The formats that hold tables: a module each, with a function ``write``."""
FILES_ONLY: Final = ("xlsx", "sqlite", "parquet")
"""The formats that are no text: they are written to files, never to standard output."""
ENDINGS: Final[Mapping[str, str]] = {
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
}
REVIEW: Final = "html"
"""The format that is a page to look at, with the sheets' pictures: see ``review``."""


_EXTRAS: Final[Mapping[str, str]] = {"xlsx": "xlsxwriter", "parquet": "pyarrow"}


def tabular(form: str) -> Any:
    """The module that writes a tabular format, loaded here with all that it needs.

    ``write`` of ``csv`` gives pieces of text; that of the others fills the files that are given to
    it. Raises MissingExtra where the package it needs isn't installed.
    """
    if form in _EXTRAS and find_spec(_EXTRAS[form]) is None:
        raise MissingExtra(
            f"the format {form} needs the package {_EXTRAS[form]}",
            hint=f"pip install 'crte-extract[{form}]'",
        )
    return import_module(f"{__package__}.{form}")


def files(path: Path, form: str) -> list[Path]:
    """The files that an output consists of."""
    if form != "parquet":
        return [path]
    return [path.with_name(name) for name in tabular(form).names(path.name)]
