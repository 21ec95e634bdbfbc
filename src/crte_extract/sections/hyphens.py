"""Hyphens at the ends of lines: the typesetter's, of a broken word, go; those that were typed stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import Final

from crte_extract.locks import LOADING
from crte_extract.sections.labels import Form
from crte_extract.sections.rows import Row
from crte_extract.text import SOFT_HYPHEN, fold, hangs, is_broken

Source = Callable[[str], bool]
"""Whether a source of words has a folded one, or two of them with the hyphen between."""

_WITHIN = re.compile("\\w\u2010\\w")
_COMPOUND = re.compile(r"[a-z]+(?:-[a-z]+)*")
_ADDRESS = re.compile(r"[@_/\\]|www\.|\.\w")  # in what a hyphen at a line's end parts: no words
_NO_LETTER = re.compile(r"[^a-z]")
_FIRST_LETTER = re.compile(r"(?<![^\W\d_])[^\W\d_](?=[^\W\d_]*-$)")  # of the last word
_SYLLABLE = re.compile(r"[^aeiouy]+[aeiouy]")  # with one a typesetter begins a line
_VOWEL = re.compile(r"[aeiouy]")
_WHOLE = 3  # letters: a shorter word tells nothing, since it may be a part of any
_ROOT = 5  # letters behind a wavering prefix: with a shorter word it has long grown together
_SMALL: Final = frozenset(
    {
        *(
            "a",
            "au",
            "aux",
            "d",
            "de",
            "des",
            "du",
            "en",
            "es",
            "et",
            "l",
            "la",
            "le",
            "les",
            "lez",
        ),
        *("sous", "sur", "ce", "ci", "je", "tu", "il", "elle", "on", "vous", "ils", "elles"),
    }
)
"""Small words behind the hyphen of a compound, or between two of them."""
_OUTER: Final = frozenset(["ex", "mi"])
"""Prefixes behind which a hyphen always stands."""
_WAVERING: Final = frozenset(
    {
        *("agri", "agro", "anti", "auto", "bio", "co", "cyber", "eco", "electro", "euro"),
        *("extra", "geo", "hydro", "infra", "inter", "intra", "macro", "micro", "mini", "multi"),
        *("neo", "para", "peri", "photo", "pluri", "post", "pre", "semi", "socio"),
        *("supra", "tele", "thermo", "trans", "ultra", "video"),
    }
)
"""Prefixes behind which some write a hyphen, and some none."""


class Hyphen(Enum):
    """What a hyphen at a line's end is, by the words.

    On a sheet that hyphenates, where one is surely the typesetter's, what is likely is so, and what may be
    either is told; on any other what is likely is told, and what may be either was typed.
    """

    TYPED = "typed"
    EITHER = "either"
    LIKELY = "likely the typesetter's"
    TYPESET = "the typesetter's"


def unhyphenated(rows: Sequence[Row], form: Form) -> list[Row]:
    """The rows, with a soft hyphen at the end for each that the typesetter put there.

    A sheet that has U+2010 within its words prints all hyphens so: at an end it tells no more than another.
    The words that a hyphen at a line's end parts are looked up in the sheet's own, in the form's, in
    names and in French: nothing of this is loaded where no line ends in one.
    """
    found = list(rows)
    text = "\n".join([row.body for row in rows])
    if "\u2010" in text and _WITHIN.search(text):
        found = [_as_typed(row) for row in rows]
    ends = [
        at
        for at, (row, below) in enumerate(pairwise(found))
        if row.body.endswith("-") and is_broken(row.body) and not below.bullet
    ]
    if not ends:  # as on most sheets
        return found
    sources = [_own(found, ends), _of_form(tuple(form.printed.values())), _is_name, _is_french]
    told = {at: hyphen(found[at].body, found[at + 1].body, sources) for at in ends}
    hyphenates = Hyphen.TYPESET in told.values()
    for at, what in told.items():
        row = found[at]
        if what is Hyphen.TYPESET or (what is Hyphen.LIKELY and hyphenates):
            found[at] = row._replace(body=row.body[:-1] + SOFT_HYPHEN)
        elif what is (Hyphen.EITHER if hyphenates else Hyphen.LIKELY):
            whole = row.body.split()[-1][:-1] + found[at + 1].body.split()[0]
            found[at] = row._replace(otherwise=whole)
    return found


def _as_typed(row: Row) -> Row:
    """The row with its hyphens as everyone types them."""
    body = row.body.replace("\u2010", "-")
    return row._replace(body=f"{body[:-1]}-" if body.endswith(SOFT_HYPHEN) else body)


def hyphen(before: str, after: str, sources: Sequence[Source]) -> Hyphen:
    """What the hyphen is that ends the line ``before``; the nearest of the sources comes first.

    >>> words = {"territoire", "centres", "bourgs"}.__contains__
    >>> hyphen("le territoi-", "re", [words]).value, hyphen("centres-", "bourgs", [words]).value
    ("the typesetter's", 'typed')
    """
    folded = fold(before)[:-1]
    left, right = _NO_LETTER.split(folded)[-1], _NO_LETTER.split(fold(after), 1)[0]
    if len(left) < 2 or not right or before[-2].isupper() != after[0].isupper():
        return Hyphen.TYPED
    joined, pair = left + right, f"{left}-{right}"
    known = [(source(joined), source(pair)) for source in sources]
    nearest = next((one for one in known if one[0] != one[1]), None)
    wavers = left in _WAVERING and _has(sources, right)
    if _ADDRESS.search(f"{before.split()[-1]}{after.split()[0]}"):
        if nearest is not None:
            return Hyphen.TYPED if nearest[1] else Hyphen.LIKELY
        whole = _has(sources, left) and _has(sources, right)
        return Hyphen.TYPED if whole else Hyphen.EITHER
    if nearest is not None:
        if nearest[1]:
            return Hyphen.TYPED
        return Hyphen.EITHER if wavers and len(right) >= _ROOT else Hyphen.TYPESET
    if hangs(after):
        return Hyphen.TYPED
    if wavers or any(one[0] for one in known):
        return Hyphen.EITHER
    inner = folded[: -len(left)].endswith("-")
    return _unknown(before, after, left, right, inner, sources)


def _unknown(
    before: str, after: str, left: str, right: str, inner: bool, sources: Sequence[Source]
) -> Hyphen:
    """The same, where no source knows the word with the hyphen, or without it."""
    word = _has(sources, right)
    if not (_VOWEL.search(left) and _SYLLABLE.match(right)):
        return Hyphen.TYPED if word or _has(sources, left) else Hyphen.EITHER
    if right in _SMALL or (word and (left in _OUTER or (inner and left in _SMALL))):
        return Hyphen.TYPED
    if before[-2].isupper():  # an acronym, or all is in capitals
        return Hyphen.EITHER if (before + after).isupper() else Hyphen.TYPED
    if min(len(left), len(right)) >= _WHOLE and word and _has(sources, left):
        is_name = "".join(_FIRST_LETTER.findall(before)).isupper()
        return Hyphen.EITHER if is_name else Hyphen.TYPED
    return Hyphen.LIKELY


def _has(sources: Iterable[Source], word: str) -> bool:
    return any(source(word) for source in sources)


def spelled(texts: Iterable[str]) -> frozenset[str]:
    """The folded words of the texts, and the pairs of those that a hyphen joins.

    >>> sorted(spelled(["un arc-en-ciel"]))
    ['arc', 'arc-en', 'ciel', 'en', 'en-ciel', 'un']
    """
    found: set[str] = set()
    for word in set(_COMPOUND.findall("\n".join(map(fold, texts)))):
        parts = word.split("-")
        found.update(parts, map("-".join, pairwise(parts)))
    return frozenset(found)


def is_known(word: str, form: Form) -> bool:
    """Whether a word stands in the form's labels, in a name or in French."""
    folded = fold(word)
    return _of_form(tuple(form.printed.values()))(folded) or _is_name(folded) or _is_french(folded)


def _own(rows: Sequence[Row], ends: Collection[int]) -> Source:
    """The words of the rows, but for those that their ends part."""
    bodies = [row.body for row in rows]
    for at in ends:
        bodies[at] = bodies[at].rpartition(" ")[0]
        bodies[at + 1] = bodies[at + 1].partition(" ")[2]
    return spelled(bodies).__contains__


@cache
def _of_form(labels: tuple[str, ...]) -> Source:
    return spelled(labels).__contains__


def _is_name(word: str) -> bool:
    return word in _names()


@cache
def _names() -> frozenset[str]:
    with LOADING:  # imported here, as below: few sheets break words
        from crte_extract.reference import names
    return spelled(names())


def _is_french(word: str) -> bool:
    with LOADING:
        from crte_extract.reference import is_word
    return is_word(word)
