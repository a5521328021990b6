"""No personal data on a board that everybody reads: what may tell who somebody is stops the way to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from veerkracht.errors import UsageError
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers.forgetting import forget
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.personal import Trace, traces_in
from veerkracht.web.registers.records import moving

__all__ = ["connect", "erase_contacts", "traces_of"]

CONTACT_DAYS: Final = 30  # after the answer the contact of the asker is no longer needed
_TEXTS: Final = ("question", "promise", "promised_by", "due_moved_reason", "answer", "refused_reason")
_DONE: Final = ("kept", "answered_no", "refused", "withdrawn")


def connect() -> None:
    """Listen to the steps of review."""
    moving.connect(_refuse_traces, dispatch_uid="streets.moving")


def traces_of(values: Values) -> list[Trace]:
    """Return what in the texts of a question may tell who somebody is."""
    texts = [text for name in _TEXTS for text in _each(values.get(name))]
    return [trace for text in texts for trace in traces_in(text)]


def _each(value: object) -> list[str]:
    return [str(text) for text in value.values()] if isinstance(value, dict) else [str(value)] if value else []


def _refuse_traces(sender: object, record: Record, to: State, **more: Any) -> None:  # Any: the rest of the signal
    if record.register != "promises" or to not in (State.SUBMITTED, State.APPROVED):
        return
    found = traces_of(record.values)
    if found:
        words = ", ".join(f"“{trace.words}”" for trace in found)
        raise UsageError("Residents will read this. Take out what tells who somebody is: {words}", words=words)


def erase_contacts(today: date) -> int:
    """Erase how to reach the asker some weeks after the answer, with every version; return of how many."""
    last = (today - timedelta(days=CONTACT_DAYS)).isoformat()
    held = Record.objects.filter(register="promises", values__has_key="asker_contact", values__state__in=_DONE)
    answered = Cast(KT("values__answered_on"), TextField())
    never = Q(answered=None, changed_at__date__lt=last)  # a question that was taken back has no answer
    found = list(held.alias(answered=answered).filter(Q(answered__lt=last) | never))
    for record in found:
        forget(record, {"asker_contact"}, actor=_system(), reason="retention")
    return len(found)


def _system() -> Actor:
    return Actor(Reader(None, (Assigned(Role.OFFICER),)), "system")
