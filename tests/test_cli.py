"""The command, run as a user runs it: what it prints where, and its exit codes."""

import gc
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
import yaml
from jsonschema import Draft202012Validator

import warm
from conftest import ON_EVERY_SHEET, SECTIONS
from crte_extract import __main__, __version__
from crte_extract.command.cli import app
from crte_extract.errors import ExitCode

SAMPLES = Path(__file__).parent.parent / "samples"
TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"
PDF = SAMPLES / "fiche-crte-dijon-metropole.pdf"
COMMAND = Path(sysconfig.get_path("scripts")) / "crte-extract"
Done = subprocess.CompletedProcess[bytes]


def run(*arguments: str | Path | bytes, **options: Any) -> Done:
    return warm.run(arguments, **options)


def told(done: Done) -> str:
    """What was said on standard error; a bug there is never told as an error of the user's."""
    words = done.stderr.decode("utf-8")
    assert "Traceback" not in words, words
    return words


def good(*arguments: str | Path | bytes, **options: Any) -> bytes:
    done = run(*arguments, **options)
    assert done.returncode == 0, told(done)
    return bytes(done.stdout)


@cache
def usual(sheet: Path) -> bytes:
    return good(sheet)


def harmful(words: bytes) -> list[str]:
    """What could steer a terminal, or turn text around on it."""
    return [c for c in words.decode("utf-8") if not c.isprintable() and c not in "\n\u00a0"]


def environment(**changes: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}}
    return {**kept, **changes}


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A sheet that gives a record and one warning."""
    sheet = tmp_path / "odd.txt"
    sheet.write_text(TEXT.read_text("utf-8").replace("78.00M€", "environ 78 M€"), "utf-8")
    return sheet


@pytest.fixture
def no_sheet(tmp_path: Path) -> Path:
    other = tmp_path / "other.txt"
    other.write_text("Un autre document.\n", "utf-8")
    return other


# Data


@pytest.mark.parametrize("sheet", [TEXT, PDF])
def test_one_source_gives_one_indented_object(sheet: Path) -> None:
    done = run(sheet)
    assert done.returncode == 0
    assert done.stderr == b""
    record = json.loads(done.stdout)
    assert done.stdout.decode() == json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    assert record["source"]["nom"] == sheet.name
    assert record["ingenierie_financement"]["depenses_investissement"] == 78000000


def test_several_sources_give_a_record_a_line() -> None:
    lines = good(TEXT, PDF).decode().splitlines()
    assert [json.loads(line)["source"]["nom"] for line in lines] == [TEXT.name, PDF.name]


def test_several_sheets_in_one_file_give_a_record_each(tmp_path: Path) -> None:
    both = tmp_path / "both.txt"
    both.write_text(TEXT.read_text("utf-8") * 2, "utf-8")
    lines = good(both).decode().splitlines()
    assert [json.loads(line)["plan_action"]["nombre_fiches_action"] for line in lines] == [43, 43]


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
@pytest.mark.parametrize("sheet", [TEXT, PDF])
def test_a_dash_is_standard_input(sheet: Path, name: str) -> None:
    with sheet.open("rb") as given:
        assert good(name, stdin=given) == good("-", input=sheet.read_bytes())
    record = json.loads(good(name, input=sheet.read_bytes()))
    assert record["source"]["nom"] == "-"
    assert record["plan_action"]["nombre_fiches_projet"] == 47


@pytest.mark.parametrize(
    ("ending", "count"),
    [
        (".json", 1),
        (".json", 2),
        (".YAML", 1),
        (".yml", 2),
        (".ndjson", 1),
        (".jsonl", 2),
    ],
)
def test_the_ending_of_the_output_names_its_format(tmp_path: Path, ending: str, count: int) -> None:
    sheets = [TEXT, PDF][:count]
    assert good(*sheets, "-o", tmp_path / f"out{ending}") == b""
    words = (tmp_path / f"out{ending}").read_text("utf-8")
    assert read_back(words, ending.lower()) == [json.loads(usual(sheet)) for sheet in sheets]
    assert (words.count("\n") == count) == (ending in {".ndjson", ".jsonl"})


def read_back(text: str, ending: str) -> list[dict[str, Any]]:
    if ending in {".yaml", ".yml"}:
        return list(yaml.safe_load_all(text))
    if ending == ".json":
        whole = json.loads(text)
        return whole if isinstance(whole, list) else [whole]
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(("form", "ending"), [("yaml", ".yaml"), ("ndjson", ".ndjson")])
def test_a_format_may_be_asked_for(form: str, ending: str) -> None:
    (record,) = read_back(good(TEXT, "-f", form).decode(), ending)
    assert record == json.loads(usual(TEXT))


def test_a_format_gives_an_unknown_ending_its_meaning(tmp_path: Path) -> None:
    good(TEXT, "-f", "json", "-o", tmp_path / "out.txt")
    assert json.loads((tmp_path / "out.txt").read_bytes())["version"] == "2"


def test_the_schema_is_that_of_the_records() -> None:
    schema = json.loads(good("--schema"))
    Draft202012Validator.check_schema(schema)
    for line in good(TEXT, PDF, "--provenance").splitlines():
        assert list(Draft202012Validator(schema).iter_errors(json.loads(line))) == []


def test_a_dash_as_output_is_standard_output() -> None:
    assert good(TEXT, "-o", "-") == usual(TEXT)
    assert good("--schema", "-o", "-") == good("--schema")


@pytest.mark.parametrize("form", ["json", "csv"])
def test_the_schema_goes_to_a_file_too(tmp_path: Path, form: str) -> None:
    printed = good("--schema", "-f", form)
    for asked in (["-o", f"schema.{form}"], ["-o", "schema.txt", "-f", form]):
        assert good("--schema", *asked, cwd=tmp_path) == b""
        assert (tmp_path / asked[1]).read_bytes() == printed
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("word", "format"), [("CSV", "csv"), ("Json", "json"), ("NDJSON", "ndjson")]
)
def test_a_format_in_any_case(word: str, format: str) -> None:
    assert good(TEXT, "-f", word) == good(TEXT, "-f", format)
    assert good(PDF, "--reader", "PDFium") == good(PDF, "--reader", "pdfium")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (("-f", "cvs"), "did you mean csv?"),
        (("-f", "xls"), "did you mean xlsx?"),
        (("-f", "sqllite"), "did you mean sqlite?"),
        (("-f", "pdf"), "there is none such"),
        (("--reader", "pdfplumer"), "did you mean pdfplumber?"),
    ],
)
def test_a_slip_in_a_format_is_told_with_what_was_meant(asked: tuple[str, str], meant: str) -> None:
    done = run(TEXT, *asked)
    assert done.returncode == ExitCode.USAGE
    (line,) = [line for line in told(done).splitlines() if line.startswith("Error:")]
    assert f"{asked[1]}: {meant}" in line
    assert line.endswith(", view" if asked[0] == "-f" else ", pdfplumber")


def test_provenance_tells_where_each_field_was_read() -> None:
    assert "provenance" not in json.loads(usual(PDF))
    lines = good(PDF, TEXT, "--provenance").splitlines()
    pdf, text = (json.loads(line)["provenance"] for line in lines)
    assert sum(map(len, pdf.values())) == sum(map(len, text.values())) == len(ON_EVERY_SHEET)
    (place,) = pdf["ingenierie_financement"]["depenses_investissement"]
    x0, top, x1, bottom = place["bbox"]
    assert 0 <= x0 < x1 <= 596
    assert 0 <= top < bottom <= 842
    assert "78.00M€" in place["brut"]
    (place,) = text["informations_generales"]["date_signature"]
    printed = TEXT.read_text("utf-8").splitlines()[place["ligne"] - 1]
    assert place == {"page": None, "bbox": None, "ligne": place["ligne"], "brut": printed}


@pytest.mark.parametrize("sheet", [TEXT, PDF])
def test_the_same_bytes_give_the_same_bytes(tmp_path: Path, sheet: Path) -> None:
    copy = tmp_path / sheet.name
    copy.write_bytes(sheet.read_bytes())
    os.utime(copy, (0, 0))
    elsewhere = environment(PYTHONHASHSEED="2", TZ="Asia/Tokyo", COLUMNS="20")
    assert good(sheet.name, cwd=tmp_path, env=elsewhere) == usual(sheet)


def test_utf8_whatever_the_locale() -> None:
    posix = environment(LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert good(TEXT, env=posix) == usual(TEXT)
    assert good(TEXT, env={**posix, "PYTHONIOENCODING": "latin-1"}) == usual(TEXT)


def test_it_runs_as_a_module_too() -> None:
    for name in ("crte_extract", "crte_extract.command.cli"):
        command = [sys.executable, "-m", name, TEXT]
        assert subprocess.run(command, capture_output=True, check=True).stdout == usual(TEXT)


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.15, 0.2])
def test_an_interrupt_while_it_loads_is_no_bug(seconds: float) -> None:
    with subprocess.Popen(
        [COMMAND, "--version"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as child:
        time.sleep(seconds)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=30)
    assert b"__main__.py" not in said  # before its first line the interrupt is Python's own


def module(loading: Callable[[], object]) -> ModuleType:
    """A module that does this as it is loaded, and may fail."""
    made = ModuleType("crte_extract.command")
    made.__getattr__ = lambda name: loading()  # type: ignore[method-assign]
    return made


def failing_behind(first: BaseException, *, chained: bool) -> None:
    """Raises an error from another, or while that one is handled."""
    try:
        raise first
    except BaseException as error:
        middle = ImportError("it could not be loaded")
        raise RuntimeError("a class could not be made") from (middle if chained else error)


@pytest.fixture
def garbage() -> Iterator[None]:
    """Garbage is looked for everywhere when the test has ended."""
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("garbage")
def test_no_garbage_is_looked_for_among_what_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[bool] = []
    command = module(lambda: lambda: found.append(gc.isenabled()))
    monkeypatch.setitem(sys.modules, "crte_extract.command", command)
    __main__.main()
    assert found == [False]
    assert gc.isenabled()
    assert gc.get_freeze_count()


@pytest.mark.usefixtures("garbage")
@pytest.mark.parametrize("asked", [["--quiet"], ["--explain"]])
def test_garbage_of_sheets_is_looked_for(asked: list[str], tmp_path: Path) -> None:
    gc.disable()
    assert app([*asked, str(tmp_path / "none.txt")], standalone_mode=False) == ExitCode.NO_RECORD
    assert gc.isenabled()


@pytest.mark.usefixtures("garbage")
@pytest.mark.parametrize("chained", [False, True])
@pytest.mark.parametrize(
    ("first", "raised", "code"),
    [(KeyboardInterrupt(), SystemExit, 130), (ValueError(), RuntimeError, None)],
)
def test_an_interrupt_behind_another_error_is_one(
    monkeypatch: pytest.MonkeyPatch,
    first: BaseException,
    raised: type[BaseException],
    code: int | None,
    chained: bool,
) -> None:
    failing = partial(failing_behind, first, chained=chained)
    monkeypatch.setitem(sys.modules, "crte_extract.command", module(failing))
    with pytest.raises(raised) as found:
        __main__.main()
    assert getattr(found.value, "code", None) == code


# Help and version


def test_version() -> None:
    assert good("--version").decode() == f"crte-extract {__version__}\n"


def test_help_tells_every_option_and_exit_code() -> None:
    words = good("--help").decode()
    for option in ("-o", "-f", "--strict", "--provenance", "--reader", "--password", "--schema"):
        assert option in words
    exit_codes = re.search(r"Exit codes: (.*?)\n\n", words, re.DOTALL)
    assert exit_codes is not None
    assert {int(n) for n in re.findall(r"\d+", exit_codes[1])} == set(ExitCode)
    assert "\x1b" not in words


@pytest.mark.parametrize("about", typer.main.get_command(app).params, ids=lambda p: str(p.name))
def test_every_option_has_help(about: Any) -> None:
    assert len(about.help.split()) > 2
    assert about.help.endswith(".")


# Exit codes


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (
            ["sheet.txt", "-o", "out.docx"],
            [".json", ".yaml", ".yml", ".ndjson", ".jsonl", ".csv", ".xlsx", "out.docx"],
        ),
        (["sheet.txt", "-o", "out"], [".json", ".yaml", ".yml", ".ndjson", ".jsonl"]),
        (["sheet.txt", "-o", "out.json", "-f", "yaml"], ["out.json", "yaml"]),
        (["sheet.txt", "-f", "docx"], ["json", "yaml", "ndjson", "csv"]),
        *((["sheet.txt", "-f", form], [form, "-o"]) for form in ("xlsx", "sqlite", "parquet")),
        (["sheet.txt", "-o", "out/", "-f", "csv"], ["folder", "csv"]),
        (["sheet.txt", "-f", "json", "-o", "./sheet.txt"], ["sheet.txt", "sources"]),
        (["sheet.txt", "--resume"], ["--resume", "-o"]),
        (["sheet.txt", "--scheduler", "tcp://x:1", "--jobs", "2"], ["--scheduler", "--jobs"]),
        (["sheet.txt", "--scheduler", "nonsense"], ["tcp://"]),
        (["sheet.txt", "--schema", "-f", "xlsx"], ["json", "csv"]),
        (["-", "-"], ["-"]),
        (["sheet.txt", ""], ["a SOURCE is empty"]),
        (["--schema", "-f", "json", "-o", "new/"], ["a file"]),
        ([], ["SOURCE"]),
        (["sheet.txt", "-q", "-v"], ["quiet", "verbose"]),
        (["sheet.txt", "--reader", "acrobat"], ["auto", "pdfium", "pdfplumber"]),
        (["sheet.txt", "--nonsense"], ["--nonsense"]),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], named: list[str]) -> None:
    (tmp_path / "sheet.txt").write_bytes(TEXT.read_bytes())
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert done.stdout == b""
    assert [word for word in named if word not in told(done)] == []
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.txt"]


def test_standard_input_is_not_read_without_a_dash() -> None:
    with TEXT.open("rb") as given:
        assert run(stdin=given).returncode == ExitCode.USAGE
        assert run(TEXT, stdin=given).returncode == ExitCode.OK
        assert os.lseek(given.fileno(), 0, os.SEEK_CUR) == 0


def test_strict(odd: Path) -> None:
    done = run(odd, "--strict")
    assert done.returncode == ExitCode.WARNINGS
    assert json.loads(done.stdout)["ingenierie_financement"]["depenses_investissement"] is None
    assert usual(TEXT) == good(TEXT, "--strict")


def test_a_source_that_fails_does_not_stop_the_others(no_sheet: Path, odd: Path) -> None:
    done = run(no_sheet, TEXT, "nowhere.pdf", odd, "--strict")
    assert done.returncode == ExitCode.NO_RECORD
    names = [json.loads(line)["source"]["nom"] for line in done.stdout.splitlines()]
    assert names == [TEXT.name, odd.name]
    assert str(no_sheet) in told(done)
    assert "nowhere.pdf" in told(done)


def test_no_record_writes_no_output(tmp_path: Path, no_sheet: Path) -> None:
    (tmp_path / "out.json").write_text("old")
    done = run(no_sheet, "-o", tmp_path / "out.json")
    assert (done.returncode, done.stdout) == (ExitCode.NO_RECORD, b"")
    assert (tmp_path / "out.json").read_text() == "old"


@pytest.mark.parametrize("output", ["nowhere/out.json", "folder.json"])
def test_an_output_that_cannot_be_written(tmp_path: Path, output: str) -> None:
    (tmp_path / "sheet.txt").write_bytes(TEXT.read_bytes())
    (tmp_path / "folder.json").mkdir()
    done = run("sheet.txt", "-o", output, cwd=tmp_path)
    assert done.returncode == ExitCode.OUTPUT
    assert told(done).startswith(f"crte-extract: {output}: ")
    assert len(told(done).splitlines()) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.json", "sheet.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", [[TEXT, PDF], ["--schema"], ["--version"], ["--help"]])
def test_a_full_disk_behind_standard_output(arguments: list[str | Path]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(*arguments, stdout=full)
    assert "output" in told(done)
    assert done.returncode == ExitCode.OUTPUT


@pytest.mark.parametrize("arguments", [[TEXT, PDF], ["--schema"]])
def test_a_closed_pipe_ends_quietly(arguments: list[str | Path]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*arguments, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (ExitCode.OK, b"")


def test_a_closed_pipe_behind_standard_error_loses_no_record(odd: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([COMMAND, odd], stdout=subprocess.PIPE, stderr=writing, check=False)
    os.close(writing)
    assert json.loads(done.stdout)["source"]["nom"] == odd.name
    assert done.returncode == ExitCode.OK


def test_standard_output_may_be_closed() -> None:
    done = run(TEXT, preexec_fn=lambda: os.close(1))
    assert "output" in told(done)
    assert done.returncode == ExitCode.OUTPUT


def test_standard_input_may_be_closed() -> None:
    done = run("-", preexec_fn=lambda: os.close(0))
    assert told(done)
    assert done.returncode == ExitCode.NO_RECORD


@pytest.mark.parametrize("to_file", [False, True])
def test_an_interrupt(tmp_path: Path, to_file: bool) -> None:
    output = ["-o", str(tmp_path / "out.json")] if to_file else []
    with subprocess.Popen(
        [COMMAND, TEXT, "-", *output],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as child:
        assert child.stdin
        # More than a pipe holds: once it is written, the command is at its reading.
        child.stdin.write(b" " * 2**20)
        child.stdin.flush()
        child.send_signal(signal.SIGINT)
        _, said = child.communicate()
    assert child.returncode == ExitCode.INTERRUPTED
    assert b"Traceback" not in said
    assert list(tmp_path.iterdir()) == []


# What is told


def test_a_warning_tells_sheet_line_field_and_words(odd: Path) -> None:
    done = run(odd, env=environment(TERM="xterm-256color"))
    assert done.returncode == ExitCode.OK
    line, count = told(done).splitlines()
    number = odd.read_text("utf-8").split("environ")[0].count("\n") + 1
    where, words = (
        f"{odd}:{number}: ",
        "depenses_investissement: valeur_illisible: Valeur écartée : un montant approché n'est pas un "
        "montant. « environ 78 M€ »",
    )
    assert line == where + words
    assert count == f"{odd}: to be checked: 1 point"


def test_quiet_tells_errors_only_and_verbose_tells_more(odd: Path, no_sheet: Path) -> None:
    quiet, verbose = (told(run(odd, no_sheet, flag)) for flag in ("-q", "-v"))
    assert "odd.txt" not in quiet
    assert "other.txt" in quiet
    assert "valeur_illisible" in verbose
    assert "other.txt" in verbose
    assert "RÉPUBLIQUE" in verbose


def test_many_warnings_are_cut_short_but_for_verbose(tmp_path: Path) -> None:
    sheet = tmp_path / "short.txt"
    sheet.write_text("Signataires\n\nNature des signataires du CRTE :\n\n- Préfet\n", "utf-8")
    usual, verbose = told(run(sheet)).splitlines(), told(run(sheet, "-v")).splitlines()
    assert len(usual) < 15
    assert "-v" in usual[-2]
    labels, headings = len(ON_EVERY_SHEET) - 1, len(SECTIONS) - 1
    points = labels + headings + 1  # the list itself: no label that is known ends it
    assert usual[-1] == verbose[-1] == f"{sheet}: to be checked: {points} points"
    assert sum("libelle_absent" in line for line in verbose) == labels


def test_an_error_names_the_file_and_has_a_hint(tmp_path: Path) -> None:
    kinds = {
        "empty.pdf": b"",
        "blank.txt": b" \n",
        "other.txt": b"Un autre document.\n",
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(99),
        "garbage.pdf": b"%PDF-1.7\ngarbage",
        "truncated.pdf": PDF.read_bytes()[:600],
    }
    for name, content in kinds.items():
        (tmp_path / name).write_bytes(content)
    done = run(*kinds, "nowhere.pdf", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (ExitCode.NO_RECORD, b"")
    lines = told(done).splitlines()
    for name, error, hint in zip([*kinds, "nowhere.pdf"], lines[::2], lines[1::2], strict=True):
        assert re.fullmatch(rf"crte-extract: {re.escape(name)}: \w.*", error)
        assert re.fullmatch(r"  \w.*", hint)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError(36, "File name too long", "/a/b\x1b"),
            r"/a/b\x1b: it can't be used: File name too",
        ),
        (OSError(28, "No space left on device"), "standard output can't be written: No space"),
    ],
)
def test_a_trouble_of_the_system_says_what_it_was(error: OSError, words: str) -> None:
    code = (
        "import crte_extract.command.cli as c, sys\n"
        f"def app(**_): raise OSError({error.errno}, {error.strerror!r}, {error.filename!r})\n"
        "c.app = app; c.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == ExitCode.OUTPUT
    assert words in told(done)


LONG = "x" * 300


def test_a_source_that_cannot_be_looked_at_fails_alone(tmp_path: Path) -> None:
    cases: list[list[str | Path]] = [
        [LONG, TEXT],
        [TEXT, LONG, "-o", str(tmp_path / "out.ndjson")],
        [TEXT, "nul/" * 2000],
    ]
    for arguments in cases:
        done = run(*arguments)
        assert done.returncode == ExitCode.NO_RECORD
        assert "File name too long" in told(done)
        assert "output" not in told(done)
        assert len(done.stdout or (tmp_path / "out.ndjson").read_bytes()) > 1000


@pytest.mark.parametrize("count", [1, 25])
@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("nowhere/out.csv", "there is no such folder"),
        (f"{LONG}.csv", "File name too long"),
        (f"{LONG}/", "File name too long"),
        ("file/out.sqlite", "Not a directory"),
    ],
)
def test_an_output_is_refused_alike_for_one_sheet_and_for_many(
    tmp_path: Path, count: int, output: str, words: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "in").mkdir()
    for number in range(count):
        (tmp_path / "in" / f"{number}.txt").write_bytes(TEXT.read_bytes())
    sources = ["in"] if count > 1 else ["in/0.txt"]
    done = run(*sources, "-o", output, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (ExitCode.OUTPUT, b"")
    (error, hint) = told(done).splitlines()
    assert words in error
    assert "database" not in error
    assert hint.startswith("  ")


@pytest.mark.parametrize("name", ["é" * 125 + ".csv", "x" * 236 + ".ndjson", "y" * 250 + ".json"])
def test_a_long_name_is_a_name_for_many_sheets_too(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(TEXT.read_bytes())
    for more in ([], ["--resume"]):
        good("in", "-q", "-o", name, *more, cwd=tmp_path)
        assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no /proc on this system")
def test_what_the_system_makes_up_is_not_waited_for() -> None:
    done = run("/proc/kmsg", "/proc/version", TEXT, timeout=20)
    assert done.returncode == ExitCode.NO_RECORD
    assert told(done).count("/proc/") == 2
    assert len(done.stdout.splitlines()) == 1


HOSTILE = (
    "\x1b[31m\x1b]0;title\x07 a\nb\r\t\x08 \u202e\u2066\u200b\u2028\u009b31m".encode() + b"\xe9.txt"
)


def test_a_file_name_does_nothing_to_a_terminal(tmp_path: Path, odd: Path) -> None:
    (tmp_path / os.fsdecode(HOSTILE)).write_bytes(odd.read_bytes())
    found = run(HOSTILE, b"no " + HOSTILE, "-v", cwd=tmp_path)
    assert found.returncode == ExitCode.NO_RECORD
    assert "valeur_illisible" in told(found)
    assert "no such file" in told(found)
    assert harmful(found.stderr) == harmful(found.stdout) == []
    assert all(b".txt" in line or line.startswith(b"  ") for line in found.stderr.splitlines())


@pytest.mark.parametrize("option", [b"--", b"-o", b"-f", b"--reader="])
def test_an_option_does_nothing_to_a_terminal(option: bytes) -> None:
    done = run(TEXT, option + HOSTILE)
    assert done.returncode == ExitCode.USAGE
    assert told(done)
    assert harmful(done.stderr) == []


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "yaml"])
def test_a_record_on_a_terminal_does_nothing_to_it(tmp_path: Path, form: str) -> None:
    (tmp_path / os.fsdecode(HOSTILE)).write_bytes(TEXT.read_bytes())
    terminal, its_end = pty.openpty()
    with subprocess.Popen(
        [COMMAND, HOSTILE, "-f", form],
        stdin=subprocess.DEVNULL,
        stdout=its_end,
        cwd=tmp_path,
        env=environment(NO_COLOR="1", TERM="xterm"),
    ):
        os.close(its_end)
        said = b""
        while piece := read_terminal(terminal):
            said += piece
    os.close(terminal)
    assert b"title" in said
    assert harmful(said.replace(b"\r\n", b"\n")) == []


# Passwords


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        pytest.skip("qpdf, which encrypts the sample, is not installed")
    made = tmp_path_factory.mktemp("locked") / "sheet.pdf"
    subprocess.run([qpdf, "--encrypt", "sésame", "owner", "256", "--", PDF, made], check=True)
    return made


def test_a_password_comes_from_a_file_or_the_environment(tmp_path: Path, locked: Path) -> None:
    word = tmp_path / "word"
    for content in ("sésame", "sésame\n", "\ufeffsésame\r\nanother line\n"):
        word.write_text(content, "utf-8", newline="")
        assert json.loads(good(locked, "--password-file", word))
    known = environment(CRTE_EXTRACT_PASSWORD="sésame")  # noqa: S106
    assert json.loads(good(locked, env=known))
    assert run(locked, "--password", "wrong", env=known).returncode == ExitCode.NO_RECORD
    assert run(locked, env=environment(CRTE_EXTRACT_PASSWORD="")).returncode == 4
    assert json.loads(good(PDF, env=known)) == json.loads(usual(PDF))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--password-file", "nowhere"], "No such file"),
        (["--password-file", "empty"], "is empty"),
        (["--password-file", "bytes"], "is no text"),
        (["--password-file", "."], "Is a directory"),
        (["--password-file", "empty", "--password", "x"], "exclude each other"),
    ],
)
def test_a_password_that_cannot_be_had(tmp_path: Path, asked: list[str], words: str) -> None:
    (tmp_path / "empty").write_bytes(b"\nsecond line")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    done = run(PDF, *asked, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert words in told(done)


def test_a_password_is_asked_for_on_a_terminal_only(locked: Path) -> None:
    done = run(locked, "--password", "-", start_new_session=True)
    assert done.returncode == ExitCode.USAGE
    assert "--password-file" in told(done)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("sésame\n", ExitCode.OK), ("x\n", 4), ("\x03", 130), ("\x04", 130)],
    ids=["right", "wrong", "interrupt", "end"],
)
def test_a_password_is_typed_unseen(tmp_path: Path, locked: Path, typed: str, code: int) -> None:
    out = tmp_path / "out.json"
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(COMMAND, [str(COMMAND), str(locked), "--password", "-", "-o", str(out)])  # noqa: S606
    said = b""
    while b"Password" not in said:
        said += read_terminal(terminal)
    time.sleep(0.2)  # until the terminal shows no more what is typed
    os.write(terminal, typed.encode())
    while piece := read_terminal(terminal):
        said += piece
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == code
    assert "sésame" not in said.decode()
    assert b"Traceback" not in said
    assert out.exists() == (code == ExitCode.OK)


def test_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    name = r"[bold red]x[/bold red] [link=x]y[/] :warning: \[z] \x1b.txt"
    assert name in told(run(name, cwd=tmp_path))


def test_words_of_a_sheet_do_nothing_to_a_terminal(tmp_path: Path) -> None:
    hostile = "78 \x1b[31m[red]\u202e\u009b M€"
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(TEXT.read_text("utf-8").replace("78.00M€", hostile), "utf-8")
    done = run(sheet, "-v")
    assert "[red]" in told(done)
    assert harmful(done.stderr) == harmful(done.stdout) == []


@pytest.mark.parametrize(
    ("changes", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal(odd: Path, changes: dict[str, str], coloured: bool) -> None:
    terminal, its_end = pty.openpty()
    with subprocess.Popen(
        [COMMAND, odd, "-o", odd.with_suffix(".json")],
        stdin=subprocess.DEVNULL,
        stderr=its_end,
        env=environment(**{"TERM": "xterm", **changes}),
    ):
        os.close(its_end)
        said = b""
        while piece := read_terminal(terminal):
            said += piece
    os.close(terminal)
    assert "valeur_illisible" in said.decode()
    assert (b"\x1b[" in said) == coloured


def read_terminal(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux tells that the other end is closed
        return b""
