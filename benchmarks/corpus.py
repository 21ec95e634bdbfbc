"""A folder of made sheets, as many as wanted: ``python benchmarks/corpus.py FOLDER --pdf 850``.

Each sheet is for an intercommunalité of ``epci.csv`` and has a record of its own, drawn from the
sheet's number: the same command makes the same sheets. Half of the PDFs are printed from a web
page by Chromium, as the real ones were, half by ReportLab; all by one where the other is missing.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pypdfium2

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sheetmaker.as_html import style, to_html
from sheetmaker.as_text import to_text
from sheetmaker.draw_reportlab import reportlab
from sheetmaker.layout import Layout
from sheetmaker.producers import FONTS, ProducerMissingError, chromium, load, program
from sheetmaker.records import random_record
from sheetmaker.template import Record

EPCIS = Path(__file__).with_name("epci.csv")
NATURES = {"CC": "Communauté de communes", "CA": "Communauté d'agglomération"}
NATURES |= {"CU": "Communauté urbaine", "METRO": "Métropole", "MET69": "Métropole"}
LEAST = 45  # values and bullets: fewer don't fill two pages
TRAPPED = 10  # one sheet in so many has bullets that read like something else
BATCH = 45  # sheets a task
OPENING = "RÉPUBLIQUE\r\nFRANÇAISE"  # what a sheet's first page has, and no other
STAMPS = re.compile(rb"(?<=/CreationDate\(D:)\d{14}|(?<=<)[0-9A-F]{32}(?=>)")
ADDRESS = "ANCT - 20, avenue de Ségur - TSA 10717 - 75334 Paris Cedex 07"
WEB = (
    Layout(),
    Layout(bullet="•", native_list=True, letterhead="two", bold=True, footer=ADDRESS),
    Layout(bullet="–", hanging=True, font_size="12pt", running_head="Fiche CRTE"),
    Layout(table=True, letterhead="two", extra_css="tr { break-inside: avoid }"),
)
DRAWN = (
    Layout(font="Liberation Sans" if FONTS.exists() else "Helvetica", footer="||{page}"),
    Layout(font="Helvetica", bullet="•", hanging=True, font_size="9pt", footer="Page {page}"),
    Layout(font="Helvetica", bold=True, dates="premier", euros="comma", running_head="Fiche CRTE"),
)
TEXTS = (
    Layout(),
    Layout(width=95, hanging=True, lines_per_page=60, form_feed=True, footer="{page}"),
    Layout(bullet="•", blank_lines=False, apostrophe="’"),
    Layout(bold=True),
)
Epci = dict[str, str]


class Job(NamedTuple):
    """One sheet to make: its place, its layout, and what its record is drawn from."""

    path: Path
    layout: Layout
    epci: Epci
    seed: str

    @property
    def record(self) -> Record:
        """The sheet's record, drawn anew each time it is asked for."""
        return drawn(self.seed, self.epci)


Task = tuple[Callable[[Sequence[Job]], int], Sequence[Job]]


def main() -> None:
    """Make the sheets, tell how many and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pdf", type=int, default=850, help="PDF sheets (default 850)")
    parser.add_argument("--text", type=int, default=0, help="text sheets (default 0)")
    parser.add_argument("--truth", type=Path, help="write path and record of each sheet, as NDJSON")
    options = parser.parse_args()
    start = time.perf_counter()
    makers = pdf_makers() if options.pdf else []
    jobs = list(planned(options.folder, "pdf", options.pdf, [layouts for _, layouts in makers]))
    texts = list(planned(options.folder, "txt", options.text, [TEXTS]))
    for folder in {job.path.parent for job in [*jobs, *texts]}:
        folder.mkdir(parents=True, exist_ok=True)
    made = performed([*shared_out(jobs, makers), *batches(write_texts, texts, BATCH * 20)])
    if options.truth:
        write_truth(options.folder, [*jobs, *texts], options.truth)
    print(f"{made} sheets in {options.folder}, {time.perf_counter() - start:.0f} s")


def pdf_makers() -> list[tuple[Callable[[Sequence[Job]], int], Sequence[Layout]]]:
    """The makers of PDFs that are installed, each with its layouts."""
    makers: list[tuple[Callable[[Sequence[Job]], int], Sequence[Layout]]] = []
    for maker, layouts, needed in (
        (print_web, WEB, partial(program, "chromium")),
        (draw_sheets, DRAWN, partial(load, "reportlab")),
    ):
        try:
            needed()
        except ProducerMissingError as missing:
            print(f"{missing} is not installed: done without", file=sys.stderr)
        else:
            makers.append((maker, layouts))
    if not makers:
        raise SystemExit("PDFs need Chromium or ReportLab (pip install reportlab)")
    return makers


def planned(
    folder: Path, suffix: str, count: int, layouts: Sequence[Sequence[Layout]]
) -> Iterator[Job]:
    """Every sheet to make, spread over the country, over the makers and over their layouts."""
    names = epcis()
    random.Random(0).shuffle(names)
    for number in range(count):
        times, place = divmod(number, len(names))
        epci = names[place]
        name = f"fiche-crte-{slug(epci['nom'])}" + (f"-{times + 1}" if times else "")
        turn, maker = divmod(number, len(layouts))
        layout = layouts[maker][turn % len(layouts[maker])]
        path = folder / epci["siren"][-2:] / f"{name}.{suffix}"
        yield Job(path, layout, epci, f"{suffix} {number}")


def epcis() -> list[Epci]:
    """Every intercommunalité: SIREN, name (its runs of spaces as one, as typeset), type."""
    with EPCIS.open(encoding="utf-8", newline="") as file:
        return [{**row, "nom": " ".join(row["nom"].split())} for row in csv.DictReader(file)]


def slug(name: str) -> str:
    """A name as it stands in an address.

    >>> slug("CC Cœur d'Ostrevent - Œuvres")
    'cc-coeur-d-ostrevent-oeuvres'
    """
    joined = name.lower().replace("œ", "oe")
    plain = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def drawn(seed: str, epci: Epci) -> Record:
    """A record large enough for two pages, borne by the intercommunalité."""
    rng = random.Random(seed)
    nasty = rng.randrange(TRAPPED) == 0
    record = random_record(rng, nasty)
    while weight(record) < LEAST:
        record = random_record(rng, nasty)
    general = record["informations_generales"]
    general["nom_structure_porteuse"] = epci["nom"]
    general["nature_juridique_structure_porteuse"] = NATURES[epci["type"]]
    for actor in record["signataires"]["signataires"]:
        borne(actor, epci)
    for actor in record["gouvernance_evaluation"]["composition_copil"]:
        borne(actor, epci)
    return record


def weight(record: Record) -> int:
    """How many values and bullets a record has.

    >>> weight({"one": {"list": ["a", "b"], "date": None, "text": "c"}})
    3
    """
    values = [value for section in record.values() for value in section.values()]
    return sum(len(one) if isinstance(one, list) else one is not None for one in values)


def borne(actor: dict[str, Any], epci: Epci) -> None:
    """Put the intercommunalité in the place of the one that was drawn."""
    if actor["siren"]:
        actor.update(nom=epci["nom"], siren=epci["siren"], nature=epci["type"])


def shared_out(
    jobs: Sequence[Job], makers: Sequence[tuple[Callable[[Sequence[Job]], int], Sequence[Layout]]]
) -> Iterator[Task]:
    """The PDFs in batches, a maker and a layout to each."""
    for maker, layouts in makers:
        for layout in layouts:
            yield from batches(maker, [job for job in jobs if job.layout is layout], BATCH)


def batches(
    maker: Callable[[Sequence[Job]], int], jobs: Sequence[Job], size: int
) -> Iterator[Task]:
    """Jobs cut into tasks."""
    for start in range(0, len(jobs), size):
        yield maker, jobs[start : start + size]


def performed(tasks: Sequence[Task]) -> int:
    """Do all tasks on all cores; how many sheets were made."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return sum(pool.map(perform, tasks))


def perform(task: Task) -> int:
    """Do one task; how many sheets it made."""
    maker, jobs = task
    return maker(jobs)


def print_web(jobs: Sequence[Job]) -> int:
    """Print sheets of one layout with Chromium, in one go, and cut them apart."""
    layout = jobs[0].layout
    bodies = [to_html(job.record, layout).split("<body>")[1].split("</body>")[0] for job in jobs]
    html = (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>Fiche CRTE</title>\n'
        f"<style>{style(layout)}.sheet {{ break-after: page }}</style></head><body>\n"
        + "".join(f'<div class="sheet">{body}</div>\n' for body in bodies)
        + "</body></html>\n"
    )
    with TemporaryDirectory() as folder:
        target = Path(folder) / "all.pdf"
        chromium(html, target)
        cut(target, [job.path for job in jobs])
    return len(jobs)


def cut(source: Path, targets: Sequence[Path]) -> None:
    """Cut a PDF of many sheets before each page that opens one."""
    pdf = pypdfium2.PdfDocument(source)
    starts = [number for number, page in enumerate(pdf) if OPENING in whole_text(page)]
    if len(starts) != len(targets):
        raise RuntimeError(f"{len(targets)} sheets were printed, {len(starts)} found")
    for target, start, end in zip(targets, starts, [*starts[1:], len(pdf)], strict=True):
        sheet = pypdfium2.PdfDocument.new()
        sheet.import_pages(pdf, list(range(start, end)))
        written = io.BytesIO()
        sheet.save(written)
        sheet.close()
        target.write_bytes(STAMPS.sub(unstamped, written.getvalue()))
    pdf.close()


def unstamped(stamp: re.Match[bytes]) -> bytes:
    """A date or identifier as long as it was, but the same each time.

    >>> STAMPS.sub(unstamped, b"/CreationDate(D:20230314101112+00'00')")
    b"/CreationDate(D:20000101000000+00'00')"
    """
    return b"20000101".ljust(len(stamp[0]), b"0")


def whole_text(page: pypdfium2.PdfPage) -> str:
    """The text of a page."""
    textpage = page.get_textpage()
    text: str = textpage.get_text_range()
    textpage.close()
    page.close()
    return text


def draw_sheets(jobs: Sequence[Job]) -> int:
    """Draw sheets with ReportLab."""
    for job in jobs:
        reportlab(job.record, job.layout, job.path)
    return len(jobs)


def write_texts(jobs: Sequence[Job]) -> int:
    """Write sheets as text files."""
    for job in jobs:
        job.path.write_text(to_text(job.record, job.layout), "utf-8")
    return len(jobs)


def write_truth(folder: Path, jobs: Sequence[Job], target: Path) -> None:
    """Write the drawn records, a line a sheet."""
    with target.open("w", encoding="utf-8") as file:
        for job in jobs:
            line = {"fichier": job.path.relative_to(folder).as_posix(), **job.record}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
