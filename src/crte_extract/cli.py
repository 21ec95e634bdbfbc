"""The command line: parse, call, print. Data goes to standard output, all else to standard error."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crte_extract import __version__
from crte_extract.errors import CrteError, ExitCode
from crte_extract.run import VIEW, Asked, Run, print_pieces, silence_stdout, unwritable
from crte_extract.terminal import safe, tell, tell_error

if TYPE_CHECKING:
    from crte_extract.dataset import Output

HELP = """Turn fiches CRTE (PDF or text) into typed records: JSON, NDJSON, YAML, tables.

Give sheets, folders of sheets, or - for standard input. One sheet gives one JSON object; several
give one record a line, or what the output's ending says: .json .yaml .ndjson .csv .xlsx .sqlite
.parquet; .html is a page, in French, that shows the records beside the sheets. An output that ends
in / is a folder, which gets a file a sheet.

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
    html = "html"
    view = "view"


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
            help="Write to this file: .json .yaml .ndjson .csv .xlsx .sqlite .parquet .html; "
            "or a file a sheet to this folder (end it with /).",
        ),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "-f",
            "--format",
            help="Output format; without it, what the output's ending says. "
            "view shows records for reading.",
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
    asked = Asked(
        sources=sources or [],
        output=output,
        form=form.value if form else None,
        include=include or [],
        exclude=exclude or [],
        jobs=jobs,
        timeout=timeout,
        memory=memory,
        resume=resume,
        report=report,
        scheduler=scheduler,
        strict=strict,
        provenance=provenance,
        reader=reader.value,
        password=password,
        quiet=quiet,
        verbose=verbose,
    )
    try:
        code = _print_schema(form) if schema else _run(asked)
    except KeyboardInterrupt:
        tell("interrupted", style="bold red")
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:  # whoever was reading has had enough: nothing to tell
        silence_stdout()
        code = ExitCode.OK
    except CrteError as error:
        tell_error(error)
        code = error.exit_code
    raise typer.Exit(code)


def _run(asked: Asked) -> int:
    _check(asked)
    run = Run(asked, _target(asked))
    _check_size(run)
    return run.run()


def _check(asked: Asked) -> None:
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
    if asked.report and not asked.report.parent.is_dir():
        raise typer.BadParameter(f"there is no folder for the report {safe(asked.report)}")
    _check_overlap([source for source in asked.sources if source not in ("", "-")])


def _check_overlap(sources: Sequence[str]) -> None:
    """Refuses what lies in a folder that is read as a whole: its figures would count twice."""
    places = [Path(os.path.realpath(source)) for source in sources]
    folders: dict[Path, str] = {}
    for source, place in zip(sources, places, strict=True):
        if place in folders:
            raise typer.BadParameter(f"the folder {safe(source)} is named twice")
        if place.is_dir():
            folders[place] = source
    for source, place in zip(sources, places, strict=True):
        above = next((folders[parent] for parent in place.parents if parent in folders), None)
        if above is not None:
            raise typer.BadParameter(f"{safe(source)} lies in {safe(above)}, which is read as well")


def _target(asked: Asked) -> Output | None:
    """The output asked for, None for standard output."""
    from crte_extract.dataset import Output
    from crte_extract.writing import ENDINGS, FILES_ONLY, REVIEW, WRITERS, tabular

    form = asked.form
    if asked.output is None:
        if form in (*FILES_ONLY, REVIEW):
            raise typer.BadParameter(f"{form} can't go to standard output: name a file with -o")
        return None
    if form == VIEW:
        raise typer.BadParameter("view is for reading on a terminal: leave out -o")
    path = Path(asked.output)
    folder = asked.output.endswith(("/", os.sep))
    by_ending = ENDINGS.get(path.suffix.lower())
    if folder or (path.is_dir() and by_ending is None):
        output = Output(path, _folder_form(form), folder=True)
    else:
        output = Output(path, _file_form(path, by_ending, form))
        if any(Path(s).exists() and path.exists() and path.samefile(s) for s in asked.sources):
            raise typer.BadParameter(f"{safe(path)} is one of the sources: write elsewhere")
    if output.form == REVIEW:
        _check_review(asked)
    elif output.form not in WRITERS:
        tabular(output.form)  # told now rather than after the reading, where a package is missing
    return output


def _folder_form(form: str | None) -> str:
    if form not in (None, "json", "yaml", "html"):
        raise typer.BadParameter(
            f"a folder gets a file a sheet, in json, yaml or html; for {form} name one file"
        )
    return form or "json"


def _file_form(path: Path, by_ending: str | None, form: str | None) -> str:
    from crte_extract.writing import ENDINGS

    if by_ending is None and form is None:
        known = ", ".join(ENDINGS)
        raise typer.BadParameter(
            f"the ending of {safe(path)} names no format; known are {known}; "
            "a folder's name ends in /"
        )
    if by_ending is None and form == "html":
        raise typer.BadParameter(
            f"a page's name ends in .html, a folder's in /: {safe(path)}.html or {safe(path)}/"
        )
    if by_ending and form and by_ending != form:
        raise typer.BadParameter(f"{safe(path)} is {by_ending} by its ending, but -f says {form}")
    return form or by_ending or ""


def _check_review(asked: Asked) -> None:
    """Refuses what a review can't be asked for; raises MissingExtra."""
    from crte_extract.review import check

    if asked.resume:
        raise typer.BadParameter(
            "a review is always made anew: pictures of pages are not kept for --resume"
        )
    check()


def _check_size(run: Run) -> None:
    """Refuses a review that would be too large a page to open."""
    if run.output is None or run.output.folder or not run.review:
        return
    from crte_extract.review import MOST_SHEETS

    if len(run.found.sources) > MOST_SHEETS:
        raise typer.BadParameter(
            f"one .html holds up to {MOST_SHEETS} sheets, these are {len(run.found.sources)}: "
            "write a folder, -o revue/ -f html"
        )


def _print_schema(form: Format | None) -> ExitCode:
    if form is Format.csv:
        from crte_extract.writing import tabular

        return print_pieces(tabular("csv").write_dictionary())
    if form not in (None, Format.json):
        raise typer.BadParameter("--schema comes as json or csv")
    from crte_extract.models import json_schema
    from crte_extract.writing.json import dump

    return print_pieces([dump(json_schema(), indent=2), "\n"])


def main() -> None:
    """The command ``crte-extract``."""
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # to be told to end is to be interrupted
    try:
        code = app(standalone_mode=False) or ExitCode.OK
    except _UsageError as error:
        code = _tell_usage(error)
    except (typer.Abort, KeyboardInterrupt):
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        silence_stdout()
        code = ExitCode.OK
    except OSError as error:
        code = unwritable(error)
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
