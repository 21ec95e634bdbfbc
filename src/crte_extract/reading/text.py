"""Reads plain text: any usual encoding, any line ends, columns kept apart by runs of spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from crte_extract.document import Box, Document, Line
from crte_extract.errors import EmptyFile, UnreadableText
from crte_extract.reading.bounds import refuse_more_lines
from crte_extract.reading.layout import Cell, Chunk, PrintedRow, cut_columns, merge_bullets
from crte_extract.text import clean, reread, stream_safe

_LINE_ENDS = re.compile(r"\r\n|[\r\v\x1c-\x1e\x85\u2028\u2029]")
_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # a form feed ends its line too
_USUAL_ENDS = frozenset("\n\f")
_CHUNK = re.compile(r"\S+(?: \S+)*")
_TOLERANCE = 1  # characters by which the edges of a column may differ
_HANGING = 6  # how far the wrapped text of a bullet stands in from the edge of its column
_CONTROLS = "".join(map(chr, (*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20))))
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OTHER_KINDS = (
    (b"PK\x03\x04", "a zip archive, a Word or a LibreOffice file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a rich text file"),
    (b"\x1f\x8b", "a gzip archive"),
)

_Pages = Sequence[Sequence[tuple[int, str]]]  # the numbered rows of each
_Placed = Iterator[tuple[int | None, int, Cell]]  # by its page and the number of its row


def read_text(data: bytes) -> Document:
    """The document in the bytes of a text.

    Raises UnreadableText where the bytes are of another kind or encoding, EmptyFile where nothing
    but blanks is in them, NotASheet where they have more than ``MAX_LINES`` lines.
    """
    pages, paged = rows_by_page(data)
    if not any(row.strip() for page in pages for _, row in page):
        raise EmptyFile("the text holds nothing but blanks")
    gaps = any("  " in row.strip() or "\t" in row for page in pages for _, row in page)
    lines = (
        Line(text, page, number, Box(cell.x0, number, cell.x1, number + 1), False, cell.column)
        for page, number, cell in (_in_columns if gaps else _whole)(pages, paged)
        if (text := clean(cell.text))
    )
    document = Document(tuple(lines), format="texte", reader="texte")
    if not document.lines:
        raise EmptyFile("the text holds nothing that can be seen")
    return document


def _whole(pages: _Pages, paged: bool) -> _Placed:
    """Each row that holds anything as one cell."""
    for page, rows in enumerate(pages, 1):
        for number, row in rows:
            if text := row.strip():
                start = len(row) - len(row.lstrip())
                yield page if paged else None, number, Cell(text, start, start + len(text), 0)


def _in_columns(pages: _Pages, paged: bool) -> _Placed:
    """The cells of each row: in a text that keeps columns apart by runs of spaces or tabs."""
    chunked = [
        [PrintedRow(chunks, number, number + 1) for number, row in rows if (chunks := _chunks(row))]
        for rows in pages
    ]
    cut = cut_columns(chunked, _TOLERANCE, _HANGING)
    for page, (rows, by_row) in enumerate(zip(chunked, cut, strict=True), 1):
        for row, cells in zip(rows, by_row, strict=True):
            for cell in cells:
                yield page if paged else None, round(row.top), cell


def rows_by_page(data: bytes) -> tuple[list[list[tuple[int, str]]], bool]:
    """The rows of each page that hold anything, with their numbers, and whether a form feed ends a page."""
    text = decode(data)
    if "Ã" in text:  # before what that makes of bytes is taken for blanks, and for ends of lines
        text = reread(text)
    ends = [end for end in _ENDS if end in text]  # most often one: far faster than to count each
    refuse_more_lines(sum(map(text.count, ends)) - text.count("\r\n"))
    text = stream_safe(text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if not _USUAL_ENDS.issuperset(ends):
        text = _LINE_ENDS.sub("\n", text)
    text = text.replace("\u00a0", " ")
    pages: list[list[tuple[int, str]]] = [[]]
    for number, row in enumerate(text.split("\n"), 1):
        if "\f" in row:
            head, *others = row.split("\f")
            pages[-1].append((number, head))
            pages += [[(number, part)] for part in others]
        elif row:
            pages[-1].append((number, row))
    return pages, "\f" in text.strip()


def _chunks(row: str) -> list[Chunk]:
    """The row cut wherever two spaces or a tab stand."""
    words = row.strip()
    if "  " not in words and "\t" not in row:
        start = len(row) - len(row.lstrip())
        return [Chunk(words, start, start + len(words))] if words else []
    found = [Chunk(m.group(), m.start(), m.end()) for m in _CHUNK.finditer(row.expandtabs())]
    return merge_bullets(found)


def decode(data: bytes) -> str:
    """The text in the bytes: UTF-8 or UTF-16 with or without a mark, Windows-1252, Latin-1."""
    for magic, kind in _OTHER_KINDS:
        if data.startswith(magic):
            raise UnreadableText(f"this is {kind}, neither a PDF nor a text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _readable(data.decode(encoding, errors="replace"))
    if b"\0" in data[:4096]:
        return _readable(data.decode(_utf16_order(data), errors="replace"))
    try:
        return _readable(data.decode("utf-8"))
    except UnicodeDecodeError:
        if _UTF8_PAIR.subn(b"", data)[1] > 4 * _broken_utf8(data):
            return _readable(data.decode("utf-8", errors="replace"))
    try:
        return _readable(data.decode("cp1252"))
    except UnicodeDecodeError:
        return _readable(data.decode("latin-1"))


def _broken_utf8(data: bytes) -> int:
    """How many places of the bytes are not UTF-8."""
    return data.decode("utf-8", errors="replace").count("\ufffd")


def _utf16_order(data: bytes) -> str:
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    if max(even, odd) < 4 * min(even, odd) or max(even, odd) < len(data[:4096]) // 8:
        raise UnreadableText("these bytes are neither a PDF nor text in an encoding known here")
    return "utf-16-be" if even > odd else "utf-16-le"


def _readable(text: str) -> str:
    controls = [control for control in _CONTROLS if control in text]  # as a rule none
    if sum(map(text.count, controls)) > max(8, len(text) // 100):
        raise UnreadableText("these bytes are neither a PDF nor text in an encoding known here")
    return text
