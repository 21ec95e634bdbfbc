"""The casebook: each case is read as it is expected."""

from __future__ import annotations

import pytest

from casebook import Case, all_cases, load, misread, seen
from conftest import TESTS

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_read_as_expected(case: Case) -> None:
    expected = load(case)
    told = {part: expected[part] for part in ("fiches", "erreur") if part in expected}
    assert "auto" in expected["lecteurs"]
    for reader in expected["lecteurs"]:
        assert seen(case.sheet, reader) == told, f"python -m tests.case update {case.name}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_known_to_be_wrong_is_still_wrong(case: Case) -> None:
    right = [key for _, key, given, true in misread(load(case)) if given == true]
    assert right == [], f"read right now: python -m tests.case update {case.name}"


def test_every_case_is_told_of_and_nothing_else_is_there() -> None:
    readme = (TESTS / "cases" / "README.md").read_text("utf-8")
    for case in CASES:
        assert f"| {case.sheet.name} | " in readme
    files = {path.name for case in CASES for path in (case.sheet, case.expected)}
    assert {path.name for path in (TESTS / "cases").iterdir()} == {*files, "README.md"}
