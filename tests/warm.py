"""The command, run as often as the tests like: in forks of one process that has it loaded already.

To start Python and load the package takes several times what reading a sheet takes, and the tests
run the command some 400 times. Here a process loads the package once; then each command is a fork
of it, with its own arguments, folder, environment and standard streams, which ends as the
installed ``crte-extract`` ends. ``tests/test_warm.py`` holds the two against each other.

What a fork can't give is run by a process of its own, as ever: an environment that Python or the C
library looks at while it starts, a bound on memory (what is loaded counts), and options of
``subprocess.run`` that aren't known here, such as ``preexec_fn``.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

COMMAND = Path(sysconfig.get_path("scripts")) / "crte-extract"
# What the command itself looks at; any other change of the environment gets a process of its own.
# PYTEST_CURRENT_TEST is pytest's note to itself.
SEEN_LATE = {"COLUMNS", "CRTE_EXTRACT_PASSWORD", "NO_COLOR", "PYTEST_CURRENT_TEST", "TERM"}
ENVIRONMENT = dict(os.environ)  # before any test has changed it
STREAMS = {"input", "stdin", "stdout", "stderr"}
OPTIONS = STREAMS | {"cwd", "env", "timeout"}
MODULES = (  # what most runs load; none of it starts a thread, which a fork would lose
    *("crte_extract.command.cli", "crte_extract.batch.outcomes", "crte_extract.batch.dataset"),
    "crte_extract.batch.forked",
    *("crte_extract.reading.pdfium", "crte_extract.writing.csv", "crte_extract.writing.sqlite"),
    *("crte_extract.batch.summary", "crte_extract.batch.workers", "rich.console", "rich.text"),
)
Done = subprocess.CompletedProcess[bytes]
Words = str | bytes | Path


def run(arguments: Sequence[Words], **options: Any) -> Done:
    """As ``subprocess.run`` with ``crte-extract``; the streams are pipes if nothing is said."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    if options.get("input") is None:
        options = {"stdin": subprocess.DEVNULL, **options}
    server = _server() if hasattr(os, "fork") else None
    if server is None or not server.can(arguments, options):
        return subprocess.run([COMMAND, *arguments], check=False, **options)
    return server.run(arguments, **options)


@cache
def _server() -> Server:
    return Server(ENVIRONMENT)


class Server:
    """The process that has the package loaded, and the socket over which it is asked for forks."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._asking, served = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, __file__, str(served.fileno())]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[served.fileno()],
            env=environment,
        )
        served.close()
        atexit.register(self.close)

    def close(self) -> None:
        """Let the process end."""
        self._asking.close()
        self._process.wait()

    def can(self, arguments: Sequence[Words], options: dict[str, Any]) -> bool:
        """Whether a fork does what a process of its own does."""
        wanted = options.get("env")
        changed = self._environment.items() ^ dict(os.environ if wanted is None else wanted).items()
        return (
            options.keys() <= OPTIONS
            and {name for name, _ in changed} <= SEEN_LATE
            and not any(os.fsdecode(word).startswith("--memory") for word in arguments)
        )

    def run(
        self,
        arguments: Sequence[Words],
        *,
        input: bytes | None = None,
        stdin: IO[bytes] | int = subprocess.PIPE,
        stdout: IO[bytes] | int = subprocess.PIPE,
        stderr: IO[bytes] | int = subprocess.PIPE,
        cwd: str | Path | None = None,
        env: dict[str, str] | None = None,
        timeout: float = 120,
    ) -> Done:
        """Runs the command in a fork."""
        theirs: list[int] = []  # standard input, output and error of the fork
        opened: list[int] = []  # those of them that are of no more use here
        ours: dict[int, int] = {}  # by its number: our end of what is a pipe
        for number, given in enumerate((stdin, stdout, stderr)):
            if given == subprocess.PIPE:
                ends = os.pipe()
                theirs.append(ends[number > 0])
                ours[number] = ends[number == 0]
                opened.append(theirs[-1])
            elif given == subprocess.DEVNULL:
                theirs.append(os.open(os.devnull, os.O_RDWR))
                opened.append(theirs[-1])
            else:
                theirs.append(given if isinstance(given, int) else given.fileno())
        asked = {
            "arguments": [os.fsdecode(words) for words in arguments],
            "cwd": str(cwd or Path.cwd()),
            "env": dict(os.environ if env is None else env),
        }
        socket.send_fds(self._asking, [json.dumps(asked).encode()], theirs)
        for descriptor in opened:
            os.close(descriptor)
        pid, limit = int(self._asking.recv(99)), time.monotonic() + timeout
        try:
            said = _converse(ours, input or b"", limit)
            self._asking.settimeout(max(limit - time.monotonic(), 0.1))
            code = int(self._asking.recv(99))
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            self._asking.settimeout(None)
            self._asking.recv(99)
            raise subprocess.TimeoutExpired(arguments, timeout) from None
        self._asking.settimeout(None)
        return Done(arguments, code, said.get(1), said.get(2))


def _converse(pipes: dict[int, int], given: bytes, limit: float) -> dict[int, bytes]:
    """Writes to a fork's standard input and reads the other two, until it has closed them."""
    said: dict[int, bytes] = {number: b"" for number in pipes if number}
    left = memoryview(given)
    with selectors.DefaultSelector() as waiting:
        for number, pipe in pipes.items():
            os.set_blocking(pipe, False)
            waiting.register(
                pipe, selectors.EVENT_READ if number else selectors.EVENT_WRITE, number
            )
        try:
            while waiting.get_map():
                ready = waiting.select(limit - time.monotonic())
                if not ready and time.monotonic() >= limit:
                    raise TimeoutError
                for key, _ in ready:
                    if key.data:
                        piece = os.read(key.fd, 1 << 16)
                        said[key.data] += piece
                        ended = not piece
                    else:
                        left = left[_written(key.fd, left) :]
                        ended = not left
                    if ended:
                        waiting.unregister(key.fd)
                        os.close(pipes.pop(key.data))
        finally:
            for pipe in pipes.values():
                os.close(pipe)
    return said


def _written(pipe: int, words: memoryview) -> int:
    try:
        return os.write(pipe, words)
    except BrokenPipeError:  # it has had enough
        return len(words)


def _serve(asked: socket.socket) -> None:
    """Forks a command for each message, tells its process and then its exit code; returns in a fork."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for pytest, and for the forks
    while True:
        message, streams, _, _ = socket.recv_fds(asked, 1 << 20, 3)
        if not message:
            os._exit(0)
        pid = os.fork()
        if not pid:
            asked.close()
            _become(json.loads(message), streams)
            return
        for descriptor in streams:
            os.close(descriptor)
        asked.send(b"%d" % pid)
        asked.send(b"%d" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _become(asked: dict[str, Any], streams: list[int]) -> None:
    """Makes this process what Python is when it begins to run the command."""
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        old = getattr(sys, name)  # it has looked at another file behind its number
        kept = {"encoding": old.encoding, "errors": old.errors, "newline": "\n", "closefd": False}
        new: Any = open(number, "w" if number else "r", **kept)  # noqa: PTH123, SIM115
        if number == 2:
            new.reconfigure(line_buffering=True)
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.path[0] = str(COMMAND.parent)
    sys.argv = [str(COMMAND), *asked["arguments"]]
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    import gc
    from importlib import import_module

    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # as the command does before it loads
    for module in MODULES:
        import_module(module)
    gc.freeze()  # a collection in a fork would copy all that it looks at
    _serve(socket.socket(fileno=int(sys.argv[1])))
    from crte_extract.__main__ import main

    main()
