"""The programs that print sheets: a module a family, each with its `MAKERS`."""
