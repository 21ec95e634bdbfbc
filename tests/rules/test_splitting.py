"""The passes of the splitter: what each leaves for the next one, and what is done once."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Line
from crte_extract.reading.text import read_text
from crte_extract.record import FORM
from crte_extract.sections import Sheet, split, splitting
from drawn import drawn, fields, sheets
from test_growth import counted

SHEET = """\
Email de contact : a@b.fr
Nom de la structure porteuse : Dijon Métropole
Liste des contrats figurant dans le CRTE :
{0} PLUI
{0} PCAET
{0} Contrat de ville
Liste des programmes de l'ANCT intégrés :
{0} Petites villes de demain
"""


def typed(text: str) -> list[Sheet]:
    """The sheets of a text."""
    return split(read_text(text.encode()), FORM)


@pytest.mark.parametrize(("mark", "times"), [("-", 0), ("»", 1)])
def test_rows_are_looked_at_again_only_where_a_sheet_has_a_mark_of_its_own(
    mark: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = counted(monkeypatch, splitting, "marked")
    (found,) = typed(SHEET.format(mark))
    assert fields(found)["programmes_anct"] == ["Petites villes de demain"]
    assert len(made) == times


def test_labels_are_looked_for_again_only_where_one_ran_over_a_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again = counted(monkeypatch, splitting, "exact_hits")
    typed(SHEET.format("-"))
    typed(SHEET.format("-").replace("contrats figurant", "contrats\nfigurant"))
    assert not again
    page = SHEET.format("-").replace("figurant dans", "figurant\n\n\ndans")
    (found,) = sheets(drawn(page))
    assert len(again) == 1
    assert "contrats" not in [b.key for b in found.blocks if b.rule == "label_as_spelled"]


def test_an_item_goes_on_below_a_running_head_in_a_text() -> None:
    item = "- Contrat de ville et de renouvellement urbain de la métropole, avec un volet de"
    text = f"{SHEET.format('-')}{item}\n\nPage 1 sur 2\n\ncohésion sociale\n- PVD\n"
    (found,) = typed(text)
    assert fields(found)["programmes_anct"][1:] == [f"{item[2:]} cohésion sociale", "PVD"]


def test_each_sheet_has_the_running_heads_of_its_pages() -> None:
    page = "Informations générales\n\nEmail de contact : a@b.fr\n\n\nPage {} sur 2"
    first, second = sheets(drawn(page.format(1) + "\f" + page.format(2)))
    assert [[line.text for line in one.running_heads] for one in (first, second)] == [
        ["Page 1 sur 2"],
        ["Page 2 sur 2"],
    ]


def test_each_sheet_of_a_text_has_the_running_heads_above_the_next_one() -> None:
    text = "Informations générales\nEmail de contact : a@b.fr\n\nPage {} sur 2\n"
    first, second = typed(text.format(1) + text.format(2))
    assert [[line.text for line in one.running_heads] for one in (first, second)] == [
        ["Page 1 sur 2"],
        ["Page 2 sur 2"],
    ]


def test_running_heads_alone_are_no_sheet() -> None:
    assert typed("Email de\nJean Petit\n\nPage 1 sur 2\n") == []


def test_a_heading_left_of_the_labels_is_none_of_a_list_and_none_of_a_table_of_contents() -> None:
    """It is printed on the second page again, half way down its cell."""
    text = (
        "Stratégie .......\n"
        + SHEET.format("-")
        + "\f- ACV 2\nMobilisation d'une ingénierie externe :"
    )
    lines = drawn(text)
    outer = [
        Line("Stratégie", page, 0, Box(10, 150 / page, 50, 150 / page + 10), outer=True)
        for page in (1, 2)
    ]
    askew = Line("COPIE", 1, 0, Box(10, 400, 50, 410), askew=True)
    (found,) = sheets([askew, outer[0], *lines[:-2], outer[1], *lines[-2:]])
    assert fields(found)["contrats"] == ["PLUI", "PCAET", "Contrat de ville"]
    assert fields(found)["programmes_anct"] == ["Petites villes de demain", "ACV 2"]
    assert found.headings == {"strategie": outer[0]}
    assert found.running_heads == {askew: "askew", outer[1]: "left_of_the_labels"}
    assert [line.text for line in found.letterhead] == ["Stratégie ......."]
