"""A process pool whose workers may crash, hang or swell: each costs its own task and no other.

One thread, one child, one pipe. The children share neither queue nor lock, so that nothing a child
does, nor the killing of it, can hold up another. ``python -m crte_extract.batch.workers`` is a child.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from crte_extract.errors import ReaderFailed
from crte_extract.options import MEMORY, TIMEOUT
from crte_extract.processes import (
    answer,
    checked,
    claim_pipes,
    environment,
    limit_memory,
    pickled,
    receive,
    result_of,
    send,
    too_much_memory,
    why_lost,
)


class Workers(Executor):
    """Runs tasks in ``jobs`` child processes, which start once and serve until the end.

    A task that takes longer than ``timeout`` seconds or more than ``memory`` bytes, or crashes its
    child, raises ReaderFailed from its future; the child is replaced. What tasks print goes nowhere.
    """

    def __init__(self, jobs: int, *, timeout: float = TIMEOUT, memory: int = MEMORY) -> None:
        self._bounds = checked(timeout, memory)
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="crte-extract")
        self._own = threading.local()
        self._children: set[_Child] = set()
        self._lock = threading.Lock()
        self._ended = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Runs a picklable function in a child; see ``concurrent.futures.Executor``."""
        return self._threads.submit(self._run, pickle.dumps((fn, args, kwargs)))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the children: at once where futures are cancelled, else when all tasks are done."""
        self._threads.shutdown(wait=wait and not cancel_futures, cancel_futures=cancel_futures)
        if wait or cancel_futures:
            with self._lock:
                self._ended = True
                for child in self._children:
                    child.kill()
            self._threads.shutdown(wait=wait)

    def __exit__(self, kind: Any, error: Any, at: Any) -> None:
        """Waits for the tasks; gives them up where an error leads out."""
        self.shutdown(cancel_futures=kind is not None)

    def _run(self, task: bytes) -> Any:
        child = self._child()
        answer = child.ask(task)
        if answer is None:
            raise why_lost(child.kill(), *self._bounds)
        try:
            return result_of(answer)
        except MemoryError:
            child.kill()
            raise too_much_memory(self._bounds[1]) from None

    def _child(self) -> _Child:
        """This thread's own child, a new one where there is none or it has died."""
        child: _Child | None = getattr(self._own, "child", None)
        if child is not None and child.alive():
            return child
        with self._lock:
            if self._ended:
                raise ReaderFailed("the run has ended")
            if child is not None:
                self._children.discard(child)
            self._own.child = child = _Child(*self._bounds)
            self._children.add(child)
        return child


class _Child:
    """A child process, and the two ends of its pipe."""

    def __init__(self, timeout: float, memory: int) -> None:
        command = [sys.executable, "-P", "-m", __spec__.name if __spec__ else __name__]
        self._process = subprocess.Popen(  # noqa: S603
            [*command, str(timeout), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,  # Ctrl-C is for the parent; what the child starts ends with it
        )
        self._send(pickle.dumps(sys.path))

    def ask(self, task: bytes) -> bytes | None:
        """The child's answer to a task, None where it died over it."""
        if not self._send(task) or self._process.stdout is None:
            return None
        return receive(self._process.stdout)

    def _send(self, message: bytes) -> bool:
        try:
            if self._process.stdin is not None:
                send(self._process.stdin, message)
        except OSError:
            return False
        return True

    def alive(self) -> bool:
        """Whether it can take another task."""
        return self._process.poll() is None

    def kill(self) -> int:
        """Ends it and whatever it started; gives the exit code that it had, if it was dead already."""
        with suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        code = self._process.wait()
        for end in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                end.close() if end else None
        return code


def main() -> None:
    """The child: takes tasks one by one until its parent hangs up."""
    timeout, memory = float(sys.argv[1]), int(sys.argv[2])
    tasks, answers = claim_pipes()
    limit_memory(memory)
    with suppress(OSError):  # the parent is gone: nobody to answer
        sys.path[:] = pickle.loads(receive(tasks) or pickle.dumps(sys.path))  # noqa: S301
        while (task := receive(tasks)) is not None:
            send(answers, _answer(task, timeout))
    os._exit(0)  # what a library does at its end is of no more use


def _answer(task: bytes, timeout: float) -> bytes:
    """The pickled result of a task, or its error; to load what it needs is not its own time."""
    try:
        function, arguments, options = pickle.loads(task)  # noqa: S301 - from our own parent
        return answer(partial(function, *arguments, **options), timeout)
    except BaseException as error:
        return pickled(error)


if __name__ == "__main__":
    main()
