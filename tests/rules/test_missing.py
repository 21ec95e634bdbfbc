"""What stands for a missing value is looked for where it can stand, and nowhere else."""

from __future__ import annotations

import re

import pytest

from crte_extract.record.values import is_missing, missing, read_text, says_missing
from test_growth import counted


@pytest.mark.parametrize("words", ["None" + " " * 20_000 + "x", "- PLUI", "Null et non avenu"])
def test_what_only_begins_as_a_mark_is_none(words: str) -> None:
    assert not is_missing(words)


def test_texts_that_begin_as_no_words_for_nothing_are_looked_at_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folded = counted(monkeypatch, missing, "fold")
    tried = counted(monkeypatch, re, "fullmatch")
    for words in (
        "Dijon Métropole",
        "Établissement public",
        "21000 Dijon",
        "crte@cote-dor.gouv.fr",
    ):
        assert read_text(words).value == words
    assert (folded, tried) == ([], [])
    assert not says_missing("Nature et paysages de la Côte-d'Or")  # an N as in « Néant »
    assert (len(folded), tried) == (1, [])
    assert says_missing("Néant")
