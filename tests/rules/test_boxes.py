"""Boxes that are ticked: what stands beside them is the answer, or it is told why there is none."""

from __future__ import annotations

from typing import Any

import pytest

from crte_extract import extract
from crte_extract.record.models import Fiche
from crte_extract.record.values.boxes import with_box

DONE = "Réalisation d'un diagnostic initial du territoire"
PLANS = "Liste des contrats figurant dans le CRTE"
GRID = "Recours à la grille d'analyse ex-ante des actions"
NEXT = "Liste des programmes de l'ANCT intégrés"  # the label below that of plans
NAME = "Nature juridique de la structure porteuse"


def read(text: str) -> Fiche:
    return extract(f"Stratégie\n\n{text}\n\n{NEXT} :\n- Agenda rural\n".encode())


def value(fiche: Fiche, key: str) -> Any:
    return next(v[key] for v in fiche.model_dump().values() if isinstance(v, dict) and key in v)


def told(fiche: Fiche, key: str) -> list[str]:
    return [one.code for one in fiche.avertissements if one.champ == key]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (" ☑ Oui ☐ Non", True),
        (" Oui ☐ Non ☑", False),
        (" Oui☑ Non☐", True),
        (" ☒ Oui ☐ Non", True),
        (" [x] Oui [ ] Non", True),
        (" Oui [] Non [X]", False),
        (" ✔ Oui □ Non", True),
        (" ○ Oui ● Non", False),
        (" \uf0a8 Oui \uf0fe Non", False),
        (" ☑", True),
        (" Oui ☑", True),
        (" ☑ Non", False),
        (" ☑ Oui (délibération du 3 mai) ☐ Non", True),
        ("\n☐ Oui\n☑ Non", False),
        ("\nOui ☐\nNon ☑", False),
        ("\n- ☑ Oui\n- ☐ Non", True),
        ("\n☑", True),
    ],
)
def test_a_ticked_box_answers(words: str, answer: bool) -> None:
    fiche = read(f"{DONE} :{words}")
    assert value(fiche, "diagnostic_initial") is answer
    assert told(fiche, "diagnostic_initial")[0] == "forme_approchee"
    assert fiche.etats["strategie"]["diagnostic_initial"] == "lu"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (" ☐ Oui ☐ Non", "aucune case n'est cochée"),
        (" ☑ Oui ☑ Non", "plusieurs cases sont cochées"),
        (" ☐", "case non cochée"),
        (" ☐ Oui", "aucune case n'est cochée"),
        (" □ Oui", "aucune case n'est cochée"),
        (" ☑ Oui ☒ Non", "d'autres barrées"),
        (" ☑ Oui Non ☐", "laquelle"),
        (" ☑ ☐", "laquelle"),
        ("\n- ☑ Oui\n- Non ☐", "laquelle"),
        (" Oui ☑ Non", "laquelle"),
        ("\n☑ Oui\nNon ☐", "laquelle"),
        (" Oui ✓ Non", "ni Oui ni Non"),
        (" ☑ en cours ☐ Non", "ni Oui ni Non"),
    ],
)
def test_what_boxes_do_not_say_is_told(words: str, why: str) -> None:
    fiche = read(f"{DONE} :{words}")
    assert value(fiche, "diagnostic_initial") is None
    (warning,) = [one for one in fiche.avertissements if one.champ == "diagnostic_initial"]
    assert warning.code == "valeur_illisible"
    assert why in warning.message
    assert warning.brut is not None
    assert set(warning.brut) & set("☐☑✓□")  # as it is printed, the first box included


def test_a_tick_alone_is_a_bullet() -> None:
    fiche = read(f"{DONE} : ✓ Oui")
    assert value(fiche, "diagnostic_initial") is True
    assert told(fiche, "diagnostic_initial") == []


@pytest.mark.parametrize("label", [f"☑ {DONE}", f"☑ {DONE} :", f"{DONE} ☑", f"{DONE} ☑ Oui ☐ Non"])
def test_a_box_beside_the_label_answers(label: str) -> None:
    fiche = read(f"{label}\n\n{PLANS} :\n- PLUI")
    assert value(fiche, "diagnostic_initial") is True
    assert fiche.etats["strategie"]["diagnostic_initial"] == "lu"
    assert value(fiche, "contrats") == ("PLUI",)


def test_a_box_before_the_label_of_another_list_is_none_of_the_list_above() -> None:
    fiche = read(f"{PLANS} :\n☑ PLUI\n☐ SCoT\n\n☐ {DONE}")
    assert value(fiche, "contrats") == ("PLUI",)
    assert value(fiche, "diagnostic_initial") is None
    assert "valeur_illisible" in told(fiche, "diagnostic_initial")


@pytest.mark.parametrize(
    "words",
    [
        "☑ PLUI\n☐ SCoT\n☑ PCAET",
        "PLUI ☑\nSCoT ☐\nPCAET ☑",
        "☑ PLUI ☐ SCoT ☑ PCAET",
        "[x] PLUI\n[ ] SCoT\n[x] PCAET",
        "- [x] PLUI\n- [ ] SCoT\n- [x] PCAET",
        "☑ PLUI\n✔ PCAET",
    ],
)
def test_the_items_that_are_ticked_are_those_of_a_list(words: str) -> None:
    fiche = read(f"{PLANS} :\n{words}")
    assert value(fiche, "contrats") == ("PLUI", "PCAET")


def test_ticked_items_of_a_list_are_read_for_sure() -> None:
    assert told(read(f"{PLANS} :\n☑ PLUI\n☐ SCoT"), "contrats") == ["forme_approchee"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("☐ PLUI\n☐ SCoT", "aucune case n'est cochée"),
        ("- ☑ PLUI\n- autres\n- ☐ SCoT", "sans case"),
        ("☑ ☐", "laquelle"),
    ],
)
def test_a_list_of_boxes_that_does_not_tell_its_items(words: str, why: str) -> None:
    fiche = read(f"{PLANS} :\n{words}")
    assert value(fiche, "contrats") == ()
    assert any(why in one.message for one in fiche.avertissements if one.champ == "contrats")


def test_a_box_behind_the_label_of_a_list_ticks_nothing() -> None:
    fiche = read(f"{PLANS} : ☑")
    assert value(fiche, "contrats") == ()
    assert "sans mots" in next(w.message for w in fiche.avertissements if w.champ == "contrats")


def test_a_box_is_found_before_an_item_that_wraps_soon() -> None:
    assert with_box("PLU intercommunal", "☑ PLU") == "☑ PLU intercommunal"
    assert with_box("PLU intercommunal", "PLU") == "PLU intercommunal"
    assert with_box("PLU intercommunal", "Contrats : ☐ PLU") == "☐ PLU intercommunal"
    assert with_box("PLUI", "☐ PLU-") == "☐ PLUI"
    assert with_box("", "☐") == "☐"


def test_bullets_of_two_kinds_are_no_boxes() -> None:
    fiche = read(f"{PLANS} :\n● PLUI\n○ PCAET\n● SCoT")
    assert value(fiche, "contrats") == ("PLUI", "PCAET", "SCoT")
    assert told(fiche, "contrats") == ["decoupage_incertain"]


@pytest.mark.parametrize(
    ("words", "answer", "details"),
    [
        (" ☑ Oui ☐ Non", True, ()),
        (" ☐ Oui ☑ Non", False, ()),
        (" ☑", True, ()),
        ("\n☑ ateliers\n☐ forum", None, ("ateliers",)),
        (" Oui ☑ Non ☐\n- forum", True, ("forum",)),
        (" ✔ Oui □ Non", True, ()),
        ("\n□ ateliers", None, ("ateliers",)),
    ],
)
def test_boxes_of_an_answer(words: str, answer: bool | None, details: tuple[str, ...]) -> None:
    found = value(read(f"{GRID} :{words}"), "recours_grille_ex_ante")
    assert found == {"reponse": answer, "details": details}


@pytest.mark.parametrize(
    "words",
    [" ☑ Oui ☐ Non, précisez : forum", " ☐ Oui ☐ Non", " ☑ Oui ☑ Non", " ☐ ateliers ☐ forum"],
)
def test_boxes_that_give_no_answer(words: str) -> None:
    fiche = read(f"{GRID} :{words}")
    assert value(fiche, "recours_grille_ex_ante") == {"reponse": None, "details": ()}
    assert "valeur_illisible" in told(fiche, "recours_grille_ex_ante")


def test_one_of_several_words_is_ticked() -> None:
    fiche = read(f"{NAME} : ☐ EPCI ☑ PETR ☐ syndicat mixte")
    assert value(fiche, "nature_juridique_structure_porteuse") == "PETR"


def test_a_long_item_with_a_box_before_it() -> None:
    words = "contrat de relance et de transition écologique de la communauté de communes"
    fiche = read(f"{PLANS} :\n☐ contrat de ville\n☑ {words}\n  du Pays de Dole")
    assert value(fiche, "contrats") == (f"{words} du Pays de Dole",)
