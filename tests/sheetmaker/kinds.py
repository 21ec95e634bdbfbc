"""The layouts of the zoo: every way of printing a sheet that matters, by name; and drawn mixtures."""

import random
from dataclasses import replace
from typing import Any

from .layout import Layout

ADDRESS = "ANCT|20, avenue de Ségur - TSA 10717 - 75334 Paris Cedex 07|{page}/{pages}"
BOLD = Layout(bold=True)
TABLE = Layout(table=True, letterhead="two")
KINDS: dict[str, Layout] = {
    # labels
    "libelles-maigres": Layout(),
    "libelles-gras": Layout(bold=True, footer="Page {page} sur {pages}"),
    "libelles-capitales": Layout(case="upper", apostrophe="’", bullet="•"),
    "libelles-colores": Layout(label_colour="#1d5fa8", colon=":", bullet="–"),
    "libelles-sans-deux-points": Layout(bold=True, colon="", value_below=True),
    "libelles-seuls": Layout(bold=True, value_below=True, blank_lines=False),
    "libelles-seuls-maigres": Layout(value_below=True, bullet="▪"),
    # lists
    "puces-rondes": Layout(bullet="•", hanging=True, bold=True),
    "puces-dessinees": Layout(native_list=True, bold=True),
    "puces-seules": Layout(bullet="•", bullet_apart=True, bold=True),
    "puces-chevrons": Layout(bullet="»"),
    "sans-puces": Layout(bullet="", bold=True, hanging=True),
    "numeros": Layout(numbered="1.", bold=True),
    "lettres": Layout(numbered="a)"),
    # wraps
    "etroit": Layout(margin="6cm"),
    "large": Layout(page_size="A4 landscape", font_size="8pt", blank_lines=False),
    "justifie": Layout(justified=True, margin="4cm", bullet="•", hanging=True),
    "cesures": Layout(justified=True, hyphens=True, margin="5cm", bold=True),
    "libelles-coupes": Layout(font_size="17pt", bold=True),
    # tables
    "tableau": replace(TABLE, bold=True),
    "tableau-sans-filets": replace(TABLE, borders=False, colon=""),
    "tableau-centre": replace(TABLE, vertical_align="middle", label_share=30),
    "tableau-centre-sans-filets": replace(
        TABLE, vertical_align="middle", borders=False, bullet="•", label_share=35
    ),
    "tableau-valeurs-dessous": replace(TABLE, value_below=True, bold=True),
    "tableau-page": replace(TABLE, page_size="A5 landscape", footer="{page}/{pages}"),
    "tableau-en-tete": replace(TABLE, head_row=True, colon="", bold=True),
    # what isn't the sheet's own text, and its pages
    "titres-courants": Layout(running_head="Fiche CRTE||Export du 14/03/2023", footer=ADDRESS),
    "numero-de-page": Layout(footer="- {page} -", page_size="A5", blank_lines=False),
    "tampon": Layout(stamp="stamp"),
    "filigrane": Layout(stamp="watermark", bold=True),
    "note-laterale": Layout(stamp="side note", bullet="•"),
    "colonnes": Layout(columns=2, font_size="8pt", margin="1.5cm", letterhead=""),
    "petites-pages": Layout(page_size="A6", margin="1cm", bold=True),
    "plusieurs-fiches": Layout(footer="{page}", bullet="•"),
    "page-tournee": Layout(turned=90),
    # drawing
    "libelles-dabord": Layout(order="labels first", bold=True),
    "a-rebours": Layout(order="backwards"),
    "lettre-a-lettre": Layout(order="letters"),
    # forms
    "formulaire": Layout(filled="fields", bold=True),
    "formulaire-cases": Layout(filled="boxes"),
    # more of what isn't the sheet's own text
    "mention-repetee": Layout(stamp="mention"),
    "en-tete-une-page": Layout(stamp="export", bold=True),
    "page-de-signatures": Layout(signatures=True, bullet="•"),
    # tables, further
    "tableau-bas": replace(TABLE, vertical_align="bottom", bullet="•", label_share=35),
    "tableau-items-en-lignes": replace(
        TABLE, vertical_align="middle", item_rows=True, bullet="", colon="", label_share=35
    ),
}
SHEETS = {"plusieurs-fiches": 2}  # in one file, where not one
MIXTURES = tuple(f"melange-{number}" for number in range(1, 5))  # each maker's own, drawn by lot
LABELS: tuple[dict[str, Any], ...] = (
    {},
    {"bold": True},
    {"bold": True, "colon": ""},
    {"case": "upper", "bold": True},
    {"case": "title", "accents": False},
    {"label_colour": "#7a1f5c", "bold": True},
    {"value_below": True, "bold": True},
    {"colon": ":", "apostrophe": "’"},
    {"colon": "\u00a0:"},
)
LISTS: tuple[dict[str, Any], ...] = (
    {"bullet": "-"},
    {"bullet": "–", "hanging": True},
    {"bullet": "•", "hanging": True},
    {"bullet": "o"},
    {"bullet": "*"},
    {"bullet": "▪", "after_bullet": "  "},
    {"native_list": True},
    {"bullet": "", "bold": True},
    {"numbered": "1)"},
    {"numbered": "1.", "hanging": True},
    {"bullet": "•", "bullet_apart": True},
)
SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"margin": "4.5cm"},
    {"justified": True, "margin": "3.5cm"},
    {"justified": True, "hyphens": True, "margin": "4cm"},
    {"font_size": "14pt"},
    {"page_size": "A5"},
    {"page_size": "A5 landscape", "blank_lines": False},
    {"page_size": "A4 landscape", "font_size": "9pt"},
    {"columns": 2, "font_size": "8pt"},
    {"blank_lines": False},
)
GRIDS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"table": True},
    {"table": True, "borders": False, "label_share": 45},
    {"table": True, "vertical_align": "middle", "label_share": 33},
    {"table": True, "head_row": True},
)
RUNNING: tuple[dict[str, Any], ...] = (
    {},
    {"footer": "{page}/{pages}"},
    {"footer": ADDRESS, "running_head": "Fiche CRTE"},
    {"running_head": "||Page {page}"},
    {"stamp": "stamp"},
    {"stamp": "watermark", "footer": "{page}"},
)


def mixture(chance: random.Random) -> Layout:
    """A layout with a way of each kind, drawn by lot."""
    knobs: dict[str, Any] = {"letterhead": chance.choice(("one", "two", ""))}
    for ways in (LABELS, LISTS, SHAPES, GRIDS, RUNNING):
        knobs |= chance.choice(ways)
    if knobs.get("table"):
        knobs |= {"columns": 1, "value_below": False}
    return Layout(**knobs)
