"""Finds labels of the form that are spelled with slips: strictly, since a neighbour's figure is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from crte_extract.locks import LOADING
from crte_extract.sections.labels import Hit, colon_places
from crte_extract.sections.rows import Row, strip_markdown
from crte_extract.text import fold, join_lines

_RULE = "label_with_slips"
_MOST_ROWS = 14  # of a label: short rows are most often a list, and each is tried as a first one
_LONGEST = 200  # characters of a label
_MOST_SLIPS = 3  # letters, in all of a label
_LONG = 8  # letters of a word: a shorter one has one slip, such a one may have two
_VERY_LONG = 10  # letters of a word: such a one may have three slips, where it begins well
_HEAD = 5  # letters that are right where a word begins well
_REGROUPED = 1  # slip in a label whose words are parted otherwise
_LAST_MARK = re.compile(
    r" (-€?|None|nan€?)$"
)  # of a missing value, behind a label without its colon
_WORD = re.compile(r"[a-z0-9]+")
_LIGHT = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une", "s"]
)


class Wanted:
    """Labels that were not found as spelled, by their keys: each as the words that carry its meaning.

    Labels are looked up by how many letters these have, since slips hardly change that.
    """

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._words = {key: weighty_words(label) for key, label in labels.items()}
        self._by_length: dict[int, list[str]] = {}
        for key, words in self._words.items():
            self._by_length.setdefault(_letters(words), []).append(key)
        self._places = {key: at for at, key in enumerate(self._words)}
        self._longest = max(self._by_length, default=0)

    def __bool__(self) -> bool:
        return bool(self._words)

    def found(self, key: str | None) -> None:
        """Look for this key no more."""
        if key is not None:
            self._by_length[_letters(self._words.pop(key))].remove(key)
            self._longest = max(map(_letters, self._words.values()), default=0)

    def is_beyond(self, given: Sequence[str]) -> bool:
        """Whether words are more than any label and its slips, whatever comes before or behind them."""
        return _letters(given) > self._longest + _MOST_SLIPS

    def nearest(self, given: Sequence[str]) -> str | None:
        """The key whose label is these weighty words, but for typing mistakes.

        Word by word, no word (articles and prepositions aside) may be missing, added, or differ by
        more than a slip of the finger.

        >>> wanted = Wanted({"a": "Nombre de fiches action"})
        >>> wanted.nearest(weighty_words("Nombre de fiche action"))
        'a'
        >>> wanted.nearest(weighty_words("Nombre de fiches projet"))
        """
        best: tuple[int, int, str] | None = None
        letters = _letters(given)
        for length in range(letters - _MOST_SLIPS, letters + _MOST_SLIPS + 1):
            for key in self._by_length.get(length, ()):
                slips = _slips(given, self._words[key])
                if slips is not None:
                    best = min(filter(None, (best, (slips, self._places[key], key))))
        return best[2] if best else None


def misspelled_hit(rows: Sequence[Row], at: int, stop: int, wanted: Wanted) -> Hit | None:
    """A label of the form, spelled with slips, that begins at a row and ends before ``stop``."""
    words: list[str] = []
    seen = 0  # characters that were searched for colons with fewer rows
    for end in range(at, min(stop, at + _MOST_ROWS)):
        if end > at and (rows[end].bullet or rows[end].gap):
            return None
        words.append(rows[end].body)
        text = join_lines(words)
        for colon in colon_places(text[:_LONGEST], seen):
            label = strip_markdown(text[: colon.start()])
            if (key := wanted.nearest(weighty_words(label))) is not None:
                return Hit(
                    at, end + 1, key, label, text[colon.end() :], approximate=True, rule=_RULE
                )
        if len(text) > _LONGEST:
            return None
        mark = _LAST_MARK.search(text)
        label = strip_markdown(text[: mark.start()] if mark else text)
        given = weighty_words(label)
        if (key := wanted.nearest(given)) is not None:
            inline = mark[1] if mark else ""
            return Hit(at, end + 1, key, label, inline, False, True, approximate=True, rule=_RULE)
        if not given or wanted.is_beyond(given):
            return None
        seen = len(text)
    return None


def weighty_words(words: str) -> list[str]:
    """The words that carry the meaning, folded."""
    return [w for w in _WORD.findall(fold(words)) if w not in _LIGHT]


def _letters(words: Sequence[str]) -> int:
    return sum(map(len, words))


def _allowed(word: str, meant: str) -> int:
    """The slips that a word may have: the longer it is, and the better it begins, the more."""
    if len(meant) < _LONG:
        return 1
    return 3 if len(meant) >= _VERY_LONG and word[:_HEAD] == meant[:_HEAD] else 2


def _slips(given: Sequence[str], label: Sequence[str]) -> int | None:
    """How many slips turn the label into what is given; None where it is more than slips."""
    with LOADING:  # imported here: most sheets need no second look
        from rapidfuzz.distance import OSA
    if abs(len(label) - len(given)) > 1:
        return None
    if [w for w in given if not w.isalpha()] != [w for w in label if not w.isalpha()]:
        return None  # a number is no slip: it may be the value
    if len(given) != len(label):
        slips = OSA.distance("".join(given), "".join(label))
        return slips if slips <= _REGROUPED else None
    total = 0
    for word, meant in zip(given, label, strict=True):
        slips = OSA.distance(word, meant)
        if slips > _allowed(word, meant):
            return None
        total += slips
    return total if total <= _MOST_SLIPS else None
