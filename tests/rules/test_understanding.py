"""From the words under a label to a value: which of them are the value, and what is told of the others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crte_extract import extract
from crte_extract.document import Box, Line
from crte_extract.record import FORM, understanding
from crte_extract.record.models import Fiche
from crte_extract.record.understanding import parts
from crte_extract.sections import Block, Item
from drawn import drawn, sheets
from test_growth import counted

PLANS = "Liste des contrats figurant dans le CRTE"
NAME = "Nom de la structure porteuse"


def read(text: str) -> Fiche:
    return extract(f"Stratégie\n\n{text}\n".encode())


def told(fiche: Fiche, key: str) -> list[str]:
    return [warning.code for warning in fiche.avertissements if warning.champ == key]


def item(text: str, *, loose: bool = False, bulleted: bool = False) -> Item:
    line = Line(text, 1, 1, Box(0, 0, 9, 9))
    return Item(text, (line,), bulleted=bulleted, loose=loose)


# Labels that come again


CONTRACTS = f"{PLANS} :\n- PLUI\n- PCAET"
DATE = "Date de signature du CRTE : 7 avril 2022"
ACTORS = "Nature des signataires du CRTE :\n- nom : X, SIREN : 242100411, nature : CC"


@pytest.mark.parametrize(
    ("text", "words", "again", "key", "other"),
    [
        (CONTRACTS, "- PLUI", "- P.L.U.I.", "contrats", False),
        (CONTRACTS, "PLUI\n- PCAET", "PLUI PCAET", "contrats", True),
        (DATE, "7 avril 2022", "07/04/2022", "date_signature", False),
        (DATE, "7 avril 2022", "08/04/2022", "date_signature", True),
        (ACTORS, "X", "X", "signataires", False),
        # both numbers are wrong, and set aside: the second would be lost
        (ACTORS, "242100411", "242100412", "signataires", True),
        # of no value there is nothing that could be the same
        (DATE, "7 avril 2022", "avril 2022", "date_signature", True),
    ],
)
def test_a_label_that_comes_again_is_told_unless_it_says_the_same(
    text: str, words: str, again: str, key: str, other: bool
) -> None:
    fiche = read(f"{text}\n\n{text.replace(words, again)}")
    assert ("libelle_double" in told(fiche, key)) is other


def test_two_values_that_are_none_are_not_the_same() -> None:
    fiche = read("Date de signature du CRTE : avril 2022\n\nDate de signature du CRTE : mai 2022")
    assert told(fiche, "date_signature") == ["valeur_illisible", "libelle_double"]


# Single values


def test_two_bullets_are_no_single_value() -> None:
    fiche = read(f"{NAME} :\n- Dijon Métropole\n- CC Norge et Tille")
    assert fiche.informations_generales.nom_structure_porteuse is None
    (warning,) = (w for w in fiche.avertissements if w.champ == "nom_structure_porteuse")
    assert (warning.code, warning.brut) == (
        "valeur_illisible",
        "Dijon Métropole | CC Norge et Tille",
    )


@pytest.mark.parametrize(
    ("label", "words", "section", "key", "value"),
    [
        (NAME, "- Dijon Métropole", "informations_generales", "nom_structure_porteuse",
         "Dijon Métropole"),
        ("Date de signature du CRTE", "- 7 avril 2022", "informations_generales", "date_signature",
         date(2022, 4, 7)),
        ("Nombre de fiches action (opération prête à démarrer)", "- 43", "plan_action",
         "nombre_fiches_action", 43),
        ("Nombre de fiches action (opération prête à démarrer)", "43 fiches", "plan_action",
         "nombre_fiches_action", 43),
        ("Fréquence prévisionnelle annuelle de réunion du COPIL", "2 fois par an",
         "gouvernance_evaluation", "frequence_annuelle_copil", 2),
        ("Montant total prévisionnel en euros des actions en dépenses de fonctionnement", "- 12 €",
         "ingenierie_financement", "depenses_fonctionnement", Decimal(-12)),
        ("Montant total prévisionnel en euros des actions en dépenses de fonctionnement", "• 12 €",
         "ingenierie_financement", "depenses_fonctionnement", Decimal(12)),
    ],
)  # fmt: skip
def test_a_dash_before_a_single_value_is_a_sign_of_amounts_only(
    label: str, words: str, section: str, key: str, value: object
) -> None:
    assert getattr(getattr(read(f"{label} :\n{words}"), section), key) == value


# Lists


@pytest.mark.parametrize(
    ("words", "items", "codes"),
    [
        ("Les contrats signés :\n- PLUI\n- PCAET", ("PLUI", "PCAET"), ["texte_hors_champ"]),
        ("- Les contrats signés :\n- PLUI", ("Les contrats signés :", "PLUI"), []),
        ("Les contrats signés :\n\nPLUI\n\nPCAET", ("Les contrats signés :", "PLUI", "PCAET"), []),
        ("- Les contrats signés :\n- PLUI\no Dijon", ("Les contrats signés :", "PLUI", "Dijon"),
         ["decoupage_incertain"]),
        ("Les contrats signés :\n\nPLUI\n\n- PCAET", ("Les contrats signés :", "PLUI", "PCAET"),
         ["decoupage_incertain"]),
        ("Les contrats signés\n- PLUI", ("Les contrats signés", "PLUI"), ["decoupage_incertain"]),
        ("Les contrats signés :\n- PLUI\no Dijon\n- PCAET", ("PLUI", "Dijon", "PCAET"),
         ["texte_hors_champ", "decoupage_incertain"]),  # a list within the list, all the same
    ],
)  # fmt: skip
def test_words_that_announce_a_list_are_none_of_its_items(
    words: str, items: tuple[str, ...], codes: list[str]
) -> None:
    """They stand close under their label: with a gap above they would be a label."""
    fiche = read(f"{PLANS} :\n{words}\n\nListe des programmes de l'ANCT intégrés :\n\n- ACV\n- PVD")
    assert fiche.strategie.contrats == items
    assert told(fiche, "contrats") == codes


def test_a_paragraph_under_nothing_but_an_empty_bullet_is_told() -> None:
    bullet, paragraph = item("", bulleted=True), item("Selon les communes.", loose=True)
    block = Block("strategie", "contrats", PLANS, bullet.lines, (bullet, paragraph))
    assert parts(block) == ([], [paragraph], [])
    contract = item("PLUI", bulleted=True)
    block = Block("strategie", "contrats", PLANS, bullet.lines, (contract, paragraph))
    (kept,) = parts(block).kept
    assert (kept.text, len(kept.lines)) == ("PLUI Selon les communes.", 2)


def test_paragraphs_under_an_item_are_told_together() -> None:
    """Each by itself, they would be as many texts, each longer than the one before."""
    items = (
        item("PLUI", bulleted=True),
        item("Un.", loose=True),
        item("", bulleted=True),
        item("Deux.", loose=True),
        item("PCAET", bulleted=True),
        item("Trois.", loose=True),
    )
    found = parts(Block("strategie", "contrats", PLANS, items[0].lines, items))
    assert [it.text for it in found.kept] == ["PLUI Un. Deux.", "PCAET Trois."]
    assert [[it.text for it in of] for _, of in found.guesses] == [
        ["PLUI Un. Deux."],
        ["PCAET Trois."],
    ]


def test_a_bullet_with_nothing_behind_it_is_no_item() -> None:
    bullet, contract = item("", bulleted=True), item("PLUI", bulleted=True)
    block = Block("strategie", "contrats", PLANS, bullet.lines, (contract, bullet))
    assert parts(block) == ([contract], [], [])


def test_what_is_beyond_doubt_is_looked_at_no_closer(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = counted(monkeypatch, understanding, "_listed")
    joined = counted(monkeypatch, understanding, "join_lines")
    read(f"{CONTRACTS}\n\n{DATE}")
    assert (listed, joined) == ([], [])


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("nombre_fiches_action", "43¹", 43),
        ("depenses_investissement", "78.00M€ ²", Decimal("78000000")),
        ("date_signature", "07 avril 2022³", date(2022, 4, 7)),
        ("diagnostic_initial", "Oui¹²", True),
    ],
)
def test_the_mark_of_a_footnote_is_no_part_of_a_typed_value(
    key: str, words: str, value: object
) -> None:
    label = FORM.printed[key]
    found = read(f"{label} : {words}")
    assert value in [getattr(section, key, None) for _, section in found]
    assert told(found, key) == ["forme_approchee"]


def test_a_text_keeps_the_mark_that_is_printed_behind_it() -> None:
    found = read("Nom de la structure porteuse : Dijon Métropole¹")
    assert found.informations_generales.nom_structure_porteuse == "Dijon Métropole¹"


@pytest.mark.parametrize(("lines", "doubtful"), [(14, False), (15, True)])
def test_an_item_of_more_lines_than_any_has_is_doubtful(lines: int, doubtful: bool) -> None:
    """As where notes of a margin, drawn behind all, come after a page's last item."""
    rows = [Line(f"mot {n}", 1, n, Box(0, n, 9, n + 1)) for n in range(lines)]
    whole = Item(" ".join(row.text for row in rows), tuple(rows), bulleted=True)
    block = Block("strategie", "contrats", "Liste", (), (whole,))
    assert bool(parts(block).guesses) == doubtful


# Below the last field


BANK = "Montant en euros des engagements financiers de la Banque des territoires : "
SIGNED = "Fait à Dijon, le 14 mars 2023\n\nLe Préfet\n\n......................"


@pytest.mark.parametrize(
    ("value", "below", "state"),
    [
        ("78.00M€", SIGNED, "lu"),
        ("-€", SIGNED, "vide"),
        ("78.00M€", "Formulaire du 12/01/2022", "lu"),
        ("78.00M€", "12.00M€", "douteux"),
        ("78.00M€", "-", "douteux"),
        ("-€", "78 000 000", "douteux"),  # no amount by itself, and hardly anything else
        ("78.00", SIGNED, "illisible"),
    ],
)
def test_what_stands_below_the_last_field_is_no_part_of_it(
    value: str, below: str, state: str
) -> None:
    fiche = read(f"{PLANS} :\n- PLUI\n\n{BANK}{value}\n\n{below}")
    assert fiche.etats["ingenierie_financement"]["engagements_banque_territoires"] == state
    outside = [w.brut for w in fiche.avertissements if w.code == "texte_hors_champ"]
    assert outside == below.split("\n\n")


def test_below_another_field_it_may_be_its_value() -> None:
    fiche = read(f"{BANK}78.00M€\n\nFait à Dijon\n\n{PLANS} :\n- PLUI")
    assert "texte_hors_champ" in told(fiche, "engagements_banque_territoires")


@pytest.mark.parametrize("label", [f"{NAME} : ", f"{PLANS} :\n- "])
def test_below_a_text_or_a_list_it_may_be_a_part_of_it(label: str) -> None:
    key = "contrats" if PLANS in label else "nom_structure_porteuse"
    fiche = read(f"{DATE}\n\n{label}Dijon\n\nFait à Dijon")
    assert told(fiche, key)


@pytest.mark.parametrize(("page", "state"), [("\f", "lu"), ("\n", "illisible")])
def test_what_goes_on_below_a_page_s_end_is_no_part_of_the_last_field(
    page: str, state: str
) -> None:
    lines = drawn(f"{PLANS} :\n- PLUI\n{BANK}78.00M€{page}Fait à Dijon")
    block = sheets(lines)[0].blocks[-1]
    items = (item("78.00M€"), item("Fait à Dijon")._replace(wrapped=True, lines=(lines[-1],)))
    value, told_of_it = understanding.understood(block._replace(items=items), last=True)
    assert (value is None) == (state == "illisible")
    assert [one.champ for one in told_of_it] == (
        ["engagements_banque_territoires"] if value is None else [None]
    )
