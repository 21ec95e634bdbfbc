"""From the blocks of a sheet to its record: values judged by their types, the rest told in warnings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from crte_extract.checks import implausible
from crte_extract.document import Document, Line
from crte_extract.models import (
    Avertissement,
    ChampInconnu,
    Code,
    Entree,
    Fiche,
    Lieu,
    fields,
    sections,
)
from crte_extract.sections import Block, Fate, Form, Item, Sheet
from crte_extract.states import states
from crte_extract.text import join_lines, squash, suspects
from crte_extract.values import READERS, Understood, read_number

SECTIONS: Final = tuple(sections())
FIELDS: Final = {field.key: field for field in fields()}
FORM: Final = Form(
    headings={squash(label): section.key for section in SECTIONS for label in section.labels},
    labels={squash(label): field.key for field in FIELDS.values() for label in field.labels},
    section_of={field.key: field.section for field in FIELDS.values()},
    printed={field.key: field.labels[0] for field in FIELDS.values()},
)
_BEGINNINGS: Final[Mapping[Code, str]] = {
    "valeur_illisible": "Valeur écartée",
    "forme_approchee": "Compris malgré sa forme",
    "valeur_invraisemblable": "Valeur invraisemblable",
    "decoupage_incertain": "Découpage incertain",
    "siren_invalide": "SIREN écarté",
}
_FOLLOWING: Final[Mapping[str, Entree | None]] = dict(
    zip(FIELDS, [*list(FIELDS.values())[1:], None], strict=True)
)
_FEW_LABELS: Final = 8  # with fewer known labels, empty ones tell nothing of the reading
_HOLLOW: Final = 0.75  # of the known labels: more with nothing behind them is no sheet's habit


@dataclass(frozen=True, slots=True)
class Reading:
    """A record with the ledger of its sheet: every line that was printed, and where it went.

    ``blanks`` counts the fields whose label has nothing behind it, where the template prints a mark.
    """

    fiche: Fiche
    sheet: Sheet
    document: Document
    blanks: int = 0

    def ledger(self) -> list[tuple[Line, Fate]]:
        """Every line of the sheet with where it went: what a warning quotes went there."""
        quoted = {w.champ for w in self.fiche.avertissements if w.code == "valeur_illisible"}
        places: dict[str, Block] = {}
        told: set[int] = set()
        for block in self.sheet.blocks:
            if block.key is None:
                continue
            first = places.setdefault(block.key, block)
            if first is not block:
                told.update(map(id, () if _same(block, first) else block.all_lines()))
                continue
            loose = block.items if block.key in quoted else _given(block).loose
            told.update(id(line) for item in loose for line in item.lines)
        return [
            (line, Fate.WARNING if id(line) in told else fate) for line, fate in self.sheet.ledger()
        ]


def build(sheet: Sheet, document: Document, origin: Mapping[str, Any], provenance: bool) -> Reading:
    """The record of a sheet; ``origin`` has what of its source is not the document's."""
    places: dict[str, Block] = {}
    values: dict[str, Any] = {}
    warnings: list[Avertissement] = []
    blanks = set(_blanks(sheet.blocks, document.thin_pages))
    for above, block in zip([None, *sheet.blocks], sheet.blocks, strict=False):
        if block.key is None:
            warnings += _unknown_label(block, above)
        elif block.key in places:
            warnings += _repeated(block, places[block.key])
        else:
            places[block.key] = block
            values[block.key], told = _understood(block)
            warnings += told
            if block.approximate:
                warnings.append(_approximate(block))
    warnings += [_lost(places[key]) for key in places if key in blanks]
    warnings += _overrun(sheet, places)
    warnings += [
        _about(places[key], "valeur_invraisemblable", reason)
        for key, reason in implausible(values, document.made)
    ]
    warnings += [_outside(s.text, s.lines, s.section) for s in sheet.strays]
    warnings = sorted([*warnings, *_suspects(sheet)], key=_place)
    warnings += [*_absences(sheet, places), *_blank_pages(document)]
    tree: dict[str, Any] = {section.key: {} for section in SECTIONS}
    for key, value in values.items():
        tree[FIELDS[key].section][key] = value
    fiche = Fiche.model_validate(
        {
            "source": {
                **origin,
                "format": document.format,
                "pages": document.pages,
                "lecteur": document.reader,
            },
            **tree,
            "etats": states(values, warnings),
            "champs_inconnus": tuple(_unknown(b) for b in sheet.blocks if b.key is None),
            "avertissements": tuple(warnings),
            "provenance": _provenance(places, document) if provenance else None,
        }
    )
    return Reading(fiche, sheet, document, len(blanks))


def _place(warning: Avertissement) -> tuple[int, int]:
    return warning.page or 0, warning.ligne or 0


def warn(
    code: Code,
    message: str,
    lines: Sequence[Line] = (),
    *,
    champ: str | None = None,
    section: str | None = None,
    brut: str | None = None,
) -> Avertissement:
    """A warning: about a field, which tells its section, or else about a section, or about neither."""
    first = lines[0] if lines else None
    return Avertissement(
        code=code,
        section=FIELDS[champ].section if champ else section,
        champ=champ,
        message=message,
        brut=brut,
        page=first.page if first else None,
        ligne=first.number if first else None,
    )


def _about(
    block: Block, code: Code, reason: str, items: Sequence[Item] | None = None
) -> Avertissement:
    """A warning about a field, or some items of it, whose printed words it quotes."""
    items = block.items if items is None else items
    brut = " | ".join(item.text for item in items) or None
    lines = items[0].lines if items else block.lines
    end = "" if reason.endswith("?") else "."
    return warn(code, f"{_BEGINNINGS[code]} : {reason}{end}", lines, champ=block.key, brut=brut)


def _outside(
    text: str, lines: Sequence[Line], section: str | None, champ: str | None = None
) -> Avertissement:
    message = "Ces mots ne font partie de la valeur d'aucun champ."
    return warn("texte_hors_champ", message, lines, champ=champ, section=section, brut=text)


def _approximate(block: Block) -> Avertissement:
    label = FORM.printed[block.key or ""]
    message = f"Libellé reconnu malgré une différence avec « {label} »."
    return warn("libelle_approche", message, block.lines, champ=block.key, brut=block.label)


def _same(block: Block, first: Block) -> bool:
    """Whether a label that comes again has the same words behind it, or the same value."""
    words, others = ("".join(item.text for item in one.items) for one in (block, first))
    return squash(words) == squash(others) or bool(
        block.items and first.items and _understood(block)[0] == _understood(first)[0] is not None
    )


def _repeated(block: Block, first: Block) -> Iterator[Avertissement]:
    if not _same(block, first):
        words = [block.label, " | ".join(item.text for item in block.items)]
        message = "Ce libellé revient avec une autre valeur ; la première est gardée."
        brut = " : ".join(filter(None, words))
        yield warn("libelle_double", message, block.lines, champ=block.key, brut=brut)


def _unknown_label(block: Block, above: Block | None) -> Iterator[Avertissement]:
    """A label that the form doesn't have; it may have taken the rest of the list above it."""
    message = "Libellé que le format ne connaît pas ; il est gardé dans les champs inconnus."
    yield warn("champ_inconnu", message, block.lines, section=block.section, brut=block.label)
    if above is None or above.key is None or not FIELDS[above.key].many:
        return
    if not above.items or any(item.bulleted for item in block.items):
        reason = f"la liste sous « {block.label} » est peut-être celle de ce champ"
        yield _about(above, "decoupage_incertain", reason)


def _blanks(blocks: Sequence[Block], thin_pages: Collection[int]) -> Iterator[str]:
    """The fields whose label has nothing behind it, where that is a sign of words that were not read.

    The template prints a mark for a missing value, but for that of a list or an answer. Where nearly
    all of a sheet's labels have nothing behind them, or its page has more text than was read, such an
    empty list is a sign as well.
    """
    known = [block for block in blocks if block.key]
    empty = [block for block in known if not block.items]
    hollow = len(known) >= _FEW_LABELS and len(empty) >= _HOLLOW * len(known)
    for block in empty:
        thin = bool(block.lines) and block.lines[-1].page in thin_pages
        if block.key and (hollow or thin or not FIELDS[block.key].many):
            yield block.key


def _lost(block: Block) -> Avertissement:
    message = (
        "Rien derrière ce libellé, là où une fiche imprime au moins un tiret ou « None » : "
        "une valeur a pu être perdue."
    )
    return warn("valeur_invraisemblable", message, block.lines, champ=block.key, brut=block.label)


def _overrun(sheet: Sheet, places: Mapping[str, Block]) -> Iterator[Avertissement]:
    """Lists that what comes next on the form may have run into, since it was not found on the sheet.

    That is the label of another list; any other label or, where most headings are there, the heading of
    the next section; where the last words have no bullet of their own, any of them. A label that isn't
    known ends a list as well.
    """
    most = 2 * len(sheet.headings) >= len(SECTIONS)
    for block, below in zip(sheet.blocks, [*sheet.blocks[1:], None], strict=False):
        if block.key is None or places[block.key] is not block or not FIELDS[block.key].many:
            continue
        following = _FOLLOWING[block.key]
        if following is None or (below is not None and below.key is None):
            continue
        last = block.items[-1] if block.items else None
        open_ended = last is None or not last.bulleted or len(last.lines) > 1
        new = following.section != FIELDS[block.key].section
        if following.key not in places and (following.many or open_ended):
            missing = f"le libellé qui suit, « {following.labels[0]} »,"
        elif new and (most or open_ended) and following.section not in sheet.headings:
            missing = "le titre qui suit"
        else:
            continue
        reason = f"{missing} n'a pas été trouvé : ses mots sont peut-être ici"
        yield _about(block, "decoupage_incertain", reason)


class _Given(NamedTuple):
    """What the reader of a field's value is given: its items, those that are no part of it, doubts."""

    items: list[Item]
    loose: list[Item]
    doubts: list[tuple[str, list[Item]]]


def _given(block: Block) -> _Given:
    """What the reader of a field is given; the rest of a single value's items are no part of it."""
    items = list(block.items)
    if FIELDS[block.key or ""].many:
        if not block.doubts and not any(it.loose or not it.text for it in items):
            return _Given(items, [], [])
        return _listed(block, items)
    if len(items) < 2 or all(item.bulleted for item in items):
        return _Given(items, [], [])
    end = next((at for at, item in enumerate(items) if at and not item.wrapped), len(items))
    return _Given(items[:end], items[end:], [])


def _listed(block: Block, items: list[Item]) -> _Given:
    """The items of a list, with what is doubtful about them.

    A paragraph under an item goes to it, but for that of an actor, and that at a page's end, which may
    be no part of the list.
    """
    kind = FIELDS[block.key or ""].kind
    kept: list[Item] = []
    loose: list[Item] = []
    sentence = kind == "answer" and len(items) == 1  # a text behind its label may wrap
    doubts = [
        (doubt.reason, list(doubt.items))
        for doubt in block.doubts
        if not (sentence and doubt.slight)
    ]
    if _announces(items):
        loose.append(items.pop(0))
        doubts = [doubt for doubt in doubts if loose[0] not in doubt[1]]
    for item in items:
        if not item.loose:
            kept += [item] if item.text else []
        elif kind == "actors" or not kept or item.at_edge:
            loose.append(item)
        else:
            above = kept.pop()
            text, lines = f"{above.text} {item.text}", (*above.lines, *item.lines)
            kept.append(above._replace(text=text, lines=lines))
            doubts.append(("un paragraphe sous un élément : en fait-il partie ?", [kept[-1]]))
    return _Given(kept, loose, doubts)


def _announces(items: Sequence[Item]) -> bool:
    """Whether the first words under a label are no item, but what announces the bullets below."""
    return (
        len(items) > 1
        and not items[0].bulleted
        and items[1].bulleted
        and items[0].text.endswith(":")
    )


def _understood(block: Block) -> tuple[Any, list[Avertissement]]:
    """The typed value of a field, and what is to be told of it."""
    field = FIELDS[block.key or ""]
    given, loose, doubts = _given(block)
    told: list[Avertissement] = []
    if loose or doubts:
        told += [_outside(item.text, item.lines, None, field.key) for item in loose]
        told += [_about(block, "decoupage_incertain", reason, items) for reason, items in doubts]
    try:
        found = _read(field, given)
    except ValueError as error:
        told.append(_about(block, "valeur_illisible", str(error), given))
        return None, told
    for remark in found.remarks:
        items = given if remark.at is None else [given[remark.at]]
        told.append(_about(block, remark.code, remark.reason, items))
    return found.value, told


def _read(field: Entree, given: Sequence[Item]) -> Understood:
    texts = [item.text for item in given]
    if field.many:
        return READERS[field.kind](texts)
    if len(given) > 1 and all(item.bulleted for item in given):
        raise ValueError("plusieurs éléments, là où une seule valeur est attendue")
    words = (texts[0] if len(texts) == 1 else join_lines(texts)) if texts else None
    return read_number(words, field.unit) if field.kind == "number" else READERS[field.kind](words)


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
        page=block.lines[0].page if block.lines else None,
        ligne=block.lines[0].number if block.lines else None,
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
                yield warn(
                    "caracteres_suspects",
                    message,
                    lines,
                    champ=block.key,
                    section=block.section,
                    brut=text,
                )
    for stray in sheet.strays:
        if suspects(stray.text):
            yield warn(
                "caracteres_suspects",
                message,
                stray.lines,
                section=stray.section,
                brut=stray.text,
            )


def _absences(sheet: Sheet, places: Mapping[str, Block]) -> Iterator[Avertissement]:
    for section in SECTIONS:
        if section.key not in sheet.headings:
            message = f"Titre absent : « {section.labels[0]} »."
            yield warn("section_absente", message, section=section.key)
    for key, field in FIELDS.items():
        if key not in places:
            yield warn("libelle_absent", f"Libellé absent : « {field.labels[0]} ».", champ=key)


def _blank_pages(document: Document) -> Iterator[Avertissement]:
    for page in document.blank_pages:
        message = "Page sans texte : une image, peut-être un scan."
        yield warn("page_sans_texte", message).model_copy(update={"page": page})


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
