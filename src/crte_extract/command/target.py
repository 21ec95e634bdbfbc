"""Where a run writes: what the output's name, its format and the other options mean together."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from crte_extract.batch import Output
from crte_extract.command.options import VIEW, Asked
from crte_extract.command.terminal import safe
from crte_extract.errors import WrongOption
from crte_extract.writing import ENDINGS, FILES_ONLY, REVIEW, WRITERS, tabular

_OF_FOLDERS: Final = ("json", "yaml", REVIEW)  # the formats of which a folder gets a file a sheet


def target(asked: Asked) -> Output | None:
    """The output asked for, None for standard output. Raises WrongOption, MissingExtra."""
    if asked.output is None:
        _check_printed(asked.form)
        return None
    if asked.form == VIEW:
        raise WrongOption("view is for reading on a terminal: leave out -o")
    path = Path(asked.output)
    by_ending = form_by_ending(path)
    if names_folder(asked.output) or (os.path.isdir(path) and by_ending is None):
        output = Output(path, _folder_form(asked.form), folder=True)
    else:
        output = Output(path, file_form(path, asked.form))
    if output.form == REVIEW:
        _check_review(asked)
    elif output.form not in WRITERS:
        tabular(output.form)  # told now rather than after the reading, where a package is missing
    return output


def check_report(asked: Asked) -> None:
    """Raises WrongOption where there is no folder for the report.

    It may lie in the folder that the records go to, which is made in time.
    """
    if asked.report is None or os.path.isdir(asked.report.parent):
        return
    inside = names_folder(asked.output or "") and (
        os.path.realpath(asked.output or "") == os.path.realpath(asked.report.parent)
    )
    if not inside:
        raise WrongOption(f"there is no folder for the report {safe(asked.report)}")


def check_size(output: Output | None, sheets: int) -> None:
    """Raises WrongOption for a review that would be too large a page to open."""
    if output is None or output.folder or output.form != REVIEW:
        return
    from crte_extract.review import MOST_SHEETS

    if sheets > MOST_SHEETS:
        raise WrongOption(
            f"one .html holds up to {MOST_SHEETS} sheets, these are {sheets}: "
            "write a folder, -o revue/ -f html"
        )


def names_folder(output: str) -> bool:
    """Whether the name of an output says that it is a folder."""
    return output.endswith(("/", os.sep))


def form_by_ending(path: Path) -> str | None:
    """The format that the ending of a file names."""
    return ENDINGS.get(path.suffix.lower())


def file_form(path: Path, form: str | None) -> str:
    """The format of a file, by its ending and by what was asked for. Raises WrongOption."""
    by_ending = form_by_ending(path)
    if by_ending is None and form is None:
        known = ", ".join(ENDINGS)
        raise WrongOption(
            f"the ending of {safe(path)} names no format; known are {known}; "
            "a folder's name ends in /"
        )
    if by_ending is None and form == REVIEW:
        raise WrongOption(
            f"a page's name ends in .html, a folder's in /: {safe(path)}.html or {safe(path)}/"
        )
    if by_ending and form and by_ending != form:
        raise WrongOption(f"{safe(path)} is {by_ending} by its ending, but -f says {form}")
    return form or by_ending or ""


def _folder_form(form: str | None) -> str:
    if form is not None and form not in _OF_FOLDERS:
        raise WrongOption(
            f"a folder gets a file a sheet, in json, yaml or html; for {form} name one file"
        )
    return form or "json"


def _check_printed(form: str | None) -> None:
    if form in (*FILES_ONLY, REVIEW):
        raise WrongOption(f"{form} can't go to standard output: name a file with -o")


def _check_review(asked: Asked) -> None:
    """Refuses what a review can't be asked for."""
    from crte_extract.review import check_packages

    if asked.resume:
        raise WrongOption(
            "a review is always made anew: pictures of pages are not kept for --resume"
        )
    check_packages()
