"""Where a label of the form stands: how it may be printed, and where its value begins."""

from __future__ import annotations

import pytest

from crte_extract import extract
from crte_extract.document import Box, Line
from crte_extract.record import FORM
from crte_extract.sections.labels import begins_label, can_begin_a_label, exact_hits
from crte_extract.sections.rows import make_rows
from drawn import fields, sheet

USUAL = """
Nature juridique de la structure porteuse : CC
Réalisation d'un diagnostic initial du territoire : Oui
Nombre de fiches projet (opération à travailler) : 12
"""


@pytest.mark.parametrize(
    ("printed", "key", "items"),
    [
        ("E-mail de contact : a@b.fr", "email_contact", ["a@b.fr"]),  # E- is no number before it
        ("a) Email de contact : a@b.fr", "email_contact", ["a@b.fr"]),
        ("1.2. Email de contact : a@b.fr", "email_contact", ["a@b.fr"]),
        ("IV - Email de contact : a@b.fr", "email_contact", ["a@b.fr"]),
        ("Nom\nde la structure porteuse : Sud", "nom_structure_porteuse", ["Sud"]),
        ("1.\nEmail de contact : a@b.fr", "email_contact", ["a@b.fr"]),
        ("Email de contact\n: a@b.fr", "email_contact", ["a@b.fr"]),
        ("Email de contact\n", "email_contact", []),
        ("3. Email de contact\n", "email_contact", []),  # no colon at its end
    ],
)
def test_a_label_may_be_numbered_and_wrapped(printed: str, key: str, items: list[str]) -> None:
    assert fields(sheet(f"{USUAL}{printed}\n"))[key] == items


def test_a_label_may_have_each_of_its_words_on_a_row() -> None:
    """In a very narrow column; it is the longest one."""
    label = FORM.printed["maquette_financiere_annexee"]
    found = sheet(f"{USUAL}{' '.join(label.split()).replace(' ', chr(10))} : Oui\n")
    assert fields(found)["maquette_financiere_annexee"] == ["Oui"]


@pytest.mark.parametrize(
    ("between", "found"),
    [("", True), ("- PLUI\n", False), ("\n\n", False)],
)
def test_a_label_is_not_wrapped_over_a_bullet_or_a_gap(between: str, found: bool) -> None:
    page = f"{USUAL}Liste des contrats\n{between}\nfigurant dans le CRTE : PLUI\n".replace(
        "\n\n", "\n"
    )
    page = page.replace("contrats\n", "contrats\n\n\n") if between == "\n\n" else page
    assert ("contrats" in fields(sheet(page))) == found


def test_what_stands_between_a_label_and_a_wrapped_colon_is_not_lost() -> None:
    found = sheet(f"{USUAL}Date de signature du CRTE (avenant)\n: 11/06/2021\n")
    words = [block.label for block in found.blocks] + [
        item.text for block in found.blocks for item in block.items
    ]
    assert "(avenant)" in " ".join([*words, *(stray.text for stray in found.strays)])


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("**Email de contact : a@b.fr**", "a@b.fr"),  # the emphasis began with the label
        ("Email de contact : **a@b.fr**", "a@b.fr"),  # or behind its colon
        ("Email de contact : __a@b.fr__", "a@b.fr"),
        ("Email de contact : a@b.fr *(provisoire)*", "a@b.fr *(provisoire)*"),  # in the value
        ("Email de contact : a@b.fr **(provisoire)**", "a@b.fr **(provisoire)**"),
        ("Email de contact : a@b.fr _ou_", "a@b.fr _ou_"),
    ],
)
def test_emphasis_that_began_before_a_value_is_no_part_of_it(printed: str, value: str) -> None:
    rows = make_rows([Line(printed, None, 1, Box(0, 1, 9, 2))])
    assert [hit.inline for hit in exact_hits(rows, FORM)] == [value]


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("Liste des", True),
        ("Liste des contrats figurant dans le CRTE : PLUI", True),
        ("Listes", False),
        ("Liste des courses", False),
        ("Datée du 3 mai", False),
        ("Un texte", False),
    ],
)
def test_a_row_that_begins_as_a_label_does_is_told(words: str, begins: bool) -> None:
    """``Liste`` and ``Date d`` are the heads of labels, ``Listes`` and ``Datée`` of none."""
    (row,) = make_rows([Line(words, None, 1, Box(0, 1, 9, 2))])
    (numbered,) = make_rows([Line(f"2. {words}", None, 1, Box(0, 1, 9, 2))])
    assert begins_label(row, FORM) == begins
    assert can_begin_a_label(row, FORM) == begins
    assert can_begin_a_label(numbered, FORM) == begins


def test_a_label_with_words_behind_it_and_no_colon_is_part_of_a_text() -> None:
    text = f"{USUAL}Composition du COPIL\n- nom de la structure porteuse, en entier\n"
    assert "nom_structure_porteuse" not in fields(sheet(text))


def test_labels_are_found_in_a_text_of_them_alone() -> None:
    text = "Email de contact : a@b.fr\nDate de signature du CRTE : 11/06/2021\n"
    fiche = extract(text.encode())
    assert fiche.informations_generales.email_contact == "a@b.fr"
    assert str(fiche.informations_generales.date_signature) == "2021-06-11"
