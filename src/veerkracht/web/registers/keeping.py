"""Storing records with their history and indexes, and telling the rest of the house; `records` says who may do what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from django.dispatch import Signal
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Actor
from veerkracht.web.registers.brief import briefs_of
from veerkracht.web.registers.indexing import index_records
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.observing import WATCHED
from veerkracht.web.registers.pointing import unlinked
from veerkracht.web.registers.storing import insert
from veerkracht.web.registers.titles import titles_of

__all__ = ["Note", "erased", "keep", "saved", "unlink"]

saved = Signal()
"""Sent with `records` (list of Record), `action` and `actor` after records were kept, inside the transaction."""

erased = Signal()
"""Sent with `ids` (list of UUID) and `actor` when records are erased with every trace, inside the transaction.

With `fields` only the answers to those go; with `version` a row of that version stays, of which all else is new.
"""


Note = Callable[..., object]
"""Writes an entry of the log, as `audit.models.log` does."""


def keep(
    new: Sequence[Record], changed: Sequence[Record], *, actor: Actor, reason: str, action: str = "", note: Note = log
) -> None:
    """Store records with their history and indexes, log it, and tell the house; call it inside a transaction.

    Parameters
    ----------
    note : callable
        Writes the log. Who keeps many batches in one transaction gathers the entries and writes them at its end,
        because from the first entry on nobody else can write to the log.

    Notes
    -----
    Who may do this was checked before: by `create`, `change`, `move` or the import of files.
    """
    now, unseen = timezone.now(), is_unseen(new, changed)
    for record in (*new, *changed):
        record.changed_at, record.changed_by_id = now, actor.user_id
        record.title_nl, record.title_en = titles_of(record)
        record.brief, record.published_brief = briefs_of(record)
    for record in changed:
        record.version += 1
    if new:
        _insert(new, (now, "+", reason[:_REASON], actor.user_id))
    if changed:
        told = {"default_change_reason": reason[:_REASON], "default_user": _user(actor), "default_date": now}
        bulk_update_with_history(list(changed), Record, _STORED, batch_size=500, **told)
    records = [*new, *changed]
    index_records(records)
    done = action or ("create" if new else "change")
    subject = f"{records[0].register}/{records[0].pk}" if len(records) == 1 else records[0].register
    note(f"record.{done}", subject, unseen, actor=actor.label, n=len(records), reason=bool(reason))
    saved.send(sender=Record, records=records, action=done, actor=actor)


def is_unseen(new: Sequence[Record], changed: Sequence[Record]) -> bool:
    """Tell whether the public sees nothing of what is about to be kept.

    Notes
    -----
    Of very many it is not looked up, and what somebody said always counts: consent to it reaches other records.
    """
    spoken = any(record.definition.access in WATCHED for record in (*new, *changed))
    if spoken or any(record.published is not None for record in new) or len(changed) > _LOOKED_UP:
        return False
    kept = Record.objects.filter(pk__in=[record.pk for record in changed]) if changed else Record.objects.none()
    before = {record.pk: _public_part(record) for record in kept.defer("values", "brief", "published_brief")}
    return all(before.get(record.pk) == _public_part(record) for record in changed)


def _public_part(record: Record) -> tuple[object, ...]:
    """Return what the public sees of a record, and by which it is found: nothing where no version is published."""
    if record.published is None:
        return ()
    return record.published, record.state == State.ARCHIVED, record.parent_id, record.external_id


def _insert(records: Sequence[Record], told: tuple[datetime, str, str, int | None]) -> None:
    """Store new records, and the first version of each in the history: when, how, why and by whom."""
    insert(Record, _COLUMNS, map(attrgetter(*_COLUMNS), records))
    insert(_History, (*_KEPT, *_TOLD), ((*row, *told) for row in map(attrgetter(*_KEPT), records)))
    for record in records:
        record._state.adding = False


_History: Final = Record.history.model
_REASON: Final = 100
_LOOKED_UP: Final = 50
_COLUMNS: Final = tuple(field.attname for field in Record._meta.concrete_fields)
_KEPT: Final = tuple(field.attname for field in _History.tracked_fields)
_TOLD: Final = ("history_date", "history_type", "history_change_reason", "history_user_id")
_STORED: Final = [
    "values", "published", "published_at", "state", "title_nl", "title_en", "version", "changed_at", "changed_by",
    "external_id", "parent", "brief", "published_brief",
]  # fmt: skip


def unlink(ids: Collection[UUID], *, actor: Actor) -> None:
    """Take what is erased out of the answers of others that point to it; call it inside a transaction."""
    pointing = unlinked(ids)
    if pointing:
        keep([], pointing, actor=actor, reason="erased", action="unlink")


def _user(actor: Actor) -> Any:  # Any: the account model, which the history wants as an object
    from django.contrib.auth import get_user_model

    return get_user_model().objects.filter(pk=actor.user_id).first() if actor.user_id else None
