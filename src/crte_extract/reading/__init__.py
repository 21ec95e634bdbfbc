"""Bytes become a Document: a module a kind of input, the geometry they share, and who is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crte_extract.doors import opened

if TYPE_CHECKING:
    from crte_extract.reading.bounds import MAX_BYTES, MAX_LINES, MAX_PAGES
    from crte_extract.reading.files import read_file
    from crte_extract.reading.ladder import is_pdf, read
    from crte_extract.reading.pictures import Picture, draw_pages
    from crte_extract.reading.text import rows_by_page

__all__ = [
    "MAX_BYTES",
    "MAX_LINES",
    "MAX_PAGES",
    "Picture",
    "draw_pages",
    "is_pdf",
    "read",
    "read_file",
    "rows_by_page",
]

if not TYPE_CHECKING:
    __getattr__ = opened(
        __name__,
        {
            "bounds": ["MAX_BYTES", "MAX_LINES", "MAX_PAGES"],
            "files": ["read_file"],
            "ladder": ["is_pdf", "read"],
            "pictures": ["Picture", "draw_pages"],
            "text": ["rows_by_page"],
        },
    )
