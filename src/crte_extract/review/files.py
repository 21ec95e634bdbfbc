"""A review: a page in French that shows each record beside the pages it was read from.

One file that holds all, or a folder with an overview and a page a source. Each sheet is rendered as
it comes and set aside on disk, since the overview stands before it and neighbours name each other.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Final

from crte_extract.batch import Outcome, SourceFile, Summary
from crte_extract.errors import MissingExtra, OutputError
from crte_extract.text import decoded
from crte_extract.writing import OutputFolder, write_file

MOST_SHEETS: Final = 100  # sources that a single file may hold: some 15 MB
INDEX: Final = "index.html"  # the overview of a review that is a folder
SHEETS: Final = "fiches"  # the folder of a review's sheets, beside its overview


def check_packages() -> None:
    """Raises MissingExtra where a package that reviews need isn't installed."""
    from importlib.util import find_spec

    for package in ("jinja2", "PIL"):
        if find_spec(package) is None:
            raise MissingExtra(
                f"the format html needs the package {package}",
                hint="pip install 'crte-extract[html]'",
            )


def write_review(
    outcomes: Iterable[tuple[SourceFile, Outcome]], path: Path, summary: Summary
) -> bool:
    """The review of all outcomes as one file, which ``summary`` counts; False where no sheet was read.

    Raises OutputError.
    """
    from crte_extract.review.assembly import Review  # imported here: it needs Jinja

    with _temporary(path.parent, path) as file:
        review = Review(file, path)
        for source, outcome in outcomes:
            review.add(decoded(source.name), outcome)
        if len(review):
            write_file(path, review.single(summary))
        return bool(len(review))


def write_review_folder(
    outcomes: Iterable[tuple[SourceFile, Outcome]],
    path: Path,
    pages: Sequence[Path],
    summary: Summary,
) -> bool:
    """The same as a folder: the overview, and a page a source at the path that was planned for it."""
    from crte_extract.review.assembly import Review

    with OutputFolder(path) as folder, _temporary(path, path) as file:
        review = Review(file, path)
        for (source, outcome), page in zip(outcomes, pages, strict=True):
            review.add(decoded(source.name), outcome, page.relative_to(path).as_posix())
        for name, pieces in review.pages():
            folder.write(path / name, pieces)
        if len(review):
            folder.write(path / INDEX, review.index(summary))
        return bool(len(review))


def _temporary(folder: Path, output: Path) -> IO[bytes]:
    try:
        return tempfile.TemporaryFile(dir=folder)
    except OSError as error:
        raise OutputError(f"it can't be written: {error.strerror}").about(str(output)) from None
