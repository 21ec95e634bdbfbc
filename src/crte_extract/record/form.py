"""What the models say of the form, looked up by key: for the splitter, and for what is told of fields."""

from __future__ import annotations

from collections.abc import Container, Mapping
from itertools import islice
from typing import Any, Final

from crte_extract.record.models import Entree, Role, fields, sections
from crte_extract.sections import Form
from crte_extract.text import squash

SECTIONS: Final = tuple(sections())
FIELDS: Final = {field.key: field for field in fields()}
FORM: Final = Form(
    headings={squash(label): section.key for section in SECTIONS for label in section.labels},
    labels={squash(label): field.key for field in FIELDS.values() for label in field.labels},
    section_of={field.key: field.section for field in FIELDS.values()},
    printed={field.key: field.labels[0] for field in FIELDS.values()},
    newer=[field.key for field in FIELDS.values() if field.since is not None],
)
ROLES: Final = {field.role: field for field in FIELDS.values() if field.role}
_BEHIND: Final = {key: place for place, key in enumerate(FIELDS, 1)}


def following(key: str, found: Container[str]) -> Entree | None:
    """The field that comes next on a sheet on which those were found; None behind the last.

    One that only newer sheets have comes next where it was found.
    """
    behind = islice(FIELDS.values(), _BEHIND[key], None)
    return next((field for field in behind if field.since is None or field.key in found), None)


def value_of(record: Mapping[str, Any], role: Role) -> Any:
    """What a written record has in the field of a role."""
    field = ROLES[role]
    return record[field.section][field.key]
