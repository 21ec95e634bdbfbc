"""Draws the sheets of the zoo: each maker, in each layout that it can print."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from . import producers
from .description import page_size
from .kinds import KINDS, SHEETS
from .layout import Layout
from .makers import MAKERS
from .makers.maker import Maker
from .records import random_record
from .stamps import stamped
from .template import Record

WORDED = {
    "euros": ("template", "template", "comma", "full", "dots", "kilo", "milliards", "plain"),
    "dates": ("template", "template", "premier", "slash", "iso", "bare"),
    "missing": ("template", "template", "nan", "none"),
    "space": (" ", "\u00a0", "\u202f"),
}


def pairs() -> Iterator[tuple[Maker, str]]:
    """Every maker with the names of the layouts that it prints."""
    for maker in MAKERS:
        yield from ((maker, kind) for kind, layout in KINDS.items() if maker.prints(layout))


def draw(maker: Maker, kind: str) -> tuple[bytes, list[Record]]:
    """The file of a maker in a layout, and what its sheets say; the same each time.

    Raises ProducerMissingError where the maker, or a program behind it, is not installed.
    """
    chance = random.Random(f"{maker.name}/{kind}")
    layout = worded(KINDS[kind], chance)
    nasty = bool(layout.bullet) and not layout.table
    records = [random_record(chance, nasty) for _ in range(SHEETS.get(kind, 1))]
    with TemporaryDirectory() as folder:
        target = Path(folder) / "fiche.pdf"
        maker.draw(records, layout, target)
        return finished(target, layout).read_bytes(), records


def worded(layout: Layout, chance: random.Random) -> Layout:
    """The layout, with one of the ways to write amounts, dates and missing values."""
    return replace(layout, **{knob: chance.choice(ways) for knob, ways in WORDED.items()})  # type: ignore[arg-type]


def finished(source: Path, layout: Layout) -> Path:
    """The file with what is laid over its pages, and turned."""
    if layout.stamp:
        target = source.with_name("stamped.pdf")
        over = stamped(layout.stamp, page_size(layout), source.with_name("stamp.pdf"))
        producers.qpdf(source, target, "--overlay", str(over), "--repeat=1", "--")
        source = target
    if layout.turned:
        target = source.with_name("turned.pdf")
        producers.qpdf(source, target, f"--rotate=+{layout.turned}")
        source = target
    return source
