"""Writing down at the table: who says what, by role, and what somebody will do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from veerkracht.catalogue import register
from veerkracht.errors import UsageError
from veerkracht.web.people.access import Actor
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.personal import Trace, traces_in
from veerkracht.web.registers.records import moving

__all__ = ["close_talk", "connect", "traces_of", "write_down"]

_TEXTS: Final = ("explanation", "action", "action_owner_role", "outcome")


def connect() -> None:
    """Listen to the steps of review."""
    moving.connect(_refuse_traces, dispatch_uid="interpretation.moving")


def write_down(session: Record, given: Mapping[str, Any], *, actor: Actor, language: str) -> Record:  # Any: by field
    """Keep what somebody said about the figure of a session.

    Raises
    ------
    DeniedError, AnswersError
        As in `records.create`.
    """
    item = register("interpretations")
    told = {name: {language: value} if item.field(name).languages else value for name, value in given.items() if value}
    told["action_state"] = "open" if told.get("action") else "none"
    figure = session.values.get("figure", "")
    return records.create(item, {"figure": figure} | told, actor=actor, parent=session)


def close_talk(session: Record, *, actor: Actor) -> Record:
    """Say that a figure was discussed, today unless a day is known, by the roles that spoke.

    Raises
    ------
    DeniedError, AnswersError, ConflictError
        As in `records.change`.
    """
    spoke = {str(one.values.get("speaker")) for one in session.parts.filter(register="interpretations")}
    known = [one.code for one in register("interpretation_sessions").field("participants").choices]
    present = {*session.values.get("participants", ()), *spoke}
    given = {
        "state": "discussed", "session_date": session.values.get("session_date") or timezone.localdate().isoformat(),
        "participants": [code for code in known if code in present],
    }  # fmt: skip
    return records.change(session, given, actor=actor, version=session.version)


def traces_of(values: Values) -> list[Trace]:
    """Return what in a statement may tell who somebody is."""
    texts = [text for name in _TEXTS for text in _each(values.get(name))]
    return [trace for text in texts for trace in traces_in(text)]


def _each(value: object) -> list[str]:
    return [str(text) for text in value.values()] if isinstance(value, dict) else [str(value)] if value else []


def _refuse_traces(sender: object, record: Record, to: State, **more: Any) -> None:  # Any: the rest of the signal
    if record.register != "interpretations" or to != State.APPROVED:
        return
    found = traces_of(record.values)
    if found:
        words = ", ".join(f"“{trace.words}”" for trace in found)
        raise UsageError("Residents will read this. Take out what tells who somebody is: {words}", words=words)
