"""The casebook's command: a case is added whole, or without persons, and no other is touched."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import casebook
from anonymous import anonymous, masked, personal
from case import main
from casebook import Case, all_cases, load
from conftest import SAMPLES, TESTS
from crte_extract.document import Box, Document, Line
from sheetmaker.as_text import to_text
from sheetmaker.records import random_record
from stored import SUFFIX, Stored, reading_of, unpacked

SAMPLE = SAMPLES / "fiche-crte-dijon-metropole.pdf"
TROUBLED = TESTS / "review" / "a-verifier.pdf"

# Adding


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty casebook."""
    folder = tmp_path / "cases"
    folder.mkdir()
    monkeypatch.setattr(casebook, "CASES", folder)
    (folder / "README.md").write_text("| case | why |\n|---|---|\n", "utf-8")
    return folder


def held(book: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in book.iterdir()}


def test_a_sheet_is_added_with_its_record_states_and_warnings(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", str(TROUBLED), "--why", "all\nkinds | of trouble"]) == 0
    assert (book / "a-verifier.pdf").read_bytes() == TROUBLED.read_bytes()
    assert (
        (book / "README.md")
        .read_text("utf-8")
        .endswith("| a-verifier.pdf | all kinds / of trouble |\n")
    )
    expected = load(Case("a-verifier"))
    assert expected["lecteurs"] == ["auto", "pdfium", "pdfplumber"]
    (record,) = expected["fiches"]
    assert record["etats"]["ingenierie_financement"]["depenses_investissement"] == "illisible"
    assert "siren_invalide" in {one["code"] for one in record["avertissements"]}
    assert [one["valeur"] for one in record["champs_inconnus"]] == ["12.00M€"]
    shown = capsys.readouterr().out
    assert (
        'nom_structure_porteuse [lu]\n    "Dijon Métropole"\n      | Nom de la structrue' in shown
    )
    assert "environ 78 M€" in shown
    assert "siren_invalide signataires" in shown


def test_a_case_that_is_there_is_never_written_over(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["add", str(SAMPLE), "--why", "the real one", "--name", "vraie"])
    before = held(book)
    for given in (TROUBLED, SAMPLE):
        assert main(["add", str(given), "--why", "another", "--name", "vraie"]) == 1
        assert "there is a case vraie" in capsys.readouterr().err
    assert held(book) == before


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["add", "nulle-part.pdf", "--why", "x"], "nulle-part.pdf: no such file"),
        (["add", str(SAMPLE), "--why", "x", "--name", "Pas Un Nom"], "no name of a case"),
        (["add", str(SAMPLE), "--why", "x", "--name", "../ailleurs"], "no name of a case"),
        (["add", str(SAMPLE), "--why", "x", "--true", "nombre=3"], "write FIELD=VALUE"),
        (["add", str(SAMPLE), "--why", "x", "--true", "email_contact"], "write FIELD=VALUE"),
        (["add", str(SAMPLE), "--why", "x", "--true", "2:email_contact=a"], "on sheet 2"),
        (["update", "nulle-part"], "there is no case nulle-part"),
        (["update", "../ailleurs"], "there is no case ../ailleurs"),
        (["add", str(SAMPLE), "--why", "x", "--true", "nombre_fiches_action=abc"], "no such value"),
        (["add", str(SAMPLE), "--why", "x", "--true", "date_signature=2022"], "no such value"),
        (["add", str(SAMPLE), "--why", "x", "--anonymise"], "give the case a --name"),
        (["add", str(SAMPLE), "--why", " "], "say in a sentence"),
        (["add", str(SAMPLE), "--why", "x", "--true", "²:email_contact=a@b.fr"], "FIELD=VALUE"),
        (["add", str(SAMPLE), "--why", "x", "--true", "contrats=NaN"], "no such value"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing(
    book: Path, given: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(SAMPLE.with_suffix(".json"), book.parent / "ailleurs.json")
    outside = (book.parent / "ailleurs.json").read_bytes()
    before = held(book)
    assert main(given) == 1
    assert (book.parent / "ailleurs.json").read_bytes() == outside
    assert told in capsys.readouterr().err
    assert held(book) == before


def test_what_a_cut_run_left_does_not_stand_in_the_way(book: Path) -> None:
    (book / "un.pdf").write_bytes(b"half")
    casebook.told(Case("un"), "cut", book / "un.pdf")
    assert main(["add", str(SAMPLE), "--why", "whole", "--name", "un"]) == 0
    assert (book / "un.pdf").read_bytes() == SAMPLE.read_bytes()
    assert (book / "README.md").read_text("utf-8").count("| un.pdf |") == 1


def test_a_case_whose_sheet_is_gone_is_told(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["add", str(SAMPLE), "--why", "x", "--name", "un"])
    (book / "un.pdf").unlink()
    before = held(book)
    assert main(["update", "un"]) == 1
    assert "the sheet of un is gone" in capsys.readouterr().err
    assert held(book) == before


def test_a_sheet_that_is_no_more_read_is_still_known_to_be_wrong(book: Path) -> None:
    main(["add", str(SAMPLE), "--why", "x", "--name", "un"])
    expected = load(Case("un"))
    expected["verite"] = {"2": {"nombre_fiches_action": 5}}
    (book / "un.json").write_text(json.dumps(expected), "utf-8")
    assert main(["update", "un"]) == 0
    assert load(Case("un"))["verite"] == {"2": {"nombre_fiches_action": 5}}
    assert main([]) == 0


def test_true_values_are_given_as_a_sheet_or_as_json_has_them(book: Path) -> None:
    given = ["depenses_investissement=79.00M€", 'contrats=["a", "b"]', "date_signature=2022-04-08"]
    asked = [word for one in given for word in ("--true", one)]
    assert main(["add", str(SAMPLE), "--why", "x", "--name", "un", *asked]) == 0
    assert load(Case("un"))["verite"]["1"] == {
        "depenses_investissement": 79_000_000,
        "contrats": ["a", "b"],
        "date_signature": "2022-04-08",
    }


def test_a_sheet_that_is_refused_is_a_case_too(book: Path, tmp_path: Path) -> None:
    (tmp_path / "lettre.txt").write_text("Madame, Monsieur,\n", "utf-8")
    assert main(["add", str(tmp_path / "lettre.txt"), "--why", "no sheet", "--name", "refus"]) == 0
    assert load(Case("refus")) == {"lecteurs": ["auto"], "erreur": "NotASheet"}


def test_what_is_known_to_be_wrong_is_kept_until_it_is_read_right(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["add", str(SAMPLE), "--why", "x", "--name", "un"])
    main(["update", "un", "--true", "nombre_fiches_action=99", "--true", "email_contact=a@b.fr"])
    expected = load(Case("un"))
    assert expected["verite"] == {"1": {"nombre_fiches_action": 99, "email_contact": "a@b.fr"}}
    assert expected["fiches"][0]["plan_action"]["nombre_fiches_action"] == 43
    assert main([]) == 0
    assert "nombre_fiches_action: read 43, true is 99" in capsys.readouterr().out
    main(["update", "un", "--true", "nombre_fiches_action=43"])
    assert load(Case("un"))["verite"] == {"1": {"email_contact": "a@b.fr"}}


def test_an_update_writes_the_named_case_alone_and_says_what_changed(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("un", "deux"):
        main(["add", str(SAMPLE), "--why", "x", "--name", name])
    for name in ("un", "deux"):
        expected = load(Case(name))
        expected["fiches"][0]["plan_action"]["nombre_fiches_action"] = 7
        (book / f"{name}.json").write_text(json.dumps(expected), "utf-8")
    capsys.readouterr()
    assert main(["update", "un"]) == 0
    assert "fiches.1.plan_action.nombre_fiches_action: 7 -> 43" in capsys.readouterr().out
    assert load(Case("un"))["fiches"][0]["plan_action"]["nombre_fiches_action"] == 43
    assert load(Case("deux"))["fiches"][0]["plan_action"]["nombre_fiches_action"] == 7


def test_a_reading_alone_gives_the_same_record(book: Path) -> None:
    main(["add", str(SAMPLE), "--why", "x", "--name", "entiere"])
    main(["add", str(SAMPLE), "--why", "x", "--name", "lecture", "--reading"])
    assert (book / f"lecture{SUFFIX}").exists()
    assert not (book / "lecture.pdf").exists()
    assert load(Case("lecture")) == load(Case("entiere"))


# Without persons


def test_no_address_and_no_name_is_in_an_anonymous_case(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SAMPLE.with_suffix(".txt").read_text("utf-8")
    text = text.replace("- PLUI\n", "- PLUI suivi par Mme Élodie Martin-Dupré\n- PLUI\n")
    text = text.replace("- PCAET", "- PCAET (F. SUDRY, Ahmed Ben Salah)")
    (tmp_path / "noms.txt").write_text(text, "utf-8")
    given = ["add", str(tmp_path / "noms.txt"), "--why", "x", "--anonymise", "--name", "noms"]
    given += ["--person", "ahmed bèn salah", "--person", "Jules Verne"]
    given += [
        "--true",
        "email_contact=fabien.sudry@cote-dor.gouv.fr",
        "--true",
        'contrats=["M. Sudry"]',
    ]
    assert main(given) == 0
    kept = json.dumps(unpacked(book / f"noms{SUFFIX}"), ensure_ascii=False)
    kept += (book / "noms.json").read_text("utf-8")
    for word in ("sudry", "fabien", "lodie", "martin", "dupr", "ahmed", "salah"):
        assert word not in kept.lower()
    assert "Dijon Métropole" in kept
    shown = capsys.readouterr().out
    assert (
        "Taken out: Ahmed, Ben, Dupré, Martin, SUDRY, Salah, fabien.sudry@cote-dor.gouv.fr, Élodie"
        in shown
    )
    assert "Jules Verne is nowhere in it" in shown
    assert load(Case("noms"))["verite"] == {"1": {"contrats": ["M. Xxxxx"]}}
    (record,) = load(Case("noms"))["fiches"]
    assert record["informations_generales"]["email_contact"] == "xxxxxx.xxxxx@xxxx-xxx.xxxx.fr"


def test_every_word_of_an_anonymous_reading_keeps_its_place() -> None:
    stored = reading_of(TROUBLED.read_bytes())
    clean = anonymous(stored, ["Dijon"]).stored
    before, after = stored.by("pdfium").lines, clean.by("pdfium").lines
    assert [line._replace(text="") for line in after] == [line._replace(text="") for line in before]
    assert [len(line.text) for line in after] == [len(line.text) for line in before]
    assert "Dijon" not in " ".join(line.text for line in after)


@pytest.mark.parametrize("seed", range(20))
def test_a_sheet_without_persons_stays_as_it_is(seed: int) -> None:
    record = random_record(random.Random(seed), nasty=True)
    record["informations_generales"]["email_contact"] = None
    stored = reading_of(to_text(record).encode())
    clean, out, *_ = anonymous(stored)
    assert out == []
    assert clean == stored


@pytest.mark.parametrize(
    ("texts", "clean"),
    [
        (
            ("Email de contact : jean.du", "pont@dijon.fr", "Jean DUPONT"),
            ("Email de contact : xxxx.xx", "xxxx@xxxxx.fr", "Xxxx XXXXXX"),
        ),
        (
            ("Email de contact : paul.roy@cote-", "dor.gouv.fr", "Paul ROY"),
            ("Email de contact : xxxx.xxx@xxxx-", "dor.gouv.fr", "Xxxx XXX"),
        ),
        (("suivi par Mme", "Anne Roy", "Anne"), ("suivi par Mme", "Xxxx Xxx", "Xxxx")),
    ],
)
def test_what_is_broken_between_lines_is_none_the_less_taken_out(
    texts: tuple[str, ...], clean: tuple[str, ...]
) -> None:
    lines = tuple(Line(text, None, n, Box(0, n, 9, n + 1)) for n, text in enumerate(texts, 1))
    stored = Stored({"texte": Document(lines, "texte", "texte")})
    document = anonymous(stored).stored.by("texte")
    assert tuple(line.text for line in document.lines) == clean


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("M. le Maire Paul Kervella", "paul kervella"),
        ("Mme la Maire de Nantes Johanna Rolland", ""),
        ("MADAME SOPHIE MARTIN", "sophie martin"),
        ("Mme. Anne-Laure Petit-Roy, directrice", "anne laure petit roy"),
        ("M. J.-P. Garnier", "garnier"),
        ("MM. Roy, Le Goff et N'Diaye", "roy goff diaye"),
        ("M. de La Tour d'Auvergne", "tour auvergne"),
        ("Monsieur Ng", "ng"),
        ("M. et Mme Quesnel", "quesnel"),
    ],
)
def test_a_name_behind_a_civility_is_known_in_its_forms(text: str, names: str) -> None:
    assert personal(text) == set(names.split())


@pytest.mark.parametrize(
    "text",
    [
        "Monsieur le Préfet de région",
        "Mme la Présidente du Conseil départemental",
        "M. Préfet du Nord",
        "mairie.accueil@ville.fr",
        "contact@anct.gouv.fr",
    ],
)
def test_an_office_is_no_person(text: str) -> None:
    assert personal(text) == set()


def test_only_whole_words_with_a_capital_are_names() -> None:
    out: set[str] = set()
    told: Any = masked("Petit à petit, la Petite ville de PETIT", {"petit"}, out)
    assert told == "Xxxxx à petit, la Petite ville de XXXXX"
    assert out == {"Petit", "PETIT"}


def test_the_command_runs_as_it_is_typed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.case"],
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[0] == all_cases()[0].sheet.name
