"""Tries mutants on the tests that reach them: a pytest that collects once, and runs tests in forks alone.

Each mutant breaks a copy of this process, never a file: whoever reads the tree meanwhile sees it whole.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest
from _pytest.runner import runtestprotocol

from .applying import Living, NotAppliedError, apply, living
from .finding import Mutant

LONGEST: Final = 3.0  # seconds that a test may take, and ten times its usual ones: then it hangs
MEMORY: Final = 8 << 30  # bytes that a child may take


@dataclass
class Reach:
    """What the tests do unbroken: how long each takes, and which of them reach a line of a file."""

    seconds: dict[str, float] = field(default_factory=dict)
    tests: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Tried:
    """A mutant, how many tests reach it, and the one that noticed it: None where none did.

    ``why`` tells of one that was not applied.
    """

    mutant: Mutant
    reached: int
    noticed: str | None
    why: str = ""


class Trial:
    """The plugin: reaches are told by a first child, mutants tried by one child each."""

    def __init__(
        self,
        root: Path,
        sources: Mapping[str, str],
        mutants: Sequence[Mutant],
        readers: Callable[[Mutant], set[tuple[str, int]]],
        jobs: int,
        tell: Callable[[int, int, Tried], None],
    ) -> None:
        self._root, self._sources = root, sources
        self._mutants, self._readers = mutants, readers
        self._jobs, self._tell = jobs, tell
        self._kills: Counter[str] = Counter()
        self._living: Living = {}
        self.reach = Reach()
        self.tried: list[Tried] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In the place of a run of the tests."""
        if session.testsfailed:
            raise session.Interrupted("the tests can't be collected")
        items = {item.nodeid: item for item in session.items}
        wanted = {file for mutant in self._mutants for file, _ in self._readers(mutant)}
        for file in wanted:  # all that is to be broken, whether or not a test has loaded it yet
            import_module(
                f"crte_extract.{file.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}"
            )
        self._living = living()
        gc.freeze()  # what is frozen is not copied by the children's collections
        with contextlib.suppress(StopIteration):
            told = next(_children([lambda: _reach(session.items, self._root, wanted)], 1))[1]
            self.reach = Reach(
                told["seconds"],
                {
                    (file, int(line)): set(tests)
                    for file, lines in told["tests"].items()
                    for line, tests in lines.items()
                },
                told["failed"],
            )
        if self.reach.failed or not self.reach.seconds:
            return True
        tasks = (self._task(mutant, items) for mutant in self._mutants)
        for at, answer in _children(tasks, self._jobs):
            mutant = self._mutants[at]
            noticed = answer.get("noticed", f"the child ended: {answer.get('ended')}")
            tried = Tried(mutant, answer.get("reached", -1), noticed, answer.get("why", ""))
            self._kills[noticed or ""] += 1
            self.tried.append(tried)
            self._tell(len(self.tried), len(self._mutants), tried)
        return True

    def _task(
        self, mutant: Mutant, items: Mapping[str, pytest.Item]
    ) -> Callable[[], dict[str, Any]]:
        """What a child does: break itself, and run the tests, the likeliest first."""

        def task() -> dict[str, Any]:
            reaching: set[str] = set()
            for place in self._readers(mutant):
                reaching |= self.reach.tests.get(place, set())
            told: dict[str, Any] = {"reached": len(reaching), "noticed": None}
            order = sorted(reaching, key=lambda t: (-self._kills[t], self.reach.seconds[t], t))
            try:
                if order:
                    apply(mutant, self._root, self._sources, self._living)
            except NotAppliedError as error:
                return {**told, "why": str(error)}
            return {**told, "noticed": self._first_failure([items[test] for test in order])}

        return task

    def _first_failure(self, items: Sequence[pytest.Item]) -> str | None:
        for item, after in zip(items, [*items[1:], None], strict=False):
            seconds = LONGEST + 10 * self.reach.seconds[item.nodeid]
            with _alarm(seconds, item.nodeid):
                reports = runtestprotocol(item, log=False, nextitem=after)
            if any(report.failed for report in reports):
                return item.nodeid
        return None


@contextlib.contextmanager
def _alarm(seconds: float, name: str) -> Iterator[None]:
    """Ends the child, as one that noticed, where a test hangs."""

    def hangs(signum: int, frame: FrameType | None) -> None:
        os.write(_ANSWER[0], json.dumps({"noticed": f"{name} (hangs)"}).encode())
        os._exit(0)

    signal.signal(signal.SIGALRM, hangs)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


_ANSWER: list[int] = []  # where a child writes what it found


def _children(
    tasks: Iterator[Callable[[], dict[str, Any]]] | Sequence[Callable[[], dict[str, Any]]],
    jobs: int,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """What each task gives, run in a fork of its own, some at once; with its number, as they end."""
    waiting = enumerate(tasks)
    running: dict[int, tuple[int, int, bytes]] = {}  # by pipe: number, process, what it said
    while True:
        while len(running) < jobs and (following := next(waiting, None)) is not None:
            pipe, pid = _forked(following[1])
            running[pipe] = (following[0], pid, b"")
        if not running:
            return
        for pipe in select.select([*running], [], [])[0]:
            number, pid, said = running[pipe]
            if part := os.read(pipe, 1 << 20):
                running[pipe] = (number, pid, said + part)
                continue
            os.close(pipe)
            del running[pipe]
            status = os.waitpid(pid, 0)[1]
            yield number, json.loads(said) if said else {"ended": os.waitstatus_to_exitcode(status)}


def _forked(task: Callable[[], dict[str, Any]]) -> tuple[int, int]:
    pipe, answer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(answer)
        return pipe, pid
    try:
        _ANSWER[:] = [answer]
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        try:
            told = task()
        except BaseException as error:
            told = {"noticed": f"the run ended: {error!r}"}
        said = json.dumps(told).encode()
        while said:
            said = said[os.write(answer, said) :]
    finally:
        os._exit(0)


def _reach(items: Sequence[pytest.Item], root: Path, files: Collection[str]) -> dict[str, Any]:
    """Run all tests unbroken: how long each takes, and which lines of these files it reaches."""
    seconds: dict[str, float] = {}
    failed: list[str] = []
    lines: dict[str, dict[int, list[str]]] = {}
    names = {str(root / file): file for file in files}
    for item, after in zip(items, [*items[1:], None], strict=True):
        begun = time.perf_counter()
        with _Traced(names) as traced:
            reports = runtestprotocol(item, log=False, nextitem=after)
        seconds[item.nodeid] = time.perf_counter() - begun
        failed += [item.nodeid] if any(report.failed for report in reports) else []
        for file, line in traced.lines:
            lines.setdefault(file, {}).setdefault(line, []).append(item.nodeid)
    return {"seconds": seconds, "tests": lines, "failed": failed}


class _Traced:
    """Collects the lines of some files that are run; ``names`` has what to call each by its path."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.lines: set[tuple[str, int]] = set()
        self._names = names

    def __enter__(self) -> _Traced:
        sys.settrace(self._calls)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _calls(self, frame: FrameType, event: str, argument: object) -> Any:
        file = self._names.get(frame.f_code.co_filename)
        if file is None:
            return None
        self.lines.add((file, frame.f_lineno))
        lines = self.lines

        def line(frame: FrameType, event: str, argument: object) -> Any:
            lines.add((file, frame.f_lineno))
            return line

        return line
