"""The zoo by hand: ``python -m tests.zoo [check | accept | make]``.

``check`` (as if nothing were said) reads every case and tells how, and what is read otherwise than before;
``accept`` writes that down as known, for the cases named, or ``--mended``: those that only got better;
``make`` makes the sheets anew, and stores what the readers give of them today.
A CASE is ``maker/kind``; ``*`` and ``?`` stand for any (``'typst/*'``).
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from crte_extract.document import Document
from crte_extract.reading import is_pdf
from sheetmaker.makers.maker import Maker
from sheetmaker.producers import EPOCH, ProducerMissingError
from sheetmaker.template import Record
from sheetmaker.zoo import draw, pairs
from stored import Stored, asked_reading_of

from . import readme
from .cases import (
    Case,
    DamagedCase,
    Judged,
    Seen,
    Verdict,
    accept,
    differences,
    judge,
    known,
    store,
    stored_cases,
)

MADE: Final = datetime.fromtimestamp(int(EPOCH), UTC).date()
SHOWN: Final = 12  # differences of a case that are told one by one


def check(options: argparse.Namespace) -> int:
    """Tell how the cases are read, and which are read otherwise than is known; 1 where any is."""
    found = {case: judge(case) for case in chosen(options.case)}
    tell_table(
        found, (lambda case: case.maker) if options.by == "maker" else (lambda case: case.kind)
    )
    changed = changes(found)
    tell_changes(changed)
    return int(bool(changed))


def accepting(options: argparse.Namespace) -> int:
    """Write what is read today as known, where it is named or only better."""
    if not options.case and not options.mended:
        print("accept: name the cases, or say --mended", file=sys.stderr)
        return 2
    found = {case: judge(case) for case in chosen(options.case)}
    changed = changes(found)
    if options.mended:
        changed = {case: pair for case, pair in changed.items() if mended(*pair)}
    tell_changes(changed)
    accept({case: after for case, (_, after) in changed.items()})
    print(f"{len(changed)} cases written as known")
    return 0


def making(options: argparse.Namespace) -> int:
    """Make sheets, store their readings, tell which records changed; 1 where a maker is missing."""
    if options.rest and options.keep is None:
        print("make: --rest is printed into a folder: --keep FOLDER", file=sys.stderr)
        return 2
    asked = [
        (maker, kind)
        for maker, kind in pairs(kept=not options.rest)
        if matches(Case(maker.name, kind), options.case)
    ]
    if not asked:
        raise SystemExit(f"nobody makes {' '.join(options.case)}")
    missing: Counter[str] = Counter()
    made: Counter[str] = Counter()
    versions: dict[str, str] = {}
    for (maker, kind), (after, _) in zip(asked, [*asked[1:], (None, "")], strict=True):
        try:
            make(Case(maker.name, kind), maker, options)
            versions[maker.name] = versions.get(maker.name) or maker.version()
            made[maker.name] += 1
        except ProducerMissingError as error:
            missing[f"{maker.name}: {error} is not installed"] += 1
        if after is not maker and made[maker.name]:
            print(f"{maker.name}: {made[maker.name]} made", flush=True)
    for told, count in missing.items():
        print(f"{told}: {count} cases left as they are")
    if not options.rest:
        if not options.case:
            remove_others()
        readme.write(versions)
    return int(bool(missing))


def make(case: Case, maker: Maker, options: argparse.Namespace) -> None:
    """Make a case, and say whether its record is another one; one of the rest is only kept as a file."""
    data, records = draw(maker, case.kind)
    if options.keep is not None:
        keep(options.keep, case, data, records)
    if options.rest:
        return
    before = seen_before(case)
    store(case, settled(asked_reading_of(data)), records)
    if before is None:
        print(f"{case}: new")
    elif before != (after := judge(case).seen):
        tell_changes({case: (before, after)})


def seen_before(case: Case) -> Seen | None:
    """How a case was read; None where it is new, or what is stored is damaged."""
    try:
        return judge(case).seen if case.path.exists() else None
    except DamagedCase:
        return None


def settled(stored: Stored) -> Stored:
    """The readings, all files made on one day: some makers write today's, whatever they are told."""
    return Stored(
        {
            reader: replace(found, made=MADE)
            if isinstance(found, Document) and found.made is not None
            else found
            for reader, found in stored.readings.items()
        }
    )


def keep(folder: Path, case: Case, data: bytes, records: Sequence[Record]) -> None:
    """Write the file into the folder, and into its ``truth.ndjson`` what the one sheet in it says."""
    target = folder / case.maker / f"{case.kind}{'.pdf' if is_pdf(data) else '.txt'}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    if len(records) == 1:
        truth = {"fichier": str(target.relative_to(folder)), **records[0]}
        with (folder / "truth.ndjson").open("a", encoding="utf-8") as file:
            file.write(json.dumps(truth, ensure_ascii=False) + "\n")


def remove_others() -> None:
    """Remove what no maker prints any more."""
    for case in set(stored_cases()) - {Case(maker.name, kind) for maker, kind in pairs()}:
        print(f"{case}: nobody makes it any more; removed")
        case.path.unlink()


def chosen(patterns: Sequence[str]) -> list[Case]:
    """The stored cases that are meant; all where none is named."""
    found = [case for case in stored_cases() if matches(case, patterns)]
    for pattern in patterns:
        if not any(fnmatchcase(str(case), pattern) for case in found):
            raise SystemExit(f"no case of the zoo is named {pattern}")
    return found


def matches(case: Case, patterns: Sequence[str]) -> bool:
    """Whether the case is one of those meant."""
    return not patterns or any(fnmatchcase(str(case), pattern) for pattern in patterns)


def changes(found: Mapping[Case, Judged]) -> dict[Case, tuple[Seen, Seen]]:
    """The cases that are read otherwise than is known: how it was, how it is."""
    before = known()
    pairs = {case: (before.get(case, {}), judged.seen) for case, judged in found.items()}
    return {case: (old, new) for case, (old, new) in pairs.items() if old != new}


def mended(before: Seen, after: Seen) -> bool:
    """Whether nothing is wrong, flagged or told now that was not before, and the same."""
    ours = set(differences({}, after))
    return ours < set(differences({}, before))


def tell_changes(changed: Mapping[Case, tuple[Seen, Seen]]) -> None:
    """A paragraph a case that is read otherwise."""
    for case, (before, after) in changed.items():
        told = list(differences(before, after))
        print(f"{case}: {'mended' if mended(before, after) else 'changed'}")
        for line in told[:SHOWN]:
            print(f"    {line[:220]}")
        if len(told) > SHOWN:
            print(f"    and {len(told) - SHOWN} more")


def tell_table(found: Mapping[Case, Judged], by: Callable[[Case], str]) -> None:
    """A row a maker or a layout: how many fields are right, and how many not."""
    counts: dict[str, Counter[Verdict]] = {}
    cases: Counter[str] = Counter()
    for case, judged in found.items():
        cases[by(case)] += 1
        counts.setdefault(by(case), Counter()).update(judged.verdicts.values())
    print(f"{'':28}{'cases':>7}{'fields':>8}{'right':>8}{'alarms':>8}{'flagged':>9}{'silent':>8}")
    for name, count in sorted(counts.items()):
        tell_row(name, cases[name], count)
    tell_row("all", len(found), sum(counts.values(), Counter()))


def tell_row(name: str, cases: int, count: Counter[Verdict]) -> None:
    """One row of the table."""
    right, alarm, flagged, silent = (count[verdict] for verdict in Verdict)
    print(f"{name:28}{cases:7}{count.total():8}{right:8}{alarm:8}{flagged:9}{silent:8}")


def main(given: Iterable[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.zoo",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.set_defaults(run=check, case=[], by="kind")
    commands = parser.add_subparsers()
    checks = commands.add_parser("check", help="read all, tell how")
    checks.add_argument("case", nargs="*", metavar="CASE")
    checks.add_argument("--by", choices=("kind", "maker"), default="kind", help="rows of the table")
    checks.set_defaults(run=check)
    accepts = commands.add_parser("accept", help="write what is read today as known")
    accepts.add_argument("case", nargs="*", metavar="CASE")
    accepts.add_argument(
        "--mended", action="store_true", help="only what got better, and nothing else"
    )
    accepts.set_defaults(run=accepting)
    makes = commands.add_parser("make", help="make the sheets and their readings anew")
    makes.add_argument("case", nargs="*", metavar="CASE")
    makes.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the PDFs there")
    makes.add_argument("--rest", action="store_true", help="print those that are not in the zoo")
    makes.set_defaults(run=making)
    options = parser.parse_args(None if given is None else list(given))
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except DamagedCase as damaged:
        print(f"zoo: {damaged}: restore it, or make it anew", file=sys.stderr)
        return 2


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a pipe into head ends it
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    raise SystemExit(main())
