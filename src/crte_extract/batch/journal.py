"""What has been read for an output, kept beside it, so that a run that was cut can go on.

A journal is an SQLite file of records by the content and name of their source. It is written with the
output, survives a kill at any moment, and is locked while a run uses it. Deleting it does no harm.

It lies where others may write, so it is believed only where nobody else can have written it, and what
comes back is a record as this very program would have read it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from pydantic import ValidationError

from crte_extract.errors import OutputError
from crte_extract.record import Fiche

_SECONDS: Final = 0.5  # what a kill may cost: what was read in that time is read again
_LARGEST: Final = 64 << 20  # bytes of a source's records: what is larger is not kept, nor believed
_LONGEST_NAME: Final = 255  # bytes
_LIBRARIES: Final = ("pypdfium2", "pdfplumber", "pdfminer.six", "python-stdnum", "rapidfuzz")
_TABLES: Final = {
    "reading": "CREATE TABLE reading (how TEXT)",
    "sources": "CREATE TABLE sources (key BLOB PRIMARY KEY, records BLOB, seal BLOB)",
}
_BESIDE: Final = ("", "-journal", "-wal", "-shm")  # what SQLite opens by its name


def journal_path(output: Path, folder: bool) -> Path:
    """Where the journal of an output is: a hidden file in its folder."""
    if folder:
        return output / ".crte-extract.resume"
    name = f".{output.name}.resume"
    if len(os.fsencode(name + max(_BESIDE, key=len))) > _LONGEST_NAME:
        name = f".{hashlib.sha256(os.fsencode(output.name)).hexdigest()[:32]}.resume"
    return output.with_name(name)


def program() -> str:
    """A digest of this program's own code and of the libraries that it reads with."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(file.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()


class Journal:
    """The journal of an output: ``find`` gives the records of a source, ``keep`` adds them.

    ``reading`` names everything that records depend on besides their source; a journal made with
    another is begun anew, as it is unless it ``resumes``. Raises OutputError, about the ``output``,
    where it can't be written, another run holds it, or somebody else may have written it.
    """

    def __init__(
        self, path: Path, reading: str, *, resume: bool, output: Path | None = None
    ) -> None:
        self.resumes = resume
        self._output = str(output or path)
        try:
            _claim(path, resume)
            self._database = self._open(path, reading, resume)
        except OutputError as error:
            raise error.about(self._output) from None
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise OutputError(
                    "another run is writing it", hint="wait for it to end, or write elsewhere"
                ).about(self._output) from None
            raise self._unwritable(str(error)) from None
        except OSError as error:
            raise self._unwritable(str(error.strerror)) from None
        self._committed = time.monotonic()

    @staticmethod
    def _open(path: Path, reading: str, resume: bool) -> sqlite3.Connection:
        try:
            return _prepared(path, reading, resume)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            path.unlink()  # it is no journal: nothing in it can be used
            _claim(path, resume)
            return _prepared(path, reading, resume)

    def find(self, sha256: str, name: str) -> tuple[Mapping[str, Any], ...] | None:
        """The records of a source with this content and name, None where it was not read yet."""
        key = _key(sha256, name)
        try:
            found = self._database.execute(
                "SELECT records, seal FROM sources WHERE key = ?", [key]
            ).fetchone()
        except sqlite3.Error:
            return None  # damaged: the source is read again
        records = _unpacked(*found) if found and found[1] == _seal(key, found[0]) else ()
        wanted = {"sha256": sha256, "nom": name}
        told = all(wanted.items() <= record["source"].items() for record in records)
        return records if records and told else None

    def keep(self, records: tuple[Mapping[str, Any], ...]) -> None:
        """Adds the records of a source."""
        source = records[0]["source"]
        written = json.dumps(records).encode()
        if len(written) > _LARGEST:
            return
        key, packed = _key(source["sha256"], source["nom"]), zlib.compress(written, 1)
        try:
            self._database.execute(
                "INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", [key, packed, _seal(key, packed)]
            )
            if time.monotonic() > self._committed + _SECONDS:
                self._commit()
        except sqlite3.DatabaseError as error:
            raise self._unwritable(str(error)) from None

    def _commit(self) -> None:
        self._database.execute("COMMIT")
        self._database.execute("BEGIN IMMEDIATE")
        self._committed = time.monotonic()

    def _unwritable(self, reason: str) -> OutputError:
        return OutputError(f"it can't be written: {reason}").about(self._output)

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
                raise OutputError(f"it is written, but its journal is not: {problem}").about(
                    self._output
                ) from None
        finally:
            with suppress(sqlite3.Error):
                self._database.close()


def _claim(path: Path, resume: bool) -> None:
    """Makes the journal's file where there is none; refuses what somebody else may have written.

    What others may write is of no use to ``resume``; else it is made anew.
    """
    for beside in _BESIDE:
        file = path.with_name(path.name + beside)
        with suppress(FileNotFoundError):
            about = file.lstat()
            if reason := _strange(about):
                raise _refused(file, reason)
            if os.name == "posix" and about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                if resume:
                    raise _refused(file, "can be written by other users")
                file.unlink()
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _strange(about: os.stat_result) -> str:
    """Why a file isn't one that a run of this user has made; empty where it may be."""
    if stat.S_ISLNK(about.st_mode):
        return "is a link"
    if not stat.S_ISREG(about.st_mode):
        return "is not a regular file"
    if os.name == "posix" and about.st_uid != os.geteuid():
        return "belongs to another user"
    return "has a second name elsewhere" if about.st_nlink > 1 else ""


def _refused(file: Path, reason: str) -> OutputError:
    return OutputError(
        f"its journal {file.name} {reason}",
        hint=f"look at it; to go on without it: rm {file}, or write elsewhere",
    )


def _prepared(path: Path, reading: str, resume: bool) -> sqlite3.Connection:
    """The database, ready for use and held by this run alone."""
    database = sqlite3.connect(path, isolation_level=None, timeout=0.2)
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2 * _LARGEST)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA synchronous = OFF")  # a kill is survived, a power cut may not be
        database.execute("BEGIN IMMEDIATE")
        _make_tables(database, path, reading, resume)
        database.execute("COMMIT")
        database.execute("BEGIN IMMEDIATE")
    except BaseException:
        database.close()
        raise
    return database


def _make_tables(database: sqlite3.Connection, path: Path, reading: str, resume: bool) -> None:
    """The two tables; raises OutputError where it holds others, DatabaseError where it is damaged.

    Nothing but the schema is looked at before it is known to be this one.
    """
    schema = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    for kind, name, sql in schema:
        own = name in _TABLES if kind == "table" else kind == "index" and sql is None
        if not own:
            raise _refused(path, f"holds what crte-extract did not write: the {kind} {name!r}")
    tables = {name: sql for kind, name, sql in schema if kind == "table"}
    if tables and tables != _TABLES:
        raise sqlite3.DatabaseError("another version wrote it")
    if not tables:
        for create in _TABLES.values():
            database.execute(create)
    if resume and database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("the journal is damaged")
    if not resume or database.execute("SELECT how FROM reading").fetchall() != [(reading,)]:
        database.execute("DELETE FROM sources")
        database.execute("DELETE FROM reading")
        database.execute("INSERT INTO reading VALUES (?)", [reading])


def _key(sha256: str, name: str) -> bytes:
    return hashlib.sha256(f"{sha256} {name}".encode("utf-8", "surrogateescape")).digest()


def _seal(key: bytes, packed: object) -> bytes | None:
    """A checksum over a row of the table: one that was changed is not believed."""
    return hashlib.sha256(key + packed).digest() if isinstance(packed, bytes) else None


def _unpacked(packed: bytes, _: bytes) -> tuple[Mapping[str, Any], ...]:
    """The records in a row, none where they are not what this program writes."""
    inflating = zlib.decompressobj()
    try:
        records = json.loads(inflating.decompress(packed, _LARGEST))
        alike = all(Fiche.model_validate(one).model_dump(mode="json") == one for one in records)
    except (zlib.error, ValueError, ValidationError, TypeError, RecursionError):
        return ()
    return tuple(records) if alike and inflating.eof else ()
