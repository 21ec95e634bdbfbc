"""French words, and pairs of words that a hyphen joins: looked up, never listed."""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from importlib.resources import files

from crte_extract.locks import LOADING

_HEAD = 3  # letters by which words are kept together
_ENTRY = re.compile(r"([A-Z])([a-z-]*)")


def is_word(folded: str) -> bool:
    """Whether a folded word, or a pair of words with its hyphen, is French.

    >>> is_word("intercommunalites"), is_word("rendez-vous"), is_word("territoi")
    (True, True, False)
    """
    return folded[_HEAD:] in _rests(folded[:_HEAD].ljust(_HEAD, "."))


@lru_cache(256)
def _rests(head: str) -> frozenset[str]:
    """What follows the first letters of the words that begin with them."""
    with LOADING:
        lines = _lines()
    line = lines.get(head, "")
    rests: list[str] = []
    rest = ""
    for same, more in _ENTRY.findall(line):
        rest = rest[: ord(same) - ord("A")] + more
        rests.append(rest)
    return frozenset(rests)


@cache
def _lines() -> dict[str, str]:
    """What follows the letters that words begin with, by those; read when first asked."""
    return by_head(gzip.decompress(files(__package__).joinpath("mots.gz").read_bytes()))


def by_head(packed: bytes) -> dict[str, str]:
    """The lines that ``tools/french_words.py`` packs, 1.3 million bytes, by what their words begin with."""
    return {line[:_HEAD]: line[_HEAD:] for line in packed.decode().splitlines()}
