"""The manner of a sheet: how it is printed, learnt once, before any rule decides by it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from crte_extract.marks import BULLETS, HYPHENS, TYPED
from crte_extract.sections.labels import Form, Hit, begins_label
from crte_extract.sections.room import fullness, margins_of, ragged_width
from crte_extract.sections.rows import Row

_DASHES = frozenset("-–—")
_LONE_DASHES = frozenset(HYPHENS + TYPED)
_FEW_DASHES = 3  # lone dashes of a sheet: as many may be missing values
_USUAL = 5  # the usual step is a fifth up the sorted ones: what parts labels and lists is larger
_LEAST_STEP = 0.5  # points: rows nearer than this stand beside each other
_SHORT = 30  # rows of a text: with fewer, how it is spaced can't be learnt
_MANY = 3  # rows of a sheet: before as many, a mark is its bullet; space above as many parts items
# These may begin a quotation, a heading, a wrapped line, an amount.
_NO_MARKS = BULLETS | frozenset("'\"«“‘„([{<&@/|#:;,.!?…_%€~≈±\\")
_LONG_LABEL = 130  # characters: a text that has a longer label on one line wraps none
_FULL = 0.96  # of the widest line: a line that would be longer with one more word was full
_LEEWAY = 0.985  # of the least full line that is known to be wrapped: as full is full
_LEAST_FULL = 0.9  # of the widest line: no line with more room was full
_SAMPLE = 3  # wrapped lines from which it is learnt how full a line of this sheet is
_PITCH = 1.3  # times the step to a line known to be wrapped: what is further down is none
_LABELS_BOLD = 0.6  # of labels: where more are bold, and
_OTHERS_BOLD = 0.3  # of other rows fewer, bold tells labels
_LABELS_APART = 0.7  # of labels more have a gap above: gaps tell labels
_LISTED = 2  # rows behind bullets, of those that are no labels: as many are its manner
_IS_BOLD, _HAS_GAP = attrgetter("bold"), attrgetter("gap")
_SLACK = 0.5  # of a label's height: how far right of the left edge of labels one may stand,
_LEAST_SLACK = 1.0  # and at least so far: characters, since the rows of a text are one high


class Manner(NamedTuple):
    """How a sheet is printed: facts that rules ask for, each learnt in one place.

    Of its pages: ``is_text``, with characters for points and rows one high; ``step``, the usual distance
    from a row's top to the next one's; ``mark``, which stands before many items and is no bullet
    elsewhere; ``bullets_apart``, in rows of their own, so that a row without one says nothing.

    Of its lines: ``margins``, how far right lines may reach, by their left edge; ``enough``, how full a
    line is that has no more room, and ``pitch``, how far below it its rest may stand; ``ragged``, the width
    of the widest value beside a label, where these begin at no common edge, else 0.

    Of its labels: ``colons`` behind most; ``bold``, and little else is; ``gaps`` above them; ``margin``,
    their left edge, and ``slack``, how far a row may stand from it; ``bullets`` before the items of lists,
    and ``dashes``, those that begin a list, or a row where the one above had room for more: bullets;
    or they are ``parted``, by more than the usual space, and never within one.
    """

    is_text: bool = False
    step: float = 1.0
    mark: str = ""
    bullets_apart: bool = False
    margins: Mapping[int, float] = MappingProxyType({})
    enough: float = _FULL
    pitch: float = math.inf
    ragged: float = 0.0
    colons: bool = True
    bold: bool = False
    gaps: bool = False
    bullets: bool = False
    parted: bool = False
    dashes: str = ""
    margin: float = 0.0
    slack: float = 1.0

    def outdented(self, row: Row) -> bool:
        """Whether a row stands as far left as labels do."""
        return row.x0 <= self.margin + self.slack


def learn_page(rows: Sequence[Row], apart: Collection[int], form: Form) -> Manner:
    """The manner of the pages; ``apart`` are the places of bullets that stand in rows of their own."""
    return Manner(
        is_text=bool(rows) and rows[0].height == 1,
        step=usual_step(rows),
        mark=_own_mark(rows, form),
        bullets_apart=bool(apart),
    )


def learn_lines(manner: Manner, rows: Sequence[Row], hits: Sequence[Hit]) -> Manner:
    """The manner with that of its lines, from the labels that are known to be wrapped."""
    margins = margins_of(rows)
    wrapped = [at for hit in hits for at in range(hit.start + 1, hit.end)]
    known = [fullness(rows[at - 1].line, rows[at].line, margins) for at in wrapped]
    enough = max(_LEAST_FULL, _LEEWAY * min(known)) if len(known) >= _SAMPLE else _FULL
    if manner.is_text and not wrapped and any(len(hit.label) > _LONG_LABEL for hit in hits):
        enough = math.inf
    steps = [step_down(rows[at - 1], rows[at]) or 0.0 for at in wrapped]
    pitch = _PITCH * max(steps, default=0.0) or math.inf
    ragged = ragged_width(rows)
    return manner._replace(margins=margins, enough=enough, pitch=pitch, ragged=ragged)


def learn_labels(
    manner: Manner, rows: Sequence[Row], hits: Sequence[Hit], headings: Collection[int]
) -> Manner:
    """The manner with that of its labels, from those that are found and the places of headings."""
    labels = [rows[hit.start] for hit in hits]
    inside = {at for hit in hits for at in range(hit.start, hit.end)}.union(headings)
    others = [row for at, row in enumerate(rows) if at not in inside]
    telling = [row for hit, row in zip(hits, labels, strict=True) if hit.start - 1 not in headings]
    below = {hit.end for hit in hits if not hit.inline}
    marks = {row.bullet for at, row in enumerate(rows) if not row.full or at in below}
    edges = sorted(round(row.x0) for row in labels)
    return manner._replace(
        bold=_share(labels, _IS_BOLD) > _LABELS_BOLD and _share(others, _IS_BOLD) < _OTHERS_BOLD,
        gaps=_share([row for row in telling if row.gap is not None], _HAS_GAP) > _LABELS_APART,
        bullets=not manner.bullets_apart and len([1 for row in others if row.bullet]) >= _LISTED,
        parted=_are_parted(rows, inside),
        dashes="".join(sorted(marks & _DASHES)),
        margin=edges[len(edges) // 2] if edges else 0.0,
        slack=max(_LEAST_SLACK, _SLACK * labels[0].height) if labels else _LEAST_SLACK,
    )


def _are_parted(rows: Sequence[Row], inside: Set[int]) -> bool:
    """Whether space parts the items of lists: what stands close to the row above only fills that up."""
    first = min(inside, default=len(rows))  # above stands the letterhead
    below = [at for at in range(first + 1, len(rows)) if inside.isdisjoint((at - 1, at))]
    plain = [rows[at] for at in below if not rows[at].bullet and rows[at].gap is not None]
    return sum(1 for row in plain if not row.close) >= _MANY and all(
        row.full for row in plain if row.close
    )


def step_down(above: Row, row: Row) -> float | None:
    """How far below another row a row begins; None where that tells nothing: on a new page or column."""
    line, last = row.line, above.line
    down = line.box.top - last.box.top
    return None if down <= 0 or line.page != last.page or row.parted else down


def usual_step(rows: Sequence[Row]) -> float:
    """The usual distance from a row's top to the next one's, from the closer ones of a sheet.

    In a text that is one line, unless the whole of a sheet is printed with blank lines between.
    """
    lines = [row.line for row in rows]
    right = [line for line in lines if line.column == 2]
    left = [line for line in lines if line.column < 2] if right else lines
    steps = sorted(
        [
            down
            for side in (left, right)
            for above, line in pairwise(side)
            if (down := line.box.top - above.box.top) > _LEAST_STEP and line.page == above.page
        ]
    )
    if rows and rows[0].height == 1 and (len(rows) < _SHORT or 1 in steps):
        return 1.0
    return steps[len(steps) // _USUAL] if steps else 1.0


def bullets_apart(rows: Sequence[Row]) -> set[int]:
    """The places of bullets that stand in a row of their own kind, parted from their texts.

    Some programs give all bullets of a list, or of a page, before or after its texts.
    """
    texts = ["", *[row.line.text for row in rows], ""]
    if BULLETS.isdisjoint(texts):
        return set()
    return {
        at
        for at, mark in enumerate(texts[1:-1])
        if mark in BULLETS and mark in (texts[at], texts[at + 2])
    }


def read_lone_dashes(rows: Sequence[Row]) -> list[Row]:
    """The rows, lone dashes taken for bullets where the sheet has its bullets on lines of their own.

    Elsewhere a dash alone is a missing value.
    """
    dashes = {at for at, row in enumerate(rows) if row.body in _LONE_DASHES and not row.bullet}
    if len(dashes) <= _FEW_DASHES:
        return list(rows)
    before_texts = sum(1 for row in rows if row.bullet in _LONE_DASHES)
    if len(dashes) <= before_texts:
        return list(rows)
    return [
        row._replace(bullet=row.body, body="") if at in dashes else row
        for at, row in enumerate(rows)
    ]


def _own_mark(rows: Sequence[Row], form: Form) -> str:
    """The mark that stands before many rows, and is no bullet elsewhere.

    A space and a letter stand behind it: a sign before figures is a part of them, and one before letters
    may be an accent that was set apart. Some list begins with it, right under its label: else it may
    begin wrapped rows alone. What stands before headings or labels as well quotes the text, or adorns it.
    """
    marks = Counter(
        row.body[0]
        for row in rows
        if row.body[1:2] == " "
        and row.body[2:3].isalpha()
        and not row.body[0].isalnum()
        and row.body[0] not in _NO_MARKS
    )
    mark, count = max(marks.items(), key=lambda found: (found[1], found[0]), default=("", 0))
    if count < _MANY:
        return ""
    places = [at for at, row in enumerate(rows) if row.body.startswith(f"{mark} ")]
    named = sum(rows[at].squashed in form.headings or begins_label(rows[at], form) for at in places)
    aboves = [rows[at - 1] for at in places if at]
    leads = any(above.body.endswith(":") or begins_label(above, form) for above in aboves)
    return mark if leads and named < _MANY else ""


def _share(rows: Sequence[Row], trait: Callable[[Row], object]) -> float:
    return len(list(filter(trait, rows))) / len(rows) if rows else 0.0
