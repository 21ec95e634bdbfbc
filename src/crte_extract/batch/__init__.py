"""Many sources: found, read by workers that fail alone, kept in a journal, counted, written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crte_extract.doors import opened

if TYPE_CHECKING:
    from crte_extract.batch.clashes import Written, check_sources, check_written, is_a_source
    from crte_extract.batch.dataset import (
        Output,
        pieces,
        read_all,
        write_folder,
        write_records,
    )
    from crte_extract.batch.executors import Here, cluster, cores
    from crte_extract.batch.explanations import explain
    from crte_extract.batch.forked import Forked
    from crte_extract.batch.journal import Journal
    from crte_extract.batch.naming import plan
    from crte_extract.batch.outcomes import Outcome, extract_many
    from crte_extract.batch.sources import Choice, Found, SourceFile, find_sources
    from crte_extract.batch.summary import Summary, is_report
    from crte_extract.batch.views import MOST_PAGES, Page, Place, View
    from crte_extract.batch.workers import Workers

__all__ = [
    "MOST_PAGES",
    "Choice",
    "Forked",
    "Found",
    "Here",
    "Journal",
    "Outcome",
    "Output",
    "Page",
    "Place",
    "SourceFile",
    "Summary",
    "View",
    "Workers",
    "Written",
    "check_sources",
    "check_written",
    "cluster",
    "cores",
    "explain",
    "extract_many",
    "find_sources",
    "is_a_source",
    "is_report",
    "pieces",
    "plan",
    "read_all",
    "write_folder",
    "write_records",
]

if not TYPE_CHECKING:
    __getattr__ = opened(
        __name__,
        {
            "clashes": ["Written", "check_sources", "check_written", "is_a_source"],
            "dataset": ["Output", "pieces", "read_all", "write_folder", "write_records"],
            "executors": ["Here", "cluster", "cores"],
            "explanations": ["explain"],
            "forked": ["Forked"],
            "journal": ["Journal"],
            "naming": ["plan"],
            "outcomes": ["Outcome", "extract_many"],
            "sources": ["Choice", "Found", "SourceFile", "find_sources"],
            "summary": ["Summary", "is_report"],
            "views": ["MOST_PAGES", "Page", "Place", "View"],
            "workers": ["Workers"],
        },
    )
