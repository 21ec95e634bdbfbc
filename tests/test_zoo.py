"""The zoo: stored readings are read as their true records say, or otherwise as is known."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import zoo.cases
from conftest import SHEETS
from crte_extract.document import Box, Stretch
from crte_extract.errors import NotASheet
from crte_extract.reading.pdfium import read_pdfium
from sheetmaker.kinds import KINDS, MIXTURES
from stored import Stored, from_json, packed, reading_of, rounded, to_json, unpacked
from zoo.__main__ import main, mended
from zoo.cases import ZOO, Case, Verdict, differences, judge, known, load, stored_cases

CASES = stored_cases()
KNOWN = known()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_is_read_as_its_true_record_says_or_as_is_known(case: Case) -> None:
    told = list(differences(KNOWN.get(case, {}), judge(case).seen))
    assert told == [], "read otherwise: python -m tests.zoo check"


def test_the_zoo_is_wide_and_light() -> None:
    assert len(CASES) >= 300
    stored = [*ZOO.glob("*/*.json.gz"), *ZOO.glob("*/known.json")]
    assert sum(path.stat().st_size for path in stored) < 3_000_000
    makers = Counter(case.kind for case in CASES)
    assert makers.keys() == {*KINDS, *MIXTURES}
    assert {kind for kind, count in makers.items() if count < 2} == set()


def test_what_is_known_is_of_cases_that_are_there() -> None:
    assert KNOWN.keys() <= set(CASES)
    assert all(KNOWN.values()), "a case that is read right has no entry"


# Stored readings


def test_what_is_rare_in_a_document_is_stored_too() -> None:
    document = rounded(read_pdfium(SHEETS[0].read_bytes()))
    odd = replace(document, blank_pages=(2,), turns=(1, 0), encrypted=True, thin_pages=(1,))
    form = {1: Stretch((0.0, 10.0, 20.0), (0.0, 10.0, 30.5))}
    odd = replace(odd, unread_form=True, empty_fields=((1, Box(1, 2.5, 3, 4)),), stretches=form)
    first = document.lines[0]._replace(bold=True, column=2, filled=True)
    odd = replace(odd, lines=(first, *document.lines[1:]))
    assert from_json(to_json(Stored({"pdfium": odd}))).by("pdfium") == odd


def test_what_a_reader_refused_is_refused_again() -> None:
    stored = from_json(to_json(reading_of(b"Rien de ce formulaire.\n" * 9)))
    with pytest.raises(NotASheet, match="no label"):
        stored.read()
    refused = from_json(
        to_json(Stored({"pdfium": NotASheet("no label"), "pdfplumber": NotASheet("none")}))
    )
    with pytest.raises(NotASheet, match="no label"):
        refused.read()


# The command


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A zoo of two cases, one of which is read right."""
    for case in (Case("texte", "libelles-gras"), Case("texte", "puces-rondes")):
        target = tmp_path / case.maker / case.path.name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(case.path, target)
    monkeypatch.setattr(zoo.cases, "ZOO", tmp_path)
    return tmp_path


def planted(folder: Path, kind: str, key: str, value: Any) -> None:
    """A case whose truth says something else, so that it is read wrong."""
    path = folder / "texte" / f"{kind}.json.gz"
    held = unpacked(path)
    for fields in held["verite"][0].values():
        if key in fields:
            fields[key] = value
    path.write_bytes(packed(held))


def test_what_is_read_otherwise_is_told_and_then_known(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    planted(small, "puces-rondes", "nombre_fiches_action", 7777)
    assert main(["check"]) == 1
    told = capsys.readouterr().out
    assert "texte/puces-rondes: changed" in told
    assert "nombre_fiches_action" in told
    assert main(["accept", "texte/puces-*"]) == 0
    assert list(json.loads((small / "texte" / "known.json").read_text("utf-8"))) == ["puces-rondes"]
    assert main(["check"]) == 0


def test_what_got_worse_is_accepted_only_by_its_name(small: Path) -> None:
    planted(small, "puces-rondes", "nombre_fiches_action", 7777)
    assert main(["accept"]) == 2
    assert main(["accept", "--mended"]) == 0
    assert main(["check"]) == 1
    with pytest.raises(SystemExit, match="no case of the zoo is named texte/puces"):
        main(["accept", "texte/puces"])


def test_what_is_mended_is_accepted_without_names(small: Path) -> None:
    planted(small, "puces-rondes", "nombre_fiches_action", 7777)
    main(["accept", "*"])
    kept = small / "texte" / "puces-rondes.json.gz"
    shutil.copy(ZOO / "texte" / kept.name, kept)
    assert main(["check"]) == 1
    assert main(["accept", "--mended"]) == 0
    assert not (small / "texte" / "known.json").exists()
    assert main(["check"]) == 0


def test_making_a_case_anew_says_what_changed_in_its_record(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(small, "puces-rondes", "nombre_fiches_action", 7777)
    (small / "texte" / "libelles-gras.json.gz").unlink()
    assert main(["make", "texte/puces-rondes", "texte/libelles-gras"]) == 0
    told = capsys.readouterr().out
    assert "texte/libelles-gras: new" in told
    assert "texte/puces-rondes: mended" in told
    for name in ("libelles-gras", "puces-rondes"):
        case = Case("texte", name)
        assert (small / "texte" / case.path.name).read_bytes() == (
            ZOO / "texte" / f"{name}.json.gz"
        ).read_bytes()


def test_a_damaged_case_is_named_and_made_anew(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small / "texte" / "puces-rondes.json.gz"
    whole = path.read_bytes()
    for half in (b"", whole[:99], b"no gzip at all", packed({"verite": []}), packed(["what"])):
        path.write_bytes(half)
        assert main(["check"]) == 2
        assert f"{path} can't be read" in capsys.readouterr().err
    assert main(["make", "texte/puces-rondes"]) == 0
    assert path.read_bytes() == whole
    (small / "texte" / "known.json").write_text("[", "utf-8")
    assert main(["check"]) == 2
    assert "known.json can't be read" in capsys.readouterr().err


def test_what_nobody_makes_any_more_goes_only_when_all_are_made(small: Path) -> None:
    stray = small / "texte" / "ancien.json.gz"
    shutil.copy(small / "texte" / "puces-rondes.json.gz", stray)
    assert main(["make", "texte/puces-rondes"]) == 0
    assert stray.exists()
    with pytest.raises(SystemExit, match="nobody makes texte/ancien"):
        main(["make", "texte/ancien"])


def test_a_field_is_right_an_alarm_flagged_or_silent(small: Path) -> None:
    case = Case("texte", "puces-rondes")
    planted(small, "puces-rondes", "nombre_fiches_action", 7777)
    judged = judge(case)
    assert judged.verdicts[0, "nombre_fiches_action"] is Verdict.SILENT
    assert Counter(judged.verdicts.values())[Verdict.RIGHT] == len(judged.verdicts) - 1
    stored, _ = load(case)
    document = stored.by("texte")
    lost = replace(
        document, lines=tuple(x for x in document.lines if "fiches projet" not in x.text)
    )
    path = small / "texte" / "puces-rondes.json.gz"
    path.write_bytes(packed({**unpacked(path), "lectures": to_json(Stored({"texte": lost}))}))
    verdict = judge(case).verdicts[0, "nombre_fiches_projet"]
    assert verdict in (Verdict.FLAGGED, Verdict.ALARM)
    assert "libelle_absent" in judge(case).seen["1"]["avertissements"]


def test_better_is_less_and_nothing_else() -> None:
    wrong = {"1": {"champs": {"email_contact": {"etat": "lu", "valeur": "a"}}}}
    other = {"1": {"champs": {"email_contact": {"etat": "lu", "valeur": "b"}}}}
    assert mended(wrong, {})
    assert not mended({}, wrong)
    assert not mended(wrong, other)
    assert not mended(wrong, wrong)
