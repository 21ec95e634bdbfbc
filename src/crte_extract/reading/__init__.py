"""Readers: bytes in, a Document out. A module a kind of input; this one looks at the bytes."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final, Literal

from crte_extract.document import Document
from crte_extract.errors import (
    EmptyFile,
    IsAFolder,
    NoPermission,
    NoSuchFile,
    NotARegularFile,
    PdfWithoutText,
    TooLarge,
    UnreadableFile,
)

MAX_BYTES: Final = 64 * 2**20  # 64 MiB; a sheet weighs some 100 kB
Reader = Literal["auto", "pdfium", "pdfplumber"]


def read_file(path: str | Path) -> bytes:
    """The bytes of a regular file of at most 64 MiB.

    Raises an UnreadableFile that says why they can't be had. Nothing but a regular file is opened.
    """
    path = Path(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise IsAFolder("this is a folder, not a file")
        if not stat.S_ISREG(mode):
            raise NotARegularFile("this is not a regular file")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NoSuchFile("no such file") from None
    except PermissionError:
        raise NoPermission("no permission to read it") from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"it can't be read: {getattr(error, 'strerror', error)}") from None


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF: its header may stand anywhere in the first 1024 of them."""
    return b"%PDF-" in data[:1024]


def read(data: bytes, reader: Reader = "auto", password: str | None = None) -> Document:
    """The document in the bytes of a PDF or a text; ``auto`` is PDFium for a PDF.

    Raises a SourceError that says what is wrong with the bytes.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES >> 20} MiB")
    if not data:
        raise EmptyFile("the file is empty")
    if not is_pdf(data):
        from crte_extract.reading.text import read_text

        return read_text(data)
    if reader == "pdfplumber":
        from crte_extract.reading.plumber import read_pdfplumber as read_pdf
    else:
        from crte_extract.reading.pdfium import read_pdfium as read_pdf
    document = read_pdf(data, password)
    if not document.lines:
        raise PdfWithoutText("the PDF has no text layer: it is a scan, or a picture")
    return document
