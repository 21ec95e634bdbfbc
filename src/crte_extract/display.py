"""Records on a terminal, by Rich: for reading, in French; or as the JSON that a pipe gets, in colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from crte_extract.french import CODES, plural, said, why_missing
from crte_extract.models import Entree, fields, sections
from crte_extract.text import harmless

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from crte_extract.writing.tables import Entry

_WIDEST: Final = 120  # columns: longer lines are hard to read
_FIELDS: Final = tuple(fields())


def view(entries: Iterable[Entry]) -> Iterator[str]:
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


def _show(console: Console, entry: Entry) -> None:
    from rich.rule import Rule
    from rich.text import Text

    record = entry.record
    warnings = record["avertissements"]
    name = record["informations_generales"]["nom_structure_porteuse"]
    console.print(Text(harmless(name or entry.chemin), style="bold"))
    console.print(Text(harmless(entry.chemin), style="dim"))
    if warnings:
        console.print(Text(f"⚠ {plural(len(warnings), 'avertissement')}", style="yellow"))
    loose = [one for one in warnings if one["champ"] is None]
    if loose:
        console.print(Rule(Text("Hors des champs", style="bold"), align="left", style="dim"))
        for one in loose:
            console.print(_warning(one))
    for section in sections():
        console.print(Rule(Text(section.labels[0], style="bold"), align="left", style="dim"))
        for one in warnings:
            if one["champ"] == section.key and one["code"] == "section_absente":
                console.print(_warning(one))
        console.print(_fields(record, [f for f in _FIELDS if f.section == section.key]))
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


def _fields(record: Mapping[str, Any], shown: Iterable[Entree]) -> Table:
    grid = _grid()
    for field in shown:
        value, items = said(record[field.section][field.key], field.kind)
        told = [
            one
            for one in record["avertissements"]
            if one["champ"] == field.key and one["code"] != "section_absente"
        ]
        grid.add_row(harmless(field.labels[0]), _value(value, items, told))
    return grid


def _unknown(found: Iterable[Mapping[str, Any]]) -> Table:
    from rich.text import Text

    grid = _grid()
    for one in found:
        label = Text(harmless(one["libelle"]), style="yellow")
        grid.add_row(label, _value(one["valeur"] or "", one["elements"], ()))
    return grid


def _value(value: str, items: Iterable[str], warnings: Iterable[Mapping[str, Any]]) -> Text:
    """The value, its list and the warnings about it, a line each."""
    from rich.text import Text

    lines = [Text(harmless(value), style="bold")] if value else []
    lines += [Text(f"• {harmless(item)}") for item in items]
    if not lines:
        lines = [Text(why_missing([one["code"] for one in warnings]), style="dim")]
    return Text("\n").join([*lines, *map(_warning, warnings)])


def _warning(one: Mapping[str, Any]) -> Text:
    from rich.text import Text

    words = f"« {harmless(one['brut'])} »" if one["brut"] is not None else harmless(one["message"])
    parts = [f"{part} {one[part]}" for part in ("page", "ligne") if one[part] is not None]
    place = f" ({', '.join(parts)})" if parts else ""
    told = words if one["brut"] is None else f"{CODES[one['code']]} : {words}"
    return Text(f"⚠ {told}{place}", style="yellow")
