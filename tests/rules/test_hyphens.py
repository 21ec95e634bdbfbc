"""Hyphens at the ends of lines: the typesetter's go, those that were typed stay."""

from __future__ import annotations

import subprocess
import sys

import pytest

from crte_extract import extract
from crte_extract.reference import is_word, names
from crte_extract.sections import hyphens
from crte_extract.sections.hyphens import Hyphen, hyphen, spelled
from drawn import fields, sheet

NAMES = spelled(names())
SOURCES = (frozenset[str]().__contains__, NAMES.__contains__, is_word)
LABEL = "Liste des contrats figurant dans le CRTE :"
BROKEN = "- le territoi-\nre\n"  # no one types this hyphen: the sheet hyphenates
TYPED, EITHER, LIKELY, TYPESET = Hyphen


def contracts(items: str) -> tuple[str, ...]:
    return extract(f"{LABEL}\n{items}".encode()).strategie.contrats


def told(items: str) -> list[str | None]:
    warnings = extract(f"{LABEL}\n{items}".encode()).avertissements
    return [w.brut for w in warnings if w.code == "lectures_divergentes"]


# By the words


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        # known without its hyphen, and not with it
        ("le territoi-", "re", TYPESET),
        ("Communau-", "té de communes", TYPESET),
        ("la Ga-", "ronne,", TYPESET),
        ("Bourgogne-Fran-", "che-Comté", TYPESET),
        ("DU TERRI-", "TOIRE", TYPESET),
        ("l'envi-", "ronnement", TYPESET),
        ("d'aujour-", "d'hui", TYPESET),
        # known with its hyphen, and not without it
        ("au-", "delà", TYPED),
        ("un rendez-", "vous", TYPED),
        ("arc-", "en-ciel", TYPED),
        ("Loire-", "Atlantique", TYPED),
        ("CHÂLONS-", "EN-CHAMPAGNE", TYPED),
        # known both ways, and neither is nearer
        ("une plate-", "forme", EITHER),
        # behind a prefix that some part and some don't
        ("inter-", "communalité", EITHER),
        ("co-", "financement", EITHER),
        ("co-", "pains", EITHER),
        ("éco-", "pâturage", EITHER),
        ("bio-", "gaz", TYPESET),
        ("inter-", "zzyme", LIKELY),
        # another case behind it
        ("Saint-", "Étienne", TYPED),
        ("un PLU-", "i", TYPED),
        ("le plan-", "PCAET", TYPED),
        # before et or ou, but for the end of a word
        ("micro-", "ou mini-crèches", TYPED),
        ("zzo-", "et bouclier", TYPED),
        ("inqui-", "et", TYPESET),
        ("micro-", "outil", EITHER),
        # one letter before it
        ("l'e-", "santé", TYPED),
        ("c'est-à-", "dire", TYPED),
        # known neither way, of words
        ("des centres-", "bourgs", TYPED),
        ("les plans-", "programmes", TYPED),
        ("ex-", "ante", TYPED),
        ("mi-", "juin", TYPED),
        ("mi-", "bouclier", TYPED),
        ("mi-", "zzane", LIKELY),
        ("du-", "zonage", LIKELY),
        ("Zzoud-re-", "zonage", LIKELY),
        ("l'Œuf-", "bouclier", EITHER),
        ("œ-", "bouclier", LIKELY),
        ("qu'est-", "ce", TYPED),
        ("Zzoud-", "sur-Mer", TYPED),
        ("clé-en-", "main", TYPED),
        ("zzen-", "main", LIKELY),
        ("re-", "zonage", LIKELY),
        ("Ver-", "bouclier", EITHER),
        # known neither way, and no syllable begins or ends there
        ("smart-", "up", TYPED),
        ("zzart-", "up", EITHER),
        ("pst-", "maison", TYPED),
        ("ptz-", "zzane", EITHER),
        ("zzart-", "eau", TYPED),
        # known neither way
        ("Plougaz-", "nou", LIKELY),
        ("le CRTE-", "PCAET du pays", TYPED),
        ("LE CRTE-", "PACET", EITHER),
        # addresses
        ("sous-prefec-", "ture@ain.gouv.fr", LIKELY),
        ("crte@loire-", "atlantique.gouv.fr", TYPED),
        ("crte@territoire-de-", "belfort.gouv.fr", TYPED),
        ("crte@cote-", "zzor.gouv.fr", EITHER),
        ("voir www.zzagne-", "pays.fr", EITHER),
        # no words
        ("2021-", "2027", TYPED),
        ("du territoire-", "2027", TYPED),
        ("AAP-", "2022", TYPED),
        ("l'Ω-", "bourg", TYPED),
    ],
)
def test_a_hyphen_is_known_by_the_words_that_it_parts(
    before: str, after: str, what: Hyphen
) -> None:
    assert hyphen(before, after, SOURCES) is what


def test_the_nearest_source_that_knows_one_of_two_decides() -> None:
    near = spelled(["co-construction"]).__contains__, spelled(["plateforme"]).__contains__
    assert hyphen("co-", "construction", (*near, is_word)) is TYPED
    assert hyphen("plate-", "forme", (*near, is_word)) is TYPESET


# On a sheet


def test_the_typesetter_s_hyphens_go_and_those_that_were_typed_stay() -> None:
    items = "- revitaliser les centres-\nbourgs de la Ga-\nronne\n- éner-\ngie, mi-\njuin\n"
    assert contracts(items) == ("revitaliser les centres-bourgs de la Garonne", "énergie, mi-juin")
    assert told(items) == []


def test_the_words_of_the_sheet_come_before_french_ones() -> None:
    assert contracts("- une plate-\nforme\n- des plateforme\n")[0] == "une plateforme"
    assert contracts("- une plate-\nforme\n- des plate-forme\n")[0] == "une plate-forme"


def test_what_a_hyphen_parts_is_no_word_of_the_sheet() -> None:
    """Else ``nou`` were a word since it stands there, and ``Plougaz`` as well."""
    assert contracts(f"- à plougaz-\nnou\n{BROKEN}")[0] == "à plougaznou"


def test_what_no_source_knows_is_the_typesetter_s_where_the_sheet_hyphenates_else_told() -> None:
    assert told("- à Plougaz-\nnou\n") == ["Plougaznou"]
    assert told(f"- à Plougaz-\nnou\n{BROKEN}") == []
    assert contracts("- à Plougaz-\nnou\n") == ("à Plougaz-nou",)
    assert contracts(f"- à Plougaz-\nnou\n{BROKEN}") == ("à Plougaznou", "le territoire")


def test_what_may_be_either_is_told_where_the_sheet_hyphenates() -> None:
    items = "- l'inter-\ncommunalité, enfin\n"
    assert contracts(items) == ("l'inter-communalité, enfin",)
    assert told(items) == []
    fiche = extract(f"{LABEL}\n{items}{BROKEN}".encode())
    assert fiche.strategie.contrats[0] == "l'inter-communalité, enfin"
    assert fiche.etats["strategie"]["contrats"] == "douteux"
    (warning,) = [w for w in fiche.avertissements if w.code == "lectures_divergentes"]
    assert (warning.champ, warning.ligne) == ("contrats", 2)
    assert warning.brut == "l'intercommunalité,"


@pytest.mark.parametrize("below", ["- re", "2027", "(re)"])
def test_what_can_be_no_rest_of_a_word_leaves_the_hyphen(below: str) -> None:
    assert contracts(f"- le territoi-\n{below}\n")[0].startswith("le territoi-")


def test_a_label_that_the_form_lacks_and_a_single_value_are_whole_again() -> None:
    rows = [
        *("Nom de la structure porteuse : Communau-", "té de communes"),
        *("", "**Taux de subvention des terri-", "**toires", "de Dol-", "sur-Mer", ""),
        *(f"**{LABEL}", "- PLUI", "", "**Email de contact :", "a@b.fr"),
    ]
    found = fields(sheet("\n".join(rows).replace("Nom", "**Nom", 1)))
    assert found["nom_structure_porteuse"] == ["Communauté de communes"]
    assert found["Taux de subvention des territoires"] == ["de Dol-sur-Mer"]


def test_where_all_hyphens_are_u2010_one_at_a_line_s_end_tells_no_more() -> None:
    items = "- le rendez\u2010vous\n- des centres\u2010\nbourgs\n- le terri\u2010\ntoire\n"
    assert contracts(items) == ("le rendez-vous", "des centres-bourgs", "le territoire")
    assert contracts(items.replace("z\u2010v", "z-v"))[1] == "des centresbourgs"
    assert contracts(items.replace("z\u2010v", "z\u2010 v"))[1] == "des centresbourgs"


def test_a_dash_that_is_no_hyphen_stays() -> None:
    assert contracts(f"- le territoi–\nre\n{BROKEN}")[0] == "le territoi–re"


# What it costs


def test_a_missing_value_is_no_hyphen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hyphens, "_own", None)  # to be called for words that are parted
    extract(f"Date de signature du CRTE : -\nelle\n{LABEL}\n- PLUI\n".encode())


@pytest.mark.parametrize("before", ["a" * 200_000 + " bc-", "é-" * 100_000 + "bc-"])
def test_a_long_line_is_gone_through_once(before: str) -> None:
    """Else it takes hours."""
    assert hyphen(before, "d" * 200_000, SOURCES) is EITHER


def test_nothing_is_loaded_for_a_sheet_that_breaks_no_word() -> None:
    program = (
        "import sys; from crte_extract import extract\n"
        "extract('{}\\n- PLUI{}'.encode())\n"
        "print(any('crte_extract.reference.' in name for name in sys.modules))"
    )
    for items, loaded in (("", "False"), ("\\n- un centre-\\nbourg", "True")):
        done = subprocess.run(
            [sys.executable, "-c", program.format(LABEL, items)], capture_output=True, text=True
        )
        assert done.stdout.strip() == loaded, done.stderr
