"""The password of encrypted PDFs, from wherever it was said to be."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from crte_extract.command.options import PASSWORD, Asked
from crte_extract.command.terminal import safe
from crte_extract.errors import WrongOption

_LONGEST: Final = 1000  # characters of a line that may be a password


def password_of(asked: Asked) -> str | None:
    """The password, None where there is none; asks for it on the terminal. Raises WrongOption."""
    if asked.password == "-":  # noqa: S105
        return _ask()
    if asked.password is not None:
        return asked.password
    if asked.password_file is not None:
        return _first_line(asked.password_file)
    return os.environ.get(PASSWORD) or None


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            word = file.readline(_LONGEST).rstrip("\r\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its first line is no text"
        raise WrongOption(f"--password-file {safe(path)} can't be read: {reason}") from None
    if not word:
        raise WrongOption(f"the first line of {safe(path)} is empty")
    return word


def _ask() -> str:
    from getpass import getpass

    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise WrongOption(
            f"--password - asks on a terminal, and there is none: use --password-file, or {PASSWORD}"
        ) from None
    try:
        return getpass("Password of the encrypted PDFs: ")
    except EOFError:
        raise KeyboardInterrupt from None
