"""The pages of a sheet, as the template shows them: pictures with places on them, or rows of text."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from crte_extract.batch import MOST_PAGES, Page, Place, View
from crte_extract.french import plural, where

if TYPE_CHECKING:
    from crte_extract.reading import Picture

WARNING, UNKNOWN = "avertissement-", "inconnu-"  # things that are no fields, before their numbers
_AIR: Final = 1.5  # points around a place


class Spot(NamedTuple):
    """A place on a picture: a link to its field, or the mark of a warning (without ``href``)."""

    id: str
    thing: str
    href: str
    label: str
    x: float
    y: float
    width: float
    height: float
    flagged: bool


class Piece(NamedTuple):
    """A piece of a row of text, and all that it belongs to."""

    text: str
    id: str = ""
    href: str = ""
    things: str = ""
    marked: bool = False


class _Standing(NamedTuple):
    """A thing that stands on a page: the id of its place, and the place."""

    thing: str
    id: str
    place: Place


class Leaves:
    """The pages of a view.

    ``named`` tells what each thing is called and whether a click on its place leads to it.
    """

    def __init__(
        self, view: View, id: str, total: int | None, named: Mapping[str, tuple[str, bool]]
    ) -> None:
        self._view, self._id, self._total, self._named = view, id, total, named
        self._on: dict[int, list[_Standing]] = {}
        for thing, places in view.places.items():
            for number, place in enumerate(places, 1):
                standing = _Standing(thing, f"{id}-{thing}-lieu-{number}", place)
                self._on.setdefault(place.page, []).append(standing)

    @property
    def left_out(self) -> str:
        """What is not shown, in words."""
        count = self._view.left_out
        if not count:
            return ""
        if self._total is None:
            more = plural(count, "ligne de plus, non montrée", "lignes de plus, non montrées")
            return f"{more} ici."
        more = plural(count, "page non montrée", "pages non montrées")
        return f"Au-delà de {MOST_PAGES} pages : {more} ici."

    def links(self, thing: str) -> list[tuple[str, str]]:
        """The places of a thing that are worth a link: one a page, each with its words."""
        found: dict[int, tuple[str, str]] = {}
        for number, place in enumerate(self._view.places.get(thing, ()), 1):
            page = self._view.pages[place.page]
            words = where(page.number, None if page.picture else round(place.box.top))
            found.setdefault(place.page, (f"{self._id}-{thing}-lieu-{number}", words))
        return list(found.values())

    def mark(self, thing: str, page: int | None, row: int | None) -> tuple[str, str]:
        """The id and the words of the place of a warning; no id where it isn't shown."""
        places = self._view.places.get(thing, ())
        if not places:
            return "", where(page, row)
        at = places[0].page
        if self._view.pages[at].picture:
            return f"{self._id}-{thing}-lieu-1", where(page, None)
        return self._row_id(at, round(places[0].box.top)), where(page, row)

    def _row_id(self, at: int, number: int) -> str:
        return f"{self._id}-rang-{at + 1}-{number}"

    def pages(self) -> Iterator[dict[str, Any]]:
        """The pages, each a picture with the places on it, or rows of text."""
        for at, page in enumerate(self._view.pages):
            number = f"Page {page.number}" if page.number else "Texte"
            caption = f"{number} sur {self._total}" if page.number and self._total else number
            shown = self._drawn(at, page.picture) if page.picture else self._typed(at, page)
            yield {"caption": caption, **shown}

    def _drawn(self, at: int, picture: Picture) -> dict[str, Any]:
        spots = (self._spot(standing) for standing in self._on.get(at, ()))
        return {
            "source": f"data:image/webp;base64,{base64.b64encode(picture.webp).decode()}",
            "across": picture.across,
            "down": picture.down,
            "width": round(picture.width, 2),
            "height": round(picture.height, 2),
            "spots": sorted(spots, key=lambda spot: (not spot.href, -spot.width * spot.height)),
        }

    def _spot(self, standing: _Standing) -> Spot:
        thing, id, (_, box) = standing
        return Spot(
            id,
            thing,
            self._target(thing),
            self._named[thing][0],
            round(box.x0 - _AIR, 2),
            round(box.top - _AIR, 2),
            round(box.x1 - box.x0 + 2 * _AIR, 2),
            round(box.bottom - box.top + 2 * _AIR, 2),
            thing.startswith((WARNING, UNKNOWN)),
        )

    def _target(self, thing: str) -> str:
        """What a click on a thing's place leads to; nothing for a warning about a field."""
        return f"{self._id}-{thing}" if self._named[thing][1] else ""

    def _typed(self, at: int, page: Page) -> dict[str, Any]:
        return {"source": "", "rows": list(self._rows(at, page))}

    def _rows(self, at: int, page: Page) -> Iterator[dict[str, Any]]:
        """The rows with their numbers, and the blank ones between them."""
        on: dict[int, list[_Standing]] = {}
        for standing in self._on.get(at, ()):
            on.setdefault(round(standing.place.box.top), []).append(standing)
        last = page.rows[0][0] if page.rows else 0
        for number, row in page.rows:
            for blank in range(last + 1, number):
                yield {"number": blank, "id": "", "pieces": ()}
            last, here = number, on.get(number, ())
            warned = any(standing.thing.startswith(WARNING) for standing in here)
            yield {
                "number": number,
                "id": self._row_id(at, number) if warned else "",
                "pieces": list(self._pieces(row, here)),
            }

    def _pieces(self, row: str, on: Sequence[_Standing]) -> Iterator[Piece]:
        """The row cut where a place begins or ends."""
        cuts = {0, len(row)}
        for _, _, (_, box) in on:
            cuts |= {min(len(row), max(0, round(edge))) for edge in (box.x0, box.x1)}
        told: set[str] = set()
        for begin, end in pairwise(sorted(cuts)):
            here = [s for s in on if s.place.box.x0 <= begin and end <= s.place.box.x1]
            target = next((s for s in here if self._target(s.thing)), None)
            if target is None:
                yield Piece(row[begin:end])
                continue
            things = [standing.thing for standing in here]
            yield Piece(
                row[begin:end],
                "" if target.id in told else target.id,
                self._target(target.thing),
                " ".join(things),
                any(thing.startswith((WARNING, UNKNOWN)) for thing in things),
            )
            told.add(target.id)
