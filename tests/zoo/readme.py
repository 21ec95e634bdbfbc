"""The README of the zoo: who made it, in which layouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from sheetmaker.kinds import KINDS
from sheetmaker.layout import Layout

from . import cases

TEXT = """# The zoo

Made sheets, not real ones: invented records (`tests/sheetmaker`), printed by the programs below in the
layouts below; `melange-1` to `-4` are each maker's own, drawn by lot. `MAKER/LAYOUT.json.gz` holds what the
readers gave of the file, and what its sheets say; `MAKER/known.json` what is read otherwise today: the
next changes mend it. No file here is written by hand:

    python -m tests.zoo                   # how all are read, and which otherwise than is known
    python -m tests.zoo accept 'typst/*'  # so are these read from now on; --mended: what got better
    python -m tests.zoo make              # make sheets and readings anew, with the programs that are there

Only half of the layouts of each maker are here. `make --rest --keep FOLDER` prints the other half, to try
what was learnt from these. A program that isn't there leaves its cases as they are. All of them, on Debian:

    apt-get install firefox-esr chromium libreoffice-writer libreoffice-calc wkhtmltopdf php-cli \\
      php-dompdf php-tcpdf ruby-prawn ruby-prawn-table fop groff fonts-urw-base35 lmodern \\
      texlive-latex-extra texlive-lang-french libpango-1.0-0 libpangocairo-1.0-0 poppler-utils qpdf \\
      fonts-liberation nodejs npm
    pip install weasyprint reportlab fpdf2 typst python-docx openpyxl cairocffi pangocairocffi pyphen \\
      pypdf 'PySide6-Essentials<6.10'
    npm install --prefix ~/.cache/crte-sheetmaker pdfmake jspdf jspdf-autotable @react-pdf/renderer react

| maker | version | files |
|---|---|---|
"""


def write(versions: Mapping[str, str]) -> None:
    """Write the README anew; makers of which no version is given keep the one that it tells."""
    path = cases.ZOO / "README.md"
    before = _versions(path.read_text("utf-8").splitlines() if path.exists() else ())
    known = {**before, **versions}
    files = Counter(case.maker for case in cases.stored_cases())
    kinds = Counter(case.kind for case in cases.stored_cases())
    rows = [
        f"| {maker} | {known.get(maker, '?')} | {count} |" for maker, count in sorted(files.items())
    ]
    layouts = [f"| {kind} | {_knobs(layout)} | {kinds[kind]} |" for kind, layout in KINDS.items()]
    head = ["", "| layout | other than usual | files |", "|---|---|---|"]
    path.write_text(TEXT + "\n".join([*rows, *head, *layouts]) + "\n", "utf-8")


def _versions(lines: Iterable[str]) -> dict[str, str]:
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return {row[0]: row[1] for row in rows if len(row) == 3}


def _knobs(layout: Layout) -> str:
    """What of a layout is not as usual.

    >>> _knobs(Layout(bold=True, colon=""))
    "colon='', bold=True"
    """
    usual = asdict(Layout())
    odd = {knob: value for knob, value in asdict(layout).items() if value != usual[knob]}
    return ", ".join(f"{knob}={value!r}" for knob, value in odd.items()).replace("|", "/")
