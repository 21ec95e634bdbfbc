"""The command line: parse, call, print. Data goes to standard output, all else to standard error."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import Field, fields
from inspect import Parameter, Signature
from typing import Any

import typer

from crte_extract import __version__
from crte_extract.command.options import Asked, about_option, holds_several
from crte_extract.command.terminal import safe, tell, tell_error
from crte_extract.errors import CrteError, ExitCode, OutputError, WrongOption

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


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crte-extract {__version__}")
        raise typer.Exit


def _parameter(option: Field[Any]) -> Parameter:
    """What Typer is to know of an option."""
    known, default, kind = about_option(option), option.default, option.type
    if holds_several(option):
        default, kind = None, list[str]
    declared: Any
    if known.names:
        declared = typer.Option(
            default, *known.names, help=known.help, metavar=known.metavar, min=known.least
        )
    else:
        declared = typer.Argument(default, help=known.help, metavar=known.metavar)
    return Parameter(option.name, Parameter.KEYWORD_ONLY, default=declared, annotation=kind)


def _with_options(function: Callable[..., None]) -> Callable[..., None]:
    """The function with the options of a run, and --version, as Typer looks for them."""
    version = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version."
    )
    last = Parameter("version", Parameter.KEYWORD_ONLY, default=version, annotation=bool)
    every = [*map(_parameter, fields(Asked)), last]
    vars(function)["__signature__"] = Signature(every)
    return function


@app.command(help=HELP)
@_with_options
def command(**words: Any) -> None:
    """Read the sources, write their records."""
    try:
        asked = Asked.typed(words)
        code = (_write_schema if asked.schema else _explain if asked.explain else _run)(asked)
    except KeyboardInterrupt:
        tell("interrupted", style="bold red")
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:  # whoever was reading has had enough: nothing to tell
        code = _leave_stdout()
    except WrongOption as error:
        raise typer.BadParameter(error.message) from None
    except CrteError as error:
        tell_error(error)
        code = error.exit_code
    raise typer.Exit(code)


def _run(asked: Asked) -> int:
    # Loaded when there is something to read, as what it needs is.
    from crte_extract.command.passwords import password_of
    from crte_extract.command.plan import planned
    from crte_extract.command.run import Run
    from crte_extract.command.target import check_report, target

    _keep_what_is_loaded()
    check_report(asked)
    password = password_of(asked)
    return Run(planned(asked, target(asked), password)).run()


def _write_schema(asked: Asked) -> ExitCode:
    from crte_extract.command.schema import write_schema

    return write_schema(asked)


def _explain(asked: Asked) -> int:
    from crte_extract.command.explain import explain_sources

    _keep_what_is_loaded()
    return explain_sources(asked)


def _keep_what_is_loaded() -> None:
    """Garbage is looked for from now on, where it was not yet: what is loaded stays, and is put aside."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _leave_stdout() -> ExitCode:
    from crte_extract.command.printing import silence_stdout

    silence_stdout()
    return ExitCode.OK


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
        code = _leave_stdout()
    except OSError as error:
        code = _tell_trouble(error)
    sys.exit(code)


def _tell_trouble(error: OSError) -> ExitCode:
    """What the system refused: a file that it names, or else standard output."""
    if error.filename is None:
        from crte_extract.command.printing import unwritable

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
