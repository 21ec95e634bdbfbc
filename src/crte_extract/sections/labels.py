"""Finds the labels and headings of the form among the rows of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crte_extract.sections.rows import Row, strip_markdown
from crte_extract.text import after_squashed, join_lines, squash

MAX_LABEL_ROWS = 14  # a label in a narrow column wraps to no more rows
COLON = re.compile(r"[\s*_]*[:：][\s*_]*")  # with what may stand around it; to match at a place
_ENDING_COLON = re.compile(r"[:：][*_]*(?:\s+|$)")
_ENUMERATION = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})+ ?[.)]?|(?:\d{1,2}|[ivx]{1,4}|[a-z])(?:\.\d{1,2})* ?[.)\-–—/:]+) *",
    re.IGNORECASE,
)
HEAD = 5  # squashed characters by which labels are looked up


@dataclass(frozen=True)
class Form:
    """What the splitter knows of the form.

    ``headings`` and ``labels`` lead from squashed words to the keys of sections and fields,
    ``section_of`` from a field to its section, ``printed`` from a field to its label. ``heads`` and
    ``shorter_heads`` have the labels by their first characters.
    """

    headings: Mapping[str, str]
    labels: Mapping[str, str]
    section_of: Mapping[str, str]
    printed: Mapping[str, str]
    heads: Mapping[str, tuple[str, ...]] = field(init=False)
    shorter_heads: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        heads: dict[str, tuple[str, ...]] = {}
        for label in sorted(self.labels, key=len, reverse=True):
            heads[label[:HEAD]] = (*heads.get(label[:HEAD], ()), label)
        shorter: dict[str, tuple[str, ...]] = {}
        for label in self.labels:
            for length in range(1, HEAD):
                shorter[label[:length]] = (*shorter.get(label[:length], ()), label)
        object.__setattr__(self, "heads", heads)
        object.__setattr__(self, "shorter_heads", shorter)

    def labels_with(self, squashed: str) -> Sequence[str]:
        """The labels that begin with the words, or with which the words begin."""
        head = squashed[:HEAD]
        labels = (self.heads if len(head) == HEAD else self.shorter_heads).get(head, ())
        return [it for it in labels if it.startswith(squashed) or squashed.startswith(it)]


class Hit(NamedTuple):
    """A label found on rows ``start`` to ``end`` (excluded): its key, its words, what follows them.

    ``key`` is None for a label that the form doesn't have. ``colon`` tells whether one ended it;
    ``alone`` that nothing else stands on its rows; ``approximate`` that its spelling differs; ``rule``
    which rule found it.
    """

    start: int
    end: int
    key: str | None
    label: str
    inline: str
    colon: bool = True
    alone: bool = False
    approximate: bool = False
    rule: str = "label_as_spelled"


def begins_label(row: Row, form: Form) -> bool:
    """Whether a row has the first words of a label, or all of one."""
    labels = () if row.bullet else form.heads.get(row.squashed[:HEAD], ())
    return any(label.startswith(row.squashed) or row.squashed.startswith(label) for label in labels)


def exact_hits(rows: Sequence[Row], form: Form, bulleted: bool = False) -> list[Hit]:
    """Every place where a label of the form stands, whatever its case, accents and line ends."""
    hits: list[Hit] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        hit = None
        if bool(row.bullet) == bulleted:
            head = row.squashed[:HEAD]
            if len(head) < HEAD or head in form.heads:
                hit = match_label(rows, at, row, form)
            if hit is None and (enumeration := _ENUMERATION.match(row.body)):
                body = row.body[enumeration.end() :]
                hit = match_label(rows, at, row._replace(body=body, squashed=squash(body)), form)
        if hit is not None:
            hits.append(hit)
        at = hit.end if hit is not None else at + 1
    return hits


def can_begin_a_label(row: Row, form: Form) -> bool:
    """Whether ``exact_hits`` could find a label that begins on a row: if on none, there is none."""
    if form.labels_with(row.squashed):
        return True
    enumeration = _ENUMERATION.match(row.body)
    return bool(enumeration and form.labels_with(squash(row.body[enumeration.end() :])))


def match_label(rows: Sequence[Row], at: int, first: Row, form: Form) -> Hit | None:
    """A label of the form that begins with the row ``first``, which stands at a place of the rows."""
    for label in form.labels_with(first.squashed):
        hit = _match_one(rows, at, first, label, form.labels[label])
        if hit is not None:
            return hit
    return None


def _match_one(rows: Sequence[Row], at: int, first: Row, label: str, key: str) -> Hit | None:
    taken = ""
    words: list[str] = []
    for end in range(at, min(len(rows), at + MAX_LABEL_ROWS)):
        row = first if end == at else rows[end]
        if end > at and (row.bullet or row.gap):
            return None
        before = len(taken)
        taken += row.squashed
        if not label.startswith(taken) and not taken.startswith(label):
            return None
        if len(taken) >= len(label):
            place = closing_marks(row.body, after_squashed(row.body, len(label) - before))
            words.append(row.body[:place])
            rest = row.body[place:]
            return _close(rows, at, end + 1, key, strip_markdown(join_lines(words)), rest)
        words.append(row.body)
    return None


def _close(rows: Sequence[Row], at: int, end: int, key: str, label: str, rest: str) -> Hit:
    """The hit of a label behind which ``rest`` stands, and whether a colon ended it."""
    if colon := COLON.match(rest):
        return Hit(at, end, key, label, _closed(rest[colon.end() :]))
    alone = not strip_markdown(rest)
    if alone and end < len(rows) and (below := COLON.match(rows[end].body)):
        inline = _closed(rows[end].body[below.end() :])
        return Hit(at, end + 1, key, label, inline)  # the colon wrapped
    return Hit(at, end, key, label, rest.strip(), colon=False, alone=alone)


def _closed(value: str) -> str:
    """A value without the emphasis that ends at its end, and began with the label or its colon."""
    for mark in ("**", "__", "*", "_"):
        if value.endswith(mark) and value.count(mark) % 2:
            return value[: -len(mark)]
    return value


def closing_marks(body: str, place: int) -> int:
    """The place behind the marks that close a label: parenthesis, dots, question mark."""
    while place < len(body) and body[place] in ").…?»":
        place += 1
    return place


def colon_places(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """The colons of a text that can end a label: followed by a space, or by nothing."""
    return _ENDING_COLON.finditer(text, start)


def without_enumeration(text: str) -> str:
    """The text without a number before it.

    >>> without_enumeration("IV - Plan d'action"), without_enumeration("2.1. Contrats")
    ("Plan d'action", 'Contrats')
    """
    found = _ENUMERATION.match(text)
    return text[found.end() :] if found else text
