"""How the rows under a label become its items, and where that is a guess."""

from __future__ import annotations

import pytest

from crte_extract import extract
from crte_extract.document import Line
from crte_extract.sections import Block
from drawn import drawn, fields, sheet, sheets

LABEL = "Liste des contrats figurant dans le CRTE :"
NESTED = "une liste dans la liste"
UNMARKED = "sans puce"
BEFORE = "des mots sans puce avant les puces"
UNORDERED = "des numéros qui ne se suivent pas"
FULL = "une convention pour la rénovation de tous les logements anciens de la"
ENDED = "une convention pour la rénovation de tous les logements anciens à Dole"


def block(page: str) -> Block:
    return sheet(f"{page}\n").blocks[0]


def texts(page: str) -> list[str]:
    return [item.text for item in block(page).items]


def guessed(found: Block) -> dict[str, list[str]]:
    """The words in question, by how the reason begins."""
    reasons = (NESTED, UNMARKED, BEFORE, UNORDERED)
    return {
        next(it for it in reasons if guess.reason.startswith(it)): [it.text for it in guess.items]
        for guess in found.guesses
    }


def moved(lines: list[Line], start: str, right: float) -> list[Line]:
    """The lines, those that begin so by so many points further right."""
    return [
        line._replace(box=line.box._replace(x0=line.box.x0 + right, x1=line.box.x1 + right))
        if line.text.startswith(start)
        else line
        for line in lines
    ]


# Behind the label


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"{LABEL} 1. PLUI\n2. PCAET", ["PLUI", "PCAET"]),
        (f"{LABEL} 1. PLUI\n- PCAET", ["1. PLUI", "PCAET"]),
        (f"{LABEL} C. C. du Pays de Dol", ["C. C. du Pays de Dol"]),
        (f"{LABEL} C. C. du Pays de Dol\n- PCAET", ["C. C. du Pays de Dol", "PCAET"]),
        (f"{LABEL} - PLUI\n- PCAET", ["PLUI", "PCAET"]),
        (f"{LABEL} • PLUI", ["PLUI"]),
        (f"{LABEL} -12 000", ["-12 000"]),
        (f"{LABEL} - 12 actions", ["- 12 actions"]),
        (f"{LABEL} - 12 actions\n- 3 fiches", ["12 actions", "3 fiches"]),
        (f"{LABEL} -PLUI", ["-PLUI"]),
        (f"{LABEL} •", ["•"]),
        (f"{LABEL} PLUI\nPCAET", ["PLUI", "PCAET"]),
    ],
)
def test_a_mark_behind_the_label_is_a_bullet_where_a_list_shows_it(
    page: str, expected: list[str]
) -> None:
    assert texts(page) == expected


# Behind one bullet each


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"{LABEL}\n• PLUI\n• PCAET", ["PLUI", "PCAET"]),
        (f"{LABEL}\n• 12 M\n•€", ["12 M •€"]),
        (f"{LABEL}\n•\n• PLUI", ["", "PLUI"]),
    ],
)
def test_each_bullet_of_a_plain_list_begins_an_item(page: str, expected: list[str]) -> None:
    assert texts(page) == expected


def test_the_rules_of_a_plain_list_are_those_of_any_other() -> None:
    plain, other = block(f"{LABEL}\n- PLUI\n- PCAET"), block(f"{LABEL}\n- PLUI\n- PCAET\n\nCLS")
    assert plain.items == other.items[:2]
    assert [item.rules for item in plain.items] == [("first_line",), ("bullet",)]


# Lists in lists


@pytest.mark.parametrize(
    ("right", "inner"),
    [
        (5, False),  # half of a row's height: set by another program, or by hand
        (7, False),
        (9, True),
        (15, True),
        (45, True),
        (75, True),
        (85, False),  # another column
        (170, False),
    ],
)
def test_a_bullet_that_stands_in_is_of_a_list_within_the_list(right: float, inner: bool) -> None:
    lines = moved(drawn(f"{LABEL}\n- PLUI\n- Zones\n- PCAET\n"), "- Zones", right)
    found = sheets(lines)[0].blocks[0]
    assert [item.text for item in found.items] == ["PLUI", "Zones", "PCAET"]
    assert guessed(found) == ({NESTED: ["Zones"]} if inner else {})


@pytest.mark.parametrize(
    ("first", "right", "inner"),
    [("PLUI", 5, False), ("PLUI", 6, True), ("plan", 6, False), ("plan", 9, True)],
)
def test_what_goes_on_in_lower_case_where_the_text_stands_may_be_no_item(
    first: str, right: float, inner: bool
) -> None:
    lines = moved(drawn(f"{LABEL}\n- {first}\n- zones\n- PCAET\n"), "- zones", right)
    assert guessed(sheets(lines)[0].blocks[0]) == ({NESTED: ["zones"]} if inner else {})


@pytest.mark.parametrize(
    ("page", "inner"),
    [
        ("- PLUI\n• Zones\n- PCAET", ["Zones"]),
        ("1. PLUI\n2. PCAET\n3. CTG", []),
        ("1. PLUI\na) Zones\nb) Secteurs\n2. PCAET", ["Zones", "Secteurs"]),
        ("A. PLUI\n1. Zones\n2. Secteurs\nB. PCAET", ["Zones", "Secteurs"]),
        ("A. PLUI\na. Zones\nb. Secteurs\nB. PCAET", ["Zones", "Secteurs"]),
        ("a) PLUI\nb) PCAET", []),
        ("(a) PLUI\n(b) PCAET", []),
        ("1) PLUI\n- Zones\n2) PCAET", ["Zones"]),
    ],
)
def test_another_mark_is_of_a_list_within_the_list(page: str, inner: list[str]) -> None:
    assert guessed(block(f"{LABEL}\n{page}")) == ({NESTED: inner} if inner else {})


@pytest.mark.parametrize(
    "page", [" - PLUI\n  - PCAET\n  - Contrat", "\n- PLUI\n\f   - PCAET\n- CTG"]
)
def test_behind_the_label_and_on_another_page_bullets_have_other_places(page: str) -> None:
    found = block(f"{LABEL}{page}")
    assert len(found.items) == 3
    assert not found.guesses


# Without a bullet


@pytest.mark.parametrize(("right", "sure"), [(0, False), (0.7, False), (1.5, True), (20, True)])
def test_what_hangs_under_a_line_goes_on_with_it(right: float, sure: bool) -> None:
    """In a list without bullets, as a bibliography is set."""
    lines = moved(drawn(f"{LABEL}\n{ENDED}\nville nouvelle\nPLUI\n"), "ville", right)
    found = sheets(lines)[0].blocks[0]
    assert [item.text for item in found.items] == [f"{ENDED} ville nouvelle", "PLUI"]
    assert guessed(found) == ({} if sure else {UNMARKED: [f"{ENDED} ville nouvelle"]})


@pytest.mark.parametrize(
    ("page", "slight"),
    [
        (f"{ENDED}\nville\nPLUI", True),  # the line was full
        (f"{FULL}\nville\nPLUI", None),  # and cut
        (f"{ENDED}\net de Dijon\nPLUI", None),  # no item begins so
        (f"{ENDED}\nd'abord\nPLUI", None),
        (f"{ENDED.replace('Dole', '(11e')}\nrang)\nPLUI", None),  # nor within parentheses
        (f"{ENDED.replace('Dole', '(rue')}\nrang\nPLUI", True),
        (f"U{ENDED[1:]}\nville\nPLUI\n2 avenants", None),  # three begin with no small letter
        (f"U{ENDED[1:]}\nville\nPLUI", True),
        (f"U{ENDED[1:-2]},\nVille\nPLUI\n2 avenants", True),
        (f"U{ENDED[1:]}\nville\nPLUI\nPCAET\navenants", True),
        (f"nom : {ENDED[:-17]}, SIREN : 242100410,\nnature : CC\nPLUI", None),
        ("Convention avec la ville de\n\fDijon\nPLUI", False),  # it had room
        (f"- {FULL}\nville\n- PLUI", None),
        ("- Convention avec\nla ville\n- PLUI", None),
        ("- Convention avec la\nVille\n- PLUI", None),
        ("- Convention\nVille\n- PLUI", False),
        (f"- {FULL[:-6]}\nVille\n- PLUI", None),
        ("- Convention\nville\n- PLUI", None),
        ("Convention : 12 000\n€\nPLUI", None),  # the sign of the amount is no item of its own
        ("Convention d'environ\u00ad\n\fNement\nPLUI", None),  # a word was broken
        ("•\nPLUI\n•\nPCAET", None),
    ],
)
def test_how_much_of_a_guess_a_line_without_a_bullet_is(page: str, slight: bool | None) -> None:
    guesses = block(f"{LABEL}\n{page}").guesses
    assert [guess.slight for guess in guesses] == ([] if slight is None else [slight])


def test_what_is_close_under_a_value_behind_its_label_is_a_guess_wherever_it_stands() -> None:
    found = block(
        f"{LABEL} Contrat\n{' ' * 44}PLUI\n\nListe des programmes de l'ANCT intégrés :\n- PVD\n- ACV"
    )
    assert guessed(found) == {UNMARKED: ["Contrat PLUI"]}


def test_words_before_the_bullets_may_be_their_title() -> None:
    assert guessed(block(f"{LABEL}\nContrats signés\n- PLUI\n- PCAET")) == {
        BEFORE: ["Contrats signés"]
    }
    assert guessed(block(f"{LABEL}\n- PLUI\n\nContrats signés\n\n- PCAET")) == {}
    assert guessed(block(f"{LABEL}\nPLUI\nPCAET")) == {}


def test_numbers_that_leave_some_out_are_kept_and_told() -> None:
    found = block(f"{LABEL}\n1. PLUI\n2. PCAET\n5. Contrat")
    assert [item.text for item in found.items] == ["PLUI", "PCAET", "5. Contrat"]
    assert guessed(found) == {UNORDERED: ["5. Contrat"]}


@pytest.mark.parametrize(
    ("page", "at_edge"),
    [
        ("- PLUI\n\nEn cours\n\n- PCAET", False),
        ("- PLUI\n\n\fEn cours\n\n- PCAET", True),
        ("- PLUI\n\nEn cours\n\f- PCAET", True),
        ("\f- PLUI\n- CTG\n\nEn cours\n\n- CTE\n\f- PCAET", False),
    ],
)
def test_a_paragraph_at_a_page_s_end_is_told_apart(page: str, at_edge: bool) -> None:
    """It may be a running foot."""
    (loose,) = [item for item in block(f"{LABEL}\n{page}").items if item.loose]
    assert (loose.text, loose.at_edge) == ("En cours", at_edge)


# Texts


def test_a_word_that_is_broken_at_the_end_of_a_page_loses_its_mark() -> None:
    assert texts(f"{LABEL}\n- l'environ\u00ad\n- PLUI") == ["l'environ", "PLUI"]


def test_a_hyphen_that_was_typed_stays_where_no_line_shows_the_word_without() -> None:
    text = f"{LABEL}\n- les terri-\ntoires\n- un centre-\nbourg\n- nos territoires\n"
    found = extract(text.encode()).strategie.contrats
    assert found == ("les territoires", "un centre-bourg", "nos territoires")


def test_a_line_that_goes_on_ends_where_a_label_follows_on_it() -> None:
    text = f"{LABEL}\n- PLUI de la\nville, Email de contact : a@b.fr\n"
    assert extract(text.encode()).strategie.contrats == ("PLUI de la ville",)


# Parted by space


WHOLE = "une convention pour la rénovation de tous les logements anciens à Dole"
PARTED = "\n\n".join(("PLUI", "PCAET", "Contrat de ville", WHOLE))


@pytest.mark.parametrize("rest", ["ville nouvelle", "Dijon", "CA"])
def test_where_space_parts_the_items_what_stands_close_goes_on_and_is_no_guess(rest: str) -> None:
    """In capitals too: no line of the list stands as close that isn't the rest of a full one."""
    found = block(f"{LABEL}\n{PARTED}\n{rest}\n\nCTG")
    assert [item.text for item in found.items][-2:] == [f"{WHOLE} {rest}", "CTG"]
    assert not found.guesses


def test_two_spaces_may_part_something_else() -> None:
    found = block(f"{LABEL}\nContrat de ville\n\n{WHOLE}\nDijon\n\nCTG")
    assert [item.text for item in found.items] == ["Contrat de ville", WHOLE, "Dijon", "CTG"]


def test_where_what_stands_close_follows_lines_with_room_space_parts_no_items() -> None:
    found = block(f"{LABEL}\n{PARTED}\nDijon\n\nCTG\nOPAH")
    assert [item.text for item in found.items][-4:] == [WHOLE, "Dijon", "CTG", "OPAH"]


def test_what_stands_close_in_the_letterhead_tells_nothing_of_lists() -> None:
    found = block(f"Liberté\nÉgalité\n\n{LABEL}\n{PARTED}\nDijon\n\nCTG")
    assert [item.text for item in found.items][-2:] == [f"{WHOLE} Dijon", "CTG"]


def test_of_a_list_with_bullets_space_tells_nothing() -> None:
    """What is close there, isn't full and has a bullet says nothing of a list that has none."""
    label = "Liste des programmes de l'ANCT intégrés :"
    found = fields(sheet(f"{LABEL}\n- un\n- deux\n\n{label}\n{PARTED}\nDijon"))
    assert found["programmes_anct"][-1] == f"{WHOLE} Dijon"
    spaced = "\n\n".join(["- un", "- deux", "- trois", "- quatre"])
    found = fields(sheet(f"{LABEL}\n{spaced}\n\n{label}\n{WHOLE}\nDijon\nCTG\nPLUI"))
    assert found["programmes_anct"] == [WHOLE, "Dijon", "CTG", "PLUI"]


@pytest.mark.parametrize("wraps", [True, False])
def test_space_parts_items_where_it_is_more_than_labels_wrap_by(wraps: bool) -> None:
    """Most rows stand so far apart, and it is the usual step: only a label that wraps tells."""
    long = "une convention pour la rénovation de tous les logements anciens de la ville de Dole"
    items = [*(f"Contrat n° {n}" for n in range(20)), f"{long} sur Loue", "CTG"]
    rest = "\n\n\n".join(items).replace(" sur Loue", "\n\nsur Loue")
    label = "Montant total en euros des engagements financiers des collectivités locales et leurs"
    last = f"{label}\n\nétablissements publics : 12€\n" if wraps else ""
    found = sheet(f"{LABEL}\n\n{rest}\n\n\n{last}", step=7).blocks[0]
    assert [item.text for item in found.items] == items
    assert guessed(found) == ({} if wraps else {UNMARKED: [f"{long} sur Loue"]})


def test_what_stands_beside_an_item_is_told() -> None:
    """A wide space within it, or two columns of items."""
    found = sheet(f"{LABEL}\nPLUI de la ville\nPCAET | CTG\nContrat de ville\n").blocks[0]
    assert [item.text for item in found.items][-2:] == ["CTG", "Contrat de ville"]
    assert guessed(found) == {UNMARKED: ["CTG"]}


def test_what_stands_as_far_down_on_the_next_page_is_not_beside_it() -> None:
    assert guessed(block(f"{LABEL}\nPLUI\f\nPCAET")) == {}


@pytest.mark.parametrize(("down", "told"), [(4.0, True), (6.0, False)])
def test_a_row_less_than_half_its_height_below_another_stands_beside_it(
    down: float, told: bool
) -> None:
    lines = drawn(f"{LABEL}\nPLUI\nPCAET\n")
    last = lines[-1].box
    top = lines[-2].box.top + down
    lines[-1] = lines[-1]._replace(box=last._replace(top=top, bottom=top + 10, x0=300, x1=330))
    (found,) = sheets(lines)
    assert (UNMARKED in guessed(found.blocks[0])) is told


# Rows that can't be the end of an item


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("Contrat de ville\nProjet de la\n\nVille\n", ["Projet de la"]),
        ("Contrat de ville\nProjet de la\n", ["Projet de la"]),
        ("Contrat de ville\nProjet LA\n", []),
        ("Contrat de ville\nProjet,\n", []),
        ("Contrat de ville\nProjet,\nVélo\nPLUI", ["Projet,"]),  # one of three
        ("Contrat de ville,\nProjet,\nVélo\n", []),  # their manner
        ("Contrat\nde ville\nVélo", ["de ville"]),  # it had room, and is no item
        ("Contrat\nville\nVélo", []),
        ("- Contrat de ville\n• Projet de la\n", []),
    ],
)
def test_an_item_that_ends_as_no_text_does_is_told(page: str, told: list[str]) -> None:
    assert guessed(block(f"{LABEL}\n{page}")).get(UNMARKED, []) == told


EVEN = "Contrat de développement rural\nécologique et social, voté hier\npuis révisé"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (EVEN, ["écologique et social, voté hier", "puis révisé"]),
        (EVEN.replace("puis", "Puis"), []),  # one alone
        (EVEN.replace("Contrat", "contrat"), []),  # its manner
        (EVEN.replace("\n", "\n- "), []),
        (EVEN.replace(", voté hier", ", vote"), ["écologique et social, vote", "puis révisé"]),
        (EVEN.replace(", voté hier", ", vot"), []),  # 25 characters of 30
        (
            "Contrat de cinq ans, rural\nécologique et social, etc\npuis",
            ["écologique et social, etc", "puis"],
        ),
        ("Contrat de cinq ans, rural\nécologique et social, or\npuis", []),  # 24 characters
    ],
)
def test_items_in_lower_case_below_rows_that_end_at_one_place_are_told(
    page: str, told: list[str]
) -> None:
    wide = "Montant total en euros des engagements financiers des collectivités locales et leurs"
    found = sheet(f"{LABEL}\n{page}\n\n{wide} établissements publics :\n12€\n").blocks[0]
    assert guessed(found).get(UNMARKED, []) == told
