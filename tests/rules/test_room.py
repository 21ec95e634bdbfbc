"""How far right the lines of a column may reach, and whether a word more had its place on a line."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Line
from crte_extract.sections.room import fullness, margins_of, ragged_fullness, ragged_width
from crte_extract.sections.rows import make_rows
from drawn import fields, sheet

LABEL = "Liste des contrats figurant dans le CRTE :"


def margins(*lines: tuple[float, float], height: float = 10.0) -> dict[int, float]:
    """The margins of lines, given by their left and right edges."""
    return margins_of(
        make_rows([Line("PLUI", 1, 1, Box(x0, 80, x1, 80 + height)) for x0, x1 in lines])
    )


@pytest.mark.parametrize(
    ("indent", "height", "shared"),
    [
        (20, 10.0, True),  # the text of bullets that are indented
        (24, 10.0, True),
        (27, 10.0, False),  # another column, that reaches further
        (5, 2.0, True),  # of small type, some points
        (8, 2.0, False),
        (48, 60.0, True),  # a title's height is no measure
        (54, 60.0, False),
        (5, 1.0, True),  # characters of a text
        (8, 1.0, False),
    ],
)
def test_lines_that_stand_in_a_little_have_the_same_margin(
    indent: int, height: float, shared: bool
) -> None:
    found = margins((60, 200), (60 + indent, 300), (350, 500), height=height)
    assert (found[60] == 300) is shared


@pytest.mark.parametrize(("left", "shared"), [(1, True), (2, True), (3, False), (4, False)])
def test_left_edges_that_differ_by_a_hair_are_one(left: int, shared: bool) -> None:
    found = margins((60, 200), (60 - left, 300), (350, 500))
    assert (found[60] == 300) is shared


@pytest.mark.parametrize(
    ("further", "reach"),
    [
        ((380, 600), 300.0),  # a column ends where the next one begins
        ((292, 600), 300.0),  # though its longest line just touches that
        ((288, 600), 600.0),  # no column: what begins there overlaps this one's lines
        ((160, 600), 600.0),
    ],
)
def test_lines_reach_to_the_next_column_or_as_far_as_any(
    further: tuple[float, float], reach: float
) -> None:
    assert margins((60, 300), further)[60] == reach


@pytest.mark.parametrize(
    ("above", "words", "full"),
    [
        ((60, 260, 40), "ville", True),  # 40 characters of 5, 5 more and a blank: 46 of 45
        ((60, 260, 40), "de la ville", False),
        ((60, 230, 34), "ville", False),
        ((60, 230, 34), "intercommunal", True),
    ],
)
def test_a_line_is_full_by_the_first_word_below(
    above: tuple[float, float, int], words: str, full: bool
) -> None:
    x0, x1, length = above
    line = Line("x" * length, 1, 1, Box(x0, 80, x1, 90))
    below = Line(words, 1, 2, Box(60, 94, 100, 104))
    assert (fullness(line, below, {60: 285.0}) > 1) is full


def test_what_wraps_below_a_value_beside_its_label_has_the_room_of_the_value() -> None:
    above = Line("Email de contact : a@b.fr et", 1, 1, Box(60, 80, 200, 90))
    below = Line("c@d.fr", 1, 2, Box(155, 94, 185, 104))
    assert fullness(above, below, {60: 500.0, 155: 230.0}) > 1
    close = below._replace(box=below.box._replace(x0=120))
    assert fullness(above, close, {60: 500.0, 120: 230.0}) < 1


def test_a_text_that_has_no_width_on_its_page_is_not_full() -> None:
    nothing = Line("PLUI", 1, 1, Box(60, 80, 60, 90))
    assert fullness(nothing, nothing, margins((60, 60))) == 0


def test_lines_wrap_in_a_cell_that_a_further_column_bounds() -> None:
    page = (
        f"{LABEL}\n- une convention pour les centres et\n  Quartiers de la ville\n- PLUI\n\n"
        f"Email de contact :{' ' * 60}a@b.fr\n"
    )
    assert fields(sheet(page))["contrats"][-1] == "PLUI"


# Values at no common edge


def ragged(at_one: int, apart: int, column: int = 2) -> float:
    """The ragged width of so many values that begin at one edge, and others that don't; 40 points wide."""
    edges = [300.0] * at_one + [310.0 + 9 * n for n in range(apart)]
    return ragged_width(
        make_rows([Line("PLUI", 1, 1, Box(x, 80, x + 40, 90), column=column) for x in edges])
    )


@pytest.mark.parametrize(
    ("at_one", "apart", "width"), [(10, 3, 0), (9, 3, 40), (2, 7, 0), (2, 8, 40), (0, 0, 0)]
)
def test_values_of_which_few_share_an_edge_are_centred_or_set_to_the_right(
    at_one: int, apart: int, width: float
) -> None:
    """A third as many edges as there are values, of ten at least; left ones have a few."""
    assert ragged(at_one, apart) == width


def test_only_values_beside_labels_are_looked_at() -> None:
    assert ragged(4, 8, column=1) == ragged(4, 8, column=0) == 0


def test_a_ragged_line_is_full_by_its_width_wherever_it_ends() -> None:
    """Of 10 characters in 100 points: a word of 4 letters and a space take 50 more."""
    above = Line("Contrats d", 1, 1, Box(300, 80, 400, 90), column=2)
    assert ragged_fullness(above, Line("eaux et forêts", 1, 2, Box(320, 94, 380, 104)), 150) == 1
