"""The made sheets of `samples/fiches/`: real authorities, figures drawn by lot."""

import random
from pathlib import Path
from typing import NamedTuple

from .as_html import to_html
from .layout import Layout
from .producers import weasyprint
from .records import actor, random_record
from .template import Record

FICHES = Path(__file__).parents[2] / "samples" / "fiches"


class Bearer(NamedTuple):
    """An intercommunalité, and the code of the département of its seat."""

    departement: str
    slug: str
    siren: str
    name: str
    kind: str


BEARERS = (
    Bearer("39", "arbois-poligny-salins", "200071595", "CC Arbois, Poligny, Salins, Coeur du Jura", "CC"),
    Bearer("39", "terre-d-emeraude", "200090579", "CC Terre d'Émeraude Communauté", "CC"),
    Bearer("50", "cotentin", "200067205", "CA du Cotentin", "CA"),
    Bearer("51", "vitry-champagne-et-der", "200034718", "CC de Vitry, Champagne et Der", "CC"),
    Bearer("74", "faucigny-glieres", "200000172", "CC Faucigny - Glières", "CC"),
)  # fmt: skip


def path_of(bearer: Bearer) -> Path:
    """Where the sheet of a bearer is."""
    return FICHES / bearer.departement / f"fiche-crte-{bearer.slug}.pdf"


def record_of(bearer: Bearer) -> Record:
    """The true record of a bearer's sheet, the same each time."""
    record = random_record(random.Random(int(bearer.siren)), nasty=False)
    general = record["informations_generales"]
    general["nom_structure_porteuse"] = bearer.name
    general["nature_juridique_structure_porteuse"] = bearer.kind
    record["signataires"]["signataires"] = [
        actor("Préfet de département"),
        actor(bearer.name, siren=bearer.siren, nature=bearer.kind),
    ]
    return record


def make_fiches() -> None:
    """Typeset them all."""
    for bearer in BEARERS:
        path_of(bearer).parent.mkdir(parents=True, exist_ok=True)
        weasyprint(to_html(record_of(bearer), Layout()), path_of(bearer))
