"""What is read of a page by the places of its words, whatever the order in which they were drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crte_extract.reading.placing
import crte_extract.reading.runs
from conftest import SHEETS
from crte_extract.document import Box, Document, Line
from crte_extract.options import Reader
from crte_extract.reading import plumber, read
from crte_extract.reading.page import Page, TypeLine
from crte_extract.reading.placing import placed_rows
from streams import A4, dot, pdf, scaled, standing_for, tall_font, text, turned

ORDERS: tuple[Reader, ...] = ("pdfium", "pdfium-drawn")
ROWS = (
    "Email de contact : a@b.fr",
    "Date de signature : 3 mai",
    "Signataires",
    "- Dole",
    "- Arbois",
)


def down(
    rows: tuple[str, ...], x: float = 60, top: float = 780, step: float = 14, font: str = "F1"
) -> list[str]:
    """The rows one below the other."""
    return [text(words, x, top - at * step, font=font) for at, words in enumerate(rows)]


def by(
    reader: Reader,
    *pages: list[str],
    crop: tuple[float, ...] = A4,
    fonts: Mapping[str, str] | None = None,
) -> Document:
    """The document that a reader makes of pages."""
    data = pdf(*pages, crop=crop, fonts=fonts)
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
            (plain, [" ".join(c.text for c in row.chunks) for row in rows])
            for rows, plain, *_ in read
        ]

    quick = rows()
    monkeypatch.setattr(crte_extract.reading.runs, "_may_be_more", lambda *_: True)
    monkeypatch.setattr(crte_extract.reading.placing, "_blocks", lambda rows: [rows])
    monkeypatch.setattr(crte_extract.reading.placing, "_is_plain", lambda _: False)
    slow = rows()
    for (plain, by_rows), (_, by_words) in zip(quick, slow, strict=True):
        assert not plain or by_rows == by_words


@pytest.mark.parametrize(("step", "in_order"), [(8.6, True), (8.2, False)])
def test_close_rows_are_in_order_and_rows_half_beside_each_other_are_not(
    step: float, in_order: bool
) -> None:
    """A row is 10.5 points high here: they overlap by 0.18 of it, or by 0.22."""
    document = by("pdfium", down(ROWS, step=step))
    assert words_of(document) == [*ROWS]
    assert document.in_order == in_order


def test_what_stands_alone_is_where_it_is_whatever_stands_out_of_order_elsewhere() -> None:
    """To the point: by its font, as on a page that is in order."""
    plain = down(ROWS)
    beside = [*plain, text("Dole", 300, 600), text("Fait à", 60, 601)]
    alone = [line.box for line in by("pdfium", plain).lines]
    assert [line.box for line in by("pdfium", beside).lines[: len(ROWS)]] == alone
    for page in (plain, down(ROWS[::-1])):
        tops = [round(line.box.top, 1) for line in by("pdfium-drawn", page).lines]
        assert tops == [round(box.top, 1) for box in alone]


def test_a_page_without_text_between_others_has_no_line() -> None:
    for reader in ORDERS:
        document = by(reader, down(ROWS), [], [dot(50, 50)], down(ROWS))
        assert [(line.text, line.page) for line in document.lines] == [
            (words, page) for page in (1, 4) for words in ROWS
        ]


@pytest.mark.parametrize("reader", ORDERS)
def test_letters_of_no_height_are_read(reader: Reader) -> None:
    """By a matrix that squashes them, or by a font that says so; nothing can be told in heights then."""
    assert words_of(by(reader, ["BT /F1 9 Tf 1 0 0 0 60 700 Tm (3) Tj ET"])) == ["3"]


# What it costs


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a page is asked where something stands, by what: for a box, for a base line."""
    counted: Counter[str] = Counter()
    box, line = Page.box, Page.line

    def box_(page: Page, first: int, last: int) -> Box:
        counted["box"] += 1
        return box(page, first, last)

    def line_(page: Page, at: int, before: TypeLine | None = None) -> TypeLine:
        counted["line"] += 1
        return line(page, at, before)

    monkeypatch.setattr(Page, "box", box_)
    monkeypatch.setattr(Page, "line", line_)
    return counted


PLAIN = (
    *ROWS,
    *("Email de contact : c@d.fr", "Date de signature : 4 mai", "Signataires", "de Salins"),
    "Nom de la commune",  # wide letters: 1.27 times what is usual here, where 1.35 may be a gap
    "Mâcon, Macon",
    "W",  # 2.2 times, but by less than a gap's width
    "initial, Lille",  # narrow ones: 0.8 times, where 0.75 may have one text over another
    "'",  # 0.45 times, but there is one alone
    "• Dole",
    "•, Dole",  # no word that touches its bullet
    "-",
)


@pytest.mark.parametrize("reader", ORDERS)
def test_of_a_plain_page_no_more_is_asked_than_where_each_row_begins_and_ends(
    reader: Reader, asked: Counter[str]
) -> None:
    """A sheet has hundreds of rows: to ask for each of their words takes several times as long."""
    assert words_of(by(reader, down(PLAIN))) == [*PLAIN]
    assert asked["box"] == len(PLAIN)
    assert asked["line"] == 2  # for the size of its letters, and for which way one alone runs


@pytest.mark.parametrize("reader", ORDERS)
def test_of_larger_letters_the_height_and_the_way_of_one_are_asked(
    reader: Reader, asked: Counter[str]
) -> None:
    """They are no second row, 1.4 times as high as usual or thrice."""
    larger = [text("Plan", 60, 500, size=12.6), text("Plan", 60, 400, size=27)]
    assert words_of(by(reader, [*down(ROWS), *larger])) == [*ROWS, "Plan", "Plan"]
    assert asked["box"] == len(ROWS) + 2 + 1  # that of the largest
    assert asked["line"] == 1 + 1  # which way it runs


def test_what_stands_beside_something_is_cut_only_where_it_may_hold_a_gap_or_meet_it(
    asked: Counter[str],
) -> None:
    """Two columns, one drawn after the other; one row's base line each, and no word of a row."""
    labels, values = ("Nom du contrat", "Date du contrat"), ("Dole et Arbois", "le 3 mai")
    page = [*down(labels), *down(values, x=300), *down(("Fin du contrat",), top=600)]
    assert sorted(words_of(by("pdfium", page))) == sorted((*labels, *values, "Fin du contrat"))
    assert asked["box"] == 5
    assert asked["line"] == 1 + 4


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


@pytest.mark.parametrize("reader", ORDERS)
def test_a_gap_is_told_by_what_is_usual_on_its_page(reader: Reader) -> None:
    """They take 1.6 times as much as rows without one, where more than 1.35 is looked into."""
    rows = (("Date de signature", "3 mai 2021"), ("Email de contact", "un@deux.fr"))
    gaps = [
        f"BT /F1 9 Tf 60 {600 - 14 * at} Td ({label}) Tj 130 0 Td ({value}) Tj ET"
        for at, (label, value) in enumerate(rows)
    ]
    lines = by(reader, [*down(ROWS), *gaps]).lines
    assert [(x.text, x.column) for x in lines[len(ROWS) :]] == [
        (words, column) for row in rows for column, words in enumerate(row, 1)
    ]


@pytest.mark.parametrize("reader", ORDERS)
def test_where_every_row_has_a_gap_it_is_told_by_the_size_of_letters(reader: Reader) -> None:
    """Of a page of cells alone: no row tells how wide running text is."""
    rows = (("Date de signature", "3 mai 2021"), ("Email de contact", "un@deux.fr"))
    page = beside(rows, apart=130)
    assert [(x.text, x.column) for x in by(reader, page).lines] == [
        (words, column) for row in rows for column, words in enumerate(row, 1)
    ]


@pytest.mark.parametrize("reader", ORDERS)
def test_a_long_row_is_cut_at_the_edge_of_a_column_where_its_gap_is_small(reader: Reader) -> None:
    """Its value hangs: 8 points behind its label, some behind the edge, where no word begins."""
    page = beside((("Date", "3 mai"), ("Email", "a@b.fr")), apart=198)
    label, value = "Nature des documents en vigueur sur le territoire", "PLUI"
    page.append(f"BT /F1 9 Tf 60 752 Td [({label}) -900 ({value})] TJ ET")
    lines = by(reader, page).lines
    assert [(x.text, x.column) for x in lines[-2:]] == [(label, 1), (value, 2)]


def test_a_word_that_fills_a_blank_is_read_in_it() -> None:
    """The row around it holds it: the blank is a gap that nothing else tells."""
    row = "Fait à                 , le 3 mai 2021, par le maire de la commune et le préfet"
    page = [text("Dole", 92, 601), *down(ROWS), text(row, 60, 600)]
    assert words_of(by("pdfium", page))[-1] == (
        "Fait à Dole , le 3 mai 2021, par le maire de la commune et le préfet"
    )


# What PDFium joins


@pytest.mark.parametrize("reader", ORDERS)
def test_a_bullet_far_before_a_word_is_no_cell_beside_it(reader: Reader) -> None:
    page = [*down(ROWS[:3]), "BT /F1 9 Tf 60 700 Td [(•) -1400 (Dole)] TJ ET"]
    assert words_of(by(reader, page))[-1] == "• Dole"


ITEM = "COMMUNAUTE DE COMMUNES DU JURA"


def joined(*rows: str, step: float = 13) -> list[str]:
    """Rows that PDFium joins where one begins with a single character, with an item's text behind it."""
    page = [scaled(words, 60, 780 - 14 * at) for at, words in enumerate(ROWS[:3])]
    for at, row in enumerate(rows):
        mark, _, words = row.partition(" ") if row[1] == " " else (row, "", "")
        page.append(scaled(mark, 60, 700 - step * at))
        page += [scaled(words, 68, 700 - step * at)] if words else []
    return page


@pytest.mark.parametrize("reader", ORDERS)
@pytest.mark.parametrize("item", ["- Dole", "• Dole", f"- {ITEM}"])
def test_rows_that_pdfium_joins_are_two(reader: Reader, item: str) -> None:
    """By where they end, left of where they reach; in wide letters, as far right: then by their height."""
    assert words_of(by(reader, joined("Liste :", item))) == [*ROWS[:3], "Liste :", item]
    assert words_of(by(reader, joined("Liste des programmes de l'ANCT :", item))) == [
        *ROWS[:3],
        "Liste des programmes de l'ANCT :",
        item,
    ]


@pytest.mark.parametrize("reader", ORDERS)
def test_a_list_of_which_each_bullet_stands_above_its_text_is_parted(reader: Reader) -> None:
    """PDFium joins each with the row below, touching it: so high are most rows of the page then."""
    words = ("Dole", "Arbois", "Salins", "Poligny")
    rows = [row for word in words for row in ("-", word)]
    page = [scaled(row, 60, 780 - 13 * at) for at, row in enumerate(rows)]
    assert words_of(by(reader, page)) == rows


@pytest.mark.parametrize("reader", ORDERS)
def test_letters_of_two_rows_that_pdfium_joins_to_a_word_are_two(reader: Reader) -> None:
    """Each cell of a column has a single character, as a count has."""
    page = [*down(ROWS), text("3", 400, 600), text("5", 400, 586), text("Dole", 60, 500)]
    assert words_of(by(reader, page)) == [*ROWS, "3", "5", "Dole"]


@pytest.mark.parametrize("reader", ORDERS)
@pytest.mark.parametrize("high", ["F1", "F3"])
def test_a_page_on_which_all_rows_are_joined_is_told_by_the_size_of_its_letters(
    reader: Reader, high: str
) -> None:
    """Nothing on it is usual. F3 says that its letters are two and a half times as high as they are."""
    page = [text("3", 400, 600, font=high), text("5", 400, 586, font=high)]
    fonts = {"F3": tall_font(1700, -800)}
    assert words_of(by(reader, page, fonts=fonts)) == ["3", "5"]
    whole = [
        scaled(words, x, y)
        for words, x, y in (("Liste :", 60, 780), ("-", 60, 767), ("Dole", 68, 767))
    ]
    assert words_of(by(reader, whole)) == ["Liste :", "- Dole"]


@pytest.mark.parametrize("reader", ORDERS)
def test_what_is_drawn_after_its_row_and_left_of_it_is_put_before_it(reader: Reader) -> None:
    """Bullets, or words; PDFium joins them to the words that were drawn before."""
    page = [
        *down(ROWS),
        text("Office de tourisme", 68, 600),
        text("o", 60, 600),
        text("Dole", 68, 586),
        text("o", 60, 586),
        text("bois", 140, 572),
        text("Contrat de", 68, 572),
    ]
    lines = words_of(by(reader, page))
    assert lines == [*ROWS, "o Office de tourisme", "o Dole", "Contrat de bois"]


@pytest.mark.parametrize("reader", ORDERS)
def test_a_word_drawn_back_into_its_row_stands_where_it_was_put(reader: Reader) -> None:
    page = [
        *down(ROWS),
        text("Fait à                         , le 3 mai 2021", 60, 600),
        text("Dole", 95, 601),
    ]
    assert words_of(by(reader, page))[-1] == "Fait à Dole , le 3 mai 2021"


@pytest.mark.parametrize(("step", "rows"), [(4, 1), (5, 2), (8.5, 2)])
def test_base_lines_of_words_on_one_row_differ_by_half_their_size_at_most(
    step: float, rows: int
) -> None:
    """4.5 points. In order of drawing nothing else tells rows."""
    lines = words_of(by("pdfium-drawn", joined("Liste des programmes :", "- Dole", step=step)))
    assert len(lines) == 3 + rows


@pytest.mark.parametrize("x", [236, 240])
def test_words_that_pdfium_joins_over_a_gap_are_two(x: float) -> None:
    """The second stands for itself without the space that is drawn before it: PDFium sees no gap then.

    It is 1.3 or 1.8 times as wide as the letters are large; 1 is more than letters are set apart.
    """
    page = [text("Le", 60, 600), text("Nom :", 200, 600)]
    page.append(standing_for("3 mai", text(" 3 mai", x, 600)))
    assert words_of(by("pdfium", [*down(ROWS), *page]))[-1] == "Le Nom : 3 mai"


@pytest.mark.parametrize("reader", ORDERS)
def test_a_value_that_pdfium_joins_to_its_label_is_in_its_column(reader: Reader) -> None:
    page = [*down(ROWS), *down(("Nom :", "Date :"), top=600)]
    page += [
        standing_for(w, text(f" {w}", 300, 600 - 14 * n)) for n, w in enumerate(("Dole", "mai"))
    ]
    lines = by(reader, page).lines[len(ROWS) :]
    assert sorted((line.column, line.text) for line in lines) == [
        (1, "Date :"),
        (1, "Nom :"),
        (2, "Dole"),
        (2, "mai"),
    ]


@pytest.mark.parametrize("reader", ORDERS)
def test_letters_set_apart_are_one_word(reader: Reader) -> None:
    """By 0.8 of their size: a number in the boxes of a form, a title."""
    page = [*down(ROWS), "BT /F1 9 Tf 7 Tc 60 600 Td (200068757) Tj ET"]
    assert words_of(by(reader, page)) == [*ROWS, "200068757"]


# What is drawn going back


@pytest.mark.parametrize("back", [15200, 16500, 17500])
def test_a_label_drawn_after_its_value_at_once_is_read_before_it(back: float) -> None:
    """The row's ends are so near each other that it takes 0.2, 0.3 or 0.4 of what is usual."""
    row = f"BT /F1 9 Tf 300 600 Td [(3 mai 2021) {back} (Date de signature :)] TJ ET"
    assert words_of(by("pdfium", [*down(ROWS), row]))[-1] == "Date de signature : 3 mai 2021"


@pytest.mark.parametrize("back", [10000, 12000, 20000])
def test_two_words_that_go_back_are_none(back: float) -> None:
    """They are as far apart as letters of 1.1, 1.4 or 2.5 times their size would be wide."""
    row = f"BT /F1 9 Tf 300 600 Td [(3 mai) {back} (Date)] TJ ET"
    assert words_of(by("pdfium", [*down(ROWS), row]))[-1] == "Date 3 mai"


def test_a_word_of_wide_letters_is_asked_for_none_of_them(asked: Counter[str]) -> None:
    """0.8 of their size each, where a letter may take as much as its size: there is no gap."""
    row = "BT /F1 9 Tf 60 600 Td (MAMMA) Tj 200 0 Td (MAMMA) Tj ET"
    assert words_of(by("pdfium", [*down(ROWS), row]))[-1] == "MAMMA MAMMA"
    assert asked["box"] == len(ROWS) + 1 + 2


# Parts of words


@pytest.mark.parametrize("reader", ORDERS)
@pytest.mark.parametrize("gaps", [0, 4000])
def test_a_word_that_is_broken_at_the_end_of_a_row_keeps_its_hyphen(
    reader: Reader, gaps: float
) -> None:
    """Where PDFium has another character; in a justified row too, which is cut."""
    row = f"BT /F1 9 Tf 60 600 Td [(Contrat ) {-gaps} (de ) {-gaps} (rura-)] TJ ET"
    page = [*down(ROWS), row, text("lité - de Dole", 60, 588)]
    assert words_of(by(reader, page)) == [*ROWS, "Contrat de rura-", "lité - de Dole"]


@pytest.mark.parametrize("reader", ORDERS)
def test_a_hyphen_that_ends_a_row_for_its_own_sake_is_one(reader: Reader) -> None:
    row = "BT /F1 9 Tf 60 600 Td [(Contrat) -4000 (de) -4000 (Dole -)] TJ ET"
    assert words_of(by(reader, [*down(ROWS), row]))[-1] == "Contrat de Dole -"


@pytest.mark.parametrize("reader", ORDERS)
def test_a_row_that_was_cut_is_about_as_high_as_its_letters(reader: Reader) -> None:
    """It reaches 0.9 of their size above its base line, and 0.2 below: what looks at a page is shown that.

    Its font says 1.7 and 0.8.
    """
    row = "BT /F3 10 Tf 60 600 Td (Dole) Tj 200 0 Td (Arbois) Tj ET"
    lines = by(reader, [*down(ROWS), row], fonts={"F3": tall_font(1700, -800)}).lines
    base = A4[3] - 600
    assert lines[-1].text == "Dole Arbois"
    assert lines[-1].box.top == pytest.approx(base - 9)
    assert lines[-1].box.bottom == pytest.approx(base + 2)


def test_words_keep_their_row_whose_font_has_letters_reach_far() -> None:
    """A font may say anything of how high its letters are; rows are told by their base lines.

    This one's reach 15 points up and 7 down, on rows 14 apart; the values are in another font.
    """
    labels = down(ROWS[:2], font="F3")
    values = down(("un", "deux"), x=400)
    lines = by("pdfium", [*labels, *values], fonts={"F3": tall_font(1700, -800)}).lines
    assert [line.text for line in lines] == [ROWS[0], "un", ROWS[1], "deux"]


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


@pytest.mark.parametrize(
    ("across", "up", "x", "y", "step", "turns"),
    [(0, 1, 60, 100, (14, 0), 1), (-1, 0, 500, 100, (0, 14), 2), (0, -1, 300, 700, (-14, 0), 3)],
)
def test_a_page_written_in_another_direction_is_upright_and_nothing_on_it_askew(
    across: int, up: int, x: float, y: float, step: tuple[float, float], turns: int
) -> None:
    rows = (*ROWS, "•Salins")  # which is looked into
    page = [
        turned(words, x + step[0] * at, y + step[1] * at, across, up)
        for at, words in enumerate(rows)
    ]
    document = by("pdfium", page)
    assert words_of(document) == [*rows]
    assert not any(line.askew for line in document.lines)
    assert document.turns == (turns,)


@pytest.mark.parametrize(("across", "up", "turns"), [(1, 0, 0), (0, 1, 1), (-1, 0, 2), (0, -1, 3)])
def test_a_row_drawn_in_pieces_stays_in_order_whatever_way_it_runs(
    across: int, up: int, turns: int
) -> None:
    """On a page that stands on its head PDFium takes each piece for a word that goes from right to left."""
    matrix = f"{across} {up} {-up} {across} 300 400 Tm"
    pieces = "(Gestion, v) Tj (alorisation) Tj ( des déchets) Tj"
    document = by("pdfium", [f"BT /F1 9 Tf {matrix} {pieces} ET"])
    assert words_of(document) == ["Gestion, valorisation des déchets"]
    assert document.turns == (turns,)


# Drawn bullets


@pytest.mark.parametrize("reader", [*ORDERS, "pdfplumber"])
def test_a_drawn_bullet_counts_whatever_else_is_typed_on_the_page(reader: Reader) -> None:
    page = [
        *down(("Signataires", "Dole", "Arbois", "- Salins", "- 1 -")),
        *(dot(50, 768 - 14 * at) for at in range(3)),
    ]
    assert words_of(by(reader, page)) == ["Signataires", "• Dole", "• Arbois", "- Salins", "- 1 -"]


# Marks of footnotes


def marked(words: str, mark: str, across: float, size: float = 6, up: float = 3) -> list[str]:
    """A page of rows, and words with a mark behind them."""
    at_once = f"BT /F1 9 Tf 60 600 Td ({words}) Tj /F1 {size} Tf {across} {up} Td ({mark}) Tj ET"
    return [*down(ROWS), at_once]


@pytest.mark.parametrize("reader", [*ORDERS, "pdfplumber"])
def test_a_number_and_the_mark_of_a_footnote_are_no_number(reader: Reader) -> None:
    """7 and a raised 1 are no 71; nor is the square of a metre a 2."""
    assert words_of(by(reader, marked("Surface : 7", "1", 43.6)))[-1] == "Surface : 7¹"
    assert words_of(by(reader, marked("Surface : 7 m", "12", 53.6)))[-1] == "Surface : 7 m¹²"


@pytest.mark.parametrize(
    ("size", "up", "raised"), [(6, 3, True), (6, 1.8, True), (6, 0.9, False), (9, 3, False)]
)
def test_a_mark_is_raised_and_small(size: float, up: float, raised: bool) -> None:
    words = words_of(by("pdfium", marked("Surface : 7", "1", 43.6, size, up)))[-1]
    assert words == ("Surface : 7¹" if raised else "Surface : 71")


def test_a_mark_drawn_apart_is_one_too() -> None:
    page = [
        *down(ROWS),
        text("Surface : 7", 60, 600),
        text("1", 108, 603, size=6),
        text("er", 60, 500),
    ]
    assert words_of(by("pdfium", page))[-2] in ("Surface : 7¹", "Surface : 7 ¹")


# What is drawn twice


@pytest.mark.parametrize(
    ("name", "stem", "flags", "bold"),
    [
        ("Tall", 80, 32, False),
        ("Tall", 160, 32, True),  # by its weight, 780
        ("Tall", 80, 32 | 1 << 18, True),
        ("Tall-Bold", 80, 32, True),
        ("Tall-Regular", 160, 32, False),  # a heavy one, whose bold is heavier
        ("Tall-Regular", 80, 32 | 1 << 18, False),
        ("TallRoman", 160, 32, True),
    ],
)
def test_a_font_is_bold_by_its_name_or_where_that_says_nothing_by_its_weight(
    name: str, stem: int, flags: int, bold: bool
) -> None:
    font = (
        tall_font(900, -200)
        .replace("/Tall/", f"/{name}/")
        .replace("/FontName/Tall", f"/FontName/{name}")
    )
    font = font.replace("/StemV 80/Flags 32", f"/StemV {stem}/Flags {flags}")
    page = [text("Email de contact : a@b.fr", 60, 700), text("Dole", 60, 680, font="F3")]
    assert by("pdfium", page, fonts={"F3": font}).lines[-1].bold is bold


@pytest.mark.parametrize("reader", ORDERS)
@pytest.mark.parametrize(("beside", "once"), [(0.0, True), (0.9, True), (2.9, True), (3.1, False)])
def test_what_is_drawn_again_for_a_bold_is_read_once(
    reader: Reader, beside: float, once: bool
) -> None:
    page = [*down(PLAIN), *down(PLAIN, x=60 + beside)]  # far apart: what is near PDFium leaves out
    assert (words_of(by(reader, page)) == [*PLAIN]) == once


@pytest.mark.parametrize(("lower", "once"), [(2.9, True), (3.1, False)])
def test_a_shadow_to_the_right_and_below_is_read_once(lower: float, once: bool) -> None:
    page = [*down(ROWS), *down(ROWS, x=62, top=780 - lower)]
    assert (words_of(by("pdfium", page)) == [*ROWS]) == once


def test_the_same_small_words_one_below_the_other_are_no_shadow() -> None:
    """By more than half of their height: 1.1 times their size of 4 points."""
    page = [text("Dole", 60, 700, size=4), text("Dole", 60, 697.6, size=4)]
    assert words_of(by("pdfium", [*down(ROWS), *page])).count("Dole") == 2


@pytest.mark.parametrize("label", ["", "Nombre de fiches projet : "])
@pytest.mark.parametrize(("own", "under"), [("43", "51"), ("43", "5"), ("5", "43")])
def test_numbers_drawn_over_others_are_told(label: str, own: str, under: str) -> None:
    """PDFium joins them, and what stands before them."""
    (alone,) = by("pdfium", [text(label + own, 60, 600)]).lines
    x = alone.box.x1 - 9 * 0.556 * len(own)  # as wide as a figure is
    page = [text(label + under, 60, 600), text(own, x, 600)]
    found = by("pdfium", [*down(ROWS), *page]).lines
    assert [line.over for line in found] == [False] * len(ROWS) + [True]


@pytest.mark.parametrize("beside", [1.2, 3.0])
def test_a_number_and_its_shadow_are_one(beside: float) -> None:
    page = [text("43", 60, 600), text("43", 60 + beside, 599)]
    found = by("pdfium", [*down(ROWS), *page, text("2", 60, 500), text("2", 60 + beside, 500)])
    assert words_of(found)[len(ROWS) :] == ["43", "2"]
    assert not any(line.over for line in found.lines)


def test_narrow_figures_stand_on_none() -> None:
    """Of 0.19 sizes, as an OCR has them."""
    narrow = "BT /F1 9 Tf 34 Tz 60 600 Td (1224) Tj ET"
    found = by("pdfium", [*down(ROWS), narrow])
    assert (words_of(found)[-1], found.lines[-1].over) == ("1224", False)


def test_words_drawn_over_others_are_told() -> None:
    """Short ones are joined."""
    page = [text("PLUI", 60, 600), text("SCoT", 60, 600), *down(("Dole", "Arbois"), top=500)]
    found = by("pdfium", [*down(ROWS), *page]).lines
    assert [line.text for line in found if line.over] == ["PLUI SCoT"]


def test_a_text_that_stands_twice_on_a_page_is_read_in_turn() -> None:
    rows = ("Signataires", "- Ademe", "Comité", "- Ademe")
    assert words_of(by("pdfium", down(rows))) == [*rows]


@pytest.mark.parametrize(("degrees", "askew"), [(3, False), (8, True), (12, True), (90, True)])
@pytest.mark.parametrize("words", ["COPIE", "Document de travail"])
def test_what_is_tilted_by_some_degrees_is_askew(degrees: float, askew: bool, words: str) -> None:
    """4.5 degrees: a quarter turn by a twentieth. A stamp of a larger size, short or long."""
    way = math.radians(degrees)
    stamp = turned(words, 250, 500, round(math.cos(way), 4), round(math.sin(way), 4), size=14)
    lines = by("pdfium", [*down(ROWS), stamp]).lines
    assert [line.text for line in lines if line.askew] == ([words] if askew else [])


def test_letters_that_stand_alone_are_askew_too() -> None:
    """As those of a word that is written up the margin letter by letter."""
    letters = [turned(letter, 20, 500 + 40 * at, 0, 1) for at, letter in enumerate("VU")]
    lines = by("pdfium", [*down(ROWS), *letters]).lines
    assert [line.text for line in lines if line.askew] == ["V", "U"]


def test_which_way_a_page_runs_is_told_by_more_of_its_characters_where_few_disagree() -> None:
    """Of five characters the first is one of the stamp's, and the others are no letters."""
    rows = tuple(f"{mark}bcde {'.' * 60}" for mark in "abcde")
    document = by("pdfium", [turned("COPIE", 20, 500, 0, 1), *down(rows)])
    assert document.turns == (0,)
    assert [line.text for line in document.lines if line.askew] == ["COPIE"]


def test_for_pdfplumber_too_a_space_as_wide_as_letters_parts_no_columns() -> None:
    """In a typewriter's font the second words of rows stand one below the other by chance."""
    rows = [f"{first} et gestion" for first in ("Finance", "Culture", "Energie", "Loisirs")]
    page = [text(words, 60, 700 - 14 * at) for at, words in enumerate(rows)]
    data = pdf(page, fonts={"F1": tall_font(800, -200, 600)})
    lines = [Line(*line) for line in plumber._read(data, None)["lines"]]
    assert [line.text for line in lines] == rows
