"""Parquet: the tidy tables, a file each.

``crte.parquet`` holds the sheets, ``crte.acteurs.parquet`` beside it the actors, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path, PurePath
from typing import Any, Final

from crte_extract.record import Kind
from crte_extract.writing.formats import NamedRecord
from crte_extract.writing.tables import TABLES, CellValue, Table, TableRow

_ROWS: Final = 20_000  # rows of a table that are held before they are written
_TYPES: Final[dict[Kind, str]] = {
    "text": "string",
    "date": "date32",
    "bool": "bool_",
    "number": "int64",
    "euros": "float64",  # which holds the 15 digits that an amount has at most
    "list": "string",
    "answer": "bool_",
}


def names(name: str) -> list[str]:
    """The names of the files that stand for one output.

    >>> names("crte.parquet")[:2]
    ['crte.parquet', 'crte.acteurs.parquet']
    """
    path = PurePath(name)
    return [name, *(f"{path.stem}.{table.name}{path.suffix}" for table in TABLES[1:])]


def write(entries: Iterable[NamedRecord], paths: Sequence[Path]) -> None:
    """A file for each table, in the order of ``names``. Raises OSError where one can't be written."""
    import pyarrow

    with ExitStack() as files:
        parts = [_Part(t, p, files, pyarrow) for t, p in zip(TABLES, paths, strict=True)]
        for number, entry in enumerate(entries, 1):
            for part in parts:
                part.add(part.table.rows(number, entry))
        for part in parts:
            part.flush()


class _Part:
    """The file of one table, written a group of rows at a time."""

    def __init__(self, table: Table, path: Path, files: ExitStack, pyarrow: Any) -> None:
        from pyarrow.parquet import ParquetWriter

        self.table, self._rows, self._pyarrow = table, list[TableRow](), pyarrow
        self._schema = pyarrow.schema(
            pyarrow.field(
                column.key,
                getattr(pyarrow, _TYPES[column.kind])(),
                nullable=column.key not in table.key,
                metadata={"libelle": column.label, "description": column.meaning},
            )
            for column in table.columns
        )
        self._file = files.enter_context(ParquetWriter(path, self._schema, compression="zstd"))

    def add(self, rows: Iterable[TableRow]) -> None:
        """More rows, which may wait until there are enough of them."""
        self._rows.extend(rows)
        if len(self._rows) >= _ROWS:
            self.flush()

    def flush(self) -> None:
        """Writes what waits."""
        kept = zip(*self._rows, strict=True) if self._rows else [()] * len(self.table.columns)
        arrays = [
            self._pyarrow.array([_value(cell, column.kind) for cell in cells], kind.type)
            for cells, column, kind in zip(kept, self.table.columns, self._schema, strict=True)
        ]
        self._file.write_table(self._pyarrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()


def _value(cell: CellValue, kind: Kind) -> Any:
    return date.fromisoformat(cell) if kind == "date" and isinstance(cell, str) else cell
