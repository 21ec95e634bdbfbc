"""Typesets the text of the real sheet anew, in the look of a sheet of the State."""

from html import escape

from .template import SECTIONS

HEADINGS = {section.heading for section in SECTIONS}
LABELS = [field.label for section in SECTIONS for field in section.fields]
STYLE = """
@page { size: A4; margin: 1.7cm 2.2cm 1.8cm;
  @bottom-right { content: "Page " counter(page) "/" counter(pages);
    font: 8pt "Liberation Sans"; color: #666 } }
body { font: 10pt/1.36 "Liberation Sans", sans-serif; color: #161616; margin: 0 }
header { display: flex; justify-content: space-between; align-items: flex-start;
  margin-bottom: 0.9cm }
.flag { width: 0.44cm; height: 0.5cm; margin-bottom: 0.2cm; background: #fff;
  border-left: 0.4cm solid #000091; border-right: 0.4cm solid #e1000f }
.state { font-size: 13pt; line-height: 1.12; font-weight: bold; letter-spacing: 0.02em }
.motto { font-size: 8.5pt; line-height: 1.25; font-style: italic; margin-top: 0.22cm }
.agency { text-align: left; font-size: 12pt; line-height: 1.2; color: #000091;
  border-left: 2pt solid #e1000f; padding-left: 0.35cm; margin-top: 0.7cm }
h2 { color: #000091; font-size: 15pt; line-height: 1.2; margin: 0.6cm 0 0.25cm;
  padding-bottom: 0.1cm; border-bottom: 0.8pt solid #000091; break-after: avoid }
.field { margin: 0.2cm 0 0.07cm }
.item { margin: 0 0 0.05cm 0.75cm; text-indent: -0.32cm }
.opening { break-after: avoid }
"""
LETTERHEAD = (
    '<header><div><div class="flag"></div><div class="state">RÉPUBLIQUE<br>FRANÇAISE</div>'
    '<div class="motto">Liberté<br>Égalité<br>Fraternité</div></div>'
    '<div class="agency">agence nationale<br>de la cohésion<br>des territoires</div></header>'
)


def sample_html(text: str) -> str:
    """Typeset the text of the real sheet as HTML, labels bold, headings ruled."""
    lines = [line.strip() for line in text.replace(": -\n€", ": -€").splitlines() if line.strip()]
    start = lines.index(SECTIONS[0].heading)
    body = [_line(line) for line in lines[start:]]
    for number, line in enumerate(body[1:], 1):
        if 'class="item"' in line and "field" in body[number - 1]:
            body[number - 1] = body[number - 1].replace('"field"', '"field opening"')
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        f"<title>Fiche CRTE - Dijon Métropole</title><style>{STYLE}</style></head><body>"
        f"{LETTERHEAD}\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _line(line: str) -> str:
    shown = escape(line, quote=False)
    if line in HEADINGS:
        return f"<h2>{shown}</h2>"
    if line.startswith("- "):
        return f'<p class="item">{shown}</p>'
    if " :" not in line:
        return f"<p>{shown}</p>"
    known = [label for label in LABELS if line.startswith(f"{label} :")]
    label = max(known, key=len, default=line.partition(" :")[0])
    head, value = escape(f"{label} :", quote=False), line.removeprefix(f"{label} :")
    return f'<p class="field"><b>{head}</b>{escape(value, quote=False)}</p>'
