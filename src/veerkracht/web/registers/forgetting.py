"""Forgetting: taking answers out of a record that stays, with every trace that they left."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from veerkracht.errors import DeniedError
from veerkracht.web.people.access import Action, Actor
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Draft, Record, State, Values
from veerkracht.web.registers.reading import allowed

__all__ = ["empty", "forget"]


def forget(record: Record, names: Collection[str], *, actor: Actor, reason: str) -> Record:
    """Remove the answers to some questions from both versions of a record, its history and its drafts, for good.

    The rest of the house is told as of something erased, and then of the record as it is now.

    Parameters
    ----------
    names : collection of str
        Fields.
    reason : str
        Why, for the history.

    Raises
    ------
    DeniedError
        If the actor may not erase it.
    """
    with transaction.atomic():
        found = Record.objects.select_for_update().get(pk=record.pk)
        if not allowed(actor.reader, Action.ERASE, found):
            raise DeniedError("Your role does not allow this ({action}, {what}).", action="erase", what=found.register)
        records.erased.send(sender=Record, ids=[found.pk], actor=actor, fields=names)
        Draft.objects.filter(Q(record=found) | Q(parent=found)).delete()
        found.values = _without(found.values, names)
        found.published = _without(found.published, names) if found.published is not None else None
        _forget_versions(found, names)
        records.keep([], [found], actor=actor, reason=reason, action="forget")
    return found


def _forget_versions(record: Record, names: Collection[str]) -> None:
    versions = list(record.history.all())
    for version in versions:
        version.values = _without(version.values, names)
        version.published = _without(version.published, names) if version.published is not None else None
        if record.definition.title in names:
            version.title_nl = version.title_en = ""
    Record.history.bulk_update(versions, ["values", "published", "title_nl", "title_en"], batch_size=500)


def _without(values: Values, names: Collection[str]) -> Values:
    return {name: value for name, value in values.items() if name not in names}


def empty(record: Record, kept: Values, *, external_id: str, actor: Actor, reason: str) -> None:
    """Remove all that a record ever held, with its parts, and leave a row with other values under another key.

    Parameters
    ----------
    kept : dict
        All that the row holds from now on.
    external_id : str
        Its key from now on, as the old one may tell something too.

    Raises
    ------
    DeniedError
        If the actor may not erase it.
    """
    if not allowed(actor.reader, Action.ERASE, record):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="erase", what=record.register)
    with transaction.atomic():
        records.unlink([record.pk], actor=actor)
        records.erased.send(sender=Record, ids=[record.pk], actor=actor, version=record.version + 1)
        Record.objects.filter(pk=record.pk).delete()  # with what any room hung on it
        Record.history.filter(id=record.pk).delete()
        record.values, record.published, record.published_at = kept, None, None
        record.external_id, record.state, record.version = external_id, State.WORKING, record.version + 1
        record._state.adding = True
        records.keep([record], [], actor=actor, reason=reason, action="forget")
