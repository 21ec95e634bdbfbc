"""What a font calls by other letters than it shows: learnt from labels, told where that isn't sure."""

from __future__ import annotations

import pytest

from crte_extract import extract
from crte_extract.record import FORM
from crte_extract.sections import glyphs
from crte_extract.sections.glyphs import _pattern, shown
from crte_extract.text import clean, suspects
from drawn import drawn, fields, sheet


@pytest.fixture(autouse=True)
def _made_anew() -> None:
    """What finds labels is made once: here for each test, so that each tries it."""
    _pattern.cache_clear()


LABELS = """
Si protocole de préfiguration : date de signature : None
Liste des orientations stratégiques, axes, ambitions, volets, objectifs... :
Réalisation d'un diagnostic initial du territoire : Oui
Nombre de fiches action (opération prête à démarrer) : 12
Définition d'indicateurs de suivi des objectifs opérationnels du CRTE : Non
"""


def values(text: str) -> list[str]:
    """The items of the orientations of a page."""
    return fields(sheet(text))["orientations_strategiques"]


def unsure(text: str) -> list[str]:
    """What of the page's items is not sure."""
    found = shown(drawn(text), FORM)
    assert found is not None
    items = [line.text for line in found.lines if line.text.startswith("-")]
    return [] if found.unsure is None else [text for text in items if found.unsure.search(text)]


def lie(text: str, **glyphs: str) -> str:
    """The page in a font that calls letters otherwise."""
    for letters, glyph in glyphs.items():
        text = text.replace(letters, glyph)
    return text


def with_items(*items: str) -> str:
    """The labels, with these as orientations."""
    return LABELS.replace("objectifs... :", "objectifs... :\n" + "\n".join(f"- {i}" for i in items))


ITEMS = ("Transition et mobilité active", "des actions efficaces", "tiers-lieux")


@pytest.mark.parametrize("glyph", ["$", "\ue101", "ࢢ", "ü", "(cid:42)", "昀"])
def test_a_glyph_that_labels_show_for_letters_stands_for_them_everywhere(glyph: str) -> None:
    assert values(lie(with_items(*ITEMS), ti=glyph)) == [*ITEMS]
    assert unsure(lie(with_items(*ITEMS), ti=glyph)) == []


def test_each_glyph_stands_for_its_own_letters() -> None:
    page = lie(with_items(*ITEMS), ti="$", fi="ü", é="Ž", à="ˆ")
    assert values(page) == [*ITEMS]
    assert fields(sheet(page))["indicateurs_suivi"] == ["Non"]


def test_a_lost_apostrophe_and_capitals_are_learnt_too() -> None:
    page = lie(with_items("l'état de l'eau"), **{"'": "Õ"})
    assert values(page) == ["l'état de l'eau"]
    labels = LABELS.upper().replace("É", "ƒ").replace("OBJECTIFS... :", "OBJECTIFS... :\n- ƒtat")
    assert values(labels) == ["État"]


def test_a_digit_stands_for_letters_between_letters_and_for_itself_elsewhere() -> None:
    page = lie(with_items("Transition 2021-2027 de 12 communes"), ti="2")
    assert values(page) == ["Transition 2021-2027 de 12 communes"]
    assert unsure(page) == []
    page = lie(with_items("tiers-lieux", "lot 2"), ti="2")
    assert unsure(page) == ["- 2ers-lieux"]  # or two of them


def test_a_hyphen_that_labels_show_for_letters_is_told_by_words() -> None:
    """It stands within words, too: between those of a compound it is one, though no source has it."""
    true = "Revitaliser les centres-bourgs, 2021-2027", "Transition de l'action"
    page = with_items(*true, "Côte-d'Or", "Kertinou", "Ker-nou")
    page = page.replace("ti", "-")
    assert values(page) == [*true, "Côte-d'Or", "Ker-nou", "Ker-nou"]
    assert unsure(page) == ["- Ker-nou", "- Ker-nou"]
    assert fields(sheet(page))["diagnostic_initial"] == ["Oui"]


def test_a_hyphen_that_may_be_either_of_two_letters_is_told() -> None:
    """Though it parts words, too."""
    page = lie(with_items("parés", "Départ"), é="-", à="-")
    assert unsure(page) == ["- par-s"]
    assert values(page)[1] == "Départ"


def test_of_a_glyph_that_shows_several_letters_words_tell_which() -> None:
    """The known one alone; of two, or of none, it is told."""
    page = lie(with_items("des actions", "Définition", "autre", "Kertinou"), ti="$", fi="$")
    assert values(page) == ["des actions", "Définition", "autre", "Ker$nou"]
    assert unsure(page) == ["- Ker$nou"]
    assert fields(sheet(page))["diagnostic_initial"] == ["Oui"]


def test_of_the_glyph_of_no_name_words_tell_whatever_labels_show() -> None:
    page = lie(with_items("des actions", "autre", "Kertinou"), ti="\ufffd")
    assert values(page) == ["des actions", "autre", "Ker\ufffdnou"]
    assert unsure(page) == ["- Ker\ufffdnou"]


def test_letters_that_are_called_by_the_first_of_them_are_told_by_words() -> None:
    """``actons`` is a word as well as ``actions``; no word begins with ``préfg``, which lacks two."""
    page = with_items("des actions", "le contrat", "préfiguration", "la transition", "Ket")
    page = lie(page, ti="t", fi="f")
    assert values(page) == ["des actons", "le contrat", "préfiguration", "la transition", "Ket"]
    assert unsure(page) == ["- des actons", "- Ket"]
    assert fields(sheet(page))["diagnostic_initial"] == ["Oui"]


@pytest.mark.parametrize("glyph", [" ", "t "])
def test_letters_that_leave_a_gap_are_told_by_words(glyph: str) -> None:
    """Though ``rénova`` and ``on`` are words, too."""
    items = ("Rénovation et mobilité", "une association à but")
    page = lie(with_items(*items, "tiers", "Kertinou", "Kertivant", "avantinou"), ti=glyph)
    assert values(page)[:2] == [*items]
    told = [f"- Ker{glyph}nou", f"- Ker{glyph}vant", f"- avan{glyph}nou"]
    assert unsure(page) == told


def test_letters_that_are_called_by_nothing_may_be_missing_from_any_word() -> None:
    page = lie(with_items("la transition", "A 4", "Kertinou"), ti="")
    assert values(page) == ["la transition", "A 4", "Kernou"]
    assert unsure(page) == ["- Kernou"]
    assert fields(sheet(page))["diagnostic_initial"] == ["Oui"]


def test_one_letter_that_a_label_lacks_is_a_slip() -> None:
    page = with_items("des actions").replace("initial du", "inital du")
    assert shown(drawn(page), FORM) is None
    assert shown(drawn(with_items("des actions").replace("initial", "inial")), FORM) is None
    assert shown(drawn(page.replace("d'un diagnostic", "d'un diagnostc")), FORM) is not None


def test_a_slip_in_a_label_stays_where_other_glyphs_are_learnt() -> None:
    found = shown(drawn(lie(LABELS, é="Ž").replace("diagnostic", "diagnostc")), FORM)
    assert found is not None
    assert "Réalisation d'un diagnostc initial du territoire : Oui" in [x.text for x in found.lines]


def test_one_sight_of_a_glyph_that_no_french_word_has_is_enough() -> None:
    page = with_items("efforts différents").replace("Si protocole de préfiguration", "ffi")
    page += "Existence d'une maquette financière annexée (ou d'un état récapitulatif des différents"
    page += " financements) au jour de la signature du contrat : Oui"
    assert values(lie(page, ff="µ")) == ["efforts différents"]


@pytest.mark.parametrize(
    ("letter", "ligature"), [("ÿ", "ffi"), ("ß", "fl"), ("þ", "fi"), ("ü", "tt")]
)
def test_a_rare_letter_that_no_label_has_is_a_ligature_where_that_makes_a_word(
    letter: str, ligature: str
) -> None:
    words = {"ffi": "Efficacité", "fl": "influence", "fi": "financière", "tt": "Attribution"}[
        ligature
    ]
    page = with_items(words.replace(ligature, letter), "PLUI")
    assert values(page) == [words, "PLUI"]
    assert unsure(page) == []


def test_a_rare_letter_of_a_name_stays() -> None:
    """Until the sheet has it for a ligature, too: then what is known neither way is told."""
    names = "L'Haÿ-les-Roses", "Thÿrheim", "Cuÿ"
    assert shown(drawn(with_items(*names)), FORM) is None
    page = with_items(*names, "eÿcace")
    assert values(page) == [*names, "efficace"]
    assert unsure(page) == [f"- {name}" for name in names]


def test_a_rare_letter_that_may_be_several_ligatures_is_told() -> None:
    assert values(with_items("caÿe")) == ["caÿe"]
    assert unsure(with_items("caÿe")) == ["- caÿe"]


def test_a_word_that_is_known_with_a_rare_letter_stays() -> None:
    assert shown(drawn(with_items("capharnaüm")), FORM) is None


def test_of_rare_letters_a_few_words_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(glyphs, "is_known", lambda word, form: asked.append(word))
    shown(drawn(with_items(" ".join(f"ÿaaa{'a' * at}" for at in range(200)))), FORM)
    assert len(asked) == 50 * 8


def test_a_font_that_lies_in_no_label_is_not_learnt_from() -> None:
    assert shown(drawn(with_items("des ac$ons")), FORM) is None
    assert shown(drawn(LABELS), FORM) is None


def test_labels_without_accents_tell_nothing() -> None:
    page = with_items("Préfet").replace("é", "e")
    assert shown(drawn(page), FORM) is None


def test_in_a_table_a_label_goes_on_in_its_own_column() -> None:
    page = """
Réalisa$on d'un                 | Oui
diagnos$c ini$al du territoire
Défini$on d'indicateurs de      | Non
suivi des objec$fs
opéra$onnels du CRTE
"""
    found = fields(sheet(page))
    assert found["diagnostic_initial"] == ["Oui"]
    assert found["indicateurs_suivi"] == ["Non"]


@pytest.mark.parametrize("mark", ["\ufffd", "(cid:136)", "\ue123", "ऄ"])
def test_an_odd_mark_before_items_or_above_them_is_their_bullet(mark: str) -> None:
    before = LABELS.replace("objectifs... :", f"objectifs... :\n{mark} un deux\n{mark} trois")
    assert values(before) == ["un deux", "trois"]
    above = LABELS.replace("objectifs... :", f"objectifs... :\n{mark}\nun deux\n{mark}\ntrois")
    assert values(above) == ["un deux", "trois"]


def test_an_odd_character_that_is_in_a_word_too_or_alone_is_no_bullet() -> None:
    page = LABELS.replace("objectifs... :", "objectifs... :\nऄ un\nऄ deux\nà Pऄris")
    assert shown(drawn(page), FORM) is None
    page = LABELS.replace("objectifs... :", "objectifs... :\nऄ un\ndeux")
    assert shown(drawn(page), FORM) is None


def test_letters_whose_bytes_are_swapped_are_themselves() -> None:
    assert clean("préfigura琀椀on, e昀昀icace") == "préfiguration, efficace"


def test_a_value_that_is_not_sure_is_doubtful_and_its_label_is_not() -> None:
    page = lie(with_items("de Kertinou", "autre"), ti="\ufffd")
    record = extract(page.encode()).model_dump(mode="json")
    told = [w for w in record["avertissements"] if w["code"] == "caracteres_suspects"]
    assert [(w["champ"], w["brut"]) for w in told] == [
        ("orientations_strategiques", "de Ker\ufffdnou")
    ]
    assert record["etats"]["strategie"]["orientations_strategiques"] == "douteux"
    assert record["etats"]["strategie"]["diagnostic_initial"] == "lu"


def test_a_mark_that_is_no_letter_is_odd_between_two_of_them() -> None:
    assert suspects("ac$ons, co£t, 5$ et | à {b}") == ("$", "£")


@pytest.mark.parametrize(
    "text",
    [
        "Existence d'une maquette financière annexée (ou d'un état récapitulatif des différents "
        "financements) au jour de " * 40,
        "é" * 2000,
        "Liste des orienta" + "ti" * 2000,
        "Réalisation" + " \n(" * 2000,
        "1" * 20000,
        "1.000 " * 4000,
    ],
)
def test_what_nearly_is_a_label_takes_no_longer(text: str) -> None:
    """Each of its characters can be read in one way: else ways multiply with each glyph."""
    lines = drawn(text)
    assert shown(lines, FORM) is None


AMOUNTS = ("12.50Me", "1 200 e", "Nonee", "0.85Mde")


@pytest.mark.parametrize("sign", ["e", "C", "¤", "\ue020", "ª"])
def test_what_ends_all_amounts_is_the_euro_sign_where_there_is_none(sign: str) -> None:
    keys = ("depenses_fonctionnement", "depenses_investissement", "cofinancements_prives")
    labels = "\n".join(f"{FORM.printed[k]} : {v}" for k, v in zip(keys, AMOUNTS, strict=False))
    page = with_items("aides de 100 000 e", "Paris 20e").replace("0 e", f"0 {sign}")
    page += (
        labels.replace("Me", f"M{sign}").replace("0 e", f"0 {sign}").replace("Nonee", f"None{sign}")
    )
    found = fields(sheet(page))
    assert [found[key] for key in keys] == [["12.50M€"], ["1 200 €"], ["None€"]]
    assert found["orientations_strategiques"] == ["aides de 100 000 €", "Paris 20e"]


@pytest.mark.parametrize(
    "lines",
    [
        ("12.50Me", "1 200 e"),  # two may be typed
        ("12.50Me", "1 200 e", "Nonee", "3.00M€"),  # there is a sign
        ("Paris 20e", "Paris 19e", "Paris 18e", "-"),  # nothing of an amount's own
        ("12.50M", "1 200.", "3 000,", "None"),
        ("12.50Mz", "Nonee", "nane", "Nonee"),  # no amount ends in it
    ],
)
def test_what_does_not_end_all_amounts_is_no_euro_sign(lines: tuple[str, ...]) -> None:
    assert shown(drawn("\n".join(lines)), FORM) is None


def test_words_are_looked_up_at_once_however_long() -> None:
    """In a text with a glyph to learn: of each letter no more than its own word is looked at."""
    page = lie(with_items("a" * 20000, "t" * 2000 + " x"), ti="t", fi="")
    assert shown(drawn(page), FORM) is not None
