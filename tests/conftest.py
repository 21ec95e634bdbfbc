"""What the tests share: the golden sheets, the command, Hypothesis profiles."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

import warm
from crte_extract.record.models import Avertissement, Fiche, fields
from crte_extract.record.states import states
from sheetmaker.make import states_of

TESTS = Path(__file__).parent
SAMPLES = TESTS.parent / "samples"
SHEETS = sorted([*TESTS.glob("sheets/*.pdf"), *TESTS.glob("sheets/*.txt")])
SHEETS += sorted([*SAMPLES.glob("*.pdf"), *SAMPLES.glob("*.txt")])
SECTIONS = (
    "informations_generales",
    "signataires",
    "strategie",
    "plan_action",
    "gouvernance_evaluation",
    "ingenierie_financement",
)
ON_EVERY_SHEET = [field for field in fields() if field.since is None]
ON_NEWER_SHEETS = [field for field in fields() if field.since]

# The same examples each time, so that a run says something of a change alone; "long" looks for new ones.
settings.register_profile(
    "default",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("short", parent=settings.get_profile("default"), max_examples=5)
settings.register_profile(
    "long", parent=settings.get_profile("default"), max_examples=2000, derandomize=False
)
settings.register_profile(  # where which example is smallest is of no interest
    "mutants",
    parent=settings.get_profile("default"),
    phases=[Phase.explicit, Phase.generate],
    database=None,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


# A test is quick unless it starts programs or takes its time: by a fixture, by the second reader,
# which reads in a process of its own, by its module or its name. ``pytest -m quick`` runs the quick
# ones, and doesn't even load the modules without one. What is new is quick.
PROGRAMS = {"crte", "scheduler"}
SLOW_MODULES = {
    *(
        "test_batch",
        "test_browser",
        "test_child",
        "test_cli",
        "test_clashes",
        "test_dataset",
        "test_display",
    ),
    *("test_errors", "test_forked", "test_imports", "test_journal", "test_reading", "test_readme"),
    *("test_review", "test_summary", "test_tables", "test_views", "test_warm", "test_workers"),
    *("test_writing", "test_casebook", "test_add_a_field", "test_mutants"),
}
SLOW_TESTS = {
    "test_both_readers_give_the_same_record_of_what_is_stored_of_a_reading",
    "test_many_labels_on_one_line_are_parted_and_none_is_lost",
    "test_pdf_bytes_give_records_or_a_crte_error",
    "test_values_that_a_damaged_font_hides_are_read_by_the_second_reader_or_told",
    "test_what_the_child_refuses_comes_back_with_its_hint",
}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves out what a quick run would load for nothing; None: as pytest decides."""
    return True if config.option.markexpr == "quick" and _is_slow(collection_path) else None


def _is_slow(path: Path) -> bool:
    return path.stem in SLOW_MODULES and path.parent == TESTS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        slow = (
            _is_slow(item.path)
            or getattr(item, "originalname", None) in SLOW_TESTS
            or PROGRAMS & set(getattr(item, "fixturenames", ()))
            or "pdfplumber" in map(str, parameters.values())
        )
        item.add_marker("slow" if slow else "quick")


@pytest.fixture
def sample() -> Path:
    return SAMPLES / "fiche-crte-dijon-metropole.pdf"


@pytest.fixture
def sample_text() -> str:
    return (SAMPLES / "fiche-crte-dijon-metropole.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def crte() -> Run:
    """The command, run as a user runs it."""

    def run(
        *arguments: str | Path, given: bytes | None = None, **options: Any
    ) -> subprocess.CompletedProcess[bytes]:
        return warm.run([*map(str, arguments)], input=given, **{"timeout": 60, **options})

    return run


def sections_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The six sections of a record."""
    return {key: record[key] for key in SECTIONS}


def expected(truth: dict[str, Any]) -> dict[str, Any]:
    """The sections and states that a sheet with this true record gives.

    Of a field that only newer sheets have an older record knows nothing: its label is not on the sheet.
    """
    sections = {section: dict(values) for section, values in sections_of(truth).items()}
    etats = {s: dict(of) for s, of in truth.get("etats", states_of(sections)).items()}
    for field in ON_NEWER_SHEETS:
        if field.key not in sections[field.section]:
            sections[field.section][field.key] = nothing(field.kind)
            etats[field.section][field.key] = "absent"
    return {**sections, "etats": etats}


def nothing(kind: str) -> Any:
    """What a written record has for a field of a kind without a value."""
    empty: dict[str, Any] = {"list": [], "actors": [], "answer": {"reponse": None, "details": []}}
    return empty.get(kind)


def fiche_of(given: dict[str, Any]) -> Fiche:
    """A record with the states that its values and warnings give."""
    values = {key: value for section in SECTIONS for key, value in given[section].items()}
    warnings = [Avertissement.model_validate(one) for one in given.get("avertissements", ())]
    return Fiche.model_validate({"etats": states(values, warnings), **given})


def golden(sheet: Path) -> dict[str, Any]:
    """The true record of a golden sheet."""
    truth: dict[str, Any] = json.loads(sheet.with_suffix(".json").read_text("utf-8"))
    return truth
