"""A single source: bounded as a worker is, in a fork that ends with its task."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from conftest import SAMPLES, Run
from crte_extract.batch.forked import Forked
from crte_extract.errors import ExitCode
from test_workers import ends

TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"
# In a process of its own: what else the tests have loaded would count as the child's memory.
SCRIPT = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from crte_extract.batch.forked import Forked
from test_workers import *

executor = Forked(timeout=1.5, memory=512 * MIB)
tasks = {
    "double": (double, 4), "abort": (os.abort,), "swell": (swell,), "swell in C": (swell_in_c,),
    "hang in Python": (hang_in_python,), "hang in C": (hang_in_c,), "exit": (os._exit, 7),
    "shout": (shout,), "listen": (listen,), "divide": (divmod, 1, 0),
    "unsendable": (fail_unsendably,), "exit politely": (exit_politely,),
    "large": (lambda size: len(bytes(size)), 50 * MIB), "another process": (os.getpid,),
    "sleeper": (start_a_sleeper, sys.argv[2]),
}
found = {}
for name, (task, *arguments) in tasks.items():
    future = executor.submit(task, *arguments)
    error = future.exception()
    found[name] = future.result() if error is None else f"{type(error).__name__}: {error}"
found["another process"] = found["another process"] != os.getpid()
print(json.dumps({**found, "open": len(os.listdir("/proc/self/fd"))}))
"""


def run_script(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, str(Path(__file__).parent), *map(str, arguments)]
    return subprocess.run(command, input="", capture_output=True, text=True, check=True)


def test_each_task_gives_its_result_or_says_why_not(tmp_path: Path) -> None:
    done = run_script(SCRIPT, tmp_path / "pid")
    assert done.stderr == ""
    crash = "open it in a viewer and print it to a new PDF; or it wants more than 512 MiB"
    late = "ReaderFailed: it was not read within 1.5 s (give it more time with --timeout)"
    assert json.loads(done.stdout) == {
        "double": 8,
        "abort": f"ReaderFailed: reading it crashed (SIGABRT) ({crash}: give it more with --memory)",
        "swell": "ReaderFailed: reading it took more than 512 MiB (give it more with --memory)",
        "swell in C": f"ReaderFailed: reading it crashed (SIGSEGV) ({crash}: give it more with "
        "--memory)",
        "hang in Python": late,
        "hang in C": late,
        "exit": f"ReaderFailed: reading it crashed (exit code 7) ({crash}: give it more with "
        "--memory)",
        "shout": "said",
        "listen": "",
        "divide": "ZeroDivisionError: integer division or modulo by zero",
        "unsendable": "RuntimeError: Unsendable: can't be sent",
        "exit politely": "RuntimeError: SystemExit: 3",
        "large": 50 << 20,
        "another process": True,
        "sleeper": late,
        "open": 4,  # the standard streams, and the listing itself
    }
    assert ends(int((tmp_path / "pid").read_text()))


WAITING = """
import os, sys, re
sys.path.insert(0, sys.argv[1])
from crte_extract.batch.forked import Forked

def hang():
    with open(sys.argv[2], "w") as file:
        file.write(str(os.getpid()))
    os.rename(sys.argv[2], sys.argv[2] + ".there")
    re.match(r"(a*)*b", "a" * 64)

Forked(timeout=60).submit(hang)
"""


@pytest.mark.parametrize("how", ["the process", "its whole group"])
def test_ctrl_c_ends_a_child_that_listens_to_nobody(tmp_path: Path, how: str) -> None:
    command = [sys.executable, "-c", WAITING, str(Path(__file__).parent), str(tmp_path / "pid")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as waiting:
        while not (tmp_path / "pid.there").exists():
            assert waiting.poll() is None
            time.sleep(0.01)
        (os.kill if how == "the process" else os.killpg)(waiting.pid, signal.SIGINT)
        _, said = waiting.communicate(timeout=30)  # the child would take 60 seconds
    assert said.rstrip().endswith(b"KeyboardInterrupt")
    assert ends(int((tmp_path / "pid.there").read_text()))


ORPHAN = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from crte_extract.batch.forked import Forked

def answer():
    with open(sys.argv[2], "w") as file:
        file.write(str(os.getpid()))
    os.rename(sys.argv[2], sys.argv[2] + ".there")
    time.sleep(1)
    return bytes(10**7)  # more than a pipe holds

Forked(timeout=60).submit(answer)
"""


def test_a_child_does_not_outlive_a_killed_parent_by_more_than_its_task(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ORPHAN, str(Path(__file__).parent), str(tmp_path / "pid")]
    with subprocess.Popen(command) as parent:
        while not (tmp_path / "pid.there").exists():
            assert parent.poll() is None
            time.sleep(0.01)
        parent.kill()
    assert ends(int((tmp_path / "pid.there").read_text()))


def test_where_no_process_can_be_had_it_is_told_and_ctrl_c_still_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("crte_extract.batch.forked.os.fork", refuse)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with pytest.raises(BlockingIOError):
        Forked().submit(int).result()
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_obstacle(tmp_path: Path, closed: str) -> None:
    out = tmp_path / "out.json"
    command = f'"{sys.executable}" -m crte_extract.command.cli "{TEXT}" -o "{out}" {closed}'
    assert subprocess.run(["bash", "-c", command], check=False).returncode == 0
    assert json.loads(out.read_bytes())["plan_action"]["nombre_fiches_action"] == 43


# The command


def bomb(mebibytes: int) -> bytes:
    """A PDF of some 1000 bytes, whose one page inflates to so many MiB of blanks."""
    deflating = zlib.compressobj(9, wbits=-15)
    piece = deflating.compress(b" " * (1 << 20)) + deflating.flush(zlib.Z_FULL_FLUSH)
    stream = b"\x78\xda" + piece * mebibytes + deflating.flush()
    stream = zlib.compress(zlib.compress(stream, 9), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode/FlateDecode]>>stream\n%b\nendstream"
        % (len(stream), stream),
    ]
    made, table = b"%PDF-1.7\n", b"xref\n0 5\n0000000000 65535 f \n"
    for number, held in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(made)
        made += b"%d 0 obj%bendobj\n" % (number, held)
    end = b"%btrailer<</Size 5/Root 1 0 R>>startxref\n%d\n%%%%EOF"
    return made + end % (table, len(made))


def test_one_sheet_is_held_to_bounds_as_in_a_folder(tmp_path: Path, crte: Run) -> None:
    (tmp_path / "fiches").mkdir()
    sheet = tmp_path / "fiches" / "bomb.pdf"
    sheet.write_bytes(bomb(1500))
    assert sheet.stat().st_size < 2000
    alone = crte(sheet, "--memory", 300)
    folder = crte(tmp_path / "fiches", "-q", "--memory", 300)
    assert alone.returncode == folder.returncode == ExitCode.NO_RECORD
    assert b"300 MiB" in alone.stderr
    assert alone.stderr == folder.stderr
    assert crte(sheet).returncode == ExitCode.NO_RECORD  # without being asked, too
