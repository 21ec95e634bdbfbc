"""Which rows of a sheet are its letterhead, its labels, its values."""

from __future__ import annotations

import pytest

import crte_extract.sections.blocks
from conftest import SAMPLES
from crte_extract import extract
from drawn import fields, sheet
from test_growth import counted

CONTRATS = "Liste des contrats figurant dans le CRTE :"
SLIP = "Date de singature du CRTE : 07 avril 2022"


def read(text: str) -> dict[str | None, list[str]]:
    return fields(sheet(text))


# Letterhead


def test_what_stands_above_the_first_heading_is_letterhead() -> None:
    found = sheet(f"Préfecture : Côte-d'Or\n\nStratégie\n\n{CONTRATS}\n- PLUI\n")
    assert [line.text for line in found.letterhead] == ["Préfecture : Côte-d'Or"]
    assert fields(found) == {"contrats": ["PLUI"]}


@pytest.mark.parametrize(
    ("first", "key", "value"),
    [
        ("Préfecture : Côte-d'Or", "Préfecture", "Côte-d'Or"),
        (SLIP, "date_signature", "07 avril 2022"),
    ],
)
def test_without_a_heading_any_label_may_be_the_first(first: str, key: str, value: str) -> None:
    found = sheet(f"Contrat de relance\n\n{first}\n\n{CONTRATS}\n- PLUI\n")
    assert [line.text for line in found.letterhead] == ["Contrat de relance"]
    assert fields(found) == {key: [value], "contrats": ["PLUI"]}


def test_a_first_label_with_a_slip_and_its_value_below_is_no_letterhead() -> None:
    found = read(f"Date de singature du CRTE\n07 avril 2022\n\n{CONTRATS}\n- PLUI\n")
    assert found == {"date_signature": ["07 avril 2022"], "contrats": ["PLUI"]}


def test_a_title_in_bold_is_no_label_where_labels_are_in_bold() -> None:
    found = sheet(f"**Contrat de relance\n\n**{CONTRATS}\nPLUI\nPCAET\nCTG\nCTE\n")
    assert found.manner.bold
    assert fields(found) == {"contrats": ["PLUI", "PCAET", "CTG", "CTE"]}


# Sections


def test_without_headings_an_unknown_label_is_of_the_section_above() -> None:
    found = sheet(f"{CONTRATS}\n- PLUI\n\nNuméro interne : 12\n")
    assert [(block.label, block.section) for block in found.blocks][1:] == [
        ("Numéro interne", "strategie")
    ]


def test_below_a_heading_an_unknown_label_is_of_its_section() -> None:
    found = sheet(f"{CONTRATS}\n- PLUI\n\nPlan d'action\n\nNuméro interne : 12\n")
    assert found.blocks[1].section == "plan_action"


def test_a_heading_is_found_though_a_label_of_another_section_is_repeated_below_it() -> None:
    page = (
        "Informations générales\n\nEmail de contact : a@b.fr\n\nStratégie\n\n"
        f"{CONTRATS}\n- PLUI\n\nPlan d'action\n\nEmail de contact : a@b.fr\n\n"
        "Domaines d'action publique couverts :\n- Eau\n"
    )
    found = sheet(page)
    assert list(found.headings) == ["informations_generales", "strategie", "plan_action"]
    assert fields(found)["domaines_action_publique"] == ["Eau"]


# Labels with slips


@pytest.mark.parametrize(("rows", "found"), [(1_500, True), (2_500, False)])
def test_slips_are_looked_for_in_a_sheet_of_a_sheet_s_size(rows: int, found: bool) -> None:
    text = f"{CONTRATS}\n" + "- PLUI\n" * rows + f"\n{SLIP}\n"
    assert (extract(text.encode()).informations_generales.date_signature is not None) is found


def test_where_all_labels_are_found_none_is_looked_for_by_its_slips(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = counted(monkeypatch, crte_extract.sections.blocks, "misspelled_hit")
    text = (SAMPLES / "fiche-crte-dijon-metropole.txt").read_text("utf-8")
    extract(text.encode())
    assert not calls
    extract(text.replace("Date de signature", "Date de singature").encode())
    assert calls


def test_no_slip_is_looked_for_behind_a_bullet() -> None:
    assert read(f"{CONTRATS}\n- PLUI\n- {SLIP}\n") == {"contrats": ["PLUI", SLIP]}
