"""No file is read twice, and none that is read is written over: told before anything is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from crte_extract.batch.sources import STDIN
from crte_extract.errors import SameFile


class Written(NamedTuple):
    """A file, or a folder, that a run will write, and what it is to the user."""

    what: str
    path: Path


def check_sources(arguments: Sequence[str]) -> None:
    """Raises SameFile for what is named twice, or lies in a folder that is read as a whole."""
    seen: dict[str, str] = {}
    for argument in arguments:
        place = os.path.realpath(argument)
        if argument != STDIN and place in seen:
            folder = "the folder " if os.path.isdir(place) else ""
            raise SameFile(f"{folder}{argument} is named twice", hint="name it once")
        if argument not in ("", STDIN):
            seen[place] = argument
    given = _identities(STDIN) if STDIN in arguments else []
    for place, argument in seen.items() if given else ():
        if given[0] in _identities(place):
            raise SameFile(f"{argument} is standard input, which is read as well", hint="name one")
    folders = {place: argument for place, argument in seen.items() if os.path.isdir(place)}
    for place, argument in seen.items() if folders else ():
        above = next((folders[up] for up in map(str, Path(place).parents) if up in folders), None)
        if above is not None:
            raise SameFile(
                f"{argument} lies in {above}, which is read as well", hint="name one of them"
            )


def check_written(written: Sequence[Written], read: Iterable[str]) -> None:
    """Raises SameFile where two of the files to be written are one, or one is read.

    Files are the same by their path, all links resolved, or by what the system says of them.
    """
    owners: dict[Hashable, Written] = {}
    for one in written:
        for identity in _identities(one.path):
            other = owners.setdefault(identity, one)
            if other is not one:
                both = f"{other.what} and {one.what} at once" if other.what != one.what else ""
                raise SameFile(f"it would be {both or 'two files of the output'}").about(
                    str(one.path)
                )
    for source in read:
        for identity in _identities(source):
            if identity in owners:
                raise is_a_source(owners[identity].path, owners[identity].what)


def is_a_source(path: str | Path, what: str) -> SameFile:
    """The error of a file that is read, and would be written over."""
    return SameFile(
        f"it is one of the sources, and {what} would be written over it", hint="write elsewhere"
    ).about(str(path))


def _identities(path: str | Path) -> list[Hashable]:
    """What tells a file from all others; of standard input, where that is a file."""
    if path == STDIN:
        with suppress(OSError):
            about = os.fstat(0)
            return [(about.st_dev, about.st_ino)] if stat.S_ISREG(about.st_mode) else []
        return []
    place = os.path.realpath(path)
    try:
        about = os.stat(place)
    except (OSError, ValueError):
        return [place]
    return [place, (about.st_dev, about.st_ino)]
