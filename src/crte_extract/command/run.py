"""One run of the command: sources read, counted, written, and what is told of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from crte_extract.batch import Summary, read_all, write_folder, write_records
from crte_extract.command.means import executor, journal
from crte_extract.command.options import VIEW
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
from crte_extract.text import decoded
from crte_extract.writing import NamedRecord, dump, write_file

if TYPE_CHECKING:
    from crte_extract.batch import Journal, Outcome, Output, SourceFile
    from crte_extract.command.plan import Plan

    Outcomes = Iterator[tuple[SourceFile, Outcome]]


class Run:
    """One run of the command, as it was planned."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.asked = plan, plan.asked
        self.found, self.output = plan.found, plan.output
        self.summary = Summary(self.found.left_out, self.found.names_left_out, self.found.sources)

    def run(self) -> int:
        """Reads, writes and tells; the exit code."""
        begun = time.monotonic()
        for error in self.found.errors:
            self.summary.fail(error)
            if self.asked.quiet or not self.found.sources:
                tell_error(error)
        code = self._write_all()
        if self._has_begun():
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

    def _has_begun(self) -> bool:
        """Whether this is a batch, and some of it is done."""
        return self.plan.whole and self.summary.sources > len(self.found.errors)

    def _tell_end(self, code: int, seconds: float) -> None:
        """The summary, and what a run that was cut leaves."""
        if not self.asked.quiet:
            total = len(self.found.sources) + len(self.found.errors)
            tell_summary(self.summary, total, seconds)
        if code not in (ExitCode.INTERRUPTED, ExitCode.OUTPUT):
            return
        if self.plan.review:
            tell("the review was not written, or not all of it: run the command again")
        elif self.output:
            tell(f"to go on where it stopped: {_again()}")

    def _write_all(self) -> int:
        """Reads and writes; the exit code of that, what went wrong being told."""
        if not self.found.sources:
            return ExitCode.NO_RECORD
        try:
            with ExitStack() as stack:
                kept = journal(self.plan, stack)
                return self._write(stack.enter_context(closing(self._outcomes(stack, kept))))
        except KeyboardInterrupt:
            tell("interrupted", style="bold red")
            return ExitCode.INTERRUPTED
        except OutputError as error:
            tell_error(error)
            return error.exit_code

    def _outcomes(
        self, stack: ExitStack, kept: Journal | None
    ) -> Generator[tuple[SourceFile, Outcome]]:
        """The outcomes as they come, counted and told."""
        plan = self.plan
        readers = executor(plan, stack)
        advance = stack.enter_context(progress(len(self.found.sources), self._shows_progress()))
        for source, outcome in read_all(self.found.sources, readers, plan.options, kept):
            self.summary.add(outcome)
            advance(outcome)
            self._tell(outcome)
            yield source, outcome

    def _shows_progress(self) -> bool:
        """Of one source there is none to be seen, and a fork wants no thread that shows it.

        Nor is it shown on the very terminal that the records go to.
        """
        told = self.asked.quiet or self.asked.verbose or (self.output is None and is_terminal())
        return self.plan.whole and not self.plan.alone and not told

    def _tell(self, outcome: Outcome) -> None:
        asked, whole = self.asked, self.plan.whole
        if outcome.error is not None and (asked.quiet or not whole):
            tell_error(outcome.error)
        elif not asked.quiet and (asked.verbose or not (whole or asked.form == VIEW)):
            tell_outcome(outcome, asked.verbose)

    def _write(self, outcomes: Outcomes) -> int:
        if self.output is not None and self.plan.review:
            return self._write_review(outcomes, self.output)
        if self.output is not None and self.output.folder:
            write_folder(outcomes, self.output, self.plan.files)
            return ExitCode.OK
        return self._write_one(outcomes)

    def _write_review(self, outcomes: Outcomes, output: Output) -> int:
        from crte_extract.review import write_review, write_review_folder

        if output.folder:
            done = write_review_folder(outcomes, output.path, self.plan.files, self.summary)
        else:
            done = write_review(outcomes, output.path, self.summary)
        return ExitCode.OK if done else ExitCode.NO_RECORD

    def _write_one(self, outcomes: Outcomes) -> int:
        """All records into one file, or to standard output."""
        entries = (
            NamedRecord(decoded(source.name), record)
            for source, outcome in outcomes
            for record in outcome.records
        )
        first = next(entries, None)
        if first is None:
            return ExitCode.NO_RECORD
        second = next(entries, None) if self.plan.alone else None
        several = not self.plan.alone or second is not None
        every = chain(filter(None, (first, second)), entries)
        if self.output is not None:
            write_records(every, self.output, several=several)
            return ExitCode.OK
        form = self.asked.form or ("ndjson" if several else "json")
        return print_records(every, form, several)


def _again() -> str:
    """The command that goes on with this run, without its password."""
    import shlex  # imported here: most runs come to their end

    words = [*sys.argv[1:], *(["--resume"] if "--resume" not in sys.argv else [])]
    for at, word in enumerate(words):
        if word == "--password" and at + 1 < len(words) and words[at + 1] != "-":
            words[at + 1] = "…"
        elif word.startswith("--password="):
            words[at] = "--password=…"
    return safe(shlex.join(["crte-extract", *words]), longest=1000)


def _report(path: Path, summary: Summary) -> int:
    try:
        write_file(path, [dump(summary.report(), indent=2), "\n"])
    except OutputError as error:
        tell_error(error)
        return error.exit_code
    return ExitCode.OK
