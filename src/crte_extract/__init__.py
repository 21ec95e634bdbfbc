"""Fiches CRTE, PDF or text, read into typed records.

>>> from crte_extract import extract
>>> fiche = extract("samples/fiche-crte-dijon-metropole.txt")
>>> fiche.ingenierie_financement.depenses_investissement
Decimal('78000000')

Names load when first used, so that ``import crte_extract`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crte_extract.errors import CrteError
    from crte_extract.extraction import extract, extract_all
    from crte_extract.record.models import Fiche

__version__ = "0.1.0"
__all__ = ["CrteError", "Fiche", "__version__", "extract", "extract_all"]

_HOME = {
    "CrteError": "crte_extract.errors",
    "Fiche": "crte_extract.record.models",
    "extract": "crte_extract.extraction",
    "extract_all": "crte_extract.extraction",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
