"""Two readings of one file: what speaks against each, and which one is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conftest import SAMPLES
from crte_extract import errors as e
from crte_extract.document import Box, Document, Line
from crte_extract.readings import Attempt, attempt, attempts, is_better, kept, readings_of
from crte_extract.record import Doubt, Reading, fields

TEXT = (SAMPLES / "fiche-crte-dijon-metropole.txt").read_text("utf-8")


def document_of(text: str, thin: tuple[int, ...] = ()) -> Document:
    rows = enumerate(text.splitlines(), 1)
    lines = tuple(Line(row, 1, n, Box(0, n, len(row), n + 1)) for n, row in rows if row)
    return Document(lines, "pdf", "pdfium", 1, thin_pages=thin)


def reading_of(text: str, thin: tuple[int, ...] = ()) -> list[Reading]:
    origin = {"nom": "a", "sha256": "0" * 64}
    return readings_of(document_of(text, thin), origin, provenance=False)


def read_as(text: str, thin: tuple[int, ...] = ()) -> Attempt:
    return attempt("pdfium", reading_of(text, thin))


def test_what_was_not_read_is_a_doubt_about_a_reading() -> None:
    assert not read_as(TEXT).doubts
    emptied = read_as(TEXT.replace(": Dijon Métropole", ":"))
    assert emptied.doubts == [Doubt("nom_structure_porteuse", "nothing behind its label")]
    assert Doubt(None, "more is drawn on page 1 than was read") in read_as(TEXT, thin=(1,)).doubts
    unknown = read_as(TEXT.replace("Signataires\n", "Signataires\n\nTaux de retour : 5 %\n\n", 1))
    assert [doubt.reason for doubt in unknown.doubts] == ["champ_inconnu"]


def test_a_record_in_which_every_value_is_empty_is_a_doubt() -> None:
    empty = "\n\n".join(f"{field.labels[0]} : None" for field in fields())
    doubt = Doubt(None, "no field has a value")
    assert doubt in read_as(empty).doubts
    assert doubt not in read_as(empty.replace("COPIL : None", "COPIL : 2", 1)).doubts


def test_no_reading_is_better_for_having_found_less() -> None:
    doubtful = TEXT.replace("78.00M€", "environ 78 M€").replace("Signataires\n", "")
    less = "\n".join(line for line in TEXT.splitlines() if "nombre de" not in line.lower())
    less = less.replace("- PLUI\n- PCAET\n", "").replace("07 avril 2022", "None")
    assert is_better(read_as(TEXT), read_as(doubtful))
    assert not is_better(read_as(less), read_as(TEXT.replace("78.00M€", "environ 78 M€")))
    assert not is_better(read_as(TEXT), read_as(TEXT))


DOUBTFUL = TEXT.replace("78.00M€", "environ 78 M€")


@pytest.mark.parametrize(
    ("first", "second", "asked", "kept_words"),
    [
        (TEXT, TEXT, 1, "first"),  # nobody asks a second reader without a doubt
        (DOUBTFUL, TEXT, 2, "second"),
        (DOUBTFUL, DOUBTFUL, 2, "first"),
        (e.DamagedPdf("x"), TEXT, 2, "second"),
        (e.DamagedPdf("x"), e.ReaderFailed("y"), 2, e.DamagedPdf),
        (e.IllegibleSheet("x"), e.NotASheet("y"), 2, e.IllegibleSheet),
        (e.EncryptedPdf("x"), TEXT, 1, e.EncryptedPdf),
        (DOUBTFUL, e.NotASheet("y"), 2, "first"),
        (DOUBTFUL, e.ReaderFailed("y"), 2, "told"),
    ],
)
def test_which_reading_is_kept(first: Any, second: Any, asked: int, kept_words: Any) -> None:
    given = {"pdfium": first, "pdfplumber": second}
    seen = []

    def by(reader: str) -> Document:
        seen.append(reader)
        if isinstance(given[reader], e.CrteError):
            raise given[reader]
        return replace(document_of(given[reader]), reader=reader)

    origin = {"nom": "a", "sha256": "0" * 64}
    if not isinstance(kept_words, str):
        with pytest.raises(kept_words):
            kept(attempts(by, origin))
        assert len(seen) == asked
        return
    (reading,) = kept(attempts(by, origin))
    assert len(seen) == asked
    assert reading.document.reader == ("pdfplumber" if kept_words == "second" else "pdfium")
    codes = [warning.code for warning in reading.fiche.avertissements]
    assert ("seconde_lecture_echouee" in codes) == (kept_words == "told")
