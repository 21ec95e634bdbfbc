"""Yes and no: what may stand behind them, and what is neither."""

from __future__ import annotations

import pytest

from crte_extract.record.values import parse_answer, read_answer, read_bool

WORKSHOP = "un atelier avec les habitants, "  # 31 characters


@pytest.mark.parametrize(
    ("words", "reason"), [("Oui.", "un signe suit"), ("Oui, en cours", "d'autres mots suivent")]
)
def test_what_stands_behind_a_yes_is_told(words: str, reason: str) -> None:
    (remark,) = read_bool(words).remarks
    assert (remark.code, remark.reason) == ("forme_approchee", reason)


@pytest.mark.parametrize(
    ("words", "answer", "details"),
    [
        ("Oui (forum)", True, ("forum",)),
        ("Oui (forum) et ateliers", True, ("(forum) et ateliers",)),
        ("Oui (forum) et ateliers (Dijon)", True, ("(forum) et ateliers (Dijon)",)),
        ("Oui...", True, ()),
        ("Non : oubli de la consultation", False, ("oubli de la consultation",)),
        ("Oui, 2 réunions, sauf en été", True, ("2 réunions, sauf en été",)),
    ],
)
def test_what_explains_an_answer_is_its_details(
    words: str, answer: bool, details: tuple[str, ...]
) -> None:
    assert read_answer([words]).value == {"reponse": answer, "details": details}


@pytest.mark.parametrize("words", ["Non, mais oui pour l'habitat", "Oui, mais non pour l'eau"])
def test_an_answer_that_is_taken_back_is_none(words: str) -> None:
    with pytest.raises(ValueError, match="ni Oui ni Non"):
        read_bool(words)
    with pytest.raises(ValueError, match="équivoque"):
        read_answer([words])


@pytest.mark.parametrize(
    "words",
    ["Ateliers avec les habitants non inscrits", "Consultation « oui à la forêt »", "Noyau d'élus"],
)
def test_yes_or_no_within_a_list_answers_nothing(words: str) -> None:
    assert read_answer([words, "forum"]).value == {"reponse": None, "details": (words, "forum")}


def test_some_lines_explain_an_answer_and_a_whole_text_is_none() -> None:
    """A text that long holds more than the answer: it is quoted, for a person to read."""
    lines, text = WORKSHOP * 9, WORKSHOP * 10
    assert (len(lines), len(text)) == (279, 310)
    assert read_bool(f"Oui, {lines}").value is True
    assert read_answer([f"Oui, {lines}"]).value["reponse"] is True
    with pytest.raises(ValueError, match="ni Oui ni Non"):
        read_bool(f"Oui, {text}")
    with pytest.raises(ValueError, match="équivoque"):
        read_answer([f"Oui, {text}"])


@pytest.mark.parametrize(
    ("items", "places"),
    [
        (["Oui", "PLUI ; PCAET"], [1]),
        (["Oui", "forum", "PLUI ; PCAET"], [2]),
        (["Oui.", "PLUI ; PCAET"], [0, 1]),
        (["Oui, forum ; ateliers"], [0, 0]),
        (["Oui, forum", "PLUI ; PCAET"], [0, 1]),
        (["forum", "PLUI ; PCAET"], [1]),
    ],
)
def test_what_is_odd_is_told_of_the_item_that_was_printed(
    items: list[str], places: list[int]
) -> None:
    assert [remark.at for remark in read_answer(items).remarks] == places


@pytest.mark.parametrize("value", ["Oui", [True]])
def test_an_answer_in_a_record_is_no_text(value: object) -> None:
    with pytest.raises(ValueError, match="une liste"):
        parse_answer(value)


@pytest.mark.parametrize("words", ["0ui", "N0n", "OuI1", "ou", "nno", "Nom", "o ui"])
def test_an_answer_that_is_one_but_for_a_character_is_told(words: str) -> None:
    with pytest.raises(ValueError, match="ni Oui ni Non sans équivoque"):
        read_answer([words])


@pytest.mark.parametrize(
    "words", ["None", "NC", "nan", "-", "o", "0u1", "Lyon", "ouiouioui", "Pnne"]
)
def test_what_is_nearly_no_answer_is_none(words: str) -> None:
    assert read_answer([words]).value["reponse"] is None
    assert read_answer(["0ui", words]).value["reponse"] is None
