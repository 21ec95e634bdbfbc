"""From blocks to a record: where each line went, what an unknown label has, where a field was read."""

from __future__ import annotations

import pytest

from crte_extract.document import Document
from crte_extract.readings import read_sheets, readings_of
from crte_extract.record import Reading
from crte_extract.record.models import Avertissement
from crte_extract.sections import Fate
from drawn import drawn

ORIGIN = {"nom": "-", "sha256": "0" * 64}


def reading(text: str, *, provenance: bool = False) -> Reading:
    (found,) = readings_of(Document(tuple(drawn(text)), "pdf", "pdfium", 1), ORIGIN, provenance)
    return found


SHEET = """\
Informations générales

Date de signature du CRTE :
avril 2022

Nature juridique de la structure porteuse : EPCI

Nature juridique de la structure porteuse : E.P.C.I.

Nom de la structure porteuse : Dijon Métropole

Nom de la structure porteuse : CC Norge et Tille

Stratégie

Liste des contrats figurant dans le CRTE :
- PLUI
- PCAET

Montant des cofinancements : 12 €
"""


def test_what_a_warning_quotes_went_there_and_the_rest_to_its_field() -> None:
    fates = {entry.line.text: entry.fate for entry in reading(SHEET).ledger()}
    assert fates["avril 2022"] is Fate.WARNING
    assert fates["Nom de la structure porteuse : CC Norge et Tille"] is Fate.WARNING
    assert fates["Montant des cofinancements : 12 €"] is Fate.UNKNOWN
    for text in (
        "Nature juridique de la structure porteuse : EPCI",
        "Nature juridique de la structure porteuse : E.P.C.I.",  # the same again
        "Date de signature du CRTE :",
        "Nom de la structure porteuse : Dijon Métropole",
        "- PLUI",
    ):
        assert fates[text] is Fate.FIELD


def test_warnings_that_come_later_stand_in_their_places_and_change_the_states() -> None:
    found = reading(SHEET)
    late = [
        Avertissement(code="seconde_lecture_echouee", message="m"),
        Avertissement(
            code="valeur_invraisemblable", champ="contrats", message="m", page=1, ligne=8
        ),
    ]
    warned = found.warned(late).fiche
    assert found.fiche.etats["strategie"]["contrats"] == "lu"
    assert warned.etats["strategie"]["contrats"] == "douteux"
    assert {w.code for w in warned.avertissements} >= {one.code for one in late}


PLAN = """\
Plan d'action

Domaines d'action publique couverts :
- Eau
- Air

Nombre de fiches projet (opération à travailler) : 4
"""


@pytest.mark.parametrize(
    ("words", "valeur", "elements"),
    [
        ("12 €", "12 €", ()),
        ("deux réunions\nsauf en été", "deux réunions sauf en été", ()),
        ("deux réunions\n\nun atelier", "deux réunions", ("un atelier",)),
        ("deux par an\n- forum\n- atelier", "deux par an", ("forum", "atelier")),
        ("\n- forum\n- atelier", None, ("forum", "atelier")),
    ],
)
def test_an_unknown_label_has_a_value_and_the_list_under_it(
    words: str, valeur: str | None, elements: tuple[str, ...]
) -> None:
    text = f"{PLAN}\nRéunions en 2022 : {words}\n"
    (unknown,) = reading(text).fiche.champs_inconnus
    assert (unknown.libelle, unknown.valeur, unknown.elements) == (
        "Réunions en 2022",
        valeur,
        elements,
    )
    assert (unknown.page, unknown.ligne) == (1, 6)


def test_where_a_field_was_read_is_told_of_those_that_were_found_and_when_asked() -> None:
    text = "Informations générales\n\nEmail de contact :\n  a@b.fr\n"
    provenance = reading(text, provenance=True).fiche.provenance
    assert provenance is not None
    assert list(provenance) == ["informations_generales"]
    ((key, (place,)),) = provenance["informations_generales"].items()
    assert (key, place.page, place.ligne) == ("email_contact", 1, 2)
    assert place.brut == "Email de contact :\na@b.fr"
    assert place.bbox == (60.0, 108.0, 150.0, 132.0)
    assert reading(text).fiche.provenance is None


def test_a_text_has_lines_and_no_points() -> None:
    (found,) = read_sheets(b"Email de contact : a@b.fr\n", provenance=True)
    assert found.fiche.provenance is not None
    (place,) = found.fiche.provenance["informations_generales"]["email_contact"]
    assert (place.ligne, place.bbox) == (1, None)


TWICE = """\
Stratégie

Liste des contrats figurant dans le CRTE :
{0}PLUI
Mobilisation d'une ingénierie externe
{0}PCAET

Ingénierie et financement

Mobilisation d'une ingénierie externe :
{0}ADEME
"""


@pytest.mark.parametrize(("bullet", "told"), [("", True), ("- ", False)])
def test_a_list_above_a_label_that_stands_twice_may_go_on_below_it(bullet: str, told: bool) -> None:
    """An item may have the words of a label."""
    warnings = reading(TWICE.format(bullet)).fiche.avertissements
    doubts = [w.champ for w in warnings if "est peut-être un élément de sa liste" in w.message]
    assert doubts == (["contrats"] if told else [])
