"""The marks that stand before the items of a list, for readers and splitter alike: one alphabet."""

from __future__ import annotations

from typing import Final

HYPHENS: Final = "-–—‐‑"
DOTS: Final = "•▪◦·‣●○■□◆◇➢➤→✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076\uf02d\u2043\u2219\uf06f"
"""Drawn marks, those of symbol fonts included: nothing else begins with one."""
TYPED: Final = "*o"
"""What is typed for a drawn mark: only with a space behind it."""
TICKED: Final = "☑☒✅\U0001f5f9"
"""Boxes that are ticked; the first one stands for a form's own."""
UNTICKED: Final = "☐"
"""The box that isn't."""
BOXES: Final = frozenset(TICKED + UNTICKED)
TICKS: Final = "✓✔✗✘✕✖■●◉"
"""Bullets, or ticks: beside an empty box, and only there, one of these is a ticked box."""
EMPTY: Final = "□○◯❏❑◻"
"""Bullets, or empty boxes."""
BULLETS: Final = frozenset(HYPHENS + DOTS + TYPED + TICKED + UNTICKED)


def is_lone_bullet(text: str) -> bool:
    """Whether the text is a bullet with nothing behind it.

    >>> is_lone_bullet("•"), is_lone_bullet("• PLUI")
    (True, False)
    """
    return text in BULLETS


def is_bulleted(text: str) -> bool:
    """Whether a line begins with a bullet, no letter, and has words behind it.

    >>> is_bulleted("- PLUI"), is_bulleted("o PLUI"), is_bulleted("-€")
    (True, False, False)
    """
    return text[1:2] == " " and text[0] in BULLETS and text[0] != "o"
