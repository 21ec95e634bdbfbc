"""Labels that stand behind another one, or behind its value, on the same row."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Line
from crte_extract.record import FORM
from crte_extract.sections import glued
from crte_extract.sections.glued import unglued
from crte_extract.sections.rows import make_rows
from drawn import fields, sheet
from test_growth import counted

USUAL = """
Nature juridique de la structure porteuse : CC
Réalisation d'un diagnostic initial du territoire : Oui
Nombre de fiches projet (opération à travailler) : 12
"""


def cut(*texts: str) -> list[str]:
    """The rows of a sheet, cut where labels are glued."""
    lines = [Line(text, 1, n, Box(60, 14 * n, 200, 14 * n + 10)) for n, text in enumerate(texts)]
    return [row.body for row in unglued(make_rows(lines), FORM)[0]]


# A label right behind another one


@pytest.mark.parametrize(
    ("row", "rows"),
    [
        (
            "Email de contact : Date de signature du CRTE : 11/06/2021",
            ["Email de contact :", "Date de signature du CRTE : 11/06/2021"],
        ),
        (
            "Email de contact : Date de signature du CRTE : Nom de la structure porteuse : Sud",
            [
                "Email de contact :",
                "Date de signature du CRTE :",
                "Nom de la structure porteuse : Sud",
            ],
        ),
        ("Email de contact : Date de signature du CRTE", None),  # no colon: a value that names it
        ("Email de contact, date de signature du CRTE : voir annexe", None),  # nor is that one
        ("Email de contact : - Date de signature du CRTE : voir annexe", None),  # an item of a list
        (
            "Email de contact : Date de signature du CRTE : - Nom de la structure porteuse : Sud",
            [
                "Email de contact :",
                "Date de signature du CRTE : - Nom de la structure porteuse : Sud",
            ],
        ),
        (  # an unknown one, as long as one that begins so
            "Email de contact : Date de signature du CRTE : Nom de la commune principale : Sud",
            [
                "Email de contact :",
                "Date de signature du CRTE : Nom de la commune principale : Sud",
            ],
        ),
        (
            "Email de contact : Date de signature du CRTE : Nom de la structure porteuse",
            ["Email de contact :", "Date de signature du CRTE : Nom de la structure porteuse"],
        ),
    ],
)
def test_a_label_behind_another_one_has_a_row_of_its_own(row: str, rows: list[str] | None) -> None:
    elsewhere = ["Date de signature du CRTE : 11/06/2021", "Nom de la structure porteuse : Sud"]
    assert cut(*elsewhere, row, "- fin") == [*elsewhere, *(rows or [row]), "fin"]


def test_a_label_behind_another_one_may_be_wrapped() -> None:
    found = sheet(USUAL + "Email de contact : Nom de la structure\nporteuse : Sud Essonne\n")
    assert fields(found)["nom_structure_porteuse"] == ["Sud Essonne"]
    assert fields(found)["email_contact"] == []


def test_each_row_with_two_labels_is_cut() -> None:
    rows = ["Email de contact : Date de signature du CRTE : 11/06/2021", "Un texte"]
    rows += ["Nom de la structure porteuse : Composition du COPIL : Maires", "Une fin"]
    assert cut(*rows) == [
        *("Email de contact :", "Date de signature du CRTE : 11/06/2021", "Un texte"),
        *("Nom de la structure porteuse :", "Composition du COPIL : Maires", "Une fin"),
    ]


# A label behind a value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("a@b.fr Date de signature du CRTE", "a@b.fr"),
        ("a@b.fr ; Date de signature du CRTE", "a@b.fr"),
        ("a@b.fr - Date de signature du CRTE", "a@b.fr"),
        ("a@b.fr – Date de signature du CRTE", "a@b.fr"),
        ("a@b.fr | Date de signature du CRTE", "a@b.fr"),
        ("a@b- Date de signature du CRTE", "a@b-"),  # a word broken off
        ("- Date de signature du CRTE", "-"),  # the value is missing
        ("– Date de signature du CRTE", "–"),
    ],
)
def test_a_label_behind_a_value_ends_it(printed: str, value: str) -> None:
    assert cut(f"Email de contact : {printed} : 11/06/2021 ;") == [
        f"Email de contact : {value}",
        "Date de signature du CRTE : 11/06/2021 ;",
    ]


def test_two_labels_behind_a_value_end_each_what_stands_before() -> None:
    row = "Email de contact : a@b.fr, Date de signature du CRTE : 11/06/2021 - Composition du COPIL : x"
    assert cut(row) == [
        "Email de contact : a@b.fr",
        "Date de signature du CRTE : 11/06/2021",
        "Composition du COPIL : x",
    ]


def test_a_label_behind_the_last_item_of_a_list_ends_the_list() -> None:
    found = sheet(
        f"{USUAL}Liste des contrats figurant dans le CRTE :\n- PLUI\n- PCAET, Email de contact : a@b.fr\n"
    )
    assert fields(found)["contrats"] == ["PLUI", "PCAET"]
    assert fields(found)["email_contact"] == ["a@b.fr"]


def test_a_label_behind_a_value_may_be_wrapped() -> None:
    assert cut("Email de contact : a@b.fr Nom de la structure", "porteuse : Sud Essonne") == [
        "Email de contact : a@b.fr",
        "Nom de la structure",
        "porteuse : Sud Essonne",
    ]


@pytest.mark.parametrize(
    "value",
    [
        "voir le nom de la structure porteuse en annexe",  # no colon behind it
        "Surnom de la structure porteuse : Sud",  # another word
        "voir la liste des contrats figurant dans le CRTE : annexe",  # a label that stands elsewhere
        "voir la liste des contrats : annexe",  # the first words alone
    ],
)
def test_a_value_that_names_a_label_is_a_value(value: str) -> None:
    rows = ["Liste des contrats figurant dans le CRTE :", "- PLUI", f"Email de contact : {value}"]
    assert cut(*rows)[2:] == rows[2:]


@pytest.mark.parametrize("below", ["communes", "contrats figurant dans le CRTE : annexe"])
def test_a_value_that_names_a_label_may_be_wrapped(below: str) -> None:
    rows = [
        "Liste des contrats figurant dans le CRTE :",
        "- PLUI",
        "Email de contact : voir la liste des",
    ]
    assert cut(*rows, below)[2:] == [rows[2], below]


def test_the_first_words_of_a_label_may_stand_before_it() -> None:
    row = "Email de contact : au nom de tous Nom de la structure porteuse : Sud Essonne"
    assert cut(row)[1:] == ["Nom de la structure porteuse : Sud Essonne"]


@pytest.mark.parametrize(("length", "found"), [(1_900, True), (2_100, False)])
def test_a_row_that_is_none_of_a_sheet_is_searched_for_no_label(length: int, found: bool) -> None:
    """A sheet that lost its line ends has some hundred characters on a row, and no more."""
    row = "Email de contact : " + "x" * (length - 60) + " Date de signature du CRTE : 11/06/2021"
    assert len(cut(row)) == 1 + found


def test_a_value_too_short_for_a_label_is_searched_for_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = counted(monkeypatch, glued, "match_label")
    sheet("Date de signature du CRTE : Email\n\nEmail de contact : -\n")
    assert not searched
    sheet("Date de signature du CRTE : Email d\n")
    assert len(searched) == 2  # as what follows a label, and as words within a row


def test_a_value_that_begins_as_no_label_does_is_searched_for_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = counted(monkeypatch, glued, "match_label")
    sheet("Date de signature du CRTE : 07 avril 2022\n\nEmail de contact : a@b.fr\n")
    assert not searched


def test_a_sheet_with_all_its_labels_is_searched_for_no_further_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = counted(monkeypatch, glued, "_inner_labels")
    sheet("\n\n".join(f"{label} : None" for label in FORM.printed.values()))
    assert not searched
