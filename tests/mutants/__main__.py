"""Breaks rules one by one, and tells which no test holds: ``python -m tests.mutants [MODULE[:LINE]...]``.

Each threshold is halved and doubled; each condition held always and never, its operands left out one by
one; other comparisons are turned round. The quick tests that reach the broken line run until one fails.
All thresholds and a sample of branches, drawn by a seed, or ``--all``. The tree stays as it is: what is
broken is a copy of the process. Exit code 1 where fewer are noticed than should be.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from .finding import Mutant, mutants_of, readers
from .trying import Trial, Tried

TESTS: Final = Path(__file__).parents[1]
ROOT: Final = TESTS.parent / "src" / "crte_extract"
TARGETS: Final = (
    "sections/*.py",
    "reading/accents.py",
    "reading/bullets.py",
    "reading/filled.py",
    "reading/forms.py",
    "reading/layout.py",
    "reading/listing.py",
    "reading/overlay.py",
    "reading/placing.py",
    "reading/mixing.py",
    "reading/outer.py",
    "reading/rules.py",
    "reading/runs.py",
    "reading/words.py",
    "record/building.py",
    "record/understanding.py",
    "record/values/*.py",
)
SAMPLE: Final = 200
ENOUGH: Final = {"threshold": 0.90, "branch": 0.85}
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what is asked for; 0 where enough is noticed."""
    parser = _parser()
    options = parser.parse_args(arguments)
    _check(options, parser)
    sources = {file: (ROOT / file).read_text("utf-8") for file in _files()}
    every = [one for file, source in sources.items() for one in mutants_of(file, source)]
    chosen = _chosen(every, options)
    if not chosen:
        print(
            "nothing there to break: name modules as sections/items.py, or :LINE", file=sys.stderr
        )
        return 2
    begun = time.monotonic()
    trial = Trial(ROOT, sources, chosen, places, options.jobs, _progress)
    print(f"{len(chosen)} to try", file=sys.stderr, flush=True)
    code = _collected(trial)
    if code == pytest.ExitCode.INTERRUPTED:
        print(f"interrupted: {len(trial.tried)} of {len(chosen)} were tried", file=sys.stderr)
        return INTERRUPTED
    if trial.reach.failed or not trial.reach.seconds:
        for test in trial.reach.failed:
            print(f"fails unbroken: {test}", file=sys.stderr)
        print(
            f"the tests must pass before rules are broken (pytest ended with {code})",
            file=sys.stderr,
        )
        return 2
    if options.json:
        options.json.write_text(
            json.dumps(as_json(trial.tried), indent=1, ensure_ascii=False) + "\n"
        )
    return _tell(trial.tried, time.monotonic() - begun)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "modules", nargs="*", type=_named, metavar="MODULE[:LINE]", help="these only, * as any"
    )
    parser.add_argument("--all", action="store_true", help="every branch, not a sample")
    parser.add_argument("--sample", type=int, default=SAMPLE, help=f"branches (default {SAMPLE})")
    parser.add_argument("--seed", type=int, default=0, help="by which they are drawn (default 0)")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--thresholds", action="store_true", help="no branches")
    only.add_argument("--branches", action="store_true", help="no thresholds")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what became of each")
    parser.add_argument(
        "--again",
        type=_earlier,
        metavar="FILE",
        help="only what an earlier run (--json) left unnoticed",
    )
    return parser


def _files() -> list[str]:
    """The modules to break, by their names below the package."""
    paths = sorted(path for target in TARGETS for path in ROOT.glob(target))
    return [path.relative_to(ROOT).as_posix() for path in paths]


def _chosen(every: Sequence[Mutant], options: argparse.Namespace) -> list[Mutant]:
    """The thresholds, and a sample of the branches, or all; of what is named, all."""
    named: list[tuple[str, int | None]] = options.modules
    if options.again is not None:
        return [one for one in every if (one.file, one.before, one.after) in options.again]
    if named:
        every = [
            one
            for one in every
            if any(fnmatchcase(one.file, file) and line in (None, one.line) for file, line in named)
        ]
    thresholds = [one for one in every if one.kind == "threshold"]
    branches = [one for one in every if one.kind == "branch"]
    if not (named or options.all):
        count = min(options.sample, len(branches))
        branches = random.Random(options.seed).sample(branches, count)
    chosen = ([] if options.branches else thresholds) + ([] if options.thresholds else branches)
    return sorted(chosen, key=lambda one: (one.file, one.line, one.after))


def _named(word: str) -> tuple[str, int | None]:
    """The module and the line that are named so; raises ValueError."""
    file, colon, line = word.removeprefix("src/crte_extract/").partition(":")
    return file, int(line) if colon else None


def _earlier(name: str) -> set[tuple[str, str, str]]:
    """What an earlier run left unnoticed; raises ArgumentTypeError where the file is none of such."""
    try:
        return {
            (one["file"], one["before"], one["after"])
            for one in json.loads(Path(name).read_text("utf-8"))
            if one["noticed"] is None
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise argparse.ArgumentTypeError(f"{name} is no result of a run: {error}") from None


def _check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Refuses what can't be meant."""
    if options.jobs < 1:
        parser.error("-j: at least one child has to try")
    if options.sample < 0:
        parser.error("--sample: a number of branches is wanted")
    if options.json and not options.json.parent.is_dir():
        parser.error(f"--json: there is no folder {options.json.parent}")


def places(mutant: Mutant) -> set[tuple[str, int]]:
    """The lines that a test must run to notice a mutant: of a threshold, those that read its name."""
    if mutant.kind == "branch":
        return {(mutant.file, line) for line in range(mutant.reach[0], mutant.reach[1] + 1)}
    return {(file, line) for file, tree in _trees() for line in readers(tree, mutant, file)}


@cache
def _trees() -> tuple[tuple[str, ast.Module], ...]:
    """The modules of the package."""
    paths = sorted(ROOT.rglob("*.py"))
    return tuple((p.relative_to(ROOT).as_posix(), ast.parse(p.read_text("utf-8"))) for p in paths)


def _collected(trial: Trial) -> int:
    """Pytest with the quick tests, which the trial takes over."""
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    os.chdir(TESTS.parent)
    arguments = [
        "-q",
        "-m",
        "quick",
        "-n0",
        "-p",
        "no:cacheprovider",
        "--no-header",
        "--no-summary",
    ]
    with contextlib.suppress(KeyboardInterrupt):
        return int(pytest.main(arguments, plugins=[trial]))
    return pytest.ExitCode.INTERRUPTED


def _progress(done: int, count: int, tried: Tried) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == count else ""
        print(f"\r{done} of {count} tried", end=end, file=sys.stderr, flush=True)


def as_json(tried: Sequence[Tried]) -> list[dict[str, object]]:
    """What became of each mutant."""
    return [
        {
            "file": one.mutant.file,
            "line": one.mutant.line,
            "kind": one.mutant.kind,
            "before": one.mutant.before,
            "after": one.mutant.after,
            "reached": one.reached,
            "noticed": one.noticed,
            "why": one.why,
        }
        for one in sorted(tried, key=_order)
    ]


def _order(one: Tried) -> tuple[str, int, str]:
    return one.mutant.file, one.mutant.line, one.mutant.after


def _tell(tried: Sequence[Tried], seconds: float) -> int:
    """List what nobody noticed, and how much that is."""
    missed = sorted((one for one in tried if one.noticed is None), key=_order)
    for one in missed:
        reached = f"{one.reached} tests reach it" if one.reached else "no test reaches it"
        print(f"src/crte_extract/{one.mutant}  ({one.why or reached})")
    enough = True
    for kind, share in ENOUGH.items():
        own = [one for one in tried if one.mutant.kind == kind]
        noticed = sum(one.noticed is not None for one in own)
        if own:
            enough = enough and noticed >= share * len(own)
            print(
                f"{kind:10} {noticed} of {len(own)} noticed: {noticed / len(own):.1%} (wanted {share:.0%})"
            )
    by = Counter((one.noticed or "").partition("::")[0] for one in tried if one.noticed)
    print("noticed by " + ", ".join(f"{name} {count}" for name, count in by.most_common(8)))
    print(f"{seconds:.0f} s")
    return int(not enough)


if __name__ == "__main__":
    sys.exit(main())
