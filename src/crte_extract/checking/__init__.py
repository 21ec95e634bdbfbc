"""A record against itself: a rule a function, and what they say added to the reading."""

from crte_extract.checking.checks import check

__all__ = ["check"]
