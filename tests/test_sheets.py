"""Golden sheets: made by many programs in many layouts, each with its true record beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import SHEETS, TESTS, expected, golden, sections_of
from crte_extract import extract
from crte_extract.options import Reader
from stored import from_json, reading_of, to_json

READERS: tuple[Reader, ...] = ("pdfium", "pdfplumber")
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


@pytest.mark.parametrize("sheet", PDFS, ids=lambda sheet: sheet.name)
def test_both_readers_give_the_same_record_of_what_is_stored_of_a_reading(sheet: Path) -> None:
    reading = reading_of(sheet.read_bytes())
    stored = from_json(json.loads(json.dumps(to_json(reading))))
    assert stored == reading
    for reader in READERS:
        (found,) = stored.read(reader)
        assert found.fiche.source.lecteur == reader
        record = found.fiche.model_dump(mode="json")
        assert sections_of(record) == sections_of(expected(golden(sheet)))


@pytest.mark.parametrize("reader", READERS)
def test_either_reader_can_be_asked_for(reader: Reader) -> None:
    fiche = extract(PDFS[0], reader=reader)
    assert fiche.source.lecteur == reader
    assert sections_of(fiche.model_dump(mode="json")) == sections_of(expected(golden(PDFS[0])))


def test_every_sheet_is_told_of_in_the_readme() -> None:
    readme = (TESTS / "sheets" / "README.md").read_text("utf-8")
    for sheet in SHEETS:
        if sheet.parent.name == "sheets":
            assert sheet.name in readme
