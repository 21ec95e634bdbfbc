"""From a source to its records: composes the stages, and turns what they found into warnings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from crte_extract.document import Document, Line
from crte_extract.errors import (
    CrteError,
    DamagedPdf,
    IllegibleSheet,
    NotASheet,
    PdfWithoutPages,
    SeveralSheets,
)
from crte_extract.models import Avertissement, ChampInconnu, Code, Fiche, Lieu, fields, sections
from crte_extract.reading import Reader, is_pdf, read, read_file
from crte_extract.sections import Block, Fate, Form, Item, Sheet, split
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
# What a better reading of the page would not change is no doubt about the reading.
_NO_DOUBT: Final = frozenset({"siren_invalide", "libelle_approche", "page_sans_texte"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A record with the ledger of its sheet: every line that was printed, and where it went."""

    fiche: Fiche
    sheet: Sheet

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


def extract(
    source: str | Path | bytes,
    *,
    reader: Reader = "auto",
    password: str | None = None,
    provenance: bool = False,
) -> Fiche:
    """The record of the one sheet in a file, given by its path or its bytes.

    ``reader`` chooses who reads a PDF: ``pdfium`` (fast), ``pdfplumber`` (careful), or ``auto``,
    PDFium and then pdfplumber where labels are missing or unknown. ``provenance`` adds where each
    field was read. Raises a CrteError, which SeveralSheets is.
    """
    fiches = extract_all(source, reader=reader, password=password, provenance=provenance)
    if len(fiches) > 1:
        raise SeveralSheets(f"it holds {len(fiches)} sheets").about(_name(source))
    return fiches[0]


def extract_all(
    source: str | Path | bytes,
    *,
    reader: Reader = "auto",
    password: str | None = None,
    provenance: bool = False,
) -> list[Fiche]:
    """The records of all the sheets in a file, in their order; otherwise as ``extract``."""
    return [
        reading.fiche
        for reading in read_sheets(source, reader=reader, password=password, provenance=provenance)
    ]


def read_sheets(
    source: str | Path | bytes,
    *,
    reader: Reader = "auto",
    password: str | None = None,
    provenance: bool = False,
) -> list[Reading]:
    """The same, each record with the ledger of its lines."""
    try:
        data = source if isinstance(source, bytes) else read_file(source)
        origin = {"nom": _name(source), "sha256": hashlib.sha256(data).hexdigest()}
        if reader == "auto" and is_pdf(data):
            return _read_twice(data, password, origin, provenance)
        return _readings(read(data, reader, password), origin, provenance)
    except CrteError as error:
        raise error.about(_name(source) if isinstance(source, bytes) else str(source)) from None


def _name(source: str | Path | bytes) -> str:
    """The file's name as text; bytes of it that are not UTF-8 show as U+FFFD."""
    name = "-" if isinstance(source, bytes) else Path(source).name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _read_twice(
    data: bytes, password: str | None, origin: Mapping[str, str], provenance: bool
) -> list[Reading]:
    """PDFium's reading, or pdfplumber's where that leaves less doubt."""
    failure: CrteError | None = None
    first: list[Reading] = []
    try:
        first = _readings(read(data, "pdfium", password), origin, provenance)
    except (DamagedPdf, PdfWithoutPages, IllegibleSheet) as error:
        failure = error
    if first and not _doubts(first):
        return first
    try:
        second = _readings(read(data, "pdfplumber", password), origin, provenance)
    except CrteError as error:
        if failure is not None:
            raise failure from None
        return first if isinstance(error, NotASheet) else _with_failure(first, error)
    return second if not first or _doubts(second) < _doubts(first) else first


def _doubts(readings: Iterable[Reading]) -> int:
    """How many things in the records may come from a bad reading of the page."""
    return sum(
        len(reading.fiche.champs_inconnus)
        + sum(1 for w in reading.fiche.avertissements if w.code not in _NO_DOUBT)
        for reading in readings
    )


def _with_failure(readings: Sequence[Reading], error: CrteError) -> list[Reading]:
    """The readings with a warning that the second reader could not confirm the first."""
    warning = Avertissement(
        code="seconde_lecture_echouee",
        message=f"La seconde lecture, par pdfplumber, a échoué ; celle de PDFium est gardée : {error.message}",
    )
    return [
        replace(r, fiche=r.fiche.model_copy(update={"avertissements": (*r.fiche.avertissements, warning)}))
        for r in readings
    ]


def _readings(document: Document, origin: Mapping[str, str], provenance: bool) -> list[Reading]:
    """The records of a document's sheets; raises NotASheet where no label is in it."""
    sheets = split(document, FORM)
    if not sheets:
        words = " ".join(line.text for line in document.lines)
        if suspects(words):
            raise IllegibleSheet("no label of a fiche CRTE is legible in it")
        raise NotASheet("no label of a fiche CRTE is in it")
    return [_build(sheet, document, origin, provenance) for sheet in sheets]


def _build(sheet: Sheet, document: Document, origin: Mapping[str, str], provenance: bool) -> Reading:
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
    source = {**origin, "format": document.format, "pages": document.pages, "lecteur": document.reader}
    bare, illegible = _validated(source, values, places)
    found = sorted([*warnings, *illegible, *_suspects(sheet)], key=_place)
    fiche = bare.model_copy(
        update={
            "champs_inconnus": tuple(_unknown(block) for block in sheet.blocks if block.key is None),
            "avertissements": (*found, *_absences(sheet, places), *_blank_pages(document)),
            "provenance": _provenance(places, document) if provenance else None,
        }
    )
    return Reading(fiche, sheet)


def _place(warning: Avertissement) -> tuple[int, int]:
    return warning.page or 0, warning.ligne or 0


def _warn(
    code: Code, message: str, lines: Sequence[Line] = (), champ: str | None = None, brut: str | None = None
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
        brut = " : ".join(filter(None, [block.label, " | ".join(item.text for item in block.items)]))
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
            for problem in error.errors(include_url=False):
                section, key, *path = problem["loc"]
                warnings.append(_illegible(places[str(key)], path, problem))
                branch = tree[str(section)]
                branch[key] = blank_out(branch[key], path)


def _illegible(block: Block, path: Sequence[int | str], problem: Mapping[str, Any]) -> Avertissement:
    reason = str(problem.get("ctx", {}).get("error", problem["msg"]))
    if path and path[-1] == "siren" and isinstance(path[0], int):
        item = block.items[path[0]]
        return _warn("siren_invalide", f"SIREN écarté : {reason}.", item.lines, block.key, item.text)
    lines = block.items[0].lines if block.items else block.lines
    brut = " | ".join(item.text for item in block.items)
    return _warn("valeur_illisible", f"Valeur écartée : {reason}.", lines, block.key, brut)


def _unknown(block: Block) -> ChampInconnu:
    """A block whose label the form doesn't have: what follows it, and the list under that."""
    items = list(block.items)
    valeur = None
    if items and not items[0].bulleted:
        valeur = items.pop(0).text
        while items and items[0].wrapped and not items[0].bulleted:
            valeur = join_lines([valeur, items.pop(0).text])
    return ChampInconnu(
        section=block.section,
        libelle=block.label,
        valeur=valeur,
        elements=tuple(item.text for item in items),
    )


def _suspects(sheet: Sheet) -> Iterator[Avertissement]:
    """A warning for each block, or stray line, with characters that no French sheet holds."""
    everything = [text for block in sheet.blocks for text in (block.label, *(i.text for i in block.items))]
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
            yield _warn("section_absente", f"Titre absent : « {section.labels[0]} ».", champ=section.key)
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
