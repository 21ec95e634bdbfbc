"""How much a source may hold: far more than all the sheets there are."""

from __future__ import annotations

from typing import Final

from crte_extract.errors import NotASheet, TooLarge

MAX_BYTES: Final = 64 * 2**20  # 64 MiB; a sheet weighs some 100 kB
MAX_LINES: Final = 200_000  # a sheet has some 170: all 850 of France together have fewer
MAX_PAGES: Final = 10_000  # of a PDF: three times what the 850 have
_TOO_MUCH: Final = "all sheets of France together have fewer: check the file, or split it"


def refuse_more_bytes(count: int) -> None:
    """Raise TooLarge where a source has more bytes than it may."""
    if count > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES >> 20} MiB")


def refuse_more_lines(count: int) -> None:
    """Raise NotASheet where a source has more lines than all the sheets there are."""
    if count > MAX_LINES:
        raise NotASheet(f"it has more than {MAX_LINES:,} lines", _TOO_MUCH)


def refuse_more_pages(count: int) -> None:
    """Raise NotASheet where a PDF has more pages than all the sheets there are."""
    if count > MAX_PAGES:
        raise NotASheet(f"it has more than {MAX_PAGES:,} pages", _TOO_MUCH)
