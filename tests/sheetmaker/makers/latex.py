"""Prints sheets with pdfLaTeX: carefully (T1 fonts, real euros), or as a careless author does."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..description import described
from ..layout import Layout
from ..producers import run
from ..template import Record
from .maker import ALL, Maker
from .programs import groups, three_parts, version_of

CAREFUL = r"""\usepackage[T1]{fontenc}
\usepackage{lmodern}
\input{glyphtounicode}
\pdfgentounicode=1
"""
CARELESS = r"""\newcommand{\signe}[1]{{\fontencoding{TS1}\fontfamily{lmr}\selectfont\char#1}}
\DeclareUnicodeCharacter{20AC}{\signe{191}}
\DeclareUnicodeCharacter{00B0}{\ensuremath{^\circ}}
"""
PREAMBLE = r"""\documentclass[%(options)s]{extarticle}
\usepackage[utf8]{inputenc}
%(fonts)s\usepackage[french]{babel}
\frenchsetup{AutoSpacePunctuation=false,StandardLists=true,ThinColonSpace=false}
\usepackage[papersize={%(width)sbp,%(height)sbp},margin=%(margin)sbp]{geometry}
\usepackage{amssymb,array,longtable,xcolor,fancyhdr,lastpage}
\setlength{\parindent}{0pt}\setlength{\parskip}{0pt}\setlength{\headheight}{14pt}
\setlength{\LTleft}{0pt}\setlength{\emergencystretch}{3em}\setlength{\extrarowheight}{2pt}
\raggedbottom\frenchspacing
\DeclareUnicodeCharacter{25AA}{\raisebox{.15em}{\tiny$\blacksquare$}}
\DeclareUnicodeCharacter{25A0}{$\blacksquare$}\DeclareUnicodeCharacter{25CF}{$\bullet$}
\pagestyle{fancy}\fancyhf{}\renewcommand{\headrulewidth}{0pt}
%(running)s
\newcommand{\libelle}[1]{%(label)s}
\pdftrailerid{}
%(form)s
\begin{document}
%(shape)s
"""
FORM = r"""\usepackage[unicode]{hyperref}\def\LayoutTextField#1#2{#2}
\def\DefaultOptionsofText{print,borderwidth=0.5,bordercolor=.5 .5 .5}"""
NAMED = {
    **{sign: f"\\{sign}" for sign in "{}$&#%_"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "'": r"\textquotesingle{}",
    '"': r"\textquotedbl{}",
    "<": "{<}",
    ">": "{>}",
    "-": "-{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "\u00a0": "~",
    "\u202f": r"\,",
    "•": r"\textbullet{}",
}
NAMED_IN_CM = {"'": "'", '"': '"', "<": "$<$", ">": "$>$", "_": r"\texttt{\char95}"}


class _Printer:
    """Prints the parts of a sheet as LaTeX."""

    def __init__(self, layout: Layout, careful: bool) -> None:
        self.layout = layout
        self.signs = str.maketrans(NAMED if careful else NAMED | NAMED_IN_CM)
        self.fonts = CAREFUL if careful else CARELESS
        self.fields = 0  # of the form

    def words(self, text: str) -> str:
        return text.translate(self.signs)

    def document(self, sheets: dict[str, Any]) -> str:
        pages = (self.sheet(sheet, sheets) for sheet in sheets["sheets"])
        body = "\n\\clearpage\n".join(pages)
        if self.layout.filled:
            body = f"\\begin{{Form}}{body}\\end{{Form}}"
        return f"{self.preamble(sheets)}{body}\n\\end{{document}}\n"

    def preamble(self, sheets: dict[str, Any]) -> str:
        layout = self.layout
        colour = rf"\textcolor[HTML]{{{layout.label_colour[1:].upper()}}}"
        label = r"\textbf{#1}" if layout.bold else "#1"
        shape = r"\sloppy" if layout.justified else r"\raggedright"
        return PREAMBLE % {
            "options": f"{sheets['size']:g}pt" + (",twocolumn" if layout.columns == 2 else ""),
            "fonts": self.fonts,
            **{name: f"{length:g}" for name, length in sheets["page"].items()},
            "margin": f"{sheets['margin']:g}",
            "running": self.running("head", layout.running_head)
            + self.running("foot", layout.footer),
            "label": f"{colour}{{{label}}}" if layout.label_colour else label,
            "form": FORM if layout.filled else "",
            "shape": shape + ("" if layout.hyphens else r"\hyphenpenalty=10000 "),
        }

    def running(self, place: str, pattern: str) -> str:
        shown = [
            rf"\fancy{place}[{side}]{{\small {self.words(part)}}}"
            for side, part in zip("LCR", three_parts(pattern), strict=True)
            if part
        ]
        text = "\n".join(shown).replace(r"\{pages\}", r"\pageref{LastPage}")
        return text.replace(r"\{page\}", r"\thepage{}")

    def sheet(self, sections: list[dict[str, Any]], sheets: dict[str, Any]) -> str:
        parts = [self.letterhead(sheets["letterhead"])]
        for section in sections:
            parts.append(rf"\section*{{{self.words(section['heading'])}}}")
            fields = section["fields"]
            if self.layout.table:
                parts.append(self.table(fields, sheets["head_row"]))
            else:
                parts += [self.field(field) for field in fields]
        return "\n".join(filter(None, parts))

    def letterhead(self, words: dict[str, list[str]]) -> str:
        state, motto, agency = (r"\\ ".join(words[name]) for name in ("state", "motto", "agency"))
        left = rf"\textbf{{{state}}}\\[1ex] \textit{{{motto}}}"
        if self.layout.letterhead == "two":
            box = r"\begin{minipage}[t]{.48\textwidth}\ragged%s %s\end{minipage}"
            return box % ("right", left) + r"\hfill" + box % ("left", agency) + r"\par\bigskip"
        return rf"{left}\\[1ex] {agency}\par\bigskip" if self.layout.letterhead else ""

    def filled(self, field: dict[str, Any]) -> str:
        """Print a label with fields of a form: one behind it, or one below for each item."""
        label = rf"\libelle{{{self.words(field['label'])}}}"
        gap = r"\vspace{.6em}"
        if field["value"] in ("Oui", "Non") and self.layout.filled == "boxes":
            boxes = r"\quad ".join(self.box(word, field["value"]) for word in ("Oui", "Non"))
            return rf"{label} {boxes}\par {gap}"
        if not field["items"]:
            return rf"{label} {self.text_field(field['value'], '.35')}\par {gap}"
        items = r"\par ".join(self.text_field(item["text"], ".95") for item in field["items"])
        return rf"{label}\par {items}\par {gap}"

    def text_field(self, text: str, share: str) -> str:
        self.fields += 1
        about = f"name=champ{self.fields},width={share}\\linewidth,height=1.3em"
        return rf"\TextField[{about},value={{{self.words(text)}}}]{{}}"

    def box(self, word: str, value: str) -> str:
        self.fields += 1
        ticked = ",checked" if word == value else ""
        return rf"{word} \CheckBox[name=champ{self.fields},width=.9em,height=.9em{ticked}]{{}}"

    def field(self, field: dict[str, Any]) -> str:
        if self.layout.filled:
            return self.filled(field)
        label = rf"\libelle{{{self.words(field['label'])}}}"
        between = r"\\ " if self.layout.value_below else " "
        value = between + self.words(field["value"]) if field["value"] else ""
        gap = r"\vspace{.6em}" if self.layout.blank_lines else ""
        return rf"{label}{value}\par {self.items(field['items'])}{gap}"

    def items(self, items: list[dict[str, str]]) -> str:
        if self.layout.native_list and items:
            texts = "\n".join(rf"\item {self.words(item['text'])}" for item in items)
            return f"\\begin{{itemize}}\n{texts}\n\\end{{itemize}}\n"
        return "".join(self.item(item) for item in items)

    def item(self, item: dict[str, str]) -> str:
        hang = r"\hangindent=1em " if self.layout.hanging else ""
        text = self.words(item["text"])
        if not item["mark"]:
            return rf"\vspace{{4pt}}{hang}{text}\par "
        after = r"\par " if self.layout.bullet_apart else self.words(self.layout.after_bullet)
        return rf"{hang}{self.words(item['mark'])}{after}{text}\par "

    def table(self, fields: list[dict[str, Any]], head_row: list[str]) -> str:
        line = r"\hline" if self.layout.borders else ""
        end = rf"\\ {line}" + "\n"
        rows = end.join(self.row(field) for field in fields)
        head = " & ".join(rf"\textbf{{{word}}}" for word in head_row)
        top = rf"{head}{end}" if self.layout.head_row and not self.layout.value_below else ""
        frame = rf"{line}{top}\endhead {line}\endfoot {line}\endlastfoot" + "\n"
        ended = rf"{rows}\\ "
        return rf"\begin{{longtable}}{{{self.columns()}}}{frame}{ended}\end{{longtable}}"

    def columns(self) -> str:
        kind = "m" if self.layout.vertical_align == "middle" else "p"
        share = self.layout.label_share / 100
        widths = [1.0] if self.layout.value_below else [share, 1 - share]
        bar = "|" if self.layout.borders else ""
        ragged = "" if self.layout.justified else r">{\raggedright\arraybackslash}"
        width = r"{\dimexpr%.2f\linewidth-2\tabcolsep}"
        return bar + bar.join(f"{ragged}{kind}{width % share}" for share in widths) + bar

    def row(self, field: dict[str, Any]) -> str:
        label = rf"\libelle{{{self.words(field['label'])}}}"
        if self.layout.value_below:
            line = r"\hline " if self.layout.borders else ""
            return rf"{label}\\* {line}{self.cell(field)}"
        return label + " & " + self.cell(field).replace(r"\tabularnewline ", r"\\ & ")

    def cell(self, field: dict[str, Any]) -> str:
        """Print a value; a long list as several rows, for no row is broken over pages."""
        if not field["items"] or self.layout.native_list:
            return self.items(field["items"]) or self.words(field["value"])
        texts = [self.item(item).removesuffix(r"\par ") for item in field["items"]]
        rows = [texts] if self.layout.vertical_align == "middle" else groups(texts)
        return r"\tabularnewline ".join(r"\par ".join(row) for row in rows)


def latex(records: Sequence[Record], layout: Layout, target: Path, careful: bool = True) -> None:
    """Typeset the sheets with pdfLaTeX, twice, for it learns the number of pages as it goes."""
    source = _Printer(layout, careful).document(described(records, layout))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "fiche.tex"
        file.write_text(source, encoding="utf-8")
        options = ("-interaction=nonstopmode", "-halt-on-error", f"-output-directory={folder}")
        for _ in range(2):
            run("pdflatex", *options, file)
        target.write_bytes(file.with_suffix(".pdf").read_bytes())


CAN = ALL - {"labels first", "backwards", "letters"}
VERSION = version_of("pdflatex", number=r"\d+\.\d+\.\d+")
MAKERS = (
    Maker("latex", latex, CAN | {"filled"}, VERSION),
    Maker("latex-cm", partial(latex, careful=False), CAN, VERSION, glyphs={"'": "’"}),
)
