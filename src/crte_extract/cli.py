"""The command line: parse, call, print. Data goes to standard output, all else to standard error."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from crte_extract import __version__
from crte_extract.errors import CrteError, ExitCode, OutputError
from crte_extract.terminal import progress, safe, tell, tell_error, tell_outcome, tell_summary

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from crte_extract.batch import Outcome
    from crte_extract.dataset import Output
    from crte_extract.journal import Journal
    from crte_extract.sources import Found, Source
    from crte_extract.summary import Summary

_FEW = 20  # sources named one by one that tell their warnings as they come, without a summary

HELP = """Turn fiches CRTE (PDF or text) into typed records: JSON, NDJSON, YAML, tables.

Give sheets, folders of sheets, or - for standard input. One sheet gives one JSON object; several
give one record a line, or what the output's ending says: .json .yaml .ndjson .csv .xlsx .sqlite
.parquet. An output that ends in / is a folder, which gets a file a sheet.

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
    csv = "csv"
    xlsx = "xlsx"
    sqlite = "sqlite"
    parquet = "parquet"


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
            metavar="SOURCE...", help="Sheets (PDF or text), folders of them, - for standard input."
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            help="Write to this file: .json .yaml .ndjson .csv .xlsx .sqlite .parquet; "
            "or a file a sheet to this folder (end it with /).",
        ),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "-f", "--format", help="Output format; without it, what the output's ending says."
        ),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="In folders, read these files (default: *.pdf, *.txt)."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="In folders, leave out these files or folders."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", min=1, help="Worker processes (default: one a core)."),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(min=0.1, help="Seconds that a sheet may take (default: 30)."),
    ] = None,
    memory: Annotated[
        int | None,
        typer.Option(min=256, metavar="MIB", help="Memory that a sheet may take (default: 1024)."),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with a run: read only what is new or has changed."),
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the summary of the run to this file, as JSON."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Read on the Dask cluster at tcp://HOST:PORT."),
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
        str | None, typer.Option(help="Password of encrypted PDFs.", show_default=False)
    ] = None,
    schema: Annotated[
        bool,
        typer.Option(
            "--schema", help="Print the JSON Schema of a record (-f csv: a line a field), and exit."
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Tell errors only: no warnings, no summary.")
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
    asked = _Asked(
        sources or [], output, form, include or [], exclude or [], jobs, timeout, memory, resume,
        report, scheduler, strict, provenance, reader.value, password, quiet, verbose,
    )  # fmt: skip
    try:
        code = _print_schema(form) if schema else _Run(asked).run()
    except KeyboardInterrupt:
        tell("interrupted", style="bold red")
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:  # whoever was reading has had enough: nothing to tell
        _silence_stdout()
        code = ExitCode.OK
    except CrteError as error:
        tell_error(error)
        code = error.exit_code
    raise typer.Exit(code)


class _Asked(NamedTuple):
    """The command as it was typed."""

    sources: Sequence[str]
    output: str | None
    form: Format | None
    include: Sequence[str]
    exclude: Sequence[str]
    jobs: int | None
    timeout: float | None
    memory: int | None
    resume: bool
    report: Path | None
    scheduler: str | None
    strict: bool
    provenance: bool
    reader: Any
    password: str | None
    quiet: bool
    verbose: bool


def _check(asked: _Asked) -> None:
    """Refuses wrong usage."""
    wrong = {
        "give at least one SOURCE: a PDF, a text, a folder, or - for standard input": (
            not asked.sources
        ),
        "standard input (-) can be read only once": asked.sources.count("-") > 1,
        "--quiet and --verbose exclude each other": asked.quiet and asked.verbose,
        "--resume needs the output (-o) of the run to go on with": (
            asked.resume and asked.output is None
        ),
        "--scheduler wants an address such as tcp://host:8786": (
            asked.scheduler is not None and "://" not in asked.scheduler
        ),
        "with --scheduler, the cluster decides on --jobs, --timeout and --memory": (
            asked.scheduler is not None
            and (asked.jobs, asked.timeout, asked.memory) != (None, None, None)
        ),
    }
    for message, is_wrong in wrong.items():
        if is_wrong:
            raise typer.BadParameter(message)


def _target(asked: _Asked) -> Output | None:
    """The output asked for, None for standard output."""
    from crte_extract.dataset import Output
    from crte_extract.writing import ENDINGS, FILES_ONLY, WRITERS, tabular

    form = asked.form.value if asked.form else None
    if asked.output is None:
        if form in FILES_ONLY:
            raise typer.BadParameter(f"{form} can't go to standard output: name a file with -o")
        return None
    path = Path(asked.output)
    by_ending = ENDINGS.get(path.suffix.lower())
    if asked.output.endswith(("/", os.sep)) or (path.is_dir() and by_ending is None):
        if form not in (None, "json", "yaml"):
            raise typer.BadParameter(
                f"a folder gets a file a sheet, in json or yaml; for {form} name one file"
            )
        return Output(path, form or "json", folder=True)
    if by_ending is None and form is None:
        known = ", ".join(ENDINGS)
        raise typer.BadParameter(
            f"the ending of {safe(path)} names no format; known are {known}; "
            "a folder's name ends in /"
        )
    if by_ending and form and by_ending != form:
        raise typer.BadParameter(f"{safe(path)} is {by_ending} by its ending, but -f says {form}")
    chosen = form or by_ending or ""
    if chosen not in WRITERS:
        tabular(chosen)  # told now rather than after the reading, where a package is missing
    return Output(path, chosen)


def _print_schema(form: Format | None) -> ExitCode:
    if form is Format.csv:
        from crte_extract.writing import tabular

        return _print(tabular("csv").write_dictionary())
    if form not in (None, Format.json):
        raise typer.BadParameter("--schema comes as json or csv")
    from crte_extract.models import json_schema
    from crte_extract.writing.json import dump

    return _print([dump(json_schema(), indent=2), "\n"])


class _Run:
    """One run of the command."""

    def __init__(self, asked: _Asked) -> None:
        from crte_extract.batch import Options
        from crte_extract.summary import Summary

        _check(asked)
        self.asked = asked
        self.output = _target(asked)
        self.found = _find(asked, self.output)
        folder = any(Path(source).is_dir() for source in asked.sources)
        self.alone = len(asked.sources) == 1 and not folder
        self.whole = bool(
            folder
            or len(asked.sources) > _FEW
            or asked.resume
            or asked.report
            or (self.output and self.output.folder)
        )
        self.options = Options(asked.reader, asked.password, asked.provenance, asked.verbose)
        self.summary: Summary = Summary(left_out=self.found.left_out)

    def run(self) -> int:
        """Reads, writes and tells; the exit code."""
        begun = time.monotonic()
        for error in self.found.errors:
            self.summary.fail(error)
            if self.asked.quiet or not self.found.sources:
                tell_error(error)
        try:
            code: int = self._write()
        except KeyboardInterrupt:
            tell("interrupted", style="bold red")
            code = ExitCode.INTERRUPTED
        except OutputError as error:
            tell_error(error)
            code = error.exit_code
        if self.begun and not self.asked.quiet:
            total = len(self.found.sources) + len(self.found.errors)
            tell_summary(self.summary, total, time.monotonic() - begun)
        if code in (ExitCode.INTERRUPTED, ExitCode.OUTPUT) and self.begun and self.output:
            tell(f"to go on where it stopped: {_again()}")
        if self.asked.report is not None:
            code = code or _report(self.asked.report, self.summary)
        if code == ExitCode.OK and self.summary.errors:
            code = ExitCode.NO_RECORD
        if code == ExitCode.OK and self.asked.strict and self.summary.with_warnings:
            code = ExitCode.WARNINGS
        return code

    @property
    def begun(self) -> bool:
        """Whether this is a batch, and some of it is done."""
        return self.whole and self.summary.sources > len(self.found.errors)

    def _write(self) -> int:
        if not self.found.sources:
            return ExitCode.NO_RECORD
        with ExitStack() as stack:
            planned = self._plan()
            journal = self._journal(stack)
            outcomes = stack.enter_context(closing(self._outcomes(stack, journal)))
            if self.output and self.output.folder:
                from crte_extract.dataset import write_folder

                write_folder(outcomes, self.output, planned)
                return ExitCode.OK
            return self._write_one(outcomes)

    def _plan(self) -> list[Path]:
        from crte_extract.dataset import plan

        folder = self.output is not None and self.output.folder
        return plan(self.found.sources, self.output) if folder and self.output else []

    def _journal(self, stack: ExitStack) -> Journal | None:
        if self.output is None or not self.whole:
            return None
        return stack.enter_context(self.output.journal(self.options, resume=self.asked.resume))

    def _outcomes(
        self, stack: ExitStack, journal: Journal | None
    ) -> Generator[tuple[Source, Outcome]]:
        """The outcomes as they come, counted and told."""
        from crte_extract.dataset import read_all

        executor = self._executor(stack)
        shown = self.whole and not (
            self.asked.quiet or self.asked.verbose or _stdout_scrolls(self.output)
        )
        advance = stack.enter_context(progress(len(self.found.sources), shown))
        for source, outcome in read_all(self.found.sources, executor, self.options, journal):
            self.summary.add(outcome)
            advance(outcome)
            if outcome.error is not None and (self.asked.quiet or not self.whole):
                tell_error(outcome.error)
            elif not self.asked.quiet and (self.asked.verbose or not self.whole):
                tell_outcome(outcome, self.asked.verbose)
            yield source, outcome

    def _executor(self, stack: ExitStack) -> Executor:
        from crte_extract.batch import Here, cluster, cores
        from crte_extract.workers import MEMORY, TIMEOUT, Workers

        asked = self.asked
        if asked.scheduler:
            return stack.enter_context(cluster(asked.scheduler))
        if self.alone and (asked.jobs, asked.timeout, asked.memory) == (None, None, None):
            return Here()
        workers = Workers(
            min(asked.jobs or cores(), len(self.found.sources)),
            timeout=asked.timeout or TIMEOUT,
            memory=asked.memory << 20 if asked.memory else MEMORY,
        )
        stack.callback(workers.shutdown, cancel_futures=True)
        return workers

    def _write_one(self, outcomes: Iterator[tuple[Source, Outcome]]) -> int:
        """All records into one file, or to standard output."""
        from crte_extract.dataset import pieces, write_records
        from crte_extract.writing.tables import Entry

        entries = (
            Entry(_text(source.name), record)
            for source, outcome in outcomes
            for record in outcome.records
        )
        first = next(entries, None)
        if first is None:
            return ExitCode.NO_RECORD
        second = next(entries, None) if self.alone else None
        several = not self.alone or second is not None
        every = chain(filter(None, (first, second)), entries)
        if self.output is not None:
            write_records(every, self.output, several=several, locked=self.whole)
            return ExitCode.OK
        form = self.asked.form.value if self.asked.form else "ndjson" if several else "json"
        return _print(pieces(every, form, several))


def _print(pieces: Iterable[str]) -> ExitCode:
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
        return _unwritable(error)
    return ExitCode.OK


def _unwritable(error: OSError) -> ExitCode:
    _silence_stdout()
    tell_error(OutputError(f"standard output can't be written: {error.strerror}"))
    return ExitCode.OUTPUT


def _silence_stdout() -> None:
    """Python flushes standard output once more at its end: let that go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _find(asked: _Asked, output: Output | None) -> Found:
    from crte_extract.sources import Choice, find_sources

    outputs = [*(output.files() if output else ()), *filter(None, [asked.report])]
    return find_sources(asked.sources, Choice(asked.include, asked.exclude), outputs)


def _stdout_scrolls(output: Output | None) -> bool:
    """Whether records go to the very terminal that would show the progress."""
    return output is None and sys.stdout is not None and sys.stdout.isatty()


def _text(name: str) -> str:
    """A name as text; bytes of it that are not UTF-8 show as U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def _again() -> str:
    """The command that goes on with this run, without its password."""
    words = [*sys.argv[1:], *(["--resume"] if "--resume" not in sys.argv else [])]
    for at, word in enumerate(words):
        if word == "--password" and at + 1 < len(words):
            words[at + 1] = "…"
        elif word.startswith("--password="):
            words[at] = "--password=…"
    return safe(shlex.join(["crte-extract", *words]), longest=1000)


def _report(path: Path, summary: Summary) -> int:
    from crte_extract.writing import write_file
    from crte_extract.writing.json import dump

    try:
        write_file(path, [dump(summary.report(), indent=2), "\n"])
    except OutputError as error:
        tell_error(error)
        return error.exit_code
    return ExitCode.OK


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
    tell("Usage: crte-extract [OPTIONS] SOURCE...")
    tell("Try 'crte-extract --help' for help.\n")
    message = getattr(error, "format_message", lambda: str(error))()
    tell(f"Error: {safe(message)}", style="bold red")
    return ExitCode.USAGE


if __name__ == "__main__":
    main()
