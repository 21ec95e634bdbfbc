"""The PDFs of a folder through other programs: ``python benchmarks/peers.py FOLDER [--only NAME...]``.

They give text, no records. Each runs by itself, two sheets at a time, in a process of its own whose
start counts; ``crte-extract`` (two processes that call ``extract``) runs the same way beside them.
Rounds are interleaved, and the best of a program's rounds counts; the slow ones run once.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

AT_ONCE = 2
EVERY = 0.1  # seconds between two looks at the memory
MEBI = 1024 * 1024


class Peer(NamedTuple):
    """A program: how it is called here, and whether it is slow enough to read a sample only."""

    read: Callable[[Path], int]  # gives how many characters it read
    how: str
    slow: bool = False


class Measure(NamedTuple):
    """What one program took for so many sheets; bytes at its peak where known."""

    seconds: float
    processor: float
    sheets: int
    peak: int | None
    characters: int
    failed: int


def main() -> None:
    """Measure each program that is installed, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=PEERS, default=list(PEERS), metavar="NAME")
    parser.add_argument("--repeat", type=int, default=3, help="rounds (default 3)")
    parser.add_argument("--sample", type=int, help="so many sheets for the slow ones, then scale")
    parser.add_argument("--measure", choices=PEERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sheets = sorted(options.folder.rglob("*.pdf"))
    if not sheets:
        parser.error(f"no PDF in {options.folder}")
    if options.measure:
        print(json.dumps(read_all(PEERS[options.measure], chosen(sheets, options.sample))))
        return
    for sheet in sheets:
        sheet.read_bytes()  # from the disk once, so that the first program has no worse luck
    best: dict[str, Measure] = {}
    for number in range(options.repeat):
        for name in filter(installed, options.only):
            if number and PEERS[name].slow:
                continue
            measure = measured(name, options.folder, options.sample if PEERS[name].slow else None)
            best[name] = min(best.get(name, measure), measure)
    print_head(len(sheets))
    for name in options.only:
        print(row(name, len(sheets), best.get(name)))


def chosen(sheets: Sequence[Path], sample: int | None) -> Sequence[Path]:
    """All sheets, or so many of them spread over the folder.

    >>> chosen([Path(letter) for letter in "abcdef"], 2)
    [PosixPath('a'), PosixPath('d')]
    """
    if not sample or sample >= len(sheets):
        return sheets
    return [sheets[number * len(sheets) // sample] for number in range(sample)]


def read_all(peer: Peer, sheets: Sequence[Path]) -> tuple[int, int, int]:
    """Read all sheets, some at a time: how many, how many characters, how many failed."""
    kind: type[Executor] = ThreadPoolExecutor if peer.read is by_pdftotext else ProcessPoolExecutor
    with kind(AT_ONCE) as pool:  # type: ignore[call-arg]
        found = list(pool.map(functools.partial(tried, peer.read), sheets))
    read = [characters for characters in found if characters is not None]
    return len(found), sum(read), len(found) - len(read)


def tried(read: Callable[[Path], int], sheet: Path) -> int | None:
    """The characters of a sheet; none when the program fails on it."""
    try:
        return read(sheet)
    except Exception as error:
        print(f"{sheet}: {error!r}", file=sys.stderr)
        return None


def by_crte_extract(sheet: Path) -> int:
    """The whole record, by the program of this repository; its length as JSON."""
    return len(library("crte_extract").extract(sheet).model_dump_json())


def by_pypdfium2(sheet: Path) -> int:
    """Bare PDFium."""
    pdf = library("pypdfium2").PdfDocument(sheet)
    found = 0
    for page in pdf:
        textpage = page.get_textpage()
        found += len(textpage.get_text_range())
        textpage.close()
        page.close()
    pdf.close()
    return found


def by_pdftotext(sheet: Path) -> int:
    """Poppler, a process a sheet."""
    done = subprocess.run(["pdftotext", sheet, "-"], capture_output=True, check=True)
    return len(done.stdout.decode())


def by_pdfplumber(sheet: Path) -> int:
    """Bare pdfplumber, its memory given back page by page."""
    found = 0
    with library("pdfplumber").open(sheet) as pdf:
        for page in pdf.pages:
            found += len(page.extract_text())
            page.close()
    return found


def by_invoice2data(sheet: Path) -> int:
    """The reader that invoice2data tries first; it has no template for these sheets."""
    return len(library("invoice2data.input.pdfium").to_text(str(sheet)))


def by_markitdown(sheet: Path) -> int:
    """MarkItDown's PDF converter, set up once a process."""
    return len(converter().convert_local(sheet).text_content)


@functools.cache
def converter() -> Any:
    """MarkItDown as it comes, without plugins."""
    return library("markitdown").MarkItDown()


def by_kreuzberg(sheet: Path) -> int:
    """Kreuzberg as it comes, but for its cache on disk, which would remember an earlier run."""
    kreuzberg = library("kreuzberg")
    config = kreuzberg.ExtractionConfig(use_cache=False)
    return len(kreuzberg.extract_file_sync(sheet, config=config).content)


@functools.cache
def library(name: str) -> Any:
    """A library, imported by those who read with it only."""
    return importlib.import_module(name)


PEERS = {
    "crte-extract": Peer(by_crte_extract, "record"),
    "pypdfium2": Peer(by_pypdfium2, "text"),
    "pdftotext": Peer(by_pdftotext, "text, a process a sheet"),
    "pdfplumber": Peer(by_pdfplumber, "text", slow=True),
    "invoice2data": Peer(by_invoice2data, "text, its first reader (PDFium)"),
    "markitdown": Peer(by_markitdown, "Markdown", slow=True),
    "kreuzberg": Peer(by_kreuzberg, "text, its cache off"),
}


def row(name: str, total: int, measure: Measure | None) -> str:
    """A line of the table: the measure of a program, or that it isn't installed."""
    if measure is None:
        return f"| {name} | not installed | | | | | | |"
    share = total / measure.sheets
    seconds = measure.seconds * share
    scaled = f" (from {measure.sheets} sheets, scaled)" if share > 1 else ""
    peak = f"{measure.peak / MEBI:.0f} MiB" if measure.peak else "unknown"
    read = max(1, measure.sheets - measure.failed)
    return (
        f"| {name} {installed(name)} | {PEERS[name].how} | {seconds:.1f} s{scaled} | "
        f"{measure.processor * share:.1f} s | {total / seconds:.1f} | {peak} | "
        f"{measure.characters / read:.0f} | {measure.failed} |"
    )


def installed(name: str) -> str:
    """The version of a program; nothing where it isn't installed."""
    if name == "pdftotext":
        if not shutil.which(name):
            return ""
        words = subprocess.run([name, "-v"], capture_output=True, text=True, check=False).stderr
        number = re.search(r"\d+(\.\d+)+", words)
        return number[0] if number else "?"
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def measured(name: str, folder: Path, sample: int | None) -> Measure:
    """Run one program over the folder in a process of its own, and watch it."""
    command = [sys.executable, __file__, str(folder), "--measure", name]
    command += ["--sample", str(sample)] if sample else []
    start, before = time.perf_counter(), of_children()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak = watched(process)
        seconds = time.perf_counter() - start
        words = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{name} ended with {process.returncode}")
    sheets, characters, failed = json.loads(words)
    return Measure(seconds, of_children() - before, sheets, peak, characters, failed)


def of_children() -> float:
    """Processor seconds of every process started from here that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def watched(process: subprocess.Popen[str]) -> int | None:
    """Wait for the end of a process; the most memory that it and its children held at once.

    That is the sum of their resident sets, in which pages that they share count for each.
    """
    try:
        psutil = library("psutil")
    except ImportError:
        process.wait()
        return None
    tree, peak = psutil.Process(process.pid), 0
    while True:
        peak = max(peak, resident(psutil, tree))
        try:
            process.wait(EVERY)
        except subprocess.TimeoutExpired:
            continue
        return peak


def resident(psutil: Any, tree: Any) -> int:
    """Resident bytes of a process and its descendants, now."""
    try:
        processes = [tree, *tree.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for one in processes:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def print_head(sheets: int) -> None:
    """What was measured on, and the head of the table."""
    print(f"{sheets} PDF sheets, {AT_ONCE} at a time; {os.cpu_count()} cores,", end=" ")
    print(f"Python {platform.python_version()}:\n")
    print("| program | gives | time | CPU | sheets/s | peak memory | characters a sheet | failed |")
    print("|---|---|---|---|---|---|---|---|")


if __name__ == "__main__":
    main()
