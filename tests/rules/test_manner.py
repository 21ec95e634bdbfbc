"""What is learnt of how a sheet is printed: from its steps, its marks, its wrapped labels, its type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from crte_extract import extract
from crte_extract.document import Box, Line
from crte_extract.reading.text import read_text
from crte_extract.record import FORM
from crte_extract.sections.labels import Hit, exact_hits
from crte_extract.sections.manner import (
    Manner,
    bullets_apart,
    learn_labels,
    learn_lines,
    learn_page,
    read_lone_dashes,
    step_down,
    usual_step,
)
from crte_extract.sections.measuring import measured
from crte_extract.sections.rows import Row, make_rows
from drawn import drawn, fields, sheet

CONTRATS = "Liste des contrats figurant dans le CRTE :"
PROGRAMMES = "Liste des programmes de l'ANCT intégrés :"
FONCTIONNEMENT = "Montant total prévisionnel en euros des actions en dépenses de fonctionnement :"
INVESTISSEMENT = "Montant total prévisionnel en euros des actions en dépenses d'investissement :"
MAQUETTE = (
    "Existence d'une maquette financière annexée (ou d'un état récapitulatif des différents "
    "financements) au jour de la signature du contrat"
)


def rows_at(*tops: float, page: int = 1, column: int = 0, height: float = 10.0) -> list[Row]:
    """Rows whose tops are these, of a PDF; of a text, where they are one high."""
    return make_rows(
        [
            Line("PLUI", page, at, Box(60, top, 80, top + height), column=column)
            for at, top in enumerate(tops, 1)
        ]
    )


def stepped(*steps: float, height: float = 10.0) -> list[Row]:
    """Rows with these steps between their tops."""
    return rows_at(*(sum(steps[:at]) for at in range(len(steps) + 1)), height=height)


def text_rows(text: str) -> list[Row]:
    return make_rows(read_text(text.encode()).lines)


# The usual step


@pytest.mark.parametrize(
    ("steps", "usual"),
    [
        ([14.0] * 3 + [28.0] * 7, 14.0),  # most labels stand apart: lists are still closer
        ([4.0] * 2 + [14.0] * 8, 14.0),  # some lines that overlap, such as a stamp's, are not usual
        ([14.0] + [28.0] * 9, 28.0),
        ([0.4] * 5 + [14.0] * 5, 14.0),  # cells beside each other that stand askew
        ([], 1.0),
    ],
)
def test_the_usual_step_is_that_of_the_closer_lines(steps: list[float], usual: float) -> None:
    assert usual_step(stepped(*steps)) == usual


def test_a_step_is_never_from_one_page_or_column_to_another() -> None:
    pages = [*rows_at(80, 94, 108), *rows_at(120, 134, page=2), *rows_at(140, 154, page=3)]
    assert usual_step([*pages, *rows_at(158, page=4)]) == 14.0
    cells = [
        cell
        for top in (80, 94, 108, 122)
        for cell in (*rows_at(top, column=1), *rows_at(top + 5, column=2))
    ]
    assert usual_step(cells) == 14.0
    right_alone = [*rows_at(80, 108, 136, column=1), *rows_at(83, 97, 111, 125, column=2)]
    assert usual_step(right_alone) == 14.0
    left_alone = [*rows_at(80, 94, 108, 122, column=1), *rows_at(80, 122, column=2)]
    assert usual_step(left_alone) == 14.0


@pytest.mark.parametrize(
    ("steps", "usual"),
    [
        ([2] * 20, 1.0),  # too short a text to tell
        ([2] * 40, 2.0),  # all of it is printed with blank lines between
        ([2] * 39 + [1], 1.0),
        ([1] * 40 + [2] * 10, 1.0),
    ],
)
def test_the_usual_step_of_a_text(steps: list[int], usual: float) -> None:
    assert usual_step(stepped(*steps, height=1)) == usual


def test_of_a_pdf_that_has_few_rows_the_step_is_learnt() -> None:
    assert usual_step(stepped(18.0, 18.0)) == 18.0
    assert usual_step([]) == 1.0


def test_what_stands_on_another_page_or_beside_tells_no_step() -> None:
    upper, lower = rows_at(80, 94)
    assert step_down(upper, lower) == 14.0
    assert step_down(lower, upper) is None
    assert step_down(upper, *rows_at(94, page=2)) is None
    assert step_down(upper, *rows_at(80)) is None
    assert step_down(upper, lower._replace(parted=True)) is None


# Marks and bullets


@pytest.mark.parametrize(("count", "bullets"), [(2, False), (3, False), (4, True), (6, True)])
def test_dashes_alone_on_their_lines_are_bullets_where_they_are_many(
    count: int, bullets: bool
) -> None:
    rows = read_lone_dashes(make_rows(drawn("-\nPLUI\n" * count)))
    assert [row.bullet for row in rows[::2]] == ["-" if bullets else ""] * count
    assert [row.body for row in rows[::2]] == ["" if bullets else "-"] * count


@pytest.mark.parametrize(("listed", "bullets"), [(4, True), (5, False), (6, False)])
def test_where_more_dashes_stand_before_texts_lone_ones_are_missing_values(
    listed: int, bullets: bool
) -> None:
    rows = read_lone_dashes(make_rows(drawn("-\n" * 5 + "- PLUI\n" * listed + "• PCAET\n" * 9)))
    assert [bool(row.bullet) for row in rows[:5]] == [bullets] * 5


@pytest.mark.parametrize("alone", [0, 4])
def test_a_dash_behind_a_bullet_is_a_missing_value(alone: int) -> None:
    rows = read_lone_dashes(make_rows(drawn("• -\n" * 5 + "-\nPLUI\n" * alone)))
    assert [(row.bullet, row.body) for row in rows[:5]] == [("•", "-")] * 5


def test_lists_are_read_whose_dashes_stand_on_lines_of_their_own() -> None:
    page = f"Stratégie\n\n{CONTRATS}\n" + "-\nPLUI de la\nmétropole\n" * 4
    assert fields(sheet(page)) == {"contrats": ["PLUI de la métropole"] * 4}
    page = f"{CONTRATS}\n-\n\n{PROGRAMMES}\n-\n\nEmail de contact :\n-\n"
    assert fields(sheet(page)) == {
        "contrats": ["-"],
        "programmes_anct": ["-"],
        "email_contact": ["-"],
    }


@pytest.mark.parametrize(
    ("printed", "apart"),
    [
        ("•\n•\nPLUI\nPCAET", {0, 1}),
        ("PLUI\nPCAET\n•\n•", {2, 3}),
        ("•\nPLUI\n•\nPCAET", set()),
        ("x\nx\nPLUI", set()),  # crosses of a table
        ("•\n-\nPLUI", set()),
    ],
)
def test_bullets_that_stand_together_are_parted_from_their_texts(
    printed: str, apart: set[int]
) -> None:
    assert bullets_apart(make_rows(drawn(printed))) == apart


def test_a_row_without_a_bullet_says_nothing_where_bullets_stand_apart() -> None:
    page = f"{CONTRATS}\nPLUI\nPCAET\n•\n•\n\n{PROGRAMMES}\nPetites villes\nCoeur de ville\n•\n•\n"
    found = sheet(page)
    assert fields(found) == {
        "contrats": ["PLUI", "PCAET"],
        "programmes_anct": ["Petites villes", "Coeur de ville"],
    }
    assert (found.manner.bullets_apart, found.manner.bullets) == (True, False)


def test_what_stands_alone_or_before_figures_is_no_mark_of_a_sheet() -> None:
    def mark(text: str) -> str:
        return learn_page(text_rows(text), (), FORM).mark

    assert mark("Communes :\n»\n»\n»\nx\ny\nz") == ""
    assert mark("Communes :\n» a\n» b\n» c\nx\ny\nz") == "»"
    assert mark("Communes :\n´eau\n´etat\n´elus\nx\ny\nz") == ""  # accents that were set apart
    assert mark("Communes :\na b\na b\na b\nx\ny\nz") == ""
    assert mark("A :\n§ a\n§ b\n§ c\nB :\n» a\n» b\n» c") == "»"  # of two, always the same


def test_pages_tell_whether_they_are_of_a_text() -> None:
    assert learn_page(text_rows("PLUI"), (), FORM).is_text
    assert not learn_page(rows_at(80, 94), (), FORM).is_text
    assert not learn_page([], (), FORM).is_text


# Wrapped lines

WIDTH = 100  # characters of the widest line


def line_at(top: float, length: int, page: int = 1) -> Line:
    return Line("x" * length, page, 0, Box(60, top, 60 + 5 * length, top + 10))


def is_full(wrapped: tuple[int, ...], fullness: int, down: float = 14, step: float = 14) -> bool:
    """Whether a line counts as full where labels wrap at lines as full as these, in per cent."""
    lines = [line_at(0, WIDTH)]
    hits = []
    for each in wrapped:
        hits.append(Hit(len(lines), len(lines) + 2, None, "", ""))
        top = 40 * len(lines)
        lines += [line_at(top, each - 2), line_at(top + step, 1)]
    top = 40 * len(lines)
    lines += [line_at(top, fullness - 2), line_at(top + down, 1)]
    rows = make_rows(lines)
    return measured(rows, learn_lines(Manner(), rows, hits))[-1].full


@pytest.mark.parametrize(
    ("wrapped", "fullness", "full"),
    [
        ((), 95, False),
        ((), 97, True),
        ((93, 93), 94, False),  # two may be chance
        ((93, 93, 93), 94, True),
        ((95, 99, 96), 94, True),  # nearly as full as the least full of them
        ((95, 99, 96), 93, False),
        ((95, 70, 96), 91, True),  # one that had room was ended by who typed it
        ((95, 70, 96), 89, False),
    ],
)
def test_from_labels_that_wrap_it_is_learnt_how_full_a_line_is(
    wrapped: tuple[int, ...], fullness: int, full: bool
) -> None:
    assert is_full(wrapped, fullness) is full


@pytest.mark.parametrize(
    ("wrapped", "down", "full"),
    [((99,), 18, True), ((99,), 19, False), ((99,), 10, True), ((), 19, True)],
)
def test_no_line_goes_on_further_down_than_labels_do(
    wrapped: tuple[int, ...], down: float, full: bool
) -> None:
    assert is_full(wrapped, 99, down) is full


def test_a_label_that_wraps_over_a_page_s_end_tells_nothing_of_how_far_lines_are_apart() -> None:
    rows = make_rows(
        [line_at(700, WIDTH), line_at(80, 1, 2), line_at(94, 99, 2), line_at(113, 1, 2)]
    )
    manner = learn_lines(Manner(), rows, [Hit(0, 2, None, "", "")])
    assert measured(rows, manner)[-1].full


LONG_LIST = (
    "Convention d'objectifs et de moyens pour la rénovation énergétique du parc ancien de la métropole et "
    "des communes, signée avec\nl'agence locale de l'énergie\nPLUI\n"
)


@pytest.mark.parametrize(
    ("label", "items"),
    [
        (MAQUETTE, 3),  # who prints it on one line wraps none: each line is an item
        (INVESTISSEMENT.removesuffix(" :"), 2),
        (MAQUETTE.replace("financière annexée", "financière\nannexée"), 2),
    ],
)
def test_a_text_that_has_its_longest_label_on_one_line_wraps_no_line(
    label: str, items: int
) -> None:
    text = f"{CONTRATS}\n{LONG_LIST}\n{label} :\n"
    found = extract(text.encode()).strategie.contrats
    assert len(found) == items


def test_in_a_pdf_values_may_wrap_in_a_narrower_cell_than_labels() -> None:
    page = f"{CONTRATS}\n- {LONG_LIST}\n{MAQUETTE} :\n"
    rows = make_rows(drawn(page))
    assert learn_lines(learn_page(rows, (), FORM), rows, exact_hits(rows, FORM)).enough < math.inf


# Labels


def labelled(
    labels: Sequence[Row], others: Sequence[Row], headings: Sequence[Row] = (), **known: Any
) -> Manner:
    """What is learnt of labels, each a row of its own, that stand below headings and above other rows."""
    rows = [*headings, *labels, *others]
    start = len(headings)
    hits = [Hit(at, at + 1, None, "", "") for at in range(start, start + len(labels))]
    return learn_labels(Manner()._replace(**known), rows, hits, range(start))


def some(count: int, of: int = 10, **traits: Any) -> list[Row]:
    """Rows, of which so many have these traits."""
    (row,) = rows_at(80)
    plain = row._replace(gap=False)
    return [plain._replace(**traits) if at < count else plain for at in range(of)]


@pytest.mark.parametrize(
    ("labels", "others", "bold"),
    [(10, 0, True), (7, 0, True), (6, 0, False), (0, 0, False), (10, 2, True), (10, 3, False)],
)
def test_bold_tells_labels_where_most_of_them_are_and_little_else(
    labels: int, others: int, bold: bool
) -> None:
    assert labelled(some(labels, bold=True), some(others, bold=True)).bold is bold
    assert (
        labelled(some(labels, bold=True), some(others, bold=True), some(9, 9, bold=True)).bold
        is bold
    )


@pytest.mark.parametrize(("apart", "gaps"), [(10, True), (8, True), (7, False), (0, False)])
def test_gaps_tell_labels_where_most_of_them_have_one(apart: int, gaps: bool) -> None:
    labels = some(apart, gap=True)
    assert labelled(labels, []).gaps is gaps
    on_top = rows_at(80)  # of a page: none can be told
    assert labelled([*labels, *on_top * 20], []).gaps is gaps


def test_a_gap_below_a_heading_tells_nothing_of_labels() -> None:
    rows = some(10, 20, gap=True)
    below_headings = [Hit(at, at + 1, None, "", "") for at in range(1, 10, 2)]
    hits = [*below_headings, Hit(10, 11, None, "", "")]
    assert not learn_labels(Manner(), rows, hits, range(0, 10, 2)).gaps


@pytest.mark.parametrize(("listed", "bullets"), [(0, False), (1, False), (2, True), (9, True)])
def test_one_bullet_is_no_manner(listed: int, bullets: bool) -> None:
    assert labelled(some(9), some(listed, bullet="-")).bullets is bullets
    assert not labelled(some(9), some(listed, bullet="-"), bullets_apart=True).bullets
    assert not labelled(some(9, bullet="-"), some(0)).bullets


def test_labels_behind_bullets_are_no_list() -> None:
    assert not labelled(some(10, bullet="-"), some(0)).bullets


@pytest.mark.parametrize(("x0", "outdented"), [(55, True), (64, True), (66, False), (70, False)])
def test_a_row_of_a_pdf_stands_at_the_edge_of_labels(x0: float, outdented: bool) -> None:
    row = make_rows([Line("PLUI", 1, 1, Box(x0, 80, 80, 90))])[0]
    assert labelled(rows_at(80, 94, 108), []).outdented(row) is outdented


@pytest.mark.parametrize(("x0", "outdented"), [(60, True), (61, True), (62, False)])
def test_a_row_of_a_text_stands_at_the_edge_of_labels(x0: float, outdented: bool) -> None:
    row = make_rows([Line("PLUI", None, 1, Box(x0, 1, 80, 2))])[0]
    assert labelled(rows_at(1, 2, 3, height=1), []).outdented(row) is outdented


def test_the_edge_of_labels_is_that_of_most() -> None:
    (inner,) = make_rows([Line("PLUI", 1, 1, Box(90, 80, 120, 90))])
    assert not labelled([inner, *rows_at(80, 94)], []).outdented(inner)
    (outer,) = make_rows([Line("PLUI", 1, 1, Box(20, 80, 120, 90))])
    assert labelled([outer, *rows_at(80, 94)], []).outdented(rows_at(80)[0])


def test_without_labels_nothing_is_learnt_of_them() -> None:
    manner = labelled([], rows_at(80))
    assert (manner.bold, manner.gaps, manner.bullets) == (False, False, False)
    assert labelled([], []) == manner._replace(dashes="")
