"""Finds the labels and headings of the form among the rows of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crte_extract.sections.rows import Row, split_bullet, strip_markdown
from crte_extract.text import after_squashed, fold, join_lines, squash

MAX_LABEL_ROWS = 14  # a label in a narrow column wraps to no more rows
_COLON = re.compile(r"[\s*_]*[:：][\s*_]*")
_ENUMERATION = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})+ ?[.)]?|(?:\d{1,2}|[ivx]{1,4}|[a-z])(?:\.\d{1,2})* ?[.)\-–—/:]+) *",
    re.IGNORECASE,
)
HEAD = 5  # squashed characters by which labels are looked up


@dataclass(frozen=True)
class Form:
    """What the splitter knows of the form.

    ``headings`` and ``labels`` lead from squashed words to the keys of sections and fields,
    ``section_of`` from a field to its section, ``printed`` from a field to its label.
    """

    headings: Mapping[str, str]
    labels: Mapping[str, str]
    section_of: Mapping[str, str]
    printed: Mapping[str, str]
    heads: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        heads: dict[str, tuple[str, ...]] = {}
        for label in sorted(self.labels, key=len, reverse=True):
            heads[label[:HEAD]] = (*heads.get(label[:HEAD], ()), label)
        object.__setattr__(self, "heads", heads)


class Hit(NamedTuple):
    """A label found on rows ``start`` to ``end`` (excluded): its key, its words, what follows them.

    ``key`` is None for a label that the form doesn't have. ``colon`` tells whether one ended it;
    ``alone`` that nothing else stands on its rows; ``approximate`` that its spelling differs.
    """

    start: int
    end: int
    key: str | None
    label: str
    inline: str
    colon: bool = True
    alone: bool = False
    approximate: bool = False


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
            hit = _match(rows, at, row, form)
            if hit is None and (enumeration := _ENUMERATION.match(row.body)):
                body = row.body[enumeration.end() :]
                hit = _match(rows, at, row._replace(body=body, squashed=squash(body)), form)
        if hit is not None:
            hits.append(hit)
        at = hit.end if hit is not None else at + 1
    return hits


def unglued(rows: Sequence[Row], form: Form) -> tuple[list[Row], list[Hit]]:
    """The rows, each cut where a second label follows on the row of a first one, and their labels.

    ``pdftotext`` takes the dash of a missing value at a line's end for a hyphen, and joins the lines.
    """
    cut = list(rows)
    hits = exact_hits(cut, form)
    for hit in reversed(hits):
        if hit.colon and len(hit.inline) > HEAD and not split_bullet(hit.inline)[0]:
            row = cut[hit.end - 1]
            rest = row._replace(body=hit.inline, squashed=squash(hit.inline))
            second = _match(cut, hit.end - 1, rest, form)
            if second is not None and second.colon:
                before = row.body[: len(row.body) - len(hit.inline)].rstrip()
                first = row._replace(body=before, squashed=squash(before))
                cut[hit.end - 1 : hit.end] = [first, *unglued([rest], form)[0]]
    return cut, hits if len(cut) == len(rows) else exact_hits(cut, form)


def _match(rows: Sequence[Row], at: int, first: Row, form: Form) -> Hit | None:
    """A label of the form that begins with the row ``first``, which stands at a place of the rows."""
    head = first.squashed[:HEAD]
    labels = form.heads.get(head, ())
    if 0 < len(head) < HEAD:
        labels = tuple(label for label in form.labels if label.startswith(head))
    for label in labels:
        if not (label.startswith(first.squashed) or first.squashed.startswith(label)):
            continue
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
            place = _closing_marks(row.body, after_squashed(row.body, len(label) - before))
            words.append(row.body[:place])
            rest = row.body[place:]
            return _close(rows, at, end + 1, key, strip_markdown(join_lines(words)), rest)
        words.append(row.body)
    return None


def _close(rows: Sequence[Row], at: int, end: int, key: str, label: str, rest: str) -> Hit:
    """The hit of a label behind which ``rest`` stands, and whether a colon ended it."""
    if colon := _COLON.match(rest):
        return Hit(at, end, key, label, rest[colon.end() :])
    alone = not strip_markdown(rest)
    if alone and end < len(rows) and (below := _COLON.match(rows[end].body)):
        return Hit(at, end + 1, key, label, rows[end].body[below.end() :])  # the colon wrapped
    return Hit(at, end, key, label, rest.strip(), colon=False, alone=alone)


def _closing_marks(body: str, place: int) -> int:
    """The place behind the marks that close a label: parenthesis, dots, question mark."""
    while place < len(body) and body[place] in ").…?»":
        place += 1
    return place


def colon_places(text: str) -> Iterator[re.Match[str]]:
    """The colons of a text that can end a label: followed by a space, or by nothing."""
    return re.finditer(r"[\s*_]*[:：][*_]*(?:\s+|$)", text)


def without_enumeration(text: str) -> str:
    """The text without a number before it.

    >>> without_enumeration("IV - Plan d'action"), without_enumeration("2.1. Contrats")
    ("Plan d'action", 'Contrats')
    """
    return _ENUMERATION.sub("", text, count=1)


def misspelled_hit(
    rows: Sequence[Row], at: int, stop: int, wanted: Mapping[str, Sequence[str]]
) -> Hit | None:
    """A label of the form, spelled with slips, that begins at a row and ends before ``stop``.

    ``wanted`` gives the ``weighty_words`` of the label of each key that was not found as spelled.
    """
    words: list[str] = []
    for end in range(at, min(stop, at + MAX_LABEL_ROWS)):
        if end > at and (rows[end].bullet or rows[end].gap):
            return None
        words.append(rows[end].body)
        text = join_lines(words)
        if len(text) > _LONGEST:
            return None
        for colon in colon_places(text):
            label = strip_markdown(text[: colon.start()])
            if (key := nearest(label, wanted)) is not None:
                return Hit(at, end + 1, key, label, text[colon.end() :], approximate=True)
        label = strip_markdown(text)
        if (key := nearest(label, wanted)) is not None:
            return Hit(at, end + 1, key, label, "", colon=False, alone=True, approximate=True)
    return None


_LONGEST = 400  # characters of a label and what follows it on its rows


def nearest(words: str, wanted: Mapping[str, Sequence[str]]) -> str | None:
    """The key among ``wanted`` whose label is these words, but for typing mistakes.

    ``wanted`` gives the ``weighty_words`` of each key's label.

    Strict, since a neighbouring label is a wrong figure: word by word, no word (articles and
    prepositions aside) may be missing, added, or differ by more than a slip of the finger.

    >>> wanted = {"a": weighty_words("Nombre de fiches action")}
    >>> nearest("Nombre de fiche action", wanted), nearest("Nombre de fiches projet", wanted)
    ('a', None)
    """
    given = weighty_words(words)
    best: tuple[int, str] | None = None
    for key, label in wanted.items():
        if not given or abs(len(label) - len(given)) > 1:
            continue
        slips = _slips(given, label)
        if slips is not None and (best is None or slips < best[0]):
            best = (slips, key)
    return best[1] if best else None


_MOST_SLIPS = 3


def _allowed(word: str, meant: str) -> int:
    """The slips that a word may have: the longer it is, and the better it begins, the more."""
    if len(meant) < 3:
        return 0
    if len(meant) < 8:
        return 1
    return 3 if len(meant) >= 10 and word[:5] == meant[:5] else 2


_LIGHT = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une", "s"]
)


def weighty_words(words: str) -> list[str]:
    """The words that carry the meaning, folded."""
    return [w for w in re.findall(r"[a-z0-9]+", fold(words)) if w not in _LIGHT]


def _slips(given: Sequence[str], label: Sequence[str]) -> int | None:
    """How many slips turn the label into what is given; None where it is more than slips."""
    from rapidfuzz.distance import OSA  # imported here: most sheets need no second look

    if [w for w in given if not w.isalpha()] != [w for w in label if not w.isalpha()]:
        return None  # a number is no slip: it may be the value
    if len(given) != len(label):
        slips = OSA.distance("".join(given), "".join(label))
        return slips if slips <= 1 else None
    total = 0
    for word, meant in zip(given, label, strict=True):
        if word == meant:
            continue
        slips = OSA.distance(word, meant)
        if slips > _allowed(word, meant):
            return None
        total += slips
    return total if total <= _MOST_SLIPS else None
