"""The templates of a review, filled: every value is escaped, and shows what it hides."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from crte_extract import __version__
from crte_extract.french import euros, long_date, number, plural
from crte_extract.review.article import Article
from crte_extract.text import harmless

if TYPE_CHECKING:
    from jinja2 import Environment


class Templates:
    """The parts of a page."""

    def __init__(self) -> None:
        self._env = _environment()
        read = (files(__package__) / "templates").joinpath
        self._parts = _parts(
            read("review.css").read_text("utf-8"), read("review.js").read_text("utf-8")
        )
        self._page: Any = self._env.get_template("page.html").module
        self._sheet = self._env.get_template("sheet.html")
        self._overview = self._env.get_template("overview.html")

    def head(self, title: str, *, alone: bool = False) -> str:
        """What a page begins with; ``alone`` tells that it has no overview."""
        return str(self._page.head(title, self._parts, alone))

    def foot(self) -> str:
        """What a page ends with."""
        return str(self._page.foot(self._parts))

    def steps(self, sheet: dict[str, Any], overview: str) -> str:
        """The links to a sheet's neighbours."""
        return str(self._page.steps(sheet, overview))

    def article(self, article: Article) -> str:
        """A record beside its pages."""
        return self._sheet.render(sheet=article)

    def overview(self, shown: dict[str, Any]) -> str:
        """What a batch holds."""
        return self._overview.render(o=shown)

    @staticmethod
    def escape(words: str) -> str:
        """Words for a page."""
        from markupsafe import escape

        return str(escape(harmless(words)))


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    env.filters.update(euros=euros, number=number, long_date=long_date, plural=plural)
    return env


def _finalize(value: Any) -> Any:
    from markupsafe import Markup

    if isinstance(value, str) and not isinstance(value, Markup):
        return value if value.isprintable() else harmless(value)
    return value


def _parts(style: str, script: str) -> dict[str, Any]:
    """What every page carries; nothing but these very styles and this script may run or load."""
    from markupsafe import Markup

    policy = "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            f"style-src {_hash(style)}",
            f"script-src {_hash(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return {
        "policy": policy,
        "style": Markup(style),  # noqa: S704 - ours
        "script": Markup(script),  # noqa: S704 - ours
        "version": __version__,
    }


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
