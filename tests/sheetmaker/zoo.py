"""Draws the sheets of the zoo: each maker, in each layout that it can print."""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from . import producers
from .description import page_size
from .kinds import KINDS, MIXTURES, SHEETS, mixture
from .layout import Layout
from .makers import MAKERS
from .makers.maker import Maker
from .records import random_record
from .stamps import FIRST_ONLY, signed, stamped
from .template import Record

FEW = 12  # makers of a layout
DRAWS = 10_000  # of mixtures, until a maker prints one
WORDED = {
    "euros": ("template", "template", "comma", "full", "dots", "kilo", "milliards", "plain"),
    "dates": ("template", "template", "premier", "slash", "iso", "bare"),
    "missing": ("template", "template", "nan", "none"),
    "space": (" ", "\u00a0", "\u202f"),
}


def pairs(kept: bool = True) -> Iterator[tuple[Maker, str]]:
    """The makers with the names of the layouts that they print: those of the zoo, or all others.

    Of the named layouts every maker has half in the zoo, and every layout half of the makers, or all
    where they are few. The other half is never stored: sheets to try what was learnt from these. New
    makers and layouts go last, so that the halves stay.
    """
    for row, maker in enumerate(MAKERS):
        for column, (kind, layout) in enumerate(KINDS.items()):
            in_zoo = (row + column) % 2 == 0 or sum(one.prints(layout) for one in MAKERS) <= FEW
            if maker.prints(layout) and in_zoo is kept:
                yield maker, kind
        if kept:
            yield from ((maker, kind) for kind in MIXTURES)


def layout_of(maker: Maker, kind: str, chance: random.Random) -> Layout:
    """The layout of that name; of a mixture, the first drawn that the maker prints."""
    if kind in KINDS:
        return KINDS[kind]
    drawn = (mixture(chance) for _ in range(DRAWS))
    return next(layout for layout in drawn if maker.prints(layout))


def draw(maker: Maker, kind: str) -> tuple[bytes, list[Record]]:
    """The file of a maker in a layout, and what its sheets say; the same each time.

    Raises ProducerMissingError where the maker, or a program behind it, is not installed.
    """
    chance = random.Random(f"{maker.name}/{kind}")
    layout = worded(layout_of(maker, kind, chance), chance)
    nasty = bool(layout.bullet) and not layout.table
    records = [random_record(chance, nasty) for _ in range(SHEETS.get(kind, 1))]
    with TemporaryDirectory() as folder:
        target = Path(folder) / "fiche.pdf"
        maker.draw(records, layout, target)
        return finished(target, layout).read_bytes(), [said(r, maker.glyphs) for r in records]


def said(record: Record, glyphs: Mapping[str, str]) -> Record:
    """The record as a maker prints it that has other glyphs for some characters.

    >>> said({"strategie": {"contrats": ["pacte d'avenir"]}}, {"'": "’"})
    {'strategie': {'contrats': ['pacte d’avenir']}}
    """
    text = json.dumps(record, ensure_ascii=False)
    found: Record = json.loads(text.translate({ord(one): other for one, other in glyphs.items()}))
    return found


def worded(layout: Layout, chance: random.Random) -> Layout:
    """The layout, with one of the ways to write amounts, dates and missing values."""
    return replace(layout, **{knob: chance.choice(ways) for knob, ways in WORDED.items()})  # type: ignore[arg-type]


def finished(source: Path, layout: Layout) -> Path:
    """The file with what is laid over its pages, and behind them, and turned."""
    if layout.stamp:
        target = source.with_name("stamped.pdf")
        over = stamped(layout.stamp, page_size(layout), source.with_name("stamp.pdf"))
        pages = "--to=1" if layout.stamp in FIRST_ONLY else "--repeat=1"
        producers.qpdf(source, target, "--overlay", str(over), pages, "--")
        source = target
    if layout.signatures:
        target = source.with_name("signed.pdf")
        more = signed(page_size(layout), source.with_name("signatures.pdf"))
        producers.qpdf(source, target, "--pages", ".", str(more), "--")
        source = target
    if layout.turned:
        target = source.with_name("turned.pdf")
        producers.qpdf(source, target, f"--rotate=+{layout.turned}")
        source = target
    return source
