"""Keeping what a plan holds: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from django.db import IntegrityError, transaction

from veerkracht.errors import ConflictError, DeniedError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Action, Actor
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import readable
from veerkracht.web.registers.records import keep
from veerkracht.web.transfer.planning import Tick
from veerkracht.web.transfer.plans import Kind, Plan, Step

__all__ = ["apply_plan"]

_BATCH: Final = 250
Thing = TypeVar("Thing")


def apply_plan(
    plan: Plan, *, actor: Actor, reason: str, only_right: bool = False, tick: Tick = lambda *told: None
) -> dict[str, int]:
    """Keep the new and changed records of a plan.

    Parameters
    ----------
    reason : str
        Why, for the history of each record.
    only_right : bool
        Whether the rows without mistakes are kept when there are others.
    tick : callable
        Told of progress; when it raises, nothing is kept.

    Returns
    -------
    dict of str to int
        Rows per kind.

    Raises
    ------
    UsageError
        If rows are refused and not only the right ones are wanted, or no reason is given.
    ConflictError
        If a record changed, came or went since the plan was made; nothing is kept.
    DeniedError
        If a record ends up where the actor may not make or change one.
    """
    counts = plan.counts()
    if counts[Kind.REFUSED] and not only_right:
        raise UsageError(
            "{n} rows are not right. Mend them, or choose to take the right rows only.", n=counts[Kind.REFUSED]
        )
    if not reason.strip():
        raise UsageError("Tell why. The reason is kept in the history.")
    wanted = [step for step in plan.steps if step.kind in (Kind.NEW, Kind.CHANGED)]
    try:
        with transaction.atomic():
            _refuse_changed(wanted)
            entries = _keep(wanted, actor, reason, tick)
            _refuse_outside(wanted, actor)
            for entry in entries:
                entry()
            log("import.apply", _subject(plan), actor=actor.label, **counts)
    except IntegrityError as error:
        raise _conflict("a record with the same id") from error
    return counts


def _subject(plan: Plan) -> str:
    items = dict.fromkeys(step.item.id for step in plan.steps)
    return ",".join(items)[:200]


def _conflict(what: str) -> ConflictError:
    return ConflictError("{what} was made or changed since you looked. Look at the changes again.", what=what)


def _refuse_changed(steps: Sequence[Step]) -> None:
    """Lock the records that will change, and refuse when one is no longer as it was."""
    versions = {step.record.pk: step.version for step in steps if step.record and step.version}
    found: dict[object, int] = {}
    for batch in _batches(list(versions)):
        locked = Record.objects.select_for_update().filter(pk__in=batch).order_by("pk")
        found |= dict(locked.values_list("pk", "version"))
    if found != versions:
        raise _conflict(
            next(step.key for step in steps if step.record and step.version != found.get(step.record.pk, 0))
        )


def _keep(steps: Sequence[Step], actor: Actor, reason: str, tick: Tick) -> list[Callable[[], object]]:
    """Keep records in batches, and return the writing of their entries in the log, so that it is locked but shortly."""
    done, entries = 0, list[Callable[[], object]]()

    def later(*about: Any, **told: Any) -> None:  # Any: what `log` takes
        entries.append(partial(log, *about, **told))

    for item in dict.fromkeys(step.item for step in steps):
        own = [step for step in steps if step.item is item and step.record]
        for batch in _batches(own):
            tick("write", done, len(steps))
            new = [step.record for step in batch if step.record and not step.version]
            changed = [step.record for step in batch if step.record and step.version]
            if new:
                keep(new, [], actor=actor, reason=reason, note=later)
            if changed:
                keep([], changed, actor=actor, reason=reason, note=later)
            done += len(batch)
    tick("write", done, len(steps))
    return entries


def _refuse_outside(steps: Sequence[Step], actor: Actor) -> None:
    """Refuse when a record was made, or came to be, outside what the actor may import."""
    for item in dict.fromkeys(step.item for step in steps):
        kept = [step.record.pk for step in steps if step.item is item and step.record]
        mine = readable(actor.reader, item, action=Action.IMPORT)
        if sum(mine.filter(pk__in=batch).count() for batch in _batches(kept)) != len(kept):
            raise DeniedError("Your role does not allow this ({action}, {what}).", action="import", what=item.id)


def _batches(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    return (things[start : start + _BATCH] for start in range(0, len(things), _BATCH))
