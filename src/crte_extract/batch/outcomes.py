"""Many sources become a stream of outcomes, over any ``concurrent.futures.Executor``.

>>> from crte_extract.batch import extract_many
>>> [o.source for o in extract_many(["samples/fiche-crte-dijon-metropole.txt"])]
['samples/fiche-crte-dijon-metropole.txt']
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from crte_extract.errors import CrteError, SourceError, UnreadableFile
from crte_extract.options import MEMORY, TIMEOUT, Bounds, Options, Reader
from crte_extract.reading import read_file
from crte_extract.readings import read_sheets
from crte_extract.record import Fiche, Reading
from crte_extract.sections import Fate

if TYPE_CHECKING:
    from crte_extract.batch.views import View

AHEAD: Final = 512  # sources under way, or done and waiting for their turn
SourceLike = str | Path | bytes


class SetAside(NamedTuple):
    """A line that is no data: letterhead or running head (``fate``), with its place."""

    page: int | None
    line: int
    fate: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source: its records, in the form that JSON has, or the error.

    ``source`` is its path as given, ``-`` for bytes. ``set_aside`` and ``views`` (one a record) are
    filled on demand, ``kept`` tells of records that an earlier run had read, ``secret`` of a source
    that is encrypted.
    """

    source: str
    records: tuple[Mapping[str, Any], ...] = ()
    error: CrteError | None = None
    set_aside: tuple[SetAside, ...] = ()
    kept: bool = False
    views: tuple[View, ...] = ()
    secret: bool = False

    @property
    def fiches(self) -> tuple[Fiche, ...]:
        """The records as typed models."""
        return tuple(Fiche.model_validate(record) for record in self.records)


def extract_many(
    sources: Iterable[SourceLike],
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    reader: Reader = "auto",
    password: str | None = None,
    provenance: bool = False,
) -> Iterator[Outcome]:
    """The outcome of each source, in the order of the sources, as they are read.

    Without an ``executor``, ``jobs`` worker processes (default: one a core) read them, each held to
    ``timeout`` seconds and ``memory`` bytes a source: a source that crashes its worker, hangs or
    swells fails alone. An executor of yours is used as it is, and left open. Raises ValueError, with
    the first outcome, for options that can't be.
    """
    from crte_extract.batch.executors import cores
    from crte_extract.batch.workers import Workers  # imported here: a single source does without

    options = Options(reader, password, provenance)
    if executor is not None:
        yield from stream(sources, executor, options)
        return
    bounds = Bounds(timeout, memory, jobs or None)
    with Workers(bounds.jobs or cores(), timeout=bounds.timeout, memory=bounds.memory) as workers:
        yield from stream(sources, workers, options)


def stream(
    sources: Iterable[SourceLike],
    executor: Executor,
    options: Options,
    known: Callable[[SourceLike], Outcome | None] | None = None,
) -> Generator[Outcome]:
    """The same, where ``known`` may have the outcome of a source already."""
    waiting: deque[tuple[str, Outcome | Future[Outcome]]] = deque()
    try:
        for source in sources:
            earlier = known(source) if known else None
            waiting.append((name_of(source), earlier or _submit(executor, source, options)))
            while len(waiting) >= AHEAD or (waiting and _is_done(waiting[0][1])):
                yield _outcome(*waiting.popleft())
        while waiting:
            yield _outcome(*waiting.popleft())
    finally:
        for _, future in waiting:
            if isinstance(future, Future):
                future.cancel()


def name_of(source: SourceLike) -> str:
    """A source as it is told to the user."""
    return "-" if isinstance(source, bytes) else str(source)


def _submit(executor: Executor, source: SourceLike, options: Options) -> Outcome | Future[Outcome]:
    try:
        return executor.submit(read_source, source, options)
    except RuntimeError as error:  # the executor is broken or was shut down
        return Outcome(name_of(source), error=_bug(error).about(name_of(source)))


def _is_done(outcome: Outcome | Future[Outcome]) -> bool:
    return isinstance(outcome, Outcome) or outcome.done()


def _outcome(source: str, future: Outcome | Future[Outcome]) -> Outcome:
    if isinstance(future, Outcome):
        return future
    try:
        return future.result()
    except CrteError as error:
        return Outcome(source, error=error.about(source))
    except Exception as error:  # whatever an executor or a bug may raise: the other sources go on
        return Outcome(source, error=_bug(error).about(source))


def _bug(error: Exception) -> SourceError:
    return SourceError(
        f"it could not be read: {type(error).__name__}: {error}",
        hint="this may be a bug: please report it, with the sheet if you can",
    )


def read_source(source: SourceLike, options: Options) -> Outcome:
    """The outcome of one source: what runs in a worker."""
    try:
        place = source if isinstance(source, bytes) else Path(options.folder, source)
        readings = read_sheets(
            place, reader=options.reader, password=options.password, provenance=options.provenance
        )
        views = _views(readings, place, options.password) if options.views else ()
    except CrteError as error:
        return Outcome(name_of(source), error=error.about(name_of(source)))
    return Outcome(
        name_of(source),
        tuple(reading.fiche.model_dump(mode="json") for reading in readings),
        set_aside=tuple(_set_aside(readings)) if options.set_aside else (),
        views=views,
        secret=any(reading.document.encrypted for reading in readings),
    )


def _views(
    readings: Sequence[Reading], source: Path | bytes, password: str | None
) -> tuple[View, ...]:
    from crte_extract.batch.views import look  # imported here: it needs Pillow

    data = source if isinstance(source, bytes) else read_file(source)
    if hashlib.sha256(data).hexdigest() != readings[0].fiche.source.sha256:
        raise UnreadableFile("it changed while it was read", hint="run the command again")
    return tuple(look(readings, data, password))


def _set_aside(readings: Iterable[Reading]) -> Iterator[SetAside]:
    for reading in readings:
        for line, fate, *_ in reading.ledger():
            if fate in (Fate.LETTERHEAD, Fate.RUNNING_HEAD):
                yield SetAside(line.page, line.number, fate.value, line.text)
