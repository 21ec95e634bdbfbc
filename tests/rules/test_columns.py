"""Labels and values that stand side by side: which value goes with which label."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Line
from crte_extract.record import FORM
from crte_extract.sections.columns import pair_columns
from crte_extract.sections.rows import Row, make_rows

HIGH = 10.0  # points: of a line
Cell = tuple[float, int, str] | tuple[float, int, str, int] | tuple[float, int, str, int, int]
"""Where its top stands, its column (0 for a row of no table), its words; its page, if not the first;
where rules are drawn, its row of cells."""


def rows_of(cells: list[Cell]) -> list[Row]:
    lines = []
    above: dict[int, tuple[int, int]] = {}
    for number, (top, column, words, *further) in enumerate(cells, 1):
        page, band = (further + [1, 0][len(further) :])[:2]
        was, rows = above.get(column, (page, band))
        above[column] = page, band
        off = was == page and rows != band
        box = Box(0, top, 9, top + HIGH)
        lines.append(Line(words, page, number, box, column=column, band=band, ruled=off))
    return make_rows(lines)


def paired(cells: list[Cell]) -> list[str]:
    return [row.body for row in pair_columns(rows_of(cells), FORM)]


EMAIL, DATE, NAME = "Email de contact", "Date de signature du CRTE", "Nom de la structure porteuse"
LISTS = ["Liste des contrats figurant dans le CRTE", "Liste des partenaires socio-économiques"]


def test_a_row_of_each_column_is_a_label_and_its_value() -> None:
    assert paired(
        [
            (0, 1, EMAIL),
            (0, 2, "a@b.fr"),
            (14, 1, DATE),
            (14, 2, "11/06/2021"),
            (28, 2, "(avenant)"),
        ]
    ) == [EMAIL, "a@b.fr", DATE, "11/06/2021", "(avenant)"]


def test_a_value_that_begins_above_the_first_label_stays_above_it() -> None:
    """It goes on from a page that is not there."""
    cells: list[Cell] = [(0, 2, "suite"), (30, 1, EMAIL), (30, 2, "a@b.fr"), (42, 2, "c@d.fr")]
    assert paired(cells) == ["suite", EMAIL, "a@b.fr", "c@d.fr"]


# Labels half way down the values beside them


def beside(top: float, label: str, *values: str, lower: float = 0.0) -> list[Cell]:
    """Rows of a value from ``top`` on, 12 points from one to the next; the label stands so much lower."""
    cells: list[Cell] = [(top + 12 * n, 2, words) for n, words in enumerate(values)]
    return sorted([*cells, (top + lower, 1, label)], key=lambda cell: cell[:2])


def test_a_label_in_the_middle_of_its_value_has_all_of_it() -> None:
    """The middle of two rows is 6 points below the top of the first: more than 0.4 of its height."""
    table = [
        *beside(0, EMAIL, "a@b.fr", "c@d.fr", lower=6),
        *beside(40, DATE, "11/06/2021", "(avenant)", lower=6),
        *beside(80, LISTS[0], "PCAET", "PLUI", "PLH", "PVD", lower=18),
    ]
    assert paired(table) == [
        *(EMAIL, "a@b.fr", "c@d.fr"),
        *(DATE, "11/06/2021", "(avenant)"),
        *(LISTS[0], "PCAET", "PLUI", "PLH", "PVD"),
    ]


def test_a_label_in_smaller_type_is_no_lower_than_its_value() -> None:
    """It stands on the same line, 3 points below its top: rows go with the label that began above them."""
    table = [
        *beside(0, EMAIL, "a@b.fr", "c@d.fr", lower=3),
        *beside(40, DATE, "11/06/2021", "(avenant)", lower=3),
        *beside(80, LISTS[0], "PCAET", "PLUI", "PLH", lower=3),
        *beside(116, LISTS[1], "CCI", lower=3),  # with no blank above
    ]
    assert paired(table)[-6:] == [LISTS[0], "PCAET", "PLUI", "PLH", LISTS[1], "CCI"]


def test_where_half_of_the_labels_stand_lower_they_are_at_the_top_of_their_values() -> None:
    """One of two proves nothing: a value's first row may be a raised note."""
    table = [
        *beside(0, EMAIL, "a@b.fr", "c@d.fr", lower=12),
        *beside(40, DATE, "11/06/2021", "(avenant)"),
        *beside(80, LISTS[0], "PCAET", "PLUI", "PLH"),
        *beside(116, LISTS[1], "CCI"),
    ]
    assert paired(table)[-6:] == [LISTS[0], "PCAET", "PLUI", "PLH", LISTS[1], "CCI"]


MIDDLE = [  # two rows of a table that show where its labels stand
    *beside(0, EMAIL, "a@b.fr", "c@d.fr", lower=6),
    *beside(40, DATE, "11/06/2021", "(avenant)", lower=6),
]


def test_a_label_beside_one_row_does_not_tell_where_labels_stand() -> None:
    """It is as much in the middle of it as at its top."""
    ones = [cell for n in range(4) for cell in beside(80 + 30 * n, f"Mot {n} :", "un", lower=0)]
    table = [*MIDDLE, *ones, *beside(240, LISTS[0], "PCAET", "PLUI", "PLH", "PVD", lower=18)]
    assert paired(table)[-5:] == [LISTS[0], "PCAET", "PLUI", "PLH", "PVD"]


def test_labels_that_stand_together_do_not_tell_where_they_stand() -> None:
    """With no blank between their values, the first label may begin anywhere beside them."""
    close = [
        cell
        for n in range(4)
        for cell in [
            *beside(80 + 60 * n, f"Mot {n} :", "un"),
            *beside(92 + 60 * n, f"Autre mot {n} :", "deux"),
        ]
    ]
    table = [*MIDDLE, *close, *beside(340, LISTS[0], "PCAET", "PLUI", "PLH", "PVD", lower=18)]
    assert paired(table)[-5:] == [LISTS[0], "PCAET", "PLUI", "PLH", "PVD"]


def test_in_such_a_table_a_row_goes_with_the_nearest_label_between_blanks() -> None:
    """The first label stands nearer to the last row of the second value than its own one does."""
    table = [*MIDDLE, *beside(80, LISTS[0], "PCAET", "PLUI", "PLH", lower=12)]
    table += [*beside(121, NAME, "Sud Essonne")]
    assert paired(table)[-6:] == [LISTS[0], "PCAET", "PLUI", "PLH", NAME, "Sud Essonne"]


def test_rows_parted_from_every_label_stay_behind_the_last_one() -> None:
    assert paired([*MIDDLE, (90, 2, "suite")])[-4:] == [DATE, "11/06/2021", "(avenant)", "suite"]


def test_a_page_end_parts_the_rows_of_such_a_table() -> None:
    """The label of a long value stands near the page's end, and the one below is the next value's."""
    table = [
        *MIDDLE,
        *beside(80, LISTS[0], "PCAET", "PLUI", "PLH", "PVD", "ORT", lower=24),
        *[(*cell, 2) for cell in beside(0, LISTS[1], "CCI", lower=0)],
    ]
    assert paired(table)[-8:] == [LISTS[0], "PCAET", "PLUI", "PLH", "PVD", "ORT", LISTS[1], "CCI"]


def test_a_label_on_a_row_of_its_own_below_the_table_has_none_of_its_rows() -> None:
    table = [*MIDDLE, *beside(80, LISTS[0], "PCAET", "PLUI", "PLH", lower=12), (115, 0, NAME)]
    table += [(129, 0, "Sud Essonne")]
    assert paired(table)[-6:] == [LISTS[0], "PCAET", "PLUI", "PLH", NAME, "Sud Essonne"]


def test_a_heading_between_the_labels_is_none() -> None:
    table = [*MIDDLE, (64, 1, "Stratégie"), *beside(76, LISTS[0], "PCAET", "PLUI", "PLH", lower=12)]
    assert paired(table)[-5:] == ["Stratégie", LISTS[0], "PCAET", "PLUI", "PLH"]


@pytest.mark.parametrize(
    ("begun", "rest"),
    [
        ("Nom de la", ["structure porteuse"]),
        ("Nom de", ["la structure", "porteuse"]),
        (NAME, [":"]),
    ],
)
def test_a_label_that_a_page_end_cuts_off_from_its_value_goes_on_below(
    begun: str, rest: list[str]
) -> None:
    """So does the colon that wrapped; a row that goes on with no label stands below the table."""
    cells: list[Cell] = [(0, 1, EMAIL), (0, 2, "a@b.fr"), (780, 1, begun), (780, 2, "Sud")]
    cells += [(12 * n, 0, words, 2) for n, words in enumerate(rest)]
    assert paired([*cells, (0, 2, "Essonne", 2)]) == [
        EMAIL,
        "a@b.fr",
        begun,
        *rest,
        "Sud",
        "Essonne",
    ]


def test_what_follows_the_table_begins_below_it() -> None:
    cells: list[Cell] = [(0, 1, "Nom"), (0, 2, "Sud"), (14, 0, "d'un lieu"), (14, 2, "Essonne")]
    assert paired(cells) == ["Nom", "Sud", "d'un lieu", "Essonne"]


# Blanks


@pytest.mark.parametrize(("step", "parted"), [(13.5, False), (14.5, True), (15.5, True)])
def test_rows_a_fifth_of_a_line_further_apart_are_of_another_row_of_the_table(
    step: float, parted: bool
) -> None:
    """Lines are 10 points high and 2 apart; where they are 4 apart and more, the value above has ended.

    Its last row stands nearer to the label below than to its own.
    """
    table = [*MIDDLE, *beside(80, LISTS[0], "PCAET", "PLUI", "PLH", "PVD", lower=18)]
    table += [*beside(116 + step, LISTS[1], "CCI")]
    last = ["PVD", LISTS[1]] if parted else [LISTS[1], "PVD"]
    assert paired(table)[-7:] == [LISTS[0], "PCAET", "PLUI", "PLH", *last, "CCI"]


def test_the_usual_blank_is_that_of_wrapped_rows_where_most_values_have_one_row() -> None:
    """A third of the blanks are those between the rows of a value, the others part values."""
    ones = [cell for n in range(5) for cell in beside(80 + 18 * n, f"Mot {n} :", f"valeur {n}")]
    table = [*MIDDLE, *ones]
    table += [*beside(170, LISTS[0], "PCAET", "PLUI", "PLH", "PVD", lower=18)]
    table += [*beside(224, LISTS[1], "CCI")]
    assert paired(table)[-7:] == [LISTS[0], "PCAET", "PLUI", "PLH", "PVD", LISTS[1], "CCI"]


def test_a_few_rows_that_stand_closer_are_not_usual() -> None:
    """Rows stand 13 points apart; three of nineteen run into the row above, as notes in small type do."""
    contracts = [f"Contrat {n}" for n in range(12)]
    table: list[Cell] = [(80 + 13 * n, 2, words) for n, words in enumerate(contracts)]
    table += [(223 + 7 * n, 2, "note") for n in (1, 2, 3)]
    table = sorted([*MIDDLE, (152, 1, LISTS[0]), *table], key=lambda cell: cell[:2])
    assert paired(table)[-16:] == [LISTS[0], *contracts, *(3 * ["note"])]


# Pages on which rows don't simply follow from the top down


def test_a_table_beside_another_one_has_its_own_labels() -> None:
    """It begins at the top of the page again, level with the first one's first row."""
    cells: list[Cell] = [(0, 1, EMAIL), (0, 2, "a@b.fr"), (14, 1, DATE), (14, 2, "11/06/2021")]
    cells += [(0, 1, NAME), (0, 2, "Sud Essonne")]
    assert paired(cells) == [EMAIL, "a@b.fr", DATE, "11/06/2021", NAME, "Sud Essonne"]


@pytest.mark.parametrize("page", [1, 2])
def test_a_page_end_is_no_blank_where_labels_stand_at_the_top(page: int) -> None:
    """A label that isn't known goes on below it; on the same page a running head was taken out there."""
    cells: list[Cell] = [(0, 1, "Population"), (0, 2, "de 2021")]
    cells += [(60, 1, "des communes :", page), (60, 2, "12 000", page)]
    rows = rows_of([*cells, (74, 1, EMAIL, page), (74, 2, "a@b.fr", page)])
    rows[2] = rows[2]._replace(parted=page == 1)
    found = [row.body for row in pair_columns(rows, FORM)]
    assert found == ["Population", "des communes :", "de 2021", "12 000", EMAIL, "a@b.fr"]


@pytest.mark.parametrize(
    ("first", "then", "one"),
    [
        ("Population", "des communes :", True),
        ("Population :", "Communes :", False),
        ("**Population :**", "Communes :", False),
    ],
)
def test_an_unknown_label_ends_at_its_colon(first: str, then: str, one: bool) -> None:
    cells: list[Cell] = [(0, 1, first), (0, 2, "12 000"), (12, 1, then), (12, 2, "14")]
    cells += [(24, 1, EMAIL), (24, 2, "a@b.fr")]
    words = [first, then, "12 000", "14"] if one else [first, "12 000", then, "14"]
    assert paired(cells) == [*words, EMAIL, "a@b.fr"]


def test_an_unknown_label_ends_at_a_blank() -> None:
    cells: list[Cell] = [(0, 1, EMAIL), (0, 2, "a@b.fr")]
    cells += [(24, 1, "Population"), (24, 2, "12 000"), (36, 1, "des communes")]
    cells += [(60, 1, "Communes"), (60, 2, "14"), (72, 1, "du territoire")]
    assert paired(cells) == [
        EMAIL,
        "a@b.fr",
        "Population",
        "des communes",
        "12 000",
        "Communes",
        "du territoire",
        "14",
    ]


def test_what_stands_side_by_side_above_the_first_label_stays_as_it_is() -> None:
    head: list[Cell] = [(0, 1, "RÉPUBLIQUE"), (0, 2, "agence nationale"), (12, 1, "FRANÇAISE")]
    head += [(12, 2, "de la cohésion"), (24, 2, "des territoires"), (30, 1, "Liberté")]
    told = [cell[2] for cell in head]
    assert paired([*head, (90, 0, EMAIL)]) == [*told, EMAIL]


# Rules drawn between the rows of cells


def ruled(band: int, *cells: Cell, page: int = 1) -> list[Cell]:
    """The cells of one row of a table around which rules are drawn."""
    return [(top, column, words, page, band) for top, column, words, *_ in cells]


def test_a_label_at_the_bottom_of_its_cell_has_the_values_above_it() -> None:
    """Close to the row above it: no blank tells."""
    table = [
        *ruled(1, (0, 1, EMAIL), (0, 2, "a@b.fr")),
        *ruled(2, (12, 2, "PCAET"), (24, 2, "PLUI"), (24, 1, LISTS[0])),
        *ruled(3, (36, 2, "CCI"), (48, 2, "CMA"), (48, 1, LISTS[1])),
    ]
    assert paired(table) == [EMAIL, "a@b.fr", LISTS[0], "PCAET", "PLUI", LISTS[1], "CCI", "CMA"]


def test_rules_tell_rows_apart_on_a_sheet_that_has_some_without() -> None:
    """A page's last rows, behind its rules, go by where they begin."""
    table = [
        *ruled(1, (0, 2, "PCAET"), (12, 2, "PLUI"), (12, 1, LISTS[0])),
        (24, 1, EMAIL),
        (24, 2, "a@b.fr"),
    ]
    assert paired(table) == [LISTS[0], "PCAET", "PLUI", EMAIL, "a@b.fr"]


def test_a_row_with_an_empty_label_cell_goes_on_with_the_label_above() -> None:
    table = [
        *ruled(1, (0, 1, LISTS[0]), (0, 2, "PCAET")),
        *ruled(2, (12, 2, "PLUI")),
        *ruled(3, (24, 2, "PLH")),
        *ruled(4, (36, 1, EMAIL), (36, 2, "a@b.fr")),
    ]
    assert paired(table) == [LISTS[0], "PCAET", "PLUI", "PLH", EMAIL, "a@b.fr"]


LOWER = [
    *ruled(1, (0, 2, "d@e.fr"), (12, 2, "c@d.fr"), (12, 1, EMAIL)),
    *ruled(2, (24, 1, NAME), (24, 2, "Dole")),
]


def test_a_cell_that_a_page_cuts_above_its_label_belongs_to_the_label() -> None:
    """Where labels stand lower than their values: else it would be the end of the cell above."""
    table = [
        *LOWER,
        *ruled(3, (36, 2, "PCAET")),
        *ruled(1, (0, 2, "PLUI"), (12, 2, "PLH"), (12, 1, LISTS[0]), page=2),
        *ruled(2, (24, 2, "CCI"), (24, 1, LISTS[1]), page=2),
    ]
    assert paired(table)[5:] == [LISTS[0], "PCAET", "PLUI", "PLH", LISTS[1], "CCI"]


def test_what_stands_at_a_pages_end_without_a_label_ends_the_cell_above_where_labels_are_first() -> (
    None
):
    table = [
        *ruled(1, (0, 1, LISTS[0]), (0, 2, "PCAET")),
        *ruled(2, (12, 2, "PLUI")),
        *ruled(1, (0, 1, LISTS[1]), (0, 2, "CCI"), page=2),
    ]
    assert paired(table) == [LISTS[0], "PCAET", "PLUI", LISTS[1], "CCI"]


def test_empty_label_cells_of_a_sheet_speak_for_the_label_above_at_a_pages_end_too() -> None:
    """Labels at the bottom of their cells, and lists with a row for each item."""
    table = [
        *LOWER,
        *ruled(3, (36, 1, LISTS[0]), (36, 2, "PCAET")),
        *ruled(4, (48, 2, "PLUI")),
        *ruled(5, (60, 1, LISTS[1]), (60, 2, "CCI")),
        *ruled(6, (72, 2, "CMA")),
        *ruled(1, (0, 1, DATE), (0, 2, "11/06/2021"), page=2),
    ]
    assert paired(table)[5:] == [
        *(LISTS[0], "PCAET", "PLUI"),
        *(LISTS[1], "CCI", "CMA"),
        *(DATE, "11/06/2021"),
    ]


def test_the_end_of_a_cell_on_the_next_page_goes_with_its_beginning() -> None:
    table = [
        *LOWER,
        *ruled(3, (36, 2, "PCAET"), (48, 2, "PLUI"), (48, 1, LISTS[0])),
        *ruled(1, (0, 2, "PLH"), page=2),
        *ruled(2, (12, 1, LISTS[1]), (12, 2, "CCI"), page=2),
    ]
    assert paired(table)[5:] == [LISTS[0], "PCAET", "PLUI", "PLH", LISTS[1], "CCI"]


def test_rules_part_words_that_are_no_known_label() -> None:
    """Two rows without a colon and close together, and each has its value."""
    table = [
        *ruled(1, (0, 1, EMAIL), (0, 2, "a@b.fr")),
        *ruled(2, (12, 1, "Bassin de vie"), (12, 2, "Dole")),
        *ruled(3, (24, 2, "Jura"), (24, 1, "Massif")),
    ]
    assert paired(table)[2:] == ["Bassin de vie", "Dole", "Massif", "Jura"]


def test_two_labels_between_the_same_rules_have_what_stands_beside_them() -> None:
    table = [
        *ruled(
            1, (0, 1, EMAIL), (0, 2, "a@b.fr"), (24, 1, LISTS[0]), (24, 2, "PLUI"), (36, 2, "PLH")
        ),
    ]
    assert paired(table) == [EMAIL, "a@b.fr", LISTS[0], "PLUI", "PLH"]


def test_a_page_that_is_all_of_one_cell_goes_on_with_the_label_before_it() -> None:
    table = [
        *LOWER,
        *ruled(3, (36, 2, "PCAET"), (48, 2, "PLUI"), (48, 1, LISTS[0])),
        *ruled(1, (0, 2, "PLH"), page=2),
        *ruled(1, (0, 1, LISTS[1]), (0, 2, "CCI"), page=3),
    ]
    assert paired(table)[5:] == [LISTS[0], "PCAET", "PLUI", "PLH", LISTS[1], "CCI"]


def test_a_cell_without_a_label_at_the_end_of_all_goes_on_with_the_label_above() -> None:
    assert paired([*LOWER, *ruled(3, (36, 2, "PCAET"))])[3:] == [NAME, "Dole", "PCAET"]


def test_a_cell_cut_by_a_page_behind_which_two_labels_share_rules_stays_above() -> None:
    """Which of them it belongs to isn't known."""
    behind = ruled(1, (0, 1, LISTS[0]), (0, 2, "PLUI"), (30, 1, LISTS[1]), (30, 2, "CCI"), page=2)
    table = [*LOWER, *ruled(3, (36, 2, "PCAET")), *behind]
    assert paired(table)[3:] == [NAME, "Dole", "PCAET", LISTS[0], "PLUI", LISTS[1], "CCI"]


def test_what_stands_above_all_labels_between_rules_of_its_own_stays_above_them() -> None:
    table = [*ruled(1, (0, 2, "suite")), *ruled(2, (12, 1, EMAIL), (12, 2, "a@b.fr"))]
    assert paired(table) == ["suite", EMAIL, "a@b.fr"]


def test_between_rules_a_label_may_stand_where_no_other_of_its_sheet_does() -> None:
    """Two are level with their values, so that without rules the last would go with the one before it."""
    first = [
        *ruled(1, (0, 1, LISTS[0]), (0, 2, "PCAET"), (12, 2, "PLUI")),
        *ruled(2, (24, 1, LISTS[1]), (24, 2, "CCI"), (36, 2, "CMA")),
    ]
    last: list[Cell] = [(60, 2, "a@b.fr"), (72, 2, "c@d.fr"), (72, 1, EMAIL)]
    values = [LISTS[0], "PCAET", "PLUI", LISTS[1], "CCI", "CMA"]
    assert paired([*first, *ruled(3, *last)]) == [*values, EMAIL, "a@b.fr", "c@d.fr"]
    assert paired([*first, *last]) == [*values, "a@b.fr", EMAIL, "c@d.fr"]


def test_a_label_at_the_end_of_a_page_keeps_its_values() -> None:
    table = [
        *LOWER,
        *ruled(3, (36, 2, "PCAET"), (48, 2, "PLUI"), (48, 1, LISTS[0])),
        *ruled(1, (0, 1, LISTS[1]), (0, 2, "CCI"), page=2),
    ]
    assert paired(table)[5:] == [LISTS[0], "PCAET", "PLUI", LISTS[1], "CCI"]


@pytest.mark.parametrize("band", [1, 0])
def test_a_label_that_stands_whole_behind_a_pages_end_has_the_value_before_it(band: int) -> None:
    """A value of one line stays, its label of two goes on the next page: there it may be in no table."""
    column = 1 if band else 0
    table = [
        *ruled(1, (0, 1, EMAIL), (0, 2, "a@b.fr")),
        *ruled(2, (12, 1, LISTS[0]), (12, 2, "PCAET"), (24, 2, "PLUI")),
        *ruled(3, (36, 2, "Dole")),
        (0, column, "Nom de la structure", 2, band),
        (12, column, "porteuse", 2, band),
        *ruled(2, (24, 1, DATE), (24, 2, "11/06/2021"), page=2),
    ]
    assert paired(table)[2:] == [
        *(LISTS[0], "PCAET", "PLUI"),
        *("Nom de la structure", "porteuse", "Dole"),
        *(DATE, "11/06/2021"),
    ]


def test_a_heading_at_the_top_of_a_page_ends_the_table_before_it() -> None:
    table = [
        *ruled(1, (0, 1, LISTS[0]), (0, 2, "PCAET")),
        *ruled(2, (12, 2, "PLUI")),
        *ruled(1, (0, 1, "Gouvernance et évaluation"), page=2),
        *ruled(2, (12, 1, LISTS[1]), (12, 2, "CCI"), page=2),
    ]
    assert paired(table) == [
        LISTS[0],
        "PCAET",
        "PLUI",
        "Gouvernance et évaluation",
        LISTS[1],
        "CCI",
    ]


def test_a_label_without_a_value_at_the_top_of_a_page_takes_none_of_the_row_above_it() -> None:
    """Whose label stands beside it: or the rows of cells are not known, and all is as it was."""
    for band in (1, 0):
        table: list[Cell] = [
            (0, 1, LISTS[0], 1, band),
            (0, 2, "PCAET", 1, band),
            (12, 1, LISTS[1], 1, band and 2),
            (12, 2, "CCI", 1, band and 2),
            (24, 2, "CMA", 1, band and 2),
            (0, 0, NAME, 2),
            (12, 0, EMAIL, 2),
        ]
        assert paired(table)[2:] == [LISTS[1], "CCI", "CMA", NAME, EMAIL]
