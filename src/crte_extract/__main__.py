"""The command ``crte-extract``: loaded inside of what answers Ctrl-C, since loading takes a moment too."""

from __future__ import annotations

import sys


def main() -> None:
    """The command."""
    try:
        from crte_extract.command import main as command

        command()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
