"""Golden sheets: made by many programs in many layouts, each with its true record beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import SHEETS, TESTS, expected, golden, sections_of
from crte_extract import extract
from crte_extract.reading import Reader

PDFS = [sheet for sheet in SHEETS if sheet.suffix == ".pdf"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_golden_sheet_gives_its_true_record(sheet: Path) -> None:
    record = extract(sheet).model_dump(mode="json")
    truth = golden(sheet)
    right = expected(truth)
    assert sections_of(record) == sections_of(right)
    assert record["etats"] == right["etats"]
    assert record["champs_inconnus"] == []
    assert record["avertissements"] == []


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
@pytest.mark.parametrize("sheet", PDFS, ids=lambda sheet: sheet.name)
def test_both_readers_give_the_same_record(sheet: Path, reader: Reader) -> None:
    fiche = extract(sheet, reader=reader)
    assert fiche.source.lecteur == reader
    assert sections_of(fiche.model_dump(mode="json")) == sections_of(expected(golden(sheet)))


def test_every_sheet_is_told_of_in_the_readme() -> None:
    readme = (TESTS / "sheets" / "README.md").read_text("utf-8")
    for sheet in SHEETS:
        if sheet.parent.name == "sheets":
            assert sheet.name in readme
