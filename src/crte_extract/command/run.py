"""One run of the command: sources found, read, counted, written, and what is told of them."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from crte_extract.command.options import VIEW, Asked
from crte_extract.command.printing import is_terminal, print_records
from crte_extract.command.terminal import (
    progress,
    safe,
    tell,
    tell_copies,
    tell_error,
    tell_outcome,
    tell_summary,
)
from crte_extract.errors import ExitCode, OutputError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from crte_extract.batch import Found, Journal, Outcome, Output, Source, Summary, Written

_FEW = 20  # sources named one by one that tell their warnings as they come, without a summary


class Run:
    """One run of the command."""

    def __init__(self, asked: Asked, output: Output | None, password: str | None) -> None:
        from crte_extract.batch.clashes import check_sources
        from crte_extract.batch.summary import Summary
        from crte_extract.writing import REVIEW

        self.asked, self.output = asked, output
        check_sources(asked.sources)
        self.found = _find(asked, output)
        folder = any(map(os.path.isdir, asked.sources))
        self.alone = len(asked.sources) == 1 and not folder
        self.whole = bool(
            folder
            or len(asked.sources) > _FEW
            or asked.resume
            or asked.report
            or (self.output and self.output.folder)
        )
        self.review = output is not None and output.form == REVIEW
        self.options = asked.options(password, views=self.review)
        self.summary: Summary = Summary(
            self.found.left_out, self.found.names_left_out, self.found.sources
        )
        self.planned = self._plan()
        self._check_written()

    def _check_written(self) -> None:
        """Refuses an output that would destroy what is there: a source, another output, a user's own."""
        from crte_extract.batch import check_written, is_a_source
        from crte_extract.writing import check_place

        if self.output is not None:
            self.output.check()
        if self.asked.report is not None and os.path.isdir(self.asked.report.parent):
            check_place(self.asked.report)
        for path in self.found.written_over:
            if not self._is_own(path):
                raise is_a_source(path, "an output")
        named = (source for source in self.asked.sources if not os.path.isdir(source))
        check_written(self._written(), filter(None, named))

    def _is_own(self, path: str) -> bool:
        """Whether a file that this run writes is one that an earlier one wrote: no sheet is lost."""
        from crte_extract.batch import is_report

        report = self.asked.report
        if report is not None and os.path.realpath(path) == os.path.realpath(report):
            return is_report(report)
        return self.output is not None and self.output.journal_path().exists()

    def _written(self) -> list[Written]:
        from crte_extract.batch import Written

        written = [Written("the report", self.asked.report)] if self.asked.report else []
        if self.asked.password_file is not None:
            written.append(Written("the password's file", self.asked.password_file))
        if self.output is not None:
            written += [Written("the output", path) for path in self.output.files()]
            if self.journalled:
                written.append(Written("the output's journal", self.output.journal_path()))
            if self.asked.report:  # what lies in the folder is distinct by its plan
                report = os.path.realpath(self.asked.report)
                inside = (path for path in self._inside() if os.path.realpath(path) == report)
                written += [Written("a file of the output", path) for path in inside]
        return written

    def _inside(self) -> list[Path]:
        """The files of an output that is a folder."""
        from crte_extract.review import INDEX

        if self.output is None or not self.output.folder:
            return []
        return [*self.planned, *([self.output.path / INDEX] if self.review else [])]

    @property
    def journalled(self) -> bool:
        """Whether what is read is kept beside the output, to go on after a cut."""
        return self.output is not None and self.whole and not self.review

    def run(self) -> int:
        """Reads, writes and tells; the exit code."""
        begun = time.monotonic()
        for error in self.found.errors:
            self.summary.fail(error)
            if self.asked.quiet or not self.found.sources:
                tell_error(error)
        try:
            code: int = self._write()
        except KeyboardInterrupt:
            tell("interrupted", style="bold red")
            code = ExitCode.INTERRUPTED
        except OutputError as error:
            tell_error(error)
            code = error.exit_code
        if self.begun:
            self._tell_end(code, time.monotonic() - begun)
        elif not self.asked.quiet:
            tell_copies(self.summary)
        if self.asked.report is not None:
            reported = _report(self.asked.report, self.summary)
            code = code or reported
        if code == ExitCode.OK and self.summary.errors:
            code = ExitCode.NO_RECORD
        if code == ExitCode.OK and self.asked.strict and self.summary.to_check:
            code = ExitCode.WARNINGS
        return code

    def _tell_end(self, code: int, seconds: float) -> None:
        """The summary, and what a run that was cut leaves."""
        if not self.asked.quiet:
            total = len(self.found.sources) + len(self.found.errors)
            tell_summary(self.summary, total, seconds)
        if code not in (ExitCode.INTERRUPTED, ExitCode.OUTPUT):
            return
        if self.review:
            tell("the review was not written, or not all of it: run the command again")
        elif self.output:
            tell(f"to go on where it stopped: {_again()}")

    @property
    def begun(self) -> bool:
        """Whether this is a batch, and some of it is done."""
        return self.whole and self.summary.sources > len(self.found.errors)

    def _write(self) -> int:
        if not self.found.sources:
            return ExitCode.NO_RECORD
        with ExitStack() as stack:
            journal = self._journal(stack)
            outcomes = stack.enter_context(closing(self._outcomes(stack, journal)))
            if self.review:
                return self._write_review(outcomes)
            if self.output and self.output.folder:
                from crte_extract.batch import write_folder

                write_folder(outcomes, self.output, self.planned)
                return ExitCode.OK
            return self._write_one(outcomes)

    def _plan(self) -> list[Path]:
        from crte_extract.batch.naming import plan

        if self.output is None or not self.output.folder:
            return []
        if self.review:
            from crte_extract.review import SHEETS

            pages = self.output._replace(path=self.output.path / SHEETS)
            return plan(self.found.sources, pages, home=self.output.path)
        return plan(self.found.sources, self.output)

    def _write_review(self, outcomes: Iterator[tuple[Source, Outcome]]) -> int:
        from crte_extract.review import write_review, write_review_folder

        if self.output is None:
            return ExitCode.OK
        if self.output.folder:
            done = write_review_folder(outcomes, self.output.path, self.planned, self.summary)
        else:
            done = write_review(outcomes, self.output.path, self.summary)
        return ExitCode.OK if done else ExitCode.NO_RECORD

    def _journal(self, stack: ExitStack) -> Journal | None:
        if self.output is None or not self.journalled:
            return None
        return stack.enter_context(self.output.journal(self.options, resume=self.asked.resume))

    def _outcomes(
        self, stack: ExitStack, journal: Journal | None
    ) -> Generator[tuple[Source, Outcome]]:
        """The outcomes as they come, counted and told."""
        from crte_extract.batch import read_all

        executor = self._executor(stack)
        # Of one source there is no progress to be seen, and a fork wants no thread that shows it.
        shown = (self.whole and not self.alone) and not (
            self.asked.quiet or self.asked.verbose or (self.output is None and is_terminal())
        )
        advance = stack.enter_context(progress(len(self.found.sources), shown))
        for source, outcome in read_all(self.found.sources, executor, self.options, journal):
            self.summary.add(outcome)
            advance(outcome)
            if outcome.error is not None and (self.asked.quiet or not self.whole):
                tell_error(outcome.error)
            elif not self.asked.quiet and (
                self.asked.verbose or not (self.whole or self.asked.form == VIEW)
            ):
                tell_outcome(outcome, self.asked.verbose)
            yield source, outcome

    def _executor(self, stack: ExitStack) -> Executor:
        from crte_extract.batch.executors import Here, cluster, cores

        asked = self.asked
        if asked.scheduler:
            return stack.enter_context(cluster(asked.scheduler))
        bounds = asked.bounds()
        if self.alone and hasattr(os, "fork"):
            from crte_extract.batch import Forked

            return Forked(timeout=bounds.timeout, memory=bounds.memory)
        if self.alone:
            return Here()
        from crte_extract.batch import Workers

        workers = Workers(
            min(bounds.jobs or cores(), len(self.found.sources)),
            timeout=bounds.timeout,
            memory=bounds.memory,
        )

        stack.callback(workers.shutdown, cancel_futures=True)
        return workers

    def _write_one(self, outcomes: Iterator[tuple[Source, Outcome]]) -> int:
        """All records into one file, or to standard output."""
        from crte_extract.batch.dataset import write_records
        from crte_extract.text import decoded
        from crte_extract.writing.tables import Entry

        entries = (
            Entry(decoded(source.name), record)
            for source, outcome in outcomes
            for record in outcome.records
        )
        first = next(entries, None)
        if first is None:
            return ExitCode.NO_RECORD
        second = next(entries, None) if self.alone else None
        several = not self.alone or second is not None
        every = chain(filter(None, (first, second)), entries)
        if self.output is not None:
            write_records(every, self.output, several=several)
            return ExitCode.OK
        form = self.asked.form or ("ndjson" if several else "json")
        return print_records(every, form, several)


def _find(asked: Asked, output: Output | None) -> Found:
    from crte_extract.batch import Choice, find_sources

    outputs = [*(output.files() if output else ()), *filter(None, [asked.report])]
    return find_sources(asked.sources, Choice(asked.include, asked.exclude), outputs)


def _again() -> str:
    """The command that goes on with this run, without its password."""
    words = [*sys.argv[1:], *(["--resume"] if "--resume" not in sys.argv else [])]
    for at, word in enumerate(words):
        if word == "--password" and at + 1 < len(words) and words[at + 1] != "-":
            words[at + 1] = "…"
        elif word.startswith("--password="):
            words[at] = "--password=…"
    return safe(shlex.join(["crte-extract", *words]), longest=1000)


def _report(path: Path, summary: Summary) -> int:
    from crte_extract.writing import dump, write_file

    try:
        write_file(path, [dump(summary.report(), indent=2), "\n"])
    except OutputError as error:
        tell_error(error)
        return error.exit_code
    return ExitCode.OK
