"""The errors a user can meet, and the exit code of each.

::

    CrteError
    ├── SourceError              exit 4: this source gave no record
    │   ├── UnreadableFile       no such file, a folder, not a regular file, no permission, too large, empty
    │   ├── UnreadableText       the bytes are neither PDF nor text
    │   ├── PdfError             a PDF that can't be opened
    │   │   ├── DamagedPdf
    │   │   ├── EncryptedPdf
    │   │   ├── PdfWithoutPages
    │   │   └── PdfWithoutText   a scan
    │   ├── NotASheet            no label of a fiche CRTE in it, or too long to be sheets
    │   │   └── IllegibleSheet   its characters are garbled
    │   ├── SeveralSheets        one record was asked for, the file holds more
    │   ├── NoSource             a folder without a sheet
    │   └── ReaderFailed         a reader gave up: a crash, its time or its memory ran out
    ├── MissingExtra             exit 2: what was asked for needs a package that isn't installed
    ├── SameFile                 exit 2: a file would be read twice, or written over
    ├── WrongOption              exit 2: an option, or two together, that can't be; a ValueError too
    └── OutputError              exit 5: an output could not be written
"""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """Exit codes of the command: a stable interface. 1 is Python's own, for a bug."""

    OK = 0
    USAGE = 2
    WARNINGS = 3
    NO_RECORD = 4
    OUTPUT = 5
    INTERRUPTED = 130


class CrteError(Exception):
    """Anything that went wrong with an input or an output.

    ``message`` says what, ``hint`` what to do next, ``source`` names the file.
    """

    exit_code = ExitCode.NO_RECORD
    hint = ""
    source = ""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint or self.hint

    def about(self, source: str) -> Self:
        """The same error, naming the file it is about."""
        self.source = source
        return self

    def __str__(self) -> str:
        named = f"{self.source}: {self.message}" if self.source else self.message
        return f"{named} ({self.hint})" if self.hint else named


class SourceError(CrteError):
    """A source gave no record."""


class UnreadableFile(SourceError):
    """The path can't be read as a file."""

    hint = "check the path, or copy the file to another place"


class NoSuchFile(UnreadableFile):
    """There is nothing at this path."""

    hint = "check the path; quote it if it holds spaces"


class IsAFolder(UnreadableFile):
    """The path is a folder."""

    hint = "give it to the command, which reads folders, or to crte_extract.batch.extract_many"


class NotARegularFile(UnreadableFile):
    """The path is a pipe, a socket or a device."""

    hint = "copy it to a file, or pipe it in and give - as the source"


class NoPermission(UnreadableFile):
    """The file may not be read by this user."""

    hint = "ask its owner for the right to read it, or copy it"


class EmptyFile(UnreadableFile):
    """There are no bytes, or nothing but blanks, in it."""

    hint = "download or export it again"


class TooLarge(UnreadableFile):
    """The file is larger than any sheet could be."""

    hint = "a sheet weighs some 100 kB; split the file, or check that it is the right one"


class UnreadableText(SourceError):
    """The bytes are neither a PDF nor text in a known encoding."""

    hint = "export it as PDF or as UTF-8 text"


class PdfError(SourceError):
    """A PDF that can't be opened."""


class DamagedPdf(PdfError):
    """The PDF's structure is broken beyond repair."""

    hint = "download it again, or try to mend it: qpdf damaged.pdf mended.pdf"


class EncryptedPdf(PdfError):
    """The PDF wants a password."""

    hint = "give its password with --password-file FILE, or --password - to be asked for it"


class PdfWithoutPages(PdfError):
    """A reader finds no page in the PDF."""

    hint = "open it in a viewer and print it to a new PDF"


class PdfWithoutText(PdfError):
    """The PDF has pages but no text layer: most often a scan."""

    hint = "add a text layer with OCRmyPDF: ocrmypdf -l fra scan.pdf sheet.pdf"


class NotASheet(SourceError):
    """No label of a fiche CRTE stands in the source, or it is longer than all the sheets there are."""

    hint = "check that this is a fiche CRTE and not the contract itself"


class IllegibleSheet(NotASheet):
    """No label is legible: the fonts of the PDF are mapped badly, or the bytes are damaged."""

    hint = (
        "open it in a viewer: if its words can't be copied, print it to a new PDF or run OCRmyPDF"
    )


class SeveralSheets(SourceError):
    """One record was asked for, but the source holds several sheets."""

    hint = "use extract_all, which gives them all"


class ReaderFailed(SourceError):
    """A reader gave up: a crash, its time or its memory ran out."""

    hint = "try another reader with --reader"


class NoSource(SourceError):
    """A folder holds nothing to read."""

    hint = "check the path; --include '*.EXT' reads files of another ending"


class MissingExtra(CrteError):
    """What was asked for needs a package that isn't installed."""

    hint = "pip install 'crte-extract[all]'"
    exit_code = ExitCode.USAGE


class SameFile(CrteError):
    """Two of the files that a run was given are one: it would be read twice, or written over."""

    exit_code = ExitCode.USAGE
    hint = "name another file"


class WrongOption(CrteError, ValueError):
    """An option has a value that it can't have, or options were given that exclude each other.

    The message says what is wanted: it needs no hint.
    """

    exit_code = ExitCode.USAGE


class OutputError(CrteError):
    """An output could not be written."""

    exit_code = ExitCode.OUTPUT
    hint = "check the folder, its permissions and the space left"
