"""Why a sheet was read as it was: each line, what it was taken for, where it went, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from crte_extract.document import Line
from crte_extract.options import Options
from crte_extract.readings import Attempt, best, tried
from crte_extract.record import Reading
from crte_extract.sections import Entry, Fate, Manner, Row

_HEADS = ("line", "left", "taken for", "went to", "field", "rule", "words")


def explain(source: str | Path | bytes, options: Options) -> list[str]:
    """The lines that explain how the sheets of a source were read: what ``--explain`` prints.

    Of each reading that was made its doubts and, of each sheet, its manner; then, of the one that is kept,
    every line of the source. Raises a CrteError that names the source.
    """
    attempts = tried(source, reader=options.reader, password=options.password)
    kept = best(attempts)
    told = [line for attempt in attempts for line in _attempt(attempt, attempt is kept)]
    for rank, reading in enumerate(kept.readings, 1):
        told += ["", *([f"sheet {rank}"] if len(kept.readings) > 1 else []), *_table(reading)]
    return told


def _attempt(attempt: Attempt, kept: bool) -> Iterator[str]:
    """What speaks against a reading, and the manner of its sheets."""
    if attempt.error is not None:
        yield f"{attempt.reader}: {attempt.error.message}"
        return
    many = len(attempt.doubts)
    count = "no doubt" if not many else f"{many} doubt{'s' if many > 1 else ''}"
    yield f"{attempt.reader}: {'kept' if kept else 'not kept'}, {count}"
    for doubt in attempt.doubts:
        weight = f" (weighs {doubt.weight})" if doubt.weight != 1 else ""
        yield f"  doubt: {': '.join(filter(None, [doubt.champ, doubt.reason]))}{weight}"
    for reading in attempt.readings:
        yield f"  manner: {_manner(reading.sheet.manner)}"


def _manner(manner: Manner) -> str:
    """The facts of a manner, one after the other."""
    return ", ".join(filter(None, (_fact(*fact) for fact in manner._asdict().items())))


def _fact(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"{name} {'yes' if value else 'no'}"
    if isinstance(value, float):
        return f"{name} {value:.4g}"
    if isinstance(value, Mapping):
        return f"{name} {' '.join(f'{left}..{right:.0f}' for left, right in sorted(value.items()))}"
    return f"{name} {value}" if value else ""


def _table(reading: Reading) -> list[str]:
    """Every line of a sheet, in columns."""
    rows: dict[Line, Row] = {}
    for row in reading.sheet.rows:
        rows.setdefault(row.line, row)
    sections = {line: section for section, line in reading.sheet.headings.items()}
    table = [_HEADS] + [_cells(entry, rows, sections) for entry in reading.ledger()]
    widths = [max(len(cells[at]) for cells in table) for at in range(len(_HEADS) - 1)]
    return [_aligned(cells, widths) for cells in table]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    *columns, words = cells
    padded = [cell.ljust(width) for cell, width in zip(columns, widths, strict=True)]
    return "  ".join([*padded, words]).rstrip()


def _cells(entry: Entry, rows: Mapping[Line, Row], sections: Mapping[Line, str]) -> tuple[str, ...]:
    line, fate, rule, block = entry
    place = f"{line.page}:{line.number}" if line.page else str(line.number)
    field = sections.get(line, "") if fate is Fate.HEADING else ""
    if block is not None:
        field = block.key or block.label
    shape = _shape(rows[line]) if line in rows else ""
    return place, f"{line.box.x0:.1f}", shape, fate.value, field, rule, f"« {line.text} »"


def _shape(row: Row) -> str:
    """What a row was taken for: its bullet, a gap above (``?`` where that can't be told), full, bold."""
    column = ("", "left cell", "right cell")[row.line.column]
    gap = "gap?" if row.gap is None else "gap" if row.gap else ""
    told = [row.bullet, gap, "full" if row.full else "", "bold" if row.bold else "", column]
    return " ".join(filter(None, told))
