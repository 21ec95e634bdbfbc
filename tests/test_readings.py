"""Two readings of one file: what speaks against each, and which one is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conftest import SAMPLES
from crte_extract import errors as e
from crte_extract.document import Box, Document, Line
from crte_extract.reading import plumber
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
WORSE = DOUBTFUL.replace("07 avril 2022", "le printemps")


def asked_of(given: dict[str, Any], **facts: Any) -> tuple[list[str], list[Reading]]:
    """The readers that are asked for a file of which each reads this text, or raises; and what is kept."""
    seen = []

    def by(reader: str) -> Document:
        seen.append(reader)
        if isinstance(given[reader], e.CrteError):
            raise given[reader]
        return replace(document_of(given[reader]), reader=reader, **facts)

    tried = attempts(by, {"nom": "a", "sha256": "0" * 64})
    if any(one.readings for one in tried):
        return seen, kept(tried)
    with pytest.raises(e.CrteError) as caught:
        kept(tried)
    assert caught.value is given["pdfium"]
    return seen, []


@pytest.mark.parametrize(
    ("first", "drawn", "asked", "reader"),
    [
        (TEXT, TEXT, 1, "pdfium"),  # nobody asks another reader without a doubt
        (DOUBTFUL, TEXT, 2, "pdfium-drawn"),
        (DOUBTFUL, DOUBTFUL, 2, "pdfium"),
        (DOUBTFUL, WORSE, 2, "pdfium"),
        (DOUBTFUL, e.NotASheet("no label"), 2, "pdfium"),
        (e.NotASheet("no label"), TEXT, 2, "pdfium-drawn"),
    ],
)
def test_the_order_of_drawing_is_asked_where_the_page_leaves_doubt(
    first: Any, drawn: Any, asked: int, reader: str
) -> None:
    if isinstance(first, e.CrteError):  # the words were read: no label was among them
        first = "Rien de ce formulaire."
    seen, readings = asked_of({"pdfium": first, "pdfium-drawn": drawn})
    assert len(seen) == asked
    assert [reading.document.reader for reading in readings] == [reader]
    assert "seconde_lecture_echouee" not in codes_of(readings)


def test_the_order_of_drawing_is_not_asked_where_it_is_that_of_the_page() -> None:
    seen, readings = asked_of({"pdfium": DOUBTFUL}, in_order=True)
    assert seen == ["pdfium"]
    assert "valeur_illisible" in codes_of(readings)


@pytest.mark.parametrize(
    ("first", "plumber", "reader"),
    [
        (e.DamagedPdf("x"), TEXT, "pdfplumber"),
        (e.PdfWithoutPages("x"), TEXT, "pdfplumber"),
        (e.IllegibleSheet("x"), TEXT, "pdfplumber"),
        (e.DamagedPdf("x"), e.ReaderFailed("y"), None),
        (e.IllegibleSheet("x"), e.NotASheet("y"), None),
    ],
)
def test_pdfplumber_is_asked_where_pdfium_finds_nothing(
    first: Any, plumber: Any, reader: str | None
) -> None:
    seen, readings = asked_of({"pdfium": first, "pdfplumber": plumber})
    assert seen == ["pdfium", "pdfplumber"]
    assert [reading.document.reader for reading in readings] == ([reader] if reader else [])


@pytest.mark.parametrize(
    "first", [e.EncryptedPdf("x"), e.PdfWithoutText("x"), e.NotASheet("too many pages")]
)
def test_pdfplumber_is_not_asked_for_what_nobody_can_mend(first: e.CrteError) -> None:
    assert asked_of({"pdfium": first, "pdfplumber": TEXT}) == (["pdfium"], [])


def test_pdfplumber_is_asked_for_text_that_pdfium_saw_drawn_and_did_not_read() -> None:
    given: dict[str, Any] = {"pdfium": DOUBTFUL, "pdfium-drawn": DOUBTFUL, "pdfplumber": TEXT}
    seen, readings = asked_of(given, thin_pages=(1,))
    assert seen == ["pdfium", "pdfium-drawn", "pdfplumber"]
    seen, readings = asked_of(given, thin_pages=(1,), in_order=True)
    assert seen == ["pdfium", "pdfplumber"]
    assert [reading.document.reader for reading in readings] == ["pdfplumber"]
    seen, readings = asked_of({**given, "pdfplumber": e.NotASheet("y")}, thin_pages=(1,))
    assert "seconde_lecture_echouee" not in codes_of(readings)
    seen, readings = asked_of({**given, "pdfplumber": e.ReaderFailed("y")}, thin_pages=(1,))
    assert "seconde_lecture_echouee" in codes_of(readings)
    assert [reading.document.reader for reading in readings] == ["pdfium"]


def test_pdfplumber_is_asked_where_most_labels_are_missing_or_letters_say_nothing() -> None:
    words = [field.labels[0] for field in fields()]
    lost = TEXT
    for label in words[:7]:
        lost = lost.replace(label, "".join(reversed(label)), 1)
    assert asked_of({"pdfium": lost, "pdfplumber": TEXT}, in_order=True)[0][1:] == ["pdfplumber"]
    few = TEXT
    for label in words[:2]:
        few = few.replace(label, "".join(reversed(label)), 1)
    assert asked_of({"pdfium": few, "pdfplumber": TEXT}, in_order=True)[0] == ["pdfium"]
    suspect = TEXT.replace("- PLUI", "- PL\ufffdI")
    assert asked_of({"pdfium": suspect, "pdfplumber": TEXT}, in_order=True)[0][1:] == ["pdfplumber"]
    both = {"pdfium": lost, "pdfium-drawn": DOUBTFUL, "pdfplumber": TEXT}
    assert asked_of(both)[0] == ["pdfium", "pdfium-drawn"], "the words were there"


def test_a_field_that_two_readings_are_sure_of_and_give_otherwise_is_told() -> None:
    other = DOUBTFUL.replace("- PLUI\n", "- PLU\n").replace("Dijon Métropole\n", "None\n", 1)
    _, [reading] = asked_of({"pdfium": DOUBTFUL, "pdfium-drawn": other})
    found = [w for w in reading.fiche.avertissements if w.code == "lectures_divergentes"]
    assert [w.champ for w in found] == ["nom_structure_porteuse", "documents_strategiques"]
    assert [w.brut for w in found] == ["None", "PLU | PCAET"]
    assert reading.fiche.strategie.documents_strategiques == ("PLUI", "PCAET")
    assert reading.fiche.etats["strategie"]["documents_strategiques"] == "douteux"
    assert reading.fiche.etats["ingenierie_financement"]["depenses_investissement"] == "illisible"


def test_what_is_read_far_worse_contradicts_nothing() -> None:
    worse = WORSE.replace("- PLUI\n", "- PLU\n")
    _, readings = asked_of({"pdfium": DOUBTFUL, "pdfium-drawn": worse})
    assert "lectures_divergentes" in codes_of(readings)
    for label in (
        "Email de contact",
        "Domaines d'action publique couverts",
        "composition du COPIL",
    ):
        worse = worse.replace(label, f"{label} du territoire, {label}", 1)
    _, readings = asked_of({"pdfium": DOUBTFUL, "pdfium-drawn": worse})
    assert "lectures_divergentes" not in codes_of(readings)


def codes_of(readings: list[Reading]) -> list[str]:
    return [warning.code for reading in readings for warning in reading.fiche.avertissements]


@pytest.mark.parametrize(
    ("left", "given"), [(None, 20), (1000, 999), (30, 29), (5, 4), (4, 3.2), (0.1, 0.08)]
)
def test_the_second_reader_leaves_time_to_keep_the_first_reading(
    left: float | None, given: float
) -> None:
    assert plumber._seconds(left) == pytest.approx(given)
