"""Takes e-mail addresses and persons' names out of a stored reading; every letter keeps its place.

A letter becomes ``x`` or ``X``, so that words stay as long, and their capitals where they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

from crte_extract.document import Document
from crte_extract.errors import CrteError
from crte_extract.record.form import FIELDS, SECTIONS
from crte_extract.text import fold
from stored import Stored

ADDRESS: Final = re.compile(r"[\w.+'-]+@[\w.-]*\w")
WORD: Final = re.compile(r"[^\W\d_]+")
CIVILITY: Final = re.compile(
    r"\b(?:(?P<many>MM\.|Mmes\b|Messieurs\b|MESSIEURS\b|Mesdames\b|MESDAMES\b)|M\."
    r"|(?:Mr|Mme|MME|Mlle|MLLE|Madame|MADAME|Monsieur|MONSIEUR|Me|Dr|Pr)\b\.?)\s*"
)
TOKEN: Final = re.compile(r"[^\W\d_]+|[-.'’\s]+|(?P<comma>,\s*)")
PARTICLES: Final = frozenset(("de", "du", "des", "d", "la", "le", "les", "l", "et", "von", "van"))
CIVILITIES: Final = frozenset(
    ("m", "mm", "mr", "mme", "mmes", "mlle", "me", "dr", "pr", "madame", "monsieur")
)
OF: Final = frozenset(("de", "du", "des", "d"))
OFFICES: Final = frozenset(
    (
        *("préfet", "préfète", "maire", "maires", "président", "présidente", "présidents"),
        *("directeur", "directrice", "sous", "ministre", "député", "députée", "sénateur"),
        *("sénatrice", "vice", "région", "conseiller", "conseillère", "secrétaire", "général"),
        *("générale", "contact", "mairie", "accueil", "prefecture", "préfecture", "courriel"),
        *("direction", "service", "info", "dgs", "chef", "cheffe", "projet"),
    )
)
SKIPPED: Final = PARTICLES | OFFICES | CIVILITIES
ANY: Final = "*"  # before a word that is taken out in any letters
SHORTEST: Final = 2  # letters of a name: an initial stays
FORM: Final = frozenset(
    word.lower()
    for entry in (*FIELDS.values(), *SECTIONS)
    for label in entry.labels
    for word in WORD.findall(label)
)


class Clean(NamedTuple):
    """Readings without persons; the words that were taken out; given names that stand nowhere."""

    stored: Stored
    out: list[str]
    nowhere: list[str]
    words: frozenset[str]


def anonymous(stored: Stored, names: Iterable[str] = ()) -> Clean:
    """The readings without e-mail addresses and persons' names.

    A name is what stands behind a civility, or what an address is made of (``prenom.nom@``): each of its
    words is taken out wherever it stands with a capital. Those given are taken out wherever they stand,
    in any letters.
    """
    documents = [found for found in stored.readings.values() if isinstance(found, Document)]
    words = {word for document in documents for word in _personal(document)}
    words |= {ANY + fold(word) for name in names for word in WORD.findall(name)}
    out: set[str] = set()
    readings: dict[str, Document | CrteError] = {
        reader: found if isinstance(found, CrteError) else _masked(found, words, out)
        for reader, found in stored.readings.items()
    }
    folded = {fold(word) for word in out}
    nowhere = [name for name in names if not folded & {fold(w) for w in WORD.findall(name)}]
    return Clean(Stored(readings), sorted(out), nowhere, frozenset(words))


def _personal(document: Document) -> Iterator[str]:
    """The words of the names in a document, in lower case; some are broken between lines."""
    texts = [line.text for line in document.lines]
    for one, two in pairwise([*texts, ""]):
        yield from personal(one)
        yield from _owners(one + two)
        if (ends := list(CIVILITY.finditer(one))) and ends[-1].end() == len(one):
            yield from personal(f"{ends[-1][0]} {two}")


def personal(text: str) -> set[str]:
    """The words of a line that are parts of persons' names, in lower case.

    >>> sorted(personal("M. Jean Dupont, jean-marc.petit@cote-dor.gouv.fr"))
    ['dupont', 'jean', 'marc', 'petit']
    >>> sorted(personal("M. le Maire Paul Kervella, MM. A. Roy, P. de La Tour et Li"))
    ['kervella', 'li', 'paul', 'roy', 'tour']
    >>> personal("Madame la Préfète du Nord, contact@anct.gouv.fr")
    set()
    """
    found = {word for civility in CIVILITY.finditer(text) for word in _named(text, civility)}
    found |= {*_owners(text)}
    return {word for word in found if len(word) >= SHORTEST} - FORM - SKIPPED


def _owners(text: str) -> Iterator[str]:
    """The words of the names that addresses are made of, in lower case."""
    for address in ADDRESS.findall(text):
        parts = address.partition("@")[0].split(".")
        words = {word.lower() for part in parts for word in WORD.findall(part)}
        if len(parts) > 1 and not OFFICES & words:
            yield from (word for word in words - FORM - PARTICLES if len(word) >= SHORTEST)


def _named(text: str, civility: re.Match[str]) -> Iterator[str]:
    """The words of the names behind a civility, in lower case; what an office is of is no name."""
    office = named = False
    end = civility.end()
    while found := TOKEN.match(text, end):
        end = found.end()
        word = found[0]
        lower = word.lower()
        if found["comma"] and not civility["many"]:
            return
        if not word[0].isalpha():
            continue
        if office and not named and lower in OF:
            return
        if lower in OFFICES:
            office = True
        elif word[0].isupper() and lower not in SKIPPED:
            named = True
            yield lower
        elif lower not in SKIPPED:
            return


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
    wanted = frozenset(words)

    def address(found: re.Match[str]) -> str:
        out.add(found[0])
        own, _, domain = found[0].partition("@")
        ending = re.search(r"\.[a-z]+$", domain)
        rest = domain[: ending.start() if ending else None]
        return f"{WORD.sub(_crossed, own)}@{WORD.sub(_crossed, rest)}{ending[0] if ending else ''}"

    def word(found: re.Match[str]) -> str:
        given = ANY + fold(found[0]) in wanted
        if not given and (found[0].lower() not in wanted or not found[0][0].isupper()):
            return found[0]
        out.add(found[0])
        return _crossed(found)

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
