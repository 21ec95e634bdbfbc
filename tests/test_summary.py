"""The summary of a batch: counted right, the same for machines each time, harmless to a terminal."""

import io
import json
import os
import random
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SECTIONS, Run, fiche_of
from crte_extract.batch import summary as summary_module
from crte_extract.batch.outcomes import Outcome
from crte_extract.batch.sources import SourceFile
from crte_extract.batch.summary import Summary
from crte_extract.command.terminal import progress, safe, tell_error, tell_outcome, tell_summary
from crte_extract.errors import CrteError, DamagedPdf, EmptyFile, NoSource, NotASheet
from crte_extract.record.models import fields
from sheetmaker.records import random_record

HOSTILE = "a\x1b[31m\u202eb\n\x07c\u2066\u2028d\x9b2J\r[red]e.pdf"
STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def made(
    seed: int | None = None, codes: tuple[str, ...] = (), unknown: tuple[str, ...] = ()
) -> Mapping[str, Any]:
    """A record drawn from the seed, an empty one without, with such warnings and unknown labels."""
    source = {"nom": "a", "sha256": "0" * 64, "format": "pdf", "pages": 1, "lecteur": "pdfium"}
    empty: dict[str, Any] = {section: {} for section in SECTIONS}
    sections = empty if seed is None else random_record(random.Random(seed))
    warnings = [{"code": code, "champ": "contrats", "message": "m"} for code in codes]
    labels: list[dict[str, Any]] = [
        {"section": None, "libelle": label, "valeur": "x", "elements": []} for label in unknown
    ]
    record = {"source": source, "avertissements": warnings, "champs_inconnus": labels, **sections}
    return fiche_of(record).model_dump(mode="json")


def read(*records: Mapping[str, Any], kept: bool = False) -> Outcome:
    return Outcome("a.pdf", records, kept=kept)


def failed(error: CrteError) -> Outcome:
    return Outcome(error.source, error=error)


def counted(*outcomes: Outcome) -> Summary:
    summary = Summary()
    for outcome in outcomes:
        summary.add(outcome)
    return summary


# Counts


def test_sources_records_and_failures_are_counted() -> None:
    summary = counted(
        read(made()),
        read(made(codes=("libelle_double",)), made(codes=("siren_invalide", "libelle_double"))),
        failed(EmptyFile("it is empty").about("b.pdf")),
        read(made(), kept=True),
    )
    summary.fail(NoSource("nothing in it").about("folder"))
    counts = (summary.sources, summary.read, summary.kept, summary.records, summary.with_warnings)
    assert counts == (5, 3, 1, 4, 2)
    assert dict(summary.codes) == {"libelle_double": 2, "siren_invalide": 1}
    assert [(error.source, error.message) for error in summary.errors] == [
        ("b.pdf", "it is empty"),
        ("folder", "nothing in it"),
    ]


def test_nothing_gives_zeros() -> None:
    report = Summary().report()
    numbers = {key: value for key, value in report.items() if isinstance(value, int)}
    assert set(numbers.values()) == {0}
    assert (report["avertissements"], report["echecs"], report["libelles_inconnus"]) == ({}, [], [])
    assert [field["remplis"] for field in report["champs"]] == [0] * len(list(fields()))


@settings(max_examples=40)
@given(st.lists(st.integers(0, 2**32), max_size=6))
def test_a_field_is_filled_where_the_record_has_something(seeds: list[int]) -> None:
    records = [made(seed) for seed in seeds]
    nothing: list[Any] = [None, [], {"reponse": None, "details": []}]
    expected = {
        (section, key): sum(record[section][key] not in nothing for record in records)
        for section in SECTIONS
        for key in made()[section]
    }
    rows = counted(read(*records)).fill_rates()
    assert {(section, key): count for section, key, _, count in rows} == expected
    assert [count for *_, count in rows] == sorted(expected.values(), reverse=True)
    assert {(key, label) for _, key, label, _ in rows} == {(f.key, f.labels[0]) for f in fields()}


@pytest.mark.parametrize(
    ("key", "value", "filled"),
    [
        ("volet_cooperation_interterritoriale", False, 1),
        ("frequence_annuelle_copil", 0, 1),
        ("demarches_co_construction", {"reponse": False, "details": []}, 1),
        ("demarches_co_construction", {"reponse": None, "details": ["x"]}, 1),
        ("demarches_co_construction", {"reponse": None, "details": []}, 0),
        ("partenaires_socio_economiques", [], 0),
        ("indicateurs_suivi", None, 0),
    ],
)
def test_no_and_zero_are_values(key: str, value: object, filled: int) -> None:
    record = made()
    record["gouvernance_evaluation"][key] = value
    assert counted(read(record)).filled.total() == filled


def test_equally_filled_fields_keep_the_sheets_order() -> None:
    assert [key for _, key, _, _ in Summary().fill_rates()] == [field.key for field in fields()]


# Unknown labels


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Domaines d'action publique couvert", "domaines_action_publique"),
        ("DOMAINES D’ACTION PUBLIQUE COUVERTS :", "domaines_action_publique"),
        ("Courriel de contact", "email_contact"),
        ("Nombre de fiches projets (opérations à travailler)", "nombre_fiches_projet"),
        ("Composition du COPIL en 2022", "composition_copil"),
        ("Nombre de fiches actions", "nombre_fiches_action"),
        ("Nombre de fiches projets", "nombre_fiches_projet"),
        ("Existence d'une maquette financière", "maquette_financiere_annexee"),
    ],
)
def test_an_unknown_label_comes_with_the_known_one_that_it_is_nearest_to(
    label: str, key: str
) -> None:
    (unknown,) = counted(read(made(unknown=(label, label)))).unknown_labels()
    assert (unknown.label, unknown.times, unknown.key) == (label, 2, key)
    labels = {field.key: field.labels for field in fields()}
    assert unknown.nearest in labels[key]
    assert 0.6 < unknown.alike <= 1


@pytest.mark.parametrize("label", ["中文", "!!!", "…", "-", "\U0001f600", "x" * 5000, "\ufffe"])
def test_a_label_like_no_other_is_told_too(label: str) -> None:
    (unknown,) = counted(read(made(unknown=(label,)))).unknown_labels()
    assert unknown.label == label
    assert 0 <= unknown.alike < 0.5


def test_the_most_frequent_unknown_labels_come_first() -> None:
    summary = counted(read(made(unknown=("b", "a", "c", "c"))), read(made(unknown=("d", "d", "d"))))
    labels = [(unknown.label, unknown.times) for unknown in summary.unknown_labels()]
    assert labels == [("d", 3), ("c", 2), ("a", 1), ("b", 1)]
    assert [unknown.label for unknown in summary.unknown_labels(2)] == ["d", "c"]


def test_any_number_of_distinct_labels_is_counted_in_bounded_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert summary_module._LABELS >= 1000
    monkeypatch.setattr(summary_module, "_LABELS", 3)
    summary = counted(read(made(unknown=tuple("abcdefg"))), read(made(unknown=("a", "g"))))
    assert len(summary.labels) == 4
    assert summary.labels.total() == 9
    assert (summary.labels["a"], summary.labels["b"]) == (2, 1)


# Copies


def test_sources_that_hold_the_same_bytes_are_copies() -> None:
    names = ["a.pdf", "failed.pdf", "b.pdf", "c.pdf", "gone.pdf", "two sheets.pdf", "d.pdf"]
    contents = ["1", None, "2", "1", None, "2", "3"]
    summary = Summary(every=[SourceFile(name, name) for name in names])
    for name, content in zip(names, contents, strict=True):
        if content is None:
            summary.add(failed(EmptyFile("it is empty").about(name)))
            continue
        records = [made() for _ in range(1 + (name == "two sheets.pdf"))]
        for record in records:
            record["source"]["sha256"] = content * 64
        summary.add(read(*records))
    assert summary.copies() == [["a.pdf", "c.pdf"], ["b.pdf", "two sheets.pdf"]]
    assert summary.report()["contenus_identiques"] == summary.copies()
    assert counted(read(made()), read(made())).copies() == []


def test_one_of_a_thing_is_told_as_one(capfd: pytest.CaptureFixture[str]) -> None:
    names = ["x/a.doc", "b.xls", "c.odt", HOSTILE]
    one, more = Summary(1, names[:1]), Summary(9, names)
    for summary in (one, more):
        summary.add(read(made(1)))
        told(summary)
    lines = [line for line in capfd.readouterr().err.split("\n") if " read, " in line]
    assert lines[0].startswith(
        "1 source read, 0 to be checked, 0 failed, other files left out: 1 (a.doc), "
    )
    assert "other files left out: 9 (a.doc, b.xls, c.odt, …)" in lines[1]


# The report


def batch() -> Iterator[Outcome]:
    yield read(made(1, ("libelle_double",), ("Domaines d'action publique couvert",)))
    yield failed(DamagedPdf("its structure is broken").about(HOSTILE))
    yield read(made(2), made(3, ("siren_invalide", "libelle_double")))
    yield read(made(4, unknown=("é", "Domaines d'action publique couvert")), kept=True)


def test_the_report_is_json_that_adds_up() -> None:
    summary = counted(*batch())
    summary.left_out = 7
    report = summary.report()
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert (report["noms_ignores"], report["contenus_identiques"]) == ([], [])
    lists = {"avertissements", "echecs", "champs", "libelles_inconnus"}
    lists |= {"noms_ignores", "contenus_identiques"}
    assert {key: value for key, value in report.items() if key not in lists} == {
        "version": "1",
        "fichiers_ignores": 7,
        "sources": 4,
        "sources_lues": 3,
        "sources_en_echec": 1,
        "fiches": 4,
        "fiches_a_verifier": 2,
        "points_a_verifier": 2,
        "fiches_avec_avertissements": 2,
    }
    assert list(report["avertissements"].items()) == [("libelle_double", 2), ("siren_invalide", 1)]
    assert report["echecs"] == [
        {
            "source": HOSTILE,
            "erreur": "DamagedPdf",
            "raison": "its structure is broken",
            "conseil": DamagedPdf.hint,
        }
    ]
    assert {field["cle"] for field in report["champs"]} == {field.key for field in fields()}
    for field in report["champs"]:
        assert list(field) == ["section", "cle", "libelle", "remplis"]
        assert 0 <= field["remplis"] <= report["fiches"]
    label = report["libelles_inconnus"][0]
    assert (label["libelle"], label["nombre"]) == ("Domaines d'action publique couvert", 2)
    assert label["champ_proche"] == "domaines_action_publique"
    assert label["libelle_proche"] == "Domaines d'action publique couverts"
    assert 0.9 < label["ressemblance"] < 1
    assert len(report["libelles_inconnus"]) == 2


def test_two_runs_give_the_same_report() -> None:
    """Also where the second one goes on with the first: no clock, nothing of how it came about."""
    again = (Outcome(o.source, o.records, o.error, o.set_aside, kept=True) for o in batch())
    assert json.dumps(counted(*batch()).report()) == json.dumps(counted(*again).report())


def test_the_command_writes_the_same_report_twice(tmp_path: Path, crte: Run, sample: Path) -> None:
    folder = tmp_path / "fiches"
    folder.mkdir()
    out = ("-o", "out.csv")
    (folder / "a.txt").write_bytes(sample.with_suffix(".txt").read_bytes())
    (folder / HOSTILE).write_bytes(b"%PDF-1.7 no more than that")
    for seed, name in enumerate(("one.json", "two.json")):
        order = {**os.environ, "PYTHONHASHSEED": str(seed)}
        done = crte("fiches", *out, "--report", name, cwd=tmp_path, env=order)
        assert done.returncode == 4, done.stderr
        words = done.stderr.decode("utf-8")
        assert steering(words) == []
        (line,) = lines_with(words, "[red]e.pdf")
        assert safe("\n") in line
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    report = json.loads((tmp_path / "one.json").read_text("utf-8"))
    assert [failure["source"] for failure in report["echecs"]] == [f"fiches/{HOSTILE}"]
    assert (report["sources"], report["fiches"]) == (2, 1)


# The terminal


def steering(words: str) -> list[str]:
    """The characters that could do something to a terminal."""
    return [c for c in words if unicodedata.category(c) in STEERING and c != "\n"]


def lines_with(words: str, part: str) -> list[str]:
    return [line for line in words.split("\n") if part in line]


def told(summary: Summary, seconds: float = 1.0) -> None:
    """The summary of a batch that is done."""
    tell_summary(summary, summary.sources, seconds)


@pytest.fixture(autouse=True)
def _no_colour_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def test_the_summary_is_a_line_and_tables(capfd: pytest.CaptureFixture[str]) -> None:
    summary = counted(*batch())
    summary.left_out = 7
    told(summary, 2.0)
    out, err = capfd.readouterr()
    assert out == ""
    first = err.split("\n")[0]
    assert first.split(", ") == [
        "3 sources read",
        "1 of them in an earlier run",
        "4 records",
        "2 to be checked (2 points)",
        "1 failed",
        "other files left out: 7",
        "in 2.0 s",
    ]
    assert re.search(r"^libelle_double +2 *$", err, re.MULTILINE)
    (line,) = lines_with(err, "Domaines d'action publique couvert ")
    assert re.search(r" 2 +Domaines d'action publique couverts \(9\d%\)", line)
    filled = counted(*batch()).filled
    for field in fields():
        (line,) = [line for line in err.split("\n") if line.startswith(f"{field.key} ")]
        count = filled[field.key]
        assert line.split() == [field.key, str(count), f"{count / 4:.0%}"]


def test_a_batch_that_was_stopped_gets_the_line_alone(capfd: pytest.CaptureFixture[str]) -> None:
    tell_summary(counted(*batch()), 9, 1.0)
    err = capfd.readouterr().err
    assert err.startswith("stopped after 4 of 9 sources, 3 sources read, ")
    assert err.count("\n") == 1


def test_a_long_batch_tells_its_speed(capfd: pytest.CaptureFixture[str]) -> None:
    told(counted(*[read(made())] * 30), 2.0)
    first = capfd.readouterr().err.split("\n")[0]
    assert first == "30 sources read, 0 to be checked, 0 failed, in 2.0 s (15 a second)"


def test_each_failed_file_is_told_with_its_reason_in_one_line(
    capfd: pytest.CaptureFixture[str],
) -> None:
    errors: list[CrteError] = [
        NotASheet(f"reason {n} of it").about(f"21/a{n}.pdf") for n in range(20)
    ]
    errors[7] = DamagedPdf("reason 7 of it", hint="try to mend it").about(f"{HOSTILE}7")
    errors[8] = EmptyFile(f"reason 8 of it {HOSTILE}").about("21/" + "é" * 90 + "8.pdf")
    told(counted(*map(failed, errors)))
    err = capfd.readouterr().err
    assert steering(err) == []
    for number, error in enumerate(errors):
        (line,) = lines_with(err, f"reason {number} of it")
        assert line.startswith(safe(error.source) + " ")
        assert line.rstrip().endswith(error.hint)


def test_a_log_holds_every_failure_a_terminal_the_first_ones(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = [EmptyFile("it is empty").about(f"{number}.pdf") for number in range(25)]
    told(counted(*map(failed, errors)))
    err = capfd.readouterr().err
    assert [line.split()[0] for line in lines_with(err, "it is empty")] == [
        error.source for error in errors
    ]
    assert "more" not in err
    monkeypatch.setenv("FORCE_COLOR", "1")  # makes a terminal of it
    monkeypatch.setenv("COLUMNS", "120")
    told(counted(*map(failed, errors)))
    err = capfd.readouterr().err
    assert len(lines_with(err, "it is empty")) == 20
    assert "… 5 more: --report lists all" in err


def test_failures_deep_in_folders_are_told_apart(capfd: pytest.CaptureFixture[str]) -> None:
    folder = "/partage/commun/" + "dossier/" * 15
    errors = [EmptyFile("it is empty").about(f"{folder}{name}.pdf") for name in ("a1", "a2")]
    told(counted(*map(failed, errors)))
    err = capfd.readouterr().err
    assert len(lines_with(err, "a1.pdf")) == len(lines_with(err, "a2.pdf")) == 1


def test_a_failure_in_wide_letters_stays_in_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    error = NotASheet("reason of it " + "漢" * 100).about("漢" * 110 + ".pdf")
    told(counted(failed(error)))
    (line,) = lines_with(capfd.readouterr().err, "漢")
    assert "漢.pdf" in line
    assert error.hint in line


@settings(max_examples=40)
@given(
    st.text() | st.text(["\x1b", "[", "\n", "\u202e", "\u2066", "\r", "\x9b", "é", "\U000e0041"])
)
def test_no_words_steer_a_terminal(words: str) -> None:
    """Whatever stands in a name, a reason, a label, a warning."""
    record = made(codes=("libelle_double",), unknown=(words,))
    record["avertissements"][0]["brut"] = words
    summary = counted(Outcome(words, (record,)), failed(CrteError(words, words).about(words)))
    err = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", err)
        told(summary)
        tell_error(summary.errors[0])
        tell_outcome(Outcome(words, (record,)), verbose=True)
    assert steering(err.getvalue()) == []
    assert "\ud800" not in err.getvalue()


def test_an_error_is_a_line_and_its_hint(capfd: pytest.CaptureFixture[str]) -> None:
    tell_error(DamagedPdf("it is broken", hint="mend it").about(HOSTILE))
    line, hint, rest = capfd.readouterr().err.split("\n")
    assert line == f"crte-extract: {safe(HOSTILE)}: it is broken"
    assert (hint.strip(), rest) == ("mend it", "")
    assert "[red]e.pdf" in line


def test_a_log_shows_no_progress(capfd: pytest.CaptureFixture[str]) -> None:
    with progress(3, shown=True) as advance:
        for outcome in batch():
            advance(outcome)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("stderr", [None, "closed pipe"])
def test_a_summary_that_nobody_reads_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, stderr: str | None
) -> None:
    class Gone(io.StringIO):
        def write(self, words: str) -> int:
            raise BrokenPipeError(32, words[:0])

        def flush(self) -> None:
            raise BrokenPipeError(32, "")

    monkeypatch.setattr(sys, "stderr", None if stderr is None else Gone())
    told(counted(*batch()))
