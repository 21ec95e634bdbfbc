"""Lists without bullets in a column narrower than the page: which of their rows had no room."""

from __future__ import annotations

import pytest

from crte_extract import extract
from drawn import drawn, fields, sheet, sheets

LABEL = "Liste des contrats figurant dans le CRTE :"
WIDE = (
    "Montant total en euros des engagements financiers de l'Etat et de ses opérateurs hors plan"
    " de relance :\n850.00K€\n"
)
CONTRACT = (
    "Contrat de développement et de\ntransition écologique de\nl'ensemble des communes du\npays\n"
)
DOMAINS = "Domaines d'action publique couverts :"


def contracts(page: str) -> list[str]:
    return fields(sheet(f"{WIDE}\n{LABEL}\n{page}\n"))["contrats"]


def test_a_list_in_a_narrow_column_wraps_where_its_own_rows_end() -> None:
    whole = CONTRACT.replace("\n", " ").strip()
    assert contracts(f"{CONTRACT}Plan vélo\n") == [whole, "Plan vélo"]


def test_what_had_room_in_the_column_is_an_item() -> None:
    assert contracts(f"{CONTRACT}Plan vélo\nmobilités\n")[1:] == ["Plan vélo", "mobilités"]


@pytest.mark.parametrize(
    ("page", "cut"),
    [
        ("Contrat de développement et\ntransition écologique", True),
        ("Contrat de développement ET\ntransition écologique", False),  # as an acronym is written
        ("Contrat de développement\ntransition écologique", False),
    ],
)
def test_only_a_row_that_is_cut_tells_of_a_column(page: str, cut: bool) -> None:
    assert len(contracts(page)) == (1 if cut else 2)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Transition énergétique plus\nécologique", 1),  # stands in the same column
        ("Transition énergétique et ensuite\nécologique", 2),  # reaches further
    ],
)
def test_a_list_that_reaches_no_further_may_stand_in_the_column(words: str, count: int) -> None:
    page = f"{WIDE}\n{LABEL}\n{CONTRACT}\n{DOMAINS}\n{words}\n"
    assert len(fields(sheet(page))["domaines_action_publique"]) == count


@pytest.mark.parametrize(("more", "count"), [(2.0, 1), (4.0, 2)])
def test_a_column_has_a_hair_to_spare(more: float, count: int) -> None:
    """A fiftieth of its 150 points."""
    words = "Transition énergétique et plus\nécologique"
    lines = drawn(f"{WIDE}\n{LABEL}\n{CONTRACT}\n{DOMAINS}\n{words}\n")
    reach = 60 + 5 * max(len(row) for row in CONTRACT.split("\n"))
    lines = [
        line._replace(box=line.box._replace(x1=reach + more))
        if line.text.startswith("Transition")
        else line
        for line in lines
    ]
    (found,) = sheets(lines)
    assert len(fields(found)["domaines_action_publique"]) == count


@pytest.mark.parametrize(
    ("cut", "tells"),
    [
        ("Contrat de développement et\ntransition écologique", True),
        ("- Contrat de développement et\n- transition écologique", False),
        ("Contrat de développement et\n\ntransition écologique", False),  # a gap ends it
    ],
)
def test_other_lists_are_measured_only_by_one_that_wraps(cut: str, tells: bool) -> None:
    words = "Transition énergétique\nécologique"
    page = f"{WIDE}\n{LABEL}\n{cut}\n\n{DOMAINS}\n{words}\n"
    assert (len(fields(sheet(page))["domaines_action_publique"]) == 1) is tells


def test_a_row_that_had_no_room_on_the_page_tells_of_no_column() -> None:
    cut, words = f"Ville {'x' * 83} et\nécologique", f"Ville {'x' * 74}\nécologique"
    page = f"{WIDE}\n{LABEL}\n{cut}\n\n{DOMAINS}\n{words}\n"
    assert [len(items) for items in fields(sheet(page)).values()] == [1, 1, 2]


def test_another_left_edge_is_another_column() -> None:
    further = " Transition énergétique\n plus\n écologique\n".replace("\n ", "\n      ")
    page = f"{WIDE}\n{LABEL}\n{CONTRACT}\n{DOMAINS}\n     {further}"
    assert len(fields(sheet(page))["domaines_action_publique"]) == 3


@pytest.mark.parametrize(
    "words", ["Transition\n         énergétique", "         Transition\nénergétique"]
)
def test_a_row_at_another_edge_than_the_one_above_is_not_measured(words: str) -> None:
    page = f"{WIDE}\n{LABEL}\n{CONTRACT}\n{DOMAINS}\n{words}\n"
    assert len(fields(sheet(page))["domaines_action_publique"]) == 2


def test_it_is_told() -> None:
    fiche = extract(f"{LABEL}\n{CONTRACT}Plan vélo\n\n{WIDE}".encode())
    assert fiche.etats["strategie"]["contrats"] == "douteux"


def test_what_stands_right_of_all_columns_is_in_none() -> None:
    """A row beyond the middle of the one above, at an edge that no narrow list has."""
    page = f"""
Liste des contrats figurant dans le CRTE :
convention de la
ville de Dole

Liste des programmes de l'ANCT intégrés :
contrat
{" " * 60}Dole
"""
    assert "Dole" in " ".join(fields(sheet(page))["programmes_anct"])
