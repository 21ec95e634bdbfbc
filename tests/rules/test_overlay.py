"""What was laid over pages: stamps, watermarks and notes, and what only looks like them."""

from __future__ import annotations

import pytest

from crte_extract import extract
from crte_extract.document import Document
from crte_extract.options import Reader
from crte_extract.reading import read
from crte_extract.reading.overlay import mark_of, outermost, overlay
from crte_extract.reading.words import Word
from streams import pdf, text

ORDERS: tuple[Reader, ...] = ("pdfium", "pdfium-drawn")
STAMP = "Diffusion restreinte"
LEFT, TOP, STEP = 60.0, 780.0, 14.0
BODY = (
    "Email de contact : a@b.fr",
    "Nature des signataires du CRTE :",
    "- Ademe",
    "- Banque des territoires",
    "Liste des contrats figurant dans le CRTE :",
    "- Contrat de ville",
    "- Contrat local",
    "- OPAH",
    "Liste des programmes de l'ANCT intégrés :",
    "- France services",
    "- Agenda rural",
    "- Petites villes",
)
MORE = (
    "Liste des orientations stratégiques, axes, ambitions, volets, objectifs... :",
    *(f"- axe {number}" for number in "abcdefghijk"),
)


def body(rows: tuple[str, ...] = BODY) -> list[str]:
    """Rows one below the other, drawn from the top down."""
    return [text(words, LEFT, TOP - at * STEP) for at, words in enumerate(rows)]


def level(row: int, words: str = STAMP, x: float = 400, size: float = 9, up: float = 0) -> str:
    """Words on the same line as a row, or so much above it."""
    return text(words, x, TOP - row * STEP + up, size=size)


def laid(document: Document) -> list[str]:
    return [line.text for line in document.lines if line.laid]


def rest(document: Document) -> list[str]:
    return [line.text for line in document.lines if not line.laid]


@pytest.mark.parametrize("reader", ORDERS)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("up", [0.0, 7.0])
def test_a_stamp_beside_or_between_rows_is_laid_over_the_page(
    reader: Reader, first: bool, up: float
) -> None:
    stamp = [level(5, up=up)]
    page = [*stamp, *body()] if first else [*body(), *stamp]
    found = read(pdf(page), reader)
    assert laid(found) == [STAMP]
    assert rest(found) == [*BODY]


@pytest.mark.parametrize("up", [0.0, 7.0])
def test_a_page_is_in_order_but_for_what_was_laid_over_it(up: float) -> None:
    assert read(pdf([*body(), level(5, up=up)]), "pdfium").in_order


@pytest.mark.parametrize(("row", "aside"), [(0, False), (1, True), (10, True), (11, False)])
def test_what_is_drawn_last_at_an_end_of_the_page_may_be_its_head_or_foot(
    row: int, aside: bool
) -> None:
    assert laid(read(pdf([*body(), level(row)]), "pdfium")) == ([STAMP] if aside else [])


def test_it_was_drawn_before_all_rows_or_after_them() -> None:
    rows = body()
    assert not laid(read(pdf([*rows[:6], level(8), *rows[6:]]), "pdfium"))  # amid twelve


@pytest.mark.parametrize(("rows", "aside"), [(10, False), (11, True)])
def test_a_page_of_few_rows_tells_nothing(rows: int, aside: bool) -> None:
    found = read(pdf([*body(BODY[:rows]), level(5)]), "pdfium")
    assert laid(found) == ([STAMP] if aside else [])


@pytest.mark.parametrize(("gap", "aside"), [(0.0, False), (5.0, False), (14.0, True), (20.0, True)])
def test_what_begins_right_behind_a_row_may_be_its_value(gap: float, aside: bool) -> None:
    found = read(pdf([*body(), level(5, x=LEFT + 66 + gap)]), "pdfium")
    assert laid(found) == ([STAMP] if aside else [])


@pytest.mark.parametrize(("aside", "x"), [(False, 300.0), (False, 301.2), (True, 303.0)])
def test_what_shares_a_left_edge_is_of_a_column(aside: bool, x: float) -> None:
    """A value beside its label, drawn before the rest."""
    rows = [level(2, "Oui", x=300), *body(), level(7, x=x)]
    assert (STAMP in laid(read(pdf(rows), "pdfium"))) == aside


@pytest.mark.parametrize(("lines", "aside"), [(1, True), (4, True), (5, False)])
def test_a_note_has_no_more_than_four_lines(lines: int, aside: bool) -> None:
    note = [level(3, f"note {at} du service", up=-9.0 * at, size=7) for at in range(lines)]
    found = laid(read(pdf([*body(), *note]), "pdfium"))
    assert len(found) == (lines if aside else 0)


@pytest.mark.parametrize(("lines", "aside"), [(4, 4), (5, 0)])
def test_many_words_at_no_edge_are_values_filled_in(lines: int, aside: int) -> None:
    values = [
        level(2 + 2 * (at % 5), f"valeur {'abcdef'[at]}", x=300 + 31 * at) for at in range(lines)
    ]
    found = laid(read(pdf([*body((*BODY, *MORE)), *values]), "pdfium"))
    assert len(found) == aside


@pytest.mark.parametrize(("size", "aside"), [(9, False), (14, False), (36, True)])
def test_what_is_huge_is_aligned_by_chance(size: float, aside: bool) -> None:
    found = read(pdf([*body(), level(5, "PROJET", x=LEFT, size=size, up=7)]), "pdfium")
    assert laid(found) == (["PROJET"] if aside else [])


# On several pages


def pages(*stamps: list[str]) -> list[list[str]]:
    """Two pages in two columns each, which are never in order, with these stamps."""
    found = []
    for at, stamp in enumerate(stamps):
        rows = body() if at % 2 == 0 else body(MORE)
        column = [level(row, f"cellule {'abcdefghijkl'[row + at]}", x=300) for row in range(10)]
        found.append([*rows, *column, *stamp])
    return found


@pytest.mark.parametrize("reader", ORDERS)
@pytest.mark.parametrize(
    ("words", "both"),
    [
        ((STAMP, STAMP), True),
        ((STAMP, "Diffusion libre"), False),
        (("DDT-000123", "DDT-000124"), True),
        (("1", "2"), True),
        (("1", "3"), False),
        (("Oui", "Oui"), False),
        (("1 250 000 ME", "1 250 000 ME"), False),
        (("ab 12", "ab 12"), False),
        (("abc 12", "abc 12"), True),
    ],
)
def test_on_pages_out_of_order_it_is_told_by_the_same_words_at_the_same_place(
    reader: Reader, words: tuple[str, str], both: bool
) -> None:
    found = read(pdf(*pages(*[[level(5, one, x=420)] for one in words])), reader)
    assert laid(found) == ([*words] if both else [])


@pytest.mark.parametrize(("down", "both"), [(0.0, True), (20.0, False)])
def test_it_stands_at_the_same_place(down: float, both: bool) -> None:
    found = read(pdf(*pages([level(5, x=420)], [level(5, x=420, up=-down)])), "pdfium")
    assert len(laid(found)) == (2 if both else 0)


def test_what_one_page_tells_holds_for_the_others() -> None:
    """On a short page, at the end of one, and where it is aligned with a column."""
    stamp = [level(5)]
    short = [text("- Contrat de ville", LEFT, TOP), *stamp]
    aligned = [*body(MORE), level(1, "a", x=400), level(2, "b", x=400)]
    aligned += [level(7, "Oui", x=440), *stamp]
    found = read(pdf([*body(), *stamp], short, aligned), "pdfium")
    assert laid(found).count(STAMP) == 3


@pytest.mark.parametrize(("up", "aside"), [(0.0, 2), (-12.0, 2), (-30.0, 0)])
def test_a_note_near_the_last_row_is_no_part_of_it(up: float, aside: int) -> None:
    """Further down it is a footer, which other rules tell."""
    note = [level(11, "Powered by Enquete", up=up, size=7)]
    found = read(pdf([*note, *body()], [*note, *body(MORE)]), "pdfium")
    assert len(laid(found)) == aside


# What becomes of it


def test_on_two_pages_it_is_no_text_of_the_sheet() -> None:
    fiche = extract(pdf([*body(), level(3)], [*body(MORE), level(3)]), reader="pdfium")
    assert STAMP not in fiche.model_dump_json()


def test_on_one_page_it_is_told_and_no_field_has_it() -> None:
    fiche = extract(pdf([*body(), level(6)], body(MORE)), reader="pdfium")
    told = [(w.code, w.champ, w.brut) for w in fiche.avertissements if w.code == "texte_hors_champ"]
    assert told == [("texte_hors_champ", None, STAMP)]
    assert fiche.etats["strategie"]["contrats"] == "lu"
    assert [*fiche.strategie.contrats] == ["Contrat de ville", "Contrat local", "OPAH"]


def test_a_heading_drawn_last_stands_in_its_place() -> None:
    rows = [*BODY[:8], "Plan d'action", "Nombre de fiches projet (opération à travailler) : 3"]
    drawn = body((*rows, "- Agenda rural", "- Petites villes", "Signataires"))
    del drawn[8]
    fiche = extract(pdf([*drawn, level(8, rows[8], x=250)]), reader="pdfium")
    assert fiche.plan_action.nombre_fiches_projet == 3
    assert "plan_action" not in {
        w.section for w in fiche.avertissements if w.code == "section_absente"
    }


def test_above_the_first_label_it_is_of_the_letterhead() -> None:
    letterhead = ("Republique", "Ministere", "Agence", "nationale", *BODY)
    fiche = extract(pdf([*body(letterhead), level(2, "Reference interne", x=400)]), reader="pdfium")
    assert not [w for w in fiche.avertissements if w.code == "texte_hors_champ"]


# Where a row stands, and when it was drawn


def row(x0: float, at: float, x1: float = 0, height: float = 10) -> list[Word]:
    """A row of one word, so many steps down."""
    return [Word("abcde", x0, at * STEP, x1 or x0 + 100, at * STEP + height)]


def column(count: int = 20, x0: float = LEFT) -> list[list[Word]]:
    """Rows below each other, each a bit wider than the one above."""
    return [row(x0, at, 200 + 4 * at) for at in range(count)]


@pytest.mark.parametrize(("before", "found"), [(7, True), (8, False)])
def test_it_was_drawn_among_the_first_or_the_last_eight(before: int, found: bool) -> None:
    """Of which a head may be drawn before it."""
    head = [row(60 + 7 * at, 0) for at in range(before)]
    note = row(450, 9)
    drawn = [*head, note, *[row(60, at) for at in range(1, 20)]]
    assert (overlay(drawn).amid == {before}) == found
    assert (overlay(drawn[::-1]).amid == {len(drawn) - 1 - before}) == found


@pytest.mark.parametrize(
    ("up", "amid"), [(0.0, False), (-1.0, False), (-7.0, False), (-8.5, True), (-11.0, True)]
)
def test_within_a_fifth_of_its_height_a_row_is_below_another(up: float, amid: bool) -> None:
    """A row 10 points high, whose bottom lies so far above or below the top of the last one."""
    note = [Word("abcde", 450, 19 * STEP + up, 500, 19 * STEP + up + 10)]
    assert (20 in overlay([*column(), note]).amid) == amid


@pytest.mark.parametrize(
    ("x0", "aside"), [(279.0, True), (279.6, False), (280.0, False), (289.0, False), (291.0, True)]
)
@pytest.mark.parametrize("down", [0.0, 12.0, -12.0])
def test_it_is_right_behind_a_row_on_its_own_level(x0: float, aside: bool, down: float) -> None:
    rows = column()
    rows[10] = [Word("abcde", LEFT, 140, 280, 150)]
    note = [Word("abcde", x0, 140 + down, x0 + 41, 150 + down)]
    level = not down
    assert (20 in overlay([*rows, note]).amid) == (aside or not level)


@pytest.mark.parametrize(("count", "aside"), [(2, True), (3, False)])
@pytest.mark.parametrize("edge", ["middle", "right"])
def test_it_may_share_a_middle_or_a_right_edge_with_two_by_chance(
    edge: str, count: int, aside: bool
) -> None:
    rows = column()
    for at in range(count):
        half = 20 + at
        x0, x1 = (450 - half, 450 + half) if edge == "middle" else (450 - half, 465)
        rows.append(row(x0, 3 + 2 * at, x1))
    drawn = [*rows[20:], *rows[:20], row(435, 12, 465)]
    assert (len(drawn) - 1 in overlay(drawn).amid) == aside


@pytest.mark.parametrize("at", [1, 18])
def test_what_was_drawn_in_its_turn_is_not_laid_over_the_page(at: int) -> None:
    rows = column()
    rows[at] = row(400, at, 450)
    assert not overlay(rows).amid


def test_a_column_drawn_last_is_no_note() -> None:
    values = [row(400, 4 + 3 * at, 450 + at) for at in range(6)]
    found = overlay([*column(), *values])
    assert not found.amid
    assert not found.beside


def test_words_of_a_row_are_one_place() -> None:
    note = [Word("abcde", 450, 126, 470, 136), Word("fghij", 430, 126, 448, 136)]
    assert overlay([*column(), note]).amid == {20}
    assert mark_of(note, 1) == mark_of([Word("abcde fghij", 430, 126, 470, 136)], 1)


@pytest.mark.parametrize(("down", "near"), [(9.0, True), (11.0, False)])
@pytest.mark.parametrize("above", [False, True])
def test_near_is_within_its_height(down: float, near: bool, above: bool) -> None:
    rows = [[word._replace(top=word.top + 100, bottom=word.bottom + 100)] for (word,) in column()]
    top = 100 - 10 - down if above else 19 * STEP + 110 + down
    found = overlay([*rows, [Word("abcde", 450, top, 480, top + 10)]])
    assert (20 in found.beside) == near
    assert (20 in found.ends) != near


@pytest.mark.parametrize(
    ("words", "page", "told"),
    [
        ("1", 1, "0"),
        ("12", 2, "10"),
        ("1234", 1, "1233"),
        ("12345", 1, ""),
        ("le 3 mai 2024", 1, "le # mai #"),
        ("abc", 1, ""),
        ("ab 123", 1, ""),
        ("abc 1", 1, ""),
        ("abc 12", 1, "abc #"),
    ],
)
def test_a_mark_is_of_words_or_counts_pages(words: str, page: int, told: str) -> None:
    assert mark_of([Word(words, 0, 0, 10, 10)], page).words == told


@pytest.mark.parametrize(("by", "same"), [(0.0, True), (3.9, True), (8.1, False), (-4.1, False)])
def test_a_mark_has_roughly_a_place(by: float, same: bool) -> None:
    one = mark_of([Word("COPIE", 80, 70, 120, 80)], 1)
    assert (one == mark_of([Word("COPIE", 80 + by, 70, 120, 80)], 1)) == same
    assert (one == mark_of([Word("COPIE", 80, 70, 120, 80 + by)], 1)) == same


@pytest.mark.parametrize(("count", "kept"), [(3, 3), (15, 15), (16, 16), (40, 16)])
def test_the_outermost_are_eight_at_either_end(count: int, kept: int) -> None:
    rows = column(count)
    found = outermost(rows)
    assert len(found) == kept
    assert (found[0], found[-1]) == (rows[0], rows[-1])
