"""What is called read is what the sheet says: the real sheet with one thing changed, and what is told."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import (
    ON_EVERY_SHEET,
    ON_NEWER_SHEETS,
    SAMPLES,
    SECTIONS,
    TESTS,
    Run,
    expected,
    golden,
    sections_of,
)
from crte_extract import extract
from crte_extract.document import Box, Document, Line
from crte_extract.errors import NotASheet
from crte_extract.options import Reader
from crte_extract.reading import read
from crte_extract.reading.pdf import day_made
from crte_extract.readings import read_sheets, readings_of
from crte_extract.record.models import Avertissement, Fiche, fields
from crte_extract.record.states import state_of, states, to_check

TEXT = (SAMPLES / "fiche-crte-dijon-metropole.txt").read_text("utf-8")
TROUBLED = TESTS / "review" / "a-verifier.pdf"
SECTION_OF = {field.key: field.section for field in fields()}
PLANS = "préexistants :\n\n- PLUI\n- PCAET"


class Read(NamedTuple):
    """A record, and how it differs from that of the real sheet."""

    record: dict[str, Any]
    values: dict[str, Any]
    states: dict[str, str]

    def codes(self, key: str | None) -> list[str]:
        return [one["code"] for one in self.record["avertissements"] if one["champ"] == key]


def record_of(text: str) -> dict[str, Any]:
    return extract(text.encode()).model_dump(mode="json")


TRUTH = record_of(TEXT)


def changed(before: str, after: str) -> Read:
    """The real sheet with one place of it changed: what is read differently, and called so."""
    assert before in TEXT
    record = record_of(TEXT.replace(before, after, 1))
    values = {
        key: record[section][key]
        for key, section in SECTION_OF.items()
        if record[section][key] != TRUTH[section][key]
    }
    called = {
        key: record["etats"][section][key]
        for key, section in SECTION_OF.items()
        if record["etats"][section][key] != TRUTH["etats"][section][key]
    }
    return Read(record, values, called)


# The table of the states


@pytest.mark.parametrize(
    ("missing", "codes", "state"),
    [
        (False, [], "lu"),
        (True, [], "vide"),
        (False, ["forme_approchee", "libelle_approche"], "lu"),
        (True, ["forme_approchee"], "vide"),
        (True, ["valeur_illisible"], "illisible"),
        (True, ["texte_hors_champ", "valeur_illisible"], "illisible"),
        (True, ["libelle_absent"], "absent"),
        (False, ["siren_invalide"], "douteux"),
        (True, ["valeur_invraisemblable"], "douteux"),
        (False, ["forme_approchee", "decoupage_incertain"], "douteux"),
    ],
)
def test_the_state_of_a_field_follows_from_its_warnings(
    missing: bool, codes: Sequence[str], state: str
) -> None:
    assert state_of(missing, codes) == state
    warnings = [
        Avertissement.model_validate({"code": c, "champ": "contrats", "message": "m"})
        for c in codes
    ]
    value = () if missing else ("Contrat de ville",)
    assert states({"contrats": value}, warnings)["strategie"]["contrats"] == state


def test_the_real_sheet_has_nothing_to_check() -> None:
    assert TRUTH["avertissements"] == []
    assert to_check(TRUTH) == []
    called = {TRUTH["etats"][field.section][field.key] for field in ON_EVERY_SHEET}
    assert called == {"lu", "vide"}


def test_a_doubtful_field_has_a_warning_that_names_it_always() -> None:
    record = extract(TROUBLED).model_dump(mode="json")
    named = {one["champ"] for one in record["avertissements"]}
    newer = {field.key for field in ON_NEWER_SHEETS}
    for section, by_key in record["etats"].items():
        for key, state in by_key.items():
            assert state in ("lu", "vide") or key in named or (state == "absent" and key in newer)
            assert SECTION_OF[key] == section
    for one in record["avertissements"]:
        assert one["champ"] is None or one["section"] == SECTION_OF[one["champ"]]
        assert one["section"] in (None, *SECTIONS)


# A value that is hardly possible is given, and told


IMPOSSIBLE = [
    ("07 avril 2022", "07 avril 2017", ["date_signature"]),
    ("07 avril 2022", "01 janvier 2031", ["date_signature"]),
    (
        "de signature : None",
        "de signature : 08 avril 2022",
        ["date_signature", "date_signature_protocole_prefiguration"],
    ),
    (
        "de signature : None",
        "de signature : 31 décembre 2017",
        ["date_signature_protocole_prefiguration"],
    ),
    ("78.00M€", "-78.00M€", ["depenses_investissement"]),
    ("78.00M€", "10.01Md€", ["depenses_investissement"]),
    ("78.00M€", "- 2 €", ["depenses_investissement"]),
    ("démarrer) : 43", "démarrer) : -1", ["nombre_fiches_action"]),
    ("démarrer) : 43", "démarrer) : 5001", ["nombre_fiches_action"]),
    ("du COPIL : None", "du COPIL : 53", ["frequence_annuelle_copil"]),
    (
        "du comité technique : None",
        "du comité technique : -1",
        ["frequence_annuelle_comite_technique"],
    ),
    ("fabien.sudry@cote-dor.gouv.fr", "fabien.sudry@cote-dor", ["email_contact"]),
    ("fabien.sudry@cote-dor.gouv.fr", "fabien sudry@cote-dor.gouv.fr", ["email_contact"]),
]


@pytest.mark.parametrize(("before", "after", "keys"), IMPOSSIBLE)
def test_a_value_that_is_hardly_possible_is_doubtful(
    before: str, after: str, keys: list[str]
) -> None:
    found = changed(before, after)
    assert found.states == dict.fromkeys(keys, "douteux")
    for key in keys:
        assert found.codes(key) == ["valeur_invraisemblable"]
        assert found.record[SECTION_OF[key]][key] is not None
    assert found.record["avertissements"][0]["brut"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("07 avril 2022", "01 janvier 2018"),
        ("07 avril 2022", "31 décembre 2030"),
        ("de signature : None", "de signature : 07 avril 2022"),
        ("78.00M€", "10.00Md€"),
        ("78.00M€", "0.00M€"),
        ("démarrer) : 43", "démarrer) : 5000"),
        ("démarrer) : 43", "démarrer) : 0"),
        ("du COPIL : None", "du COPIL : 52"),
        ("fabien.sudry@cote-dor.gouv.fr", "a@b.fr ; c@d.fr"),
    ],
)
def test_a_value_at_its_bounds_is_read(before: str, after: str) -> None:
    found = changed(before, after)
    assert set(found.states.values()) <= {"lu"}
    assert found.record["avertissements"] == []


def made_on(stamp: str) -> bytes:
    """The real sheet as a PDF that says when it was made."""
    pdf = pypdfium2.PdfDocument(SAMPLES / "fiche-crte-dijon-metropole.pdf")
    written = io.BytesIO()
    pdf.save(written)
    data = written.getvalue()
    info = f"\n9999 0 obj\n<</CreationDate(D:{stamp})>>\nendobj\n".encode()
    at = len(data) + 1
    size = data.rpartition(b"startxref")[2].split()[0].decode()
    root = data.partition(b"/Root ")[2].split(b" R")[0].decode()
    return (
        data
        + info
        + f"xref\n9999 1\n{at:010} 00000 n \ntrailer\n<</Size 10000/Root {root} R/Info 9999 0 R"
        f"/Prev {size}>>\nstartxref\n{len(data) + len(info)}\n%%EOF\n".encode()
    )


@pytest.mark.parametrize(
    ("stamp", "doubtful"),
    [
        ("20220405120000", True),  # two days before the contract was signed
        ("20220406235959", False),  # elsewhere that may be the day itself
        ("20220407120000+02'00'", False),
        ("20000101000000", False),  # a fixed one that some program writes
        ("20201120000000", False),
        ("20201121000000", True),
        ("2022", False),
    ],
)
def test_a_day_after_the_file_was_made_is_doubtful(stamp: str, doubtful: bool) -> None:
    fiche = extract(made_on(stamp), reader="pdfium")
    assert fiche.informations_generales.date_signature == date(2022, 4, 7)
    state = fiche.etats["informations_generales"]["date_signature"]
    assert state == ("douteux" if doubtful else "lu")
    assert [w.code for w in fiche.avertissements] == ["valeur_invraisemblable"] * doubtful


def test_both_readers_know_when_a_file_was_made() -> None:
    data = made_on("20220503143000")
    assert read(data, "pdfium").made == read(data, "pdfplumber").made == date(2022, 5, 3)


@given(st.text(max_size=20) | st.dates().map(lambda day: f"D:{day:%Y%m%d}"))
def test_any_stamp_is_a_day_or_none(stamp: str) -> None:
    assert day_made(stamp) is None or stamp.removeprefix("D:")[:8].isdigit()


# Where an item ends


@pytest.mark.parametrize(
    ("printed", "items"),
    [
        ("1. PLUI de la\ncommunauté\n2. PCAET", ["PLUI de la communauté", "PCAET"]),
        ("1. PLUI de la\ncommunauté", ["PLUI de la communauté"]),
        ("a) PLUI\nb) PCAET", ["PLUI", "PCAET"]),
        ("I. PLUI\nII. PCAET\nIII. SCoT", ["PLUI", "PCAET", "SCoT"]),
        ("- PLUI ;\n- PCAET ;\n- SCoT.", ["PLUI", "PCAET", "SCoT"]),
        ("- 1) PLUI\n- 2) PCAET", ["PLUI", "PCAET"]),
    ],
)
def test_numbers_that_count_up_are_bullets(printed: str, items: list[str]) -> None:
    found = changed(PLANS, f"préexistants :\n\n{printed}")
    assert found.record["strategie"]["documents_strategiques"] == items
    assert found.record["avertissements"] == []


def test_a_list_without_bullets_that_begins_on_the_labels_line_is_uncertain() -> None:
    found = changed(PLANS, "préexistants : PLUI\nPCAET\nSCoT")
    assert found.states == {"documents_strategiques": "douteux"}


def test_a_text_that_wraps_behind_an_answers_label_is_one_detail() -> None:
    steps = (
        "Démarches de co-construction du CRTE : ateliers thématiques avec les habitants et avec les"
    )
    record = drawn(["Gouvernance et évaluation", steps, "associations de chaque commune"])
    assert not [one for one in record["avertissements"] if "sans puce" in one["message"]]
    (detail,) = record["gouvernance_evaluation"]["demarches_co_construction"]["details"]
    assert detail.endswith("avec les associations de chaque commune")
    found = changed("CRTE : -", "CRTE : ateliers\nforums\nréunions")
    assert found.states == {"demarches_co_construction": "douteux"}


def test_a_numbered_list_may_begin_on_the_labels_line() -> None:
    found = changed(PLANS, "préexistants : 1. PLUI de la\ncommunauté\n2. PCAET")
    assert found.values == {"documents_strategiques": ["PLUI de la communauté", "PCAET"]}
    assert found.states == {}


@pytest.mark.parametrize("range_", ["1 - 2", "1 – 2", "1/2", "1 à 2"])
def test_a_range_below_its_label_is_no_numbered_list(range_: str) -> None:
    found = changed("réunion du COPIL : None", f"réunion du COPIL :\n{range_}")
    assert found.states == {"frequence_annuelle_copil": "illisible"}


def test_a_number_before_one_of_several_items_is_its_own() -> None:
    found = changed(PLANS, "préexistants :\n\n1. PLUI\nPCAET")
    assert found.record["strategie"]["documents_strategiques"] == ["1. PLUI", "PCAET"]


@pytest.mark.parametrize(
    ("printed", "items"),
    [
        ("- PLUI\n  - zones A\n  - zones B\n- PCAET", ["PLUI", "zones A", "zones B", "PCAET"]),
        ("- PLUI\n  ◦ zones A\n- PCAET", ["PLUI", "zones A", "PCAET"]),
        ("- PLUI\n◦ zones A\n- PCAET", ["PLUI", "zones A", "PCAET"]),
        ("1. PLUI\n  - zones A\n2. PCAET", ["PLUI", "zones A", "PCAET"]),
        ("1. PLUI\na) zones A\nb) B\n2. PCAET\na) C", ["PLUI", "zones A", "B", "PCAET", "C"]),
        ("- PLUI\n1. zones A\n2. zones B\n- PCAET", ["PLUI", "zones A", "zones B", "PCAET"]),
        ("1. PLUI\n1.1 zones A\n1.2 zones B\n2. PCAET", ["PLUI", "zones A", "zones B", "PCAET"]),
        ("1. PLUI\n1. PCAET", ["PLUI", "1. PCAET"]),
        ("1. PLUI\n3. PCAET", ["PLUI", "3. PCAET"]),
        ("- PLUI\nUne remarque\n- PCAET", ["PLUI Une remarque", "PCAET"]),
        ("- PLUI\n-\n- PCAET", ["PLUI -", "PCAET"]),
        ("- PLUI\n\nCe plan date de 2015.\n\n- PCAET", ["PLUI Ce plan date de 2015.", "PCAET"]),
        ("- PLUI, PCAET, SCoT", ["PLUI, PCAET, SCoT"]),
        ("Plans\n- PLUI\n- PCAET", ["Plans", "PLUI", "PCAET"]),
        ("1. PLUI\n2. PCAET\nSCoT", ["PLUI", "PCAET SCoT"]),
    ],
)
def test_where_an_item_ends_is_told_where_it_is_uncertain(printed: str, items: list[str]) -> None:
    found = changed(PLANS, f"préexistants :\n\n{printed}")
    assert found.record["strategie"]["documents_strategiques"] == items
    assert found.states == {"documents_strategiques": "douteux"}
    assert set(found.codes("documents_strategiques")) <= {"decoupage_incertain", "texte_hors_champ"}


def test_an_actor_has_commas_and_a_paragraph_is_none_of_it() -> None:
    found = changed("- Ademe\n", "- CC Rhony, Vistre, Vidourle\n")
    assert found.states == {}
    found = changed("- Ademe\n", "- Ademe\n\nUne remarque.\n\n")
    assert found.values == {}
    assert found.states == {"composition_copil": "douteux"}
    assert found.codes("composition_copil") == ["texte_hors_champ"]


LINES = [
    "Stratégie",
    "Nature des documents stratégiques et plans-programmes préexistants :",
    "Un plan local d'urbanisme et un programme de l'habitat, révisés en 2019 puis",
    "approuvés ensemble par le conseil de la communauté urbaine",
    "Le plan climat",
    "Liste des contrats figurant dans le CRTE :",
]


NONE: Mapping[int, Any] = MappingProxyType({})


def drawn(
    rows: Sequence[str], indents: Mapping[int, float] = NONE, pages: Mapping[int, int] = NONE
) -> dict[str, Any]:
    """The record of such rows, one below the other; some stand in by so much, or on another page."""
    lines = []
    for at, text in enumerate(rows, 1):
        left, top = 50 + indents.get(at, 0.0), 20 * at
        box = Box(left, top, left + 6 * len(text), top + 10)
        lines.append(Line(text, pages.get(at, 1), at, box))
    document = Document(tuple(lines), "pdf", "pdfium", 1)
    (reading,) = readings_of(document, {"nom": "a", "sha256": "0" * 64}, provenance=False)
    return reading.fiche.model_dump(mode="json")


@pytest.mark.parametrize(("indent", "certain"), [(0.0, False), (15.0, True)])
def test_a_full_line_without_a_bullet_is_uncertain_unless_its_rest_stands_in(
    indent: float, certain: bool
) -> None:
    record = drawn(LINES, {4: indent})
    assert record["strategie"]["documents_strategiques"] == [f"{LINES[2]} {LINES[3]}", LINES[4]]
    about = [one for one in record["avertissements"] if one["champ"] == "documents_strategiques"]
    assert any("sans puce" in one["message"] for one in about) is not certain


# Labels


@pytest.mark.parametrize("between", [" ", "\n\n", " ; ", " - ", " | "])
def test_two_labels_on_one_line_are_two(between: str) -> None:
    found = changed("porteuse : Métropole\n\nNom de la", f"porteuse : Métropole{between}Nom de la")
    assert found.values == {}
    assert found.states == {}


def test_labels_on_one_line_may_be_many_and_wrap() -> None:
    before = TEXT[TEXT.index("Date de signature") : TEXT.index("Si protocole")]
    found = changed(before, " ".join(before.split()) + "\n\n")
    assert found.values == {}
    found = changed(
        before,
        " ".join(before.split()).replace("structure porteuse : Di", "structure\nporteuse : Di")
        + "\n\n",
    )
    assert found.values == {}
    assert found.states == {}


def test_a_paragraph_at_a_pages_end_may_be_no_part_of_the_list() -> None:
    contracts = "Liste des contrats figurant dans le CRTE :"
    rows = ["Stratégie", contracts, "- Contrat de ville", "Édité par la préfecture", "- OPAH-RU"]
    record = drawn(rows, {}, {4: 2, 5: 2})
    assert record["strategie"]["contrats"] == ["Contrat de ville", "OPAH-RU"]
    assert record["etats"]["strategie"]["contrats"] == "douteux"
    told = [one["code"] for one in record["avertissements"] if one["brut"] == rows[3]]
    assert told == ["texte_hors_champ"]


def test_words_that_announce_the_bullets_below_are_no_item() -> None:
    found = changed("préexistants :\n\n", "préexistants :\nDocuments suivants :\n")
    assert found.values == {}
    assert found.codes("documents_strategiques") == ["texte_hors_champ"]


def test_a_label_begins_with_a_word_of_its_own() -> None:
    found = changed("Nom de la structure porteuse :", "prénom de la structure porteuse :")
    assert found.states["nom_structure_porteuse"] == "absent"


def test_a_bullet_in_another_column_or_on_another_page_is_no_list_within_the_list() -> None:
    rows = [
        "Stratégie",
        "Liste des contrats figurant dans le CRTE :",
        "- Contrat de ville",
        "- OPAH-RU",
    ]
    for page, indent, levels in (
        (1, 15.0, True),
        (2, 15.0, False),
        (1, 3.0, False),
        (1, 150.0, False),
    ):
        record = drawn(rows, {4: indent}, {4: page})
        told = [one["message"] for one in record["avertissements"]]
        assert any("dans la liste" in one for one in told) is levels


def test_a_label_quoted_in_an_item_is_no_label() -> None:
    words = "- voir Nom de la structure porteuse : à préciser"
    found = changed("- PLUI\n", f"{words}\n")
    assert found.values == {"documents_strategiques": [words[2:], "PCAET"]}
    assert found.states == {}


def test_an_unknown_label_is_a_warning_and_tells_its_place() -> None:
    found = changed("Signataires\n", "Montant de la DETR : 12.00M€\n\nSignataires\n")
    (unknown,) = found.record["champs_inconnus"]
    (warning,) = found.record["avertissements"]
    assert (warning["code"], warning["champ"]) == ("champ_inconnu", None)
    assert (warning["page"], warning["ligne"]) == (unknown["page"], unknown["ligne"]) == (None, 30)
    assert to_check(found.record) == ["champ_inconnu"]


@pytest.mark.parametrize("label", ["Note : zz", "Documents suivants :"])
def test_an_unknown_label_within_a_list_is_told_on_the_list(label: str) -> None:
    found = changed("- Contrat de ville\n", f"- Contrat de ville\n\n{label}\n\n")
    assert found.states == {"contrats": "douteux"}
    assert found.codes(None) == ["champ_inconnu"]


def test_lines_that_look_like_labels_do_not_empty_their_list_in_silence() -> None:
    found = changed("ANCT intégrés :\n", "ANCT intégrés :\n\nAxe 1 : agir\nAxe 2 : aider\n")
    assert found.states == {"programmes_anct": "douteux"}


@pytest.mark.parametrize(
    "value", ["**Dijon Métropole**", "*Dijon Métropole*", "__Dijon Métropole__"]
)
def test_the_emphasis_of_a_value_is_no_part_of_it(value: str) -> None:
    assert changed("porteuse : Dijon Métropole", f"porteuse : {value}").values == {}


def test_a_dash_that_is_part_of_a_text_stays() -> None:
    found = changed("porteuse : Dijon Métropole", "porteuse : -autre")
    assert found.values == {"nom_structure_porteuse": "-autre"}
    assert changed("porteuse : Dijon Métropole", "porteuse : - Dijon Métropole").values == {}


def test_a_mark_behind_a_label_that_lost_its_colon_is_its_value() -> None:
    found = changed("initial du territoire : -", "initial du territoire -")
    assert found.states == {}
    assert found.codes("diagnostic_initial") == ["libelle_approche"]


@pytest.mark.parametrize(
    "above",
    ["préexistants :\n\nDocuments suivants :\n\n", "préexistants :\nDocuments suivants :\n"],
)
def test_words_that_announce_a_list_do_not_empty_its_field_in_silence(above: str) -> None:
    found = changed("préexistants :\n\n", above)
    assert found.states["documents_strategiques"] == "douteux"
    assert to_check(found.record)


def test_a_label_that_comes_again_with_the_same_value_is_no_warning() -> None:
    again = "Email de contact : Fabien.Sudry@cote-dor.gouv.fr\n\nSignataires\n"
    found = changed("Signataires\n", again)
    assert found.record["avertissements"] == []
    (reading,) = read_sheets(TEXT.replace("Signataires\n", again, 1).encode())
    assert {str(fate) for _, fate, *_ in reading.ledger()} == {"en-tête", "section", "champ"}
    amount = "Montant total prévisionnel en euros des actions en dépenses d'investissement : 78 M€"
    found = changed("Montant total en euros", f"{amount}\n\nMontant total en euros")
    assert found.record["avertissements"] == []
    found = changed("Signataires\n", again.replace("cote", "code"))
    assert found.states == {"email_contact": "douteux"}
    assert found.codes("email_contact") == ["libelle_double"]
    assert found.values == {}


def test_a_list_before_a_label_that_is_missing_may_have_its_items() -> None:
    found = changed("Liste des contrats figurant dans le CRTE :\n\n", "")
    assert found.states["contrats"] == "absent"
    assert found.states["documents_strategiques"] == "douteux"


def test_a_list_before_a_heading_that_is_missing_may_have_its_words() -> None:
    found = changed("Ingénierie et financement\n", "QJHQLHULH\n")
    assert found.states == {"recours_grille_ex_ante": "douteux"}
    assert "section_absente" in found.codes(None)


def test_a_dash_before_an_amount_on_its_own_line_is_its_sign() -> None:
    found = changed("fonctionnement : -€", "fonctionnement :\n- 2 €")
    assert found.values == {"depenses_fonctionnement": -2}
    assert found.states == {"depenses_fonctionnement": "douteux"}
    assert changed("fonctionnement : -€", "fonctionnement :\n• 2 €").states == {
        "depenses_fonctionnement": "lu"
    }


def test_a_page_number_before_a_missing_amount_is_no_amount() -> None:
    found = changed("fonctionnement : -€", "fonctionnement :\n\n12\n\n- €")
    assert found.record["ingenierie_financement"]["depenses_fonctionnement"] is None
    assert found.states == {}
    found = changed("fonctionnement : -€", "fonctionnement : 12\n- €")
    assert found.states == {"depenses_fonctionnement": "illisible"}


def test_an_unknown_label_below_a_missing_heading_ends_no_list() -> None:
    """The words of a heading that was not known as one, under the label of an empty list."""
    before = TEXT[TEXT.index("- Préfet de la région et") : TEXT.index("Nature des documents")]
    found = changed(before, "Str4tégie\n\nDocuments de planification : PLU\n\n")
    assert [actor["nom"] for actor in found.values["signataires"]] == ["Str4tégie"]
    assert found.states["signataires"] == "douteux"


@pytest.mark.parametrize("between", ["\n2\n", "\n\n2\n\f", "\n- 2 -\n", "\nPage 2/4\n"])
def test_a_page_number_inside_a_missing_amount_is_no_amount(between: str) -> None:
    found = changed("fonctionnement : -€", f"fonctionnement : -{between}€")
    assert found.record["ingenierie_financement"]["depenses_fonctionnement"] is None
    assert found.states == {}


# Empty is a claim, too


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("porteuse : Dijon Métropole", "porteuse :", "nom_structure_porteuse"),
        ("démarrer) : 43", "démarrer) :", "nombre_fiches_action"),
        ("investissement : 78.00M€", "investissement :", "depenses_investissement"),
        ("territoire : -", "territoire :", "diagnostic_initial"),
    ],
)
def test_a_label_with_nothing_behind_it_is_doubtful(before: str, after: str, key: str) -> None:
    found = changed(before, after)
    assert found.states == {key: "douteux"}
    assert found.record[SECTION_OF[key]][key] is None
    assert to_check(found.record) == [key]


def test_an_empty_list_or_answer_is_what_the_template_prints() -> None:
    found = changed("CRTE : -\n", "CRTE :\n")  # its steps of co-construction
    assert found.record["avertissements"] == []


def test_a_sheet_nearly_all_of_whose_values_are_gone_is_doubtful_throughout() -> None:
    labels = [line for line in TEXT.splitlines() if " :" in line and not line.startswith("- ")]
    bare = [f"{line.rpartition(' :')[0]} :" for line in labels]
    record = record_of("\n\n".join(bare))
    assert {s for by_key in record["etats"].values() for s in by_key.values()} <= {
        "douteux",
        "absent",
    }


def test_a_sheet_that_leaves_half_of_its_fields_blank_keeps_its_empty_lists() -> None:
    rows = [row for row in TEXT.splitlines() if not row.startswith("- ")]
    bare = "\n".join(rows).replace(": -€", ":")
    record = record_of(bare)
    assert record["etats"]["strategie"]["contrats"] == "vide"
    assert record["etats"]["ingenierie_financement"]["cofinancements_prives"] == "douteux"


def test_few_labels_tell_nothing_of_the_reading() -> None:
    record = record_of("Stratégie\n\nListe des programmes de l'ANCT intégrés :\n")
    told = [one["code"] for one in record["avertissements"] if one["champ"] == "programmes_anct"]
    assert "valeur_invraisemblable" not in told


def test_more_text_on_a_page_than_was_read_is_a_doubt_on_its_empty_lists() -> None:
    lines = tuple(
        Line(row, 1, n, Box(0, n, len(row), n + 1))
        for n, row in enumerate(TEXT.splitlines(), 1)
        if row
    )
    for thin, called in (((), "vide"), ((1,), "douteux")):
        document = Document(lines, "pdf", "pdfium", 1, thin_pages=thin)
        (reading,) = readings_of(document, {"nom": "a", "sha256": "0" * 64}, provenance=False)
        assert reading.fiche.etats["strategie"]["programmes_anct"] == called


# The same number everywhere


def test_to_be_checked_is_one_number(crte: Run, tmp_path: Path) -> None:
    """On standard error, in the summary, in the report, in the review and for --strict."""
    record = extract(TROUBLED).model_dump(mode="json")
    points = len(to_check(record))
    assert points == 5
    alone = crte(TROUBLED, "--strict", "-o", tmp_path / "one.json")
    assert alone.returncode == 3
    assert f"to be checked: {points} points" in alone.stderr.decode()
    done = crte(TROUBLED, "--report", tmp_path / "report.json", "-o", tmp_path / "out.csv")
    assert f"1 to be checked ({points} points)" in done.stderr.decode()
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (report["fiches_a_verifier"], report["points_a_verifier"]) == (1, points)
    page = crte(TROUBLED, "-o", tmp_path / "review.html")
    assert page.returncode == 0
    shown = (tmp_path / "review.html").read_text("utf-8")
    assert f"À vérifier : {points} points" in shown
    assert f"à vérifier ({points} points)" in shown
    row = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[1]
    assert row.split(",")[1] == " | ".join(to_check(record))


def test_what_is_understood_and_told_is_not_to_be_checked(crte: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(TEXT.replace("78.00M€", "78 millions d'euros"), "utf-8")
    done = crte(sheet, "--strict", "-o", tmp_path / "out.json")
    assert done.returncode == 0
    assert "forme_approchee" in done.stderr.decode()
    assert "to be checked" not in done.stderr.decode()


def test_strict_does_not_pass_a_sheet_whose_field_was_emptied(crte: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(TEXT.replace("porteuse : Dijon Métropole", "porteuse :"), "utf-8")
    assert crte(sheet, "--strict", "-o", tmp_path / "out.json").returncode == 3


READERS: tuple[Reader, ...] = ("pdfium", "auto")
FONT = re.compile(rb"/Length1 [^>]*>>\s*stream\r?\n")


def test_values_that_a_damaged_font_hides_are_read_by_the_second_reader_or_told() -> None:
    """One byte of an embedded font: PDFium gives the words in it no more, or gives them as nonsense."""
    sheet = TESTS / "sheets" / "chromium-adresse.pdf"
    truth, whole = expected(golden(sheet)), sheet.read_bytes()
    hidden = 0
    for font in FONT.finditer(whole):
        data = bytearray(whole)
        data[font.end() + 1000] ^= 0xFF
        try:
            (first,), (kept,) = (read_sheets(bytes(data), reader=by) for by in READERS)
        except NotASheet:
            continue  # the labels are in this font
        lost = len(labelled(first.fiche)) > len(SECTION_OF) // 2
        if not first.document.thin_pages or not lost:
            continue
        hidden += 1
        assert kept.document.reader == "pdfplumber"
        assert sections_of(kept.fiche.model_dump(mode="json")) == sections_of(truth)
        assert set(states_named(first.fiche)) <= {"douteux", "absent", "illisible"}
    assert hidden


def labelled(fiche: Fiche) -> set[str | None]:
    """The fields of which a value may have been lost."""
    return {w.champ for w in fiche.avertissements if w.code == "valeur_invraisemblable"}


def states_named(fiche: Fiche) -> list[str]:
    return [state for by_key in fiche.etats.values() for state in by_key.values()]
