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
ENDINGS: Final = (".pdf", ".txt")


class Source(NamedTuple):
    """A file to read. ``name`` is its path below the folder that all sources have in common."""

    path: str
    name: str


@dataclass(slots=True)
class Found:
    """The sources of a run, the errors of folders that gave none, and how many files were left."""

    sources: list[Source] = field(default_factory=list)
    errors: list[CrteError] = field(default_factory=list)
    left_out: int = 0


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
        return path.lower().endswith(ENDINGS)

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
    are left out. A folder that can be reached twice is read once.
    """
    found = Found()
    roots = [_root(argument) for argument in arguments if argument != STDIN]
    common = os.path.commonpath(roots) if roots else ""
    for argument in arguments:
        if argument == STDIN:
            found.sources.append(Source(STDIN, STDIN))
        elif Path(argument).is_dir():
            _add_folder(found, argument, choice, outputs, common)
        else:
            found.sources.append(Source(argument, _name(argument, common)))
    return found


def _root(argument: str) -> str:
    path = os.path.abspath(argument)
    return path if Path(path).is_dir() else str(Path(path).parent)


def _name(path: str, common: str) -> str:
    name = os.path.relpath(os.path.abspath(path), common) if common else path
    return name.replace(os.sep, "/")


def _add_folder(
    found: Found, folder: str, choice: Choice, outputs: Collection[Path], common: str
) -> None:
    before, left = len(found.sources), found.left_out
    kept_out = {os.path.realpath(output) for output in outputs}
    troubles: list[OSError] = []
    for path in _walk(folder, choice, kept_out, troubles):
        below = os.path.relpath(path, folder).replace(os.sep, "/")
        if choice.takes(below):
            found.sources.append(Source(path, _name(path, common)))
        else:
            found.left_out += 1
    found.errors += [
        UnreadableFile(f"the folder can't be read: {t.strerror}").about(str(t.filename))
        for t in troubles
    ]
    if len(found.sources) == before and not troubles:
        others = found.left_out - left
        what = f"none of its {others} files ends in .pdf or .txt" if others else "it holds no file"
        what = "no file in it matches --include" if others and choice.include else what
        found.errors.append(NoSource(f"no sheet in this folder: {what}").about(folder))


def _walk(
    folder: str, choice: Choice, kept_out: Collection[str], troubles: list[OSError]
) -> Iterator[str]:
    """The paths of the files in a folder and below."""
    seen: set[tuple[int, int]] = set()
    for here, folders, files in os.walk(folder, onerror=troubles.append, followlinks=True):

        def wanted(name: str, here: str = here) -> bool:
            path = os.path.join(here, name)
            below = os.path.relpath(path, folder).replace(os.sep, "/")
            hidden = name.startswith(".") or choice.drops(below)
            return not hidden and not (kept_out and os.path.realpath(path) in kept_out)

        if not _first_visit(here, seen):
            folders.clear()
            continue
        # Links last: a folder is read under its own name rather than under a link's.
        folders[:] = sorted(
            filter(wanted, folders), key=lambda n: (os.path.islink(os.path.join(here, n)), n)
        )
        yield from (os.path.join(here, name) for name in sorted(filter(wanted, files)))


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
