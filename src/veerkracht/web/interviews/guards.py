"""The rules on consent where records are kept: nothing is approved too early, and what is taken back goes at once."""

from __future__ import annotations

from typing import Any, Final

from veerkracht.errors import UsageError
from veerkracht.web.interviews.consent import is_approved, problems_of, take_back, withdraw
from veerkracht.web.interviews.words import told_problems
from veerkracht.web.people.access import Actor
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.records import keep, moving, saved

__all__ = ["connect"]

_ROW_OF_WITHDRAWN: Final = {"function_role", "state", "withdrawn_on"}
_GUARDED: Final = ("interviews", "quotes")


def connect() -> None:
    """Listen to the keeping of records."""
    moving.connect(_refuse_too_early, dispatch_uid="interviews.moving")
    saved.connect(_follow_consent, dispatch_uid="interviews.saved")


def _refuse_too_early(sender: object, record: Record, to: State, **more: Any) -> None:  # Any: the rest of the signal
    if to != State.APPROVED or record.register not in _GUARDED:
        return
    problems = problems_of(record)
    if problems:
        raise UsageError("This cannot be approved yet: {reasons}", reasons=told_problems(problems))


def _follow_consent(
    sender: object, records: list[Record], actor: Actor, action: str = "", **more: Any  # Any: as above
) -> None:  # fmt: skip
    for record in records:
        if record.register == "interviews":
            if action == "restore":
                _refuse_more_consent(record)
            _follow(record, actor)


def _refuse_more_consent(record: Record) -> None:
    """Refuse an older version in which more was allowed than the interviewee allows now."""
    if set(record.values.get("consent", ())) - set(_consent_before(record)):
        raise UsageError("The interviewee allows less now than in this version. It cannot be brought back.")


def _follow(record: Record, actor: Actor) -> None:
    if record.values.get("state") == "withdrawn":
        if set(record.values) - _ROW_OF_WITHDRAWN or record.parts.exists():
            withdraw(record, label=actor.label)
        return
    before = _consent_before(record)
    if set(before) - set(record.values.get("consent", ())):
        take_back(record, before, label=actor.label)
    if not is_approved(record):
        _unpublish_quotes(record, actor)


def _unpublish_quotes(interview: Record, actor: Actor) -> None:
    """Show quotes to nobody outside the team when their speaker no longer says yes to the text they come from."""
    quotes = list(interview.parts.filter(register="quotes", published__isnull=False))
    for quote in quotes:
        quote.published, quote.published_at, quote.state = None, None, State.WORKING
    if quotes:
        keep([], quotes, actor=actor, reason="consent", action="unpublish")


def _consent_before(record: Record) -> list[str]:
    versions = list(record.history.order_by("-history_date", "-history_id")[:2])
    return list(versions[1].values.get("consent", ())) if len(versions) > 1 else []
