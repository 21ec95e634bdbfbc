"""Many sources over any executor: the same outcomes, in order, whatever happens to one."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from conftest import SAMPLES, SHEETS
from crte_extract import extract_all
from crte_extract.batch import outcomes as batch
from crte_extract.batch.executors import Here, cluster
from crte_extract.batch.outcomes import AHEAD, Outcome, extract_many
from crte_extract.errors import NoSuchFile, NotASheet, SourceError
from crte_extract.readings import read_sheets

TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"


@pytest.fixture
def mixed(tmp_path: Path) -> list[str | Path | bytes]:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    several = TEXT.read_bytes() * 2
    return [*SHEETS[:5], "nowhere.pdf", several, str(TEXT), tmp_path / "broken.pdf", b"other", TEXT]


def shown(outcome: Outcome) -> tuple[object, ...]:
    error = outcome.error
    return outcome.source, outcome.records, error and (type(error), str(error))


EXECUTORS: dict[str, Callable[[], Executor]] = {
    "here": Here,
    "threads": lambda: ThreadPoolExecutor(3),
    "processes": lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn")),
}


@pytest.mark.parametrize("kind", EXECUTORS)
def test_every_executor_gives_the_same(kind: str, mixed: list[str | Path | bytes]) -> None:
    ours = list(extract_many(mixed))
    assert [outcome.source for outcome in ours] == [batch.name_of(source) for source in mixed]
    with EXECUTORS[kind]() as executor:
        assert [*map(shown, extract_many(mixed, executor=executor))] == [*map(shown, ours)]
    kinds = [type(outcome.error) for outcome in ours]
    assert kinds[5] is NoSuchFile
    assert kinds[9] is NotASheet
    assert len(ours[6].records) == 2


def test_records_are_typed_on_demand() -> None:
    (outcome,) = extract_many([TEXT], jobs=1, provenance=True)
    assert list(outcome.fiches) == extract_all(TEXT, provenance=True)
    assert outcome.fiches[0].provenance


def test_no_jobs_are_as_many_as_there_are_cores() -> None:
    (outcome,) = extract_many([TEXT], jobs=0)
    assert outcome.records


def test_sources_are_taken_as_needed() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        for taken in itertools.count(1):  # noqa: B007
            yield b"other"

    with ThreadPoolExecutor(2) as executor:
        outcomes = extract_many(endless(), executor=executor)
        assert [next(outcomes).source for _ in range(30)] == ["-"] * 30
        assert taken <= 30 + AHEAD
        outcomes.close()  # type: ignore[attr-defined]


def dies(source: object, options: object) -> None:
    os._exit(1)


def test_a_broken_executor_is_told_for_what_it_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "read_source", dies)
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as executor:
        outcomes = list(extract_many([TEXT] * 5, executor=executor))
    assert len(outcomes) == 5
    for outcome in outcomes:
        assert isinstance(outcome.error, SourceError)
        assert "BrokenProcessPool" in outcome.error.message
        assert outcome.error.hint


def test_a_bug_is_told_for_its_source_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_sheets

    def buggy(source: Any, **options: Any) -> Any:
        if b"bug" in (source if isinstance(source, bytes) else b""):
            raise LookupError("of ours")
        return whole(source, **options)

    monkeypatch.setattr(batch, "read_sheets", buggy)
    with ThreadPoolExecutor(2) as executor:
        good, bad, last = extract_many([TEXT, b"bug", TEXT], executor=executor)
    assert good.records == last.records != ()
    assert isinstance(bad.error, SourceError)
    assert "LookupError: of ours" in bad.error.message


@pytest.mark.filterwarnings("default")
def test_nobody_listens_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    asked: list[dict[str, Any]] = []
    client = distributed.Client

    def impatient(address: str, **options: Any) -> Any:
        asked.append(options)
        return client(address, **{**options, "timeout": 0.5})

    monkeypatch.setattr(distributed, "Client", impatient)
    with (
        pytest.raises(SourceError, match="no Dask scheduler answers"),
        cluster("tcp://127.0.0.1:9"),
    ):
        pass
    assert [options["timeout"] for options in asked] == [5]
