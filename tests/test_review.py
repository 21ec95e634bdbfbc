"""The review: figures that agree with the records, words that stay words, files that appear whole."""

from __future__ import annotations

import json
import math
import os
import re
import signal
import statistics
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import SAMPLES, SHEETS, TESTS, Run
from crte_extract import errors
from crte_extract.batch.outcomes import Outcome, extract_many, read_source
from crte_extract.batch.sources import SourceFile
from crte_extract.batch.summary import Summary
from crte_extract.errors import CrteError, NotASheet
from crte_extract.french import CODES, ERRORS, euros
from crte_extract.options import Options
from crte_extract.record.models import Code, fields, sections
from crte_extract.record.states import to_check
from crte_extract.review import MOST_SHEETS, write_review
from crte_extract.review.overview import _RANKED, Counts, distribution, overview
from crte_extract.text import harmless

TROUBLED = TESTS / "review" / "a-verifier.pdf"
VOID = {"meta", "img", "input", "br"}


class Page(HTMLParser):
    """What a page consists of: its words, the values of its attributes, its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.values: list[str] = []
        self.elements: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.ids: Counter[str] = Counter()
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag, tuple(sorted(name for name, _ in attrs))] += 1
        self.values += [value or "" for name, value in attrs if name != "src"]
        self.ids.update(value or "" for name, value in attrs if name == "id")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class Plain(Page):
    """A page with plain words, and where it lies."""

    path: Path


def reviewed(tmp_path: Path, outcomes: list[Outcome]) -> str:
    summary = Summary()
    for outcome in outcomes:
        summary.add(outcome)
    named = [(SourceFile(outcome.source, outcome.source), outcome) for outcome in outcomes]
    path = tmp_path / "revue.html"
    assert write_review(named, path, summary)
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """The outcomes of all committed sheets, and of one that is none."""
    options = Options(provenance=True, views=True)
    found = [read_source(sheet, options) for sheet in (*SHEETS, TROUBLED)]
    return [*found, Outcome("autre.pdf", error=NotASheet("no label of a fiche CRTE is in it"))]


@pytest.fixture(scope="module")
def page(outcomes: list[Outcome], tmp_path_factory: pytest.TempPathFactory) -> str:
    return reviewed(tmp_path_factory.mktemp("review"), outcomes)


def test_the_page_is_well_formed_and_no_id_comes_twice(page: str) -> None:
    parsed = Page(page)
    assert parsed.open == []
    assert [id for id, count in parsed.ids.items() if count > 1] == []
    assert page.startswith('<!doctype html>\n<html lang="fr">')


def test_every_value_of_every_record_is_on_the_page(page: str, outcomes: list[Outcome]) -> None:
    words = " ".join(" ".join(Page(page).words).split())
    for record in (record for outcome in outcomes for record in outcome.records):
        for field in fields():
            value = record[field.section][field.key]
            if field.kind in ("list", "answer"):
                items = value if field.kind == "list" else value["details"]
            elif field.kind == "actors":
                items = [actor["nom"] for actor in value if actor["nom"]]
            elif field.kind == "euros":
                items = [] if value is None else [euros(value)]
            else:
                items = [value] if field.kind == "text" and value else []
            for item in items:
                assert " ".join(item.split()) in words, (field.key, item)


def test_the_overview_agrees_with_the_records(outcomes: list[Outcome]) -> None:
    summary, counts = Summary(), Counts()
    records = [record for outcome in outcomes for record in outcome.records]
    for outcome in outcomes:
        summary.add(outcome)
    for record in records:
        counts.add(record)
    shown = overview(summary, counts, (), "")
    assert (shown["records"], shown["read"], len(shown["failures"])) == (len(SHEETS) + 1,) * 2 + (
        1,
    )
    assert shown["to_check"] == sum(bool(to_check(record)) for record in records) > 0
    assert shown["points"] == sum(len(to_check(record)) for record in records)
    assert shown["failures"][0]["reason"].startswith("Ce n'est pas une fiche CRTE")
    sections = {field.key: field.section for field in fields()}
    assert any(amount["count"] for amount in shown["amounts"])
    for amount in shown["amounts"]:
        found = [record[sections[amount["key"]]][amount["key"]] for record in records]
        values = [Decimal(str(value)) for value in found if value is not None]
        assert amount["count"] == len(values)
        assert Decimal(str(amount["total"])) == sum(values)
        if not values:
            assert (amount["median"], amount["plot"]) == (None, None)
            continue
        assert Decimal(str(amount["median"])) == statistics.median(values)
        bars = [int(bar.told.split(" : ")[1].split()[0]) for bar in amount["plot"].bars]
        assert sum(bars) + amount["beyond"] == len(values)
    filled = {f["label"]: f["count"] for section in shown["filled"] for f in section["fields"]}
    assert len(filled) == len(list(fields()))
    key = "domaines_action_publique"
    (ranking,) = (one for one in shown["rankings"] if one["label"].startswith("Domaines"))
    for words, count in ranking["first"]:
        cited = [{fold_plain(w) for w in record["plan_action"][key]} for record in records]
        assert count == sum(fold_plain(words) in one for one in cited)
    natures = next(one for one in shown["rankings"] if one["label"].startswith("Natures"))
    assert any("region" in fold_plain(words) for words, _ in natures["first"])


def fold_plain(words: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()


@given(
    st.lists(st.integers(1, 10**15).map(lambda cents: cents / 100), min_size=1, max_size=40),
    st.lists(st.just(0.0), max_size=5),
)
def test_a_distribution_holds_each_amount_once(amounts: list[float], zeros: list[float]) -> None:
    middle = statistics.median(amounts + zeros)
    plot = distribution(amounts, (min(amounts), max(amounts)), middle)
    counts = [int(bar.told.split(" : ")[1].replace(" ", "").split("f")[0]) for bar in plot.bars]
    assert sum(counts) == len(amounts)
    for bar, count in zip(plot.bars, counts, strict=True):
        assert 0 <= bar.x <= bar.x + bar.width <= 416.5
        assert 0 <= bar.y < bar.y + bar.height == pytest.approx(48, abs=0.01)
        assert bar.height == pytest.approx(44 * count / max(counts), abs=0.01)
    assert [x for x, _ in plot.ticks] == sorted(x for x, _ in plot.ticks)
    assert (plot.median is None) == (middle == 0)
    if plot.median is not None:
        assert 0 <= plot.median <= 416


@given(st.integers(-2, 12), st.floats(1, 9.99))
def test_a_bar_stands_where_its_amount_is(power: int, first: float) -> None:
    amount = round(first * 10**power, 2) or 0.01
    plot = distribution([amount], (0.01, 10**13), amount)
    (bar,) = plot.bars
    assert plot.median is not None
    assert bar.x - 1 <= plot.median <= bar.x + bar.width + 1


ANYTHING = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
NASTY = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</script></style></title><h1 onclick=x>",
        "\"'><img src=x onerror=alert(1)>",
        "{{ 7 * 7 }}{% raw %}",
        "\u202eetxet\u2066",
        "a\x00b\x1b[31m",
        "&lt;b&gt;&#60;",
        "javascript:alert(1)",
    ]
)


@given(st.lists(ANYTHING | NASTY, min_size=4, max_size=4))
def test_words_of_a_sheet_stay_words(
    outcomes_once: Outcome, plain: Plain, words: list[str]
) -> None:
    name, item, unknown, source = words
    (record,) = outcomes_once.records
    altered: dict[str, Any] = json.loads(json.dumps(record))
    altered["informations_generales"]["nom_structure_porteuse"] = name
    altered["strategie"]["contrats"][0] = item
    altered["champs_inconnus"][0]["libelle"] = unknown
    altered["avertissements"][0]["brut"] = item
    outcome = Outcome(source, (altered,), views=outcomes_once.views)
    path = plain.path.parent / "altered"
    path.mkdir(exist_ok=True)
    parsed = Page(reviewed(path, [outcome]))
    assert parsed.elements == plain.elements
    said = "".join(parsed.words)
    for word in (name, item, unknown, source):
        assert normal(harmless(word)) in normal(said)
    hidden = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]")
    assert not hidden.search(said + "".join(parsed.values))


def normal(words: str) -> str:
    return "".join(words.split())


@pytest.fixture(scope="module")
def outcomes_once() -> Outcome:
    return read_source(TROUBLED, Options(provenance=True, views=True))


@pytest.fixture(scope="module")
def plain(outcomes_once: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Plain:
    path = tmp_path_factory.mktemp("plain")
    page = Plain(reviewed(path, [outcomes_once]))
    page.path = path / "revue.html"
    return page


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    assert re.findall(r"(?:src|href)=\"(?!#|data:image/webp;base64,)[^\"]*\"", page) == []
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;; img-src data:; ")
    assert "unsafe" not in policy[1]
    assert page.index("Content-Security-Policy") < page.index("<style>") < page.index("<script>")


def test_every_code_and_error_is_told_in_french() -> None:
    assert set(CODES) == set(get_args(Code))
    every = {
        name
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, errors.SourceError)
    }
    assert every | {"CrteError"} == set(ERRORS)


def test_the_same_sheets_give_the_same_bytes(crte: Run, tmp_path: Path) -> None:
    made = []
    for jobs in ("1", "2"):
        order = {**os.environ, "PYTHONHASHSEED": jobs}
        done = crte(SAMPLES, "-q", "-j", jobs, "-o", tmp_path / f"{jobs}.html", env=order)
        assert done.returncode == 0, done.stderr.decode()
        made.append((tmp_path / f"{jobs}.html").read_bytes())
    assert made[0] == made[1]


def test_a_folder_has_an_overview_and_a_page_a_source(crte: Run, tmp_path: Path) -> None:
    sheets = tmp_path / "fiches"
    (sheets / "21").mkdir(parents=True)
    sample = SAMPLES / "fiche-crte-dijon-metropole.pdf"
    twice = pypdfium2.PdfDocument(sample)
    twice.import_pages(pypdfium2.PdfDocument(TROUBLED))
    twice.save(sheets / "deux # 100 %.pdf")
    for name in ("a.pdf", "a.txt", "index.pdf"):
        (sheets / "21" / name).write_bytes(sample.read_bytes())
    (sheets / "non.txt").write_text("rien")
    done = crte(sheets, "-f", "html", "-o", f"{tmp_path}/revue/")
    assert done.returncode == 4
    made = sorted(
        p.relative_to(tmp_path / "revue").as_posix() for p in (tmp_path / "revue").rglob("*.html")
    )
    assert made == [
        "fiches/21/a.pdf.html",
        "fiches/21/a.txt.html",
        "fiches/21/index.html",
        "fiches/deux # 100 %.html",
        "index.html",
    ]
    index = (tmp_path / "revue" / "index.html").read_text("utf-8")
    assert 'href="fiches/deux%20%23%20100%20%25.html#fiche-2"' in index
    both = (tmp_path / "revue" / "fiches" / "deux # 100 %.html").read_text("utf-8")
    assert both.count("<article ") == 2
    assert "revue.html" not in both


def test_a_review_that_fails_leaves_the_old_one(crte: Run, tmp_path: Path) -> None:
    path = tmp_path / "revue.html"
    path.write_text("old")
    (tmp_path / "non.txt").write_text("rien")
    assert crte(tmp_path / "non.txt", "-o", path).returncode == 4
    assert path.read_text() == "old"


def test_a_review_that_is_cut_leaves_the_old_one(tmp_path: Path) -> None:
    sheets, home = tmp_path / "fiches", tmp_path / "revue"
    sheets.mkdir()
    home.mkdir()
    (home / "index.html").write_text("old")
    for number in range(400):
        (sheets / f"{number:03}.pdf").symlink_to(TROUBLED)
    command = [sys.executable, "-m", "crte_extract.command.cli", str(sheets), "-v", "-f", "html"]
    process = subprocess.Popen([*command, "-o", f"{home}/"], stderr=subprocess.PIPE)
    assert process.stderr is not None
    assert b"000.pdf" in process.stderr.readline()  # the first sheet's first warning
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130
    assert "the review was not written" in told
    assert "--resume" not in told
    assert [path.read_text() for path in home.iterdir()] == ["old"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-f", "html"], "can't go to standard output"),
        (["-o", "r.html", "--resume"], "always made anew"),
        (["-o", "r.html", "-f", "json"], "html by its ending"),
        (["-o", "r.json", "-f", "html"], "json by its ending"),
        (["-o", "r.txt", "-f", "view"], "leave out -o"),
        (["-o", "r/", "-f", "view"], "leave out -o"),
        (["-o", "r/", "-f", "csv"], "json, yaml or html"),
        (["-o", "revue", "-f", "html"], "revue.html or revue/"),
    ],
)
def test_wrong_usage(crte: Run, tmp_path: Path, arguments: list[str], words: str) -> None:
    done = crte(TROUBLED, *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_single_page_has_its_bound(crte: Run, tmp_path: Path) -> None:
    (tmp_path / "fiches").mkdir()
    for number in range(MOST_SHEETS + 1):
        (tmp_path / "fiches" / f"{number}.txt").write_text("rien")
    done = crte("fiches", "-o", "revue.html", cwd=tmp_path)
    assert done.returncode == 2
    assert f"{MOST_SHEETS} sheets, these are {MOST_SHEETS + 1}" in done.stderr.decode()
    assert "-o revue/ -f html" in done.stderr.decode()


@pytest.mark.parametrize("missing", ["jinja2", "PIL"])
def test_a_missing_package_is_told_before_anything_is_read(
    tmp_path: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import util

    from crte_extract import review

    found = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == missing else found(name))
    with pytest.raises(CrteError, match=f"needs the package {missing}") as told:
        review.check_packages()
    assert told.value.exit_code == 2
    assert "crte-extract[html]" in told.value.hint


def test_sections_are_told_in_their_order(page: str) -> None:
    first = page[page.index('<article id="fiche-1"') : page.index('<article id="fiche-2"')]
    places = [first.index(f'<h3 id="fiche-1-section-{s.key}">') for s in sections()]
    assert places == sorted(places)
    assert math.prod(places) > 0


def test_the_library_streams_views_too() -> None:
    (outcome,) = extract_many([TROUBLED], jobs=1)
    assert outcome.views == ()


def test_what_the_overview_ranks_are_fields() -> None:
    assert set(_RANKED) <= {field.key for field in fields()}
