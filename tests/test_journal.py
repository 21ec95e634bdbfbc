"""The journal: found again for the same content, name and reading only; whole whatever happens."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crte_extract.errors import OutputError
from crte_extract.journal import Journal, journal_path


def records(number: int, name: str = "a.pdf") -> tuple[dict[str, Any], ...]:
    source = {"nom": name, "sha256": f"{number:064x}"}
    return ({"source": source, "amount": 1234567.89, "words": "l’État \ud800" * 50},)


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


def test_a_record_of_another_source_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, "how", resume=False) as journal:
        journal.keep(records(1))
        journal.keep(records(2))
    with closing(sqlite3.connect(path)) as database, database:
        (one, two) = database.execute("SELECT key FROM sources ORDER BY rowid").fetchall()
        database.execute("DELETE FROM sources WHERE key = ?", two)
        database.execute("UPDATE sources SET key = ? WHERE key = ?", (*two, *one))
    with Journal(path, "how", resume=True) as journal:
        assert journal.find(sha(2), "a.pdf") is None


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
from crte_extract.journal import Journal
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
from crte_extract.journal import Journal
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
