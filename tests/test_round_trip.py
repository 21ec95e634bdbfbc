"""A random record, printed as a sheet in a random layout, reads back to the same record."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conftest import expected, sections_of
from crte_extract import extract
from sheetmaker.printing import Layout, to_text
from sheetmaker.records import random_record

# Lists without bullets are printed unwrapped: where a line is full, nothing tells an item's rest.
# Page ends that leave a table's label on one page and its value on the next have no single truth.
BULLETED = st.fixed_dictionaries(
    {
        "bullet": st.sampled_from(["-", "–", "•", "▪", "◦", "*", "o"]),
        "hanging": st.booleans(),
        "width": st.sampled_from([None, 70, 90, 110]),
        "value_below": st.booleans(),
        "lines_per_page": st.sampled_from([None, 45, 60]),
    }
)
PLAIN = st.fixed_dictionaries(
    {"bullet": st.just(""), "blank_lines": st.just(True), "bold": st.just(True)}
)
COMMON = st.fixed_dictionaries(
    {
        "case": st.sampled_from(["as is", "upper", "lower"]),
        "accents": st.booleans(),
        "apostrophe": st.sampled_from(["'", "’"]),
        "colon": st.sampled_from([" :", ":", "\u00a0:"]),
        "nfd": st.booleans(),
        "euros": st.sampled_from(
            ["template", "comma", "full", "dots", "kilo", "milliards", "plain"]
        ),
        "space": st.sampled_from([" ", "\u00a0", "\u202f"]),
        "dates": st.sampled_from(["template", "premier", "slash", "iso", "bare"]),
        "missing": st.sampled_from(["template", "nan", "none"]),
        "letterhead": st.sampled_from(["one", "two", ""]),
        "markdown_headings": st.booleans(),
    }
)
PAGES = st.sampled_from(["Page {page}/{pages}", "- {page} -", "Page {page} sur {pages}"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])


def check(record: dict[str, Any], layout: Layout, encoding: str, line_end: str) -> None:
    text = to_text(record, layout).replace("\n", line_end)
    read = extract(text.encode(encoding)).model_dump(mode="json")
    right = expected(record)
    assert sections_of(read) == sections_of(right)
    assert read["etats"] == right["etats"]
    assert read["champs_inconnus"] == []
    assert read["avertissements"] == []


@given(
    st.integers(0, 2**32),
    BULLETED,
    COMMON,
    st.booleans(),
    PAGES,
    ENCODINGS,
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_bulleted_sheet(
    seed: int,
    shape: dict[str, Any],
    common: dict[str, Any],
    bold: bool,
    footer: str,
    encoding: str,
    line_end: str,
) -> None:
    paged: dict[str, Any] = {"form_feed": True, "footer": footer} if shape["lines_per_page"] else {}
    layout = Layout(**shape, **common, **paged, bold=bold)
    check(random_record(random.Random(seed)), layout, encoding, line_end)


@given(st.integers(0, 2**32), PLAIN, COMMON)
def test_sheet_without_bullets(seed: int, shape: dict[str, Any], common: dict[str, Any]) -> None:
    layout = Layout(**shape, **common)
    check(random_record(random.Random(seed), nasty=False), layout, "utf-8", "\n")


@given(st.integers(0, 2**32), COMMON, st.sampled_from([35, 40, 50]))
def test_two_column_table(seed: int, common: dict[str, Any], share: int) -> None:
    layout = Layout(**common, table=True, label_share=share)
    check(random_record(random.Random(seed)), layout, "utf-8", "\n")


def test_a_sheet_whose_hyphens_are_all_printed_as_minus_signs(sample_text: str) -> None:
    """As PostScript prints them in Latin 1: bullets, names, addresses, missing amounts."""
    given, plain = (
        extract(text.encode()).model_dump(mode="json")
        for text in (sample_text.replace("-", "\u2212"), sample_text)
    )
    assert given == {**plain, "source": given["source"]}
