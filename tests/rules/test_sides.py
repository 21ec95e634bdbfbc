"""Columns that are no labels left of their values: labels at the right, and text in two columns."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Line
from crte_extract.record import FORM
from crte_extract.sections.rows import make_rows
from crte_extract.sections.sides import as_labels_and_values
from drawn import drawn

MAIL, DATE, KIND, NAME = (
    "Email de contact :",
    "Date de signature du CRTE :",
    "Nature juridique de la structure porteuse :",
    "Nom de la structure porteuse :",
)
CONTRACTS, PROGRAMMES = (
    "Liste des contrats figurant dans le CRTE :",
    "Liste des programmes de l'ANCT intégrés :",
)


def page(*rows: tuple[str, str], text: str = "") -> list[Line]:
    """Lines in columns, the right one 60 characters further; above them what is drawn as text."""
    return drawn(text + "\n".join(f"{left:60} | {right}" for left, right in rows))


def turned(lines: list[Line]) -> list[tuple[int, str]]:
    return [
        (row.line.column, row.line.text) for row in as_labels_and_values(make_rows(lines), FORM)
    ]


def as_they_are(lines: list[Line]) -> bool:
    rows = make_rows(lines)
    return as_labels_and_values(rows, FORM) is rows


VALUES = [("a@b.fr", MAIL), ("07/04/2022", DATE), ("PETR", KIND)]


def test_labels_at_the_right_of_their_values_are_put_before_them() -> None:
    """The heading among them stays one, and so does what stands above them, or across both columns."""
    lines = page(*VALUES[:2], ("Signataires", ""), VALUES[2], text="République\n")
    across = "x" * 90
    wide = Line(across, 1, 9, Box(60, 111, 560, 121))
    assert turned([*lines[:5], wide, *lines[5:]]) == [
        *((0, "République"), (2, "a@b.fr"), (1, MAIL), (2, "07/04/2022"), (1, DATE), (0, across)),
        *((0, "Signataires"), (2, "PETR"), (1, KIND)),
    ]


def test_what_was_read_as_no_cell_beside_them_is_a_value_as_well() -> None:
    lines = page(*VALUES)
    lines[2] = lines[2]._replace(column=0)
    assert turned(lines)[2] == (2, "07/04/2022")
    below = Line("- 3 -", 1, 9, Box(60, 400, 90, 410))
    assert turned([*lines, below])[-1] == (0, "- 3 -")


def test_a_page_without_columns_stays_as_it_is() -> None:
    lines = page(*VALUES)
    other = Line("Oui", 2, 1, Box(60, 80, 90, 90))
    assert turned([*lines, other])[-1] == (0, "Oui")


def test_two_labels_at_the_right_may_be_words_of_values() -> None:
    assert as_they_are(page(*VALUES[:2]))
    assert as_they_are([line for line in page(*VALUES) if line.column == 1])


def test_labels_that_stand_at_the_left_too_are_words_of_values() -> None:
    lines = page(*((label, "") for label in (MAIL, DATE, KIND)), *VALUES)
    assert as_they_are([line for line in lines if "@" not in line.text])


@pytest.mark.parametrize(("behind", "same"), [(1, False), (2, True)])
def test_labels_with_their_values_behind_them_are_not_exchanged(behind: int, same: bool) -> None:
    labels = [
        f"{label} Oui" if at < behind else label for at, label in enumerate((MAIL, DATE, KIND))
    ]
    assert as_they_are(page(*((str(at), label) for at, label in enumerate(labels)))) == same


TEXT = [
    ("Liberté", "agence nationale"),
    ("Informations générales", "- CEREMA"),
    (MAIL + " a@b.fr", DATE),
    ("- PLUI", ""),
    ("", KIND),
    (CONTRACTS, ""),
    ("", NAME),
    ("- SCoT", ""),
]


def words(lines: list[Line]) -> list[str]:
    return [text for _, text in turned(lines)]


@pytest.mark.parametrize("over_both", [True, False])
def test_columns_of_text_are_read_one_by_one_below_the_letterhead(over_both: bool) -> None:
    """Which is none of the right column's text where a row of it goes over both columns."""
    lines = page(*TEXT)
    lines[6] = lines[6]._replace(column=0)
    head = Line("République", 1, 0, Box(60, 66, 540 if over_both else 200, 76))
    left = [TEXT[1][0], TEXT[2][0], "- PLUI", CONTRACTS, "- SCoT"]
    right = ["- CEREMA", DATE, KIND, NAME]
    liberty, agency = TEXT[0]
    above = [liberty, agency, *left] if over_both else [liberty, *left, agency]
    assert words([head, *lines]) == ["République", *above, *right]
    assert {column for column, _ in turned([head, *lines])[3:]} == {0}


@pytest.mark.parametrize(("labels", "text"), [(1, False), (0, False), (2, True)])
def test_a_label_at_the_left_for_four_at_the_right_makes_columns_of_text(
    labels: int, text: bool
) -> None:
    """Seven at the right; beside one at the left, or none, they have their values there."""
    right = [
        *(DATE, KIND, NAME, PROGRAMMES, "Nature des signataires du CRTE :"),
        *(
            "Recours à la grille d'analyse ex-ante des actions :",
            "Mobilisation d'une ingénierie externe :",
        ),
    ]
    rows = [("Informations générales", ""), *(("Oui", label) for label in right)]
    rows += [(label, "") for label in (MAIL, CONTRACTS)[:labels]]
    assert (words(page(*rows))[1:3] == ["Oui", "Oui"]) == text


@pytest.mark.parametrize(("level", "text"), [(1, True), (2, False)])
def test_labels_on_one_level_are_a_table_of_four_columns(level: int, text: bool) -> None:
    left = [MAIL, CONTRACTS, PROGRAMMES]
    right = [DATE, KIND, NAME]
    rows = [*zip(left[:level], right[:level], strict=True)]
    for one, other in zip(left[level:], right[level:], strict=True):
        rows += [(one, ""), ("", other)]
    assert as_they_are(page(*rows)) != text


@pytest.mark.parametrize(("down", "own"), [(41, True), (43, False)])
def test_what_stands_close_below_is_of_its_column(down: float, own: bool) -> None:
    """Three steps from line to line, of 14 points: further down it is a foot."""
    lines = page(*TEXT)
    last = lines[-1].box.bottom
    foot = Line("Powered by", 1, 99, Box(60, last + down, 100, last + down + 10))
    found = words([*lines, foot])
    assert (found.index("Powered by") < found.index(DATE)) == own
    further = foot._replace(text="again", box=Box(60, last + down + 50, 100, last + down + 60))
    assert (words([*lines, foot, further]).index("again") < found.index(DATE)) == own


def test_what_runs_across_both_ends_them() -> None:
    lines = page(*TEXT)
    last = lines[-1].box.bottom
    wide = Line("x" * 90, 1, 98, Box(60, last + 4, 560, last + 14))
    close = Line("- PCAET", 1, 99, Box(60, last + 18, 100, last + 28))
    assert words([*lines, wide, close])[-2:] == [wide.text, "- PCAET"]


def test_a_page_may_begin_with_what_was_read_as_no_cell() -> None:
    """As where nothing stands beside it; words across it end the columns."""
    second = [
        Line("- BPI", 2, 1, Box(375, 34, 420, 44)),
        Line("x" * 90, 2, 2, Box(60, 50, 560, 60)),
        Line("- CAF", 2, 3, Box(375, 66, 420, 76)),
        *(line._replace(page=2) for line in page(("- ACV 2", "- Ademe"), (PROGRAMMES, "- DDT"))),
    ]
    third = Line("- SCoT", 3, 1, Box(60, 66, 100, 76))
    assert words([*page(*TEXT), *second, third])[-8:] == [
        *("- BPI", "x" * 90, "- ACV 2", PROGRAMMES),
        *("- CAF", "- Ademe", "- DDT", "- SCoT"),
    ]
