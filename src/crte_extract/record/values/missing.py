"""The marks that stand for a missing value: the template's, and those that people write."""

from __future__ import annotations

import re
from typing import Final

from crte_extract.record.values.reading import Understood, approximately
from crte_extract.text import fold

_TEMPLATE = re.compile(
    r"(?:(?:none|nan|nat|null|<na>|[-–—−])\s?(?:(?:k|m|mds?|g|b)?\s?(?:€|eur(?:os?)?))?|€)?",
    re.IGNORECASE,
)
_FIRST: Final = frozenset("nNsSaAàÀpPxX?/-–—….([«_ \"'")  # with which such words begin
_DOTS: Final = ("--", "---", "–", "—", "...", "…", "..", "___", "xxx")
_BEGINNINGS: Final = (
    *("non ", "n.", "n/", "nr", "nc", "nd", "neant", "sans objet", "s/o"),
    *("?", "/", "a ", "aucun", "pas "),
)
_UNSAID: Final = "renseigne|communique|precise|defini|determine|indique|fourni|transmis|connu"
_QUALITIES: Final = (
    "anct|externe|interne|local|identifie|signe|integre|prevu|mobilise|recense|particulier|specifique"
    "|existant|concerne|connu|renseigne|realise|engage"
)
_WRITTEN: Final = (  # compiled when it is needed, which is seldom
    rf"non (?:{_UNSAID}|disponible|applicable|concerne)e?s?"
    r"|n[./]?[rcd]\.?|n/a|n\.a\.?|s/o"
    r"|neant|sans objet|\?{1,3}|/{1,3}"
    r"|a (?:definir|preciser|completer|determiner|renseigner|confirmer)"
    rf"|pas (?:{_UNSAID})e?s?"
    # "Aucun programme de l'ANCT", "aucune ingénierie externe", but not "aucune commune sans fibre"
    r"|aucune?(?: [a-z][a-z']+(?: (?:de l'|de la |du |des |de |d')[a-z]{3,})?"
    rf"(?: (?:{_QUALITIES})e?s?)?)?"
)


def is_missing(words: str) -> bool:
    """Whether the words are one of the template's marks for a missing value.

    >>> [is_missing(mark) for mark in ("None", "-", "-€", "- €", "nan€", "")]
    [True, True, True, True, True, True]
    >>> is_missing("0.00M€")
    False
    """
    return _TEMPLATE.fullmatch(words.strip()) is not None


def says_missing(words: str) -> bool:
    """Whether the words are what people write where there is no value.

    >>> [says_missing(w) for w in ("Non renseigné", "N/C", "Néant.", "à préciser", "Aucun programme")]
    [True, True, True, True, True]
    >>> [says_missing(w) for w in ("Non", "aucun autre que le PCAET", "Nontron", "à préciser avec l'ANCT")]
    [False, False, False, False]
    """
    if words[:1] not in _FIRST:
        return False
    folded = fold(words)
    if folded in _DOTS:
        return True
    folded = folded.replace("-", " ").strip(" .()[]«»\"'")
    return folded.startswith(_BEGINNINGS) and re.fullmatch(_WRITTEN, folded) is not None


def told_missing(value: object) -> Understood | str:
    """The words of a value that is none of a list; or, where they say that there is none, just that."""
    if value is None:
        return Understood(None)
    if not isinstance(value, str):
        raise ValueError("une seule valeur est attendue")
    words = value.strip()
    if is_missing(words):
        return Understood(None)
    if says_missing(words):
        return approximately(None, "ces mots disent qu'il n'y a pas de valeur")
    return words
