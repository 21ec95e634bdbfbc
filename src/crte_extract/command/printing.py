"""What goes to standard output: records, or any other text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from crte_extract.command.options import VIEW
from crte_extract.command.terminal import tell_error
from crte_extract.errors import ExitCode, OutputError

if TYPE_CHECKING:
    from crte_extract.writing import NamedRecord


def print_records(entries: Iterable[NamedRecord], form: str, several: bool) -> ExitCode:
    """Records in a format; on a terminal harmless, and in colour where they are JSON."""
    from crte_extract.batch import pieces
    from crte_extract.text import harmless_lines
    from crte_extract.writing import WRITERS

    if form == VIEW:
        from crte_extract.command.display import view

        return print_pieces(view(entries))
    written = pieces(entries, form, several)
    if form not in WRITERS and is_terminal():
        written = map(harmless_lines, written)
    if form in ("json", "ndjson") and is_terminal():
        from crte_extract.command.display import coloured

        written = coloured(written)
    return print_pieces(written)


def is_terminal() -> bool:
    """Whether somebody looks at standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def print_pieces(pieces: Iterable[str]) -> ExitCode:
    """The pieces to standard output, UTF-8 whatever the locale; raises BrokenPipeError."""
    if sys.stdout is None:
        tell_error(OutputError("standard output is closed", hint="write to a file with -o"))
        return ExitCode.OUTPUT
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        return unwritable(error)
    return ExitCode.OK


def unwritable(error: OSError) -> ExitCode:
    """Tells that standard output can't be written."""
    silence_stdout()
    tell_error(OutputError(f"standard output can't be written: {error.strerror}"))
    return ExitCode.OUTPUT


def silence_stdout() -> None:
    """Python flushes standard output once more at its end: let that go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
