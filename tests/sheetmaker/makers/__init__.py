"""The programs that print sheets: a module a family, each with its `MAKERS`."""

from . import text
from .maker import Maker

MAKERS: tuple[Maker, ...] = (*text.MAKERS,)
