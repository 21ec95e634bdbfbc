"""What a font calls by other letters than it shows, learnt from the labels, whose words are known.

A font may call a ligature, or a letter with its accent, by any character: ``ti`` by ``$``, ``fi`` by one
of another script, or by none. An odd mark that stands before lines, and in no word, is a bullet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from crte_extract.document import Line
from crte_extract.sections.labels import Form
from crte_extract.text import fold, suspects

_LIGATURES = ("ffi", "ff", "fi", "fl", "ft", "tt", "ti")
_ACCENTED = "àâçéèêëîïôûùœ"
_APOSTROPHES = "'’"
_GLYPH = r"\(cid:\d+\)|\S"
_PARTS = re.compile(
    "|".join((*_LIGATURES, f"[{_ACCENTED}{_APOSTROPHES}]", r"\w", rf"[^\w{_APOSTROPHES}]+"))
)
_SLIPS = 1  # times that a label may lack a letter, or have another one, by a slip
_BEGINS = 2  # lines that a bullet begins
_LOST = "\ufffd"  # what any glyph without a name may be called
_LETTER = r"[^\W\d_]"
_WRITTEN: Final = frozenset(f"{_ACCENTED}{_APOSTROPHES}abcdefghijklmnopqrstuvwxyz")
"""What may stand anywhere in French words: of such a glyph no place tells what it shows."""
_BETWEEN: Final = frozenset('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?-–()[]/&%+=*«»"_')
"""What stands in French texts, but not between two small letters."""


class Shown(NamedTuple):
    """The lines with the letters that their glyphs show; what finds texts in which that isn't sure."""

    lines: tuple[Line, ...]
    unsure: re.Pattern[str] | None


def shown(lines: Sequence[Line], form: Form) -> Shown | None:
    """The lines as they are shown; None where the labels tell nothing of their glyphs.

    In a label a glyph stands for the label's own letters. Elsewhere it does where labels have it always
    for the same; where French has it too, only between letters.
    """
    order = sorted(
        range(len(lines)), key=lambda at: lines[at].column == 2
    )  # a label's rows in a row
    text = "\n".join([lines[at].text for at in order])
    seen = [found for label in form.printed.values() for found in _odd_glyphs(text, label)]
    meant: dict[str, Counter[str]] = {}
    for _, glyph, letters in seen:
        meant.setdefault(glyph, Counter())[letters] += 1
    meant = {glyph: of for glyph, of in meant.items() if _is_no_slip(glyph, of.total())}
    bullets = [glyph for glyph in {*suspects(text)} - {*meant} if _is_bullet(glyph, text)]
    if not meant and not bullets:
        return None
    for place, glyph, letters in sorted(seen, reverse=True):
        if glyph in meant:
            text = text[:place] + letters + text[place + len(glyph) :]
    unsure: list[str] = []
    for glyph, of in meant.items():
        sure, open_ = _where(glyph, next(iter(of)) if len(of) == 1 else "")
        text = re.sub(sure, next(iter(of)), text) if sure else text
        unsure += [open_] if open_ else []
    for glyph in bullets:
        text = re.sub(rf"(?m)^{re.escape(glyph)}(?= |$)", "•", text)
    texts = dict(zip(order, text.split("\n"), strict=True))
    found = tuple(line._replace(text=texts[at].strip()) for at, line in enumerate(lines))
    return Shown(found, re.compile("|".join(unsure)) if unsure else None)


def _is_no_slip(glyph: str, times: int) -> bool:
    """Whether a glyph that labels have so often for other letters is one, not a slip of a writer's."""
    return times > _SLIPS or (glyph != "" and glyph not in _WRITTEN)


def _where(glyph: str, letters: str) -> tuple[str, str]:
    """What finds a glyph where it surely shows the letters, and where that stays open; "" for nothing.

    Without ``letters`` it shows several.
    """
    this = re.escape(glyph)
    if not glyph:
        return "", _LETTER * 2  # any word may have lost some
    if not letters or glyph in _WRITTEN or glyph == _LOST:
        return "", this
    if glyph in _BETWEEN:
        small = "[a-zà-ÿ]"
        return f"(?<={small}){this}(?={small})", f"(?<={small}){this}|{this}(?={small})"
    return this, ""


def _is_bullet(glyph: str, text: str) -> bool:
    """Whether a glyph stands before lines, and beside no letter."""
    this = re.escape(glyph)
    if re.search(f"{_LETTER}{this}|{this}{_LETTER}", text):
        return False
    return len(re.findall(rf"(?m)^{this}(?= |$)", text)) >= _BEGINS


def _odd_glyphs(text: str, label: str) -> Iterator[tuple[int, str, str]]:
    """Where a label stands in the text: the place of each odd glyph in it, the glyph, what it shows."""
    pattern, parts = _pattern(label)
    for found in pattern.finditer(text):
        capitals = "".join(filter(str.isascii, found.group())).isupper()
        for number, part in enumerate(parts, 1):
            glyph = found[number]
            if fold(glyph) != fold(part):
                yield found.start(number), glyph, part.upper() if capitals else part


@cache
def _pattern(label: str) -> tuple[re.Pattern[str], Sequence[str]]:
    """What finds a label whose ligatures, accents and apostrophes are any glyph; what these show."""
    parts: list[str] = []
    pattern: list[str] = []
    for part in _PARTS.findall(label):
        if part in _LIGATURES or part in _ACCENTED or part in _APOSTROPHES:
            parts.append(part)
            pattern.append(f"({part}|(?!{part})(?:{_GLYPH})|)")  # or none; one way to read each
        else:
            pattern.append(part if part.isalnum() else rf"[\s{re.escape(part)}]*")
    return re.compile("".join(pattern), re.IGNORECASE), parts
