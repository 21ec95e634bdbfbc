"""The command line: parse, call, print. Data goes to standard output, all else to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crte_extract import __version__
from crte_extract.errors import CrteError, ExitCode, OutputError

if TYPE_CHECKING:
    from crte_extract.building import Reading
    from crte_extract.models import Avertissement

_SHOWN = 10  # warnings of a sheet that are told without --verbose
_LONGEST = 120  # characters of a sheet's words shown in a message

HELP = """Turn fiches CRTE (PDF or text) into typed records: JSON, NDJSON or YAML.

Give one or more sheets, or - for standard input. One sheet gives one JSON object, several give
one record a line.

Exit codes: 0 every source gave a record; 2 wrong usage; 3 --strict and a record carries warnings;
4 a source gave no record; 5 an output could not be written; 130 interrupted.
"""

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # Typer carries its own Click, or not
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class Format(StrEnum):
    """An output format."""

    json = "json"
    yaml = "yaml"
    ndjson = "ndjson"


class ReaderName(StrEnum):
    """Who reads a PDF."""

    auto = "auto"
    pdfium = "pdfium"
    pdfplumber = "pdfplumber"


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crte-extract {__version__}")
        raise typer.Exit


@app.command(help=HELP)
def command(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE...", help="Sheets to read (PDF or text), or - for standard input."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Write to this file: .json, .yaml, .yml, .ndjson or .jsonl."
        ),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "-f", "--format", help="Output format; without it, what the output's ending says."
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 where a record carries warnings.")
    ] = False,
    provenance: Annotated[
        bool,
        typer.Option("--provenance", help="Add where each field was read: page, box, line, words."),
    ] = False,
    reader: Annotated[
        ReaderName,
        typer.Option(
            help="Who reads a PDF: pdfium is fast, pdfplumber careful, auto asks both in doubt."
        ),
    ] = ReaderName.auto,
    password: Annotated[
        str | None, typer.Option(help="Password of an encrypted PDF.", show_default=False)
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a record, and exit.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Tell errors only, no warnings.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("-v", "--verbose", help="Tell all warnings, and which lines were set aside."),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Read the sources, write their records."""
    del version
    try:
        if schema:
            code = _print_schema()
        else:
            chosen = _checked(sources or [], output, form, quiet and verbose)
            run = _Run(reader.value, password, provenance, quiet, verbose)
            code = run.write(sources or [], output, chosen)
            if strict and code == ExitCode.OK and run.warned:
                code = ExitCode.WARNINGS
    except KeyboardInterrupt:
        _tell("interrupted", style="bold red")
        code = ExitCode.INTERRUPTED
    raise typer.Exit(code)


def _checked(
    sources: Sequence[str], output: Path | None, form: Format | None, contrary: bool
) -> str | None:
    """The format asked for, None where the number of records decides; refuses wrong usage."""
    from crte_extract.writing import ENDINGS

    if not sources:
        raise typer.BadParameter("give at least one SOURCE: a PDF, a text, or - for standard input")
    if sources.count("-") > 1:
        raise typer.BadParameter("standard input (-) can be read only once")
    if contrary:
        raise typer.BadParameter("--quiet and --verbose exclude each other")
    if output is None:
        return form.value if form else None
    by_ending = ENDINGS.get(output.suffix.lower())
    if by_ending is None and form is None:
        known = ", ".join(ENDINGS)
        raise typer.BadParameter(
            f"the ending of {_safe(output)} names no format; known are {known}"
        )
    if by_ending and form and by_ending != form.value:
        raise typer.BadParameter(
            f"{_safe(output)} is {by_ending} by its ending, but -f says {form.value}"
        )
    return form.value if form else by_ending


def _print_schema() -> ExitCode:
    from crte_extract.models import json_schema
    from crte_extract.writing.json import dump

    return _print([dump(json_schema(), indent=2), "\n"])


class _Run:
    """One run of the command: what was asked, and what has gone wrong so far."""

    def __init__(
        self, reader: Any, password: str | None, provenance: bool, quiet: bool, verbose: bool
    ) -> None:
        self.options = {"reader": reader, "password": password, "provenance": provenance}
        self.quiet, self.verbose = quiet, verbose
        self.warned = self.failed = False

    def write(self, sources: Sequence[str], output: Path | None, form: str | None) -> ExitCode:
        """The records of the sources, to a file or to standard output, as they are read."""
        from crte_extract.writing import WRITERS

        batches = self._batches(sources)
        first = next(batches, None)
        if first is None:
            return ExitCode.NO_RECORD
        several = len(sources) > 1 or len(first) > 1
        records = (
            reading.fiche.model_dump(mode="json")
            for batch in chain([first], batches)
            for reading in batch
        )
        pieces = WRITERS[form or ("ndjson" if several else "json")](records, several)
        code = _print(pieces) if output is None else _written(output, pieces)
        return code or (ExitCode.NO_RECORD if self.failed else ExitCode.OK)

    def _batches(self, sources: Iterable[str]) -> Iterator[list[Reading]]:
        """The readings of each source that gives any; what fails is told, and the rest goes on."""
        from crte_extract.extraction import read_sheets

        for source in sources:
            try:
                given = _standard_input() if source == "-" else source
                readings = read_sheets(given, **self.options)
            except CrteError as error:
                self.failed = True
                _tell_error(error)
                continue
            for reading in readings:
                self.warned = self.warned or bool(reading.fiche.avertissements)
                if not self.quiet:
                    _tell_warnings(source, reading, self.verbose)
            yield readings


def _standard_input() -> bytes:
    from crte_extract.reading import MAX_BYTES

    if sys.stdin is None:
        return b""
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _print(pieces: Iterable[str]) -> ExitCode:
    """The pieces to standard output, UTF-8 whatever the locale; a closed pipe ends it quietly."""
    if sys.stdout is None:
        _tell_error(OutputError("standard output is closed", hint="write to a file with -o"))
        return ExitCode.OUTPUT
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _silence_stdout()
    except OSError as error:
        return _unwritable(error)
    return ExitCode.OK


def _unwritable(error: OSError) -> ExitCode:
    _silence_stdout()
    _tell_error(OutputError(f"standard output can't be written: {error.strerror}"))
    return ExitCode.OUTPUT


def _silence_stdout() -> None:
    """Python flushes standard output once more at its end: let that go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _written(output: Path, pieces: Iterable[str]) -> ExitCode:
    from crte_extract.writing import write_file

    try:
        write_file(output, pieces)
    except OutputError as error:
        _tell_error(error)
        return error.exit_code
    return ExitCode.OK


def _tell_warnings(source: str, reading: Reading, verbose: bool) -> None:
    warnings = reading.fiche.avertissements
    shown = warnings if verbose or len(warnings) <= _SHOWN else warnings[: _SHOWN - 1]
    for warning in shown:
        _tell(_warning_words(source, warning), style="yellow")
    if len(shown) < len(warnings):
        _tell(
            f"{_safe(source)}: {len(warnings) - len(shown)} more warnings (-v tells all)",
            style="yellow",
        )
    if verbose:
        _tell_set_aside(source, reading)


def _warning_words(source: str, warning: Avertissement) -> str:
    """``sheet.pdf:2:14: depenses_investissement: valeur_illisible: « environ 78 M€ »``."""
    place = ":".join(str(part) for part in (warning.page, warning.ligne) if part is not None)
    words = warning.brut if warning.brut is not None else warning.message
    where = f"{_safe(source)}:{place}" if place else _safe(source)
    told = f"« {_safe(words)} »" if warning.brut is not None else _safe(words)
    return ": ".join(filter(None, [where, warning.champ, warning.code, told]))


def _tell_set_aside(source: str, reading: Reading) -> None:
    from crte_extract.sections import Fate

    _tell(f"{_safe(source)}: read by {reading.fiche.source.lecteur}")
    for line, fate in reading.ledger():
        if fate in (Fate.LETTERHEAD, Fate.RUNNING_HEAD):
            place = f"{line.page}:{line.number}" if line.page else str(line.number)
            _tell(f"{_safe(source)}:{place}: {fate.value}: « {_safe(line.text)} »", style="dim")


def _tell_error(error: CrteError) -> None:
    name = f"{_safe(error.source)}: " if error.source else ""
    _tell(f"crte-extract: {name}{_safe(error.message)}", style="bold red")
    if error.hint:
        _tell(f"  {_safe(error.hint)}")


def _safe(words: object) -> str:
    """Words of a sheet or a file name that can do nothing to a terminal, cut where they are long."""
    from crte_extract.text import harmless

    text = harmless(str(words))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _tell(words: str, style: str = "") -> None:
    """A line on standard error, in colour on a terminal only (and not where NO_COLOR is set)."""
    from rich.console import Console
    from rich.text import Text

    class StandardError(Console):
        """Leaves a closed pipe to us: Rich would end the run, and silence standard output."""

        def on_broken_pipe(self) -> None:
            """Nobody listens: no reason to lose a record."""

    if sys.stderr is not None:
        with suppress(OSError):
            StandardError(stderr=True).print(Text(words, style=style), soft_wrap=True)


def main() -> None:
    """The command ``crte-extract``."""
    try:
        code = app(standalone_mode=False) or ExitCode.OK
    except _UsageError as error:
        code = _tell_usage(error)
    except (typer.Abort, KeyboardInterrupt):
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        code = ExitCode.OK
    except OSError as error:
        code = _unwritable(error)
    sys.exit(code)


def _tell_usage(error: Exception) -> ExitCode:
    """What is wrong with the command as it was typed: words that may hold anything."""
    _tell("Usage: crte-extract [OPTIONS] SOURCE...")
    _tell("Try 'crte-extract --help' for help.\n")
    message = getattr(error, "format_message", lambda: str(error))()
    _tell(f"Error: {_safe(message)}", style="bold red")
    return ExitCode.USAGE


if __name__ == "__main__":
    main()
