"""Who reads: looks at the bytes, and loads the reader of their kind."""

from __future__ import annotations

from crte_extract.document import Document
from crte_extract.errors import EmptyFile, PdfWithoutText
from crte_extract.locks import LOADING
from crte_extract.options import Reader
from crte_extract.reading.bounds import refuse_more_bytes


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF: its header may stand anywhere in the first 1024 of them."""
    return b"%PDF-" in data[:1024]


def read(data: bytes, reader: Reader = "auto", password: str | None = None) -> Document:
    """The document in the bytes of a PDF or a text; ``auto`` is PDFium for a PDF.

    Raises a SourceError that says what is wrong with the bytes.
    """
    refuse_more_bytes(len(data))
    if not data:
        raise EmptyFile("the file is empty")
    if not is_pdf(data):
        with LOADING:
            from crte_extract.reading.text import read_text
        return read_text(data)
    with LOADING:
        if reader == "pdfplumber":
            from crte_extract.reading.plumber import read_pdfplumber as read_pdf
        elif reader == "pdfium-drawn":
            from crte_extract.reading.pdfium import read_drawn as read_pdf
        else:
            from crte_extract.reading.pdfium import read_pdfium as read_pdf
    document = read_pdf(data, password)
    if not document.lines:
        raise PdfWithoutText("the PDF has no text layer: it is a scan, or a picture")
    return document
