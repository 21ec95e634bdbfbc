"""The makers that typeset HTML."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..as_html import to_html_of
from ..description import described, page_size, points
from ..layout import Layout
from ..producers import FONTS, ProducerMissingError, office, program, run
from ..producers import chromium as chromium_of
from ..producers import weasyprint as weasyprint_of
from ..template import Record
from .firefox import firefox as firefox_of
from .maker import ALL, FURTHER, Maker
from .odt import run_along

HERE = Path(__file__).parent
SHRUNK = 1.28  # by so much does wkhtmltopdf print smaller than it is told
PHP = Path("/usr/share/php")  # where Debian puts its libraries
MILLIMETRES = 25.4 / 72  # in a point


def weasyprint(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Print with WeasyPrint."""
    weasyprint_of(_html(records, layout), target)


def chromium(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Print with Chromium."""
    chromium_of(_html(records, _measured(layout)), target)
    settle(target)


def wkhtmltopdf(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Print with wkhtmltopdf, which takes the page from its options alone, and prints small."""
    layout = replace(layout, font_size=f"{points(layout.font_size) * SHRUNK:.2f}pt")
    width, height = (f"{side * MILLIMETRES:.2f}mm" for side in page_size(layout))
    options = ["--page-width", width, "--page-height", height]
    for side in "TBLR":
        options += [f"-{side}", f"{points(layout.margin) * MILLIMETRES:.2f}mm"]
    with TemporaryDirectory() as folder:
        source = _written(records, layout, Path(folder))
        command = [program("wkhtmltopdf"), "-q", *options]
        run("env", "QT_HASH_SEED=0", *command, source, target)  # else fonts are in any order
    settle(target)


def libreoffice(
    records: Sequence[Record], layout: Layout, target: Path, through: str = "odt"
) -> None:
    """Open HTML in LibreOffice Writer, save it as `through`, export that as PDF."""
    with TemporaryDirectory() as folder:
        source = _written(records, _measured(layout), Path(folder))
        office("--infilter=HTML (StarWriter)", source, through)
        if through == "odt":
            run_along(source.with_suffix(".odt"), layout)
        office("", source.with_suffix(f".{through}"), "pdf")
        shutil.copy(source.with_suffix(".pdf"), target)
    settle(target)


def firefox(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Print with Firefox."""
    width, height = (side * MILLIMETRES / 10 for side in page_size(layout))
    margin = points(layout.margin) * MILLIMETRES / 10
    page = {
        "page": {"width": width, "height": height},
        "margin": dict.fromkeys(("top", "bottom", "left", "right"), margin),
        "shrinkToFit": False,
        "background": True,
    }
    with TemporaryDirectory() as folder:
        firefox_of(_written(records, layout, Path(folder)), target, page)
    settle(target)


def dompdf(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Print with dompdf, a PHP library."""
    _php("dompdf", {**described(records, layout), "html": _html(records, layout)}, target)


def tcpdf(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Print with TCPDF, a PHP library."""
    _php("tcpdf", described(records, layout), target)


def _php(library: str, told: dict[str, Any], target: Path) -> None:
    _autoload(library)
    with TemporaryDirectory() as folder:
        source = Path(folder) / "sheets.json"
        source.write_text(json.dumps({**told, "fonts": str(FONTS)}), encoding="utf-8")
        run("php", HERE / f"{library}.php", source, target)
    settle(target)


def _autoload(library: str) -> Path:
    """The file that loads a PHP library."""
    path = PHP / library / "autoload.php"
    if not path.exists():
        raise ProducerMissingError(library)
    return path


def _html(records: Sequence[Record], layout: Layout) -> str:
    """Sheets as HTML, whose lists have the bullets that the program draws."""
    if layout.native_list:
        layout = replace(layout, extra_css=layout.extra_css + "ul { list-style-type: disc }")
    return to_html_of(records, layout)


def _measured(layout: Layout) -> Layout:
    """A layout whose paper is given as lengths: not all programs know the names of all papers."""
    return replace(layout, page_size=" ".join(f"{side}pt" for side in page_size(layout)))


def _written(records: Sequence[Record], layout: Layout, folder: Path) -> Path:
    source = folder / "fiche.html"
    source.write_text(_html(records, layout), encoding="utf-8")
    return source


def settle(target: Path) -> None:
    """Give a PDF the day and the identity that it has whenever it is made."""
    content = target.read_bytes()
    content = re.sub(rb"\(D:\d{14}", b"(D:20231114221320", content)
    named = rb"(?<=[</])[0-9A-Fa-f]{32}(?=>|\s*\n>>)"  # identities and a sum
    content = re.sub(named, b"0" * 32, content)
    target.write_bytes(content)


def libreoffice_version() -> str:
    """The version of LibreOffice."""
    return _asked("soffice", "--version")()


def _asked(name: str, *options: str) -> Callable[[], str]:
    """Ask a program for its version."""

    def ask() -> str:
        command = [program(name), *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        found = re.search(r"\d+(\.\d+)+", done.stdout)
        return found[0] if found else "?"

    return ask


def _php_version(library: str, expression: str) -> Callable[[], str]:
    """Ask a PHP library for its version."""

    def ask() -> str:
        return _asked("php", "-r", f"require '{_autoload(library)}'; echo {expression};")()

    return ask


PAGES = frozenset(("table", "head row", "middle", "native bullets", "justified", "colour"))
BROWSER = PAGES | FURTHER | {"hanging", "labels first", "backwards"}
DOMPDF = PAGES | {"hanging", "backwards", "running"}
TCPDF = (PAGES | {"hanging", "columns", "running"}) - {"middle"}
MAKERS = (
    Maker(
        "weasyprint", weasyprint, (ALL | FURTHER) - {"letters"}, _asked("weasyprint", "--version")
    ),
    Maker(
        "chromium",
        chromium,
        BROWSER | {"columns", "running"},
        _asked("chromium", "--version"),
    ),
    Maker(
        "firefox",
        firefox,
        BROWSER | {"columns", "hyphens"},
        _asked("firefox-esr", "--version"),
    ),
    Maker("wkhtmltopdf", wkhtmltopdf, BROWSER - {"head row"}, _asked("wkhtmltopdf", "--version")),
    Maker("libreoffice-odt", libreoffice, PAGES | {"columns", "running"}, libreoffice_version),
    Maker(
        "libreoffice-docx",
        partial(libreoffice, through="docx"),
        PAGES | {"columns"},
        libreoffice_version,
    ),
    Maker(
        "dompdf",
        dompdf,
        DOMPDF,
        _php_version("dompdf", "(new Dompdf\\Dompdf())->version"),
    ),
    Maker(
        "tcpdf",
        tcpdf,
        TCPDF,
        _php_version("tcpdf", "TCPDF_STATIC::getTCPDFVersion()"),
    ),
)
