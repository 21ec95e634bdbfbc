"""Where each line of a sheet went."""

from __future__ import annotations

from crte_extract.sections import Fate
from drawn import sheet

PAGES = """Contrat de relance
Stratégie

Liste des contrats figurant dans le CRTE :
- PLUI
\f- PCAET

Numéro interne : 12

\fPlan d'action

Une remarque.
Domaines d'action publique couverts :
- Santé
- Eau
"""


def test_the_ledger_has_every_line_in_the_order_of_pages() -> None:
    entries = sheet(PAGES).ledger()
    printed = [line for page in PAGES.split("\f") for line in page.splitlines() if line]
    assert [entry.line.text for entry in entries] == printed
    assert [line.text for line in sheet(PAGES).lines()] == printed


def test_the_ledger_tells_what_became_of_each_line() -> None:
    fates = {entry.line.text: (entry.fate, entry.rule) for entry in sheet(PAGES).ledger()}
    assert fates["Contrat de relance"] == (Fate.LETTERHEAD, "above_the_first_label")
    assert fates["Stratégie"] == (Fate.HEADING, "heading")
    assert fates["- PCAET"][0] == Fate.FIELD
    assert fates["Numéro interne : 12"] == (Fate.UNKNOWN, "unknown_label_by_its_colon")
    assert fates["Une remarque."] == (Fate.WARNING, "under_no_label")
