"""PDFs written out by hand, operator by operator: for tests of what readers make of where text is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

A4 = (0, 0, 595, 842)
UNIT = 0.06  # points: what Qt counts in


def text(words: str, x: float, y: float, *, size: float = 9, font: str = "F1") -> str:
    """The operators that draw these words from a point of the page's own space."""
    return f"BT /{font} {size:g} Tf {x:g} {y:g} Td ({words}) Tj ET"


def turned(words: str, x: float, y: float, a: float, b: float, *, size: float = 9) -> str:
    """The same along the direction (a, b), which is of length 1."""
    return f"BT /F1 {size:g} Tf {a:g} {b:g} {-b:g} {a:g} {x:g} {y:g} Tm ({words}) Tj ET"


def dot(x: float, y: float, across: float = 3) -> str:
    """A filled square with its lower left corner there."""
    return f"{x:g} {y:g} {across:g} {across:g} re f"


def scaled(words: str, x: float, y: float, *, size: float = 9) -> str:
    """As ``text``, but drawn as Qt does: in small units, on a page and in letters turned upside down.

    PDFium doesn't see where a row ends then, if what begins the next one is a single character.
    """
    return (
        f"q {UNIT} 0 0 {-UNIT} 0 {A4[3]} cm BT /F1 {size / UNIT:g} Tf"
        f" 1 0 0 -1 {x / UNIT:g} {(A4[3] - y) / UNIT:g} Tm ({words}) Tj ET Q"
    )


def standing_for(actual: str, drawn: str) -> str:
    """Operators that draw something, tagged as standing for this text, as ligatures and tabs are."""
    return f"/Span <</ActualText ({actual})>> BDC {drawn} EMC"


def tall_font(ascent: int, descent: int, width: int = 500) -> str:
    """A font that says that its letters reach so high and so low, and are so wide: thousandths."""
    about = f"/Ascent {ascent}/Descent {descent}/CapHeight 700/ItalicAngle 0/StemV 80/Flags 32"
    box = f"/FontBBox[0 {descent} 1000 {ascent}]"
    return (
        "<</Type/Font/Subtype/TrueType/BaseFont/Tall/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255"
        f"/Widths[{spaced([width] * 224)}]"
        f"/FontDescriptor<</Type/FontDescriptor/FontName/Tall{about}{box}>>>>"
    )


def calling(code: str, name: str) -> str:
    """A CMap by which a font calls the character of a code, both in hexadecimal digits."""
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def"
        " 1 begincodespacerange <00> <FF> endcodespacerange"
        f" 1 beginbfchar <{code}> <{name}> endbfchar endcmap end end"
    )


def field(
    kind: str, x: float, y: float, more: str, *, width: float = 200, height: float = 14
) -> str:
    """A field of a form, ``Tx``, ``Btn`` or ``Ch``, with its lower left corner there, and more keys."""
    place = f"/Rect[{spaced((x, y, x + width, y + height))}]"
    return f"/Type/Annot/Subtype/Widget/F 4/FT/{kind}/T({kind}{x:g}-{y:g}){place}{more}"


def note(
    kind: str, x: float, y: float, more: str, *, width: float = 200, height: float = 14
) -> str:
    """What was put onto a page, and is no field: ``FreeText``, ``Stamp``, ``Text``."""
    place = f"/Rect[{spaced((x, y, x + width, y + height))}]"
    return f"/Type/Annot/Subtype/{kind}/F 4{place}{more}"


def pdf(
    *pages: Sequence[str],
    crop: Sequence[float] = A4,
    fonts: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
    catalogue: str | None = None,
    turned: int = 0,
    cmaps: Sequence[str] = (),
) -> bytes:
    """The PDF of these pages, each a list of operators; F1 is Helvetica, F2 Helvetica-Bold.

    ``fonts`` are others, by their names. ``notes`` are the fields of the first page and what else was put
    onto it, objects from 1000 on; ``catalogue`` tells of the form, which has all of them if nothing else
    is said. ``turned`` are the degrees by which a viewer turns the pages. ``cmaps`` are what a font's
    ``/ToUnicode`` may refer to, objects from 2000 on.
    """
    if catalogue is None:
        held = " ".join(f"{1000 + at} 0 R" for at, one in enumerate(notes) if "/Widget" in one)
        catalogue = f"/AcroForm<</Fields[{held}]>>" if held else ""
    others = "".join(f"/{name} {about}" for name, about in (fonts or {}).items())
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(pages)))
    font = "/Type/Font/Subtype/Type1/Encoding/WinAnsiEncoding/BaseFont"
    objects = [
        f"1 0 obj<</Type/Catalog/Pages 2 0 R{catalogue}>>endobj",
        f"2 0 obj<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>endobj",
        f"3 0 obj<<{font}/Helvetica>>endobj",
        f"4 0 obj<<{font}/Helvetica-Bold>>endobj",
    ]
    objects += [f"{1000 + at} 0 obj<<{one}>>endobj" for at, one in enumerate(notes)]
    objects += [
        f"{2000 + at} 0 obj<</Length {len(one)}>>stream\n{one}\nendstream endobj"
        for at, one in enumerate(cmaps)
    ]
    boxes = f"/MediaBox[{spaced(A4)}]/CropBox[{spaced(crop)}]"
    boxes += f"/Rotate {turned}" if turned else ""
    for at, operators in enumerate(pages):
        content = "\n".join(operators)
        put = " ".join(f"{1000 + n} 0 R" for n in range(len(notes))) if not at else ""
        objects += [
            f"{10 + 2 * at} 0 obj<</Type/Page/Parent 2 0 R{boxes}/Annots[{put}]/Contents {11 + 2 * at} 0 R"
            f"/Resources<</Font<</F1 3 0 R/F2 4 0 R{others}>>>>>>endobj",
            f"{11 + 2 * at} 0 obj<</Length {len(content)}>>stream\n{content}\nendstream endobj",
        ]
    return "\n".join(["%PDF-1.4", *objects, "trailer<</Root 1 0 R>>", "%%EOF"]).encode("cp1252")


def spaced(numbers: Sequence[float]) -> str:
    """As an array has them."""
    return " ".join(f"{number:g}" for number in numbers)
