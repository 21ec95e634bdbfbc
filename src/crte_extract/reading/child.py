"""A child process that serves one message after the other, kept from call to call.

This is the one thing in the package that outlives a call without being anybody's: to start a child
and to load pdfplumber takes as long as to read a sheet with it, and neither a worker nor a caller of
``extract`` has a place to keep one. Nothing that is read depends on it: it saves its start alone.

It ends with whoever keeps it, however that ends: what it reads from is closed then. After a fork the
parent alone keeps it.
"""

from __future__ import annotations

import atexit
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Final, NoReturn

from crte_extract.locks import CHILDREN
from crte_extract.processes import (
    claim_pipes,
    environment,
    is_swollen,
    limit_memory,
    limit_time,
    receive,
    send,
)

OUT_OF_MEMORY: Final = 77  # exit code of a child; what is left of its memory is in pieces
_UNTIL: Final = struct.Struct("!d")  # before a message: when the child ends itself over it
_STAYS: Final = b"+"  # before an answer
_LEAVES: Final = b"-"


class Lost(Exception):
    """A child ended over its message: it was late, or had this exit code (negative: a signal)."""

    def __init__(self, late: bool, code: int) -> None:
        super().__init__(late, code)
        self.late = late
        self.code = code


class Children:
    """The children that run a module: one, unless several threads ask at a time.

    Each is asked by one thread at a time, and no thread waits for another's. A child that was lost,
    or has swollen, is replaced when it is next wanted.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        atexit.register(self.end)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def ask(self, message: bytes, seconds: float) -> bytes:
        """The answer of a child to a message; it may take so many seconds, its start among them.

        Raises Lost where there is none, and OSError where no child can be started.
        """
        until = time.monotonic() + seconds
        child = self._take()
        answer = None
        try:
            answer = child.ask(message, until)
        finally:  # whatever interrupts: its answer would be taken for the next one's
            stays = answer is not None and answer[:1] == _STAYS
            code = self._keep(child) if stays else self._end(child)
        if answer is None:
            raise Lost(time.monotonic() >= until, code)
        return answer[1:]

    def end(self) -> None:
        """Ends those that nobody is asking; who asks gets a new one."""
        with CHILDREN:
            idle, self._idle = self._idle, []
        for child in idle:
            self._end(child)

    def _take(self) -> _Child:
        with CHILDREN:
            while self._idle:
                child = self._idle.pop()
                if child.alive():
                    return child
                self._end(child)
            child = _Child(self._module)
            self._all.add(child)
            return child

    def _keep(self, child: _Child) -> int:
        with CHILDREN:
            if len(self._idle) < (os.cpu_count() or 1):  # more would not work at a time
                self._idle.append(child)
                return 0
        return self._end(child)

    def _end(self, child: _Child) -> int:
        code = child.end()
        with CHILDREN:
            self._all.discard(child)
        return code

    def _forget(self) -> None:
        """In a fork: they are its parent's, and end with that one."""
        for child in self._all:
            child.forget()
        self._idle.clear()
        self._all.clear()


class _Child:
    """A child process, and the two ends of its pipe.

    They have no buffers: what one holds when another thread forks would be sent twice.
    """

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", module],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        pipes = self._process.stdin, self._process.stdout
        self._sending, self._receiving = (pipe for pipe in pipes if pipe is not None)

    def ask(self, message: bytes, until: float) -> bytes | None:
        """The child's answer, None where it died over the message."""
        with self._watched(until), suppress(OSError):
            with os.fdopen(self._sending.fileno(), "wb", closefd=False) as sending:
                send(sending, _UNTIL.pack(until) + message)
            with os.fdopen(self._receiving.fileno(), "rb", closefd=False) as receiving:
                return receive(receiving)
        return None

    @contextmanager
    def _watched(self, until: float) -> Iterator[None]:
        """Ends the child from here, where the system has no timer by which it ends itself."""
        if hasattr(signal, "setitimer"):
            yield
            return
        watch = Timer(until - time.monotonic(), self._process.kill)
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            watch.join()  # it would be a thread over a fork

    def alive(self) -> bool:
        """Whether it can take another message."""
        return self._process.poll() is None

    def end(self) -> int:
        """Ends it; gives the exit code that it had, if it was dead already."""
        self._process.kill()
        code = self._process.wait()
        self._close()
        return code

    def forget(self) -> None:
        """Lets go of it without ending it."""
        self._close()
        self._process.returncode = 0  # nobody here can wait for it

    def _close(self) -> None:
        self._sending.close()
        self._receiving.close()


def serve(answer: Callable[[bytes], bytes], memory: int) -> NoReturn:
    """The child: answers message after message, until who keeps it is gone.

    It is held to ``memory`` bytes, and ends over a message that is late, or for which they don't do.
    """
    code = 1
    try:
        tasks, answers = claim_pipes()
        limit_memory(memory)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this
        while (message := receive(tasks)) is not None:
            limit_time(max(_UNTIL.unpack_from(message)[0] - time.monotonic(), 1e-3))
            said = answer(message[_UNTIL.size :])
            limit_time(0)
            send(answers, (_LEAVES if is_swollen() else _STAYS) + said)
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        os._exit(code)  # what a library does at its end is of no more use
