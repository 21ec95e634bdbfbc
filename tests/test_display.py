"""Records on a terminal: all of a record for reading, and JSON that only colours tell from a pipe's."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import SAMPLES, SHEETS, TESTS, Run, expected, golden
from crte_extract.french import said
from crte_extract.record.models import fields

SAMPLE = SAMPLES / "fiche-crte-dijon-metropole.pdf"
COTENTIN = SAMPLES / "fiches" / "50" / "fiche-crte-cotentin.pdf"
TROUBLED = TESTS / "review" / "a-verifier.pdf"
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")


def on_a_terminal(*arguments: str | Path, **changes: str) -> bytes:
    """What the command writes to a terminal; standard error goes elsewhere."""
    terminal, its_end = pty.openpty()
    command = [sys.executable, "-m", "crte_extract.command.cli", *map(str, arguments)]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **changes}
    environment.pop("NO_COLOR", None) if "NO_COLOR" not in changes else None
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=its_end,
        stderr=subprocess.DEVNULL,
        env=environment,
    ):
        os.close(its_end)
        written = b""
        while piece := _read(terminal):
            written += piece
    os.close(terminal)
    return written.replace(b"\r\n", b"\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux tells that the other end is closed
        return b""


def squeezed(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_view_tells_every_value(crte: Run, sheet: Path) -> None:
    """Squeezed, and by columns: a cell that wraps stands in pieces between other cells."""
    done = crte(sheet, "-f", "view", env={**os.environ, "COLUMNS": "120"})
    assert done.returncode == 0
    shown = done.stdout.decode()
    right = squeezed("".join(line[60:] for line in shown.split("\n")))
    truth = expected(golden(sheet))
    for field in fields():
        value, items = said(truth[field.section][field.key], field.kind)
        for words in filter(None, (value, *items)):
            assert squeezed(words) in right, field.key
    states = {state for by_key in truth["etats"].values() for state in by_key.values()}
    assert ("non renseigné" in shown) == ("vide" in states)


def test_amounts_are_in_full_euros(crte: Run) -> None:
    assert "42 440 000 €" in crte(COTENTIN, "-f", "view").stdout.decode()


def test_the_view_marks_what_wants_a_human(crte: Run) -> None:
    done = crte(TROUBLED, "-f", "view", env={**os.environ, "COLUMNS": "120"})
    shown = " ".join(done.stdout.decode().split())
    assert "⚠ À vérifier : 5 points" in shown
    squeezed_shown = squeezed(shown)
    assert squeezed("un montant approché n'est pas un montant. « environ 78 M€ »") in squeezed_shown
    assert "« Version provisoire du contrat » (page 1, ligne 16)" in shown
    assert squeezed("dépenses d'investissement · illisible") in squeezed_shown
    assert "SIREN écarté" in shown
    assert "valeur écartée" in shown
    assert "⚠ Champs inconnus" in shown
    assert "12.00M€" in shown
    assert done.stderr == b""  # what the view tells is not told twice


def test_the_view_of_several_sheets(crte: Run) -> None:
    shown = crte(SAMPLES / "fiches", "-q", "-f", "view").stdout.decode()
    names = [line for line in shown.split("\n") if line.startswith(("CC ", "CA "))]
    assert len(names) == 5


@pytest.mark.parametrize("width", ["40", "200"])
def test_the_view_fits_the_terminal(width: str) -> None:
    shown = COLOUR.sub(b"", on_a_terminal(TROUBLED, "-f", "view", COLUMNS=width)).decode()
    assert max(map(len, shown.split("\n"))) <= min(int(width), 120)


def test_missing_values_are_dim_and_warnings_yellow() -> None:
    shown = on_a_terminal(TROUBLED, "-f", "view").decode()
    assert "\x1b[2mnon renseigné\x1b[0m" in shown
    assert re.search("\x1b\\[33m⚠ Valeur écartée", shown)


@pytest.mark.parametrize("form", [[], ["-f", "json"], ["-f", "ndjson"]])
def test_a_terminal_gets_the_json_of_a_pipe_in_colour(crte: Run, form: list[str]) -> None:
    piped = crte(TROUBLED, "-q", *form).stdout
    shown = on_a_terminal(TROUBLED, "-q", *form)
    assert shown != piped
    assert COLOUR.sub(b"", shown) == piped
    assert json.loads(piped)


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(crte: Run, changes: dict[str, str]) -> None:
    assert on_a_terminal(SAMPLE, "-q", **changes) == crte(SAMPLE, "-q").stdout


def test_words_of_a_sheet_do_nothing_to_the_terminal(crte: Run, tmp_path: Path) -> None:
    text = SAMPLE.with_suffix(".txt").read_text("utf-8")
    odd = tmp_path / "a\x1b[31m\u202e.txt"
    odd.write_text(text.replace("- ADEME", "- [red]\x1b]0;owned\x07ADEME"), "utf-8")
    for arguments in (["-f", "view"], []):
        shown = COLOUR.sub(b"", on_a_terminal(odd, *arguments)).decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", shown)
        assert "[red]" in shown


def test_what_a_warning_is_about_is_said_once(tmp_path: Path, crte: Run) -> None:
    sheet = tmp_path / "short.txt"
    sheet.write_text("Signataires\n\nNature des signataires du CRTE :\n\n- Préfet\n", "utf-8")
    words = " ".join(crte(sheet, "-f", "view").stdout.decode("utf-8").split())
    assert "⚠ Libellé absent : « Email de contact »." in words
    assert "Libellé absent : Libellé absent" not in words
    assert "⚠ Titre absent : « Stratégie »." in words
