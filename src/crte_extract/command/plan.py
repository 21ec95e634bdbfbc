"""What a run will do, found out and checked before anything is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from crte_extract.batch import (
    Choice,
    Found,
    Output,
    Written,
    check_sources,
    check_written,
    find_sources,
    is_a_source,
    is_report,
)
from crte_extract.command.options import Asked
from crte_extract.command.target import check_size
from crte_extract.options import Options
from crte_extract.writing import REVIEW, check_place

_FEW: Final = (
    20  # sources named one by one that tell their warnings as they come, without a summary
)


class Plan(NamedTuple):
    """What was asked for and what that means: the sources, how they are read, the files of a folder.

    ``alone`` is a single source, ``whole`` a run that is told as one: with progress, a summary, a journal.
    """

    asked: Asked
    output: Output | None
    options: Options
    found: Found
    alone: bool
    whole: bool
    files: list[Path]

    @property
    def review(self) -> bool:
        """Whether pages to look at are made."""
        return self.output is not None and self.output.form == REVIEW

    @property
    def journalled(self) -> bool:
        """Whether what is read is kept beside the output, to go on after a cut."""
        return self.output is not None and self.whole and not self.review


def planned(asked: Asked, output: Output | None, password: str | None) -> Plan:
    """The plan of a run; raises SameFile, OutputError, WrongOption where it would do harm."""
    check_sources(asked.sources)
    outputs = [*(output.files() if output else ()), *filter(None, [asked.report])]
    found = find_sources(asked.sources, Choice(asked.include, asked.exclude), outputs)
    folder = any(map(os.path.isdir, asked.sources))
    one = Plan(
        asked,
        output,
        asked.options(password, views=output is not None and output.form == REVIEW),
        found,
        alone=len(asked.sources) == 1 and not folder,
        whole=bool(
            folder
            or len(asked.sources) > _FEW
            or asked.resume
            or asked.report
            or (output and output.folder)
        ),
        files=_files(found, output),
    )
    _check_written(one)
    check_size(output, len(found.sources))
    return one


def _files(found: Found, output: Output | None) -> list[Path]:
    """The file of each source in an output that is a folder."""
    if output is None or not output.folder:
        return []
    from crte_extract.batch import plan

    if output.form == REVIEW:
        from crte_extract.review import SHEETS

        pages = output._replace(path=output.path / SHEETS)
        return plan(found.sources, pages, home=output.path)
    return plan(found.sources, output)


def _check_written(one: Plan) -> None:
    """Refuses an output that would destroy what is there: a source, another output, a user's own."""
    if one.output is not None:
        one.output.check()
    report = one.asked.report
    if report is not None and os.path.isdir(report.parent):
        check_place(report)
    for path in one.found.written_over:
        if not _is_own(path, one):
            raise is_a_source(path, "an output")
    named = (source for source in one.asked.sources if not os.path.isdir(source))
    check_written(list(_written(one)), filter(None, named))


def _is_own(path: str, one: Plan) -> bool:
    """Whether a file that this run writes is one that an earlier one wrote: no sheet is lost."""
    report = one.asked.report
    if report is not None and os.path.realpath(path) == os.path.realpath(report):
        return is_report(report)
    return one.output is not None and one.output.journal_path().exists()


def _written(one: Plan) -> Iterator[Written]:
    """All that the run writes, and what it must not write over."""
    report, output = one.asked.report, one.output
    if report is not None:
        yield Written("the report", report)
    if one.asked.password_file is not None:
        yield Written("the password's file", one.asked.password_file)
    if output is None:
        return
    yield from (Written("the output", path) for path in output.files())
    if one.journalled:
        yield Written("the output's journal", output.journal_path())
    if report is not None and output.folder:  # what lies in the folder is distinct by its plan
        place = os.path.realpath(report)
        inside = (path for path in _inside(one, output) if os.path.realpath(path) == place)
        yield from (Written("a file of the output", path) for path in inside)


def _inside(one: Plan, output: Output) -> list[Path]:
    """The files of an output that is a folder."""
    from crte_extract.review import INDEX

    return [*one.files, *([output.path / INDEX] if one.review else [])]
