"""What is told of a sheet: warnings about a field, about a section, or about neither; in French."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from crte_extract.document import Document, Line
from crte_extract.marks import BOXES
from crte_extract.record.form import FIELDS, FORM, SECTIONS, following
from crte_extract.record.models import Avertissement, Code
from crte_extract.sections import BY_COLON, Block, Item, Sheet, is_garbled
from crte_extract.text import suspects

_BEGINNINGS: Final[Mapping[Code, str]] = {
    "valeur_illisible": "Valeur écartée",
    "forme_approchee": "Compris malgré sa forme",
    "valeur_invraisemblable": "Valeur invraisemblable",
    "decoupage_incertain": "Découpage incertain",
    "siren_invalide": "SIREN écarté",
}
_OF_THE_SHEET: Final = frozenset[Code](
    {
        "section_absente",
        "libelle_absent",
        "formulaire_non_lu",
        "page_sans_texte",
        "seconde_lecture_echouee",
    }
)
_DAMAGED = 3  # labels that are missing or misspelled: with as many, values may be damaged too
_FEW_LABELS: Final = 8  # with fewer known labels, empty ones tell nothing of the reading
_CLOSE: Final = 1.0  # of a label's height: so far below it the field of a form is its own
_HOLLOW: Final = 0.75  # of the known labels: more with nothing behind them is no sheet's habit


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


def place_of(warning: Avertissement) -> tuple[bool, int, int, bool]:
    """The order of a record's warnings: by page and line, what is told of the whole sheet last.

    At one place what is told of words that are no field's, or hold odd characters, comes last.
    """
    code = warning.code
    odd = code == "caracteres_suspects" or (code == "texte_hors_champ" and warning.champ is None)
    return (
        (True, 0, 0, False)
        if code in _OF_THE_SHEET
        else (False, warning.page or 0, warning.ligne or 0, odd)
    )


def about(
    block: Block, code: Code, reason: str, items: Sequence[Item] | None = None
) -> Avertissement:
    """A warning about a field, or some items of it, whose printed words it quotes."""
    items = block.items if items is None else items
    brut = " | ".join(item.text for item in items) or None
    lines = items[0].lines if items else block.lines
    end = "" if reason.endswith("?") else "."
    return warn(code, f"{_BEGINNINGS[code]} : {reason}{end}", lines, champ=block.key, brut=brut)


def outside(
    text: str, lines: Sequence[Line], section: str | None, champ: str | None = None
) -> Avertissement:
    """Words that are no part of any field's value; ``champ`` is the field that they stand under."""
    message = "Ces mots ne font partie de la valeur d'aucun champ."
    return warn("texte_hors_champ", message, lines, champ=champ, section=section, brut=text)


def approximate(block: Block) -> Avertissement:
    """A label that was recognised in spite of a slip."""
    label = FORM.printed[block.key or ""]
    message = f"Libellé reconnu malgré une différence avec « {label} »."
    return warn("libelle_approche", message, block.lines, champ=block.key, brut=block.label)


def repeated(block: Block) -> Avertissement:
    """A label that comes again with another value: the whole of it is quoted."""
    words = [block.label, " | ".join(item.text for item in block.items)]
    message = "Ce libellé revient avec une autre valeur ; la première est gardée."
    brut = " : ".join(filter(None, words))
    return warn("libelle_double", message, block.lines, champ=block.key, brut=brut)


def cut_by_a_label(block: Block, above: Block | None) -> Iterator[Avertissement]:
    """A label that stands twice may be an item of the list above it, which then goes on below it."""
    if above is None or above.key is None or FIELDS[above.key].kind not in ("list", "actors"):
        return
    if above.key != block.key and not any(item.bulleted for item in above.items):
        reason = f"« {block.label} » est peut-être un élément de sa liste, et la suite aussi"
        yield about(above, "decoupage_incertain", reason)


def unknown_label(block: Block, above: Block | None) -> Iterator[Avertissement]:
    """A label that the form doesn't have; it may have taken the rest of the list above it."""
    message = "Libellé que le format ne connaît pas ; il est gardé dans les champs inconnus."
    yield warn("champ_inconnu", message, block.lines, section=block.section, brut=block.label)
    if above is None or above.key is None or not FIELDS[above.key].many:
        return
    if not above.items or any(item.bulleted for item in block.items):
        reason = f"la liste sous « {block.label} » est peut-être celle de ce champ"
        yield about(above, "decoupage_incertain", reason)
    elif not above.items[-1].bulleted and block.rule == BY_COLON:
        reason = f"« {block.label} : » est peut-être un élément de sa liste, et la suite aussi"
        yield about(above, "decoupage_incertain", reason)


def blanks(blocks: Sequence[Block], thin_pages: Collection[int]) -> Iterator[str]:
    """The fields whose label has nothing behind it, where that is a sign of words that were not read.

    The template prints a mark for a missing value, but for that of a list or an answer. Where nearly
    all of a sheet's labels have nothing behind them, or its page has more text than was read, such an
    empty list is a sign as well.
    """
    known = [block for block in blocks if block.key]
    empty = [block for block in known if not (block.items or block.lines[0].text[:1] in BOXES)]
    hollow = len(known) >= _FEW_LABELS and len(empty) >= _HOLLOW * len(known)
    for block in empty:
        thin = bool(block.lines) and block.lines[-1].page in thin_pages
        if block.key and (hollow or thin or not FIELDS[block.key].many):
            yield block.key


def left_empty(block: Block, document: Document) -> bool:
    """Whether a field of a form that nobody filled in stands beside a label, or close below it."""
    if not document.empty_fields or not block.lines:
        return False
    page, box = block.lines[-1].page, block.lines[-1].box
    top = min(line.box.top for line in block.lines if line.page == page)
    reach = box.bottom + _CLOSE * (box.bottom - box.top)
    return any(
        at == page and field.top < reach and field.bottom > top
        for at, field in document.empty_fields
    )


def lost(block: Block) -> Avertissement:
    """A label with nothing behind it."""
    message = (
        "Rien derrière ce libellé, là où une fiche imprime au moins un tiret ou « None » : "
        "une valeur a pu être perdue."
    )
    return warn("valeur_invraisemblable", message, block.lines, champ=block.key, brut=block.label)


def overrun(sheet: Sheet, places: Mapping[str, Block]) -> Iterator[Avertissement]:
    """Lists that what comes next on the form may have run into, since it was not found on the sheet.

    That is the label of another list; any other label or, where most headings are there, the heading of
    the next section; where the last words have no bullet of their own, any of them. A label that isn't
    known ends a list as well, but for a heading before it.
    """
    most = 2 * len(sheet.headings) >= len(SECTIONS)
    for block, below in zip(sheet.blocks, [*sheet.blocks[1:], None], strict=False):
        if block.key is None or places[block.key] is not block or not FIELDS[block.key].many:
            continue
        after = following(block.key, places)
        if after is None:
            continue
        ended = below is not None and below.key is None
        last = block.items[-1] if block.items else None
        open_ended = last is None or not last.bulleted or len(last.lines) > 1
        new = after.section != FIELDS[block.key].section
        if after.key not in places and not ended and (after.many or open_ended):
            missing = f"le libellé qui suit, « {after.labels[0]} »,"
        elif new and (most or open_ended) and after.section not in sheet.headings:
            missing = "le titre qui suit"
        else:
            continue
        reason = f"{missing} n'a pas été trouvé : ses mots sont peut-être ici"
        yield about(block, "decoupage_incertain", reason)


def unreadable(sheet: Sheet) -> Iterator[Avertissement]:
    """A warning for each block, or stray line, with characters that no French sheet holds.

    And for each value in which a font may call letters by others: what a label's are is known.
    """
    unsure = sheet.unsure
    everything = [
        text for block in sheet.blocks for text in (block.label, *(i.text for i in block.items))
    ]
    found = {block.key for block in sheet.blocks if not block.approximate}
    damaged = len(FIELDS.keys() - found - {*FORM.newer}) >= _DAMAGED
    odd_ones = suspects("\n".join([*everything, *(stray.text for stray in sheet.strays)]))
    if unsure is None and not odd_ones and not damaged:
        return  # as most often

    def is_odd(text: str) -> bool:
        if suspects(text) or (unsure is not None and unsure.search(text)):
            return True
        return damaged and is_garbled(text, FORM)

    message = "Caractères qu'aucune fiche ne contient : police mal codée, ou fichier abîmé."
    for block in sheet.blocks:
        odd = [(item.text, item.lines) for item in block.items if is_odd(item.text)]
        if suspects(block.label):
            odd.insert(0, (block.label, block.lines))
        for text, lines in odd:
            yield warn(
                "caracteres_suspects",
                message,
                lines,
                champ=block.key,
                section=block.section,
                brut=text,
            )
    for stray in sheet.strays:
        if is_odd(stray.text):
            yield warn(
                "caracteres_suspects",
                message,
                stray.lines,
                section=stray.section,
                brut=stray.text,
            )


def absences(sheet: Sheet, places: Mapping[str, Block]) -> Iterator[Avertissement]:
    """The headings and labels of the form that are not on the sheet, and would be on any."""
    for section in SECTIONS:
        if section.key not in sheet.headings:
            message = f"Titre absent : « {section.labels[0]} »."
            yield warn("section_absente", message, section=section.key)
    for key, field in FIELDS.items():
        if key not in places and field.since is None:
            yield warn("libelle_absent", f"Libellé absent : « {field.labels[0]} ».", champ=key)


def unconfirmed(why: str) -> Avertissement:
    """Another reader failed to confirm this reading, and why."""
    message = f"La seconde lecture, par pdfplumber, a échoué ; celle de PDFium est gardée. {why}"
    return warn("seconde_lecture_echouee", message)


def read_otherwise(block: Block, other: Block) -> Avertissement:
    """Another reading of the page gives the field another value: its words are quoted."""
    brut = " | ".join(item.text for item in other.items) or None
    other_value = "donne la valeur citée" if brut else "ne donne rien"
    message = f"Lectures divergentes : une autre lecture de la page {other_value}."
    return warn("lectures_divergentes", message, block.lines, champ=block.key, brut=brut)


def hyphens(block: Block) -> Iterator[Avertissement]:
    """Hyphens at the ends of lines, which may be the typesetter's: the words without them are quoted."""
    for line, word in block.broken:
        message = (
            "Lectures divergentes : le trait d'union en fin de ligne, gardé, est peut-être une césure ; "
            "le mot serait alors celui qui est cité."
        )
        yield warn("lectures_divergentes", message, [line], champ=block.key, brut=word)


def blank_pages(document: Document) -> Iterator[Avertissement]:
    """The pages that show something, and have no text."""
    for page in document.blank_pages:
        message = "Page sans texte : une image, peut-être un scan."
        yield warn("page_sans_texte", message).model_copy(update={"page": page})


def unread_form(document: Document) -> Iterator[Avertissement]:
    """The form of the PDF, where what was filled in is not all known."""
    if document.unread_form:
        message = (
            "Des champs de ce formulaire PDF n'ont pas pu être lus : des réponses peuvent manquer. "
            "Ouvrez-le dans un lecteur de PDF, imprimez-le en PDF, et faites lire ce fichier."
        )
        yield warn("formulaire_non_lu", message)
