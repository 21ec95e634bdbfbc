"""SQLite: the tidy tables with their keys, ready for SQL.

Each database carries a mark and a checksum of its schema, so that one which somebody has worked in is
told from one that can be made anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote
from zlib import crc32

from crte_extract.errors import OutputError
from crte_extract.record import Kind
from crte_extract.writing.formats import NamedRecord
from crte_extract.writing.tables import TABLES, Table

_TYPES: Final[dict[Kind, str]] = {
    "text": "TEXT",
    "date": "DATE",
    "bool": "BOOLEAN",
    "number": "INTEGER",
    "euros": "NUMERIC",
    "list": "TEXT",
    "answer": "BOOLEAN",
}
_NAMED: Final = 5  # of the foreign tables, views and so on that are told by name
_MAGIC: Final = b"SQLite format 3\0"
_MARK: Final = int.from_bytes(b"CRTE")  # its application_id
_WRITTEN_ONCE: Final = 1  # the file change counter of a database that was filled in one go
_HEAD: Final = 100  # bytes of a database's header
_BESIDE: Final = ("-journal", "-wal", "-shm")  # what SQLite finds by a database's name


def write(entries: Iterable[NamedRecord], paths: Sequence[Path]) -> None:
    """A database of the entries at the one path. Raises OSError where it can't be written."""
    try:
        with closing(sqlite3.connect(paths[0], isolation_level=None)) as database:
            _fill(database, entries)
    except sqlite3.DatabaseError as error:
        raise OSError(0, str(error)) from None


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keeps other programs from writing the database at a path while it is replaced; checks it first.

    Raises OutputError as ``check`` does, and where another program is writing it.
    """
    if not path.exists() or not path.stat().st_size:
        check(path)
        yield
        return
    _check_beside(path)
    try:
        # The file is closed after the database: to close it before would undo the lock.
        with (
            path.open("rb", buffering=0) as file,
            closing(sqlite3.connect(path, isolation_level=None, timeout=0.2)) as database,
        ):
            database.execute("BEGIN IMMEDIATE")
            _check_head(path, os.pread(file.fileno(), _HEAD, 0))
            yield
    except sqlite3.DatabaseError as error:
        raise OutputError(
            f"another program is writing it: {error}", hint="let it end, or write elsewhere"
        ).about(str(path)) from None


def check(path: Path) -> None:
    """Raises OutputError, saying what was found, where a file holds what this program didn't write.

    What it wrote is a database with its mark, whose schema is as it was made and which nobody has
    written to since. Nothing is opened for writing.
    """
    _check_beside(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        return
    except OSError as error:
        raise OutputError(f"it can't be looked at: {error.strerror}").about(str(path)) from None
    if head:
        _check_head(path, head)


def _check_beside(path: Path) -> None:
    """Raises OutputError where SQLite would put another program's work into the database."""
    for beside in _BESIDE:
        file = path.with_name(path.name + beside)
        if os.path.lexists(file):
            raise OutputError(
                f"{file.name} beside it is unfinished work of another program, which SQLite would put "
                "into it",
                hint="open the database there and close it, or move both away",
            ).about(str(path))


def _check_head(path: Path, head: bytes) -> None:
    if found := _foreign(path, head):
        raise OutputError(
            f"it holds what crte-extract did not write: {found}",
            hint="nothing was changed: move it away, or write elsewhere",
        ).about(str(path))


def _foreign(path: Path, head: bytes) -> str:
    """What in a file, of which the first bytes are given, is not this program's; empty for nothing."""
    if not head.startswith(_MAGIC):
        return "it is no SQLite database"
    try:
        place = f"file:{quote(str(path))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(place, uri=True)) as database:
            schema = database.execute(
                "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
            ).fetchall()
            as_made = int.from_bytes(head[60:64]) == _checksum(database)
    except sqlite3.DatabaseError as error:
        return f"a database that can't be read ({error})"
    ours = int.from_bytes(head[68:72]) == _MARK
    names = {table.name for table in TABLES} if ours else set()
    others = [f"the {kind} {name}" for kind, name in schema if name not in names]
    if others:
        return ", ".join(others[:_NAMED]) + (
            f" and {len(others) - _NAMED} more" if others[_NAMED:] else ""
        )
    if not ours:
        return "a database without its mark"
    if not as_made:
        return "its tables were changed since"
    untouched = int.from_bytes(head[24:28]) == _WRITTEN_ONCE
    return "" if untouched else "it was written to since"


def _checksum(database: sqlite3.Connection) -> int:
    """Of the schema: 31 bits."""
    schema = database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY rowid").fetchall()
    return crc32(repr(schema).encode()) & 0x7FFFFFFF


def _fill(database: sqlite3.Connection, entries: Iterable[NamedRecord]) -> None:
    # Nobody sees the file before it is complete: nothing to roll back, nothing to flush in between.
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN")
    for table in TABLES:
        database.execute(_create(table))
    database.execute(f"PRAGMA application_id = {_MARK}")
    database.execute(f"PRAGMA user_version = {_checksum(database)}")
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
