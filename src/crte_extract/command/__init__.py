"""The command as it is typed: options, one run, and all that a terminal is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crte_extract.doors import opened

if TYPE_CHECKING:
    from crte_extract.command.cli import main

__all__ = ["main"]

if not TYPE_CHECKING:
    __getattr__ = opened(__name__, {"cli": ["main"]})
