"""Lists of a table above whose label words stand that may be theirs."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Document, Line
from crte_extract.readings import readings_of
from crte_extract.record.hanging import beside
from crte_extract.sections import Item, Stray
from drawn import drawn, sheets

ORIGIN = {"nom": "-", "sha256": "0" * 64}
ABOVE, BELOW = "au-dessus de son libellé", "la liste qui suit"


def told(
    page: str, *, raised: str = "-", higher: float = 0, band: int = 0
) -> dict[str | None, list[str]]:
    """What is told of where the lists of a table begin, by field, with a value so much higher."""
    lines = [line._replace(band=band) if line.column else line for line in drawn(page)]
    lines = [
        line._replace(box=line.box._replace(top=line.box.top - higher))
        if line.text.startswith(raised)
        else line
        for line in lines
    ]
    (found,) = readings_of(Document(tuple(lines), "pdf", "pdfium", 1), ORIGIN, False)
    said: dict[str | None, list[str]] = {}
    for warning in found.fiche.avertissements:
        if warning.code == "decoupage_incertain":
            reasons = [one for one in (ABOVE, BELOW) if one in warning.message]
            said[warning.champ] = [*said.get(warning.champ, []), *reasons]
    return {key: reasons for key, reasons in said.items() if reasons}


def table(under: str = "Contrat de ville", at: int = 0) -> str:
    """A heading, words under it in the column of the values, or further to the right, and a list."""
    return f"""\
**Informations générales
Email de contact                           | a@b.fr
Nom de la structure porteuse               | Dole
**Stratégie
                                           | {" " * at}{under}
Liste des contrats figurant dans le CRTE   | PLUI
                                           | PCAET
Liste des programmes de l'ANCT intégrés    | Territoires d'industrie
**Plan d'action
Nombre de fiches projet (opération à travailler) : 3
"""


def test_a_list_is_told_above_whose_label_words_are_left() -> None:
    assert told(table()) == {"contrats": [ABOVE]}


def test_a_table_without_such_words_is_not() -> None:
    without = [row for row in table().split("\n") if "Contrat de ville" not in row]
    assert told("\n".join(without)) == {}


@pytest.mark.parametrize(("at", "theirs"), [(0, True), (1, False)])
def test_such_words_begin_where_its_items_do(at: int, theirs: bool) -> None:
    """5 points further to the right they are of no column: 3 may be."""
    assert bool(told(table(at=at))) == theirs


def test_words_under_a_value_that_are_none_of_it_may_be_of_the_list_below() -> None:
    page = table().replace(
        "**Stratégie\n", "Date de signature du CRTE                  | 3 mai 2021\n\n"
    )
    assert told(page) == {"contrats": [ABOVE]}


@pytest.mark.parametrize(
    ("under", "higher", "band", "pair"),
    [
        ("Contrat de ville", 2.6, 0, True),
        ("Contrat de ville", 2.4, 0, False),  # by a quarter of its height
        ("Contrat de ville", 2.6, 1, False),
        ("", 2.6, 0, False),
    ],
)
def test_where_it_is_so_two_lists_are_told_of_which_the_lower_begins_above_its_label(
    under: str, higher: float, band: int, pair: bool
) -> None:
    """No rule parts them, and the sheet has words above a label: else they are parted rightly."""
    found = told(table(under), raised="Territoires", higher=higher, band=band)
    assert found.get("programmes_anct") == ([ABOVE] if pair else None)
    assert found.get("contrats") == ([ABOVE] if under else None)


def test_of_such_lists_the_upper_is_told_too() -> None:
    """As ``orientations_strategiques`` is no neighbour of what hangs above ``contrats``."""
    page = table().replace(
        "**Plan d'action",
        "Liste des orientations stratégiques, axes, ambitions, volets, objectifs... | Eau\n**Plan d'action",
    )
    page = page.replace(" | ", " " * 32 + " | ").replace("objectifs..." + " " * 32, "objectifs...")
    found = told(page, raised="Eau", higher=4)
    assert found["programmes_anct"] == [BELOW]
    assert found["orientations_strategiques"] == [ABOVE]


@pytest.mark.parametrize(
    ("top", "x0", "page", "told_of_it"),
    [
        (100, 300, 1, True),
        (109, 300, 1, True),  # its middle is just within the label
        (90, 300, 1, False),
        (111, 300, 1, False),
        (100, 60, 1, False),  # not right of the label
        (100, 300, 2, False),
        (100, 300, None, False),  # a text has no places
    ],
)
def test_a_list_with_nothing_under_its_label_is_told_where_words_stand_beside_it(
    top: float, x0: float, page: int | None, told_of_it: bool
) -> None:
    (found,) = sheets(
        drawn("Liste des contrats figurant dans le CRTE :\nEmail de contact : a@b.fr")
    )
    block = found.blocks[0]
    line = block.lines[0]._replace(box=Box(60, 100, 260, 114))
    block = block._replace(lines=(line,))
    words = Line("PLUI", page, 9, Box(x0, top, x0 + 30, top + 8))
    found = found._replace(strays=(Stray("PLUI", (words,)),))
    warnings = list(beside(found, {"contrats": block}))
    assert [w.champ for w in warnings] == ["contrats"] * told_of_it
    assert not list(beside(found, {"contrats": block._replace(items=(Item("x", (line,)),))}))
    assert not list(beside(found, {"email_contact": block._replace(key="email_contact")}))
