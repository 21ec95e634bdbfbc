"""What has been read for an output, kept beside it, so that a run that was cut can go on.

A journal is an SQLite file of records by the content and name of their source. It is written with the
output, survives a kill at any moment, and is locked while a run uses it. Deleting it does no harm.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from crte_extract.errors import OutputError

_SECONDS: Final = 0.5  # what a kill may cost: what was read in that time is read again
_LAYOUT: Final = "1"


def journal_path(output: Path, folder: bool) -> Path:
    """Where the journal of an output is: a hidden file in its folder."""
    return output / ".crte-extract.resume" if folder else output.with_name(f".{output.name}.resume")


class Journal:
    """The journal of an output: ``find`` gives the records of a source, ``keep`` adds them.

    ``reading`` names everything that records depend on besides their source; a journal made with
    another is begun anew, as it is unless it ``resumes``. Raises OutputError, about the ``output``,
    where it can't be written or another run holds it.
    """

    def __init__(
        self, path: Path, reading: str, *, resume: bool, output: Path | None = None
    ) -> None:
        self.resumes = resume
        self._output = str(output or path)
        try:
            self._database = self._open(path, f"{_LAYOUT} {reading}", resume)
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise OutputError(
                    "another run is writing it", hint="wait for it to end, or write elsewhere"
                ).about(self._output) from None
            raise self._unwritable(error) from None
        self._committed = time.monotonic()

    @staticmethod
    def _open(path: Path, reading: str, resume: bool) -> sqlite3.Connection:
        try:
            return _prepared(path, reading, resume)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            path.unlink()  # it is no database: nothing in it can be used
            return _prepared(path, reading, resume)

    def find(self, sha256: str, name: str) -> tuple[Mapping[str, Any], ...] | None:
        """The records of a source with this content and name, None where it was not read yet."""
        try:
            found = self._database.execute(
                "SELECT records FROM sources WHERE key = ?", [_key(sha256, name)]
            ).fetchone()
            records = json.loads(zlib.decompress(found[0])) if found else []
        except (sqlite3.DatabaseError, zlib.error, ValueError):
            return None  # damaged: the source is read again
        # What comes back is what was asked for, however the file may have been damaged.
        wanted = {"sha256": sha256, "nom": name}
        told = all(wanted.items() <= record["source"].items() for record in records)
        return tuple(records) if records and told else None

    def keep(self, records: tuple[Mapping[str, Any], ...]) -> None:
        """Adds the records of a source."""
        source = records[0]["source"]
        packed = zlib.compress(json.dumps(records).encode(), 1)
        try:
            self._database.execute(
                "INSERT OR REPLACE INTO sources VALUES (?, ?)",
                [_key(source["sha256"], source["nom"]), packed],
            )
            if time.monotonic() > self._committed + _SECONDS:
                self._commit()
        except sqlite3.DatabaseError as error:
            raise self._unwritable(error) from None

    def _commit(self) -> None:
        self._database.execute("COMMIT")
        self._database.execute("BEGIN IMMEDIATE")
        self._committed = time.monotonic()

    def _unwritable(self, error: sqlite3.Error) -> OutputError:
        return OutputError(f"it can't be written: {error}").about(self._output)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            self._database.execute("COMMIT")
        except sqlite3.DatabaseError as problem:
            if error is None:
                raise self._unwritable(problem) from None
        finally:
            with suppress(sqlite3.Error):
                self._database.close()


def _prepared(path: Path, reading: str, resume: bool) -> sqlite3.Connection:
    """The database, ready for use and held by this run alone."""
    database = sqlite3.connect(path, isolation_level=None, timeout=0.2)
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA synchronous = OFF")  # a kill is survived, a power cut may not be
        database.execute("BEGIN IMMEDIATE")
        if resume and database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the journal is damaged")
        database.execute("CREATE TABLE IF NOT EXISTS reading (how TEXT)")
        database.execute("CREATE TABLE IF NOT EXISTS sources (key BLOB PRIMARY KEY, records BLOB)")
        how = database.execute("SELECT how FROM reading").fetchall()
        if how != [(reading,)] or not resume:
            database.execute("DELETE FROM sources")
            database.execute("DELETE FROM reading")
            database.execute("INSERT INTO reading VALUES (?)", [reading])
        database.execute("COMMIT")
        database.execute("BEGIN IMMEDIATE")
    except BaseException:
        database.close()
        raise
    return database


def _key(sha256: str, name: str) -> bytes:
    return hashlib.sha256(f"{sha256} {name}".encode("utf-8", "surrogateescape")).digest()
