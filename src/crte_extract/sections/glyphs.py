"""What a font calls by other letters than it shows, learnt from the labels, whose words are known.

A font may call a ligature, or a letter with its accent, by any character: ``ti`` by ``$``, ``fi`` by one
of another script, or by none. An odd mark that stands before lines, and in no word, is a bullet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, product
from typing import Final, NamedTuple

from crte_extract.document import Line
from crte_extract.sections.hyphens import is_known
from crte_extract.sections.labels import Form
from crte_extract.text import fold, suspects

_LIGATURES = ("ffi", "ff", "fi", "fl", "ft", "tt", "ti")
_ACCENTED = "àâçéèêëîïôûùœ"
_APOSTROPHES = "'’"
_GLYPH = r"\(cid:\d+\)|\S ??|(?<=\w) (?=\w)"  # with a gap behind it, or nothing but one
_PARTS = re.compile(
    "|".join((*_LIGATURES, f"[{_ACCENTED}{_APOSTROPHES}]", r"\w", rf"[^\w{_APOSTROPHES}]+"))
)
_SLIPS = 1  # times that a label may lack a letter, or have another one, by a slip
_BEGINS = 2  # lines that a bullet begins
_LOST = "\ufffd"  # what any glyph without a name may be called
_LETTER = r"[^\W\d_]"
_SMALL = "[a-zà-ÿ]"
_LONG = 3  # letters: a shorter word tells nothing of what it lost,
_LONGEST = 30  # nor does a longer one
_WAYS = 256  # to read a word that are tried
_HYPHENS = "-\u2010"
_WRITTEN: Final = frozenset(f"{_ACCENTED}{_APOSTROPHES}{_HYPHENS}abcdefghijklmnopqrstuvwxyz")
"""What may stand anywhere in French words: of such a glyph no place tells what it shows."""
_BETWEEN: Final = frozenset('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?–()[]/&%+=*«»"_')
"""What stands in French texts, but not between two small letters."""
_RARE: Final = "ÿßþü"
"""Letters that hardly a French word has, and by which fonts call ligatures."""
_RARE_WORDS = 50  # of a sheet that are asked

_UNIT = r" ?(?:[kKMGB]|Mds?)?"
_AMOUNT = (  # bounded: a text may be all figures
    r"(?<!\d)(?:\d{1,3}(?:[ .]\d{3}){1,4}(?:[.,]\d{1,4})?|\d{1,12}[.,]\d{1,4}|\d{4,12})"
    rf"{_UNIT} ?|(?<!\d)\d{{1,12}} ?(?:[kKM]|Mds?) ?"
)
_ENDING = re.compile(rf"(?m)(?:(?P<amount>{_AMOUNT})|None|nan|-)(?P<sign>[^\s\d.,;:%)kKMGBd-])$")
_AMOUNTS = 3  # lines that end in one with the same odd sign for the euro's, where none has that


class Shown(NamedTuple):
    """The lines with the letters that their glyphs show; what finds texts in which that isn't sure."""

    lines: tuple[Line, ...]
    unsure: re.Pattern[str] | None


def shown(lines: Sequence[Line], form: Form) -> Shown | None:
    """The lines as they are shown; None where the labels tell nothing of their glyphs.

    In a label a glyph stands for the label's own letters. Elsewhere it does where labels have it always
    for the same; where French has it too, only between letters, or where a word tells.
    """
    order = sorted(range(len(lines)), key=lambda at: lines[at].column == 2)  # labels stay whole
    printed = "\n".join([lines[at].text for at in order])
    text, unsure = _with_letters(printed, form)
    for letter in filter(text.__contains__, _RARE):
        text, more = _with_ligatures(text, letter, form)
        unsure += more
    text = _with_bullets(_with_euros(text))
    if text == printed and not unsure:
        return None
    texts = dict(zip(order, text.split("\n"), strict=True))
    found = tuple(line._replace(text=texts[at].strip()) for at, line in enumerate(lines))
    return Shown(found, re.compile("|".join(unsure)) if unsure else None)


def _with_letters(text: str, form: Form) -> tuple[str, list[str]]:
    """The text with the letters that glyphs show, by the labels in it; what finds the glyphs left open."""
    seen = [found for label in form.printed.values() for found in _odd_glyphs(text, label)]
    meant: dict[str, Counter[str]] = {}
    for _, glyph, letters in seen:
        meant.setdefault(glyph, Counter())[letters] += 1
    meant = {glyph: of for glyph, of in meant.items() if _is_no_slip(glyph, of.total())}
    for place, glyph, letters in sorted(seen, reverse=True):
        if glyph in meant:
            text = text[:place] + letters + text[place + len(glyph) :]
    unsure: list[str] = []
    open_: dict[str, Sequence[str]] = {}
    for glyph, of in meant.items():
        if len(of) == 1 and (sure := _where_sure(glyph)):
            text = re.sub(sure, next(iter(of)), text)
        else:
            open_[glyph] = [*dict.fromkeys(letters.lower() for letters in of)]
        if glyph in _BETWEEN:
            this = re.escape(glyph)
            unsure.append(f"(?<={_SMALL}){this}|{this}(?={_SMALL})")
    if open_:
        words = _Words(open_, form)
        text = words.in_gaps(words.within(text))
        unsure += map(re.escape, words.unsure)
    return text, unsure


def has_rare_letters(text: str) -> bool:
    """Whether a text has letters by which fonts call ligatures, and that may be in no label."""
    return any(map(text.__contains__, _RARE))


def _with_ligatures(text: str, letter: str, form: Form) -> tuple[str, list[str]]:
    """The text with the ligatures that a rare letter shows: where no word has it, and one has these.

    With what finds the words where several have one, and, on a sheet that has it for a ligature, those
    that are known neither way. Others are names.
    """
    found = dict.fromkeys(word for word in re.findall(f"{_LETTER}+", text) if letter in word)
    odd = [word for word in islice(found, _RARE_WORDS) if not is_known(word, form)]
    meant: dict[str, str] = {}
    unsure: list[str] = []
    names: list[str] = []
    for word in odd:
        tried = _LIGATURES if len(word) > _LONG else ()  # shorter ones may be words by chance
        known = [w for one in tried if is_known(w := word.replace(letter, one), form)]
        if len(known) == 1:
            meant[word] = known[0]
        else:
            (unsure if known else names).append(word)
    if meant:
        text = re.sub(f"{_LETTER}+", lambda word: meant.get(word.group(), word.group()), text)
        unsure += names
    return text, unsure


class _Words:
    """The words of a text with glyphs that may show these letters: one is meant where it alone is known.

    ``unsure`` has the others, as they are printed.
    """

    def __init__(self, letters: Mapping[str, Sequence[str]], form: Form) -> None:
        self.letters = {glyph: of for glyph, of in letters.items() if glyph and " " not in glyph}
        self.gaps = {glyph: of for glyph, of in letters.items() if " " in glyph}
        self.lost = letters.get("", ())
        self.form = form
        self.unsure: set[str] = set()
        self._meant: dict[str, str] = {}

    def within(self, text: str) -> str:
        """The text with the words that are surely meant, where a glyph is a character, or nothing."""
        glyph = "|".join([_LETTER, *map(re.escape, self.letters)])
        return re.sub(f"(?:{glyph})+", lambda found: self._word(found.group()), text)

    def in_gaps(self, text: str) -> str:
        """The same where a glyph ends in a gap, as if a space parted its word."""
        for glyph, letters in self.gaps.items():
            gap = re.compile(rf"({_LETTER}*)(?<=\w)({re.escape(glyph)})({_LETTER}+)")
            place = 0
            while found := gap.search(text, place):
                before, _, after = found.groups()
                known = [w for one in letters if self._is_known(w := f"{before}{one}{after}")]
                place = found.start(3)
                if len(known) == 1:  # though both may be words: ``réalisa on``
                    text = f"{text[: found.start()]}{known[0]}{text[found.end() :]}"
                    place = found.start()
                elif known or not (self._is_known(before + glyph[:-1]) and self._is_known(after)):
                    self.unsure.add(found.group())
        return text

    def _is_known(self, word: str) -> bool:
        return is_known(word, self.form)

    def _word(self, printed: str) -> str:
        if printed not in self._meant:
            self._meant[printed] = printed
            if printed.strip(_HYPHENS) and self._may_show_more(printed):
                known = {word for word in self._possible(printed) if self._is_known(word)}
                if len(known) == 1:
                    self._meant[printed] = known.pop()
                elif known or not self._is_compound(printed):
                    self.unsure.add(printed)
        return self._meant[printed]

    def _is_compound(self, printed: str) -> bool:
        """Whether hyphens of a word part words: it may be in no source, and is one nevertheless."""
        return all(map(self._is_known, re.split(f"[{_HYPHENS}]", printed)))

    def _may_show_more(self, printed: str) -> bool:
        """Whether a word has a glyph, or may have lost some: one that is known has not."""
        if any(map(printed.__contains__, self.letters)):
            return True
        return bool(self.lost) and len(printed) >= _LONG and not self._is_known(printed)

    def _possible(self, printed: str) -> Iterator[str]:
        """The word as it is printed, and what it may show; of many glyphs not all."""
        yield printed
        for at in range(len(printed) + 1) if len(printed) <= _LONGEST else ():
            yield from (f"{printed[:at]}{one}{printed[at:]}" for one in self.lost)
        if self.letters:
            parts = re.split(f"({'|'.join(map(re.escape, self.letters))})", printed)
            ways = [(part, *self.letters.get(part, ())) for part in parts]
            yield from map("".join, islice(product(*ways), _WAYS))


def _with_euros(text: str) -> str:
    r"""The text with euro signs, where it has none and most amounts end in the same other sign.

    >>> _with_euros("12.50Me\n1 200 e\nNonee"), _with_euros("Paris 20e\nParis 19e\nParis 18e")
    ('12.50M€\n1 200 €\nNone€', 'Paris 20e\nParis 19e\nParis 18e')
    """
    if "€" in text:
        return text  # as in most
    ends = [*_ENDING.finditer(text)]
    signs = Counter(found["sign"] for found in ends)
    sign, times = signs.most_common(1)[0] if signs else ("", 0)
    surely = any(found["amount"] and found["sign"] == sign for found in ends)
    if times < _AMOUNTS or not surely:
        return text
    text = re.sub(rf"({_AMOUNT}){re.escape(sign)}(?!\w)", r"\1€", text)
    return re.sub(rf"(?m)(None|nan|-){re.escape(sign)}$", r"\1€", text)


def _with_bullets(text: str) -> str:
    """The text with a bullet for what no sheet holds, where it stands before lines and beside no letter."""
    for glyph in {*suspects(text)}:
        this = re.escape(glyph)
        before = rf"(?m)^{this}(?= |$)"
        if re.search(f"{_LETTER}{this}|{this}{_LETTER}", text) is None:
            text = re.sub(before, "•", text) if len(re.findall(before, text)) >= _BEGINS else text
    return text


def _is_no_slip(glyph: str, times: int) -> bool:
    """Whether a glyph that labels have so often for other letters is one, not a slip of a writer's."""
    return times > _SLIPS or (glyph.strip() != "" and glyph[0] not in _WRITTEN)


def _where_sure(glyph: str) -> str:
    """What finds a glyph where it surely shows the letters that it has in labels; "" for nothing."""
    if " " in glyph or glyph in _WRITTEN or glyph == _LOST:
        return ""
    this = re.escape(glyph)
    return f"(?<={_SMALL}){this}(?={_SMALL})" if glyph in _BETWEEN else this


def _odd_glyphs(text: str, label: str) -> Iterator[tuple[int, str, str]]:
    """Where a label stands in the text: the place of each odd glyph in it, the glyph, what it shows."""
    pattern, parts = _pattern(label)
    for found in pattern.finditer(text):
        capitals = "".join(filter(str.isascii, found.group())).isupper()
        for number, part in enumerate(parts, 1):
            glyph = found[number]
            if fold(glyph) != fold(part):
                yield found.start(number), glyph, part.upper() if capitals else part


@cache
def _pattern(label: str) -> tuple[re.Pattern[str], Sequence[str]]:
    """What finds a label whose ligatures, accents and apostrophes are any glyph; what these show."""
    parts: list[str] = []
    pattern: list[str] = []
    for part in _PARTS.findall(label):
        if part in _LIGATURES or part in _ACCENTED or part in _APOSTROPHES:
            parts.append(part)
            pattern.append(f"({part}|(?!{part})(?:{_GLYPH})|)")  # or none; one way to read each
        else:
            pattern.append(part if part.isalnum() else rf"[\s{re.escape(part)}]*")
    return re.compile("".join(pattern), re.IGNORECASE), parts
