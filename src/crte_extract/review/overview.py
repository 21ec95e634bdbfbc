"""What a review's first page tells of all sheets: counted as they come, kept small."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final, NamedTuple

from crte_extract.batch import Summary
from crte_extract.french import CODES, ERRORS, plural, short_euros
from crte_extract.record import Entree, fields, sections
from crte_extract.text import fold

_FIELDS: Final = tuple(fields())
_AMOUNTS: Final = tuple(field for field in _FIELDS if field.kind == "euros")
_RANKED: Final = {
    "domaines_action_publique": "Domaines d'action publique",
    "programmes_anct": "Programmes de l'ANCT",
    "signataires": "Natures des signataires",
}
_MOST: Final = 10  # rows of a ranking
_BINS: Final = 4  # of a distribution, to the power of ten
_WIDTH, _HEIGHT = 416.0, 48.0  # of a plot, in its own units


class Listed(NamedTuple):
    """A row of the table of sheets; ``href`` leads to the sheet.

    ``doubtful`` tells that it wants a human; ``no_date`` and ``no_investment`` say why there is none.
    """

    name: str
    chemin: str
    date: str | None
    points: int
    investment: float | None
    href: str
    doubtful: bool
    no_date: str
    no_investment: str


class Bar(NamedTuple):
    """A bar of a plot, and what it says."""

    x: float
    y: float
    width: float
    height: float
    told: str


class Plot(NamedTuple):
    """A distribution on a logarithmic scale; places run from 0 to 416 across, from the top down to 48."""

    ticks: Sequence[tuple[float, str]]
    bars: Sequence[Bar]
    median: float | None
    told: str


class Counts:
    """What is counted of the records for the overview."""

    def __init__(self) -> None:
        self.amounts: dict[str, list[float]] = {field.key: [] for field in _AMOUNTS}
        self.cited: dict[str, Counter[str]] = {key: Counter() for key in _RANKED}
        self.spelled: dict[str, dict[str, Counter[str]]] = {key: {} for key in _RANKED}

    def add(self, record: Mapping[str, Any]) -> None:
        """Counts a record."""
        for field in _AMOUNTS:
            amount = record[field.section][field.key]
            if amount is not None:
                self.amounts[field.key].append(amount)
        for field in _FIELDS:
            if field.key in _RANKED:
                self._cite(field.key, _words(record[field.section][field.key], field))

    def _cite(self, key: str, words: Sequence[str]) -> None:
        """Each sheet counts once for what it cites, however it spells it."""
        for word in words:
            self.spelled[key].setdefault(fold(word), Counter())[word] += 1
        self.cited[key].update({fold(word) for word in words})


def _words(value: Any, field: Entree) -> list[str]:
    if field.kind == "actors":
        return [actor["nature"] for actor in value if actor["nature"] is not None]
    return list(value)


def overview(
    summary: Summary, counts: Counts, sheets: Sequence[Listed], onward: str
) -> dict[str, Any]:
    """What the template of the overview shows."""
    return {
        "sheets": sheets,
        "records": summary.records,
        "read": summary.read,
        "to_check": summary.to_check,
        "points": summary.points,
        "failures": [
            {
                "source": error.source or "-",
                "reason": ERRORS.get(type(error).__name__, ERRORS["CrteError"]),
                "message": error.message,
                "hint": error.hint,
            }
            for error in summary.errors
        ],
        "amounts": list(_amounts(counts)),
        "rankings": [_ranking(key, label, counts) for key, label in _RANKED.items()],
        "filled": [
            {
                "label": section.labels[0],
                "fields": [
                    {"label": f.labels[0], "count": summary.filled[f.key]}
                    for f in _FIELDS
                    if f.section == section.key
                ],
            }
            for section in sections()
        ],
        "codes": [
            (CODES.get(code, code), code, count)  # type: ignore[call-overload]
            for code, count in summary.codes.most_common()
        ],
        "unknown": summary.unknown_labels(2 * _MOST),
        "onward": onward,
    }


def _ranking(key: str, label: str, counts: Counts) -> dict[str, Any]:
    cited = counts.cited[key]
    first = sorted(cited.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    spelled = counts.spelled[key]
    return {
        "label": label,
        "distinct": len(cited),
        "first": [(min(spelled[w].items(), key=lambda s: (-s[1], s[0]))[0], n) for w, n in first],
    }


def _amounts(counts: Counts) -> Iterator[dict[str, Any]]:
    every = [value for values in counts.amounts.values() for value in values if value > 0]
    for field in _AMOUNTS:
        values = counts.amounts[field.key]
        positive = [value for value in values if value > 0]
        yield {
            "key": field.key,
            "label": field.labels[0],
            "count": len(values),
            "beyond": len(values) - len(positive),
            "total": math.fsum(values),
            "median": median(values) if values else None,
            "plot": distribution(positive, (min(every), max(every)), median(values))
            if positive
            else None,
        }


def distribution(values: Sequence[float], ends: tuple[float, float], middle: float) -> Plot:
    """The histogram of positive amounts, four bars to the power of ten, on a scale that holds both ends.

    ``middle`` is the median to mark, which zeros may have moved.
    """
    first, last = math.floor(math.log10(ends[0])), math.floor(math.log10(ends[1])) + 1
    unit = _WIDTH / (last - first)

    def across(value: float) -> float:
        return round((math.log10(value) - first) * unit, 2)

    found = Counter(min(_bin(value, first), (last - first) * _BINS - 1) for value in values)
    tallest = max(found.values())
    bars = []
    for at, count in sorted(found.items()):
        low, high = (10 ** (first + (at + end) / _BINS) for end in (0, 1))
        height = round(count / tallest * (_HEIGHT - 4), 2)
        told = f"de {short_euros(low)} à {short_euros(high)} : {plural(count, 'fiche')}"
        width = unit / _BINS
        x = round(at * width, 2)
        bars.append(Bar(x + 0.5, _HEIGHT - height, round(width - 1, 2), height, told))
    step = max(1, math.ceil((last - first) / 7))
    ticks = [
        ((power - first) * unit, short_euros(10.0**power)) for power in range(first + 1, last, step)
    ]
    told = (
        f"{plural(len(values), 'montant')}, de {short_euros(min(values))} à {short_euros(max(values))}, "
        f"médiane {short_euros(middle)}"
    )
    mark = max(0.0, across(middle)) if middle > 0 else None
    return Plot([(round(x, 2), label) for x, label in ticks], bars, mark, told)


def _bin(value: float, first: int) -> int:
    return math.floor((math.log10(value) - first) * _BINS + 1e-9)
