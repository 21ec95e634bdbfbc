"""From the words under a label to its typed value, and what is to be told of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from crte_extract.document import Document
from crte_extract.marks import BOXES
from crte_extract.record.form import FIELDS
from crte_extract.record.models import Avertissement, Entree
from crte_extract.record.telling import about, outside
from crte_extract.record.values import READERS, Understood, read_number
from crte_extract.record.values.boxes import (
    all_ticked,
    has_boxes,
    holds_none,
    may_have_boxes,
    one_ticked,
    ticked_answer,
    with_box,
)
from crte_extract.record.values.reading import Remark
from crte_extract.sections import Block, Item
from crte_extract.text import SUPERSCRIPTS, join_lines, squash

_ANY_WORDS = ("text", "answer")  # kinds of single values that no words are refused for
_MOST_LINES = 14  # of an item: the longest of sheets in narrow columns has ten
_SIGNS = "-–—"


def same(block: Block, first: Block) -> bool:
    """Whether a label that comes again has the same words behind it, or the same single value."""
    if len(block.items) != len(first.items):
        return False
    words, others = ("".join(item.text for item in one.items) for one in (block, first))
    if squash(words) == squash(others):
        return True
    single = not _field(block).many
    return single and understood(block)[0] == understood(first)[0] is not None


def _field(block: Block) -> Entree:
    """The field whose label a block has: it has a key."""
    return FIELDS[block.key or ""]


class Parts(NamedTuple):
    """What the reader of a field's value is given: its items, those that are no part of it, guesses."""

    kept: list[Item]
    loose: list[Item]
    guesses: list[tuple[str, list[Item]]]


def parts(block: Block) -> Parts:
    """What the reader of a field is given; the rest of a single value's items are no part of it."""
    items = list(block.items)
    if _field(block).many:
        odd = any(it.loose or not it.text or len(it.lines) > _MOST_LINES for it in items)
        if not block.guesses and not odd:
            return Parts(items, [], [])
        return _listed(block, items)
    if len(items) < 2 or all(item.bulleted for item in items):
        return Parts(items, [], [])
    end = next((at for at, item in enumerate(items) if at and not item.wrapped), len(items))
    return Parts(items[:end], items[end:], [])


def _listed(block: Block, items: list[Item]) -> Parts:
    """The items of a list, with what is doubtful about them.

    A paragraph under an item goes to it, but for that of an actor, and that at a page's end, which may
    be no part of the list.
    """
    kind = _field(block).kind
    kept: list[Item] = []
    loose: list[Item] = []
    sentence = kind == "answer" and len(items) == 1  # a text behind its label may wrap
    guesses = [
        (guess.reason, list(guess.items))
        for guess in block.guesses
        if not (sentence and guess.slight)
    ]
    if _announces(items):
        loose.append(items.pop(0))
        guesses = [guess for guess in guesses if loose[0] not in guess[1]]
    below: list[Item] = []  # the paragraphs under the last item that was kept
    for item in items:
        if len(item.lines) > _MOST_LINES:
            guesses.append((f"un seul élément de {len(item.lines)} lignes ?", [item]))
        if item.loose and (kind == "actors" or not kept or item.at_edge):
            loose.append(item)
        elif item.loose:
            below.append(item)
        elif item.text:
            guesses += _with_paragraphs(kept, below)
            kept.append(item)
            below = []
    return Parts(kept, loose, [*guesses, *_with_paragraphs(kept, below)])


def _with_paragraphs(kept: list[Item], below: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Puts the paragraphs below the last item to it, and tells of that."""
    if not below:
        return []
    whole = [kept.pop(), *below]
    text, lines = " ".join(item.text for item in whole), [line for it in whole for line in it.lines]
    kept.append(whole[0]._replace(text=text, lines=tuple(lines)))
    return [("un paragraphe sous un élément : en fait-il partie ?", [kept[-1]])]


def _announces(items: Sequence[Item]) -> bool:
    """Whether the first words under a label are no item, but what announces the bullets below."""
    return (
        len(items) > 1
        and not items[0].bulleted
        and items[1].bulleted
        and items[0].text.endswith(":")
    )


def understood(
    block: Block, last: bool = False, plain: bool = False
) -> tuple[Any, list[Avertissement]]:
    """The typed value of a field, and what is to be told of it.

    ``last`` is that it is the sheet's last; ``plain`` that its document has no box, no words over others
    and none of several cells on a line.
    """
    field = _field(block)
    kept, loose, guesses = parts(block)
    if last and len(kept) > 1 and _ends_with_its_page(field, kept):
        kept, loose = kept[:1], [*kept[1:], *loose]
    boxed = [] if plain else _with_boxes(block, field, kept)
    kept = boxed or kept
    told: list[Avertissement] = []
    if loose or guesses:  # of most fields there is nothing to tell
        key = None if last and _stands_below(field, kept, loose) else field.key
        told += [outside(item.text, item.lines, None, key) for item in loose]
        told += [about(block, "decoupage_incertain", reason, items) for reason, items in guesses]
    if not plain and (reason := _overprinted(block, field)):
        told.append(about(block, "decoupage_incertain", reason, kept))
    try:
        found = _by_boxes(field, kept) if boxed else _read(field, kept)
    except ValueError as error:
        told.append(about(block, "valeur_illisible", str(error), kept))
        return None, told
    for remark in found.remarks:
        items = kept if remark.at is None else [kept[remark.at]]
        told.append(about(block, remark.code, remark.reason, items))
    return found.value, told


def _ends_with_its_page(field: Entree, kept: Sequence[Item]) -> bool:
    """Whether the first item alone is a typed value, and what would go on with it is on another page."""
    if kept[0].lines[-1].page == kept[1].lines[0].page or field.many or field.kind == "text":
        return False
    return _is_value(field, kept[:1]) and not _is_value(field, kept)


def _stands_below(field: Entree, kept: Sequence[Item], loose: Sequence[Item]) -> bool:
    """Whether words below a typed value may be signatures, or a form's own: none of them is a value.

    Nor does one begin with a figure, as the rest of an amount would.
    """
    if field.many or field.kind == "text" or not _is_value(field, kept):
        return False
    return not any(_is_value(field, [it]) or it.text[:1].isdecimal() for it in loose)


def _is_value(field: Entree, items: Sequence[Item]) -> bool:
    """Whether the words of some items are a value of a field, a missing one's mark included."""
    try:
        _read(field, items)
    except ValueError:
        return False
    return bool(items)


def _with_boxes(block: Block, field: Entree, given: Sequence[Item]) -> list[Item]:
    """The items with the boxes before them, where there are any; one before the label of a yes or no."""
    lines = [item.lines[0].text for item in given] or [line.text for line in block.lines[:1]]
    texts = [item.text for item in given] or [text[:1] for text in lines if text[0] in BOXES]
    if not may_have_boxes(texts, lines):
        return []  # as of nearly all fields
    if given:
        texts = [*map(with_box, texts, lines)]
        items = [it._replace(text=text) for it, text in zip(given, texts, strict=True)]
    elif field.kind in ("bool", "answer"):
        items = [Item(texts[0], block.lines[:1])]
    else:
        return []
    many = field.many and field.kind != "answer"
    return items if has_boxes(texts, many, field.kind == "bool") else []


def _by_boxes(field: Entree, given: Sequence[Item]) -> Understood:
    """What the boxes under a label say."""
    texts = [item.text for item in given]
    if field.kind == "answer":
        found = READERS[field.kind](ticked_answer(texts))
    elif field.many:
        found = READERS[field.kind](all_ticked(texts))
    else:
        found = _read_words(field, one_ticked(texts))
    told = [remark._replace(at=None) for remark in found.remarks]
    return found._replace(remarks=(Remark("forme_approchee", "par des cases à cocher"), *told))


def _overprinted(block: Block, field: Entree) -> str:
    """Why the words of a field may be those of others, in French; "" where they aren't."""
    if (field.many or field.kind in _ANY_WORDS) and _is_mixed(block):
        return "les mots de plusieurs cases s'y mêlent"
    if any(line.over for line in block.all_lines()):
        return "des mots y sont imprimés par-dessus d'autres"
    return ""


def is_plain(document: Document) -> bool:
    """Whether a document has no box, no words over others and none of several cells on a line."""
    lines = document.lines
    if any(line.mixed or line.over for line in lines):
        return False
    return holds_none("\n".join([line.text for line in lines]))


def _is_mixed(block: Block) -> bool:
    """Whether words of a label or of its value may belong to other cells."""
    values = any(line.mixed for item in block.items for line in item.lines)
    return values or any(line.mixed for line in block.lines)


def _read(field: Entree, given: Sequence[Item]) -> Understood:
    texts = [item.text for item in given]
    if field.many:
        return READERS[field.kind](texts)
    if len(given) > 1 and all(item.bulleted for item in given):
        raise ValueError("plusieurs éléments, là où une seule valeur est attendue")
    words = texts[0] if len(texts) == 1 else join_lines(texts)
    if (
        field.kind == "euros"
        and given
        and given[0].bulleted
        and given[0].lines[0].text[0] in _SIGNS
    ):
        words = f"-{words}"  # a dash before an amount may be its sign: it is none of a list
    bare = words.rstrip(SUPERSCRIPTS)  # the mark of a footnote is no part of a typed value
    if bare == words or field.kind == "text":
        return _read_words(field, words)
    found = _read_words(field, bare.rstrip())
    remark = Remark("forme_approchee", "l'appel d'une note la suit")
    return found._replace(remarks=(*found.remarks, remark))


def _read_words(field: Entree, words: str) -> Understood:
    return read_number(words, field.unit) if field.kind == "number" else READERS[field.kind](words)
