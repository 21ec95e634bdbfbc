"""Characters: what typesetting did to them is undone, what people typed is kept. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from string import ascii_letters

SOFT_HYPHEN = "\u00ad"
_BREAKS = SOFT_HYPHEN + "\u2010"  # what typesetters end a broken word with

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = (
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)
_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
    "\u2011": "-",  # the no-break hyphen is a matter of layout, as the no-break space is
    "\uf0fe": "☑",  # these six by where Wingdings has them
    "\uf0fd": "☒",
    "\uf0a8": "□",
    "\uf06f": "□",
    "\uf0fc": "✓",
    "\uf0fb": "✗",
    "\u2212": "-",  # a minus sign: what PostScript's Latin 1 prints where a hyphen is typed
    "≪": "«",  # TeX's quotes are made of its signs of mathematics
    "≫": "»",
}
_UNDO: dict[int, str | None] = {
    **dict.fromkeys(range(32)),
    **dict.fromkeys(range(128, 160), "�"),  # C1: a byte that no encoding explains
    **dict.fromkeys(range(55296, 57344), "�"),  # half of a pair
    0x09: " ",
    0x0A: " ",
    0x0B: " ",
    0x0C: " ",
    0x0D: " ",
    0x7F: None,
    0x85: " ",
    0x2028: " ",
    0x2029: " ",
    **{ord(c): " " for c in _SPACES},
    **{ord(c): None for c in _INVISIBLE},
    **{ord(k): v for k, v in _LIGATURES.items()},
    **{ord(c) << 8: c for c in ascii_letters},  # a ligature's letters, each with its bytes swapped
}
# Anything but what a plain French line is made of calls for the slow way; so does what UTF-8 begins
# letters with, read as Windows-1252.
_ODD = re.compile(r"[^\x20-\x7e\u00a1-\u00ac\u00ae-\u00c1\u00c4\u00c6-\u017f’‘“”–—…€•▪]")
_BYTES = {bytes([code]).decode("cp1252", "ignore") or chr(code): code for code in range(128, 192)}
_BYTES |= {chr(code): code for code in range(128, 256)} | {"€": 128}
_NEXT = "".join(char for char, code in _BYTES.items() if code < 192)  # a byte that ends a letter
_MISREAD = re.compile(f"[ÂÃ][{_NEXT}]|Å[“’\x92\x93¸]|â(?:€|\x80|‚|\x82)[{_NEXT}]")
_DEGREE = re.compile(r"(?<=\w)◦")  # TeX's, of ``n◦ 3``: as a bullet it stands apart
_BLANKS = re.compile(r" {2,}")


def reread(text: str) -> str:
    """The text with UTF-8 undone that was read as Windows-1252, or as Latin 1: ``Ã©`` is never French.

    >>> reread("CommunautÃ© dâ€™Ã‰tat, Âge")
    'Communauté d’État, Âge'
    """
    return _MISREAD.sub(_as_utf8, text)


def _as_utf8(found: re.Match[str]) -> str:
    letters = bytes(_BYTES[char] for char in found.group()).decode(errors="ignore")
    return letters or found.group()


SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Raised digits, by their value."""


def clean(printed: str) -> str:
    r"""One line with its typesetting undone: NFC, plain spaces, no ligature, nothing invisible.

    A soft hyphen is dropped inside the line and kept at its end, where it marks a broken word.

    >>> clean("e\u0301cologie,\u00a0ef\ufb01cacite\u0301 \u200b ")
    'écologie, efficacité'
    """
    if not (printed.isascii() and printed.isprintable()) and (
        _ODD.search(printed) or "â€" in printed
    ):
        kept = stream_safe(reread(printed).translate(_UNDO).rstrip())
        kept = _DEGREE.sub("°", kept) if "◦" in kept else kept
        whole = kept.rstrip(_BREAKS).replace(SOFT_HYPHEN, "")
        printed = unicodedata.normalize("NFC", whole)
        if kept.endswith(tuple(_BREAKS)):  # behind a figure it is no typesetter's
            printed += "-" if printed[-1:].isdecimal() else SOFT_HYPHEN
    return (_BLANKS.sub(" ", printed) if "  " in printed else printed).strip(" ")


_MOST_MARKS = (
    30  # combining ones in a row, as Unicode's stream-safe text has: sorting n takes n² steps
)
_RUN_OF_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")


def stream_safe(text: str) -> str:
    """The text without the accents that no letter has room for, which normalisation would sort.

    >>> len(stream_safe("e" + "\u0301\u0323" * 5000 + "x"))
    32
    """
    if text.isascii() or not any(map(unicodedata.combining, text[::_MOST_MARKS])):
        return text  # a longer run would show in this sample
    return _RUN_OF_MARKS.sub(_shortened, text)


def _shortened(run: re.Match[str]) -> str:
    groups = groupby(run.group(), key=lambda mark: unicodedata.combining(mark) > 0)
    return "".join("".join(islice(g, _MOST_MARKS) if combining else g) for combining, g in groups)


# Controls, formats (bidi, zero-width), line and paragraph separators, halves of pairs, no characters.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff\U000110bd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def harmless(words: str) -> str:
    r"""The words for a terminal: what could steer it, or turn text around, shows as its code.

    >>> harmless("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """
    if words.isprintable():
        return words
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else ascii(c)[1:-1] for c in words
    )


def harmless_lines(words: str) -> str:
    r"""The same for lines of text, whose ends stay as they are; a byte order mark goes.

    >>> harmless_lines("\ufeffa\x1b[31m\r\nb\n")
    'a\\x1b[31m\nb\n'
    """
    lines = words.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return "\n".join(map(harmless, lines))


def decoded(name: str) -> str:
    """A file name as text; bytes of it that are not UTF-8 show as U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


_ALIKE = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        **dict.fromkeys("’‘ʼ′´`‛", "'"),
        **dict.fromkeys("‐‑–—−", "-"),
    }
)
_MARKS = re.compile(r"[\u0300-\u036f]+")


def fold(words: str) -> str:
    """The words without case, accents and typographic variants: for comparing, never for keeping.

    >>> fold("L’État  d’Œuvre")
    "l'etat d'oeuvre"
    """
    folded = words.casefold()
    if not folded.isascii():
        folded = _MARKS.sub("", unicodedata.normalize("NFKD", folded.translate(_ALIKE)))
    return " ".join(folded.split())


_NOT_ALNUM = bytes(code for code in range(128) if not chr(code).isalnum())


def squash(words: str) -> str:
    """Only the letters and digits of the folded words.

    A label is recognised by this form, so that spaces, punctuation and hyphens (typed, or made by a
    line's end) make no difference.

    >>> squash("Plan d’action :")
    'plandaction'
    """
    folded = words.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded.replace("œ", "oe").replace("æ", "ae"))
    return folded.encode("ascii", "ignore").translate(None, _NOT_ALNUM).decode()


# The squashed forms of what Windows-1252 has: nearly all that a French sheet is made of. What becomes
# several letters has none in the table, but what is no ASCII.
_FORMS = [squash(bytes([code]).decode("cp1252", "ignore")) for code in range(256)]
_FORMS[10] = "\n"
_TO_FORMS = bytes(ord(form) if len(form) == 1 else 255 for form in _FORMS)
_WITHOUT_FORM = bytes(code for code, form in enumerate(_FORMS) if not form)


def squash_lines(lines: Sequence[str]) -> list[str]:
    """The squashed form of each line, none of which holds a line's end: most often all in one go.

    >>> squash_lines(["Plan d’action :", "", "Œuvre"])
    ['plandaction', '', 'oeuvre']
    >>> squash_lines(["Ω", "½", "ﬁn"])  # not all of Windows-1252, or of one letter there
    ['', '12', 'fin']
    """
    try:
        text = "\n".join(lines).replace("œ", "oe").encode("cp1252")
    except UnicodeEncodeError:
        return [squash(line) for line in lines]
    kept = text.translate(_TO_FORMS, _WITHOUT_FORM)
    return kept.decode().split("\n") if kept.isascii() else [squash(line) for line in lines]


def after_squashed(words: str, length: int, start: int = 0, behind: int | None = None) -> int:
    """The place in ``words`` just behind the first ``length`` characters of its squashed form.

    ``start`` is where that form begins; ``behind`` how many characters of it follow, where that is
    known. A colon behind them, with nothing but marks between, is the place: it ends the label, and
    they are a part of it.

    >>> "Plan d’action : oui"[after_squashed("Plan d’action : oui", 11):]
    ' : oui'
    >>> "Objectifs... (tous)"[after_squashed("Objectifs... (tous)", 9):]
    '... (tous)'
    """
    colon = words.find(":", start)  # most often it is there
    if behind is not None and colon >= 0 and len(squash(words[colon:])) == behind:
        return start + len(words[start:colon].rstrip())  # shorter than the label, and often ASCII
    seen, done = 0, start
    while colon >= 0 and seen <= length:
        seen += len(squash(words[done:colon]))
        if seen == length:
            return start + len(words[start:colon].rstrip())
        done, colon = colon, words.find(":", colon + 1)
    seen, place = 0, start
    while place < len(words) and seen < length:
        seen += _squashed_length(words[place])
        place += 1
    return place


def _squashed_length(character: str) -> int:
    return character.isalnum() if character.isascii() else len(squash(character))


# Letters of other scripts come from a badly mapped font; these blocks may stand in a French sheet, but
# for what no French word has: Ã is what UTF-8 begins letters with, read otherwise.
_NO_FRENCH = "¿Þþ\u0180-\u019f\u01a2-\u01ae\u01b1-\u01bf"
_FOREIGN = re.compile(
    "[^\x00-\xbe\xc0-\xc2\xc4-\xdd\xdf-\xfd\xff-\u017f\u01a0\u01a1\u01af\u01b0\u01c0-\u024f"
    "\u2010-\u2027\u20ac]"
)
_NO_LETTERS = "$£¥¢¤§¬¦µ^|{}\\\\«»%<>=®•¸¨ˆ˜˚"  # within a word they stand for letters
_SMALL = re.compile("[a-zà-ÿ]")
_SUSPECT = (  # compiled when it is needed, which is seldom
    r"\(cid:\d+\)"
    r"|[\ue000-\uf8ff\ufffd\ufffe\uffff\U000e0000-\U0010ffff]"
    rf"|[{_NO_FRENCH}]|Ã(?![A-Z])"
    rf"|(?<=[a-zà-ÿ])[{_NO_LETTERS}](?=[a-zà-ÿ])"
    r"|(?![\u0250-\u03ff\u1d00-\u1fff\u2070-\u218f])[^\W\d_](?<![\u0000-\u024f])"
)


def suspects(words: str) -> tuple[str, ...]:
    """What no French sheet holds and a badly mapped font gives.

    U+FFFD, private use, ``(cid:12)``, letters of other scripts; within words what is no letter.

    >>> suspects("ef(cid:12)cacité, transi\u4e00on")
    ('(cid:12)', '一')
    """
    plain = words.isascii() or not _FOREIGN.search(words)
    if plain and "(cid:" not in words and not any(_is_within(words, one) for one in _NO_LETTERS):
        return ()
    return tuple(re.findall(_SUSPECT, words))


def _is_within(words: str, sign: str) -> bool:
    """Whether a sign stands between two small letters: in a long text few do, so each is looked for."""
    at = words.find(sign, 1)
    while at > 0:
        if _SMALL.match(words, at - 1) and _SMALL.match(words, at + 1):
            return True
        at = words.find(sign, at + 1)
    return False


_BROKEN = re.compile(r"[^\W_][-–]$")


def is_broken(text: str) -> bool:
    """Whether a line ends in a hyphen or a dash that stands right behind a letter or a digit.

    It is that of a compound or a range, or the typesetter's, of a broken word.

    >>> is_broken("les centres-"), is_broken("2021–"), is_broken("montant : -")
    (True, True, False)
    """
    return text.endswith(("-", "–")) and _BROKEN.match(text[-2:]) is not None


_HANGING = re.compile(r"(?:et|ou)\b(?!-)")
_ELIDED = re.compile(
    r"(?:\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|aujourd)['’]|\w/)$", re.IGNORECASE
)
_LONGEST_ELIDED = 9  # characters: what stands before them tells nothing, and may be long


def hangs(text: str) -> bool:
    """Whether a text begins with ``et`` or ``ou``: behind the hyphen of ``pré- et post-bac`` is a space.

    >>> hangs("et post-bac"), hangs("ou"), hangs("et-Moselle"), hangs("outre")
    (True, True, False, False)
    """
    return _HANGING.match(text) is not None


def _follows_at_once(last: str, text: str) -> bool:
    """Whether no space parted what a line begins with from the end of the line above."""
    if not text[0].isalnum():
        return False
    if is_broken(last):
        return not hangs(text)
    if not last.endswith(("'", "’", "/")):
        return False  # as most
    return _ELIDED.search(last, max(0, len(last) - _LONGEST_ELIDED)) is not None


def join_lines(texts: Iterable[str]) -> str:
    r"""Wrapped lines as the one text that was typed.

    A soft hyphen at a line's end goes; what stands behind a real one, a dash, an apostrophe or a slash
    follows at once, but for ``et`` and ``ou`` behind a hyphen.

    >>> join_lines(["revitaliser les centres-", "bourgs de l'environ\u00ad", "nement"])
    "revitaliser les centres-bourgs de l'environnement"
    >>> join_lines(["2021-", "2027 ou 2021 -", "2027"])
    '2021-2027 ou 2021 - 2027'
    >>> join_lines(["un contrat d'", "objectifs pré-", "et post-bac, eau/", "air"])
    "un contrat d'objectifs pré- et post-bac, eau/air"
    """
    joined: list[str] = []
    for text in filter(None, texts):
        if joined:
            last = joined[-1]
            if last.endswith(SOFT_HYPHEN):
                joined[-1] = last[:-1]
            elif not _follows_at_once(last, text):
                joined.append(" ")
        joined.append(text)
    return "".join(joined).removesuffix(SOFT_HYPHEN)
