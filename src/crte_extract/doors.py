"""How a folder's door opens: a name is loaded from its room when it is first asked for (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def opened(door: str, rooms: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """The ``__getattr__`` of a package whose modules give these names to others.

    >>> opened("json", {"decoder": ["JSONDecoder"]})("JSONDecoder")
    <class 'json.decoder.JSONDecoder'>
    """
    home = {name: room for room, names in rooms.items() for name in names}

    def load(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {door!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{door}.{home[name]}"), name)
        setattr(sys.modules[door], name, value)
        return value

    return load
