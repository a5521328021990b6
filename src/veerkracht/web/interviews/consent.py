"""What may leave the house of what was said, and taking it back.

Nothing may, unless the interviewee approved the text, the consent covers the form in which it appears, two people
looked and nobody can be recognised by it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from veerkracht.web.audit.models import log
from veerkracht.web.interviews.answering import TEXT_LEVELS, answers_of, text_digest
from veerkracht.web.interviews.models import InterviewLink, Proposal
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers import records
from veerkracht.web.registers.forgetting import empty, forget
from veerkracht.web.registers.models import Record, State, Values

__all__ = [
    "LEVEL_OF",
    "is_approved",
    "lowered",
    "problems_of",
    "publishable",
    "publishable_quotes",
    "take_back",
    "withdraw",
]

LEVEL_OF: Final = {"anonymous": "anonymous_quote", "role": "quote_with_role"}
"""Per way of naming the speaker the level of consent that it needs."""

lowered = Signal()
"""Sent with `interview` when an interviewee allows less than before, inside the transaction."""

_NEVER: Final = ("interview_answers", "interview_rounds")
_WITHDRAWN: Final = "withdrawn"


def publishable(record: Record) -> bool:
    """Tell whether a record may leave the house, as far as consent goes.

    Parameters
    ----------
    record : Record
        A quote: its published version is meant. An interview: its approved text. Answers and rounds never may; for
        records of other registers there is no such rule.
    """
    if record.register in _NEVER:
        return False
    if record.register == "interviews":
        return record.state != State.ARCHIVED and not problems_of(record)
    if record.register == "quotes":
        public = record.published is not None and record.state != State.ARCHIVED
        return public and not problems_of(record) and not quote_problems(record, record.published or {})
    return True


def publishable_quotes() -> list[Record]:
    """Return every quote that may leave the house."""
    kept = Record.objects.filter(register="quotes", published__isnull=False).select_related("parent__interview_link")
    return [quote for quote in kept.order_by("external_id") if publishable(quote)]


def problems_of(record: Record) -> list[str]:
    """Return the codes of what keeps the working version of a quote or an interview from being published."""
    return quote_problems(record, record.values) if record.register == "quotes" else interview_problems(record)


def quote_problems(quote: Record, values: Values) -> list[str]:
    """Return the codes of what keeps a version of a quote from being published."""
    interview = quote.parent
    assert interview is not None  # a quote is part of an interview
    level = LEVEL_OF.get(values.get("attribution", ""), "")
    first, second = values.get("chosen_by"), values.get("approved_by")
    found = {
        "not-checked": values.get("state") != "approved",
        "recognisable": values.get("recognisable") != "no",
        "one-person": not first or not second or first == second,
        "no-consent": level not in interview.values.get("consent", ()),
        "other-words": not _is_within(values.get("text"), interview.values.get("approved_text")),
        "text-not-approved": bool(_not_approved(interview)),
    }
    return [code for code, wrong in found.items() if wrong]


def interview_problems(interview: Record) -> list[str]:
    """Return the codes of what keeps the approved text of an interview from being published."""
    return [*_not_approved(interview), *([] if "analysis" in interview.values.get("consent", ()) else ["no-consent"])]


def is_approved(interview: Record) -> bool:
    """Tell whether the interviewee says yes to the text of an interview as it is now."""
    return not _not_approved(interview)


def _not_approved(interview: Record) -> list[str]:
    values = interview.values
    if values.get("state") != "approved" or not values.get("approved_text") or values.get("withdrawn_on"):
        return ["text-not-approved"]
    link = InterviewLink.objects.filter(record=interview, revoked_at=None, answered_at__isnull=False).first()
    if link and link.approved_digest != text_digest(values["approved_text"]):
        return ["text-not-approved"]
    return []


def _is_within(quote: object, text: object) -> bool:
    """Tell whether the words of a quote stand in the approved text, in at least one language and nowhere not."""
    if not isinstance(quote, dict) or not isinstance(text, dict):
        return False
    shared = [name for name in quote if name in text]
    return bool(shared) and all(f" {_plain(quote[name])} " in f" {_plain(text[name])} " for name in shared)


def _plain(words: str) -> str:
    return " ".join("".join(one if one.isalnum() else " " for one in words.casefold()).split())


def on_behalf(label: str) -> Actor:
    """Return who erases for an interviewee, who has no account to do it with."""
    return Actor(Reader(None, (Assigned(Role.OFFICER),)), label)


def take_back(interview: Record, before: Sequence[str], *, label: str) -> None:
    """Remove what the consent no longer allows, with every trace, in the transaction that runs.

    Parameters
    ----------
    before : sequence of str
        The levels that were allowed until now.

    Notes
    -----
    Without any level for the words everything goes. Without the analysis the answers and the transcript go; quotes go
    with the level that their way of naming the speaker needs.
    """
    lowered.send(sender=Record, interview=interview)
    now = set(interview.values.get("consent", ()))
    if set(before) & set(TEXT_LEVELS) and not now & set(TEXT_LEVELS):
        withdraw(interview, label=label)
        return
    actor = on_behalf(label)
    if "analysis" in set(before) - now:
        _drop_sources(interview, actor)
    for quote in interview.parts.filter(register="quotes"):
        if not {_level(values) for values in (quote.values, quote.published or quote.values)} <= now:
            records.erase(quote, actor=actor, reason="consent")


def _level(values: Values) -> str:
    return LEVEL_OF.get(values.get("attribution", ""), "")


def _drop_sources(interview: Record, actor: Actor) -> None:
    for answer in answers_of(interview):
        records.erase(answer, actor=actor, reason="consent")
    found = forget(interview, {"transcript"}, actor=actor, reason="consent")
    if found.values.get("transcript_state") == "kept":
        gone = {"transcript_state": "deleted", "deleted_on": timezone.localdate().isoformat()}
        records.change(found, gone, actor=actor, version=found.version)


def withdraw(interview: Record, *, label: str) -> None:
    """Remove all that somebody said, with every trace, at once; what stays is that an interview was withdrawn.

    Parameters
    ----------
    label : str
        Who does it, for the log.

    Notes
    -----
    Answers, texts, quotes, versions, drafts, proposals and links go here; what other rooms keep of them (search,
    comments, bundles) goes by the signal `erased`, in the same transaction. The row that stays has another key, no
    function and no initiative, so that the round can still be counted.
    """
    actor = on_behalf(label)
    with transaction.atomic():
        Record.objects.select_for_update().filter(pk=interview.pk).first()
        for part in Record.objects.filter(parent=interview):
            records.erase(part, actor=actor, reason=_WITHDRAWN)
        InterviewLink.objects.filter(record=interview).delete()
        Proposal.objects.filter(record=interview).delete()
        kept = {"function_role": "-", "state": "withdrawn", "withdrawn_on": timezone.localdate().isoformat()}
        empty(interview, kept, external_id=f"withdrawn-{uuid.uuid4().hex[:8]}", actor=actor, reason=_WITHDRAWN)
        log("interview.withdraw", f"interview_rounds/{interview.parent_id}", actor=label)
