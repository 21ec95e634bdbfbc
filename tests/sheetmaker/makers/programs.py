"""What makers that typeset a source of their own share."""

import re
import subprocess
from collections.abc import Callable, Sequence

from ..producers import program

SIDES = ("left", "center", "right")


NUMBER = r"\d+(\.\d+)+"


def version_of(command: str, option: str = "--version", number: str = NUMBER) -> Callable[[], str]:
    """Give the function that asks a program for its version."""

    def ask() -> str:
        words = [program(command), option]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        found = re.search(number, done.stdout + done.stderr)
        return found[0] if found else "?"

    return ask


def three_parts(pattern: str) -> list[str]:
    """Split a running head or footer into what stands left, centre and right.

    >>> three_parts("Page {page}"), three_parts("a|b")
    (['', 'Page {page}', ''], ['a', 'b', ''])
    """
    parts = pattern.split("|") if "|" in pattern else ["", pattern]
    return [part.strip() for part in (*parts, "", "")[:3]]


def groups(texts: Sequence[str], most: int = 400) -> list[list[str]]:
    """Group the items of a list, so that no cell of a table is taller than a page.

    >>> groups(["abc", "def", "g"], 6)
    [['abc', 'def'], ['g']]
    """
    grouped: list[list[str]] = [[]]
    for text in texts:
        if grouped[-1] and sum(map(len, grouped[-1])) + len(text) > most:
            grouped.append([])
        grouped[-1].append(text)
    return grouped
