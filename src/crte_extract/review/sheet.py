"""One record beside its pages, as the template shows it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple

from crte_extract.french import CODES, long_date, plural, said
from crte_extract.models import Entree, fields, sections
from crte_extract.views import MOST_PAGES, Page, Place, View

_FIELDS: Final = tuple(fields())
_SECTIONS: Final = tuple(sections())
_AIR: Final = 1.5  # points around a place
_WARNING, _UNKNOWN = "avertissement-", "inconnu-"  # things that are no fields, before their numbers

Record = Mapping[str, Any]


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


def name_of(record: Record, chemin: str) -> str:
    """What a sheet is called: its structure, else its file."""
    return record["informations_generales"]["nom_structure_porteuse"] or chemin.rpartition("/")[2]


class Sheet:
    """A record and its view; ``id`` begins all the ids of it in the page."""

    def __init__(self, record: Record, view: View, chemin: str, id: str) -> None:
        self._record, self._view = record, view
        self.id, self.chemin = id, chemin
        self.name = name_of(record, chemin)
        signed = record["informations_generales"]["date_signature"]
        self.date = long_date(signed) if signed else ""
        self.file, self.sha256 = record["source"]["nom"], record["source"]["sha256"]
        self.left_out = _left_out(view)
        self._spots = {
            thing: [f"{id}-{thing}-lieu-{n}" for n in range(1, len(places) + 1)]
            for thing, places in view.places.items()
        }
        self.warnings = [
            self._warning(number, one) for number, one in enumerate(record["avertissements"], 1)
        ]

    @cached_property
    def doubts(self) -> list[tuple[str, str]]:
        """What wants a human, each with its id, in the order of the page."""
        order = [*self.loose]
        for section in self.sections:
            order += [*section["warnings"], *(w for f in section["fields"] for w in f["warnings"])]
        return [
            *((w["id"], " : ".join(filter(None, (w["title"], w["label"])))) for w in order),
            *((one["id"], f"Champ inconnu : {one['label']}") for one in self.unknown),
        ]

    @property
    def told(self) -> str:
        """How many of each there are."""
        parts = (
            plural(len(self.warnings), "avertissement") if self.warnings else "",
            plural(len(self.unknown), "champ inconnu", "champs inconnus") if self.unknown else "",
        )
        return ", ".join(filter(None, parts))

    @property
    def read(self) -> str:
        """What kind of file it was, and who read it."""
        source = self._record["source"]
        if source["format"] == "texte":
            return "texte"
        return f"PDF de {plural(source['pages'], 'page')}, lu par {source['lecteur']}"

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """The sections, each with its fields and the warnings about its heading."""
        return [
            {
                "id": f"{self.id}-section-{section.key}",
                "label": section.labels[0],
                "warnings": self._warnings_of(section.key, heading=True),
                "fields": [self._field(f) for f in _FIELDS if f.section == section.key],
            }
            for section in _SECTIONS
        ]

    @property
    def loose(self) -> list[dict[str, Any]]:
        """The warnings that belong to no field."""
        return [one for one in self.warnings if one["champ"] is None]

    def _warnings_of(self, key: str, *, heading: bool = False) -> list[dict[str, Any]]:
        """The warnings about a field, or about the heading of a section: both may have one key."""
        return [
            one
            for one in self.warnings
            if one["champ"] == key and (one["code"] == "section_absente") == heading
        ]

    def _warning(self, number: int, one: Mapping[str, Any]) -> dict[str, Any]:
        thing = f"{_WARNING}{number}"
        entries = _SECTIONS if one["code"] == "section_absente" else _FIELDS
        label = next((entry.labels[0] for entry in entries if entry.key == one["champ"]), "")
        place = next(iter(self._spots.get(thing, ())), "")
        if place and not self._pictured(thing):
            first = self._view.places[thing][0]
            place = self._row_id(first.page, round(first.box.top))
        return {
            **one,
            "id": f"{self.id}-{thing}",
            "thing": thing,
            "title": CODES[one["code"]],
            "label": label,
            "place": place,
            "where": _where(one["page"], one["ligne"], self._pictured(thing)),
        }

    def _row_id(self, page: int, number: int) -> str:
        return f"{self.id}-rang-{page + 1}-{number}"

    def _pictured(self, thing: str) -> bool:
        places = self._view.places.get(thing, ())
        return any(self._view.pages[place.page].picture for place in places)

    def _field(self, field: Entree) -> dict[str, Any]:
        value, items = said(self._record[field.section][field.key], field.kind)
        warnings = self._warnings_of(field.key)
        missing = (
            "non renseigné" if field.key in self._view.places else "libellé absent de la fiche"
        )
        if any(one["code"] == "valeur_illisible" for one in warnings):
            missing = "valeur écartée"
        return {
            "id": f"{self.id}-{field.key}",
            "thing": field.key,
            "key": field.key,
            "kind": field.kind,
            "label": field.labels[0],
            "value": value,
            "elements": items,
            "missing": missing,
            "places": self._places(field.key),
            "warnings": warnings,
        }

    @cached_property
    def unknown(self) -> list[dict[str, Any]]:
        """The unknown fields."""
        return [
            {
                "id": f"{self.id}-{_UNKNOWN}{number}",
                "thing": f"{_UNKNOWN}{number}",
                "key": "",
                "kind": "text",
                "label": one["libelle"],
                "value": one["valeur"] or "",
                "elements": one["elements"],
                "missing": "sans valeur",
                "places": self._places(f"{_UNKNOWN}{number}"),
                "warnings": [],
            }
            for number, one in enumerate(self._record["champs_inconnus"], 1)
        ]

    def _places(self, thing: str) -> list[tuple[str, str]]:
        """The places of a thing that are worth a link: one a page, each with its words."""
        found: dict[int, tuple[str, str]] = {}
        for id, place in zip(
            self._spots.get(thing, ()), self._view.places.get(thing, ()), strict=True
        ):
            page = self._view.pages[place.page]
            where = _where(page.number, round(place.box.top), page.picture is not None)
            found.setdefault(place.page, (id, where))
        return list(found.values())

    @property
    def pages(self) -> Iterator[dict[str, Any]]:
        """The pages, each a picture with the places on it, or rows of text."""
        total = self._record["source"]["pages"]
        for at, page in enumerate(self._view.pages):
            number = f"Page {page.number}" if page.number else "Texte"
            caption = f"{number} sur {total}" if page.number and total else number
            yield {
                "caption": caption,
                **(self._drawn(at, page) if page.picture else {}),
                **({} if page.picture else {"source": "", "rows": self._rows(at, page)}),
            }

    def _drawn(self, at: int, page: Page) -> dict[str, Any]:
        picture = page.picture
        assert picture is not None  # noqa: S101
        return {
            "source": f"data:image/webp;base64,{base64.b64encode(picture.webp).decode()}",
            "across": picture.across,
            "down": picture.down,
            "width": round(picture.width, 2),
            "height": round(picture.height, 2),
            "spots": sorted(
                (self._spot(thing, id, place) for thing, id, place in self._on(at)),
                key=lambda spot: (not spot.href, -spot.width * spot.height),
            ),
        }

    def _on(self, at: int) -> Iterator[tuple[str, str, Place]]:
        """What stands on a page: the thing, the id of the place, the place."""
        for thing, places in self._view.places.items():
            for id, place in zip(self._spots[thing], places, strict=True):
                if place.page == at:
                    yield thing, id, place

    def _spot(self, thing: str, id: str, place: Place) -> Spot:
        box = place.box
        return Spot(
            id,
            thing,
            self._target(thing),
            self._label(thing),
            round(box.x0 - _AIR, 2),
            round(box.top - _AIR, 2),
            round(box.x1 - box.x0 + 2 * _AIR, 2),
            round(box.bottom - box.top + 2 * _AIR, 2),
            thing.startswith((_WARNING, _UNKNOWN)),
        )

    def _target(self, thing: str) -> str:
        """What a click on a thing's place leads to; nothing for a warning inside a field."""
        warning = self._warning_named(thing)
        return "" if warning and warning["champ"] else f"{self.id}-{thing}"

    def _warning_named(self, thing: str) -> dict[str, Any] | None:
        return next((one for one in self.warnings if one["thing"] == thing), None)

    def _label(self, thing: str) -> str:
        warning = self._warning_named(thing)
        if warning:
            return str(warning["title"])
        if thing.startswith(_UNKNOWN):
            number = int(thing.removeprefix(_UNKNOWN))
            return str(self._record["champs_inconnus"][number - 1]["libelle"])
        return next(field.labels[0] for field in _FIELDS if field.key == thing)

    def _rows(self, at: int, page: Page) -> Iterator[dict[str, Any]]:
        on: dict[int, list[tuple[str, str, Place]]] = {}
        for entry in self._on(at):
            on.setdefault(round(entry[2].box.top), []).append(entry)
        last = page.rows[0][0] if page.rows else 0
        for number, row in page.rows:
            for blank in range(last + 1, number):
                yield {"number": blank, "id": "", "pieces": []}
            last = number
            here = on.get(number, ())
            warned = any(thing.startswith(_WARNING) for thing, _, _ in here)
            yield {
                "number": number,
                "id": self._row_id(at, number) if warned else "",
                "pieces": list(self._pieces(row, here)),
            }

    def _pieces(self, row: str, on: Sequence[tuple[str, str, Place]]) -> Iterator[Piece]:
        """The row cut where a place begins or ends."""
        cuts = {0, len(row)}
        for _, _, place in on:
            cuts |= {min(len(row), max(0, round(edge))) for edge in (place.box.x0, place.box.x1)}
        edges = sorted(cuts)
        told: set[str] = set()
        for begin, end in pairwise(edges):
            here = [(thing, id) for thing, id, p in on if p.box.x0 <= begin and end <= p.box.x1]
            targets = [(thing, id) for thing, id in here if self._target(thing)]
            if not targets:
                yield Piece(row[begin:end])
                continue
            id = targets[0][1] if targets[0][1] not in told else ""
            told.add(targets[0][1])
            things = " ".join(thing for thing, _ in here)
            marked = any(thing.startswith((_WARNING, _UNKNOWN)) for thing, _ in here)
            yield Piece(row[begin:end], id, self._target(targets[0][0]), things, marked)


def _where(page: int | None, row: int | None, pictured: bool) -> str:
    """``page 3``, ``page 3, ligne 14``: the row only where rows are numbered for the reader."""
    parts = [f"page {page}" if page else "", "" if pictured or not row else f"ligne {row}"]
    return ", ".join(filter(None, parts))


def _left_out(view: View) -> str:
    if not view.left_out:
        return ""
    if any(page.picture for page in view.pages):
        return f"Au-delà de {MOST_PAGES} pages : {plural(view.left_out, 'page')} non montrées ici."
    return f"{plural(view.left_out, 'ligne')} de plus, non montrées ici."
