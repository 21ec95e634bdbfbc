"""Two readings of one page held against each other: a field that both are sure of, and read differently."""

from __future__ import annotations

from collections.abc import Iterator

from crte_extract.record.building import Reading
from crte_extract.record.form import FIELDS
from crte_extract.record.models import Avertissement
from crte_extract.record.telling import read_otherwise

_SURE = ("lu", "vide")


def divergences(kept: Reading, other: Reading) -> Iterator[Avertissement]:
    """A warning on each field that neither reading doubts, and to which they give two values."""
    ours, theirs = kept.fiche.model_dump(), other.fiche.model_dump()
    for key, field in FIELDS.items():
        sure = all(one["etats"][field.section][key] in _SURE for one in (ours, theirs))
        if sure and ours[field.section][key] != theirs[field.section][key]:
            yield read_otherwise(kept.block(key), other.block(key))
