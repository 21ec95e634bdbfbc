"""The template of a fiche CRTE: its sections, labels and kinds of value, typed anew."""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "date", "bool", "number", "euros", "list", "actors", "answer"]
Record = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Field:
    """One labelled field of the sheet."""

    key: str
    kind: Kind
    label: str


@dataclass(frozen=True)
class Section:
    """One section: its heading and its fields, in the sheet's order."""

    key: str
    heading: str
    fields: tuple[Field, ...]


TEMPLATE = """
# informations_generales | Informations générales
email_contact | text | Email de contact
date_signature | date | Date de signature du CRTE
nature_juridique_structure_porteuse | text | Nature juridique de la structure porteuse
nom_structure_porteuse | text | Nom de la structure porteuse
date_signature_protocole_prefiguration | date | \
Si protocole de préfiguration : date de signature
# signataires | Signataires
signataires | actors | Nature des signataires du CRTE
# strategie | Stratégie
documents_strategiques | list | \
Nature des documents stratégiques et plans-programmes préexistants
contrats | list | Liste des contrats figurant dans le CRTE
programmes_anct | list | Liste des programmes de l'ANCT intégrés
orientations_strategiques | list | \
Liste des orientations stratégiques, axes, ambitions, volets, objectifs...
diagnostic_initial | bool | Réalisation d'un diagnostic initial du territoire
mise_a_jour_projet_territoire | bool | \
Mise à jour du projet de territoire avec l'élaboration du CRTE
# plan_action | Plan d'action
domaines_action_publique | list | Domaines d'action publique couverts
nombre_fiches_action | number | Nombre de fiches action (opération prête à démarrer)
nombre_fiches_projet | number | Nombre de fiches projet (opération à travailler)
# gouvernance_evaluation | Gouvernance et évaluation
composition_copil | actors | composition du COPIL
instances_partenariat | list | Liste des instances de partenariat mobilisées ou créées
frequence_annuelle_copil | number | Fréquence prévisionnelle annuelle de réunion du COPIL
frequence_annuelle_comite_technique | number | \
Fréquence prévisionnelle annuelle de réunion du comité technique
partenaires_socio_economiques | list | Liste des partenaires socio-économiques
demarches_co_construction | answer | Démarches de co-construction du CRTE
volet_cooperation_interterritoriale | bool | \
Existence d'un volet de coopération interterritoriale (dont volet transfrontalier)
domaines_cooperation_interterritoriale | list | \
Domaines d'action publique de la coopération interterritoriale
indicateurs_suivi | bool | \
Définition d'indicateurs de suivi des objectifs opérationnels du CRTE
etat_des_lieux_ecologique | bool | \
État des lieux écologique renseigné à l'aune des 13 indicateurs du socle national
recours_grille_ex_ante | answer | Recours à la grille d'analyse ex-ante des actions
# ingenierie_financement | Ingénierie et financement
recrutement_chef_projet | bool | Recrutement d'un chef de projet / chargé de mission dédié
recrutement_volontaire_territorial | bool | \
Recrutement d'un volontaire territorial en administration
mobilisation_ingenierie_locale | answer | Mobilisation de l'ingénierie locale
mobilisation_ingenierie_externe | list | Mobilisation d'une ingénierie externe
maquette_financiere_annexee | bool | \
Existence d'une maquette financière annexée (ou d'un état récapitulatif des différents \
financements) au jour de la signature du contrat
depenses_fonctionnement | euros | \
Montant total prévisionnel en euros des actions en dépenses de fonctionnement
depenses_investissement | euros | \
Montant total prévisionnel en euros des actions en dépenses d'investissement
engagements_collectivites | euros | \
Montant total en euros des engagements financiers des collectivités locales et leurs \
établissements publics
engagements_etat_plan_relance | euros | \
Montant total en euros des engagements financiers de l'Etat et de ses opérateurs \
Plan de relance
engagements_etat_hors_plan_relance | euros | \
Montant total en euros des engagements financiers de l'Etat et de ses opérateurs \
hors plan de relance
cofinancements_europeens | euros | \
Montant total prévisionnel en euros des cofinancements européens
cofinancements_prives | euros | Montant total prévisionnel en euros des cofinancements privés
engagements_banque_territoires | euros | \
Montant en euros des engagements financiers de la Banque des territoires
"""


def _parse(template: str) -> tuple[Section, ...]:
    sections: list[tuple[str, str, list[Field]]] = []
    for line in template.strip().splitlines():
        if line.startswith("# "):
            key, heading = line[2:].split(" | ")
            sections.append((key, heading, []))
        else:
            key, kind, label = line.split(" | ")
            sections[-1][2].append(Field(key, kind, label))  # type: ignore[arg-type]
    return tuple(Section(key, heading, tuple(fields)) for key, heading, fields in sections)


SECTIONS = _parse(TEMPLATE)
