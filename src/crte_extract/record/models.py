"""The record of a fiche CRTE: the only description of the sheet.

A field's key, type, label and meaning stand in one place. Reading, validation, JSON Schema and the
docs follow from it; to teach the tool a new label, add a line here. Source of every label: the
sheets that the ANCT exported. Without ``annotations`` from the future: Pydantic needs the types
themselves, and would have to compile each from its words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_serializer,
)
from pydantic.fields import FieldInfo
from pydantic_core.core_schema import SerializerFunctionWrapHandler

from crte_extract.record.values import (
    A_YEAR,
    DateFr,
    Euros,
    Liste,
    Nombre,
    OuiNon,
    Siren,
    Texte,
    parse_actors,
    parse_answer,
)

Role = Literal["nom", "jour", "montant"]
"""What tells sheets apart in a list: what each is called, when it was signed, what it is about to cost."""


def champ(
    label: str,
    meaning: str,
    *other_labels: str,
    unite: str | None = None,
    entre: tuple[int | str, int | str] | None = None,
    pas_apres: str | None = None,
    forme: Literal["courriel"] | None = None,
    depuis: str | None = None,
    role: Role | None = None,
) -> Any:
    """A field or section of the sheet: its label as printed, what it means, its unit.

    ``other_labels`` are further spellings found on real sheets. What its value can be, without a
    warning: ``entre`` two bounds, both within (days as ISO writes them); ``pas_apres`` the day of
    another field; of a ``forme``. ``depuis`` is the year since which sheets have the field, where older
    ones don't: there its label is missing, and nothing is wrong. ``role`` is what the field tells of a
    sheet where it has but a line.
    """
    if depuis is not None and not re.fullmatch("[0-9]{4}", depuis):
        raise ValueError(f"depuis={depuis!r}: a year has four digits")
    facts = {
        "unite": unite,
        "autres_libelles": list(other_labels),
        "entre": entre and list(entre),
        "pas_apres": pas_apres,
        "forme": forme,
        "depuis": depuis,
        "role": role,
    }
    extra: dict[str, Any] = {name: fact for name, fact in facts.items() if fact}
    return Field(
        default=None,
        validate_default=True,
        title=label,
        description=meaning,
        json_schema_extra=extra or None,
    )


class _Modele(BaseModel):
    # The parts of a record are validated within it: by themselves they are seldom needed.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class _Section(_Modele):
    """A section of the sheet: one attribute a field."""


class Acteur(_Modele):
    """Un signataire ou un membre du COPIL."""

    nom: str | None = Field(None, title="Nom", description="Nom, tel qu'imprimé.")
    siren: Siren = Field(
        None,
        title="SIREN",
        description="Numéro SIREN (INSEE), 9 chiffres, clé de contrôle vérifiée.",
    )
    code_insee: str | None = Field(
        None,
        title="Code INSEE",
        description="Code INSEE de région ou de département, que la fiche imprime sous le mot SIREN.",
    )
    nature: str | None = Field(
        None,
        title="Nature",
        description="Nature juridique, telle qu'imprimée (METRO, region, departement...).",
    )


class Reponse(_Modele):
    """Une réponse par oui ou non, par une liste, ou les deux."""

    reponse: bool | None = Field(
        None,
        title="Réponse",
        description="Vrai pour Oui, faux pour Non, nul sans réponse de cette forme.",
    )
    details: tuple[str, ...] = Field(
        (), title="Détails", description="Les éléments de la liste, ou le texte de la réponse."
    )


Acteurs = Annotated[tuple[Acteur, ...], BeforeValidator(parse_actors)]
Question = Annotated[Reponse, BeforeValidator(parse_answer)]


# fmt: off
# One line a field: key, type, label as printed, meaning.
# ruff: noqa: E501
class InformationsGenerales(_Section):
    """Le contrat et la structure qui le porte."""

    email_contact: Texte = champ("Email de contact", "Adresse électronique du contact pour ce contrat.", forme="courriel")
    date_signature: DateFr = champ("Date de signature du CRTE", "Jour où le contrat a été signé.", entre=("2018-01-01", "2030-12-31"), role="jour")
    nature_juridique_structure_porteuse: Texte = champ("Nature juridique de la structure porteuse", "Forme juridique de la structure qui porte le contrat (Métropole, CC, PETR...).")
    nom_structure_porteuse: Texte = champ("Nom de la structure porteuse", "Nom de la structure qui porte le contrat.", role="nom")
    date_signature_protocole_prefiguration: DateFr = champ("Si protocole de préfiguration : date de signature", "Jour où le protocole de préfiguration a été signé, s'il y en a un.", entre=("2018-01-01", "2030-12-31"), pas_apres="date_signature")


class Signataires(_Section):
    """Ceux qui ont signé le contrat."""

    signataires: Acteurs = champ("Nature des signataires du CRTE", "Les signataires du contrat, un par élément.")


class Strategie(_Section):
    """Ce sur quoi le contrat s'appuie et ce qu'il vise."""

    documents_strategiques: Liste = champ("Nature des documents stratégiques et plans-programmes préexistants", "Documents stratégiques et plans-programmes antérieurs au contrat (PLUI, PCAET...).")
    contrats: Liste = champ("Liste des contrats figurant dans le CRTE", "Contrats que le CRTE rassemble.")
    programmes_anct: Liste = champ("Liste des programmes de l'ANCT intégrés", "Programmes de l'ANCT intégrés au contrat.")
    orientations_strategiques: Liste = champ("Liste des orientations stratégiques, axes, ambitions, volets, objectifs...", "Orientations stratégiques, axes, ambitions, volets et objectifs du contrat.")
    diagnostic_initial: OuiNon = champ("Réalisation d'un diagnostic initial du territoire", "Un diagnostic initial du territoire a-t-il été réalisé ?")
    mise_a_jour_projet_territoire: OuiNon = champ("Mise à jour du projet de territoire avec l'élaboration du CRTE", "Le projet de territoire a-t-il été mis à jour avec l'élaboration du contrat ?")


class PlanAction(_Section):
    """Ce que le contrat prévoit de faire."""

    domaines_action_publique: Liste = champ("Domaines d'action publique couverts", "Domaines d'action publique que le contrat couvre.")
    nombre_fiches_action: Nombre = champ("Nombre de fiches action (opération prête à démarrer)", "Nombre d'opérations prêtes à démarrer.", unite="fiches", entre=(0, 5_000))
    nombre_fiches_projet: Nombre = champ("Nombre de fiches projet (opération à travailler)", "Nombre d'opérations encore à travailler.", unite="fiches", entre=(0, 5_000))


class GouvernanceEvaluation(_Section):
    """Qui pilote le contrat, et comment il est évalué."""

    composition_copil: Acteurs = champ("composition du COPIL", "Les membres du comité de pilotage, un par élément.")
    instances_partenariat: Liste = champ("Liste des instances de partenariat mobilisées ou créées", "Instances de partenariat mobilisées ou créées pour le contrat.")
    frequence_annuelle_copil: Nombre = champ("Fréquence prévisionnelle annuelle de réunion du COPIL", "Réunions du comité de pilotage prévues par an.", unite=A_YEAR, entre=(0, 52))
    frequence_annuelle_comite_technique: Nombre = champ("Fréquence prévisionnelle annuelle de réunion du comité technique", "Réunions du comité technique prévues par an.", unite=A_YEAR, entre=(0, 52))
    partenaires_socio_economiques: Liste = champ("Liste des partenaires socio-économiques", "Partenaires socio-économiques du contrat.")
    demarches_co_construction: Question = champ("Démarches de co-construction du CRTE", "Démarches de co-construction du contrat : oui ou non, ou leur liste.")
    volet_cooperation_interterritoriale: OuiNon = champ("Existence d'un volet de coopération interterritoriale (dont volet transfrontalier)", "Le contrat a-t-il un volet de coopération entre territoires, transfrontalière comprise ?")
    domaines_cooperation_interterritoriale: Liste = champ("Domaines d'action publique de la coopération interterritoriale", "Domaines d'action publique sur lesquels porte la coopération entre territoires.")
    indicateurs_suivi: OuiNon = champ("Définition d'indicateurs de suivi des objectifs opérationnels du CRTE", "Des indicateurs de suivi des objectifs opérationnels sont-ils définis ?")
    etat_des_lieux_ecologique: OuiNon = champ("État des lieux écologique renseigné à l'aune des 13 indicateurs du socle national", "L'état des lieux écologique est-il renseigné d'après les 13 indicateurs du socle national ?")
    recours_grille_ex_ante: Question = champ("Recours à la grille d'analyse ex-ante des actions", "Recours à la grille d'analyse ex-ante des actions : oui ou non, ou une liste.")


class IngenierieFinancement(_Section):
    """Les moyens du contrat, humains et financiers."""

    recrutement_chef_projet: OuiNon = champ("Recrutement d'un chef de projet / chargé de mission dédié", "Un chef de projet ou chargé de mission dédié est-il recruté ?")
    recrutement_volontaire_territorial: OuiNon = champ("Recrutement d'un volontaire territorial en administration", "Un volontaire territorial en administration est-il recruté ?")
    mobilisation_ingenierie_locale: Question = champ("Mobilisation de l'ingénierie locale", "Mobilisation de l'ingénierie locale : oui ou non, ou une liste.")
    mobilisation_ingenierie_externe: Liste = champ("Mobilisation d'une ingénierie externe", "Organismes extérieurs dont l'ingénierie est mobilisée.")
    maquette_financiere_annexee: OuiNon = champ("Existence d'une maquette financière annexée (ou d'un état récapitulatif des différents financements) au jour de la signature du contrat", "Une maquette financière, ou un état récapitulatif des financements, était-elle annexée au contrat le jour de sa signature ?")
    depenses_fonctionnement: Euros = champ("Montant total prévisionnel en euros des actions en dépenses de fonctionnement", "Dépenses de fonctionnement prévues pour les actions.", unite="euros", entre=(0, 10_000_000_000))
    depenses_investissement: Euros = champ("Montant total prévisionnel en euros des actions en dépenses d'investissement", "Dépenses d'investissement prévues pour les actions.", unite="euros", entre=(0, 10_000_000_000), role="montant")
    engagements_collectivites: Euros = champ("Montant total en euros des engagements financiers des collectivités locales et leurs établissements publics", "Engagements financiers des collectivités locales et de leurs établissements publics.", unite="euros", entre=(0, 10_000_000_000))
    engagements_etat_plan_relance: Euros = champ("Montant total en euros des engagements financiers de l'Etat et de ses opérateurs Plan de relance", "Engagements financiers de l'État et de ses opérateurs au titre du plan de relance.", unite="euros", entre=(0, 10_000_000_000))
    engagements_etat_hors_plan_relance: Euros = champ("Montant total en euros des engagements financiers de l'Etat et de ses opérateurs hors plan de relance", "Engagements financiers de l'État et de ses opérateurs hors du plan de relance.", unite="euros", entre=(0, 10_000_000_000))
    cofinancements_europeens: Euros = champ("Montant total prévisionnel en euros des cofinancements européens", "Cofinancements européens prévus.", unite="euros", entre=(0, 10_000_000_000))
    cofinancements_prives: Euros = champ("Montant total prévisionnel en euros des cofinancements privés", "Cofinancements privés prévus.", unite="euros", entre=(0, 10_000_000_000))
    engagements_banque_territoires: Euros = champ("Montant en euros des engagements financiers de la Banque des territoires", "Engagements financiers de la Banque des territoires.", unite="euros", entre=(0, 10_000_000_000))
# fmt: on


_LIGNE: Final = "Ligne, à partir de 1 : dans la page d'un PDF, dans le fichier d'un texte."


class Source(_Modele):
    """Le fichier lu."""

    nom: str = Field(
        title="Nom du fichier",
        description="Nom du fichier, sans son dossier ; « - » pour l'entrée standard.",
    )
    sha256: str = Field(
        pattern="^[0-9a-f]{64}$",
        title="Empreinte SHA-256",
        description="Empreinte SHA-256 des octets lus.",
    )
    format: Literal["pdf", "texte"] = Field(
        title="Format", description="Ce que sont les octets : un PDF ou un texte."
    )
    pages: int | None = Field(
        title="Pages", description="Nombre de pages du PDF ; nul pour un texte."
    )
    lecteur: Literal["texte", "pdfium", "pdfium-drawn", "pdfplumber"] = Field(
        title="Lecteur", description="Le lecteur dont la lecture a été gardée."
    )
    rang: int = Field(
        1, ge=1, title="Rang", description="Quelle fiche du fichier c'est, à partir de 1."
    )


class Rattachement(_Modele):
    """Le contrat de la liste publiée auquel la fiche appartient."""

    id_crte: str = Field(title="Contrat", description="Identifiant du contrat dans la liste.")
    lib_crte: str = Field(title="Nom du contrat", description="Son nom officiel.")
    siren_porteuse: str = Field(
        title="SIREN de la structure porteuse",
        description="SIREN de la structure porteuse ; plusieurs sont séparés par « ; ».",
    )
    code_departement: str = Field(
        title="Département", description="Code INSEE du département principal."
    )
    code_region: str = Field(title="Région", description="Code INSEE de la région principale.")


class ChampInconnu(_Modele):
    """Un libellé que le format ne connaît pas, gardé tel qu'imprimé."""

    section: str | None = Field(title="Section", description="Clé de la section où il se trouve.")
    libelle: str = Field(title="Libellé", description="Le libellé, tel qu'imprimé.")
    valeur: str | None = Field(title="Valeur", description="Le texte qui le suit, s'il y en a un.")
    elements: tuple[str, ...] = Field(
        title="Éléments", description="Les éléments de la liste qui le suit, s'il y en a une."
    )
    page: int | None = Field(None, ge=1, title="Page", description="Page, à partir de 1.")
    ligne: int | None = Field(None, ge=1, title="Ligne", description=_LIGNE)


Code = Literal[
    "valeur_illisible",
    "forme_approchee",
    "valeur_invraisemblable",
    "decoupage_incertain",
    "lectures_divergentes",
    "siren_invalide",
    "identite_discordante",
    "contrat_non_rattache",
    "somme_incoherente",
    "libelle_absent",
    "section_absente",
    "libelle_double",
    "libelle_approche",
    "champ_inconnu",
    "texte_hors_champ",
    "caracteres_suspects",
    "formulaire_non_lu",
    "texte_reconnu",
    "page_sans_texte",
    "seconde_lecture_echouee",
    "correction_perimee",
    "correction_reportee",
]
Etat = Literal["lu", "vide", "absent", "douteux", "illisible", "corrige", "verifie"]


class Avertissement(_Modele):
    """Ce qui demande un regard humain."""

    code: Code = Field(title="Code", description="La sorte d'avertissement.")
    section: str | None = Field(
        None, title="Section", description="Clé de la section en cause, s'il y en a une."
    )
    champ: str | None = Field(
        None, title="Champ", description="Clé du champ en cause ; nulle si ce n'en est pas un."
    )
    message: str = Field(title="Message", description="Ce qui s'est passé, en une phrase.")
    brut: str | None = Field(
        None, title="Mots imprimés", description="Les mots en cause, tels qu'imprimés."
    )
    page: int | None = Field(None, ge=1, title="Page", description="Page, à partir de 1.")
    ligne: int | None = Field(None, ge=1, title="Ligne", description=_LIGNE)


class Lieu(_Modele):
    """Un endroit où un champ a été lu : un par page qu'il occupe."""

    page: int | None = Field(
        title="Page", description="Page, à partir de 1 ; nulle dans un texte sans saut de page."
    )
    bbox: tuple[float, float, float, float] | None = Field(
        title="Cadre",
        description="x0, haut, x1, bas en points PDF depuis le coin supérieur gauche ; nul pour un texte.",
    )
    ligne: int = Field(title="Ligne", description=f"Première {_LIGNE[:1].lower()}{_LIGNE[1:]}")
    brut: str = Field(
        title="Mots imprimés",
        description="Les mots tels qu'imprimés, libellé compris, une ligne imprimée par ligne.",
    )


class Fiche(_Modele):
    """Une fiche CRTE : le contrat de relance (ou pour la réussite) de la transition écologique.

    Amounts are in euros, dates are days, lists keep the sheet's order; what the sheet leaves blank
    is None, or an empty tuple. ``Fiche.model_validate_json`` reads a written record back.
    """

    model_config = ConfigDict(defer_build=False)

    version: Literal["2"] = Field(
        "2", title="Version", description="Version du format de cet enregistrement."
    )
    source: Source = Field(title="Source", description="Le fichier lu.")
    rattachement: Rattachement | None = Field(
        None,
        title="Rattachement",
        description="Le contrat de la liste publiée ; nul tant que rien n'est certain.",
    )
    informations_generales: InformationsGenerales = champ(
        "Informations générales", "Le contrat et la structure qui le porte."
    )
    signataires: Signataires = champ("Signataires", "Ceux qui ont signé le contrat.")
    strategie: Strategie = champ("Stratégie", "Ce sur quoi le contrat s'appuie et ce qu'il vise.")
    plan_action: PlanAction = champ("Plan d'action", "Ce que le contrat prévoit de faire.")
    gouvernance_evaluation: GouvernanceEvaluation = champ(
        "Gouvernance et évaluation", "Qui pilote le contrat, et comment il est évalué."
    )
    ingenierie_financement: IngenierieFinancement = champ(
        "Ingénierie et financement", "Les moyens du contrat, humains et financiers."
    )
    etats: dict[str, dict[str, Etat]] = Field(
        title="États",
        description="L'état de chaque champ, par section et par clé : lu (rien ne s'y oppose), vide (la "
        "fiche dit qu'il n'y a rien), absent (le libellé manque), douteux ou illisible (un avertissement "
        "dit pourquoi), corrige ou verifie (par une personne).",
    )
    champs_inconnus: tuple[ChampInconnu, ...] = Field(
        (),
        title="Champs inconnus",
        description="Les libellés que le format ne connaît pas, avec leur valeur.",
    )
    avertissements: tuple[Avertissement, ...] = Field(
        (), title="Avertissements", description="Ce qui demande un regard humain."
    )
    provenance: dict[str, dict[str, tuple[Lieu, ...]]] | None = Field(
        None,
        title="Provenance",
        description="Sur demande : où chaque champ trouvé a été lu, par section et par clé.",
    )

    @field_validator("etats", mode="after")
    @classmethod
    def _of_every_field(cls, given: dict[str, dict[str, Etat]]) -> dict[str, dict[str, Etat]]:
        if [(section, *states) for section, states in given.items()] != _KEYS:
            raise ValueError("chaque champ a un état, dans l'ordre de la fiche")
        return given

    @model_serializer(mode="wrap")
    def _without_empty_provenance(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        record: dict[str, Any] = write(self)
        if self.provenance is None:
            record.pop("provenance", None)
        return record


def _models() -> Iterator[tuple[str, type[_Section]]]:
    """The sections of the record, each with its model."""
    for key, info in Fiche.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, _Section):
            yield key, info.annotation


_KEYS: Final = [(section, *model.model_fields) for section, model in _models()]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a written record: every key is there, but for ``provenance``."""
    schema = Fiche.model_json_schema()
    states = schema["properties"]["etats"]
    state = states.pop("additionalProperties")["additionalProperties"]
    states |= _closed(
        {key: _closed(dict.fromkeys(model.model_fields, state)) for key, model in _models()}
    )
    for part in (schema, *schema["$defs"].values()):
        properties = part.get("properties", {})
        for about in properties.values():
            about.pop("default", None)
            about.pop("role", None)  # of no use to who reads records
        part["required"] = [key for key in properties if key != "provenance"]
    keys = [field.key for field in fields()]
    for part, key, known in (
        ("Avertissement", "section", [section for section, _ in _models()]),
        ("Avertissement", "champ", keys),
        ("ChampInconnu", "section", [section for section, _ in _models()]),
    ):
        schema["$defs"][part]["properties"][key]["anyOf"][0]["enum"] = known
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has these properties, all of them and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


Kind = Literal["section", "text", "date", "bool", "number", "euros", "list", "actors", "answer"]
_KINDS: Final[Mapping[Any, Kind]] = {
    str: "text",
    date: "date",
    bool: "bool",
    int: "number",
    Decimal: "euros",
    tuple[str, ...]: "list",
    tuple[Acteur, ...]: "actors",
    Reponse: "answer",
}


class Entree(NamedTuple):
    """A section or field of the form: its place in the record, and its labels on the sheet.

    ``kind`` is its type, ``unit`` that of a number, ``meaning`` a sentence for the reader; ``bounds``,
    ``not_after`` and ``form`` say what its value can be, as ``champ`` tells; ``many`` that it takes a list;
    ``since`` is the year from which on sheets have it, None where all do; ``role`` what it tells of a sheet
    in a list of sheets.
    """

    section: str
    key: str
    labels: tuple[str, ...]
    kind: Kind
    unit: str | None
    meaning: str
    bounds: tuple[Any, Any] | None = None
    not_after: str | None = None
    form: str | None = None
    many: bool = False
    since: str | None = None
    role: Role | None = None


def sections() -> Iterator[Entree]:
    """The six sections in the sheet's order; ``key`` is the section's own."""
    for key, _ in _models():
        yield _entree(key, key, Fiche.model_fields[key], "section")


def fields() -> Iterator[Entree]:
    """Every field of every section, in the sheet's order."""
    for section, model in _models():
        yield from columns(model, section)


def columns(model: type[BaseModel], section: str = "") -> Iterator[Entree]:
    """The fields of one model, in its order: a section, ``Acteur``, ``Source``..."""
    for key, info in model.model_fields.items():
        yield _entree(section, key, info, _kind(info.annotation))


def _kind(annotation: Any) -> Kind:
    for choice in (annotation, *get_args(annotation)):
        if choice in _KINDS:
            return _KINDS[choice]
        if get_origin(choice) is Literal:
            return "text"
    raise TypeError(f"no column can hold {annotation}: name its kind in _KINDS")


def _entree(section: str, key: str, info: FieldInfo, kind: Kind) -> Entree:
    extra: Any = info.json_schema_extra or {}
    labels = (info.title or "", *extra.get("autres_libelles", ()))
    return Entree(
        section,
        key,
        labels,
        kind,
        extra.get("unite"),
        info.description or "",
        _bounds(extra.get("entre"), kind),
        extra.get("pas_apres"),
        extra.get("forme"),
        kind in ("section", "list", "actors", "answer"),
        extra.get("depuis"),
        extra.get("role"),
    )


def _bounds(given: Sequence[Any] | None, kind: Kind) -> tuple[Any, Any] | None:
    """Two bounds as values of the kind."""
    if given is None:
        return None
    low, high = map(date.fromisoformat, given) if kind == "date" else given
    return low, high
