"""Writes sheets as a Word file: Word's own lists, tables, headers and columns."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from ..description import HEAD_ROW, LETTERHEAD, mark, page_size, points
from ..layout import Layout
from ..producers import load
from ..template import Record
from ..values import Entry, entries

BLUE = "000091"
LIST = 90  # the number of our kind of list
SMALL = 8  # points, of a running head
DOT = "\uf0b7"  # of the font Symbol
FORMATS = {"": "bullet", "1.": "decimal", "1)": "decimal", "a)": "lowerLetter"}


def document(records: Sequence[Record], layout: Layout) -> Any:
    """Write sheets as a Word file, each from a page of its own."""
    writer = _Writer(layout)
    for number, record in enumerate(records):
        if number:
            writer.document.add_section()
        writer.sheet(record)
    return writer.document


class _Writer:
    """Writes one Word file in one layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.size = points(layout.font_size)
        self.width = page_size(layout)[0] - 2 * points(layout.margin)
        self.pt = load("docx.shared").Pt
        self.document = load("docx").Document()
        self.lists = LIST
        self._set_styles()
        self._set_page()
        self._add_list_kind()

    def _set_styles(self) -> None:
        for name, size in (("Normal", self.size), ("Heading 2", 1.4 * self.size)):
            style = self.document.styles[name]
            style.font.name, style.font.size = self.layout.font, self.pt(size)
            fonts = style.element.rPr.rFonts
            for key in [key for key in fonts.attrib if key.endswith("Theme")]:
                del fonts.attrib[key]  # else the theme's font has precedence
        style.font.color.rgb = load("docx.shared").RGBColor.from_string(BLUE)
        normal = self.document.styles["Normal"]
        normal.paragraph_format.space_after = self.pt(0)
        normal.element.rPr.append(_xml('<w:lang {} w:val="fr-FR"/>'))
        if self.layout.justified:
            align = load("docx.enum.text").WD_ALIGN_PARAGRAPH
            normal.paragraph_format.alignment = align.JUSTIFY
            style.paragraph_format.alignment = align.LEFT

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = map(self.pt, page_size(self.layout))
        margin = self.pt(points(self.layout.margin))
        section.left_margin = section.right_margin = margin
        section.top_margin = section.bottom_margin = margin
        section.header_distance = section.footer_distance = int(margin / 2.5)
        if self.layout.columns > 1:
            columns = section._sectPr.xpath("w:cols")[0]
            columns.set(_name("w:num"), str(self.layout.columns))
            columns.set(_name("w:space"), "560")
        self._run_along(section.header, self.layout.running_head)
        self._run_along(section.footer, self.layout.footer)

    def _run_along(self, place: Any, pattern: str) -> None:
        """Write what stands left, centre and right of one line on each page."""
        if not pattern:
            return
        parts = pattern.split("|") if "|" in pattern else ["", pattern, ""]
        line = place.paragraphs[0]
        line.style = self.document.styles["Normal"]
        align = load("docx.enum.text").WD_TAB_ALIGNMENT
        line.paragraph_format.tab_stops.add_tab_stop(self.pt(self.width / 2), align.CENTER)
        line.paragraph_format.tab_stops.add_tab_stop(self.pt(self.width), align.RIGHT)
        self._add_with_fields(line, "\t".join(part.strip() for part in parts))
        for run in line.runs:
            run.font.size = self.pt(SMALL)

    def _add_with_fields(self, line: Any, text: str) -> None:
        for part in text.replace("{", "\n{").replace("}", "}\n").split("\n"):
            field = {"{page}": "PAGE", "{pages}": "NUMPAGES"}.get(part)
            if field:
                shown = f'<w:r><w:rPr><w:sz w:val="{2 * SMALL}"/></w:rPr><w:t>1</w:t></w:r>'
                code = f'<w:fldSimple {{}} w:instr="{field}">{shown}</w:fldSimple>'
                line._p.append(_xml(code))
            else:
                line.add_run(part)

    def _add_list_kind(self) -> None:
        """Define how the lists of this layout are marked."""
        native, numbered = self.layout.native_list, self.layout.numbered
        sign = f"%1{numbered[1:]}" if numbered else DOT if native else self.layout.bullet
        symbol = '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol" w:hint="default"/></w:rPr>'
        kind = _xml(
            f'<w:abstractNum {{}} w:abstractNumId="{LIST}"><w:multiLevelType'
            ' w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{FORMATS[numbered]}"/><w:lvlText w:val="{sign}"/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr>'
            f"{symbol if sign == DOT else ''}</w:lvl></w:abstractNum>"
        )
        self.document.part.numbering_part.element.insert(0, kind)

    def _new_list(self) -> int:
        """Begin a list, which counts from one."""
        self.lists += 1
        begun = _xml(
            f'<w:num {{}} w:numId="{self.lists}"><w:abstractNumId w:val="{LIST}"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
        self.document.part.numbering_part.element.append(begun)
        return self.lists

    def sheet(self, record: Record) -> None:
        """Write one sheet."""
        self._letterhead()
        for heading, fields in entries(record, self.layout):
            self.document.add_heading(self._said(heading), 2)
            if self.layout.table:
                self._table(fields)
            else:
                for entry in fields:
                    self._field(entry)

    def _said(self, text: str) -> str:
        return unicodedata.normalize("NFD", text) if self.layout.nfd else text

    def _letterhead(self) -> None:
        left = right = self.document
        if self.layout.letterhead == "two":
            left, right = self.document.add_table(1, 2).rows[0].cells
        if self.layout.letterhead:
            state = _paragraph(left).add_run(self._said("\n".join(LETTERHEAD["state"])))
            state.bold = True
            left.add_paragraph().add_run(self._said("\n".join(LETTERHEAD["motto"]))).italic = True
            agency = _paragraph(right)
            agency.add_run("\n".join(LETTERHEAD["agency"]))
            if right is not left:
                agency.alignment = load("docx.enum.text").WD_ALIGN_PARAGRAPH.RIGHT

    def _field(self, entry: Entry) -> None:
        line = self.document.add_paragraph()
        line.paragraph_format.space_before = self.pt(self._gap())
        self._label(line, entry)
        if entry.value:
            if self.layout.value_below:
                line.add_run().add_break()
            line.add_run(self._said(entry.value if self.layout.value_below else f" {entry.value}"))
        self._items(self.document, entry)

    def _gap(self) -> float:
        return 0.6 * self.size if self.layout.blank_lines else 0

    def _label(self, line: Any, entry: Entry) -> None:
        label = line.add_run(self._said(entry.label + self.layout.colon))
        label.bold = self.layout.bold
        if self.layout.label_colour:
            colour = self.layout.label_colour.removeprefix("#").upper()
            label.font.color.rgb = load("docx.shared").RGBColor.from_string(colour)

    def _items(self, place: Any, entry: Entry) -> None:
        layout = self.layout
        marked = layout.hanging and bool(layout.bullet)
        own = bool(entry.items) and (layout.native_list or bool(layout.numbered) or marked)
        number = self._new_list() if own else None
        for index, text in enumerate(entry.items):
            if number is not None:
                self._listed(_paragraph(place), text, number)
            else:
                self._typed(place, text, mark(layout, index))

    def _listed(self, line: Any, text: str, number: int) -> None:
        """Write an item of one of Word's own lists."""
        line.style = self.document.styles["List Paragraph"]
        line.add_run(self._said(text))
        level = f'<w:numPr {{}}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        line._p.get_or_add_pPr().append(_xml(level))

    def _typed(self, place: Any, text: str, sign: str) -> None:
        """Write an item behind its mark, or below it."""
        if sign and self.layout.bullet_apart:
            _paragraph(place).add_run(sign)
            sign = ""
        line = _paragraph(place)
        line.add_run(self._said((sign + self.layout.after_bullet if sign else "") + text))
        if not self.layout.bullet:
            line.paragraph_format.space_after = self.pt(self.size / 2)
            line.paragraph_format.left_indent = self.pt(self.size if self.layout.hanging else 0)

    def _table(self, fields: list[Entry]) -> None:
        table = self.document.add_table(0, 1 if self.layout.value_below else 2)
        table.autofit = False
        if self.layout.borders:
            table.style = "Table Grid"
        if self.layout.head_row:
            for cell, word in zip(self._cells(table, head=True), HEAD_ROW, strict=True):
                cell.paragraphs[0].add_run(word).bold = True
        for entry in fields:
            label, value = self._cells(table)
            self._label(label.paragraphs[0], entry)
            value.paragraphs[0].add_run(self._said(entry.value))
            if self.layout.item_rows and entry.items:
                self._item_rows(table, label, value, entry)
            else:
                self._items(value, entry)

    def _item_rows(self, table: Any, label: Any, value: Any, entry: Entry) -> None:
        """Write each item in a row of its own, beside a label whose cell is as high as all."""
        below = label
        for index, text in enumerate(entry.items):
            if index:
                below, value = self._cells(table)
            self._typed(value, text, mark(self.layout, index))
        if below is not label:
            label.merge(below)

    def _cells(self, table: Any, head: bool = False) -> list[Any]:
        """Add the cells of a field: in one row, or one below the other."""
        rows = [table.add_row() for _ in range(2 if self.layout.value_below else 1)]
        share = self.width * self.layout.label_share / 100
        widths = [self.width] if self.layout.value_below else [share, self.width - share]
        align = load("docx.enum.table").WD_CELL_VERTICAL_ALIGNMENT
        cells = []
        for row in rows:
            if head:
                row._tr.get_or_add_trPr().append(_xml("<w:tblHeader {}/>"))
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = self.pt(width)
                aligned = {"top": align.TOP, "middle": align.CENTER, "bottom": align.BOTTOM}
                cell.vertical_alignment = aligned[self.layout.vertical_align]
                cells.append(cell)
        return cells


def _paragraph(place: Any) -> Any:
    """A new paragraph; in a cell, the empty one that it has from the start."""
    first = place.paragraphs[:1] if hasattr(place, "vertical_alignment") else []
    return first[0] if first and not place.text else place.add_paragraph()


def _xml(text: str) -> Any:
    """Read an element whose namespaces belong where {} stands."""
    return load("docx.oxml").parse_xml(text.format(load("docx.oxml.ns").nsdecls("w")))


def _name(prefixed: str) -> str:
    return str(load("docx.oxml.ns").qn(prefixed))
