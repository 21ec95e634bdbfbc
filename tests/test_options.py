"""What can't be asked is refused in the same words, wherever it comes from."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

import pytest

from conftest import SAMPLES, Run
from crte_extract import extract
from crte_extract.batch import extract_many
from crte_extract.batch.executors import Here
from crte_extract.batch.outcomes import read_source
from crte_extract.command.options import FORMATS, Asked, about_option
from crte_extract.errors import CrteError, ExitCode, WrongOption
from crte_extract.options import MEMORY, READERS, TIMEOUT, Bounds, Options, Reader

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


# On the command line, and the same from Python

SHEET: dict[str, Any] = {"sources": (str(TEXT),)}
SCHEDULED = "with --scheduler, the cluster decides on --jobs, --timeout and --memory"
REFUSED: list[tuple[dict[str, Any], list[str], str]] = [
    ({"jobs": 0}, ["-j", "0"], "'-j' / '--jobs': Input should be greater than or equal to 1"),
    (
        {"timeout": 0.09},
        ["--timeout", "0.09"],
        "'--timeout': Input should be greater than or equal to 0.1",
    ),
    (
        {"timeout": float("nan")},
        ["--timeout", "nan"],
        "'--timeout': Input should be greater than or equal to 0.1",
    ),
    (
        {"memory": 255},
        ["--memory", "255"],
        "'--memory': Input should be greater than or equal to 256",
    ),
    (
        {"form": "cvs"},
        ["-f", "cvs"],
        f"--format cvs: did you mean csv? Known are {', '.join(FORMATS)}",
    ),
    (
        {"reader": "x"},
        ["--reader", "x"],
        f"--reader x: there is none such; known are {', '.join(READERS)}",
    ),
    (
        {"sources": ()},
        [],
        "give at least one SOURCE: a PDF, a text, a folder, or - for standard input",
    ),
    ({"sources": ("a", "")}, ["a", ""], "a SOURCE is empty"),
    ({"sources": ("-", "-")}, ["-", "/dev/stdin"], "standard input (-) can be read only once"),
    (
        {"quiet": True, "verbose": True},
        ["-q", "-v"],
        "--quiet and --verbose exclude each other",
    ),
    (
        {"resume": True},
        ["--resume", "-o", "-"],
        "--resume needs the output (-o) of the run to go on with",
    ),
    (
        {"password": "", "password_file": Path("word")},
        ["--password", "", "--password-file", "word"],
        "--password and --password-file exclude each other",
    ),
    (
        {"scheduler": "host:8786"},
        ["--scheduler", "host:8786"],
        "--scheduler wants an address such as tcp://host:8786",
    ),
    *(
        (
            {"scheduler": "tcp://host:8786", name: 500},
            ["--scheduler", "tcp://host:8786", f"--{name}", "500"],
            SCHEDULED,
        )
        for name in ("jobs", "timeout", "memory")
    ),
]


@pytest.mark.parametrize(("options", "typed", "words"), REFUSED)
def test_what_can_not_be_asked_is_refused_in_the_same_words(
    crte: Run, options: dict[str, Any], typed: list[str], words: str
) -> None:
    with pytest.raises(WrongOption) as caught:
        Asked(**{**SHEET, **options})
    assert str(caught.value) == words
    done = crte(*typed, *([] if "sources" in options else [TEXT]))
    assert done.returncode == ExitCode.USAGE
    (line,) = [line for line in done.stderr.decode().splitlines() if line.startswith("Error: ")]
    told = line.removeprefix("Error: Invalid value").removeprefix(" for ").removeprefix(": ")
    if "Input should be" in words:  # Typer's own words, which are its version's
        assert told.startswith(words.partition(" Input")[0])
        assert told.rstrip(".").endswith(words.split()[-1])
    else:
        assert told == words


def test_every_bound_is_tried_above() -> None:
    bounded = {
        one.name for one in fields(Asked) if about_option(one).least or about_option(one).known
    }
    assert bounded <= {name for options, _, _ in REFUSED for name in options}


@pytest.mark.parametrize("name", ["jobs", "timeout", "memory"])
def test_the_least_that_may_be_asked_for(name: str) -> None:
    (least,) = [about_option(one).least for one in fields(Asked) if one.name == name]
    more: dict[str, Any] = {**SHEET, name: least}
    assert getattr(Asked(**more), name) == least


def test_a_schema_is_written_whatever_a_run_would_want() -> None:
    assert Asked(schema=True, quiet=True, verbose=True, resume=True).sources == ()
    with pytest.raises(WrongOption):
        Asked(schema=True, form="docx")


def test_what_was_asked_is_what_reading_may_take() -> None:
    assert Asked(**SHEET).bounds() == Bounds() == Bounds(TIMEOUT, MEMORY, None)
    asked = Asked(**SHEET, jobs=3, timeout=2.5, memory=300)
    assert asked.bounds() == Bounds(2.5, 300 << 20, 3)


def test_what_was_asked_is_what_a_worker_is_told() -> None:
    usual = Asked(**SHEET)
    assert usual.options(None, views=False) == Options()
    asked = Asked(
        **SHEET, reader="pdfium", provenance=True, verbose=True, scheduler="tcp://host:8786"
    )
    told = Options("pdfium", "word", True, True, str(Path.cwd()), True)
    assert asked.options("word", views=True) == told
