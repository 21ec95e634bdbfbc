"""Columns found by geometry: which rows of a page are a table, and where its right cells begin."""

from __future__ import annotations

import re

import pytest

from crte_extract.reading.layout import Chunk, PrintedRow, Side, cut_columns, merge_bullets

CHARACTER, HIGH = 5.0, 10.0  # points: of a character, of a row
TOLERANCE, HANGING = 3.0, 24.0  # points, as the readers of a PDF have them


def page(text: str, step: float = 14.0) -> list[PrintedRow]:
    """The rows of a page drawn as text: two spaces are a gap, ``~`` parts words with no gap between.

    ``+`` before a word moves it a point to the right, and as many more as there are.
    """
    rows = []
    for down, line in enumerate(text.strip("\n").split("\n")):
        chunks = []
        for found in re.finditer(r"[^ ~]+(?: [^ ~]+)*", line):
            words = found[0].lstrip("+")
            x0 = CHARACTER * found.start() + len(found[0]) - len(words)
            apart = line[found.start() - 1 : found.start()] != "~"
            chunks.append(Chunk(words, x0, x0 + CHARACTER * len(words), apart))
        if chunks:
            rows.append(PrintedRow(chunks, down * step, down * step + HIGH))
    return rows


def cut(*pages: list[PrintedRow]) -> list[list[list[str]]]:
    """The cells of each row; those of a row outside any table are one, in brackets."""
    return [
        [[c.text if c.column else f"[{c.text}]" for c in cells] for cells in rows]
        for rows in cut_columns(pages, TOLERANCE, HANGING)
    ]


def tables(text: str, step: float = 14.0) -> list[list[str]]:
    (found,) = cut(page(text, step))
    return found


def test_labels_and_values_beside_them_are_two_columns() -> None:
    assert tables("Email de contact   a@b.fr\nDate de signature  11/06/2021") == [
        ["Email de contact", "a@b.fr"],
        ["Date de signature", "11/06/2021"],
    ]


def test_one_row_with_a_gap_is_no_table() -> None:
    text = "Le contrat est signé\nFait à Dole        le 3 mai\nSignature"
    assert tables(text)[1] == ["[Fait à Dole le 3 mai]"]


def test_gaps_at_different_places_are_no_column() -> None:
    """They are ten points from each other: the second row's would be a hanging one."""
    text = "Fait à Dole         le 3 mai\nSigné à Dijon         le 4 mai"
    assert tables(text) == [["[Fait à Dole le 3 mai]"], ["[Signé à Dijon le 4 mai]"]]


@pytest.mark.parametrize(("apart", "same"), [("++", True), ("++++", False)])
def test_the_edge_of_a_column_may_waver_a_little(apart: str, same: bool) -> None:
    found = tables(f"Email de contact     a@b.fr\nDate de signature    {apart}11/06/2021")
    assert (found == [["Email de contact", "a@b.fr"], ["Date de signature", "11/06/2021"]]) == same


@pytest.mark.parametrize(("width", "column"), [(9, False), (14, True)])
def test_a_narrow_left_column_is_an_indent(width: int, column: bool) -> None:
    """Numbers before a list stand in a tenth of the width of its text; a short label takes more."""
    rest = "x" * (100 - width)
    found = tables(f"{'n°1':{width}}{rest}\n{'n°2':{width}}{rest}")
    assert found == (
        [["n°1", rest], ["n°2", rest]] if column else [[f"[n°1 {rest}]"], [f"[n°2 {rest}]"]]
    )


def test_a_value_below_its_row_is_of_the_same_table() -> None:
    """One row with a gap and one that begins on the right edge are enough."""
    assert tables("Email de contact   a@b.fr\n                   c@d.fr") == [
        ["Email de contact", "a@b.fr"],
        ["c@d.fr"],
    ]


def test_rows_that_stand_in_are_no_table() -> None:
    """Nothing stands beside them."""
    text = "Le contrat\n          est signé\n          à Dole\nle 3 mai"
    assert tables(text) == [["[Le contrat]"], ["[est signé]"], ["[à Dole]"], ["[le 3 mai]"]]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Le contrat", ["Le contrat"]),
        ("A définir", ["A définir"]),
        ("ou sa date", ["ou sa date"]),
        ("- PLUI", None),
        ("• PLUI", None),
    ],
)
def test_a_bullet_on_the_left_is_no_label(line: str, left: list[str] | None) -> None:
    found = tables(f"Email de contact   a@b.fr\nDate               11/06/2021\n{line}")
    assert found[2] == (left or [f"[{line}]"])


# Rows between those of a table


def test_words_across_the_edge_end_the_table() -> None:
    text = "Email de contact   a@b.fr\nDate               11/06/2021\nUn texte de tout le territoire\nNom"
    assert tables(text)[2:] == [["[Un texte de tout le territoire]"], ["[Nom]"]]


def test_a_row_that_ends_right_at_the_edge_ends_the_table() -> None:
    """No label leaves no room before its value."""
    text = "Email de contact   a@b.fr\nDate               11/06/2021\nNom de la commune :"
    assert tables(text)[2] == ["[Nom de la commune :]"]


def test_a_label_across_the_edge_is_one_of_another_table() -> None:
    text = (
        "Email de contact   a@b.fr\nDate               11/06/2021\nDate de la signature  12/06/2021"
    )
    assert tables(text)[2] == ["[Date de la signature 12/06/2021]"]


def test_a_value_far_from_the_edge_is_one_of_another_table() -> None:
    text = (
        "Email de contact   a@b.fr\nDate               11/06/2021\nNom                       Dole"
    )
    assert tables(text)[2] == ["[Nom Dole]"]


def test_a_hanging_value_is_of_the_column() -> None:
    """The wrapped text of a bullet stands in."""
    text = "Contrats           - PLUI\nde territoire        de Dole\nDate               11/06/2021"
    assert tables(text)[1] == ["de territoire", "de Dole"]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Date de signature:~+11/06/2021", ["Date de signature:", "11/06/2021"]),  # no room between
        ("Date de signature:~++11/06/2021", None),  # a word that happens to begin there
    ],
)
def test_words_with_no_gap_between_are_cells_only_right_at_the_edge(
    line: str, cells: list[str] | None
) -> None:
    text = (
        f"Email de contact   a@b.fr\nDate               11/06/2021\n{line}\nNom                Dole"
    )
    assert tables(text)[2] == (cells or [f"[{' '.join(re.split('[ ~+]+', line))}]"])


# Where a table begins and ends


@pytest.mark.parametrize(("step", "inside"), [(15.0, True), (17.0, False)])
def test_a_label_that_goes_on_below_stands_close(step: float, inside: bool) -> None:
    """Nearer than 6 points; a row further down, or further up, is another paragraph."""
    text = "Date de\nEmail de           a@b.fr\ncontact            c@d.fr\nprincipal"
    label = "{}" if inside else "[{}]"
    found = tables(text, step)
    assert found[0] == [label.format("Date de")]
    assert found[3] == [label.format("principal")]


@pytest.mark.parametrize(("step", "table"), [(7.5, True), (8.5, False)])
def test_labels_half_way_down_their_values_stand_beside_them(step: float, table: bool) -> None:
    """No row has a gap: rows overlap by a quarter of their height; by less those of close lines do."""
    text = "                   PLUI\nListe des contrats\n                   PCAET"
    cell = "{}" if table else "[{}]"
    assert tables(text, step) == [
        [cell.format(words)] for words in ("PLUI", "Liste des contrats", "PCAET")
    ]


def test_close_lines_of_one_column_are_no_table() -> None:
    """They overlap, but all on the same side: some stand in, as a quotation does."""
    text = "Liste\ndes contrats\n\n\n                   PLUI\n                   PCAET"
    assert tables(text, 7.0) == [["[Liste]"], ["[des contrats]"], ["[PLUI]"], ["[PCAET]"]]


# Many pages, many edges

TABLE = "Email de contact   a@b.fr\nDate               11/06/2021"


def test_where_a_page_has_a_table_one_row_is_enough_on_the_others() -> None:
    lone = "Nom de la porteuse Dole\n".replace("porteuse ", "part      ")
    assert cut(page(TABLE), page(lone))[1] == [["Nom de la part", "Dole"]]
    assert cut(page(lone), page("Un texte"))[0] == [["[Nom de la part Dole]"]]


def test_on_its_own_page_a_row_parted_from_the_table_is_none_of_it() -> None:
    text = f"{TABLE}\nUn texte de tout le territoire\nFait à Dole        le 3 mai"
    assert tables(text)[3] == ["[Fait à Dole le 3 mai]"]


@pytest.mark.parametrize(
    "text",
    [
        "Fait à Dole                  le 3 mai",  # at another edge
        "Le contrat\n                   est signé",  # with nothing beside
        "Le contrat\nest signé",
    ],
)
def test_a_table_on_one_page_makes_none_of_the_others(text: str) -> None:
    assert all(
        cells[0].startswith("[") for cells in cut(page(TABLE), page(f"{text}\nUn mot   ou deux"))[1]
    )


@pytest.mark.parametrize(("count", "found"), [(30, 30), (60, 40)])
def test_a_page_has_no_more_than_some_edges(count: int, found: int) -> None:
    """30 tables with edges of their own are more than any page has; of a dump, not all are tried."""
    rows: list[PrintedRow] = []
    for n in range(count):
        x0 = 300.0 + 30 * n
        for at in (0, 1):
            top = 60.0 * n + 14 * at
            rows.append(PrintedRow([Chunk("a", 0, 20), Chunk("b", x0, x0 + 5)], top, top + HIGH))
        rows.append(PrintedRow([Chunk("texte", 0, 2400)], 60.0 * n + 28, 60.0 * n + 38))
    (cells,) = cut(rows)
    assert sum(len(row) == 2 for row in cells) == 2 * found


def test_a_lone_bullet_is_put_before_what_follows() -> None:
    """It is no cell, and the gap behind it none of a table."""
    row = [Chunk("•", 0, 5), Chunk("PLUI", 30, 50), Chunk("Dole", 100, 120)]
    assert merge_bullets(row) == [Chunk("• PLUI", 0, 50), Chunk("Dole", 100, 120)]


# Sides of cells that are drawn


def beside(text: str, *sides: tuple[float, int, int]) -> list[list[str]]:
    """The cells of a page on which such sides are drawn: so many points across, from a row to another."""
    drawn = [Side(x, 14.0 * first - 2, 14.0 * last + 12) for x, first, last in sides]
    (found,) = cut_columns([page(text)], TOLERANCE, HANGING, [drawn])
    return [[c.text if c.column else f"[{c.text}]" for c in cells] for cells in found]


CENTRED = """
Email de contact                    a@b.fr
Date de signature            11/06/2021
Nom de la structure
porteuse               Dole et environs
"""


def test_values_that_share_no_edge_are_a_column_beside_the_side_of_their_cells() -> None:
    assert beside(CENTRED, (100, 0, 3)) == [
        ["Email de contact", "a@b.fr"],
        ["Date de signature", "11/06/2021"],
        ["Nom de la structure"],
        ["porteuse", "Dole et environs"],
    ]
    assert beside(CENTRED)[0] == ["[Email de contact a@b.fr]"]


def test_a_table_is_no_longer_than_the_sides_of_its_cells() -> None:
    assert beside(CENTRED, (100, 1, 2)) == [
        ["[Email de contact a@b.fr]"],
        ["Date de signature", "11/06/2021"],
        ["Nom de la structure"],
        ["[porteuse Dole et environs]"],
    ]


@pytest.mark.parametrize("x", [-5.0, 300.0])
def test_the_frame_of_a_table_stands_between_no_columns(x: float) -> None:
    assert beside(CENTRED, (x, 0, 3)) == beside(CENTRED)


def test_where_several_sides_part_the_same_rows_none_is_where_two_columns_meet() -> None:
    text = "Email      a@b.fr      Dole\nDate     11/06/2021     Jura\nNom   Bresse"
    both = beside(text, (40, 0, 1), (100, 0, 1))
    assert both == beside(text)
    assert beside(text, (40, 0, 0), (100, 1, 1))[:2] == [
        ["Email", "a@b.fr Dole"],
        ["Date 11/06/2021", "Jura"],
    ]


@pytest.mark.parametrize(("x", "cells"), [(76.0, 2), (75.9, 1)])
def test_a_label_may_run_over_its_side_by_a_space_and_no_further(x: float, cells: int) -> None:
    """Its box ends at 80 points: 4 beyond."""
    assert len(beside("Email de contact   a@b.fr", (x, 0, 0))[0]) == cells


@pytest.mark.parametrize(("x", "cells"), [(98.0, 2), (98.1, 1)])
def test_a_value_begins_at_its_side_or_right_of_it(x: float, cells: int) -> None:
    """At 95 points: 3 less than the side is within what edges differ by."""
    assert len(beside("Email de contact   a@b.fr", (x, 0, 0))[0]) == cells


def test_words_that_run_through_a_side_are_in_no_cell() -> None:
    assert beside(
        "Date de signature         11/06/2021\nGouvernance et évaluation  bis", (100, 0, 1)
    ) == [
        ["Date de signature", "11/06/2021"],
        ["[Gouvernance et évaluation bis]"],
    ]


def test_a_table_that_is_drawn_does_without_gaps() -> None:
    """Cells without any room around their words."""
    assert beside("Email~a@b.fr", (29, 0, 0)) == [["Email", "a@b.fr"]]


def test_a_table_without_sides_stands_beside_one_that_has_them() -> None:
    text = CENTRED.strip("\n") + "\nContrats             PCAET\nDémarches            Oui"
    assert beside(text, (100, 0, 3))[4:] == [["Contrats", "PCAET"], ["Démarches", "Oui"]]


def test_what_stands_between_two_tables_whose_sides_are_drawn_is_in_neither() -> None:
    text = "Email    a@b.fr\nDate     11/06/2021\nBilan\nCOPIL    DDT\nComité   ADEME"
    assert beside(text, (43, 0, 1), (43, 3, 4))[2] == ["[Bilan]"]
    assert beside(text)[2] == ["Bilan"]
