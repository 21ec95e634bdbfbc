"""What a person sees of a sheet: its pages, as pictures or as text, and where on them each thing stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from crte_extract.document import Box, Document, Line
from crte_extract.errors import CrteError
from crte_extract.record import Reading

if TYPE_CHECKING:
    from crte_extract.reading import Picture

MOST_PAGES: Final = 20  # of a sheet that are shown
MOST_ROWS: Final = 5_000  # of a text that are shown


class Page(NamedTuple):
    """A page: a picture of it, or else its rows, each with its number.

    ``number`` is None in a text without form feeds.
    """

    number: int | None
    picture: Picture | None
    rows: tuple[tuple[int, str], ...] = ()


class Place(NamedTuple):
    """A place on a page of a view (counted from 0): points on a picture, else characters and rows."""

    page: int
    box: Box


class View(NamedTuple):
    """The pages of one sheet, and where each thing stands on them.

    ``places`` has the keys of the fields found, ``inconnu-1``... for unknown fields and
    ``avertissement-1``... for warnings, in the order of the record. ``left_out`` counts the pages, or
    the rows of a text, that are not shown.
    """

    pages: tuple[Page, ...]
    places: Mapping[str, tuple[Place, ...]]
    left_out: int = 0


def look(readings: Sequence[Reading], data: bytes, password: str | None = None) -> list[View]:
    """The view of each sheet that was read from these bytes; needs Pillow for a PDF."""
    alone = len(readings) == 1
    if any(reading.document.format == "pdf" for reading in readings):
        return [_view(r, *_pdf_pages(r, data, password, alone)) for r in readings]
    text = _Text(data)  # decoded once, however many sheets are in it
    return [_view(r, *text.pages(r, alone)) for r in readings]


def _view(reading: Reading, pages: Sequence[Page], left_out: int) -> View:
    index = {page.number: at for at, page in enumerate(pages)}
    pictured = any(page.picture for page in pages)
    things = {key: lines for key, lines in _things(reading) if lines}
    if reading.document.format == "pdf" and not pictured:
        things = {key: [_as_row(line) for line in lines] for key, lines in things.items()}
    find = partial(_around, reading.document) if pictured else _along
    places = {key: tuple(find(lines, index)) for key, lines in things.items()}
    return View(tuple(pages), places, left_out)


def _pdf_pages(
    reading: Reading, data: bytes, password: str | None, alone: bool
) -> tuple[list[Page], int]:
    from crte_extract.reading import draw_pages

    document, rows = reading.document, _rows(reading)
    used = [page for page in rows if page] or [1]
    numbers = range(1, (document.pages or 1) + 1) if alone else range(min(used), max(used) + 1)
    shown = numbers[:MOST_PAGES]
    try:
        turns = [document.turns[number - 1] for number in shown]
        pictures = draw_pages(data, password, shown, turns)
        pages = [Page(n, picture) for n, picture in zip(shown, pictures, strict=True)]
    except CrteError:  # what only pdfplumber can open shows as text
        pages = [Page(number, None, tuple(rows.get(number, ()))) for number in shown]
    return pages, len(numbers) - len(shown)


def _rows(reading: Reading) -> dict[int | None, list[tuple[int, str]]]:
    rows: dict[int | None, list[tuple[int, str]]] = {}
    for line in reading.sheet.lines():
        rows.setdefault(line.page, []).append((line.number, line.text))
    return rows


class _Text:
    """The rows of a text: those of a sheet are found by their numbers, not by going through all."""

    def __init__(self, data: bytes) -> None:
        from crte_extract.reading import rows_by_page

        self._pages, self._paged = rows_by_page(data)
        self._last = [rows[-1][0] if rows else 0 for rows in self._pages]
        self._last = list(accumulate(self._last, max))

    def pages(self, reading: Reading, alone: bool) -> tuple[list[Page], int]:
        """The pages of a sheet, and how many rows of it are left out."""
        numbers = [entry.line.number for entry in reading.ledger()]
        first, last = (0, self._last[-1]) if alone else (min(numbers), max(numbers))
        found: list[Page] = []
        room, left_out = MOST_ROWS, 0
        for at in range(bisect_left(self._last, first), len(self._pages)):
            rows = self._pages[at]
            if rows and rows[0][0] > last:
                break
            start, stop = bisect_left(rows, (first, "")), bisect_left(rows, (last + 1, ""))
            shown = [
                (n, row.expandtabs().rstrip()) for n, row in rows[start : min(stop, start + room)]
            ]
            left_out += stop - start - len(shown)
            room -= len(shown)
            if any(row for _, row in shown):
                found.append(Page(at + 1 if self._paged else None, None, tuple(shown)))
        return found, left_out


def _things(reading: Reading) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each field that was found, of each unknown field, and the first of each warning."""
    seen: set[str] = set()
    unknown = 0
    for block in reading.sheet.blocks:
        unknown += block.key is None
        key = block.key or f"inconnu-{unknown}"
        if key not in seen:
            seen.add(key)
            yield key, list(block.all_lines())
    rows: dict[tuple[int | None, int | None], list[Line]] = {}
    for line in reading.sheet.lines():
        rows.setdefault((line.page, line.number), []).append(line)
    for number, warning in enumerate(reading.fiche.avertissements, 1):
        yield f"avertissement-{number}", rows.get((warning.page, warning.ligne), [])


def _around(
    document: Document, lines: Iterable[Line], index: Mapping[int | None, int]
) -> Iterator[Place]:
    """A box around what stands on each page."""
    shown = sorted((line for line in lines if line.page in index), key=lambda li: li.page or 0)
    for page, group in groupby(shown, lambda li: li.page):
        boxes = [document.place_of(line) for line in group]
        around = Box(
            min(box.x0 for box in boxes),
            min(box.top for box in boxes),
            max(box.x1 for box in boxes),
            max(box.bottom for box in boxes),
        )
        yield Place(index[page], around)


def _as_row(line: Line) -> Line:
    return line._replace(box=Box(0, line.number, len(line.text), line.number + 1))


def _along(lines: Iterable[Line], index: Mapping[int | None, int]) -> Iterator[Place]:
    """A box for each line, in characters and rows."""
    for line in lines:
        if line.page in index:
            yield Place(index[line.page], line.box)
