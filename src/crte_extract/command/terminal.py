"""What the command says on standard error: errors, warnings, progress and the summary, by Rich.

Words that come from a sheet or a file name are made harmless before a terminal sees them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from crte_extract.errors import CrteError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from crte_extract.batch import Outcome, Summary

_SHOWN: Final = 10  # warnings of a sheet that are told without --verbose
_LONGEST: Final = 120  # characters of a sheet's words shown in a message
_LONGEST_PATH: Final = 400
_WIDE: Final = 10_000  # columns of what is no terminal
_FEW: Final = 3  # files that are told by name
_ROWS: Final = 20  # rows of a table of the summary that may grow long


def safe(words: object, longest: int = _LONGEST) -> str:
    """Words of a sheet or a file name that can do nothing to a terminal, cut where they are long."""
    from crte_extract.text import harmless

    text = harmless(str(words))
    return text if len(text) <= longest else text[:longest] + "…"


def safe_path(path: object) -> str:
    """A path made harmless; where it is long, its end counts."""
    text = safe(path, longest=sys.maxsize)
    return text if len(text) <= _LONGEST_PATH else f"{text[:20]}…{text[21 - _LONGEST_PATH :]}"


def tell(words: str, style: str = "") -> None:
    """A line on standard error, in colour on a terminal only (and not where NO_COLOR is set)."""
    from rich.text import Text

    if sys.stderr is not None:
        with suppress(OSError):
            _console().print(Text(words, style=style), soft_wrap=True)


def _console() -> Console:
    from rich.console import Console

    class StandardError(Console):
        """Leaves a closed pipe to us: Rich would end the run, and silence standard output."""

        def on_broken_pipe(self) -> None:
            """Nobody listens: no reason to lose a record."""

    console = StandardError(stderr=True)
    if not console.is_terminal:
        console.width = _WIDE  # a log has no edge at which to fold a line
    return console


def tell_error(error: CrteError) -> None:
    """An error and what to do about it."""
    name = f"{safe_path(error.source)}: " if error.source else ""
    tell(f"crte-extract: {name}{safe(error.message)}", style="bold red")
    if error.hint:
        tell(f"  {safe(error.hint)}")


def tell_outcome(outcome: Outcome, verbose: bool) -> None:
    """The warnings of a source's records, the first ones or all; how much of them is to be checked."""
    from crte_extract.record import to_check

    for record in outcome.records:
        warnings = record["avertissements"]
        shown = warnings if verbose or len(warnings) <= _SHOWN else warnings[: _SHOWN - 1]
        for warning in shown:
            tell(_warning_words(outcome.source, warning), style="yellow")
        if len(shown) < len(warnings):
            more = len(warnings) - len(shown)
            tell(
                f"{safe_path(outcome.source)}: {more} more warnings (-v tells all)", style="yellow"
            )
        if verbose:
            tell(f"{safe_path(outcome.source)}: read by {record['source']['lecteur']}")
        if points := len(to_check(record)):
            told = f"{safe_path(outcome.source)}: to be checked: {_count(points, 'point')}"
            tell(told, style="yellow")
    for page, line, fate, text in outcome.set_aside if verbose else ():
        place = f"{page}:{line}" if page else str(line)
        tell(f"{safe_path(outcome.source)}:{place}: {fate}: « {safe(text)} »", style="dim")


def _warning_words(source: str, warning: Mapping[str, Any]) -> str:
    """``sheet.pdf:2:14: depenses_investissement: valeur_illisible: Valeur écartée : ... « 5 ou 6 M€ »``."""
    from crte_extract.french import told

    place = ":".join(str(warning[part]) for part in ("page", "ligne") if warning[part] is not None)
    where = f"{safe_path(source)}:{place}" if place else safe_path(source)
    harmless = {key: None if of is None else safe(of) for key, of in warning.items()}
    return f"{where}: {told(harmless, 'champ', 'code')}"


@contextmanager
def progress(total: int, shown: bool) -> Iterator[Callable[[Outcome], None]]:
    """A bar on standard error, where that is a terminal: done, failed, sheets a second, time left.

    Gives what is to be called with each outcome.
    """
    if not shown or sys.stderr is None or not sys.stderr.isatty():
        yield lambda outcome: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed", style="red"),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_console(), transient=True) as bar:
        task = bar.add_task("", total=total, failed=0, speed="")
        failed = 0

        def advance(outcome: Outcome) -> None:
            nonlocal failed
            failed += outcome.error is not None
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            told = f"{speed:.0f} sheets/s" if speed else ""
            bar.update(task, advance=1, failed=failed, speed=told)

        yield advance


def tell_summary(summary: Summary, total: int, seconds: float) -> None:
    """What became of a batch: a line, and when all sources are done tables of what wants a human."""
    speed = (
        f" ({summary.sources / max(seconds, 0.001):.0f} a second)" if summary.sources >= 10 else ""
    )
    parts = [
        f"stopped after {summary.sources} of {_count(total, 'source')}"
        if summary.sources < total
        else "",
        f"{_count(summary.read, 'source')} read",
        f"{summary.kept} of them in an earlier run" if summary.kept else "",
        _count(summary.records, "record") if summary.records != summary.read else "",
        _to_check(summary),
        f"{len(summary.errors)} failed",
        f"other files left out: {summary.left_out}{_named(summary.names_left_out)}"
        if summary.left_out
        else "",
        f"in {seconds:.1f} s{speed}",
    ]
    tell(", ".join(filter(None, parts)), style="bold")
    if summary.sources < total:
        return
    for table in (
        _failures(summary),
        _copies(summary),
        _table(("warning", "times"), summary.codes.most_common()),
        _unknown(summary),
        _filled(summary),
    ):
        if table is not None and sys.stderr is not None:
            with suppress(OSError):
                _console().print("", table, sep="\n")


def _to_check(summary: Summary) -> str:
    points = f" ({_count(summary.points, 'point')})" if summary.points else ""
    return f"{summary.to_check} to be checked{points}"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _named(paths: Sequence[str]) -> str:
    """The first of some files by their names, in parentheses."""
    names = [safe(path.rpartition("/")[2]) for path in paths[:_FEW]]
    return f" ({', '.join(names + ['…'] * (len(paths) > _FEW))})" if names else ""


def tell_copies(summary: Summary) -> None:
    """Sources that hold the same bytes: a line for each content."""
    for paths in summary.copies():
        tell(f"the same content: {' = '.join(map(safe_path, paths))}", style="yellow")


def _copies(summary: Summary) -> Table | None:
    rows = [(" = ".join(map(safe_path, paths)),) for paths in summary.copies()]
    return _table(("the same content under several names",), rows)


def _failures(summary: Summary) -> Table | None:
    rows = [(safe_path(e.source or "-"), e.message, e.hint) for e in summary.errors]
    return _table(("failed", "reason", "what to do"), rows)


def _unknown(summary: Summary) -> Table | None:
    labels = summary.unknown_labels() if summary.labels else []
    rows = [(u.label, u.times, f"{u.nearest} ({u.alike:.0%})") for u in labels]
    return _table(("label not known", "times", "nearest known label"), rows)


def _filled(summary: Summary) -> Table | None:
    if not summary.records:
        return None
    rows = [
        (key, count, f"{count / summary.records:.0%}") for _, key, _, count in summary.fill_rates()
    ]
    return _table(("field", "filled", "share"), rows, len(rows))


def _table(
    headers: Sequence[str], rows: Sequence[Sequence[object]], most: int = _ROWS
) -> Table | None:
    """A table of the first rows, None without any."""
    if not rows:
        return None
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for at, header in enumerate(headers):
        right = all(isinstance(row[at], int) or str(row[at]).endswith("%") for row in rows)
        table.add_column(header, justify="right" if right else "left", overflow="fold")
    most = most if _console().is_terminal else len(rows)  # a log holds all
    for row in rows[:most]:
        table.add_row(*(Text(safe(cell, longest=_LONGEST_PATH)) for cell in row))
    if len(rows) > most:
        table.add_row(Text(f"… {len(rows) - most} more: --report lists all", style="dim"))
    return table
