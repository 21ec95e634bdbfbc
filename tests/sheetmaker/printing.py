"""The two printers of sheets and their knobs, in one place."""

from .as_html import to_html
from .as_text import to_text
from .layout import Layout

__all__ = ["Layout", "to_html", "to_text"]
