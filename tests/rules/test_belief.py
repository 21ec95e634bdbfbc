"""Which of the labels found are labels: words of a value may look like one."""

from __future__ import annotations

import pytest

from crte_extract.reading.text import read_text
from crte_extract.record import FORM
from crte_extract.sections import Sheet, split
from drawn import fields, sheet

CONTRATS = "Liste des contrats figurant dans le CRTE"
LABELS = (
    "Date de signature du CRTE",
    "Nom de la structure porteuse",
    "Nature des signataires du CRTE",
    "Domaines d'action publique couverts",
    "Démarches de co-construction du CRTE",
    "Mobilisation de l'ingénierie locale",
    "Mobilisation d'une ingénierie externe",
    "Recrutement d'un volontaire territorial en administration",
    "Liste des programmes de l'ANCT intégrés",
)


def typed(text: str) -> Sheet:
    """The one sheet of a text."""
    (found,) = split(read_text(text.encode()), FORM)
    return found


def bullets(count: int) -> str:
    """As many labels, each behind a bullet."""
    return "".join(f"• {label} : x\n" for label in LABELS[:count])


# Labels behind bullets


def test_a_sheet_with_a_bullet_before_each_label_is_read() -> None:
    assert len(fields(typed(bullets(5)))) == 5


def test_a_sheet_with_a_bullet_before_most_labels_is_read() -> None:
    others = (
        "Email de contact : a@b.fr\n"
        "Liste des instances de partenariat mobilisées ou créées : x\n"
        "Liste des partenaires socio-économiques : y\n"
    )
    assert len(fields(typed(others + bullets(8)))) == 11


@pytest.mark.parametrize(("labels", "items"), [(2, 4), (3, 7), (4, 9)])
def test_a_list_of_labels_is_a_list_where_the_sheet_has_labels_enough(
    labels: int, items: int
) -> None:
    own = ("Email de contact", "Nature juridique de la structure porteuse", "composition du COPIL")
    above = "".join(f"{label} : x\n" for label in own[: labels - 1])
    found = fields(typed(f"{above}{CONTRATS} :\n{bullets(items)}"))
    assert len(found) == labels
    assert len(found["contrats"]) == items


def test_labels_behind_bullets_that_stand_in_are_labels_of_such_a_sheet() -> None:
    further = "  - Email de contact : a@b.fr\n  - composition du COPIL : x\n"
    assert fields(sheet(bullets(6) + further))["email_contact"] == ["a@b.fr"]


# Labels without a colon

TABLE = "Email de contact a@b.fr\nNom de la structure porteuse Dijon Métropole\n"


def test_a_label_without_a_colon_needs_its_rows_for_itself() -> None:
    below = "Domaines d'action publique couverts\n- Eau\n\n"
    words = "Démarches de co-construction du CRTE en cours\n"
    text = f"Email de contact : a@b.fr\n\n{CONTRATS} :\n{words}\n{below}composition du COPIL : x\n"
    assert fields(typed(text)) == {
        "email_contact": ["a@b.fr"],
        "contrats": ["Démarches de co-construction du CRTE en cours"],
        "domaines_action_publique": ["Eau"],
        "composition_copil": ["x"],
    }


@pytest.mark.parametrize(("with_colons", "read"), [(1, True), (2, False)])
def test_where_most_labels_lack_their_colon_none_needs_it(with_colons: int, read: bool) -> None:
    others = ("Email de contact : a@b.fr\n", "composition du COPIL : x\n")
    found = fields(typed(TABLE + "\n".join(others[:with_colons])))
    assert ("nom_structure_porteuse" in found) is read


def test_a_table_of_tight_rows_has_its_labels_below_bullets() -> None:
    table = (
        "Domaines d'action publique couverts\n- Eau\nDémarches de co-construction du CRTE\n- non"
    )
    assert fields(sheet(table)) == {
        "domaines_action_publique": ["Eau"],
        "demarches_co_construction": ["non"],
    }


# The rest of a bullet: as far as the label stands elsewhere too

REST = "composition du COPIL"
ELSEWHERE = f"\n\n{REST} : x\n"


def labels(found: Sheet) -> list[str | None]:
    """The labels of a sheet, in their order."""
    return [block.key for block in found.blocks]


def is_label(*between: str, indent: int = 2, bullet: str = "- Réunions sur la") -> bool:
    """Whether words that go on below a bullet, and are those of a label, are taken for it."""
    lines = ["Email de contact : a@b.fr", f"{CONTRATS} :", bullet, *between, " " * indent + REST]
    keys = labels(sheet("\n".join(lines) + ELSEWHERE))
    assert [*dict.fromkeys(keys)] == ["email_contact", "contrats", "composition_copil"]
    return keys.count("composition_copil") == 2


def test_words_that_go_on_with_a_bullet_are_no_label() -> None:
    found = sheet(f"{CONTRATS} :\n- Réunions sur la\n  {REST}{ELSEWHERE}")
    assert fields(found) == {
        "contrats": ["Réunions sur la composition du COPIL"],
        "composition_copil": ["x"],
    }


@pytest.mark.parametrize(("indent", "label"), [(1, True), (2, False)])
def test_what_stands_in_by_half_its_height_is_as_far_left_as_labels(
    indent: int, label: bool
) -> None:
    assert is_label(indent=indent) is label


@pytest.mark.parametrize(("indent", "label"), [(1, True), (2, False)])
def test_a_space_before_a_label_of_a_text_is_a_slip(indent: int, label: bool) -> None:
    text = f"{CONTRATS} :\n- Réunions sur la\n{' ' * indent}{REST} : x{ELSEWHERE}"
    assert labels(typed(text)).count("composition_copil") == 1 + label


@pytest.mark.parametrize(("rows", "label"), [(5, False), (6, True)])
def test_a_bullet_has_no_more_than_six_rows_above_a_label(rows: int, label: bool) -> None:
    assert is_label(*["  et la préparation des travaux en cours"] * rows) is label


def test_a_gap_ends_a_bullet_above_a_label() -> None:
    assert is_label("")
    assert is_label("", "  Autres")


def test_a_bullet_with_a_gap_above_goes_on() -> None:
    assert not is_label(bullet="- Plans\n\n- Réunions sur la")


def test_a_bullet_that_stands_further_in_does_not_go_on_in_a_label() -> None:
    assert is_label(bullet="     - Réunions sur la", indent=3)


def test_the_first_row_of_a_sheet_goes_on_with_no_bullet() -> None:
    page = f"      Email de contact : a@b.fr\n\n{CONTRATS} : x\n\ncomposition du COPIL :\n- x"
    assert "email_contact" in fields(sheet(page))


def test_labels_with_a_colon_tell_where_labels_stand() -> None:
    items = "".join(f"- {words}\n   {REST}\n" for words in ("Réunions sur la", "Avis sur la"))
    found = sheet(f"{CONTRATS} :\n{items}- Décret sur la\n   {REST}{ELSEWHERE}")
    assert labels(found) == ["contrats", "composition_copil"]


def test_a_text_in_which_a_label_only_begins_is_no_sheet() -> None:
    assert split(read_text(b"Email de\nJean Petit"), FORM) == []
