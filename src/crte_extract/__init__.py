"""Fiches CRTE, PDF or text, read into typed records.

>>> from crte_extract import extract
>>> fiche = extract("samples/fiche-crte-dijon-metropole.txt")
>>> fiche.ingenierie_financement.depenses_investissement
Decimal('78000000')

Names load when first used, so that ``import crte_extract`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crte_extract.doors import opened

if TYPE_CHECKING:
    from crte_extract.errors import CrteError
    from crte_extract.extraction import extract, extract_all
    from crte_extract.record import Fiche

__version__ = "0.1.0"
__all__ = ["CrteError", "Fiche", "__version__", "extract", "extract_all"]

if not TYPE_CHECKING:
    __getattr__ = opened(
        __name__,
        {"errors": ["CrteError"], "extraction": ["extract", "extract_all"], "record": ["Fiche"]},
    )


def __dir__() -> list[str]:
    return sorted(__all__)
