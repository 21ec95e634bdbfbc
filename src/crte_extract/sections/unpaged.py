"""Page numbers, and the running heads of a text that has lost its page ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from crte_extract.sections.rows import Row

BARE = re.compile(r"(\d{1,3})")
_WORD = re.compile(r"(?:page|p\.?|folio) ?:? ?(\d{1,3})(?: ?(?:/|sur|de|of) ?\d{1,3})?", re.I)
_OF = re.compile(r"(\d{1,3}) ?(?:/|\||sur) ?\d{1,3}")
_MARKED = re.compile(r"(?:[\[|] ?)?(\d{1,3})(?: ?[\]|\-–—])?")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_DASHES = "-–—"
_DASHED = re.compile(rf"[{_DASHES}] ?(\d{{1,3}}) ?[{_DASHES}]")
_WITHIN = re.compile(r"\bpage \d{1,3}(?: ?(?:/|sur) ?\d{1,3})?$|^page \d{1,3}\b", re.I)
_DIGITS = re.compile(r"\d+")
_PAGE_ROWS = 12  # rows from one page number to the next: a page has no fewer
_BLANK = 2  # lines down from a row to one that a blank line parts from it
_FEW_LETTERS = 4  # letters and digits: with no more, a row is told from others by too little
_LAST = frozenset("0123456789]|-–—")  # with which a page number ends
_LEAST_PAGES = 2  # pages on which a running head stands beside their numbers


def counts_pages(text: str) -> bool:
    """Whether the text is a page number in a form that is hardly anything else.

    >>> [counts_pages(t) for t in ("Page 2/4", "- 2 -", "p. 3", "2 / 4", "2 | 4", "43")]
    [True, True, True, True, True, False]
    """
    if not text[-1:].isdigit() and text[-1:] not in _DASHES:
        return False  # as most texts
    return any(form.fullmatch(text) for form in (_WORD, _OF, _DASHED))


def page_number(text: str) -> int | None:
    """The number that a text is, which may be that of a page: alone, or with a mark beside it.

    >>> [page_number(t) for t in ("2", "2 -", "[2]", "| 2", "iv", "2 ans", "- 2")]
    [2, 2, 2, 2, 4, None, None]
    """
    found = _MARKED.fullmatch(text)
    if found is not None:
        return int(found.group(1))
    return _ROMANS.index(text) + 1 if text in _ROMANS else None


def counting_up(
    rows: Sequence[Row], labelled: Collection[int], values: Collection[int]
) -> set[int]:
    """The places of page numbers that count up wherever they stand, in forms that are hardly anything else.

    ``values`` are the places of rows right under a label: one may be a page number, but not all.
    """
    places = [at for at, row in enumerate(rows) if at not in labelled and _may_count(row.line.text)]
    chains = [_chain(rows, places, form) for form in (_WORD, _OF, _DASHED, _MARKED)]
    return {at for chain in chains if not chain <= {*values} for at in chain}


def _may_count(text: str) -> bool:
    """Whether a text is a page number in some form, but for a bare one."""
    if text[-1:] not in _LAST or text.isdecimal():
        return False  # as most texts
    return counts_pages(text) or _MARKED.fullmatch(text) is not None


def masked(row: Row) -> str:
    """The row's letters, each of its numbers as one mark: what repeats of a running head.

    So is a roman number behind its words.
    """
    if (last := row.line.text.rpartition(" ")[2]) in _ROMANS:
        return row.squashed[: -len(last)] + "#"
    return row.squashed if row.squashed.isalpha() else _DIGITS.sub("#", row.squashed)


def unpaged_furniture(rows: Sequence[Row], kept: Collection[int]) -> dict[int, str]:
    """The places of page numbers and running heads, each with its rule.

    ``kept`` are the places of labels and values.
    """
    # A page number has a digit, and most rows have none.
    places = [at for at, row in enumerate(rows) if at not in kept and not row.squashed.isalpha()]
    found = dict.fromkeys(_heads_with_numbers(rows, places), "repeats_but_for_its_page")
    found |= dict.fromkeys(_repeated_letterhead(rows, kept), "letterhead_again")
    for form in (_DASHED, _OF, BARE):
        found |= dict.fromkeys(_chain(rows, places, form), "counts_up")
    found |= {at: "page_number" for at in places if _WORD.fullmatch(rows[at].line.text)}
    return dict.fromkeys(_heads_beside(rows, found, kept), "beside_page_numbers") | found


def _chain(rows: Sequence[Row], places: Sequence[int], form: re.Pattern[str]) -> set[int]:
    """Rows of a form that count up one by one from 1 or 2.

    A bare number may be a value: it counts only with a blank above, and a page's rows between.
    """
    chain: list[int] = []
    expected: tuple[int, ...] = (1, 2)
    for at in places:
        row = rows[at]
        found = form.fullmatch(row.line.text)
        if not found or int(found.group(1)) not in expected or row.line.column == 2:
            continue
        if form is BARE and at:
            down = row.line.box.top - rows[at - 1].line.box.top
            if down < _BLANK or (chain and at - chain[-1] < _PAGE_ROWS):
                continue
        chain.append(at)
        expected = (int(found.group(1)) + 1,)
    return set(chain) if len(chain) > 1 else set()


def _heads_with_numbers(rows: Sequence[Row], places: Sequence[int]) -> set[int]:
    """Rows that repeat but for the number of the page in them."""
    alike: dict[str, list[int]] = {}
    for at in places:
        if _WITHIN.search(rows[at].line.text):
            alike.setdefault(masked(rows[at]), []).append(at)
    return {at for found in alike.values() if len(found) > 1 for at in found}


def _repeated_letterhead(rows: Sequence[Row], kept: Collection[int]) -> set[int]:
    """Rows that stand above the first label, and again below it."""
    first = min(kept, default=0)
    letterhead = {masked(row) for row in rows[:first] if len(row.squashed) > _FEW_LETTERS}
    if not letterhead:
        return set()
    return {
        at
        for at, row in enumerate(rows[first + 1 :], first + 1)
        if not row.bullet and at not in kept and masked(row) in letterhead
    }


def _heads_beside(rows: Sequence[Row], found: Collection[int], kept: Collection[int]) -> set[int]:
    """Rows that stand beside nearly all page numbers, parted from the rest, if any, by a blank."""
    pairs = [
        (near, near + by) for at in found for by in (-1, 1) if 0 <= (near := at + by) < len(rows)
    ]
    often = Counter(masked(rows[near]) for near, _ in pairs)
    return {
        near
        for near, beyond in pairs
        if often[masked(rows[near])] >= max(_LEAST_PAGES, len(found) - 1)
        and near not in kept
        and not rows[near].bullet
        and len(rows[near].squashed) > _FEW_LETTERS
        and _is_blank_between(rows, near, beyond)
    }


def _is_blank_between(rows: Sequence[Row], near: int, beyond: int) -> bool:
    """Whether a blank parts a row from the one beyond it; the text ends there where there is none."""
    if not 0 <= beyond < len(rows):
        return True
    return abs(rows[beyond].line.box.top - rows[near].line.box.top) >= _BLANK
