"""Prints sheets with Typst; the source is `typst.typ`."""

import json
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ..description import described
from ..layout import Layout
from ..producers import EPOCH, FONTS, ProducerMissingError, load
from ..template import Record
from .maker import ALL, Maker

SOURCE = Path(__file__).with_suffix(".typ")


def typst(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Typeset the sheets with Typst."""
    words = json.dumps(described(records, layout), ensure_ascii=False)
    load("typst").compile(
        str(SOURCE),
        output=str(target),
        font_paths=[str(FONTS)],
        sys_inputs={"described": words},
        timestamp=int(EPOCH),
    )


def _version() -> str:
    try:
        return version("typst")
    except PackageNotFoundError as error:
        raise ProducerMissingError("typst") from error


MAKERS = (
    Maker("typst", typst, (ALL | {"bottom"}) - {"labels first", "backwards", "letters"}, _version),
)
