"""Prints sheets with Apache FOP, from XSL-FO."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..description import described
from ..layout import Layout
from ..producers import EPOCH, FONTS, ProducerMissingError, run
from ..template import Record
from .maker import ALL, Maker
from .programs import SIDES, three_parts, version_of

PATTERNS = Path("/usr/share/texlive/texmf-dist/tex/generic/hyph-utf8/patterns/txt/hyph-fr.pat.txt")
LETTERS = "abcdefghijklmnopqrstuvwxyzàâæçèéêëîïñôœùûü"
SETTINGS = """<fop version="1.0">{hyphens}<renderers><renderer mime="application/pdf">
<fonts><directory>{fonts}</directory></fonts></renderer></renderers></fop>"""
HYPHENATION = """<hyphenation-info><hyphen-char value="-"/><hyphen-min before="2" after="3"/>
<classes>{classes}</classes><exceptions/><patterns>{patterns}</patterns></hyphenation-info>"""
ROOT = """<fo:root xmlns:fo="http://www.w3.org/1999/XSL/Format" xml:lang="fr">
<fo:layout-master-set><fo:simple-page-master master-name="page"
 page-width="{width}pt" page-height="{height}pt" margin="0 {margin}pt">
<fo:region-body margin="{margin}pt 0" column-count="{columns}" column-gap="18pt"/>
<fo:region-before extent="{margin}pt" display-align="center"/>
<fo:region-after extent="{margin}pt" display-align="center"/>
</fo:simple-page-master></fo:layout-master-set>
<fo:declarations><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Fiche CRTE</dc:title><xmp:CreateDate>{made}</xmp:CreateDate></rdf:Description>
</rdf:RDF></x:xmpmeta></fo:declarations>
<fo:page-sequence master-reference="page" id="pages" language="fr" font-family="{font}"
 font-size="{size}pt" line-height="1.3" text-align="{align}" hyphenate="{hyphens}">
{running}<fo:flow flow-name="xsl-region-body">{body}</fo:flow></fo:page-sequence></fo:root>"""
HEADING = 'color="#000091" font-size="1.4em" font-weight="bold" space-before="1em"'
HEADING += ' space-after="0.5em" keep-with-next="always" hyphenate="false"'
BORDER = 'border="0.5pt solid #888888" '


def element(name: str, content: str, attributes: str = "") -> str:
    """Write an element of XSL-FO.

    >>> element("block", "a", 'color="red"')
    '<fo:block color="red">a</fo:block>'
    """
    return f"<fo:{name}{' ' * bool(attributes)}{attributes}>{content}</fo:{name}>"


def words(text: str) -> str:
    return escape(text, quote=False)


def block(content: str, attributes: str = "") -> str:
    return element("block", content, attributes)


class _Printer:
    """Prints the parts of a sheet as XSL-FO."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def document(self, sheets: dict[str, Any]) -> str:
        layout = self.layout
        bodies = [block(self.sheet(one, sheets), 'break-before="page"') for one in sheets["sheets"]]
        return ROOT.format(
            **sheets["page"],
            made=datetime.fromtimestamp(int(EPOCH), UTC).isoformat(),
            margin=sheets["margin"],
            columns=layout.columns,
            font=layout.font,
            size=sheets["size"],
            align="justify" if layout.justified else "left",
            hyphens=str(layout.hyphens).lower(),
            running=self.running("before", layout.running_head)
            + self.running("after", layout.footer),
            body="".join(bodies),
        )

    def running(self, place: str, pattern: str) -> str:
        last = '<fo:page-number-citation-last ref-id="pages"/>'
        cells = [
            element("table-cell", block(words(part) or "&#160;", f'text-align="{side}"'))
            for side, part in zip(SIDES, three_parts(pattern), strict=True)
        ]
        shown = "".join(cells).replace("{pages}", last).replace("{page}", "<fo:page-number/>")
        table = _table([25, 50, 25], element("table-row", shown))
        content = block(table, 'font-size="8pt"')
        flow = f'flow-name="xsl-region-{place}"'
        return element("static-content", content, flow) if pattern else ""

    def sheet(self, sections: list[dict[str, Any]], sheets: dict[str, Any]) -> str:
        parts = [self.letterhead(sheets["letterhead"])]
        for section in sections:
            parts.append(block(words(section["heading"]), HEADING))
            if self.layout.table:
                parts.append(self.table(section["fields"], sheets["head_row"]))
            else:
                parts += [self.field(field) for field in section["fields"]]
        return "\n".join(parts)

    def letterhead(self, lines: dict[str, list[str]]) -> str:
        state, motto, agency = (
            "".join(map(block, lines[name])) for name in ("state", "motto", "agency")
        )
        left = block(state, 'font-weight="bold"')
        left += block(motto, 'font-style="italic" space-before="1em"')
        if self.layout.letterhead == "two":
            cells = element("table-cell", left)
            cells += element("table-cell", block(agency, 'text-align="right"'))
            return _table([50, 50], element("table-row", cells))
        both = left + block(agency, 'space-before="1em" space-after="2em"')
        return both if self.layout.letterhead else ""

    def label(self, field: dict[str, Any]) -> str:
        layout = self.layout
        style = ['font-weight="bold"'] * layout.bold
        style += [f'color="{layout.label_colour}"'] * bool(layout.label_colour)
        return element("inline", words(field["label"]), " ".join(style))

    def field(self, field: dict[str, Any]) -> str:
        gap = 'space-before="0.6em"' if self.layout.blank_lines else ""
        value = words(field["value"])
        shown = block(value) if self.layout.value_below and value else f" {value}"
        return block(self.label(field) + shown, gap) + self.items(field["items"])

    def items(self, items: list[dict[str, str]]) -> str:
        if self.layout.native_list and items:
            distances = 'provisional-distance-between-starts="1.2em"'
            return element("list-block", "".join(map(_list_item, items)), distances)
        return "".join(self.item(item) for item in items)

    def item(self, item: dict[str, str]) -> str:
        layout, mark, text = self.layout, words(item["mark"]), words(item["text"])
        hanging = 'start-indent="from-parent(start-indent) + 1em" text-indent="-1em" '
        style = hanging * layout.hanging
        if not mark:
            return block(text, f'{style}space-before="4pt"')
        if layout.bullet_apart:
            return block(mark) + block(text)
        return block(mark + layout.after_bullet + text, style)

    def table(self, fields: list[dict[str, Any]], head_row: list[str]) -> str:
        share = self.layout.label_share
        cells = [self.cell(block(words(word)), 'font-weight="bold"') for word in head_row]
        head = element("table-header", element("table-row", "".join(cells)))
        has_head = self.layout.head_row and not self.layout.value_below
        rows = "".join(self.row(field) for field in fields)
        widths = [100] if self.layout.value_below else [share, 100 - share]
        return _table(widths, rows, head * has_head)

    def row(self, field: dict[str, Any]) -> str:
        label = self.cell(block(self.label(field)))
        value = self.cell(self.items(field["items"]) or block(words(field["value"])))
        if self.layout.value_below:
            return element("table-row", label, 'keep-with-next="always"') + element(
                "table-row", value
            )
        return element("table-row", label + value)

    def cell(self, content: str, style: str = "") -> str:
        aligned = {"middle": "center", "bottom": "after"}.get(self.layout.vertical_align)
        place = f'display-align="{aligned}" ' if aligned else ""
        border = BORDER * self.layout.borders
        inside = block(content, 'start-indent="0pt" end-indent="0pt"')
        return element("table-cell", inside, f'{border}{place}padding="3pt" {style}'.strip())


def _table(shares: list[int], rows: str, head: str = "") -> str:
    columns = "".join(
        f'<fo:table-column column-width="proportional-column-width({share})"/>' for share in shares
    )
    style = 'table-layout="fixed" width="100%" border-collapse="collapse"'
    return element("table", columns + head + element("table-body", rows), style)


def _list_item(item: dict[str, str]) -> str:
    label = element("list-item-label", block("•"), 'end-indent="label-end()"')
    body = element("list-item-body", block(words(item["text"])), 'start-indent="body-start()"')
    return element("list-item", label + body)


def fop(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Typeset the sheets with Apache FOP."""
    with TemporaryDirectory() as folder:
        source, settings = Path(folder) / "fiche.fo", Path(folder) / "fop.xconf"
        source.write_text(_Printer(layout).document(described(records, layout)), encoding="utf-8")
        hyphens = _hyphenation(Path(folder)) if layout.hyphens else ""
        settings.write_text(SETTINGS.format(hyphens=hyphens, fonts=FONTS), encoding="utf-8")
        run("fop", "-q", "-c", settings, "-fo", source, "-pdf", target)


def _hyphenation(folder: Path) -> str:
    """Give FOP, which comes without, the French patterns of TeX; tell it where they are."""
    if not PATTERNS.exists():
        raise ProducerMissingError("hyph-utf8")
    classes = "\n".join(letter + letter.upper() for letter in LETTERS)
    patterns = PATTERNS.read_text(encoding="utf-8")
    shown = HYPHENATION.format(classes=classes, patterns=escape(patterns, quote=False))
    (folder / "fr.xml").write_text(shown, encoding="utf-8")
    return f"<hyphenation-base>{folder}/</hyphenation-base>"


CAN = (ALL | {"bottom"}) - {"labels first", "backwards", "letters"}
MAKERS = (Maker("fop", fop, CAN, version_of("fop", "-version")),)
