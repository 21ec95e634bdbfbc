"""Readers: where things stand on the page, what was set aside, many threads at once."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest

from conftest import SHEETS
from crte_extract import Fiche, extract, extract_all
from crte_extract.errors import NoSuchFile, ReaderFailed, TooLarge
from crte_extract.options import Reader
from crte_extract.reading import plumber, read, read_file
from crte_extract.readings import read_sheets
from crte_extract.record import doubts_of
from test_forked import bomb

PDFS = [sheet for sheet in SHEETS if sheet.suffix == ".pdf"]


@pytest.mark.parametrize("sheet", PDFS, ids=lambda sheet: sheet.name)
def test_lines_stand_on_the_page(sheet: Path) -> None:
    for line in read(sheet.read_bytes()).lines:
        x0, top, x1, bottom = line.box
        assert 0 <= x0 < x1 <= 900
        assert 0 <= top < bottom <= 900


def test_readers_agree_on_where_a_field_stands(sample: Path) -> None:
    boxes = [placed(sample, reader) for reader in ("pdfium", "pdfplumber")]
    for ours, theirs in zip(*boxes, strict=True):
        assert ours == pytest.approx(theirs, abs=4)


@pytest.mark.parametrize(
    ("written", "shown", "crop", "margin"),
    [
        (0, 0, (20, 30, 15, 25), (0, 0, 0, 0)),
        (0, 0, (0, 0, 0, 0), (-50, -70, -60, -80)),
        (90, 90, (0, 0, 0, 0), (5, 7, 9, 11)),
        (90, 0, (20, 30, 15, 25), (-50, -70, -60, -80)),
        (180, 180, (20, 30, 15, 25), (0, 0, 0, 0)),
        (270, 270, (20, 30, 15, 25), (5, 7, 9, 11)),
    ],
)
def test_places_are_measured_on_the_upright_page_that_shows(
    sample: Path,
    written: int,
    shown: int,
    crop: tuple[int, int, int, int],
    margin: tuple[int, int, int, int],
) -> None:
    """Text turned by ``written`` degrees, on a page that viewers turn by ``shown``."""
    turned = turn(sample, written, shown, crop, margin)
    boxes = [placed(turned, reader) for reader in ("pdfium", "pdfplumber")]
    for ours, theirs in zip(*boxes, strict=True):
        assert ours == pytest.approx(theirs, abs=4)
    edges = crop if any(crop) else margin
    left, top = {0: (0, 3), 90: (1, 0), 180: (2, 1), 270: (3, 2)}[written]
    for here, before in zip(boxes[0], placed(sample, "pdfium"), strict=True):
        assert here[1] == pytest.approx(before[1] - edges[left], abs=0.1)
        assert here[2] == pytest.approx(before[2] - edges[top], abs=0.1)


def turn(
    sheet: Path, written: int, shown: int, crop: Sequence[int], margin: Sequence[int]
) -> bytes:
    """The sheet with its text turned, its page cut: what is left out at each edge."""
    pdf = pypdfium2.PdfDocument(sheet)
    for page in pdf:
        width, height = page.get_size()
        moves = {90: (height, 0), 180: (width, height), 270: (0, width)}
        if written:
            way = pypdfium2.PdfMatrix().rotate(written, ccw=True).translate(*moves[written])
            for drawn in list(page.get_objects(max_depth=1)):
                drawn.transform(way)
            page.gen_content()
        right, above = (height, width) if written % 180 else (width, height)
        for cut, put in ((margin, page.set_mediabox), (crop, page.set_cropbox)):
            if cut is margin or any(cut):
                put(cut[0], cut[1], right - cut[2], above - cut[3])
        page.set_rotation(shown)
    turned = io.BytesIO()
    pdf.save(turned)
    return turned.getvalue()


def placed(sheet: Path | bytes, reader: Reader) -> list[tuple[float, ...]]:
    found = extract(sheet, reader=reader, provenance=True).provenance
    assert found is not None
    return [
        (place.page or 0, *(place.bbox or ()))
        for section in found.values()
        for places in section.values()
        for place in places
    ]


def test_provenance_gives_the_words_as_printed(sample: Path) -> None:
    found = extract(sample, provenance=True).provenance
    assert found is not None
    [place] = found["plan_action"]["nombre_fiches_action"]
    assert place.brut == "Nombre de fiches action (opération prête à démarrer) : 43"
    assert (place.page, place.bbox is not None) == (2, True)


def test_provenance_of_a_text_is_its_line(sample: Path) -> None:
    found = extract(sample.with_suffix(".txt"), provenance=True).provenance
    assert found is not None
    [place] = found["plan_action"]["nombre_fiches_action"]
    assert (place.page, place.bbox, place.ligne) == (None, None, 107)


def test_threads_give_the_same_records() -> None:
    def pdfium(sheet: Path) -> Fiche:
        return extract(sheet, reader="pdfium")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(pdfium, PDFS * 3)) == [pdfium(sheet) for sheet in PDFS * 3]


def test_character_maps_of_the_environment_are_ignored(
    sample: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain = extract(sample, reader="pdfplumber")
    (tmp_path / "Identity-H.pickle.gz").write_bytes(b"no character map")
    monkeypatch.setenv("CMAP_PATH", str(tmp_path))
    plumber.CHILDREN.end()  # the next one has the new environment
    assert extract(sample, reader="pdfplumber") == plain


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
def test_a_picture_without_text_is_told_and_an_empty_page_is_not(
    sample: Path, reader: Reader
) -> None:
    pdf = pypdfium2.PdfDocument(sample)
    pdf.new_page(595, 842)
    with_picture = pdf.new_page(595, 842)
    picture = pypdfium2.PdfImage.new(pdf)
    picture.set_bitmap(pypdfium2.PdfBitmap.new_native(4, 4, pypdfium2.raw.FPDFBitmap_BGR))
    picture.set_matrix(pypdfium2.PdfMatrix().scale(400, 400))
    with_picture.insert_obj(picture)
    with_picture.gen_content()
    data = io.BytesIO()
    pdf.save(data)
    pages = len(pdf)
    pdf.close()
    warnings = extract(data.getvalue(), reader=reader).avertissements
    assert [(w.code, w.page) for w in warnings] == [("page_sans_texte", pages)]


def test_a_label_whose_words_are_nowhere_calls_for_no_second_reading(sample_text: str) -> None:
    label = "Montant total prévisionnel en euros des cofinancements européens"
    without = sample_text.replace(f"{label} : -€", "")
    assert without != sample_text
    (reading,) = read_sheets(without.encode())
    assert [w.code for w in reading.fiche.avertissements] == ["libelle_absent"]
    assert not doubts_of(reading)
    torn = without.replace("Signataires\n", "Signataires\ncofinancements\neuropéens\n", 1)
    (reading,) = read_sheets(torn.encode())
    assert doubts_of(reading), "the words are there: the page may have been read badly"


FORKING = """
import os, sys, threading, time
from crte_extract import extract
sheet = sys.argv[1]
done = threading.Event()

def read_on():
    while not done.is_set():
        extract(sheet)

threads = [threading.Thread(target=read_on) for _ in range(2)]
for thread in threads:
    thread.start()
good = 0
for _ in range(15):
    pid = os.fork()
    if not pid:
        os._exit(0 if extract(sheet).plan_action.nombre_fiches_action == 43 else 1)
    end = time.monotonic() + 20
    while not (ended := os.waitpid(pid, os.WNOHANG))[0] and time.monotonic() < end:
        time.sleep(0.01)
    good += ended[0] == pid and ended[1] == 0
done.set()
print(good)
os._exit(0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_reads_while_threads_of_its_parent_do(sample: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-c", FORKING, str(sample)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["15"], done.stderr


LOADING = """
import os, sys, threading, time
from crte_extract import extract
sheet = sys.argv[1]
loading = threading.Event()

def slowly(frame, event, argument):
    code = frame.f_code
    if event == "call" and code.co_name == "getLogger" and code.co_filename.endswith("logging/__init__.py"):
        loading.set()
        time.sleep(0.3)

def read():
    sys.setprofile(slowly)
    extract(sheet)
    sys.setprofile(None)

thread = threading.Thread(target=read)
thread.start()
assert loading.wait(20)
pid = os.fork()
if not pid:
    os._exit(0 if extract(sheet).plan_action.nombre_fiches_action == 43 else 1)
assert os.waitpid(pid, 0)[1] == 0
thread.join()
print("read")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_waits_for_a_thread_that_loads_a_reader_and_holds_nothing_it_wants(
    sample: Path,
) -> None:
    command = [sys.executable, "-W", "ignore", "-c", LOADING, str(sample)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "read\n"


@pytest.mark.parametrize("source", ["sample", "bytes", "text"])
def test_a_bounded_reading_gives_the_same(sample: Path, source: str) -> None:
    given: dict[str, Path | bytes] = {
        "sample": sample,
        "bytes": sample.read_bytes(),
        "text": sample.with_suffix(".txt"),
    }
    plain = extract(given[source], provenance=True)
    assert extract(given[source], provenance=True, timeout=30) == plain
    assert extract_all(given[source], provenance=True, memory=1 << 30) == [plain]


def test_a_bounded_reading_ends(tmp_path: Path, sample: Path) -> None:
    heavy = tmp_path / "heavy.pdf"
    heavy.write_bytes(bomb(600))
    with pytest.raises(ReaderFailed, match="300 MiB") as swollen:
        extract(heavy, memory=300 << 20)
    assert swollen.value.source == str(heavy)
    with pytest.raises(ReaderFailed, match=r"not read within 0\.001 s") as late:
        extract(sample.read_bytes(), timeout=0.001)
    assert late.value.source == "-"
    with pytest.raises(NoSuchFile):
        extract(tmp_path / "nowhere.pdf", timeout=30)


def test_a_file_is_read_up_to_the_bound(
    tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_file(sample) == sample.read_bytes()
    (tmp_path / "at the bound").write_bytes(bytes(100))
    for module in ("bounds", "files"):
        monkeypatch.setattr(f"crte_extract.reading.{module}.MAX_BYTES", 100)
    assert read_file(tmp_path / "at the bound") == bytes(100)
    (tmp_path / "beyond").write_bytes(bytes(101))
    with pytest.raises(TooLarge):
        read_file(tmp_path / "beyond")


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no /proc on this system")
def test_nothing_is_read_of_what_the_system_makes_up() -> None:
    assert read_file("/proc/version") == b""
    assert Path("/proc/version").read_bytes() != b""


def test_utf_8_that_was_read_otherwise_is_undone_before_blanks_part_columns() -> None:
    """The second byte of à is a blank there."""
    words = "Liste des contrats figurant dans le CRTE :\n- accÃ¨s Ã\u00a0 l'eau\n"
    assert extract(words.encode()).strategie.contrats == ("accès à l'eau",)
