"""The files of an output folder: a name for each source, no two of them alike on any system."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from crte_extract.batch.clashes import is_a_source
from crte_extract.batch.dataset import Output
from crte_extract.batch.sources import STDIN, SourceFile
from crte_extract.errors import OutputError

_LONGEST_NAME: Final = 255  # bytes


def plan(sources: Iterable[SourceFile], output: Output, home: Path | None = None) -> list[Path]:
    """The path of each source's file in the output folder, no two of them alike on any system.

    Raises SameFile where one is a source, OutputError where it would lie outside of ``home``, which is
    the output folder if it isn't given, by a link in it.
    """
    inside = os.path.realpath(home or output.path)
    paths = [output.path / name for name in targets([s.name for s in sources], f".{output.form}")]
    inputs = {os.path.realpath(source.path) for source in sources}
    for path in paths:
        place = os.path.realpath(path)
        if place in inputs:
            raise is_a_source(path, "a record")
        if os.path.commonpath([inside, place]) != inside:
            raise OutputError(
                f"a link in it leads out of {home or output.path}", hint="remove the link"
            ).about(str(path))
    return paths


def targets(names: Sequence[str], ending: str) -> list[str]:
    """The name of the file for each source name.

    Sources that would share one, be it only on a system that doesn't tell cases apart, keep their
    own ending; where that is not enough, they get a checksum of their name.

    >>> targets(["21/a.pdf", "21/b.pdf", "21/b.txt"], ".json")
    ['21/a.json', '21/b.pdf.json', '21/b.txt.json']
    """
    named = dict.fromkeys(names, "")
    taken = {_alike(str(parent)) for name in named for parent in PurePosixPath(name).parents}
    for candidate in (_plain, _whole, _marked):
        alike: dict[str, list[str]] = {}
        for name in (name for name, target in named.items() if not target):
            alike.setdefault(_alike(candidate(name, ending)), []).append(name)
        for key, sharing in alike.items():
            if candidate is _marked or (len(sharing) == 1 and key not in taken):
                named.update((name, candidate(name, ending)) for name in sharing)
                taken.add(key)
    return [named[name] for name in names]


def _plain(name: str, ending: str) -> str:
    stem = "stdin" if name == STDIN else str(PurePosixPath(name).with_suffix(""))
    return _whole(stem, ending)


def _whole(name: str, ending: str) -> str:
    """The name with the ending; one that is too long for a file's name is marked instead."""
    last = PurePosixPath(name).name + ending
    return name + ending if len(os.fsencode(last)) <= _LONGEST_NAME else _marked(name, ending)


def _marked(name: str, ending: str) -> str:
    path = PurePosixPath(name)
    mark = hashlib.sha256(os.fsencode(name)).hexdigest()[:12]
    room = _LONGEST_NAME - len(mark) - len(ending) - 1
    kept = os.fsencode(path.name)[:room].decode("utf-8", "ignore")
    return str(path.with_name(f"{kept}-{mark}{ending}"))


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
