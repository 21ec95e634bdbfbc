"""Gives an OpenDocument text what HTML can't: a header and a footer."""

import re
from html import escape
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from ..description import page_size, points
from ..layout import Layout

STYLES = "styles.xml"
NUMBER = '<text:page-number text:select-page="current">1</text:page-number>'
COUNT = "<text:page-count>1</text:page-count>"


def run_along(path: Path, layout: Layout) -> None:
    """Write the layout's running head and footer into a file that was HTML."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[STYLES] = _with_lines(parts[STYLES].decode(), layout).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _with_lines(styles: str, layout: Layout) -> str:
    head, foot = _line(layout.running_head, "header"), _line(layout.footer, "footer")
    page = r'(<style:master-page style:name="HTML"[^>]*)/>'
    styles = re.sub(page, rf"\1>{head}{foot}</style:master-page>", styles)
    automatic = "<office:automatic-styles>"
    return styles.replace(automatic, automatic + _style(layout))


def _line(pattern: str, place: str) -> str:
    """What stands left, centre and right of one line."""
    if not pattern:
        return ""
    parts = pattern.split("|") if "|" in pattern else ["", pattern, ""]
    text = "<text:tab/>".join(escape(part.strip(), quote=False) for part in parts)
    text = text.replace("{pages}", COUNT).replace("{page}", NUMBER)
    return f'<style:{place}><text:p text:style-name="Along">{text}</text:p></style:{place}>'


def _style(layout: Layout) -> str:
    """The style of those lines: small, with a tab to the centre and one to the right."""
    width = page_size(layout)[0] - 2 * points(layout.margin)
    stops = "".join(
        f'<style:tab-stop style:position="{place:.1f}pt" style:type="{kind}"/>'
        for place, kind in ((width / 2, "center"), (width, "right"))
    )
    return (
        '<style:style style:name="Along" style:family="paragraph"><style:paragraph-properties>'
        f"<style:tab-stops>{stops}</style:tab-stops></style:paragraph-properties>"
        '<style:text-properties fo:font-size="8pt"/></style:style>'
    )
