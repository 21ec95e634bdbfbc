"""What a record says against itself, added to its reading: all rules, one after the other."""

from __future__ import annotations

from crte_extract.checking.plausibility import implausible
from crte_extract.record import Reading, about


def check(reading: Reading) -> Reading:
    """The reading with the warnings of all rules, and the states that they give; as it is without any."""
    found = [
        about(reading.block(key), "valeur_invraisemblable", reason)
        for key, reason in implausible(reading.fiche, reading.document.made)
    ]
    return reading.warned(found) if found else reading
