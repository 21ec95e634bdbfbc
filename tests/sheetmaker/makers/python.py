"""Python's libraries that draw PDF without HTML: ReportLab, fpdf2, Cairo and Qt.

pip install reportlab pyphen pypdf fpdf2 cairocffi pangocairocffi "PySide6-Essentials<6.10"
"""

import sys
from collections.abc import Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ..draw_cairo import cairo
from ..draw_form import form_sheets
from ..draw_fpdf2 import fpdf2_sheets
from ..draw_reportlab import reportlab_sheets
from ..layout import Layout
from ..producers import ProducerMissingError
from ..template import Record
from .maker import ALL, Maker
from .scripts import HERE, feed, sheet_for_script

ORDERS = {"labels first", "backwards", "letters"}


def _package_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise ProducerMissingError(package) from error


def _reportlab(records: Sequence[Record], layout: Layout, target: Path) -> None:
    (form_sheets if layout.filled else reportlab_sheets)(records, layout, target)


def _qt(records: Sequence[Record], layout: Layout, target: Path) -> None:
    _package_version("PySide6_Essentials")
    command = (sys.executable, HERE / "qt_sheet.py", target.absolute())
    feed(command, sheet_for_script(records, layout), {"QT_QPA_PLATFORM": "offscreen"})


MAKERS: tuple[Maker, ...] = (
    Maker(
        "reportlab",
        _reportlab,
        (ALL - ORDERS) | {"filled"},
        partial(_package_version, "reportlab"),
    ),
    Maker(
        "fpdf2",
        fpdf2_sheets,
        ALL - {"native bullets", "hyphens"} - ORDERS,
        partial(_package_version, "fpdf2"),
    ),
    Maker("cairo", cairo, ALL - {"hyphens"}, partial(_package_version, "cairocffi")),
    Maker(
        "qt",
        _qt,
        ALL - {"hyphens", "columns"} - ORDERS,
        partial(_package_version, "PySide6_Essentials"),
    ),
)
