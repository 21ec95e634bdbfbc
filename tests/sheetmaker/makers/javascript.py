"""Libraries of JavaScript that draw PDF: pdfmake, jsPDF and react-pdf, each by a script for Node.

They are looked for in the folder that NODE_PATH names, or else in a cache folder, filled by

    npm install --prefix ~/.cache/crte-sheetmaker \\
        pdfmake jspdf jspdf-autotable @react-pdf/renderer react
"""

import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from ..layout import Layout
from ..producers import ProducerMissingError
from ..template import Record
from .maker import ALL, Maker
from .scripts import HERE, feed, sheet_for_script

CACHE = Path.home() / ".cache" / "crte-sheetmaker" / "node_modules"


def modules() -> Path:
    """The folder of installed node modules."""
    return Path(os.environ.get("NODE_PATH") or CACHE)


def _draw(
    script: str, packages: Sequence[str], records: Sequence[Record], layout: Layout, target: Path
) -> None:
    for package in packages:
        _package_version(package)
    command = ("node", HERE / script, target.absolute())
    feed(command, sheet_for_script(records, layout), {"NODE_PATH": str(modules())})


def _package_version(package: str) -> str:
    path = modules() / package / "package.json"
    if not path.exists():
        raise ProducerMissingError(f"{package} (a node module)")
    return str(json.loads(path.read_text(encoding="utf-8"))["version"])


def _maker(name: str, script: str, packages: Sequence[str], can: frozenset[str]) -> Maker:
    version: Callable[[], str] = partial(_package_version, packages[0])
    return Maker(name, partial(_draw, script, packages), can, version)


MAKERS: tuple[Maker, ...] = (
    _maker(
        "pdfmake",
        "pdfmake.js",
        ("pdfmake",),
        ALL - {"hyphens", "labels first", "backwards", "letters"},
    ),
    _maker(
        "jspdf",
        "jspdf.js",
        ("jspdf", "jspdf-autotable"),
        ALL - {"native bullets", "hyphens"},
    ),
    _maker(
        "react-pdf",
        "reactpdf.js",
        ("@react-pdf/renderer", "react"),
        ALL - {"native bullets", "columns", "labels first", "backwards", "letters"},
    ),
)
