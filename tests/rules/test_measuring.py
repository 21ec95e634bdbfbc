"""What the row above tells of a row: a gap, and a full line."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Line
from crte_extract.sections.manner import Manner
from crte_extract.sections.measuring import measured
from crte_extract.sections.rows import make_rows
from drawn import drawn, fields, sheet, sheets

LABEL = "Liste des contrats figurant dans le CRTE :"


@pytest.mark.parametrize(("steps", "gap"), [(0.8, False), (1.3, False), (1.5, True), (2.5, True)])
def test_a_step_down_that_is_larger_than_usual_leaves_a_gap(steps: float, gap: bool) -> None:
    """A paragraph under a list: what the gap parts from the bullet above is no part of its text."""
    lines = drawn(f"{LABEL}\n- PLUI\n- PCAET\n- Contrat de ville\nAutres contrats\n")
    by = (steps - 1) * 14.0
    lines[-1] = lines[-1]._replace(box=lines[-1].box._replace(top=lines[-1].box.top + by))
    (found,) = sheets(lines)
    assert (fields(found)["contrats"][-1] == "Autres contrats") is gap
    assert found.rows[-1].gap is gap


def test_the_first_row_of_a_page_has_no_gap_that_can_be_told() -> None:
    found = sheet(f"{LABEL}\n- PLUI\n\n- PCAET\n\f- Contrat de ville\n")
    assert [row.gap for row in found.rows] == [None, False, True, None]


@pytest.mark.parametrize(
    ("length", "page", "down", "full"),
    [
        (96, 1, 14, True),
        (80, 1, 14, False),  # there was room for its first word
        (96, 1, 30, False),  # further down than any wrapped line
        (96, 2, -600, True),  # a line may wrap over a page's end
    ],
)
def test_a_line_is_full_where_a_word_more_had_no_room(
    length: int, page: int, down: float, full: bool
) -> None:
    above = Line("x" * length, 1, 1, Box(60, 700, 60 + 5 * length, 710))
    below = Line("contrat de ville", page, 2, Box(60, 700 + down, 140, 710 + down))
    manner = Manner(margins={60: 560.0}, pitch=18.0, step=14.0)
    assert measured(make_rows([above, below]), manner)[1].full is full


@pytest.mark.parametrize(
    ("column", "ruled", "gap"), [(2, True, True), (1, True, False), (2, False, False)]
)
def test_a_rule_between_two_values_parts_them_as_a_gap_does(
    column: int, ruled: bool, gap: bool
) -> None:
    """Items in rows of their own; a label that a rule runs through is one all the same."""
    lines = [
        Line(
            "contrat",
            1,
            at,
            Box(60, 100 + 14 * at, 90, 110 + 14 * at),
            column=column,
            ruled=ruled and at == 1,
        )
        for at in range(2)
    ]
    assert measured(make_rows(lines), Manner(margins={60: 560.0}, step=14.0))[1].gap is gap


@pytest.mark.parametrize(("columns", "full"), [((2, 2), False), ((1, 2), True), ((0, 0), True)])
def test_a_centred_value_is_full_by_its_width(columns: tuple[int, int], full: bool) -> None:
    """It ends at the margin of its edge, and is half as wide as the widest."""
    lines = [
        Line("contrat de", 1, at, Box(300, 100 + 14 * at, 400, 110 + 14 * at), column=column)
        for at, column in enumerate(columns)
    ]
    manner = Manner(margins={300: 400.0}, step=14.0, ragged=200.0)
    assert measured(make_rows(lines), manner)[1].full is full


def test_a_rule_at_the_top_of_a_page_tells_of_no_gap() -> None:
    """A head row stands above it, on this page and not on the other."""
    lines = [
        Line("PLUI", page, 1, Box(60, 100, 90, 110), column=2, ruled=page == 2) for page in (1, 2)
    ]
    assert measured(make_rows(lines), Manner(margins={60: 560.0}))[1].gap is None
