"""How a sheet is printed: one small sheet, one behaviour."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conftest import ON_EVERY_SHEET, SAMPLES, SECTIONS, sections_of
from crte_extract import extract, extract_all
from crte_extract.reading.text import read_text
from crte_extract.record.form import FORM
from crte_extract.record.models import Avertissement, Fiche
from crte_extract.sections.manner import learn_page
from crte_extract.sections.rows import make_rows


def read(text: str) -> Fiche:
    return extract(text.encode())


def told(fiche: Fiche, code: str) -> list[Avertissement]:
    return [w for w in fiche.avertissements if w.code == code]


def with_list(items: str, then: str = "\n\nListe des programmes de l'ANCT intégrés :\n") -> Fiche:
    return read(f"Stratégie\n\nListe des contrats figurant dans le CRTE :\n\n{items}{then}")


@pytest.mark.parametrize(
    ("printed", "items"),
    [
        ("- Contrat de ville\n- PLUI", ("Contrat de ville", "PLUI")),
        ("- Axe 1 : agir\n- Nom de la structure porteuse : X", None),
        ("- Plan d'action\n- Gouvernance et évaluation partagées", None),
        ("• convention relative à la\nlutte contre la pauvreté\n• PLUI", None),
        ("- les centres-\nbourgs\n- PLUI", ("les centres-bourgs", "PLUI")),
        ("- l'environ\u00ad\nnement\n- PLUI", ("l'environnement", "PLUI")),
        ("•\nPLUI\n•\nPCAET", ("PLUI", "PCAET")),
        ("- PLUI\n\n\nPage 2/4\n\n- PCAET", ("PLUI", "PCAET")),
        ("-", ()),
        ("None", ()),
        ("", ()),
    ],
)
def test_items_of_a_list(printed: str, items: tuple[str, ...] | None) -> None:
    if items is None:
        joined = printed.replace("à la\nlutte", "à la lutte")
        items = tuple(line[2:] for line in joined.splitlines())
    assert with_list(printed).strategie.contrats == items


@pytest.mark.parametrize(
    ("printed", "key", "value"),
    [
        ("Email de contact : a@b.fr", "email_contact", "a@b.fr"),
        ("EMAIL DE CONTACT: a@b.fr", "email_contact", "a@b.fr"),
        ("**Email de contact :** a@b.fr", "email_contact", "a@b.fr"),
        ("Email de\ncontact : a@b.fr", "email_contact", "a@b.fr"),
        ("Email de contact :\na@b.fr", "email_contact", "a@b.fr"),
        ("Email de contact\n: a@b.fr", "email_contact", "a@b.fr"),
        ("1.1 Email de contact : a@b.fr", "email_contact", "a@b.fr"),
        (
            "Nom de la structure porteuse : CC du Pays\nde Dol",
            "nom_structure_porteuse",
            "CC du Pays de Dol",
        ),
        (
            "Si protocole de préfiguration : date de signature : 07/04/2022",
            "date_signature_protocole_prefiguration",
            "2022-04-07",
        ),
    ],
)
def test_label_and_its_value(printed: str, key: str, value: Any) -> None:
    fiche = read(f"Informations générales\n\n{printed}\n")
    assert fiche.model_dump(mode="json")["informations_generales"][key] == value
    assert not told(fiche, "libelle_approche")


def test_missing_amount_that_wraps() -> None:
    label = "Montant en euros des engagements financiers de la Banque des territoires"
    fiche = read(f"{label} : -\n€")
    assert fiche.ingenierie_financement.engagements_banque_territoires is None
    assert not told(fiche, "valeur_illisible")


@pytest.mark.parametrize(
    "unknown",
    ["Numéro interne : 21-034", "Taux de subvention: 21-034", "**Numéro interne :** 21-034"],
)
def test_unknown_label_never_goes_into_the_field_before_it(unknown: str) -> None:
    fiche = with_list(
        "- PLUI\n- PCAET",
        then=f"\n\n{unknown}\n\nRéalisation d'un diagnostic initial du territoire : Oui\n",
    )
    assert fiche.strategie.contrats == ("PLUI", "PCAET")
    assert [(c.section, c.valeur) for c in fiche.champs_inconnus] == [("strategie", "21-034")]
    assert fiche.strategie.diagnostic_initial is True


def test_unknown_label_with_a_list() -> None:
    fiche = with_list("- PLUI", then="\n\nListe des communes membres :\n\n- Dole\n- Gray\n")
    assert [(c.libelle, c.elements) for c in fiche.champs_inconnus] == [
        ("Liste des communes membres", ("Dole", "Gray"))
    ]


def test_misspelt_label_is_known_and_told() -> None:
    fiche = read("Date de singature du CRTE : 07 avril 2022\nEmail de contact : a@b.fr")
    assert str(fiche.informations_generales.date_signature) == "2022-04-07"
    assert [w.brut for w in told(fiche, "libelle_approche")] == ["Date de singature du CRTE"]


@pytest.mark.parametrize(
    "near",
    [
        "Nombre de fiches programme (opération à travailler) : 12",
        "Montant total en euros des engagements financiers de l'Etat et de ses opérateurs "
        "hors France 2030 : 3 M€",
        "Montant total prévisionnel en euros des cofinancements 3 européens : -€",
    ],
)
def test_neighbouring_label_is_not_taken_for_a_known_one(near: str) -> None:
    fiche = read(f"Email de contact : a@b.fr\n\n{near}\n")
    assert not told(fiche, "libelle_approche")
    assert fiche.plan_action.nombre_fiches_projet is None
    assert fiche.ingenierie_financement.engagements_etat_hors_plan_relance is None
    assert near.split(" :")[0] in {c.libelle for c in fiche.champs_inconnus}


def test_second_value_of_a_label_is_quoted() -> None:
    fiche = read("Email de contact : a@b.fr\n\nEmail de contact : c@d.fr\n")
    assert fiche.informations_generales.email_contact == "a@b.fr"
    assert ["c@d.fr" in (w.brut or "") for w in told(fiche, "libelle_double")] == [True]


def test_value_of_the_wrong_type_is_null_and_quoted() -> None:
    fiche = read("Nombre de fiches action (opération prête à démarrer) : 2 fois par an\n")
    assert fiche.plan_action.nombre_fiches_action is None
    [warning] = told(fiche, "valeur_illisible")
    assert (warning.champ, warning.brut, warning.ligne) == (
        "nombre_fiches_action",
        "2 fois par an",
        1,
    )


def test_wrong_siren_keeps_the_rest_of_the_actor() -> None:
    fiche = read(
        "Nature des signataires du CRTE :\n\n- nom : X, Y : Z, SIREN : 242100411, nature : CC\n- Ademe\n"
    )
    first, second = fiche.signataires.signataires
    assert (first.nom, first.siren, first.nature) == ("X, Y : Z", None, "CC")
    assert second.nom == "Ademe"
    assert "242100411" in (told(fiche, "siren_invalide")[0].brut or "")


def test_words_that_belong_to_no_field_are_quoted() -> None:
    fiche = read(
        "Email de contact : a@b.fr\n\nUne remarque en passant.\n\nStratégie\n\n"
        "Liste des contrats figurant dans le CRTE :\n\n- PLUI\n\nsuite libre\n"
    )
    quoted = " ".join(w.brut or "" for w in told(fiche, "texte_hors_champ"))
    assert "Une remarque en passant." in quoted
    uncertain = next(
        w for w in told(fiche, "decoupage_incertain") if "suite libre" in (w.brut or "")
    )
    assert (uncertain.section, uncertain.champ) == ("strategie", "contrats")


def test_absent_labels_and_sections_are_told() -> None:
    fiche = read("Email de contact : a@b.fr\n")
    assert len(told(fiche, "libelle_absent")) == len(ON_EVERY_SHEET) - 1
    assert len(told(fiche, "section_absente")) == len(SECTIONS)


def test_suspect_characters_are_told() -> None:
    fiche = read("Nom de la structure porteuse : Communaut\ufffd de communes\n")
    assert [w.champ for w in told(fiche, "caracteres_suspects")] == ["nom_structure_porteuse"]


def test_several_sheets_in_one_text(sample_text: str) -> None:
    other = sample_text.replace("Dijon Métropole", "Dole Métropole")
    first, second = extract_all(f"{sample_text}\n{other}".encode())
    assert first.informations_generales.nom_structure_porteuse == "Dijon Métropole"
    assert second.informations_generales.nom_structure_porteuse == "Dole Métropole"
    assert first.avertissements == second.avertissements == ()


def test_joined_labels_are_parted() -> None:
    """``pdftotext`` takes the dash of a missing value for a hyphen, and joins the next line."""
    fiche = read(
        "Réalisation d'un diagnostic initial du territoire : Mise à jour du projet de territoire "
        "avec l'élaboration du CRTE : Oui\n"
    )
    assert fiche.strategie.diagnostic_initial is None
    assert fiche.strategie.mise_a_jour_projet_territoire is True
    assert not told(fiche, "valeur_illisible")


@pytest.mark.parametrize("foot", ["Fiche CRTE Dijon Métropole - page {}", "{}"])
def test_the_foot_of_most_pages_is_no_value_of_the_label_above_it(
    sample_text: str, foot: str
) -> None:
    breaks = ("Nature des signataires du CRTE :", "composition du COPIL :", "Liste des partenaires")
    paged = sample_text
    for number, label in enumerate(breaks, 1):
        line = next(line for line in sample_text.splitlines() if line.startswith(label))
        paged = paged.replace(f"{line}\n", f"{line}\n{foot.format(number)}\n\f", 1)
    paged += f"\n\n{foot.format(4)}\n"
    expected, found = extract(sample_text.encode()), extract(paged.encode())
    assert found.avertissements == ()
    assert [getattr(found, s) for s in SECTIONS] == [getattr(expected, s) for s in SECTIONS]


CONTRACTS = "Liste des contrats figurant dans le CRTE : -"
LISTS = (
    "Stratégie\n\nListe des contrats figurant dans le CRTE :\n\n{0} PLUI\n{0} Contrat de ville et de\n"
    "cohésion\n\nListe des programmes de l'ANCT intégrés :\n\n{0} Petites villes de demain\n"
)


@pytest.mark.parametrize("mark", ["»", ">", "+", "°", "►", "§"])
def test_a_mark_before_many_items_is_the_bullet_of_the_sheet(mark: str) -> None:
    strategie = read(LISTS.format(mark)).strategie
    assert strategie.contrats == ("PLUI", "Contrat de ville et de cohésion")
    assert strategie.programmes_anct == ("Petites villes de demain",)


@pytest.mark.parametrize("mark", ["«", "~", "#", "&"])
def test_what_may_begin_words_is_no_bullet(mark: str) -> None:
    assert mark in "".join(read(LISTS.format(mark)).strategie.programmes_anct)


@pytest.mark.parametrize("mark", ["►", "»", "§"])
def test_an_ornament_of_headings_or_labels_is_no_bullet(mark: str) -> None:
    headings = ("Informations générales", "Signataires", "Stratégie")
    labels = ("Email de contact : a@b.fr", "Nature des signataires du CRTE : Ademe", CONTRACTS)
    pairs = list(zip(headings, labels, strict=True))
    headed = read("".join(f"{mark} {heading}\n\n{label}\n\n" for heading, label in pairs))
    missing = {w.section for w in told(headed, "section_absente")}
    assert not missing & {"informations_generales", "signataires", "strategie"}
    labelled = read("".join(f"{heading}\n\n{mark} {label}\n\n" for heading, label in pairs))
    assert labelled.informations_generales.email_contact == "a@b.fr"


def own_mark(text: str) -> str:
    return learn_page(make_rows(read_text(text.encode()).lines), (), FORM).mark


LIST = "Liste des contrats figurant dans le CRTE :"
QUOTED = "\n".join(f"> {line}" for line in LISTS.format("-").splitlines() if line)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (f"{LIST}\n+ a\n+ b\n+ c", "+"),
        (f"{LIST[:-2]}\n+ a\n+ b\n+ c\nx", "+"),  # a label without its colon, as in a table
        ("Communes :\n+ a\n+ b\n+ c\nx", "+"),  # a label that the form doesn't have
        ("+ a\n+ b\n+ c\nCommunes :", ""),  # above the first row there is no label
        (f"{LIST}\n+ a\n+ b\nx", ""),  # of two, nobody knows
        (f"{LIST}\na\n+ b\nc\n+ d\ne\n+ f", ""),  # no list begins with it: rows may be wrapped
        (f"{LIST}\n+ 5 M€\n+ 6 M€\n+ 7 M€\nx", ""),  # a sign before figures is a part of them
        ("Communes :\n- €\n- €\n- €\nx", ""),
        (f"{LIST}\n§ a\n§ b\n§ c\n{LIST}\n+ d\n+ e\n+ f\n+ g\n", "+"),
        (QUOTED, ""),
    ],
)
def test_what_a_sheet_s_own_mark_is(text: str, mark: str) -> None:
    assert own_mark(text) == mark


SAMPLE = (SAMPLES / "fiche-crte-dijon-metropole.txt").read_text("utf-8")


@pytest.mark.parametrize("mark", ["►", "»", "+", "★"])
def test_a_sheet_of_which_most_lines_are_items_has_a_mark_too(mark: str) -> None:
    marked = re.sub("(?m)^- ", f"{mark} ", SAMPLE)
    assert sections_of(read(marked).model_dump()) == sections_of(read(SAMPLE).model_dump())


@pytest.mark.parametrize(
    "wrapped",
    ["« Territoires d'industrie\n» du pays", "de 20 à 25\n° en ville", "l'eau\n= la santé"],
)
def test_a_mark_that_begins_wrapped_rows_alone_is_a_part_of_the_text(wrapped: str) -> None:
    fiche = with_list(
        "".join(f"- {word} {wrapped}\n" for word in ("un", "deux", "trois", "quatre"))
    )
    joined = wrapped.replace("\n", " ")
    assert fiche.strategie.contrats == tuple(
        f"{n} {joined}" for n in ("un", "deux", "trois", "quatre")
    )
