"""What is printed again where a table, a section or a list goes on, and what only looks like it."""

from __future__ import annotations

import pytest

from drawn import drawn, fields, sheet, sheets

CONTRACTS = "Liste des contrats figurant dans le CRTE"
PROGRAMMES = "Liste des programmes de l'ANCT intégrés"
PROJECTS = "Nombre de fiches projet (opération à travailler)"


def heads(text: str) -> dict[str, str]:
    """What is set aside of pages drawn as text, with the rules."""
    return {line.text: rule for line, rule in sheet(text).running_heads.items()}


@pytest.mark.parametrize(
    ("again", "aside"),
    [
        ("Stratégie (suite)", True),
        ("STRATÉGIE - suite", True),
        (f"{CONTRACTS} (suite) :", True),
        ("Plan d'action (suite)", False),  # of another section
        (f"{PROGRAMMES} (suite) :", False),
        ("Par la suite", False),
    ],
)
def test_a_title_or_a_label_with_suite_is_the_one_above(again: str, aside: bool) -> None:
    found = sheet(
        f"Stratégie\n\n{CONTRACTS} :\n- Ville\f{again}\n- Eau\n\n{PROGRAMMES} :\n- Petites"
    )
    assert (again in {line.text for line in found.running_heads}) == aside
    if aside:
        assert fields(found)["contrats"] == ["Ville", "Eau"]


def test_suite_under_no_title_is_no_title() -> None:
    assert not heads(f"(suite)\n\n{CONTRACTS} :\n- Ville")


def table(one: str, other: str) -> str:
    """Two sections, with these words under their headings."""
    return f"Stratégie\n{one}\n{CONTRACTS} : - Ville\n\nPlan d'action\n{other}\n{PROJECTS} : 3"


@pytest.mark.parametrize(
    ("one", "other", "aside"),
    [
        ("Champ\nRéponse", "Champ\nRéponse", {"Champ", "Réponse"}),
        ("Champ - Réponse", "Champ - Réponse", {"Champ - Réponse"}),
        ("a\nb\nc", "a\nb\nc", {"a", "b", "c"}),
        ("a\nb\nc\nd", "a\nb\nc\nd", set()),
        ("Champ\nRéponse", "Champ\nSaisie", set()),
        ("- Champ", "- Champ", set()),
        ("....", "....", set()),
    ],
)
def test_heads_of_columns_are_the_same_under_two_headings(
    one: str, other: str, aside: set[str]
) -> None:
    assert {*heads(table(one, other))} == aside


CELLS = "Champ           | Réponse"


@pytest.mark.parametrize(
    ("top", "aside"),
    [(CELLS, True), ("Champ           | Saisie", False), (f"a\n{CELLS}", False)],
)
def test_heads_of_columns_stand_again_at_a_page_s_top(top: str, aside: bool) -> None:
    text = f"Agence\n{CELLS}\n{CONTRACTS} : | - Ville\f{top}\n                | - Eau"
    assert ("Champ" in heads(text)) == aside


@pytest.mark.parametrize(
    "top",
    [
        "Champ\nRéponse",  # one below the other: items of a list, that may come again
        f"{CONTRACTS} : | Réponse",  # a label
    ],
)
def test_other_rows_at_a_page_s_top_are_none(top: str) -> None:
    text = f"Stratégie\n{CONTRACTS} : - a\f{top}\n- b\n\n{PROGRAMMES} : - Petites\f{top}\n- Eau"
    assert "Réponse" not in heads(text)


def test_cells_that_do_not_stand_level_are_none() -> None:
    left, right = (line for line in drawn(CELLS))
    lowered = right._replace(box=right.box._replace(top=left.box.bottom, bottom=110.0))
    body = drawn(f"\n{CONTRACTS} :\n- Ville")
    rest = [line._replace(number=line.number + 2) for line in body]
    pages = [it._replace(page=n) for n in (1, 2) for it in (left, lowered, *rest)]
    assert "column_heads" not in sheets(pages)[0].running_heads.values()
    level = [it._replace(page=n) for n in (1, 2) for it in (left, right, *rest)]
    assert "column_heads" in sheets(level)[0].running_heads.values()


@pytest.mark.parametrize("head", ["Fiche CRTE, page 1\n\n\n", "Stratégie (suite)\n"])
def test_a_running_head_or_a_title_may_stand_above_them(head: str) -> None:
    first = f"Stratégie\n{CELLS}\n{CONTRACTS} : | - a"
    text = f"{first}\f{head}{CELLS}\n   | - b\f{head}{CELLS}\n   | - c"
    assert heads(text)["Champ"] == "column_heads"


def test_cells_amid_a_page_are_none() -> None:
    text = f"Stratégie\n{CONTRACTS} :\n{CELLS}\na\n{CELLS}\nb"
    assert not heads(text)
