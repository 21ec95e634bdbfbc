"""What is laid over the pages of a finished PDF: a stamp, a watermark, a note at the side."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .producers import EPOCH, FONTS, load

WORDS = {
    "stamp": "Diffusion restreinte",
    "watermark": "DOCUMENT DE TRAVAIL",
    "side note": "Édité par la plateforme CRTE",
    "mention": "Document de travail",
    "export": "Exporté le 14/03/2023 par le service instructeur",
}
FIRST_ONLY = ("export",)  # what stands on the first page alone
SIGNATURES = (
    "Fait à Dijon, le 14 mars 2023",
    "Signatures",
    "Pour l'État, le Préfet",
    "." * 40,
    "Pour la structure porteuse, le Président",
    "." * 40,
)
MARGIN = 16.0  # points between a side note and the page's edge


def _page(size: tuple[float, float]) -> Any:
    """A PDF of one page of that size, with a font."""
    pdf = load("fpdf").FPDF(unit="pt", format=size)
    pdf.set_creation_date(datetime.fromtimestamp(int(EPOCH), UTC))
    pdf.add_font("stamp", "", str(FONTS / "LiberationSans-Regular.ttf"))
    pdf.add_page()
    return pdf


def signed(size: tuple[float, float], target: Path) -> Path:
    """A PDF of one page with signatures, drawn by fpdf2."""
    pdf = _page(size)
    pdf.set_font("stamp", "", 10)
    for at, words in enumerate(SIGNATURES):
        pdf.text(60, 80 + 30 * at, words)
    pdf.output(str(target))
    return target


def stamped(stamp: str, size: tuple[float, float], target: Path) -> Path:
    """A PDF of one page with the stamp alone, drawn by fpdf2."""
    width, height = size
    pdf = _page(size)
    pdf.set_text_color(200, 30, 30)
    text = WORDS[stamp]
    if stamp == "stamp":
        pdf.set_font("stamp", "", 12)
        pdf.text(width - 150, 150, text)
    elif stamp == "watermark":
        pdf.set_font("stamp", "", 40)
        pdf.set_text_color(225, 225, 225)
        with pdf.rotation(45, width / 2, height / 2):
            pdf.text(width / 2 - 230, height / 2, text)
    elif stamp in ("mention", "export"):
        pdf.set_font("stamp", "", 9)
        pdf.text(
            width - 30 - pdf.get_string_width(text), height / 2 if stamp == "mention" else 24, text
        )
    else:
        pdf.set_font("stamp", "", 7)
        with pdf.rotation(90, MARGIN, height / 2):
            pdf.text(MARGIN, height / 2, text)
    pdf.output(str(target))
    return target
