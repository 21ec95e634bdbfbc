"""Single values: amounts, days and numbers, and why words are none of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crte_extract.record.values import READERS, parse_date, parse_euros, read_date, read_euros

LONG = "environ 78 M€, dont 12 M€ de fonds européens, à confirmer"
LONGER = "environ 78 M€, dont 12 M€ de fonds européens, à confirmer par l'État"


@pytest.mark.parametrize(
    ("kind", "words", "reason"),
    [
        ("euros", LONG, "un montant approché"),  # 57 characters
        ("euros", LONGER, "trop long"),  # 68
        ("euros", "en cours de chiffrage", "pas un montant en euros"),
        ("euros", "10 € par habitant", "pas un montant en euros"),
        ("euros", "12,345 €", "de deux façons"),
        ("date", "signé au printemps", "pas une date"),
        ("date", "07/04", "pas une date"),
        ("date", "le 7 avril 2022", None),
        ("date", "7 avril 2022 et 8 mai 2023", "plusieurs dates"),
        ("date", "avril 2022", "le jour manque"),
        ("date", "04/2022", "le jour manque"),
    ],
)
def test_why_words_are_no_value(kind: str, words: str, reason: str | None) -> None:
    if reason is None:
        READERS[kind](words)
        return
    with pytest.raises(ValueError, match=reason):
        READERS[kind](words)


@pytest.mark.parametrize(
    ("words", "euros"),
    [
        ("71/000/€", "71000"),
        ("1/234/567,50/€", "1234567.50"),
        ("79,00/M€", "79000000"),
        ("111.240.000#€", "111240000"),
        ("80?080?000?k€", "80080000000"),
        ("0□€", "0"),
        ("71/000 €", "71000"),
        ("1/234/567 €", "1234567"),
        ("1/234/567,50 €", "1234567.50"),
        ("122/500 €", None),  # one amount or the other
        ("50/60M€", None),
        ("50/60/€", None),
        ("12/345#678 €", None),
        ("1/234/5678 €", None),
        ("79,00//M€", None),
        ("2021/2022€", None),
    ],
)
def test_a_font_without_the_narrow_space_prints_another_sign_for_it(
    words: str, euros: str | None
) -> None:
    """Beyond doubt before the unit, or where thousands are parted by it that can't be two amounts."""
    if euros is None:
        with pytest.raises(ValueError, match="montant"):
            read_euros(words)
        return
    found = read_euros(words)
    assert found.value == Decimal(euros)
    assert [remark.code for remark in found.remarks] == ["forme_approchee"]


def test_yes_is_no_amount() -> None:
    with pytest.raises(ValueError, match="une seule valeur"):
        parse_euros(True)


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("1.234.567 k€", "1234567000"),  # dots between thousands, of thousands as well
        ("1.2345M€", "1234500"),
        ("12,34 €", "12.34"),
        ("0,5 M€", "500000"),
    ],
)
def test_dots_and_commas_of_an_amount(words: str, amount: str) -> None:
    assert read_euros(words).value == Decimal(amount)


@pytest.mark.parametrize(
    "amount", [Decimal("7.8E+7"), Decimal("78000000.00"), 78000000, 78000000.0]
)
def test_a_whole_amount_shows_no_exponent_and_no_cents(amount: Decimal | float) -> None:
    assert str(parse_euros(amount)) == str(read_euros("78.00M€").value) == "78000000"


@pytest.mark.parametrize(("words", "year"), [("7/4/49", 2049), ("7 avril 99", 1999)])
def test_years_of_two_digits(words: str, year: int) -> None:
    assert parse_date(words) == date(year, 4, 7)


def test_a_year_of_two_digits_is_never_far_ahead() -> None:
    with pytest.raises(ValueError, match="l'année 1950"):
        parse_date("7 avril 50")


def test_a_month_cut_short_is_understood_and_told() -> None:
    assert [remark.code for remark in read_date("7 avr 2022").remarks] == ["forme_approchee"]
    assert read_date("7 avril 2022").remarks == ()
