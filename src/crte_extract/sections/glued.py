"""Cuts rows on which one label follows another: each gets a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


def unglued(rows: Sequence[Row], form: Form) -> tuple[list[Row], list[Hit]]:
    """The rows, each cut where a second label follows on the row of a first one, and their labels.

    ``pdftotext`` takes the dash of a missing value at a line's end for a hyphen, and joins the lines.
    """
    hits = exact_hits(rows, form)
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


def _pieces(rows: Sequence[Row], hit: Hit, form: Form) -> list[Row]:
    """The last row of a label, cut before each further label on it; none where there is no other."""
    if not hit.colon or not _has_room(hit.inline, 0):
        return []
    row, text = rows[hit.end - 1], hit.inline
    squashed = squash(text)
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
        if not _has_room(text, at):
            return


def _has_room(text: str, at: int) -> bool:
    """Whether a label can stand at this place of a text: room enough, and no bullet before it."""
    return len(text) - at > HEAD and not has_bullet(text, at)
