"""YAML that YAML 1.1 and 1.2 readers load to the same data: every text value is quoted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crte_extract.text import UNSAFE


def write_yaml(records: Iterable[Mapping[str, Any]], several: bool) -> Iterator[str]:
    """A document a record, each begun by ``---`` where there may be several."""
    import yaml  # imported here: only YAML pays for it

    class Dumper(yaml.SafeDumper):
        """Quotes texts; leaves keys, which are plain ASCII words, bare."""

        def ignore_aliases(self, data: object) -> bool:
            """A list that is there twice is written twice."""
            return True

    def quoted(dumper: Dumper, text: str) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')

    def bare_keys(dumper: Dumper, mapping: dict[str, Any]) -> yaml.MappingNode:
        node = yaml.SafeDumper.represent_dict(dumper, mapping)
        for key, _ in node.value:
            key.style = None
        return node

    Dumper.add_representer(str, quoted)
    Dumper.add_representer(dict, bare_keys)
    for record in records:
        text = yaml.dump(
            record,
            Dumper=Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=float("inf"),
            explicit_start=several,
        )
        yield UNSAFE.sub(lambda found: _escaped(found.group()), text)


def _escaped(character: str) -> str:
    code = ord(character)
    if character == "\n":
        return character
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
