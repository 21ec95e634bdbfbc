"""What speaks against a reading, and which values are hardly possible beside the file's own day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crte_extract.checking.checks import check
from crte_extract.record.doubts import doubts_of
from test_checking import TEXT, built

ABSENT = [
    "Email de contact",
    "Nature juridique de la structure porteuse",
    "Si protocole de préfiguration : date de signature",
    "Réalisation d'un diagnostic initial du territoire",
    "Fréquence prévisionnelle annuelle de réunion du comité technique",
    "Recrutement d'un volontaire territorial en administration",
    "Existence d'un volet de coopération interterritoriale (dont volet transfrontalier)",
]


@pytest.mark.parametrize(("count", "doubts"), [(1, 0), (6, 0), (7, 7)])
def test_some_labels_that_are_not_on_the_page_are_no_doubt_about_its_reading(
    count: int, doubts: int
) -> None:
    """Where more are missing, their words may have been torn: then nothing is sure."""
    text = "\n".join(
        line for line in TEXT.splitlines() if not line.startswith(tuple(ABSENT[:count]))
    )
    reasons = [doubt.reason for doubt in doubts_of(built(text))]
    assert reasons.count("libelle_absent") == doubts


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (date(2020, 11, 20), False),  # a fixed day, that tells nothing
        (date(2020, 11, 21), True),
        (date(2022, 4, 5), True),
        (date(2022, 4, 6), False),  # the evening before, at another place
        (date(2022, 4, 7), False),
        (None, False),
    ],
)
def test_nothing_is_signed_after_its_file_was_made(made: date | None, told: bool) -> None:
    reading = built(TEXT)
    checked = check(reading._replace(document=replace(reading.document, made=made)))
    assert [w.champ for w in checked.fiche.avertissements] == ["date_signature"] * told
