"""Words to printed rows, and rows to lines: whoever found the words, by their places alone."""

from __future__ import annotations

import pytest

from crte_extract.document import Box
from crte_extract.reading.layout import Chunk, PrintedRow
from crte_extract.reading.words import (
    Word,
    is_shown,
    lines_of,
    placed_row,
    printed_rows,
    usual_height,
)

HIGH = 10.0  # points: how high the words of these pages usually are


def word(text: str, x0: float = 60, base: float = 100, high: float = HIGH) -> Word:
    """A word on a base line, 20 points wide."""
    return Word(text, x0, base - high, x0 + 20, base)


def rows(*words: Word) -> list[str]:
    """The printed rows that words on a page make."""
    return [" ".join(word.text for word in row) for row in printed_rows(words, HIGH)]


# What is on the page


@pytest.mark.parametrize(
    ("x0", "top", "shown"),
    [
        (100, 100, True),
        (-9, 100, True),  # cut off, but for its larger part
        (-11, 100, False),
        (591 - 10, 100, True),
        (591 - 8, 100, False),
        (100, -4, True),
        (100, -6, False),
        (100, 786, True),
        (100, 796, False),
    ],
)
def test_a_word_is_shown_whose_middle_is_on_the_page(x0: float, top: float, shown: bool) -> None:
    """It is 20 points wide and 10 high, on a page of 592 by 792."""
    assert is_shown(x0, top, x0 + 20, top + HIGH, (592, 792)) == shown


# Which words are on one row


def test_rows_go_from_the_top_down_and_their_words_from_the_left() -> None:
    words = [word("mai", 120), word("Dole", 60, 120), word("le", 60), word("3", 90)]
    assert rows(*words) == ["le 3 mai", "Dole"]


@pytest.mark.parametrize(("down", "row"), [(2, True), (3, False)])
def test_base_lines_of_one_row_may_differ_by_a_quarter_of_its_height(
    down: float, row: bool
) -> None:
    """2.5 points, below it as above."""
    for step in (down, -down):
        assert (len(rows(word("Date"), word("3 mai", 200, 100 + step))) == 1) == row


@pytest.mark.parametrize(("high", "raised"), [(7.9, True), (8.1, False), (4.1, True)])
def test_a_smaller_word_that_is_raised_stays_in_its_row(high: float, raised: bool) -> None:
    """``1er``: smaller than 0.8 of what is usual. As high as the others, it is of another row."""
    words = [word("le 1"), word("er", 80, 96, high), word("mai", 100), word("Dole", 60, 114)]
    assert rows(*words) == (["le 1 er mai", "Dole"] if raised else ["er", "le 1 mai", "Dole"])


def test_a_smaller_word_that_is_lowered_stays_in_its_row() -> None:
    assert rows(word("CO"), word("2", 80, 102, 6), word("évité", 90)) == ["CO 2 évité"]


def test_small_print_between_two_rows_is_a_row() -> None:
    """However large other letters of the page are."""
    words = [
        word("CONTRAT", 60, 60, 30),
        word("Dole"),
        word("note", 60, 112, 5),
        word("mai", 60, 124),
    ]
    assert rows(*words) == ["CONTRAT", "Dole", "note", "mai"]
    assert rows(word("TITRE", 60, 90, 60), word("note", 60, 112, 5), word("Dole", 60, 124)) == [
        "TITRE",
        "note",
        "Dole",
    ]


def test_small_print_on_one_base_line_is_one_row_whatever_its_sizes() -> None:
    """A dot or a comma of another font may be lower than half of the others."""
    words = [word("·", 60, 100, 3), word("note", 80, 100, 7), word("de bas", 110, 101, 7)]
    assert rows(*words) == ["· note de bas"]


def test_a_raised_mark_in_small_print_stays_in_its_row() -> None:
    words = [word("note", 60, 100, 7), word("(1)", 80, 97, 4), word("de bas", 100, 100, 7)]
    assert rows(*words) == ["note (1) de bas"]


def test_a_raised_word_in_two_rows_at_once_is_of_the_lower() -> None:
    """Rows that are closer than their letters are high: a mark is raised from its own."""
    words = [word("Dole"), word("le 1", 60, 108), word("er", 80, 103, 6)]
    assert rows(*words) == ["Dole", "le 1 er"]


def test_what_is_usual_is_the_median_of_heights() -> None:
    assert usual_height([word("a", high=9), word("TITRE", high=30), word("b", high=10)]) == 10
    assert usual_height([]) == 0


# What of a row is one


def chunks(*words: Word) -> list[tuple[str, bool]]:
    return [(chunk.text, chunk.apart) for chunk in placed_row(words).chunks]


def after(gap: float) -> Word:
    return word("pale", 80 + gap)


@pytest.mark.parametrize(("gap", "together"), [(1.1, True), (1.3, False), (-1, True)])
def test_words_with_less_than_a_space_between_are_one(gap: float, together: bool) -> None:
    """0.12 of the height: its font changes within the word, as in a word in bold in part."""
    assert chunks(word("munici"), after(gap)) == (
        [("municipale", True)] if together else [("munici", True), ("pale", False)]
    )


@pytest.mark.parametrize(("gap", "apart"), [(4.4, False), (4.6, True)])
def test_words_further_apart_than_spaces_may_be_of_two_columns(gap: float, apart: bool) -> None:
    """0.45 of the height."""
    assert chunks(word("munici"), after(gap)) == [("munici", True), ("pale", apart)]


@pytest.mark.parametrize("gap", [-3, 0, 1.1])
def test_words_with_a_space_between_are_two_however_near(gap: float) -> None:
    """A font may say that its letters are wider than they are."""
    words = word("munici")._replace(first=0, last=5), after(gap)._replace(first=7, last=10)
    assert chunks(*words) == [("munici", True), ("pale", False)]


@pytest.mark.parametrize(("gap", "apart"), [(6.4, False), (6.6, True)])
@pytest.mark.parametrize("texts", [("quatre", "cinq"), ("cinq", "quatre")])
def test_a_space_as_wide_as_letters_is_one_word_space(
    gap: float, apart: bool, texts: tuple[str, str]
) -> None:
    """1.3 times as wide as those of the wider word, here 5 points: as in a typewriter's font."""
    one, other = (word(text) for text in texts)
    one = one._replace(first=0, last=len(one.text) - 1)
    other = other._replace(x0=80 + gap, x1=100 + gap, first=one.last + 2)
    assert chunks(one, other)[1] == (other.text, apart)
    assert chunks(one, other._replace(first=one.last + 4))[1] == (other.text, True)


@pytest.mark.parametrize(
    ("gaps", "apart"),
    [
        ((12.0, 12.0, 12.0), False),
        ((12.0, 12.4, 12.0), False),  # less than a twentieth of the height
        ((12.0, 12.6, 12.0), True),
        ((12.0, 12.0), True),  # three columns
    ],
)
def test_words_that_are_all_as_far_apart_are_set_to_both_margins(
    gaps: tuple[float, ...], apart: bool
) -> None:
    """However far: the last line of a paragraph that a forced end stretches, a label above all."""
    x0, row = 60.0, list[Word]()
    for gap in (*gaps, 0.0):
        row.append(Word("mot", x0, 100, x0 + 20, 110, 9 * len(row), 9 * len(row)))
        x0 += 20 + gap
    first, *others = placed_row(row).chunks
    assert first.apart
    assert [chunk.apart for chunk in others] == [apart] * len(gaps)


def test_a_word_in_two_fonts_is_as_far_from_the_one_before_as_its_beginning() -> None:
    words = [word("Dole"), word("munici", 100), word("pale", 120)]
    assert chunks(*words) == [("Dole", True), ("municipale", True)]


@pytest.mark.parametrize(
    ("high", "base", "mark"), [(7, 97, True), (4.5, 97, True), (3.5, 97, False), (7, 99, False)]
)
def test_a_mark_is_small_and_raised_against_the_word_before_it(
    high: float, base: float, mark: bool
) -> None:
    """Of a word ten points high; of a watermark in its row it is no mark, which is far larger."""
    number = word("12", x0=80, base=base, high=high)
    assert chunks(word("Dole"), number) == [("Dole¹²" if mark else "Dole12", True)]
    watermark = word("COPIE", x0=10, base=108, high=60)
    assert chunks(watermark, word("Dole"), word("12", x0=90))[-1][0] == "12"
    assert chunks(word("COPIE", base=108, high=60), word("12", x0=90, base=97))[-1][0] == "12"


def test_an_accent_drawn_apart_makes_its_word_no_shorter() -> None:
    """It ends within it: measured from there, the space behind the word would be a gap."""
    accent = Word("´", 62, 90, 66, 100)
    assert chunks(word("Etat"), accent, word("des", x0=83)) == [("Etat´", True), ("des", False)]


def test_a_row_reaches_as_high_and_as_low_as_any_of_its_words() -> None:
    row = placed_row([word("le 1"), word("er", 80, 96, 8), word("y", 90, 102, 8)])
    assert (row.top, row.bottom) == (88, 102)


def test_a_row_of_one_word_is_as_high_and_as_bold_as_that() -> None:
    row = placed_row([word("Dole")], bold=True)
    assert [*row.chunks] == [Chunk("Dole", 60, 80)]
    assert (row.top, row.bottom, row.bold) == (90, 100, True)


# Rows to lines


def row(*cells: tuple[str, float], top: float = 100, bold: bool = False) -> PrintedRow:
    """A row of cells 60 points wide, with gaps between."""
    return PrintedRow([Chunk(text, x0, x0 + 60) for text, x0 in cells], top, top + HIGH, bold)


def lines(*rows: PrintedRow) -> list[tuple[str, int]]:
    (found,) = lines_of([rows])
    return [(line.text, line.column) for line in found]


@pytest.mark.parametrize(("off", "same"), [(1.4, True), (1.6, False)])
def test_the_edge_of_a_column_may_waver_by_a_point_and_a_half(off: float, same: bool) -> None:
    table = (row(("Email", 60), ("a@b.fr", 300)), row(("Date", 60), ("3 mai", 300 + off), top=114))
    assert ([column for _, column in lines(*table)] == [1, 2, 1, 2]) == same


@pytest.mark.parametrize(("off", "hangs"), [(23, True), (25, False)])
def test_a_value_may_hang_in_its_column_as_the_text_of_a_bullet_does(
    off: float, hangs: bool
) -> None:
    """24 points: a third of an inch, as word processors have it, is as much."""
    table = [row(("Email", 60), ("a@b.fr", 300), top=100 + 14 * at) for at in range(2)]
    table.append(row(("Contrats", 60), ("PLUI", 300 + off), top=128))
    assert lines(*table)[4:] == (
        [("Contrats", 1), ("PLUI", 2)] if hangs else [("Contrats PLUI", 0)]
    )


def test_lines_are_counted_on_each_page() -> None:
    pages = [[row(("Dole", 60)), row(("Arbois", 60), top=114)], [], [row(("Salins", 60))]]
    assert [[(x.text, x.page, x.number) for x in page] for page in lines_of(pages)] == [
        [("Dole", 1, 1), ("Arbois", 1, 2)],
        [],
        [("Salins", 3, 1)],
    ]


def test_a_line_has_the_place_of_its_row_or_of_its_cell() -> None:
    table = [row(("Email", 60), ("a@b.fr", 300), top=top) for top in (100, 114)]
    (found,) = lines_of([[*table, row(("Contrat", 60), top=200)]])
    assert [line.box for line in found][:2] == [Box(60, 100, 120, 110), Box(300, 100, 360, 110)]
    assert found[-1].box == Box(60, 200, 120, 210)


def test_what_runs_askew_comes_first_and_is_of_no_column() -> None:
    stamp = PrintedRow([Chunk("DOCUMENT DE TRAVAIL", 100, 400)], 50, 300, askew=True)
    table = [row(("Email", 60), ("a@b.fr", 300), top=top) for top in (100, 114)]
    (found,) = lines_of([[table[0], stamp, table[1]]])
    assert [(line.text, line.number, line.askew) for line in found] == [
        ("DOCUMENT DE TRAVAIL", 1, True),
        *((text, at, False) for at, text in enumerate(("Email", "a@b.fr") * 2, 2)),
    ]
    assert found[0].box == Box(100, 50, 400, 300)


def test_a_bold_label_makes_no_bold_value_beside_it() -> None:
    """How a row begins is all that is known of it."""
    table = [row(("Email", 60), ("a@b.fr", 300), top=top, bold=top < 110) for top in (100, 114)]
    (found,) = lines_of([[*table, row(("Contrat", 60), top=200, bold=True)]])
    assert [line.bold for line in found] == [True, False, False, False, True]


def test_an_accent_that_is_a_character_of_its_own_is_put_on_its_letter() -> None:
    """In a word in two fonts too."""
    assert lines(row(("e\u0301cologie", 60))) == [("écologie", 0)]
    two = placed_row([word("cafe"), word("\u0301", 80), word("fixe", 110)])
    assert lines(two) == [("café fixe", 0)]


def test_what_shows_nothing_is_no_line() -> None:
    """Zero-width characters, on the row or askew."""
    stamp = PrintedRow([Chunk("\u200b", 100, 400)], 50, 300, askew=True)
    assert lines(stamp, row(("\u200b", 60)), row(("Dole", 60), top=114)) == [("Dole", 0)]
