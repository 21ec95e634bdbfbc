"""Labels that the form doesn't have: told from values by their colon, by bold type and by their place."""

from __future__ import annotations

import pytest

from crte_extract import extract
from drawn import fields, sheet

CONTRATS = "Liste des contrats figurant dans le CRTE :"
PROGRAMMES = "Liste des programmes de l'ANCT intégrés :"
SIGNATAIRES = "Nature des signataires du CRTE :"
KNOWN = frozenset(["contrats", "programmes_anct", "signataires", "email_contact"])
LISTS = f"{CONTRATS}\n- PLUI\n- PCAET\n"
BOLD = f"**{CONTRATS}\nPLUI\nPCAET\nCTG\nCTE\nPETR\n**{PROGRAMMES}\nPetites villes\nCœur de ville\n"
WIDE = "un long texte dans la liste des contrats, aussi large que la page l'est ici"


def unknown(page: str) -> dict[str | None, list[str]]:
    """The unknown labels of a page, with what stands under them."""
    return {key: found for key, found in fields(sheet(page)).items() if key not in KNOWN}


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ("Numéro interne : 12", "Numéro interne"),
        ("ZAC : 12", "ZAC"),
        ("n° : 12", None),  # a sign before a value
        ("B : 12", None),
        ("2021 - 2022 : 12", None),  # years, not words
        ("nom : Dijon Métropole", None),  # an actor, as the template begins it
        ("Nom : Dijon Métropole", None),
        ("Nombre : 12", "Nombre"),
        ("Rendez-vous à 12:30", None),
        (f"{'Dotation de la ville ' * 9}: 12", ("Dotation de la ville " * 9).strip()),
        (f"{'Une phrase de la ville ' * 10}: 12", None),
        ("Un texte. " + "Une phrase de la ville " * 10 + ": x", None),
    ],
)
def test_words_before_a_colon_are_a_label_behind_a_gap(row: str, label: str | None) -> None:
    found = unknown(f"{LISTS}\n{row}\n")
    assert list(found) == ([] if label is None else [label])


def test_actors_with_gaps_between_are_no_labels() -> None:
    page = f"{SIGNATAIRES}\n\nnom : Dijon\n\nnom : Dole, nature : CC\n\nnom : Gray\n"
    assert fields(sheet(page)) == {
        "signataires": ["nom : Dijon", "nom : Dole, nature : CC", "nom : Gray"]
    }


@pytest.mark.parametrize(("rows", "whole"), [(4, True), (5, True), (6, False)])
def test_a_label_wraps_to_some_rows(rows: int, whole: bool) -> None:
    words = ["Dotation de la ville au titre de la", *["ville et de son agglomération, par la"] * 9]
    page = f"{LISTS}\n" + "\n".join(words[: rows - 1]) + "\nville : 12\n"
    assert bool(unknown(page)) is whole


@pytest.mark.parametrize(
    ("page", "labels"),
    [
        # close under a list whose items have bullets, what has none is no item
        (f"{LISTS}Numéro interne : 12\n", ["Numéro interne"]),
        # but for what begins in lower case, or stands in, or wraps
        (f"{LISTS}dont interne : 12\n", []),
        (f"{LISTS}  Numéro interne : 12\n", []),
        (f"{CONTRATS}\n- PLUI\n- {WIDE}\nVille : 12\n", []),
        # without bullets it may be an item
        (f"{CONTRATS}\nPLUI\nPCAET\nAxe 1 : se loger\n", []),
        # not on a new page
        (f"{CONTRATS}\nPLUI\nPCAET\n\fNuméro interne : 12\n", ["Numéro interne"]),
        (f"{CONTRATS}\nPLUI\nPCAET\n\fnuméro interne : 12\n", []),
        # nor where a bullet stands alone on the line above
        (f"{CONTRATS}\n•\nPLUI\n•\nAxe 1 : se loger\n", []),
        # what follows an empty label is its list, where lists have no bullets
        (f"{CONTRATS}\n\nAxe 1 : se loger\nPLUI\n\nAxe 2 : se déplacer\n", ["Axe 2"]),
        (f"{LISTS}\n{PROGRAMMES}\n\nNuméro interne : 12\n", ["Numéro interne"]),
        (f"{LISTS}\n- Axe 1 : se loger\n", []),
    ],
)
def test_where_a_label_may_begin(page: str, labels: list[str]) -> None:
    assert list(unknown(page)) == labels


def test_where_labels_have_gaps_above_what_is_close_is_no_label() -> None:
    page = f"Email de contact : a@b.fr\n\n{CONTRATS}\n- PLUI\n- PCAET\n\n{PROGRAMMES}\n- PVD\nAxe 1 : oui\n"
    assert unknown(page) == {}


def test_the_first_row_may_be_an_unknown_label() -> None:
    assert unknown(f"Numéro interne : 12\n\n{LISTS}") == {"Numéro interne": ["12"]}


# Bold type


@pytest.mark.parametrize(
    ("page", "found"),
    [
        # in bold a label needs no colon, and no gap
        (f"{BOLD}**Communes membres\nDole\nGray\n", {"Communes membres": ["Dole", "Gray"]}),
        (f"{BOLD}**Communes\n**membres\nDole\n", {"Communes membres": ["Dole"]}),
        (f"{BOLD}**Communes\nmembres\nDole\n", {"Communes": ["membres", "Dole"]}),
        (f"{BOLD}**Communes : Dole\n", {"Communes": ["Dole"]}),
        (f"{BOLD}**communes\nDole\n", {"communes": ["Dole"]}),
        # figures and signs are none
        (f"{BOLD}**2021\nDole\n", {}),
        (f"{BOLD}**_____\nDole\n", {}),
        (f"{BOLD}Communes membres\nDole\n", {}),
        (f"{BOLD}**Communes\n**- Dole\n", {"Communes": ["Dole"]}),
        (
            f"{BOLD}**Communes\n\n**Autres membres\nDole\n",
            {"Communes": [], "Autres membres": ["Dole"]},
        ),
        (f"{BOLD}Axe 1 : se loger\n", {}),
        # a known label without a value may stand just above
        (f"{BOLD}**Email de contact :\n\n**Communes\nDole\n", {"Communes": ["Dole"]}),
        (f"{BOLD}**Email de contact :\n\nCommunes : Dole\n", {}),
        # a label in light type wraps where its line was full
        (
            f"{BOLD}{WIDE}\n\nDotation de la ville de Dijon pour ses communes et pour ses actions de\n"
            "la ville : 12\n",
            {
                "Dotation de la ville de Dijon pour ses communes et pour ses actions de la ville": [
                    "12"
                ]
            },
        ),
    ],
)
def test_where_labels_are_in_bold(page: str, found: dict[str, list[str]]) -> None:
    assert unknown(page) == found


@pytest.mark.parametrize("below", ["\nla ville : 12", "- la ville : 12", "  - la ville : 12"])
def test_a_label_ends_at_a_gap_and_at_a_bullet(below: str) -> None:
    found = unknown(f"{LISTS}- {WIDE}\n\nDotation {WIDE}\n{below}\n")
    assert not [label for label in found if (label or "").startswith("Dotation")]


def test_where_labels_are_not_in_bold_bold_words_are_no_label() -> None:
    page = f"{CONTRATS}\nPLUI\n**Axe 1 : se loger\n**Axe 2\n\n{PROGRAMMES}\nPVD\n"
    assert unknown(page) == {}


def test_a_label_of_which_only_the_first_words_are_bold_wraps_where_it_was_full() -> None:
    label = "Dotation de la ville de Dijon pour ses communes et pour ses actions de toute"
    page = f"{LISTS}- {WIDE}\n\n**{label}\nla ville : 12\n\n{PROGRAMMES}\n- PVD\n"
    assert unknown(page) == {f"{label} la ville": ["12"]}


# In lists without bullets


def spaced(*items: str) -> str:
    """A list whose items are parted by space, above others of one item each."""
    others = (PROGRAMMES, SIGNATAIRES, "Domaines d'action publique couverts :")
    return "\n\n".join([f"{CONTRATS}\n{items[0]}", *items[1:], *(f"{o}\nune" for o in others)])


def test_in_a_parted_list_small_words_with_a_colon_are_an_item() -> None:
    items = ("Contrat de ville", "contrat de transition : phase 2", "CTG", "PLUI", "PCAET")
    assert fields(sheet(spaced(*items)))["contrats"] == [*items]


def test_what_may_be_an_item_of_the_list_above_is_told_of_it() -> None:
    items = ("Contrat de ville", "Plan climat : phase 2", "CTG", "PLUI", "PCAET")
    for page, told in ((spaced(*items), True), (spaced(*(f"- {i}" for i in items)), False)):
        record = extract(page.replace("- Plan", "Plan").encode())
        assert [x.libelle for x in record.champs_inconnus] == ["Plan climat"]
        assert [w.champ for w in record.avertissements if "élément de sa liste" in w.message] == (
            ["contrats"] * told
        )
