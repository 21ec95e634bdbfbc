"""``--explain``: how each sheet was read, line by line, on standard output."""

from __future__ import annotations

import os
import sys
from concurrent.futures import Executor
from pathlib import Path

from crte_extract.batch import Forked, Here, explain
from crte_extract.command.options import Asked
from crte_extract.command.passwords import password_of
from crte_extract.command.printing import is_terminal, print_pieces
from crte_extract.command.terminal import safe_path, tell_error
from crte_extract.errors import CrteError, ExitCode, IsAFolder
from crte_extract.text import harmless


def explain_sources(asked: Asked) -> int:
    """Explains the sources one after the other; the exit code."""
    password = password_of(asked)
    bounds = asked.bounds()
    executor: Executor = Here()
    if hasattr(os, "fork"):
        executor = Forked(timeout=bounds.timeout, memory=bounds.memory)
    code: int = ExitCode.OK
    for source in asked.sources:
        try:
            told = _explained(source, asked, password, executor)
        except CrteError as error:
            tell_error(error.about(source))
            code = error.exit_code
            continue
        lines = [f"{safe_path(source)}", *told, ""]
        shown = map(harmless, lines) if is_terminal() else lines
        code = print_pieces(f"{line}\n" for line in shown) or code
    return code


def _explained(source: str, asked: Asked, password: str | None, executor: Executor) -> list[str]:
    if os.path.isdir(source):
        hint = "name the sheets in it that are to be explained"
        raise IsAFolder("--explain explains sheets, and this is a folder", hint=hint)
    given = sys.stdin.buffer.read() if source == "-" else Path(source)
    told: list[str] = executor.submit(explain, given, asked.options(password, views=False)).result()
    return told
