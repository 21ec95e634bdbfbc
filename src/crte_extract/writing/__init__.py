"""Writers: a module a format. What a format is called, how its files end, and who writes it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from crte_extract.errors import MissingExtra, OutputError
from crte_extract.writing.json import write_json, write_ndjson
from crte_extract.writing.yaml import write_yaml

Record = Mapping[str, Any]
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
    return import_module(f"{__name__}.{form}")


def files(path: Path, form: str) -> list[Path]:
    """The files that an output consists of."""
    if form != "parquet":
        return [path]
    return [path.with_name(name) for name in tabular(form).names(path.name)]


def make_folder(path: Path) -> None:
    """Makes a folder that isn't there yet; raises OutputError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"it can't be made: {error.strerror}").about(str(path)) from None


def write_file(path: Path, pieces: Iterable[str], *, locked: bool = False) -> None:
    """The pieces into a file, UTF-8, which appears whole or not at all; raises OutputError.

    A file that stood there before stays until the new one is complete.
    """
    with replacing([path], locked=locked) as (part,), part.open("wb") as file:
        for piece in pieces:
            file.write(piece.encode("utf-8"))


@contextmanager
def replacing(paths: Sequence[Path], *, locked: bool = False) -> Iterator[list[Path]]:
    """Paths to write to, which take the place of the given ones if all goes well.

    Where the caller holds a lock on them, their names are always the same, so that what a killed
    run left is written over. Raises OutputError, which names the first path, for any OSError.
    """
    if any("\0" in str(path) for path in paths):
        raise OutputError("no file can have such a name").about(str(paths[0]))
    parts: list[Path] = []
    try:
        targets = [Path(os.path.realpath(path)) for path in paths]
        for target in targets:
            if target.exists() and not target.is_file():
                raise OutputError("it is not a regular file")
            token = crc32(os.fsencode(target.name)) if locked else int.from_bytes(os.urandom(8))
            parts.append(target.with_name(f".crte-extract-{token:x}.part"))
        yield parts
        for part, target in reversed(list(zip(parts, targets, strict=True))):
            part.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"it can't be written: {reason}").about(str(paths[0])) from None
    except OutputError as error:
        raise error.about(error.source or str(paths[0])) from None
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink()
