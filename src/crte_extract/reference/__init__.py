"""What is known from outside the sheets: the published list of the contracts, names, French words.

Each is read when it is first asked for, and kept. README.md beside this file tells where it is from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crte_extract.doors import opened

if TYPE_CHECKING:
    from crte_extract.reference.published import Body, Grouping, groupings, names
    from crte_extract.reference.words import is_word

__all__ = ["Body", "Grouping", "groupings", "is_word", "names"]

if not TYPE_CHECKING:
    __getattr__ = opened(
        __name__,
        {"published": ["Body", "Grouping", "groupings", "names"], "words": ["is_word"]},
    )
