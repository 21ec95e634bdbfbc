"""What stands apart from the text: laid over the pages, or in a column left of the labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crte_extract.document import Line
from crte_extract.sections.furniture import same_words
from crte_extract.sections.labels import Form, can_begin_a_label, without_enumeration
from crte_extract.sections.rows import Row, make_rows
from crte_extract.sections.unpaged import counts_pages
from crte_extract.text import squash


class Apart(NamedTuple):
    """The lines of the text, those that are none of it, with their rules, and those laid over one page.

    ``titles`` has those of the lines that are none of the text with which the heading of a section begins.
    """

    text: Sequence[Line]
    heads: dict[Line, str]
    once: dict[Line, str]
    titles: Mapping[Line, str]


def set_apart(lines: Sequence[Line], form: Form) -> Apart:
    """The lines of a document, parted into those of its text and what runs askew or was laid over it.

    So are those of a column left of the labels: a section's heading stands there anywhere beside its rows.

    What is laid over two pages and the same on both, but for numbers, is no text, nor is a page number. A
    heading, or a label, may be drawn after all else: it goes back to its place.
    """
    if not any(line.askew or line.laid or line.outer for line in lines):
        return Apart(lines, {}, {}, {})  # as most often
    text = [line for line in lines if not (line.askew or line.laid or line.outer)]
    heads = {line: "askew" for line in lines if line.askew}
    once: dict[Line, str] = {}
    titles: dict[Line, str] = {}
    laid = make_rows([line for line in lines if line.laid])
    outer = make_rows([line for line in lines if line.outer])
    for section, own in _titles([*outer, *laid] if outer else [], form):
        titles[own[0].line] = section
        heads |= {row.line: "left_of_the_labels" for row in own}
    rows = [row for row in (*laid, *outer) if row.line not in heads]
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
    return Apart(_put_back(text, back), heads, once, titles)


def _titles(rows: Sequence[Row], form: Form) -> Iterator[tuple[str, Sequence[Row]]]:
    """The headings among these rows, however they wrap: the section of each, and its rows."""
    at = 0
    while at < len(rows):
        end, squashed = at, ""
        first = squash(without_enumeration(rows[at].body))
        while squashed not in form.headings and end < len(rows):
            squashed += rows[end].squashed if end > at else first
            end += 1
            if not any(title.startswith(squashed) for title in form.titles):
                break
        if squashed in form.headings:
            yield form.headings[squashed], rows[at:end]
            at = end
        else:
            at += 1


def _put_back(text: list[Line], back: Sequence[Line]) -> list[Line]:
    """The lines of the text with those that belong among them, each above the first that is lower."""
    for line in back:
        page, top = line.page or 0, line.box.top
        at = (n for n, it in enumerate(text) if (it.page or 0, it.box.top) > (page, top))
        text.insert(next(at, len(text)), line)
    return text
