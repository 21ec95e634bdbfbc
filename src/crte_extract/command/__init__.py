"""The command line: options, one run, what is said on a terminal. Typer and Rich live here alone."""
