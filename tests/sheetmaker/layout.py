"""How a sheet is printed: every knob in one frozen value. The defaults are the template's."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Layout:
    """The knobs of a printed sheet; those of one output only say so.

    `running_head` and `footer` may hold `{page}` and `{pages}`, and `|` between what stands
    left, centre and right.
    """

    # words
    case: Literal["as is", "upper", "lower", "title"] = "as is"  # labels and headings
    accents: bool = True  # False: labels and headings lose theirs
    apostrophe: str = "'"  # in labels and headings
    colon: str = " :"  # after a label; "" for none
    nfd: bool = False  # the whole sheet decomposed
    # values
    euros: Literal["template", "comma", "full", "dots", "kilo", "milliards", "plain"] = "template"
    space: str = " "  # between thousands and before a unit
    dates: Literal["template", "premier", "slash", "iso", "bare"] = "template"
    missing: Literal["template", "nan", "none", "blank"] = "template"
    # lists
    bullet: str = "-"
    after_bullet: str = " "
    native_list: bool = False  # html: <ul>, whose bullet the producer draws
    hanging: bool = False  # wrapped lines of a bullet are indented
    numbered: Literal["", "1.", "1)", "a)"] = ""  # counted up, in place of a bullet
    bullet_apart: bool = False  # each bullet on a line of its own, above its item
    # shape
    value_below: bool = False  # in a table: in a row of its own
    bold: bool = False  # <b>, or ** in text
    label_colour: str = ""  # of labels, as #rrggbb
    markdown_headings: bool = False  # text
    blank_lines: bool = True  # between fields
    width: int | None = None  # text: wrap at so many columns
    break_hyphens: bool = True  # text: may a line end at the hyphen of a word
    lines_per_page: int | None = None  # text
    form_feed: bool = False  # text
    letterhead: Literal["one", "two", ""] = "one"
    running_head: str = ""
    footer: str = ""
    # two-column table
    table: bool = False
    label_share: int = 40  # per cent of the width
    borders: bool = True
    vertical_align: Literal["top", "middle", "bottom"] = "top"
    item_rows: bool = False  # a row for each item, beside a label whose cell is as high as all
    head_row: bool = False  # "Champ | Réponse", again on each page
    # page
    columns: int = 1
    order: Literal["read", "labels first", "backwards", "letters"] = "read"  # of drawing
    # laid over each page, "export" over the first
    stamp: Literal["", "stamp", "watermark", "side note", "mention", "export"] = ""
    signatures: bool = False  # a page of them behind the last field
    turned: int = 0  # degrees that a viewer turns the page by
    justified: bool = False
    hyphens: bool = False  # the typesetter's own
    font: str = "Liberation Sans"
    font_size: str = "10pt"
    page_size: str = "A4"
    margin: str = "2cm"
    heading_style: str = "color: #000091; font-size: 1.4em; font-weight: bold"
    extra_css: str = ""
    # form
    filled: Literal["", "fields", "boxes"] = ""  # values in fields, and yes or no by boxes
