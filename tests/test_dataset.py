"""A folder of sheets, by the command: what is written where, and what happens when things go wrong."""

import csv
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import warm
from conftest import SAMPLES, expected, sections_of
from crte_extract.errors import ExitCode
from crte_extract.reading import MAX_LINES
from sheetmaker.fiches import BEARERS, path_of, record_of

TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"
PDF = SAMPLES / "fiche-crte-dijon-metropole.pdf"
MANY = 240
FORMATS = ("ndjson", "json", "yaml", "csv", "xlsx", "sqlite", "parquet")
Done = subprocess.CompletedProcess[bytes]


def start(*arguments: object, **options: Any) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "crte_extract.command.cli", *map(str, arguments)]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        **options,
    )


def run(*arguments: object, given: bytes | None = None, **options: Any) -> Done:
    done = warm.run([*map(str, arguments)], input=given, **{"timeout": 120, **options})
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def told(done: Done) -> str:
    return done.stderr.decode("utf-8")


def numbered(folder: Path, count: int) -> Path:
    """A folder of text sheets that differ in one figure, some folders deep."""
    text = TEXT.read_text("utf-8")
    for number in range(count):
        sheet = folder / f"{number % 3}" / f"fiche-{number:04}.txt"
        sheet.parent.mkdir(parents=True, exist_ok=True)
        sheet.write_text(text.replace("78.00M€", f"{number}.00M€"), "utf-8")
    return folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    """What a user sees in a folder: every file that isn't hidden."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def amounts(ndjson: bytes) -> list[int]:
    return [
        json.loads(x)["ingenierie_financement"]["depenses_investissement"]
        for x in ndjson.splitlines()
    ]


@pytest.fixture
def fiches(tmp_path: Path) -> Path:
    return numbered(tmp_path / "fiches", 9)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough sheets for a run to be cut in its middle."""
    return numbered(tmp_path_factory.mktemp("many") / "fiches", MANY)


# What comes out


def test_a_folder_to_standard_output_is_a_record_a_line_in_order(fiches: Path) -> None:
    done = run(fiches)
    assert done.returncode == 0
    assert amounts(done.stdout) == [n * 10**6 for n in (0, 3, 6, 1, 4, 7, 2, 5, 8)]
    assert "9 sources read" in told(done)


@pytest.mark.parametrize("form", FORMATS)
def test_the_bytes_are_the_same_whatever_the_jobs(tmp_path: Path, fiches: Path, form: str) -> None:
    (fiches / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    shutil.copy(PDF, fiches / "a.pdf")
    for jobs in (1, 3):
        order = {**os.environ, "PYTHONHASHSEED": str(jobs)}
        home = made(tmp_path, str(jobs))
        done = run(fiches, "-o", f"{jobs}/out.{form}", "-j", jobs, cwd=home, env=order)
        assert done.returncode == ExitCode.NO_RECORD, told(done)
    one, three = bytes_of(tmp_path / "1"), bytes_of(tmp_path / "3")
    assert one.keys() >= {f"out.{form}"}
    assert one == three


def made(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder


def test_a_folder_gets_a_file_a_sheet_in_the_same_shape(tmp_path: Path, fiches: Path) -> None:
    assert run(fiches, "-o", f"{tmp_path}/records/").returncode == 0
    written = bytes_of(tmp_path / "records")
    assert sorted(written) == sorted(f"{n % 3}/fiche-{n:04}.json" for n in range(9))
    assert written["1/fiche-0004.json"] == run(fiches / "1" / "fiche-0004.txt").stdout
    assert run(fiches, "-o", f"{tmp_path}/yaml/", "-f", "yaml").returncode == 0
    assert sorted(bytes_of(tmp_path / "yaml")) == [
        x.replace("json", "yaml") for x in sorted(written)
    ]


def test_an_existing_folder_needs_no_slash(tmp_path: Path, fiches: Path) -> None:
    (tmp_path / "records").mkdir()
    assert run(fiches, "-o", tmp_path / "records").returncode == 0
    assert len(bytes_of(tmp_path / "records")) == 9


def test_every_format_holds_the_same_sheets(tmp_path: Path, fiches: Path) -> None:
    expected = amounts(run(fiches).stdout)
    for form in ("csv", "sqlite"):
        assert run(fiches, "-o", tmp_path / f"out.{form}").returncode == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert [int(row["depenses_investissement"]) for row in rows] == expected
    assert rows[1]["chemin"] == "0/fiche-0003.txt"
    with closing(sqlite3.connect(tmp_path / "out.sqlite")) as database:
        query = "SELECT depenses_investissement FROM fiches ORDER BY fiche_id"
        assert [row[0] for row in database.execute(query)] == expected


def test_csv_goes_to_standard_output_too(fiches: Path) -> None:
    done = run(fiches, "-f", "csv", "-q")
    assert done.returncode == 0
    assert len(list(csv.reader(io.StringIO(done.stdout.decode("utf-8-sig"))))) == 10


def test_sources_may_be_mixed(fiches: Path) -> None:
    done = run(PDF, fiches / "2", "-", fiches / "0" / "fiche-0000.txt", given=TEXT.read_bytes())
    assert amounts(done.stdout) == [n * 10**6 for n in (78, 2, 5, 8, 78, 0)]


def test_an_output_inside_the_folder_is_no_source(fiches: Path) -> None:
    first = run(fiches, "-o", fiches / "out.ndjson", "--report", fiches / "report.json")
    assert first.returncode == 0, told(first)
    again = run(fiches, "-o", fiches / "out.ndjson", "--report", fiches / "report.json")
    assert again.returncode == 0, told(again)
    assert run(fiches, "-o", f"{fiches}/records/").returncode == 0
    assert (
        run(fiches, "-o", f"{fiches}/records/", "--include", "*").returncode == ExitCode.NO_RECORD
    )
    assert not list(fiches.glob("records/records/*"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((".", "."), "named twice"),
        (("1", "../fiches/1/"), "named twice"),
        ((".", "1"), "1 lies in ., which is read as well"),
        (("1/fiche-0001.txt", "1"), "1/fiche-0001.txt lies in 1"),
        (("1", "--report", "nowhere/report.json"), "no folder for the report"),
    ],
)
def test_what_would_count_twice_is_refused(
    fiches: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run(*arguments, cwd=fiches)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert words in told(done)


# Names


def test_sources_that_would_share_an_output_both_survive(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, amount in {"a.pdf": None, "a.txt": 1, "B.txt": 2, "b.TXT": 3, "c.txt": 4}.items():
        text = TEXT.read_text("utf-8").replace("78.00M€", f"{amount}.00M€")
        (folder / name).write_bytes(PDF.read_bytes() if amount is None else text.encode())
    assert run(folder, "-o", f"{tmp_path}/out/").returncode == 0
    written = bytes_of(tmp_path / "out")
    assert len({name.casefold() for name in written}) == 5
    assert {"a.pdf.json", "a.txt.json", "c.json"} <= set(written)
    found = {
        json.loads(x)["ingenierie_financement"]["depenses_investissement"] for x in written.values()
    }
    assert found == {78 * 10**6, 10**6, 2 * 10**6, 3 * 10**6, 4 * 10**6}


def test_nothing_is_written_outside_the_output_folder(tmp_path: Path, fiches: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "1").symlink_to(outside)
    done = run(fiches, "-o", f"{tmp_path}/out/")
    assert done.returncode == ExitCode.OUTPUT
    assert "leads out of" in told(done)
    assert bytes_of(outside) == {}
    assert bytes_of(tmp_path / "out") == {}


def test_a_source_is_never_written_over(tmp_path: Path) -> None:
    sheet = tmp_path / "a.json"
    sheet.write_bytes(TEXT.read_bytes())
    done = run(tmp_path, "--include", "*.json", "-o", tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "a.json: it is one of the sources" in told(done)
    assert sheet.read_bytes() == TEXT.read_bytes()


# What fails


def test_what_fails_is_told_and_the_rest_is_written(tmp_path: Path, fiches: Path) -> None:
    (fiches / "0" / "broken.pdf").write_bytes(PDF.read_bytes()[:3000])
    (fiches / "other.txt").write_text("Un autre document.", "utf-8")
    os.mkfifo(fiches / "pipe.pdf")
    (fiches / "gone.pdf").symlink_to("nowhere.pdf")
    done = run(fiches, "-o", tmp_path / "out.ndjson", "--report", tmp_path / "report.json")
    assert done.returncode == ExitCode.NO_RECORD
    assert len(amounts((tmp_path / "out.ndjson").read_bytes())) == 9
    for name, reason in {
        "broken.pdf": "damaged",
        "other.txt": "no label",
        "pipe.pdf": "not a regular file",
        "gone.pdf": "no such file",
    }.items():
        (line,) = [line for line in told(done).splitlines() if name in line]
        assert reason in line
    report = json.loads((tmp_path / "report.json").read_bytes())
    assert (report["sources"], report["sources_lues"], report["sources_en_echec"]) == (13, 9, 4)
    assert {Path(e["source"]).name for e in report["echecs"]} == {
        "broken.pdf",
        "other.txt",
        "pipe.pdf",
        "gone.pdf",
    }


@pytest.mark.parametrize("content", [None, "sheet.doc", ".hidden.pdf"])
def test_a_folder_without_a_sheet_is_an_error(tmp_path: Path, content: str | None) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    if content:
        (folder / content).write_bytes(PDF.read_bytes())
    done = run(folder, "-o", tmp_path / "out.csv")
    assert (done.returncode, done.stdout) == (ExitCode.NO_RECORD, b"")
    assert "no sheet in this folder" in told(done)
    assert not (tmp_path / "out.csv").exists()


def test_a_hang_fails_alone(tmp_path: Path, fiches: Path) -> None:
    labels = "Email de contact : Email de contact : a@b.fr\n"
    (fiches / "slow.txt").write_text(labels * (MAX_LINES - 1), "utf-8")
    done = run(fiches, "--timeout", "2", "-j", "2")
    assert done.returncode == ExitCode.NO_RECORD
    assert len(amounts(done.stdout)) == 9
    (line,) = [line for line in told(done).splitlines() if "slow.txt" in line]
    assert "not read within 2 s" in line


def test_a_sheet_that_wants_too_much_memory_fails_alone(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(TEXT, folder / "a.txt")
    astray = "\ufffd\n" * (MAX_LINES - 9)  # each is told twice: that it is strange, and of no field
    (folder / "huge.txt").write_text(f"Email de contact : a@b.fr\n\n{astray}", "utf-8")
    done = run(folder, "--memory", "256")
    assert done.returncode == ExitCode.NO_RECORD
    assert amounts(done.stdout) == [78 * 10**6]
    (line,) = [line for line in told(done).splitlines() if "huge.txt" in line]
    assert "256 MiB" in line


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("form", [*(f".{form}" for form in FORMATS), "/"])
def test_a_full_disk_is_one_clear_error(tmp_path: Path, many: Path, form: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        done = run(many, "-o", f"{disk}/out{form}")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert done.returncode == ExitCode.OUTPUT
    errors = [line for line in told(done).splitlines() if line.startswith("crte-extract: ")]
    assert len(errors) == 1
    assert "full" in errors[0] or "No space" in errors[0]


def test_an_output_that_cannot_be_made(tmp_path: Path, fiches: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for output in ("file/out.csv", "nowhere/out.ndjson", "file/out/"):
        done = run(fiches, "-o", output, cwd=tmp_path)
        assert done.returncode == ExitCode.OUTPUT
        assert told(done).startswith("crte-extract: ")
        assert len(told(done).splitlines()) == 2


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_a_missing_extra_is_told_before_anything_is_read(
    tmp_path: Path, fiches: Path, form: str
) -> None:
    package = {"xlsx": "xlsxwriter", "parquet": "pyarrow"}[form]
    hide = f"import sys; sys.modules['{package}'] = None; import crte_extract.command.cli as c; c.main()"
    done = subprocess.run(
        [sys.executable, "-c", hide, fiches, "-o", tmp_path / f"out.{form}"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == ExitCode.USAGE
    assert f"pip install 'crte-extract[{form}]'" in told(done)
    assert bytes_of(tmp_path) == {str(Path("fiches") / k): v for k, v in bytes_of(fiches).items()}


# Cut short, and gone on with


def cut(process: "subprocess.Popen[bytes]", seconds: float, how: signal.Signals) -> Done:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, how)
    out, err = process.communicate(timeout=60)
    return Done(process.args, process.returncode, out, err)


def workers_of(process: "subprocess.Popen[bytes]") -> list[int]:
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]


def gone(pids: list[int]) -> bool:
    """Whether all these processes end within some seconds."""
    for _ in range(100):
        if not any(Path(f"/proc/{pid}/status").exists() for pid in pids):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("form", "how"),
    [("ndjson", signal.SIGINT), ("sqlite", signal.SIGTERM), ("/", signal.SIGINT)],
)
def test_an_interrupted_run_says_how_to_go_on(
    tmp_path: Path, many: Path, form: str, how: signal.Signals
) -> None:
    output = tmp_path / (f"out.{form}" if form != "/" else "out/")
    target = f"{output}/" if form == "/" else str(output)
    process = start(many, "-o", target, "--password", "secret", "-j", "1")
    while process.poll() is None and not journalled(tmp_path):
        time.sleep(0.02)
    pids = workers_of(process)
    done = cut(process, 0, how)
    assert done.returncode == ExitCode.INTERRUPTED, told(done)
    assert gone(pids)
    assert "Traceback" not in told(done)
    assert "secret" not in told(done)
    (again,) = [line for line in told(done).splitlines() if line.startswith("to go on")]
    assert again.endswith(f"-o {target} --password '…' -j 1 --resume")
    assert form == "/" or not output.exists()
    for content in bytes_of(tmp_path).values():
        json.loads(content)
    resumed = run(many, "-o", target, "--resume")
    assert resumed.returncode == 0
    assert "in an earlier run" in told(resumed)
    whole = tmp_path / "whole"
    whole.mkdir()
    other = whole / (f"out.{form}" if form != "/" else "out")
    assert run(many, "-o", f"{other}/" if form == "/" else other).returncode == 0
    assert digest(output) == digest(other)


def journalled(folder: Path) -> bool:
    return any(path.stat().st_size > 60_000 for path in folder.rglob(".*resume"))


def digest(output: Path) -> str:
    parts = bytes_of(output) if output.is_dir() else {"": output.read_bytes()}
    return hashlib.sha256(repr(sorted(parts.items())).encode()).hexdigest()


@pytest.mark.parametrize("form", ["csv", "sqlite", "/"])
def test_a_kill_at_any_moment_leaves_no_half_file(tmp_path: Path, many: Path, form: str) -> None:
    chance = random.Random(form)
    target = str(tmp_path / (f"out.{form}" if form != "/" else "out")) + (
        "/" if form == "/" else ""
    )
    whole = tmp_path.with_name(tmp_path.name + "-whole")
    whole.mkdir()
    other = target.replace(str(tmp_path), str(whole))
    assert run(many, "-o", other).returncode == 0
    for _ in range(3):
        process = start(many, "-o", target, "--resume")
        pids: list[int] = []
        time.sleep(chance.uniform(0.2, 0.9))
        pids = workers_of(process) if process.poll() is None else []
        cut(process, 0, signal.SIGKILL)
        assert gone(pids)
        complete = bytes_of(whole)
        for name, content in bytes_of(tmp_path).items():
            assert content == complete[name]
    assert run(many, "-o", target, "--resume").returncode == 0
    assert bytes_of(tmp_path) == bytes_of(whole)
    assert not list(tmp_path.rglob("*.part")), "what a killed run left is cleaned up"


def test_resume_reads_only_what_is_new_or_changed(tmp_path: Path, fiches: Path) -> None:
    output = tmp_path / "out.csv"
    assert run(fiches, "-o", output).returncode == 0
    changed = fiches / "0" / "fiche-0003.txt"
    changed.write_text(changed.read_text("utf-8").replace("3.00M€", "55.00M€"), "utf-8")
    (fiches / "0" / "new.txt").write_bytes(TEXT.read_bytes())
    (fiches / "2" / "fiche-0008.txt").unlink()
    (fiches / "1").rename(fiches / "9")
    done = run(fiches, "-o", output, "--resume")
    assert done.returncode == 0
    assert "9 sources read, 7 of them in an earlier run" in told(done)
    fresh = run(fiches, "-o", tmp_path / "fresh.csv")
    assert fresh.returncode == 0
    assert output.read_bytes() == (tmp_path / "fresh.csv").read_bytes()


def test_resume_reads_again_what_failed(tmp_path: Path, fiches: Path) -> None:
    (fiches / "late.pdf").write_bytes(b"%PDF-1.7 half")
    output = tmp_path / "out.ndjson"
    assert run(fiches, "-o", output).returncode == ExitCode.NO_RECORD
    (fiches / "late.pdf").write_bytes(PDF.read_bytes())
    assert run(fiches, "-o", output, "--resume").returncode == 0
    assert len(amounts(output.read_bytes())) == 10


def test_resume_with_other_options_reads_anew(tmp_path: Path, fiches: Path) -> None:
    output = tmp_path / "out.ndjson"
    assert run(fiches, "-o", output).returncode == 0
    done = run(fiches, "-o", output, "--resume", "--provenance")
    assert "earlier run" not in told(done)
    assert all("provenance" in json.loads(line) for line in output.read_bytes().splitlines())


def test_two_runs_do_not_write_one_output(tmp_path: Path, many: Path) -> None:
    first = start(many, "-o", tmp_path / "out.ndjson")
    while not is_locked(tmp_path / ".out.ndjson.resume"):
        assert first.poll() is None
        time.sleep(0.005)
    first.send_signal(signal.SIGSTOP)  # however slow the second is to start, the first is under way
    second = run(many, "-o", tmp_path / "out.ndjson")
    first.send_signal(signal.SIGCONT)
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert second.returncode == ExitCode.OUTPUT
    assert "another run" in told(second)
    assert len((tmp_path / "out.ndjson").read_bytes().splitlines()) == MANY


def is_locked(journal: Path) -> bool:
    if not journal.exists():
        return False
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=0)) as database:
        try:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
    return False


def test_a_reader_that_has_had_enough_ends_the_run(many: Path) -> None:
    process = start(many)
    assert process.stdout is not None
    assert process.stdout.read(10) == b'{"version"'
    pids = workers_of(process)
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0
    assert said == b""
    assert gone(pids)


# The cluster


@pytest.fixture
def scheduler() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.filterwarnings("default")
def test_a_dask_cluster_gives_the_same_bytes(tmp_path: Path, fiches: Path, scheduler: str) -> None:
    shutil.copy(PDF, fiches / "a.pdf")
    (fiches / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    here = run("fiches", "-o", "here.ndjson", cwd=tmp_path)
    there = run("fiches", "-o", "there.ndjson", "--scheduler", scheduler, cwd=tmp_path)
    assert (here.returncode, there.returncode) == (ExitCode.NO_RECORD, ExitCode.NO_RECORD)
    assert "broken.pdf" in told(there)
    assert (tmp_path / "here.ndjson").read_bytes() == (tmp_path / "there.ndjson").read_bytes()


def test_no_scheduler_at_the_address(fiches: Path) -> None:
    pytest.importorskip("distributed")
    done = run(fiches, "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == ExitCode.NO_RECORD
    assert "no Dask scheduler answers" in told(done)


# The samples


def test_the_made_sheets_of_the_samples_are_read_right() -> None:
    done = run(SAMPLES / "fiches")
    assert done.returncode == 0
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["source"]["nom"] for record in records] == [path_of(b).name for b in BEARERS]
    for bearer, record in zip(BEARERS, records, strict=True):
        truth = record_of(bearer)
        assert sections_of(record) == sections_of(expected(truth))
