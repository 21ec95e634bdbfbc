"""The casebook by hand: ``python -m tests.case add SHEET --why "…"``, ``update NAME``, or a list of all.

``add`` stores a sheet that was misread, or nearly, with what is read of it today, and prints the words
beside the values: look at each. What is wrong is noted with ``--true FIELD=VALUE``, and stays known as
wrong until it is read right. ``update`` writes the record of the named cases anew; no other is touched.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

sys.path.insert(0, str(Path(__file__).parent))

import casebook
from anonymous import anonymous, changed_states, masked
from casebook import NAME, NO_SHEET, Case, Expected
from crte_extract.errors import CrteError
from crte_extract.reading import is_pdf, read_file
from crte_extract.record.form import FIELDS
from crte_extract.record.models import Fiche
from stored import Stored, reading_of

Truths = dict[str, dict[str, Any]]
Cleaner = Callable[[Truths], Truths]
HEAVIEST: Final = 300_000  # bytes of a sheet that is kept whole


class Refused(Exception):
    """What was asked for can't be done; says why, and what to do."""


def add(options: argparse.Namespace) -> None:
    """Store a new case."""
    case = Case(options.name or slug(Path(options.sheet).stem))
    check_new(case)
    if not options.why.strip():
        raise Refused("--why: say in a sentence what the case is there for")
    try:
        data = read_file(options.sheet)
    except CrteError as error:
        raise Refused(f"{options.sheet}: {error}") from None
    source, clean = kept(data, options)
    noted = clean(truths(options.true))
    expected = casebook.seen(source)
    show(source, expected)
    for sheet, key, given, _ in casebook.misread({**expected, "verite": noted}):
        if given is NO_SHEET:
            raise Refused(f"--true: there is no field {key} on sheet {sheet} of what is read")
    expected = whole(source, expected, noted)
    target = casebook.store(case, source, is_pdf(data))
    casebook.told(case, options.why, target)
    casebook.write(case, expected, "x")  # last: without it there is no case
    print(
        f"\n{case.name}: stored in {target.name}. Compare the words with the values above; what is"
    )
    print(f"wrong: python -m tests.case update {case.name} --true FIELD=VALUE")


def check_new(case: Case) -> None:
    """Refuse a name that is none, or that another case has."""
    if not NAME.fullmatch(case.name):
        raise Refused(
            f"{case.name!r} is no name of a case: small letters, digits and dashes (--name)"
        )
    if case.expected.exists():
        raise Refused(
            f"there is a case {case.name}: give another --name, or: python -m tests.case update {case.name}"
        )


def kept(data: bytes, options: argparse.Namespace) -> tuple[bytes | Stored, Cleaner]:
    """What is stored of the sheet: its bytes, or what is read of it, with no person in it where asked.

    And what takes the same persons out of the true values that are given.
    """
    if not options.reading and not options.anonymise:
        if len(data) > HEAVIEST:
            raise Refused(
                f"{options.sheet}: {len(data)} bytes are too many to keep: store its --reading"
            )
        return data, lambda truths: truths
    whole = reading_of(data)
    if not options.anonymise:
        return whole, lambda truths: truths
    if not options.name:
        raise Refused("--anonymise: the file's name may hold a person's: give the case a --name")
    clean = anonymous(whole, options.person)
    print("Taken out: " + (", ".join(clean.out) or "nothing"))
    print("Is any person left in the words below? Then --person NAME takes that one out.")
    for name in clean.nowhere:
        print(f"{name} is nowhere in it")
    before, after = (casebook.seen(one).get("fiches", []) for one in (whole, clean.stored))
    if changed_states(before, after):
        print("With this taken out, it is read otherwise: does it still show what it is to show?")
    return clean.stored, partial(without_persons, words=clean.words)


def without_persons(truths: Truths, words: frozenset[str]) -> Truths:
    """True values without addresses and without these words."""

    def cleaned(value: Any) -> Any:
        if isinstance(value, str):
            return masked(value, words, set())
        if isinstance(value, list):
            return [cleaned(one) for one in value]
        return {k: cleaned(v) for k, v in value.items()} if isinstance(value, dict) else value

    return {sheet: {key: cleaned(v) for key, v in of.items()} for sheet, of in truths.items()}


def update(options: argparse.Namespace) -> None:
    """Write the expected records of named cases anew."""
    for name in options.name:
        case = Case(name)
        if not NAME.fullmatch(name) or not case.expected.exists():
            raise Refused(f"there is no case {name}: python -m tests.case lists them")
        if not case.sheet.exists():
            raise Refused(f"the sheet of {name} is gone: {case.sheet} is not there")
    if options.true and len(options.name) > 1:
        raise Refused("--true is about one case: name that alone")
    for case in map(Case, options.name):
        before = casebook.load(case)
        found = casebook.seen(case.sheet)
        show(case.sheet, found)
        after = whole(case.sheet, found, merged(before.get("verite", {}), truths(options.true)))
        casebook.write(case, after, "w")
        print(f"\n{case.name}:")
        for line in casebook.differences(before, after) or ["as before"]:
            print(f"    {line}")


def listed(options: argparse.Namespace) -> None:
    """All cases, and what is known to be wrong in each."""
    del options
    for case in casebook.all_cases():
        wrong = list(casebook.misread(casebook.load(case)))
        print(case.sheet.name if case.sheet.exists() else f"{case.name}: its sheet is gone")
        for sheet, key, given, true in wrong:
            print(f"    {sheet} {key}: read {given!r}, true is {true!r}")


def whole(source: Any, expected: Expected, verite: Truths) -> Expected:
    """What a case's file holds: the readers that give it, the record, what is known to be wrong."""
    wrong: Truths = {}
    for sheet, key, given, true in casebook.misread({**expected, "verite": verite}):
        if given != true:
            wrong.setdefault(sheet, {})[key] = true
    readers = casebook.readers_of(source, expected)
    return {"lecteurs": readers, **expected, **({"verite": wrong} if wrong else {})}


def truths(given: Sequence[str]) -> Truths:
    """``[SHEET:]FIELD=VALUE``, the value as JSON or as words, by sheet and field."""
    found: Truths = {}
    for words in given:
        name, equals, value = words.partition("=")
        sheet, colon, key = name.rpartition(":")
        if not equals or key not in FIELDS or (colon and not re.fullmatch("[1-9][0-9]*", sheet)):
            raise Refused(f"--true {words}: write FIELD=VALUE with a field of the record")
        found.setdefault(sheet if colon else "1", {})[key] = typed(key, value)
    return found


def typed(key: str, words: str) -> Any:
    """The value that the words give, as JSON or as a sheet prints it, as a record has it.

    >>> typed("nombre_fiches_action", "43"), typed("depenses_investissement", "78.00M€")
    (43, 78000000)
    """
    try:
        value = json.loads(words)
    except ValueError:
        value = words
    section: Any = Fiche.model_fields[FIELDS[key].section].annotation
    try:
        return section.model_validate({key: value}).model_dump(mode="json")[key]
    except ValidationError as error:
        why = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise Refused(f"--true {key}={words}: no such value: {why}") from None


def merged(before: Truths, after: Truths) -> Truths:
    """Both; what the second says of a field counts."""
    return {
        s: {**before.get(s, {}), **after.get(s, {})} for s in [*before, *(set(after) - set(before))]
    }


def show(source: Path | bytes | Stored, expected: Expected) -> None:
    """Words beside values, a field each, for a person to compare."""
    if "erreur" in expected:
        print(f"Refused: {expected['erreur']}")
        return
    for number, reading in enumerate(casebook.read(source, "auto", provenance=True), 1):
        print(f"Sheet {number}, read by {reading.fiche.source.lecteur}")
        record = reading.fiche.model_dump(mode="json")
        for key, field in FIELDS.items():
            places = record["provenance"].get(field.section, {}).get(key, [])
            words = [place["brut"] for place in places]
            print(f"\n{key} [{record['etats'][field.section][key]}]")
            print(f"    {json.dumps(record[field.section][key], ensure_ascii=False)}")
            for line in "\n".join(words).splitlines() or ["(not on the sheet)"]:
                print(f"      | {line}")
        for one in record["champs_inconnus"]:
            print(f"\nunknown label: {one['libelle']} = {one['valeur']} {one['elements']}")
        for one in record["avertissements"]:
            print(f"\n! {one['code']} {one['champ'] or ''}: {one['message']}")


def slug(stem: str) -> str:
    """A file's name as a case's.

    >>> slug("Fiche CRTE - Côte d'Or (2)")
    'fiche-crte-cote-d-or-2'
    """
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def main(given: Iterable[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.case",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.set_defaults(run=listed)
    commands = parser.add_subparsers()
    adds = commands.add_parser("add", help="store a sheet with what is read of it")
    adds.add_argument("sheet", metavar="SHEET")
    adds.add_argument("--why", required=True, help="what the case is there for: a sentence")
    adds.add_argument("--name", help="the case's name; the file's, where none is given")
    adds.add_argument("--reading", action="store_true", help="store what is read, not the sheet")
    adds.add_argument(
        "--anonymise",
        action="store_true",
        help="so too, without e-mail addresses and persons' names",
    )
    adds.add_argument("--person", action="append", default=[], help="one more name to take out")
    adds.set_defaults(run=add)
    updates = commands.add_parser("update", help="write the record of named cases anew")
    updates.add_argument("name", nargs="+", metavar="NAME")
    updates.set_defaults(run=update)
    for one in (adds, updates):
        one.add_argument(
            "--true",
            action="append",
            default=[],
            metavar="[SHEET:]FIELD=VALUE",
            help="what it says",
        )
    options = parser.parse_args(None if given is None else list(given))
    try:
        options.run(options)
    except Refused as refused:
        print(f"case: {refused}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a pipe into head ends it
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    raise SystemExit(main())
