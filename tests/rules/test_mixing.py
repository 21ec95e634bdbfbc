"""Lines of a table that may hold the words of several cells."""

from __future__ import annotations

import pytest

from crte_extract.reading.layout import Cell, Chunk, PrintedRow
from crte_extract.reading.mixing import mixed
from crte_extract.reading.words import Word, lines_of, placed_row
from crte_extract.record.understanding import understood
from drawn import fields, sheet, sheets

HIGH, STEP, LEFT, EDGE = 10.0, 14.0, 60.0, 200.0  # points


def row(top: float, *chunks: tuple[str, float, float]) -> PrintedRow:
    """A row of words, each with its left and right edge."""
    return PrintedRow([Chunk(*chunk) for chunk in chunks], top, top + HIGH)


def word(text: str, x0: float, x1: float, top: float = 100) -> Word:
    return Word(text, x0, top, x1, top + HIGH)


def told(rows: list[PrintedRow], column: int = 2) -> list[tuple[int, int]]:
    """The cells of rows that are one cell each."""
    cells = [[Cell("", own.chunks[0].x0, own.chunks[-1].x1, column)] for own in rows]
    return sorted(mixed(rows, cells))


# Words over other words


@pytest.mark.parametrize(("step", "over"), [(5.9, True), (6.0, False)])
def test_a_line_that_begins_high_above_the_end_of_the_one_before_runs_over_it(
    step: float, over: bool
) -> None:
    """By more than 0.4 of its height: 4 points."""
    rows = [row(100, ("PLUI", EDGE, 230)), row(100 + step, ("PCAET", EDGE, 230))]
    assert told(rows) == ([(0, 0), (1, 0)] if over else [])
    assert told(rows, column=1) == told(rows)
    assert told(rows, column=0) == []


def test_words_side_by_side_run_over_none() -> None:
    rows = [
        row(100, ("PLUI", EDGE, 230)),
        row(103, ("PCAET", 230, 260)),
        row(105, ("PVD", 170, 230)),
    ]
    assert told(rows) == []


def test_the_columns_of_a_table_run_over_none_of_each_other() -> None:
    """A label half way down its value."""
    rows = [row(100, ("PLUI", EDGE, 230)), row(106, ("Contrats", LEFT, 230))]
    cells = [[Cell("PLUI", EDGE, 230, 2)], [Cell("Contrats", LEFT, 230, 1)]]
    assert mixed(rows, cells) == set()


def test_a_line_far_above_the_one_drawn_before_it_runs_over_none() -> None:
    """The number of a page, drawn first, stands at its foot."""
    foot = row(700, ("Page 2", EDGE, 230))
    assert told([foot, row(100, ("PLUI", EDGE, 230))]) == []
    assert told([foot, row(690.1, ("PLUI", EDGE, 230))]) == [(0, 0), (1, 0)]


# Columns in a value


def gapped(top: float, gap: float, name: str = "Grand Est", end: float = 300) -> PrintedRow:
    return row(top, (name, EDGE, end - gap), ("44", end, end + 20))


@pytest.mark.parametrize(("gap", "columns"), [(8.1, True), (8.0, False)])
def test_words_behind_a_wide_gap_are_a_column_where_those_of_the_next_row_begin_there(
    gap: float, columns: bool
) -> None:
    """More than 0.8 of the height of a row, which is wider than any space."""
    rows = [gapped(100, gap), gapped(114, gap)]
    assert told(rows) == ([(0, 0), (1, 0)] if columns else [])
    assert told(rows, column=1) == []


@pytest.mark.parametrize(("off", "columns"), [(1.4, True), (1.6, False)])
def test_such_words_begin_at_one_place(off: float, columns: bool) -> None:
    assert bool(told([gapped(100, 10), gapped(114, 10, end=300 + off)])) == columns
    assert bool(told([gapped(100, 10, end=300 + off), gapped(114, 10)])) == columns


@pytest.mark.parametrize(("between", "columns"), [(2, True), (3, False)])
def test_such_rows_stand_close_to_each_other(between: int, columns: bool) -> None:
    """3 rows from one to the next; words of justified lines begin at one place by chance."""
    others = [row(114 + STEP * at, ("PLUI", EDGE, 230)) for at in range(between)]
    assert bool(told([gapped(100, 10), *others, gapped(200, 10)])) == columns


@pytest.mark.parametrize(("gap", "far"), [(30.1, True), (29.9, False)])
def test_words_very_far_behind_others_need_no_row_beside_them(gap: float, far: bool) -> None:
    """Three times the height of the row: a comment in a column of its own."""
    assert told([gapped(100, gap)]) == ([(0, 0)] if far else [])


@pytest.mark.parametrize(("mark", "columns"), [("12.", False), ("Jura", True)])
def test_what_stands_behind_the_mark_of_an_item_is_no_column(mark: str, columns: bool) -> None:
    rows = [gapped(100 + STEP * at, 12, mark, 240) for at in range(3)]
    assert bool(told(rows)) == columns


def test_behind_a_mark_and_words_there_may_be_a_column() -> None:
    rows = [row(top, ("1.", EDGE, 208), ("Jura", 220, 250), ("39", 300, 310)) for top in (100, 114)]
    assert told(rows) == [(0, 0), (1, 0)]


def test_the_gap_between_a_label_and_its_value_is_none_in_the_value() -> None:
    rows = [row(top, ("Email", LEFT, 90), ("a@b.fr", EDGE, 230)) for top in (100, 114)]
    cells = [[Cell("Email", LEFT, 90, 1), Cell("a@b.fr", EDGE, 230, 2)] for _ in rows]
    assert mixed(rows, cells) == set()


def spread(top: float, *gaps: float, end: float = 330) -> PrintedRow:
    """A row with such gaps between its words, that ends there."""
    words, x0 = [], EDGE
    for n, gap in enumerate((*gaps, 0.0)):
        words.append((f"mot{n}", x0, end if n == len(gaps) else x0 + 20))
        x0 += 20 + gap
    return row(top, *words)


@pytest.mark.parametrize(("other", "columns"), [(12.4, False), (12.6, True)])
def test_a_row_with_the_same_gap_everywhere_is_set_to_both_margins(
    other: float, columns: bool
) -> None:
    """They differ by less than a twentieth of its height; such words begin at one place by chance."""
    assert bool(told([spread(100, 12, other), spread(114, 12, other)])) == columns


def test_the_gaps_of_a_row_are_told_from_those_of_others() -> None:
    """A number behind each of two columns."""
    rows = [spread(100, 12, 12), spread(114, 12, 40), spread(128, 12, 40)]
    assert told(rows) == [(1, 0), (2, 0)]


@pytest.mark.parametrize(("end", "columns"), [(330.4, False), (330.6, True)])
def test_two_words_that_end_at_such_a_margin_are_set_to_it(end: float, columns: bool) -> None:
    rows = [spread(100, 12, 12), spread(114, 40, end=end)]
    assert bool(told(rows)) == columns
    assert told([spread(114, 40, end=end)]) == [(0, 0)]


def test_three_words_that_end_there_are_not_by_that() -> None:
    assert told([spread(100, 12, 12), spread(114, 12, 40)]) == [(1, 0)]


# What becomes of them


def test_rows_whose_font_gives_them_no_height_are_no_error() -> None:
    flat = [row(0, ("PLUI", 200, 230), ("2", 300, 310))._replace(bottom=0)]
    assert told(flat) == [(0, 0)]


def test_lines_tell_that_they_are_mixed() -> None:
    rows = [
        row(100, ("Email", LEFT, 90), ("a@b.fr", EDGE, 230)),
        row(114, ("Signataires", LEFT, 120), ("Dole", EDGE, 220), ("SIREN", 300, 330)),
    ]
    (found,) = lines_of([rows])
    assert [line.text for line in found if line.mixed] == ["Dole SIREN"]


OVER = ("Dole", EDGE, 230)


@pytest.mark.parametrize(
    ("words", "over"),
    [
        (("Oui", 219, 236), True),  # by 11 points of 17, more than a third
        (("Oui", 225, 242), False),  # by 5
        (("Communes", 219, 264), True),  # by 11 points: of the narrower, 30
        (("Communes", 221, 266), False),
        ((".....", 205, 225), False),
    ],
)
def test_words_over_others_of_their_row_are_told(
    words: tuple[str, float, float], over: bool
) -> None:
    rows = placed_row([word(*OVER), word(*words)])
    (found,) = lines_of([[rows]])
    assert [line.over for line in found] == [over]


def test_words_are_over_the_one_that_reaches_furthest() -> None:
    over = placed_row([word("Communes", 200, 260), word("et", 200, 209), word("de", 240, 250)]).over
    assert [*over] == [200, 240]


def test_the_cell_is_told_in_which_words_are_over_others() -> None:
    rows = [
        placed_row([word("Email", LEFT, 90, top), word("a@b", EDGE, 230, top)])
        for top in (100, 114)
    ]
    rows.append(
        placed_row([word(*one, 128) for one in (("Nom", LEFT, 90), OVER, ("Oui", EDGE, 217))])
    )
    (found,) = lines_of([rows])
    assert [line.text for line in found if line.over] == ["DoleOui"]


@pytest.mark.parametrize(
    ("right", "lower", "again"),
    [(2.9, 2.9, True), (3.1, 0, False), (0, 3.1, False)],
)
def test_words_drawn_again_for_a_shadow_are_read_once(
    right: float, lower: float, again: bool
) -> None:
    row = placed_row([word(*OVER), word("Dole", EDGE + right, 230 + right, 100 + lower)])
    assert ([chunk.text for chunk in row.chunks] == ["Dole"]) == again
    assert bool(row.over) != again


COUNT = "Nombre de fiches projet (opération à travailler) : 3"
LISTS = f"Liste des contrats figurant dans le CRTE :\n- PLUI\n\n{COUNT}\n"


@pytest.mark.parametrize("words", ["- PLUI", "Liste des contrats"])
def test_a_list_of_which_a_line_is_mixed_is_told(words: str) -> None:
    """Of its label too: the words over it may be its own."""
    assert fields(sheet(LISTS))["contrats"] == ["PLUI"]
    lines = [
        line._replace(mixed=line.text.startswith(words))
        for line in sheet(LISTS).blocks[0].all_lines()
    ]
    (found,) = sheets(lines)
    (warning,) = understood(found.blocks[0])[1]
    assert (warning.code, warning.champ) == ("decoupage_incertain", "contrats")
    assert "plusieurs cases" in warning.message


@pytest.mark.parametrize(
    "label", ["Nature juridique de la structure porteuse", "Démarches de co-construction du CRTE"]
)
def test_a_value_that_takes_any_words_is_told(label: str) -> None:
    """A text, and an answer with its details: ``PETR p. 12``, of a column of pages."""
    lines = [line._replace(mixed=True) for line in sheet(f"{label} : PETR p. 12\n").blocks[0].lines]
    (found,) = sheets(lines)
    assert "decoupage_incertain" in [warning.code for warning in understood(found.blocks[0])[1]]


@pytest.mark.parametrize("at", [0, 1])
def test_a_value_with_words_printed_over_others_is_told_whatever_its_type(at: int) -> None:
    """A number in one figure too many is one as well."""
    lines = [line._replace(over=True) for line in sheet(LISTS).blocks[at].all_lines()]
    (found,) = sheets(lines)
    (warning,) = understood(found.blocks[0])[1]
    assert warning.code == "decoupage_incertain"
    assert "par-dessus" in warning.message


def test_another_value_is_checked_by_its_type_alone() -> None:
    lines = [line._replace(mixed=True) for line in sheet(LISTS).blocks[1].all_lines()]
    (found,) = sheets(lines)
    assert understood(found.blocks[0]) == (3, [])
