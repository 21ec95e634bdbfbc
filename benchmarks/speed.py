"""Speed, as ratios measured side by side in one run: ``python benchmarks/speed.py [--markdown]``.

``--layouts FOLDER`` adds the PDFs in a folder, of many layouts by many makers, as
``python -m tests.zoo make --keep FOLDER`` prints them: the median and the dearest of so many of them.

Rounds are interleaved, so that whatever else the machine does weighs on both sides alike; in one
process the best of the rounds counts, for whole processes the median.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pdfplumber
import pypdfium2

from crte_extract import CrteError, extract, extract_all

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "fiche-crte-dijon-metropole.pdf"
TEXT = SAMPLE.with_suffix(".txt")
SHEETS = (
    SAMPLE,
    ROOT / "tests/sheets/chromium-adresse.pdf",
    ROOT / "tests/sheets/libreoffice-puces.pdf",
    ROOT / "tests/sheets/reportlab-capitales.pdf",
)
SMALLEST = '''
import typer
from pydantic import BaseModel


class Model(BaseModel):
    name: str


def main(name: str) -> None:
    """Print one model."""
    print(Model(name=name).model_dump_json())


typer.run(main)
'''


class Row(NamedTuple):
    """A line of the table: what, against what, in milliseconds, and what was hoped for."""

    what: str
    ours: float
    against: str
    theirs: float | None
    target: str


def main() -> None:
    """Measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=30, help="rounds (default 30)")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    parser.add_argument("--layouts", type=Path, metavar="FOLDER", help="PDFs of many layouts")
    parser.add_argument("--count", type=int, default=70, help="how many of them (default 70)")
    options = parser.parse_args()
    rows = in_process(options.repeat)
    if options.layouts:
        rows += layouts(drawn(options.layouts, options.count), max(3, options.repeat // 3))
    rows += whole_processes(max(3, options.repeat // 3))
    (print_markdown if options.markdown else print_plain)(rows)


def in_process(repeat: int) -> list[Row]:
    """Sheets read in this process, against the bare readers on the same file."""
    rows: list[Row] = []
    for sheet in SHEETS:
        ours, bare = interleaved(repeat, partial(extract, sheet), partial(bare_pdfium, sheet))
        rows.append(Row(f"{sheet.name} to record", min(ours), "bare pypdfium2", min(bare), "≤ 2"))
    ours, slow = interleaved(3, lambda: extract(SAMPLE), bare_pdfplumber)
    rows.append(Row(f"{SAMPLE.name} to record", min(ours), "pdfplumber", min(slow), "≤ 0.05"))
    data = TEXT.read_bytes()
    [text] = interleaved(repeat * 3, lambda: extract(data))
    rows.append(Row(f"{TEXT.name} to record", min(text), "", None, "≤ 1.5 ms"))
    return rows


def drawn(folder: Path, count: int) -> list[Path]:
    """So many of the PDFs in a folder, the same each time."""
    sheets = sorted(folder.rglob("*.pdf"))
    return random.Random(0).sample(sheets, min(count, len(sheets)))


def layouts(sheets: Sequence[Path], repeat: int) -> list[Row]:
    """Sheets of many layouts, each against bare PDFium on the same file: the median and the dearest."""
    pairs = []
    for sheet in sheets:
        ours, bare = interleaved(
            repeat, partial(read_or_refused, sheet), partial(bare_pdfium, sheet)
        )
        pairs.append((min(ours), min(bare)))
    pairs.sort(key=lambda pair: pair[0] / pair[1])
    middle, last = pairs[len(pairs) // 2], pairs[-1]
    return [
        Row(f"the median of {len(pairs)} layouts", middle[0], "bare pypdfium2", middle[1], "≤ 1.5"),
        Row("the dearest of them", last[0], "bare pypdfium2", last[1], "≤ 8"),
    ]


def read_or_refused(sheet: Path) -> None:
    """A sheet read, or refused: that takes its time too."""
    with suppress(CrteError):
        extract_all(sheet)


def bare_pdfium(sheet: Path) -> list[str]:
    """The text of every page, by PDFium and nothing else."""
    pdf = pypdfium2.PdfDocument(sheet)
    texts = []
    for page in pdf:
        textpage = page.get_textpage()
        texts.append(textpage.get_text_range())
        textpage.close()
        page.close()
    pdf.close()
    return texts


def bare_pdfplumber() -> list[str]:
    """The text of every page of the sample, by pdfplumber."""
    with pdfplumber.open(SAMPLE) as pdf:
        return [page.extract_text() for page in pdf.pages]


def interleaved(repeat: int, *sides: Callable[[], object]) -> list[list[float]]:
    """Milliseconds of each side in each round, after one round to warm up."""
    times: list[list[float]] = [[] for _ in sides]
    for number in range(repeat + 1):
        for side, spent in zip(sides, times, strict=True):
            start = time.perf_counter()
            side()
            if number:
                spent.append((time.perf_counter() - start) * 1000)
    return times


def whole_processes(repeat: int) -> list[Row]:
    """The command as a user starts it, against the smallest command of its kind."""
    ours = str(Path(sys.executable).with_name("crte-extract"))
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "smallest.py"
        script.write_text(SMALLEST, "utf-8")
        python = sys.executable
        pairs: tuple[tuple[str, Sequence[str], str, Sequence[str], str], ...] = (
            (
                "crte-extract sheet.txt",
                (ours, str(TEXT)),
                "smallest Typer command",
                (python, str(script), "x"),
                "≤ 1.3",
            ),
            (
                "crte-extract --help",
                (ours, "--help"),
                "its --help",
                (python, str(script), "--help"),
                "≤ 1.3",
            ),
            (
                "crte-extract --version",
                (ours, "--version"),
                "import typer",
                (python, "-c", "import typer"),
                "≤ 1.3",
            ),
        )
        rows = []
        for what, command, against, other, target in pairs:
            mine, theirs = interleaved(repeat, partial(run, command), partial(run, other))
            rows.append(
                Row(what, statistics.median(mine), against, statistics.median(theirs), target)
            )
    return rows


def run(command: Sequence[str]) -> None:
    """A process to its end, its output thrown away, its bytecode cached as an installed one's is."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)


def ratio(row: Row) -> str:
    """Ours over theirs."""
    return f"{row.ours / row.theirs:.2f}" if row.theirs else "–"


def print_plain(rows: Sequence[Row]) -> None:
    """The table for a terminal."""
    for row in rows:
        other = f"{row.theirs:9.1f} ms {row.against}" if row.theirs else ""
        print(f"{row.what:45} {row.ours:8.1f} ms {other:40} {ratio(row):>6}  (target {row.target})")


def print_markdown(rows: Sequence[Row]) -> None:
    """The table for the README, with the machine named."""
    packages = ", ".join(
        f"{p} {version(p)}" for p in ("pypdfium2", "pdfplumber", "pydantic", "typer")
    )
    print(
        f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}:\n"
    )
    print("| what | time | against | its time | ratio | target |\n|---|---|---|---|---|---|")
    for row in rows:
        theirs = f"{row.theirs:.1f} ms" if row.theirs else ""
        print(
            f"| {row.what} | {row.ours:.1f} ms | {row.against} | {theirs} | {ratio(row)} | {row.target} |"
        )


def processor() -> str:
    """The processor's name, as the system gives it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
