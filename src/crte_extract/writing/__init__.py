"""Writers: a module a format, each one function from records to pieces of text."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from crte_extract.errors import OutputError
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
ENDINGS: Final[Mapping[str, str]] = {
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}


def write_file(path: Path, pieces: Iterable[str]) -> None:
    """The pieces into a file, UTF-8, which appears whole or not at all; raises OutputError.

    A file that stood there before stays until the new one is complete.
    """
    if "\0" in str(path):
        raise OutputError("no file can have such a name").about(str(path))
    part: Path | None = None
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise OutputError("it is not a regular file").about(str(path))
        part = target.with_name(f".crte-extract-{secrets.token_hex(8)}.part")
        with part.open("xb") as file:
            for piece in pieces:
                file.write(piece.encode("utf-8"))
        part.replace(target)
    except OSError as error:
        raise OutputError(f"it can't be written: {error.strerror}").about(str(path)) from None
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink()
