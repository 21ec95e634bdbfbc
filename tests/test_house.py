"""How the package is laid out: folders with a front door each, and some modules on the ground."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import crte_extract
from conftest import TESTS

HOUSE = Path(crte_extract.__file__).parent
FOLDERS = (
    *("reading", "sections", "record", "checking", "writing", "batch", "review", "command"),
    "reference",
)
GROUND = {
    *("__init__", "__main__", "counting", "document", "doors", "errors", "extraction", "french"),
    *("locks", "marks", "options", "processes", "readings", "text"),
}
LIBRARIES = {  # and the one folder that knows each
    **dict.fromkeys(("click", "rich", "typer"), "command"),
    **dict.fromkeys(("PIL", "pdfminer", "pdfplumber", "pypdfium2"), "reading"),
    **dict.fromkeys(("pyarrow", "xlsxwriter", "yaml"), "writing"),
    **dict.fromkeys(("jinja2", "markupsafe"), "review"),
}
MODULES = sorted(HOUSE.rglob("*.py"))


def place(module: Path) -> tuple[str, ...]:
    """The names that lead to a module: its folder's, where it is in one, and its own."""
    return module.relative_to(HOUSE).with_suffix("").parts


def imported(module: Path) -> Iterator[str]:
    """All that a module imports, wherever in it: ``crte_extract.record.Fiche`` for a name of the door."""
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def contracts() -> list[dict[str, Any]]:
    told = tomllib.loads((TESTS.parent / "pyproject.toml").read_text("utf-8"))
    found: list[dict[str, Any]] = told["tool"]["importlinter"]["contracts"]
    return found


def names_of(door: str) -> Sequence[str]:
    names: Sequence[str] = import_module(f"crte_extract.{door}").__all__
    return names


def test_each_module_is_in_a_folder_or_one_of_those_on_the_ground() -> None:
    assert {of[0] for of in map(place, MODULES) if len(of) > 1} == set(FOLDERS)
    assert {of[0] for of in map(place, MODULES) if len(of) == 1} == GROUND


def test_the_layers_name_each_folder_and_each_module_of_the_ground_once() -> None:
    (layers,) = (one for one in contracts() if one["type"] == "layers")
    assert layers["exhaustive"]
    named = [name for layer in layers["layers"] for name in layer.split(" | ")]
    assert sorted(named) == sorted({*FOLDERS, *GROUND} - {"__init__"})


def test_each_library_is_known_to_one_folder_in_the_contracts() -> None:
    found: dict[str, str] = {}
    for contract in contracts():
        if contract["type"] == "forbidden" and contract["source_modules"] == ["crte_extract"]:
            allowed = contract["ignore_imports"]
            (folder,) = {one.partition(" -> ")[0] for one in allowed}
            found |= dict.fromkeys(
                contract["forbidden_modules"], re.sub(r"^crte_extract\.(\w+)\.\*$", r"\1", folder)
            )
    assert found == LIBRARIES


def test_contributing_tells_of_each() -> None:
    told = (TESTS.parent / "CONTRIBUTING.md").read_text("utf-8")
    layout = told[told.index("## How it is laid out") : told.index("## Habits")]
    assert re.findall(r"^\| `(\w+)/` \|", layout, re.MULTILINE) == [*FOLDERS]
    for name in GROUND - {"__init__", "__main__"}:
        assert f"`{name}.py`" in layout
    for name in re.findall(r"`([\w/]+(?:/|\.py))`", layout):
        assert list(HOUSE.rglob(name.rstrip("/"))) or name in ("__init__.py", "tests/test_house.py")


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_door_says_what_lives_there_and_gives_what_it_names(folder: str) -> None:
    door = import_module(f"crte_extract.{folder}")
    assert door.__doc__
    assert door.__all__
    assert len(set(door.__all__)) == len(door.__all__)
    for name in door.__all__:
        assert getattr(door, name) is not None
        assert name not in (place(module)[1] for module in MODULES if place(module)[0] == folder)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_door_loads_what_it_names_and_nothing_else(folder: str) -> None:
    """What a type checker is told of a door, and what it gives when it is asked, are the same."""
    tree = ast.parse((HOUSE / folder / "__init__.py").read_bytes())
    given = {
        (str(room), name)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "opened"
        for room, names in ast.literal_eval(call.args[1]).items()
        for name in names
    }
    if given:
        told = {
            (str(node.module).removeprefix(f"crte_extract.{folder}."), alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and f".{folder}." in str(node.module)
            for alias in node.names
        }
        assert given == told
        assert {name for _, name in given} == set(names_of(folder))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: "/".join(place(module)))
def test_a_module_enters_other_folders_by_the_door_and_its_own_not_at_all(module: Path) -> None:
    folder = place(module)[0]
    for name in imported(module):
        package, _, rest = name.partition(".")
        other, _, rest = rest.partition(".")
        if package != "crte_extract" or other not in FOLDERS:
            continue
        if other != folder:
            assert rest in names_of(other), f"{name} is not in the door of {other}"
        elif module.name != "__init__.py":
            assert rest.partition(".")[0] not in names_of(other), f"{name}: the door of its own"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: "/".join(place(module)))
def test_a_library_is_imported_in_its_folder_alone(module: Path) -> None:
    for name in imported(module):
        assert LIBRARIES.get(name.partition(".")[0], place(module)[0]) == place(module)[0]
