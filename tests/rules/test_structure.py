"""The frame of a document: where its sheets begin, and which rows are section headings."""

from __future__ import annotations

import pytest

from crte_extract.reading.text import read_text
from crte_extract.record import FORM
from crte_extract.sections import Sheet, split
from drawn import drawn, fields, sheet, sheets


def typed(text: str) -> list[Sheet]:
    """The sheets of a text."""
    return split(read_text(text.encode()), FORM)


def letterheads(found: list[Sheet]) -> list[list[str]]:
    """What stands above the first heading or label of each sheet."""
    return [[line.text for line in one.letterhead] for one in found]


def headings(found: Sheet) -> dict[str, int]:
    """The line of each section's heading."""
    return {section: line.number for section, line in found.headings.items()}


# Where sheets begin

HEADED = """\
Informations générales
Email de contact : {0}@b.fr
Date de signature du CRTE : 7 avril 2022
"""
FIRST = HEADED.split("\n", 1)[1]
GOVERNANCE = "Gouvernance et évaluation\ncomposition du COPIL : x\n"
LATER = "Liste des contrats figurant dans le CRTE :\nPLUI\nPCAET\n"


def test_a_sheet_begins_where_its_heading_is_printed_again() -> None:
    assert len(typed(HEADED.format("a") + HEADED.format("b"))) == 2
    assert len(typed(HEADED.format("a") + HEADED.format("b").rsplit("\n", 2)[0])) == 2


def test_a_sheet_without_headings_begins_where_its_first_labels_come_again() -> None:
    first, second = typed(FIRST.format("a") + LATER + FIRST.format("b") + LATER)
    assert fields(first)["email_contact"] == ["a@b.fr"]
    assert fields(second)["email_contact"] == ["b@b.fr"]


def test_what_stands_under_the_last_label_stays_on_its_sheet() -> None:
    first, second = typed(FIRST.format("a") + LATER + FIRST.format("b") + LATER)
    assert fields(first)["contrats"] == ["PLUI", "PCAET"]
    assert letterheads([first, second]) == [[], []]


def test_a_sheet_begins_at_its_heading_where_the_first_one_has_none() -> None:
    first, second = typed(FIRST.format("a") + LATER + HEADED.format("b"))
    assert headings(first) == {}
    assert headings(second) == {"informations_generales": 6}


@pytest.mark.parametrize(
    "text",
    [
        FIRST.format("a") + LATER + "Email de contact : b@b.fr\ncomposition du COPIL : x\n",
        FIRST.format("a") + LATER + "Email de contact : b@b.fr\n",
        FIRST.format("a") + FIRST.format("b"),  # both of an e-mail's sender
        FIRST.format("a") + LATER + LATER + LATER,
        f"Email de contact : a@b.fr\nInformations générales\n{FIRST.split(chr(10), 1)[1]}",
        f"{FIRST.format('a')}{LATER}Informations générales\n{LATER}",
    ],
)
def test_a_label_that_comes_again_begins_no_sheet(text: str) -> None:
    assert len(typed(text)) == 1


LETTERHEAD = "Préfecture\nFiche CRTE\n"


def test_a_letterhead_that_comes_again_is_above_the_sheet_below_it() -> None:
    text = f"{LETTERHEAD}\n{HEADED.format('a')}\n{LATER}\n"
    found = sheets(drawn(text + text))
    assert letterheads(found) == [["Préfecture", "Fiche CRTE"]] * 2
    assert fields(found[0])["contrats"] == ["PLUI", "PCAET"]


def test_a_page_that_begins_with_other_words_is_that_of_its_sheet() -> None:
    first, second = "Fiche de Dijon\n\n{}\n", "Fiche de Beaune\nCôte-d'Or\n\n{}"
    pages = (first + LATER + "\f" + second).format(HEADED.format("a"), HEADED.format("b"))
    found = sheets(drawn(pages))
    assert letterheads(found) == [["Fiche de Dijon"], ["Fiche de Beaune", "Côte-d'Or"]]
    assert fields(found[0])["contrats"] == ["PLUI", "PCAET"]


def test_a_sheet_that_begins_on_the_page_of_the_last_one_takes_nothing_of_it() -> None:
    page = f"{HEADED.format('a')}\n{LATER}\n{HEADED.format('b')}"
    first, second = sheets(drawn(page))
    assert fields(first)["contrats"] == ["PLUI", "PCAET"]
    assert letterheads([second]) == [[]]


# Headings


def test_a_heading_may_be_numbered() -> None:
    (found,) = typed(
        f"III. Stratégie\n{LATER}4 - Plan d'action\nDomaines d'action publique couverts : x"
    )
    assert headings(found) == {"strategie": 1, "plan_action": 5}


def test_an_item_is_no_heading() -> None:
    found = sheet(f"Stratégie\n\n{LATER}- Plan d'action\n\nDomaines d'action publique couverts : x")
    assert headings(found) == {"strategie": 1}


def test_a_line_of_a_label_is_no_heading() -> None:
    (found,) = typed("Nature des\nsignataires\ndu CRTE : nom : Dijon")
    assert headings(found) == {}


def test_of_words_like_a_heading_the_last_above_the_first_label_are_one() -> None:
    contents = "Stratégie\nPlan d'action\n"
    (found,) = typed(f"{contents}{HEADED.format('a')}Stratégie\n{LATER}")
    assert headings(found) == {"plan_action": 2, "informations_generales": 3, "strategie": 6}


def test_words_like_a_heading_in_a_list_above_or_below_are_none() -> None:
    text = (
        "Nature des documents stratégiques et plans-programmes préexistants :\nPlan d'action\n"
        f"{LATER}Domaines d'action publique couverts :\nPlan d'action\n"
    )
    (found,) = typed(text)
    assert headings(found) == {}
    assert fields(found)["documents_strategiques"] == ["Plan d'action"]
    assert fields(found)["domaines_action_publique"] == ["Plan d'action"]


def test_a_heading_without_a_label_below_it_is_one() -> None:
    (found,) = typed(
        f"Stratégie\n{LATER}Plan d'action\nGouvernance et évaluation\ncomposition du COPIL : x"
    )
    assert [*headings(found)] == ["strategie", "plan_action", "gouvernance_evaluation"]


# Labels outside their section

FUNDING = "Ingénierie et financement\nMobilisation d'une ingénierie externe :\nCerema\n"


def test_words_of_a_list_are_no_label_of_another_section_that_has_it() -> None:
    (found,) = typed(f"{GOVERNANCE}{FUNDING}Composition du COPIL\n")
    assert fields(found) == {
        "composition_copil": ["x"],
        "mobilisation_ingenierie_externe": ["Cerema", "Composition du COPIL"],
    }


def test_a_label_in_the_wrong_section_is_one_where_it_is_nowhere_else() -> None:
    (found,) = typed(f"{GOVERNANCE}{FUNDING}Liste des partenaires socio-économiques : y\n")
    block = found.blocks[-1]
    assert (block.key, block.rule) == ("partenaires_socio_economiques", "label_as_spelled")


def test_a_label_twice_in_its_own_section_is_told_twice() -> None:
    (found,) = typed(
        f"{GOVERNANCE}Liste des partenaires socio-économiques : y\ncomposition du COPIL : z"
    )
    assert [block.key for block in found.blocks].count("composition_copil") == 2


def test_a_label_above_all_headings_is_at_home() -> None:
    (found,) = typed(f"composition du COPIL : y\n{GOVERNANCE}")
    assert [block.key for block in found.blocks] == ["composition_copil"] * 2
