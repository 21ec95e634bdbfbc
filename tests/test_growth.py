"""Cost grows with the input and no faster: what is faster than the plain way finds the same."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import crte_extract.reading
import crte_extract.reading.bullets
import crte_extract.reading.text
import crte_extract.sections.splitting
from conftest import SAMPLES
from crte_extract import Fiche, extract, extract_all
from crte_extract import errors as e
from crte_extract.batch.views import look
from crte_extract.document import Box, Document, Line
from crte_extract.marks import is_lone_bullet
from crte_extract.options import Reader
from crte_extract.reading import MAX_LINES, MAX_PAGES, plumber
from crte_extract.reading.bullets import attach_bullets
from crte_extract.reading.words import _LEVEL, _SMALL, Word, printed_rows, usual_height
from crte_extract.readings import read_sheets
from crte_extract.record.form import FORM
from crte_extract.record.values import read_actors, split_actor
from crte_extract.sections import split
from crte_extract.sections.columns import _nearest
from crte_extract.sections.labels import can_begin_a_label, exact_hits
from crte_extract.sections.misspelled import Wanted, _slips, weighty_words
from crte_extract.sections.rows import make_rows
from crte_extract.text import after_squashed, squash, stream_safe

TEXT = (SAMPLES / "fiche-crte-dijon-metropole.txt").read_bytes()


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """The calls to a function of a module, from now on."""
    calls: list[Any] = []
    real = getattr(module, name)

    def noted(*given: Any, **named: Any) -> Any:
        calls.append(given)
        return real(*given, **named)

    monkeypatch.setattr(module, name, noted)
    return calls


# Bounds


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\f", "\x85", "\u2028", "\v", "a\n", "\n\f"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_of_too_many_lines_is_refused(
    end: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = counted(monkeypatch, crte_extract.reading.text, "clean")
    with pytest.raises(e.NotASheet, match=r"more than 200,000 lines \(.*split it") as caught:
        extract((end * (MAX_LINES + 1)).encode(encoding))
    assert type(caught.value) is e.NotASheet
    assert not lines, "no line was looked at"


def test_the_bound_on_lines_counts_an_end_of_two_characters_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Email de contact : a@b.fr\r\n" * 9
    monkeypatch.setattr("crte_extract.reading.bounds.MAX_LINES", 9)
    assert extract(text.encode()).informations_generales.email_contact == "a@b.fr"
    monkeypatch.setattr("crte_extract.reading.bounds.MAX_LINES", 8)
    with pytest.raises(e.NotASheet):
        extract(text.encode())


def test_all_sheets_of_france_are_within_the_bound() -> None:
    assert 850 * TEXT.count(b"\n") < MAX_LINES


def a_pdf(kids: Iterable[int], pages: int = 1) -> bytes:
    """A PDF of pages 10, 11... with a label on each; ``kids`` are the pages that its tree shows."""
    content = b"BT /F1 9 Tf 60 700 Td 12 TL (Email de contact : a@b.fr) Tj T* (x) Tj T* (y) Tj ET"
    shown = [f"{kid} 0 R" for kid in kids]
    objects = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        f"2 0 obj<</Type/Pages/Count {len(shown)}/Kids[{' '.join(shown)}]>>endobj",
        "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
        f"5 0 obj<</Length {len(content)}>>stream\n{content.decode()}\nendstream endobj",
        *(
            f"{10 + at} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
            "/Resources<</Font<</F1 4 0 R>>>>>>endobj"
            for at in range(pages)
        ),
    ]
    return "\n".join(["%PDF-1.4", *objects, "trailer<</Root 1 0 R>>", "%%EOF"]).encode()


def in_this_process(data: bytes, reader: Reader) -> None:
    """A PDF read without a child, which would not know of a patch."""
    if reader == "pdfplumber":
        plumber._read(data, None)
    else:
        crte_extract.reading.read(data, reader)


def test_a_page_shown_too_often_is_refused_before_any_is_read() -> None:
    with pytest.raises(e.NotASheet, match=r"more than 10,000 pages \(.*split it"):
        extract(a_pdf([10] * (MAX_PAGES + 1)))


@pytest.mark.parametrize("reader", ["auto", "pdfium", "pdfplumber"])
def test_a_pdf_of_too_many_pages_is_refused(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = a_pdf([10, 11, 12], 3)
    monkeypatch.setattr("crte_extract.reading.bounds.MAX_PAGES", 3)
    in_this_process(data, reader)
    monkeypatch.setattr("crte_extract.reading.bounds.MAX_PAGES", 2)
    with pytest.raises(e.NotASheet, match=r"more than 2 pages"):
        in_this_process(data, reader)


@pytest.mark.parametrize("reader", ["auto", "pdfium", "pdfplumber"])
def test_a_pdf_of_too_many_lines_is_refused(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = a_pdf([10, 11, 12], 3)
    monkeypatch.setattr("crte_extract.reading.bounds.MAX_LINES", 9)
    in_this_process(data, reader)
    monkeypatch.setattr("crte_extract.reading.bounds.MAX_LINES", 7)
    with pytest.raises(e.NotASheet, match=r"more than 7 lines"):
        in_this_process(data, reader)


def test_what_the_child_refuses_comes_back_with_its_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = MAX_PAGES + 1
    monkeypatch.setattr(plumber, "CHILD_SECONDS", 60)
    with pytest.raises(e.NotASheet, match=r"more than 10,000 pages \(.*split it"):
        extract(a_pdf(range(10, 10 + pages), pages), reader="pdfplumber")


# The splitter


def test_many_labels_on_one_line_are_parted_and_none_is_lost() -> None:
    count = 20_000
    (reading,) = read_sheets(
        "".join(f"Email de contact : a{at}@b.fr Région : " for at in range(3)).encode()
        + b"\n"
        + "".join("Email de contact : " for _ in range(count)).encode()
        + b"last@b.fr\n"
    )
    blocks = [block for block in reading.sheet.blocks if block.key == "email_contact"]
    assert len(blocks) == count + 1
    assert [item.text for item in blocks[-1].items] == ["last@b.fr"]


def test_each_label_on_a_line_has_its_own_value() -> None:
    labels = [label for label in FORM.printed.values() if label.startswith("Réalisation")]
    line = "Email de contact : Nom de la structure porteuse : Si protocole de préfiguration : date "
    fiche = extract(f"{line}de signature : {labels[0]} : Oui".encode())
    assert fiche.informations_generales.nom_structure_porteuse is None
    assert fiche.strategie.diagnostic_initial is True
    told = [w.champ for w in fiche.avertissements if w.code != "libelle_absent" and w.brut]
    assert told == [  # for nothing stands behind these three
        "email_contact",
        "nom_structure_porteuse",
        "date_signature_protocole_prefiguration",
    ]


PLACES = ["{}", "1.2 {}", "IV - {}", "• {}", "- 1.2 {}", "   {} : x", "{0}"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("label", [*FORM.printed.values()])
def test_the_early_way_out_misses_no_label(place: str, label: str) -> None:
    lines = [Line(place.format(label).strip(), None, 1, Box(0, 1, 9, 2))]
    (row,) = make_rows(lines)
    assert can_begin_a_label(row, FORM)
    assert exact_hits([row], FORM, bulleted=bool(row.bullet))


@given(st.lists(st.sampled_from([*"aelnrs", "Liste", "Nom de", "1.", "•", "-", " ", ": ", "é"])))
def test_where_a_label_is_found_it_could_begin(words: list[str]) -> None:
    lines = [Line("".join(words), None, 1, Box(0, 1, 9, 2))] if words else []
    rows = make_rows(lines) if lines else []
    found = [*exact_hits(rows, FORM), *exact_hits(rows, FORM, bulleted=True)]
    assert not found or any(can_begin_a_label(row, FORM) for row in rows)


def test_a_text_without_a_label_is_not_looked_at_any_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = counted(monkeypatch, crte_extract.sections.splitting, "furniture")
    lines = tuple(Line("Un autre texte", None, n, Box(0, n, 9, n + 1)) for n in range(9))
    assert split(Document(lines, "texte", "texte"), FORM) == []
    assert split(Document((), "texte", "texte"), FORM) == []
    assert not looked


TYPED = st.text("abé :.*()½œ…’-0", max_size=12)


@given(TYPED, st.integers(0, 20), TYPED)
@example("a : b : c", 2, "")
@example("½ : a", 2, "")
def test_the_place_behind_a_label_is_the_same_as_by_trying_each_colon(
    text: str, length: int, before: str
) -> None:
    def plainly() -> int:
        for colon in re.finditer(":", text):
            if len(squash(text[: colon.start()])) == length:
                return len(text[: colon.start()].rstrip())
        return next((at for at in range(len(text)) if len(squash(text[:at])) >= length), len(text))

    assert after_squashed(text, length) == plainly()
    assert after_squashed(before + text, length, len(before)) == len(before) + plainly()


def plain_nearest(given_words: Sequence[str], labels: dict[str, str]) -> str | None:
    best: tuple[int, str] | None = None
    for key, label in labels.items():
        slips = _slips(given_words, weighty_words(label))
        if slips is not None and (best is None or slips < best[0]):
            best = (slips, key)
    return best[1] if best else None


@given(st.data())
def test_the_nearest_label_is_the_same_as_by_trying_all(data: st.DataObject) -> None:
    label = data.draw(st.sampled_from([*FORM.printed.values()]))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(label)))
        label = label[:at] + data.draw(st.sampled_from(["", "x", " ", "s", "1"])) + label[at + 1 :]
    words = weighty_words(label)
    wanted = Wanted(FORM.printed)
    nearest = wanted.nearest(words)
    assert nearest == plain_nearest(words, dict(FORM.printed))
    wanted.found(nearest)
    others = {key: label for key, label in FORM.printed.items() if key != nearest}
    assert wanted.nearest(words) == plain_nearest(words, others)
    assert nearest is None or not Wanted(FORM.printed).is_beyond(words)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1), st.integers(-2, 12))
def test_the_nearest_cell_is_the_same_as_by_trying_all(
    spans: list[tuple[int, int]], twice: int
) -> None:
    middles = [(float(top + bottom), at) for at, (top, bottom) in enumerate(spans)]
    plainly = min(range(len(spans)), key=lambda at: abs(middles[at][0] - twice))
    assert _nearest(sorted(middles), twice) == plainly


# The readers


def plain_bullets(words: Sequence[Line], dots: Sequence[Box]) -> list[Line]:
    """Each bullet held against each line."""
    drawn = [
        Line("•", words[0].page, 0, Box(d.x0, 2 * d.top - d.bottom, d.x1, 2 * d.bottom - d.top))
        for d in dots
        if words
    ]
    lines = [*words, *drawn]
    taken: dict[int, Line] = {}
    for bullet in filter(lambda line: is_lone_bullet(line.text), lines):
        height = bullet.box.bottom - bullet.box.top
        middle = (bullet.box.top + bullet.box.bottom) / 2
        near = [
            (line.box.x0 - bullet.box.x1, at)
            for at, line in enumerate(lines)
            if line.box.top <= middle <= line.box.bottom
            and bullet.box.top - height <= line.box.top <= bullet.box.bottom
            and -1 <= line.box.x0 - bullet.box.x1 <= 4 * height
            and not is_lone_bullet(line.text)
        ]
        if near:
            taken.setdefault(min(near)[1], bullet)
    used = {id(line) for line in (*taken.values(), *drawn)}
    found = []
    for at, line in enumerate(lines):
        if at in taken:
            box = Box(taken[at].box.x0, line.box.top, line.box.x1, line.box.bottom)
            line = line._replace(text=f"{taken[at].text} {line.text}", box=box)
        if id(line) not in used:
            found.append(line)
    return found


PLACE = st.builds(
    lambda x, y, width, height: Box(x, y, x + width, y + height),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 9),
    st.integers(0, 9),
)
PRINTED = st.builds(
    lambda text, box: Line(text, 1, 1, box), st.sampled_from(["•", "o", "-", "texte", "a"]), PLACE
)


@given(st.lists(PRINTED, max_size=25), st.lists(PLACE, max_size=25))
def test_bullets_go_where_they_go_when_each_is_held_against_each_line(
    words: list[Line], dots: list[Box]
) -> None:
    assert list(attach_bullets(words, dots)) == plain_bullets(words, dots)


def test_dots_all_over_a_page_are_held_against_the_lines_beside_them_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [Line(f"ligne {n}", 1, n, Box(60, 12 * n, 200, 12 * n + 9)) for n in range(60)]
    dots = [Box(300 + n % 250, n % 720, 303 + n % 250, n % 720 + 3) for n in range(20_000)]
    looked = counted(monkeypatch, crte_extract.reading.bullets, "is_lone_bullet")
    assert list(attach_bullets(lines, dots)) == lines
    assert len(looked) == len(lines)


def plain_rows(words: Sequence[Word]) -> list[list[Word]]:
    """Each small word held against all rows."""
    heights = sorted(word.bottom - word.top for word in words)
    small = _SMALL * heights[len(heights) // 2] if heights else 0.0
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.bottom - w.top < small, w.bottom)):
        raised = word.bottom - word.top < small
        middle = (word.top + word.bottom) / 2
        level = _LEVEL * (word.bottom - word.top)
        for row in reversed(rows if raised else rows[-1:]):
            within = raised and row[0].top < middle < row[0].bottom
            if within or abs(row[0].bottom - word.bottom) <= level:
                row.append(word)
                break
        else:
            rows.append([word])
    rows.sort(key=lambda row: row[0].bottom)
    return [sorted(row, key=lambda w: w.x0) for row in rows]


WORD = st.builds(
    lambda x, top, height: Word("", x, top, x, top + height),
    st.integers(0, 20),
    st.integers(0, 30),
    st.sampled_from([1, 2, 4, 8, 8, 8, 9, 20]),
)


@given(st.lists(WORD))
def test_words_stand_on_the_rows_on_which_they_stand_when_held_against_all(
    words: list[Word],
) -> None:
    assert printed_rows(words, usual_height(words)) == plain_rows(words)


def test_characters_are_looked_up_by_what_they_are_not_by_comparing() -> None:
    chars = [{"text": "a"}, {"text": "b"}, {"text": "a"}]
    assert [plumber._Chars(chars).index(char) for char in chars] == [0, 1, 2]


@given(st.text("ae\u0301\u0323 :…", max_size=99))
def test_what_a_letter_has_room_for_is_kept(text: str) -> None:
    runs = max(map(len, re.findall("[\u0301\u0323]+", text)), default=0)
    assert stream_safe(text) == text or runs > 30


def test_accents_that_no_letter_has_room_for_are_left_out() -> None:
    assert stream_safe("e" + "\u0301\u0323" * 40 + "t" + "\u0301" * 30) == (
        "e" + "\u0301\u0323" * 15 + "t" + "\u0301" * 30
    )


# Values


SLOW_ACTOR = re.compile(
    r"nom\s*:\s*(?P<nom>.*?)"
    r"(?:\s*,\s*siren\s*:\s*(?P<siren>(?:(?!,\s*siren\s*:).)*?))?"
    r"(?:\s*,\s*nature\s*:\s*(?P<nature>(?:(?!,\s*(?:siren|nature)\s*:).)*))?",
    re.IGNORECASE | re.DOTALL,
)
MARKS = ["nom : ", "Nom", ":", ", SIREN : ", ",siren:", ", nature : ", "nature", ",", " ", "x", "9"]


@given(st.sampled_from(["nom : ", ""]), st.lists(st.sampled_from(MARKS)).map("".join))
@example("nom : ", "Nom, SIREN : , nature : nom : Nom, SIREN : ")  # two actors, and told so
def test_an_actor_is_cut_as_one_pattern_would_cut_it(begun: str, rest: str) -> None:
    printed = begun + rest
    found = SLOW_ACTOR.fullmatch(printed)
    parts = split_actor(printed)
    remarks = read_actors([printed or "x"]).remarks
    if any(r.code == "forme_approchee" or "plusieurs acteurs" in r.reason for r in remarks):
        return  # not as the template prints one
    if found is None or (found["siren"] is None and found["nature"] is None):
        assert parts == {"nom": printed.strip(), "siren": None, "code_insee": None, "nature": None}
        return
    for key, group in (("nom", "nom"), ("siren", "siren"), ("nature", "nature")):
        assert parts[key] == ((found[group] or "").strip() or None)


def test_wrong_numbers_of_many_actors_are_set_aside_each_by_itself() -> None:
    actors = "".join(f"- nom : X {n}, SIREN : 242100411, nature : CC\n" for n in range(2000))
    fiche = extract(f"Nature des signataires du CRTE :\n\n{actors}".encode())
    assert len(fiche.signataires.signataires) == 2000
    assert sum(w.code == "siren_invalide" for w in fiche.avertissements) == 2000
    assert {actor.nature for actor in fiche.signataires.signataires} == {"CC"}


# Many sheets


def test_each_of_several_sheets_is_told_of_its_own_pages_without_text(sample: Path) -> None:
    joined = pypdfium2.PdfDocument.new()
    sheet = pypdfium2.PdfDocument(sample)
    for _ in range(2):
        joined.import_pages(sheet)
        page = joined.new_page(595, 842)
        picture = pypdfium2.PdfImage.new(joined)
        picture.set_bitmap(pypdfium2.PdfBitmap.new_native(4, 4, pypdfium2.raw.FPDFBitmap_BGR))
        picture.set_matrix(pypdfium2.PdfMatrix().scale(400, 400))
        page.insert_obj(picture)
        page.gen_content()
    data = io.BytesIO()
    joined.save(data)
    own = len(sheet) + 1
    found = [[(w.code, w.page) for w in f.avertissements] for f in extract_all(data.getvalue())]
    assert found == [[("page_sans_texte", own)], [("page_sans_texte", 2 * own)]]


def test_a_text_of_many_sheets_is_decoded_once_to_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    data = TEXT * 12
    readings = read_sheets(data)
    calls = counted(monkeypatch, crte_extract.reading, "rows_by_page")
    views = look(readings, data)
    assert len(calls) == 1
    length = TEXT.count(b"\n")
    firsts = [view.pages[0].rows[0][0] for view in views]
    assert {after - before for before, after in pairwise(firsts[1:])} == {length}
    assert len({tuple(row for _, row in view.pages[0].rows) for view in views[1:-1]}) == 1


def test_many_sheets_in_one_file_are_read_as_each_is_alone() -> None:
    def values(fiche: Fiche) -> Any:
        return fiche.model_dump(exclude={"source", "avertissements"})

    alone = values(extract(TEXT))
    assert [values(fiche) for fiche in extract_all(TEXT * 40)] == [alone] * 40
