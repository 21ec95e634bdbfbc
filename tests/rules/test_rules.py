"""Rules drawn on a page: what draws any, and which cells of a table they part."""

from __future__ import annotations

import pytest

from crte_extract.document import Box
from crte_extract.reading.layout import Cell, PrintedRow, Side
from crte_extract.reading.pdfium import read_pdfium
from crte_extract.reading.rules import Rule, places, rules_of, sides_of
from streams import pdf, text

# What is a rule


@pytest.mark.parametrize(("height", "count"), [(3, 1), (3.1, 2)])
def test_a_low_shape_is_a_rule_and_a_higher_one_has_two(height: float, count: int) -> None:
    """3 points: no border is thicker. A box stands for the border of a cell, or the colour of a row."""
    assert len(rules_of([Box(60, 100, 300, 100 + height)])) == count


def test_a_box_has_a_rule_at_its_top_and_at_its_bottom() -> None:
    assert rules_of([Box(60, 100, 300, 130)]) == [Rule(100, 60, 300), Rule(130, 60, 300)]


@pytest.mark.parametrize(("length", "count"), [(12, 1), (11.9, 0)])
def test_what_is_shorter_than_twelve_points_is_no_rule(length: float, count: int) -> None:
    assert len(rules_of([Box(60, 100, 60 + length, 101)])) == count


@pytest.mark.parametrize(
    ("down", "right", "joined"), [(1, 3, True), (1.1, 3, False), (1, 3.1, False)]
)
def test_cells_that_draw_their_own_borders_make_one_rule(
    down: float, right: float, joined: bool
) -> None:
    """Pieces on a level, within a point, and 3 points apart at most."""
    pieces = [Box(200 + right, 100 + down, 300, 100 + down), Box(60, 100, 200, 100)]
    found = rules_of(pieces)
    assert (found == [Rule(100, 60, 300)]) == joined
    assert len(found) == (1 if joined else 2)


def test_a_piece_within_another_makes_it_no_shorter() -> None:
    assert rules_of([Box(60, 100, 300, 100), Box(60, 100, 200, 100)]) == [Rule(100, 60, 300)]


def test_sides_of_cells_are_the_rules_of_a_page_turned_over() -> None:
    """A stroke, and a box: from the left, and only the stroke goes on below a break of 3 points."""
    shapes = [Box(200, 100, 201, 130), Box(200, 133, 201, 160), Box(60, 100, 120, 130)]
    assert sides_of(shapes) == [
        Side(60, 100, 130),
        Side(120, 100, 130),
        Side(200.5, 100, 160),
    ]


# Which cells rules part

LEFT, EDGE, RIGHT, HIGH, STEP = 60.0, 200.0, 400.0, 10.0, 14.0


def table(*rows: str) -> tuple[list[PrintedRow], list[list[Cell]]]:
    """A table 14 points from row to row; a row is ``label|value``, one of them perhaps empty."""
    printed, cells = [], []
    for at, row in enumerate(rows):
        label, bar, value = row.partition("|")
        own = [Cell(label, LEFT, LEFT + 100, 1 if bar else 0)] if label else []
        own += [Cell(value, EDGE, RIGHT, 2)] if value else []
        top = 100 + STEP * at
        printed.append(PrintedRow((), top, top + HIGH))
        cells.append(own)
    return printed, cells


def rule(below: int, x0: float = LEFT - 5, x1: float = RIGHT + 5, down: float = 12) -> Box:
    """A rule half way between a row and the next."""
    at = 100 + STEP * below + down
    return Box(x0, at, x1, at)


def told(rows: tuple[list[PrintedRow], list[list[Cell]]], *shapes: Box) -> list[tuple[int, bool]]:
    found = places(*rows, shapes)
    assert found is not None
    return [(place.band, place.ruled) for row in found for place in row]


def test_a_rule_across_both_columns_parts_the_rows_of_a_table() -> None:
    rows = table("Email|a@b.fr", "|PCAET", "Contrats|PLUI", "|PLH")
    assert told(rows, rule(-1), rule(0), rule(3)) == [
        *((2, False), (2, False)),
        *((3, True), (3, True), (3, False)),
        (3, False),
    ]


def test_a_rule_across_the_values_alone_parts_them_and_no_rows_of_cells() -> None:
    rows = table("|PCAET", "Contrats|PLUI", "|PLH")
    items = [rule(at, EDGE - 5) for at in (0, 1)]
    assert told(rows, rule(-1), *items, rule(2)) == [
        (2, False),
        *((2, False), (2, True)),
        (2, True),
    ]


@pytest.mark.parametrize(("x1", "parts"), [(LEFT + 80, True), (LEFT + 79, False)])
def test_a_rule_covers_most_of_a_columns_width(x1: float, parts: bool) -> None:
    """100 points wide: four fifths of it, where words run over the border of their cell."""
    found = told(table("Email|a@b.fr", "Date|3 mai"), Box(LEFT - 9, 112, x1, 112))
    assert (found[2] == (2, True)) == parts
    assert parts or found == [(0, False)] * 4


@pytest.mark.parametrize(("out", "underlines"), [(2, True), (2.1, False)])
@pytest.mark.parametrize("side", [-1, 1])
def test_what_underlines_words_is_no_rule(out: float, underlines: bool, side: int) -> None:
    """It runs below their base line, within their height, and ends where they do, within 2 points."""
    x0, x1 = (LEFT - out, LEFT + 100) if side < 0 else (LEFT, LEFT + 100 + out)
    found = told(table("Email|a@b.fr", "Date|3 mai"), rule(0, x0, x1, down=9.5))
    assert (found == [(0, False)] * 4) == underlines


def test_a_rule_as_long_as_words_and_clear_of_them_is_one() -> None:
    """Of cells without any room around their words."""
    assert told(table("Email|a@b.fr", "Date|3 mai"), rule(0, LEFT, LEFT + 100))[2] == (2, True)


def test_tables_of_a_page_are_counted_on() -> None:
    rows = table("Email|a@b.fr", "Date|3 mai", "Gouvernance", "COPIL|DDT", "Comité|ADEME")
    found = told(rows, rule(0), rule(3))
    bands = [band for band, _ in found]
    assert bands[:4] == [1, 1, 2, 2]
    assert bands[4] == 0  # the heading
    assert bands[5] == bands[6] < bands[7] == bands[8]
    assert bands[5] > 2


def test_without_columns_or_without_rules_there_is_nothing_to_tell() -> None:
    assert places(*table("Email", "Date"), [rule(0)]) is None
    assert told(table("Email|a@b.fr", "Date|3 mai")) == [(0, False)] * 4


def test_rules_between_values_alone_part_no_rows_of_cells() -> None:
    rows = table("Contrats|PCAET", "|PLUI")
    assert told(rows, rule(0, EDGE - 5)) == [(0, False), (0, False), (0, True)]


def test_the_end_of_a_cell_alone_on_its_page_is_parted_from_nothing() -> None:
    assert told(table("|PCAET", "|PLUI", "Gouvernance"), rule(1)) == [
        *((0, False), (0, False)),
        (0, False),
    ]


# On a page


@pytest.mark.parametrize("how", ["{0} {1} {2} 0.5 re f", "{0} {1} m {3} {1} l S"])
def test_rules_of_a_page_are_filled_or_stroked(how: str) -> None:
    """The label stands at the bottom of its cell, level with its last value."""
    words = [(60, 700, "Email"), (200, 700, "a@b.fr"), (200, 688, "PLUI")]
    words += [(60, 676, "Contrats"), (200, 676, "PCAET")]
    drawn = [text(what, x, y) for x, y, what in words]
    rules = [how.format(55, y, 400, 455) for y in (712, 698, 672)]
    found = read_pdfium(pdf([*drawn, *rules])).lines
    assert [(line.text, line.band, line.ruled) for line in found] == [
        *(("Email", 2, False), ("a@b.fr", 2, False)),
        *(("PLUI", 3, True), ("Contrats", 3, True), ("PCAET", 3, False)),
    ]
