"""Lists: which words part items, which are a part of them, and what is told of it."""

from __future__ import annotations

import pytest

from crte_extract.record.values import lists, parse_list, read_list
from crte_extract.record.values.lists import parted, unmarked
from test_growth import counted

ENERGY = "Un territoire à énergie positive"


@pytest.mark.parametrize("value", [{"PLUI": True}, 5, "PLUI", [1, 2], ["PLUI", None]])
def test_what_is_no_list_of_texts_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="une liste"):
        parse_list(value)


def test_an_empty_text_is_no_item() -> None:
    assert parse_list(["PLUI", "", "PCAET"]) == ("PLUI", "PCAET")


@pytest.mark.parametrize(
    ("printed", "items"),
    [
        (["PLUI ;", "PCAET"], ("PLUI", "PCAET")),  # the last one without its full stop
        (["PLUI ;", "PCAET, etc.."], ("PLUI", "PCAET, etc..")),
        (["PLUI,", "Programme du dép."], ("PLUI", "Programme du dép.")),  # no list of sentences
        (["Plan climat", "Plan local d'urbanisme"], ("Plan climat", "Plan local d'urbanisme")),
        (["+ PLUI"], ("+ PLUI",)),  # one alone is no list that is marked
        (["- PLUI", "-> PCAET"], ("- PLUI", "-> PCAET")),
        (["PLUI ; ", "PCAET."], ("PLUI", "PCAET")),
    ],
)
def test_what_ends_and_begins_the_lines_of_a_list(
    printed: list[str], items: tuple[str, ...]
) -> None:
    assert read_list(printed).value == items


def test_numbers_that_count_up_are_taken_off_together_or_not_at_all() -> None:
    assert unmarked(["1) PLUI", "2) PCAET"]) == ["PLUI", "PCAET"]
    assert unmarked(["PLUI", "1) PCAET"]) == ["PLUI", "1) PCAET"]
    assert unmarked([]) == []


@pytest.mark.parametrize(
    ("item", "pieces"),
    [
        ("PLUI", ["PLUI"]),
        ("PLUI ; PCAET;SCoT ;", ["PLUI", "PCAET", "SCoT"]),
        ("a) PLUI ; b) PCAET", ["a) PLUI", "b) PCAET"]),  # closes what was never opened
        ("plans (PLUI ; PCAET) ; SCoT", ["plans (PLUI ; PCAET)", "SCoT"]),
        ("« vivre ; habiter » ; SCoT", ["« vivre ; habiter »", "SCoT"]),
        ("[PLUI (Dijon ; Beaune) ; PCAET] ; SCoT", ["[PLUI (Dijon ; Beaune) ; PCAET]", "SCoT"]),
        (" ; ", [" ; "]),
    ],
)
def test_semicolons_part_items_outside_of_parentheses_and_quotes(
    item: str, pieces: list[str]
) -> None:
    assert parted(item) == pieces


def test_a_sentence_with_a_semicolon_is_cut_where_it_is_the_only_item() -> None:
    """As the only item it is a list in one line; among others it is one of them."""
    sentence = f"{ENERGY} ; un territoire solidaire"
    assert read_list([sentence]).value == (ENERGY, "un territoire solidaire")
    assert read_list(["PLUI", sentence]).value == ("PLUI", sentence)


def test_a_sentence_with_a_comma_and_no_semicolon_is_beyond_doubt() -> None:
    items = ("PLUI", "Gestion, valorisation et tri des déchets ménagers")
    assert read_list(items).remarks == ()
    assert read_list(items).value == items


def test_plain_items_are_looked_at_no_closer(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = counted(monkeypatch, lists, "mark_of")
    cut = counted(monkeypatch, lists, "parted")
    assert read_list(["PLUI", "Plan climat", "Contrat de ville"]).remarks == ()
    assert (len(marks), cut) == (1, [])


def test_semicolons_in_parentheses_are_no_commas() -> None:
    assert read_list(["SCoT (PLUI;PCAET)"]).remarks == ()
