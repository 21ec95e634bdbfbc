"""Bullets put before their texts: which drawn shapes are any, and whose they are."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Line
from crte_extract.reading.bullets import attach_bullets, is_dot

HIGH = 10.0  # points: of a line of text, a typed bullet included


def line(text: str, x0: float = 60, top: float = 100, width: float = 40) -> Line:
    return Line(text, 1, 1, Box(x0, top, x0 + width, top + HIGH))


def typed(x0: float = 40, top: float = 100, text: str = "•") -> Line:
    """A bullet that is a character, drawn apart from its text."""
    return line(text, x0, top, width=5)


def drawn(x0: float = 40, top: float = 103, across: float = 4) -> Box:
    """A bullet that is a shape: on a row of text, at half its height."""
    return Box(x0, top, x0 + across, top + across)


def attached(words: list[Line], dots: list[Box] | None = None) -> list[str]:
    return [line.text for line in attach_bullets(words, dots or [])]


# What is a drawn bullet


@pytest.mark.parametrize(
    ("width", "height", "dot"),
    [
        (3, 3, True),
        (1.1, 1.1, True),  # points: the least across
        (0.9, 0.9, False),
        (8.9, 8.9, True),  # the most
        (9.1, 9.1, False),
        (0.9, 1.1, False),  # either way across
        (1.1, 0.9, False),
        (8.9, 9.1, False),
        (9.1, 8.9, False),
        (3.2, 5, True),  # 0.64 of its height
        (2.8, 5, False),  # 0.56: a stroke
        (5, 3, True),  # 1.67 times its height
        (5, 2.9, False),  # 1.72 times: a rule
    ],
)
def test_a_drawn_bullet_is_small_and_about_as_wide_as_high(
    width: float, height: float, dot: bool
) -> None:
    assert is_dot(Box(50, 100, 50 + width, 100 + height)) == dot


# Whose a bullet is


def test_a_bullet_typed_apart_goes_before_the_text_beside_it() -> None:
    """Wherever it comes among the lines: some programs draw all bullets behind the text."""
    dole, arbois = line("Dole"), line("Arbois", top=114)
    bullets = [typed(), typed(top=114)]
    for words in ([dole, arbois, *bullets], [*bullets, dole, arbois]):
        assert attached(words) == ["• Dole", "• Arbois"]


def test_a_drawn_bullet_goes_before_the_text_beside_it() -> None:
    words = [line("Dole"), line("Arbois", top=114), line("Salins", top=128)]
    assert attached(words, [drawn(), drawn(top=131)]) == ["• Dole", "Arbois", "• Salins"]


def test_a_text_reaches_to_its_bullet_and_no_higher() -> None:
    """What looks at a page is shown where its line stands, bullet included."""
    dole = line("Dole")
    for words, dots in (([dole, typed(top=101)], []), ([dole], [drawn()])):
        (found,) = attach_bullets(words, dots)
        assert found.box == Box(40, 100, 100, 110)


def test_lines_without_bullets_are_left_as_they_are() -> None:
    words = [line("Dole"), line("- Arbois", top=114)]
    assert [*attach_bullets(words)] == words


def test_a_bullet_beside_no_text_stays_a_line() -> None:
    """Below all text, above it, to its right, or alone on its page."""
    below, above, right = typed(top=300), typed(top=20), typed(x0=200)
    assert attached([line("Dole"), below]) == ["Dole", "•"]
    assert attached([above, line("Dole")]) == ["•", "Dole"]
    assert attached([line("Dole"), right]) == ["Dole", "•"]
    assert attached([below]) == ["•"]
    assert attached([below], [drawn()]) == ["•"]


def test_shapes_beside_no_text_are_nothing() -> None:
    assert attached([], [drawn()]) == []
    assert attached([line("Dole")], [drawn(top=20), drawn(top=300), drawn(x0=200)]) == ["Dole"]


@pytest.mark.parametrize(("gap", "own"), [(39, True), (41, False)])
def test_a_text_further_than_four_heights_from_a_bullet_is_not_its_own(
    gap: float, own: bool
) -> None:
    """A typed bullet is as high as a line."""
    words = [typed(), line("Dole", x0=45 + gap)]
    assert (attached(words) == ["• Dole"]) == own


@pytest.mark.parametrize(("gap", "own"), [(47, True), (49, False)])
def test_a_drawn_bullet_is_as_near_to_its_text_as_if_it_were_a_character(
    gap: float, own: bool
) -> None:
    """Which is three times as high as its dot: of one 4 points across, 12; and four times that."""
    words = [line("Dole", x0=44 + gap)]
    assert (attached(words, [drawn()]) == ["• Dole"]) == own


def test_a_text_that_touches_its_bullet_is_its_own() -> None:
    """By less than a point: a bullet's box is wider than its mark."""
    assert attached([typed(), line("Dole", x0=44.5)]) == ["• Dole"]
    assert attached([typed(), line("Dole", x0=43.5)]) == ["•", "Dole"]


def test_of_two_texts_beside_a_bullet_the_nearer_is_its_own() -> None:
    words = [line("Dole", x0=60, width=15), line("le 3 mai", x0=80), typed()]
    assert attached(words) == ["• Dole", "le 3 mai"]


# At which height


def test_a_bullet_is_of_no_row_below_it() -> None:
    """Though that begins nearer to it."""
    words = [typed(), line("Dole", x0=60), line("Arbois", x0=50, top=112)]
    assert attached(words) == ["• Dole", "Arbois"]


def test_a_bullet_is_of_no_row_above_it() -> None:
    """Though that begins nearer to it, and the rows are close."""
    words = [line("Arbois", x0=50, top=92), line("Dole", x0=60), typed()]
    assert attached(words) == ["Arbois", "• Dole"]


def test_rows_that_end_above_a_bullet_are_done_with_however_many() -> None:
    """Each ends before the next begins, all below bullets of their own."""
    words = [line(f"Commune {at}", top=100 + 14 * at) for at in range(9)]
    bullets = [typed(top=100 + 14 * at) for at in range(0, 9, 2)]
    found = attached([*words, *bullets])
    assert found == [f"{'• ' if at % 2 == 0 else ''}Commune {at}" for at in range(9)]
    assert attached([words[0], typed(top=300), typed(top=320)]) == ["Commune 0", "•", "•"]


@pytest.mark.parametrize(("above", "own"), [(9, True), (11, False)])
def test_a_text_that_begins_far_above_a_bullet_is_not_its_own(above: float, own: bool) -> None:
    """By more than the bullet's height: large letters behind the page's text, or a stamp across it."""
    stamp = Line("PROJET", 1, 1, Box(50, 100 - above, 300, 140))
    assert attached([stamp, line("Dole"), typed()]) == (
        ["• PROJET", "Dole"] if own else ["PROJET", "• Dole"]
    )


# What has one


def test_a_text_that_has_a_bullet_gets_no_drawn_one() -> None:
    """A typed one goes before it all the same: it is text, and would stay a line of its own."""
    assert attached([line("- Dole")], [drawn()]) == ["- Dole"]
    assert attached([typed(), line("- Dole")]) == ["• - Dole"]


def test_the_first_of_two_bullets_beside_a_text_is_its_own() -> None:
    """A typed one before all drawn; what is typed and not used stays."""
    assert attached([typed(x0=30), typed(x0=40, text="▪"), line("Dole")]) == ["▪", "• Dole"]
    assert attached([typed(text="▪"), line("Dole")], [drawn(x0=30)]) == ["▪ Dole"]
    assert attached([line("Dole")], [drawn(x0=30), drawn()]) == ["• Dole"]
