"""How values, warnings and errors are told to a French reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from crte_extract.record import Code, Etat, Kind

MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

CODES: Final[Mapping[Code, str]] = {
    "valeur_illisible": "Valeur illisible",
    "forme_approchee": "Forme approchée",
    "valeur_invraisemblable": "Valeur invraisemblable",
    "decoupage_incertain": "Découpage incertain",
    "lectures_divergentes": "Lectures divergentes",
    "siren_invalide": "SIREN invalide",
    "identite_discordante": "Identité discordante",
    "contrat_non_rattache": "Contrat non rattaché",
    "somme_incoherente": "Somme incohérente",
    "libelle_absent": "Libellé absent",
    "section_absente": "Section absente",
    "libelle_double": "Libellé en double",
    "libelle_approche": "Libellé approché",
    "champ_inconnu": "Champ inconnu",
    "texte_hors_champ": "Texte hors champ",
    "caracteres_suspects": "Caractères suspects",
    "formulaire_non_lu": "Formulaire non lu",
    "texte_reconnu": "Texte reconnu",
    "page_sans_texte": "Page sans texte",
    "seconde_lecture_echouee": "Seconde lecture échouée",
    "correction_perimee": "Correction périmée",
    "correction_reportee": "Correction reportée",
}

STATES: Final[Mapping[Etat, str]] = {
    "lu": "lu",
    "vide": "vide",
    "absent": "absent",
    "douteux": "douteux",
    "illisible": "illisible",
    "corrige": "corrigé",
    "verifie": "vérifié",
}

ERRORS: Final[Mapping[str, str]] = {
    "CrteError": "Ce fichier n'a pas donné de fiche.",
    "SourceError": "Ce fichier n'a pas pu être lu.",
    "UnreadableFile": "Ce fichier n'a pas pu être ouvert.",
    "NoSuchFile": "Fichier introuvable.",
    "IsAFolder": "C'est un dossier, non un fichier.",
    "NotARegularFile": "Ce n'est pas un fichier ordinaire.",
    "NoPermission": "Droit de lecture refusé.",
    "TooLarge": "Fichier trop volumineux.",
    "EmptyFile": "Fichier vide.",
    "UnreadableText": "Ni un PDF ni un texte lisible.",
    "PdfError": "Ce PDF n'a pas pu être lu.",
    "DamagedPdf": "PDF endommagé.",
    "EncryptedPdf": "PDF protégé par un mot de passe.",
    "PdfWithoutPages": "PDF sans page.",
    "PdfWithoutText": "PDF sans texte : un scan ou une image.",
    "NotASheet": "Ce n'est pas une fiche CRTE : aucun de ses libellés ne s'y trouve, ou c'est trop long.",
    "IllegibleSheet": "Aucun libellé lisible : police mal codée, ou fichier abîmé.",
    "SeveralSheets": "Ce fichier contient plusieurs fiches.",
    "NoSource": "Aucune fiche dans ce dossier.",
    "ReaderFailed": "La lecture a été abandonnée : panne, ou limite de temps ou de mémoire atteinte.",
}


def number(value: float | Decimal) -> str:
    """A number by groups of three digits, a comma before its decimals.

    >>> number(78000000), number(Decimal("1234.5")), number(0)
    ('78 000 000', '1 234,5', '0')
    """
    return f"{Decimal(str(value)).normalize():,f}".replace(",", " ").replace(".", ",")


def euros(value: float | Decimal) -> str:
    """An amount in full.

    >>> euros(78000000)
    '78 000 000 €'
    """
    whole = Decimal(str(value))
    cents = whole.quantize(Decimal("0.01"))
    return f"{number(whole) if whole == whole.to_integral() or cents != whole else _two(cents)} €"


def _two(cents: Decimal) -> str:
    return f"{cents:,.2f}".replace(",", " ").replace(".", ",")


def short_euros(value: float | Decimal) -> str:
    """An amount to three significant digits.

    >>> short_euros(78000000), short_euros(1250000000), short_euros(950), short_euros(999999)
    ('78 M€', '1,25 Md€', '950 €', '1 M€')
    """
    rounded = Decimal(f"{Decimal(str(value)):.2e}")
    for size, unit in ((9, "Md€"), (6, "M€"), (3, "k€")):
        if abs(rounded) >= 10**size:
            return f"{number(rounded / 10**size)} {unit}"
    return f"{number(rounded)} €"


def long_date(written: str) -> str:
    """A day as it is said.

    >>> long_date("2022-04-07"), long_date("2021-12-01")
    ('7 avril 2022', '1er décembre 2021')
    """
    day = date.fromisoformat(written)
    return f"{day.day}{'er' if day.day == 1 else ''} {MONTHS[day.month - 1]} {day.year}"


def single(value: Any, kind: Kind) -> str:
    """A value that is no list, in words; empty where it is missing.

    >>> single(True, "bool"), single(12, "number"), single(None, "text")
    ('Oui', '12', '')
    """
    if value is None:
        return ""
    if kind == "bool":
        return "Oui" if value else "Non"
    if kind == "date":
        return long_date(value)
    if kind == "euros":
        return euros(value)
    return number(value) if kind == "number" else str(value)


def actor(of: Mapping[str, str | None]) -> str:
    """A signatory or member, in a line.

    >>> actor({"nom": "Dijon Métropole", "siren": "242100410", "code_insee": None, "nature": "METRO"})
    'Dijon Métropole · SIREN 242100410 · METRO'
    """
    named = (("", of["nom"]), ("SIREN ", of["siren"]), ("code INSEE ", of["code_insee"]))
    parts = [f"{word}{part}" for word, part in (*named, ("", of["nature"])) if part is not None]
    return " · ".join(parts)


def items(value: Any, kind: Kind) -> list[str]:
    """The items of a list, of actors, or of the details of an answer, in words."""
    if kind == "actors":
        return [actor(of) for of in value]
    if kind == "answer":
        return list(value["details"])
    return list(value) if kind == "list" else []


def said(value: Any, kind: Kind) -> tuple[str, list[str]]:
    """A value in words: what stands alone, and the items of its list."""
    if kind == "answer":
        return single(value["reponse"], "bool"), items(value, kind)
    return ("" if kind in ("list", "actors") else single(value, kind)), items(value, kind)


def why_missing(state: str) -> str:
    """Why a field has no value, by its state.

    >>> why_missing("absent"), why_missing("vide")
    ('libellé absent', 'non renseigné')
    """
    return {"illisible": "valeur écartée", "absent": "libellé absent"}.get(state, "non renseigné")


def told(warning: Mapping[str, Any], *named: str) -> str:
    """A warning of a written record, in words: what happened, and what is printed there.

    Before it what ``named`` names of the warning, where it has that.

    >>> told({"message": "Valeur écartée : plusieurs montants.", "brut": "5 ou 6 M€"})
    'Valeur écartée : plusieurs montants. « 5 ou 6 M€ »'
    >>> told({"code": "page_sans_texte", "champ": None, "message": "Vide.", "brut": None}, "champ", "code")
    'page_sans_texte: Vide.'
    """
    printed = f" « {warning['brut']} »" if warning["brut"] is not None else ""
    return ": ".join(filter(None, [*map(warning.get, named), f"{warning['message']}{printed}"]))


def where(page: int | None, row: int | None) -> str:
    """A place in words, as much of it as is known.

    >>> where(3, 14), where(3, None), where(None, None)
    ('page 3, ligne 14', 'page 3', '')
    """
    parts = (("page", page), ("ligne", row))
    return ", ".join(f"{word} {number}" for word, number in parts if number is not None)


def sign(understood: bool) -> str:
    """What stands before a warning: whether it tells of what was understood, or is to be checked."""
    return "ⓘ" if understood else "⚠"


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun.

    >>> plural(1, "fiche"), plural(1200, "fiche"), plural(0, "fiche")
    ('1 fiche', '1 200 fiches', '0 fiche')
    """
    return f"{number(count)} {one if count < 2 else many or one + 's'}"
