"""Records as tables: the columns follow from the models, the rows from the records.

Six tidy tables, a row a sheet (``fiches``), a row an actor (``acteurs``), a row an item of a list
(``elements``), a row the state of a field (``etats``), and so on, joined by ``fiche_id``; and one flat
table, a column a field, for those who want a single sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from crte_extract.french import told
from crte_extract.record import (
    Acteur,
    Avertissement,
    ChampInconnu,
    Entree,
    Kind,
    Source,
    columns,
    deciding,
    fields,
    sorted_out,
    to_check,
    wants_checking,
)
from crte_extract.writing.formats import NamedRecord, Record

BETWEEN: Final = " | "
SOURCE: Final = "source_"  # before the keys of a record's ``source``, as columns
_FIELDS: Final = tuple(fields())
_SOURCE: Final = tuple(columns(Source))
_UNKNOWN: Final = tuple(columns(ChampInconnu))

CellValue = str | int | float | bool | None
TableRow = tuple[CellValue, ...]


class Column(NamedTuple):
    """A column: its name, its label in French, the kind of its values, what they mean.

    ``field`` is the field of the sheet that it has the value of, if it has one.
    """

    key: str
    label: str
    kind: Kind
    meaning: str
    field: str = ""


class Table(NamedTuple):
    """A table: its name, its columns, those that make its key, and the rows of a record."""

    name: str
    label: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[int, NamedRecord], Iterator[TableRow]]


_ID = Column("fiche_id", "N° de fiche", "number", "Numéro de la fiche, dans l'ordre des sources.")
_RANK = Column("rang", "Rang", "number", "Place dans la liste, à partir de 1.")
_PATH = Column(
    "chemin", "Chemin", "text", "Chemin du fichier, sous le dossier commun à toutes les sources."
)
_FIELD = Column("champ", "Champ", "text", "Clé du champ.")


def _columns(entries: Iterable[Entree], prefix: str = "") -> tuple[Column, ...]:
    return tuple(Column(prefix + e.key, e.labels[0], e.kind, e.meaning) for e in entries)


def _fiche_row(number: int, entry: NamedRecord) -> Iterator[TableRow]:
    record = entry.record
    single = (
        _single(record[f.section][f.key]) for f in _FIELDS if f.kind not in ("list", "actors")
    )
    yield (number, entry.chemin, *single, *(record["source"][s.key] for s in _SOURCE))


def _single(value: Any) -> CellValue:
    answer: CellValue = value["reponse"] if isinstance(value, Mapping) else value
    return answer


def _actor_rows(number: int, entry: NamedRecord) -> Iterator[TableRow]:
    for field in _FIELDS:
        if field.kind == "actors":
            for rank, actor in enumerate(entry.record[field.section][field.key], 1):
                yield (number, field.key, rank, *actor.values())


def _item_rows(number: int, entry: NamedRecord) -> Iterator[TableRow]:
    for field in _FIELDS:
        for rank, item in enumerate(_items(field, entry.record), 1):
            yield number, field.key, rank, item


def _items(field: Entree, record: Record) -> Sequence[str]:
    value = record[field.section][field.key]
    items: Sequence[str] = {"list": lambda: value, "answer": lambda: value["details"]}.get(
        field.kind, tuple
    )()
    return items


def _state_rows(number: int, entry: NamedRecord) -> Iterator[TableRow]:
    warnings = sorted_out(entry.record["avertissements"]).fields
    for section, states in entry.record["etats"].items():
        for key, state in states.items():
            code = deciding(warnings[key])["code"] if warnings[key] else None
            yield number, section, key, state, code


def _unknown_rows(number: int, entry: NamedRecord) -> Iterator[TableRow]:
    for rank, unknown in enumerate(entry.record["champs_inconnus"], 1):
        cells = {**unknown, "elements": BETWEEN.join(unknown["elements"]) or None}
        yield (number, rank, *cells.values())


def _warning_rows(number: int, entry: NamedRecord) -> Iterator[TableRow]:
    for rank, warning in enumerate(entry.record["avertissements"], 1):
        yield (number, rank, *warning.values())


TABLES: Final = (
    Table(
        "fiches",
        "Fiches",
        (
            _ID,
            _PATH,
            *_columns(f for f in _FIELDS if f.kind not in ("list", "actors")),
            *_columns(_SOURCE, SOURCE),
        ),
        ("fiche_id",),
        _fiche_row,
    ),
    Table(
        "acteurs",
        "Acteurs",
        (_ID, _FIELD, _RANK, *_columns(columns(Acteur))),
        ("fiche_id", "champ", "rang"),
        _actor_rows,
    ),
    Table(
        "elements",
        "Éléments",
        (_ID, _FIELD, _RANK, Column("element", "Élément", "text", "L'élément, tel qu'imprimé.")),
        ("fiche_id", "champ", "rang"),
        _item_rows,
    ),
    Table(
        "etats",
        "États",
        (
            _ID,
            Column("section", "Section", "text", "Clé de la section."),
            _FIELD,
            Column("etat", "État", "text", "L'état du champ : lu, vide, absent, douteux..."),
            Column("code", "Code", "text", "Code de l'avertissement qui en décide, s'il y en a."),
        ),
        ("fiche_id", "section", "champ"),
        _state_rows,
    ),
    Table(
        "champs_inconnus",
        "Champs inconnus",
        (_ID, _RANK, *_columns(_UNKNOWN)),
        ("fiche_id", "rang"),
        _unknown_rows,
    ),
    Table(
        "avertissements",
        "Avertissements",
        (_ID, _RANK, *_columns(columns(Avertissement))),
        ("fiche_id", "rang"),
        _warning_rows,
    ),
)

DETAILS: Final = "_details"  # behind the key of an answer, as a column


def _flat_columns() -> Iterator[Column]:
    for field in _FIELDS:
        kind = "bool" if field.kind == "answer" else field.kind
        yield Column(field.key, field.labels[0], kind, field.meaning, field.key)
        if field.kind == "answer":
            label, meaning = (
                f"{field.labels[0]} (détails)",
                "Ce qui est dit de plus que oui ou non.",
            )
            yield Column(field.key + DETAILS, label, "list", meaning, field.key)


FLAT: Final = (
    _PATH,
    Column(
        "a_verifier",
        "À vérifier",
        "list",
        "Clés des champs qui ne sont pas sûrs, puis codes des avertissements qui n'en nomment aucun.",
    ),
    *_flat_columns(),
    Column("champs_inconnus", "Champs inconnus", "list", "Libellés inconnus, avec leur valeur."),
    Column("avertissements", "Avertissements", "list", "Code, champ et message de chacun."),
    *_columns(_SOURCE, SOURCE),
)


def flat_row(entry: NamedRecord) -> TableRow:
    """The cells of a record in the order of ``FLAT``: lists joined, all in one row.

    An actor stands as the sheet prints it; an answer has one cell for yes or no, one for its details.
    """
    record = entry.record
    return (
        entry.chemin,
        _joined(to_check(record)),
        *(
            cell
            for field in _FIELDS
            for cell in _flat(record[field.section][field.key], field.kind)
        ),
        _joined(_unknown_words(unknown) for unknown in record["champs_inconnus"]),
        _joined(told(warning, "code", "champ") for warning in record["avertissements"]),
        *(record["source"][source.key] for source in _SOURCE),
    )


def notes(record: Record) -> dict[str, str]:
    """For each field that is to be checked what its warnings say, a line each."""
    warnings = sorted_out(record["avertissements"]).fields
    return {
        key: "\n".join(map(told, warnings[key]))
        for states in record["etats"].values()
        for key, state in states.items()
        if wants_checking(key, state)
    }


def _flat(value: Any, kind: Kind) -> Iterator[CellValue]:
    if kind == "actors":
        yield _joined(_actor_words(actor) for actor in value)
    elif kind == "list":
        yield _joined(value)
    elif kind == "answer":
        yield value["reponse"]
        yield _joined(value["details"])
    else:
        yield value


def _joined(items: Iterable[str]) -> str | None:
    return BETWEEN.join(items) or None


def _actor_words(actor: Mapping[str, str | None]) -> str:
    """``nom : Dijon Métropole, SIREN : 242100410, nature : METRO``, or the name alone."""
    name, code = actor["nom"], actor["siren"] or actor["code_insee"]
    if code is None and actor["nature"] is None:
        return name or ""
    parts = (("nom", name), ("SIREN", code), ("nature", actor["nature"]))
    return ", ".join(f"{word} : {part}" for word, part in parts if part is not None)


def _unknown_words(unknown: Mapping[str, Any]) -> str:
    values = [*filter(None, [unknown["valeur"]]), *unknown["elements"]]
    return f"{unknown['libelle']} : {', '.join(values)}" if values else str(unknown["libelle"])


class Described(NamedTuple):
    """A line of the data dictionary."""

    key: str
    label: str
    type: str
    unit: str | None
    section: str
    description: str
    since: str | None


def dictionary() -> list[Described]:
    """The data dictionary: a line a field, in the sheet's order."""
    return [
        Described(f.key, f.labels[0], f.kind, f.unit, f.section, f.meaning, f.since)
        for f in _FIELDS
    ]
