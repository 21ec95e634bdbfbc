"""Runs a task in a fork of this very process: some milliseconds, where a worker costs its start.

For a single source: the fork has all that is loaded already, and is held to the bounds of a worker.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from typing import Any, Final

from crte_extract.options import MEMORY, TIMEOUT
from crte_extract.processes import (
    answer,
    checked,
    limit_memory,
    receive,
    result_of,
    send,
    too_much_memory,
    why_lost,
)

_INTERRUPTS: Final = (signal.SIGINT, signal.SIGTERM)


class Forked(Executor):
    """Runs each task at once, in a child that ends with it; for a process that has one thread.

    A task that takes longer than ``timeout`` seconds or more than ``memory`` bytes, or crashes its
    child, raises ReaderFailed from its future. What tasks print goes nowhere. Ctrl-C ends the child,
    whatever it does. Needs a system that has ``os.fork``.
    """

    def __init__(self, *, timeout: float = TIMEOUT, memory: int = MEMORY) -> None:
        self._timeout, self._memory = checked(timeout, memory)
        self._leaving = 0  # the child that has answered, while its memory is given back

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of a task that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(self._run(partial(fn, *args, **kwargs)))
        except Exception as error:  # as any executor does
            future.set_exception(error)
        return future

    def _run(self, task: Callable[[], Any]) -> Any:
        message, code = self._ask(task)
        if message is None:
            raise why_lost(code, self._timeout, self._memory)
        try:
            return result_of(message)
        except MemoryError:
            raise too_much_memory(self._memory) from None

    def _ask(self, task: Callable[[], Any]) -> tuple[bytes | None, int]:
        """A child's answer to the task, None where it died over it, and the child's exit code."""
        self.shutdown()
        pipe = receiving, sending = os.pipe()
        # What interrupts is kept back until the child is out of its reach, and known to its parent.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)
        pid = 0
        try:
            pid = self._fork(task, pipe, before)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(sending)
            with os.fdopen(receiving, "rb") as answers:
                message = receive(answers)
        except BaseException:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)  # there may have been no fork
            if pid:
                _end(pid)
            raise
        if message is None:
            return None, _end(pid)
        self._leaving = pid
        return message, 0

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Waits until the last child is gone."""
        if self._leaving:
            os.waitpid(self._leaving, 0)
            self._leaving = 0

    def _fork(self, task: Callable[[], Any], pipe: tuple[int, int], before: Iterable[int]) -> int:
        gc.freeze()  # a collection in the child would copy all that it looks at
        pid = os.fork()
        if pid:
            gc.unfreeze()
            return pid
        try:
            os.setsid()
            for number in _INTERRUPTS:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(pipe[0])  # where the parent is gone, nobody is left to read the answer
            self._serve(task, pipe[1])
        finally:
            os._exit(1)

    def _serve(self, task: Callable[[], Any], sending: int) -> None:
        with os.fdopen(_beyond_standard(sending), "wb") as answers:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for standard in range(3):
                os.dup2(nowhere, standard)
            limit_memory(self._memory)
            send(answers, answer(task, self._timeout))
        os._exit(0)  # what a library does at its end is of no more use


def _beyond_standard(descriptor: int) -> int:
    """The same pipe under a number that no standard stream has: the command may be run without them."""
    if descriptor > 2:
        return descriptor
    import fcntl

    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 3)


def _end(pid: int) -> int:
    """Ends a child and whatever it started; gives the exit code it had, negative for a signal."""
    for kill in (os.killpg, os.kill):  # it may not lead its group yet
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
