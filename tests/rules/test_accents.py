"""Accents that were drawn apart, as TeX's older fonts have them, are put on the letters they stand over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crte_extract.document import Box, Document
from crte_extract.reading.accents import NOTHING, on_letters
from crte_extract.reading.pdfium import read_drawn, read_pdfium
from crte_extract.reading.plumber import read_pdfplumber
from streams import pdf, text

Reader = Callable[..., Document]
READERS = (read_pdfium, read_drawn, read_pdfplumber)
WIDE, HIGH = 5.0, 10.0  # points: of each character, on rows twice as far apart


def put(*rows: str, accents: str) -> str:
    """Rows of characters, then accents: each as ``+1.5:0`` says, at that many characters of that row."""
    characters: list[str] = []
    boxes: list[Box] = []
    for down, row in enumerate(rows):
        for at, one in enumerate(row):
            characters.append(one)
            boxes.append(Box(WIDE * at, 2 * HIGH * down, WIDE * (at + 1), 2 * HIGH * down + HIGH))
        characters.append("\n")
        boxes.append(Box(0, 0, 0, 0))
    for accent in accents.split():
        place, row_number = accent[1:].split(":")
        characters.append(accent[0])
        x0, top = WIDE * float(place), 2 * HIGH * int(row_number) - 2
        boxes.append(Box(x0, top, x0 + WIDE, top + HIGH))
        characters.append(" ")
        boxes.append(Box(x0, top, x0, top + HIGH))
    found = "".join(on_letters(characters, boxes.__getitem__))
    return found.replace(NOTHING, "").strip()


@pytest.mark.parametrize(
    ("row", "accent", "meant"),
    [
        ("Etat", "´0:0", "État"),
        ("Etat", "´0.4:0", "État"),  # not quite over it
        ("Etat", "´-0.4:0", "État"),
        ("prefet", "´2:0", "préfet"),
        ("LA", "`1:0", "LÀ"),
        ("cote", "ˆ1:0", "côte"),
        ("ıle", "ˆ0:0", "île"),  # on the i without its dot, which TeX has for that
        ("naıf", "¨2:0", "naïf"),
        ("canon", "˜2:0", "cañon"),
        ("Angstrom", "˚0:0", "Ångstrom"),
        ("recu", "¸2:0", "reçu"),
    ],
)
def test_an_accent_over_a_letter_is_its_own(row: str, accent: str, meant: str) -> None:
    assert put(row, accents=accent) == meant


@pytest.mark.parametrize(
    ("row", "accent"),
    [
        ("Etat", "´0.6:0"),  # over the t
        ("x = y", "´2:0"),
        ("Etat", "´7:0"),  # beside all
        ("12 m", "´0:0"),  # over a number
        ("a - b", "´2:0"),
    ],
)
def test_an_accent_over_nothing_that_has_one_stays(row: str, accent: str) -> None:
    assert put(row, accents=accent) == f"{row}\n´"


def test_an_accent_belongs_to_the_row_whose_height_it_shares() -> None:
    """It is drawn after all, raised by a fifth of its letter's height."""
    assert put("Etat", "Etat", "Etat", accents="´0:1") == "Etat\nEtat\nEtat\n´"
    assert put("x", "Etat", accents="´0:1") == "x\nÉtat"


@pytest.mark.parametrize(("down", "meant"), [(4.5, "État"), (5.5, "Etat\n´")])
def test_an_accent_shares_more_than_half_its_height_with_its_letter(
    down: float, meant: str
) -> None:
    boxes = [*(Box(WIDE * x, 0, WIDE * (x + 1), HIGH) for x in range(4)), Box(0, 0, 0, 0)]
    boxes.append(Box(0, down, WIDE, down + HIGH))
    found = "".join(on_letters("Etat\n´", boxes.__getitem__)).replace(NOTHING, "")
    assert found.strip() == meant


def test_a_space_that_only_an_accent_made_is_none() -> None:
    """PDFium puts one where a raised accent stands between letters that touch."""
    characters = list("PRE ´ VU")
    lefts = [0, 1, 2, 3, 2, 3, 3, 4]
    boxes = [
        Box(WIDE * x, 0, WIDE * (x + (c != " ")), HIGH)
        for x, c in zip(lefts, characters, strict=True)
    ]
    assert "".join(on_letters(characters, boxes.__getitem__)).replace(NOTHING, "") == "PRÉVU"


@pytest.mark.parametrize(("gap", "meant"), [(1.4, "PRÉVU"), (1.6, "PRÉ VU")])
def test_a_space_beside_an_accent_is_one_where_there_is_room_for_it(gap: float, meant: str) -> None:
    """From a gap of 0.15 of the letters' height on."""
    lefts = [0, 5, 10, 10, 15, 15 + gap, 20 + gap]
    characters = list("PRE´ VU")
    boxes = [
        Box(x, 0, x + (5 if c != " " else 0), HIGH) for x, c in zip(lefts, characters, strict=True)
    ]
    assert "".join(on_letters(characters, boxes.__getitem__)).replace(NOTHING, "") == meant


@pytest.mark.parametrize(("gap", "meant"), [(1.4, "éd"), (1.6, "é d")])
def test_behind_a_combining_mark_a_gap_is_a_space(gap: float, meant: str) -> None:
    """Of more than 0.15 of the letters' height: PDFium loses it there."""
    boxes = [Box(0, 0, 5, HIGH), Box(2, 0, 5, HIGH), Box(5 + gap, 0, 10 + gap, HIGH)]
    assert "".join(on_letters("e\u0301d", boxes.__getitem__)).replace(NOTHING, "") == meant
    for end in (" ", "\n", ""):
        found = "".join(on_letters(f"e\u0301{end}", boxes.__getitem__))
        assert found.replace(NOTHING, "") == f"é{end}"


def test_a_combining_mark_on_nothing_that_has_one_stays() -> None:
    assert "".join(on_letters("\u0301b\u0301", lambda at: Box(at, 0, at, 1))) == "\u0301b\u0301"


@pytest.mark.parametrize("words", ["de l´eau et de l´air", "Coût : 3´ ou 4 ` et plus"])
def test_of_an_accent_that_was_typed_only_its_neighbours_are_asked(words: str) -> None:
    """Some type it for an apostrophe, throughout a sheet."""
    asked: set[int] = set()

    def place(at: int) -> Box:
        asked.add(at)
        return Box(WIDE * at, 0, WIDE * (at + 1), HIGH)

    assert "".join(on_letters(words, place)) == words
    assert len(asked) == 2 * 3


def test_of_an_accent_before_its_letter_no_more_is_asked() -> None:
    """As TeX has nearly all."""
    lefts = [0, 1, 2, 3, 3, 4, 5, 6]
    asked: set[int] = set()

    def place(at: int) -> Box:
        asked.add(at)
        return Box(WIDE * lefts[at], 0, WIDE * (lefts[at] + 1), HIGH)

    assert "".join(on_letters("pro´etat", place)).replace(NOTHING, "") == "proétat"
    assert asked == {2, 3, 4}


def test_an_accent_may_be_the_first_of_all() -> None:
    boxes = [Box(1, 0, 6, HIGH), Box(0, 0, 5, HIGH), Box(5, 0, 10, HIGH), Box(10, 0, 10, HIGH)]
    assert "".join(on_letters("´Et ", boxes.__getitem__)) == f"{NOTHING}Ét "


@pytest.mark.parametrize("reader", READERS)
def test_accents_drawn_apart_are_read_on_their_letters(reader: Reader) -> None:
    """As TeX draws ``Stratégie``: the accent, then back, and its letter."""
    row = "BT /F1 9 Tf 60 700 Td [(Strat) (\xb4) 430 (egie du P) 0 (\xb4) 430 (erigord, l\xb4eau)] TJ ET"
    lines = reader(pdf([text("Email de contact : a@b.fr", 60, 740), row])).lines
    assert lines[-1].text == "Stratégie du Périgord, l´eau"


@pytest.mark.parametrize("reader", READERS)
def test_raised_accents_of_capitals_are_read_on_them(reader: Reader) -> None:
    """As TeX draws ``RÉFÉRENT``: each accent above its letter, on a line of its own."""
    row = "BT /F1 9 Tf 60 700 Td (REFERENT) Tj ET"
    accents = [text("\xb4", x, 702) for x in (68.3, 79.8)]
    lines = reader(pdf([text("Email de contact : a@b.fr", 60, 740), row, *accents])).lines
    assert lines[-1].text == "RÉFÉRENT"
