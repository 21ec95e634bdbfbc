"""The command line: parse, call, print. Data goes to standard output, all else to standard error."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crte_extract import __version__
from crte_extract.command.run import VIEW, Asked, Run, print_pieces, silence_stdout, unwritable
from crte_extract.command.terminal import safe, tell, tell_error
from crte_extract.errors import CrteError, ExitCode, OutputError

if TYPE_CHECKING:
    from crte_extract.batch import Output

HELP = """Turn fiches CRTE (PDF or text) into typed records: JSON, NDJSON, YAML, tables.

Give sheets, folders of sheets, or - for standard input. One sheet gives one JSON object; several
give one record a line, or what the output's ending says: .json .yaml .ndjson .csv .xlsx .sqlite
.parquet; .html is a page, in French, that shows the records beside the sheets. An output that ends
in / is a folder, which gets a file a sheet.

Exit codes: 0 every source gave a record; 2 wrong usage; 3 --strict and a record is to be checked;
4 a source gave no record; 5 an output could not be written; 130 interrupted.
"""

_LONGEST = 1000  # characters of a message about usage: it may list what is known
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # Typer carries its own Click, or not
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


FORMATS = ("json", "yaml", "ndjson", "csv", "xlsx", "sqlite", "parquet", "html", "view")
READERS = ("auto", "pdfium", "pdfplumber")
PASSWORD = "CRTE_EXTRACT_PASSWORD"  # noqa: S105 - the name of a variable


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
        str | None,
        typer.Option(
            "-f",
            "--format",
            metavar="FORMAT",
            help=f"Output format: {' '.join(FORMATS)} (records for reading). Without it, what the "
            "output's ending says.",
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
        bool, typer.Option("--strict", help="Exit with 3 where something is to be checked.")
    ] = False,
    provenance: Annotated[
        bool,
        typer.Option("--provenance", help="Add where each field was read: page, box, line, words."),
    ] = False,
    reader: Annotated[
        str,
        typer.Option(
            metavar="READER",
            help="Who reads a PDF: pdfium is fast, pdfplumber careful, auto asks both in doubt.",
        ),
    ] = "auto",
    password: Annotated[
        str | None,
        typer.Option(
            metavar="WORD",
            help=f"Password of encrypted PDFs; - asks for it. Other users see it in the list of "
            f"processes: better --password-file, or the variable {PASSWORD}.",
            show_default=False,
        ),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Take the password from the first line of this file."),
    ] = None,
    schema: Annotated[
        bool,
        typer.Option(
            "--schema",
            help="Write the JSON Schema of a record (-f csv: a line a field), and end.",
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
        sources=["-" if source == "/dev/stdin" else source for source in sources or []],
        output=output if output != "-" else None,
        form=_chosen("--format", form, FORMATS) if form else None,
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
        reader=_chosen("--reader", reader, READERS),
        password=password,
        password_file=password_file,
        quiet=quiet,
        verbose=verbose,
    )
    try:
        code = _write_schema(asked) if schema else _run(asked)
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


def _chosen(option: str, word: str, known: Sequence[str]) -> str:
    """The known word that was typed, in whatever case."""
    if word.lower() in known:
        return word.lower()
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), known, 1)
    meant = f"did you mean {near[0]}? Known are" if near else "there is none such; known are"
    raise typer.BadParameter(f"{option} {safe(word)}: {meant} {', '.join(known)}")


def _run(asked: Asked) -> int:
    _check(asked)
    run = Run(asked._replace(password=_password(asked)), _target(asked))
    _check_size(run)
    return run.run()


def _check(asked: Asked) -> None:
    """Refuses wrong usage."""
    wrong = {
        "give at least one SOURCE: a PDF, a text, a folder, or - for standard input": (
            not asked.sources
        ),
        "a SOURCE is empty": "" in asked.sources,
        "standard input (-) can be read only once": asked.sources.count("-") > 1,
        "--quiet and --verbose exclude each other": asked.quiet and asked.verbose,
        "--resume needs the output (-o) of the run to go on with": (
            asked.resume and asked.output is None
        ),
        "--password and --password-file exclude each other": (
            asked.password is not None and asked.password_file is not None
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
    # It may lie in the folder that the records go to, which is made in time.
    if asked.report and not (
        os.path.isdir(asked.report.parent) or _is_same(asked.report.parent, asked.output or "")
    ):
        raise typer.BadParameter(f"there is no folder for the report {safe(asked.report)}")


def _is_same(folder: Path, output: str) -> bool:
    return output.endswith(("/", os.sep)) and os.path.realpath(output) == os.path.realpath(folder)


def _password(asked: Asked) -> str | None:
    """The password of encrypted PDFs, from wherever it was said to be."""
    if asked.password == "-":  # noqa: S105
        return _ask_password()
    if asked.password is not None:
        return asked.password
    if asked.password_file is None:
        return os.environ.get(PASSWORD) or None
    try:
        with asked.password_file.open(encoding="utf-8-sig") as file:
            word = file.readline(_LONGEST).rstrip("\r\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its first line is no text"
        raise typer.BadParameter(
            f"--password-file {safe(asked.password_file)} can't be read: {reason}"
        ) from None
    if not word:
        raise typer.BadParameter(f"the first line of {safe(asked.password_file)} is empty")
    return word


def _ask_password() -> str:
    from getpass import getpass

    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise typer.BadParameter(
            f"--password - asks on a terminal, and there is none: use --password-file, or {PASSWORD}"
        ) from None
    try:
        return getpass("Password of the encrypted PDFs: ")
    except EOFError:
        raise KeyboardInterrupt from None


def _target(asked: Asked) -> Output | None:
    """The output asked for, None for standard output."""
    from crte_extract.batch import Output
    from crte_extract.writing import FILES_ONLY, REVIEW, WRITERS, tabular

    form = asked.form
    if asked.output is None:
        if form in (*FILES_ONLY, REVIEW):
            raise typer.BadParameter(f"{form} can't go to standard output: name a file with -o")
        return None
    if form == VIEW:
        raise typer.BadParameter("view is for reading on a terminal: leave out -o")
    path = Path(asked.output)
    folder = asked.output.endswith(("/", os.sep))
    by_ending = _form_by_ending(path)
    if folder or (os.path.isdir(path) and by_ending is None):
        output = Output(path, _folder_form(form), folder=True)
    else:
        output = Output(path, _file_form(path, by_ending, form))
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


def _write_schema(asked: Asked) -> ExitCode:
    """The JSON Schema, or the data dictionary, to the output or to standard output."""
    from crte_extract.batch import Written, check_written
    from crte_extract.writing import check_place, write_file

    form = asked.form or "json"
    if asked.output is not None:
        path = Path(asked.output)
        if asked.output.endswith(("/", os.sep)):
            raise typer.BadParameter("--schema goes to a file: leave out the / at its end")
        form = _file_form(path, _form_by_ending(path), asked.form)
        check_place(path)
        check_written([Written("the schema", path)], filter(os.path.isfile, asked.sources))
    if form not in ("json", "csv"):
        raise typer.BadParameter("--schema comes as json or csv")
    if asked.output is None:
        return print_pieces(_schema(form))
    write_file(path, _schema(form))
    return ExitCode.OK


def _schema(form: str) -> Iterable[str]:
    if form == "csv":
        from crte_extract.writing import tabular

        pieces: Iterable[str] = tabular("csv").write_dictionary()
        return pieces
    from crte_extract.record import json_schema
    from crte_extract.writing import dump

    return [dump(json_schema(), indent=2), "\n"]


def _form_by_ending(path: Path) -> str | None:
    from crte_extract.writing import ENDINGS

    return ENDINGS.get(path.suffix.lower())


def main() -> None:
    """The command ``crte-extract``."""
    # No plugin has a say in what a record is; to look for some among all packages takes its time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
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
        code = _tell_trouble(error)
    sys.exit(code)


def _tell_trouble(error: OSError) -> ExitCode:
    """What the system refused: a file that it names, or else standard output."""
    if error.filename is None:
        return unwritable(error)
    trouble = OutputError(f"it can't be used: {error.strerror}").about(os.fsdecode(error.filename))
    tell_error(trouble)
    return ExitCode.OUTPUT


def _tell_usage(error: Exception) -> ExitCode:
    """What is wrong with the command as it was typed: words that may hold anything."""
    tell("Usage: crte-extract [OPTIONS] SOURCE...")
    tell("Try 'crte-extract --help' for help.\n")
    message = getattr(error, "format_message", lambda: str(error))()
    tell(f"Error: {safe(message, longest=_LONGEST)}", style="bold red")
    return ExitCode.USAGE


if __name__ == "__main__":
    main()
