"""The packaged reference data: what is known from outside the sheets."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from conftest import TESTS
from crte_extract import reference
from crte_extract.reference import groupings, is_word, names

FOLDER = Path(reference.__file__).parent
sys.path.insert(0, str(TESTS.parent / "tools"))
import french_words  # noqa: E402


@pytest.mark.parametrize(
    "word",
    ["territoire", "communautes", "a", "au", "rendez-vous", "arc-en", "en-ciel", "aujourd", "zoo"],
)
def test_a_french_word(word: str) -> None:
    assert is_word(word)


@pytest.mark.parametrize("word", ["", "territoi", "zzz", "re-territoire", "territoires-", "œ", "A"])
def test_no_french_word(word: str) -> None:
    assert not is_word(word)


def test_words_are_found_as_they_are_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["a", "ab", "abc", "abcde", "abcdf", "abd", "arc-en", "b" + "c" * 40, "b" + "c" * 41]
    from crte_extract.reference import words as room

    packed = room.by_head(french_words.packed(words))
    monkeypatch.setattr(room, "_lines", lambda: packed)
    room._rests.cache_clear()
    try:
        assert all(map(is_word, words))
        assert not any(map(is_word, ["abcd", "arc", "bc", "b" + "c" * 39, "ac"]))
    finally:
        room._rests.cache_clear()


def test_all_endings_of_a_dictionary_are_packed(tmp_path: Path) -> None:
    (tmp_path / "index.aff").write_text("SFX S. Y 1\nSFX S. 0 s/T. [^s]\nSFX T. s x .\n", "utf-8")
    (tmp_path / "index.dic").write_text("3\nété/S.\nl'eau\nArc-en-Ciel po:x\n2e\n", "utf-8")
    found = french_words.words_of(tmp_path)
    assert found == {"ete", "etes", "etex", "l", "eau", "arc-en", "en-ciel"}


def test_the_published_list() -> None:
    rows = groupings()
    assert len(rows) == 1306
    assert len({row.id_crte for row in rows}) == 854
    assert len({row.groupement.siren for row in rows}) == 1293
    assert all(re.fullmatch(r"\d{9}", row.groupement.siren) for row in rows)
    many = {row.id_crte for row in rows if len(row.porteuses) > 1}
    assert len(many) == 34
    dijon = next(row for row in rows if row.groupement.siren == "242100410")
    assert dijon.groupement == ("242100410", "Dijon Métropole", "METRO")
    assert (dijon.id_crte, dijon.code_departement, dijon.region) == (
        *("crte-27-21-1", "21", "Bourgogne-Franche-Comté"),
    )
    assert len({row.id_crte for row in rows if row.interdepartemental}) == 91
    assert len({row.id_crte for row in rows if row.interregional}) == 25


def test_names() -> None:
    assert {"Dijon Métropole", "Côte-d'Or", "Île-de-France", "CA du Cotentin"} <= set(names())


def test_each_file_has_its_origin_and_licence_beside_it() -> None:
    told = (FOLDER / "README.md").read_text("utf-8")
    for path in FOLDER.iterdir():
        if path.suffix == ".gz":
            assert f"`{path.name}`" in told
    assert "MPL 2.0" in told
    assert "Licence Ouverte 2.0" in told
