"""The record of a sheet, or the records of several: what users call, bounded where they ask for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crte_extract.errors import CrteError, SeveralSheets
from crte_extract.options import MEMORY, TIMEOUT, Reader
from crte_extract.readings import named, read_sheets, source_name
from crte_extract.record import Fiche


def extract(
    source: str | Path | bytes,
    *,
    reader: Reader = "auto",
    password: str | None = None,
    provenance: bool = False,
    timeout: float | None = None,
    memory: int | None = None,
) -> Fiche:
    """The record of the one sheet in a file, given by its path or its bytes.

    ``reader`` chooses who reads a PDF: ``pdfium`` (by the places of its words), ``pdfium-drawn`` (in the
    order in which they were drawn), ``pdfplumber`` (slow), or ``auto``, which begins with the first and
    asks the others where they may do better. ``provenance`` adds where each field was read. Raises a
    CrteError, which SeveralSheets is.

    With a ``timeout`` in seconds, or a ``memory`` in bytes, the file is read in a child process that is
    held to them (30 s and 1 GiB where only the other is given): whatever is in it, the call ends, with
    ReaderFailed at worst (ValueError where they are no bounds). A child takes some tenths of a second to
    start; for many files use ``batch.extract_many``, which keeps its own. Without them nothing is bounded.
    """
    fiches = extract_all(
        source,
        reader=reader,
        password=password,
        provenance=provenance,
        timeout=timeout,
        memory=memory,
    )
    if len(fiches) > 1:
        raise SeveralSheets(f"it holds {len(fiches)} sheets").about(source_name(source))
    return fiches[0]


def extract_all(
    source: str | Path | bytes,
    *,
    reader: Reader = "auto",
    password: str | None = None,
    provenance: bool = False,
    timeout: float | None = None,
    memory: int | None = None,
) -> list[Fiche]:
    """The records of all the sheets in a file, in their order; otherwise as ``extract``."""
    read = partial(_fiches, source, reader, password, provenance)
    if timeout is None and memory is None:
        return read()
    from crte_extract.batch import Workers  # imported here: most callers do without

    seconds, size = TIMEOUT if timeout is None else timeout, MEMORY if memory is None else memory
    with Workers(1, timeout=seconds, memory=size) as workers:
        try:
            fiches: list[Fiche] = workers.submit(read).result()
        except CrteError as error:
            raise error.about(named(source)) from None
    return fiches


def _fiches(
    source: str | Path | bytes, reader: Reader, password: str | None, provenance: bool
) -> list[Fiche]:
    readings = read_sheets(source, reader=reader, password=password, provenance=provenance)
    return [reading.fiche for reading in readings]
