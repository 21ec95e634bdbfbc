"""The column left of the labels: what stands there is taken out of the rows, wherever it stands."""

from __future__ import annotations

import re

import pytest
from test_layout import TOLERANCE, page

from crte_extract.reading.layout import PrintedRow
from crte_extract.reading.outer import with_outer

TABLE = """
                Email             a@b.fr
                Date de signature 11/06/2021
Informations    Nom               CC du Val
générales       Nature            PETR
                Nombre            3
                Recours           Oui
"""
TABLE = TABLE.replace("signature 11", "sign.     11")


def parted(*texts: str) -> list[list[str]]:
    """The words of the rows of each page; those left of the labels in brackets."""
    return [[_words(row) for row in own] for own in with_outer([*map(page, texts)], TOLERANCE)]


def _words(row: PrintedRow) -> str:
    words = " ".join(chunk.text for chunk in row.chunks)
    return f"[{words}]" if row.outer else words


def outer(*texts: str) -> list[str]:
    """What stands left of the labels."""
    return [words for own in parted(*texts) for words in own if words.startswith("[")]


def put(words: str, row: int, text: str = TABLE) -> str:
    """The text, with words at the beginning of a row."""
    rows = text.strip("\n").split("\n")
    rows[row] = words + rows[row][len(words) :]
    return "\n".join(rows)


def test_a_heading_beside_labels_has_rows_of_its_own() -> None:
    (rows,) = parted(TABLE)
    assert rows == [
        "Email a@b.fr",
        "Date de sign. 11/06/2021",
        *("[Informations]", "Nom CC du Val"),
        *("[générales]", "Nature PETR"),
        "Nombre 3",
        "Recours Oui",
    ]


def test_two_columns_are_left_as_they_are() -> None:
    text = TABLE.replace("Informations", " " * 12).replace("générales", " " * 9)
    pages = [page(text)]
    assert with_outer(pages, TOLERANCE) is pages
    assert with_outer([], TOLERANCE) == []


def test_what_is_left_has_but_few_lines() -> None:
    """Half as many as the labels, three of six: with four it is a column of labels itself."""
    three = put("Stratégie", 5)
    assert len(outer(three)) == 3
    assert not outer(put("Signataires", 0, three))


def test_values_are_as_many_too() -> None:
    """Of six labels two have words behind them: as many as would be twice the only line at the left."""
    text = TABLE.replace("générales", " " * 9).replace("a@b.fr", "").replace("11/06/2021", "")
    text = text.replace("         3", "").replace("       Oui", "")
    assert outer(text) == ["[Informations]"]
    assert not outer(put("Stratégie", 4, text))


def test_words_begin_at_both_edges_in_two_rows() -> None:
    one = "Titre  Email          a@b.fr\n" + "       Date\n                      Oui\n" * 3
    one += "Fait à Dole, le 4 mai      signé"
    assert not outer(one)
    assert outer(one.replace("Date\n", "Date           non\n", 1)) == ["[Titre]"]


def test_words_that_no_gap_parts_from_others_begin_no_column() -> None:
    assert not outer(
        re.sub("(?<=[a-z.])  +(?=[^ ]+$)", lambda gap: "~" * len(gap[0]), TABLE, flags=re.M)
    )


def test_an_edge_may_waver() -> None:
    """Each second label stands a point further right: only together are there twice as many."""
    text = put("Stratégie", 5)
    for label in ("Date de sign.", "Nature", "Recours"):
        text = text.replace(f"{label} ", f"+{label}")
    assert len(outer(text)) == 3


@pytest.mark.parametrize(("others", "found"), [(6, True), (7, False)])
def test_the_edges_that_most_rows_share_are_tried(others: int, found: bool) -> None:
    """Eight of them: those of labels and values, and as many others, that more rows share."""
    rows = [" " * (36 + 4 * edge) + "Oui" for edge in range(others) for _ in range(8)]
    rows.append(f"{'Fait à Dole':>80}   le 4 mai")  # beyond all edges
    assert bool(outer(TABLE + "\n".join(rows))) == found


@pytest.mark.parametrize(("left", "found"), [(5, False), (6, True)])
def test_a_column_of_headings_is_no_indent(left: int, found: bool) -> None:
    """Of 46 characters: 5.5 are the least."""
    lines = [f"{'':{left}}{label:<18}{'a value'.ljust(46 - 18 - left, '.')}" for label in "abcdef"]
    assert bool(outer("\n".join([put("I.", 0, lines[0]), *lines[1:]]))) == found


@pytest.mark.parametrize(("wide", "found"), [(5, False), (6, True)])
def test_numbers_before_items_are_no_column_of_labels(wide: int, found: bool) -> None:
    lines = [f"{'':20}{number:<{wide}}{'an item'.ljust(26 - wide, '.')}" for number in "123456"]
    assert bool(outer("\n".join([put("Contrats", 0, lines[0]), *lines[1:]]))) == found


def test_what_stands_far_above_or_below_is_none_of_the_table() -> None:
    text = f"Fraternité\n\n{put('Stratégie', 0)}\n\n- 3 -"
    assert outer(text) == ["[Stratégie]", "[Informations]", "[générales]"]
    assert parted(text)[0][0] == "Fraternité"
    assert parted(text)[0][-1] == "- 3 -"


@pytest.mark.parametrize(("step", "found"), [(15.9, 5), (16.1, 1)])
def test_a_heading_may_be_higher_than_the_cells_beside_it(step: float, found: int) -> None:
    """Its lines stand closer than 0.6 heights to one another."""
    table = TABLE.replace("Informations", " " * 12).replace("générales", " " * 9).strip("\n")
    text = f"Plan\nd'action\n{put('du CRTE', 0, table)}\nIngénierie et\nfinancement"
    pages = with_outer([page(text, step), page(table + "\n" + table, step)], TOLERANCE)
    assert sum(row.outer for own in pages for row in own) == found


def test_a_table_goes_as_far_as_its_values() -> None:
    """On a page on which the label stands below the values."""
    rest = "Stratégie" + " " * 25 + "PLUI\n\n" + " " * 34 + "SCoT\n\n" + " " * 16 + "Contrats"
    assert outer(TABLE + TABLE, rest)[-1] == "[Stratégie]"


def test_what_runs_across_the_edge_is_left_as_it_is() -> None:
    """What stands close above it is none of the table."""
    across = "Nature des signataires du CRTE :"
    text = "Préfecture\n" + put(across, 0, "x\n" + TABLE.replace("générales", " " * 9).strip("\n"))
    text = put(across, 5, text)
    assert parted(text)[0][:2] == ["Préfecture", across]
    assert parted(text)[0][-3] == f"{across} PETR"
    assert outer(text) == ["[Informations]"]


def test_what_is_aside_is_none_of_the_table() -> None:
    """Six labels are as many as three lines left of them take: a seventh would be aside."""
    rows = page(put("Stratégie", 5))
    rows[2] = rows[2]._replace(laid=True)
    (found,) = with_outer([[*rows, *page(TABLE)]], TOLERANCE)
    assert next(_words(row) for row in found if row.outer) == "[générales]"
    assert [row for row in found if row.laid] == [rows[2]]
    aside = [row._replace(askew=True) for row in page(TABLE)]
    (found,) = with_outer([[*page(put("Contrats", 1, put("Stratégie", 5))), *aside]], TOLERANCE)
    assert not any(row.outer for row in found)


def test_a_label_close_behind_a_heading_begins_its_row() -> None:
    text = TABLE.replace("Informations    Nom", "Informations~~~~Nom")
    (found,) = with_outer([page(text)], TOLERANCE)
    (row,) = [row for row in found if row.chunks[0].text == "Nom"]
    assert row.chunks[0].apart
