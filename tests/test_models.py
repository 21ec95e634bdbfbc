"""The record: its keys, labels and types as the format's table has them, its schema, its copies."""

import copy
import json
import pickle
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from conftest import ON_EVERY_SHEET, fiche_of, nothing
from crte_extract import Fiche, extract
from crte_extract.record.models import Role, champ, fields, json_schema, sections
from crte_extract.text import squash

SAMPLE = Path(__file__).parent.parent / "samples" / "fiche-crte-dijon-metropole.txt"

HEADINGS = {
    "informations_generales": "Informations générales",
    "signataires": "Signataires",
    "strategie": "Stratégie",
    "plan_action": "Plan d'action",
    "gouvernance_evaluation": "Gouvernance et évaluation",
    "ingenierie_financement": "Ingénierie et financement",
}
# The contract, typed anew: key, type, label on the sheet. What every sheet has, and no newer field.
TABLE = """
informations_generales
email_contact | text | Email de contact
date_signature | date | Date de signature du CRTE
nature_juridique_structure_porteuse | text | Nature juridique de la structure porteuse
nom_structure_porteuse | text | Nom de la structure porteuse
date_signature_protocole_prefiguration | date | Si protocole de préfiguration : date de signature

signataires
signataires | actors | Nature des signataires du CRTE

strategie
documents_strategiques | list | Nature des documents stratégiques et plans-programmes préexistants
contrats | list | Liste des contrats figurant dans le CRTE
programmes_anct | list | Liste des programmes de l'ANCT intégrés
orientations_strategiques | list | Liste des orientations stratégiques, axes, ambitions, volets, \
objectifs...
diagnostic_initial | bool | Réalisation d'un diagnostic initial du territoire
mise_a_jour_projet_territoire | bool | Mise à jour du projet de territoire avec l'élaboration \
du CRTE

plan_action
domaines_action_publique | list | Domaines d'action publique couverts
nombre_fiches_action | number | Nombre de fiches action (opération prête à démarrer)
nombre_fiches_projet | number | Nombre de fiches projet (opération à travailler)

gouvernance_evaluation
composition_copil | actors | composition du COPIL
instances_partenariat | list | Liste des instances de partenariat mobilisées ou créées
frequence_annuelle_copil | number | Fréquence prévisionnelle annuelle de réunion du COPIL
frequence_annuelle_comite_technique | number | Fréquence prévisionnelle annuelle de réunion \
du comité technique
partenaires_socio_economiques | list | Liste des partenaires socio-économiques
demarches_co_construction | answer | Démarches de co-construction du CRTE
volet_cooperation_interterritoriale | bool | Existence d'un volet de coopération \
interterritoriale (dont volet transfrontalier)
domaines_cooperation_interterritoriale | list | Domaines d'action publique de la coopération \
interterritoriale
indicateurs_suivi | bool | Définition d'indicateurs de suivi des objectifs opérationnels du CRTE
etat_des_lieux_ecologique | bool | État des lieux écologique renseigné à l'aune des \
13 indicateurs du socle national
recours_grille_ex_ante | answer | Recours à la grille d'analyse ex-ante des actions

ingenierie_financement
recrutement_chef_projet | bool | Recrutement d'un chef de projet / chargé de mission dédié
recrutement_volontaire_territorial | bool | Recrutement d'un volontaire territorial en \
administration
mobilisation_ingenierie_locale | answer | Mobilisation de l'ingénierie locale
mobilisation_ingenierie_externe | list | Mobilisation d'une ingénierie externe
maquette_financiere_annexee | bool | Existence d'une maquette financière annexée (ou d'un état \
récapitulatif des différents financements) au jour de la signature du contrat
depenses_fonctionnement | euros | Montant total prévisionnel en euros des actions en dépenses \
de fonctionnement
depenses_investissement | euros | Montant total prévisionnel en euros des actions en dépenses \
d'investissement
engagements_collectivites | euros | Montant total en euros des engagements financiers des \
collectivités locales et leurs établissements publics
engagements_etat_plan_relance | euros | Montant total en euros des engagements financiers de \
l'Etat et de ses opérateurs Plan de relance
engagements_etat_hors_plan_relance | euros | Montant total en euros des engagements financiers \
de l'Etat et de ses opérateurs hors plan de relance
cofinancements_europeens | euros | Montant total prévisionnel en euros des cofinancements \
européens
cofinancements_prives | euros | Montant total prévisionnel en euros des cofinancements privés
engagements_banque_territoires | euros | Montant en euros des engagements financiers de la \
Banque des territoires
"""


def contract() -> list[tuple[str, str, str, str]]:
    """Section, key, type and label of each field."""
    return [
        (section, *map(str.strip, line.split(" | ", 2)))  # type: ignore[misc]
        for section, *lines in map(str.splitlines, TABLE.strip().split("\n\n"))
        for line in lines
    ]


CONTRACT = contract()
ACTOR = ["nom", "siren", "code_insee", "nature"]
TOP = ["version", "source", "rattachement", *HEADINGS, "etats", "champs_inconnus", "avertissements"]


@pytest.fixture(scope="module")
def fiche() -> Fiche:
    return extract(SAMPLE, provenance=True)


@pytest.fixture(scope="module")
def record(fiche: Fiche) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(fiche.model_dump_json())
    return made


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json_schema()


def resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of the schema, what it refers to included."""
    if "$ref" not in part:
        return part
    return {**schema["$defs"][part["$ref"].removeprefix("#/$defs/")], **part}


def at(schema: dict[str, Any], *path: str) -> dict[str, Any]:
    """The schema of a key of the record."""
    here = schema
    for key in path:
        here = resolved(schema, here["properties"][key])
    return here


def everything(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every property of the schema by the name of its part and its own."""
    parts = {"Fiche": schema, **schema["$defs"]}
    return [
        (f"{part}.{key}", resolved(schema, about))
        for part, whole in parts.items()
        for key, about in whole.get("properties", {}).items()
    ]


# Labels and keys


def test_the_contract_has_39_fields() -> None:
    assert len(CONTRACT) == 39


def test_sections_and_headings_are_those_of_the_contract_in_its_order() -> None:
    assert {s.key: s.labels[0] for s in sections()} == HEADINGS
    assert [s.key for s in sections()] == list(HEADINGS)


def test_keys_and_labels_are_those_of_the_contract_in_its_order() -> None:
    assert [(f.section, f.key, f.labels[0]) for f in ON_EVERY_SHEET] == [
        (section, key, label) for section, key, _, label in CONTRACT
    ]


def test_no_label_or_heading_stands_for_two_things() -> None:
    labels = [squash(label) for entry in (*fields(), *sections()) for label in entry.labels]
    assert all(labels)
    assert len(labels) == len(set(labels))


def test_keys_are_snake_case_ascii_and_none_comes_twice() -> None:
    keys = [field.key for field in fields()]
    assert [key for key in keys if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", key)] == []
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("year", ["", "23", "20233", "depuis 2023", "２０２３", "2023\n"])
def test_a_field_is_no_newer_than_a_year_of_four_digits(year: str) -> None:
    assert champ("Libellé", "Un champ.", depuis="2023").json_schema_extra == {"depuis": "2023"}
    with pytest.raises(ValueError, match="four digits"):
        champ("Libellé", "Un champ.", depuis=year)


def test_every_key_is_written_in_the_sheets_order(record: dict[str, Any]) -> None:
    assert [key for key in record if key != "provenance"] == TOP
    assert list(record["source"]) == ["nom", "sha256", "format", "pages", "lecteur", "rang"]
    assert [(section, key) for section in HEADINGS for key in record[section]] == [
        (field.section, field.key) for field in fields()
    ]
    assert list(record["signataires"]["signataires"][0]) == ACTOR


def test_every_key_is_written_where_the_sheet_leaves_all_blank(record: dict[str, Any]) -> None:
    blank = fiche_of({"source": record["source"], **{key: {} for key in HEADINGS}})
    written = json.loads(blank.model_dump_json())
    assert list(written) == TOP
    for field in fields():
        assert written[field.section][field.key] == nothing(field.kind), field.key


# Schema

NULL = {"type": "null"}
SHAPES: dict[str, Any] = {
    "text": [{"type": "string"}, NULL],
    "date": [{"type": "string", "format": "date"}, NULL],
    "bool": [{"type": "boolean"}, NULL],
    "number": [{"type": "integer"}, NULL],
    "euros": [{"type": "number"}, NULL],
}


def test_the_schema_is_one_of_2020_12(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(("section", "key", "kind", "label"), CONTRACT)
def test_each_field_has_the_contracts_type_and_label(
    schema: dict[str, Any], section: str, key: str, kind: str, label: str
) -> None:
    field = at(schema, section, key)
    assert field["title"] == label
    if kind in SHAPES:
        assert field["anyOf"] == SHAPES[kind]
    elif kind == "answer":
        assert list(field["properties"]) == ["reponse", "details"]
    else:
        assert field["type"] == "array"
        item = field["items"]
        if kind == "list":
            assert item == {"type": "string"}
        else:
            assert list(resolved(schema, item)["properties"]) == ACTOR


@pytest.mark.parametrize(
    ("section", "key"), [(section, key) for section, key, kind, _ in CONTRACT if kind == "euros"]
)
def test_amounts_have_a_unit(schema: dict[str, Any], section: str, key: str) -> None:
    assert at(schema, section, key)["unite"] == "euros"


@pytest.mark.parametrize(("name", "about"), everything(json_schema()))
def test_every_property_has_a_title_and_a_description(name: str, about: dict[str, Any]) -> None:
    assert about.get("title"), name
    assert len(about.get("description", "").split()) >= 2, name


@pytest.mark.parametrize(("key", "heading"), HEADINGS.items())
def test_sections_are_titled_by_their_heading(
    schema: dict[str, Any], key: str, heading: str
) -> None:
    assert at(schema, key)["title"] == heading


def test_the_samples_record_validates(schema: dict[str, Any], record: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert list(validator.iter_errors(record)) == []
    bare = {key: value for key, value in record.items() if key != "provenance"}
    assert list(validator.iter_errors(bare)) == []


@pytest.mark.parametrize(
    ("section", "key", "wrong"),
    [
        ("informations_generales", "date_signature", "7 avril 2022"),
        ("informations_generales", "email_contact", 7),
        ("plan_action", "nombre_fiches_action", 2.5),
        ("plan_action", "domaines_action_publique", None),
        ("ingenierie_financement", "depenses_investissement", "78.00M€"),
        ("ingenierie_financement", "recrutement_chef_projet", "Non"),
        ("signataires", "signataires", ["Dijon"]),
        ("strategie", "inconnu", None),
    ],
)
def test_the_schema_refuses_what_is_no_record(
    schema: dict[str, Any], record: dict[str, Any], section: str, key: str, wrong: object
) -> None:
    broken = copy.deepcopy(record)
    broken[section][key] = wrong
    checker = Draft202012Validator.FORMAT_CHECKER
    assert not Draft202012Validator(schema, format_checker=checker).is_valid(broken)


@pytest.mark.parametrize("key", TOP)
def test_the_schema_asks_for_every_key(
    schema: dict[str, Any], record: dict[str, Any], key: str
) -> None:
    assert not Draft202012Validator(schema).is_valid({k: record[k] for k in record if k != key})


# Copies


def test_a_written_record_reads_back_to_an_equal_fiche(fiche: Fiche) -> None:
    assert Fiche.model_validate_json(fiche.model_dump_json()) == fiche
    assert Fiche.model_validate(fiche.model_dump()) == fiche


def test_a_record_with_warnings_and_unknown_labels_reads_back_too() -> None:
    text = SAMPLE.read_text("utf-8").replace("78.00M€", "environ 78 M€").replace("242100410", "123")
    odd = extract(text.replace("Stratégie\n", "Stratégie\n\nLibellé jamais vu : X\n").encode())
    assert {w.code for w in odd.avertissements} >= {"valeur_illisible", "siren_invalide"}
    assert odd.champs_inconnus
    assert Fiche.model_validate_json(odd.model_dump_json()) == odd


def test_a_fiche_survives_pickling(fiche: Fiche) -> None:
    assert pickle.loads(pickle.dumps(fiche)) == fiche  # noqa: S301


def test_a_fiche_cannot_be_changed(fiche: Fiche) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        fiche.plan_action.nombre_fiches_action = 1  # type: ignore[misc]
    assert hash(fiche.plan_action) == hash(fiche.plan_action.model_copy())


def test_a_record_with_a_key_of_no_field_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Fiche.model_validate({**record, "region": "27"})


def test_each_role_is_that_of_one_field() -> None:
    roles = [field.role for field in fields() if field.role]
    assert sorted(roles) == sorted(get_args(Role))
    assert "role" not in json.dumps(json_schema())
