"""A review put together: sheets are kept as they come, and written when all are known."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import quote

from crte_extract.batch import Outcome, Summary
from crte_extract.errors import OutputError
from crte_extract.french import plural
from crte_extract.record import ROLES, value_of
from crte_extract.review.article import Article, title_of
from crte_extract.review.files import INDEX
from crte_extract.review.overview import Counts, Listed, overview
from crte_extract.review.templating import Templates


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
        self._pages = Templates()
        self._counts = Counts()
        self._kept: list[_Kept] = []
        self._following: list[str] = []

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, chemin: str, outcome: Outcome, page: str = "") -> None:
        """Renders the sheets of a source; ``page`` is that of a folder which they go to."""
        for at, (record, view) in enumerate(zip(outcome.records, outcome.views, strict=True), 1):
            id = f"fiche-{at if page else len(self._kept) + 1}"
            article = Article(record, view, chemin, id)
            body = self._pages.article(article).encode("utf-8")
            start = self._file.tell()
            try:
                self._file.write(body)
            except OSError as error:
                raise OutputError(f"it can't be written: {error.strerror}").about(
                    str(self._path)
                ) from None
            self._counts.add(record)
            listed = Listed(
                title_of(record, chemin),
                chemin,
                value_of(record, "jour"),
                len(article.doubts),
                value_of(record, "montant"),
                f"{page}#{id}",
                bool(article.doubts),
                article.missing(ROLES["jour"].key),
                article.missing(ROLES["montant"].key),
            )
            warning = f"{page}#{article.doubts[0][0]}" if article.doubts else ""
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
    path, mark, id = href.rpartition("#")
    return quote(os.fsencode(path)) + mark + id


def _quoted(listed: Listed) -> Listed:
    return listed._replace(href=_url(listed.href))
