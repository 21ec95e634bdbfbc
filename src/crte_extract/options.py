"""How sources are read, and what that may take: the options that all callers share, checked once.

The command, ``batch.extract_many``, the journal and the workers take them from here; what only the
command has is in ``command.options``. Plain classes: ``--help`` loads this, and is to load no library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from crte_extract.errors import WrongOption

Reader = Literal["auto", "pdfium", "pdfium-drawn", "pdfplumber"]

TIMEOUT: Final = 30.0  # seconds that a source may take
MEMORY: Final = 1 << 30  # bytes that it may take
READERS: Final[tuple[Reader, ...]] = ("auto", "pdfium", "pdfium-drawn", "pdfplumber")
_LONGEST: Final = 120  # characters of a word that is told
_SAME_RECORDS: Final = "same records"  # of a field: whatever it says, no record is another


def _of_no_record(default: Any) -> Any:
    """A field that no record depends on."""
    return field(default=default, metadata={_SAME_RECORDS: True})


@dataclass(frozen=True, slots=True, repr=False)  # a password is not shown
class Options:
    """How each source is read: all that a worker needs to know. Raises WrongOption.

    ``reader``, ``password`` and ``provenance`` are as for ``extract``. ``set_aside`` tells which lines
    hold no data; ``folder`` is where relative paths begin, for workers that run elsewhere; ``views``
    shows the sheets' pages.
    """

    reader: Reader = "auto"
    password: str | None = _of_no_record(None)
    provenance: bool = False
    set_aside: bool = _of_no_record(False)
    folder: str = _of_no_record("")
    views: bool = _of_no_record(False)

    def __post_init__(self) -> None:
        reader_of(self.reader)

    def of_records(self) -> str:
        """What records depend on besides their source, in words; a new field is among it unless it says no.

        >>> Options(provenance=True, folder="/elsewhere").of_records()
        'reader=auto provenance=True'
        """
        told = (one.name for one in fields(self) if _SAME_RECORDS not in one.metadata)
        return " ".join(f"{name}={getattr(self, name)}" for name in told)


@dataclass(frozen=True, slots=True, repr=False)
class Bounds:
    """What reading a source may take, and how many are read at once. Raises WrongOption.

    ``timeout`` is in seconds and ``memory`` in bytes; infinity is no bound. Without ``jobs`` there is a
    worker a core.
    """

    timeout: float = TIMEOUT
    memory: int = MEMORY
    jobs: int | None = None

    def __post_init__(self) -> None:
        _check_above_0("timeout", self.timeout, "seconds", int | float)
        _check_above_0("memory", self.memory, "bytes", int)
        if self.jobs is not None:
            _check_above_0("jobs", self.jobs, "workers", int)


def _check_above_0(name: str, value: Any, unit: str, kind: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, kind) or not value > 0:
        raise WrongOption(f"{name}: a number of {unit} above 0 is wanted, not {value!r}")


def reader_of(word: str) -> Reader:
    """The reader of that name; raises WrongOption.

    >>> reader_of("pdfium")
    'pdfium'
    """
    for reader in READERS:
        if reader == word:
            return reader
    raise unknown_word("--reader", word, READERS)


def unknown_word(option: str, word: str, known: Sequence[str]) -> WrongOption:
    """The error of a word that an option doesn't know, with the one that may have been meant.

    >>> print(unknown_word("--reader", "pdfplumer", READERS))
    --reader pdfplumer: did you mean pdfplumber? Known are auto, pdfium, pdfium-drawn, pdfplumber
    """
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), known, 1)
    meant = f"did you mean {near[0]}? Known are" if near else "there is none such; known are"
    told = word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"
    return WrongOption(f"{option} {told}: {meant} {', '.join(known)}")
