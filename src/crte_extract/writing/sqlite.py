"""SQLite: the tidy tables with their keys, ready for SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from crte_extract.models import Kind
from crte_extract.writing.tables import TABLES, Entry, Table

_TYPES: Final[dict[Kind, str]] = {
    "text": "TEXT",
    "date": "DATE",
    "bool": "BOOLEAN",
    "number": "INTEGER",
    "euros": "NUMERIC",
    "list": "TEXT",
    "answer": "BOOLEAN",
}


def write(entries: Iterable[Entry], paths: Sequence[Path]) -> None:
    """A database of the entries at the one path. Raises OSError where it can't be written."""
    paths[0].unlink(missing_ok=True)  # what a killed run left there
    try:
        with closing(sqlite3.connect(paths[0], isolation_level=None)) as database:
            _fill(database, entries)
    except sqlite3.DatabaseError as error:
        raise OSError(0, str(error)) from None


def _fill(database: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    # Nobody sees the file before it is complete: nothing to roll back, nothing to flush in between.
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN")
    for table in TABLES:
        database.execute(_create(table))
    inserts = [
        (t, f"INSERT INTO {t.name} VALUES ({', '.join('?' * len(t.columns))})")  # noqa: S608
        for t in TABLES
    ]
    for number, entry in enumerate(entries, 1):
        for table, insert in inserts:
            database.executemany(insert, table.rows(number, entry))
    database.execute("COMMIT")


def _create(table: Table) -> str:
    lines = [
        f"{column.key} {_TYPES[column.kind]}{' NOT NULL' if column.key in table.key else ''}"
        for column in table.columns
    ]
    if table is TABLES[0]:
        lines[0] = "fiche_id INTEGER PRIMARY KEY"
        options = ""
    else:
        lines[0] += f" REFERENCES {TABLES[0].name}"
        lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
        options = " WITHOUT ROWID"
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {table.name} (\n  {body}\n){options}"
