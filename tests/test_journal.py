"""The journal: found again for the same content, name and reading only; whole whatever happens."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import zlib
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import crte_extract
from conftest import SAMPLES, Run
from crte_extract import extract
from crte_extract.batch.dataset import Output, read_all
from crte_extract.batch.journal import Journal, journal_path, program
from crte_extract.batch.sources import SourceFile
from crte_extract.errors import ExitCode, OutputError
from crte_extract.options import Options
from crte_extract.record.telling import unconfirmed

PLAIN = extract(SAMPLES / "fiche-crte-dijon-metropole.txt")


def records(number: int, name: str = "a.pdf") -> tuple[dict[str, Any], ...]:
    record = PLAIN.model_dump(mode="json")
    source = {**record["source"], "nom": name, "sha256": f"{number:064x}"}
    amounts = {**record["ingenierie_financement"], "depenses_investissement": number + 0.25}
    return ({**record, "source": source, "ingenierie_financement": amounts},)


def sha(number: int) -> str:
    return f"{number:064x}"


def test_what_was_kept_is_found_for_the_same_content_and_name(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, "how", resume=False) as journal:
        journal.keep(records(1))
        journal.keep(records(2) + records(2))
    with Journal(path, "how", resume=True) as journal:
        assert journal.find(sha(1), "a.pdf") == records(1)
        assert journal.find(sha(2), "a.pdf") == records(2) * 2
        assert journal.find(sha(1), "b.pdf") is None
        assert journal.find(sha(3), "a.pdf") is None


@pytest.mark.parametrize(("how", "resume"), [("other", True), ("how", False)])
def test_another_reading_begins_anew(tmp_path: Path, how: str, resume: bool) -> None:
    path = tmp_path / "journal"
    with Journal(path, "how", resume=False) as journal:
        journal.keep(records(1))
    with Journal(path, how, resume=resume) as journal:
        assert journal.find(sha(1), "a.pdf") is None


def test_one_run_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with (
        Journal(path, "how", resume=False),
        pytest.raises(OutputError, match="another run is writing it"),
    ):
        Journal(path, "how", resume=True, output=tmp_path / "out.csv")
    with Journal(path, "how", resume=True):
        pass


@pytest.mark.parametrize("content", [b"no database" * 500, b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_no_journal_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    path.chmod(0o600)
    with Journal(path, "how", resume=True) as journal:
        journal.keep(records(1))
        assert journal.find(sha(1), "a.pdf") == records(1)


def test_a_damaged_journal_gives_nothing_wrong(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, "how", resume=False) as journal:
        for number in range(200):
            journal.keep(records(number))
    data = bytearray(path.read_bytes())
    for at in range(9000, len(data), 701):
        data[at] ^= 0xFF
    path.write_bytes(data)
    with Journal(path, "how", resume=True) as journal:
        for number in range(200):
            assert journal.find(sha(number), "a.pdf") in (None, records(number))
        journal.keep(records(1))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A journal of two sources."""
    path = tmp_path / "journal"
    with Journal(path, "how", resume=False) as journal:
        journal.keep(records(1))
        journal.keep(records(2))
    return path


def changed(path: Path, *statements: str, given: tuple[object, ...] = ()) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        for statement in statements:
            database.execute(statement, given)


def found(path: Path, number: int) -> object:
    with Journal(path, "how", resume=True) as journal:
        return journal.find(sha(number), "a.pdf")


def test_a_record_of_another_source_is_not_taken(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as database, database:
        (one, two) = database.execute("SELECT key FROM sources ORDER BY rowid").fetchall()
        database.execute("DELETE FROM sources WHERE key = ?", two)
        database.execute("UPDATE sources SET key = ? WHERE key = ?", (*two, *one))
    assert found(kept, 2) is None


def packed(record: object) -> bytes:
    return zlib.compress(json.dumps(record).encode())


FORGED = {
    "another amount": packed(records(3)),
    "another shape": packed([{"source": {"nom": "a.pdf", "sha256": sha(1)}}]),
    "no records": packed([]),
    "no list": packed({"source": 1}),
    "no JSON": zlib.compress(b"[" * 10**6),
    "not packed": b"[]",
    "a text": "[]",
    "nothing": None,
}


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("forged", FORGED)
def test_what_was_forged_is_not_believed(kept: Path, forged: str, sealed: bool) -> None:
    value = FORGED[forged]
    with closing(sqlite3.connect(kept)) as database, database:
        database.execute("UPDATE sources SET records = ?", [value])
        if sealed and isinstance(value, bytes):  # by somebody who has read this program
            for (key,) in database.execute("SELECT key FROM sources").fetchall():
                seal = hashlib.sha256(key + value).digest()
                database.execute("UPDATE sources SET seal = ? WHERE key = ?", [seal, key])
    assert found(kept, 1) is None


def test_a_figure_that_was_changed_is_not_believed(kept: Path) -> None:
    (record,) = records(1)
    record["ingenierie_financement"]["depenses_investissement"] = 999_000_000
    changed(kept, "UPDATE sources SET records = ?", given=(packed([record]),))
    assert found(kept, 1) is None


def test_what_inflates_beyond_all_records_is_given_up(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = json.dumps(records(1)).encode()
    assert found(kept, 1) == records(1)
    monkeypatch.setattr("crte_extract.batch.journal._LARGEST", len(whole) - 1)
    assert found(kept, 1) is None
    with Journal(kept, "how", resume=False) as journal:
        journal.keep(records(1))  # what would not be believed is not kept either
    monkeypatch.setattr("crte_extract.batch.journal._LARGEST", len(whole))
    assert found(kept, 1) is None
    with Journal(kept, "how", resume=False) as journal:
        journal.keep(records(1))
        assert journal.find(sha(1), "a.pdf") == records(1)


ENDLESS = (
    "CREATE VIEW sources AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT x AS key, x AS records, x AS seal FROM c"
)


@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["DROP TABLE sources", ENDLESS], "the view 'sources'"),
        (["CREATE TABLE notes (x)"], "the table 'notes'"),
        (
            ["CREATE TRIGGER t AFTER INSERT ON sources BEGIN DELETE FROM reading; END"],
            "the trigger 't'",
        ),
    ],
)
def test_a_database_that_holds_more_is_refused_untouched(
    kept: Path, statements: list[str], words: str, resume: bool
) -> None:
    changed(kept, *statements)
    before = kept.read_bytes()
    with pytest.raises(OutputError, match=re.escape(words)) as refused:
        Journal(kept, "how", resume=resume, output=Path("out.csv"))
    assert refused.value.source == "out.csv"
    assert str(kept) in refused.value.hint
    assert kept.read_bytes() == before


@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize("beside", ["", "-journal", "-wal", "-shm"])
@pytest.mark.parametrize("kind", ["is a link", "is not a regular file", "has a second name"])
def test_what_another_may_have_planted_is_refused_untouched(
    tmp_path: Path, beside: str, kind: str, resume: bool
) -> None:
    victim, planted = tmp_path / "victim.db", tmp_path / f"journal{beside}"
    changed(victim, "CREATE TABLE a (x)")
    if kind == "is a link":
        planted.symlink_to(victim)
    elif kind == "has a second name":
        planted.hardlink_to(victim)
    else:
        os.mkfifo(planted)  # to open it would be to wait for ever
    before = victim.read_bytes()
    with pytest.raises(OutputError, match=kind):
        Journal(tmp_path / "journal", "how", resume=resume)
    assert victim.read_bytes() == before


def test_a_dangling_link_is_no_way_out(tmp_path: Path) -> None:
    (tmp_path / "journal").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="is a link"):
        Journal(tmp_path / "journal", "how", resume=False)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_what_belongs_to_another_user_is_refused(kept: Path) -> None:
    os.chown(kept, 12345, 12345)
    with pytest.raises(OutputError, match="belongs to another user"):
        Journal(kept, "how", resume=True)


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_what_others_may_write_is_not_resumed(kept: Path, mode: int) -> None:
    kept.chmod(mode)
    with pytest.raises(OutputError, match="can be written by other users"):
        Journal(kept, "how", resume=True)
    with Journal(kept, "how", resume=False) as journal:  # made anew, it is its owner's alone
        assert journal.find(sha(1), "a.pdf") is None
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_it_is_its_owners_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with Journal(tmp_path / "journal", "how", resume=False):
            modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {0o600}


def test_a_journal_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    changed(
        path, "CREATE TABLE reading (how TEXT)", "CREATE TABLE sources (key BLOB, records BLOB)"
    )
    with Journal(path, "how", resume=True) as journal:
        journal.keep(records(1))
        assert journal.find(sha(1), "a.pdf") == records(1)


def test_its_key_has_the_program_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "crte_extract"
    shutil.copytree(Path(crte_extract.__file__).parent, package)
    monkeypatch.setattr(
        "crte_extract.batch.journal.__file__", str(package / "batch" / "journal.py")
    )
    before = program()
    assert program() == before
    labels = package / "sections" / "labels.py"
    labels.write_text(labels.read_text("utf-8") + "\n# changed\n", "utf-8")
    changed_code = program()
    monkeypatch.setattr("crte_extract.batch.journal.version", lambda library: f"another {library}")
    assert len({before, changed_code, program()}) == 3


def test_an_output_is_not_gone_on_with_by_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output(tmp_path / "out.csv", "csv")
    with output.journal(Options(), resume=False) as journal:
        journal.keep(records(1))
    for name, known in ((program(), True), ("another", False)):
        monkeypatch.setattr("crte_extract.batch.journal.program", lambda name=name: name)
        with output.journal(Options(), resume=True) as journal:
            assert (journal.find(sha(1), "a.pdf") is not None) == known


@pytest.mark.parametrize("reader", ["auto", "pdfplumber"])
def test_an_encrypted_sheet_is_not_kept(tmp_path: Path, crte: Run, reader: str) -> None:
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        pytest.skip("qpdf, which encrypts the sample, is not installed")
    fiches = tmp_path / "fiches"
    fiches.mkdir()
    sheet = SAMPLES / "fiche-crte-dijon-metropole.pdf"
    encrypt = [
        qpdf,
        *["--encrypt", "secret", "owner", "256", "--"],
        str(sheet),
        str(fiches / "locked.pdf"),
    ]
    subprocess.run(encrypt, check=True)
    shutil.copy(sheet, fiches / "open.pdf")
    asked = (fiches, "-o", tmp_path / "out.ndjson", "--reader", reader, "--password", "secret")
    for again in ((), ("--resume",)):
        done = crte(*asked, *again)
        assert done.returncode == ExitCode.OK, done.stderr
        assert len((tmp_path / "out.ndjson").read_bytes().splitlines()) == 2
        assert (b"1 of them in an earlier run" in done.stderr) == bool(again)
    with closing(sqlite3.connect(tmp_path / ".out.ndjson.resume")) as database:
        ((names,),) = database.execute("SELECT records FROM sources").fetchall()
    assert json.loads(zlib.decompress(names))[0]["source"]["nom"] == "open.pdf"


class Hasty(Executor):
    """Reads, but has too little time for the second reader at first."""

    def __init__(self) -> None:
        self.readings = 0

    def submit(self, task: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        """The records of the source, told to be unconfirmed the first time."""
        outcome = task(*arguments, **more)
        if not self.readings:
            told = unconfirmed("Trop long.").model_dump(mode="json")
            records = tuple({**one, "avertissements": [told]} for one in outcome.records)
            outcome = replace(outcome, records=records)
        self.readings += 1
        future = Future[Any]()
        future.set_result(outcome)
        return future


def test_a_sheet_whose_second_reading_failed_is_read_again(tmp_path: Path) -> None:
    sheet = SourceFile(str(SAMPLES / "fiche-crte-dijon-metropole.txt"), "a.txt")
    output, executor = Output(tmp_path / "out.csv", "csv"), Hasty()
    for readings, warnings, kept in ((1, 1, False), (2, 0, False), (2, 0, True)):
        with output.journal(Options(), resume=True) as journal:
            ((_, outcome),) = read_all([sheet], executor, Options(), journal)
        assert executor.readings == readings
        assert [len(record["avertissements"]) for record in outcome.records] == [warnings]
        assert outcome.kept == kept


@pytest.mark.parametrize("length", [246, 250, 255])
def test_a_long_name_has_a_journal_of_another_name(tmp_path: Path, length: int) -> None:
    output = tmp_path / ("é" * ((length - 4) // 2) + "x" * (length % 2) + ".csv")
    path = journal_path(output, False)
    assert path.parent == tmp_path
    assert len(os.fsencode(path.name + "-journal")) <= 255
    assert path != journal_path(output.with_suffix(".xlsx"), False)
    with Journal(path, "how", resume=False):
        pass


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written") as caught:
        Journal(tmp_path / "nowhere" / "journal", "how", resume=False, output=tmp_path / "out.csv")
    assert caught.value.source == str(tmp_path / "out.csv")


def test_it_is_hidden_beside_its_output(tmp_path: Path) -> None:
    assert journal_path(tmp_path / "crte.csv", False) == tmp_path / ".crte.csv.resume"
    assert journal_path(tmp_path / "out", True) == tmp_path / "out" / ".crte-extract.resume"


KEEPER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from crte_extract.batch.journal import Journal
from test_journal import records
with Journal(Path(sys.argv[1]), "how", resume=True) as journal:
    for number in range(10**9):
        journal.keep(records(number))
"""


@pytest.mark.parametrize("seconds", [0.6, 0.85, 1.1])
def test_a_kill_leaves_it_whole(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "journal"
    command = [sys.executable, "-c", KEEPER, str(path), str(Path(__file__).parent)]
    with subprocess.Popen(command) as keeper:
        while not path.exists():
            time.sleep(0.01)
        time.sleep(seconds)
        os.kill(keeper.pid, signal.SIGKILL)
    with Journal(path, "how", resume=True) as journal:
        found = 0
        while (kept := journal.find(sha(found), "a.pdf")) is not None:
            assert kept == records(found)
            found += 1
    assert found > 100


LIMITED = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from crte_extract.errors import OutputError
from crte_extract.batch.journal import Journal
from test_journal import records
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with Journal(Path(sys.argv[1]), "how", resume=True, output=Path("out.csv")) as journal:
        for number in range(10**4):
            journal.keep(records(number))
except OutputError as error:
    print(error.source, error.message)
"""


def test_no_room_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "journal"), str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("out.csv it can't be written: ")


def test_records_are_json(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal", "how", resume=False) as journal:
        journal.keep(records(1))
        found = journal.find(sha(1), "a.pdf")
    assert json.dumps(found) == json.dumps(records(1))
