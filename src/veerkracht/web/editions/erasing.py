"""When a record is erased, or a speaker withdraws: what was frozen or published with it goes down at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from veerkracht.web.audit.models import log
from veerkracht.web.editions.models import Build, Freeze, FrozenRecord, Redaction
from veerkracht.web.editions.quoting import refused_quotes
from veerkracht.web.editions.taking_out import finish_taking_out
from veerkracht.web.editions.tasks import finish, tell
from veerkracht.web.people.access import Actor
from veerkracht.web.registers.models import Record

__all__ = ["on_erased", "on_saved"]

_AGAIN: Final = timedelta(minutes=1)
_HELD: Final = (Build.State.WAITING, Build.State.RUNNING, Build.State.DONE)


def on_erased(sender: object, ids: Iterable[UUID], actor: Actor, **more: Any) -> None:  # Any: as signals send it
    """Take erased records out of everything that was frozen."""
    _take_out(list(FrozenRecord.objects.filter(record__in=list(ids)).select_related("freeze")), actor)


def on_saved(sender: object, records: Iterable[Record], actor: Actor, **more: Any) -> None:  # Any: as above
    """Take quotes out that proved not to be fit to show."""
    refused = refused_quotes(records)
    if refused:
        on_erased(sender, refused, actor)


def _take_out(rows: list[FrozenRecord], actor: Actor) -> None:
    """Note what must go and close what was published with it, in the transaction of the erasure; files follow."""
    if not rows:
        return
    Redaction.objects.bulk_create(Redaction(freeze=row.freeze, register=row.register, key=row.key) for row in rows)
    FrozenRecord.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for frozen in {row.freeze_id: row.freeze for row in rows}.values():
        _close(frozen, actor)
    transaction.on_commit(_finish)


def _close(frozen: Freeze, actor: Actor) -> None:
    published = Freeze.objects.filter(pk=frozen.pk, state=Freeze.State.PUBLISHED).update(state=Freeze.State.DOWN)
    Build.objects.filter(freeze=frozen, state__in=_HELD).update(
        state=Build.State.REMOVED, stop_asked=True, ended_at=timezone.now()
    )
    log("edition.redact", f"editions/{frozen.name}", actor=actor.label, hash=frozen.digest, published=bool(published))
    if published:
        key = frozen.pk
        transaction.on_commit(lambda: tell.enqueue(key))


def _finish() -> None:
    if not finish_taking_out():
        finish.using(run_after=timezone.now() + _AGAIN).enqueue()
