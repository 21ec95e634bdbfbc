"""Running heads, footers and page numbers: what is set aside, and what is a value for all that."""

from __future__ import annotations

import pytest

from drawn import LEFT, drawn, fields, sheet, sheets

LABELS = (
    "Date de signature du CRTE : 07 avril 2022",
    "Nature juridique de la structure porteuse : Métropole",
    "Nom de la structure porteuse : Dijon Métropole",
    "Email de contact : a@b.fr",
)
BODY = tuple(
    f"{label}\n{word}" for label, word in zip(LABELS, ("au", "bord", "de", "la"), strict=True)
)
PROGRAMMES = "Liste des programmes de l'ANCT intégrés :"
CONTRACTS = "Liste des contrats figurant dans le CRTE :"
INVESTMENT = "Montant total prévisionnel en euros des dépenses d'investissement"


def heads(text: str) -> list[str]:
    """What is set aside of pages drawn as text."""
    return [line.text for line in sheet(text).running_heads]


def pages(*feet: str) -> str:
    """Pages with a label and a word each, and these words at their feet, parted from it."""
    return "\f".join(f"{body}\n\n\n\n{foot}" for body, foot in zip(BODY, feet, strict=False))


@pytest.mark.parametrize(
    ("feet", "aside"),
    [
        (["1", "2"], ["1", "2"]),
        (["Page 1/2", "Page 2/2"], ["Page 1/2", "Page 2/2"]),
        (["Fiche CRTE, 3 mai", "Fiche CRTE, 4 mai"], ["Fiche CRTE, 3 mai", "Fiche CRTE, 4 mai"]),
        (["Oui", "Oui"], []),  # an answer may well come twice
        (["12.06.", "12.06.", "x", "y"], ["12.06.", "12.06."]),  # of few letters: the very same
        (["12.06", "12.06", "x", "y"], []),  # and no shorter
        (["12.06.", "12.07.", "x", "y"], []),
        (["ab 1", "ab 2", "x", "y"], []),  # two letters and other numbers tell too little
        (["abc 1", "abc 2", "x", "y"], ["abc 1", "abc 2"]),
    ],
)
def test_what_stands_at_the_feet_of_pages_is_set_aside(feet: list[str], aside: list[str]) -> None:
    assert heads(pages(*feet)) == aside


def test_a_head_has_no_more_than_eight_rows() -> None:
    head = "\n".join(f"{word} du préfet" for word in ["a", "b", "c", "d", "e", "f", "g", "h", "i"])
    drawn_pages = "\f".join(f"{head}\n\n{label}" for label in LABELS[:3])
    aside = heads(drawn_pages)
    assert aside.count("h du préfet") == 3
    assert "i du préfet" not in aside


@pytest.mark.parametrize(("below", "value"), [("\n", True), ("\n\n", False)])
def test_what_stands_close_under_a_colon_is_its_value_though_it_repeats(
    below: str, value: bool
) -> None:
    found = sheet(
        f"{LABELS[0]}\n{LABELS[1]}\n{CONTRACTS}{below}Contrat de ville"
        f"\f{LABELS[2]}\n{LABELS[3]}\n{PROGRAMMES}{below}Contrat de ville"
    )
    given = ["Contrat de ville"] if value else []
    assert fields(found)["contrats"] == fields(found)["programmes_anct"] == given
    assert len(found.running_heads) == (0 if value else 2)


@pytest.mark.parametrize("colon", [":", " :", ":**", ": **", " :__"])
def test_marks_around_a_colon_are_no_part_of_what_a_row_says(colon: str) -> None:
    bare = PROGRAMMES.removesuffix(" :"), CONTRACTS.removesuffix(" :")
    found = sheet("\f".join(f"{LABELS[n]}\n{bare[n]}{colon}\nContrat de ville" for n in (0, 1)))
    assert not found.running_heads


@pytest.mark.parametrize(
    ("above", "below", "aside"),
    [
        ("-", "€", True),
        ("12 -", "€", True),
        ("", "- €", True),
        ("", "-€", True),
        ("12", "€", False),
        ("", "M€", False),
    ],
)
def test_a_page_number_inside_a_missing_amount_is_set_aside(
    above: str, below: str, aside: bool
) -> None:
    found = sheet(f"{LABELS[0]}\n{INVESTMENT} : {above}\n2\f{below}\n{LABELS[1]}")
    assert ("page_number_within_an_amount" in found.running_heads.values()) == aside


@pytest.mark.parametrize(
    ("number", "page", "below", "aside"),
    [
        ("1", 1, "\n\n", True),  # nearly three heights below what stands above it
        ("1", 1, "\n", False),  # one and a half: close under a label it is its value
        ("2", 1, "\n\n", False),
        ("1", 2, "\n\n", False),
    ],
)
def test_one_page_s_own_number_is_set_aside_where_it_stands_alone(
    number: str, page: int, below: str, aside: bool
) -> None:
    first = f"{BODY[0]}{below}{number}" if page == 1 else BODY[0]
    second = f"{BODY[1]}{below}{number}" if page == 2 else BODY[1]
    assert heads(f"{first}\f{second}") == ([number] if aside else [])


@pytest.mark.parametrize(("close", "aside"), [(False, True), (True, False)])
def test_what_repeats_on_two_pages_is_set_aside_where_a_gap_parts_it(
    close: bool, aside: bool
) -> None:
    gap = "\n" if close else "\n\n"
    names = ("Liste des membres", "Liste des membres")
    drawn_pages = "\f".join(f"{BODY[n]}{gap}{names[n]}" for n in (0, 1))
    assert heads(drawn_pages) == ([*names] if aside else [])


def test_what_repeats_on_most_pages_needs_no_gap() -> None:
    drawn_pages = "\f".join(f"{BODY[n]}\nListe des membres" for n in range(3))
    assert heads(drawn_pages) == ["Liste des membres"] * 3


def test_what_ends_most_pages_is_no_value_though_it_stands_under_a_colon() -> None:
    labels = (
        CONTRACTS,
        PROGRAMMES,
        "Liste des orientations stratégiques, axes, ambitions, volets, objectifs... :",
    )
    drawn_pages = "\f".join(f"{LABELS[n]}\n{label}\nPréfecture" for n, label in enumerate(labels))
    assert heads(drawn_pages) == ["Préfecture"] * 3
    assert heads(drawn_pages.replace("Préfecture", "Non")) == []


@pytest.mark.parametrize("words", ["- Contrat de ville", LABELS[3], "Stratégie"])
def test_bullets_labels_and_headings_are_never_set_aside(words: str) -> None:
    assert heads("\f".join(f"{LABELS[n]}\n\n\n{words}" for n in range(3))) == []


def test_above_the_second_row_no_amount_is_parted() -> None:
    assert heads("1\n€\n\nEmail de contact : -") == []


# Page numbers in other forms, and amid a page


@pytest.mark.parametrize(
    ("feet", "aside"),
    [
        (["2 -", "3 -"], True),
        (["2 |", "3 |"], True),
        (["| 2", "| 3"], True),
        (["[2]", "[3]"], True),
        (["ii", "iii"], True),
        (["2 k", "3 k"], False),
        (["xz", "yz"], False),
    ],
)
def test_a_page_number_may_have_a_mark_beside_it(feet: list[str], aside: bool) -> None:
    assert heads(pages("x", *feet)) == (feet if aside else [])


@pytest.mark.parametrize(
    ("one", "other", "aside"),
    [
        ("Page 2", "Page 3", True),
        ("- 2 -", "- 3 -", True),
        ("2/4", "3/4", True),
        ("2|4", "3|4", True),
        ("2 -", "3 -", True),
        ("[2]", "[3]", True),
        ("2", "3", False),  # items may be numbers
        ("Page 2", "Page 4", False),
        ("Page 4", "Page 5", False),  # where are the others?
        ("Page 2", "Page 3 sur 4, annexe", False),
    ],
)
def test_page_numbers_amid_a_list_count_up(one: str, other: str, aside: bool) -> None:
    found = sheet(f"{LABELS[3]}\n{CONTRACTS}\n- Ville\n{one}\n- Eau\n{other}\n- Bois\n{LABELS[0]}")
    assert [line.text for line in found.running_heads] == ([one, other] if aside else [])
    if aside:
        assert fields(found)["contrats"] == ["Ville", "Eau", "Bois"]


def test_one_of_them_may_stand_where_a_value_does_but_not_all() -> None:
    found = sheet(f"{LABELS[3]}\n{CONTRACTS}\n[2]\n- Eau\n[3]\n- Bois")
    assert fields(found)["contrats"] == ["Eau", "Bois"]
    found = sheet(f"{LABELS[3]}\n{CONTRACTS}\n[2]\n{PROGRAMMES}\n[3]")
    assert not found.running_heads


@pytest.mark.parametrize(
    ("feet", "aside"),
    [
        (["DOCUMENT DE TRAVAIL i", "DOCUMENT DE TRAVAIL ii"], True),
        (["Fiche Dijon 1", "Fiche Dijon ii"], True),
        (["Notre Projet I", "Notre Projet II"], False),  # as titles are numbered
        (["Fiche Dijoni", "Fiche Dijonii"], False),
    ],
)
def test_a_roman_number_behind_a_running_head_is_that_of_the_page(
    feet: list[str], aside: bool
) -> None:
    assert heads(pages(*feet)) == (feet if aside else [])


def marked(*marks: str, of: int = 4, indent: str = "     ") -> str:
    """Pages with a list that goes on over them, and one of the marks amid each of the first ones."""
    amid = [f"{indent}{mark}" for mark in marks] + [""] * (of - len(marks))
    pages = [f"- Ville {n}\n{mark}\n- Eau {n}" for n, mark in enumerate(amid)]
    return f"{LABELS[3]}\n{CONTRACTS}\n" + "\f".join(pages)


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        (marked(*["Copie conforme"] * 4), 4),
        (marked(*["Copie conforme"] * 3), 3),
        (marked(*["Copie conforme"] * 2, of=3), 0),  # on two pages it may be an item
        (marked(*["Copie conforme"] * 3, of=7), 0),
        (marked(*["Copie conforme"] * 2, "Copie\n     Copie conforme"), 0),
        (marked(*["Copie conforme"] * 2, "Copie conforme\n     Copie conforme"), 0),
        (marked(*["- Copie conforme"] * 4), 0),
        (marked(*["Copie conforme"] * 4, indent=""), 0),  # at the edge of the bullets
        (marked(*["Copies"] * 4), 4),
        (marked(*["Copie"] * 4), 0),
        (marked(*["112 113"] * 4), 0),
    ],
)
def test_a_mark_between_the_lines_of_most_pages_is_set_aside(text: str, aside: int) -> None:
    rules = list(sheet(text).running_heads.values())
    assert rules.count("between_lines") == aside


def test_a_mark_has_an_edge_within_a_point_of_which_nothing_begins() -> None:
    for by, is_mark in ((0.9, False), (1.1, True)):
        lines = drawn(marked(*["Copie conforme"] * 4, indent="  "))
        lines = [
            line._replace(box=line.box._replace(x0=LEFT + by)) if "Copie" in line.text else line
            for line in lines
        ]
        assert ("between_lines" in sheets(lines)[0].running_heads.values()) == is_mark


def test_a_mark_parts_no_line_of_an_item_from_the_next_but_a_label() -> None:
    item = "- développer et promouvoir les formations et les filières nécessaires"
    mark = "\n          Copie conforme\n"
    pages = [f"{item}{mark}  aux entreprises", f"- Eau{mark}- Bois", f"- Ville{mark}- Air"]
    found = sheet(f"{LABELS[3]}\n{CONTRACTS}\n" + "\f".join(pages))
    assert fields(found)["contrats"][0].endswith("nécessaires aux entreprises")
    assert len(fields(found)["contrats"]) == 5


def test_below_a_mark_a_row_is_parted_and_a_label_is_not() -> None:
    mark = "          Copie conforme\n"
    text = f"{LABELS[3]}\n{CONTRACTS}\n- Eau\n{mark}- Bois\f- Ville\n{mark}{LABELS[0]}\f{mark}{LABELS[1]}"
    parted = {row.line.text: row.parted for row in sheet(text).rows}
    assert (parted["- Bois"], parted[LABELS[0]]) == (True, False)


# A head that is printed once


def once(head: str, *, blank: int = 2, off: float = 0, page: str = "\f") -> list[str]:
    """A list that goes on on a second page below such words, 10 points left of it: its items."""
    rows = "\n".join(f"  {words}" for words in ("PLUI", "PCAET", "CTG"))
    text = f"  {CONTRACTS}\n{rows}\n{page}{head}{chr(10) * blank}{rows}\n"
    lines = [
        line._replace(box=line.box._replace(x0=line.box.x0 + off)) if line.text == head else line
        for line in drawn(text)
    ]
    (found,) = sheets(lines)
    items = fields(found)["contrats"]
    assert [stray.text for stray in found.strays] == ([] if head in items else [head])
    return items


def test_what_begins_a_page_at_an_edge_of_its_own_is_told_and_in_no_value() -> None:
    assert "Diffusion restreinte" not in once("Diffusion restreinte")
    assert "Diffusion restreinte" in once("Diffusion restreinte", page="")


@pytest.mark.parametrize(("off", "alone"), [(5, True), (9, False)])
def test_no_other_row_begins_within_two_points_of_such_an_edge(off: float, alone: bool) -> None:
    """By how they are counted, within one to three."""
    assert ("Diffusion restreinte" not in once("Diffusion restreinte", off=off)) is alone


def test_what_is_close_to_the_next_row_or_has_few_letters_may_be_a_value() -> None:
    assert "Diffusion restreinte" in once("Diffusion restreinte", blank=1)
    assert "Suite" in once("Suite")


def test_a_label_at_an_edge_of_its_own_is_one() -> None:
    found = sheet(f"  {CONTRACTS}\n  PLUI\n\f{PROGRAMMES}\n\n  PVD\n")
    assert fields(found)["programmes_anct"] == ["PVD"]
