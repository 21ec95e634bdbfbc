"""The typed record of a sheet: every fact about a field, values by their types, states and warnings."""
