"""A list of sources becomes a data set: read, journalled and written as it goes."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crte_extract.batch.outcomes import Outcome, SourceLike, name_of, stream
from crte_extract.batch.sources import STDIN, SourceFile
from crte_extract.errors import CrteError
from crte_extract.options import Options
from crte_extract.reading import MAX_BYTES, read_file
from crte_extract.readings import source_name
from crte_extract.writing import (
    FILES_ONLY,
    WRITERS,
    NamedRecord,
    OutputFolder,
    check_place,
    files,
    make_folder,
    replacing,
    tabular,
    write_file,
)

if TYPE_CHECKING:
    from crte_extract.batch.journal import Journal


class Output(NamedTuple):
    """Where records go: a file, or a folder that gets a file a source; and in which format."""

    path: Path
    form: str
    folder: bool = False

    def files(self) -> list[Path]:
        """What the output consists of, none of which is a source."""
        return [self.path] if self.folder else files(self.path, self.form)

    def check(self) -> None:
        """Raises OutputError where it can't be written, or holds what this program did not write."""
        if not self.folder:
            for path in self.files():
                check_place(path)
        if self.form == "sqlite":
            tabular(self.form).check(self.path)

    def journal(self, options: Options, *, resume: bool) -> Journal:
        """The output's journal; its folder is made where it isn't there yet."""
        from crte_extract.batch.journal import Journal, program  # imported here: not all runs pay

        if self.folder:
            make_folder(self.path)
        how = f"{program()} {options.of_records()}"
        return Journal(self.journal_path(), how, resume=resume, output=self.path)

    def journal_path(self) -> Path:
        """Where its journal is."""
        from crte_extract.batch.journal import journal_path

        return journal_path(Path(os.path.realpath(self.path)), self.folder)


def read_all(
    sources: Iterable[SourceFile],
    executor: Executor,
    options: Options,
    journal: Journal | None = None,
) -> Iterator[tuple[SourceFile, Outcome]]:
    """Each source with its outcome, in their order; what the journal has is not read again."""
    known = partial(_known, journal) if journal and journal.resumes else None
    with closing(stream(map(_given, sources), executor, options, known)) as outcomes:
        for source, outcome in zip(sources, outcomes, strict=True):
            if journal and _is_to_keep(outcome):
                journal.keep(outcome.records)
            yield source, outcome


def _is_to_keep(outcome: Outcome) -> bool:
    """Whether the journal may have it: not what is secret, nor what more time or memory may read better."""
    if not outcome.records or outcome.kept or outcome.secret:
        return False
    warnings = (one for record in outcome.records for one in record["avertissements"])
    return all(one["code"] != "seconde_lecture_echouee" for one in warnings)


def _given(source: SourceFile) -> SourceLike:
    return read_stdin() if source.path == STDIN else source.path


def read_stdin() -> bytes:
    """The bytes of standard input, one more than is allowed at most."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read(MAX_BYTES + 1)


def _known(journal: Journal, source: SourceLike) -> Outcome | None:
    try:
        data = source if isinstance(source, bytes) else read_file(source)
    except CrteError:
        return None  # the worker will say so
    records = journal.find(hashlib.sha256(data).hexdigest(), source_name(source))
    return Outcome(name_of(source), records, kept=True) if records else None


def write_records(entries: Iterable[NamedRecord], output: Output, *, several: bool) -> None:
    """The records into the output's file or files. Raises OutputError."""
    if output.form in FILES_ONLY:
        format = tabular(output.form)
        guard = partial(format.held, output.path) if output.form == "sqlite" else nullcontext
        with replacing(output.files(), guard=guard) as parts:
            format.write(entries, parts)
    else:
        write_file(output.path, pieces(entries, output.form, several))


def pieces(entries: Iterable[NamedRecord], form: str, several: bool) -> Iterator[str]:
    """The records as text, piece by piece; ``several`` tells whether there may be more than one."""
    if form in WRITERS:
        return WRITERS[form]((entry.record for entry in entries), several)
    written: Iterator[str] = tabular(form).write(entries)
    return written


def write_folder(
    outcomes: Iterable[tuple[SourceFile, Outcome]], output: Output, paths: Iterable[Path]
) -> None:
    """A file for each source that gave records, at the path that was planned for it."""
    with OutputFolder(output.path) as folder:
        for (_, outcome), path in zip(outcomes, paths, strict=True):
            if outcome.records:
                folder.write(path, WRITERS[output.form](outcome.records, len(outcome.records) > 1))
