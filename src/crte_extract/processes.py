"""What a child process of this package needs: to find the package, and to be held to its bounds."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Final

TIMEOUT: Final = 30.0  # seconds that a source may take
MEMORY: Final = 1 << 30  # bytes that it may take


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


def limit_time(seconds: float) -> None:
    """Let the system end this process after so many seconds, whatever it is doing; 0 calls that off.

    It ends with SIGALRM. No thread has to watch, and no library that hangs can stand in the way.
    """
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
