"""What becomes of lines that run askew, or were laid over pages."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Line
from crte_extract.record import FORM
from crte_extract.sections.overlaid import set_apart

HEADING = "Plan d'action"


def line(text: str, page: int | None = 1, top: float = 100, **how: bool) -> Line:
    return Line(text, page, 1, Box(60, top, 200, top + 10), **how)


TEXT = [line("a", 1, 80), line("b", 1, 120), line("c", 2, 80)]


def test_a_document_of_text_is_left_as_it_is() -> None:
    apart = set_apart(TEXT, FORM)
    assert apart.text is TEXT
    assert not apart.heads
    assert not apart.once


def test_what_runs_askew_is_no_text_on_whatever_page() -> None:
    askew = line("COPIE", askew=True)
    apart = set_apart([askew, *TEXT], FORM)
    assert apart.heads == {askew: "askew"}
    assert (apart.text, apart.once) == (TEXT, {})


@pytest.mark.parametrize(
    ("one", "other", "aside"),
    [
        ("COPIE", "COPIE", True),
        ("Édité le 3 mai", "Édité le 4 mai", True),
        ("COPIE", "COPIES", False),
        ("1", "2", True),
        ("1", "3", False),
        ("Oui", "Oui", False),
        ("ab", "ab", False),
        ("", "", False),
    ],
)
def test_on_two_pages_it_is_the_same_but_for_numbers(one: str, other: str, aside: bool) -> None:
    laid = [line(one, 1, laid=True), line(other, 2, laid=True)]
    apart = set_apart([*laid, *TEXT], FORM)
    rule = "laid_over_pages" if aside else "laid_over_one_page"
    assert (apart.heads if aside else apart.once) == dict.fromkeys(laid, rule)
    assert not (apart.once if aside else apart.heads)
    assert apart.text == TEXT


def test_on_one_page_a_page_number_is_no_text() -> None:
    number = line("Page 2 sur 3", laid=True)
    assert set_apart([number, *TEXT], FORM).heads == {number: "laid_over_pages"}


@pytest.mark.parametrize("words", [HEADING, "Liste des contrats figurant"])
@pytest.mark.parametrize(
    ("page", "top", "at"), [(1, 100, 1), (1, 80, 1), (1, 130, 2), (2, 70, 2), (2, 90, 3)]
)
def test_a_heading_or_a_label_goes_back_to_its_place(
    words: str, page: int, top: float, at: int
) -> None:
    laid = line(words, page, top, laid=True)
    apart = set_apart([laid, *TEXT], FORM)
    assert apart.text == [*TEXT[:at], laid, *TEXT[at:]]
    assert not apart.heads
    assert not apart.once


def test_a_text_without_pages_has_none() -> None:
    text = [line("a", None, 1), line("b", None, 3)]
    laid = line(HEADING, None, 2, laid=True)
    assert set_apart([laid, *text], FORM).text == [text[0], laid, text[1]]


def left(*texts: str, page: int = 1) -> list[Line]:
    """Lines left of the labels, one below the other."""
    return [line(text, page, 80 + 14 * down, outer=True) for down, text in enumerate(texts)]


@pytest.mark.parametrize(
    "texts",
    [
        ("Plan d'action",),
        ("4. Plan", "d'action"),
        ("PLAN", "D'AC-", "TION"),
        ("Volet", "Plan d'action"),
        ("Plan", "Plan d'action"),
    ],
)
def test_a_heading_left_of_the_labels_is_no_text_however_it_wraps(texts: tuple[str, ...]) -> None:
    outer = left(*texts)
    apart = set_apart([*outer, *TEXT], FORM)
    begins = outer[texts.index("Plan d'action") if "Plan d'action" in texts else 0]
    assert apart.titles == {begins: "plan_action"}
    title = outer[outer.index(begins) :]
    assert apart.heads == dict.fromkeys(title, "left_of_the_labels")
    assert apart.once == dict.fromkeys(outer[: -len(title)], "laid_over_one_page")
    assert apart.text == TEXT


@pytest.mark.parametrize("texts", [("Plan",), ("Plan", "local"), ("d'action",)])
def test_what_else_stands_left_of_the_labels_is_to_be_told(texts: tuple[str, ...]) -> None:
    outer = left(*texts)
    apart = set_apart([*outer, *TEXT], FORM)
    assert apart.once == dict.fromkeys(outer, "laid_over_one_page")
    assert not apart.titles


def test_each_page_may_have_a_heading_of_its_own() -> None:
    outer = [*left("Stratégie"), *left("Stratégie", "Plan d'action", page=2)]
    apart = set_apart([*outer, *TEXT], FORM)
    assert [*apart.titles.values()] == ["strategie", "strategie", "plan_action"]


@pytest.mark.parametrize("beside", [True, False])
def test_a_heading_that_looks_laid_over_is_one_left_of_the_labels_where_others_are(
    beside: bool,
) -> None:
    outer = left("Stratégie") if beside else []
    laid = line(HEADING, 1, 100, laid=True)
    apart = set_apart([*outer, laid, *TEXT], FORM)
    assert (laid in apart.heads, laid in apart.titles, laid in apart.text) == (
        beside,
        beside,
        not beside,
    )
