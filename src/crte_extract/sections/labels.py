"""Finds the labels and headings of the form among the rows of a sheet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from crte_extract.marks import BOXES
from crte_extract.sections.rows import Row, from_place, strip_markdown
from crte_extract.text import after_squashed, join_lines, squash

COLON = re.compile(r"[\s*_]*[:：][\s*_]*")  # with what may stand around it; to match at a place
_ENDING_COLON = re.compile(r"[:：][*_]*(?:\s+|$)")
_ENUMERATION = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})+ ?[.)]?|(?:\d{1,2}|[ivx]{1,4}|[a-z])(?:\.\d{1,2})* ?[.)\-–—/:]+) *",
    re.IGNORECASE,
)
HEAD = 5  # squashed characters by which labels are looked up: with as many, few begin alike


@dataclass(frozen=True)
class Form:
    """What the splitter knows of the form.

    ``headings`` and ``labels`` lead from squashed words to the keys of sections and fields,
    ``section_of`` from a field to its section, ``printed`` from a field to its label. ``newer`` are the
    fields that not every sheet has. ``heads`` have the labels by their first ``HEAD`` characters,
    ``beginnings`` by as many and by fewer; ``titles`` are the squashed words of headings.
    """

    headings: Mapping[str, str]
    labels: Mapping[str, str]
    section_of: Mapping[str, str]
    printed: Mapping[str, str]
    newer: Collection[str] = ()
    heads: Mapping[str, tuple[str, ...]] = field(init=False)
    beginnings: Mapping[str, tuple[str, ...]] = field(init=False)
    titles: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        beginnings: dict[str, tuple[str, ...]] = {}
        for label in sorted(self.labels, key=len, reverse=True):
            for length in range(1, HEAD + 1):
                beginnings[label[:length]] = (*beginnings.get(label[:length], ()), label)
        heads = {label[:HEAD]: beginnings[label[:HEAD]] for label in self.labels}
        object.__setattr__(self, "heads", heads)
        object.__setattr__(self, "beginnings", beginnings)
        object.__setattr__(self, "titles", tuple(self.headings))

    def without_headings(self, sections: Iterable[str]) -> Form:
        """The form, less the headings of these sections."""
        apart = {*sections}
        headings = {words: key for words, key in self.headings.items() if key not in apart}
        return replace(self, headings=headings)

    def labels_with(self, squashed: str) -> Sequence[str]:
        """The labels that begin with the words, or with which the words begin."""
        labels = self.beginnings.get(squashed[:HEAD], ())
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
    labels = form.heads.get(row.squashed[:HEAD], ())
    return row.squashed.startswith(labels) or any(it.startswith(row.squashed) for it in labels)


def exact_hits(rows: Sequence[Row], form: Form, bulleted: bool = False) -> list[Hit]:
    """Every place where a label of the form stands, whatever its case, accents and line ends."""
    hits: list[Hit] = []
    end = 0
    for at, row in enumerate(rows):
        if at < end or _is_listed(row) != bulleted:
            continue
        if (hit := _hit_at(rows, at, form)) is not None:
            hits.append(hit)
            end = hit.end
    return hits


def _is_listed(row: Row) -> bool:
    """Whether a bullet stands before a row; a box may be that of a label."""
    return row.bullet != "" and row.bullet not in BOXES


def _hit_at(rows: Sequence[Row], at: int, form: Form) -> Hit | None:
    row = rows[at]
    if row.line.filled:
        return None
    if (hit := match_label(rows, at, row, form)) is not None:
        return hit
    bare = _without_number(row, form)
    return match_label(rows, at, bare, form) if bare is not None else None


def can_begin_a_label(row: Row, form: Form) -> bool:
    """Whether ``exact_hits`` could find a label that begins on a row: if on none, there is none."""
    return bool(form.labels_with(row.squashed)) or _without_number(row, form) is not None


def _without_number(row: Row, form: Form) -> Row | None:
    """The row without the number that stands before it, where a label may begin behind one."""
    enumeration = _ENUMERATION.match(row.body)
    if enumeration is None:
        return None
    place = enumeration.end()
    if not form.labels_with(row.squashed[len(squash(row.body[:place])) :]):
        return None
    return from_place(row, place)


def match_label(rows: Sequence[Row], at: int, first: Row, form: Form) -> Hit | None:
    """A label of the form that begins with the row ``first``, which stands at a place of the rows."""
    for label in form.labels_with(first.squashed):
        hit = _match_one(rows, at, first, label, form.labels[label])
        if hit is not None:
            return hit
    return None


def _match_one(rows: Sequence[Row], at: int, first: Row, label: str, key: str) -> Hit | None:
    """The label, of which ``first`` has the first words or all, where the rows below have the rest."""
    row, taken = first, first.squashed
    before, end = 0, at + 1
    words: list[str] = []
    while len(taken) < len(label):
        words.append(row.body)
        if end == len(rows) or rows[end].bullet or rows[end].gap:
            return None
        row, before, end = rows[end], len(taken), end + 1
        taken += row.squashed
        if not label.startswith(taken) and not taken.startswith(label):
            return None
    length, behind = len(label) - before, len(taken) - len(label)
    place = closing_marks(row.body, after_squashed(row.body, length, behind=behind))
    words.append(row.body[:place])
    return _close(rows, at, end, key, strip_markdown(join_lines(words)), row.body[place:])


def _close(rows: Sequence[Row], at: int, end: int, key: str, label: str, rest: str) -> Hit:
    """The hit of a label behind which ``rest`` stands, and whether a colon ended it."""
    if colon := COLON.match(rest):
        return Hit(at, end, key, label, _closed(rest[colon.end() :]))
    alone = not strip_markdown(rest)
    if rest.lstrip()[:1] in BOXES and not alone:
        return Hit(at, end, key, label, rest.strip())  # boxes part as a colon does
    if alone and end < len(rows) and (below := COLON.match(rows[end].body)):
        inline = _closed(rows[end].body[below.end() :])
        return Hit(at, end + 1, key, label, inline)  # the colon wrapped
    return Hit(at, end, key, label, rest.strip(), colon=False, alone=alone)


def _closed(value: str) -> str:
    """A value without the emphasis that ends at its end, and began with the label or its colon."""
    if not value.endswith(("*", "_")):
        return value  # as most often
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
