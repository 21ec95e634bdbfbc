"""What is read is never written over, and nothing is written twice, nor read twice."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from conftest import SAMPLES, Run
from crte_extract.batch.clashes import Written, check_sources, check_written
from crte_extract.errors import ExitCode, SameFile

TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a sheet (under three more names), and a folder of sheets; the one in use."""
    (tmp_path / "fiches" / "21").mkdir(parents=True)
    for name in ("s.txt", "fiches/a.txt", "fiches/21/b.txt"):
        shutil.copy(TEXT, tmp_path / name)
    (tmp_path / "link.txt").symlink_to("s.txt")
    (tmp_path / "hard.txt").hardlink_to(tmp_path / "s.txt")
    (tmp_path / "way").symlink_to("fiches")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# Sources


@pytest.mark.parametrize(
    "arguments",
    [
        ("s.txt", "s.txt"),
        ("s.txt", "./s.txt"),
        ("s.txt", "fiches/../s.txt"),
        ("s.txt", "link.txt"),
        ("-", "s.txt", "-x", "s.txt"),
        ("fiches", "fiches/"),
        ("fiches", "way"),
    ],
)
def test_what_is_named_twice_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SameFile, match="named twice"):
        check_sources(arguments)


@pytest.mark.parametrize(
    "arguments", [("fiches", "fiches/a.txt"), ("way/21/b.txt", "fiches"), ("fiches/21", ".")]
)
def test_what_lies_in_a_folder_that_is_read_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SameFile, match="lies in"):
        check_sources(arguments)


@pytest.mark.parametrize(
    "arguments",
    [("s.txt", "fiches"), ("-", "s.txt"), ("", ""), ("x" * 300, "s.txt"), ("fiches/21", "s.txt")],
)
def test_what_is_distinct_is_fine(arguments: tuple[str, ...]) -> None:
    check_sources(arguments)


# Outputs


@pytest.mark.parametrize("name", ["s.txt", "./s.txt", "link.txt", "hard.txt"])
def test_a_source_is_no_output(name: str) -> None:
    with pytest.raises(SameFile, match=r"one of the sources, and the report would") as refused:
        check_written([Written("the report", Path(name))], ["other.txt", "s.txt", "-"])
    assert refused.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize("other", ["out.csv", "./out.csv", "fiches/../out.csv", "old.csv"])
def test_two_outputs_are_not_one_file(home: Path, other: str) -> None:
    (home / "old.csv").symlink_to("out.csv")
    written = [Written("the output", Path("out.csv")), Written("the report", Path(other))]
    with pytest.raises(SameFile, match="the output and the report at once"):
        check_written(written, ["s.txt"])


def test_what_is_written_beside_is_fine() -> None:
    written = [Written("the output", Path("out.csv")), Written("the report", Path("out.json"))]
    check_written(written, ["s.txt", "nowhere.txt", "-"])


COMMANDS = {
    "report on output": "s.txt --report same.json -o same.json",
    "report on source": "s.txt --report s.txt",
    "report on a link to a source": "s.txt --report link.txt",
    "report on a source in a folder": "fiches --report fiches/a.txt",
    "report on a source by another way": "fiches --report way/21/b.txt",
    "report on the journal": "fiches -o out.csv --report .out.csv.resume",
    "report on a table": "fiches -o out.parquet --report out.acteurs.parquet",
    "report on a record": "fiches -o out/ --report out/a.json",
    "report on the folder's journal": "fiches -o fiches/ --report fiches/.crte-extract.resume",
    "report on a review's page": "fiches -f html -o out/ --report out/fiches/a.html",
    "report on a review's overview": "fiches -f html -o out/ --report out/index.html",
    "output on the password": "s.txt --password-file fiches/c.json -o fiches/c.json",
    "report on the password": "s.txt --password-file same.json --report same.json",
    "output on source": "s.txt -f json -o s.txt",
    "output on a source in a folder": "fiches -f csv -o fiches/a.txt",
    "output on an included source": "fiches --include *.csv -o fiches/old.csv",
    "record on source": "fiches --include *.json -o fiches/",
    "record on source by another way": "fiches --include *.json -o way/",
    "record on source that is reached by another way": "way --include *.json -o fiches/",
    "schema on source": "s.txt --schema -f csv -o s.txt",
    "twice": "s.txt link.txt -o out.json",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_written_where_files_would_be_lost(home: Path, crte: Run, command: str) -> None:
    for name in ("same.json", "out/a.json", "out/fiches/a.html", "fiches/old.csv", "fiches/c.json"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"precious")
    before = contents(home)
    done = crte(*COMMANDS[command].split())
    assert done.returncode == ExitCode.USAGE, done.stderr
    assert done.stdout == b""
    assert len(done.stderr.splitlines()) == 2
    assert contents(home) == before


@pytest.mark.parametrize("asked", ["-o out/", "-f html -o out/"])
def test_no_link_in_an_output_folder_leads_out_of_it(home: Path, crte: Run, asked: str) -> None:
    (home / "elsewhere").mkdir()
    (home / "out").mkdir()
    for inside in ("21", "fiches"):
        (home / "out" / inside).symlink_to(home / "elsewhere")
    done = crte("fiches", *asked.split())
    assert done.returncode == ExitCode.OUTPUT
    assert b"a link in it leads out of out" in done.stderr
    assert list((home / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    "asked",
    ["- -f json -o s.txt", "- --report s.txt", "- s.txt", "- -o x.json --report link.txt"],
)
def test_standard_input_may_be_a_file_too(home: Path, crte: Run, asked: str) -> None:
    before = contents(home)
    with (home / "s.txt").open("rb") as given:
        done = crte(*asked.split(), stdin=given)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert contents(home) == before
    assert crte("-", "-q", "-o", "x.json", given=TEXT.read_bytes()).returncode == 0


def test_an_output_of_an_earlier_run_in_the_folder_that_is_read_is_written_anew(
    home: Path, crte: Run
) -> None:
    asked = ("fiches", "-q", "-o", "fiches/out.ndjson", "--report", "fiches/report.json")
    for _ in range(2):
        assert crte(*asked).returncode == 0
        assert len((home / "fiches" / "out.ndjson").read_bytes().splitlines()) == 2
    assert json.loads((home / "fiches" / "report.json").read_bytes())["fichiers_ignores"] == 0


def test_what_an_earlier_run_wrote_is_no_source_whatever_is_included(home: Path, crte: Run) -> None:
    asked = [
        "fiches",
        "--include",
        "*",
        "-q",
        "-o",
        "fiches/out.csv",
        "--report",
        "fiches/report.json",
    ]
    for _ in range(2):
        done = crte(*asked)
        assert done.returncode == 0, done.stderr
    (home / "fiches" / "report.json").write_bytes(TEXT.read_bytes())
    done = crte(*asked)
    assert done.returncode == ExitCode.USAGE
    assert (home / "fiches" / "report.json").read_bytes() == TEXT.read_bytes()
    (home / "fiches" / ".out.csv.resume").unlink()
    assert crte(*asked[:-2]).returncode == ExitCode.USAGE


def test_a_report_may_lie_in_the_output_folder(home: Path, crte: Run) -> None:
    assert crte("fiches", "-q", "-o", "out/", "--report", "out/report.json").returncode == 0
    names = sorted(contents(home / "out"))
    assert [name for name in names if not name.startswith(".")] == [
        "21/b.json",
        "a.json",
        "report.json",
    ]


def test_the_same_content_under_two_names_is_told(home: Path, crte: Run) -> None:
    done = crte("fiches", "--report", "report.json")
    assert b"fiches/a.txt = fiches/21/b.txt" in done.stderr
    report = json.loads((home / "report.json").read_bytes())
    assert report["contenus_identiques"] == [["fiches/a.txt", "fiches/21/b.txt"]]
    few = crte("s.txt", "hard.txt")
    assert few.stderr == b"the same content: s.txt = hard.txt\n"
    assert crte("s.txt", "hard.txt", "-q").stderr == b""


def test_a_folder_may_be_read_and_written_to(home: Path, crte: Run) -> None:
    assert crte("fiches", "-q", "-o", "fiches/").returncode == 0
    assert {"a.json", "21/b.json"} <= set(contents(home / "fiches"))
    assert os.path.realpath("way") == str(home / "fiches")
