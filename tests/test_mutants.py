"""The tool that breaks rules: what it breaks, how, and what it sees a test hold."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mutants.finding import broken, mutants_of, readers
from mutants.trying import Trial

ROOT = Path(__file__).parent.parent


def ways(source: str) -> list[tuple[str, str]]:
    return [(one.before, one.after) for one in mutants_of("m.py", source)]


def of(body: str) -> list[str]:
    """How a function with this body is broken."""
    return [after for _, after in ways(f"def f(a, b, c):\n    {body}\n")]


@pytest.mark.parametrize(
    ("constant", "others"),
    [
        ("_GAP = 1.4", ["_GAP = 0.7", "_GAP = 2.8"]),
        ("_MANY: Final = 3", ["_MANY = 1", "_MANY = 6"]),
        ("_NONE = 0", ["_NONE = 1"]),
        ("_DOT = (1.0, 9)", ["_DOT = (0.5, 9)", "_DOT = (2.0, 9)", "_DOT = (1.0, 4)", "_DOT = (1.0, 18)"]),
        ("_A, _B = range(2)", []),
        ("_WORD = 'x'", []),
        ("_ON = True", []),
        ("count = 3", []),
    ],
)  # fmt: skip
def test_a_threshold_is_halved_and_doubled(constant: str, others: list[str]) -> None:
    assert sorted(after for _, after in ways(constant)) == sorted(others)


@pytest.mark.parametrize(
    ("body", "afters"),
    [
        ("if a: b()", ["always", "never"]),
        ("while a: b()", ["never"]),
        ("return b if a else c", ["always", "never"]),
        ("return [x for x in a if x]", ["always", "never"]),
        ("if a and b: c()", ["always", "never", "without `a`", "without `b`"]),
        ("return a < b", ["not: `a < b`"]),
        ("return a < b or c", ["without `a < b`", "without `c`"]),
        ("if not a < b: c()", ["always", "never"]),
        ("assert a", ["always", "never"]),
        ("return a", []),
    ],
)
def test_a_condition_is_held_always_and_never_and_left_out_in_parts(
    body: str, afters: list[str]
) -> None:
    assert sorted(of(body)) == sorted(afters)


def test_what_is_not_run_or_for_types_alone_is_left_out() -> None:
    assert not ways("if TYPE_CHECKING:\n    x = 1 < 2\nLIMIT = 1 if 2 > 1 else 3\n")


def test_every_mutant_is_another_program_on_the_same_lines() -> None:
    source = (ROOT / "src/crte_extract/sections/furniture.py").read_text("utf-8")
    found = mutants_of("furniture.py", source)
    lines = [getattr(node, "lineno", 0) for node in ast.parse(source).body]
    seen = {ast.dump(ast.parse(source))}
    for mutant in found:
        tree = broken(source, mutant)
        compile(tree, "furniture.py", "exec")
        assert [getattr(node, "lineno", 0) for node in tree.body] == lines
        assert ast.dump(tree) not in seen, mutant
        seen.add(ast.dump(tree))
    assert len(found) > 100


def test_what_a_condition_binds_stays_bound() -> None:
    source = "def f(a):\n    if (b := a + 1) and a: return b\n    return b\n"
    for mutant in mutants_of("m.py", source):
        names: dict[str, Any] = {}
        exec(compile(broken(source, mutant), "m.py", "exec"), names)  # noqa: S102
        assert names["f"](1) == 2


def test_a_threshold_is_read_where_what_is_made_of_it_is_read() -> None:
    source = "_N = 3\n_TWICE = 2 * _N\n\n\ndef f(a):\n    if a > 1:\n        return a > _TWICE\n"
    [half, _] = [one for one in mutants_of("m.py", source) if one.kind == "threshold"]
    assert readers(ast.parse(source), half, "m.py") == {7}
    other = "from crte_extract.m import _N as own\n\n\ndef g():\n    return own\n"
    assert readers(ast.parse(other), half, "n.py") == {5}


def tried(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.mutants", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_rules_are_broken_in_a_copy_and_noticed(tmp_path: Path) -> None:
    source = ROOT / "src/crte_extract/record/values/days.py"
    before = source.stat().st_mtime_ns, source.read_bytes()
    code, told = tried(
        "record/values/days.py", "--branches", "-j", "2", "--json", str(tmp_path / "a")
    )
    assert (source.stat().st_mtime_ns, source.read_bytes()) == before
    assert code == 0, told
    found = json.loads((tmp_path / "a").read_text("utf-8"))
    assert {one["kind"] for one in found} == {"branch"}
    assert sum(one["noticed"] is not None for one in found) >= 0.85 * len(found)
    assert all(one["noticed"] is None or "::" in one["noticed"] for one in found)


@pytest.mark.parametrize(
    "wrong",
    [
        ["sections/none.py"],
        ["sections/items.py:abc"],
        ["--thresholds", "--branches"],
        ["-j", "x"],
        ["-j", "0"],
        ["--sample", "-5"],
        ["--again", "none.json"],
        ["--again", "README.md"],
        ["--json", "none/a.json"],
    ],
)
def test_wrong_usage_is_told(wrong: list[str]) -> None:
    code, told = tried(*wrong)
    assert code == 2
    assert told
    assert "Traceback" not in told


def test_ctrl_c_is_told_as_such() -> None:
    command = [sys.executable, "-m", "tests.mutants", "sections/carrying.py"]
    pipe = subprocess.PIPE
    running = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, start_new_session=True)
    assert running.stderr is not None
    assert b"to try" in running.stderr.readline()
    time.sleep(2)
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"interrupted" in told
    assert b"must pass" not in told


def test_what_no_test_reaches_is_not_noticed() -> None:
    assert Trial(ROOT, {}, [], lambda _: set(), 1, lambda *_: None)._first_failure([]) is None
