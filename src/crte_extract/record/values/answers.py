"""Yes or no, and answers that give more than that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from crte_extract.record.values.lists import items_of, read_list
from crte_extract.record.values.missing import is_missing, says_missing, told_missing
from crte_extract.record.values.reading import Remark, Understood, approximately
from crte_extract.text import fold

_YES_NO: Final = {"oui": True, "non": False}
_PYTHON: Final = {**_YES_NO, "true": True, "false": False}
_EXPLAINED: Final = r"(?is)(?P<answer>oui|non)(?: *(?P<mark>[,;:(.])| +[–—-](?= )) *(?P<rest>.*)"
_UNSAID: Final = ("applicable", "concern", "renseign", "communiqu", "précis", "défini", "connu")
_LONGEST_NEARLY: Final = 4  # characters: one more than they have
_LONGEST_REST: Final = 300  # characters behind a yes or no: more than that is a text of its own


def parse_bool(value: object) -> bool | None:
    """``Oui`` or ``Non``.

    >>> parse_bool("Oui"), parse_bool("non"), parse_bool("-")
    (True, False, None)
    """
    if isinstance(value, bool):
        return value
    answer: bool | None = read_bool(value).value
    return answer


def read_bool(value: object) -> Understood:
    """Yes or no as printed, and what people write behind it after a mark.

    >>> read_bool("True").value, read_bool("Oui (délibération du 3 mai)").value
    (True, True)
    >>> read_bool("en cours")
    Traceback (most recent call last):
    ValueError: ni Oui ni Non
    """
    if isinstance(value, str) and (word := fold(value)) in _PYTHON:
        return Understood(_PYTHON[word])
    words = told_missing(value)
    if isinstance(words, Understood):
        return words
    answer, rest = _explained(words)
    if answer is None:
        raise ValueError("ni Oui ni Non")
    return approximately(answer, "d'autres mots suivent" if rest else "un signe suit")


def _explained(words: str) -> tuple[bool | None, str]:
    """The yes or no that words begin with, parted by a mark from the rest; None where they don't."""
    found = re.fullmatch(_EXPLAINED, words)
    if found is None or len(found["rest"]) > _LONGEST_REST:
        return None, ""
    rest = found["rest"].strip()
    if found["mark"] == "(":
        rest = rest[:-1].rstrip() if rest.endswith(")") and "(" not in rest else f"({rest}"
    if not any(c.isalnum() for c in rest):
        rest = ""
    answer = _YES_NO[fold(found["answer"])]
    against = "non" if answer else "oui"
    if re.search(rf"\b{against}\b|\?", fold(rest)) or rest.lower().startswith(_UNSAID):
        return None, ""
    return answer, rest


def parse_answer(value: object) -> Any:
    """An answer by yes or no, by a list, or both: as a record has it, or from a list's words.

    >>> parse_answer(["Oui"]), parse_answer(["ateliers", "forum"]), parse_answer(["-"])
    ({'reponse': True, 'details': ()}, {'reponse': None, 'details': ('ateliers', 'forum')}, \
{'reponse': None, 'details': ()})
    """
    if not isinstance(value, Sequence | None):
        return value
    return read_answer(items_of(value)).value


def read_answer(items: Sequence[str]) -> Understood:
    """An answer as printed; what stands behind the yes or no goes to the details.

    >>> read_answer(["Oui, par un forum"]).value
    {'reponse': True, 'details': ('par un forum',)}
    """
    if not items:
        return Understood({"reponse": None, "details": ()})
    first = fold(items[0])
    if first in _PYTHON:
        if any(fold(item) in _PYTHON for item in items[1:]):
            raise ValueError("plusieurs réponses")
        rest = read_list(items[1:], empty=(), start=1)
        return Understood({"reponse": _PYTHON[first], "details": rest.value}, rest.remarks)
    answer, words = _explained(items[0])
    if answer is None and (_is_equivocal(items[0]) or (len(items) == 1 and _is_nearly(first))):
        raise ValueError("ni Oui ni Non sans équivoque")
    if answer is None:
        rest = read_list(items)
        return Understood({"reponse": None, "details": rest.value}, rest.remarks)
    rest = read_list([*filter(None, [words]), *items[1:]], empty=(), start=0 if words else 1)
    remark = Remark("forme_approchee", "d'autres mots suivent le oui ou le non", 0)
    return Understood({"reponse": answer, "details": rest.value}, (remark, *rest.remarks))


def _is_nearly(folded: str) -> bool:
    """Whether a word is a yes or no but for one character, as ``0ui`` is: badly typed, or recognised."""
    if len(folded) > _LONGEST_NEARLY or says_missing(folded) or is_missing(folded):
        return False
    return any(_but_one(folded) & _but_one(word) for word in _YES_NO)


def _but_one(word: str) -> set[str]:
    """The word, and what is left of it without one of its characters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _is_equivocal(words: str) -> bool:
    """Whether words begin with a yes or no that they don't part from the rest, or hold both."""
    folded = fold(words[:_LONGEST_REST])
    both = re.search(r"\boui\b", folded) and re.search(r"\bnon\b", folded)
    return bool(both or re.match(r"(?:oui|non)\b", folded)) and not says_missing(words)
