"""What was filled into a PDF stands at its place as if it were printed, for all who read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from crte_extract import extract
from crte_extract.document import Box, Document, Line, Stretch
from crte_extract.errors import NotASheet
from crte_extract.options import Reader
from crte_extract.reading import draw_pages, forms, plumber, read
from crte_extract.reading.filled import Written, stretched, written
from crte_extract.record import Fiche
from streams import field, note, pdf, text

READERS: tuple[Reader, ...] = ("pdfium", "pdfium-drawn", "pdfplumber")
LABEL = text("Nom :", 60, 700)
BELOW = text("Suite :", 60, 640)


def by(reader: Reader, data: bytes) -> Document:
    """The document that a reader makes of a PDF."""
    if reader != "pdfplumber":
        return read(data, reader)
    answer = plumber._read(data, None)  # in this process
    lines = tuple(Line(*line)._replace(box=Box(*line[3])) for line in answer["lines"])
    stretches = {at: Stretch(*of) for at, of in answer["stretches"]}
    empty = tuple((at, Box(*box)) for at, box in answer["empty_fields"])
    return Document(
        lines,
        "pdf",
        "pdfplumber",
        blank_pages=tuple(answer["blank_pages"]),
        unread_form=answer["unread_form"],
        empty_fields=empty,
        stretches=stretches,
    )


def words(data: bytes, reader: Reader = "pdfium") -> list[str]:
    return [line.text for line in by(reader, data).lines]


def filled(
    *notes: str, drawn: Sequence[str] = (LABEL, BELOW), catalogue: str | None = None
) -> bytes:
    return pdf(list(drawn), notes=notes, catalogue=catalogue)


def looking(operators: str) -> str:
    """An object that is the look of a note; another one begins behind it, so as to be closed."""
    about = f"/Type/XObject/Subtype/Form/BBox[0 0 200 14]/Length {len(operators)}"
    return f"{about}>>stream\n{operators}\nendstream endobj 3000 0 obj<<"


# Where it stands


@pytest.mark.parametrize("reader", READERS)
def test_an_answer_stands_beside_its_label(reader: Reader) -> None:
    data = filled(field("Tx", 90, 697, "/V(CC de la Loire)"))
    assert words(data, reader) == ["Nom : CC de la Loire", "Suite :"]


@pytest.mark.parametrize("y", [692, 701])
def test_it_is_on_the_row_of_what_is_printed_beside_it(y: float) -> None:
    # base lines 5 below and 4 above that of the label, at 9 points: less than 0.75 of them
    assert words(filled(field("Tx", 90, y, "/V(Dole)")))[0] == "Nom : Dole"


def test_a_field_above_a_label_is_a_row_of_its_own() -> None:
    assert words(filled(field("Tx", 90, 708, "/V(Dole)")))[:2] == ["Dole", "Nom :"]


@pytest.mark.parametrize("reader", READERS)
def test_the_only_answer_of_a_page_at_an_edge_of_its_own_is_not_laid_over_it(
    reader: Reader,
) -> None:
    """It was drawn after all that is printed, as a stamp is; a stamp beside it still is one."""
    printed = [f"Rubrique {at} :" for at in "abcdefghijklmnop"]
    page = [text(words, 60, 780 - 28 * at) for at, words in enumerate(printed)]
    stamp = text("Diffusion restreinte", 400, 780 - 28 * 7)
    value = field("Tx", 75, 780 - 28 * 5 - 17, "/V(CC de la Loire)")
    lines = by(reader, filled(value, drawn=[*page, stamp])).lines
    read_ = [line.text for line in lines if not line.laid]
    assert read_[5:7] == ["Rubrique f :", "CC de la Loire"]
    if reader != "pdfplumber":
        assert [line.text for line in lines if line.laid] == ["Diffusion restreinte"]


@pytest.mark.parametrize("reader", READERS)
def test_the_lines_of_a_tall_field_are_rows(reader: Reader) -> None:
    value = field("Tx", 60, 655, "/Ff 4096/V(PLUI\\rPCAET\\nSCoT\\r\\nPLH)", height=42)
    assert words(filled(value), reader) == ["Nom :", "PLUI", "PCAET", "SCoT", "PLH", "Suite :"]


@pytest.mark.parametrize("reader", READERS)
def test_a_text_longer_than_its_field_counts_as_a_whole(reader: Reader) -> None:
    many = [f"Commune {at}" for at in range(30)]
    value = field("Tx", 60, 655, "/Ff 4096/V(" + "\\r".join(many) + ")", height=42)
    document = by(reader, filled(value))
    assert [line.text for line in document.lines] == ["Nom :", *many, "Suite :"]
    assert document.lines[-1].box.top > 400  # on the longer page
    last = document.place_of(document.lines[-1])
    assert last.top == pytest.approx(842 - 640 - 8, abs=3)  # as it is printed


def test_a_long_line_stays_within_its_field() -> None:
    value = field("Tx", 90, 697, f"/V({'Saint-Lambert ' * 20})", width=100)
    row = by("pdfium", filled(value, drawn=[LABEL, text("fin", 200, 700)])).lines[0]
    assert row.text == f"Nom : {'Saint-Lambert ' * 20}fin"


def test_an_answer_in_a_field_that_reaches_over_its_label_stands_behind_it() -> None:
    assert words(filled(field("Tx", 60, 697, "/V(Dole)")))[0] == "Nom : Dole"


def test_a_field_outside_the_crop_box_is_not_shown() -> None:
    notes = [field("Tx", 90, 697, "/V(Dole)"), field("Tx", 500, 697, "/V(ailleurs)")]
    data = pdf([LABEL], notes=notes, crop=(0, 0, 400, 842))
    assert words(data) == words(data, "pdfplumber") == ["Nom : Dole"]


@pytest.mark.parametrize("reader", READERS)
def test_on_a_page_that_viewers_turn_it_stands_with_the_text(reader: Reader) -> None:
    up = "BT /F1 9 Tf 0 1 -1 0 300 60 Tm (Nom :) Tj ET"
    value = field("Tx", 292, 90, "/V(Dole)", width=14, height=200)
    assert words(pdf([up], notes=[value], turned=90), reader) == ["Nom : Dole"]


def test_where_lines_stand_in_a_field_without_anything_beside_it() -> None:
    def laid(height: float, *lines: str, tall: bool = False, mark: bool = False) -> list[Written]:
        answer = forms.Field(lines, (0, 0, 0, 0), tall=tall, mark=mark)
        placed = [(answer, Box(0, 100, 100, 100 + height))]
        return written(placed, [], stretched(placed, 9))

    (one,) = laid(20, "Dole")  # from the middle, letters of 9 points half as wide
    assert one[1:] == pytest.approx((0.9, 113.15, 4.5, 9))
    (first, second) = laid(60, "Dole", "Arbois", tall=True)
    assert (first.base, second.base) == (109, 120.25)
    assert laid(60, "x" * 40, tall=True)[0].width == pytest.approx(2)  # over 0.8 of 100 points
    (box,) = laid(20, "☑", mark=True)
    assert box.x0 == pytest.approx(50 - 4.5 / 2)
    bases = [line.base for line in laid(10, "Dole", "Arbois", "Salins", tall=True)]
    assert bases == pytest.approx([109, 120.25, 131.5])  # the page is longer by 23.75


def test_a_page_is_as_much_longer_as_is_needed() -> None:
    def longer(height: float, *lines: str) -> Stretch:
        return stretched([(forms.Field(lines, (0, 0, 0, 0)), Box(0, 100, 9, 100 + height))], 9)

    assert longer(10, "a", "b", "c") == ((0, 100, 110), (0, 100, 133.75))
    assert longer(34, "a", "b", "c") == ((), ())
    assert longer(1, "a") == ((), ())


@pytest.mark.parametrize(("lower", "beside"), [(9.5, True), (10.5, False)])
def test_the_first_line_of_a_tall_field_is_on_the_row_of_its_label(
    lower: float, beside: bool
) -> None:
    # the label's base line is below where the first line would be: by less than 1.1 of 9 points, or more
    value = field("Tx", 90, 660, "/Ff 4096/V(PLUI\\rPCAET)", height=709 + lower - 660)
    tops = {line.text: line.box.top for line in read(filled(value)).lines}
    assert (tops["PLUI"] == tops["Nom :"]) is beside


def test_there_is_no_other_order_of_drawing() -> None:
    document = read(filled(field("Tx", 90, 697, "/V(Dole)")))
    assert document.in_order
    assert document.lines[0].box.x0 == pytest.approx(60, abs=1)


# What a field says


def test_a_value_is_read_without_a_look_and_from_its_parent() -> None:
    kid = "/Type/Annot/Subtype/Widget/F 4/Parent 1001 0 R/Rect[90 697 290 711]"
    parent = "/FT/Tx/T(nom)/V(Dole)/Kids[1000 0 R]"
    data = pdf([LABEL], notes=[kid, parent], catalogue="/AcroForm<</Fields[1001 0 R]>>")
    assert words(data) == ["Nom : Dole"]


@pytest.mark.parametrize("flag", [2, 32])
def test_a_field_that_is_not_shown_is_not_read(flag: int) -> None:
    hidden = field("Tx", 90, 697, "/V(Dole)").replace("/F 4", f"/F {flag}")
    document = read(filled(hidden))
    assert document.lines[0].text == "Nom :"
    assert not document.unread_form
    assert not document.empty_fields


def test_what_was_chosen_is_read_as_it_is_shown() -> None:
    one = field("Ch", 90, 697, "/Ff 131072/Opt[[(m)(METRO)][(c)(CC)]]/V(m)")
    several = field("Ch", 60, 655, "/Ff 2097152/Opt[(a)(b)(c)]/V[(a)(c)]/I[0 2]", height=40)
    assert words(filled(one, several)) == ["Nom : METRO", "a", "c", "Suite :"]


def test_a_choice_that_is_none_of_the_options_is_read() -> None:
    assert (
        words(filled(field("Ch", 90, 697, "/Ff 393216/Opt[(a)(b)]/V(autre)")))[0] == "Nom : autre"
    )


def test_a_comb_is_read_and_a_button_and_a_signature_are_not() -> None:
    comb = field("Tx", 90, 697, "/Ff 16777216/MaxLen 9/V(242100410)")
    button = field("Btn", 300, 697, "/Ff 65536/MK<</CA(Envoyer)>>")
    signature = field("Sig", 60, 600, "/V 2000 0 R")
    document = read(filled(comb, button, signature))
    assert [line.text for line in document.lines] == ["Nom : 242100410", "Suite :"]
    assert not document.unread_form


def test_a_password_is_not_read_and_told() -> None:
    document = read(filled(field("Tx", 90, 697, "/Ff 8192/V(secret)")))
    assert document.lines[0].text == "Nom :"
    assert document.unread_form


@pytest.mark.parametrize("reader", READERS)
def test_boxes_are_given_as_they_would_be_printed(reader: Reader) -> None:
    look = "/AP<</N<</Oui 2000 0 R/Off 2001 0 R>>>>"
    ticked = field("Btn", 90, 698, f"/V/Oui/AS/Oui{look}", width=9, height=9)
    other = field("Btn", 140, 698, f"/V/Off/AS/Off{look}", width=9, height=9)
    printed = [LABEL, text("Oui", 102, 700), text("Non", 152, 700)]
    assert words(filled(ticked, other, drawn=printed), reader) == ["Nom : ☑ Oui ☐ Non"]


def test_buttons_of_which_one_is_chosen() -> None:
    kids = [
        "/Type/Annot/Subtype/Widget/F 4/Parent 1002 0 R/Rect[90 698 99 707]/AS/Oui",
        "/Type/Annot/Subtype/Widget/F 4/Parent 1002 0 R/Rect[140 698 149 707]/AS/Off",
        "/FT/Btn/Ff 49152/T(r)/V/Oui/Kids[1000 0 R 1001 0 R]",
    ]
    data = pdf([LABEL], notes=kids, catalogue="/AcroForm<</Fields[1002 0 R]>>")
    assert words(data) == ["Nom : ☑ ☐"]


def test_a_box_ticked_by_its_value_alone() -> None:
    assert words(filled(field("Btn", 90, 698, "/V/Oui", width=9, height=9)))[0] == "Nom : ☑"


def test_a_box_that_is_shown_otherwise_than_it_is_stored_is_told() -> None:
    document = read(filled(field("Btn", 90, 698, "/V/Oui/AS/Off", width=9, height=9)))
    assert document.lines[0].text == "Nom :"
    assert document.unread_form


def test_buttons_of_which_it_is_not_told_which_one_is_chosen() -> None:
    kids = [
        "/Type/Annot/Subtype/Widget/F 4/Parent 1002 0 R/Rect[90 698 99 707]",
        "/Type/Annot/Subtype/Widget/F 4/Parent 1002 0 R/Rect[140 698 149 707]",
        "/FT/Btn/Ff 49152/T(r)/V/Oui/Kids[1000 0 R 1001 0 R]",
    ]
    document = read(pdf([LABEL], notes=kids, catalogue="/AcroForm<</Fields[1002 0 R]>>"))
    assert [line.text for line in document.lines] == ["Nom :"]
    assert document.unread_form


def test_buttons_of_which_none_is_chosen_are_empty_boxes() -> None:
    look = "/AP<</N<</Oui 2000 0 R/Off 2001 0 R>>>>"
    kids = [
        f"/Type/Annot/Subtype/Widget/F 4/Parent 1002 0 R/Rect[90 698 99 707]{look}",
        f"/Type/Annot/Subtype/Widget/F 4/Parent 1002 0 R/Rect[140 698 149 707]{look}",
        "/FT/Btn/Ff 49152/T(r)/Kids[1000 0 R 1001 0 R]",
    ]
    document = read(pdf([LABEL], notes=kids, catalogue="/AcroForm<</Fields[1002 0 R]>>"))
    assert [line.text for line in document.lines] == ["Nom : ☐ ☐"]
    assert not document.unread_form


@pytest.mark.parametrize(("width", "height"), [(0, 14), (200, 0)])
def test_a_field_without_a_place_is_not_shown(width: float, height: float) -> None:
    assert words(filled(field("Tx", 90, 697, "/V(Dole)", width=width, height=height)))[0] == "Nom :"


# What else was put onto a page


@pytest.mark.parametrize("reader", READERS)
def test_text_typed_onto_a_page_is_read_and_a_stamp_is_not(reader: Reader) -> None:
    typed = note("FreeText", 90, 697, "/Contents(Dole)/DA(/Helv 9 Tf)")
    stamp = note("Stamp", 60, 600, "/Contents(Approuve)")
    sticky = note("Text", 60, 650, "/Contents(a verifier)", width=20)
    document = by(reader, filled(typed, stamp, sticky))
    assert [line.text for line in document.lines] == ["Nom : Dole", "Suite :"]
    assert not document.unread_form


def test_typed_text_may_be_a_label_and_an_answer_is_none() -> None:
    typed = read(filled(note("FreeText", 60, 660, "/Contents(Nom)")))
    answer = read(filled(field("Tx", 60, 660, "/V(Nom)")))
    locked = read(filled(field("Tx", 60, 660, "/Ff 1/V(Nom)")))
    assert [one.lines[1].filled for one in (typed, answer, locked)] == [False, True, False]


def test_a_page_that_is_only_a_stamp_is_told_as_one_without_text() -> None:
    look = looking("0 0 9 9 re f")
    stamp = note("Stamp", 60, 600, "/AP<</N 1001 0 R>>")
    data = pdf([], [LABEL], notes=[stamp, look])
    document = read(data)
    assert document.blank_pages == (1,)


def test_typed_text_that_is_hidden_is_not_read() -> None:
    typed = note("FreeText", 90, 697, "/Contents(Dole)").replace("/F 4", "/F 2")
    assert words(filled(typed))[0] == "Nom :"


def test_one_line_of_a_tall_field_stands_at_its_top() -> None:
    value = field("Tx", 90, 640, "/Ff 4096/V(Dole)", height=70)
    assert words(filled(value)) == ["Nom : Dole", "Suite :"]


def test_what_is_filled_in_is_not_bold() -> None:
    data = filled(field("Tx", 60, 677, "/V(Dole)"), drawn=[text("Nom :", 60, 700, font="F2")])
    assert [line.bold for line in read(data).lines] == [True, False]


@pytest.mark.parametrize("put", [note("Link", 60, 600, ""), note("Stamp", 60, 600, "")])
def test_what_shows_nothing_leaves_a_page_blank(put: str) -> None:
    assert read(pdf([], [LABEL], notes=[put])).blank_pages == ()


def test_a_stamp_that_is_hidden_leaves_a_page_blank() -> None:
    stamp = note("Stamp", 60, 600, "/AP<</N 1001 0 R>>").replace("/F 4", "/F 2")
    assert read(pdf([], [LABEL], notes=[stamp, looking("0 0 9 9 re f")])).blank_pages == ()


def test_typed_text_that_only_its_look_has_is_told() -> None:
    typed = note("FreeText", 90, 697, "/AP<</N 1001 0 R>>")
    shows = pdf([LABEL], notes=[typed, looking("BT /F1 9 Tf (Dole) Tj ET")])
    assert told(read(shows))
    assert not told(read(pdf([LABEL], notes=[typed, looking("0 0 9 9 re f")])))


# What is printed as well


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "printed", ["CC de la Loire et du Rhone", ". . . . . . .", "_______", "CC de la Loire et"]
)
def test_what_is_printed_under_an_answer_is_not_read_twice(reader: Reader, printed: str) -> None:
    value = field("Tx", 90, 697, "/V(CC de la Loire et du Rhone)")
    data = filled(value, drawn=[LABEL, text(printed, 92, 700), BELOW])
    assert words(data, reader) == ["Nom : CC de la Loire et du Rhone", "Suite :"]


@pytest.mark.parametrize(
    ("printed", "row"),
    [
        ("Dole", "Nom : Dole"),  # the same
        ("communaute", "Nom : communaute Dole"),
        ("a Dole", "Nom : a Dole Dole"),  # four letters may be there by chance
    ],
)
def test_a_short_answer_is_printed_as_well_where_all_of_it_is_there(printed: str, row: str) -> None:
    value = field("Tx", 90, 697, "/V(Dole)")
    assert words(filled(value, drawn=[LABEL, text(printed, 92, 700)]))[0] == row


@pytest.mark.parametrize(
    ("printed", "twice"), [("CC de la Loire", True), ("CC de la Loire e", False)]
)
def test_a_part_of_an_answer_is_its_own_print_where_it_is_long(printed: str, twice: bool) -> None:
    # 11 letters, and 12
    value = field("Tx", 90, 697, "/V(CC de la Loire et du Rhone)")
    row = words(filled(value, drawn=[LABEL, text(printed, 92, 700)]))[0]
    assert (row.count("Loire") == 2) is twice


def test_an_answer_within_a_longer_print_is_not_read_twice() -> None:
    value = field("Tx", 90, 697, "/V(CC de la Loire et du Rhone)")
    printed = "la CC de la Loire et du Rhone, a Lyon"
    assert words(filled(value, drawn=[LABEL, text(printed, 92, 700)]))[0] == f"Nom : {printed}"


def test_a_box_over_a_sign_leaves_it() -> None:
    ticked = field("Btn", 90, 698, "/V/Oui/AS/Oui", width=9, height=9)
    row = words(filled(ticked, drawn=[LABEL, text("%", 90, 700)]))[0]
    assert "%" in row
    assert "☑" in row


def test_long_other_words_under_an_answer_stay() -> None:
    value = field("Tx", 90, 697, "/V(CC de la Loire)")
    printed = "selon la prefecture"
    assert printed in words(filled(value, drawn=[LABEL, text(printed, 92, 700)]))[0]


def test_other_words_under_an_answer_stay() -> None:
    value = field("Tx", 90, 697, "/V(12)")
    assert words(filled(value, drawn=[LABEL, text("En 2012", 92, 700)]))[0] == "Nom : En 2012 12"


@pytest.mark.parametrize("reader", READERS)
def test_a_box_stands_for_the_one_that_is_printed_under_it(reader: Reader) -> None:
    look = "/AP<</N<</Oui 2000 0 R/Off 2001 0 R>>>>"
    ticked = field("Btn", 90, 698, f"/V/Oui/AS/Oui{look}", width=10, height=10)
    zapf = {"F9": "<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>"}
    drawn = [LABEL, text("o", 91, 700, font="F9"), text("Oui", 104, 700)]
    data = pdf(drawn, notes=[ticked], fonts=zapf)
    assert words(data, reader) == ["Nom : ☑ Oui"]


# What could not be read


def told(document: Document) -> bool:
    return document.unread_form


@pytest.mark.parametrize("reader", READERS)
def test_a_form_of_the_other_kind_is_told(reader: Reader) -> None:
    data = filled(catalogue="/NeedsRendering true/AcroForm<</Fields[]/XFA(<xdp/>)>>")
    assert (
        told(by(reader, data)) or reader == "pdfplumber"
    )  # which looks only where there are fields
    beside = filled(
        field("Tx", 90, 697, "/V(Dole)"), catalogue="/AcroForm<</Fields[1000 0 R]/XFA(<xdp/>)>>"
    )
    assert not told(by(reader, beside))
    assert words(beside, reader)[0] == "Nom : Dole"


def test_fields_that_are_on_no_page_are_told_and_a_form_without_any_is_not() -> None:
    lost = pdf([LABEL], notes=[], catalogue="/AcroForm<</Fields[2000 0 R]>>")
    none = pdf([LABEL], notes=[], catalogue="/AcroForm<</Fields[]>>")
    assert told(read(lost))
    assert not told(read(none))


def test_a_field_of_no_form_is_read_by_its_own_value() -> None:
    assert words(filled(field("Tx", 90, 697, "/V(Dole)"), catalogue=""))[0] == "Nom : Dole"


def test_a_field_whose_kind_is_not_known_is_told() -> None:
    odd = field("Tx", 90, 697, "/V(Dole)").replace("/FT/Tx", "")
    assert told(read(filled(odd, catalogue="")))


def test_a_field_that_shows_words_and_has_no_value_is_told() -> None:
    look = looking("BT /F1 9 Tf (Dole) Tj ET")
    shows = field("Tx", 90, 697, "/AP<</N 1001 0 R>>")
    assert told(read(pdf([LABEL], notes=[shows, look], catalogue="/AcroForm<</Fields[1000 0 R]>>")))
    bare = look.replace("(Dole)", "(    )")
    assert not told(
        read(pdf([LABEL], notes=[shows, bare], catalogue="/AcroForm<</Fields[1000 0 R]>>"))
    )


def test_a_field_that_shows_its_value_is_not_told() -> None:
    shows = field("Tx", 90, 697, "/V(Dole)/AP<</N 1001 0 R>>")
    look = looking("BT /F1 9 Tf (Dole) Tj ET")
    data = pdf([LABEL], notes=[shows, look], catalogue="/AcroForm<</Fields[1000 0 R]>>")
    assert not told(read(data))
    assert words(data) == ["Nom : Dole"]


def test_a_form_of_the_other_kind_without_any_field_is_told() -> None:
    assert told(read(filled(catalogue="/AcroForm<</Fields[]/XFA(<xdp/>)>>")))


def test_more_fields_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = [field("Tx", 90, 697 - 20 * at, f"/V(n{at})") for at in range(3)]
    assert not told(read(filled(*fields)))
    monkeypatch.setattr(forms, "_MOST_FIELDS", 2)
    assert told(read(filled(*fields)))


def test_a_form_of_more_fields_than_are_built_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = [field("Tx", 90, 697 - 20 * at, f"/V(n{at})") for at in range(3)]
    monkeypatch.setattr(forms, "_MOST_BUILT", 3)
    assert not told(read(filled(*fields)))
    monkeypatch.setattr(forms, "_MOST_BUILT", 2)
    monkeypatch.setattr("pypdfium2.raw.FPDFDOC_InitFormFillEnvironment", None)  # it is not built
    assert told(read(filled(*fields)))


def test_more_notes_than_are_looked_at_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    links = [note("Link", 90, 697, "")] * 3
    monkeypatch.setattr(forms, "_MOST_NOTES", 3)
    assert not told(read(filled(*links)))
    monkeypatch.setattr(forms, "_MOST_NOTES", 2)
    assert told(read(filled(*links)))


def test_pictures_of_pages_show_what_was_filled_in() -> None:
    def shown(value: str) -> bytes:
        (page,) = draw_pages(
            filled(field("Tx", 90, 697, f"/DA(/Helv 9 Tf)/V({value})")), None, [1], [0]
        )
        return page.webp

    assert shown("Dole") != shown("")


# What a record tells


def sheet(*notes: str, drawn: Sequence[str] = (), catalogue: str | None = None) -> Fiche:
    labels = [
        "Email de contact :",
        "Date de signature du CRTE :",
        "Nom de la structure porteuse :",
        "Nombre de fiches action :",
    ]
    printed = [text(label, 60, 760 - 40 * at) for at, label in enumerate(labels)]
    return extract(pdf([*printed, *drawn], notes=notes, catalogue=catalogue))


def codes(fiche: Fiche, champ: str | None) -> list[str]:
    return [one.code for one in fiche.avertissements if one.champ == champ]


def test_a_form_that_was_not_read_is_told_of_the_whole_sheet() -> None:
    odd = field("Tx", 400, 697, "/V(Dole)").replace("/FT/Tx", "")
    fiche = sheet(odd, catalogue="")
    assert "formulaire_non_lu" in codes(fiche, None)
    message = next(one.message for one in fiche.avertissements if one.code == "formulaire_non_lu")
    assert "imprimez-le en PDF" in message


def test_a_form_without_a_label_says_what_to_do() -> None:
    wait = pdf(
        [text("Please wait...", 60, 700)],
        catalogue="/NeedsRendering true/AcroForm<</Fields[]/XFA(<xdp/>)>>",
    )
    with pytest.raises(NotASheet) as told:
        extract(wait)
    assert "print it to a new PDF" in told.value.hint


@pytest.mark.parametrize(("x", "y"), [(300, 757), (60, 738)])
def test_a_field_left_empty_beside_or_below_its_label_tells_nothing(x: float, y: float) -> None:
    fiche = sheet(field("Tx", x, y, ""))
    assert codes(fiche, "email_contact") == []
    assert fiche.etats["informations_generales"]["email_contact"] == "vide"
    assert codes(fiche, "date_signature") == ["valeur_invraisemblable"]


def test_a_field_left_empty_further_down_is_of_another_label() -> None:
    assert codes(sheet(field("Tx", 60, 728, "")), "email_contact") == ["valeur_invraisemblable"]


def test_an_answer_is_no_label() -> None:
    answers = "/Ff 4096/V(Email de contact\\rStrategie : axes)"
    fiche = sheet(field("Tx", 60, 690, answers, height=26))
    assert codes(fiche, "email_contact") == ["valeur_invraisemblable"]
    assert not fiche.champs_inconnus


@pytest.mark.parametrize(("second", "doubtful"), [("la relance", True), ("Relance", False)])
def test_a_line_of_an_answer_is_an_item_and_told_where_it_may_be_cut(
    second: str, doubtful: bool
) -> None:
    contracts = text("Liste des contrats figurant dans le CRTE :", 60, 600)
    programmes = text("Liste des programmes de l'ANCT : Agenda rural", 60, 500)
    first = "Contrat de transition de la communauté de communes"
    wide = first.replace("Contrat", "Accords")  # lines reach so far
    value = field(
        "Tx", 60, 540, f"/Ff 4096/V({wide}\\r{first}\\r{second}\\rSCoT)", width=240, height=50
    )
    fiche = sheet(value, drawn=[contracts, programmes])
    assert fiche.strategie.contrats == (wide, first, second, "SCoT")
    assert any("sans puce" in w.message for w in fiche.avertissements) is doubtful


# Where boxes stand


def test_the_last_box_of_a_row_is_no_column() -> None:
    boxes = [
        field("Btn", x, y, f"/V/{state}/AS/{state}", width=9, height=9)
        for y, first in ((698, 110), (678, 140))
        for x, state in ((first, "Oui"), (200, "Off"))  # the last ones one below the other
    ]
    rows = [text("Nom : Oui", 60, 700), text("Non", 180, 700)]
    rows += [text("Autre nom : Oui", 60, 680), text("Non", 176, 680)]
    assert words(filled(*boxes, drawn=rows)) == ["Nom : Oui ☑ Non ☐", "Autre nom : Oui ☑ Non ☐"]


@pytest.mark.parametrize(("words", "under", "over"), [("43", "0", True), ("43", "-", False)])
@pytest.mark.parametrize("reader", READERS)
def test_an_answer_over_printed_words_is_told(
    reader: Reader, words: str, under: str, over: bool
) -> None:
    """The page shows the answer alone, or both."""
    data = filled(
        field("Tx", 120, 697, f"/V({words})"), drawn=(LABEL, text(under, 122, 700), BELOW)
    )
    assert [line.over for line in by(reader, data).lines] == [over, False]
