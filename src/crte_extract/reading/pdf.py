"""What PDF itself says, whoever reads it: of the day a file was made, of bold fonts."""

from __future__ import annotations

from datetime import date
from typing import Final

BOLD_NAMES: Final = ("bold", "black", "heavy", "demi")
"""Parts of the name of a bold font, whatever their case."""


def day_made(stamp: str | None) -> date | None:
    """The day of a PDF's ``CreationDate`` (PDF 32000-1, 7.9.4); None where it is none.

    >>> day_made("D:20220503143000+02'00'"), day_made("today")
    (datetime.date(2022, 5, 3), None)
    """
    digits = (stamp or "").removeprefix("D:")[:8]
    if len(digits) < 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
