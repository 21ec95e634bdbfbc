"""What is printed again where a table, a section or a list goes on: the heads of columns, ``(suite)``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from crte_extract.sections.labels import HEAD, Form
from crte_extract.sections.rows import Row

_CELLS = 3  # heads of columns above a table
_GOES_ON = "suite"  # squashed, as all words here


def printed_again(
    rows: Sequence[Row], labelled: Collection[int], aside: Collection[int], form: Form
) -> dict[int, str]:
    """The places of rows that say again what stands above them, each with its rule.

    ``labelled`` are the places of labels and headings, ``aside`` those of running heads.
    """
    found = dict.fromkeys(_gone_on(rows, form), "goes_on")
    places = [at for at in range(len(rows)) if at not in aside and at not in found]
    return found | dict.fromkeys(_column_heads(rows, places, labelled, form), "column_heads")


def _gone_on(rows: Sequence[Row], form: Form) -> Iterator[int]:
    """Headings and labels with ``(suite)`` behind them, below the same without it."""
    if not [row for row in rows if row.squashed.endswith(_GOES_ON)]:
        return  # as on most sheets
    heading = label = _GOES_ON  # behind which nothing of a form goes on
    for at, row in enumerate(rows):
        words = row.squashed
        if words.endswith(_GOES_ON) and words.removesuffix(_GOES_ON) in (heading, label):
            yield at
        elif words in form.headings:
            heading = words
        elif labels := [it for it in form.heads.get(words[:HEAD], ()) if words.startswith(it)]:
            label = labels[0]


def _column_heads(
    rows: Sequence[Row], places: Sequence[int], labelled: Collection[int], form: Form
) -> set[int]:
    """The rows between a heading, or a page's top, and what follows, that are the same there again."""
    runs = list(_runs_below(rows, places, labelled, form))
    words = [tuple(rows[at].squashed for at in run) for run in runs]
    seen = Counter(words)
    return {
        at
        for run, said in zip(runs, words, strict=True)
        if seen[said] > 1 and all(said)
        for at in run
    }


def _runs_below(
    rows: Sequence[Row], places: Sequence[int], labelled: Collection[int], form: Form
) -> Iterator[list[int]]:
    """The rows under each heading down to a label; two cells at a page's top, or above the first label."""
    first = min(labelled, default=0)
    for n, at in enumerate(places):
        row = rows[at]
        if row.squashed in form.headings:
            run = list(_until(places[n + 1 : n + 2 + _CELLS], labelled))
            if len(run) <= _CELLS and not any(rows[it].bullet for it in run):
                yield run
        elif row.line.column != 1 or at in labelled:
            continue  # as most rows
        elif _are_level(rows, places[n : n + 2]):
            top = n == 0 or rows[places[n - 1]].line.page != row.line.page
            if top or places[n + 2 : n + 3] == [first]:
                yield [*places[n : n + 2]]


def _until(places: Sequence[int], labelled: Collection[int]) -> Iterator[int]:
    for at in places:
        if at in labelled:
            return
        yield at


def _are_level(rows: Sequence[Row], pair: Sequence[int]) -> bool:
    """Whether two rows are a left and a right cell that stand side by side."""
    if len(pair) < 2:
        return False
    left, right = rows[pair[0]].line, rows[pair[1]].line
    return (left.column, right.column) == (1, 2) and right.box.top < left.box.bottom
