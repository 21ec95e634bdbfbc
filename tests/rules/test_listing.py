"""Lists in columns: whose items stand beside one another, and are read one column after the other."""

from __future__ import annotations

import pytest

from crte_extract.document import Box
from crte_extract.reading import read
from crte_extract.reading.layout import Chunk, PrintedRow
from crte_extract.reading.listing import in_list_order
from streams import dot, pdf, text

STEP, HIGH = 14.0, 10.0  # points: from row to row, of a row


def row(at: float, *cells: tuple[float, str], askew: bool = False) -> PrintedRow:
    """A row so many steps down, of chunks that begin there."""
    chunks = [Chunk(words, x, x + 5 * len(words)) for x, words in cells]
    return PrintedRow(chunks, at * STEP, at * STEP + HIGH, askew=askew)


def read_as(rows: list[PrintedRow], dots: list[Box] | None = None) -> list[str]:
    return [" ".join(c.text for c in row.chunks) for row in in_list_order(rows, dots or [])]


def test_a_list_in_columns_is_read_column_by_column_its_wrapped_items_whole() -> None:
    rows = [
        row(0, (60, "Liste des contrats :")),
        row(1, (70, "- Contrat de"), (200, "- OPAH-RU"), (320, "- PLUI")),
        row(2, (78, "ville"), (200, "- Pacte"), (320, "- PLH")),
        row(3, (70, "- SCoT"), (328, "2020-2026")),
        row(4, (60, "Signataires")),
    ]
    assert read_as(rows) == [
        "Liste des contrats :",
        *("- Contrat de", "ville", "- SCoT"),
        *("- OPAH-RU", "- Pacte"),
        *("- PLUI", "- PLH", "2020-2026"),
        "Signataires",
    ]


def test_a_label_beside_bullets_is_no_column_of_a_list() -> None:
    rows = [row(0, (60, "Contrats :"), (200, "- SCoT")), row(1, (60, "Axes :"), (200, "- Eau"))]
    assert read_as(rows) == ["Contrats : - SCoT", "Axes : - Eau"]


def test_a_dash_within_an_item_begins_none() -> None:
    rows = [PrintedRow([Chunk("• Axe 1", 60, 95), Chunk("- se loger", 98, 140, False)], 0, HIGH)]
    assert read_as(rows) == ["• Axe 1 - se loger"]


@pytest.mark.parametrize(
    ("following", "ends"),
    [
        (row(1, (60, "- Eau")), False),
        (row(1, (57.5, "- Eau")), False),  # 2.5 points: columns waver by three
        (row(1, (56, "Label :")), True),
        (row(1.4, (60, "- Eau")), False),  # 9.6 points below a row that is ten points high
        (row(1.5, (60, "- Eau")), True),
        (row(1, (60, "Un paragraphe sur toute la largeur")), True),
        (row(1, (60, "- Eau"), askew=True), True),
    ],
)
def test_the_columns_end_where_a_row_is_far_below_or_stands_in_none(
    following: PrintedRow, ends: bool
) -> None:
    found = read_as([row(0, (60, "- SCoT"), (140, "- PLUI")), following])
    assert (found[1] == "- PLUI") == ends


def test_bullets_that_are_drawn_count_in_the_middle_of_a_row() -> None:
    page = []
    for at, (left, right) in enumerate((("SCoT", "PLUI"), ("PLH", "PCAET"))):
        y = 700 - 14 * at
        page += [dot(62, y + 2), text(left, 70, y), dot(262, y + 2), text(right, 270, y)]
    lines = read(pdf([text("Signataires", 60, 720), *page])).lines
    assert [line.text for line in lines] == ["Signataires", "• SCoT", "• PLH", "• PLUI", "• PCAET"]


def test_dots_that_stand_before_no_text_are_no_bullets() -> None:
    rows = [row(0, (60, "- SCoT"), (140, "PLUI"))]
    assert read_as(rows, [Box(20, 3, 23, 6), Box(130, 40, 133, 43)]) == ["- SCoT PLUI"]
    assert read_as(rows, [Box(130, 3, 133, 6)]) == ["- SCoT", "• PLUI"]
