"""From the rows of a file to a plan: each row is matched, read, compared and checked; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from veerkracht.catalogue import Register, registers
from veerkracht.web.people.access import Actor
from veerkracht.web.registers.models import Record, Values
from veerkracht.web.transfer.columns import PARENT
from veerkracht.web.transfer.comparing import Comparing
from veerkracht.web.transfer.linked import Linked
from veerkracht.web.transfer.matching import match_rows
from veerkracht.web.transfer.plans import Choices, Kind, Plan, Step
from veerkracht.web.transfer.spotted import Incoming, Spotted, Trouble
from veerkracht.web.transfer.uniqueness import Uniqueness

__all__ = ["Tick", "make_plan"]

Tick = Callable[[str, int, int], None]
"""Told of progress: the phase, how many are done, and how many there are; it raises to stop."""

_EVERY: Final = 100  # rows between two ticks


def make_plan(incoming: Incoming, choices: Choices, *, actor: Actor, tick: Tick = lambda *told: None) -> Plan:
    """Return what an import would do.

    Parameters
    ----------
    incoming : Incoming
        The file, as it was read.
    choices : Choices
        How to import.
    actor : Actor
        Who imports; fields and records that they may not see or change are refused.
    tick : callable
        Told of progress.
    """
    linked = Linked(actor.reader)
    steps = [
        step
        for item, rows in _by_register(incoming)
        for step in match_rows(item, rows, choices, actor=actor, linked=linked)
    ]
    comparing = Comparing(actor, linked, clear_blanks=choices.clear_blanks)
    attached = _attach(steps, incoming.troubles)
    _compare(steps, comparing, tick)
    _refuse_pointing(steps)
    alone = [_alone(incoming.main, one) for one in incoming.troubles if not one.notice and id(one) not in attached]
    return Plan([*steps, *alone], [*(one for one in incoming.troubles if one.notice), *comparing.notices])


def _by_register(incoming: Incoming) -> Iterator[tuple[Register, list[Spotted]]]:
    """Return the rows of each register, what others are a part of first."""
    found: dict[str, list[Spotted]] = {}
    for row in incoming.rows:
        found.setdefault(row.item.id, []).append(row)
    return ((item, found[item.id]) for item in registers().values() if item.id in found)


def _attach(steps: Sequence[Step], troubles: Sequence[Trouble]) -> set[int]:
    """Refuse the rows of which a cell could not be read, and return the troubles that belong to a row."""
    at = {(step.row.place.sheet, step.row.place.row): step for step in steps if step.row}
    found = [(at[one.sheet, one.row], one) for one in troubles if not one.notice and (one.sheet, one.row) in at]
    for step, trouble in found:
        step.refuse(trouble)
    return {id(trouble) for _, trouble in found}


def _alone(item: Register, trouble: Trouble) -> Step:
    """Return a step for a row that was not taken out of the file."""
    return Step(item, trouble.value, Kind.REFUSED, troubles=[trouble])


def _compare(steps: Sequence[Step], comparing: Comparing, tick: Tick) -> None:
    values: dict[int, Values] = {}
    for number, step in enumerate(steps):
        if step.record is not None and step.kind is not Kind.SKIPPED:
            values[number] = comparing.read(step)
        if number % _EVERY == 0:
            tick("read", number, len(steps))
    unique = _uniqueness(steps, values)
    for number, step in enumerate(steps):
        if number in values:
            comparing.compare(step, values[number], unique[step.item.id].taken)
        if number % _EVERY == 0:
            tick("check", number, len(steps))


def _uniqueness(steps: Sequence[Step], values: Mapping[int, Values]) -> dict[str, Uniqueness]:
    """Return per register how unique its records will be, with those of the file as they will be."""
    coming: dict[str, list[tuple[Record, Values]]] = {}
    for number, read in values.items():
        step = steps[number]
        if step.record is not None and step.kind is not Kind.REFUSED:
            merged = {name: value for name, value in {**step.record.values, **read}.items() if value is not None}
            coming.setdefault(step.item.id, []).append((step.record, merged))
    items = {step.item.id: step.item for step in steps}
    return {name: Uniqueness(item, coming.get(name, [])) for name, item in items.items()}


def _refuse_pointing(steps: Sequence[Step]) -> None:
    """Refuse rows that belong to or point to a new record that is refused itself, until none is left."""
    lost = {str(step.record.pk) for step in steps if step.record and step.kind is Kind.REFUSED and not step.version}
    while lost:
        found = [
            (step, name) for step in steps if step.kind in (Kind.NEW, Kind.CHANGED) and (name := _points_to(step, lost))
        ]
        for step, name in found:
            if step.row:
                step.refuse(step.row.trouble("points-to-refused", field=name))
        lost = {str(step.record.pk) for step, _ in found if step.record and not step.version}


def _points_to(step: Step, lost: set[str]) -> str:
    if step.record is None:
        return ""
    if str(step.record.parent_id) in lost:
        return PARENT
    for field in step.item.link_fields:
        value = step.record.values.get(field.id)
        if any(one in lost for one in (value if isinstance(value, list) else [value])):
            return field.id
    return ""
