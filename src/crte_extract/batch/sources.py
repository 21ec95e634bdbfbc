"""What to read: files, folders and standard input become a list of sources, in a stable order."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from crte_extract.errors import CrteError, NoSource, UnreadableFile

STDIN: Final = "-"
SOURCE_ENDINGS: Final = (".pdf", ".txt")
NAMED: Final = 1_000  # of the files that are left out: what a report lists


class SourceFile(NamedTuple):
    """A file to read. ``name`` is its path below the folder that all sources have in common."""

    path: str
    name: str


class Sources:
    """The sources of a run, in order: as compact as they can be, since there may be very many."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, str, bytes]] = []
        self._count = 0

    def add(self, folder: str, name: str, files: Sequence[str]) -> None:
        """The files of a folder; ``name`` is the folder's own below what all have in common."""
        if files:
            self._parts.append((folder, name, os.fsencode("\0".join(files))))
            self._count += len(files)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[SourceFile]:
        for folder, name, packed in self._parts:
            for file in os.fsdecode(packed).split("\0"):
                yield SourceFile(os.path.join(folder, file), "/".join(filter(None, (name, file))))


@dataclass(slots=True)
class Found:
    """The sources of a run, the errors of folders that gave none, and the files that were left.

    ``left_out`` counts those; ``names_left_out`` are the paths of the first ones. ``written_over`` are
    outputs that would be sources.
    """

    sources: Sources = field(default_factory=Sources)
    errors: list[CrteError] = field(default_factory=list)
    left_out: int = 0
    names_left_out: list[str] = field(default_factory=list)
    written_over: list[str] = field(default_factory=list)


class Choice(NamedTuple):
    """Which files of a folder are sources.

    A pattern with a ``/`` is compared with the path below the folder, another with the name alone;
    ``exclude`` leaves out whole folders too. Without ``include``, files that end in .pdf or .txt.
    """

    include: Sequence[str] = ()
    exclude: Sequence[str] = ()

    def takes(self, path: str) -> bool:
        """Whether the file at this path below its folder is a source."""
        if self.include:
            return _matches(path, self.include)
        return path.lower().endswith(SOURCE_ENDINGS)

    def drops(self, path: str) -> bool:
        """Whether the file or folder at this path below its folder is to be left out."""
        return _matches(path, self.exclude)


_DEFAULT: Final = Choice()


def _matches(path: str, patterns: Sequence[str]) -> bool:
    name = path.rpartition("/")[2]
    return any(fnmatchcase(path if "/" in p else name, p.rstrip("/")) for p in patterns)


def find_sources(
    arguments: Sequence[str], choice: Choice = _DEFAULT, outputs: Collection[Path] = ()
) -> Found:
    """The sources that the arguments name: files and ``-`` as they are, folders by what is in them.

    Folders are walked in the order of names, files before folders; hidden files and the ``outputs``
    are left out, and told where they would be sources. A folder that can be reached twice is read once.
    """
    found = Found()
    roots = [_root(argument) for argument in arguments if argument != STDIN]
    common = os.path.commonpath(roots) if roots else ""
    for argument in arguments:
        if argument == STDIN:
            found.sources.add("", "", [STDIN])
        elif os.path.isdir(argument):
            _add_folder(found, argument, choice, outputs, common)
        else:
            folder, file = os.path.split(argument)
            found.sources.add(folder, _below(folder or ".", common), [file])
    return found


def _root(argument: str) -> str:
    path = os.path.abspath(argument)
    return path if argument and os.path.isdir(path) else os.path.dirname(path)


def _below(folder: str, common: str) -> str:
    """The path of a folder below another, with ``/``; empty for that folder itself."""
    path = os.path.relpath(os.path.abspath(folder), common)
    return "" if path == "." else path.replace(os.sep, "/")


def _add_folder(
    found: Found, folder: str, choice: Choice, outputs: Collection[Path], common: str
) -> None:
    before, left_before = len(found.sources), found.left_out
    kept_out = {os.path.realpath(output) for output in outputs}
    troubles: list[OSError] = []
    for here, files in _walk(folder, choice, kept_out, troubles):
        below = _below(here, os.path.abspath(folder))
        chosen = {file for file in files if choice.takes("/".join(filter(None, (below, file))))}
        outputs_here = {
            f for f in files if kept_out and os.path.realpath(f"{here}/{f}") in kept_out
        }
        taken = [file for file in files if file in chosen and file not in outputs_here]
        left = [file for file in files if file not in chosen and file not in outputs_here]
        found.sources.add(here, _below(here, common), taken)
        over = (file for file in files if file in chosen and file in outputs_here)
        found.written_over += [os.path.join(here, file) for file in over]
        found.left_out += len(left)
        found.names_left_out += [os.path.join(here, file) for file in left]
        del found.names_left_out[NAMED:]
    others = found.left_out - left_before
    found.errors += [
        UnreadableFile(f"the folder can't be read: {t.strerror}").about(str(t.filename))
        for t in troubles
    ]
    if len(found.sources) == before and not troubles:
        what = f"none of its {others} files ends in .pdf or .txt" if others else "it holds no file"
        what = "no file in it matches --include" if others and choice.include else what
        found.errors.append(NoSource(f"no sheet in this folder: {what}").about(folder))


def _walk(
    folder: str, choice: Choice, kept_out: Collection[str], troubles: list[OSError]
) -> Iterator[tuple[str, list[str]]]:
    """Each folder from this one down but the ``kept_out``, with the names of its files."""
    seen: set[tuple[int, int]] = set()
    for here, folders, files in os.walk(folder, onerror=troubles.append, followlinks=True):
        if not _first_visit(here, seen):
            folders.clear()
            continue
        below = _below(here, os.path.abspath(folder))

        def wanted(name: str, here: str = here, below: str = below) -> bool:
            return not (name.startswith(".") or choice.drops("/".join(filter(None, (below, name)))))

        def is_output(name: str, here: str = here) -> bool:
            return bool(kept_out) and os.path.realpath(os.path.join(here, name)) in kept_out

        # Links last: a folder is read under its own name rather than under a link's.
        folders[:] = sorted(
            (name for name in folders if wanted(name) and not is_output(name)),
            key=lambda n: (os.path.islink(os.path.join(here, n)), n),
        )
        yield here, sorted(filter(wanted, files))


def _first_visit(folder: str, seen: set[tuple[int, int]]) -> bool:
    try:
        about = os.stat(folder)
    except OSError:
        return True
    place = (about.st_dev, about.st_ino)
    if place in seen:
        return False
    seen.add(place)
    return True
