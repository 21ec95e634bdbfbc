"""The JSON Schema of a record, or the data dictionary, where it was asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from crte_extract.batch import Written, check_written
from crte_extract.command.options import Asked
from crte_extract.command.printing import print_pieces
from crte_extract.command.target import file_form, names_folder
from crte_extract.errors import ExitCode, WrongOption
from crte_extract.writing import check_place, tabular, write_file


def write_schema(asked: Asked) -> ExitCode:
    """Writes it to the output or to standard output. Raises WrongOption, SameFile, OutputError."""
    form = asked.form or "json"
    if asked.output is not None:
        path = Path(asked.output)
        if names_folder(asked.output):
            raise WrongOption("--schema goes to a file: leave out the / at its end")
        form = file_form(path, asked.form)
        check_place(path)
        check_written([Written("the schema", path)], filter(os.path.isfile, asked.sources))
    if form not in ("json", "csv"):
        raise WrongOption("--schema comes as json or csv")
    if asked.output is None:
        return print_pieces(_schema(form))
    write_file(path, _schema(form))
    return ExitCode.OK


def _schema(form: str) -> Iterable[str]:
    if form == "csv":
        pieces: Iterable[str] = tabular("csv").write_dictionary()
        return pieces
    from crte_extract.record import json_schema
    from crte_extract.writing import dump

    return [dump(json_schema(), indent=2), "\n"]
