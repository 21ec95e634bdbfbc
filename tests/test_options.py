"""What can't be asked is refused in the same words, wherever it comes from."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from typing import Any, get_args

import pytest

from conftest import SAMPLES
from crte_extract import extract
from crte_extract.batch import extract_many
from crte_extract.batch.executors import Here
from crte_extract.batch.outcomes import read_source
from crte_extract.errors import CrteError, WrongOption
from crte_extract.options import READERS, Bounds, Options
from crte_extract.reading import Reader

TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"
NO_BOUNDS: list[tuple[str, Any, str]] = [
    *(
        ("timeout", value, f"timeout: a number of seconds above 0 is wanted, not {value!r}")
        for value in (0, -1, float("nan"), True, "5")
    ),
    *(
        ("memory", value, f"memory: a number of bytes above 0 is wanted, not {value!r}")
        for value in (0, -1, 1.5, True, "5")
    ),
]
NO_JOBS = ("jobs", -1, "jobs: a number of workers above 0 is wanted, not -1")


# From Python


@pytest.mark.parametrize(("name", "value", "words"), [*NO_BOUNDS, NO_JOBS])
def test_what_is_no_bound_is_a_value_error(name: str, value: Any, words: str) -> None:
    asked: dict[str, Any] = {name: value}
    for make in (lambda: Bounds(**asked), lambda: next(extract_many([TEXT], **asked))):
        with pytest.raises(ValueError, match="above 0 is wanted") as caught:
            make()
        assert isinstance(caught.value, CrteError)
        assert str(caught.value) == words


@pytest.mark.parametrize(("name", "value", "words"), NO_BOUNDS)
def test_a_single_sheet_is_held_to_the_same(name: str, value: Any, words: str) -> None:
    asked: dict[str, Any] = {name: value}
    with pytest.raises(ValueError, match="above 0 is wanted") as caught:
        extract(TEXT, **asked)
    assert str(caught.value) == words


def test_bounds_are_of_no_concern_to_an_executor_of_the_callers() -> None:
    (outcome,) = extract_many([TEXT], executor=Here(), jobs=-1, timeout=-1, memory=-1)
    assert outcome.records


def test_no_jobs_are_as_many_as_there_are_cores() -> None:
    asked = extract_many([TEXT], jobs=0)
    assert next(asked).records


@pytest.mark.parametrize("executor", [None, Here()])
def test_a_reader_that_is_none_is_refused(executor: Any) -> None:
    asked: dict[str, Any] = {"reader": "pdfplumer", "executor": executor}
    with pytest.raises(ValueError, match="did you mean pdfplumber") as caught:
        next(extract_many([TEXT], **asked))
    assert str(caught.value).startswith("--reader pdfplumer: ")


def test_the_readers_are_those_that_there_are() -> None:
    assert get_args(Reader) == READERS


def test_an_error_about_options_comes_whole_from_a_process() -> None:
    error = pickle.loads(pickle.dumps(WrongOption("jobs: no")))  # noqa: S301
    assert (type(error), str(error)) == (WrongOption, "jobs: no")


# What a worker is told, and what a journal depends on

OTHERWISE = Options("pdfium", "word", True, True, str(SAMPLES), True)
OF_RECORDS = {"reader", "provenance"}


@pytest.mark.parametrize("name", [one.name for one in fields(Options)])
def test_a_journal_depends_on_what_changes_a_record(name: str) -> None:
    """A new field changes it, unless it is known to change no record; those are tried here."""
    usual = Options()
    other = replace(usual, **{name: getattr(OTHERWISE, name)})
    assert other != usual
    assert (other.of_records() != usual.of_records()) == (name in OF_RECORDS)
    if name not in OF_RECORDS:
        records = [read_source(str(TEXT), options).records for options in (usual, other)]
        assert records[0] == records[1] != ()


def test_what_a_worker_is_told_is_small() -> None:
    assert pickle.loads(pickle.dumps(OTHERWISE)) == OTHERWISE  # noqa: S301
    assert len(pickle.dumps(Options())) < 100
