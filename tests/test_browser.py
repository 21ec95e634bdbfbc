"""The review page in a real browser: what lights up, what a click shows, the keyboard, no script, axe."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import SAMPLES, TESTS, Run
from crte_extract import extract
from crte_extract.record.states import to_check

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
TROUBLED = TESTS / "review" / "a-verifier.pdf"
CLEAR = "rgba(0, 0, 0, 0)"
PAYLOAD = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
HOSTILE_NAME = "\u202efdp.<svg onload=\"document.title='owned'\">'.txt"
FAUCIGNY = "74/fiche-crte-faucigny-glieres"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

HREFS = "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href)"

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of sheets: with troubles, plain, in columns, hostile, and one that is no sheet."""
    home = tmp_path_factory.mktemp("reviews")
    sheets = home / "fiches"
    for plain in ("39/fiche-crte-arbois-poligny-salins", "50/fiche-crte-cotentin", FAUCIGNY):
        (sheets / plain).parent.mkdir(parents=True)
        shutil.copy(SAMPLES / "fiches" / f"{plain}.pdf", sheets / f"{plain}.pdf")
    for name in ("a-verifier.pdf", "a-verifier.txt"):
        shutil.copy(TESTS / "review" / name, sheets / name)
    shutil.copy(TESTS / "sheets" / "pdftotext-layout-tableau.txt", sheets / "colonnes.txt")
    (sheets / "autre.txt").write_text(f"Compte rendu {PAYLOAD}", "utf-8")
    text = (SAMPLES / "fiche-crte-dijon-metropole.txt").read_text("utf-8")
    for before, after in (
        ("porteuse : Dijon Métropole", f"porteuse : {PAYLOAD} Dijon"),
        ("- ADEME", f"- ADEME \u202e{PAYLOAD}"),
        ("investissement : 78.00M€", f"investissement : {PAYLOAD}\n{PAYLOAD} : 3"),
    ):
        assert before in text
        text = text.replace(before, after)
    (sheets / HOSTILE_NAME).write_text(text, "utf-8")
    return home


@pytest.fixture(scope="module")
def made(reviews: Path, crte: Run) -> Path:
    for output in (["-o", "revue.html"], ["-f", "html", "-o", "revue/"]):
        done = crte("fiches", "-q", *output, cwd=reviews)
        assert done.returncode == 4, done.stderr.decode()
    return reviews


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, made: Path) -> Iterator[Open]:
    """Opens a page of the reviews; no error, no word on the console, no request may come of it."""
    contexts, troubles = [], []

    def visit(name: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append("dialog"))
        page.on("request", lambda asked: _watch(asked.url, troubles))
        page.goto((made / name).as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def standing(browser: Any, made: Path) -> Iterator[Callable[[str], Any]]:
    """A page that is opened once, for tests that change no more than the screen it is shown on."""
    pages: dict[str, Any] = {}
    troubles: list[str] = []

    def standing(name: str) -> Any:
        if name not in pages:
            pages[name] = browser.new_context(viewport=DESK).new_page()
            pages[name].on("console", lambda message: troubles.append(message.text))
            pages[name].on("pageerror", lambda error: troubles.append(str(error)))
            pages[name].goto((made / name).as_uri())
        assert troubles == []
        return pages[name]

    yield standing
    for page in pages.values():
        page.context.close()
    assert troubles == []


def _watch(url: str, troubles: list[str]) -> None:
    if not url.startswith(("file:///", "data:image/webp;base64,")):
        troubles.append(f"asked for {url}")


def until(page: Any, holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold within two seconds."""
    for _ in range(40):
        if holds():
            return True
        page.wait_for_timeout(50)
    return False


def troubled(page: Any, kind: str) -> str:
    """The id of the sheet with troubles, in the review that is one file."""
    article = page.locator("article", has_text=f"a-verifier.{kind}").first
    found: str = article.get_attribute("id")
    return found


def lit(page: Any, article: str) -> list[Any]:
    found: list[Any] = page.locator(f"#{article} .pages .lit").all()
    return found


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_each_field_lights_the_place_that_provenance_names(visit: Open, how: str) -> None:
    page = visit("revue.html")
    article = troubled(page, "pdf")
    provenance = extract(TROUBLED, provenance=True).provenance
    assert provenance is not None
    seen = 0
    for key, places in (item for section in provenance.values() for item in section.items()):
        field = page.locator(f"#{article}-{key}")
        if how == "hover":
            field.locator("dt").hover()
        else:
            field.locator("a.where").first.focus()
        boxes = page.evaluate(
            """([article, key]) => Array.from(
                document.querySelectorAll(`#${article} .pages a.lit[data-thing="${key}"]`), (link) => {
                  const figure = link.closest("figure"), picture = figure.querySelector("img");
                  const all = Array.from(document.querySelectorAll(`#${article} figure`));
                  const [at, on] = [link.querySelector("rect"), picture]
                    .map((one) => one.getBoundingClientRect());
                  const [w, h] = figure.querySelector("svg").getAttribute("viewBox").split(" ").slice(2);
                  return [all.indexOf(figure) + 1, (at.left - on.left) / on.width * w,
                    (at.top - on.top) / on.height * h, (at.right - on.left) / on.width * w,
                    (at.bottom - on.top) / on.height * h];
                })""",
            [article, key],
        )
        assert len(boxes) == len(places), key
        for found, place in zip(boxes, places, strict=True):
            assert place.bbox is not None
            x0, top, x1, bottom = place.bbox
            assert found[0] == place.page
            air = pytest.approx([x0 - 1.5, top - 1.5, x1 + 1.5, bottom + 1.5], abs=1.5)
            assert found[1:] == air, key
            seen += 1
        others = [one.get_attribute("data-thing") for one in lit(page, article)]
        assert {one for one in others if "avertissement" not in one} == {key}
    assert seen >= 38


def test_a_field_that_is_off_the_screen_is_brought_in_view(visit: Open) -> None:
    page = visit("revue.html")
    article = troubled(page, "pdf")
    place = page.locator(f"#{article} .pages a[data-thing=depenses_investissement]")
    page.locator(f"#{article}").scroll_into_view_if_needed()
    page.locator(f"#{article}-depenses_investissement dt").hover()
    pane = page.locator(f"#{article} .pages").bounding_box()
    box = place.bounding_box()
    assert pane["y"] <= box["y"]
    assert box["y"] + box["height"] <= pane["y"] + pane["height"]


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("key", ["signataires", "depenses_investissement"])
def test_a_click_on_a_place_shows_its_field(visit: Open, key: str, script: bool) -> None:
    page = visit("revue.html", java_script_enabled=script)
    article = "fiche-1" if not script else troubled(page, "pdf")
    page.locator(f"#{article} .pages a[data-thing={key}]").click(position={"x": 5, "y": 5})
    assert page.url.endswith(f"#{article}-{key}")
    box = page.locator(f"#{article}-{key}").bounding_box()
    assert 0 <= box["y"] < DESK["height"]


@pytest.mark.parametrize("name", ["a-verifier.txt", "colonnes.txt"])
def test_a_text_lights_its_own_rows(visit: Open, made: Path, name: str) -> None:
    page = visit("revue.html")
    article = page.locator("article", has_text=name).first.get_attribute("id")
    record = extract(made / "fiches" / name, provenance=True)
    assert record.provenance is not None
    for key in ("email_contact", "depenses_investissement", "composition_copil"):
        place = next(s[key] for s in record.provenance.values() if key in s)
        page.locator(f"#{article}-{key} dt").hover()
        pieces = page.locator(f"#{article} .rows .lit").all_inner_texts()
        printed = "".join(part.brut for part in place)
        assert sorted("".join("".join(pieces).split())) == sorted("".join(printed.split()))
        page.locator(f"#{article} .rows .lit").first.click()
        assert page.url.endswith(f"#{article}-{key}")


def test_warnings_and_unknown_fields_stand_out_with_the_words_as_printed(visit: Open) -> None:
    page = visit("revue.html")
    for kind in ("pdf", "txt"):
        article = troubled(page, kind)
        told = page.locator(f"#{article} .warning").all_inner_texts()
        record = extract(TROUBLED.with_suffix(f".{kind}"))
        warnings = [w for w in record.avertissements if w.code != "champ_inconnu"]
        assert len(told) == len(warnings) == 5
        for warning in warnings:
            words = [warning.message, *filter(None, [warning.brut])]
            assert any(all(w in one.replace("\u00a0", " ") for w in words) for one in told)
        unknown = page.locator(f"#{article} .unknown")
        assert "Montant des subventions de la DETR" in unknown.inner_text()
        assert "12.00M€" in unknown.inner_text()
        points = to_check(record.model_dump(mode="json"))
        assert page.locator(f"#{article} .summary-of-warnings li").count() == len(points) == 5
        states = page.locator(f"#{article} .field .state").all_inner_texts()
        assert sorted(states) == ["absent", "douteux", "illisible"]
        unknown.hover()
        (thing,) = [one.get_attribute("data-thing") for one in lit(page, article)]
        assert thing.split()[0] == "inconnu-1"


def test_sorting(visit: Open) -> None:
    page = visit("revue.html")
    header = page.locator("table.sheets th", has_text="investissement")

    def amounts() -> list[str]:
        cells = page.locator("table.sheets tbody tr td:last-child")
        return [str(words) for words in cells.all_inner_texts()]

    def worth(words: str) -> float:
        return float(words[:-2].replace(" ", "")) if words.endswith("€") else float("inf")

    assert amounts() != sorted(amounts(), key=worth)
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    assert amounts() == sorted(amounts(), key=worth)
    header.locator("button").press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    told = [words for words in amounts() if words.endswith("€")]
    assert told == sorted(told, key=worth, reverse=True)
    assert set(amounts()[len(told) :]) == {"valeur écartée", "sans objet"}
    page.locator("table.sheets th button", has_text="Date").click()
    days = page.locator("table.sheets tbody td:nth-child(2)").evaluate_all(
        "cells => cells.map(cell => cell.dataset.value).filter(Boolean)"
    )
    assert days == sorted(days)
    assert page.locator("th[aria-sort]").count() == 1


def test_filtering(visit: Open) -> None:
    page = visit("revue.html")
    rows = page.locator("table.sheets tbody tr:visible")
    total = rows.count()
    page.get_by_label("Chercher").fill("GLIERES")  # no accent, no matter
    assert [one.split("\n")[0] for one in rows.all_inner_texts()] == ["CC Faucigny - Glières"]
    assert page.locator("[role=status]").inner_text() == f"1 sur {total}"
    page.get_by_label("Chercher").fill("")
    page.get_by_label("Statut").select_option("À vérifier")
    assert 2 <= rows.count() < total
    assert all("À vérifier" in one for one in rows.all_inner_texts())
    page.get_by_label("Statut").select_option("En échec")
    assert [one.split("\n")[0] for one in rows.all_inner_texts()] == ["fiches/autre.txt"]


def test_the_keyboard_walks_through_one_file(visit: Open) -> None:
    page = visit("revue.html")
    first, second = (page.locator("article").nth(at).get_attribute("id") for at in (0, 1))

    def where() -> str:
        found: str = page.evaluate("document.activeElement.id")
        return found

    page.keyboard.press("s")
    assert where() == first
    page.keyboard.press("s")
    assert where() == second
    page.keyboard.press("p")
    assert where() == first
    page.keyboard.press("v")
    assert where() == "revue"
    doubts = page.locator(".warning:not(.note)[id], .unknown[id]").evaluate_all(
        "all => all.map(x => x.id)"
    )
    walked = []
    for _ in doubts:
        page.keyboard.press("a")
        walked.append(where())
    assert walked == doubts
    assert len(doubts) >= 10


def test_the_keyboard_walks_through_a_folder(visit: Open) -> None:
    page = visit("revue/index.html")
    page.keyboard.press("s")
    page.wait_for_url("**/fiches/*.html#fiche-1")
    page.keyboard.press("a")
    page.wait_for_url("**#fiche-1-avertissement-*")
    seen = [page.url]
    for _ in range(40):
        page.keyboard.press("a")
        if not until(page, lambda: page.url != seen[-1]):
            break
        page.wait_for_load_state()
        seen.append(page.url)
    assert len(set(seen)) == len(seen)
    assert sum("a-verifier.pdf.html#" in url for url in seen) == 5
    assert sum("a-verifier.txt.html#" in url for url in seen) == 5
    page.keyboard.press("v")
    page.wait_for_url("**/index.html#fiches")


def test_single_keys_can_be_turned_off_and_do_nothing_while_typing(visit: Open) -> None:
    page = visit("revue.html")
    page.get_by_label("Chercher").press_sequentially("spas")
    assert page.get_by_label("Chercher").input_value() == "spas"
    page.get_by_label("Raccourcis clavier").uncheck()
    page.keyboard.press("s")
    assert page.evaluate("document.activeElement.closest('article')") is None
    page.reload()
    assert not page.get_by_label("Raccourcis clavier").is_checked()


def test_every_link_leads_somewhere(visit: Open, made: Path) -> None:
    for name in ("revue.html", "revue/index.html"):
        _all_lead(visit(name))
    for path in sorted((made / "revue").rglob("*.html")):
        _all_lead(visit(path.relative_to(made)))


def _all_lead(page: Any) -> None:
    here = page.url.partition("#")[0]
    links = [link.partition("#") for link in page.locator("a[href]").evaluate_all(HREFS)]
    anchors = [anchor for target, _, anchor in links if target == here]
    gone = page.evaluate("ids => ids.filter(id => !document.getElementById(id))", anchors)
    assert gone == [], page.url
    others = sorted({(target, anchor) for target, _, anchor in links if target != here})
    paths = page.evaluate(
        "all => all.map(link => decodeURIComponent(new URL(link).pathname))",
        [target for target, _ in others],
    )
    pages = {path: Path(path).read_text("utf-8") for path in set(paths)}
    for path, (target, anchor) in zip(paths, others, strict=True):
        assert f'id="{anchor}"' in pages[path], f"{target}#{anchor}"


def test_without_script_all_is_there_but_sorting(visit: Open) -> None:
    page = visit("revue.html", java_script_enabled=False)
    assert page.locator("table.sheets tbody tr").count() == page.locator("article").count() + 1
    assert not page.locator(".controls").is_visible()
    assert not page.locator(".keys").is_visible()
    page.locator("table.sheets a").first.click()
    assert page.url.endswith("#fiche-1")
    place = page.locator("#fiche-1 .field a.where").first
    place.click()
    target = page.url.partition("#")[2]
    assert page.locator(f"#{target} rect").evaluate("one => getComputedStyle(one).fill") != CLEAR
    assert (
        page.locator("#fiche-1 .pages a rect").last.evaluate("one => getComputedStyle(one).fill")
        == CLEAR
    )


def test_a_hostile_sheet_does_nothing(visit: Open, made: Path) -> None:
    page = visit("revue.html")
    page.wait_for_timeout(200)
    assert page.title().startswith("Revue de ")
    assert page.locator("img:not([src^='data:image/webp'])").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator("article", has_text="onerror=").count() >= 1
    words = page.locator("body").inner_text()
    assert not any(mark in words for mark in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    folder = made / "revue" / "fiches"
    (name,) = (path for path in folder.iterdir() if "onload" in path.name)
    page = visit(name.relative_to(made))
    assert "owned" not in page.title().replace("document.title='owned'", "")


def test_the_policy_forbids_what_is_not_ours(browser: Any, made: Path, tmp_path: Path) -> None:
    """The same page with a script, a handler, a style and a picture smuggled in: none has an effect."""
    smuggled = (
        "<script>document.title='owned'</script>"
        "<img src='data:image/gif;base64,!' onerror=\"document.title='owned'\">"
        "<style>body{display:none}</style><img src='file:///etc/hostname'>"
        "<form action='https://example.org'><button id='send'>x</button></form>"
    )
    page_text = (made / "revue.html").read_text("utf-8").replace("<h1", f"{smuggled}<h1", 1)
    (tmp_path / "smuggled.html").write_text(page_text, "utf-8")
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto((tmp_path / "smuggled.html").as_uri())
    assert until(page, lambda: sum("Content Security Policy" in one for one in refused) == 4)
    assert page.title().startswith("Revue de ")
    assert page.locator("h1").is_visible()
    page.evaluate("document.getElementById('send').click()")
    assert until(page, lambda: "form-action 'none'" in refused[-1])
    context.close()


def test_a_phone_sorts_too(visit: Open) -> None:
    page = visit("revue.html", viewport=PHONE)
    page.locator("table.sheets th button", has_text="Structure").click()
    names = page.locator("table.sheets tbody th").evaluate_all(
        "all => all.map(x => x.dataset.value)"
    )
    assert names[0].startswith("<img") or names == sorted(names, key=str.casefold)
    assert (
        page.locator("table.sheets tbody td")
        .nth(3)
        .evaluate("cell => getComputedStyle(cell, '::before').content")
        == '"Investissement : "'
    )


@pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["revue.html", "revue/index.html", "revue/fiches/a-verifier.pdf.html"]
)
def test_axe_finds_no_violation(
    standing: Callable[[str], Any], name: str, scheme: Any, view: Any
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = standing(name)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(view)
    shown = page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]")
    assert shown == [view["width"], scheme == "dark"]
    found = axe.run(page).response["violations"]
    assert [(one["id"], [n["html"][:200] for n in one["nodes"]][:3]) for one in found] == []


@pytest.mark.parametrize(
    "name", ["revue.html", "revue/index.html", "revue/fiches/a-verifier.txt.html"]
)
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_nothing_is_wider_than_the_screen(
    standing: Callable[[str], Any], name: str, width: int
) -> None:
    page = standing(name)
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("innerWidth") == width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_all_fields_are_there_and_no_control(visit: Open) -> None:
    page = visit("revue.html")
    page.emulate_media(media="print")
    assert not page.locator(".controls").is_visible()
    assert page.locator("#fiche-1 .field").first.is_visible()
    pane = page.locator("#fiche-1 .pages")
    assert pane.evaluate("pane => pane.scrollHeight <= pane.clientHeight + 1")


def test_the_record_says_what_the_page_says(visit: Open, crte: Run) -> None:
    """A page's words against the record that the same command writes as JSON."""
    page = visit("revue.html")
    article = troubled(page, "pdf")
    record = json.loads(crte(TROUBLED, "-q").stdout)
    for item in record["strategie"]["contrats"]:
        assert item in page.locator(f"#{article}-contrats").inner_text()
    sheet = page.locator("article", has_text="fiche-crte-cotentin.pdf").first
    amount = sheet.locator("[data-thing=depenses_investissement] .amount").inner_text()
    assert amount == "1 250 000 000 €"
