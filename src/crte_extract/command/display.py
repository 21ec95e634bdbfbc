"""Records on a terminal, by Rich: for reading, in French; or as the JSON that a pipe gets, in colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from crte_extract.french import STATES, plural, said, sign, told, where, why_missing
from crte_extract.record import (
    UNDERSTOOD,
    Belonging,
    Entree,
    fields,
    sections,
    sorted_out,
    to_check,
    value_of,
    wants_checking,
)
from crte_extract.text import harmless

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from crte_extract.writing import NamedRecord

_WIDEST: Final = 120  # columns: longer lines are hard to read
_FIELDS: Final = tuple(fields())


def view(entries: Iterable[NamedRecord]) -> Iterator[str]:
    """Each record as a person reads it, in colour where standard output is a terminal."""
    console = _console()
    for entry in entries:
        with console.capture() as shown:
            _show(console, entry)
        lines = shown.get().split("\n")
        yield "\n".join(lines if console.is_terminal else [line.rstrip() for line in lines])


def coloured(pieces: Iterable[str]) -> Iterator[str]:
    """The same JSON in colour, where standard output is a terminal that has some."""
    from rich.highlighter import JSONHighlighter
    from rich.text import Text

    console, highlight = _console(), JSONHighlighter().highlight
    if not console.is_terminal or console.color_system is None or console.no_color:
        yield from pieces
        return
    for piece in pieces:
        text = Text(piece)
        highlight(text)
        with console.capture() as shown:
            console.print(text, end="", soft_wrap=True)
        yield shown.get()


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, _WIDEST)
    return console


def _show(console: Console, entry: NamedRecord) -> None:
    from rich.rule import Rule
    from rich.text import Text

    record = entry.record
    warnings, points = sorted_out(record["avertissements"]), len(to_check(record))
    name = value_of(record, "nom")
    console.print(Text(harmless(name or entry.chemin), style="bold"))
    console.print(Text(harmless(entry.chemin), style="dim"))
    if points:
        console.print(Text(f"⚠ À vérifier : {plural(points, 'point')}", style="yellow"))
    if warnings.loose:
        console.print(Rule(Text("Hors des champs", style="bold"), align="left", style="dim"))
        for one in warnings.loose:
            console.print(_warning(one))
    for section in sections():
        console.print(Rule(Text(section.labels[0], style="bold"), align="left", style="dim"))
        for one in warnings.sections[section.key]:
            console.print(_warning(one))
        shown = [field for field in _FIELDS if field.section == section.key]
        console.print(_fields(record, shown, warnings))
    if record["champs_inconnus"]:
        console.print(Rule(Text("⚠ Champs inconnus", style="bold"), align="left", style="dim"))
        console.print(_unknown(record["champs_inconnus"]))
    console.print()


def _grid() -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _fields(record: Mapping[str, Any], shown: Iterable[Entree], warnings: Belonging) -> Table:
    from rich.text import Text

    grid = _grid()
    for field in shown:
        value, items = said(record[field.section][field.key], field.kind)
        state = record["etats"][field.section][field.key]
        label = Text(harmless(field.labels[0]))
        if wants_checking(field.key, state):
            label.append(f" · {STATES[state]}", style="yellow")
        grid.add_row(label, _value(value, items, warnings.fields[field.key], why_missing(state)))
    return grid


def _unknown(found: Iterable[Mapping[str, Any]]) -> Table:
    from rich.text import Text

    grid = _grid()
    for one in found:
        label = Text(harmless(one["libelle"]), style="yellow")
        grid.add_row(label, _value(one["valeur"] or "", one["elements"], (), "sans valeur"))
    return grid


def _value(
    value: str, items: Iterable[str], warnings: Iterable[Mapping[str, Any]], missing: str
) -> Text:
    """The value, its list and the warnings about it, a line each."""
    from rich.text import Text

    lines = [Text(harmless(value), style="bold")] if value else []
    lines += [Text(f"• {harmless(item)}") for item in items]
    if not lines:
        lines = [Text(missing, style="dim")]
    return Text("\n").join([*lines, *map(_warning, warnings)])


def _warning(one: Mapping[str, Any]) -> Text:
    from rich.text import Text

    understood = one["code"] in UNDERSTOOD
    place = where(one["page"], one["ligne"])
    words = f"{sign(understood)} {harmless(told(one))}{f' ({place})' if place else ''}"
    return Text(words, style="dim" if understood else "yellow")
