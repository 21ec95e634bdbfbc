"""Takes e-mail addresses and persons' names out of a stored reading; every letter keeps its place.

A letter becomes ``x`` or ``X``, so that words stay as long, and their capitals where they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from crte_extract.document import Document
from crte_extract.errors import CrteError
from crte_extract.form import FIELDS, SECTIONS
from stored import Stored

ADDRESS: Final = re.compile(r"[\w.+'-]+@[\w.-]*\w")
PERSON: Final = re.compile(
    r"\b(?:M\.|MM\.|Mr|Mme|Mlle|Madame|Monsieur|Me|Dr|Pr)\s+"
    r"((?:[A-ZÀ-Þ][\w'’-]*|de|du|des|la|le|et|[A-ZÀ-Þ]\.)(?:\s+(?:[A-ZÀ-Þ][\w'’-]*|de|du|des|la|le))*)"
)
WORD: Final = re.compile(r"[^\W\d_]+")
OFFICES: Final = frozenset(
    (
        *("préfet", "préfète", "maire", "président", "présidente", "directeur", "directrice"),
        *("sous", "ministre", "député", "députée", "sénateur", "sénatrice", "vice", "région"),
        *("conseiller", "conseillère", "secrétaire", "général", "générale", "contact", "mairie"),
        *("accueil", "prefecture", "préfecture", "courriel", "direction", "service", "info", "dgs"),
    )
)
SHORTEST: Final = 3  # letters of a name
FORM: Final = frozenset(
    word.lower()
    for entry in (*FIELDS.values(), *SECTIONS)
    for label in entry.labels
    for word in WORD.findall(label)
)


def anonymous(stored: Stored, names: Iterable[str] = ()) -> tuple[Stored, list[str]]:
    """The readings without addresses and names, and the words that were taken out.

    A name is what stands behind a civility, what an address is made of (``prenom.nom@``), and what is
    given; each of its words is taken out wherever it stands with a capital.
    """
    words = {word for text in _texts(stored) for word in personal(text)}
    words |= {word.lower() for name in names for word in WORD.findall(name)}
    out: set[str] = set()
    readings: dict[str, Document | CrteError] = {
        reader: found if isinstance(found, CrteError) else _masked(found, words, out)
        for reader, found in stored.readings.items()
    }
    return Stored(readings), sorted(out)


def _texts(stored: Stored) -> Iterator[str]:
    """The printed lines; and each line with the next, for what is broken between them."""
    for found in stored.readings.values():
        if isinstance(found, Document):
            texts = [line.text for line in found.lines]
            yield from texts
            yield from (one + two for one, two in pairwise(texts) if "@" in one + two)


def personal(text: str) -> set[str]:
    """The words of a line that are parts of persons' names, in lower case.

    >>> sorted(personal("M. Jean Dupont, jean-marc.petit@cote-dor.gouv.fr"))
    ['dupont', 'jean', 'marc', 'petit']
    >>> personal("Madame la Préfète du Nord, contact@anct.gouv.fr")
    set()
    """
    found: list[str] = []
    for name in PERSON.findall(text):
        words = WORD.findall(name)
        if not OFFICES & {word.lower() for word in words}:
            found += words
    for address in ADDRESS.findall(text):
        parts = address.partition("@")[0].split(".")
        words = [word for part in parts for word in WORD.findall(part)]
        if len(parts) > 1 and not OFFICES & {word.lower() for word in words}:
            found += words
    return {word.lower() for word in found if len(word) >= SHORTEST} - FORM - {"des"}


def _masked(document: Document, words: set[str], out: set[str]) -> Document:
    lines = [line._replace(text=masked(line.text, words, out)) for line in document.lines]
    for at, (one, two) in enumerate(pairwise(document.lines)):
        for found in ADDRESS.finditer(one.text + two.text):
            begun = lines[at].text
            if "@" not in begun[found.start() :]:  # its begin is here, the rest on the next line
                rest = WORD.sub(_crossed, begun[found.start() :])
                lines[at] = lines[at]._replace(text=begun[: found.start()] + rest)
    return replace(document, lines=tuple(lines))


def masked(text: str, words: Iterable[str], out: set[str]) -> str:
    """The text without addresses and without these words; what is taken out is added to ``out``.

    >>> masked("Jean DUPONT : j.dupont@dijon.fr", {"dupont"}, set())
    'Jean XXXXXX : x.xxxxxx@xxxxx.fr'
    """

    def address(found: re.Match[str]) -> str:
        out.add(found[0])
        head, dot, ending = found[0].rpartition(".")
        return WORD.sub(_crossed, head) + dot + ending

    def word(found: re.Match[str]) -> str:
        if found[0].lower() not in wanted or not found[0][0].isupper():
            return found[0]
        out.add(found[0])
        return _crossed(found)

    wanted = frozenset(words)
    pieces: list[str] = []
    end = 0
    for found in ADDRESS.finditer(text):
        pieces += [WORD.sub(word, text[end : found.start()]), address(found)]
        end = found.end()
    return "".join([*pieces, WORD.sub(word, text[end:])])


def _crossed(found: re.Match[str]) -> str:
    return "".join("X" if letter.isupper() else "x" for letter in found[0])


def changed_states(before: Sequence[dict[str, object]], after: Sequence[dict[str, object]]) -> bool:
    """Whether the records tell other states of their fields than before."""
    return [one["etats"] for one in before] != [one["etats"] for one in after]
