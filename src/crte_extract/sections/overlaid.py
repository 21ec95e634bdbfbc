"""What was laid over the pages: on several of them it is no text of the sheet; on one it is to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crte_extract.document import Line
from crte_extract.sections.furniture import same_words
from crte_extract.sections.labels import Form, can_begin_a_label
from crte_extract.sections.rows import make_rows
from crte_extract.sections.unpaged import counts_pages


class Apart(NamedTuple):
    """The lines of the text, those that are none of it, with their rules, and those laid over one page."""

    text: Sequence[Line]
    heads: dict[Line, str]
    once: dict[Line, str]


def set_apart(lines: Sequence[Line], form: Form) -> Apart:
    """The lines of a document, parted into those of its text and what runs askew or was laid over it.

    What is laid over two pages and the same on both, but for numbers, is no text, nor is a page number. A
    heading, or a label, may be drawn after all else: it goes back to its place.
    """
    if not any(line.askew or line.laid for line in lines):
        return Apart(lines, {}, {})  # as most often
    text = [line for line in lines if not (line.askew or line.laid)]
    heads = {line: "askew" for line in lines if line.askew}
    once: dict[Line, str] = {}
    rows = make_rows([line for line in lines if line.laid])
    keys = [same_words(row) for row in rows]
    pages: dict[str, set[int | None]] = {}
    for row, key in zip(rows, keys, strict=True):
        pages.setdefault(key, set()).add(row.line.page)
    back: list[Line] = []
    for row, key in zip(rows, keys, strict=True):
        if (key and len(pages[key]) > 1) or counts_pages(row.line.text):
            heads[row.line] = "laid_over_pages"
        elif row.squashed in form.headings or can_begin_a_label(row, form):
            back.append(row.line)
        else:
            once[row.line] = "laid_over_one_page"
    return Apart(_put_back(text, back), heads, once)


def _put_back(text: list[Line], back: Sequence[Line]) -> list[Line]:
    """The lines of the text with those that belong among them, each above the first that is lower."""
    for line in back:
        page, top = line.page or 0, line.box.top
        at = (n for n, it in enumerate(text) if (it.page or 0, it.box.top) > (page, top))
        text.insert(next(at, len(text)), line)
    return text
