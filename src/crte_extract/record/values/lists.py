"""Lists: one item a bullet, without the marks that make it a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from crte_extract.counting import count_up, mark_of
from crte_extract.record.values.missing import is_missing, says_missing
from crte_extract.record.values.reading import Remark, Understood

_OTHER_MARKS: Final = frozenset(["+", ">", "»", "°", "§", "→", "=", "~", "-", "->", "=>", ">>"])
_SHORT_WORDS: Final = 3  # words: a piece between commas that has no more may be an item of its own
_LONG_WORDS: Final = (
    4  # words: a piece between semicolons that has more may be a part of a sentence
)
_ENDS: Final = (";", ",", " ")
_CUT = re.compile(r"[;(\[«“)\]»”]")


def parse_list(value: object) -> tuple[str, ...]:
    """The items of a list, as a record has them.

    >>> parse_list(["PLUI", "PCAET"]), parse_list(["-"])
    (('PLUI', 'PCAET'), ())
    """
    items = items_of(value)
    return () if len(items) == 1 and is_missing(items[0]) else items


def items_of(value: object) -> tuple[str, ...]:
    """The texts of a list that are not empty; ValueError for what is no list of texts."""
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError("une liste est attendue")
    if not all(isinstance(item, str) for item in value):
        raise ValueError("une liste de textes est attendue")
    return tuple(item for item in value if item)


_NOTHING: Final = ("non",)  # as the only item of a list: there is none


def read_list(
    items: Sequence[str], *, empty: Sequence[str] | None = _NOTHING, start: int = 0
) -> Understood:
    """The items of a list as printed, without the marks of the list.

    ``empty`` are words that, as the only item, mean that there is none, besides what people write for
    that; with none of them, no words do. ``start`` is the place of the first item among those printed.

    >>> read_list(["1. PLUI ;", "2. PCAET."]).value
    ('PLUI', 'PCAET')
    >>> read_list(["PLUI ; PCAET"]).value, read_list(["Aucun programme"]).value
    (('PLUI', 'PCAET'), ())
    """
    bare = unmarked(items)
    if (nothing := told_empty(bare, empty)) is not None:
        return nothing
    found: list[str] = []
    remarks: list[Remark] = []
    for at, item in enumerate(bare, start):
        if is_missing(item):
            reason = "un signe pour « rien » parmi d'autres éléments"
            remarks.append(Remark("decoupage_incertain", reason, at))
        if ";" not in item and ", " not in item:
            found.append(item)
            continue
        pieces = parted(item)
        if len(pieces) > 1 and _is_prose(pieces) and len(bare) > 1:
            reason = "un point-virgule : un seul élément, ou plusieurs ?"
            remarks.append(Remark("decoupage_incertain", reason, at))
            pieces = [item]
        elif len(pieces) > 1:
            prose = _is_prose(pieces)
            reason = "plusieurs éléments, séparés par des points-virgules"
            remarks.append(
                Remark("decoupage_incertain" if prose else "forme_approchee", reason, at)
            )
        elif _may_be_several(item):
            reason = "des virgules : un seul élément, ou plusieurs ?"
            remarks.append(Remark("decoupage_incertain", reason, at))
        found += pieces
    return Understood(tuple(found), tuple(remarks))


def told_empty(items: Sequence[str], empty: Sequence[str] | None = _NOTHING) -> Understood | None:
    """An empty list, where its only item is a mark or words for that; ``empty`` as for ``read_list``."""
    if len(items) != 1:
        return None
    if is_missing(items[0]):
        return Understood(())
    if empty and (says_missing(items[0]) or items[0].strip(" .").lower() in empty):
        reason = "ces mots disent que la liste est vide"
        return Understood((), (Remark("forme_approchee", reason, 0),))
    return None


def unmarked(items: Sequence[str]) -> list[str]:
    """The items without numbers or letters that count up, and without the ends of a list's lines."""
    if items and mark_of(items[0]) and count_up(marks := [*map(mark_of, items)]):
        given = zip(items, filter(None, marks), strict=True)
        items = [item[mark.length :] for item, mark in given]
    if len(items) > 1:
        mark = items[0].partition(" ")[0]
        if mark in _OTHER_MARKS and all(item.startswith(f"{mark} ") for item in items):
            items = [item[len(mark) :].lstrip() for item in items]
    if not any(item.endswith(_ENDS) for item in items):  # as in most lists
        return list(items)
    ended = [item.rstrip(" ;,") for item in items]
    if any(item.rstrip().endswith(";") for item in items[:-1]):
        last = ended[-1].rstrip()
        if last.endswith(".") and not last.endswith(".."):
            ended[-1] = last[:-1].rstrip()
    return [bare or item for bare, item in zip(ended, items, strict=True)]


def parted(item: str) -> list[str]:
    """The item cut at its semicolons, but for those in parentheses or quotation marks."""
    if ";" not in item:
        return [item]
    pieces: list[str] = []
    start = depth = 0
    for mark in _CUT.finditer(item):
        c = mark[0]
        depth = max(0, depth + (c in "([«“") - (c in ")]»”"))
        if c == ";" and not depth:
            pieces.append(item[start : mark.start()])
            start = mark.end()
    pieces.append(item[start:])
    return [piece.strip() for piece in pieces if any(c.isalnum() for c in piece)] or [item]


def _is_prose(pieces: Iterable[str]) -> bool:
    return any(len(piece.split()) > _LONG_WORDS for piece in pieces)


def _may_be_several(item: str) -> bool:
    """Whether commas part short capitalised words, each of which may be an item."""
    if ", " not in item:
        return False
    pieces = [piece.strip() for piece in item.split(",")]
    return all(piece[:1].isupper() and len(piece.split()) <= _SHORT_WORDS for piece in pieces)
