"""The makers that are an office: Word and Excel files, exported by LibreOffice."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ..layout import Layout
from ..producers import load, office
from ..template import Record
from .calc import workbook
from .html import libreoffice_version, settle
from .maker import Maker
from .word import document


def word(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Write a Word file, have LibreOffice export it."""
    _exported(document(records, layout).save, "fiche.docx", target)


def calc(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Write an Excel file, have LibreOffice export it."""
    _exported(workbook(records, layout).save, "fiche.xlsx", target)


def _exported(save: Callable[[str], None], name: str, target: Path) -> None:
    with TemporaryDirectory() as folder:
        source = Path(folder) / name
        save(str(source))
        office("", source, "pdf")
        shutil.copy(source.with_suffix(".pdf"), target)
    settle(target)


def _word_version() -> str:
    return f"python-docx {load('docx').__version__}, LibreOffice {libreoffice_version()}"


def _calc_version() -> str:
    return f"openpyxl {load('openpyxl').__version__}, LibreOffice {libreoffice_version()}"


TABLES = frozenset(("table", "head row", "middle", "bottom", "item rows"))
WORD = TABLES | {"native bullets", "hanging", "columns", "justified", "running", "colour"}
MAKERS = (
    Maker("word", word, WORD, _word_version),
    Maker("calc", calc, TABLES | {"running", "colour"}, _calc_version, frozenset({"table"})),
)
