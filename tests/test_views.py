"""What a person sees of a sheet: the pages, and places on them that hold what they say."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from conftest import SAMPLES, SHEETS, TESTS
from crte_extract import reading
from crte_extract.batch.outcomes import read_source
from crte_extract.batch.views import MOST_PAGES, MOST_ROWS, View, look
from crte_extract.errors import DamagedPdf, NoSuchFile
from crte_extract.options import Options
from crte_extract.readings import read_sheets
from crte_extract.review.leaves import Leaves
from crte_extract.text import squash
from test_reading import turn

TROUBLED = [TESTS / "review" / f"a-verifier.{kind}" for kind in ("pdf", "txt")]
ALL = [*SHEETS, *TROUBLED]


def seen(source: Path | bytes) -> View:
    data = source if isinstance(source, bytes) else source.read_bytes()
    (view,) = look(read_sheets(data), data)
    return view


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.name)
def test_every_field_and_warning_has_its_place(sheet: Path) -> None:
    data = sheet.read_bytes()
    readings = read_sheets(data, provenance=True)
    (view,) = look(readings, data)
    fiche = readings[0].fiche
    assert fiche.provenance is not None
    named = {
        key: places for section in fiche.provenance.values() for key, places in section.items()
    }
    located = {n for n, w in enumerate(fiche.avertissements, 1) if w.ligne is not None}
    assert set(view.places) == (
        set(named)
        | {f"inconnu-{n}" for n in range(1, len(fiche.champs_inconnus) + 1)}
        | {f"avertissement-{n}" for n in located}
    )
    for key, places in named.items():
        if fiche.source.format == "pdf":
            assert [view.pages[place.page].number for place in view.places[key]] == [
                place.page for place in places
            ]
            for ours, theirs in zip(view.places[key], places, strict=True):
                assert theirs.bbox == pytest.approx(ours.box, abs=0.01)
        else:
            rows = [dict(page.rows) for page in view.pages]
            words = [
                rows[p.page][round(p.box.top)][round(p.box.x0) : round(p.box.x1)]
                for p in view.places[key]
            ]
            printed = [line for place in places for line in place.brut.split("\n")]
            assert [squash(word) for word in words] == [squash(line) for line in printed]


@pytest.mark.parametrize("sheet", [s for s in ALL if s.suffix == ".pdf"], ids=lambda s: s.name)
def test_every_page_is_drawn_with_ink_where_fields_stand(sheet: Path) -> None:
    view = seen(sheet)
    assert [page.number for page in view.pages] == [*range(1, len(view.pages) + 1)]
    for place in (place for places in view.places.values() for place in places):
        picture = view.pages[place.page].picture
        assert picture is not None
        assert len(picture.webp) < 150_000
        scale = picture.across / picture.width
        with Image.open(io.BytesIO(picture.webp)) as image:
            box = [round(edge * scale) for edge in place.box]
            grey = image.convert("L").crop((box[0], box[1], box[2], box[3]))
        shades = [shade for shade, count in enumerate(grey.histogram()) if count]
        assert shades[0] < 120 < 200 < shades[-1]


@pytest.mark.parametrize(("written", "shown"), [(90, 90), (90, 0), (180, 180), (270, 0)])
def test_a_turned_page_is_drawn_upright(sample: Path, written: int, shown: int) -> None:
    turned = turn(sample, written, shown, (0, 0, 0, 0), (0, 0, 0, 0))
    for before, after in zip(seen(sample).pages, seen(turned).pages, strict=True):
        assert before.picture is not None
        assert after.picture is not None
        one, other = (Image.open(io.BytesIO(p.picture.webp)) for p in (before, after) if p.picture)
        assert one.size == pytest.approx(other.size, abs=1)
        difference = ImageChops.difference(one.convert("L"), other.convert("L").resize(one.size))
        assert ImageStat.Stat(difference).mean[0] < 12


def test_a_cropped_page_shows_what_a_viewer_shows(sample: Path) -> None:
    cropped = seen(turn(sample, 0, 0, (20, 30, 15, 25), (0, 0, 0, 0)))
    picture = cropped.pages[0].picture
    assert picture is not None
    assert (picture.width, picture.height) == pytest.approx((595.28 - 35, 841.89 - 55), abs=0.1)


def test_of_many_pages_the_first_are_shown(sample: Path) -> None:
    pdf = pypdfium2.PdfDocument(sample)
    for _ in range(22):
        pdf.new_page(595, 842)
    long = io.BytesIO()
    pdf.save(long)
    view = seen(long.getvalue())
    assert (len(view.pages), view.left_out) == (MOST_PAGES, 25 - MOST_PAGES)


@pytest.mark.parametrize(
    ("total", "left_out", "words"),
    [
        (21, 1, "Au-delà de 20 pages : 1 page non montrée ici."),
        (25, 5, "Au-delà de 20 pages : 5 pages non montrées ici."),
        (None, 1, "1 ligne de plus, non montrée ici."),
        (None, 1200, "1 200 lignes de plus, non montrées ici."),
        (3, 0, ""),
    ],
)
def test_what_is_not_shown_is_told(total: int | None, left_out: int, words: str) -> None:
    assert Leaves(View((), {}, left_out), "fiche-1", total, {}).left_out == words


def test_of_a_long_text_the_first_rows_are_shown(sample_text: str) -> None:
    view = seen((sample_text + "\nfin" * (MOST_ROWS + 9)).encode())
    rows = sum(len(page.rows) for page in view.pages)
    whole = len([row for row in sample_text.split("\n") if row]) + MOST_ROWS + 9
    assert (rows, view.left_out) == (MOST_ROWS, whole - MOST_ROWS)


def test_a_huge_page_makes_no_huge_picture() -> None:
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(14_400, 14_400)
    huge = io.BytesIO()
    pdf.save(huge)
    (picture,) = reading.draw_pages(huge.getvalue(), None, [1], [0])
    assert (picture.width, picture.across) == (14_400, 2_000)


def test_words_are_kept_without_loss_and_photographs_as_photographs(sample: Path) -> None:
    noise = Image.frombytes("RGB", (600, 800), random.Random(1).randbytes(600 * 800 * 3))
    photograph = io.BytesIO()
    noise.save(photograph, "PDF")
    kinds = []
    for data in (sample.read_bytes(), photograph.getvalue()):
        (picture,) = reading.draw_pages(data, None, [1], [0])
        kinds.append(picture.webp[12:16])
    assert kinds == [b"VP8L", b"VP8 "]


def test_each_sheet_of_a_file_shows_its_own_pages(sample: Path) -> None:
    other = SAMPLES / "fiches" / "50" / "fiche-crte-cotentin.pdf"
    both = pypdfium2.PdfDocument(sample)
    both.import_pages(pypdfium2.PdfDocument(other))
    joined = io.BytesIO()
    both.save(joined)
    readings = read_sheets(joined.getvalue())
    first, second = look(readings, joined.getvalue())
    assert [page.number for page in first.pages] == [1, 2, 3]
    assert [page.number for page in second.pages] == [*range(4, len(both) + 1)]


def test_a_pdf_that_can_not_be_drawn_shows_as_text(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DamagedPdf("not today")

    monkeypatch.setattr(reading, "draw_pages", refuse)
    view = seen(sample)
    (place,) = view.places["depenses_investissement"]
    row = dict(view.pages[place.page].rows)[round(place.box.top)]
    assert row[round(place.box.x0) : round(place.box.x1)].endswith("78.00M€")


def test_a_file_that_changes_meanwhile_is_told(
    tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(sample.read_bytes())
    monkeypatch.setattr("crte_extract.batch.outcomes.read_file", lambda path: b"another")
    outcome = read_source(sheet, Options(views=True))
    assert outcome.records == ()
    assert "changed" in str(outcome.error)
    assert isinstance(read_source(tmp_path / "no", Options(views=True)).error, NoSuchFile)
