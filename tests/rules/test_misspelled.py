"""Labels of the form that are spelled with slips; what is more than slips is another label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from crte_extract.document import Box, Line
from crte_extract.record import FORM
from crte_extract.sections.misspelled import Wanted, misspelled_hit
from crte_extract.sections.rows import Row, make_rows
from drawn import fields, sheet

USUAL = """
Nature juridique de la structure porteuse : CC
Réalisation d'un diagnostic initial du territoire : Oui
Nombre de fiches projet (opération à travailler) : 12
"""


def rows_of(*texts: str) -> list[Row]:
    return make_rows([Line(text, None, n, Box(0, n, 9, n + 1)) for n, text in enumerate(texts, 1)])


def read(*texts: str) -> tuple[str | None, str] | None:
    """The key of the label with slips that begins on the first row, and what stands behind it."""
    hit = misspelled_hit(rows_of(*texts), 0, len(texts), Wanted(FORM.printed))
    return hit and (hit.key, hit.inline)


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Emial de contact", "email_contact"),  # one slip in five letters
        ("Date de singnatrue du CRTE", "date_signature"),  # two in nine
        (
            "Réalisation d'un diagnotsiqe initial du territoire",
            "diagnostic_initial",
        ),  # three in ten
        (
            "Nombre de fiche projets (opération à travailer)",
            "nombre_fiches_projet",
        ),  # in three words
        ("Nombre de fichesprojt (opération à travailler)", "nombre_fiches_projet"),
        ("Nombre de fiches projets (opération àtravailler)", "nombre_fiches_projet"),
        (
            "Etat des lieux écologique renseigné à l'aune des 13 indicateurs du soclle national",
            "etat_des_lieux_ecologique",
        ),
        (
            "Existence d'une maquete financière annexée (ou d'un état récapitulatif des différents "
            "financements) au jour de la signature du contrat",
            "maquette_financiere_annexee",
        ),
    ],
)
def test_slips_of_the_finger_are_seen_through(label: str, key: str) -> None:
    assert read(f"{label} : oui") == (key, "oui")


@pytest.mark.parametrize(
    "label",
    [
        "Email de contrat",  # two slips in seven letters
        "Fréquence prévisionnelle annuelle de réunion du comité technicien",  # three in nine
        "Recouvrement d'un chef de projet / chargé de mission dédié",  # three, and it begins otherwise
        "Nombre de fiche projets (opérations à travailer)",  # four words
        "Nombre de fichesprojt (opération à travailer)",  # two slips, and words that run together
        "Etat des lieux écologique renseigné à l'aune des 12 indicateurs du socle national",
        "Etat des lieux écologique renseigné à l'aune des indicateurs du socle national",
        "Nombre de fiches",
    ],
)
def test_what_is_more_than_slips_is_another_label(label: str) -> None:
    """What stands behind it would be a figure of the wrong field."""
    assert read(f"{label} : 12") is None


def test_a_label_with_slips_may_be_wrapped() -> None:
    """In a narrow column each word has a row."""
    label = "Existence d'un volet de coopération interteritoriale (dont volet transfrontalier)"
    assert read(*f"{label} : Oui".split(" ")[:-1], "Oui") == (
        "volet_cooperation_interterritoriale",
        "",
    )


def test_a_label_with_slips_may_have_a_long_value_on_its_row() -> None:
    """A text has a paragraph on a row; only its beginning can be a label."""
    value = "Une concertation de tous les habitants, commune par commune. " * 20
    assert read(f"Démarches de co-constuction du CRTE : {value}") == (
        "demarches_co_construction",
        value,
    )


@pytest.mark.parametrize(
    ("printed", "value"),
    [("-€", "-€"), ("-", "-"), ("None", "None"), ("nan", "nan"), ("nan€", "nan€")],
)
def test_a_missing_value_behind_a_label_without_its_colon_is_no_word_of_it(
    printed: str, value: str
) -> None:
    label = "Montant en euros des engagements financiers de la Banque de territoire"
    assert read(f"{label} {printed}") == ("engagements_banque_territoires", value)
    assert read(label) == ("engagements_banque_territoires", "")


def test_a_label_with_slips_begins_with_a_word_that_tells() -> None:
    """The dash above it is a missing value, and no first row of the label."""
    found = sheet(f"{USUAL}Email de contact :\n-\nDate de singature du CRTE : 11/06/2021\n")
    assert fields(found)["date_signature"] == ["11/06/2021"]
    assert fields(found)["email_contact"] == ["-"]


def test_a_label_that_was_found_is_looked_for_no_more() -> None:
    """The second row is one of a text, or of another sheet."""
    found = sheet(
        f"{USUAL}\nDate de singature du CRTE : 11/06/2021\n\nDate de singature du CRTE : 12/06/2021\n"
    )
    dates = [block.key for block in found.blocks if block.label == "Date de singature du CRTE"]
    assert dates == ["date_signature", None]


# Bounds


def tried(
    monkeypatch: pytest.MonkeyPatch, *texts: str, among: Mapping[str, str] = FORM.printed
) -> int:
    """How often words are held against the labels that were not found, over all rows."""
    calls: list[object] = []
    real = Wanted.nearest

    def noted(wanted: Wanted, given: Sequence[str]) -> str | None:
        calls.append(given)
        return real(wanted, given)

    monkeypatch.setattr(Wanted, "nearest", noted)
    rows = rows_of(*texts)
    for at in range(len(rows)):
        assert misspelled_hit(rows, at, len(rows), Wanted(among)) is None
    return len(calls)


def test_a_list_of_short_rows_is_tried_a_few_rows_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert 1_000 < tried(monkeypatch, *(["Dole"] * 100)) < 1_500


def test_a_text_is_tried_as_far_as_a_label_may_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of its rows has more letters than the one label that is missing."""
    row = "Les communes raconteront la transition écologique de leur territoire"
    assert tried(monkeypatch, *([row] * 100), among={"a": "Email de contact"}) == 100


def test_colons_far_from_the_beginning_of_a_row_are_no_labels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """200 characters may be a label, with a colon at every second: it takes no more of 10 000."""
    assert 75 < tried(monkeypatch, ": " * 5_000) < 150
