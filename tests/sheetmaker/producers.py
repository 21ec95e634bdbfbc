"""Turns HTML into PDF, and PDF into other PDF or text, with the programs at hand."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

FONTS = Path("/usr/share/fonts/truetype/liberation")  # where Debian puts them
EPOCH = "1700000000"  # the date that producers able to be told one write in the PDF


class ProducerMissingError(Exception):
    """A producer is not installed."""


def load(name: str) -> Any:
    """Import a library that only some developers have."""
    try:
        return import_module(name)
    except ImportError as error:
        raise ProducerMissingError(name) from error


def program(name: str) -> str:
    """Find a program on the path or beside the running Python."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    found = shutil.which(name, path=path)
    if found is None:
        raise ProducerMissingError(name)
    return found


def run(*command: str | Path) -> None:
    """Run a program, quietly, with a fixed date; its words are shown when it fails."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "TZ": "UTC"}
    words = [program(str(command[0])), *map(str, command[1:])]
    done = subprocess.run(words, env=environment, capture_output=True, timeout=180, check=False)
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout!r} {done.stderr!r}")


def weasyprint(html: str, target: Path) -> None:
    """Typeset HTML with WeasyPrint."""
    _from_file(html, lambda source: run("weasyprint", source, target))


def chromium(html: str, target: Path, own_header: bool = False) -> None:
    """Typeset HTML with Chromium; `own_header` adds its date, title and page numbers."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    options += ["--disable-background-networking", "--disable-component-update"]
    options += [] if own_header else ["--no-pdf-header-footer"]
    with tempfile.TemporaryDirectory() as profile:
        options += [f"--user-data-dir={profile}", f"--print-to-pdf={target}"]
        _from_file(html, lambda source: run("chromium", *options, source))


def wkhtmltopdf(html: str, target: Path) -> None:
    """Typeset HTML with wkhtmltopdf (an old WebKit)."""
    _from_file(html, lambda source: run("wkhtmltopdf", "-q", source, target))


def libreoffice(html: str, target: Path, through: str = "odt") -> None:
    """Open HTML in LibreOffice Writer, save it as `through` (odt, docx), export that as PDF."""

    def convert(source: Path) -> None:
        office("--infilter=HTML (StarWriter)", source, through)
        office("", source.with_suffix(f".{through}"), "pdf")
        shutil.copy(source.with_suffix(".pdf"), target)

    _from_file(html, convert)


def office(option: str, source: Path, form: str) -> None:
    """Convert a file beside itself with LibreOffice."""
    with tempfile.TemporaryDirectory() as profile:
        options = [f"-env:UserInstallation=file://{profile}", "--headless"]
        options += [option] if option else []
        run("soffice", *options, "--convert-to", form, "--outdir", source.parent, source)


def ghostscript(source: Path, target: Path) -> None:
    """Write a PDF again with Ghostscript."""
    options = ["-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite"]
    run("gs", *options, f"-sOutputFile={target}", source)


def qpdf(source: Path, target: Path, *options: str) -> None:
    """Write a PDF again with qpdf."""
    run("qpdf", "--deterministic-id", *options, source, target)


def pdftotext(source: Path, target: Path, *options: str) -> None:
    """Take the text out of a PDF with poppler."""
    run("pdftotext", *options, source, target)


def _from_file(html: str, use: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "fiche.html"
        source.write_text(html, encoding="utf-8")
        use(source)


FROM_HTML: dict[str, Callable[[str, Path], None]] = {
    "weasyprint": weasyprint,
    "chromium": chromium,
    "chromium-header": partial(chromium, own_header=True),
    "wkhtmltopdf": wkhtmltopdf,
    "libreoffice-odt": libreoffice,
    "libreoffice-docx": partial(libreoffice, through="docx"),
}
