"""Whether a row goes on with the item above it."""

from __future__ import annotations

import pytest

from crte_extract.document import Line
from crte_extract.sections import Item
from drawn import drawn, fields, sheet, sheets

LABEL = "Liste des contrats figurant dans le CRTE :"
# A line for which the widest one, 70 characters, had no room left.
WIDE = (
    "Montant total en euros des engagements financiers de l'Etat et de ses opérateurs hors plan"
    " de relance :"
)
FULL = "une convention pour la rénovation de tous les logements anciens de la"
FULLER = "ville et de ses quartiers prioritaires, avec un comité de suivi dédié"


def items(page: str) -> tuple[Item, ...]:
    return sheet(page).blocks[0].items


def texts(page: str) -> list[str]:
    return [item.text for item in items(page)]


def moved(lines: list[Line], right: dict[str, float]) -> list[Line]:
    """The lines, those that begin with some words so many points further right."""
    return [
        line._replace(box=line.box._replace(x0=line.box.x0 + by, x1=line.box.x1 + by))
        for line in lines
        for by in [next((by for words, by in right.items() if line.text.startswith(words)), 0.0)]
    ]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        # another dash than the one above, where its text stands, on a line without room before it
        (f"• {FULL}\n  – ville\n• PLUI", [f"{FULL} – ville", "PLUI"]),
        # the same dash begins an item of a list in the list
        (f"– {FULL}\n  – Ville\n– PLUI", [FULL, "Ville", "PLUI"]),
        # but for where lines above tell where the text stands
        (f"– {FULL}\n  {FULLER}\n  – ville\n– PLUI", [f"{FULL} {FULLER} – ville", "PLUI"]),
        (f"– {FULL}\n  {FULLER}\n    – Ville\n– PLUI", [f"{FULL} {FULLER}", "Ville", "PLUI"]),
        # what is no dash is the bullet of a list in the list
        (f"- {FULL}\n  • Ville\n- PLUI", [FULL, "Ville", "PLUI"]),
        (f"- {FULL}\n  o Ville\n- PLUI", [FULL, "Ville", "PLUI"]),
        # so is a dash below a line that had room
        ("• une convention de la\n  – Ville\n• PLUI", ["une convention de la", "Ville", "PLUI"]),
        # and one that stands as far left as the bullet above
        (f"• {FULL}\n– Ville\n• PLUI", [FULL, "Ville", "PLUI"]),
        # but for one with which the text goes on, where the sheet has no such bullet
        (f"• {FULL}\n– ville\n• PLUI", [f"{FULL} – ville", "PLUI"]),
        (f"{FULL}\n– ville\nPLUI", [f"{FULL} – ville", "PLUI"]),
        (f"– {FULL}\n– ville\n– PLUI", [FULL, "ville", "PLUI"]),
        (f"• {FULL}\n– ville\n• PLUI\n– PCAET", [FULL, "ville", "PLUI", "PCAET"]),
        (f"• {FULL[:-2]}:\n– ville\n• PLUI", [f"{FULL[:-2]}:", "ville", "PLUI"]),
        # nor is a dash below what has no bullet
        (f"{FULL}\n  – Ville\n  – PLUI", [FULL, "Ville", "PLUI"]),
    ],
)
def test_a_dash_at_the_start_of_a_wrapped_line(page: str, expected: list[str]) -> None:
    assert texts(f"{LABEL}\n{page}\n") == expected


def test_a_dash_right_under_a_label_is_a_bullet_however_full_the_lines_are() -> None:
    item, rest = (
        "contrat local de santé et d'autonomie et",
        "de prévention, dans le Pays de Fougères au",
    )
    assert len(f"– {item}") == len(rest) == len(LABEL)
    assert texts(f"{LABEL}\n– {item}\n{rest}\n– ville\n") == [f"{item} {rest}", "ville"]


@pytest.mark.parametrize(("bullet", "carried"), [("•", True), ("–", False)])
def test_a_dash_of_a_value_behind_its_label(bullet: str, carried: bool) -> None:
    value = "Syndicat mixte de la transition écologique"
    lists = f"{LABEL}\n{bullet} PLUI\n{bullet} PCAET\n"
    found = fields(sheet(f"Nom de la structure porteuse : {value}\n– guichet unique\n\n{lists}"))
    whole = [f"{value} – guichet unique"] if carried else [value, "guichet unique"]
    assert found["nom_structure_porteuse"] == whole


@pytest.mark.parametrize(("right", "goes_on"), [(0.7, False), (1.5, True)])
def test_a_dash_of_the_text_stands_in(right: float, goes_on: bool) -> None:
    lines = drawn(f"{LABEL}\n• {FULL}\n– ville\n• PLUI\n– PCAET")
    (found,) = sheets(moved(lines, {"– ville": right}))
    assert ("ville" not in fields(found)["contrats"]) is goes_on


@pytest.mark.parametrize(("right", "goes_on"), [(0.7, True), (1.5, False)])
def test_a_dash_of_the_text_stands_where_its_lines_do(right: float, goes_on: bool) -> None:
    lines = drawn(f"{LABEL}\n– {FULL}\n  {FULLER}\n  – ville\n– PLUI\n")
    (found,) = sheets(moved(lines, {"– ville": right}))
    assert ("ville" not in fields(found)["contrats"]) is goes_on


@pytest.mark.parametrize(
    ("dash", "rule"),
    [("– ville", "dash_of_the_text"), ("- Ville", "bullet"), ("• Ville", "bullet")],
)
def test_it_is_told_why_a_dash_goes_on_or_not(dash: str, rule: str) -> None:
    found = items(f"{LABEL}\n- {FULL}\n  {dash}\n- PLUI\n")
    assert [told for item in found for told in item.rules][1] == rule


@pytest.mark.parametrize(
    ("above", "below", "goes_on"),
    [
        ("- une convention de la", "Métropole", True),  # cut
        ("- une convention", "de la Métropole", True),  # in lower case
        (f"- {FULL[:-6]}", "Métropole", True),  # from a full line
        ("- une convention", "Métropole", False),
    ],
)
def test_a_bullet_goes_on_over_the_end_of_a_page(above: str, below: str, goes_on: bool) -> None:
    found = items(f"{LABEL}\n- {FULL}\n- PLUI\n{above}\n\f{below}\n")
    assert len(found) == (3 if goes_on else 4)
    assert found[-1].rules[-1] == "bullet_on_another_page"


@pytest.mark.parametrize(
    ("above", "below", "goes_on"),
    [
        ("Convention de la", "Métropole", True),
        ("Convention,", "Métropole", True),
        ("Convention entre", "Métropole", True),
        (
            "Convention du centre",
            "Métropole",
            False,
        ),  # which only ends as a word does that is not the last
        ("Convention", "Métropole", False),
        ("Convention", "de la Métropole", False),
    ],
)
def test_without_a_bullet_what_was_cut_goes_on_over_the_end_of_a_page(
    above: str, below: str, goes_on: bool
) -> None:
    found = items(f"{LABEL}\nPLUI\nPCAET, et ses actions\n{above}\n\f{below}\n")
    assert len(found) == (3 if goes_on else 4)
    assert (found[-1].rules[-1] == "cut_by_a_page") is goes_on


@pytest.mark.parametrize("between", ["", "\n", "\f"])
def test_a_word_that_the_typesetter_broke_goes_on(between: str) -> None:
    (found,) = items(f"{LABEL}\nConvention d'environ\u00ad\n{between}nement\n")
    assert found.text == "Convention d'environnement"
    assert found.rules[-1] == "broken_word"


@pytest.mark.parametrize(
    ("above", "below"),
    [("le Pays de Dol-", "sur-Mer"), ("Saint-", "Étienne"), ("2021-", "2027"), ("AAP–", "b")],
)
@pytest.mark.parametrize("between", ["", "\f"])
def test_what_stands_behind_a_hyphen_goes_on(above: str, below: str, between: str) -> None:
    found = items(f"{LABEL}\nPLUI\n{above}\n{between}{below}\n")
    assert [item.text for item in found] == ["PLUI", above + below]
    assert found[-1].rules[-1] == "broken_word"
    assert not sheet(f"{LABEL}\n{above}\n{between}{below}\n").blocks[0].guesses


@pytest.mark.parametrize(("above", "below"), [("Saint-", "\nÉtienne"), ("A -", "B"), ("A-", "(B)")])
def test_what_no_hyphen_joins_does_not_go_on(above: str, below: str) -> None:
    assert "broken_word" not in items(f"{LABEL}\nPLUI\n{above}\n{below}\n")[-1].rules


@pytest.mark.parametrize("below", ["- PLUI", "2022"])
def test_what_can_be_no_rest_of_a_word_does_not_go_on(below: str) -> None:
    assert len(texts(f"{LABEL}\n- Convention d'environ\u00ad\n\n{below}\n")) == 2


def test_a_paragraph_behind_a_gap_on_the_same_page_does_not_go_on() -> None:
    assert texts(f"{LABEL}\n- PLUI de la\n\nMétropole\n") == ["PLUI de la", "Métropole"]


def test_it_is_told_that_a_dash_elsewhere_than_the_text_is_a_bullet() -> None:
    found = items(f"{LABEL}\n– {FULL}\n  {FULLER}\n    – Ville\n– PLUI\n")
    assert found[1].rules == ("bullet",)


PROGRAMMES = (
    "Liste des programmes de l'ANCT intégrés :\n- Petites villes de demain\n- Cœur de ville\n"
)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"{LABEL} Contrat\nMétropole", ["Contrat Métropole"]),
        (f"{LABEL} Contrat\n\nMétropole", ["Contrat", "Métropole"]),
        (f"{LABEL} Contrat\n- Métropole", ["Contrat", "Métropole"]),
        (f"{LABEL}\nContrat\nMétropole", ["Contrat", "Métropole"]),
    ],
)
def test_where_lists_have_bullets_a_value_behind_its_label_may_wrap(
    page: str, expected: list[str]
) -> None:
    assert texts(f"{page}\n\n{PROGRAMMES}") == expected


def test_without_bullets_what_is_close_under_a_value_is_an_item() -> None:
    assert texts(f"{LABEL} Contrat\nMétropole\n") == ["Contrat", "Métropole"]


def test_a_bullet_alone_has_the_text_below_but_no_bullet() -> None:
    assert texts(f"{LABEL}\n•\nPLUI\n•\n• PCAET\n") == ["PLUI", "", "PCAET"]


@pytest.mark.parametrize(
    ("below", "goes_on"), [("Métropole", True), ("ville", True), ("Contrat", False)]
)
def test_without_a_bullet_a_full_line_goes_on(below: str, goes_on: bool) -> None:
    above = FULL if below == "Métropole" else FULL.replace("de la", "anciens")
    assert len(texts(f"{LABEL}\n{above}\n{below}\nPLUI\n")) == (2 if goes_on else 3)


@pytest.mark.parametrize(
    ("above", "below", "goes_on"),
    [
        ("nom : Dijon Métropole, SIREN :", "242100410, nature : METRO", True),
        ("nom : Dijon Métropole,", "242100410, nature : METRO", True),
        ("nom : Dijon Métropole,", "SIREN : 242100410, nature : METRO", True),
        ("nom : Dijon", "Métropole, SIREN : 242100410", True),
        ("nom : Dijon Métropole, SIREN : 242100410,", "nature : METRO", True),
        ("nom : Dijon Métropole, SIREN : 242100410, nature :", "METRO", True),
        ("nom : Dijon Métropole, SIREN : 242100410", "Préfet, SIREN : 242100410", False),
        ("nom : Dijon Métropole, SIREN : 242100410", "243300316", False),
        ("nom : Dijon Métropole", "Préfet", False),
        ("nom : Dijon Métropole", "2421004101", False),
        ("Dijon Métropole, SIREN :", "242100410, nature : METRO", False),
        ("nom : Dijon Métropole,", "\n242100410, NATURE", False),  # behind a gap
    ],
)
def test_the_rest_of_an_actor_is_none_by_itself(above: str, below: str, goes_on: bool) -> None:
    page = f"{WIDE}\n\n{LABEL}\n{above}\n{below}\nPréfet\n"
    found = next(block for block in sheet(page).blocks if block.key == "contrats")
    assert len(found.items) == (2 if goes_on else 3)
    assert bool(found.guesses) is goes_on
    if goes_on:
        assert found.items[0].rules[-1] == "rest_of_an_actor"


# A cell for each item


def celled(page: str, ruled: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """The items of a page, and the rules that made each; a rule is drawn above lines that begin so."""
    lines = [
        line._replace(column=2, ruled=line.text.startswith(ruled)) if at else line
        for at, line in enumerate(drawn(f"{LABEL}\n{page}\n"))
    ]
    (found,) = sheets(lines)
    assert not any(guess.items for guess in found.blocks[0].guesses)
    return [(item.text, list(item.rules)) for item in found.blocks[0].items]


def test_what_no_rule_parts_goes_on_where_items_have_a_cell_each() -> None:
    """Whatever it begins with, and however much room the line above had."""
    assert celled("Contrat de\nVille\nPLUI\nPCAET\n2021", ("Contrat", "PLUI", "PCAET")) == [
        ("Contrat de Ville", ["first_line", "same_cell"]),
        ("PLUI", ["gap_above"]),
        ("PCAET 2021", ["gap_above", "same_cell"]),
    ]


def test_a_rule_above_the_first_item_alone_is_that_of_the_cell_of_all() -> None:
    assert celled("PLUI\nPCAET", ("PLUI",)) == [("PLUI", ["first_line"]), ("PCAET", ["new_line"])]


def test_what_a_page_cuts_is_in_a_cell_of_which_nothing_is_known() -> None:
    assert [text for text, _ in celled("PLUI\nPLH\n\fPCAET", ("PLUI", "PLH"))] == [
        "PLUI",
        "PLH",
        "PCAET",
    ]


def test_a_rule_below_the_head_row_of_a_page_makes_no_list_of_cells() -> None:
    assert [text for text, _ in celled("PLUI\nPLH\n\fPCAET\nPVD", ("PLUI", "PCAET"))] == [
        "PLUI",
        "PLH",
        "PCAET",
        "PVD",
    ]


def test_a_row_beside_no_label_is_in_no_cell_of_the_list() -> None:
    lines = [
        line._replace(column=0 if line.text == "PCAET" else 2, ruled=line.text == "PLH")
        if at
        else line
        for at, line in enumerate(drawn(f"{LABEL}\nPLUI\nPLH\nPCAET\n"))
    ]
    (found,) = sheets(lines)
    assert [item.text for item in found.blocks[0].items] == ["PLUI", "PLH", "PCAET"]
