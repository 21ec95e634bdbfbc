"""Records become files: a module a format, tables derived from the models, files that appear whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crte_extract.doors import opened

if TYPE_CHECKING:
    from crte_extract.writing.formats import (
        ENDINGS,
        FILES_ONLY,
        REVIEW,
        TABULAR,
        WRITERS,
        NamedRecord,
        files,
        tabular,
    )
    from crte_extract.writing.json import dump
    from crte_extract.writing.places import (
        OutputFolder,
        check_place,
        make_folder,
        replacing,
        write_file,
    )

__all__ = [
    "ENDINGS",
    "FILES_ONLY",
    "REVIEW",
    "TABULAR",
    "WRITERS",
    "NamedRecord",
    "OutputFolder",
    "check_place",
    "dump",
    "files",
    "make_folder",
    "replacing",
    "tabular",
    "write_file",
]

if not TYPE_CHECKING:
    __getattr__ = opened(
        __name__,
        {
            "formats": [
                "ENDINGS",
                "FILES_ONLY",
                "REVIEW",
                "TABULAR",
                "WRITERS",
                "NamedRecord",
                "files",
                "tabular",
            ],
            "json": ["dump"],
            "places": ["OutputFolder", "check_place", "make_folder", "replacing", "write_file"],
        },
    )
