"""A child that is kept: it serves many, is replaced when it is lost, and ends with who keeps it.

And pdfplumber in it: a sheet that it can't read costs that sheet, and ``--timeout`` is obeyed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import pytest

from conftest import SHEETS, Run
from crte_extract import extract
from crte_extract.batch.forked import Forked
from crte_extract.batch.workers import Workers
from crte_extract.errors import ExitCode, ReaderFailed
from crte_extract.processes import time_left
from crte_extract.reading import plumber, read
from crte_extract.reading.child import OUT_OF_MEMORY, Children, Lost
from test_workers import ends, is_running

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")

# What a child does with its messages: each begins with a word.
OBEYING = """
import os, signal, sys
from crte_extract.reading.child import serve

held = []

def answer(message):
    word, _, rest = message.partition(b" ")
    if word == b"spin":
        while True: pass
    if word == b"spin-on":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        while True: pass
    if word == b"abort":
        os.abort()
    if word == b"swell":
        while True: held.append(bytearray(1 << 24))
    if word == b"grow":
        held.append(bytearray(int(rest) << 20))
    if word == b"fail":
        raise KeyError
    if word == b"print":
        print("no answer", flush=True)
        os.system("echo nor this; cat")
    return rest if word == b"echo" else b"%d" % os.getpid()

serve(answer, 256 << 20)
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "obeying.py").write_text(OBEYING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    return "obeying"


@pytest.fixture
def children(module: str) -> Iterator[Children]:
    children = Children(module)
    yield children
    children.end()


def pid_of(children: Children) -> int:
    return int(children.ask(b"pid", 60))


def lost(children: Children, message: bytes, seconds: float = 60) -> Lost:
    with pytest.raises(Lost) as caught:
        children.ask(message, seconds)
    return caught.value


def below(pid: int, word: str = "crte_extract.reading.plumber") -> set[int]:
    """The processes that one has started, and those that they have, whose command has this word."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
    found, above = set(), {pid}
    while above:
        above = {child for child, parent in parents.items() if parent in above}
        found |= above
    return {child for child in found if word in command_of(child)}


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


# One child, many messages


def test_one_child_serves_message_after_message(children: Children) -> None:
    first = pid_of(children)
    assert first != os.getpid()
    assert {pid_of(children) for _ in range(20)} == {first}
    large = os.urandom(10**7)
    assert children.ask(b"echo " + large, 60) == large
    assert children.ask(b"echo", 60) == b""
    assert pid_of(children) == first


def test_what_it_prints_disturbs_nothing(children: Children) -> None:
    assert int(children.ask(b"print", 60)) == pid_of(children)


def test_each_thread_gets_its_own_answer_and_children_are_kept(children: Children) -> None:
    def ask(number: int) -> bool:
        return children.ask(b"echo %d" % number, 60) == b"%d" % number

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(200)))
    started = below(os.getpid(), "obeying")
    assert 1 <= len(started) <= (os.cpu_count() or 1)
    assert {pid_of(children) for _ in range(10)} < started | {0}


def test_no_thread_waits_for_the_child_of_another(children: Children) -> None:
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(children.ask, b"spin", 60)
        while not (spinning := below(os.getpid(), "obeying")):
            time.sleep(0.01)
        children.end()  # of those that are idle
        assert pid_of(children) not in spinning
        assert not late.done()
        os.kill(spinning.pop(), signal.SIGKILL)
        with pytest.raises(Lost):
            late.result()


# What is lost is replaced


def test_a_child_that_died_while_nobody_asked_is_replaced(children: Children) -> None:
    first = pid_of(children)
    os.kill(first, signal.SIGKILL)
    assert ends(first)
    assert pid_of(children) != first


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"abort", -signal.SIGABRT),
        (b"fail", 1),
        (b"swell", OUT_OF_MEMORY),
        (b"grow 300", OUT_OF_MEMORY),
    ],
)
def test_a_child_that_was_lost_is_replaced(children: Children, message: bytes, code: int) -> None:
    first = pid_of(children)
    error = lost(children, message)
    assert (error.late, error.code) == (False, code)
    assert not is_running(first)
    assert pid_of(children) != first


def test_a_child_that_is_late_ends_and_is_replaced(children: Children) -> None:
    first = pid_of(children)
    error = lost(children, b"spin", 0.5)
    assert (error.late, error.code) == (True, -signal.SIGALRM)
    assert not is_running(first)
    assert pid_of(children) != first


def test_the_time_of_a_message_is_over_with_it(children: Children) -> None:
    first = pid_of(children)
    assert int(children.ask(b"pid", 1)) == first
    time.sleep(1.1)
    assert pid_of(children) == first


def test_the_start_of_a_child_is_in_the_time_of_its_message(children: Children) -> None:
    error = lost(children, b"spin", 1e-6)
    assert (error.late, error.code) == (True, -signal.SIGALRM)
    assert pid_of(children)


def test_where_a_child_has_no_timer_it_is_ended_from_without(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signal, "setitimer")
    first = pid_of(children)
    error = lost(children, b"spin-on", 0.5)  # whatever its own timer says
    assert (error.late, error.code) == (True, -signal.SIGKILL)
    assert pid_of(children) != first
    assert not any(isinstance(thread, Timer) for thread in threading.enumerate())


def test_a_child_that_has_swollen_answers_and_is_replaced(children: Children) -> None:
    first = pid_of(children)
    assert int(children.ask(b"grow 20", 60)) == first
    assert int(children.ask(b"grow 150", 60)) == first
    assert not is_running(first)
    assert pid_of(children) != first


class Interrupted(Exception):
    pass


def interrupt(*_: object) -> None:
    raise Interrupted


def test_an_answer_that_nobody_waited_for_is_not_the_next_ones(children: Children) -> None:
    first = pid_of(children)
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(Interrupted):
            children.ask(b"spin", 60)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert not is_running(first)
    assert children.ask(b"echo mine", 60) == b"mine"


def test_ctrl_c_is_for_the_parent(children: Children) -> None:
    first = pid_of(children)
    os.kill(first, signal.SIGINT)
    assert pid_of(children) == first


def test_what_cannot_be_started_is_told(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(FileNotFoundError):
            children.ask(b"pid", 60)
    assert pid_of(children)


def test_nothing_stays_open(children: Children) -> None:
    def opened() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = opened()
    lost(children, b"abort")
    lost(children, b"swell")
    pid_of(children)
    children.end()
    assert opened() == before
    assert not below(os.getpid(), "obeying")
    assert pid_of(children), "who asks after the end gets a new one"


# Forks, and ends


def pipes_of(pid: int) -> set[str]:
    """The pipes that a process has open."""
    found = set()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(str(one.readlink()))
        except OSError:  # that of the listing itself
            continue
    return {name for name in found if name.startswith("pipe:")}


def test_a_fork_has_its_own_child_and_leaves_its_parents_alone(children: Children) -> None:
    first = pid_of(children)
    of_first = pipes_of(first)
    assert len(of_first & pipes_of(os.getpid())) == 2

    def fork() -> tuple[set[str], list[int]]:
        return of_first & pipes_of(os.getpid()), [pid_of(children), pid_of(children)]

    shared, (one, other) = Forked(timeout=60).submit(fork).result()
    assert shared == set()
    assert first != one == other
    assert ends(one)
    assert pid_of(children) == first, "the parent's own serves on"


FORKING = """
import os, threading, time
from crte_extract.reading.child import Children

children = Children("obeying")
done = threading.Event()
wrong = []

def ask_on(name):
    count = 0
    while not done.is_set():
        count += 1
        if count % 50 == 0:
            children.end()
        words = f"{name} {count} ".encode() * 20_000
        wrong.extend([words] if children.ask(b"echo " + words, 60) != words else [])

threads = [threading.Thread(target=ask_on, args=(str(at),)) for at in range(3)]
for thread in threads:
    thread.start()
good = 0
for _ in range(15):
    pid = os.fork()
    if not pid:
        words = os.urandom(100_000)
        os._exit(0 if children.ask(b"echo " + words, 60) == words else 1)
    end = time.monotonic() + 30
    while not (ended := os.waitpid(pid, os.WNOHANG))[0] and time.monotonic() < end:
        time.sleep(0.01)
    good += ended[0] == pid and ended[1] == 0
done.set()
print(good, len(wrong), flush=True)
os._exit(0)
"""


@pytest.mark.usefixtures("module")
def test_a_fork_asks_while_threads_of_its_parent_do() -> None:
    command = [sys.executable, "-W", "error::ResourceWarning", "-c", FORKING]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["15", "0"]
    assert "ResourceWarning" not in done.stderr


KEEPING = """
import atexit, os, sys, time
from crte_extract.reading.child import Children
if sys.argv[1] == "ends":
    atexit.register(lambda: print(os.path.exists(f"/proc/{child}")))  # what is registered first runs last
children = Children("obeying")
child = int(children.ask(b"pid", 60))
print(child, flush=True)
if sys.argv[1] == "forked":
    pid = os.fork()
    if not pid:
        time.sleep(600)
    print(pid, flush=True)
if sys.argv[1] == "busy":
    children.ask(b"spin", 2)
if sys.argv[1] != "ends":
    time.sleep(600)
"""


@pytest.mark.parametrize("doing", ["nothing", "busy", "forked"])
def test_no_child_outlives_a_killed_parent_by_more_than_its_message(
    module: str, doing: str
) -> None:
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", KEEPING, doing]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as keeping:
        assert keeping.stdout is not None
        child = int(keeping.stdout.readline())
        fork = int(keeping.stdout.readline()) if doing == "forked" else 0
        assert is_running(child)
        keeping.kill()
        try:
            assert ends(child)
        finally:
            if fork:
                os.kill(fork, signal.SIGKILL)
        assert keeping.communicate()[1] == ""


STARTING = """
import os, subprocess, threading, time
from crte_extract.reading.child import Children

started = threading.Event()
start = subprocess.Popen

def slowly(*arguments, **options):
    process = start(*arguments, **options)
    started.set()
    time.sleep(0.5)
    return process

subprocess.Popen = slowly
children = Children("obeying")
thread = threading.Thread(target=children.ask, args=(b"pid", 60))
thread.start()
started.wait()
pid = os.fork()
if not pid:
    pipes = [one for one in os.listdir("/proc/self/fd") if int(one) > 2]
    os._exit(len([one for one in pipes if os.path.exists(f"/proc/self/fd/{one}")]))
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
thread.join()
"""


@pytest.mark.usefixtures("module")
def test_a_fork_waits_for_a_child_that_starts() -> None:
    command = [sys.executable, "-W", "ignore", "-c", STARTING]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "0\n"


def test_a_child_is_gone_when_its_parent_has_ended(module: str) -> None:
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", KEEPING, "ends"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.split()[1] == "False"


# pdfplumber


def drawn(text: str, operators: int = 0, wide: bool = False) -> bytes:
    """A PDF of one page. Operators that draw nothing take pdfplumber some 7 µs each, PDFium next to none.

    The widths of a ``wide`` font are more than any memory holds; PDFium asks for none.
    """
    rows = "".join(f"({row}) Tj 0 -14 Td " for row in text.splitlines())
    shown = f"BT /F1 9 Tf 40 800 Td {rows}ET".encode("cp1252")
    spun = zlib.compress(b"q Q " * operators, 9)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents[4 0 R 5 0 R]"
        b"/Resources<</Font<</F1 6 0 R%b>>>>>>" % (b"/F2 7 0 R" * wide),
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(spun), spun),
        b"<</Length %d>>stream\n%b\nendstream" % (len(shown), shown),
        font,
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[8 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/FontDescriptor 9 0 R/W[0 4000000000 500]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Type/FontDescriptor/FontName/A/Flags 4>>",
    ]
    made, table = b"%PDF-1.7\n", b"xref\n0 10\n0000000000 65535 f \n"
    for number, held in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(made)
        made += b"%d 0 obj%b\nendobj\n" % (number, held)
    return made + b"%btrailer<</Size 10/Root 1 0 R>>startxref\n%d\n%%%%EOF" % (table, len(made))


SHEET = """Informations générales
Nom du CRTE : CRTE des merles
Région : Bourgogne-Franche-Comté
Email de contact : merle@example.fr
Signataires
Taux de merles : 12
Plan d'action
Nombre de fiches action (opération prête à démarrer) : 43
"""
SPINNING = drawn(SHEET, 3_000_000)
SLOW = drawn(SHEET, 200_000)
SWELLING = drawn(SHEET, wide=True)


@pytest.fixture
def fresh() -> Iterator[None]:
    """No child is kept from another test."""
    plumber.CHILDREN.end()
    yield
    plumber.CHILDREN.end()


@pytest.mark.usefixtures("fresh")
def test_many_sheets_start_one_child() -> None:
    sheets = [sheet for sheet in SHEETS if sheet.suffix == ".pdf"][:4]
    assert extract(sheets[0], reader="pdfplumber").source
    (first,) = below(os.getpid())
    for sheet in sheets:
        assert extract(sheet, reader="pdfplumber").source
    assert below(os.getpid()) == {first}


def child_after(sheet: bytes) -> tuple[list[str], list[int]]:
    """The lines of a sheet, and the child that has read it: in a worker, which knows this by its name."""
    lines = [line.text for line in read(sheet, "pdfplumber").lines]
    return lines, list(below(os.getpid()))


def test_each_worker_starts_one_child_and_it_ends_with_it() -> None:
    sheet = drawn(SHEET)
    with Workers(2, timeout=60) as workers:
        found = [workers.submit(child_after, sheet) for _ in range(12)]
        assert {tuple(one.result()[0]) for one in found} == {tuple(SHEET.splitlines())}
        assert {len(one.result()[1]) for one in found} == {1}
        pids = {pid for one in found for pid in one.result()[1]}
        assert len(pids) <= 2
        assert all(map(is_running, pids))
    assert all(map(ends, pids))


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("bad", "reason"),
    [(SPINNING, "pdfplumber was not done after 1 s"), (SWELLING, "pdfplumber took over 1024 MiB")],
    ids=["spins", "swells"],
)
def test_a_bad_sheet_costs_itself_only(
    monkeypatch: pytest.MonkeyPatch, bad: bytes, reason: str
) -> None:
    assert read(drawn(SHEET), "pdfplumber").lines
    (first,) = below(os.getpid())
    with monkeypatch.context() as patch:
        if bad == SPINNING:
            patch.setattr(plumber, "CHILD_SECONDS", 1)
        with pytest.raises(ReaderFailed) as caught:
            read(bad, "pdfplumber")
        assert caught.value.message == reason
        assert caught.value.hint
    assert not is_running(first)
    assert read(drawn(SHEET), "pdfplumber").lines
    assert len(below(os.getpid())) == 1


@pytest.mark.usefixtures("fresh")
def test_a_child_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(ReaderFailed, match="could not be started: No such file"):
            read(drawn(SHEET), "pdfplumber")
    assert read(drawn(SHEET), "pdfplumber").lines


def test_a_child_is_held_to_the_memory_of_its_worker() -> None:
    with (
        Workers(1, timeout=60, memory=300 << 20) as workers,
        pytest.raises(ReaderFailed, match="took over 300 MiB"),
    ):
        workers.submit(child_after, SWELLING).result()


# Its time


@pytest.mark.usefixtures("fresh")
def test_a_source_that_has_more_time_gives_it_to_pdfplumber(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plumber, "CHILD_SECONDS", 0.5)
    with pytest.raises(ReaderFailed, match=r"not done after 0\.5 s \(.*--timeout"):
        read(SLOW, "pdfplumber")
    lines, _ = Forked(timeout=60).submit(child_after, SLOW).result()
    assert lines == SHEET.splitlines()


def test_a_source_that_has_less_time_is_read_by_pdfium_then(tmp_path: Path, crte: Run) -> None:
    """Alone, and by a worker that goes on with the next one."""
    sheets = tmp_path / "fiches"
    sheets.mkdir()
    (sheets / "a.pdf").write_bytes(SPINNING)
    (sheets / "b.pdf").write_bytes(drawn(SHEET))
    alone = crte(sheets / "a.pdf", "--timeout", 3, "-f", "json")
    record = json.loads(alone.stdout)
    assert codes(record).count("seconde_lecture_echouee") == 1
    assert record["source"]["lecteur"] == "pdfium"
    done = crte(sheets, "--timeout", 3, "--jobs", 1, "-f", "ndjson", "-q")
    first, second = map(json.loads, done.stdout.splitlines())
    assert codes(first) == codes(record)
    assert "seconde_lecture_echouee" not in codes(second)


def codes(record: dict[str, list[dict[str, str]]]) -> list[str]:
    return [warning["code"] for warning in record["avertissements"]]


def test_pdfplumber_asked_alone_tells_that_its_time_ran_out(tmp_path: Path, crte: Run) -> None:
    (tmp_path / "sheet.pdf").write_bytes(SPINNING)
    done = crte(tmp_path / "sheet.pdf", "--timeout", 2, "--reader", "pdfplumber")
    assert done.returncode == ExitCode.NO_RECORD
    assert b"pdfplumber was not done after 1." in done.stderr
    assert b"--timeout" in done.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("jobs", [(), ("--jobs", "2")], ids=["alone", "workers"])
def test_nothing_is_left_of_a_command_that_was_ended(
    tmp_path: Path, how: signal.Signals, jobs: Sequence[str]
) -> None:
    for name in ("a.pdf", "b.pdf") if jobs else ("a.pdf",):
        (tmp_path / name).write_bytes(SPINNING)
    source = str(tmp_path if jobs else tmp_path / "a.pdf")
    command = [sys.executable, "-m", "crte_extract.command.cli", source, "--timeout", "3", *jobs]
    with subprocess.Popen(
        [*command, "-f", "ndjson"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        while not (started := below(running.pid)):
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(how)
        running.communicate(timeout=30)
    assert all(map(ends, started))


def test_the_time_that_is_left_is_the_timers_that_ends_this_process() -> None:
    assert time_left() is None
    left = Forked(timeout=60).submit(time_left).result()
    assert 30 < left <= 60
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 60)
    try:
        assert time_left() is None, "a caller's own timer, which bounds something else"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
