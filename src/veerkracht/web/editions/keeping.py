"""Who may do what with an edition, and what is noted on its record when it moves on."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from veerkracht.errors import DeniedError
from veerkracht.web.people.access import Action, Actor
from veerkracht.web.people.models import User
from veerkracht.web.registers.loading import SYSTEM
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.reading import allowed
from veerkracht.web.registers.records import keep

__all__ = ["function_of", "note", "refuse_unless"]


def refuse_unless(actor: Actor, action: Action, record: Record | None) -> None:
    """Refuse who may not do something with an edition.

    Raises
    ------
    DeniedError
        If no role grants it, or the record of the edition is gone.
    """
    if record is None or not allowed(actor.reader, action, record):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action=str(action), what="editions")


def function_of(actor: Actor) -> str:
    """Return the function of who acts; empty when it has none."""
    found = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    return found.function if found else ""


def note(record: Record, given: dict[str, Any], *, action: str, approve: bool = False) -> None:  # Any: answers as kept
    """Keep what happened to an edition on its record; call it inside a transaction, after the role was checked.

    Parameters
    ----------
    given : dict
        Answers as they are kept; None or nothing leaves the answer that is there.
    approve : bool
        Publish the record with it. One that was approved stays so in any case: what was noted is no new text.

    Notes
    -----
    It is kept as done by the application, because it cannot be undone on the record; who did it stands in the log.
    """
    record.values = {**record.values, **{name: value for name, value in given.items() if value}}
    if approve or record.state == State.APPROVED:
        record.state, record.published, record.published_at = State.APPROVED, record.values, timezone.now()
    keep([], [record], actor=SYSTEM, reason="", action=action)
