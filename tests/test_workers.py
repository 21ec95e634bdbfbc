"""Workers: each task may crash, hang, swell or shout, and costs itself only."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crte_extract.batch.forked import Forked
from crte_extract.batch.workers import Workers
from crte_extract.errors import ReaderFailed

MIB = 1 << 20


# Tasks: a child imports this module by its name


def double(number: int) -> int:
    return 2 * number


def swell() -> int:
    held = []
    while True:
        held.append(bytearray(16 * MIB))


def swell_in_c() -> None:
    ctypes.string_at(0)


def swell_and_muddle() -> int:
    held = []
    try:
        while True:
            held.append(bytearray(MIB))
    except MemoryError:
        raise SystemError("error return without exception set") from None
    finally:
        del held[:20]


class PanicException(BaseException):
    """What Pydantic raises where it gets no memory."""


def swell_and_panic() -> int:
    try:
        return swell_and_muddle()
    except SystemError as error:
        raise PanicException("PyObject pointer is null") from error


def muddle() -> None:
    raise SystemError("a bug")


def hang_in_python() -> int:
    return sum(range(10**15))


def hang_in_c() -> None:
    re.match(r"(a*)*b", "a" * 64)


def shout() -> str:
    print("no data" * 10_000)
    os.write(1, b"no data either" * 10_000)
    os.write(2, b"nor this")
    return "said"


def listen() -> str:
    return sys.stdin.read()


class Unsendable(Exception):
    def __init__(self) -> None:
        super().__init__("can't be sent")
        self.pipe = Path(os.devnull).open()  # noqa: SIM115

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("no pickle of this")


def fail_unsendably() -> None:
    raise Unsendable


def exit_politely() -> None:
    raise SystemExit(3)


def start_a_sleeper(where: str) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as sleeper:
        Path(where).write_text(str(sleeper.pid))
        sleeper.wait()


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers(2, timeout=6, memory=512 * MIB) as workers:
        yield workers


def pids(workers: Workers) -> set[int]:
    futures = [workers.submit(os.getpid) for _ in range(200)]
    return {future.result() for future in futures}


def is_running(pid: int) -> bool:
    try:
        return "Z (zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def ends(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(100):
        if not is_running(pid):
            return True
        time.sleep(0.1)
    return False


BAD: dict[Callable[..., object], str] = {
    os.abort: "crashed (SIGABRT)",
    swell: "more than 512 MiB",
    swell_and_muddle: "more than 512 MiB",
    swell_and_panic: "more than 512 MiB",
    swell_in_c: "crashed (SIGSEGV)",
    hang_in_python: "not read within 6 s",
}


@pytest.mark.parametrize(
    ("timeout", "memory"),
    [(0, MIB), (-1, MIB), (float("nan"), MIB), (True, MIB), ("2", MIB), (1, 0), (1, -1), (1, 1.5)],
)
@pytest.mark.parametrize("kind", [Workers, Forked])
def test_bounds_that_are_none_are_refused(kind: Any, timeout: Any, memory: Any) -> None:
    options = {"timeout": timeout, "memory": memory}
    with pytest.raises(ValueError, match="above 0 is wanted"):
        kind(1, **options) if kind is Workers else kind(**options)


def test_infinity_is_no_bound() -> None:
    with Workers(1, timeout=float("inf"), memory=1 << 90) as workers:
        assert workers.submit(double, 4).result() == 8


def test_each_bad_task_costs_itself_only(workers: Workers) -> None:
    bad = {
        3: swell_and_muddle,
        5: swell_and_panic,
        7: os.abort,
        12: swell,
        20: swell_in_c,
        21: os.abort,
        30: hang_in_python,
    }
    futures = [workers.submit(bad.get(n, double), *(() if n in bad else (n,))) for n in range(40)]
    for number, future in enumerate(futures):
        if number in bad:
            with pytest.raises(ReaderFailed) as caught:
                future.result()
            assert BAD[bad[number]] in caught.value.message
            assert caught.value.hint
        else:
            assert future.result() == 2 * number


def test_a_hang_in_c_ends_too() -> None:
    with Workers(1, timeout=1) as workers:
        stuck, after = workers.submit(hang_in_c), workers.submit(double, 4)
        with pytest.raises(ReaderFailed, match="not read within 1 s"):
            stuck.result()
        assert after.result() == 8


def test_an_exit_is_told(workers: Workers) -> None:
    with pytest.raises(ReaderFailed, match=r"exit code 7"):
        workers.submit(os._exit, 7).result()
    assert workers.submit(double, 1).result() == 2


def test_what_tasks_print_disturbs_nothing(
    workers: Workers, capfd: pytest.CaptureFixture[str]
) -> None:
    assert [workers.submit(shout).result() for _ in range(3)] == ["said"] * 3
    assert capfd.readouterr() == ("", "")


def test_standard_input_is_empty_for_tasks(workers: Workers) -> None:
    assert workers.submit(listen).result() == ""


def test_errors_come_back(workers: Workers) -> None:
    with pytest.raises(ZeroDivisionError):
        workers.submit(divmod, 1, 0).result()
    with pytest.raises(SystemError, match="a bug"):
        workers.submit(muddle).result()
    with pytest.raises(RuntimeError, match="Unsendable"):
        workers.submit(fail_unsendably).result()
    with pytest.raises(RuntimeError, match="SystemExit: 3"):
        workers.submit(exit_politely).result()
    assert workers.submit(double, 1).result() == 2


def test_what_is_large_passes(workers: Workers) -> None:
    assert len(workers.submit(bytes, 50 * MIB).result()) == 50 * MIB
    assert workers.submit(len, bytes(50 * MIB)).result() == 50 * MIB


def test_workers_start_once_and_end(workers: Workers) -> None:
    before = pids(workers)
    assert os.getpid() not in before
    assert len(before | pids(workers) | pids(workers)) <= 2
    workers.shutdown()
    assert all(ends(pid) for pid in before)


def test_what_a_task_started_ends_with_it(tmp_path: Path) -> None:
    with Workers(1, timeout=2) as workers:
        with pytest.raises(ReaderFailed):
            workers.submit(start_a_sleeper, str(tmp_path / "pid")).result()
        assert ends(int((tmp_path / "pid").read_text()))


def test_giving_up_ends_what_runs() -> None:
    workers = Workers(2, timeout=600)
    futures = [workers.submit(time.sleep, 600) for _ in range(5)]
    while not futures[1].running():
        time.sleep(0.01)
    workers.shutdown(cancel_futures=True)
    assert all(future.done() for future in futures)
    assert sum(future.cancelled() for future in futures) == 3


def leave_by_an_error() -> None:
    with Workers(1, timeout=600) as workers:
        workers.submit(time.sleep, 600)
        raise KeyError


def test_an_error_that_leads_out_ends_what_runs() -> None:
    with pytest.raises(KeyError):
        leave_by_an_error()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no /proc on this system")
def test_nothing_stays_open(workers: Workers) -> None:
    with Workers(2) as others:
        pids(others)
    before = open_files()
    for _ in range(3):
        with Workers(2) as others:
            pids(others)
            with pytest.raises(ReaderFailed):
                others.submit(os.abort).result()
    assert open_files() <= before


PARENT = """
import os, sys, time
from crte_extract.batch.workers import Workers
workers = Workers(2, timeout=3)
print(*{workers.submit(os.getpid).result() for _ in range(20)}, flush=True)
workers.submit(time.sleep, 600)
time.sleep(600)
"""


def test_no_worker_outlives_a_killed_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        assert workers
        assert all(is_running(pid) for pid in workers)
        os.kill(parent.pid, signal.SIGKILL)
    assert all(ends(pid) for pid in workers)
