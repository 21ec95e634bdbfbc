"""Locks that a fork waits for, so that its child finds them free whatever its parent's threads did.

A child has only the thread that forked: what another one held would stay locked for ever. All are made
before any thread reads: a fork that has begun waits for none that is made meanwhile.
"""

from __future__ import annotations

import logging  # noqa: F401  # see LOADING
import os
from threading import RLock
from typing import Final


def lock_over_forks() -> RLock:
    """A new lock; the thread that holds it may take it again, and may fork."""
    lock = RLock()
    if hasattr(os, "register_at_fork"):
        # As Python's own locks have it: a child of 3.13.0 is not known as the thread that forked.
        free = lock._at_fork_reinit  # type: ignore[attr-defined]
        os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=free)
    return lock


LOADING: Final = lock_over_forks()
"""Held while a module is loaded that not every reading needs: Python's own locks know no forks.

A fork takes the youngest lock first. The libraries of PDF log, and want logging's lock while they are
loaded: that has to be the older one, or a fork would hold it and wait for this one, which waits for it.
"""
PDFIUM: Final = lock_over_forks()
"""Held while PDFium works, which is not thread-safe."""
CHILDREN: Final = lock_over_forks()
"""Held while a child process is started, or goes: a fork would keep an end of its pipe.

A fork takes it first and whoever holds it wants no other.
"""
