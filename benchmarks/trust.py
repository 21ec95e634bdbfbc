"""What is called read is what the sheet says: ``python benchmarks/trust.py [--folder F --truth T]``.

Sheets whose truth is known are read, and each field is one of four: right; a false alarm (right, and
flagged); wrong and flagged; or **silent**: wrong, and called read. Kinds of sheet: the repository's own,
texts in many layouts, values in every form that people write, planted nonsense, damaged PDFs, and a
folder made by ``corpus.py --truth`` where one is given. Zero errors in n fields bound their share to at
most 3/n (the rule of three, at 95 %).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from crte_extract import CrteError, extract
from sheetmaker.as_text import to_text
from sheetmaker.layout import Layout
from sheetmaker.records import random_record

ROOT: Final = Path(__file__).parents[1]
SAMPLE: Final = ROOT / "samples" / "fiche-crte-dijon-metropole.txt"
FLAGGED: Final = ("douteux", "illisible", "absent")
DAMAGE: Final = "damaged PDFs"
DAMAGED: Final = 12  # copies of each PDF with other bytes damaged
Fields = dict[str, Any]


class Trial(NamedTuple):
    """A sheet to read, and what its fields should be; ``wrong`` are those of which nothing is true."""

    name: str
    data: bytes
    truth: Fields
    wrong: frozenset[str] = frozenset()


class Counts:
    """The fields of a kind of sheet, by how they were read."""

    def __init__(self) -> None:
        self.sheets = self.refused = self.right = self.alarms = self.told = 0
        self.silent: list[str] = []
        self.alarmed: list[str] = []
        self.seconds = 0.0

    @property
    def fields(self) -> int:
        """How many there were."""
        return self.right + self.alarms + self.told + len(self.silent)

    def add(self, trial: Trial) -> None:
        """Reads a sheet, and judges its fields."""
        self.sheets += 1
        begun = time.perf_counter()
        try:
            record = extract(trial.data).model_dump(mode="json")
        except CrteError:
            self.refused += 1
            return
        finally:
            self.seconds += time.perf_counter() - begun
        for section, states in record["etats"].items():
            for key, state in states.items():
                value = record[section][key]
                right = value == trial.truth[key] and key not in trial.wrong
                told = f"{trial.name}: {key}: {value!r}, not {trial.truth[key]!r}"
                if right and state not in FLAGGED:
                    self.right += 1
                elif right:
                    self.alarms += 1
                    self.alarmed.append(f"{trial.name}: {key}: {state}, though right")
                elif state in FLAGGED:
                    self.told += 1
                else:
                    self.silent.append(told)


def main() -> int:
    """Read all, tell; 1 where an error was silent on a sheet that is whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="sheets that corpus.py made")
    parser.add_argument("--truth", type=Path, help="their records, as corpus.py --truth wrote them")
    parser.add_argument("--sheets", type=int, default=300, help="texts in many layouts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--show", type=int, default=10, help="silent errors and alarms told one by one"
    )
    options = parser.parse_args()
    kinds: dict[str, Iterator[Trial]] = {
        "the repository's own": own(),
        "texts in many layouts": texts(options.seed, options.sheets),
        "every form of a value": forms(),
        "planted nonsense": nonsense(),
        DAMAGE: damaged(options.seed),
    }
    if options.folder and options.truth:
        kinds["the folder"] = corpus(options.folder, options.truth)
    print(
        f"{'kind':24}{'sheets':>8}{'refused':>9}{'fields':>9}{'right':>9}{'alarms':>8}"
        f"{'flagged':>9}{'silent':>8}{'ms':>7}  silent at most"
    )
    silent = 0
    for kind, trials in kinds.items():
        counts = Counts()
        for trial in trials:
            counts.add(trial)
        silent += 0 if kind == DAMAGE else len(counts.silent)
        print(row(kind, counts))
        for told in [*counts.silent[: options.show], *counts.alarmed[: options.show]]:
            print(f"    {told[:200]}")
    return int(silent > 0)


def row(kind: str, counts: Counts) -> str:
    """The line of a kind."""
    n = counts.fields or 1
    most = f"{3 / n:.3%}" if not counts.silent else f"{len(counts.silent) / n:.3%} seen"
    return (
        f"{kind:24}{counts.sheets:8}{counts.refused:9}{counts.fields:9}{counts.right:9}"
        f"{counts.alarms:8}{counts.told:9}{len(counts.silent):8}"
        f"{1000 * counts.seconds / max(counts.sheets, 1):7.1f}  {most}"
    )


def flat(record: Mapping[str, Any]) -> Fields:
    """The fields of the sections of a record."""
    return {
        key: value
        for section, fields in record.items()
        if isinstance(fields, dict) and section not in ("etats", "source")
        for key, value in fields.items()
    }


def own() -> Iterator[Trial]:
    """The golden sheets and the real one."""
    sheets = sorted([*ROOT.glob("tests/sheets/*"), *ROOT.glob("samples/*")])
    for sheet in sheets:
        if sheet.suffix in (".pdf", ".txt"):
            truth = json.loads(sheet.with_suffix(".json").read_text("utf-8"))
            yield Trial(sheet.name, sheet.read_bytes(), flat(truth))


def texts(seed: int, count: int) -> Iterator[Trial]:
    """Drawn records, printed as texts in drawn layouts."""
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        bullet = chance.choice(("-", "–", "•", "▪", "◦", "*", "o", ""))
        layout = Layout(
            bullet=bullet,
            hanging=chance.random() < 0.5,
            width=chance.choice((None, 70, 90, 110)) if bullet else None,
            bold=chance.random() < 0.5 or not bullet,
            case=chance.choice(("as is", "upper", "lower")),
            accents=chance.random() < 0.7,
            euros=chance.choice(
                ("template", "comma", "full", "dots", "kilo", "milliards", "plain")
            ),
            dates=chance.choice(("template", "premier", "slash", "iso", "bare")),
            missing=chance.choice(("template", "nan", "none")),
            table=chance.random() < 0.15 and bool(bullet),
        )
        record = random_record(chance, nasty=bool(bullet))
        yield Trial(f"text {number}", to_text(record, layout).encode(), flat(record))


INVESTMENT: Final = "dépenses d'investissement : 78.00M€"
SIGNED: Final = "Date de signature du CRTE : 07 avril 2022"
SHEETS: Final = "Nombre de fiches action (opération prête à démarrer) : 43"
MEETINGS: Final = "annuelle de réunion du COPIL : None"
INDICATORS: Final = "opérationnels du CRTE : Oui"
PROGRAMMES: Final = "Liste des programmes de l'ANCT intégrés :"
STEPS: Final = "Démarches de co-construction du CRTE : -"
PLANS: Final = "- PLUI\n- PCAET"
CARRIER: Final = "Nom de la structure porteuse : Dijon Métropole"
REFUSED: Final = object()  # in the place of a value: the words are none
MADE: Final[Mapping[str, tuple[str, str, Mapping[Any, tuple[str, ...]]]]] = {
    "depenses_investissement": (
        INVESTMENT,
        "78.00M€",
        {
            78_000_000: (
                *("78,00 M€", "78M€", "78 000 000 €", "78.000.000 €", "0.078Md€", "0,078 Mds€"),
                *(
                    "0.078G€",
                    "0.078B€",
                    "78000.00K€",
                    "78 millions d'euros",
                    "78 M€ HT",
                    "78.00M C",
                ),
                *("EUR 78 000 000", "78 000 000 EUR", "78 000 000,00 €"),
            ),
            None: (
                *("None", "-€", "nan€", "NaN", "None€", "NC", "Non renseigné", "néant", "/", "?"),
            ),
            REFUSED: (
                *(
                    "78",
                    "78 millions",
                    "78.00M",
                    "5 M€ ou 6 M€",
                    "5 à 6 M€",
                    "environ 78 M€",
                    "Oui",
                ),
            ),
        },
    ),
    "date_signature": (
        SIGNED,
        "07 avril 2022",
        {
            "2022-04-07": (
                *(
                    "7 avril 2022",
                    "07/04/2022",
                    "2022-04-07",
                    "2022-04-07 00:00:00",
                    "7 AVRIL 2022",
                ),
                *("7 avr. 2022", "jeudi 7 avril 2022", "le 7 avril 2022", "07-04-22"),
            ),
            None: (*("None", "NaT", "à définir", "NR"),),
            REFUSED: (
                *("avril 2022", "31 février 2022", "7 avril 1022"),
                *("mercredi 7 avril 2022", "7 et 8 avril 2022", "printemps 2022"),
            ),
        },
    ),
    "nombre_fiches_action": (
        SHEETS,
        "43",
        {
            43: ("43.0", "43 fiches", "43 fiches action"),
            1043: ("1 043", "1043"),
            None: ("None", "-", "sans objet"),
            REFUSED: ("2,5", "1 à 2", "environ 40", "1.000", "bimestrielle"),
        },
    ),
    "frequence_annuelle_copil": (
        MEETINGS,
        "None",
        {
            2: ("2", "2.0", "2 fois par an", "2/an", "2 par an", "semestrielle"),
            12: ("mensuelle",),
            52: ("hebdomadaire",),
            None: ("N/C", "aucune"),
            REFUSED: ("bimestrielle", "1 à 2", "2,5", "régulièrement", "2 par mois"),
        },
    ),
    "indicateurs_suivi": (
        INDICATORS,
        "Oui",
        {
            True: ("oui", "True", "Oui (délibération du 3 mai)", "Oui, en cours"),
            False: ("Non", "False", "Non, à l'étude"),
            None: ("-", "None", "non communiqué"),
            REFUSED: ("en cours", "Oui ou non", "Non applicable au CRTE"),
        },
    ),
    "nom_structure_porteuse": (
        CARRIER,
        "Dijon Métropole",
        {None: ("None", "NR", "à préciser", "Sans objet"), "Dijon": ("Dijon",)},
    ),
}
LISTS: Final[Mapping[tuple[str, str], Mapping[tuple[str, ...], tuple[str, ...]]]] = {
    ("programmes_anct", PROGRAMMES): {
        (): (" Aucun programme", "\n\n- Non", " néant", " Sans objet", "\n\n- -"),
        ("ACV", "PVD"): (
            " ACV ; PVD",
            "\n\n- ACV ; PVD",
            "\n\n1. ACV\n2. PVD",
            "\n\n- ACV ;\n- PVD.",
        ),
    },
    ("documents_strategiques", PLANS): {
        ("PLUI de la communauté", "PCAET"): (
            *("- 1. PLUI de la communauté\n- 2. PCAET", "1. PLUI de la\ncommunauté\n2. PCAET"),
            "a) PLUI de la\ncommunauté\nb) PCAET",
        ),
    },
}


def truth_of_sample() -> tuple[str, Fields]:
    """The text of the real sheet, and its fields."""
    truth = json.loads(SAMPLE.with_suffix(".json").read_text("utf-8"))
    return SAMPLE.read_text("utf-8"), flat(truth)


def changed(text: str, before: str, after: str) -> bytes:
    """The text with one place of it changed, the first such."""
    if before not in text:
        raise ValueError(f"not in the sample: {before}")
    return text.replace(before, after, 1).encode()


def forms() -> Iterator[Trial]:
    """The real sheet, with one value in each of the forms that the contract tells."""
    text, truth = truth_of_sample()
    for key, (before, usual, values) in MADE.items():
        for value, words in values.items():
            for form in words:
                after = before.removesuffix(usual) + form
                true = {**truth, key: None if value is REFUSED else value}
                wrong = frozenset({key} if value is REFUSED else ())
                yield Trial(form, changed(text, before, after), true, wrong)
    for (key, before), lists in LISTS.items():
        for items, printed in lists.items():
            for form in printed:
                after = before + form if before == PROGRAMMES else form
                yield Trial(form, changed(text, before, after), {**truth, key: [*items]})
    for form in ("Oui, par un forum", "Oui (par un forum)", "Oui : par un forum"):
        answer = {"reponse": True, "details": ["par un forum"]}
        after = STEPS.removesuffix("-") + form
        yield Trial(
            form, changed(text, STEPS, after), {**truth, "demarches_co_construction": answer}
        )


NONSENSE: Final = (
    ("date_signature", SIGNED, "Date de signature du CRTE : 07 avril 2002"),
    ("date_signature", SIGNED, "Date de signature du CRTE : 07 avril 2052"),
    ("date_signature", SIGNED, "Date de signature du CRTE :"),
    (
        "date_signature_protocole_prefiguration",
        "date de signature : None",
        "date de signature : 3 mai 2023",
    ),
    ("depenses_investissement", INVESTMENT, "dépenses d'investissement : -78.00M€"),
    ("depenses_investissement", INVESTMENT, "dépenses d'investissement : 78.00Md€"),
    ("depenses_investissement", INVESTMENT, "dépenses d'investissement :"),
    ("nombre_fiches_action", SHEETS, "Nombre de fiches action (opération prête à démarrer) : -43"),
    (
        "nombre_fiches_action",
        SHEETS,
        "Nombre de fiches action (opération prête à démarrer) : 43000",
    ),
    ("frequence_annuelle_copil", MEETINGS, "annuelle de réunion du COPIL : 400"),
    ("email_contact", "fabien.sudry@cote-dor.gouv.fr", "fabien.sudry@cote-dor"),
    ("email_contact", "fabien.sudry@cote-dor.gouv.fr", "fabien sudry@cote-dor.gouv.fr"),
    ("nom_structure_porteuse", CARRIER, "Nom de la structure porteuse :"),
    ("signataires", "SIREN : 242100410, nature : METRO", "SIREN : 242100411, nature : METRO"),
    ("signataires", "SIREN : 27, nature : region", "SIREN : 99, nature : region"),
    ("documents_strategiques", PLANS, "Documents suivants :\n\n- PLUI\n- PCAET"),
    ("documents_strategiques", PLANS, "- PLUI\n\nCe plan a été adopté en 2015.\n\n- PCAET"),
    ("documents_strategiques", PLANS, "- PLUI\n  ◦ zones A\n  ◦ zones B\n- PCAET"),
    ("documents_strategiques", PLANS, "- PLUI, PCAET, SCoT"),
    ("indicateurs_suivi", INDICATORS, "opérationnels du CRTE :"),
    (
        "email_contact",
        "Signataires\n",
        "Email de contact : autre@cote-dor.gouv.fr\n\nSignataires\n",
    ),
)
BOTH: Final = {
    "date_signature_protocole_prefiguration": "date_signature"
}  # either may be the false one


def nonsense() -> Iterator[Trial]:
    """The real sheet with entries that can't be, or that can't be told for sure."""
    text, truth = truth_of_sample()
    for key, before, after in NONSENSE:
        wrong = frozenset({key, BOTH.get(key, key)})
        yield Trial(f"{before} > {after}", changed(text, before, after), truth, wrong)


def damaged(seed: int) -> Iterator[Trial]:
    """The golden PDFs with bytes changed at random; what is drawn in plain letters is left alone."""
    for sheet in sorted(ROOT.glob("tests/sheets/*.pdf")):
        truth = flat(json.loads(sheet.with_suffix(".json").read_text("utf-8")))
        for number in range(DAMAGED):
            chance = random.Random(f"{seed} {sheet.name} {number}")
            data = bytearray(sheet.read_bytes())
            for _ in range(chance.choice((1, 3, 10))):
                data[chance.randrange(len(data))] = chance.randrange(256)
            yield Trial(f"{sheet.name} damaged {number}", bytes(data), truth)


def corpus(folder: Path, truths: Path) -> Iterator[Trial]:
    """A folder of made sheets."""
    for line in truths.read_text("utf-8").splitlines():
        truth = json.loads(line)
        name = truth.pop("fichier")
        yield Trial(name, (folder / name).read_bytes(), flat(truth))


if __name__ == "__main__":
    raise SystemExit(main())
