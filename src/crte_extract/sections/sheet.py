"""What the splitter gives: the labelled blocks of one sheet, and a ledger of all its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from crte_extract.document import Line


class Fate(StrEnum):
    """Where a line of the sheet ended: exactly one for each."""

    LETTERHEAD = "en-tête"
    RUNNING_HEAD = "titre courant"
    HEADING = "section"
    FIELD = "champ"
    UNKNOWN = "champ inconnu"
    WARNING = "avertissement"


class Item(NamedTuple):
    """One value, or one element of a list, as typed; its lines (the first one may be the label's).

    ``bulleted`` tells of a bullet before it; ``wrapped`` that only the room on the line above told
    it from the item before, so that a single value takes both; ``loose`` that it stands under the
    bullets of a list without one; ``at_edge`` that a page ends or begins there.
    """

    text: str
    lines: tuple[Line, ...]
    bulleted: bool = False
    wrapped: bool = False
    loose: bool = False
    at_edge: bool = False


class Doubt(NamedTuple):
    """Why it is not certain where the items of a block end, in French; the items in question.

    ``slight`` tells that lines were full, as those of a text that wraps are.
    """

    reason: str
    items: tuple[Item, ...]
    slight: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A label with what stands under it.

    ``key`` is None for a label that the form doesn't have; ``lines`` are the label's own.
    """

    section: str | None
    key: str | None
    label: str
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    approximate: bool = False
    doubts: tuple[Doubt, ...] = ()

    def all_lines(self) -> Iterator[Line]:
        """The lines of the label and of its items, each once, in order."""
        seen: set[int] = set()
        for line in (*self.lines, *(line for item in self.items for line in item.lines)):
            if id(line) not in seen:
                seen.add(id(line))
                yield line


@dataclass(frozen=True, slots=True)
class Stray:
    """Lines in the body of the sheet that belong to no label; the section that they stand in."""

    text: str
    lines: tuple[Line, ...]
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a document, cut into blocks; nothing of it is left out.

    ``headings`` gives the line of each section's heading.
    """

    letterhead: tuple[Line, ...]
    running_heads: tuple[Line, ...]
    headings: Mapping[str, Line]
    blocks: tuple[Block, ...]
    strays: tuple[Stray, ...]

    def lines(self) -> list[Line]:
        """Every line of the sheet, each once, however many labels stand on it."""
        return list(dict.fromkeys(line for line, _ in self.ledger()))

    def ledger(self) -> list[tuple[Line, Fate]]:
        """Every line of the sheet with where it went, before values are judged."""
        entries = [(line, Fate.LETTERHEAD) for line in self.letterhead]
        entries += [(line, Fate.RUNNING_HEAD) for line in self.running_heads]
        entries += [(line, Fate.HEADING) for line in self.headings.values()]
        for block in self.blocks:
            fate = Fate.FIELD if block.key else Fate.UNKNOWN
            entries += [(line, fate) for line in block.all_lines()]
        entries += [(line, Fate.WARNING) for stray in self.strays for line in stray.lines]
        return sorted(entries, key=lambda entry: (entry[0].page or 0, entry[0].number))
