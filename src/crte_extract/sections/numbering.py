"""Numbers and letters that count up before the rows of a list: they are its bullets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence

from crte_extract.counting import count_up, mark_of
from crte_extract.sections.labels import Hit
from crte_extract.sections.rows import Row
from crte_extract.text import squash


def numbered(rows: Sequence[Row], hits: Sequence[Hit], headings: Collection[int]) -> list[Row]:
    """The rows, where a list's are numbered from its first on with their numbers as bullets.

    A number stands for a bullet where it is the next of its kind; a bullet of another kind between
    (a list within the list) is passed over.
    """
    found = list(rows)
    stops = sorted([*(hit.start for hit in hits), *headings, len(rows)])
    for hit in hits:
        first = mark_of(hit.inline) if hit.inline else None
        marks = [first] if first is not None and count_up([first]) else []
        if hit.inline and not marks:
            continue
        places: list[int] = []
        stop = stops[bisect_right(stops, hit.start)]
        for at in range(hit.end, stop):
            mark = None if rows[at].bullet else mark_of(rows[at].body)
            if mark and len(marks) + 1 in mark.counts and count_up([*marks, mark]):
                marks.append(mark)
                places.append(at)
            elif at == hit.end and not marks:
                break  # its first row has no number
        if len(marks) == 1 and not _is_all(rows[hit.end : stop]):
            continue
        for at in places:
            body = rows[at].body
            mark = mark_of(body)
            if mark is not None:
                found[at] = rows[at]._replace(
                    bullet=body[: mark.length].strip(),
                    body=body[mark.length :],
                    squashed=squash(body[mark.length :]),
                )
    return found


def _is_all(rows: Sequence[Row]) -> bool:
    """Whether rows of which the first may be numbered are one item: none begins with a capital."""
    return not any(row.bullet or row.body[:1].isupper() for row in rows[1:])
