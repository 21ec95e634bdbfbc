"""Texts, kept as printed, and what an e-mail address looks like."""

from __future__ import annotations

import re

from crte_extract.record.values.missing import told_missing
from crte_extract.record.values.reading import Understood

_ADDRESS = re.compile(
    r"[\w!#$%&'*+=^`{|}~-]+(?:\.[\w!#$%&'*+=^`{|}~-]+)*"  # RFC 5322, a dot-atom
    r"@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}"
)
_BETWEEN = re.compile(r"\s*[,;/]\s*")


def parse_text(value: object) -> str | None:
    """A text as printed.

    >>> parse_text("Dijon Métropole"), parse_text("None")
    ('Dijon Métropole', None)
    """
    text: str | None = read_text(value).value
    return text


def read_text(value: object) -> Understood:
    """A text as printed; None for what people write where there is none.

    >>> read_text("Non renseigné").remarks[0].code
    'forme_approchee'
    """
    words = told_missing(value)
    return words if isinstance(words, Understood) else Understood(words)


def is_email(words: str) -> bool:
    """Whether the words are an e-mail address, or several parted by a comma, a semicolon or a slash.

    >>> is_email("crte@cote-dor.gouv.fr"), is_email("a@b.fr ; c@d.fr")
    (True, True)
    >>> is_email("crte@cote-dor"), is_email("crte @cote-dor.gouv.fr"), is_email("préfecture")
    (False, False, False)
    """
    return all(_ADDRESS.fullmatch(one) for one in _BETWEEN.split(words.strip()))
