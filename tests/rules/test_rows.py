"""What the shape of a line says: its bullet, its emphasis."""

from __future__ import annotations

import pytest

from crte_extract.document import Box, Line
from crte_extract.sections.rows import has_bullet, make_rows, split_bullet


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("- PLUI", ("-", "PLUI")),
        ("-PLUI", ("-", "PLUI")),
        ("-12 000", ("", "-12 000")),  # a sign
        ("- €", ("", "- €")),  # a missing amount
        ("o PLUI", ("o", "PLUI")),
        ("oui", ("", "oui")),
        ("•PLUI", ("•", "PLUI")),
        ("\ufffd PLUI", ("\ufffd", "PLUI")),
        ("(cid:127) PLUI", ("(cid:127)", "PLUI")),
        ("(PLUI)", ("", "(PLUI)")),
        ("PLUI", ("", "PLUI")),
        ("", ("", "")),
    ],
)
def test_a_bullet_is_parted_from_its_text(text: str, parts: tuple[str, str]) -> None:
    assert split_bullet(text) == parts
    assert has_bullet(f"x {text}", 2) is bool(parts[0])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("» PLUI", ("»", "PLUI")),
        ("»PLUI", ("", "»PLUI")),  # an accent may be set apart so
        ("» 12 communes", ("»", "12 communes")),
        ("»12", ("", "»12")),  # part of a figure, as in +12 %
        ("»", ("", "»")),
        ("PLUI »", ("", "PLUI »")),
        ("- PLUI", ("-", "PLUI")),
    ],
)
def test_the_own_mark_of_a_sheet_is_a_bullet(text: str, parts: tuple[str, str]) -> None:
    assert split_bullet(text, "»") == parts
    assert text.startswith("-") or split_bullet(text) == ("", text)


@pytest.mark.parametrize(
    ("text", "printed_bold", "bold"),
    [
        ("**Email de contact** :", False, True),
        ("__Email de contact__ :", False, True),
        ("# Stratégie", False, True),
        ("Email de contact :", True, True),
        ("Email de contact :", False, False),
        ("• **PLUI**", False, False),  # bold words of an item make it no label
        ("• PLUI", True, True),
    ],
)
def test_emphasis_is_bold_type(text: str, printed_bold: bool, bold: bool) -> None:
    (row,) = make_rows([Line(text, 1, 1, Box(60, 80, 100, 90), printed_bold)])
    assert row.bold is bold
