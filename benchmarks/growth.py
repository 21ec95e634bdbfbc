"""How the cost grows with the input: ``python benchmarks/growth.py [KIND...] [--markdown]``.

Makes inputs that are hard on a reader, each at sizes that double, and reads each in a process of
its own, bounded in time: a code whose cost explodes can be measured too (``PYTHONPATH`` chooses
the code). Tells the seconds at each size, by how much the last doubling multiplied them (2 is in
proportion to the input) and the peak of the process's memory.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from crte_extract import CrteError, extract_all
from crte_extract.options import Reader

SAMPLE = Path(__file__).parents[1] / "samples" / "fiche-crte-dijon-metropole.txt"
HEAD = "Informations générales\n\nEmail de contact : a@b.fr\n\n"
LIST = "Liste des contrats figurant dans le CRTE :\n\n"
ACTORS = "Nature des signataires du CRTE :\n\n"
READERS: tuple[Reader, ...] = ("pdfium", "pdfplumber")
SECONDS = 60.0
LEAST = 0.02  # seconds: of what takes less, the growth can't be told
PAGE = "q BT /F1 9 Tf 60 800 Td 11 TL (Email de contact : a@b.fr) Tj T* "
PACKED = 8  # times the size of a PDF is what its packed page holds
CATALOG = "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
FONT = "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"


def filled(line: str, size: int) -> str:
    """A line, or words, as often as the size holds them."""
    return line * (size // len(line.encode()))


def numbered(line: str, size: int) -> str:
    """A line with a number of its own in it, as often as the size holds it."""
    return "".join(line.format(at) for at in range(size // len(line.encode())))


def after(head: str, line: str) -> Callable[[int], bytes]:
    """A text that begins as a sheet does and goes on with one line, numbered where it has braces."""
    fill = numbered if "{}" in line else filled
    return lambda size: (head + fill(line, size)).encode()


def a_pdf(
    content: str, size: int, kids: str = "3 0 R ", count: int = 1, packed: bool = False
) -> bytes:
    """A PDF whose one page has this content, cut to the size; readers mend the missing table."""
    stream = content[:size].rpartition("\n")[0].encode("cp1252")
    stream = zlib.compress(stream) if packed else stream
    page = "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
    about = f"/Length {len(stream)}{'/Filter/FlateDecode' if packed else ''}"
    head = (
        f"%PDF-1.4\n{CATALOG}2 0 obj<</Type/Pages/Count {count}/Kids[{kids}]>>endobj\n"
        f"{page}/Resources<</Font<</F1 4 0 R>>>>>>endobj\n{FONT}5 0 obj<<{about}>>stream\n"
    )
    return head.encode() + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def squares(size: int) -> bytes:
    """A page with some lines and small squares beside them, as a chart or a map has; packed."""
    lines = "".join(f"(ligne {at}) Tj T* " for at in range(60))
    drawn = (f"{300 + at * 7 % 280} {at * 13 % 820} 3 3 re f\n" for at in range(size // 3))
    return a_pdf(f"{PAGE}{lines}ET Q\n{''.join(drawn)}", PACKED * size, packed=True)


def words(size: int) -> bytes:
    """A page with more words than fit on it."""
    rows = (f"(mot {at} - texte) Tj T*\n" for at in range(size // 20))
    return a_pdf(f"{PAGE}{''.join(rows)}", size)


def raised(size: int) -> bytes:
    """A page with as many small words as large ones."""
    rows = (
        f"{at * 37 % 500} {820 - at * 11 % 800} Td /F1 {9 - at % 2 * 4} Tf (mot{at}) Tj "
        f"{-(at * 37 % 500)} {-(820 - at * 11 % 800)} Td\n"
        for at in range(size // 40)
    )
    return a_pdf(f"{PAGE}ET BT 0 0 Td{''.join(rows)}", size)


def one_page_often(size: int) -> bytes:
    """A page tree that shows its one page again and again."""
    count = size // 6
    return a_pdf(f"{PAGE}ET Q\n", 1000, "3 0 R " * count, count)


def bare_lines(size: int) -> bytes:
    """A page of lines, all of them the same letter; packed."""
    return a_pdf(
        f"{PAGE}{filled('(a) Tj T*' + chr(10), PACKED * size)}", PACKED * size, packed=True
    )


def sheets(size: int) -> bytes:
    """The sample, over and over."""
    sample = SAMPLE.read_text("utf-8")
    return (sample * max(1, size // len(sample.encode()))).encode()


def two_columns(line: str) -> Callable[[int], bytes]:
    """A table of labels and values, the rows of which are one line each."""
    head = "Informations générales\nEmail de contact :            a@b.fr\n"
    return after(head, line)


class Kind(NamedTuple):
    """A kind of input, made for a size in bytes, and who reads it."""

    make: Callable[[int], bytes]
    reader: Reader = "auto"


TEXTS = {
    "broken words": after(HEAD + LIST + "- a\n", "un territoi-\nre et\n"),
    "colons on one line": after(HEAD, "a : b : "),
    "labels on one line": after("", "Email de contact : "),
    "labels and values on one line": after("", "Email de contact : a@b.fr "),
    "colons behind a label": after("Email de contact ", "a : "),
    "rows of two labels": after("", "Email de contact : Email de contact : x\n"),
    "colons in one value": after("Email de contact : ", "x: "),
    "'a' lines": after("", "a\n"),
    "'a' lines of a sheet": after(HEAD, "a\n"),
    "empty lines": after(HEAD, "\n"),
    "form feeds": after(HEAD, "\f"),
    "form feeds and lines": after(HEAD, "a\f"),
    "spaces": after(HEAD + "a", " "),
    "no-break spaces": after(HEAD + "a", "\u00a0"),
    "tabs": after(HEAD + "a", "\t"),
    "stars": after(HEAD + "Nom", "*"),
    "underscores behind a label": after("Email de contact ", "_"),
    "stars and spaces behind a label": after("Email de contact ", "* "),
    "dots": after(HEAD + "a ", "."),
    "numbers": after(HEAD, "1."),
    "dashes": after(HEAD, "- "),
    "parentheses": after(HEAD, "(cid:1"),
    "accents": after(HEAD + "e", "\u0301"),
    "two kinds of accents": after(HEAD + "e", "\u0301\u0323"),
    "one long word": after(HEAD, "é"),
    "bullets": after(HEAD + LIST, "- PLUI {}\n"),
    "bullets on their own": after(HEAD + LIST, "-\nPLUI {}\n"),
    "wrapped lines": after(HEAD + LIST + "- ", "des mots qui continuent sans fin {}\n"),
    "unknown labels": after(HEAD, "\nAutre chose {} : oui\n"),
    "misspelled labels": after(HEAD, "\nNombre de ficches actoin {} : 4\n"),
    "labels in rows": after("", "Email de contact : a@b.fr\n"),
    "first words of a label": after(HEAD, "Nombre de\n"),
    "headings": after(HEAD, "Stratégie\n"),
    "actors": after(HEAD + ACTORS, "- nom : X {}, SIREN : 242100411, nature : CC\n"),
    "commas in one actor": after(HEAD + ACTORS + "- nom : X", ", "),
    "spaces in one actor": after(HEAD + ACTORS + "- nom :a,", " x"),
    "natures in one actor": after(HEAD + ACTORS + "- nom : X", ", nature : CC"),
    "sirens in one actor": after(HEAD + ACTORS + "- nom : X", ", SIREN : 1"),
    "strange characters": after(HEAD, "\ufffd\n"),
    "page numbers": after(HEAD, "{}\n\nun texte\n"),
    "numbered heads": after(HEAD, "Fiche - page {}\nun texte\n"),
    "numbered pages": after(HEAD, "Fiche {}\nun texte\n\nPage {}\f".replace("{}", "{0}")),
    "two columns": two_columns("Autre {} :                   oui\n"),
    "a tall cell": two_columns("                             oui {}\n"),
    "many edges": lambda size: (
        HEAD
        + "".join(f"{' ' * (at % 300)}a {at}   {' ' * (at % 77)}b\n" for at in range(size // 200))
    ).encode(),
    "sheets": sheets,
}
KINDS = {name: Kind(make) for name, make in TEXTS.items()} | {
    f"{name} ({reader})": Kind(make, reader)
    for name, make in {
        "packed squares": squares,
        "words": words,
        "small words": raised,
        "one page often": one_page_often,
        "packed lines": bare_lines,
    }.items()
    for reader in READERS
}


class Spent(NamedTuple):
    """What one reading took, and what came of it; ``seconds`` is infinite where it was ended."""

    seconds: float
    mebibytes: float
    outcome: str


def main() -> None:
    """Measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="of input (default: all)")
    parser.add_argument("--smallest", type=int, default=8, help="KiB (default 8)")
    parser.add_argument("--largest", type=int, default=64, help="KiB (default 64)")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for one (default 60)")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--reader", default="auto", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        read(Path(options.child), options.reader)
        return
    sizes = list(doubled(options.smallest, options.largest))
    print_head(sizes, options.markdown)
    for name in options.kinds or KINDS:
        spent = list(measured(KINDS[name], sizes, options.seconds))
        print_row(name, spent, len(sizes), options.markdown)


def doubled(smallest: int, largest: int) -> Iterator[int]:
    """KiB, from the smallest to the largest."""
    size = smallest
    while size <= largest:
        yield size
        size *= 2


def measured(kind: Kind, sizes: Sequence[int], seconds: float) -> Iterator[Spent]:
    """Each size in turn, up to the first that is not done in time."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}"
            path.write_bytes(kind.make(size * 1024))
            spent = in_a_child(path, kind.reader, seconds)
            yield spent
            if spent.seconds == float("inf"):
                return


def in_a_child(path: Path, reader: Reader, seconds: float) -> Spent:
    """What reading takes in a process of its own."""
    command = [sys.executable, __file__, "--child", str(path), "--reader", reader]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, text=True, check=False)
    except subprocess.TimeoutExpired:
        return Spent(float("inf"), float("nan"), "not done")
    if done.returncode:
        return Spent(float("nan"), float("nan"), done.stderr.strip().rpartition("\n")[2])
    taken, peak, outcome = done.stdout.strip().split("\t")
    return Spent(float(taken), float(peak), outcome)


def read(path: Path, reader: Reader) -> None:
    """The child: reads, tells the seconds, the peak of memory (of its own children too), what came."""
    extract_all(SAMPLE)  # what is imported late
    start = time.perf_counter()
    try:
        outcome = f"{len(extract_all(path, reader=reader))} read"
    except CrteError as error:
        outcome = type(error).__name__
    taken = time.perf_counter() - start
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(w).ru_maxrss for w in who) / 1024
    print(f"{taken:.4f}\t{peak:.0f}\t{outcome}")


def growth(spent: Sequence[Spent]) -> str:
    """By how much the last doubling multiplied the time."""
    if len(spent) < 2 or not LEAST <= spent[-1].seconds < float("inf"):
        return "–"
    return f"{spent[-1].seconds / max(spent[-2].seconds, 1e-4):.1f}"


def print_head(sizes: Sequence[int], markdown: bool) -> None:
    """The head of the table."""
    cells = ["input", *(f"{size} KiB" for size in sizes), "last doubling", "MiB", "outcome"]
    if markdown:
        print(f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}", flush=True)
    else:
        print(f"{cells[0]:34}", *(f"{cell:>9}" for cell in cells[1:]), flush=True)


def print_row(name: str, spent: Sequence[Spent], sizes: int, markdown: bool) -> None:
    """A row of the table."""
    times = ["not done" if s.seconds == float("inf") else f"{s.seconds:.2f} s" for s in spent] + [
        "–"
    ] * (sizes - len(spent))
    cells = [*times, growth(spent), f"{spent[-1].mebibytes:.0f}", spent[-1].outcome]
    if markdown:
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    else:
        print(f"{name:34}", *(f"{cell:>9}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
