"""Runs makers that are not Python: they read a described sheet on stdin, and write a PDF."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..description import described
from ..layout import Layout
from ..producers import EPOCH, FONTS, program
from ..template import Record

HERE = Path(__file__).parent
STYLES = {"regular": "Regular", "bold": "Bold", "italic": "Italic"}
SECONDS = 120


def sheet_for_script(records: Sequence[Record], layout: Layout) -> str:
    """The JSON that a script reads: the described sheets, and the files of the font."""
    name = layout.font.replace(" ", "")
    fonts = {key: str(FONTS / f"{name}-{style}.ttf") for key, style in STYLES.items()}
    return json.dumps({**described(records, layout), "fonts": fonts, "epoch": int(EPOCH)})


def feed(command: Sequence[str | Path], sheet: str, variables: Mapping[str, str]) -> None:
    """Run a program with a sheet on its stdin; its words are shown when it fails."""
    words = [program(str(command[0])), *map(str, command[1:])]
    environment = {**os.environ, "TZ": "UTC", "SOURCE_DATE_EPOCH": EPOCH, **variables}
    done = subprocess.run(
        words, input=sheet.encode(), env=environment, capture_output=True, timeout=SECONDS
    )
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout!r} {done.stderr!r}")
