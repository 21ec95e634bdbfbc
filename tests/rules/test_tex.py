"""Characters of fonts without names, told by their codes in one of TeX's two encodings."""

from __future__ import annotations

import pytest

from crte_extract.reading.pdfium import read_drawn, read_pdfium
from crte_extract.reading.plumber import _composed
from crte_extract.reading.tex import by_code
from crte_extract.text import clean
from streams import calling, pdf, text


@pytest.mark.parametrize(
    ("codes", "meant"),
    [
        ("pr\x13e\x0cguration", "pr´efiguration"),
        ("di\x0b\x13erents e\x0ecace", "diff´erents efficace"),
        ("\x0fuvial, a\x0fuent", "ffluvial, affluent"),  # the l goes with it
        ("c\x1bur, \x1euvre", "cœur, Œuvre"),
        ("\x0f un\r\n\x0f deux\x13", "• un • deux´"),  # of another font
        ("\x5cun\x22 { deux\x13", "“un” – deux´"),
    ],
)
def test_codes_of_the_first_encoding(codes: str, meant: str) -> None:
    assert clean(by_code(codes)) == meant
    assert len(by_code(codes)) == len(codes)


def test_an_fl_is_a_carriage_return_there_which_ends_no_line() -> None:
    assert clean(by_code("in\ruence, pr\x13eser\r\nver")) == "influence, pr´eser ver"


def test_codes_of_the_encoding_that_has_letters_with_accents() -> None:
    assert by_code("\x13 préfi \x14 e\x1ecace, c÷ur, dé\x1cnie") == "« préfi » eﬃcace, cœur, déﬁnie"
    codes = "é\x1c, L'Ha\xb8, HA\x98, \x9f 2, Stra\xffe"
    assert by_code(codes) == "éﬁ, L'Haÿ, HAŸ, § 2, Straße"


def test_a_text_without_such_codes_stays() -> None:
    words = 'a "b" {c} | \\ ÷ é\t\r\n'
    assert by_code(words) == words


def row(words: str, y: float, share: int = 100) -> str:
    """Operators that draw words, their hyphens called soft ones, and this much of their width."""
    hyphen = f"/Span <</ActualText <FEFF00AD>>> BDC {share} Tz (-) Tj 100 Tz EMC"
    drawn = hyphen.join(f"({part}) Tj " for part in words.split("-"))
    return f"BT /F1 9 Tf 60 {y} Td {drawn} ET"


@pytest.mark.parametrize("reader", [read_pdfium, read_drawn])
def test_a_soft_hyphen_that_takes_room_in_a_line_is_the_hyphen_of_its_font(reader) -> None:  # type: ignore[no-untyped-def]
    """Some fonts have no other; it stands in compounds, before items, and where lines end."""
    words = ["Email de contact : a-b@c.fr", "- Sous-pr\xe9fet", "OPAH-", "RU"]
    lines = reader(pdf([row(one, 700 - 14 * at) for at, one in enumerate(words)])).lines
    assert [line.text for line in lines] == [
        "Email de contact : a-b@c.fr",
        "- Sous-préfet",
        "OPAH-",
        "RU",
    ]


@pytest.mark.parametrize("reader", [read_pdfium, read_drawn])
@pytest.mark.parametrize(("share", "printed"), [(20, "Souspréfet"), (50, "Sous-préfet")])
def test_a_soft_hyphen_that_takes_no_room_is_none(reader, share: int, printed: str) -> None:  # type: ignore[no-untyped-def]
    """Less than a tenth of its letters' height: here 0.6 of 10.5 points, or 1.5."""
    page = [text("Email de contact : a@b.fr", 60, 700), row("Sous-pr\xe9fet", 680, share)]
    assert reader(pdf(page)).lines[-1].text == printed


@pytest.mark.parametrize(
    ("width", "down", "left", "printed"),
    [
        (3, 0, 0, "Sous-préfet"),
        (0, 0, 0, "Souspréfet"),  # takes no room
        (3, 12, 0, "Souspréfet"),  # at its line's end
        (3, 0, -40, "Souspréfet"),  # in another column
    ],
)
def test_the_soft_hyphens_that_pdfplumber_gives(
    width: float, down: float, left: float, printed: str
) -> None:
    chars = [
        {
            "text": one,
            "x0": 5.0 * at + (left if at > 4 else 0),
            "x1": 5.0 * at + 4 + (left if at > 4 else 0),
            "top": 100.0 + (down if at > 4 else 0),
            "height": 10.0,
            "width": width if at == 4 else 4.0,
            "fontname": "Helvetica",
        }
        for at, one in enumerate("Sous\xadpréfet")
    ]
    assert "".join(char["text"] for char in _composed(chars)) == printed


@pytest.mark.parametrize("reader", [read_pdfium, read_drawn])
def test_a_glyph_that_its_font_calls_by_nul_breaks_no_word(reader) -> None:  # type: ignore[no-untyped-def]
    """PDFium gives it as it does a hyphen at a line's end."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 2000 0 R>>"
    page = [text("Email de contact : a@b.fr", 60, 700), text("associaXon", 60, 680, font="F3")]
    lines = reader(pdf(page, fonts={"F3": font}, cmaps=[calling("58", "0000")])).lines
    assert lines[-1].text == "associa\ufffdon"
