"""--explain: every line once, what it was taken for, where it went, and the rule that decided."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import SAMPLES, SHEETS, Run
from crte_extract.batch import explain
from crte_extract.options import Options
from crte_extract.reading import read
from crte_extract.sections.carrying import RULES
from streams import pdf, text

TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"
COLUMNS = re.compile(r" {2,}")


def explained(text: str) -> list[str]:
    return explain(text.encode(), Options())


def rules(text: str) -> dict[str, str]:
    """The rule of each line, by its words."""
    head = next(line for line in explained(text) if line.startswith("line"))
    start, stop = head.index("rule"), head.index("words")
    table = explained(text)[explained(text).index(head) + 1 :]
    return {line[stop + 2 : -2]: line[start:stop].strip() for line in table if line}


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.suffix == ".txt"], ids=lambda s: s.stem)
def test_every_line_is_told_once(sheet: Path) -> None:
    told = [line for line in explain(sheet, Options()) if line.endswith(" »")]
    printed = [f"« {line.text} »" for line in read(sheet.read_bytes()).lines]
    assert sorted(line[line.index("«") :] for line in told) == sorted(printed)


LISTED = "Stratégie\n\nListe des contrats figurant dans le CRTE :\n\n"


PAY = "Montant en euros des engagements financiers de la Banque des territoires"
LONG = "plan local d'urbanisme intercommunal de la communauté de communes du Pays"
NAME = "Nom de la structure porteuse"
DECIDED = [
    ("Email de contact : a@b.fr", "Email de contact : a@b.fr", "label_as_spelled"),
    (f"Email de cntact : a@b.fr\n\n{PAY} : -€", "Email de cntact : a@b.fr", "label_with_slips"),
    (f"{LISTED}- PLUI\n- PCAET\n\nTaux : 3\n", "Taux : 3", "unknown_label_by_its_colon"),
    (f"{LISTED}- PLUI\n", "Stratégie", "heading"),
    (f"ANCT\n\n{LISTED}- PLUI\n", "ANCT", "above_the_first_label"),
    (f"{LISTED}- PLUI\n- PCAET\n", "- PLUI", "first_line"),
    (f"{LISTED}- PLUI\n- PCAET\n", "- PCAET", "bullet"),
    (f"{NAME} : Pays\nde Dol\n\n{LISTED}- A\n- B\n", "de Dol", "value_close_under_its_label"),
    (f"{LISTED}- PLUI de la\nville\n", "ville", "close_under_a_bullet"),
    (f"{LISTED}- PLUI\n\nville\n", "ville", "gap_above"),
    (f"{LISTED}- PLUI de la vil\u00ad\nle\n", "le", "broken_word"),
    (f"{LISTED}- PLUI de la\n\fville\n", "ville", "bullet_on_another_page"),
    (f"{LISTED}-\nPLUI\n-\nPCAET\n-\nSCoT\n-\nPLH\n", "PLUI", "text_of_a_bullet_alone"),
    (f"{PAY} : 5 M\n€", "€", "unit_of_an_amount"),
    (f"{LISTED}PLUI\nnom : Ademe\n", "nom : Ademe", "beginning_of_an_actor"),
    (f"{LISTED}PLUI\nPCAET\n", "PCAET", "new_line"),
    (f"{LISTED}{LONG}\nde Dol\n", "de Dol", "full_line_goes_on"),
    (f"{LISTED}nom : Ademe,\nnature : ASSO\n", "nature : ASSO", "rest_of_an_actor"),
    (f"{LISTED}PLUI\n\nPCAET\n\nSCoT\n\n{LONG}\nDol\n", "Dol", "close_where_items_are_parted"),
    (f"{LISTED}• {LONG}\n  - guichet\n", "- guichet", "dash_of_the_text"),
    (f"{LISTED}PLUI de la\n\fVille\n", "Ville", "cut_by_a_page"),
    (f"{LONG}\n\n{LISTED}nom : X,\nnature : CC\n", "nature : CC", "rest_of_an_actor"),
    (f"Page 1/2\n\n{LISTED}- PLUI\n\n\nPage 2/2\n", "Page 2/2", "page_number"),
    (f"Stratégie\n\nperdu\n\n{LISTED[11:]}- PLUI\n", "perdu", "under_no_label"),
]


@pytest.mark.parametrize(("text", "words", "rule"), DECIDED)
def test_the_rule_that_decided_is_told(text: str, words: str, rule: str) -> None:
    assert rules(text)[words] == rule


def test_every_rule_of_carrying_on_is_told_somewhere() -> None:
    rows_of_cells = {"same_cell"}  # a text has none
    assert {rule.__name__ for rule in RULES} - rows_of_cells <= {rule for _, _, rule in DECIDED}


def test_what_a_line_was_taken_for_is_told() -> None:
    lines = explained(f"{LISTED}- PLUI de la ville et de l'agglomération\ncentre\n\n- PCAET\n")
    (first, second, third) = [line for line in lines if "contrats" in line][1:]
    assert first.split()[2:4] == ["-", "gap"]
    assert second.split()[2:4] == ["full", "champ"]
    assert third.split()[2:4] == ["-", "gap"]


def test_the_manner_and_the_doubts_stand_above() -> None:
    whole, manner, *_ = explained(TEXT.read_text("utf-8"))
    assert whole == "texte: kept, no doubt"
    assert "is_text yes" in manner
    assert "colons yes" in manner
    unknown = explained(TEXT.read_text("utf-8").replace("78.00M€", "environ 78 M€"))
    assert unknown[:2] == [
        "texte: kept, 1 doubt",
        "  doubt: depenses_investissement: valeur_illisible",
    ]


def test_all_readings_are_told_where_several_were_made(crte: Run) -> None:
    rows = ("Email de contact : a@b.fr", "Date de signature du CRTE : bientôt")
    page = [text(row, 60, 700 + 14 * at) for at, row in enumerate(rows)]  # from the bottom up
    told = crte("--explain", "-", given=pdf(page)).stdout.decode().splitlines()
    readers = [line for line in told if re.match(r"pdf[\w-]+: ", line)]
    asked = ["pdfium", "pdfium-drawn", "pdfplumber"]  # since most labels of a sheet are missing
    assert [line.split(":")[0] for line in readers] == asked
    assert sum(": kept, " in line for line in readers) == 1
    assert sum(line.startswith("  doubt: ") for line in told) >= 2
    assert sum(line.startswith("  manner: ") for line in told) == 3


def test_several_sheets_are_explained_and_one_that_cannot_be_ends_with_its_code(
    crte: Run, tmp_path: Path
) -> None:
    empty = tmp_path / "vide.txt"
    empty.write_text("")
    done = crte("--explain", TEXT, empty, "-", given=TEXT.read_bytes())
    assert done.returncode == 4
    assert b"vide.txt" in done.stderr
    assert done.stdout.decode().count("texte: kept, no doubt") == 2


def test_a_folder_is_not_explained(crte: Run) -> None:
    done = crte("--explain", SAMPLES)
    assert (done.returncode, done.stdout) == (4, b"")
    assert b"folder" in done.stderr


@pytest.mark.parametrize(
    "more",
    [
        *(
            ["-o", "a.json"],
            ["-f", "csv"],
            ["--strict"],
            ["--resume"],
            ["--provenance"],
            ["-j", "2"],
        ),
        *(["--include", "*"], ["--exclude", "*"], ["--report", "a"], ["--scheduler", "tcp://a:1"]),
        ["--schema"],
    ],
)
def test_what_asks_for_records_is_refused_beside_it(crte: Run, more: list[str]) -> None:
    done = crte("--explain", TEXT, *more)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--explain" in done.stderr
