"""A field is one line: what CONTRIBUTING says of adding one, done to the letter in a copy of the tree."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from conftest import SAMPLES, SECTIONS, TESTS, golden

ROOT = TESTS.parent
TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"
PDF = SAMPLES / "fiche-crte-dijon-metropole.pdf"
TREE = ("src", "tests", "samples", "pyproject.toml", "README.md", "CONTRIBUTING.md")
LINE, KEY, LABEL, CLASS = re.search(  # type: ignore[union-attr]
    r"at the end of `(?P<section>\w+)`:\s+```python\n\s*"
    r'(?P<line>(?P<key>\w+): \w+ = champ\("(?P<label>[^"]+)", .+)\n',
    (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
).group("line", "key", "label", "section")
HELD = (  # the tests that hold the form
    *("models", "sheets", "round_trip", "states", "forms", "tables", "summary", "review"),
    *("writing", "sections"),
)
SLOW = (  # those of them that hold something else, and take their time
    *("memory", "same_bytes", "same_report", "twice", "database", "stay_words", "old_one", "usage"),
    *(
        "terminal",
        "both_readers",
        "overview_and_a_page",
        "damaged_font",
        "stamp",
        "sqlite_says",
        "no_words_change",
        "streams",
    ),
)

Python = Callable[..., "subprocess.CompletedProcess[bytes]"]


def python_of(tree: Path) -> Python:
    """Python, as it is in a copy of the tree."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV"))}
    env |= {"PYTHONPATH": str(tree / "src"), "HYPOTHESIS_PROFILE": "short", "COLUMNS": "120"}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, cwd=tree, env=env, check=False)

    return run


def teach(tree: Path, line: str, section: str) -> None:
    """Adds the line of a field at the end of its section's class."""
    models = tree / "src" / "crte_extract" / "record" / "models.py"
    text = models.read_text("utf-8")
    start = text.index(f"class {section}(_Section):\n")
    below = re.compile(r"^\S", re.MULTILINE).search(text, start + 1)
    end = len(text[: below and below.start()].rstrip())
    models.write_text(f"{text[:end]}\n    {line}{text[end:]}", "utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree with the line that CONTRIBUTING prints."""
    tree = tmp_path_factory.mktemp("tree")
    unwanted = shutil.ignore_patterns("__pycache__", ".*")
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=unwanted)
        else:
            shutil.copy(ROOT / name, tree / name)
    teach(tree, LINE, CLASS)
    return tree


@pytest.fixture(scope="module")
def python(tree: Path) -> Python:
    return python_of(tree)


def newer(tmp_path: Path, value: str) -> Path:
    """The real sheet as a newer one: with the label, and this behind it."""
    sheet = tmp_path / "newer.txt"
    sheet.write_text(f"{TEXT.read_text('utf-8')}\n{LABEL} : {value}\n", "utf-8")
    return sheet


def record_of(python: Python, *arguments: str | Path) -> dict[str, Any]:
    done = python("-m", "crte_extract.command.cli", *arguments)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    record: dict[str, Any] = json.loads(done.stdout)
    return record


def test_no_test_of_the_form_has_to_be_edited(python: Python) -> None:
    done = python(
        *("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-n", "0"),
        *("-k", f"not ({' or '.join(SLOW)})"),
        *(f"tests/test_{name}.py" for name in HELD),
    )
    assert done.returncode == 0, done.stdout.decode()[-4000:]
    assert int(re.findall(rb"(\d+) passed", done.stdout)[-1]) > 500


def test_a_newer_sheet_gives_the_fields_value(python: Python, tmp_path: Path) -> None:
    record = record_of(python, newer(tmp_path, "1.50M€"), "--strict")
    truth = golden(PDF)
    (section,) = [section for section in SECTIONS if KEY in record[section]]
    assert record[section].pop(KEY) == 1_500_000
    assert record["etats"][section][KEY] == "lu"
    assert {section: record[section] for section in SECTIONS} == {s: truth[s] for s in SECTIONS}
    assert record["champs_inconnus"] == record["avertissements"] == []


def test_the_zoo_is_read_as_before(python: Python) -> None:
    done = python("-m", "tests.zoo", "check", "typst/*")
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_a_case_of_it_is_added_and_holds(python: Python, tree: Path, tmp_path: Path) -> None:
    added = python("-m", "tests.case", "add", newer(tmp_path, "1.50M€"), "--why", "a new field")
    assert (added.returncode, added.stderr.decode()) == (0, "")
    assert f"{KEY} [lu]\n    1500000\n      | {LABEL} : 1.50M€" in added.stdout.decode()
    held = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "tests/test_cases.py")
    assert held.returncode == 0, held.stdout.decode()[-4000:]
    for path in (tree / "tests" / "cases").glob("newer.*"):
        path.unlink()


def test_what_is_wrong_with_a_newer_field_is_told_as_of_any(python: Python, tmp_path: Path) -> None:
    for value, state in (("environ 2 M€", "illisible"), ("-€", "vide"), ("", "douteux")):
        done = python("-m", "crte_extract.command.cli", newer(tmp_path, value), "--strict")
        states = json.loads(done.stdout)["etats"]
        assert [of[KEY] for of in states.values() if KEY in of] == [state]
        assert done.returncode == (0 if state == "vide" else 3)


def test_an_older_sheet_lacks_it_and_nothing_is_to_be_checked(
    python: Python, tmp_path: Path
) -> None:
    for sheet, reader in ((TEXT, "texte"), (PDF, "pdfium")):
        record = record_of(python, sheet, "--strict")
        assert [of[KEY] for of in record["etats"].values() if KEY in of] == ["absent"]
        assert [record[s][KEY] for s in SECTIONS if KEY in record[s]] == [None]
        assert record["avertissements"] == []
        assert record["source"]["lecteur"] == reader
    for form in ("csv", "xlsx", "html", "view"):
        asked = ["-f", form] if form == "view" else ["-o", tmp_path / f"a.{form}"]
        done = python("-m", "crte_extract.command.cli", PDF, "--strict", *asked)
        assert done.returncode == 0, done.stderr
        assert "⚠" not in done.stdout.decode()
    (row,) = csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline=""))
    assert (row["a_verifier"], row[KEY]) == ("", "")
    sheet, *_ = load_workbook(tmp_path / "a.xlsx").worksheets
    assert [cell.comment for row in sheet.iter_rows() for cell in row if cell.comment] == []
    assert "À vérifier : " not in (tmp_path / "a.html").read_text("utf-8")


def test_the_schema_and_the_dictionary_tell_since_when(python: Python) -> None:
    schema = json.loads(python("-m", "crte_extract.command.cli", "--schema").stdout)
    told = {key: one for of in schema["$defs"].values() for key, one in of["properties"].items()}
    assert {key: one["depuis"] for key, one in told.items() if "depuis" in one} == {KEY: "2023"}
    words = python("-m", "crte_extract.command.cli", "--schema", "-f", "csv").stdout.decode(
        "utf-8-sig"
    )
    rows = csv.DictReader(io.StringIO(words, newline=""))
    assert {row["key"]: row["since"] for row in rows if row["since"]} == {KEY: "2023"}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with a newer field behind each of the others."""
    tree = tmp_path_factory.mktemp("crowded")
    shutil.copytree(ROOT / "src", tree / "src")
    models = tree / "src" / "crte_extract" / "record" / "models.py"
    before, form, after = re.split("(?<=# fmt: off\n)|(?=# fmt: on\n)", models.read_text("utf-8"))
    lines = []
    for line in form.splitlines():
        lines.append(line)
        if " = champ(" in line:
            key, kind = line.partition(":")[0].strip(), ("OuiNon", "Liste")[len(lines) % 4 // 2]
            facts = f'"Essai derrière {key}", "Un essai.", depuis="2023"'
            lines.append(f"    essai_{key}: {kind} = champ({facts})")
    models.write_text(before + "\n".join(lines) + "\n" + after, "utf-8")
    return tree


def test_newer_fields_between_all_others_change_nothing_of_an_older_sheet(crowded: Path) -> None:
    """Above all not where they stand behind a list, which might have run into them."""
    for sheet in (TEXT, PDF):
        record = record_of(python_of(crowded), sheet, "--strict")
        assert record["avertissements"] == []
        states = {key: state for of in record["etats"].values() for key, state in of.items()}
        new = {key: state for key, state in states.items() if key.startswith("essai_")}
        assert set(new.values()) == {"absent"}
        assert len(new) == len(states) / 2


@pytest.mark.parametrize(("printed", "state"), [(True, "lu"), (False, "douteux")])
def test_a_newer_label_ends_the_list_above_it_where_it_is_printed(
    crowded: Path, tmp_path: Path, printed: bool, state: str
) -> None:
    """Else the list may have run into what comes behind, whose label is missing here."""
    sheet = tmp_path / "newer.txt"
    new = "Essai derrière contrats : Oui\n" if printed else ""
    gone = "Liste des programmes de l'ANCT intégrés :\n"
    assert gone in TEXT.read_text("utf-8")
    sheet.write_text(TEXT.read_text("utf-8").replace(gone, new), "utf-8")
    done = python_of(crowded)("-m", "crte_extract.command.cli", sheet)
    assert json.loads(done.stdout)["etats"]["strategie"]["contrats"] == state
