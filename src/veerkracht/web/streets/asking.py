"""Questions that come in on the street itself: from a resident without account, and from the worker who heard them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.utils import timezone

from veerkracht.catalogue import register
from veerkracht.errors import UsageError
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record, State

__all__ = ["DUE", "ask_as_resident", "due_after", "put_forward", "record_step", "write_down"]

DUE: Final = {"week": 7, "two-weeks": 14, "month": 30, "quarter": 91}
"""Terms to choose from, in days."""

RESIDENT: Final = "public:question"


def ask_as_resident(street: Record, question: str, contact: str) -> Record:
    """Take a question of a resident; the worker reads it before anybody else does.

    Raises
    ------
    AnswersError
        If the question is empty or too long.
    """
    given = {"question": question, "asked_on": timezone.localdate().isoformat(), "channel": "online", "state": "asked",
             "asker_contact": contact}  # fmt: skip
    taken_by_the_house = Actor(Reader(None, (Assigned(Role.OFFICER),)), RESIDENT)
    return records.create(register("promises"), given, actor=taken_by_the_house, parent=street)


def write_down(street: Record, given: Mapping[str, Any], *, actor: Actor) -> Record:  # Any: answers by field
    """Write down a question that somebody asked a worker.

    Raises
    ------
    DeniedError, AnswersError
        As in `records.create`.
    """
    asked = {"asked_on": timezone.localdate().isoformat(), "state": "asked"}
    return records.create(register("promises"), asked | dict(given), actor=actor, parent=street)


def due_after(term: str, own: date | None, today: date) -> str:
    """Return the day of a chosen term, or the day that was filled in.

    Examples
    --------
    >>> due_after("two-weeks", None, date(2027, 3, 1)), due_after("own", date(2027, 9, 1), date(2027, 3, 1))
    ('2027-03-15', '2027-09-01')
    """
    if term in DUE:
        return (today + timedelta(days=DUE[term])).isoformat()
    return own.isoformat() if own else ""


def record_step(promise: Record, given: Mapping[str, Any], *, actor: Actor, language: str) -> Record:  # Any: by field
    """Write down what was promised, answered or refused; texts are kept in the language they are written in.

    Raises
    ------
    DeniedError, AnswersError, ConflictError
        As in `records.change`.
    """
    item = register("promises")
    told = {
        name: {**(promise.values.get(name) or {}), language: value} if item.field(name).languages else value
        for name, value in given.items()
    }
    return records.change(promise, told, actor=actor, version=promise.version)


def put_forward(promise: Record, *, actor: Actor) -> str:
    """Hand a question on to be published; return why not, as a template with facts filled in, or nothing.

    Raises
    ------
    DeniedError
        If the actor may not hand it on.
    """
    if promise.state not in (State.WORKING, State.RETURNED):
        return ""
    try:
        records.move(promise, State.SUBMITTED, actor=actor)
    except UsageError as error:
        return str(error.facts.get("words", error))
    return ""
