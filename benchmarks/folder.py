"""A folder of sheets, by the command: ``python benchmarks/folder.py FOLDER [--format ndjson csv ...]``.

For each format (``html`` is a review, as a folder): seconds, sheets a second, peak memory of the
command itself and of all its processes.
With PDFs in the folder, the wall time is set against the sum of the single sheets' times, read one
after the other in this process in the same run. ``--counts 100 1000`` takes so many sheets only, to
show whether memory grows with them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from crte_extract import extract

COMMAND = str(Path(sys.executable).with_name("crte-extract"))
MIB = 1 << 20


class Run(NamedTuple):
    """A run of the command: seconds, and bytes at the peak of the parent and of all processes."""

    seconds: float
    parent: int
    total: int


def main() -> None:
    """Measure, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--format", nargs="+", default=["ndjson"], metavar="ENDING")
    parser.add_argument("--counts", nargs="+", type=int, default=[0], metavar="N")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    sheets = sorted(p for p in options.folder.rglob("*") if p.suffix in {".pdf", ".txt"})
    if not sheets:
        parser.error(f"no sheet in {options.folder}")
    start = min(start_up() for _ in range(5))
    print(f"start-up (one small sheet, one worker): {start:.2f} s; jobs: {options.jobs}\n")
    print(
        "| sheets | format | seconds | sheets/s | single sheets / jobs | ratio "
        "| parent MiB | all processes MiB |\n|---|---|---|---|---|---|---|---|"
    )
    for count in options.counts:
        with part_of(sheets, count) as folder:
            measure(folder, sheets[: count or None], start, options)


def measure(
    folder: Path, sheets: Sequence[Path], start: float, options: argparse.Namespace
) -> None:
    """A row for each format; the best of the rounds."""
    for ending in options.format:
        runs, singles = [], []
        for _ in range(options.repeat):
            if sheets[0].suffix == ".pdf":
                singles.append(one_by_one(sheets))
            runs.append(run(folder, ending, options.jobs))
        best = min(runs)
        share = min(singles, default=0.0) / options.jobs
        ratio = f"{(best.seconds - start) / share:.2f}" if share else "–"
        print(
            f"| {len(sheets)} | {ending} | {best.seconds:.1f} | {len(sheets) / best.seconds:.0f} "
            f"| {f'{share:.1f} s' if share else '–'} | {ratio} | {best.parent // MIB} "
            f"| {best.total // MIB} |",
            flush=True,
        )


@contextmanager
def part_of(sheets: Sequence[Path], count: int) -> Iterator[Path]:
    """A folder with links to the first sheets, or the whole folder's path where count is 0."""
    with tempfile.TemporaryDirectory() as folder:
        for number, sheet in enumerate(sheets[: count or None]):
            below = Path(folder) / f"{number // 1000:04}"
            below.mkdir(exist_ok=True)
            (below / f"{number:07}{sheet.suffix}").symlink_to(sheet.resolve())
        yield Path(folder)


def one_by_one(sheets: Sequence[Path]) -> float:
    """Seconds to read the sheets one after the other in this process."""
    extract(sheets[0])
    begun = time.perf_counter()
    for sheet in sheets:
        extract(sheet)
    return time.perf_counter() - begun


def start_up() -> float:
    """Seconds of a whole run over a folder with one small sheet."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(__file__).parents[1] / "samples" / "fiche-crte-dijon-metropole.txt"
        (Path(folder) / "sheet.txt").symlink_to(sheet)
        return run(Path(folder), "ndjson", 1).seconds


def run(folder: Path, ending: str, jobs: int) -> Run:
    """The command over a folder."""
    with tempfile.TemporaryDirectory() as out:
        output = (
            ["-f", "html", "-o", f"{out}/"] if ending == "html" else ["-o", f"{out}/o.{ending}"]
        )
        command = [COMMAND, str(folder), *output, "-j", str(jobs), "-q"]
        begun = time.perf_counter()
        process = subprocess.Popen(command)
        peaks = [0, 0]
        watch = threading.Thread(target=look, args=(process, peaks))
        watch.start()
        code = process.wait()
        seconds = time.perf_counter() - begun
        watch.join()
        if code:
            raise SystemExit(f"{command} ended with {code}")
        return Run(seconds, *peaks)


def look(process: subprocess.Popen[bytes], peaks: list[int]) -> None:
    """Keeps the peaks of memory while the process runs."""
    while process.poll() is None:
        parent, total = memory(process.pid)
        peaks[:] = [max(peaks[0], parent), max(peaks[1], total)]
        time.sleep(0.1)


def memory(pid: int) -> tuple[int, int]:
    """Bytes of resident memory of a process, and of it with all it started (Linux)."""
    own = resident(pid)
    return own, own + sum(memory(child)[1] for child in children(pid))


def resident(pid: int) -> int:
    """Bytes of resident memory of one process; 0 once it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def children(pid: int) -> list[int]:
    """The processes that any thread of a process has started."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            continue
    return found


if __name__ == "__main__":
    main()
