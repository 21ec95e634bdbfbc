"""What is read, in which order; and where each record of a folder goes."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crte_extract.batch.dataset import Output
from crte_extract.batch.naming import plan, targets
from crte_extract.batch.sources import Choice, SourceFile, find_sources
from crte_extract.errors import NoSource, OutputError, SameFile


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def names(*arguments: Path | str, **choice: list[str]) -> list[str]:
    return [s.name for s in find_sources([*map(str, arguments)], Choice(**choice)).sources]


# Order, and what is taken


def test_names_come_in_one_order_whatever_was_made_first(tmp_path: Path) -> None:
    shown = ["a.pdf", "b.TXT", "z.pdf", "b/1.txt", "b/a/2.pdf", "é/3.pdf"]
    assert names(touch(tmp_path / "one", *shown)) == shown
    assert names(touch(tmp_path / "two", *reversed(shown))) == shown


def test_what_is_hidden_or_ends_otherwise_is_left_out(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf", ".b.pdf", ".git/c.pdf", "d.docx", "README", "e.pdf.bak")
    found = find_sources([str(tmp_path)])
    assert [source.name for source in found.sources] == ["a.pdf"]
    assert found.left_out == 3


def test_what_is_named_is_taken_whatever_it_is(tmp_path: Path) -> None:
    touch(tmp_path, ".b", "d.docx")
    assert names(tmp_path / ".b", tmp_path / "d.docx", tmp_path / "gone") == [
        ".b",
        "d.docx",
        "gone",
    ]


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        ({"include": ["*.md"]}, ["a.md", "x/c.md"]),
        ({"include": ["x/*"]}, ["x/b.txt", "x/c.md"]),
        ({"include": ["*.md", "b.*"]}, ["a.md", "x/b.txt", "x/c.md"]),
        ({"exclude": ["x"]}, ["d.pdf"]),
        ({"exclude": ["x/"]}, ["d.pdf"]),
        ({"exclude": ["b.*"]}, ["d.pdf"]),
        ({"exclude": ["d*"], "include": ["*"]}, ["a.md", "x/b.txt", "x/c.md"]),
    ],
)
def test_patterns_choose(tmp_path: Path, choice: dict[str, list[str]], taken: list[str]) -> None:
    touch(tmp_path, "a.md", "x/b.txt", "x/c.md", "d.pdf")
    assert names(tmp_path, **choice) == taken


def test_outputs_are_left_out(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt", "out.txt", "out/b.txt", "deep/out/c.txt")
    outputs = [tmp_path / "out.txt", tmp_path / "deep" / ".." / "out"]
    found = find_sources([str(tmp_path)], outputs=outputs)
    assert [source.name for source in found.sources] == ["a.txt", "deep/out/c.txt"]


def test_a_folder_that_can_be_reached_twice_is_read_once(tmp_path: Path) -> None:
    inside = touch(tmp_path / "in", "b/a.pdf", "b/c/d.pdf")
    (inside / "a-link").symlink_to("b")
    (inside / "b" / "up").symlink_to("..")
    (inside / "b" / "c" / "self").symlink_to(".")
    outside = touch(tmp_path / "outside", "e.pdf")
    (inside / "z-link").symlink_to(outside)
    assert names(inside) == ["b/a.pdf", "b/c/d.pdf", "z-link/e.pdf"]


def test_a_pipe_is_listed_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert names(tmp_path) == ["pipe.pdf"]


@pytest.mark.parametrize(
    ("files", "choice", "words"),
    [
        ([], {}, "it holds no file"),
        (["a.doc", "x/b.doc"], {}, "none of its 2 files ends in .pdf or .txt"),
        (["a.pdf"], {"include": ["*.md"]}, "no file in it matches --include"),
    ],
)
def test_a_folder_that_gives_nothing_is_an_error(
    tmp_path: Path, files: list[str], choice: dict[str, list[str]], words: str
) -> None:
    folder, other = touch(tmp_path / "in", *files), touch(tmp_path / "other", "a.md", "b.pdf")
    folder.mkdir(exist_ok=True)
    found = find_sources([str(folder), str(other)], Choice(**choice))
    (error,) = found.errors
    assert isinstance(error, NoSource)
    assert (error.source, words in error.message) == (str(folder), True)
    assert len(found.sources) == 1


# Names


def test_names_begin_below_what_all_sources_share(tmp_path: Path) -> None:
    touch(tmp_path, "p/21/a.pdf", "p/25/a.pdf", "q/b.pdf", "c.pdf")
    p, q = tmp_path / "p", tmp_path / "q"
    assert names(p) == ["21/a.pdf", "25/a.pdf"]
    assert names(p / "21", p / "25") == ["21/a.pdf", "25/a.pdf"]
    assert names(p, q) == ["p/21/a.pdf", "p/25/a.pdf", "q/b.pdf"]
    assert names(q / "b.pdf") == ["b.pdf"]
    assert names(q / "b.pdf", tmp_path / "c.pdf") == ["q/b.pdf", "c.pdf"]
    assert names(p / "21" / ".." / ".." / "q", "-", p / "21") == ["q/b.pdf", "-", "p/21/a.pdf"]


def test_paths_are_those_that_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "p/a.pdf", "b.pdf")
    monkeypatch.chdir(tmp_path)
    found = find_sources(["p", "./b.pdf", "-"])
    assert [source.path for source in found.sources] == ["p/a.pdf", "./b.pdf", "-"]


def test_odd_names_are_found_as_they_are(tmp_path: Path) -> None:
    odd = ["a b.pdf", "e\u0301.pdf", "li\ne.pdf", os.fsdecode(b"\xe9.pdf")]
    touch(tmp_path, *odd)
    assert sorted(names(tmp_path)) == sorted(odd)
    assert all(Path(s.path).exists() for s in find_sources([str(tmp_path)]).sources)


# Where each record goes

PARTS = st.text("abAB.é\u0301- ", min_size=1, max_size=5).filter(
    lambda part: part.strip(".") and part == part.strip()
)
NAMES = st.lists(
    st.tuples(
        st.lists(PARTS, max_size=2), PARTS, st.sampled_from(["", ".pdf", ".txt", ".PDF"])
    ).map(lambda t: "/".join([*t[0], t[1] + t[2]])),
    unique=True,
    max_size=8,
)


def alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


@given(NAMES)
@example(["a.pdf", "a.txt", "a.pdf.txt", "A.PDF"])
@example(["a.json/b.pdf", "a.txt"])
@example(["é.pdf", "e\u0301.pdf"])
def test_no_two_sources_share_a_file_on_any_system(sources: list[str]) -> None:
    written = targets(sources, ".json")
    assert len({alike(name) for name in written}) == len(sources)
    above = {alike(str(parent)) for name in sources for parent in PurePosixPath(name).parents}
    for name, target in zip(sources, written, strict=True):
        assert alike(target) not in above
        assert PurePosixPath(target).parent == PurePosixPath(name).parent
        assert target.endswith(".json")
        assert len(os.fsencode(PurePosixPath(target).name)) <= 255


@given(NAMES)
def test_a_file_is_named_alike_in_any_order(sources: list[str]) -> None:
    shuffled = sorted(sources, reverse=True)
    there = dict(zip(sources, targets(sources, ".json"), strict=True))
    assert dict(zip(shuffled, targets(shuffled, ".json"), strict=True)) == there


def test_a_name_alone_keeps_its_stem() -> None:
    assert targets(["x/a.pdf", "b", "-"], ".yaml") == ["x/a.yaml", "b.yaml", "stdin.yaml"]


def test_a_name_too_long_for_its_ending_is_cut() -> None:
    long = "é" * 125 + ".pdf"
    (target,) = targets([long], ".json")
    assert target == "é" * 125 + ".json"
    first, second = targets(["é" * 125 + "a.pdf", "é" * 125 + "b.pdf"], ".yaml")
    assert first != second
    assert max(len(os.fsencode(name)) for name in (first, second)) <= 255


def test_a_plan_refuses_what_lies_outside_or_is_a_source(tmp_path: Path) -> None:
    out = Output(tmp_path / "out", "json", folder=True)
    out.path.mkdir()
    sources = [
        SourceFile(str(tmp_path / "out" / "a.json"), "a.json"),
        SourceFile("b.pdf", "x/b.pdf"),
    ]
    with pytest.raises(SameFile, match="one of the sources"):
        plan(sources, out)
    assert plan(sources[1:], out) == [out.path / "x" / "b.json"]
    (out.path / "x").symlink_to(tmp_path)
    with pytest.raises(OutputError, match="leads out"):
        plan(sources[1:], out)
