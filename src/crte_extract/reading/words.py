"""From words with their places, as pdfplumber gives them, to printed rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from crte_extract.reading.layout import Chunk, PrintedRow, merge_bullets

_APART = 0.45  # of the height: words further apart may stand in different columns
_LEVEL = 0.25  # of the height: words whose base lines differ by less stand on one row
_SMALL = 0.8  # of the usual height: a smaller word may be raised or lowered
_TOGETHER = 0.12  # of the height: words nearer than this are one word in two fonts

Word = dict[str, Any]  # "text", "x0", "x1", "top", "bottom"


class _Rows:
    """Rows of words, their base lines (that of each one's first word) from the top down."""

    def __init__(self) -> None:
        self.rows: list[list[Word]] = []
        self._bases: list[float] = []
        self._tallest = 0.0

    def begin(self, word: Word) -> None:
        """A row that begins with this word, below all others."""
        self.rows.append([word])
        self._bases.append(word["bottom"])
        self._tallest = max(self._tallest, word["bottom"] - word["top"])

    def last(self, word: Word) -> list[Word] | None:
        """The lowest row, if the word stands on its base line."""
        level = _LEVEL * (word["bottom"] - word["top"])
        on_it = self.rows and abs(self._bases[-1] - word["bottom"]) <= level
        return self.rows[-1] if on_it else None

    def around(self, word: Word) -> list[Word] | None:
        """The lowest row in which a raised word stands, or on whose base line it does."""
        middle = (word["top"] + word["bottom"]) / 2
        level = _LEVEL * (word["bottom"] - word["top"])
        first = bisect_left(self._bases, middle)
        reach = max(middle + self._tallest, word["bottom"] + level)
        for at in reversed(range(first, bisect_right(self._bases, reach))):
            base = self.rows[at][0]
            if (
                base["top"] < middle < base["bottom"]
                or abs(base["bottom"] - word["bottom"]) <= level
            ):
                return self.rows[at]
        return None


def printed_rows(words: Sequence[Word]) -> list[list[Word]]:
    """The words by printed row, from the top down; a raised word (``1er``) stays in its row."""
    heights = sorted(word["bottom"] - word["top"] for word in words)
    small = _SMALL * heights[len(heights) // 2] if heights else 0.0
    usual, raised = _Rows(), _Rows()
    for word in sorted(words, key=lambda w: (w["bottom"] - w["top"] < small, w["bottom"])):
        if word["bottom"] - word["top"] < small:
            own, row = raised, raised.around(word) or usual.around(word)
        else:
            own, row = usual, usual.last(word)
        if row is None:
            own.begin(word)
        else:
            row.append(word)
    rows = sorted([*usual.rows, *raised.rows], key=lambda row: row[0]["bottom"])
    return [sorted(row, key=lambda w: w["x0"]) for row in rows]


def placed_row(words: Sequence[Word]) -> PrintedRow:
    """The chunks of a printed row, with its vertical place."""
    top, bottom = min(w["top"] for w in words), max(w["bottom"] for w in words)
    return PrintedRow(merge_bullets(list(_chunks(words))), top, bottom)


def _chunks(row: Sequence[Word]) -> Iterator[Chunk]:
    """The words of a row; what only a change of font cut is joined."""
    word = Chunk(row[0]["text"], row[0]["x0"], row[0]["x1"])
    for following in row[1:]:
        height = following["bottom"] - following["top"]
        gap = following["x0"] - word.x1
        if gap < _TOGETHER * height:
            word = Chunk(word.text + following["text"], word.x0, following["x1"], word.apart)
        else:
            yield word
            apart = gap > _APART * height
            word = Chunk(following["text"], following["x0"], following["x1"], apart)
    yield word
