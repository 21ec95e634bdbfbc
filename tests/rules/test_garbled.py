"""Values of which most words are none are told, on a sheet whose labels are damaged as well."""

from __future__ import annotations

import pytest

from crte_extract import extract
from crte_extract.record import FORM
from crte_extract.sections import is_garbled


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        ("e e c f a", True),  # letters were lost
        ("Cœnvemtiœm d'appwi à la lwtte cœmtqe la pauvqeté", True),
        ("Convention d'appui à la lutte contre la pauvreté", False),
        ("CC Xyrtk Zblon Vrtch de Dole", True),  # three of five
        ("CC Xyrtk Zblon de Dole", False),  # two may be names
        ("CC Xyrtk Zblon Vrtch de la Ville de Dole et Dijon", False),
        ("PLUI PCAET SCOT OPAH", False),  # no words, but known as such
        ("l'a d'y à c s", False),
        ("", False),
    ],
)
def test_words_that_are_none_are_told_where_they_are_most(text: str, garbled: bool) -> None:
    assert is_garbled(text, FORM) is garbled


LABELS = [label for key, label in FORM.printed.items() if key != "contrats"]


@pytest.mark.parametrize(("lost", "told"), [(2, False), (3, True)])
def test_only_a_sheet_that_lacks_three_labels_is_asked(lost: int, told: bool) -> None:
    page = "\n".join(f"{label} : None" for label in LABELS[: len(LABELS) - lost])
    page += f"\n{FORM.printed['contrats']} :\n- e e c f a\n- Contrat de ville\n"
    record = extract(page.encode())
    odd = [w.brut for w in record.avertissements if w.code == "caracteres_suspects"]
    assert odd == (["e e c f a"] if told else [])
