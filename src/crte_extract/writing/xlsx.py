"""XLSX: a sheet of records under their French labels, and one more sheet for each kind of list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from crte_extract.errors import OutputError
from crte_extract.record import Kind
from crte_extract.writing.csv import FORMULA
from crte_extract.writing.formats import NamedRecord
from crte_extract.writing.tables import (
    DETAILS,
    FLAT,
    TABLES,
    CellValue,
    Column,
    flat_row,
    notes,
)

ROWS: Final = 1 << 20  # what a sheet of a workbook holds
LONGEST: Final = 32_767  # characters in a cell
_CUT: Final = " […]"
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS: Final[dict[Kind, int]] = {
    "text": 34,
    "date": 14,
    "bool": 14,
    "number": 12,
    "euros": 20,
    "list": 48,
    "actors": 48,
    "answer": 28,
}
_NO_NOTES: Final[Mapping[str, str]] = {}
_NO_CLOCK: Final = datetime(2000, 1, 1)  # the same records give the same bytes
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "header": {
        "bold": True,
        "text_wrap": True,
        "valign": "top",
        "bg_color": "#E3E3FD",
        "border": 1,
    },
    "date": {"num_format": "dd/mm/yyyy"},
    "euros": {"num_format": '#,##0 "€"'},
    "cents": {"num_format": '#,##0.00 "€"'},
    "quoted": {"quote_prefix": True},
    "text": {},
}
_FILL: Final = "#FFE9C9"  # of a cell whose value is to be checked
_MARKED: Final = "marked "  # before the name of a format: the same with the fill


def write(entries: Iterable[NamedRecord], paths: Sequence[Path]) -> None:
    """A workbook of the entries at the one path.

    Raises OSError where it can't be written, OutputError where there is more than it can hold.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    rows = paths[0].parent  # a folder that is the workbook's own while it is written
    workbook = Workbook(paths[0], {"constant_memory": True, "tmpdir": str(rows)})
    workbook.use_zip64()
    workbook.set_properties({"created": _NO_CLOCK})
    try:
        _fill(workbook, entries)
    except BaseException:
        for sheet in workbook.worksheets():
            sheet.row_data_fh.close()  # XlsxWriter would leave it open
        raise
    try:
        workbook.close()
    except FileCreateError as error:
        raise error.args[0] from None


def _fill(workbook: Any, entries: Iterable[NamedRecord]) -> None:
    formats = {name: workbook.add_format(about) for name, about in _FORMATS.items()}
    formats |= {
        _MARKED + name: workbook.add_format({**about, "bg_color": _FILL})
        for name, about in _FORMATS.items()
    }
    number_column, path = TABLES[0].columns[:2]
    fiches = _Sheet(workbook, TABLES[0].label, (number_column, *FLAT), formats)
    lists = [
        (table, _Sheet(workbook, table.label, (number_column, path, *table.columns[1:]), formats))
        for table in TABLES[1:]
        if table.name != "etats"  # here the cells themselves are marked
    ]
    for number, entry in enumerate(entries, 1):
        fiches.add((number, *flat_row(entry)), notes(entry.record))
        for table, sheet in lists:
            for row in table.rows(number, entry):
                sheet.add((number, entry.chemin, *row[1:]))
    for sheet in (fiches, *(sheet for _, sheet in lists)):
        sheet.finish()


class _Sheet:
    """A sheet of the workbook, filled from the top down."""

    def __init__(
        self, workbook: Any, label: str, columns: Sequence[Column], formats: dict[str, Any]
    ) -> None:
        self._sheet, self._columns, self._formats = workbook.add_worksheet(label), columns, formats
        self._label, self._count = label, 0
        self._sheet.freeze_panes(1, 2)
        self._sheet.set_row(0, 90)
        for at, column in enumerate(columns):
            self._sheet.set_column(at, at, _WIDTHS[column.kind])
            self._sheet.write_string(0, at, column.label, formats["header"])

    def add(self, row: Sequence[CellValue], notes: Mapping[str, str] = _NO_NOTES) -> None:
        """One more row; what is missing leaves its cell empty.

        ``notes`` has the fields whose cells are marked, each with the words of its comment.
        """
        self._count += 1
        if self._count >= ROWS:
            raise OutputError(
                f"its sheet « {self._label} » would have more than {ROWS} rows",
                hint="write .sqlite, .parquet or .csv, which have no such limit",
            )
        for at, (column, cell) in enumerate(zip(self._columns, row, strict=True)):
            marked = column.field in notes
            if cell is not None:
                self._put(at, column.kind, cell, _MARKED if marked else "")
            elif marked:
                self._sheet.write_blank(self._count, at, None, self._formats[f"{_MARKED}text"])
            if marked and not column.key.endswith(DETAILS):
                self._sheet.write_comment(
                    self._count, at, _fitting(notes[column.field]), {"x_scale": 2}
                )

    def _put(self, at: int, kind: Kind, cell: str | float, mark: str) -> None:
        where, formats = (self._count, at), self._formats
        plain = formats[f"{mark}text"] if mark else None
        if isinstance(cell, bool):
            self._sheet.write_boolean(*where, cell, plain)
        elif not isinstance(cell, str):
            euros = mark + ("euros" if cell == int(cell) else "cents")
            self._sheet.write_number(*where, cell, formats[euros] if kind == "euros" else plain)
        elif kind == "date":
            self._sheet.write_datetime(*where, date.fromisoformat(cell), formats[f"{mark}date"])
        else:
            quoted = formats[f"{mark}quoted"] if cell.startswith(FORMULA) else plain
            self._sheet.write_string(*where, _fitting(cell), quoted)

    def finish(self) -> None:
        """Filters over all that is there."""
        self._sheet.autofilter(0, 0, self._count, len(self._columns) - 1)


def _fitting(text: str) -> str:
    """The text as a cell can hold it: what is cut off its end is marked."""
    text = _NOT_XML.sub("\ufffd", text)
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le")  # what a cell counts
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
