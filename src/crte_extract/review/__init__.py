"""A review: a page in French that shows each record beside the pages it was read from.

One file that holds all, or a folder with an overview and a page a source. Each sheet is rendered as
it comes and set aside on disk, since the overview stands before it and neighbours name each other.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from crte_extract import __version__
from crte_extract.batch import Outcome
from crte_extract.errors import MissingExtra, OutputError
from crte_extract.french import euros, long_date, number, plural
from crte_extract.review.overview import Counts, Listed, overview
from crte_extract.review.sheet import Sheet, name_of
from crte_extract.sources import Source
from crte_extract.summary import Summary
from crte_extract.text import decoded, harmless
from crte_extract.writing import write_file

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_SHEETS: Final = 200  # sources that a single file may hold: some 30 MB
INDEX: Final = "index.html"
SHEETS: Final = "fiches"


class _Kept(NamedTuple):
    """A sheet that was rendered: where it is kept, in which page it goes, its first warning."""

    listed: Listed
    page: str
    id: str
    start: int
    length: int
    warning: str


class Review:
    """The sheets of a review, rendered one by one into a temporary file."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._path = file, path
        self._pages = _Pages()
        self._counts = Counts()
        self._kept: list[_Kept] = []
        self._following: list[str] = []

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, chemin: str, outcome: Outcome, page: str = "") -> None:
        """Renders the sheets of a source; ``page`` is that of a folder which they go to."""
        for at, (record, view) in enumerate(zip(outcome.records, outcome.views, strict=True), 1):
            id = f"fiche-{at if page else len(self._kept) + 1}"
            sheet = Sheet(record, view, chemin, id)
            body = self._pages.sheet(sheet).encode("utf-8")
            start = self._file.tell()
            try:
                self._file.write(body)
            except OSError as error:
                raise OutputError(f"it can't be written: {error.strerror}").about(
                    str(self._path)
                ) from None
            self._counts.add(record)
            listed = Listed(
                name_of(record, chemin),
                chemin,
                record["informations_generales"]["date_signature"],
                len(sheet.warnings),
                record["ingenierie_financement"]["depenses_investissement"],
                f"{page}#{id}",
                bool(sheet.doubts),
            )
            warning = f"{page}#{sheet.doubts[0][0]}" if sheet.doubts else ""
            self._kept.append(_Kept(listed, page, id, start, len(body), warning))

    def single(self, summary: Summary) -> Iterator[str]:
        """All of it as one page, piece by piece."""
        yield from self._overview(summary)
        for at in range(len(self._kept)):
            yield from self._article(at, "#revue")
        yield self._pages.foot()

    def index(self, summary: Summary) -> Iterator[str]:
        """The overview alone."""
        yield from self._overview(summary)
        yield self._pages.foot()

    def pages(self) -> Iterator[tuple[str, Iterator[str]]]:
        """The pages of a folder, each by its path below the overview."""
        at = 0
        while at < len(self._kept):
            page = self._kept[at].page
            end = at
            while end < len(self._kept) and self._kept[end].page == page:
                end += 1
            yield page, self._page(at, end)
            at = end

    def _page(self, begin: int, end: int) -> Iterator[str]:
        listed = self._kept[begin].listed
        up = "../" * self._kept[begin].page.count("/")
        yield self._pages.head(f"{listed.name} – fiche CRTE", alone=True)
        yield f'<h1 class="unseen">{self._pages.escape(listed.chemin)}</h1>\n'
        for at in range(begin, end):
            yield from self._article(at, f"{up}{INDEX}#fiches", up)
        yield self._pages.foot()

    def _overview(self, summary: Summary) -> Iterator[str]:
        self._file.flush()
        onward = next((one.warning for one in self._kept if one.warning), "")
        sheets = [_quoted(one.listed) for one in self._kept]
        yield self._pages.head(f"Revue de {plural(len(self), 'fiche')} CRTE")
        yield self._pages.overview(overview(summary, self._counts, sheets, _url(onward)))

    def _article(self, at: int, top: str, up: str = "") -> Iterator[str]:
        one = self._kept[at]
        before = self._kept[at - 1] if at else None
        after = self._kept[at + 1] if at + 1 < len(self._kept) else None
        onward = self._onward()[at]
        yield f'<article id="{one.id}" aria-labelledby="{one.id}-titre" tabindex="-1">\n'
        yield self._pages.steps(
            {
                "name": one.listed.name,
                "previous": before and _relative(before.listed.href, one.page, up),
                "next": after and _relative(after.listed.href, one.page, up),
                "onward": onward and _relative(onward, one.page, up),
            },
            top,
        )
        self._file.seek(one.start)
        yield self._file.read(one.length).decode("utf-8")
        yield "</article>\n"

    def _onward(self) -> list[str]:
        """For each sheet the first warning of those behind it."""
        if len(self._following) != len(self._kept):
            following, found = [], ""
            for one in reversed(self._kept):
                following.append(found)
                found = one.warning or found
            self._following = following[::-1]
        return self._following


def _relative(href: str, page: str, up: str) -> str:
    """A link as seen from a page."""
    target, _, id = href.rpartition("#")
    return f"#{id}" if target == page else _url(f"{up}{href}")


def _url(href: str) -> str:
    from urllib.parse import quote

    path, mark, id = href.rpartition("#")
    return quote(os.fsencode(path)) + mark + id


def _quoted(listed: Listed) -> Listed:
    return listed._replace(href=_url(listed.href))


class _Pages:
    """The templates, filled: every value is escaped, and shows what it hides."""

    def __init__(self) -> None:
        self._env = _environment()
        read = (files(__package__) / "templates").joinpath
        self._parts = _parts(
            read("review.css").read_text("utf-8"), read("review.js").read_text("utf-8")
        )
        self._page: Any = self._env.get_template("page.html").module
        self._sheet = self._env.get_template("sheet.html")
        self._overview = self._env.get_template("overview.html")

    def head(self, title: str, *, alone: bool = False) -> str:
        return str(self._page.head(title, self._parts, alone))

    def foot(self) -> str:
        return str(self._page.foot(self._parts))

    def steps(self, sheet: dict[str, Any], overview: str) -> str:
        return str(self._page.steps(sheet, overview))

    def sheet(self, sheet: Sheet) -> str:
        return self._sheet.render(sheet=sheet)

    def overview(self, shown: dict[str, Any]) -> str:
        return self._overview.render(o=shown)

    @staticmethod
    def escape(words: str) -> str:
        from markupsafe import escape

        return str(escape(harmless(words)))


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader(__name__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    env.filters.update(euros=euros, number=number, long_date=long_date, plural=plural)
    return env


def _finalize(value: Any) -> Any:
    from markupsafe import Markup

    if isinstance(value, str) and not isinstance(value, Markup):
        return value if value.isprintable() else harmless(value)
    return value


def _parts(style: str, script: str) -> dict[str, Any]:
    """What every page carries; nothing but these very styles and this script may run or load."""
    from markupsafe import Markup

    policy = "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            f"style-src {_hash(style)}",
            f"script-src {_hash(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return {
        "policy": policy,
        "style": Markup(style),  # noqa: S704 - ours
        "script": Markup(script),  # noqa: S704 - ours
        "version": __version__,
    }


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def check() -> None:
    """Raises MissingExtra where a package that reviews need isn't installed."""
    from importlib.util import find_spec

    for package in ("jinja2", "PIL"):
        if find_spec(package) is None:
            raise MissingExtra(
                f"the format html needs the package {package}",
                hint="pip install 'crte-extract[html]'",
            )


def write_review(outcomes: Iterable[tuple[Source, Outcome]], path: Path, summary: Summary) -> bool:
    """The review of all outcomes as one file, which ``summary`` counts; False where no sheet was read.

    Raises OutputError.
    """
    with _temporary(path.parent, path) as file:
        review = Review(file, path)
        for source, outcome in outcomes:
            review.add(decoded(source.name), outcome)
        if len(review):
            write_file(path, review.single(summary))
        return bool(len(review))


def write_review_folder(
    outcomes: Iterable[tuple[Source, Outcome]], path: Path, pages: Sequence[Path], summary: Summary
) -> bool:
    """The same as a folder: the overview, and a page a source at the path that was planned for it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"it can't be made: {error.strerror}").about(str(path)) from None
    with _temporary(path, path) as file:
        review = Review(file, path)
        for (source, outcome), page in zip(outcomes, pages, strict=True):
            review.add(decoded(source.name), outcome, page.relative_to(path).as_posix())
        for name, pieces in review.pages():
            target = path / name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise OutputError(f"it can't be made: {error.strerror}").about(
                    str(target.parent)
                ) from None
            write_file(target, pieces)
        if len(review):
            write_file(path / INDEX, review.index(summary))
        return bool(len(review))


def _temporary(folder: Path, output: Path) -> IO[bytes]:
    try:
        return tempfile.TemporaryFile(dir=folder)
    except OSError as error:
        raise OutputError(f"it can't be written: {error.strerror}").about(str(output)) from None
