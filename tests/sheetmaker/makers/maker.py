"""What a maker is: a program that prints records in a layout, and what it can print."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ..layout import Layout
from ..template import Record

ALL = frozenset(
    (
        *("table", "head row", "middle", "native bullets", "hanging", "columns", "justified"),
        *("hyphens", "running", "colour", "labels first", "backwards", "letters"),
    )
)
FURTHER = frozenset(("bottom", "item rows"))  # that few makers can print


class Maker(NamedTuple):
    """A program that prints sheets.

    ``draw`` prints the sheets of a file, each beginning on a page of its own; it raises
    ProducerMissingError where the program is not installed. ``can`` names what it can print of
    what ``needs`` tells, and ``must`` what it can't print without; ``version`` gives the program's
    version; ``is_text`` that it gives a text, whose pages nothing is laid over;
    ``glyphs`` the characters that it prints as others, which are then what the sheet says.
    """

    name: str
    draw: Callable[[Sequence[Record], Layout, Path], None]
    can: frozenset[str]
    version: Callable[[], str]
    must: frozenset[str] = frozenset()
    is_text: bool = False
    glyphs: Mapping[str, str] = MappingProxyType({})

    def prints(self, layout: Layout) -> bool:
        """Whether it can print in this layout."""
        if self.is_text and (layout.stamp or layout.turned or layout.signatures):
            return False
        return self.must <= needs(layout) <= self.can


def needs(layout: Layout) -> frozenset[str]:
    """What a maker must be able to print for this layout; all else every maker can."""
    wanted = {
        "table": layout.table,
        "head row": layout.head_row,
        "middle": layout.table and layout.vertical_align == "middle",
        "bottom": layout.table and layout.vertical_align == "bottom",
        "item rows": layout.table and layout.item_rows,
        "native bullets": layout.native_list,
        "hanging": layout.hanging,
        "columns": layout.columns > 1,
        "justified": layout.justified,
        "hyphens": layout.hyphens,
        "running": bool(layout.running_head or layout.footer),
        "colour": bool(layout.label_colour),
        layout.order: layout.order != "read",
        "filled": bool(layout.filled),
    }
    return frozenset(name for name, is_wanted in wanted.items() if is_wanted)
