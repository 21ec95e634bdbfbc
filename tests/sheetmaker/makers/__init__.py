"""The programs that print sheets: a module a family, each with its `MAKERS`."""

from . import fop, groff, html, javascript, latex, office, python, ruby, text, typst
from .maker import Maker

MAKERS: tuple[Maker, ...] = (
    *html.MAKERS,
    *office.MAKERS,
    *python.MAKERS,
    *javascript.MAKERS,
    *ruby.MAKERS,
    *typst.MAKERS,
    *latex.MAKERS,
    *groff.MAKERS,
    *fop.MAKERS,
    *text.MAKERS,
)
