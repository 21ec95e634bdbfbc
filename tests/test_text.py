"""Characters: what typesetting did is undone, what people typed is kept."""

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crte_extract.text import (
    after_squashed,
    clean,
    fold,
    harmless,
    is_broken,
    join_lines,
    reread,
    squash,
    squash_lines,
    suspects,
)

SOFT = "\u00ad"
EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]
FRENCH = st.text("abzABZ019 éÉèàçœŒÆ’'‘-–—.,:()/€…\u00a0\u202f\u2009ﬁ\u0301\u00ad\u200b")
WORDS = FRENCH | st.text()
LINES = WORDS.map(lambda text: text.replace("\n", " "))

# clean


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("  Contrat  de\tville ", "Contrat de ville"),
        ("1\u00a0234\u202f567\u2009€", "1 234 567 €"),
        ("e\u0301cologie", "écologie"),
        ("eﬃcacité, ﬁlière, reﬂet, oﬀre", "efficacité, filière, reflet, offre"),
        ("re\u200bve\u200dnu\ufeff", "revenu"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("envi\u00adron\u00adnement", "environnement"),
        ("centres\u2011bourgs", "centres-bourgs"),
        ("\u2212 Bourgogne\u2212Franche\u2212Comté", "- Bourgogne-Franche-Comté"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("a\u2028b\x85c\x0cd", "a b c d"),
        ("ab\x93c\udc80", "ab�c�"),
        (" \u200b\u00a0 ", ""),
    ],
)
def test_clean_undoes_typesetting(printed: str, typed: str) -> None:
    assert clean(printed) == typed


@pytest.mark.parametrize(
    "typed",
    ["p'allareil", "climatique , s'adapter", "l’État", "à l'aune…", "Cœur", "2 – 3 — 4", "« oui »"],
)
def test_clean_keeps_what_was_typed(typed: str) -> None:
    assert clean(typed) == typed


@pytest.mark.parametrize("end", [SOFT, "\u2010", f"\u2010{SOFT}", f"{SOFT} "])
def test_clean_keeps_the_mark_of_a_broken_word_at_the_end(end: str) -> None:
    assert clean(f"envi{SOFT}ron{end}") == f"environ{SOFT}"
    assert clean(f"2021{end}") == "2021-"  # no typesetter breaks a word there


@given(WORDS)
@example("a\u2010\u2010")
@example("e\u00ad\u0301")
@example("a \u200b b")
def test_clean_is_done_in_one_go(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_clean_leaves_nothing_that_cannot_be_seen(text: str) -> None:
    seen = clean(text).removesuffix(SOFT)
    assert unicodedata.is_normalized("NFC", seen)
    assert "  " not in seen
    assert not [c for c in seen if c != " " and unicodedata.category(c) in {"Cc", "Cs", "Zs", "Zl"}]


# harmless


def test_nothing_harmful_survives() -> None:
    shown = (c for c in EVERY_CHARACTER if harmless(c) == c)
    assert [c for c in shown if not c.isprintable() and not c.isspace()] == []


@pytest.mark.parametrize("steering", ["\x1b", "\n", "\r", "\x08", "\x9b", "\u202e", "\u2028"])
def test_what_steers_a_terminal_shows_as_its_code(steering: str) -> None:
    shown = harmless(f"a{steering}b")
    assert shown == "a" + ascii(steering)[1:-1] + "b"


@given(st.text())
def test_harmless_words_are_one_printable_line_for_any_encoder(text: str) -> None:
    shown = harmless(text)
    assert len(shown.splitlines()) <= 1
    assert shown.encode("utf-8").decode() == shown
    assert harmless(shown) == shown


@pytest.mark.parametrize("text", ["fiche d’Évreux (copie 2).pdf", "Préfet « 21 » – 78 M€", "[red]"])
def test_ordinary_words_are_shown_as_they_are(text: str) -> None:
    assert harmless(text) == text


# fold and squash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’État", "l'etat"),
        ("l‘État", "L'ÉTAT"),
        ("ŒUVRE", "oeuvre"),
        ("Ma\u00a0ville", "ma  ville"),
        ("e\u0301tat", "État"),
        ("eﬃcace", "efficace"),
        ("plans–programmes", "plans-programmes"),
        ("Ex æquo", "EX AEQUO"),
    ],
)
def test_spellings_that_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert squash(one) == squash(other)


@pytest.mark.parametrize(
    ("one", "other"), [("côté", "cote à"), ("fiches action", "fiches projet"), ("2A", "2B")]
)
def test_other_words_do_not_fold_together(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert squash(one) != squash(other)


@given(FRENCH)
def test_case_makes_no_difference(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)
    assert squash(text.upper()) == squash(text)


@given(FRENCH)
def test_folding_is_done_in_one_go(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert squash(squash(text)) == squash(text)


@given(WORDS)
def test_squashed_words_are_ascii_letters_and_digits(text: str) -> None:
    squashed = squash(text)
    assert squashed == "" or (squashed.isascii() and squashed.isalnum())


@given(FRENCH)
def test_spaces_and_punctuation_make_no_difference_to_squash(text: str) -> None:
    assert squash(text) == squash("".join(c for c in text if c not in " .,:()/'’‘-–—\u00a0\u202f"))


@given(st.lists(LINES))
def test_lines_squash_together_as_they_do_alone(lines: list[str]) -> None:
    assert squash_lines(lines) == ([squash(line) for line in lines] or [""])


@given(WORDS, st.integers(0, 40))
def test_the_place_behind_a_squashed_beginning(text: str, length: int) -> None:
    place = after_squashed(text, length)
    head, whole = squash(text[:place]), squash(text)
    assert len(head) >= min(length, len(whole))
    assert place == 0 or not text[place - 1].isalnum() or len(squash(text[: place - 1])) < length
    assert head + squash(text[place:]) == whole


@pytest.mark.parametrize(
    ("printed", "label", "rest"),
    [
        ("Composition du COPIL : Préfet", "compositionducopil", " : Préfet"),
        ("Fréquence (par an) : 2", "frequenceparan", " : 2"),
        ("Cœur de ville: oui", "coeurdeville", ": oui"),
        ("Si protocole : date : None", "siprotocoledate", " : None"),
        ("Objectifs... : a : b", "objectifs", " : a : b"),
        ("Objectifs", "objectifs", ""),
    ],
)
def test_what_follows_a_label(printed: str, label: str, rest: str) -> None:
    assert printed[after_squashed(printed, len(label)) :] == rest


# suspects


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("transi\u4e00on", ("\u4e00",)),
        ("\ufffd", ("\ufffd",)),
        ("\ue000 \uf8ff", ("\ue000", "\uf8ff")),
        ("a(cid:12)b(cid:345)", ("(cid:12)", "(cid:345)")),
        ("Привет", tuple("Привет")),
        ("\U000f0000", ("\U000f0000",)),
        ("TransiƟon, ƒtat", ("Ɵ", "ƒ")),
        ("Convention þnancière, ¿nancière, Þn", ("þ", "¿", "Þ")),
        ("e®cace, a•uent, fran¸ais, aˆine, na¨if", ("®", "•", "¸", "ˆ", "¨")),
        ("lÃ -bas", ("Ã",)),
    ],
)
def test_what_no_french_sheet_holds(words: str, found: tuple[str, ...]) -> None:
    assert suspects(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "Évaluation à mi-parcours : 78,00 M€ (« hors plan »)…",
        "Cœur Ÿ ſ ŵ",
        "Marque® déposée • Hơn",
        "IRMÃOS, São Tomé ; l´eau",
        "α et µ, m², CO₂, 1ᵉʳ, n° ™",
    ],
)
def test_what_a_french_sheet_may_hold(words: str) -> None:
    assert suspects(words) == ()


# reread


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_utf_8_that_was_read_otherwise_is_read_again(encoding: str) -> None:
    words = "Communauté à l’État, œuvre, ŒUVRE, Ÿ, ç, À É Î – « 5 € »…"
    mangled = "".join(
        bytes([code]).decode(encoding, "ignore") or chr(code) for code in words.encode()
    )
    assert reread(mangled) == clean(mangled) == words
    assert reread(f"{words} {mangled}") == f"{words} {words}"


def test_an_apostrophe_alone_is_read_again() -> None:
    assert clean("lâ€™eau") == "l’eau"


@pytest.mark.parametrize("words", ["Âge, Ã, âne, prâ€", "ÂGE « ça »", "Å, Ã\u0100", "Â\u2028"])
def test_what_is_no_utf_8_stays(words: str) -> None:
    assert reread(words) == words


# join_lines


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Contrat de", "ville"], "Contrat de ville"),
        (["Contrat"], "Contrat"),
        ([], ""),
        (["", "Contrat", "", "de ville"], "Contrat de ville"),
        ([f"envi{SOFT}", f"ronne{SOFT}", "ment"], "environnement"),
        ([f"environ{SOFT}"], "environ"),
        (["les centres-", "bourgs"], "les centres-bourgs"),
        (["rendez-", "vous, en-", "fin"], "rendez-vous, en-fin"),
        (["Saint-", "Étienne"], "Saint-Étienne"),
        (["montant : -", "en attente"], "montant : - en attente"),
        (["2021-", "2027"], "2021-2027"),
        (["2021 -", "2027"], "2021 - 2027"),
        (["2021–", "2027"], "2021–2027"),
        (["AAP-", "2022"], "AAP-2022"),
        (["R2-", "b"], "R2-b"),
        (["12-", "€"], "12- €"),
        (["pré-", "et post-bac"], "pré- et post-bac"),
        (["micro-", "ou mini-crèches"], "micro- ou mini-crèches"),
        (["Meurthe-", "et-Moselle"], "Meurthe-et-Moselle"),
        (["co-", "outil, co-", "ethnique"], "co-outil, co-ethnique"),
        (["contrat d'", "objectifs jusqu’", "en mai"], "contrat d'objectifs jusqu’en mai"),
        (["CONTRAT D'", "OBJECTIFS"], "CONTRAT D'OBJECTIFS"),
        (["appel 'ville'", "durable"], "appel 'ville' durable"),
        (["de l'", "(eau)"], "de l' (eau)"),
        (["Eau/", "Assainissement"], "Eau/Assainissement"),
        (["projet /", "chef"], "projet / chef"),
        (["mi-", "(juin)"], "mi- (juin)"),
    ],
)
def test_wrapped_lines_come_out_as_typed(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


@given(st.lists(st.text("abcdé-", min_size=1), min_size=1))
def test_no_letter_is_lost_or_made_up_in_joining(lines: list[str]) -> None:
    assert squash(join_lines(lines)) == "".join(map(squash, lines))


@given(st.lists(st.text("abcdé", min_size=1)).map(" ".join), st.data())
def test_a_sentence_cut_between_words_is_whole_again(sentence: str, data: st.DataObject) -> None:
    words = sentence.split(" ")
    at = data.draw(st.integers(0, len(words)))
    assert join_lines([" ".join(words[:at]), " ".join(words[at:])]) == sentence


@given(st.text("abcdé", min_size=2), st.data())
def test_a_word_cut_at_a_soft_hyphen_is_whole_again(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    assert join_lines([word[:at] + SOFT, word[at:]]) == word


@pytest.mark.parametrize("text", ["centres-", "l'é-", "2021-", "2021–"])
def test_broken(text: str) -> None:
    assert is_broken(text)


@pytest.mark.parametrize("text", ["-", "montant : -", "-€", "centres", "a - b", "»-", "_-", ""])
def test_not_broken(text: str) -> None:
    assert not is_broken(text)
