"""Readers: bytes in, a Document out. A module a kind of input; this one looks at the bytes."""

from __future__ import annotations

import os
import stat
from datetime import date
from io import RawIOBase
from pathlib import Path
from typing import Final, Literal

from crte_extract.document import Document
from crte_extract.errors import (
    EmptyFile,
    IsAFolder,
    NoPermission,
    NoSuchFile,
    NotARegularFile,
    NotASheet,
    PdfWithoutText,
    TooLarge,
    UnreadableFile,
)
from crte_extract.locks import LOADING

MAX_BYTES: Final = 64 * 2**20  # 64 MiB; a sheet weighs some 100 kB
MAX_LINES: Final = 200_000  # a sheet has some 170: all 850 of France together have fewer
MAX_PAGES: Final = 10_000  # of a PDF: three times what the 850 have
_TOO_MUCH: Final = "all sheets of France together have fewer: check the file, or split it"
Reader = Literal["auto", "pdfium", "pdfplumber"]


def day_made(stamp: str | None) -> date | None:
    """The day of a PDF's ``CreationDate`` (PDF 32000-1, 7.9.4); None where it is none.

    >>> day_made("D:20220503143000+02'00'"), day_made("today")
    (datetime.date(2022, 5, 3), None)
    """
    digits = (stamp or "").removeprefix("D:")[:8]
    if len(digits) < 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


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
    if about.st_size > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES >> 20} MiB")


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


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF: its header may stand anywhere in the first 1024 of them."""
    return b"%PDF-" in data[:1024]


def refuse_more_lines(count: int) -> None:
    """Raise NotASheet where a source has more lines than all the sheets there are."""
    if count > MAX_LINES:
        raise NotASheet(f"it has more than {MAX_LINES:,} lines", _TOO_MUCH)


def refuse_more_pages(count: int) -> None:
    """Raise NotASheet where a PDF has more pages than all the sheets there are."""
    if count > MAX_PAGES:
        raise NotASheet(f"it has more than {MAX_PAGES:,} pages", _TOO_MUCH)


def read(data: bytes, reader: Reader = "auto", password: str | None = None) -> Document:
    """The document in the bytes of a PDF or a text; ``auto`` is PDFium for a PDF.

    Raises a SourceError that says what is wrong with the bytes.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES >> 20} MiB")
    if not data:
        raise EmptyFile("the file is empty")
    if not is_pdf(data):
        with LOADING:
            from crte_extract.reading.text import read_text
        return read_text(data)
    with LOADING:
        if reader == "pdfplumber":
            from crte_extract.reading.plumber import read_pdfplumber as read_pdf
        else:
            from crte_extract.reading.pdfium import read_pdfium as read_pdf
    document = read_pdf(data, password)
    if not document.lines:
        raise PdfWithoutText("the PDF has no text layer: it is a scan, or a picture")
    return document
