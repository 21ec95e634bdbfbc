"""Prawn, Ruby's library that draws PDF (Debian's ruby-prawn and ruby-prawn-table)."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from ..layout import Layout
from ..producers import ProducerMissingError, program
from ..template import Record
from .maker import ALL, Maker
from .scripts import HERE, SECONDS, feed, sheet_for_script

VERSION = 'require "prawn"; require "prawn/table"; print Prawn::VERSION'


def _prawn_version() -> str:
    command = [program("ruby"), "-e", VERSION]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise ProducerMissingError("ruby-prawn, ruby-prawn-table")
    return done.stdout


def _prawn(records: Sequence[Record], layout: Layout, target: Path) -> None:
    _prawn_version()
    feed(("ruby", HERE / "prawn.rb", target.absolute()), sheet_for_script(records, layout), {})


MAKERS: tuple[Maker, ...] = (
    Maker(
        "prawn",
        _prawn,
        ALL - {"native bullets", "hyphens", "labels first", "backwards", "letters"},
        _prawn_version,
    ),
)
