"""What the splitter gives: the labelled blocks of one sheet, and a ledger of all its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from crte_extract.document import Line
from crte_extract.sections.manner import Manner
from crte_extract.sections.rows import Row


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
    bullets of a list without one; ``at_edge`` that a page ends or begins there. ``rules`` tell for each
    line which rule put it here.
    """

    text: str
    lines: tuple[Line, ...]
    bulleted: bool = False
    wrapped: bool = False
    loose: bool = False
    at_edge: bool = False
    rules: tuple[str, ...] = ()


class Guess(NamedTuple):
    """Why it is a guess where the items of a block end, in French; the items in question.

    ``slight`` tells that lines were full, as those of a text that wraps are.
    """

    reason: str
    items: tuple[Item, ...]
    slight: bool = False


class Entry(NamedTuple):
    """A line in the ledger of its sheet: its fate, the label it went to, and the rule that decided."""

    line: Line
    fate: Fate
    rule: str
    block: Block | None = None


class Block(NamedTuple):
    """A label with what stands under it.

    ``key`` is None for a label that the form doesn't have; ``lines`` are the label's own, which ``rule``
    found. ``broken`` has the lines whose last hyphen is typed or the typesetter's, one can't tell: with
    the word as it is if it wasn't typed.
    """

    section: str | None
    key: str | None
    label: str
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    approximate: bool = False
    guesses: tuple[Guess, ...] = ()
    rule: str = ""
    broken: tuple[tuple[Line, str], ...] = ()

    def all_lines(self) -> Iterable[Line]:
        """The lines of the label and of its items, each once, in order."""
        return dict.fromkeys([*self.lines, *(line for item in self.items for line in item.lines)])

    def entries(self) -> Iterator[Entry]:
        """The same, in the ledger."""
        fate = Fate.FIELD if self.key else Fate.UNKNOWN
        rules = dict.fromkeys(self.lines, self.rule)
        for item in self.items:
            for line, rule in zip(item.lines, item.rules, strict=False):
                rules.setdefault(line, rule)
        return (Entry(line, fate, rule, self) for line, rule in rules.items())


class Stray(NamedTuple):
    """Lines in the body of the sheet that belong to no label; the section that they stand in."""

    text: str
    lines: tuple[Line, ...]
    section: str | None = None


class Sheet(NamedTuple):
    """One sheet of a document, cut into blocks; nothing of it is left out.

    ``running_heads`` have for each line the rule that told it; ``headings`` give the line of each
    section's heading. ``rows`` and ``manner`` are what rules decided by. ``unsure`` finds texts in which
    a font may call letters by others.
    """

    letterhead: tuple[Line, ...]
    running_heads: Mapping[Line, str]
    headings: Mapping[str, Line]
    blocks: tuple[Block, ...]
    strays: tuple[Stray, ...]
    rows: tuple[Row, ...]
    manner: Manner
    unsure: re.Pattern[str] | None = None

    def lines(self) -> list[Line]:
        """Every line of the sheet, each once, however many labels stand on it."""
        return list(dict.fromkeys(entry.line for entry in self.ledger()))

    def ledger(self) -> list[Entry]:
        """Every line of the sheet with where it went, before values are judged."""
        above = "above_the_first_label"
        entries = [Entry(line, Fate.LETTERHEAD, above) for line in self.letterhead]
        entries += [
            Entry(line, Fate.RUNNING_HEAD, rule) for line, rule in self.running_heads.items()
        ]
        entries += [Entry(line, Fate.HEADING, "heading") for line in self.headings.values()]
        entries += [entry for block in self.blocks for entry in block.entries()]
        strays = (line for stray in self.strays for line in stray.lines)
        entries += [Entry(line, Fate.WARNING, "under_no_label") for line in strays]
        return sorted(entries, key=lambda entry: (entry.line.page, entry.line.number))
