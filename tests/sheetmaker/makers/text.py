"""Texts: printed as text, or taken out of a PDF by poppler."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from .. import producers
from ..as_html import to_html_of
from ..as_text import to_text
from ..layout import Layout
from ..template import Record
from .maker import ALL, Maker

LINES = 50  # a page, where the layout has running lines


def written(
    records: Sequence[Record], layout: Layout, target: Path, *, width: int | None = None
) -> None:
    """Print the sheets as text, wrapped at a width; form feeds part the pages."""
    own = replace(layout, width=width)
    if layout.running_head or layout.footer:
        own = replace(own, lines_per_page=LINES, form_feed=True)
    target.write_text("\f".join(to_text(record, own) for record in records), encoding="utf-8")


def taken_out(records: Sequence[Record], layout: Layout, target: Path, *, option: str) -> None:
    """Typeset the sheets with WeasyPrint, and take the text out with poppler."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "fiche.pdf"
        producers.weasyprint(to_html_of(records, layout), source)
        producers.pdftotext(source, target, *filter(None, [option]))


def poppler() -> str:
    """The version of pdftotext."""
    command = [producers.program("pdftotext"), "-v"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    found = re.search(r"\d+(\.\d+)+", told)
    return found[0] if found else "?"


PRINTED = frozenset(("table", "middle", "hanging", "running"))
TYPESET = ALL - {"colour", "labels first", "backwards", "letters"}
MAKERS = (
    Maker("texte", written, PRINTED, lambda: "-", is_text=True),
    Maker("texte-72", partial(written, width=72), PRINTED, lambda: "-", is_text=True),
    Maker("pdftotext", partial(taken_out, option=""), TYPESET, poppler, is_text=True),
    Maker("pdftotext-layout", partial(taken_out, option="-layout"), TYPESET, poppler, is_text=True),
    Maker("pdftotext-raw", partial(taken_out, option="-raw"), TYPESET, poppler, is_text=True),
)
