"""Actors: signatories and members, each a name, with its SIREN or INSEE code and its nature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from crte_extract.locks import LOADING
from crte_extract.record.values.lists import parted, told_empty, unmarked
from crte_extract.record.values.missing import is_missing
from crte_extract.record.values.reading import Remark, Understood

_NAME = re.compile(r"nom\s*:", re.IGNORECASE)
_PART = re.compile(r",\s*(?:(siren)|nature)\s*:", re.IGNORECASE)
_ANY_PART: Final = (  # compiled when it is needed, which is seldom
    r"(?i)(?<![^\s,;(/–—-])"
    r"(?:n° ?|num[ée]ro (?:de )?)?"
    r"(?:(?P<part>nom|sirene?|siret|(?:code )?insee|nature)\s*:|(?P<code>sirene?|siret) *(?=[0-9]))"
)
_PARTING: Final = (",", ";", "(")  # what parts a nature from a name: a name may hold the word
REGIONS: Final = frozenset(  # INSEE, since 2016
    [
        *("01", "02", "03", "04", "06", "11", "24", "27", "28"),
        *("32", "44", "52", "53", "75", "76", "84", "93", "94"),
    ]
)
DEPARTEMENTS: Final = frozenset(
    [f"{n:02}" for n in range(1, 96) if n != 20] + ["2A", "2B", "971", "972", "973", "974", "976"]
)
TERRITOIRES: Final = frozenset(["975", "977", "978", "984", "986", "987", "988", "989"])
# INSEE, "collectivités territoriales ayant les compétences départementales": the département's code
# and a D, but for those of a status of their own (Alsace, Corse, Lyon, Paris, Martinique, Guyane, Mayotte).
AUTHORITIES: Final = frozenset(
    {f"{code}D" for code in DEPARTEMENTS - {"2A", "2B", "67", "68", "75", "972", "973", "976"}}
    | {"6AE", "20R", "69M", "75C", "972R", "973R", "976D", "976R"}
)
INSEE_CODES: Final = REGIONS | DEPARTEMENTS | TERRITOIRES | AUTHORITIES


class _Parts(NamedTuple):
    """The words of an actor's parts; ``usual`` where they stand as the template prints them."""

    name: str
    code: str | None
    nature: str | None
    usual: bool


def split_actor(printed: str) -> dict[str, str | None]:
    """The parts of an actor; a plain text is a name.

    The last SIREN and the nature behind it are those meant, whatever stands in the name. The template
    prints INSEE codes of régions, départements and authorities under the word SIREN.

    >>> split_actor("nom : Côte-d'Or, SIREN : 21, nature : departement")
    {'nom': "Côte-d'Or", 'siren': None, 'code_insee': '21', 'nature': 'departement'}
    """
    return _split(_parts(printed))


def _split(parts: _Parts) -> dict[str, str | None]:
    name, code, nature, _ = parts
    if code is None and nature is None:
        return {"nom": name.strip(), "siren": None, "code_insee": None, "nature": None}
    code, nature = _given(code), _given(nature)
    insee = code.upper() if code and code.upper() in INSEE_CODES else None
    return {
        "nom": _given(name),
        "siren": None if insee else code,
        "code_insee": insee,
        "nature": nature,
    }


def _parts(printed: str) -> _Parts:
    if ":" not in printed and "sir" not in printed.lower():
        return _Parts(printed, None, None, usual=True)
    return _usual_order(printed) or _other_order(printed)


def _usual_order(printed: str) -> _Parts | None:
    """The parts as the template prints them; None where they aren't: the nature alone may be missing."""
    begun = _NAME.match(printed)
    if begun is None:
        return None
    parts = list(_PART.finditer(printed, begun.end()))
    siren = next((part for part in reversed(parts) if part[1]), None)
    if siren is None:
        return None
    nature = None if siren is parts[-1] else parts[-1]
    code = printed[siren.end() : nature.start() if nature else None]
    if (nature is None and len(parts) > 1) or any(c in code for c in ":;()"):
        return None
    kind = printed[nature.end() :] if nature else None
    return _Parts(printed[begun.end() : siren.start()], code, kind, usual=True)


def _other_order(printed: str) -> _Parts:
    """The parts wherever they stand: the last of each name, SIREN and nature."""
    found: dict[str, tuple[int, int]] = {}
    for mark in re.finditer(_ANY_PART, printed):
        part = (mark["part"] or mark["code"]).lower()
        part = part if part in ("nom", "nature") else "siren"
        before = _trimmed(printed[: mark.start()])
        behind = not found and before and printed[: mark.start()].rstrip().endswith((",", ";"))
        if part == "nom" and ("nom" in found or behind):
            continue  # a name may hold the word: what stands before it is not lost
        found[part] = (mark.start(), mark.end())
    nature = found.get("nature")
    if nature and "siren" not in found and not printed[: nature[0]].rstrip().endswith(_PARTING):
        del found["nature"]
    if not found.keys() & {"siren", "nature"}:
        begun = _NAME.match(printed)
        return _Parts(printed[begun.end() :] if begun else printed, None, None, usual=not begun)
    starts = sorted(start for start, _ in found.values())

    words = {"nom": _trimmed(printed[: starts[0]])}
    for part, (start, end) in found.items():
        stop = next((other for other in starts if other > start), len(printed))
        words[part] = _trimmed(printed[end:stop])
    return _Parts(words["nom"], words.get("siren"), words.get("nature"), usual=False)


def _trimmed(words: str) -> str:
    """A part without the marks that part it from the next; a parenthesis closes only what it opened."""
    words = words.strip(" \t,;/–—").removesuffix("-").strip()
    if words.endswith(")") and words.count("(") < words.count(")"):
        words = words[:-1].rstrip(" ,;")
    return words.removesuffix("(").rstrip(" ,;")


def _given(part: str | None) -> str | None:
    return None if part is None or is_missing(part) else part.strip()


def parse_actors(value: object) -> tuple[Any, ...]:
    """The actors of a list, as a record has them or as printed, ready to be validated one by one."""
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError("une liste est attendue")
    if len(value) == 1 and isinstance(value[0], str) and is_missing(value[0]):
        return ()
    return tuple(split_actor(item) if isinstance(item, str) else item for item in value)


def read_actors(items: Sequence[str]) -> Understood:
    """The actors of a list as printed.

    >>> read_actors(["Dijon Métropole (SIREN : 242100410)"]).value[0]["siren"]
    '242100410'
    >>> read_actors(["nom : X, SIREN : 123, nature : CC"]).remarks[0].code
    'siren_invalide'
    """
    bare = unmarked(items)
    if (nothing := told_empty(bare)) is not None:
        return nothing
    actors: list[dict[str, str | None]] = []
    remarks: list[Remark] = []
    for at, item in enumerate(bare):
        if ":" not in item and ";" not in item and "sir" not in item.lower():
            actors.append({"nom": item.strip(), "siren": None, "code_insee": None, "nature": None})
            continue
        pieces = _several(item)
        if len(pieces) > 1:
            reason = "plusieurs acteurs à la suite"
            remarks.append(Remark("decoupage_incertain", reason, at))
        for piece in pieces:
            actor, told = _read_one(piece)
            actors += [actor] if any(part is not None for part in actor.values()) else []
            remarks += [remark._replace(at=at) for remark in told]
    return Understood(tuple(actors), tuple(remarks))


def _several(item: str) -> list[str]:
    """The actors that stand one behind another in an item: plain ones, or each with a SIREN of its own."""
    lower = item.lower()
    if ":" not in item and "siren" not in lower:
        return parted(item)
    if lower.count("siren") < 2:
        apart = ";" in item or " et nom" in lower
        return _before_and_behind(item) if apart else [item]
    first, *others = re.split(r"(?i)(?<![\s;,/])[\s;,/]+(?=nom\s*:\s)", item)
    if not all("siren" in other.lower() for other in others):
        return [item]
    return [*(_several(first) if others else [first]), *others]


def _before_and_behind(item: str) -> list[str]:
    """The actors of an item of which one alone has a SIREN: parted by ``;``, or ``et`` before ``nom :``.

    Behind a ``;`` there may be another part of the same one.
    """
    found: list[str] = []
    named = False
    for piece in re.split(r"(?i)\s*;\s*|\s+et\s+(?=nom\s*:\s)", item):
        part = re.match(_ANY_PART, piece)
        further = part is not None and (part["part"] or "").lower() != "nom"
        if not piece:
            continue
        if found and (further or not named):
            found[-1] = f"{found[-1]} ; {piece}"
        else:
            found.append(piece)
        named = (named and bool(further)) or not further
    return found if len(found) > 1 else [item]


def _read_one(item: str) -> tuple[dict[str, str | None], list[Remark]]:
    """An actor, and what is odd about it."""
    remarks: list[Remark] = []
    parts = _parts(item)
    actor, usual = _split(parts), parts.usual
    if actor["siren"] is not None:
        given = "".join(actor["siren"].split())
        try:
            actor["siren"] = parse_siren(_of_siret(given))
            usual = usual and len(given) == _SIREN
        except ValueError as error:
            actor["siren"] = None
            remarks.append(Remark("siren_invalide", str(error)))
    if not usual or all(part is None for part in actor.values()):
        reason = "les parties de cet acteur ne sont pas écrites comme d'habitude"
        remarks.append(Remark("forme_approchee", reason))
    if item.lower().count("siren") > 1 and len(_PART.findall(item)) > _USUAL_PARTS:
        remarks.append(Remark("decoupage_incertain", "un acteur, ou plusieurs ?"))
    kind = actor["nature"] or ""
    if ":" in kind or (" " in kind and any(c.isdigit() for c in kind)):
        remarks.append(Remark("decoupage_incertain", "la nature de l'acteur, ou d'autres mots ?"))
    return actor, remarks


_USUAL_PARTS: Final = 2  # parts behind a name: its SIREN and its nature
_SIREN, _SIRET = 9, 14  # digits


def _of_siret(given: str) -> str:
    """The SIREN that a SIRET begins with; other words as they are."""
    if len(given) != _SIRET:
        return given
    with LOADING:  # imported here: sheets print SIRENs
        from stdnum.exceptions import InvalidChecksum, ValidationError
        from stdnum.fr import siret
    try:
        return str(siret.validate(given))[:_SIREN]
    except InvalidChecksum:
        raise ValueError("la clé de contrôle de ce SIRET est fausse") from None
    except ValidationError:
        return given


def parse_siren(value: object) -> str | None:
    """A SIREN: nine digits, the last of them a checksum (INSEE).

    >>> parse_siren("242 100 410")
    '242100410'
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("un texte est attendu")
    words = " ".join(value.split())
    if is_missing(words):
        return None
    if not re.fullmatch(r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}", words):
        raise ValueError("ni un SIREN de 9 chiffres, ni un code de région ou de département")
    digits = words.replace(" ", "")
    if not _checks(digits) or not digits.strip("0"):
        raise ValueError("la clé de contrôle de ce SIREN est fausse")
    return digits


_TWICE: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # a digit twice, and the digits of that added up


def _checks(digits: str) -> bool:
    """Whether the last digit is the checksum of the others, by Luhn.

    Told here rather than by stdnum, which takes longer to load than a sheet to be read.
    """
    single = sum(map(int, digits[::-2]))
    return (single + sum(_TWICE[int(digit)] for digit in digits[-2::-2])) % 10 == 0
