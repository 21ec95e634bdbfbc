"""Files that appear whole or not at all, in folders where others may write too.

What is being written lies in a folder of its own beside its target: hidden, with a name that can't be
guessed, open to its owner alone, and locked as long as its run lives. Whatever was planted in the
target's folder is never opened, and what a killed run left is told from what a living one writes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final, Self

from crte_extract.errors import OutputError

_PREFIX: Final = ".crte-extract-"
_SUFFIX: Final = ".part"
_MOST_LINKS: Final = 40  # one behind the other, as Linux has it
_LOCKS: Final = hasattr(os, "O_DIRECTORY")  # elsewhere nothing is ever told to be a leftover
Guard = Callable[[], AbstractContextManager[None]]


def make_folder(path: Path) -> None:
    """Makes a folder that isn't there yet; raises OutputError."""
    check_links(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"it can't be made: {error.strerror}").about(str(path)) from None


def check_links(path: Path, depth: int = 0) -> None:
    """Raises OutputError where a path leads on by a link that another user may have planted.

    That is one in a folder in which all may write and nobody can remove what is another's (as in
    /tmp), and which belongs neither to this user nor to the folder's owner: the rule by which Linux
    follows links there.
    """
    for place in (path, *path.parents):
        with suppress(OSError, ValueError):
            if not place.is_symlink() or depth > _MOST_LINKS:
                continue
            about, folder = place.lstat(), place.parent.stat()
            shared = folder.st_mode & stat.S_ISVTX and folder.st_mode & stat.S_IWOTH
            if shared and about.st_uid not in (os.geteuid(), folder.st_uid):
                raise OutputError(
                    f"{place} is a link that another user has put there", hint="remove it"
                ).about(str(path))
            check_links(place.parent / place.readlink(), depth + 1)


def check_place(path: Path) -> None:
    """Raises OutputError where no file can be written at a path, as far as a look can tell."""
    check_links(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if os.path.isdir(path.parent):
            return
        reason = "there is no such folder"
        hint = f"make it first: mkdir -p {path.parent}"
    except (OSError, ValueError) as error:
        reason, hint = getattr(error, "strerror", None) or "no file can have such a name", ""
    else:
        if stat.S_ISREG(mode):
            return
        reason = "it is not a regular file"
        hint = "name a file, or leave out -o: records go to standard output then"
    raise OutputError(f"it can't be written: {reason}", hint=hint).about(str(path))


def write_file(path: Path, pieces: Iterable[str]) -> None:
    """The pieces into a file, UTF-8, which appears whole or not at all; raises OutputError.

    A file that stood there before stays until the new one is complete.
    """
    with replacing([path]) as (part,):
        _fill(part, pieces)


def _fill(part: Path, pieces: Iterable[str]) -> None:
    with part.open("wb") as file:
        for piece in pieces:
            file.write(piece.encode("utf-8"))


@contextmanager
def replacing(paths: Sequence[Path], *, guard: Guard = nullcontext) -> Iterator[list[Path]]:
    """Paths to write to, which take the place of the given ones if all goes well.

    Each is an empty file, alone in a folder that is removed with all that is in it: room for whatever
    else a format needs while it is written. What killed runs left beside the paths is removed first;
    ``guard`` is entered when all is written, and left when it has taken its place. Raises OutputError,
    which names the first path, for any OSError.
    """
    with _told_about(paths[0]), ExitStack() as stack:
        if any("\0" in str(path) for path in paths):
            raise OutputError("no file can have such a name")
        for path in paths:
            check_links(path)
        targets = [Path(os.path.realpath(path)) for path in paths]
        for folder in {target.parent for target in targets}:
            remove_leftovers(folder)
        parts = [stack.enter_context(_part(target)) for target in targets]
        yield parts
        with guard():
            for part, target in reversed(list(zip(parts, targets, strict=True))):
                part.replace(target)


@contextmanager
def _told_about(path: Path) -> Iterator[None]:
    """What goes wrong as an OutputError that names the path."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"it can't be written: {reason}").about(str(path)) from None
    except OutputError as error:
        raise error.about(error.source or str(path)) from None


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """An empty file in a folder of its own beside the target, which goes with all that is in it."""
    with _folder_of_its_own(target.parent) as folder:
        yield _empty_file(folder, target)


def _empty_file(folder: Path, target: Path) -> Path:
    """A new file in the folder, to take the place of the target."""
    if target.exists() and not target.is_file():
        raise OutputError("it is not a regular file")
    part = folder / ".0"  # hidden, as its folder is
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))  # less the umask
    return part


@contextmanager
def _folder_of_its_own(parent: Path) -> Iterator[Path]:
    """A new folder that only its owner can enter, locked, and removed in the end."""
    folder, lock = _made(parent), None
    try:
        while _LOCKS and (lock := _lock(folder, wait=True)) is None:
            folder = _made(parent)  # it was taken for a leftover before it was locked
        yield folder
    finally:
        _remove(folder)
        if lock is not None:
            os.close(lock)


def _made(parent: Path) -> Path:
    folder = parent / f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
    folder.mkdir(mode=0o700)
    return folder


def _lock(folder: Path, *, wait: bool = False) -> int | None:
    """The descriptor of a folder that it locks; None where it is gone, or another process has it."""
    import fcntl  # imported here: most commands write no file

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:  # held by another, or a file system without locks
        locked = wait
    else:
        locked = True
    if locked and folder.exists():
        return descriptor
    os.close(descriptor)
    return None


def _remove(folder: Path) -> None:
    try:
        for entry in list(os.scandir(folder)):
            os.unlink(entry)
        folder.rmdir()
    except OSError:
        import shutil  # imported here: a format that leaves folders in it is rare

        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(parent: Path) -> None:
    """Removes from a folder what killed runs of this user were writing there."""
    with suppress(OSError):
        for entry in list(os.scandir(parent)) if _LOCKS else ():
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                with suppress(OSError):
                    _remove_leftover(parent / entry.name)


def _remove_leftover(folder: Path) -> None:
    lock = _lock(folder) if folder.lstat().st_uid == os.geteuid() else None
    if lock is not None:
        _remove(folder)
        os.close(lock)


class OutputFolder:
    """A folder that a run fills, a file a source; folders in it are made as they are needed.

    One that is gone before the run ends, or is another one, or has lost a file, is an OutputError: what
    was written there is lost, and a folder made anew would hide it. To be used in a ``with`` statement,
    which checks that in the end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: dict[Path, tuple[int, int]] = {}
        self._written: list[Path] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        make_folder(self._path)
        self._enter(self._path)
        with _told_about(self._path):
            self._own = self._stack.enter_context(_folder_of_its_own(self._path))
        return self

    def __exit__(self, kind: object, error: BaseException | None, at: object) -> None:
        with suppress(OSError):
            self._stack.close()
        if error is None:
            self._check()

    def write(self, path: Path, pieces: Iterable[str]) -> None:
        """The pieces into a file below the folder; raises OutputError."""
        below = path.parent.relative_to(self._path)
        for folder in (*reversed(below.parents), below):
            self._enter(self._path / folder)
        with _told_about(path):
            target = Path(os.path.realpath(path))
            part = _empty_file(self._own, target)
            try:
                _fill(part, pieces)
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
        self._written.append(path)

    def _check(self) -> None:
        """Raises OutputError where something that was written isn't there any more."""
        for folder in self._seen:
            self._enter(folder)
        gone = [path for path in self._written if not os.path.lexists(path)]
        if gone:
            raise OutputError(
                f"{len(gone)} of the {len(self._written)} files written into it were removed "
                f"while the run went on: {gone[0].name}{', …' * (len(gone) > 1)}",
                hint="run the command again",
            ).about(str(self._path))

    def _enter(self, folder: Path) -> None:
        known = self._seen.get(folder)
        try:
            if known is None and folder != self._path:
                folder.mkdir(exist_ok=True)
            about = folder.stat()
        except OSError as error:
            if known is None:
                raise OutputError(f"it can't be made: {error.strerror}").about(
                    str(folder)
                ) from None
            about = None
        identity = (about.st_dev, about.st_ino) if about else None
        if known is not None and identity != known:
            raise OutputError(
                "the folder was removed, or replaced, while the run wrote into it",
                hint="run the command again",
            ).about(str(folder))
        if known is None and identity is not None:
            self._seen[folder] = identity
            remove_leftovers(folder)
