"""Where files are written: whole or not at all, out of the reach of others, nothing lost in silence."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from crte_extract.errors import OutputError
from crte_extract.writing import OutputFolder, check_place, replacing, write_file


def parts_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.endswith(".part"))


def test_what_is_being_written_is_its_owners_alone(tmp_path: Path) -> None:
    targets = [tmp_path / "a.csv", tmp_path / "b.csv"]
    before = os.umask(0)
    try:
        with replacing(targets) as parts:
            assert [stat.S_IMODE(part.parent.stat().st_mode) for part in parts] == [0o700, 0o700]
            assert [part.parent.parent for part in parts] == [tmp_path, tmp_path]
    finally:
        os.umask(before)
    assert [stat.S_IMODE(target.stat().st_mode) for target in targets] == [0o666, 0o666]
    assert sorted(tmp_path.iterdir()) == targets


def test_its_name_is_another_one_each_time(tmp_path: Path) -> None:
    seen = set()
    for _ in range(20):
        with replacing([tmp_path / "out.csv"]) as (part,):
            seen.add(part.parent.name)
    assert len(seen) == 20


@pytest.mark.parametrize("planted", ["link", "pipe"])
def test_what_was_planted_under_an_old_name_is_not_opened(tmp_path: Path, planted: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    place = tmp_path / f".crte-extract-{crc32(b'out.csv'):x}.part"
    if planted == "link":
        place.symlink_to(victim)
    else:
        os.mkfifo(place)
    write_file(tmp_path / "out.csv", ["x"])
    assert victim.read_text() == "precious"
    assert (tmp_path / "out.csv").read_text() == "x"
    assert os.path.lexists(place)


KILLED = """
import os, signal, sys
from pathlib import Path
from crte_extract.writing import replacing
with replacing([Path(sys.argv[1])]) as (part,):
    part.write_text("half")
    (part.parent / "rows").mkdir()
    (part.parent / "rows" / "1").write_text("more")
    print(flush=True)
    if sys.argv[2] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdin.read()
"""


def start(target: Path, how: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", KILLED, str(target), how]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_what_a_killed_run_left_is_removed_and_what_a_living_one_writes_is_not(
    tmp_path: Path,
) -> None:
    with start(tmp_path / "out.csv", "killed") as killed:
        assert killed.wait(30) == -signal.SIGKILL
    (left,) = parts_in(tmp_path)
    with start(tmp_path / "other.csv", "living") as living:
        assert living.stdout is not None
        living.stdout.readline()
        (written,) = set(parts_in(tmp_path)) - {left}
        write_file(tmp_path / "out.csv", ["x"])
        assert parts_in(tmp_path) == [written]
        living.communicate(b"")
    assert (tmp_path / "other.csv").read_text() == "half"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other.csv", "out.csv"]


def test_only_folders_of_that_name_are_taken_for_leftovers(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "precious").write_text("x")
    (tmp_path / ".crte-extract-1.part").symlink_to("elsewhere")
    (tmp_path / ".crte-extract-2.part").write_text("a file")
    (tmp_path / "crte-extract-3.part").mkdir()
    (tmp_path / ".crte-extract-4").mkdir()
    (tmp_path / ".crte-extract-5.part").mkdir()
    write_file(tmp_path / "out.csv", ["x"])
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        ".crte-extract-1.part",
        ".crte-extract-2.part",
        ".crte-extract-4",
        "crte-extract-3.part",
        "elsewhere",
        "out.csv",
    ]
    assert (tmp_path / "elsewhere" / "precious").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
def test_another_users_leftovers_are_left(tmp_path: Path) -> None:
    place = tmp_path / ".crte-extract-1.part"
    place.mkdir()
    os.chown(place, 12345, 12345)
    write_file(tmp_path / "out.csv", ["x"])
    assert place.exists()


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder like /tmp, in which others can write too."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    return folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a link away")
@pytest.mark.parametrize("name", ["out.csv", "out/a.csv", "mine.csv"])
def test_a_link_that_another_user_planted_is_not_followed(
    tmp_path: Path, shared: Path, name: str
) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "a.csv").write_text("precious")
    (shared / "out.csv").symlink_to(victim / "a.csv")
    (shared / "out").symlink_to(victim)
    for planted in ("out.csv", "out"):
        os.chown(shared / planted, 12345, 12345, follow_symlinks=False)
    (tmp_path / "mine.csv").symlink_to(shared / "out.csv")
    target = tmp_path / name if name == "mine.csv" else shared / name
    for write in (check_place, lambda path: write_file(path, ["x"])):
        with pytest.raises(OutputError, match="a link that another user has put there"):
            write(target)
    with (
        pytest.raises(OutputError, match="a link that another user has put there"),
        OutputFolder(shared / "out"),
    ):
        pytest.fail("it is entered")
    assert (victim / "a.csv").read_text() == "precious"
    assert [path.name for path in victim.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("mode", [0o1777, 0o755, 0o777])
def test_a_link_of_ones_own_is_followed(tmp_path: Path, shared: Path, mode: int) -> None:
    shared.chmod(mode)
    (shared / "out.csv").symlink_to(tmp_path / "real.csv")
    write_file(shared / "out.csv", ["x"])
    assert (tmp_path / "real.csv").read_text() == "x"
    (shared / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(OutputError):
        check_place(shared / "loop.csv")


# Folders


def test_a_folder_is_filled_and_its_leftovers_removed(tmp_path: Path) -> None:
    (tmp_path / "out" / "21" / ".crte-extract-1.part").mkdir(parents=True)
    with OutputFolder(tmp_path / "out") as folder:
        for name in ("a.json", "21/b.json", "21/x/c.json"):
            folder.write(tmp_path / "out" / name, [name])
        (part,) = parts_in(tmp_path / "out")
        assert stat.S_IMODE(part.stat().st_mode) == 0o700
    files = sorted(p.relative_to(tmp_path / "out") for p in tmp_path.rglob("*") if p.is_file())
    assert [str(path) for path in files] == ["21/b.json", "21/x/c.json", "a.json"]
    assert [(tmp_path / "out" / path).read_text() for path in files] == [*map(str, files)]
    assert not list(tmp_path.rglob("*.part"))


def failing() -> Iterator[str]:
    yield "half"
    raise OSError(28, "No space left on device")


def test_a_file_of_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old")
    with OutputFolder(tmp_path) as folder:
        for name in ("a.json", "b.json"):
            with pytest.raises(OutputError, match="No space left") as refused:
                folder.write(tmp_path / name, failing())
            assert refused.value.source == str(tmp_path / name)
        folder.write(tmp_path / "c.json", ["x"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "c.json"]
    assert (tmp_path / "a.json").read_text() == "old"


def left(folder: OutputFolder) -> None:
    """Its ``with`` statement comes to its end."""
    folder.__exit__(None, None, None)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("gone", ["out", "out/21"])
def test_a_folder_that_is_gone_is_not_made_anew(tmp_path: Path, gone: str, again: bool) -> None:
    folder = OutputFolder(tmp_path / "out").__enter__()
    folder.write(tmp_path / "out" / "21" / "a.json", ["x"])
    (tmp_path / gone).rename(tmp_path / "away")
    if again:
        (tmp_path / gone).mkdir()
    with pytest.raises(OutputError, match="removed, or replaced") as refused:
        folder.write(tmp_path / "out" / "21" / "b.json", ["x"])
    assert refused.value.source == str(tmp_path / gone)
    assert not list((tmp_path / "out").rglob("b.json"))
    with pytest.raises(OutputError, match="removed, or replaced"):
        left(folder)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out").__enter__()
    for name in ("a.json", "b.json", "c.json"):
        folder.write(tmp_path / "out" / name, ["x"])
    (tmp_path / "out" / "b.json").unlink()
    with pytest.raises(OutputError, match=r"1 of the 3 files .* were removed .*: b\.json"):
        left(folder)


# Places


@pytest.mark.parametrize(
    ("name", "words", "hint"),
    [
        ("nowhere/out.csv", "no such folder", "make it first: mkdir -p "),
        ("file/out.csv", "Not a directory", "check the folder"),
        ("x" * 300 + ".csv", "File name too long", "check the folder"),
        ("nul\0.csv", "no file can have such a name", "check the folder"),
        ("folder.csv", "not a regular file", "name a file"),
        ("pipe.csv", "not a regular file", "name a file"),
    ],
)
def test_where_no_file_can_be_is_told_before_anything_is_read(
    tmp_path: Path, name: str, words: str, hint: str
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(OutputError, match=words) as refused:
        check_place(tmp_path / name)
    assert refused.value.source == str(tmp_path / name)
    assert refused.value.hint.startswith(hint)


def test_where_a_file_is_or_can_be_is_fine(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("")
    (tmp_path / "link.csv").symlink_to("out.csv")
    for name in ("out.csv", "new.csv", "link.csv"):
        check_place(tmp_path / name)
    shutil.rmtree(tmp_path)
