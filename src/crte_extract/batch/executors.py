"""What reads the sources besides the pool of workers: this very process, or a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from crte_extract.errors import MissingExtra, SourceError


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Here(Executor):
    """Runs a task at once, in this very process: for a single source, workers cost more."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of a task that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # as any executor does
            future.set_exception(error)
        return future


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The Dask cluster whose scheduler listens at the address (``tcp://host:8786``).

    Its workers read the sources themselves: they need crte-extract, and the same paths. Raises
    MissingExtra without Dask, SourceError where nothing answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtra(
            "--scheduler needs Dask", hint="pip install 'crte-extract[dask]'"
        ) from None
    try:
        client = Client(address, timeout=5, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise SourceError(
            f"no Dask scheduler answers: {type(error).__name__}",
            hint="check the address, and that the scheduler runs: dask scheduler",
        ).about(address) from None
    with client:
        yield client.get_executor(pure=False)
