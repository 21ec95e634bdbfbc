"""The types of the record: what sheets print for them, and what is refused."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from crte_extract.record.models import Acteur, Acteurs, Question, Reponse
from crte_extract.record.values import (
    DEPARTEMENTS,
    MONTHS,
    REGIONS,
    DateFr,
    Euros,
    Liste,
    Nombre,
    OuiNon,
    Texte,
    is_missing,
    parse_actors,
    parse_answer,
    parse_bool,
    parse_date,
    parse_euros,
    parse_int,
    parse_list,
    parse_siren,
    parse_text,
    read_actors,
    says_missing,
    split_actor,
    write_euros,
)

THIN, NO_BREAK, NARROW = "\u2009", "\u00a0", "\u202f"
MARKS = [
    "",
    " ",
    "None",
    "none",
    "-",
    "–",
    "—",
    "-€",
    "- €",
    f"-{NO_BREAK}€",
    "nan€",
    "-EUR",
    "- EUR",
    "NaN",
    "None€",
]
SIREN = "242100410"

# Missing values


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("parse", [parse_text, parse_bool, parse_int, parse_date, parse_euros])
def test_every_mark_means_missing_after_any_label(
    parse: Callable[[str], object], mark: str
) -> None:
    assert is_missing(mark)
    assert parse(mark) is None


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_alone_is_an_empty_list(mark: str) -> None:
    assert parse_list([mark]) == ()
    assert parse_answer([mark]) == {"reponse": None, "details": ()}
    assert TypeAdapter(Acteurs).validate_python([mark]) == ()


@pytest.mark.parametrize(
    "words", ["0", "0.00M€", "Non", "Nonette", "Nantes", "M€", "- PLUI", "Nul"]
)
def test_words_that_only_resemble_a_mark_are_values(words: str) -> None:
    assert not is_missing(words)
    assert parse_text(words) == words


def test_a_mark_among_other_items_is_an_item() -> None:
    assert parse_list(["PLUI", "-"]) == ("PLUI", "-")


@pytest.mark.parametrize(
    "parse", [parse_text, parse_bool, parse_int, parse_date, parse_euros, parse_list, parse_actors]
)
def test_nothing_is_nothing(parse: Callable[[object], object]) -> None:
    assert not parse(None)


# Euros


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("78.00M€", "78000000"),
        ("78,00M€", "78000000"),
        ("78.00 M€", "78000000"),
        (f"78,00{NO_BREAK}M€", "78000000"),
        ("1.500M€", "1500000"),
        ("1.25Md€", "1250000000"),
        ("2,5 Mds€", "2500000000"),
        ("350k€", "350000"),
        ("12,5 K€", "12500"),
        ("0€", "0"),
        ("0.00M€", "0"),
        ("5 €", "5"),
        ("1234.5€", "1234.5"),
        ("1234,56 €", "1234.56"),
        ("1 234,56 €", "1234.56"),
        (f"1{THIN}234{THIN}567,89{NO_BREAK}€", "1234567.89"),
        (f"1{NO_BREAK}234{NO_BREAK}567 €", "1234567"),
        (f"1{NARROW}234{NARROW}567{NARROW}€", "1234567"),
        ("1.234.567 €", "1234567"),
        ("1.234,56 €", "1234.56"),
        ("1.500 €", "1500"),
        ("1 234.56€", "1234.56"),
        ("-12,5k€", "-12500"),
        ("- 12 €", "-12"),
        ("−3.00M€", "-3000000"),
        ("+4 €", "4"),
        ("1 000 euros", "1000"),
        ("999999999999999 €", "999999999999999"),
    ],
)
def test_euros_in_every_spelling(printed: str, amount: str) -> None:
    assert parse_euros(printed) == Decimal(amount)


@pytest.mark.parametrize(
    "printed",
    [
        "78",  # no unit
        "78.00M",
        "environ 78 M€",
        "78 M€ environ",
        "78 M€ ou 79 M€",
        "1,500 €",  # 1500 or 1.5?
        "1,234,567 €",
        "1.23.456 €",
        "12 34 €",
        "1 234.567 €",
        "1.234 567 €",
        "12345 678 €",
        "1..5 €",
        ",5M€",
        "5.M€",
        "--5 €",
        "5- €",
        "1_000 €",
        "1e6 €",
        "1e9999999€",
        "0x10 €",
        "١٢ €",
        "１２ €",
        "1² €",
        "infinity€",
        "1234567890123456 €",
        "9" * 5000 + "€",
        "Oui",
    ],
)
def test_euros_that_could_mean_something_else_are_refused(printed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_euros(printed)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("sNaN"), Decimal("1e99")])
def test_numbers_that_json_cannot_hold_are_no_euros(number: float | Decimal) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_euros(number)


@pytest.mark.parametrize(
    "amount",
    ["0." + "9" * 32 + "M€", "1." + "0" * 40 + "1M€", Decimal("0.1" + "0" * 32 + "1")],
)
def test_euros_are_never_rounded(amount: str | Decimal) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_euros(amount)


AMOUNTS = st.builds(
    lambda digits, decimals: Decimal(digits).scaleb(-decimals),
    st.integers(-(10**14), 10**14),
    st.integers(0, 8),
)


@given(AMOUNTS)
def test_euros_survive_writing(amount: Decimal) -> None:
    written = write_euros(amount)
    assert parse_euros(json.loads(json.dumps(written))) == amount


@given(AMOUNTS)
def test_whole_euros_are_written_as_integers(amount: Decimal) -> None:
    assert isinstance(write_euros(amount), int) == (amount == int(amount))


@given(
    st.integers(-(10**9), 10**9),
    st.integers(0, 6),
    st.sampled_from([("k", 3), ("K", 3), ("M", 6), ("Md", 9), ("Mds", 9)]),
    st.sampled_from([".", ","]),
    st.sampled_from(["", " ", NO_BREAK, NARROW]),
)
def test_scaled_euros_are_exact(
    digits: int, decimals: int, unit: tuple[str, int], mark: str, space: str
) -> None:
    name, power = unit
    number = f"{Decimal(digits).scaleb(-decimals):f}".replace(".", mark)
    with localcontext(prec=60):
        expected = Decimal(digits).scaleb(power - decimals)
    assume(abs(expected) < 10**15)
    assert parse_euros(f"{number}{space}{name}€") == expected


@given(
    st.integers(0, 10**15 - 1),
    st.sampled_from([" ", ".", NO_BREAK, THIN, NARROW]),
    st.sampled_from(["", "-"]),
)
def test_grouped_euros_are_exact(amount: int, between: str, sign: str) -> None:
    grouped = f"{amount:,}".replace(",", between)
    assert parse_euros(f"{sign}{grouped} €") == Decimal(f"{sign}{amount}")


# Dates


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("07 avril 2022", date(2022, 4, 7)),
        ("7 avril 2022", date(2022, 4, 7)),
        ("1er mars 2023", date(2023, 3, 1)),
        ("1 er mars 2023", date(2023, 3, 1)),
        ("1ᵉʳ mars 2023", date(2023, 3, 1)),
        ("07/04/2022", date(2022, 4, 7)),
        ("7-4-2022", date(2022, 4, 7)),
        ("2022-04-07", date(2022, 4, 7)),
        ("15 FÉVRIER 2021", date(2021, 2, 15)),
        ("15 fevrier 2021", date(2021, 2, 15)),
        ("31 décembre 2021", date(2021, 12, 31)),
        ("31 de\u0301cembre 2021", date(2021, 12, 31)),
        ("14 Août 2022", date(2022, 8, 14)),
        (f"14{NO_BREAK}août{NO_BREAK}2022", date(2022, 8, 14)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_dates_in_every_spelling(printed: str, day: date) -> None:
    assert parse_date(printed) == day


@pytest.mark.parametrize(
    "printed",
    [
        "31 février 2022",
        "29/02/2023",
        "04/13/2022",
        "7 avri 2022",
        "avril 2022",
        "0/4/2022",
        "07/04-2022",
        "20220407",
        "7 avril 1022",
        "31 décembre 1989",
        "mercredi 7 avril 2022",  # it was a Thursday
        "7 avril 55",
        "07 avril 2022 et 08 avril 2022",
        "٠٧/٠٤/٢٠٢٢",
        "０７/０４/２０２２",
        "1²/04/2022",
        "7" * 5000,
    ],
)
def test_dates_that_are_none_are_refused(printed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_date(printed)


DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_dates_survive_writing(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(DAYS)
def test_dates_in_words_are_read(day: date) -> None:
    assert parse_date(f"{day.day} {MONTHS[day.month - 1]} {day.year}") == day
    assert parse_date(f"{day:%d/%m/%Y}") == day


# Numbers, yes and no, texts, lists


@pytest.mark.parametrize(
    ("printed", "number"),
    [("43", 43), ("0", 0), ("007", 7), ("1 043", 1043), (f"1{NARROW}043", 1043), ("-2", -2)],
)
def test_numbers(printed: str, number: int) -> None:
    assert parse_int(printed) == number


@pytest.mark.parametrize(
    "printed",
    [
        *(
            "2,5",
            "2.5",
            "1.000",
            "2 fois par an",
            "environ 3",
            "1_000",
            "1 0",
            "12 34",
            "1e3",
            "0x1F",
        ),
        *("١٢", "１２", "1²", "infinity", "9" * 5000, "Oui"),
    ],
)
def test_numbers_are_neither_rounded_nor_cut(printed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_int(printed)


@pytest.mark.parametrize("value", [True, 2.5, 2.0])
def test_only_integers_are_numbers(value: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_int(value)


@given(st.integers(-(10**9) + 1, 10**9 - 1))
def test_numbers_survive_writing(number: int) -> None:
    assert parse_int(json.loads(json.dumps(number))) == number
    assert parse_int(str(number)) == number


@pytest.mark.parametrize("printed", ["Oui", "oui", "OUI", " Oui ", "True"])
def test_yes(printed: str) -> None:
    assert parse_bool(printed) is True


@pytest.mark.parametrize("printed", ["Non", "non", "NON", "False"])
def test_no(printed: str) -> None:
    assert parse_bool(printed) is False


@pytest.mark.parametrize(
    "printed",
    ["en cours", "Oui ou non", "Oui, mais non", "Non applicable au CRTE", "ouï-dire", "1", "O"],
)
def test_neither_yes_nor_no(printed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_bool(printed)


@pytest.mark.parametrize("parse", [parse_text, parse_bool, parse_int, parse_date, parse_euros])
@pytest.mark.parametrize("value", [["Oui", "Non"], {"a": 1}, b"Oui"])
def test_a_single_value_is_no_list(parse: Callable[[object], object], value: object) -> None:
    with pytest.raises(ValueError, match="une seule valeur"):
        parse(value)


@pytest.mark.parametrize("parse", [parse_list, parse_actors])
def test_a_list_is_no_text(parse: Callable[[object], object]) -> None:
    with pytest.raises(ValueError, match="liste"):
        parse("PLUI")


@given(st.text())
def test_texts_are_kept_as_typed_but_for_their_edges(text: str) -> None:
    missing = is_missing(text) or says_missing(text)
    assert parse_text(text) == (None if missing else text.strip())


TEXTS = st.text(min_size=1).filter(lambda text: not (is_missing(text) or says_missing(text)))


# Lists and whole types, through JSON as a record goes


TYPES: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "text": (Texte, st.none() | TEXTS.map(str.strip)),
    "bool": (OuiNon, st.none() | st.booleans()),
    "number": (Nombre, st.none() | st.integers()),
    "date": (DateFr, st.none() | DAYS),
    "euros": (Euros, st.none() | AMOUNTS),
    "list": (Liste, st.lists(TEXTS).map(tuple)),
    "answer": (
        Question,
        st.builds(Reponse, reponse=st.none() | st.booleans(), details=st.lists(TEXTS).map(tuple)),
    ),
    "actors": (
        Acteurs,
        st.lists(
            st.builds(
                Acteur,
                nom=st.none() | TEXTS,
                siren=st.none() | st.sampled_from([SIREN, "732829320", "552100554"]),
                code_insee=st.none() | st.sampled_from(sorted(REGIONS | DEPARTEMENTS)),
                nature=st.none() | TEXTS,
            )
        ).map(tuple),
    ),
}


@pytest.mark.parametrize("name", TYPES)
@given(data=st.data())
def test_every_type_reads_what_it_writes(name: str, data: st.DataObject) -> None:
    annotated, values = TYPES[name]
    adapter = TypeAdapter[Any](annotated)
    value = data.draw(values)
    assert adapter.validate_python(value) == value
    assert adapter.validate_json(adapter.dump_json(value)) == value


# Actors


@pytest.mark.parametrize(
    ("printed", "actor"),
    [
        ("Agence de l'eau", ("Agence de l'eau", None, None, None)),
        ("nom : Dijon Métropole, SIREN : 242100410, nature : METRO",
         ("Dijon Métropole", SIREN, None, "METRO")),
        ("nom : Bourgogne-Franche-Comté, SIREN : 27, nature : region",
         ("Bourgogne-Franche-Comté", None, "27", "region")),
        ("nom : Corse-du-Sud, SIREN : 2A, nature : departement",
         ("Corse-du-Sud", None, "2A", "departement")),
        ("nom : Ain, SIREN : 01, nature : departement", ("Ain", None, "01", "departement")),
        ("nom : La Réunion, SIREN : 974, nature : departement",
         ("La Réunion", None, "974", "departement")),
        ("nom : CC Val, Saône et Doubs, SIREN : 242100410, nature : CC",
         ("CC Val, Saône et Doubs", SIREN, None, "CC")),
        ("nom : PETR : Pays, nature : verte, SIREN : 242100410, nature : PETR",
         ("PETR : Pays, nature : verte", SIREN, None, "PETR")),
        ("nom : X, SIREN : 242100410, nature : EPCI, à fiscalité : propre",
         ("X", SIREN, None, "EPCI, à fiscalité : propre")),
        ("nom : X, SIREN : None, nature : None", ("X", None, None, None)),
        ("NOM: X ,siren: 242 100 410 ,NATURE: cc", ("X", SIREN, None, "cc")),
        ("nom : X, SIREN : 242100410", ("X", SIREN, None, None)),
        ("Préfet, nature : préfecture", ("Préfet", None, None, "préfecture")),
        ("surnom : Le Creusot", ("surnom : Le Creusot", None, None, None)),
    ],
)  # fmt: skip
def test_actors(printed: str, actor: tuple[str | None, ...]) -> None:
    (read,) = TypeAdapter(Acteurs).validate_python([printed])
    assert (read.nom, read.siren, read.code_insee, read.nature) == actor


NAMES = st.text("aZé ,:'-1", min_size=1).filter(lambda t: t == t.strip() and not is_missing(t))


@given(NAMES, NAMES)
def test_any_name_and_nature_come_out_whole(name: str, nature: str) -> None:
    read = split_actor(f"nom : {name}, SIREN : {SIREN}, nature : {nature}")
    assert read == {"nom": name, "siren": SIREN, "code_insee": None, "nature": nature}


@pytest.mark.parametrize(
    "code",
    [
        "242100411",
        "24210041",
        "2421004100",
        "99",
        "20",
        "1",
        "000",
        "2C",
        "２４２１００４１０",
        "?",
    ],
)
def test_a_wrong_siren_is_refused_and_the_rest_of_the_actor_kept(code: str) -> None:
    actors = [f"nom : Y, SIREN : {SIREN}, nature : CA", f"nom : X, SIREN : {code}, nature : CC"]
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Acteurs).validate_python(actors)
    (problem,) = refused.value.errors()
    assert problem["loc"] == (1, "siren")
    understood = read_actors(actors)
    assert TypeAdapter(Acteurs).validate_python(understood.value) == (
        Acteur(nom="Y", siren=SIREN, nature="CA"),
        Acteur(nom="X", nature="CC"),
    )
    assert [(one.code, one.at) for one in understood.remarks] == [("siren_invalide", 1)]


@pytest.mark.parametrize("printed", [SIREN, "242 100 410"])
def test_a_siren_may_be_grouped(printed: str) -> None:
    assert parse_siren(printed) == SIREN


# Answers


@pytest.mark.parametrize(
    ("items", "answer"),
    [
        ([], Reponse()),
        (["Oui"], Reponse(reponse=True)),
        (["non"], Reponse(reponse=False)),
        (["Oui", "ateliers"], Reponse(reponse=True, details=("ateliers",))),
        (["ateliers", "forum"], Reponse(details=("ateliers", "forum"))),
        (["Oui, par un forum"], Reponse(reponse=True, details=("par un forum",))),
        (["ateliers", "Oui"], Reponse(details=("ateliers", "Oui"))),
    ],
)
def test_answers(items: list[str], answer: Reponse) -> None:
    assert TypeAdapter(Question).validate_python(items) == answer
