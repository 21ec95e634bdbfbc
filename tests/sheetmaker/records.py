"""Draws true records: what a sheet says, in the JSON shape of the program's output."""

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .template import SECTIONS, Field, Record

VOCABULARY: dict[str, Any] = json.loads(
    Path(__file__).with_name("vocabulary.json").read_text(encoding="utf-8")
)


FIRST_SIGNED = date(2021, 1, 1)
LAST_SIGNED = date(2023, 10, 1)  # makers of PDFs write a later day into them
CIRCULAR = date(2020, 11, 20)  # nothing of these contracts is older
COMMITMENTS = 6  # amounts of a sheet that pay for its two totals


class _Drawer:
    """Draws each kind of value for one sheet, with its own taste for missing values.

    What it draws could be true: protocols come before contracts, and commitments are within totals.
    """

    def __init__(self, rng: random.Random, nasty: bool) -> None:
        self.rng = rng
        self.nasty = nasty
        self.missing = rng.choice((0.0, 0.1, 0.25, 0.6))
        self.departement = rng.choice(VOCABULARY["departements"])
        self.bearer = rng.choice(VOCABULARY["intercommunalites"])
        self.signed = _a_day(rng, FIRST_SIGNED, LAST_SIGNED)
        self.totals: list[int] = []

    def value(self, field: Field) -> Any:
        """Draw the value of one field; missing now and then."""
        empty = {"list": [], "actors": [], "answer": {"reponse": None, "details": []}}
        if self.rng.random() < self.missing:
            return empty.get(field.kind)
        return getattr(self, f"draw_{field.kind}")(field)

    def draw_text(self, field: Field) -> str:
        if field.key == "email_contact":
            box = self.rng.choice(VOCABULARY["boites_de_courriel"])
            return f"{box}@{self.rng.choice(VOCABULARY['domaines_de_courriel'])}"
        if field.key == "nom_structure_porteuse":
            return str(self.bearer[1])
        return str(self.rng.choice(VOCABULARY[field.key]))

    def draw_date(self, field: Field) -> str:
        if field.key == "date_signature":
            return self.signed.isoformat()
        return _a_day(self.rng, CIRCULAR, self.signed).isoformat()

    def draw_bool(self, field: Field) -> bool:
        del field
        return self.rng.random() < 0.7

    def draw_number(self, field: Field) -> int:
        top = 12 if field.key.startswith("frequence") else 140
        return self.rng.randint(0, top)

    def draw_euros(self, field: Field) -> int | float:
        if field.key.startswith("depenses"):
            amounts = (
                self.rng.randrange(1_000_000, 400_000_000, 10_000),
                self.rng.randrange(1_000_000, 80_000_000, 500_000),
                1_250_000_000,
            )
            self.totals.append(self.rng.choices(amounts, (50, 30, 5))[0])
            return self.totals[-1]
        most = 2 * min(self.totals, default=80_000_000) // COMMITMENTS
        parts = (
            self.rng.randrange(0, most, 10_000),
            self.rng.randrange(0, most // 4, 500),
            self.rng.randrange(0, most // 10) + 0.89,
            0,
        )
        return self.rng.choices(parts, (50, 30, 5, 5))[0]

    def draw_list(self, field: Field) -> list[str]:
        words = list(VOCABULARY[field.key])
        chosen = self.rng.sample(words, self.rng.randint(1, len(words)))
        if self.nasty and self.rng.random() < 0.35:
            trap = self.rng.choice(VOCABULARY["nasty"])
            chosen.insert(self.rng.randint(0, len(chosen)), trap)
        return chosen

    def draw_answer(self, field: Field) -> dict[str, Any]:
        answer = self.rng.choice((True, False, None))
        details = self.draw_list(field) if answer is None else []
        # "Oui" among other details would be an answer as well: no one truth.
        return {"reponse": answer, "details": [text for text in details if text != "Oui"]}

    def draw_actors(self, field: Field) -> list[dict[str, str | None]]:
        del field
        plain = self.rng.sample(VOCABULARY["actors"], self.rng.randint(1, 7))
        code, name, region = self.departement
        found = [actor(text) for text in plain]
        found.append(actor(self.bearer[1], siren=self.bearer[0], nature=self.bearer[2]))
        if self.rng.random() < 0.6:
            region_name = VOCABULARY["regions"][region]
            found.append(actor(region_name, code=region, nature="region"))
        if self.rng.random() < 0.6:
            found.append(actor(name, code=code, nature="departement"))
        if self.rng.random() < 0.3:
            self.rng.shuffle(found)
        return found


def _a_day(rng: random.Random, first: date, last: date) -> date:
    """Draw a day between two, both within; often the first of a month."""
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return max(first, day.replace(day=1)) if rng.random() < 0.25 else day


def actor(
    name: str, siren: str | None = None, code: str | None = None, nature: str | None = None
) -> dict[str, str | None]:
    """Build one actor of a list of actors."""
    return {"nom": name, "siren": siren, "code_insee": code, "nature": nature}


def random_record(rng: random.Random, nasty: bool = True) -> Record:
    """Draw the six sections of a sheet; `nasty` adds bullets that read like something else.

    >>> list(random_record(random.Random(1)))[:3]
    ['informations_generales', 'signataires', 'strategie']
    """
    drawer = _Drawer(rng, nasty)
    return {
        section.key: {field.key: drawer.value(field) for field in section.fields}
        for section in SECTIONS
    }
