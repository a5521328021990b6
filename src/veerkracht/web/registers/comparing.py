"""Two versions of a record beside one another: only what differs, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from veerkracht.catalogue import Field
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Values
from veerkracht.web.registers.naming import Naming, Told, tell

__all__ = ["Change", "changed_fields", "changes_between"]


@dataclass(frozen=True)
class Change:
    """A question whose answer differs."""

    field: Field
    label: str
    before: Told
    after: Told


def changed_fields(fields: Iterable[Field], before: Values, after: Values) -> list[Field]:
    """Return the questions whose answers differ.

    Examples
    --------
    >>> changed_fields([], {"a": 1}, {})
    []
    """
    return [asked for asked in fields if before.get(asked.id) != after.get(asked.id)]


def changes_between(fields: Iterable[Field], before: Values, after: Values, naming: Naming) -> Iterator[Change]:
    """Yield what differs between two versions, of the questions that are given only."""
    for asked in changed_fields(fields, before, after):
        old, new = (tell(asked, values.get(asked.id), naming) for values in (before, after))
        yield Change(asked, in_words(asked.label, naming.language), old, new)
