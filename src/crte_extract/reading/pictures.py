"""Draws the pages of a PDF with PDFium, as WebP pictures small enough to be kept by the hundred."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import pypdfium2
from PIL import Image

from crte_extract.errors import DamagedPdf
from crte_extract.locks import PDFIUM
from crte_extract.reading.pdfium import open_pdf

_SCALE: Final = 1.5  # pixels a point: 108 to the inch
_LARGEST: Final = 2000  # pixels along an edge, however large the page
_LEVELS: Final = 6  # of each colour: enough for the edges of letters, and a third smaller
_PHOTO: Final = 150_000  # bytes: a page that takes more holds photographs
_STEPS: Final = [
    round(round(v / 255 * (_LEVELS - 1)) * 255 / (_LEVELS - 1)) for v in range(256)
] * 3


class Picture(NamedTuple):
    """A page as it shows: its size in points, its pixels across and down, and a WebP file."""

    width: float
    height: float
    across: int
    down: int
    webp: bytes


def draw_pages(
    data: bytes, password: str | None, pages: Sequence[int], turns: Sequence[int]
) -> Iterator[Picture]:
    """The given pages (from 1) of a PDF, each by so many quarter turns clockwise from how it is stored.

    Places on them are those of ``Box``. Raises a PdfError where PDFium can't open or draw it.
    """
    with PDFIUM:
        pdf = open_pdf(data, password)
        try:
            pdf.init_forms()  # what was filled in shows; nothing where there is no form
            for number, turn in zip(pages, turns, strict=True):
                yield _draw(pdf[number - 1], turn)
        except pypdfium2.PdfiumError as error:
            raise DamagedPdf(f"a page can't be drawn: {error}") from None
        finally:
            pdf.close()


def _draw(page: pypdfium2.PdfPage, turn: int) -> Picture:
    try:
        further = (90 * turn - page.get_rotation()) % 360
        width, height = page.get_size()
        if further in (90, 270):
            width, height = height, width
        scale = min(_SCALE, _LARGEST / max(width, height))
        bitmap = page.render(scale=scale, rotation=further, rev_byteorder=True)
        try:
            image = bitmap.to_pil().convert("RGB")
        finally:
            bitmap.close()
    finally:
        page.close()
    across, down = image.size
    return Picture(width, height, across, down, _webp(image))


def _webp(image: Image.Image) -> bytes:
    """Without loss but for the levels of colour; a photograph as photographs are."""
    kept = io.BytesIO()
    image.point(_STEPS).save(kept, "WEBP", lossless=True, quality=60, method=0)
    if kept.tell() > _PHOTO:
        kept = io.BytesIO()
        image.save(kept, "WEBP", quality=60, method=2)
    return kept.getvalue()
