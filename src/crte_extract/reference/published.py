"""The agency's published list of the CRTE and their groupings, and the names of public bodies."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_MANY = " ; "  # between the bodies that carry a contract, in each of their columns


class Body(NamedTuple):
    """A grouping or another public body: its SIREN, its name, its legal nature (``CC``, ``PETR``)."""

    siren: str
    nom: str
    nature: str


class Grouping(NamedTuple):
    """A row of the published list: a grouping in a contract, who carries that, where it lies.

    ``lib_crte`` is the contract's name. ``porteuses`` are the bodies that carry it: 34 contracts have
    several, and many a carrier is none of the groupings. Codes are text (``01``, ``2A``); the département
    is that of the prefect in charge, and a contract may lie in others, or in other régions, as well.
    """

    id_crte: str
    lib_crte: str
    groupement: Body
    porteuses: tuple[Body, ...]
    code_departement: str
    departement: str
    code_region: str
    region: str
    interdepartemental: bool
    interregional: bool


@cache
def groupings() -> tuple[Grouping, ...]:
    """All rows of the list, in its order: 1 306 groupings in 854 contracts, as of 2023."""
    return tuple([_grouping(row) for row in _rows("crte-groupements")])


def _grouping(row: dict[str, str]) -> Grouping:
    carriers = ("siren_grp_supra", "lib_grp_supra", "nat_jur_grp_supra")
    bodies = zip(*(row[column].split(_MANY) for column in carriers), strict=True)
    return Grouping(
        row["id_crte"],
        row["lib_crte"],
        Body(row["siren_groupement"], row["lib_groupement"], row["nature_juridique"]),
        tuple([Body(*body) for body in bodies]),
        row["dep_chef_file"],
        row["lib_dep"],
        row["insee_reg"],
        row["lib_reg"],
        row["crte_interdep"] == "1",
        row["crte_interreg"] == "1",
    )


def names() -> Iterator[str]:
    """The names of contracts, groupings and carriers, of intercommunalités, départements and régions.

    One may come more than once.
    """
    for one in groupings():
        yield from (one.lib_crte, one.groupement.nom, *(body.nom for body in one.porteuses))
    for table in ("epci", "departements", "regions"):
        yield from (row["nom"] for row in _rows(table))


def _rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of a packaged table, by the names of its columns."""
    packed = (files(__package__) / f"{table}.csv.gz").read_bytes()
    return csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8"), newline=""))
