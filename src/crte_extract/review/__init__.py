"""A page in French to look at: what the overview counts, and each record beside its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crte_extract.doors import opened

if TYPE_CHECKING:
    from crte_extract.review.files import (
        INDEX,
        MOST_SHEETS,
        SHEETS,
        check_packages,
        write_review,
        write_review_folder,
    )

__all__ = [
    "INDEX",
    "MOST_SHEETS",
    "SHEETS",
    "check_packages",
    "write_review",
    "write_review_folder",
]

if not TYPE_CHECKING:
    __getattr__ = opened(
        __name__,
        {
            "files": [
                "INDEX",
                "MOST_SHEETS",
                "SHEETS",
                "check_packages",
                "write_review",
                "write_review_folder",
            ]
        },
    )
