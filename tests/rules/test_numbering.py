"""Numbers and letters before rows: which are the bullets of a list, and which are words."""

from __future__ import annotations

import pytest

from drawn import fields, sheet

USUAL = """
Nature juridique de la structure porteuse : CC
Réalisation d'un diagnostic initial du territoire : Oui
Nombre de fiches projet (opération à travailler) : 12
"""


def items(printed: str) -> list[str]:
    """The items of a list, from what stands behind its label on."""
    found = fields(sheet(f"{USUAL}Liste des contrats figurant dans le CRTE :{printed}\n"))
    return found["contrats"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # below the label
        ("\n1. PLUI\nde Dole\n2. PCAET", ["PLUI de Dole", "PCAET"]),
        ("\n1. PLUI de la\ncommunauté", ["PLUI de la communauté"]),  # of one item
        # behind the label
        (" 1. PLUI\nde Dole\n2. PCAET", ["PLUI de Dole", "PCAET"]),
        (" 1. PLUI\n1.1 zones\n1.2 bourgs\n2. PCAET", ["PLUI", "zones", "bourgs", "PCAET"]),
        # below a bullet
        ("\n- PLUI\n1. zones\n2. bourgs\n- PCAET", ["PLUI", "zones", "bourgs", "PCAET"]),
        # a list within the list, which begins anew
        (
            "\n1. PLUI\na) zones\nb) bourgs\n2. PCAET\na) air",
            ["PLUI", "zones", "bourgs", "PCAET", "air"],
        ),
        ("\n1. PLUI\n1.1 zones\n1.2. bourgs\n2. PCAET", ["PLUI", "zones", "bourgs", "PCAET"]),
        (
            "\n1. PLUI\na) un\nb) deux\n2. PCAET\na) air\nb) eau",
            ["PLUI", "un", "deux", "PCAET", "air", "eau"],
        ),
        ("\n1. PLUI\na) un\nb) deux\nf) six\nc) trois", ["PLUI", "un", "deux", "f) six", "trois"]),
        ("\n1. Habitat\n- 2. étage\n2. Air", ["Habitat", "2. étage", "Air"]),
        # what counts in another way begins an item, and keeps its number
        ("\n1. PLUI\n2. PCAET\n4. SCoT", ["PLUI", "PCAET", "4. SCoT"]),
        ("\n1. PLUI\na) zones\nb) bourgs\nf) autres", ["PLUI", "zones", "bourgs", "f) autres"]),
        ("\n1. PLUI\n2. PCAET\n1. SCoT", ["PLUI", "PCAET", "1. SCoT"]),
    ],
)
def test_what_counts_up_is_the_bullets_of_a_list(printed: str, expected: list[str]) -> None:
    assert items(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # wrapped words
        (
            " Contrat de ville, phase\n1 - centre ancien",
            ["Contrat de ville, phase 1 - centre ancien"],
        ),
        (
            "\nContrat de ville, phase\n1 - centre ancien",
            ["Contrat de ville, phase", "1 - centre ancien"],
        ),
        ("\n- Contrat de ville, phases\n1 - 2", ["Contrat de ville, phases 1 - 2"]),
        (
            "\n- Contrat de ville\n- 1.5 M€ pour\nles bourgs",
            ["Contrat de ville", "1.5 M€ pour les bourgs"],
        ),
        (
            "\n1. Habitat\n- 1.5 M€ pour\nles bourgs\n2. Air",
            ["Habitat", "1.5 M€ pour les bourgs", "Air"],
        ),
        (
            "\n1. Contrat de la zone\nB. du PLUI\n2. PCAET",
            ["Contrat de la zone B. du PLUI", "PCAET"],
        ),
        # one number among other items
        ("\n1. PLUI\nPCAET", ["1. PLUI", "PCAET"]),
        ("\n1. PLUI\n- zones", ["1. PLUI", "zones"]),
        ("\n1. PLUI\nPCAET\nC. Durand", ["1. PLUI", "PCAET", "C. Durand"]),
        # a list that goes on from another one
        (" 2. PLUI\n1.1 zones", ["2. PLUI 1.1 zones"]),
    ],
)
def test_a_number_that_counts_nothing_is_a_word(printed: str, expected: list[str]) -> None:
    assert items(printed) == expected


def test_an_amount_below_its_label_keeps_its_first_figures() -> None:
    label = "Montant total prévisionnel en euros des cofinancements européens"
    found = fields(sheet(f"{USUAL}{label} :\n1.5 M€\n"))
    assert found["cofinancements_europeens"] == ["1.5 M€"]


def test_the_numbers_of_one_list_say_nothing_of_the_next_one() -> None:
    found = fields(
        sheet(
            f"{USUAL}Liste des contrats figurant dans le CRTE :\n1. PLUI\n2. PCAET\n"
            "Composition du COPIL :\n4. Maires\n"
        )
    )
    assert found["contrats"] == ["PLUI", "PCAET"]
    assert found["composition_copil"] == ["4. Maires"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("\n3. PLUI\nde Dole\n4. PCAET", ["PLUI de Dole", "PCAET"]),
        ("\n3. PLUI", ["PLUI"]),
        ("\n4. PLUI\n5. PCAET", ["4. PLUI", "5. PCAET"]),
        ("\n3. PLUI\n5. PCAET", ["3. PLUI", "5. PCAET"]),
        ("\n3) PLUI\n4) PCAET", ["3) PLUI", "4) PCAET"]),
        ("\nPLUI\n3. PCAET", ["PLUI", "3. PCAET"]),
        (" PLUI\n3. PCAET", ["PLUI 3. PCAET"]),
        ("\n- PLUI\n3. PCAET", ["PLUI 3. PCAET"]),
    ],
)
def test_numbers_may_count_on_from_the_list_before(printed: str, expected: list[str]) -> None:
    above = "\nListe des programmes de l'ANCT intégrés :\n1. ACV\n2. PVD\n"
    label = "Liste des contrats figurant dans le CRTE :"
    more = "\nDomaines d'action publique couverts :\n5. Sport\n6. Loisirs\n"
    found = fields(sheet(f"{USUAL}{above}\n{label}{printed}\n{more}"))
    assert found["contrats"] == expected
    on = expected == ["PLUI de Dole", "PCAET"]
    assert found["domaines_action_publique"] == (
        ["Sport", "Loisirs"] if on else ["5. Sport", "6. Loisirs"]
    )
