"""What every reader of a value gives, and what it asks of words."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

MAX_VALUE_LENGTH: Final = 60  # characters: no amount, date or number is longer

RemarkCode = Literal["forme_approchee", "decoupage_incertain", "siren_invalide"]


class Remark(NamedTuple):
    """What is odd about words that were understood, or about a part of them.

    ``at`` is the place of the printed item it is about (from 0), None for the whole.
    """

    code: RemarkCode
    reason: str
    at: int | None = None


class Understood(NamedTuple):
    """A value, and what is odd about the words that it was read from."""

    value: Any
    remarks: tuple[Remark, ...] = ()


def approximately(value: Any, reason: str) -> Understood:
    """A value that is beyond doubt, though its words have not the template's form."""
    return Understood(value, (Remark("forme_approchee", reason),))


def plain(words: str) -> str:
    """Words with plain spaces and a plain minus, refused where longer than any value could be."""
    if len(words) > MAX_VALUE_LENGTH:
        raise ValueError("trop long pour être une valeur")
    return " ".join(words.replace("−", "-").replace("–", "-").split())


def refuse_other_digits(words: str) -> None:
    """Raises ValueError for digits that are not those of ASCII: no program prints such a figure."""
    if any(c.isnumeric() and not c.isascii() for c in words):
        raise ValueError("des chiffres d'une autre écriture")
