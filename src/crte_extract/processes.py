"""What child processes of this package share: to find it, to be held to bounds, to answer, to be lost."""

from __future__ import annotations

import os
import pickle
import signal
import struct
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

from crte_extract.errors import ReaderFailed
from crte_extract.options import Bounds

_LONGEST: Final = 1e8  # seconds: three years, which is no bound
_LARGEST: Final = 1 << 60  # bytes
_PANIC: Final = (
    "PanicException"  # of libraries that are written in Rust, which give it no other name
)
_LENGTH: Final = struct.Struct("!Q")


def checked(timeout: float, memory: int) -> tuple[float, int]:
    """The bounds, in seconds and bytes; raises ValueError where they are none. Infinity is no bound."""
    bounds = Bounds(timeout, memory)
    return min(bounds.timeout, _LONGEST), min(bounds.memory, _LARGEST)


def environment() -> dict[str, str]:
    """The child finds this very package, and no character maps where the user's shell points."""
    kept = {key: value for key, value in os.environ.items() if key != "CMAP_PATH"}
    paths = [str(Path(__file__).parents[1]), kept.get("PYTHONPATH", "")]
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return kept


def limit_memory(size: int) -> None:
    """Hold this process to ``size`` bytes of address space, where the system can; leave no core file."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    for limit, wanted in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
        _, most = resource.getrlimit(limit)
        bound = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(limit, (bound, bound))


def memory_limit() -> int:
    """The bytes of address space that this process is held to; very many where it isn't."""
    try:
        import resource
    except ImportError:  # not on this system
        return _LARGEST
    bound = resource.getrlimit(resource.RLIMIT_AS)[0]
    return _LARGEST if bound == resource.RLIM_INFINITY else bound


def limit_time(seconds: float) -> None:
    """Let the system end this process after so many seconds, whatever it is doing; 0 calls that off.

    It ends with SIGALRM. No thread has to watch, and no library that hangs can stand in the way.
    """
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def time_left() -> float | None:
    """The seconds after which the system ends this process, as ``limit_time`` has it; None: it doesn't.

    A timer whose signal somebody catches is no such bound: it is a caller's own.
    """
    if not hasattr(signal, "getitimer") or signal.getsignal(signal.SIGALRM) != signal.SIG_DFL:
        return None
    return signal.getitimer(signal.ITIMER_REAL)[0] or None


def claim_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """A child's two pipes, out of reach of all that reads standard input or prints."""
    pipes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return pipes


def send(pipe: IO[bytes], message: bytes) -> None:
    """A message into a pipe, its length before it."""
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """The next message from a pipe, None where it ended."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size = _LENGTH.unpack(head)[0]
    message = pipe.read(size)
    return message if len(message) == size else None


def answer(task: Callable[[], Any], timeout: float) -> bytes:
    """The pickled result of a task, or its error; the process ends where it takes longer."""
    try:
        limit_time(timeout)
        return pickle.dumps((task(), None))
    except BaseException as error:
        return pickle.dumps((None, MemoryError())) if is_of_memory(error) else pickled(error)
    finally:
        limit_time(0)


def is_of_memory(error: BaseException) -> bool:
    """Whether memory ran out: told by the error, or by how much there was where a library muddled it."""
    muddled = isinstance(error, SystemError) or type(error).__name__ == _PANIC
    return is_swollen() if muddled else isinstance(error, MemoryError)


def is_swollen() -> bool:
    """Whether this process has more than half of the memory that it may have, where that can be told."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (ImportError, OSError):  # not on this system
        return False
    return 2 * pages * resource.getpagesize() > memory_limit()


def pickled(error: BaseException) -> bytes:
    """An error for the parent to raise: in words where it can't be sent, or would end the parent."""
    try:
        if not isinstance(error, Exception):
            raise TypeError
        message = pickle.dumps((None, error))
        pickle.loads(message)  # noqa: S301 - our own
    except Exception:
        return pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))
    return message


def result_of(answer: bytes) -> Any:
    """What a child's answer holds; raises the error of its task."""
    result, error = pickle.loads(answer)  # noqa: S301 - from our own child
    if error is not None:
        raise error
    return result


def why_lost(code: int, timeout: float, memory: int) -> ReaderFailed:
    """Why a child ended over its task, by its exit code (negative: a signal) and its bounds."""
    if code == -getattr(signal, "SIGALRM", 0):
        return ReaderFailed(
            f"it was not read within {timeout:g} s", hint="give it more time with --timeout"
        )
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return ReaderFailed(
        f"reading it crashed ({name})",
        hint="open it in a viewer and print it to a new PDF; or it wants more than "
        f"{memory >> 20} MiB: give it more with --memory",
    )


def too_much_memory(memory: int) -> ReaderFailed:
    """A task ran out of its memory, in bytes."""
    return ReaderFailed(
        f"reading it took more than {memory >> 20} MiB", hint="give it more with --memory"
    )
