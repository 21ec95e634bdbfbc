"""Nothing is lost: only CrteError escapes, and every line of any text has exactly one fate."""

from __future__ import annotations

import json
import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from crte_extract import CrteError
from crte_extract.document import Line
from crte_extract.reading import read
from crte_extract.readings import read_sheets
from crte_extract.record.building import Reading
from crte_extract.record.form import FORM

LABELS = st.sampled_from(sorted(FORM.printed.values()))
TAILS = st.sampled_from(
    [" : ", " :", ":", "", " : -", " : 43", " : 78.00M€", " : Oui", "\n- a : b", " :\n-\n€"]
)
HEADINGS = st.sampled_from(["Informations générales", "Signataires", "Stratégie", "Plan d'action"])
ODD = st.sampled_from(
    [
        "",
        "-",
        "•",
        "• PLUI",
        "- 2 -",
        "2",
        "Page 2/4",
        "\f",
        "€",
        "Inconnu : 12",
        "nom : X, nature : y",
        "centres-",
        "bourgs",
        "l'environ\u00ad",
        "a  b    c",
        "\ufffd x",
        "(cid:12)",
        " : ",
        "**gras**",
    ]
)
LINES = st.one_of(st.tuples(LABELS, TAILS).map("".join), HEADINGS, ODD, st.text(max_size=40))
TEXTS = st.lists(LINES, max_size=60).map("\n".join)


def place(line: Line) -> tuple[int, float, str]:
    return line.number, line.box.x0, line.text


def read_or_none(data: bytes) -> list[Reading]:
    try:
        return read_sheets(data)
    except CrteError:
        return []


@given(st.binary(max_size=300))
def test_bytes_give_records_or_a_crte_error(data: bytes) -> None:
    read_or_none(data)


@settings(max_examples=6)  # each starts the second reader's process
@given(st.binary(max_size=300))
def test_pdf_bytes_give_records_or_a_crte_error(data: bytes) -> None:
    read_or_none(b"%PDF-1.7\n" + data)


@given(TEXTS)
def test_every_line_has_exactly_one_fate(text: str) -> None:
    data = text.encode("utf-8", "replace")
    readings = read_or_none(data)
    if readings:
        printed = Counter(place(line) for line in read(data).lines)
        assert Counter(place(line) for r in readings for line, *_ in r.ledger()) == printed


@given(TEXTS)
def test_words_under_a_label_are_in_the_record(text: str) -> None:
    for reading in read_or_none(text.encode("utf-8", "replace")):
        record = json.dumps(reading.fiche.model_dump(mode="json"), ensure_ascii=False).casefold()
        kept = re.sub(r"[\W_]", "", record)
        labels = {id(line) for block in reading.sheet.blocks for line in block.lines}
        for line, fate, *_ in reading.ledger():
            if fate.value in ("champ", "champ inconnu", "avertissement") and id(line) not in labels:
                for word in re.findall(r"[a-zà-öø-ÿ]{4,}", line.text.casefold()):
                    assert word in kept or word in ("none", "siren", "nature")


@given(TEXTS)
def test_same_bytes_give_the_same_record(text: str) -> None:
    data = text.encode("utf-8", "replace")
    again = [reading.fiche for reading in read_or_none(data)]
    assert [reading.fiche for reading in read_or_none(data)] == again
