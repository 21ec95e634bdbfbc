"""One record, as the template shows it: fields in words, each with its places and warnings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from crte_extract.batch import View
from crte_extract.french import CODES, STATES, long_date, plural, said, sign, told, why_missing
from crte_extract.record import (
    UNDERSTOOD,
    Entree,
    deciding,
    fields,
    of_unknown_label,
    sections,
    sorted_out,
    value_of,
    wants_checking,
)
from crte_extract.review.leaves import UNKNOWN, WARNING, Leaves

_FIELDS: Final = tuple(fields())
_SECTIONS: Final = tuple(sections())
_LABELS: Final = {field.key: field.labels[0] for field in _FIELDS}

Record = Mapping[str, Any]
Shown = dict[str, Any]
"""What a macro of the template is given."""


def title_of(record: Record, chemin: str) -> str:
    """What a sheet is called: its structure, else its file."""
    return value_of(record, "nom") or chemin.rpartition("/")[2]


class Article:
    """A record and its view; ``id`` begins all the ids of it in the page."""

    def __init__(self, record: Record, view: View, chemin: str, id: str) -> None:
        self._record = record
        self._states = {key: s for states in record["etats"].values() for key, s in states.items()}
        self.id, self.chemin = id, chemin
        self.name = title_of(record, chemin)
        signed = value_of(record, "jour")
        self.date = long_date(signed) if signed else ""
        self.file, self.sha256 = record["source"]["nom"], record["source"]["sha256"]
        self._leaves = Leaves(view, id, record["source"]["pages"], self._headlines())
        self.pages, self.left_out = self._leaves.pages, self._leaves.left_out
        self._warnings = sorted_out(
            self._warning(number, one) for number, one in enumerate(record["avertissements"], 1)
        )

    def _headlines(self) -> dict[str, tuple[str, bool]]:
        """What each thing is called, and whether a click on its place leads to it.

        The place of a warning about a field leads to the field.
        """
        named = {key: (label, True) for key, label in _LABELS.items()}
        for number, one in enumerate(self._record["champs_inconnus"], 1):
            named[f"{UNKNOWN}{number}"] = (one["libelle"], True)
        for number, one in enumerate(self._record["avertissements"], 1):
            leads = one["champ"] is None and not of_unknown_label(one)
            named[f"{WARNING}{number}"] = (CODES[one["code"]], leads)
        return named

    @property
    def read(self) -> str:
        """What kind of file it was, and who read it."""
        source = self._record["source"]
        if source["format"] == "texte":
            return "texte"
        return f"PDF de {plural(source['pages'], 'page')}, lu par {source['lecteur']}"

    @cached_property
    def sections(self) -> list[Shown]:
        """The sections, each with its fields and the warnings about its heading."""
        return [
            {
                "id": f"{self.id}-section-{section.key}",
                "label": section.labels[0],
                "warnings": self._warnings.sections[section.key],
                "fields": [self._field(f) for f in _FIELDS if f.section == section.key],
            }
            for section in _SECTIONS
        ]

    @property
    def loose(self) -> list[Shown]:
        """The warnings that belong to no field and no section."""
        return self._warnings.loose

    @cached_property
    def unknown(self) -> list[Shown]:
        """The unknown fields."""
        return [
            {
                **self._entry(f"{UNKNOWN}{number}", one["libelle"]),
                "value": one["valeur"] or "",
                "elements": one["elements"],
                "missing": "sans valeur",
            }
            for number, one in enumerate(self._record["champs_inconnus"], 1)
        ]

    @cached_property
    def doubts(self) -> list[tuple[str, str]]:
        """What wants a human, a point each with its id, in the order of the page."""
        points = [(one["id"], one["title"]) for one in self.loose]
        for section in self.sections:
            points += [(one["id"], one["title"]) for one in section["warnings"]]
            points += [self._doubt(field) for field in section["fields"] if field["state"]]
        points += [(one["id"], f"Champ inconnu : {one['label']}") for one in self.unknown]
        return points

    def _doubt(self, field: Shown) -> tuple[str, str]:
        """The warning that makes a field one to check, and its words."""
        one = deciding(field["warnings"])
        return one["id"], f"{one['title']} : {field['label']}"

    @property
    def told(self) -> str:
        """How much is to be checked."""
        return plural(len(self.doubts), "point")

    def _entry(self, thing: str, label: str) -> Shown:
        return {
            "id": f"{self.id}-{thing}",
            "thing": thing,
            "key": "",
            "kind": "text",
            "label": label,
            "places": self._leaves.links(thing),
            "warnings": [],
            "state": "",
        }

    def _field(self, field: Entree) -> Shown:
        value, elements = said(self._record[field.section][field.key], field.kind)
        state = self._states[field.key]
        return {
            **self._entry(field.key, field.labels[0]),
            "key": field.key,
            "kind": field.kind,
            "value": value,
            "elements": elements,
            "missing": self.missing(field.key),
            "warnings": self._warnings.fields[field.key],
            "state": STATES[state] if wants_checking(field.key, state) else "",
        }

    def missing(self, key: str) -> str:
        """Why a field has no value."""
        return why_missing(self._states[key])

    def _warning(self, number: int, one: Mapping[str, Any]) -> Shown:
        thing = f"{WARNING}{number}"
        place, where = self._leaves.mark(thing, one["page"], one["ligne"])
        understood = one["code"] in UNDERSTOOD
        return {
            **one,
            "id": f"{self.id}-{thing}",
            "thing": thing,
            "title": CODES[one["code"]],
            "words": told(one).replace("« ", "«\u00a0").replace(" »", "\u00a0»"),
            "understood": understood,
            "sign": sign(understood),
            "place": place,
            "where": where,
        }
