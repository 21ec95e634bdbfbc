"""What is read of a page by the places of its words, whatever the order in which they were drawn."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crte_extract.reading.runs
from conftest import SHEETS
from crte_extract.document import Document, Line
from crte_extract.options import Reader
from crte_extract.reading import plumber, read
from crte_extract.reading.page import Page
from crte_extract.reading.runs import placed_rows
from streams import dot, pdf, text, turned

ORDERS: tuple[Reader, ...] = ("pdfium", "pdfium-drawn")
ROWS = (
    "Email de contact : a@b.fr",
    "Date de signature : 3 mai",
    "Signataires",
    "- Dole",
    "- Arbois",
)


def down(rows: tuple[str, ...], x: float = 60, top: float = 780, step: float = 14) -> list[str]:
    """The rows one below the other."""
    return [text(words, x, top - at * step) for at, words in enumerate(rows)]


def by(reader: Reader, *pages: list[str], **boxes: tuple[float, ...]) -> Document:
    """The document that a reader makes of pages."""
    data = pdf(*pages, **boxes)
    if reader != "pdfplumber":
        return read(data, reader)
    answer = plumber._read(data, None)  # in this process
    return Document(tuple(Line(*line) for line in answer["lines"]), "pdf", "pdfplumber")


def words_of(document: Document) -> list[str]:
    return [line.text for line in document.lines]


# The order of the page


@given(st.permutations(ROWS))
def test_rows_are_read_from_the_top_down_whatever_the_order_they_are_drawn_in(
    order: list[str],
) -> None:
    at = dict(zip(ROWS, down(ROWS), strict=True))
    page = [at[words] for words in order]
    placed, drawn = by("pdfium", page), by("pdfium-drawn", page)
    assert words_of(placed) == [*ROWS]
    assert sorted(words_of(drawn)) == sorted(ROWS)
    assert placed.in_order == (order == [*ROWS])
    assert (words_of(drawn) == [*ROWS]) == placed.in_order


PDFS = [sheet for sheet in SHEETS if sheet.suffix == ".pdf"]


@pytest.mark.parametrize("sheet", PDFS, ids=lambda sheet: sheet.stem)
def test_a_page_read_by_its_rows_is_read_as_word_by_word(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing stands beside anything, no word has to be asked for its place."""
    pdf = pypdfium2.PdfDocument(sheet)

    def rows() -> list[tuple[bool, list[str]]]:
        pages = [(page, page.get_textpage()) for page in pdf]  # which close when nothing has them
        read = [placed_rows(Page(*both, number)) for number, both in enumerate(pages, 1)]
        return [
            (plain, [" ".join(c.text for c in row.chunks) for row in rows]) for rows, plain in read
        ]

    quick = rows()
    monkeypatch.setattr(crte_extract.reading.runs, "_may_be_more", lambda *_: True)
    monkeypatch.setattr(crte_extract.reading.runs, "_blocks", lambda rows: [rows])
    monkeypatch.setattr(crte_extract.reading.runs, "_is_plain", lambda _: False)
    slow = rows()
    for (plain, by_rows), (_, by_words) in zip(quick, slow, strict=True):
        assert not plain or by_rows == by_words


# Columns and gaps


def beside(rows: tuple[tuple[str, str], ...], apart: float) -> list[str]:
    """Labels with their values beside them, each pair drawn at once."""
    return [
        f"BT /F1 9 Tf 60 {780 - 14 * at} Td ({label}) Tj {apart} 0 Td ({value}) Tj ET"
        for at, (label, value) in enumerate(rows)
    ]


def test_a_column_drawn_after_the_other_is_read_beside_it() -> None:
    labels, values = ROWS[:2], ("a@b.fr", "3 mai 2021")
    page = [*down(labels), *down(values, x=300)]
    lines = by("pdfium", page).lines
    assert [(line.text, line.column) for line in lines] == [
        (labels[0], 1),
        (values[0], 2),
        (labels[1], 1),
        (values[1], 2),
    ]
    assert words_of(by("pdfium-drawn", page)) == [*labels, *values]


@pytest.mark.parametrize("reader", ORDERS)
def test_a_gap_within_what_is_drawn_at_once_parts_two_columns(reader: Reader) -> None:
    page = beside((("Date", "3 mai"), ("Email", "a@b.fr")), apart=200)
    cells = [(line.text, line.column) for line in by(reader, page).lines]
    assert cells == [("Date", 1), ("3 mai", 2), ("Email", 1), ("a@b.fr", 2)]


def test_a_row_that_reaches_over_the_edge_of_a_column_is_cut_there_where_words_meet_it() -> None:
    """The third label fills its cell, and its value touches it: PDFium joins them as it does words."""
    rows = (("Nom", "Dole"), ("Objet", "Eau"), ("Nature des documents en vigueur", "PLUI"))
    lines = by("pdfium", beside(rows, apart=138)).lines
    assert [(line.text, line.column) for line in lines if line.column == 2] == [
        (value, 2) for _, value in rows
    ]


# What PDFium joins


@pytest.mark.parametrize("reader", ORDERS)
def test_a_bullet_far_before_a_word_that_touches_it_in_the_text_is_parted(reader: Reader) -> None:
    page = [*down(ROWS[:3]), "BT /F1 9 Tf 60 700 Td [(•) -1400 (Dole)] TJ ET"]
    assert words_of(by(reader, page))[-1] == "• Dole"


def test_an_accent_drawn_after_its_row_goes_to_its_letter() -> None:
    row = "Etat des lieux : Oui"
    page = [*down(ROWS[:3]), text(row, 60, 700), text("\xb4", 62, 702)]
    assert words_of(by("pdfium", page))[-1] == "Etat´ des lieux : Oui"


# What is no text of the page


@pytest.mark.parametrize("reader", [*ORDERS, "pdfplumber"])
def test_what_the_crop_box_cuts_off_is_no_text(reader: Reader) -> None:
    page = [
        *down(ROWS),
        text("Repère de coupe", 60, 830),
        text("Marge", 5, 700),
        text("Signature Hors page", 470, 660),
        text("Dessous", 60, 12),
    ]
    whole = by(reader, page)
    assert {"Repère de coupe", "Marge", "Dessous"} <= {*words_of(whole)}
    shown = words_of(by(reader, page, crop=(40, 30, 530, 820)))
    assert sorted(shown) == sorted([*ROWS, "Signature Hors"])


@pytest.mark.parametrize("reader", ORDERS)
@pytest.mark.parametrize(
    ("words", "a", "b"), [("Document de travail", 0.8, 0.6), ("Note de marge", 0.0, 1.0)]
)
def test_what_runs_in_another_direction_is_told_apart(
    reader: Reader, words: str, a: float, b: float
) -> None:
    for page in (
        [turned(words, 20, 500, a, b), *down(ROWS)],
        [*down(ROWS), turned(words, 20, 500, a, b)],
    ):
        document = by(reader, page)
        assert [line.text for line in document.lines if line.askew] == [words]
        assert [line.text for line in document.lines if not line.askew] == [*ROWS]
        assert document.turns == (0,)


def test_a_page_written_upwards_is_upright_and_nothing_on_it_askew() -> None:
    rows = (*ROWS, "•Salins")  # which is looked into
    page = [turned(words, 60 + 14 * at, 100, 0, 1) for at, words in enumerate(rows)]
    document = by("pdfium", page)
    assert words_of(document) == [*rows]
    assert not any(line.askew for line in document.lines)
    assert document.turns == (1,)


# Drawn bullets


@pytest.mark.parametrize("reader", [*ORDERS, "pdfplumber"])
def test_a_drawn_bullet_counts_whatever_else_is_typed_on_the_page(reader: Reader) -> None:
    page = [
        *down(("Signataires", "Dole", "Arbois", "- Salins", "- 1 -")),
        *(dot(50, 768 - 14 * at) for at in range(3)),
    ]
    assert words_of(by(reader, page)) == ["Signataires", "• Dole", "• Arbois", "- Salins", "- 1 -"]
