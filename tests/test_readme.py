"""The README's commands, run on the samples: they print what it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    (command, output)
    for block in BLOCKS
    for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a reader of the README stands: beside the samples, and what its commands write."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "samples", folder / "samples")
    for command, _ in COMMANDS:
        if " -o " in command:
            run(folder, command)
    return folder


def run(folder: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, check=False
    )


@pytest.mark.parametrize(("command", "output"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_a_command_prints_what_the_readme_says(folder: Path, command: str, output: str) -> None:
    for program in ("jq", "sqlite3"):
        if re.search(rf"(^|\| ){program} ", command) and shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    done = run(folder, command)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert done.stdout.decode() == output


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) >= 10


def test_the_options_that_the_readme_names_exist() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "crte_extract.command.cli", "--help"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    prose = re.sub(r"^```sh set-up.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"(?<!\w)(--[a-z][a-z-]+)", prose)) - {"--markdown", "--layouts"}
    assert {option for option in named if option not in told} == set()
