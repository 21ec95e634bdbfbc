"""CSV: RFC 4180, UTF-8 with a byte order mark so that spreadsheets show accents; a row a sheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from crte_extract.writing.formats import NamedRecord
from crte_extract.writing.tables import FLAT, Described, dictionary, flat_row

MARK: Final = "\ufeff"
# What a spreadsheet would run, or strip to such; the wide ones too.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# The same where a cell of its own begins for a program that parts the file by semicolons, as a French
# Excel does, or by tabs; such a program may not know our quotes, so that a line's end parts it too.
_INNER: Final = re.compile(r"""(?<=[;\t\r\n])["' ]*(?=[=+\-@＝＋－＠])""")


def write(entries: Iterable[NamedRecord]) -> Iterator[str]:
    """The header, the keys of the fields, and a row a record."""
    yield MARK + _line([column.key for column in FLAT])
    for entry in entries:
        yield _line(flat_row(entry))


def write_dictionary() -> Iterator[str]:
    """The data dictionary: a row a field."""
    yield MARK + _line(Described._fields)
    for described in dictionary():
        yield _line(described)


def _line(cells: Sequence[Any]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(cell: Any) -> Any:
    """Yes and no as JSON has them; a text that a spreadsheet would run begins with an apostrophe."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if not isinstance(cell, str):
        return cell
    inside = _INNER.sub(lambda found: f"'{found.group()}", cell)
    return f"'{inside}" if cell.startswith(FORMULA) else inside
