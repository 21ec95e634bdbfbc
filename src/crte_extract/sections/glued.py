"""Cuts rows on which one label follows another, or its value: each label gets a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from crte_extract.sections.labels import (
    COLON,
    HEAD,
    Form,
    Hit,
    closing_marks,
    exact_hits,
    match_label,
)
from crte_extract.sections.rows import Row, has_bullet
from crte_extract.text import after_squashed, squash

_BETWEEN = " ;,|"  # what may stand between a value and the label behind it
_LONGEST_ROW = (
    2_000  # characters: a longer row is none of a sheet, and labels are not searched in it
)


def unglued(rows: Sequence[Row], form: Form) -> tuple[list[Row], list[Hit]]:
    """The rows, each cut where a second label follows on the row of a first one, and their labels.

    ``pdftotext`` takes the dash of a missing value at a line's end for a hyphen, and joins the lines.
    """
    rows, hits = _without_inner_labels(rows, exact_hits(rows, form), form)
    cut: list[Row] = []
    done = 0
    for hit in hits:
        if pieces := _pieces(rows, hit, form):
            cut += [*rows[done : hit.end - 1], *pieces]
            done = hit.end
    if not cut:
        return list(rows), hits
    cut += rows[done:]
    return cut, exact_hits(cut, form)


def _without_inner_labels(
    rows: Sequence[Row], hits: list[Hit], form: Form
) -> tuple[Sequence[Row], list[Hit]]:
    """The rows cut where a label stands behind other words, and its colon behind it.

    Only labels that stand nowhere else: where they do, these words are a value that names them.
    """
    found = {hit.key for hit in hits}
    missing = [label for label, key in form.labels.items() if key not in found]
    if not missing:  # as on most sheets
        return rows, hits
    cut: list[Row] = []
    for at, row in enumerate(rows):
        places = sorted(_inner_labels(rows, at, missing, form))
        if not places:
            cut.append(row)
            continue
        before = _value_before(row.body[: places[0]])
        cut.append(row._replace(body=before, squashed=squash(before)))
        parts = [_value_before(row.body[start:end]) for start, end in pairwise(places)]
        cut += [
            row._replace(body=words, squashed=squash(words), bullet="", bold=False)
            for words in (*parts, row.body[places[-1] :])
        ]
    return (cut, exact_hits(cut, form)) if len(cut) > len(rows) else (rows, hits)


def _value_before(words: str) -> str:
    """A value without what parts it from the label behind it; a dash that is all of it stays."""
    words = words.rstrip(_BETWEEN)
    bare = words.rstrip("-–—")
    return bare.rstrip() if bare.endswith(" ") and not bare.rstrip().endswith(":") else words


def _inner_labels(
    rows: Sequence[Row], at: int, missing: Sequence[str], form: Form
) -> Iterator[int]:
    """Where in a row labels of these begin behind other words, each at the first such place."""
    row = rows[at]
    if len(row.body) > _LONGEST_ROW:
        return
    for label in missing:
        start = row.squashed.find(label[:HEAD], 1)
        while start > 0:
            if place := _label_at(rows, at, start, label, form):
                yield place
                break
            start = row.squashed.find(label[:HEAD], start + 1)


def _label_at(rows: Sequence[Row], at: int, start: int, label: str, form: Form) -> int:
    """The place in a row of a label that begins at a place of its squashed form; 0 where it doesn't."""
    row = rows[at]
    rest = row.squashed[start:]
    if not (label.startswith(rest) or rest.startswith(label)):
        return 0  # as most often: known without a look at the row itself
    behind = range(after_squashed(row.body, start), len(row.body))
    place = next((place for place in behind if row.body[place].isalnum()), 0)
    if row.body[place - 1].isalnum():
        return 0
    words = row.body[place:]
    hit = match_label(rows, at, row._replace(body=words, squashed=squash(words)), form)
    return place if hit is not None and hit.colon and form.labels[label] == hit.key else 0


def _pieces(rows: Sequence[Row], hit: Hit, form: Form) -> list[Row]:
    """The last row of a label, cut before each further label on it; none where there is no other."""
    if not hit.colon or len(hit.inline) <= HEAD or has_bullet(hit.inline, 0):
        return []
    row, text = rows[hit.end - 1], hit.inline
    squashed = squash(text)
    if not form.labels_with(squashed):
        return []  # as most often
    rest = row._replace(body=text, squashed=squashed)
    second = match_label(rows, hit.end - 1, rest, form)
    if second is None or not second.colon:
        return []
    starts = [0, *_further_labels(text, squashed, form)]
    before = row.body[: len(row.body) - len(text)]
    ends = [*starts[1:], len(text)]
    parts = [before.rstrip(), *(text[a:b] for a, b in zip(starts, ends, strict=True))]
    parts = [*(part.rstrip() for part in parts[:-1]), parts[-1]]
    return [row._replace(body=part, squashed=squash(part)) for part in parts]


def _further_labels(text: str, squashed: str, form: Form) -> Iterator[int]:
    """Where further labels begin in a text that begins with one, each close behind the last's colon.

    The text is gone through once, however many there are: no rest of it is squashed again.
    """
    at = done = 0  # in the text, and in its squashed form
    first = True
    while True:
        labels = form.heads.get(squashed[done : done + HEAD], ())
        label = next((it for it in labels if squashed.startswith(it, done)), None)
        if label is None:
            return
        place = closing_marks(text, after_squashed(text, len(label), at))
        colon = COLON.match(text, place)
        if colon is None:
            return
        if not first:
            yield at
        first = False
        at, done = colon.end(), done + len(label)
        if has_bullet(text, at):
            return
