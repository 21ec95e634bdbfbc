"""Rules broken one by one, to see which of them no test holds: ``python -m tests.mutants``."""
