"""Many sources: found, read by workers that fail alone, kept in a journal, counted, written."""

from crte_extract.batch.outcomes import extract_many as extract_many
