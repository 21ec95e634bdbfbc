"""What is laid over the pages of a finished PDF: a stamp, a watermark, a note at the side."""

from datetime import UTC, datetime
from pathlib import Path

from .producers import EPOCH, FONTS, load

WORDS = {
    "stamp": "Diffusion restreinte",
    "watermark": "DOCUMENT DE TRAVAIL",
    "side note": "Édité par la plateforme CRTE",
}
MARGIN = 16.0  # points between a side note and the page's edge


def stamped(stamp: str, size: tuple[float, float], target: Path) -> Path:
    """A PDF of one page with the stamp alone, drawn by fpdf2."""
    width, height = size
    pdf = load("fpdf").FPDF(unit="pt", format=size)
    pdf.set_creation_date(datetime.fromtimestamp(int(EPOCH), UTC))
    pdf.add_font("stamp", "", str(FONTS / "LiberationSans-Regular.ttf"))
    pdf.add_page()
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
    else:
        pdf.set_font("stamp", "", 7)
        with pdf.rotation(90, MARGIN, height / 2):
            pdf.text(MARGIN, height / 2, text)
    pdf.output(str(target))
    return target
