"""The forms of each type, cell by cell of the contract's table: usual, understood and told, refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crte_extract.counting import mark_of
from crte_extract.record.values import (
    A_YEAR,
    READERS,
    Understood,
    is_email,
    is_missing,
    read_actors,
    read_answer,
    read_bool,
    read_date,
    read_euros,
    read_list,
    read_number,
    read_text,
    says_missing,
)

SIREN = "242100410"
SIGNED = date(2022, 4, 7)
APPROXIMATE = ["forme_approchee"]
UNCERTAIN = ["decoupage_incertain"]


def codes(understood: Understood) -> list[str]:
    return [remark.code for remark in understood.remarks]


# The forms that the template prints, and Python and pandas for the same value: no word is said


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("78.00M€", "78000000"),
        ("850.00€", "850"),
        ("999.50K€", "999500"),
        ("1000.00K€", "1000000"),
        ("12k€", "12000"),
        ("1.25Md€", "1250000000"),
        ("2Mds€", "2000000000"),
        ("1.25G€", "1250000000"),
        ("1.25B€", "1250000000"),
        ("78,00 M€", "78000000"),
        ("1 234 567,89 €", "1234567.89"),
        ("1\u2009234\u202f567 €", "1234567"),
        ("1.234.567 €", "1234567"),
        ("-3.00M€", "-3000000"),
    ],
)
def test_usual_amounts(words: str, amount: str) -> None:
    assert read_euros(words) == Understood(Decimal(amount))


@pytest.mark.parametrize(
    "words",
    [
        "07 avril 2022",
        "7 AVRIL 2022",
        "07/04/2022",
        "2022-04-07",
        "2022-04-07 00:00:00",
        "2022-04-07T00:00:00",
    ],
)
def test_usual_days(words: str) -> None:
    assert read_date(words) == Understood(SIGNED)


@pytest.mark.parametrize(
    ("words", "day"), [("1er mars 2023", date(2023, 3, 1)), ("15 fevrier 2021", date(2021, 2, 15))]
)
def test_usual_days_with_their_accents_or_without(words: str, day: date) -> None:
    assert read_date(words) == Understood(day)


@pytest.mark.parametrize(("words", "number"), [("43", 43), ("43.0", 43), ("1 043", 1043)])
@pytest.mark.parametrize("unit", ["fiches", A_YEAR])
def test_usual_numbers(words: str, number: int, unit: str) -> None:
    assert read_number(words, unit) == Understood(number)


@pytest.mark.parametrize(
    ("words", "answer"), [("Oui", True), ("Non", False), ("True", True), ("False", False)]
)
def test_usual_answers(words: str, answer: bool) -> None:
    assert read_bool(words) == Understood(answer)
    assert read_answer([words]) == Understood({"reponse": answer, "details": ()})


# What people write, where it is beyond doubt: typed, and told


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("78 millions d'euros", "78000000"),
        ("78 millions d’euros", "78000000"),
        ("1,2 milliard d'euros", "1200000000"),
        ("350 milliers d'euros", "350000"),
        ("78 M€ HT", "78000000"),
        ("78 M€ TTC", "78000000"),
        ("78.00M C", "78000000"),
        ("EUR 78000000", "78000000"),
        ("78 000 000 EUR", "78000000"),
        ("€ 850", "850"),
        ("850 euros", "850"),
    ],
)
def test_amounts_of_another_form(words: str, amount: str) -> None:
    read = read_euros(words)
    assert (read.value, codes(read)) == (Decimal(amount), APPROXIMATE)


@pytest.mark.parametrize(
    "words",
    [
        *("7 avr. 2022", "jeudi 7 avril 2022", "le 7 avril 2022", "le jeudi 7 avril 2022"),
        *("07-04-22", "07-04-2022", "7.4.2022", "07/04/22", "7 avril 22", "2022/04/07"),
        *("07avril2022", "2022-04-07 14:30:00"),
    ],
)
def test_days_of_another_form(words: str) -> None:
    read = read_date(words)
    assert (read.value, codes(read)) == (SIGNED, APPROXIMATE)


@pytest.mark.parametrize(
    ("words", "unit", "number"),
    [
        ("43 fiches", "fiches", 43),
        ("43 fiches action", "fiches", 43),
        ("2 fois par an", A_YEAR, 2),
        ("2/an", A_YEAR, 2),
        ("2 par an", A_YEAR, 2),
        ("2 réunions par an", A_YEAR, 2),
        ("annuelle", A_YEAR, 1),
        ("annuellement", A_YEAR, 1),
        ("semestrielle", A_YEAR, 2),
        ("trimestriel", A_YEAR, 4),
        ("Mensuelle", A_YEAR, 12),
        ("bimensuelle", A_YEAR, 24),
        ("hebdomadaire", A_YEAR, 52),
    ],
)
def test_numbers_of_another_form(words: str, unit: str, number: int) -> None:
    read = read_number(words, unit)
    assert (read.value, codes(read)) == (number, APPROXIMATE)


@pytest.mark.parametrize(
    ("words", "answer", "details"),
    [
        ("Oui (délibération du 3 mai)", True, ("délibération du 3 mai",)),
        ("Oui, en cours", True, ("en cours",)),
        ("Non, à l'étude", False, ("à l'étude",)),
        ("Oui : deux ateliers (Dijon)", True, ("deux ateliers (Dijon)",)),
        ("Oui.", True, ()),
    ],
)
def test_answers_of_another_form(words: str, answer: bool, details: Sequence[str]) -> None:
    read = read_bool(words)
    assert (read.value, codes(read)) == (answer, APPROXIMATE)
    read = read_answer([words])
    assert read.value == {"reponse": answer, "details": details}
    assert codes(read) == APPROXIMATE


MARKS = [
    *("Non renseigné", "non renseignée", "NR", "nr", "N.R.", "NC", "N/C", "non communiqué"),
    *("Néant", "néant.", "sans objet", "Sans objet", "aucun", "Aucune", "à définir", "À préciser"),
    *("/", "?", "Aucun programme", "aucune ingénierie externe", "(néant)"),
    *("Aucun programme de l'ANCT", "Non-renseigné", "sans-objet", "Pas renseigné", "--", "…"),
]


@pytest.mark.parametrize("mark", MARKS)
def test_what_people_write_for_nothing_is_nothing_and_told(mark: str) -> None:
    for read in (read_text, read_date, read_bool, read_number, read_euros):
        understood = read(mark)
        assert (understood.value, codes(understood)) == (None, APPROXIMATE)
    for of_list in (read_list, read_actors):
        assert (of_list([mark]).value, codes(of_list([mark]))) == ((), APPROXIMATE)
    answer = read_answer([mark])
    assert (answer.value, codes(answer)) == ({"reponse": None, "details": ()}, APPROXIMATE)


@pytest.mark.parametrize(
    "words",
    ["Nontron", "Aucun autre que le PCAET", "NRJ", "à préciser avec l'ANCT", "nc 12", "Oui"],
)
def test_words_that_only_begin_so_are_words(words: str) -> None:
    assert not says_missing(words)
    assert read_text(words) == Understood(words)
    assert read_list([words]) == Understood((words,))


def test_no_alone_in_a_list_means_that_it_is_empty_but_it_answers_a_question() -> None:
    assert (read_list(["Non"]).value, codes(read_list(["Non"]))) == ((), APPROXIMATE)
    assert (read_actors(["Non"]).value, codes(read_actors(["Non"]))) == ((), APPROXIMATE)
    assert read_answer(["Non"]) == Understood({"reponse": False, "details": ()})
    assert read_list(["PLUI", "Non"]) == Understood(("PLUI", "Non"))


# Lists


@pytest.mark.parametrize(
    ("printed", "items"),
    [
        (["1. PLUI", "2. PCAET"], ("PLUI", "PCAET")),
        (["a) PLUI", "b) PCAET", "c) SCoT"], ("PLUI", "PCAET", "SCoT")),
        (["I. PLUI", "II. PCAET", "III. SCoT"], ("PLUI", "PCAET", "SCoT")),
        (["1 - PLUI", "2 - PCAET"], ("PLUI", "PCAET")),
        (["(1) PLUI", "(2) PCAET"], ("PLUI", "PCAET")),
        (["PLUI ;", "PCAET ;", "SCoT."], ("PLUI", "PCAET", "SCoT")),
        (["PLUI,", "PCAET"], ("PLUI", "PCAET")),
        (["PLUI", "PCAET."], ("PLUI", "PCAET.")),
        (["PLUI ;", "PCAET, etc..."], ("PLUI", "PCAET, etc...")),
        (["1. PLUI", "PCAET"], ("1. PLUI", "PCAET")),
        (["1. PLUI", "3. PCAET"], ("1. PLUI", "3. PCAET")),
        (["2. PLUI", "3. PCAET"], ("2. PLUI", "3. PCAET")),
        (["1. PLUI", "2) PCAET"], ("1. PLUI", "2) PCAET")),
        (["Axe 1 : se loger", "Axe 2 : se déplacer"], ("Axe 1 : se loger", "Axe 2 : se déplacer")),
        (["2030", "R.D. 974"], ("2030", "R.D. 974")),
        (["plans (PLUI ; PCAET)"], ("plans (PLUI ; PCAET)",)),
        (["Gestion, valorisation des déchets"], ("Gestion, valorisation des déchets",)),
        (["Dijon Métropole, moteur des alliances"], ("Dijon Métropole, moteur des alliances",)),
        ([";"], (";",)),
        (["+ PLUI", "+ PCAET"], ("PLUI", "PCAET")),
        (["-> PLUI", "-> PCAET"], ("PLUI", "PCAET")),
        (["+ PLUI", "PCAET"], ("+ PLUI", "PCAET")),
    ],
)
def test_marks_of_a_list_are_no_part_of_its_items(
    printed: list[str], items: tuple[str, ...]
) -> None:
    assert read_list(printed) == Understood(items)


def test_a_mark_for_nothing_among_items_is_uncertain() -> None:
    assert read_list(["PLUI", "-"]).value == ("PLUI", "-")
    assert codes(read_list(["PLUI", "-"])) == UNCERTAIN


def test_semicolons_part_items() -> None:
    read = read_list(["PLUI ; PCAET"])
    assert (read.value, codes(read)) == (("PLUI", "PCAET"), APPROXIMATE)


def test_how_long_pieces_between_semicolons_and_commas_may_be() -> None:
    read = read_list(["PLUI", "plan de mobilité simplifié ; SCoT"])
    assert (read.value[1:], codes(read)) == (("plan de mobilité simplifié", "SCoT"), APPROXIMATE)
    assert codes(read_list(["PLUI", "plan local de mobilité simplifié ; SCoT"])) == UNCERTAIN
    assert codes(read_list(["Plan de mobilité, SCoT"])) == UNCERTAIN
    assert codes(read_list(["Plan de mobilité simplifié, SCoT"])) == []


def test_a_semicolon_in_a_sentence_among_other_items_is_uncertain() -> None:
    sentence = "Un territoire à énergie positive ; un territoire solidaire"
    read = read_list(["PLUI", sentence])
    assert (read.value, codes(read)) == (("PLUI", sentence), UNCERTAIN)
    assert read.remarks[0].at == 1
    assert codes(read_list([sentence])) == UNCERTAIN


@pytest.mark.parametrize(
    "item", ["PLUI, PCAET, SCoT", "Dijon, Beaune", "CC Rhony, Vistre, Vidourle"]
)
def test_commas_between_short_capitalised_words_are_uncertain_but_for_actors(item: str) -> None:
    read = read_list([item])
    assert (read.value, codes(read)) == ((item,), UNCERTAIN)
    assert codes(read_actors([item])) == []


# Actors


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        (f"nom : X, nature : CC, SIREN : {SIREN}", ("X", SIREN, None, "CC")),
        (f"SIREN : {SIREN}, nom : X, nature : CC", ("X", SIREN, None, "CC")),
        (f"nom : X ; SIREN : {SIREN} ; nature : CC", ("X", SIREN, None, "CC")),
        (f"nom : X (SIREN : {SIREN}, nature : CC)", ("X", SIREN, None, "CC")),
        (f"Val, Saône et Doubs (SIREN {SIREN})", ("Val, Saône et Doubs", SIREN, None, None)),
        (f"CC X, SIREN : {SIREN}, nature : CC", ("CC X", SIREN, None, "CC")),
        ("nom : X, SIRET : 24210041000016, nature : CC", ("X", SIREN, None, "CC")),
        ("nom : X, SIREN : 24210041000016, nature : CC", ("X", SIREN, None, "CC")),
        ("Ain (SIREN : 01 ; nature : departement)", ("Ain", None, "01", "departement")),
        (f"nom : X, n° SIREN : {SIREN}", ("X", SIREN, None, None)),
        (f"nom : X, SIRENE : {SIREN}", ("X", SIREN, None, None)),
        ("nom : X, code INSEE : 27", ("X", None, "27", None)),
    ],
)
def test_actors_of_another_form(printed: str, parts: tuple[str | None, ...]) -> None:
    read = read_actors([printed])
    assert (tuple(read.value[0].values()), codes(read)) == (parts, APPROXIMATE)


@pytest.mark.parametrize(
    "code", ["01", "2A", "978", "987", "6AE", "69D", "69M", "20R", "75C", "972R"]
)
def test_codes_of_the_insee(code: str) -> None:
    read = read_actors([f"nom : X, SIREN : {code}, nature : COLTER"])
    assert read == Understood(
        ({"nom": "X", "siren": None, "code_insee": code, "nature": "COLTER"},)
    )


@pytest.mark.parametrize("between", [" ; ", ", ", " "])
def test_actors_one_behind_another_are_several_and_told(between: str) -> None:
    first = f"nom : X, SIREN : {SIREN}, nature : METRO"
    read = read_actors([f"{first}{between}nom : Y, SIREN : 27, nature : region"])
    assert [actor["nom"] for actor in read.value] == ["X", "Y"]
    assert [actor["nature"] for actor in read.value] == ["METRO", "region"]
    assert codes(read) == UNCERTAIN


def test_semicolons_part_actors_whose_names_have_none() -> None:
    named = f"nom : X, SIREN : {SIREN}, nature : METRO ; nom : Y, SIREN : 27, nature : region"
    read = read_actors([f"Préfet ; Président ; {named}"])
    assert [actor["nom"] for actor in read.value] == ["Préfet", "Président", "X", "Y"]
    assert codes(read) == UNCERTAIN
    read = read_actors(["Préfet ; Président (ou son suppléant ; à défaut, un autre)"])
    assert len(read.value) == 2
    assert codes(read) == UNCERTAIN


@pytest.mark.parametrize("nature", ["METRO, autre : 5", "METRO - signé le 3 mai"])
def test_more_words_than_a_nature_has_are_uncertain(nature: str) -> None:
    read = read_actors([f"nom : X, SIREN : {SIREN}, nature : {nature}"])
    assert (read.value[0]["nature"], codes(read)) == (nature, UNCERTAIN)
    assert codes(read_actors([f"nom : X, SIREN : {SIREN}, nature : MET69"])) == []


@pytest.mark.parametrize(
    "name", ["Fédération Bretagne Nature : Environnement", "Club SIREN", "Agence : nom : à venir"]
)
def test_words_of_a_name_are_no_parts(name: str) -> None:
    read = read_actors([name])
    assert (read.value[0]["nom"], codes(read)) == (name, [])


def test_an_actor_of_nothing_is_none() -> None:
    read = read_actors(["nom : None, SIREN : None, nature : None"])
    assert (read.value, codes(read)) == ((), APPROXIMATE)


@pytest.mark.parametrize("siret", ["24210041000017", "24210041100016"])
def test_a_siret_whose_checksum_is_wrong_is_no_siren(siret: str) -> None:
    read = read_actors([f"nom : X, SIRET : {siret}, nature : CC"])
    assert read.value[0]["siren"] is None
    assert "siren_invalide" in codes(read)


# What isn't beyond doubt: the reason helps


@pytest.mark.parametrize(
    ("kind", "words", "reason"),
    [
        ("euros", "78", "il manque le mot « euros »"),
        ("euros", "78 millions", "il manque le mot « euros »"),
        ("euros", "78.00M", "il manque le mot « euros »"),
        ("euros", "5 M€ ou 6 M€", "plusieurs montants"),
        ("euros", "entre 5 et 6 M€", "plusieurs montants"),
        ("euros", "5-6 M€", "plusieurs montants"),
        ("euros", "environ 78 M€", "un montant approché"),
        ("euros", "0.500€", "mal groupés"),
        ("euros", "0 001 €", "mal groupés"),
        ("date", "avril 2022", "le jour manque"),
        ("date", "31 février 2022", "ce jour n'existe pas"),
        ("date", "7 avril 1989", "hors de 1990 à 2100"),
        ("date", "7 avril 2101", "hors de 1990 à 2100"),
        ("date", "mercredi 7 avril 2022", "ce jour était un jeudi"),
        ("number", "2,5", "un nombre entier est attendu"),
        ("number", "1 à 2", "plusieurs nombres"),
        ("number", "1.000", "de deux façons"),
        ("number", "semestrielle", "pas un nombre entier"),  # of sheets, not of meetings
        ("bool", "en cours", "ni Oui ni Non"),
        ("bool", "Oui ou non", "ni Oui ni Non"),
        ("bool", "Oui-dire", "ni Oui ni Non"),
        ("bool", "Non - applicable", "ni Oui ni Non"),
        ("bool", "Oui ?", "ni Oui ni Non"),
    ],
)
def test_what_is_refused_says_why(kind: str, words: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        READERS[kind](words)


@pytest.mark.parametrize(
    "items", [["Oui/Non"], ["Oui ?"], ["Oui en cours"], ["☐ Oui ☒ Non"], ["Oui", "Non"]]
)
def test_an_answer_that_is_neither_or_both_is_refused(items: list[str]) -> None:
    with pytest.raises(ValueError, match=r"Oui|réponses"):
        read_answer(items)


def test_an_answer_may_be_explained_in_a_sentence() -> None:
    sentence = "les maires, les habitants et les entreprises ont été réunis " * 3
    assert read_answer([f"Oui, {sentence}"]).value["reponse"] is True


def test_what_stands_behind_an_answer_is_kept_whatever_it_says() -> None:
    assert read_answer(["Oui (à confirmer)"]).value == {
        "reponse": True,
        "details": ("à confirmer",),
    }
    assert read_answer(["Oui", "aucun"]).value == {"reponse": True, "details": ("aucun",)}


def test_a_word_that_means_two_frequencies_is_refused() -> None:
    with pytest.raises(ValueError, match="deux mois"):
        read_number("bimestrielle", A_YEAR)


DIGITS = st.text("0123456789", min_size=1, max_size=4)
NO_UNIT = DIGITS.flatmap(lambda n: st.sampled_from([n, f"{n} millions", f"{n}.00M", f"{n} k"]))
TWO = st.tuples(DIGITS, st.sampled_from([" à ", "-", " et ", " ou ", "/", " ; "]), DIGITS).map(
    "".join
)
REFUSED: dict[str, st.SearchStrategy[Any]] = {
    "euros": NO_UNIT | TWO.map(lambda two: f"{two} M€") | TWO.map(lambda two: f"entre {two} €"),
    "date": st.sampled_from(["janvier", "fév.", "août", "12/"]).flatmap(
        lambda month: st.integers(1800, 2200).map(lambda year: f"{month} {year}")
    ),
    "number": TWO | st.tuples(DIGITS, DIGITS).map(lambda two: f"{two[0]},{two[1]}5"),
    "bool": st.text(max_size=30).filter(
        lambda t: (
            not t.strip().casefold().startswith(("oui", "non", "true", "false"))
            and not (is_missing(t) or says_missing(t))
        )
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
@given(data=st.data())
def test_nothing_that_is_refused_is_ever_typed(kind: str, data: st.DataObject) -> None:
    words = data.draw(REFUSED[kind])
    with pytest.raises(ValueError, match=r"\w"):
        READERS[kind](words)


@given(st.lists(st.text(max_size=12), max_size=5))
def test_no_words_of_a_list_are_lost(items: list[str]) -> None:
    """Whatever is typed: each item's letters come out, but for marks that count and words for nothing."""
    read = read_list([item for item in items if item])
    if not read.value:
        return
    out = "".join(c for item in read.value for c in item if c.isalnum())
    kept = [item[mark.length :] if (mark := mark_of(item)) else item for item in items]
    least = "".join(c for item in kept for c in item if c.isalnum())
    assert len(out) >= len(least)


@pytest.mark.parametrize(
    ("words", "true"),
    [
        ("a@b.fr", True),
        ("a@b.fr, c@d.fr", True),
        ("a@b.fr ; c@d.gouv.fr", True),
        ("a@b.fr/c@d.fr", True),
        ("a@b", False),
        ("a b@c.fr", False),
        ("a@b. fr", False),
        ("a@b.fr, préfecture", False),
        ("www.cote-dor.gouv.fr", False),
        ("@b.fr", False),
        ("a@b..fr", False),
        ("a@-b.fr", False),
        (".a@b.fr", False),
        ("mailto:a@b.fr", False),
        ("pref-crte_21@cote-d-or.gouv.fr", True),
    ],
)
def test_addresses(words: str, true: bool) -> None:
    assert is_email(words) is true
