"""Boxes that are ticked, or aren't: what stands beside the ticked ones is the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from crte_extract.marks import EMPTY, TICKED, TICKS, UNTICKED
from crte_extract.text import fold

_BRACKETS: Final = r"\[[xX]\]|\[ ?\](?!\()"
_BOX: Final = re.compile(rf"[{TICKED}{UNTICKED}]|{_BRACKETS}")
_ANY: Final = re.compile(rf"[{TICKED}{UNTICKED}{TICKS}{EMPTY}]|{_BRACKETS}")
_TICK: Final = re.compile(rf"[{TICKS}]")
_HOLLOW: Final = re.compile(rf"[{EMPTY}]")
_CROSS: Final = "☒"
_ENDS_IN_BOX: Final = re.compile(rf"(?:{_ANY.pattern})$")
_MARKS: Final = frozenset([*TICKED, *UNTICKED, *TICKS, *EMPTY, "[", "]"])
_WHICH: Final = "des cases à cocher : laquelle est celle de quels mots ?"
_OPENED: Final = frozenset([*UNTICKED, *EMPTY, "[ ]", "[]"])


class Ticked(NamedTuple):
    """What stands beside the boxes of a field: ``texts`` of the ticked ones, ``others`` of the rest.

    ``alone`` tells of a box with no words beside it: it is that of the field itself.
    """

    texts: tuple[str, ...]
    others: tuple[str, ...]
    alone: bool = False


def has_boxes(texts: Sequence[str], many: bool = False, yes_or_no: bool = False) -> bool:
    """Whether boxes stand in the printed texts, or ticks beside empty ones.

    ``many`` tells that they are the items of a list, where ticks and empty boxes are bullets;
    ``yes_or_no`` that they answer a question, where an empty box is one without a tick as well.

    >>> has_boxes(["☑ Oui ☐ Non"]), has_boxes(["✔ Oui □ Non"]), has_boxes(["✔ Oui"])
    (True, True, False)
    >>> has_boxes(["✔ PLUI", "□ PCAET"], many=True)
    False
    """
    words = "\n".join(texts)
    if _BOX.search(words):
        return True
    return not many and bool(_HOLLOW.search(words) and (yes_or_no or _TICK.search(words)))


def holds_none(text: str) -> bool:
    """Whether no mark of a box is in the whole text of a sheet."""
    return not any(map(text.__contains__, _MARKS))


def may_have_boxes(texts: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether boxes may stand in printed texts, each of which begins on one of the lines: told fast.

    >>> may_have_boxes(["PLUI"], ["☐ PLUI"]), may_have_boxes(["PLUI", "PCAET"], ["- PLUI", "- PCAET"])
    (True, False)
    """
    if not texts:
        return False
    if _ANY.search(lines[0]) or _ANY.search(texts[0]):
        return True
    starts = [line[:1] for line in lines]
    edges = [text[:1] + text[-1:] for text in texts]
    return not _MARKS.isdisjoint("".join([*starts, *edges]))


def with_box(text: str, line: str) -> str:
    """The text of an item with the box that stands before it on its line, which was taken for a bullet.

    >>> with_box("Oui ☐ Non", "Diagnostic : ☑ Oui ☐ Non"), with_box("PLUI", "- PLUI")
    ('☑ Oui ☐ Non', 'PLUI')
    """
    wrapped = (at for at in range(len(line)) if text.startswith(line[at:]))
    at = line.rfind(text) if text in line else next(wrapped, -1)
    box = _ENDS_IN_BOX.search(line[:at].rstrip()) if at >= 0 else _ANY.match(line)
    return f"{box.group()} {text}".rstrip() if box else text


def read_boxes(texts: Sequence[str]) -> Ticked:
    """What is ticked: the words behind each box, or before each.

    ValueError where it can't be told which words belong to which box, or what a cross means.

    >>> read_boxes(["☑ Oui ☐ Non"])
    Ticked(texts=('Oui',), others=('Non',), alone=False)
    >>> read_boxes(["Oui [ ]", "Non [x]"])
    Ticked(texts=('Non',), others=('Oui',), alone=False)
    """
    boxes: list[str] = []
    beside: list[str] = []
    behind: set[bool] = set()
    for text in texts:
        own = _ANY.findall(text)
        pieces = [piece.strip() for piece in _ANY.split(text)]
        if not own:
            raise ValueError("des mots sans case parmi les cases à cocher")
        boxes += own
        beside += pieces[:-1] if pieces[0] else pieces[1:]
        behind.add(bool(pieces[0]))
        if pieces[0] and pieces[-1]:
            raise ValueError(_WHICH)
    if len(behind) > 1 or (len(boxes) > 1 and not all(beside)):
        raise ValueError(_WHICH)
    if _CROSS in boxes and len({*boxes}.difference(_OPENED)) > 1:
        raise ValueError("des cases cochées et d'autres barrées")
    pairs = [*zip(boxes, beside, strict=True)]
    return Ticked(
        tuple(words for box, words in pairs if box not in _OPENED),
        tuple(words for box, words in pairs if box in _OPENED),
        alone=not any(beside),
    )


def one_ticked(texts: Sequence[str]) -> str:
    """The words beside the only box that is ticked; a ticked box alone says yes.

    ValueError where none is ticked, or more than one.

    >>> one_ticked(["Oui ☑ Non ☐"]), one_ticked(["☑"])
    ('Oui', 'Oui')
    """
    found = read_boxes(texts)
    if not found.texts:
        raise ValueError(
            "case non cochée : non, ou pas de réponse ?"
            if found.alone
            else "aucune case n'est cochée"
        )
    if len(found.texts) > 1:
        raise ValueError("plusieurs cases sont cochées")
    return "Oui" if found.alone else found.texts[0]


def all_ticked(texts: Sequence[str]) -> tuple[str, ...]:
    """The words beside the boxes that are ticked; ValueError where none is."""
    found = read_boxes(texts)
    if not found.texts or found.alone:
        raise ValueError(
            "aucune case n'est cochée" if not found.texts else "une case cochée, sans mots"
        )
    return found.texts


def ticked_answer(texts: Sequence[str]) -> tuple[str, ...]:
    """What an answer by boxes says: its yes or no, or what is ticked, and the words without a box behind.

    ValueError where that can't be told, or words stand beside a box that isn't ticked.

    >>> ticked_answer(["☑ Oui ☐ Non", "un forum"]), ticked_answer(["☑ ateliers", "☐ forum"])
    (('Oui', 'un forum'), ('ateliers',))
    """
    end = next((at for at, text in enumerate(texts) if not _ANY.search(text)), len(texts))
    found = read_boxes(texts[:end])
    if found.alone or any(map(_is_yes_or_no, (*found.texts, *found.others))):
        if not all(map(_is_yes_or_no, filter(None, found.others))):
            raise ValueError("des mots à côté d'une case qui n'est pas cochée")
        return (one_ticked(texts[:end]), *texts[end:])
    return (*all_ticked(texts[:end]), *texts[end:])


def _is_yes_or_no(words: str) -> bool:
    return fold(words) in ("oui", "non")
