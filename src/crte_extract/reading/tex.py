"""Characters of fonts without names, as TeX's are where they are drawn as bitmaps: told by their codes."""

from __future__ import annotations

import re
from typing import Final

_CODES = "\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"
_OT1: Final = str.maketrans(
    dict(
        zip("\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18", "ﬀﬁﬂﬃﬄıȷ`´ˇ˘¯˚¸", strict=True)
    )
    | dict(zip('\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f\\"{|', "ßæœøÆŒØ¨“”–—", strict=True))
)
"""The codes of TeX's first encoding, OT1, that have other characters in ASCII, or none."""
_T1: Final = str.maketrans(
    dict(
        zip(
            "\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x1b\x1c\x1d\x1e\x1f",
            "˛‹›“”„«»–—ﬀﬁﬂﬃﬄ",
            strict=True,
        )
    )
    | {"÷": "œ", "×": "Œ", "¸": "ÿ", "\x98": "Ÿ", "\x9f": "§", "ÿ": "ß"}
)
"""Those of the other one, T1, that Latin 1 has otherwise: it has letters with accents."""
_BULLET = re.compile(r"\x0f(?=\s)")  # of its signs; before a letter it is a ligature


def by_code(text: str) -> str:
    """The text of a page, as many characters, with the codes of such fonts as what they show."""
    if not any(map(text.__contains__, _CODES)):
        return text  # as nearly all are
    if text.count("é") > text.count("\x13"):
        return text.translate(_T1)
    lines = _BULLET.sub("•", text).split("\r\n")
    return "\r\n".join([line.translate(_OT1) for line in lines])
