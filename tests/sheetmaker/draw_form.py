"""Draws a sheet as a form with ReportLab, and fills it with pypdf: values without a look of their own."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from .description import page_size, points
from .layout import Layout
from .producers import FONTS, load
from .template import Record
from .values import Entry, entries

LEFT = 50  # points: the margins of a page
BOX = 10  # across a check box
ROWS = 8  # of a list for which there is room in its field: a longer one is scrolled


class _Drawer:
    """Draws labels from the top of a page down, with fields behind or below them; keeps what fills them."""

    def __init__(self, layout: Layout, file: BytesIO) -> None:
        metrics, fonts = load("reportlab.pdfbase.pdfmetrics"), load("reportlab.pdfbase.ttfonts")
        for style in ("Regular", "Bold"):
            source = str(FONTS / f"LiberationSans-{style}.ttf")
            metrics.registerFont(fonts.TTFont(f"LiberationSans-{style}", source))
        self.width_of = metrics.stringWidth
        self.layout = layout
        self.width, self.height = page_size(layout)
        self.size = points(layout.font_size)
        size = (self.width, self.height)
        self.canvas = load("reportlab.pdfgen.canvas").Canvas(file, pagesize=size, invariant=1)
        self.y = 0.0
        self.values: dict[str, str] = {}

    def page(self) -> None:
        """Begin a page."""
        if self.y:
            self.canvas.showPage()
        self.y = self.height - LEFT

    def room(self, needed: float) -> None:
        """Begin a page where there is no room for so much on this one."""
        if self.y < LEFT + needed:
            self.page()

    def heading(self, words: str) -> None:
        """Draw a heading."""
        self.room(4 * self.size)
        self.y -= 3 * self.size
        self.canvas.setFont("LiberationSans-Bold", 1.4 * self.size)
        self.canvas.drawString(LEFT, self.y, words)

    def entry(self, entry: Entry) -> None:
        """Draw a label, with its field or boxes behind its last line, or below it for a list."""
        rows = min(ROWS, len(entry.items))
        font = f"LiberationSans-{'Bold' if self.layout.bold else 'Regular'}"
        lines = [*self._wrapped(entry.label + self.layout.colon, font)]
        self.room((rows + len(lines) + 2) * 1.4 * self.size)
        self.y -= 0.8 * self.size
        for line in lines:
            self.y -= 1.2 * self.size
            self.canvas.setFont(font, self.size)
            self.canvas.drawString(LEFT, self.y, line)
        x = LEFT + self.width_of(lines[-1], font, self.size) + self.size
        if entry.items:
            height = rows * 1.25 * self.size + 6
            self.y -= height + 3
            self._text("\n".join(entry.items), LEFT, self.y, self.width - 2 * LEFT, height)
        elif entry.value in ("Oui", "Non") and self.layout.filled == "boxes":
            self._boxes(entry.value, x)
        else:
            self._text(entry.value, x, self.y - 3, self.width - LEFT - x, 1.4 * self.size)

    def _wrapped(self, words: str, font: str) -> Iterator[str]:
        line = ""
        for word in words.split(" "):
            longer = f"{line} {word}".strip()
            if line and self.width_of(longer, font, self.size) > 0.6 * (self.width - 2 * LEFT):
                yield line
                longer = word
            line = longer
        yield line

    def _text(self, value: str, x: float, y: float, width: float, height: float) -> None:
        name = f"champ{len(self.values)}"
        self.values[name] = value
        flags = "multiline" if "\n" in value else ""
        place: dict[str, Any] = {"x": x, "y": y, "width": width, "height": height}
        self.canvas.acroForm.textfield(
            name=name, fieldFlags=flags, maxlen=None, borderWidth=0.5, **place
        )

    def _boxes(self, value: str, x: float) -> None:
        self.canvas.setFont("LiberationSans-Regular", self.size)
        for word in ("Oui", "Non"):
            name = f"{word}{self.y:.0f}-{self.canvas.getPageNumber()}"
            self.canvas.acroForm.checkbox(
                name=name, checked=word == value, x=x, y=self.y - 1, size=BOX, borderWidth=0.5
            )
            self.canvas.drawString(x + BOX + 4, self.y, word)
            x += BOX + 4 * self.size


def form_sheets(records: Sequence[Record], layout: Layout, target: Path) -> None:
    """Draw records as forms, each from a new page on, and fill them."""
    pypdf, drawn = load("pypdf"), BytesIO()
    drawer = _Drawer(layout, drawn)
    for record in records:
        drawer.page()
        for heading, fields in entries(record, layout):
            drawer.heading(heading)
            for entry in fields:
                drawer.entry(entry)
    drawer.canvas.save()
    writer = pypdf.PdfWriter(clone_from=drawn)
    for reference in writer.root_object["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if value := drawer.values.get(field["/T"]):
            field[pypdf.generic.NameObject("/V")] = pypdf.generic.TextStringObject(value)
            del field["/AP"]
    writer.set_need_appearances_writer(True)
    writer.write(target)
