"""Reads a PDF with pdfplumber, by the place of each word on the page: slow and careful.

Its pure-Python parser can spin or swell on a crafted file, so it runs in a child process bounded in
time and memory, which reads one PDF after the other. ``python -m crte_extract.reading.plumber`` is
that child: a JSON line and the bytes of a PDF come in, its lines go out as JSON, for a pickle of what
a crafted file had in its hands could do anything here.
"""

from __future__ import annotations

import io
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from crte_extract import errors
from crte_extract.document import Box, Document, Line, Stretch
from crte_extract.processes import is_of_memory, memory_limit, time_left
from crte_extract.reading.accents import NOTHING, may_be_apart, on_letters
from crte_extract.reading.bounds import MAX_PAGES, refuse_more_lines, refuse_more_pages
from crte_extract.reading.bullets import attach_bullets, is_dot
from crte_extract.reading.child import OUT_OF_MEMORY, Children, Lost, serve
from crte_extract.reading.filled import Printed, as_printed, inside, stretched, usual_size, written
from crte_extract.reading.forms import Field
from crte_extract.reading.layout import PrintedRow
from crte_extract.reading.listing import in_list_order
from crte_extract.reading.page import upright_box
from crte_extract.reading.pdf import BOLD_NAMES, day_made
from crte_extract.reading.pdfium import filled_in
from crte_extract.reading.runs import ASCENT, DESCENT
from crte_extract.reading.words import (
    Word,
    is_shown,
    lines_of,
    placed_row,
    printed_rows,
    usual_height,
)
from crte_extract.text import SOFT_HYPHEN

CHILD_SECONDS: Final = 20  # where nothing else bounds the reading; a 5-page sheet takes about one
CHILD_MEMORY: Final = 1 << 30  # bytes, or what this process is held to, if that is less
CHILDREN: Final = Children(__spec__.name if __spec__ else __name__)
_RESERVE = 1.0  # seconds: to go on with PDFium's reading, and to draw its pages, takes some 0.1
_SHARE = 1 / 5  # of a short time: the most that is kept back for that
_PLACE = "crte_extract_place"  # of a character among all of its page: a key that pdfplumber hasn't
_FIELD = -9  # the place of what was filled in: next to no character's
_DINGBATS = re.compile("dingbats|wingdings", re.IGNORECASE)


def read_pdfplumber(data: bytes, password: str | None = None) -> Document:
    """The document in the bytes of a PDF, read in a child process.

    Raises EncryptedPdf, DamagedPdf, PdfWithoutPages, NotASheet where it has more than ``MAX_PAGES``
    or ``MAX_LINES``, or ReaderFailed where the child ran out of its time or its 1 GiB, or crashed. Its
    time is what this process itself is given, but for what it takes to go on without the child, or 20
    seconds.
    """
    answer = _asked(json.dumps({"password": password}).encode() + b"\n" + data)
    if "error" in answer:
        raise getattr(errors, answer["error"])(answer["message"], answer.get("hint", ""))
    lines = tuple(
        Line(text, page, number, Box(*box), *more)
        for text, page, number, box, *more in answer["lines"]
    )
    return Document(
        lines=lines,
        format="pdf",
        reader="pdfplumber",
        pages=answer["pages"],
        blank_pages=tuple(answer["blank_pages"]),
        turns=tuple(answer["turns"]),
        encrypted=answer["encrypted"],
        made=day_made(answer["made"]),
        unread_form=answer["unread_form"],
        empty_fields=tuple((at, Box(*box)) for at, box in answer["empty_fields"]),
        stretches={at: Stretch(*map(tuple, of)) for at, of in answer["stretches"]},
    )


def _asked(message: bytes) -> dict[str, Any]:
    """The child's answer; raises ReaderFailed where there is none."""
    seconds = _seconds(time_left())
    try:
        answer: dict[str, Any] = json.loads(CHILDREN.ask(message, seconds))
    except OSError as error:
        raise errors.ReaderFailed(f"pdfplumber could not be started: {error.strerror}") from None
    except Lost as lost:
        raise _why(lost, seconds) from None
    return answer


def _seconds(left: float | None) -> float:
    """What the child may take of the seconds that are left here: this process is to be there after it."""
    return CHILD_SECONDS if left is None else left - min(_RESERVE, left * _SHARE)


def _why(lost: Lost, seconds: float) -> errors.ReaderFailed:
    """Why the child is lost, which was given so many seconds."""
    if lost.late:
        return errors.ReaderFailed(
            f"pdfplumber was not done after {seconds:.3g} s",
            "give it more time with --timeout, or try another reader with --reader",
        )
    if lost.code == OUT_OF_MEMORY:
        memory = min(CHILD_MEMORY, memory_limit())
        return errors.ReaderFailed(f"pdfplumber took over {memory >> 20} MiB")
    return errors.ReaderFailed(f"pdfplumber crashed (exit code {lost.code})")


def main() -> None:
    """The child: reads standard input, answers on standard output."""
    serve(_answer, CHILD_MEMORY)


def _answer(message: bytes) -> bytes:
    """The lines of a PDF, or its error; raises MemoryError, whatever a library made of that."""
    head, _, data = message.partition(b"\n")
    try:
        answer = _read(data, json.loads(head)["password"])
    except errors.CrteError as error:
        answer = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    except Exception as error:
        if any(isinstance(one, Exception) and is_of_memory(one) for one in (error, *error.args)):
            raise MemoryError from None  # pdfplumber wraps it
        reason = f"pdfplumber can't read it: {type(error).__name__}"
        answer = {"error": "DamagedPdf", "message": reason}
    return json.dumps(answer).encode()


def _read(data: bytes, password: str | None) -> dict[str, Any]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    rows: list[list[PrintedRow]] = []
    dots: list[list[Box]] = []
    blank: list[int] = []
    turns: list[int] = []
    seen = 0  # rows
    empty: list[tuple[int, Box]] = []
    stretches: dict[int, Stretch] = {}
    try:
        pages = range(1, MAX_PAGES + 2)
        with pdfplumber.open(io.BytesIO(data), pages=pages, password=password or "") as pdf:
            encrypted = pdf.doc.encryption is not None
            made = str(pdf.metadata.get("CreationDate", ""))
            refuse_more_pages(len(pdf.pages))
            fields, unread = _filled_in(data, password, pdf)
            for number, page in enumerate(pdf.pages, 1):
                upright = _upright(page)
                turns.append(upright.rotation // 90)
                dots.append(list(_dots(upright)))
                own = _placed(upright, fields.get(number, ()))
                filled = [(field, box) for field, box in own if field.lines]
                refuse_more_lines(seen + sum(len(field.lines) for field, _ in filled))
                own_rows, stretch = _rows(upright, filled)
                if filled:
                    stretches[number] = stretch
                    dots[-1] = [stretch.lowered(dot) for dot in dots[-1]]
                rows.append(in_list_order(own_rows, dots[-1]))
                empty += [(number, stretch.lowered(box)) for field, box in own if not field.lines]
                seen += len(rows[-1])
                refuse_more_lines(seen)
                if not rows[-1] and (page.images or page.curves):
                    blank.append(number)
                page.close()
    except (PDFPasswordIncorrect, PdfminerException) as error:
        if "PDFPasswordIncorrect" not in repr(error):
            raise
        reason = "the password does not open the PDF" if password else "the PDF is encrypted"
        raise errors.EncryptedPdf(reason) from None
    if not rows:
        raise errors.PdfWithoutPages("pdfplumber finds no page in the PDF")
    lines = [
        as_printed(line)
        for page in zip(lines_of(rows), dots, strict=True)
        for line in attach_bullets(*page)
    ]
    packed = [[*line[:3], list(line.box), *line[4:]] for line in lines]
    return {
        "lines": packed,
        "pages": len(rows),
        "blank_pages": blank,
        "turns": turns,
        "encrypted": encrypted,
        "made": made,
        "unread_form": unread,
        "empty_fields": empty,
        "stretches": [*stretches.items()],
    }


def _filled_in(
    data: bytes, password: str | None, pdf: Any
) -> tuple[dict[int, Sequence[Field]], bool]:
    """What was filled in, by the numbers of pages, and whether there was more; PDFium knows that.

    Where it can't open the file, a form can't be read.
    """
    if not any(page.page_obj.annots for page in pdf.pages):
        return {}, False
    try:
        found, unread = filled_in(data, password)
    except errors.PdfError:
        return {}, "AcroForm" in pdf.doc.catalog
    return dict(enumerate(found, 1)), unread


def _placed(page: Any, fields: Sequence[Field]) -> list[tuple[Field, Box]]:
    """The fields that are shown, with their places on the upright page."""
    if not fields:
        return []
    bounds, turned = page.page_obj.mediabox, page.rotation // 90
    placed = [(field, upright_box(field.place, bounds, turned)) for field in fields]
    return [(f, box) for f, box in placed if is_shown(*box, (page.width, page.height))]


def _upright(page: Any) -> Any:
    """What shows of the page, turned so that its text runs across."""
    ways = Counter(_turns(*char["matrix"][:2]) for char in page.chars)
    turn = (page.rotation + 90 * (ways.most_common(1)[0][0] if ways else 0)) % 360
    about = page.page_obj
    media, crop = _sorted(about.mediabox), _sorted(about.cropbox or about.mediabox)
    shown = (*map(max, media[:2], crop[:2]), *map(min, media[2:], crop[2:]))
    if turn == page.rotation and shown == media:
        return page
    if shown[0] >= shown[2] or shown[1] >= shown[3]:
        shown = media
    about.mediabox = about.cropbox = shown
    about.rotate = turn
    about.attrs = {**about.attrs, "MediaBox": list(shown), "CropBox": list(shown), "Rotate": turn}
    return type(page)(page.pdf, about, page_number=page.page_number)


def _sorted(box: Sequence[float]) -> tuple[float, ...]:
    """Left, bottom, right, top: a PDF may name any two corners."""
    (x0, x1), (y0, y1) = sorted(box[::2]), sorted(box[1::2])
    return x0, y0, x1, y1


def _turns(across: float, up: float) -> int:
    """Quarter turns clockwise after which what is written in this direction runs across."""
    if abs(across) >= abs(up):
        return 0 if across >= 0 else 2
    return 1 if up > 0 else 3


def _dots(page: Any) -> Iterator[Box]:
    """The shapes on the page that may be bullets."""
    for shape in (*page.curves, *page.rects):
        left, top = page.bbox[:2]
        box = Box(shape["x0"] - left, shape["top"] - top, shape["x1"] - left, shape["bottom"] - top)
        if is_dot(box):
            yield box


def _rows(page: Any, filled: Sequence[tuple[Field, Box]] = ()) -> tuple[list[PrintedRow], Stretch]:
    """The printed rows of a page, from the top down, with what was filled in; how long they make it."""
    words = _words(page)
    left, top = page.bbox[:2]  # pdfplumber counts from the PDF's own zero
    placed = [
        Word(w["text"], w["x0"] - left, w["top"] - top, w["x1"] - left, w["bottom"] - top, *span)
        for w in words
        for span in (_span(w),)
    ]
    size = (page.width, page.height)
    placed = [word for word in placed if is_shown(*word[1:5], size)]
    fonts = {_span(word)[0]: word["fontname"].lower() for word in words}
    stretch = Stretch()
    if filled:
        placed, stretch = _with_fields(placed, filled)
        fonts[_FIELD] = ""
    return [
        placed_row(row, any(name in fonts[row[0].first] for name in BOLD_NAMES))
        for row in printed_rows(placed, usual_height(placed))
    ], stretch


def _with_fields(
    words: Sequence[Word], filled: Sequence[tuple[Field, Box]]
) -> tuple[list[Word], Stretch]:
    """The words with those of fields, each line of which is one, without the printed ones they cover."""
    middles = [
        ((word.top + word.bottom) / 2, (word.x0 + word.x1) / 2, at) for at, word in enumerate(words)
    ]
    covered = inside(middles, [box for field, box in filled if field.covers])
    kept = [word for at, word in enumerate(words) if at not in covered]
    printed = [
        Printed(word.bottom - DESCENT * size, word.x0, word.x1, size)
        for word in kept
        for size in ((word.bottom - word.top) / (ASCENT + DESCENT),)
    ]
    stretch = stretched(filled, usual_size(printed))
    placed = [w._replace(**stretch.lowered(Box(*w[1:5]))._asdict()) for w in kept]
    lines = written(filled, printed, stretch)
    own = [Word(line.text, *line.box(0, len(line.text) - 1), _FIELD, _FIELD) for line in lines]
    return [*placed, *own], stretch


def _words(page: Any) -> list[dict[str, Any]]:
    from pdfplumber.utils.text import dedupe_chars, extract_words

    chars = list(_composed(dedupe_chars(_Chars(page.chars))))
    if may_be_apart("".join([char["text"] for char in chars])):
        chars = list(_accented(chars))
    words: list[dict[str, Any]] = extract_words(
        chars,
        x_tolerance_ratio=0.15,
        extra_attrs=["fontname", "size"],
        keep_blank_chars=False,
        return_chars=True,
    )
    if not all(
        math.isfinite(word["x0"] + word["top"] + word["x1"] + word["bottom"]) for word in words
    ):
        raise errors.DamagedPdf("the PDF is damaged: some of its text has no place on the page")
    return words


def _span(word: dict[str, Any]) -> tuple[int, int]:
    """The places of a word's first and last character among those of its page, spaces with them."""
    return word["chars"][0][_PLACE], word["chars"][-1][_PLACE]


class _Chars(list[dict[str, Any]]):
    """Characters that know their places, for pdfplumber, which looks up each by comparing with all."""

    def __init__(self, chars: Iterable[dict[str, Any]]) -> None:
        super().__init__(chars)
        for at, char in enumerate(self):
            char[_PLACE] = at

    def index(self, char: dict[str, Any], *_: Any) -> int:
        """The place of this very character."""
        place: int = char[_PLACE]
        return place


def _is_within_its_line(char: dict[str, Any], following: dict[str, Any]) -> bool:
    """Whether a character is a soft hyphen that takes room in its line: its font has no other hyphen."""
    if char["text"] != SOFT_HYPHEN:
        return False
    level = abs(float(following["top"] - char["top"])) < char["height"] / 2
    return level and bool(0 < char["width"] < following["x1"] - char["x0"])


def _composed(chars: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The characters with accents put on their letters, dingbats as bullets.

    Soft hyphens are left out, but where they are all that a font has.
    """
    letter: dict[str, Any] | None = None
    hyphens = any(_is_within_its_line(*pair) for pair in pairwise(chars))
    for char in chars:
        text = char["text"]
        if text and letter is not None and all(map(unicodedata.combining, text)):
            letter["text"] = unicodedata.normalize("NFC", letter["text"] + text)
            continue
        if letter is not None:
            yield letter
        dingbat = _DINGBATS.search(char["fontname"]) is not None
        if text == SOFT_HYPHEN:
            letter = {**char, "text": "-"} if hyphens else None
        else:
            letter = {**char, "text": "•" if dingbat else text}
    if letter is not None:
        yield letter


def _accented(chars: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The characters with accents that were drawn apart put on their letters."""
    texts = on_letters(
        [char["text"] for char in chars],
        lambda at: Box(*(chars[at][edge] for edge in ("x0", "top", "x1", "bottom"))),
    )
    for text, char in zip(texts, chars, strict=True):
        if text != NOTHING:
            yield {**char, "text": text}


if __name__ == "__main__":
    main()
