"""Draws true records: what a sheet says, in the JSON shape of the program's output."""

import json
import random
from pathlib import Path
from typing import Any

from .template import SECTIONS, Field, Record

VOCABULARY: dict[str, Any] = json.loads(
    Path(__file__).with_name("vocabulary.json").read_text(encoding="utf-8")
)


class _Drawer:
    """Draws each kind of value for one sheet, with its own taste for missing values."""

    def __init__(self, rng: random.Random, nasty: bool) -> None:
        self.rng = rng
        self.nasty = nasty
        self.missing = rng.choice((0.0, 0.1, 0.25, 0.6))
        self.departement = rng.choice(VOCABULARY["departements"])
        self.bearer = rng.choice(VOCABULARY["intercommunalites"])

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
        del field
        year = self.rng.randint(2020, 2023)
        return f"{year}-{self.rng.randint(1, 12):02}-{self.rng.choice((1, 7, 12, 28)):02}"

    def draw_bool(self, field: Field) -> bool:
        del field
        return self.rng.random() < 0.7

    def draw_number(self, field: Field) -> int:
        top = 12 if field.key.startswith("frequence") else 140
        return self.rng.randint(0, top)

    def draw_euros(self, field: Field) -> int | float:
        del field
        amounts = (
            self.rng.randrange(10_000, 400_000_000, 10_000),
            self.rng.randrange(1_000_000, 80_000_000, 500_000),
            self.rng.randrange(1_000, 900_000, 500),
            1_250_000_000,
            0,
            -20_000,
            1_234_567.89,
        )
        return self.rng.choices(amounts, (40, 25, 15, 3, 4, 3, 3))[0]

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
