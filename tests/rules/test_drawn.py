"""What is drawn is what is split."""

from __future__ import annotations

from drawn import drawn, fields, sheet


def test_a_page_is_drawn_as_it_is_typed() -> None:
    first, second, third = drawn("Email de contact : a@b.fr\n\n  **- PLUI\n\fx")
    assert (first.page, first.box.x0, first.bold, first.column) == (1, 60.0, False, 0)
    assert (second.box.x0, second.box.top, second.bold, second.number) == (70.0, 108.0, True, 2)
    assert (third.page, third.number) == (2, 1)
    left, right = drawn("Email de contact | a@b.fr")
    assert (left.column, right.column, right.box.x0) == (1, 2, 60.0 + 5 * 19)


def test_a_sheet_has_its_fields() -> None:
    found = sheet("Stratégie\n\nListe des contrats figurant dans le CRTE :\n- PLUI\n- PCAET\n")
    assert fields(found) == {"contrats": ["PLUI", "PCAET"]}
