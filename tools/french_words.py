"""Makes ``reference/mots.gz`` anew: ``python tools/french_words.py FOLDER``.

FOLDER holds ``index.dic`` and ``index.aff`` of a French dictionary for Hunspell (the npm package
``dictionary-fr``, or Grammalecte's own). Each of its words is written with all its endings, folded
(without case and accents), sorted; of a compound its pairs (``arc-en``, ``en-ciel``). A line holds the
words that begin with the same three letters (a shorter word is filled up with dots): of each the rest
that differs from the word before, behind a capital letter that tells how much of it is the same.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise, takewhile
from pathlib import Path
from typing import NamedTuple

from crte_extract.text import fold

TARGET = Path(__file__).parents[1] / "src" / "crte_extract" / "reference" / "mots.gz"
HEAD = 3
_DEPTH = 2  # endings behind an ending
_MOST = 25  # letters that a word may share with the one before
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


class Ending(NamedTuple):
    """What becomes of a word: ``strip`` gives way to ``add`` where ``condition`` fits its end."""

    strip: str
    add: str
    condition: re.Pattern[str]
    further: str


def endings(lines: Iterable[str]) -> dict[str, list[Ending]]:
    """The endings of an affix file, by their flags of two characters."""
    found: dict[str, list[Ending]] = {}
    for line in lines:
        parts = line.split()
        if len(parts) < 5 or parts[0] != "SFX":
            continue
        _, flag, strip, add, condition = parts[:5]
        add, _, further = add.partition("/")
        strip, add = strip.replace("0", ""), add.replace("0", "")
        found.setdefault(flag, []).append(Ending(strip, add, re.compile(f"{condition}$"), further))
    return found


def forms(word: str, flags: str, by_flag: dict[str, list[Ending]], depth: int = 0) -> Iterator[str]:
    """A word with each of its endings, and theirs."""
    for at in range(0, len(flags), 2):
        for strip, add, condition, further in by_flag.get(flags[at : at + 2], ()):
            if condition.search(word) and word.endswith(strip):
                form = word[: len(word) - len(strip)] + add
                yield form
                if depth < _DEPTH:
                    yield from forms(form, further, by_flag, depth + 1)


def words_of(folder: Path) -> set[str]:
    """All folded words of a dictionary, and the pairs of its compounds."""
    by_flag = endings((folder / "index.aff").read_text("utf-8").splitlines())
    found: set[str] = set()
    for line in (folder / "index.dic").read_text("utf-8").splitlines()[1:]:
        word, _, flags = line.partition(" ")[0].partition("\t")[0].partition("/")
        for form in (word, *forms(word, flags, by_flag)):
            for folded in filter(_WORD.fullmatch, fold(form).split("'")):
                parts = folded.split("-")
                found.update(map("-".join, pairwise(parts)) if len(parts) > 1 else parts)
    return found


def packed(words: Iterable[str]) -> bytes:
    """The words as ``reference/words.py`` reads them."""
    lines = [""]
    for head, group in groupby(sorted(words), lambda word: word[:HEAD].ljust(HEAD, ".")):
        before, line = "", head
        for word in group:
            rest = word[HEAD:]
            alike = takewhile(lambda two: two[0] == two[1], zip(before, rest, strict=False))
            same = min(len(list(alike)), _MOST)
            line += chr(ord("A") + same) + rest[same:]
            before = rest
        lines.append(line)
    return "\n".join([*lines, ""]).encode("ascii")


if __name__ == "__main__":
    TARGET.write_bytes(gzip.compress(packed(words_of(Path(sys.argv[1]))), 9, mtime=0))
