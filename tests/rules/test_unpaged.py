"""Page numbers, and the running heads of a text that has lost its page ends."""

from __future__ import annotations

import pytest

from crte_extract.reading.text import read_text
from crte_extract.record import FORM
from crte_extract.sections import Sheet, split
from crte_extract.sections.unpaged import counts_pages
from drawn import fields

CONTRATS = "Liste des contrats figurant dans le CRTE"


def typed(text: str) -> Sheet:
    """The one sheet of a text."""
    (found,) = split(read_text(text.encode()), FORM)
    return found


def heads(text: str) -> list[str]:
    """The running heads of a text, in their order."""
    found = typed(text).running_heads
    return [line.text for line in sorted(found, key=lambda line: line.number)]


def pages(*heads: str, rows: int = 12, above: str = "\n\n", below: str = "\n\n") -> str:
    """A text with heads between rows of a list; as many rows from each to the next."""
    item = "Contrat de ville n° A{}\n"
    text = f"Email de contact : a@b.fr\n{CONTRATS} :\nPCAET"
    for number, head in enumerate(heads):
        below_it = "".join(item.format("abcdefghijklmnopqrstuvwxyz"[at]) for at in range(rows - 1))
        text += f"{above}{head}{below}{below_it.rstrip()} {'xyzt'[number]}"
    return text


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Folio : 101 sur 120", True),
        ("PAGE 2 of 4", True),
        ("p.3", True),
        ("— 12 —", True),
        ("2 sur 4", True),
        ("- 2", False),
        ("page", False),
        ("Page 2, suite", False),
        ("1/2/3", False),
    ],
)
def test_what_counts_pages(text: str, counts: bool) -> None:
    assert counts_pages(text) is counts


# Numbers that count up


def test_numbers_that_count_up_are_those_of_pages() -> None:
    assert heads(pages("1", "2", "3")) == ["1", "2", "3"]
    assert heads(pages("2", "3")) == ["2", "3"]


@pytest.mark.parametrize("numbers", [("1",), ("3", "4"), ("1", "3"), ("2", "1")])
def test_numbers_that_do_not_count_up_from_the_first_page_are_values(
    numbers: tuple[str, ...],
) -> None:
    assert heads(pages(*numbers)) == []


@pytest.mark.parametrize("numbers", [("1/3", "2/3", "3/3"), ("- 1 -", "- 2 -", "- 3 -")])
def test_numbers_in_a_page_number_s_form_need_no_blank_and_no_page_between(
    numbers: tuple[str, ...],
) -> None:
    assert heads(pages(*numbers, rows=3, above="\n", below="\n")) == [*numbers]


@pytest.mark.parametrize(("above", "told"), [("\n", []), ("\n\n", ["1", "2"])])
def test_a_bare_number_needs_a_blank_above(above: str, told: list[str]) -> None:
    assert heads(pages("1", "2", above=above, below="\n")) == told


@pytest.mark.parametrize(("rows", "told"), [(11, []), (12, ["1", "2"])])
def test_a_page_has_twelve_rows_or_more(rows: int, told: list[str]) -> None:
    assert heads(pages("1", "2", rows=rows)) == told


def test_a_text_may_begin_with_a_page_number() -> None:
    assert heads(f"1\n{pages('2', rows=3)}\n" + "x\n" * 12) == []
    assert heads(f"1\n\n{pages(*[''] * 2)}\n\n2\n\nPLUI") == ["1", "2"]


def test_figures_beside_their_labels_are_no_page_numbers() -> None:
    table = (
        "Email de contact                       a@b.fr\n"
        "Nombre de fiches action (opération     1/3\nprête à démarrer)\n"
        "Nombre de fiches projet (opération     2/3\nà travailler)\n"
    )
    assert heads(table) == []


def test_figures_under_their_labels_are_no_page_numbers_in_a_text_of_wide_lines() -> None:
    action = "Nombre de fiches action (opération prête à démarrer) :\n1\n"
    project = "Nombre de fiches projet (opération à travailler) :\n2\n"
    text = f"{action}{CONTRATS} :\n" + "- Contrat de ville\n" * 14 + project + pages(rows=3)
    found = typed((text + "\n- PLUI" * 14).replace("\n", "\n\n"))
    assert not found.running_heads
    assert fields(found)["nombre_fiches_projet"] == ["2"]


def test_a_page_that_is_named_is_told_by_itself() -> None:
    assert heads(pages("Page 2", rows=3)) == ["Page 2"]


# Heads that repeat


def test_a_head_that_repeats_but_for_its_page_is_a_running_head() -> None:
    told = ["Fiche CRTE de Dijon - page 1 sur 2", "Fiche CRTE de Dijon - page 2 sur 2"]
    assert heads(pages(*told, rows=3)) == told
    told = [head.upper() for head in told]
    assert heads(pages(*told, rows=3)) == told


@pytest.mark.parametrize(
    "lines",
    [
        ("Fiche CRTE de Dijon - page 1",),
        ("Fiche CRTE de Dijon - page 1", "Fiche CRTE de Beaune - page 2"),
        ("Étude, voir page 1 et annexe", "Étude, voir page 2 et annexe"),
    ],
)
def test_a_line_that_names_a_page_and_does_not_repeat_is_none(lines: tuple[str, ...]) -> None:
    assert heads(pages(*lines, rows=3)) == []


def test_a_value_that_names_a_page_is_none() -> None:
    text = "Email de contact : a@b.fr\ncomposition du COPIL :\nAnnexe, page 1\n"
    assert heads(f"{text}{CONTRATS} :\nAnnexe, page 2\n") == []


# The letterhead again

LETTERHEAD = "{}\n\nEmail de contact : a@b.fr\n" + CONTRATS + " :\nPLUI\n{}\nPCAET\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Dijon", ["Dijon"]),
        ("CRTE", []),
        ("CRTE 21", ["CRTE 21"]),
        ("Dijon Métropole", ["Dijon Métropole"]),
    ],
)
def test_the_letterhead_again_is_a_running_head_where_it_has_letters_enough(
    words: str, told: list[str]
) -> None:
    assert heads(LETTERHEAD.format(words, words)) == told


def test_an_item_with_the_words_of_the_letterhead_is_an_item() -> None:
    assert heads(LETTERHEAD.format("Dijon Métropole", "- Dijon Métropole")) == []


def test_a_value_with_the_words_of_the_letterhead_is_a_value() -> None:
    name = "Nom de la structure porteuse :\nDijon Métropole\n"
    assert heads(f"Dijon Métropole\n\nEmail de contact : a@b.fr\n{name}") == []


def test_what_repeats_below_the_first_label_is_no_letterhead() -> None:
    assert heads(f"Email de contact : a@b.fr\n{CONTRATS} :\nPLUI\nPCAET\nPLUI\n") == []


# Heads beside page numbers


def test_what_stands_beside_page_numbers_is_a_running_head() -> None:
    told = ["Fiche Dijon", "Page 1", "Fiche Dijon", "Page 2"]
    assert heads(pages("Fiche Dijon\nPage 1", "Fiche Dijon\nPage 2", rows=3)) == told
    below = ["Page 1", "Fiche Dijon", "Page 2", "Fiche Dijon"]
    assert heads(pages("Page 1\nFiche Dijon", "Page 2\nFiche Dijon", rows=3)) == below


def test_a_foot_below_the_last_page_number_is_one_too() -> None:
    text = pages("Page 1\nFiche Dijon", rows=3) + "\n\nPage 2\nFiche Dijon"
    assert heads(text) == ["Page 1", "Fiche Dijon", "Page 2", "Fiche Dijon"]


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        (("Fiche Dijon",), False),  # on one page
        (("Fiche Dijon", "Fiche Dijon"), True),
        (("Fiche Dijon", "Fiche Dijon", "Autre"), True),
        (("Fiche Dijon", "Fiche Dijon", "Autres", "Encore"), False),
        (("CRTE", "CRTE"), False),  # too few letters
        (("Dijon", "Dijon"), True),
        (("- PLUI de Dijon", "- PLUI de Dijon"), False),
    ],
)
def test_what_stands_beside_few_page_numbers_is_none(beside: tuple[str, ...], told: bool) -> None:
    found = heads(pages(*(f"{words}\nPage {n}" for n, words in enumerate(beside, 1)), rows=3))
    assert (beside[0] in found) is told


@pytest.mark.parametrize(("above", "told"), [("\n", False), ("\n\n", True)])
def test_a_blank_parts_it_from_the_rest(above: str, told: bool) -> None:
    text = pages("Fiche Dijon\nPage 1", "Fiche Dijon\nPage 2", rows=3, above=above)
    assert ("Fiche Dijon" in heads(text)) is told


def test_a_heading_beside_the_page_number_of_each_sheet_is_a_heading() -> None:
    text = "Page 1\nInformations générales\n\nEmail de contact : a@b.fr\n\n"
    found = split(read_text((text * 2).encode()), FORM)
    assert [[*one.headings] for one in found] == [["informations_generales"]] * 2
