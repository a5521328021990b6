"""The records that the rows of a file are about: those that are there, and new ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

from django.utils.text import slugify

from veerkracht.catalogue import Register
from veerkracht.web.people.access import Action, Actor, Reader
from veerkracht.web.registers.keys import key_problem
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import readable
from veerkracht.web.transfer.columns import KEY
from veerkracht.web.transfer.linked import Linked
from veerkracht.web.transfer.plans import Choices, Kind, Policy, Step
from veerkracht.web.transfer.spotted import Spotted

__all__ = ["match_rows"]

_BATCH = 500
_LONGEST = 60


def match_rows(
    item: Register, rows: Sequence[Spotted], choices: Choices, *, actor: Actor, linked: Linked
) -> list[Step]:
    """Return a step per row of one register: about a record that is there, about a new one, or refused.

    Parameters
    ----------
    linked : Linked
        Told which new records will come, so that other rows can point to them.
    """
    if not actor.reader.may(Action.IMPORT, item.access):
        return [refused(row, row.key, "register-denied") for row in rows]
    keys = _keys(rows, make=choices.make_keys)
    mine = _mine(actor.reader, item, keys)
    others = _others(item, [key for key in keys if key not in mine])
    return [
        refused(row, key, problem)
        if (problem := _problem(key, others))
        else _step(row, key, mine.get(key), choices, linked)
        for row, key in zip(rows, keys, strict=True)
    ]


def refused(row: Spotted, key: str, code: str) -> Step:
    """Return a step that refuses a row for its key."""
    step = Step(row.item, key, Kind.NEW, row)
    step.refuse(row.trouble(code, field=KEY, value=key))
    return step


def _problem(key: str, others: set[str]) -> str:
    if not key:
        return "id-missing"
    return key_problem(key) or ("record-denied" if key in others else "")


def _step(row: Spotted, key: str, record: Record | None, choices: Choices, linked: Linked) -> Step:
    if record is None:
        new = Record(register=row.item.id, external_id=key, values={})
        linked.expect(row.item.id, key, new.pk)
        return Step(row.item, key, Kind.NEW, row, new)
    if choices.policy is Policy.STOP:
        return refused(row, key, "exists")
    kind = Kind.SKIPPED if choices.policy is Policy.SKIP else Kind.CHANGED
    return Step(row.item, key, kind, row, record, record.version)


def _mine(reader: Reader, item: Register, keys: Iterable[str]) -> dict[str, Record]:
    """Return the records with some keys over which the actor may import, in a few questions to the database."""
    found = readable(reader, item, action=Action.IMPORT).defer("published")
    return {record.external_id: record for batch in _batches(keys) for record in found.filter(external_id__in=batch)}


def _others(item: Register, keys: Iterable[str]) -> set[str]:
    found = Record.objects.filter(register=item.id).values_list("external_id", flat=True)
    return {key for batch in _batches(keys) for key in found.filter(external_id__in=batch)}


def _batches(keys: Iterable[str]) -> Iterator[Sequence[str]]:
    wanted = sorted({key for key in keys if key})
    return (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))


def _keys(rows: Sequence[Spotted], *, make: bool) -> list[str]:
    """Return the key of each row; one that is made of its name is the same each time the file comes in."""
    taken = {row.key for row in rows if row.key}
    keys = []
    for row in rows:
        key = row.key or (_made(row, taken) if make else "")
        taken.add(key)
        keys.append(key)
    return keys


def _made(row: Spotted, taken: set[str]) -> str:
    base = "-".join(part for part in (slugify(row.parent)[:_LONGEST], _slug(row)) if part)
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found


def _slug(row: Spotted) -> str:
    told = row.given.get(row.item.title)
    if isinstance(told, dict):
        told = told.get("nl") or told.get("en")
    name = slugify(str(told or ""))[:_LONGEST].strip("-")
    content = json.dumps(row.given, sort_keys=True, ensure_ascii=False, default=str)
    return name or hashlib.sha256(content.encode()).hexdigest()[:10]
