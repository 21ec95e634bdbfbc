"""The writers: the same data back from any reader, files whole or not at all."""

import io
import json
import math
import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from crte_extract.command.options import FORMATS, VIEW
from crte_extract.errors import OutputError
from crte_extract.writing import ENDINGS, REVIEW, TABULAR, WRITERS, write_file

NASTY = [
    *("01590", "08000", "0o17", "0x1F", "1e3", "1_000", "12:30:45", ".5", "-.inf", ".nan", "+1"),
    *("null", "Null", "~", "yes", "no", "Oui", "on", "off", "y", "true", "False", "<<", "="),
    *(
        "",
        " ",
        " a",
        "a ",
        "a: b",
        "a : b",
        "a #b",
        "#",
        "- a",
        "? a",
        "-",
        "---",
        "...",
        "\n---\n",
    ),
    *(
        "[a]",
        "{a: b}",
        "&a",
        "*a",
        "!a",
        "!!str a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "'",
        '"',
        "\\",
        "''",
    ),
    *("\u2028", "\u2029", "\x85", "\u00a0", "\ufeff", "\u202e", "\u2066", "\u200b", "\u00ad"),
    *("\x00", "\x07", "\x1b[31m", "\x7f", "\x9b", "\t", "a\tb", "a\nb", "a\r\nb", "\n", "a\n\n "),
    *("\ud800", "a\udfffb", "\ufffe", "\uffff", "\U0001f600", "\U000e0041", "2022-04-07"),
    *("l'État", "« œuvre »"),
]


def no_pair(text: str) -> bool:
    """Whether no two halves stand side by side, which JSON can't tell from the whole character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").count(
        "\ufffd"
    ) == sum(c == "\ufffd" or 0xD800 <= ord(c) <= 0xDFFF for c in text)


TEXTS = (
    st.sampled_from(NASTY) | st.text().filter(no_pair) | st.text([c for c in NASTY if len(c) == 1])
)
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
KEYS = st.from_regex(r"[a-z]{3,9}_[a-z0-9]{1,9}", fullmatch=True)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS.filter(no_pair),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=3)
BATCHES = st.lists(RECORDS, min_size=1, max_size=3)


def written(form: str, records: list[dict[str, Any]], several: bool = True) -> str:
    return "".join(WRITERS[form](records, several))


def by_pyyaml(text: str) -> list[Any]:
    return list(yaml.safe_load_all(text))


def by_ruamel(text: str) -> list[Any]:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return list(reader.load_all(text))


# JSON and NDJSON


@given(BATCHES)
def test_json_gives_the_same_data_back(records: list[dict[str, Any]]) -> None:
    assert json.loads(written("json", records)) == records
    assert json.loads(written("json", records[:1], several=False)) == records[0]
    lines = written("ndjson", records).split("\n")
    assert [json.loads(line) for line in lines[:-1]] == records
    assert lines[-1] == ""
    assert len("\n".join(lines).splitlines()) == len(records)


@given(BATCHES, st.sampled_from(sorted(WRITERS)))
def test_every_format_is_utf8_that_steers_no_terminal(
    records: list[dict[str, Any]], form: str
) -> None:
    text = written(form, records)
    assert text.encode("utf-8").decode("utf-8") == text
    steering = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert [c for c in text if unicodedata.category(c) in steering and c != "\n"] == []


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("form", sorted(WRITERS))
def test_keys_keep_their_order(form: str, several: bool) -> None:
    text = written(form, [{"zone": 1, "agent": {"b": 1, "a": 2}, "mairie": 3}], several)
    keys = ("zone", "agent", "b", "a", "mairie")
    places = [text.index(f'"{key}"' if form != "yaml" else f"{key}:") for key in keys]
    assert places == sorted(places)


def test_no_record_is_no_text_or_an_empty_array() -> None:
    assert (written("json", []), written("ndjson", []), written("yaml", [])) == ("[]\n", "", "")


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_accents_are_written_as_they_are(form: str) -> None:
    assert "Évreux – l’œuvre €" in written(form, [{"nom": "Évreux – l’œuvre €"}])


def test_one_json_record_is_indented() -> None:
    assert written("json", [{"a": {"b": 1}}], several=False) == '{\n  "a": {\n    "b": 1\n  }\n}\n'


@pytest.mark.parametrize("form", ["json", "ndjson"])
@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_json_never_holds_nan(form: str, number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        written(form, [{"montant": number}])


# YAML


@given(BATCHES)
def test_yaml_loads_to_the_same_data_in_1_1_and_1_2(records: list[dict[str, Any]]) -> None:
    text = written("yaml", records)
    assert by_pyyaml(text) == records
    assert by_ruamel(text) == records


@pytest.mark.parametrize("words", [*NASTY, "a " * 3000, "é" * 9000, "# " * 999, "\x1b" * 999])
def test_yaml_takes_no_nasty_text_for_anything_else(words: str) -> None:
    record = {"nom": words, "liste": [words, {"nom": words}]}
    text = written("yaml", [record], several=False)
    assert by_pyyaml(text) == by_ruamel(text) == [record]


def test_yaml_writes_twice_what_is_there_twice() -> None:
    value = ["Préfet", {"siren": None}]
    text = written("yaml", [{"signataires": value, "composition_copil": value}])
    assert text.count("Préfet") == 2
    assert "&" not in text


def test_yaml_quotes_texts_and_leaves_keys_bare() -> None:
    text = written("yaml", [{"code_insee": "01", "pages": 2, "siren": None}], several=False)
    assert text == 'code_insee: "01"\npages: 2\nsiren: null\n'


def test_yaml_of_several_has_a_document_a_record() -> None:
    assert written("yaml", [{"pages": 1}, {"pages": 2}]).count("---\n") == 2


def test_every_ending_names_a_writer() -> None:
    assert set(ENDINGS.values()) == {*WRITERS, *TABULAR, REVIEW}
    assert set(FORMATS) == {*WRITERS, *TABULAR, REVIEW, VIEW}
    assert all(ending.startswith(".") and ending.islower() for ending in ENDINGS)


# Files


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def failing(error: BaseException) -> Iterator[str]:
    yield "half a "
    raise error


def test_a_file_is_written_as_utf8(tmp_path: Path) -> None:
    write_file(tmp_path / "out.json", ["Évreux", "\n"])
    assert (tmp_path / "out.json").read_bytes() == "Évreux\n".encode()
    assert names_in(tmp_path) == ["out.json"]


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), ValueError("x"), KeyboardInterrupt()]
)
@pytest.mark.parametrize("old", ["old words", None])
def test_a_failure_leaves_what_was_there(
    tmp_path: Path, error: BaseException, old: str | None
) -> None:
    target = tmp_path / "out.json"
    if old is not None:
        target.write_text(old)
    with pytest.raises((OutputError, ValueError, KeyboardInterrupt)):
        write_file(target, failing(error))
    assert [p.read_text() for p in tmp_path.iterdir()] == ([old] if old is not None else [])


def test_a_lone_surrogate_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_file(tmp_path / "out.json", ["new", "\ud800"])
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


def test_the_old_file_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    seen = []

    def pieces() -> Iterator[str]:
        for piece in ("n", "e", "w"):
            seen.append(target.read_text())
            yield piece

    write_file(target, pieces())
    assert seen == ["old", "old", "old"]
    assert target.read_text() == "new"


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o027])
def test_a_new_file_has_the_rights_that_the_umask_gives(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_file(tmp_path / "out.json", ["x"])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.json").stat().st_mode) == 0o666 & ~umask


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    write_file(tmp_path / "link.json", ["new"])
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text() == "new"


@pytest.mark.parametrize("name", ["é" * 125 + ".json", "x" * 250 + ".json"])
def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path, name: str) -> None:
    write_file(tmp_path / name, ["x"])
    assert (tmp_path / name).read_text() == "x"


def test_only_a_regular_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    os.mkfifo(tmp_path / "pipe.json")
    for target in (tmp_path / "folder.json", tmp_path / "pipe.json", Path("/dev/null")):
        with pytest.raises(OutputError, match="regular") as refused:
            write_file(target, ["x"])
        assert str(target) in str(refused.value)
    assert stat.S_ISFIFO((tmp_path / "pipe.json").stat().st_mode)
    assert names_in(tmp_path) == ["folder.json", "pipe.json"]


@pytest.mark.parametrize("name", ["nowhere/out.json", "file/out.json", "x" * 300, "nul\0.json"])
def test_what_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as refused:
        write_file(tmp_path / name, ["x"])
    assert refused.value.source == str(tmp_path / name)
    assert refused.value.hint
    assert names_in(tmp_path) == ["file"]


def test_a_stream_of_records_is_written_as_it_comes() -> None:
    out = io.StringIO()
    for number, piece in enumerate(WRITERS["ndjson"](({"n": n} for n in range(3)), True), 1):
        out.write(piece)
        assert out.getvalue().count("\n") == number
