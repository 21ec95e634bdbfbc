"""Whether words are words: asked of a sheet whose labels are damaged, since then its values may be, too."""

from __future__ import annotations

import re
from typing import Final

from crte_extract.sections.hyphens import is_known
from crte_extract.sections.labels import Form

_WORD = re.compile(r"[^\W\d_]+")
_SINGLE: Final = frozenset("aàcdjlmnsty")
"""Letters that stand alone in French, before an apostrophe as well."""
_FEW = 3  # words that are none: fewer may be names


def is_garbled(text: str, form: Form) -> bool:
    """Whether most words of a text are none, by the form's own, by names and by French.

    >>> from crte_extract.record import FORM
    >>> is_garbled("e e c f a", FORM), is_garbled("Club climat de Brest", FORM)
    (True, False)
    """
    words = [word for word in _WORD.findall(text) if not word.isupper() or len(word) == 1]
    wrong = sum(1 for word in words if not _is_word(word, form))
    return wrong >= _FEW and 2 * wrong > len(words)


def _is_word(word: str, form: Form) -> bool:
    return word.lower() in _SINGLE if len(word) == 1 else is_known(word, form)
