"""The command in a fork is the command: what ``warm.run`` gives is what a process of its own gives."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

import warm
from conftest import SAMPLES

SHEET = SAMPLES / "fiche-crte-dijon-metropole.pdf"
TEXT = SHEET.with_suffix(".txt")


def alone(*arguments: str | Path, **options: Any) -> warm.Done:
    options = {"capture_output": True, "check": False, **options}
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    return subprocess.run([warm.COMMAND, *arguments], **options)


def shown(done: warm.Done) -> tuple[int, bytes, bytes]:
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([TEXT], {}),
        ([SHEET, "--provenance"], {}),
        (["-"], {"input": SHEET.read_bytes()}),
        (["-"], {}),
        (["-"], {"input": b" " * 2_000_000}),
        (["--help"], {}),
        ([], {}),
        ([TEXT, "-f", "cvs"], {}),
        ([TEXT, "nowhere.pdf", "-v"], {}),
        ([SAMPLES / "fiches", "-q", "-f", "csv"], {}),
        ([TEXT, "-f", "view"], {"env": {**os.environ, "COLUMNS": "70"}}),
        (["\udce9", "\x1b"], {}),
    ],
)
def test_a_fork_says_what_a_process_says(
    tmp_path: Path, arguments: list[str | Path], options: dict[str, Any]
) -> None:
    assert warm._server().can(arguments, options)
    asked = {"cwd": tmp_path, **options}
    assert shown(warm.run(arguments, **asked)) == shown(alone(*arguments, **asked))


@pytest.mark.parametrize("arguments", [[TEXT, SHEET], ["--help"]])
def test_streams_are_those_given(tmp_path: Path, arguments: list[str | Path]) -> None:
    with Path("/dev/full").open("wb") as full:
        found = warm.run(arguments, stdout=full, stderr=subprocess.DEVNULL)
        assert found.returncode == alone(*arguments, capture_output=False, stdout=full).returncode
    assert found.stdout is found.stderr is None
    with (tmp_path / "out").open("wb") as file, TEXT.open("rb") as given:
        assert warm.run(["-", "-q"], stdin=given, stdout=file).returncode == 0
    assert (tmp_path / "out").read_bytes() == alone("-", input=TEXT.read_bytes()).stdout


def test_a_fork_that_hangs_is_ended(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    held = os.open(tmp_path / "pipe", os.O_RDWR)
    with pytest.raises(subprocess.TimeoutExpired):
        warm.run(["-"], stdin=held, timeout=0.3)
    os.close(held)
    assert warm.run(["--version"]).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([TEXT], {"env": {**os.environ, "PYTHONHASHSEED": "2"}}),
        ([TEXT], {"env": {**os.environ, "LC_ALL": "C"}}),
        ([TEXT], {"env": {}}),
        ([TEXT], {"preexec_fn": lambda: None}),
        ([TEXT], {"start_new_session": True}),
        ([TEXT, "--memory", "300"], {}),
    ],
)
def test_what_a_fork_cannot_give_has_a_process(
    arguments: list[str | Path], options: dict[str, Any]
) -> None:
    assert not warm._server().can(arguments, options)
    assert shown(warm.run(arguments, **options)) == shown(alone(TEXT))
