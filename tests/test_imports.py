"""What is loaded when: nobody pays for a reader, a writer or a command that they don't use."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import crte_extract

SAMPLES = Path(__file__).parent.parent / "samples"
TEXT = SAMPLES / "fiche-crte-dijon-metropole.txt"
PDF_LIBRARIES = {"pdfplumber", "pdfminer", "pypdfium2", "pypdfium2_raw", "PIL"}
TERMINAL = {"typer", "rich", "click"}
LAZY = ("reading", "record", "writing", "review", "batch", "command")
HEAVY = (
    PDF_LIBRARIES
    | TERMINAL
    | {"jinja2", "markupsafe", "yaml", "rapidfuzz", "pydantic", "pydantic_core", "stdnum"}
)


def modules(*arguments: str | Path) -> set[str]:
    """The modules that a fresh interpreter loads for the arguments."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=True
    )
    names = set(re.findall(r"^import time:.*\|\s*([\w.]+)$", done.stderr, re.MULTILINE))
    assert {"encodings", "crte_extract"} <= names
    return names


def loaded(*arguments: str | Path) -> set[str]:
    """The packages among them."""
    return {name.partition(".")[0] for name in modules(*arguments)}


def loaded_by(code: str) -> set[str]:
    return loaded("-c", code)


def test_the_import_costs_next_to_nothing() -> None:
    assert loaded_by("import crte_extract") & HEAVY == set()


@pytest.mark.parametrize("name", ["errors", "text", "document", "sections"])
def test_what_knows_no_library_loads_none(name: str) -> None:
    assert loaded_by(f"import crte_extract.{name}") & (HEAVY - {"rapidfuzz"}) == set()


def test_a_door_loads_no_room_that_nobody_enters() -> None:
    doors = {f"crte_extract.{name}" for name in LAZY}
    names = modules("-c", f"import {', '.join(sorted(doors))}")
    own = {name for name in names if name.partition(".")[0] == "crte_extract"}
    assert own == doors | {"crte_extract", "crte_extract.doors"}


def test_the_models_load_no_splitter() -> None:
    names = modules("-c", "from crte_extract import Fiche")
    assert {name for name in names if name.startswith("crte_extract.sections")} == set()


def test_the_python_interface_loads_no_command() -> None:
    names = "extract, extract_all, Fiche, CrteError"
    assert loaded_by(f"from crte_extract import {names}") & (TERMINAL | PDF_LIBRARIES) == set()


def test_a_text_is_read_without_pdf_libraries() -> None:
    code = f"import crte_extract; crte_extract.extract({str(TEXT)!r})"
    assert loaded_by(code) & (PDF_LIBRARIES | TERMINAL | {"yaml", "stdnum"}) == set()


def test_a_clear_pdf_is_read_without_the_second_reader() -> None:
    code = f"import crte_extract; crte_extract.extract({str(TEXT.with_suffix('.pdf'))!r})"
    assert loaded_by(code) & (PDF_LIBRARIES | TERMINAL) == {"pypdfium2", "pypdfium2_raw"}


@pytest.mark.parametrize("arguments", [["-c", "import crte_extract.command.cli"]])
def test_the_command_loads_no_reader_before_a_source_is_read(arguments: list[str]) -> None:
    assert loaded(*arguments) & (HEAVY - {"typer", "click"}) == set()


PRINTED = """
import sys
from crte_extract.command.cli import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def test_a_sheet_is_read_and_printed_without_what_writes_tables_or_tells_in_colour() -> None:
    command = [sys.executable, "-c", PRINTED, str(TEXT)]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stderr.split()
    assert "crte_extract.writing.formats" in names
    assert {"crte_extract.writing.tables", "crte_extract.batch.workers"}.isdisjoint(names)
    assert {name.partition(".")[0] for name in names} & (PDF_LIBRARIES | {"rich", "yaml"}) == set()


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_no_model(option: str) -> None:
    names = loaded("-m", "crte_extract.command.cli", option)
    assert names & (PDF_LIBRARIES | {"pydantic", "yaml", "rapidfuzz"}) == set()


def test_the_names_promised_are_there() -> None:
    for name in crte_extract.__all__:
        assert getattr(crte_extract, name) is not None
    assert {"extract", "extract_all", "Fiche", "CrteError"} <= set(crte_extract.__all__)
    assert set(dir(crte_extract)) == set(crte_extract.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="extract_some"):
        crte_extract.extract_some  # type: ignore[attr-defined]  # noqa: B018


def test_types_are_published() -> None:
    assert (Path(crte_extract.__file__).parent / "py.typed").is_file()
