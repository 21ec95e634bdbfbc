"""Makes the committed test sheets anew: `python -m tests.sheetmaker.make [--force]`.

Each sheet's record is drawn from the sheet's name, so a sheet keeps its record for ever.
"""

import argparse
import json
import random
import re
import subprocess
import zlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .fiches import make_fiches
from .golden import SHEETS, Sheet
from .producers import ProducerMissingError, program, weasyprint
from .records import random_record
from .review import troubled
from .sample import sample_html
from .template import Record

TESTS = Path(__file__).parents[1]
FOLDER = TESTS / "sheets"
SAMPLE = TESTS.parent / "samples" / "fiche-crte-dijon-metropole.pdf"
TROUBLED = TESTS / "review" / "a-verifier.pdf"
COMMANDS = {
    "Chromium": ("chromium", "--version"),
    "LibreOffice": ("soffice", "--version"),
    "wkhtmltopdf": ("wkhtmltopdf", "--version"),
    "Ghostscript": ("gs", "--version"),
    "qpdf": ("qpdf", "--version"),
    "poppler": ("pdftotext", "-v"),
}
README = """# Test sheets

Made sheets, not real ones: invented records, printed by `python -m tests.sheetmaker.make` with
the programs named below. `NAME.json` holds the six sections a right reading must give, and the state of
each field; it is drawn before the sheet is printed and owes nothing to the program under test.

Do not edit a file here: change `tests/sheetmaker/golden.py`, then make the sheets again with
`--force` and read the difference.

| file | made with | what it is there for |
|---|---|---|
"""


def versions(made_with: str) -> str:
    """Name the producers of a sheet with their versions."""
    names = [name for name in made_with.split(", ") if name]
    return ", then ".join(f"{name} {_version(name)}" for name in names) or "plain text"


def _version(name: str) -> str:
    if name not in COMMANDS:
        try:
            return version(name)
        except PackageNotFoundError:
            return "?"
    command, option = COMMANDS[name]
    done = subprocess.run([program(command), option], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else "?"


def make(sheet: Sheet, folder: Path) -> None:
    """Make one sheet and its record."""
    rng = random.Random(zlib.crc32(sheet.name.encode()))
    record = random_record(rng, sheet.nasty)
    target = folder / sheet.name
    sheet.draw(record, sheet.layout, target)
    truth = json.dumps({**record, "etats": states_of(record)}, ensure_ascii=False, indent=2)
    target.with_suffix(".json").write_text(truth + "\n", encoding="utf-8")


def states_of(record: Record) -> dict[str, dict[str, str]]:
    """The state of each field of a sheet that is read right: what is missing is empty."""
    nothing: tuple[object, ...] = (None, [], {"reponse": None, "details": []})
    return {
        section: {key: "vide" if value in nothing else "lu" for key, value in fields.items()}
        for section, fields in record.items()
    }


def _refusal(sheet: Sheet, folder: Path, force: bool) -> str:
    """Make one sheet, or tell why not."""
    if (folder / sheet.name).exists() and not force:
        return f"{sheet.name}: already there; --force makes it again"
    try:
        make(sheet, folder)
    except ProducerMissingError as missing:
        return f"{sheet.name}: skipped, {missing} is not installed"
    return ""


def make_sample() -> None:
    """Typeset the real sheet's text anew."""
    weasyprint(sample_html(SAMPLE.with_suffix(".txt").read_text(encoding="utf-8")), SAMPLE)


def make_troubled() -> None:
    """Write the real sheet's text with troubles, and typeset it."""
    text = troubled(SAMPLE.with_suffix(".txt").read_text(encoding="utf-8"))
    TROUBLED.with_suffix(".txt").write_text(text, encoding="utf-8")
    weasyprint(sample_html(text), TROUBLED)


def main() -> int:
    """Make the sheets that are not there yet; with --force, all of them."""
    parser = argparse.ArgumentParser(description="Make the test sheets.")
    parser.add_argument("--force", action="store_true", help="make again what is there already")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    refusals = [_refusal(sheet, options.folder, options.force) for sheet in SHEETS]
    for line in filter(None, refusals):
        print(line)
    if not any(refusals):
        rows = [f"| {one.name} | {versions(one.made_with)} | {one.purpose} |" for one in SHEETS]
        (options.folder / "README.md").write_text(README + "\n".join(rows) + "\n", "utf-8")
    if options.force or not SAMPLE.exists():
        make_sample()
        make_troubled()
        make_fiches()
    return 1 if any(refusals) else 0


if __name__ == "__main__":
    raise SystemExit(main())
