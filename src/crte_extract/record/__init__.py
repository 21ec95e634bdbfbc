"""The typed record of a sheet: every fact about a field, values by their types, states and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crte_extract.doors import opened

if TYPE_CHECKING:
    from crte_extract.record.building import Reading, build
    from crte_extract.record.diverging import divergences
    from crte_extract.record.doubts import Doubt, doubts_of, filled, lacks_text
    from crte_extract.record.form import FIELDS, FORM, ROLES, value_of
    from crte_extract.record.models import (
        Acteur,
        Avertissement,
        ChampInconnu,
        Code,
        Entree,
        Etat,
        Fiche,
        Kind,
        Source,
        columns,
        fields,
        json_schema,
        sections,
    )
    from crte_extract.record.states import (
        UNDERSTOOD,
        Belonging,
        deciding,
        has_none,
        of_unknown_label,
        sorted_out,
        to_check,
        wants_checking,
    )
    from crte_extract.record.telling import about, unconfirmed
    from crte_extract.record.values import is_email

__all__ = [
    "FIELDS",
    "FORM",
    "ROLES",
    "UNDERSTOOD",
    "Acteur",
    "Avertissement",
    "Belonging",
    "ChampInconnu",
    "Code",
    "Doubt",
    "Entree",
    "Etat",
    "Fiche",
    "Kind",
    "Reading",
    "Source",
    "about",
    "build",
    "columns",
    "deciding",
    "divergences",
    "doubts_of",
    "fields",
    "filled",
    "has_none",
    "is_email",
    "json_schema",
    "lacks_text",
    "of_unknown_label",
    "sections",
    "sorted_out",
    "to_check",
    "unconfirmed",
    "value_of",
    "wants_checking",
]

if not TYPE_CHECKING:
    __getattr__ = opened(
        __name__,
        {
            "building": ["Reading", "build"],
            "diverging": ["divergences"],
            "doubts": ["Doubt", "doubts_of", "filled", "lacks_text"],
            "form": ["FIELDS", "FORM", "ROLES", "value_of"],
            "models": [
                "Acteur",
                "Avertissement",
                "ChampInconnu",
                "Code",
                "Entree",
                "Etat",
                "Fiche",
                "Kind",
                "Source",
                "columns",
                "fields",
                "json_schema",
                "sections",
            ],
            "states": [
                "UNDERSTOOD",
                "Belonging",
                "deciding",
                "has_none",
                "of_unknown_label",
                "sorted_out",
                "to_check",
                "wants_checking",
            ],
            "telling": ["about", "unconfirmed"],
            "values": ["is_email"],
        },
    )
