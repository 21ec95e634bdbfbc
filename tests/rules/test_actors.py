"""Actors: their parts as the template prints them, as people do, and where they are several."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.fr import siret

from crte_extract.record.values import actors, parse_actors, parse_siren, read_actors
from test_growth import counted

SIREN = "242100410"
OTHER = "200069250"  # another one whose checksum is right
CC = f"SIREN : {SIREN}, nature : CC"


def read_one(printed: str) -> tuple[tuple[str | None, ...], list[str]]:
    """The parts of the one actor, and what is told of it."""
    read = read_actors([printed])
    (actor,) = read.value
    return tuple(actor.values()), [remark.code for remark in read.remarks]


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("Préfet de la Côte-d'Or", ("Préfet de la Côte-d'Or", None, None, None)),
        (f"nom : X, SIREN : {SIREN}", ("X", SIREN, None, None)),
        (f"nom : Club SIREN, {CC}", ("Club SIREN", SIREN, None, "CC")),
        (f"nom : SM (ancien nom : SIVOM), {CC}", ("SM (ancien nom : SIVOM)", SIREN, None, "CC")),
        (f"nom : PETR : Pays, nature : verte, {CC}", ("PETR : Pays, nature : verte", SIREN, None, "CC")),
        (f"nom : X, SIREN : {SIREN}, nature : communauté de communes",
         ("X", SIREN, None, "communauté de communes")),
    ],
)  # fmt: skip
def test_the_template_s_order_is_beyond_doubt(printed: str, parts: tuple[str | None, ...]) -> None:
    assert read_one(printed) == (parts, [])


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        (f"nom : X, SIREN : {SIREN} ; nature : CC", ("X", SIREN, None, "CC")),
        (f"nom : X SIREN : {SIREN} nature : CC", ("X", SIREN, None, "CC")),
        (f"nom : X, nature : CC, SIREN : {SIREN}", ("X", SIREN, None, "CC")),
        ("nom : X, nature : association", ("X", None, None, "association")),
        ("nom : X ; nature : association", ("X", None, None, "association")),
        ("nom : Agence de l'eau", ("Agence de l'eau", None, None, None)),
        (f"CC X ; SIREN {SIREN}", ("CC X", SIREN, None, None)),
        (f"CC du Val (Ain), n° SIREN : {SIREN}", ("CC du Val (Ain)", SIREN, None, None)),
        (f"b) CC du Val, n° SIREN : {SIREN}", ("b) CC du Val", SIREN, None, None)),
        (f"(nom : Y, {CC})", ("Y", SIREN, None, "CC")),
        (f"; nom : Y, {CC}", ("Y", SIREN, None, "CC")),
        (f", nom : Y, {CC}", ("Y", SIREN, None, "CC")),
        (f"♦ nom : Y, {CC}", ("Y", SIREN, None, "CC")),
        (f"nom : SM (ancien nom : SIVOM), n° SIREN : {SIREN}",
         ("SM (ancien nom : SIVOM)", SIREN, None, None)),
    ],
)  # fmt: skip
def test_other_orders_are_understood_and_told(printed: str, parts: tuple[str | None, ...]) -> None:
    assert read_one(printed) == (parts, ["forme_approchee"])


def test_a_mark_for_nothing_among_actors_is_kept_as_typed() -> None:
    assert [actor["nom"] for actor in read_actors(["Préfet", "-"]).value] == ["Préfet", "-"]


@pytest.mark.parametrize(
    "printed",
    [
        f"nom : X, {CC}, SIREN : {OTHER}",  # a second actor, without the word « nom »
        f"nom : X, {CC}, SIREN : {OTHER}, nature : CA",
        f"nom : X, {CC} ; nom : SM (ancien nom : SIVOM), SIREN : {OTHER}",
        f"nom : X, SIREN : {SIREN}, nature : EPCI, fiscalité : propre",
    ],
)
def test_what_may_be_more_than_one_actor_is_told(printed: str) -> None:
    parts, told = read_one(printed)
    assert parts[0]
    assert "decoupage_incertain" in told


def test_several_actors_each_have_a_siren_of_their_own() -> None:
    read = read_actors([f"nom : X, {CC} ; nom : Y, SIREN : {OTHER}, nature : CA"])
    assert [(actor["nom"], actor["siren"]) for actor in read.value] == [("X", SIREN), ("Y", OTHER)]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("24210041000017", "de ce SIRET est fausse"),
        ("non-communiqué", "ni un SIREN"),  # as long as a SIRET
        ("242100411", "de ce SIREN est fausse"),
        ("000000000", "de ce SIREN est fausse"),  # what is typed where none is known
        ("18182420", "ni un SIREN"),
    ],
)
def test_why_a_siren_is_set_aside(code: str, reason: str) -> None:
    (remark,) = (
        one
        for one in read_actors([f"nom : X, SIREN : {code}, nature : CC"]).remarks
        if one.code == "siren_invalide"
    )
    assert reason in remark.reason


@pytest.mark.parametrize("digits", ["18", "24210041000016"])
def test_right_checksums_of_other_numbers_make_no_siren(digits: str) -> None:
    with pytest.raises(ValueError, match="ni un SIREN"):
        parse_siren(digits)


@given(st.from_regex("[0-9]{8}", fullmatch=True))
def test_of_ten_last_digits_one_makes_a_siren(digits: str) -> None:
    right = luhn.calc_check_digit(digits)
    for last in "0123456789":
        siren = digits + last
        if last == right and siren.strip("0"):
            assert parse_siren(siren) == siren
        else:
            with pytest.raises(ValueError, match="la clé de contrôle de ce SIREN est fausse"):
                parse_siren(siren)


def test_a_siren_in_a_record() -> None:
    assert parse_siren("None") is None
    with pytest.raises(ValueError, match="un texte est attendu"):
        parse_siren(242100410)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (f"Préfet ; nom : Y, {CC}", ["Préfet", "Y"]),
        (f"nom : Y, {CC} ; Préfet", ["Y", "Préfet"]),
        (f"Préfet et nom : Y, {CC}", ["Préfet", "Y"]),
        (f"nom : Y, SIREN : {SIREN} ; nature : CC ; Préfet ; Ademe", ["Y", "Préfet", "Ademe"]),
    ],
)
def test_an_actor_with_a_siren_stands_beside_plain_ones(printed: str, names: list[str]) -> None:
    read = read_actors([printed])
    assert [actor["nom"] for actor in read.value] == names
    (given,) = [actor for actor in read.value if actor["siren"]]
    assert (given["nom"], given["siren"], given["nature"]) == ("Y", SIREN, "CC")
    assert read.remarks[0].code == "decoupage_incertain"


@pytest.mark.parametrize(
    "printed",
    [
        f"Y ; SIREN : {SIREN} ; nature : CC",
        f"nature : CC ; SIREN : {SIREN} ; nom : Y",
        f"nom : Y ; SIREN {SIREN} ; nature : CC",
    ],
)
def test_the_parts_of_one_actor_are_parted_by_semicolons_too(printed: str) -> None:
    assert read_one(printed)[0] == ("Y", SIREN, None, "CC")


@pytest.mark.parametrize("value", [{"nom": "X"}, 5, "X"])
def test_actors_in_a_record_are_a_list(value: object) -> None:
    with pytest.raises(ValueError, match="une liste est attendue"):
        parse_actors(value)


def test_usual_actors_are_read_without_what_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = counted(monkeypatch, re, "finditer")
    split = counted(monkeypatch, re, "split")
    longer = counted(monkeypatch, siret, "validate")
    read_actors([f"nom : X, {CC}", "Préfet", "Agence de l'eau ; Région"])
    assert (searched, split, longer) == ([], [], [])


def test_plain_names_are_looked_at_no_closer(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = counted(monkeypatch, actors, "_several")
    read_actors(["Préfet", "Agence de l'eau", f"nom : X, {CC}"])
    assert len(looked_at) == 1
