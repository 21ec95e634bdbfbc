"""From the blocks of a sheet to its record: values judged by their types, the rest told in warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from crte_extract.document import Document, Line
from crte_extract.models import Avertissement, ChampInconnu, Code, Fiche, Lieu, fields, sections
from crte_extract.sections import Block, Fate, Form, Item, Sheet
from crte_extract.text import join_lines, squash, suspects
from crte_extract.values import blank_out

SECTIONS: Final = tuple(sections())
FIELDS: Final = {field.key: field for field in fields()}
FORM: Final = Form(
    headings={squash(label): section.key for section in SECTIONS for label in section.labels},
    labels={squash(label): field.key for field in FIELDS.values() for label in field.labels},
    section_of={field.key: field.section for field in FIELDS.values()},
    printed={field.key: field.labels[0] for field in FIELDS.values()},
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A record with the ledger of its sheet: every line that was printed, and where it went."""

    fiche: Fiche
    sheet: Sheet
    document: Document

    def ledger(self) -> list[tuple[Line, Fate]]:
        """Every line of the sheet with where it went: what a warning quotes went there."""
        quoted = {w.champ for w in self.fiche.avertissements if w.code == "valeur_illisible"}
        places: dict[str, Block] = {}
        told: set[int] = set()
        for block in self.sheet.blocks:
            if block.key is None:
                continue
            first = places.setdefault(block.key, block) is block
            loose = block.items if block.key in quoted else _value(block)[1]
            lines = (line for item in loose for line in item.lines) if first else block.all_lines()
            told.update(map(id, lines))
        return [
            (line, Fate.WARNING if id(line) in told else fate) for line, fate in self.sheet.ledger()
        ]


def build(sheet: Sheet, document: Document, origin: Mapping[str, str], provenance: bool) -> Reading:
    """The record of a sheet."""
    places: dict[str, Block] = {}
    warnings: list[Avertissement] = []
    values: dict[str, Any] = {}
    for block in sheet.blocks:
        warnings += _label_warnings(block, places)
        if block.key is not None and block.key not in places:
            places[block.key] = block
            values[block.key], loose = _value(block)
            warnings += [_outside(item.text, item.lines, block.key) for item in loose]
    warnings += [_outside(stray.text, stray.lines, None) for stray in sheet.strays]
    source = {
        **origin,
        "format": document.format,
        "pages": document.pages,
        "lecteur": document.reader,
    }
    bare, illegible = _validated(source, values, places)
    found = sorted([*warnings, *illegible, *_suspects(sheet)], key=_place)
    fiche = bare.model_copy(
        update={
            "champs_inconnus": tuple(
                _unknown(block) for block in sheet.blocks if block.key is None
            ),
            "avertissements": (*found, *_absences(sheet, places), *_blank_pages(document)),
            "provenance": _provenance(places, document) if provenance else None,
        }
    )
    return Reading(fiche, sheet, document)


def _place(warning: Avertissement) -> tuple[int, int]:
    return warning.page or 0, warning.ligne or 0


def _warn(
    code: Code,
    message: str,
    lines: Sequence[Line] = (),
    champ: str | None = None,
    brut: str | None = None,
) -> Avertissement:
    first = lines[0] if lines else None
    return Avertissement(
        code=code,
        champ=champ,
        message=message,
        brut=brut,
        page=first.page if first else None,
        ligne=first.number if first else None,
    )


def _outside(text: str, lines: Sequence[Line], champ: str | None) -> Avertissement:
    message = "Ces mots ne font partie de la valeur d'aucun champ."
    return _warn("texte_hors_champ", message, lines, champ, text)


def _label_warnings(block: Block, places: Mapping[str, Block]) -> Iterator[Avertissement]:
    """What is odd about a block's label: spelled another way, or there for the second time."""
    if block.key is None:
        return
    if block.key in places:
        brut = " : ".join(
            filter(None, [block.label, " | ".join(item.text for item in block.items)])
        )
        message = "Ce libellé revient ; la première valeur est gardée."
        yield _warn("libelle_double", message, block.lines, block.key, brut)
    elif block.approximate:
        message = f"Libellé reconnu malgré une différence avec « {FORM.printed[block.key]} »."
        yield _warn("libelle_approche", message, block.lines, block.key, block.label)


def _value(block: Block) -> tuple[Any, list[Item]]:
    """What the value's parser is given, and the items that are not part of a single value."""
    items = list(block.items)
    if block.key is not None and FIELDS[block.key].many:
        return [item.text for item in items], []
    if not items:
        return None, []
    if len(items) > 1 and all(item.bulleted for item in items):
        return [item.text for item in items], []
    end = next((at for at, item in enumerate(items) if at and not item.wrapped), len(items))
    return join_lines(item.text for item in items[:end]), items[end:]


def _validated(
    source: Mapping[str, Any], values: Mapping[str, Any], places: Mapping[str, Block]
) -> tuple[Fiche, list[Avertissement]]:
    """The record of the values, and a warning for each that its type refuses."""
    warnings: list[Avertissement] = []
    tree: dict[str, Any] = {section.key: {} for section in SECTIONS}
    for key, value in values.items():
        tree[FIELDS[key].section][key] = value
    while True:
        try:
            return Fiche.model_validate({"source": source, **tree}), warnings
        except ValidationError as error:
            paths: dict[str, list[tuple[int | str, ...]]] = {}
            for problem in error.errors(include_url=False, include_input=False):
                key, path = str(problem["loc"][1]), problem["loc"][2:]
                warnings.append(_illegible(places[key], path, problem))
                paths.setdefault(key, []).append(path)
            for key, within in paths.items():
                branch = tree[FIELDS[key].section]
                branch[key] = blank_out(branch[key], within)


def _illegible(
    block: Block, path: Sequence[int | str], problem: Mapping[str, Any]
) -> Avertissement:
    reason = str(problem.get("ctx", {}).get("error", problem["msg"]))
    if path and path[-1] == "siren" and isinstance(path[0], int):
        item = block.items[path[0]]
        return _warn(
            "siren_invalide", f"SIREN écarté : {reason}.", item.lines, block.key, item.text
        )
    lines = block.items[0].lines if block.items else block.lines
    brut = " | ".join(item.text for item in block.items)
    return _warn("valeur_illisible", f"Valeur écartée : {reason}.", lines, block.key, brut)


def _unknown(block: Block) -> ChampInconnu:
    """A block whose label the form doesn't have: what follows it, and the list under that."""
    items = list(block.items)
    valeur = None
    if items and not items[0].bulleted:
        end = next((n for n, it in enumerate(items) if n and (it.bulleted or not it.wrapped)), None)
        valeur = join_lines(item.text for item in items[:end])
        items = items[end:] if end else []
    return ChampInconnu(
        section=block.section,
        libelle=block.label,
        valeur=valeur,
        elements=tuple(item.text for item in items),
    )


def _suspects(sheet: Sheet) -> Iterator[Avertissement]:
    """A warning for each block, or stray line, with characters that no French sheet holds."""
    everything = [
        text for block in sheet.blocks for text in (block.label, *(i.text for i in block.items))
    ]
    if not suspects("\n".join([*everything, *(stray.text for stray in sheet.strays)])):
        return
    message = "Caractères qu'aucune fiche ne contient : police mal codée, ou fichier abîmé."
    for block in sheet.blocks:
        for text, lines in [(block.label, block.lines), *((i.text, i.lines) for i in block.items)]:
            if suspects(text):
                yield _warn("caracteres_suspects", message, lines, block.key, text)
    for stray in sheet.strays:
        if suspects(stray.text):
            yield _warn("caracteres_suspects", message, stray.lines, None, stray.text)


def _absences(sheet: Sheet, places: Mapping[str, Block]) -> Iterator[Avertissement]:
    for section in SECTIONS:
        if section.key not in sheet.headings:
            yield _warn(
                "section_absente", f"Titre absent : « {section.labels[0]} ».", champ=section.key
            )
    for key, field in FIELDS.items():
        if key not in places:
            yield _warn("libelle_absent", f"Libellé absent : « {field.labels[0]} ».", champ=key)


def _blank_pages(document: Document) -> Iterator[Avertissement]:
    for page in document.blank_pages:
        message = "Page sans texte : une image, peut-être un scan."
        yield Avertissement(code="page_sans_texte", message=message, page=page)


def _provenance(
    places: Mapping[str, Block], document: Document
) -> dict[str, dict[str, tuple[Lieu, ...]]]:
    """Where each field found was read: a place for each page that it runs over."""
    found: dict[str, dict[str, tuple[Lieu, ...]]] = {}
    for key, field in FIELDS.items():
        if key in places:
            by_page: dict[int | None, list[Line]] = {}
            for line in places[key].all_lines():
                by_page.setdefault(line.page, []).append(line)
            found.setdefault(field.section, {})[key] = tuple(
                _lieu(lines, document.format == "pdf") for lines in by_page.values()
            )
    return found


def _lieu(lines: Sequence[Line], in_points: bool) -> Lieu:
    boxes = [line.box for line in lines]
    around = (
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )
    return Lieu(
        page=lines[0].page,
        bbox=tuple(round(edge, 2) for edge in around) if in_points else None,
        ligne=lines[0].number,
        brut="\n".join(line.text for line in lines),
    )
