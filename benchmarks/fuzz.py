"""Damaged, bent and stretched sheets by the thousand: ``python benchmarks/fuzz.py --seconds 600``.

Each case is a sheet of the repository that was cut, spliced, repeated or sprinkled with odd bytes. What
is wanted: a record or a CrteError, never another error; nothing that crashes or hangs; nothing under
64 KiB that takes over a second. Cases are drawn from ``--seed``, so that one which fails can be made
again; it is kept in ``--keep FOLDER``.
"""

from __future__ import annotations

import argparse
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

from crte_extract import CrteError, Fiche, extract_all
from crte_extract.batch.executors import cores
from crte_extract.batch.workers import Workers
from crte_extract.errors import ReaderFailed
from crte_extract.options import Reader

ROOT: Final = Path(__file__).parents[1]
LARGEST: Final = 64 << 10  # bytes of a case
SLOW: Final = 1.0  # seconds
HUNG: Final = 20.0  # seconds, after which a case is ended
ODD: Final = (
    *(b"\x00", b"\xff\xfe", b"\x0c", b"\r", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbf\xbe"),
    *(b"(cid:12)", b"\xe2\x80\xae", b"e\xcc\x81\xcc\xa3", b"\xc2\xad\n", b"-\n", b" : ", b"\t"),
    *(b"- ", b"nom : ", b", SIREN : ", b"\xe2\x82\xac", b"M", b"None", b"**", b"1.1.1", b"|"),
    *(
        b" obj",
        b"endstream",
        b"<<",
        b">>",
        b"/Kids",
        b"/Count 999999",
        b"BT ",
        b"Tj ",
        b"0 0 3 3 re f ",
    ),
)


class Case(NamedTuple):
    """A made input, and who is to read it."""

    number: int
    data: bytes
    reader: Reader


class Result(NamedTuple):
    """What became of a case: records, the name of a CrteError, or else what went wrong."""

    kind: str
    seconds: float
    wrong: str = ""


def main() -> int:
    """Run, tell; 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="where the cases that went wrong are written")
    options = parser.parse_args()
    kinds: Counter[str] = Counter()
    slowest, wrong = 0.0, 0
    for case, result in run(options.seed, options.seconds):
        kinds[result.kind] += 1
        slowest = max(slowest, result.seconds)
        if result.wrong:
            wrong += 1
            print(f"case {case.number} ({len(case.data)} bytes, {case.reader}): {result.wrong}")
            if options.keep:
                options.keep.mkdir(exist_ok=True)
                (options.keep / f"{options.seed}-{case.number}").write_bytes(case.data)
    print(f"{kinds.total()} cases, the slowest {slowest:.2f} s, {wrong} wrong")
    for kind, count in kinds.most_common():
        print(f"{count:8} {kind}")
    return bool(wrong)


def run(seed: int, seconds: float) -> Iterator[tuple[Case, Result]]:
    """Cases and their results for so long."""
    end = time.monotonic() + seconds
    read = import_module(Path(__file__).stem).attempt  # by a name that workers can import
    waiting: list[tuple[Case, Future[Result]]] = []
    with Workers(cores(), timeout=HUNG) as workers:
        for case in cases(seed):
            waiting.append((case, workers.submit(read, case.data, case.reader)))
            while len(waiting) >= 4 * cores():
                first, future = waiting.pop(0)
                yield first, result_of(future)
            if time.monotonic() > end:
                break
        for case, future in waiting:
            yield case, result_of(future)


def result_of(future: Future[Result]) -> Result:
    """The result, or how the worker was lost."""
    try:
        return future.result()
    except ReaderFailed as error:
        return Result("lost", HUNG, str(error))


def attempt(data: bytes, reader: Reader) -> Result:
    """Reads a case: what runs in a worker."""
    begun = time.perf_counter()
    try:
        records = extract_all(data, reader=reader, provenance=True)
        kind, wrong = "record", ""
        for record in records:
            if Fiche.model_validate_json(record.model_dump_json()) != record:
                wrong = "a record that does not come back as it was written"
    except CrteError as error:
        kind, wrong = type(error).__name__, ""
    except Exception:
        kind, wrong = "bug", traceback.format_exc(limit=-3)
    seconds = time.perf_counter() - begun
    if seconds > SLOW and not wrong:
        wrong = f"{seconds:.2f} s ({kind})"
    return Result(kind, seconds, wrong)


def cases(seed: int) -> Iterator[Case]:
    """Cases without end, the same ones for a seed."""
    sheets = sorted(ROOT.glob("tests/sheets/*.*")) + sorted(ROOT.glob("samples/**/*.*"))
    kept = [sheet.read_bytes() for sheet in sheets if sheet.suffix in (".pdf", ".txt")]
    number = 0
    while True:
        chance = random.Random(f"{seed} {number}")
        data = chance.choice(kept)
        for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
            data = chance.choice(CHANGES)(data, chance, kept)[:LARGEST]
        # pdfplumber reads as well: slow, so seldom
        yield Case(number, data, "auto" if chance.random() < 0.1 else "pdfium")
        number += 1


Change = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def stretch(data: bytes, chance: random.Random) -> tuple[int, int]:
    """A short stretch of the bytes."""
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 3, 20, 200, 2000)))


def cut(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Without a stretch."""
    start, stop = stretch(data, chance)
    return data[:start] + data[stop:]


def repeat(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """With a stretch many times over."""
    start, stop = stretch(data, chance)
    times = chance.choice((2, 10, 100, 10_000))
    return data[:start] + (data[start:stop] * times)[:LARGEST] + data[stop:]


def sprinkle(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """With odd words in it, once or many times."""
    place, _stop = stretch(data, chance)
    odd = b"".join(chance.choices(ODD, k=chance.choice((1, 1, 2, 4))))
    return data[:place] + (odd * chance.choice((1, 1, 3, 50, 20_000)))[:LARGEST] + data[place:]


def splice(data: bytes, chance: random.Random, kept: Sequence[bytes]) -> bytes:
    """With a stretch of another sheet."""
    other = chance.choice(kept)
    start, stop = stretch(other, chance)
    place, _stop = stretch(data, chance)
    return data[:place] + other[start:stop] + data[place:]


def move(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """With its lines, or some of them, in another order."""
    lines = data.split(b"\n")
    start, stop = sorted(chance.choices(range(len(lines) + 1), k=2))
    some = lines[start:stop]
    chance.shuffle(some)
    return b"\n".join([*lines[:start], *some, *lines[stop:]])


def flip(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """With some bytes changed."""
    changed = bytearray(data)
    for _time in range(chance.choice((1, 4, 30)) if data else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


CHANGES: Final[tuple[Change, ...]] = (cut, repeat, sprinkle, splice, move, flip)

if __name__ == "__main__":
    raise SystemExit(main())
