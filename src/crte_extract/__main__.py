"""The command ``crte-extract``: loaded inside of what answers Ctrl-C, since loading takes a moment too."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """The command."""
    gc.disable()  # what is loaded stays: no garbage is in it; a run that reads has it looked for
    try:
        from crte_extract.command import main as command

        command()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if _is_an_interrupt(error):
            sys.exit(130)
        raise
    finally:
        gc.freeze()  # a process that ends gives all back: nothing needs to be looked through for that
        gc.enable()


def _is_an_interrupt(error: BaseException) -> bool:
    """Whether Ctrl-C is behind an error: Python 3.11 raises a RuntimeError from it as a class is made."""
    waiting: list[BaseException | None] = [error]
    seen: set[BaseException] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, KeyboardInterrupt):
            return True
        if one is not None and one not in seen:
            seen.add(one)
            waiting += [one.__cause__, one.__context__]
    return False


if __name__ == "__main__":
    main()
