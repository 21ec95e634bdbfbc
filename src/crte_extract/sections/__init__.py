"""A document's lines to labelled blocks: the only room that knows how a sheet is printed.

``splitting`` is its table of contents: the passes in their order. ``manner`` learns how a sheet is
printed; all else are rules that ask it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crte_extract.doors import opened

if TYPE_CHECKING:
    from crte_extract.sections.garbled import is_garbled
    from crte_extract.sections.labels import Form
    from crte_extract.sections.manner import Manner
    from crte_extract.sections.rows import Row
    from crte_extract.sections.sheet import Block, Entry, Fate, Guess, Item, Sheet, Stray
    from crte_extract.sections.splitting import split
    from crte_extract.sections.unknown import BY_COLON

__all__ = [
    "BY_COLON",
    "Block",
    "Entry",
    "Fate",
    "Form",
    "Guess",
    "Item",
    "Manner",
    "Row",
    "Sheet",
    "Stray",
    "is_garbled",
    "split",
]

if not TYPE_CHECKING:
    __getattr__ = opened(
        __name__,
        {
            "garbled": ["is_garbled"],
            "labels": ["Form"],
            "manner": ["Manner"],
            "rows": ["Row"],
            "sheet": ["Block", "Guess", "Entry", "Fate", "Item", "Sheet", "Stray"],
            "splitting": ["split"],
            "unknown": ["BY_COLON"],
        },
    )
