"""The bytes of a file: of a regular one, and not of more than a sheet could be."""

from __future__ import annotations

import os
import stat
from io import RawIOBase
from pathlib import Path

from crte_extract.errors import (
    IsAFolder,
    NoPermission,
    NoSuchFile,
    NotARegularFile,
    UnreadableFile,
)
from crte_extract.reading.bounds import MAX_BYTES, refuse_more_bytes


def read_file(path: str | Path) -> bytes:
    """The bytes of a regular file of at most 64 MiB.

    Raises an UnreadableFile that says why they can't be had. Nothing but a regular file is opened, and
    nothing is read of one that the system makes up as it is read (it has no size, and may never end).
    """
    path = Path(path)
    try:
        _check_kind(path.stat())
        with open(path, "rb", buffering=0, opener=_open) as file:
            about = os.fstat(file.fileno())
            _check_kind(about)
            return _all(file, MAX_BYTES + 1) if about.st_size else b""
    except FileNotFoundError:
        raise NoSuchFile("no such file") from None
    except PermissionError:
        raise NoPermission("no permission to read it") from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"it can't be read: {getattr(error, 'strerror', error)}") from None


def _check_kind(about: os.stat_result) -> None:
    if stat.S_ISDIR(about.st_mode):
        raise IsAFolder("this is a folder, not a file")
    if not stat.S_ISREG(about.st_mode):
        raise NotARegularFile("this is not a regular file")
    refuse_more_bytes(about.st_size)


def _open(path: str, flags: int) -> int:
    """What took the file's place meanwhile, a pipe or a device, is not waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _all(file: RawIOBase, most: int) -> bytes:
    """The bytes of a file up to so many, whatever number of them comes at once."""
    parts: list[bytes] = []
    while most > 0 and (part := file.read(most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)
