"""The options of a run: each one's name, meaning, default and bounds, and which go together.

``Asked`` holds them, wherever they come from; what it can't hold is refused when it is made. The command
line makes its options of it. Plain, and without ``annotations`` from the future: the types of the fields
are what Typer is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from crte_extract.errors import WrongOption
from crte_extract.options import (
    MEMORY,
    READERS,
    TIMEOUT,
    Bounds,
    Options,
    reader_of,
    unknown_word,
)

VIEW: Final = "view"  # the format that is for reading on a terminal
FORMATS: Final = ("json", "yaml", "ndjson", "csv", "xlsx", "sqlite", "parquet", "html", VIEW)
PASSWORD: Final = "CRTE_EXTRACT_PASSWORD"  # noqa: S105 - the name of a variable
_MIB: Final = 1 << 20  # bytes


class About(NamedTuple):
    """What is known of an option besides its default and its type."""

    help: str
    names: tuple[str, ...] = ()  # as typed; an argument has none
    metavar: str | None = None
    least: float | None = None
    known: tuple[str, ...] = ()  # the words that it may be, in whatever case they are typed


def _argument(help: str, metavar: str) -> Any:
    return field(default=(), metadata={"about": About(help, metavar=metavar)})


def _option(help: str, *names: str, default: Any = None, **more: Any) -> Any:
    return field(default=default, metadata={"about": About(help, names, **more)})


def about_option(option: Field[Any]) -> About:
    """What is known of a field of ``Asked``."""
    known: About = option.metadata["about"]
    return known


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)  # a password is not shown
class Asked:
    """What a run is asked for: the command as it was typed. Raises WrongOption."""

    sources: tuple[str, ...] = _argument(
        "Sheets (PDF or text), folders of them, - for standard input.", "SOURCE..."
    )
    output: str | None = _option(
        "Write to this file: .json .yaml .ndjson .csv .xlsx .sqlite .parquet .html; or a file a sheet "
        "to this folder (end it with /).",
        "-o",
        "--output",
        metavar="PATH",
    )
    form: str | None = _option(
        f"Output format: {' '.join(FORMATS)} (records for reading). Without it, what the output's "
        "ending says.",
        "-f",
        "--format",
        metavar="FORMAT",
        known=FORMATS,
    )
    include: tuple[str, ...] = _option(
        "In folders, read these files (default: *.pdf, *.txt).",
        "--include",
        default=(),
        metavar="GLOB",
    )
    exclude: tuple[str, ...] = _option(
        "In folders, leave out these files or folders.", "--exclude", default=(), metavar="GLOB"
    )
    jobs: int | None = _option("Worker processes (default: one a core).", "-j", "--jobs", least=1)
    timeout: float | None = _option(
        f"Seconds that a sheet may take (default: {TIMEOUT:g}).", "--timeout", least=0.1
    )
    memory: int | None = _option(
        f"Memory that a sheet may take (default: {MEMORY // _MIB}).",
        "--memory",
        metavar="MIB",
        least=256,
    )
    resume: bool = _option(
        "Go on with a run: read only what is new or has changed.", "--resume", default=False
    )
    report: Path | None = _option(  # noqa: RUF009 - it is a field
        "Write the summary of the run to this file, as JSON.", "--report", metavar="FILE"
    )
    scheduler: str | None = _option(
        "Read on the Dask cluster at tcp://HOST:PORT.", "--scheduler", metavar="ADDRESS"
    )
    strict: bool = _option(
        "Exit with 3 where something is to be checked.", "--strict", default=False
    )
    provenance: bool = _option(
        "Add where each field was read: page, box, line, words.", "--provenance", default=False
    )
    reader: str = _option(
        "Who reads a PDF: pdfium, by the places of words; pdfium-drawn, in the order of drawing; "
        "pdfplumber, slow; auto begins with the first, and asks the others where they may help.",
        "--reader",
        default=READERS[0],
        metavar="READER",
        known=READERS,
    )
    password: str | None = _option(
        "Password of encrypted PDFs; - asks for it. Other users see it in the list of processes: "
        f"better --password-file, or the variable {PASSWORD}.",
        "--password",
        metavar="WORD",
    )
    password_file: Path | None = _option(  # noqa: RUF009
        "Take the password from the first line of this file.", "--password-file", metavar="FILE"
    )
    schema: bool = _option(
        "Write the JSON Schema of a record (-f csv: a line a field), and end.",
        "--schema",
        default=False,
    )
    explain: bool = _option(
        "Tell of each line of a sheet what it was taken for, where it went and by which rule, and "
        "end.",
        "--explain",
        default=False,
    )
    quiet: bool = _option(
        "Tell errors only: no warnings, no summary.", "-q", "--quiet", default=False
    )
    verbose: bool = _option(
        "Tell all warnings, and which lines were set aside.", "-v", "--verbose", default=False
    )

    @classmethod
    def typed(cls, words: Mapping[str, Any]) -> Self:
        """What was typed, by the names of the fields: lists or None for tuples, words in any case."""
        asked = {one.name: _read(one, words[one.name]) for one in fields(cls)}
        asked["sources"] = tuple("-" if s == "/dev/stdin" else s for s in asked["sources"])
        asked["output"] = None if asked["output"] == "-" else asked["output"]
        asked["form"] = asked["form"] or None
        return cls(**asked)

    def __post_init__(self) -> None:
        for one in fields(self):
            _check(about_option(one), getattr(self, one.name))
        if self.schema and self.explain:
            raise WrongOption("--schema and --explain exclude each other")
        for wrong in () if self.schema else _broken(self):
            raise WrongOption(wrong)

    def options(self, password: str | None, *, views: bool) -> Options:
        """What a worker has to know, with the password that was found out."""
        here = str(Path.cwd()) if self.scheduler else ""
        reader = reader_of(self.reader)
        return Options(reader, password, self.provenance, self.verbose, here, views)

    def bounds(self) -> Bounds:
        """What reading a source may take."""
        memory = self.memory * _MIB if self.memory else MEMORY
        return Bounds(self.timeout or TIMEOUT, memory, self.jobs)


def holds_several(option: Field[Any]) -> bool:
    """Whether an option may be given more than once."""
    return bool(option.type == tuple[str, ...])


def _read(option: Field[Any], given: Any) -> Any:
    if holds_several(option):
        return tuple(given or ())
    known = about_option(option).known
    return given.lower() if known and given and given.lower() in known else given


def _check(option: About, value: Any) -> None:
    """Refuses what is out of its bounds, as Typer tells it, and a word that isn't known."""
    if value is None:
        return
    if option.least is not None and not value >= option.least:
        names = " / ".join(f"'{name}'" for name in option.names)
        raise WrongOption(f"{names}: Input should be greater than or equal to {option.least}")
    if option.known and value not in option.known:
        raise unknown_word(option.names[-1], value, option.known)


_NOT_EXPLAINED: Final = (
    *("-o", "-f", "--include", "--exclude", "--jobs", "--resume", "--report", "--scheduler"),
    *("--strict", "--provenance"),
)


def _more_than_explained(asked: Asked) -> Iterator[bool]:
    """For each option that goes with none of --explain whether it was given."""
    for option in fields(asked):
        if not {*about_option(option).names}.isdisjoint(_NOT_EXPLAINED):
            yield bool(getattr(asked, option.name))


def _broken(asked: Asked) -> Iterator[str]:
    """What is wrong with the options of a run that reads, taken together."""
    rules = {
        "give at least one SOURCE: a PDF, a text, a folder, or - for standard input": (
            bool(asked.sources)
        ),
        "a SOURCE is empty": "" not in asked.sources,
        "standard input (-) can be read only once": asked.sources.count("-") <= 1,
        "--explain tells how single sheets are read, and writes no record: leave out what asks for more "
        f"({', '.join(_NOT_EXPLAINED)})": not (asked.explain and any(_more_than_explained(asked))),
        "--quiet and --verbose exclude each other": not (asked.quiet and asked.verbose),
        "--resume needs the output (-o) of the run to go on with": (
            asked.output is not None or not asked.resume
        ),
        "--password and --password-file exclude each other": (
            asked.password is None or asked.password_file is None
        ),
        "--scheduler wants an address such as tcp://host:8786": (
            asked.scheduler is None or "://" in asked.scheduler
        ),
        "with --scheduler, the cluster decides on --jobs, --timeout and --memory": (
            asked.scheduler is None
            or (asked.jobs, asked.timeout, asked.memory) == (None, None, None)
        ),
    }
    return (rule for rule, kept in rules.items() if not kept)
