"""Headings over several rows, and headings printed again: running heads, section cells, not items."""

from __future__ import annotations

import pytest

from crte_extract.sections import Sheet
from drawn import drawn, fields, sheet, sheets

CONTRACTS = "Liste des contrats figurant dans le CRTE :"
PROGRAMMES = "Liste des programmes de l'ANCT intégrés :"
TOPICS = "Domaines d'action publique couverts :"
GRID = "Recours à la grille d'analyse ex-ante des actions :"
CHIEF = "Recrutement d'un chef de projet / chargé de mission dédié :"
VOLUNTEER = "Recrutement d'un volontaire territorial en administration :"
EMAIL = "Email de contact :"


def aside(found: Sheet) -> dict[str, str]:
    """What is set aside as a heading, with the rules."""
    return {
        line.text: rule for line, rule in found.running_heads.items() if rule.startswith("heading")
    }


def doubts(found: Sheet) -> list[str | None]:
    """The fields of which a heading may be an item."""
    return [block.key for block in found.blocks for it in block.guesses if "rubrique" in it.reason]


@pytest.mark.parametrize(
    "heading", ["Ingénierie et\nfinancement", "Ingé-\nnierie\net\nfinancement"]
)
def test_a_heading_may_wrap(heading: str) -> None:
    found = sheet(f"{GRID}\n- une grille\n\n{heading}\n{CHIEF} Oui")
    assert list(found.headings) == ["ingenierie_financement"]
    assert fields(found)["recours_grille_ex_ante"] == ["une grille"]
    assert set(aside(found).values()) == {"heading_goes_on"}


@pytest.mark.parametrize(
    "words",
    [
        f"Ingé-\nnierie\net\nfinan-\ncement\n{CHIEF}",  # more rows than a heading has
        f"- Ingénierie et\nfinancement\n{CHIEF}",
        f"Ingénierie et\n- financement\n{CHIEF}",
        f"Ingénierie et\nfinancement\n\n{CONTRACTS}",  # above a label of another section
        f"Ingénierie et\nfinancement\ndes projets\n{CHIEF}",
    ],
)
def test_what_only_begins_like_a_heading_is_none(words: str) -> None:
    found = sheet(f"{GRID}\n- une grille\n{words} Oui")
    assert found.headings == {}
    assert aside(found) == {}


@pytest.mark.parametrize(
    ("words", "is_heading"),
    [
        ("3 Stratégie", True),
        ("Chapitre 3. Stratégie", True),
        ("12 Chapter III. Stratégie", True),
        ("Stratégie I", True),
        ("Stratégie 2", True),
        ("Stratégie (suite)", True),
        ("Stratégie - suite", True),
        ("3 Stratégie 2", False),
        ("La Stratégie", False),
        ("Stratégie locale", False),
        ("* Stratégie 2", False),
    ],
)
def test_what_may_stand_beside_the_words_of_a_heading(words: str, is_heading: bool) -> None:
    found = sheet(f"{EMAIL} a@b.fr\n{words}\n{CONTRACTS} - Ville")
    assert bool(found.headings) == is_heading


def slides(again: str, *, above: str = "PLUI", below: str = "PCAET") -> str:
    """A section that goes on over a page's end, with a heading again at the page's top."""
    return f"Stratégie\n{CONTRACTS}\n- Ville\n{above}\f{again}\n{below}\n{TOPICS}\n- Eau"


@pytest.mark.parametrize("again", ["Stratégie", "Stratégie II", "12 Chapitre 3. Stratégie"])
def test_a_heading_again_at_the_top_of_a_page_is_a_running_head(again: str) -> None:
    found = sheet(slides(again))
    assert aside(found) == {again: "heading_again"}
    assert found.headings["strategie"].page == 1


def test_a_heading_again_at_the_foot_of_a_page_is_a_running_head() -> None:
    found = sheet(f"Stratégie\n{CONTRACTS}\n- Ville\nStratégie 1\f- Eau\n{PROGRAMMES}\n- Petites")
    assert aside(found) == {"Stratégie 1": "heading_again"}
    assert fields(found)["contrats"] == ["Ville", "Eau"]


def test_a_running_head_with_a_number_may_be_of_a_section_above() -> None:
    text = "Stratégie\n{}\n- Ville\n\nPlan d'action\n{}\n- Eau\n{}\f- Bois"
    assert aside(sheet(text.format(CONTRACTS, TOPICS, "Stratégie 1")))
    assert not aside(sheet(text.format(CONTRACTS, TOPICS, "Stratégie")))


def test_amid_a_page_it_may_be_an_item_unless_it_is_bold() -> None:
    text = f"Stratégie\n{CONTRACTS}\nVille\n{{}}\nPLUI\n{TOPICS}\n- Eau"
    assert fields(sheet(text.format("Stratégie")))["contrats"] == ["Ville", "Stratégie", "PLUI"]
    assert aside(sheet(text.format("**Stratégie"))) == {"Stratégie": "heading_again"}
    bold = text.replace("Ville", "**Ville")
    assert not aside(sheet(bold.format("**Stratégie")))


@pytest.mark.parametrize(
    ("text", "is_head"),
    [
        ("- Ville\f{0}\n- Eau\n\n{0}\n{1}", True),
        ("- Ville\f{0}\nEau\n\n{0}\n{1}", True),
        ("Ville\f{0}\n- Eau\n\n{0}\n{1}", True),
        ("1) Ville\f{0}\n2) Eau\n\n{0}\n{1}", True),
        ("Ville\f{0}\n\nEau\n\n{0}\n{1}", True),  # set off by a blank
        ("Ville\f{0}\nEau\n\n{0}\n{1}", False),  # it may be an item
        ("- Ville\n{0}\n- Eau\n\n{0}\n{1}", False),
        ("- Ville\f{0}\n- Eau\f{0}\n{1}", False),
    ],
)
def test_a_running_head_may_tell_what_begins_on_its_page(text: str, is_head: bool) -> None:
    found = sheet(f"{CONTRACTS}\n" + text.format("Plan d'action", f"{TOPICS}\n- Bois"))
    assert bool(aside(found)) == is_head
    assert "plan_action" in found.headings


def test_a_heading_in_a_cell_left_of_its_section_is_on_one_row() -> None:
    for value in ("", "\nune grille"):
        text = f"    {GRID}\nIngénierie et\nfinancement{value}\n    {CHIEF} Oui"
        assert list(sheet(text).headings) == ["ingenierie_financement"]


def test_no_section_is_gone_on_with_that_was_never_opened() -> None:
    assert not aside(sheet(f"{CONTRACTS}\n- Ville\fStratégie II\nPLUI\n{TOPICS}\n- Eau"))


def test_another_sheet_begins_with_a_heading_again() -> None:
    page = f"Informations générales\n{EMAIL} a@b.fr"
    assert len(sheets(drawn(f"{page}\f{page}"))) == 2


def test_a_heading_at_the_foot_of_a_page_that_comes_again_below_is_none_of_the_list() -> None:
    text = f"{GRID}\n- une grille\n{{}}Ingénierie et financement\n{CHIEF} Oui"
    found = sheet(text.format("Ingénierie et financement\f"))
    assert fields(found)["recours_grille_ex_ante"] == ["une grille"]
    found = sheet(text.format("Ingénierie et financement\n"))  # on one page it may be an item
    assert not aside(found)


def test_a_heading_at_the_foot_of_a_page_opens_what_is_on_the_next_one() -> None:
    found = sheet(f"Stratégie\f{CONTRACTS}\n- Ville\n\nPlan d'action\n{TOPICS}\n- Eau")
    assert set(found.headings) == {"strategie", "plan_action"}


def test_a_section_cell_beside_the_middle_of_its_rows_is_no_value() -> None:
    text = f"    {CHIEF} Oui\n{{}}\n    {VOLUNTEER} Non"
    for words in ("Ingénierie et financement", "Ingénierie et\nfinancement"):
        found = sheet(text.format(words))
        assert set(aside(found).values()) == {"heading_again"}
        assert fields(found)["recrutement_chef_projet"] == ["Oui"]
    assert not aside(sheet(text.format("    Ingénierie et financement")))
    assert aside(sheet(f"    {CHIEF} Oui\nIngénierie et financement"))  # the last words of a sheet


def test_a_heading_stands_left_of_the_labels_by_more_than_a_point() -> None:
    for by, is_cell in ((0.9, False), (1.1, True)):
        lines = drawn(f"{CHIEF} Oui\nIngénierie et financement\n{VOLUNTEER} Non")
        box = lines[1].box
        lines[1] = lines[1]._replace(box=box._replace(x0=box.x0 - by))
        assert bool(aside(sheets(lines)[0])) == is_cell


def test_a_heading_left_of_the_labels_above_or_below_alone_is_no_cell() -> None:
    text = f"{{}}{CHIEF} Oui\n  Ingénierie et financement\n{{}}{VOLUNTEER} Non"
    assert not aside(sheet(text.format("    ", "")))
    assert not aside(sheet(text.format("", "    ")))


def test_a_heading_left_of_the_labels_opens_its_section() -> None:
    found = sheet(f"    {GRID} - une grille\nIngénierie et financement\n    {CHIEF} Oui")
    assert found.headings
    assert not aside(found)


def test_an_item_goes_on_below_a_running_head() -> None:
    item = "- développer et promouvoir les formations et les filières nécessaires au tissu des"
    found = sheet(f"Stratégie\n{CONTRACTS}\n- Ville\n{item}\fStratégie II\n  entreprises\n- Eau")
    assert len(fields(found)["contrats"]) == 3


def test_a_running_head_may_stand_above_a_label_or_wrap() -> None:
    found = sheet(f"Stratégie\n{CONTRACTS}\n- Ville\fStratégie II\n{PROGRAMMES}\n- Petites")
    assert aside(found) == {"Stratégie II": "heading_again"}
    found = sheet(
        f"Ingénierie et\nfinancement\n{CHIEF} Oui\fINGÉNIERIE ET\nFINANCEMENT\n{VOLUNTEER} Non"
    )
    assert list(aside(found).values()) == ["heading_goes_on", *["heading_again"] * 2]


@pytest.mark.parametrize(
    ("words", "doubtful"),
    [
        ("une grille\nGouvernance et évaluation", True),
        ("Gouvernance et évaluation\nune grille", False),
        ("Gouvernance et évaluation\fune grille", True),
        ("- une grille\n- Gouvernance et évaluation", False),
        ("- une grille\nGouvernance et évaluation", True),
    ],
)
def test_what_may_be_an_item_or_a_heading_is_told(words: str, doubtful: bool) -> None:
    found = sheet(f"{GRID}\n{words}\n{CHIEF} Oui")
    assert doubts(found) == (["recours_grille_ex_ante"] if doubtful else [])
