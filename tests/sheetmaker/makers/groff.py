"""Prints sheets with groff, its -ms macros and tbl."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..description import described
from ..layout import Layout
from ..producers import load, program, run
from ..template import Record
from .maker import ALL, Maker
from .programs import groups, three_parts, version_of

SIGNS = str.maketrans(
    {
        "\\": r"\e",
        "'": r"\[aq]",
        "`": r"\[ga]",
        "^": r"\[ha]",
        "~": r"\[ti]",
        '"': r"\[dq]",
        "\u00a0": r"\~",
        "\u202f": r"\|",
        "▪": r"\s-4\f[ZD]\N'110'\fP\s0",
        "■": r"\f[ZD]\N'110'\fP",
        "●": r"\f[ZD]\N'108'\fP",
        "◦": r"\s-4\[ci]\s0",
    }
)
SETUP = r""".pl {height:g}p
.nr PO {margin:g}p
.nr LL {inner:g}p
.nr LT {inner:g}p
.nr HM {margin:g}p
.nr FM {margin:g}p
.nr PS {size:g}
.nr VS {leading:g}
.nr HY {hyphens}
.fam H
.ds FAM H
.defcolor titre rgb #000091
.defcolor libelle rgb {colour}
.P1
.ds CH
{running}
.LP
.ad {adjust}
{columns}"""


class _Printer:
    """Prints the parts of a sheet as requests of groff."""

    def __init__(self, layout: Layout, sheets: dict[str, Any], pages: int) -> None:
        self.layout = layout
        self.sheets = sheets
        self.pages = pages
        self.inner = sheets["page"]["width"] - 2 * sheets["margin"]

    def document(self) -> str:
        bodies = [self.sheet(sections) for sections in self.sheets["sheets"]]
        return self.setup() + "\n" + "\n.bp\n".join(bodies) + "\n"

    def setup(self) -> str:
        layout = self.layout
        return SETUP.format(
            height=self.sheets["page"]["height"],
            margin=self.sheets["margin"],
            inner=self.inner,
            size=self.sheets["size"],
            leading=self.sheets["size"] * 1.25,
            hyphens=4 if layout.hyphens else 0,
            colour=layout.label_colour or "#000000",
            running=self.running("H", layout.running_head) + self.running("F", layout.footer),
            adjust="b" if layout.justified else "l",
            columns=".2C" if layout.columns == 2 else "",
        )

    def running(self, place: str, pattern: str) -> str:
        shown = zip("LCR", three_parts(pattern), strict=True)
        text = "".join(f".ds {side}{place} {words(part)}\n" for side, part in shown)
        return text.replace("{pages}", str(self.pages)).replace("{page}", r"\\n[PN]")

    def sheet(self, sections: list[dict[str, Any]]) -> str:
        parts = [self.letterhead()]
        for section in sections:
            parts.append(f".sp 1v\n.ne 4v\n\\s+4\\f[B]\\m[titre]{words(section['heading'])}")
            parts.append("\\m[]\\fP\\s-4\n.br\n.sp .3v")
            if self.layout.table:
                parts.append(self.table(section["fields"]))
            else:
                parts += [self.field(field) for field in section["fields"]]
        return "\n".join(filter(None, parts))

    def letterhead(self) -> str:
        state, motto, agency = (
            "\n.br\n".join(self.sheets["letterhead"][name]) for name in ("state", "motto", "agency")
        )
        left = f".ft B\n{state}\n.br\n.ft I\n.sp .5v\n{motto}\n.br\n.ft R\n"
        if self.layout.letterhead == "two":
            width = self.inner / 2 - 10
            form = f".TS\ntab(@);\nlw({width:g}p) rw({width:g}p).\n"
            return f"{form}T{{\n{left}T}}@T{{\n.ad r\n{agency}\nT}}\n.TE"
        return f"{left}.sp .5v\n{agency}\n.br" if self.layout.letterhead else ""

    def label(self, field: dict[str, Any]) -> str:
        label = words(field["label"])
        label = rf"\f[B]{label}\fP" if self.layout.bold else label
        return rf"\m[libelle]{label}\m[]" if self.layout.label_colour else label

    def field(self, field: dict[str, Any]) -> str:
        between = "\n.br\n" if self.layout.value_below else "\n"
        value = between + words(field["value"]) if field["value"] else ""
        items = "\n".join(self.item(item) for item in field["items"])
        gap = "\n.sp .6v" if self.layout.blank_lines else ""
        return f".ne 2v\n{self.label(field)}{value}\n.br\n{items}{gap}".replace("\n\n", "\n")

    def item(self, item: dict[str, str]) -> str:
        text, layout = words(item["text"]), self.layout
        if layout.native_list:
            return f".in 2m\n.ti -1m\n\\(bu\\h'1m-\\w'\\(bu'u'{text}\n.br\n.in 0"
        hung = "{}{}\n.br\n"
        if layout.hanging:
            hung = ".in 1m\n.ti -1m\n{}{}\n.br\n.in 0"
        if not item["mark"]:
            return ".sp 4p\n" + hung.format("", text)
        between = "\n.br\n" if layout.bullet_apart else layout.after_bullet
        return hung.format(words(item["mark"]) + between, text)

    def table(self, fields: list[dict[str, Any]]) -> str:
        layout = self.layout
        share = 1 if layout.value_below else layout.label_share / 100
        widths = [self.inner * part - 18 for part in (share, 1 - share) if part]
        form = (" | " if layout.borders else " ").join(f"lw({width:.0f}p)" for width in widths)
        box = "box " if layout.borders else ""
        head = "\\f[B]" + "\\fP\t\\f[B]".join(self.sheets["head_row"]) + "\\fP\n_\n"
        head = head * (layout.head_row and not layout.value_below)
        rows = ("\n_\n" if layout.borders else "\n.sp 3p\n").join(
            self.row(field) for field in fields
        )
        start = f".TS H\n{box}tab(\t);\n{form}.\n{head}.TH\n"  # H: it may run over pages
        return start + rows.replace("\n\n", "\n") + "\n.TE\n.ad l"

    def row(self, field: dict[str, Any]) -> str:
        """Print the label and value of a field; a long list as several rows."""
        rows = [[words(field["value"])]]
        if field["items"]:
            items = {item["text"]: self.item(item) for item in field["items"]}
            rows = [[items[text] for text in group] for group in groups(list(items))]
        cells = ["T{\n.ad l\n" + "\n".join(row) + "\nT}" for row in rows]
        label = f"T{{\n.ad l\n{self.label(field)}\nT}}"
        if self.layout.value_below:
            return ("\n_\n" if self.layout.borders else "\n").join((label, "\n".join(cells)))
        return label + "\t" + "\n\t".join(cells)


def words(text: str) -> str:
    """Escape what groff would take for its own.

    >>> words(".l'État")
    '\\\\&.l\\\\[aq]État'
    """
    shown = text.translate(SIGNS)
    return rf"\&{shown}" if shown.startswith((".", " ")) else shown


def groff(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Typeset the sheets with groff; again where the number of pages is printed."""
    sheets = described(records, layout)
    _typeset(_Printer(layout, sheets, 0).document(), sheets["page"], target)
    if "{pages}" in layout.running_head + layout.footer:
        pages = len(load("pypdfium2").PdfDocument(target))
        _typeset(_Printer(layout, sheets, pages).document(), sheets["page"], target)


def _typeset(source: str, page: dict[str, float], target: Path) -> None:
    """Run groff, which writes to its standard output only."""
    paper = f"-P-p{page['height'] / 72:.3f}i,{page['width'] / 72:.3f}i"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "fiche.ms"
        file.write_text(source, encoding="utf-8")
        command = (program("groff"), "-Kutf8", "-t", "-ms", "-mfr", "-Tpdf", paper, file)
        run("sh", "-c", 'exec "$@" > "$0"', target, *command)


CAN = ALL - {"middle", "labels first", "backwards", "letters"}
MAKERS = (Maker("groff", groff, CAN, version_of("groff")),)
