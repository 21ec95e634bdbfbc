"""The committed test sheets: for each, its maker, its layout and what it is there for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from . import producers
from .as_html import to_html
from .as_text import to_text
from .draw_fpdf2 import fpdf2
from .draw_reportlab import reportlab
from .layout import Layout
from .template import Record

Draw = Callable[[Record, Layout, Path], None]


@dataclass(frozen=True)
class Sheet:
    """One test sheet: how it is made, and why it is kept."""

    name: str
    made_with: str  # the producers, by the names `versions` knows
    draw: Draw
    layout: Layout
    purpose: str
    nasty: bool = True


def from_html(producer: str) -> Draw:
    """Draw with a producer that typesets HTML."""

    def draw(record: Record, layout: Layout, target: Path) -> None:
        producers.FROM_HTML[producer](to_html(record, layout), target)

    return draw


def repacked(draw: Draw) -> Draw:
    """Draw, then pack the PDF more tightly with qpdf."""
    options = ("--object-streams=generate", "--recompress-flate", "--compression-level=9")
    return _through(draw, lambda source, target: producers.qpdf(source, target, *options))


def distilled(draw: Draw) -> Draw:
    """Draw, then write the PDF again with Ghostscript."""
    return _through(draw, producers.ghostscript)


def taken_out(draw: Draw, *options: str) -> Draw:
    """Draw, then keep the text that poppler takes out of the PDF."""
    return _through(draw, lambda source, target: producers.pdftotext(source, target, *options))


def _through(draw: Draw, rewrite: Callable[[Path, Path], None]) -> Draw:
    def both(record: Record, layout: Layout, target: Path) -> None:
        with TemporaryDirectory() as folder:
            first = Path(folder) / "first.pdf"
            draw(record, layout, first)
            rewrite(first, target)

    return both


def written(record: Record, layout: Layout, target: Path, encoding: str, end: str) -> None:
    """Write the sheet as a text file."""
    text = to_text(record, layout).replace("\n", end)
    target.write_bytes(text.encode(encoding))


def as_file(encoding: str = "utf-8", end: str = "\n") -> Draw:
    """Write text in an encoding, with its line ends."""
    return partial(written, encoding=encoding, end=end)


ADDRESS = "ANCT|20, avenue de Ségur - TSA 10717 - 75334 Paris Cedex 07|{page}/{pages}"
TWO_COLUMNS = Layout(table=True, letterhead="two", footer="Page {page} sur {pages}")
SHEETS = (
    Sheet(
        "weasyprint-modele.pdf",
        "WeasyPrint",
        from_html("weasyprint"),
        Layout(),
        "the template's own habits: one column, dash bullets, `78.00M€`",
    ),
    Sheet(
        "weasyprint-cesures.pdf",
        "WeasyPrint",
        from_html("weasyprint"),
        Layout(
            bullet="▪",
            justified=True,
            hyphens=True,
            font="Liberation Serif",
            dates="premier",
            footer="{page}",
            running_head="Export du 14/03/2023",
        ),
        "justified text whose words are cut by hyphens; a bare page number; an export date",
    ),
    Sheet(
        "weasyprint-tableau.pdf",
        "WeasyPrint",
        from_html("weasyprint"),
        TWO_COLUMNS,
        "labels and values in the two columns of a ruled table, a letterhead in two columns",
    ),
    Sheet(
        "chromium-adresse.pdf",
        "Chromium, qpdf",
        repacked(from_html("chromium")),
        Layout(
            bullet="–",
            hanging=True,
            bold=True,
            letterhead="two",
            running_head="Fiche CRTE||Cohésion des territoires",
            footer=ADDRESS,
        ),
        "running heads and an address on each page, lists that run over pages, bold labels",
    ),
    Sheet(
        "chromium-tableau-centre.pdf",
        "Chromium, qpdf",
        repacked(from_html("chromium")),
        Layout(table=True, vertical_align="middle", colon="", borders=False, label_share=30),
        "labels without colons, in a narrow column, half way down their values",
    ),
    Sheet(
        "chromium-puces-dessinees.pdf",
        "Chromium, qpdf",
        repacked(from_html("chromium")),
        Layout(native_list=True, font_size="11pt"),
        "a browser's own bullets: shapes, which no character stands for; items that wrap",
        nasty=False,
    ),
    Sheet(
        "libreoffice-puces.pdf",
        "LibreOffice",
        from_html("libreoffice-docx"),
        Layout(native_list=True, bullet="•", euros="comma", space="\u00a0", dates="slash"),
        "a word processor's own bullets, in a font of their own; `78,00 M€`",
    ),
    Sheet(
        "wkhtmltopdf-valeur-dessous.pdf",
        "wkhtmltopdf",
        from_html("wkhtmltopdf"),
        Layout(value_below=True, bold=True, bullet="◦", dates="bare", euros="milliards"),
        "values on the line under their label",
    ),
    Sheet(
        "reportlab-capitales.pdf",
        "ReportLab",
        reportlab,
        Layout(font="Helvetica", case="upper", blank_lines=False, euros="full", footer="||{page}"),
        "a font that is not embedded; labels and headings in capitals; nothing between fields",
    ),
    Sheet(
        "fpdf2-sans-puce.pdf",
        "fpdf2",
        fpdf2,
        Layout(bullet="", hanging=True, bold=True, missing="nan", footer="- {page} -"),
        "lists without bullets, missing values as `NaN` and `nan€`",
        nasty=False,
    ),
    Sheet(
        "ghostscript-grand.pdf",
        "WeasyPrint, Ghostscript",
        distilled(from_html("weasyprint")),
        Layout(font_size="14pt", bullet="•", hanging=True, accents=False, euros="kilo"),
        "a PDF written again by another program; large type, so every label wraps",
    ),
    Sheet(
        "pdftotext-layout-tableau.txt",
        "WeasyPrint, poppler",
        taken_out(from_html("weasyprint"), "-layout"),
        replace(TWO_COLUMNS, extra_css="tr { break-inside: avoid }"),
        "two columns side by side in text, form feeds between pages",
    ),
    Sheet(
        "copie-de-visionneuse.txt",
        "",
        as_file(),
        Layout(width=80, blank_lines=False, footer="{page}", lines_per_page=55),
        "as copied from a viewer: wrapped, no blank lines, page numbers in the flow",
    ),
    Sheet(
        "windows-cp1252.txt",
        "",
        as_file("cp1252", "\r\n"),
        Layout(width=90, bullet="•", apostrophe="’", colon="\u00a0:", blank_lines=False),
        "Windows encoding and line ends, typographic apostrophes, no-break spaces",
    ),
    Sheet(
        "markdown-nfd.txt",
        "",
        as_file(),
        Layout(bold=True, markdown_headings=True, bullet="*", nfd=True, euros="dots"),
        "Markdown marks, accents as combining characters (as macOS writes them)",
    ),
)
