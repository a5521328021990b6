"""All that is kept of one interviewee, to read and to take along."""

from __future__ import annotations

from typing import Any

from veerkracht.web.audit.models import Entry
from veerkracht.web.interviews.answering import answers_of
from veerkracht.web.interviews.models import InterviewLink, Proposal
from veerkracht.web.registers.models import Record

__all__ = ["kept_about"]

_PROMISES = (
    "name", "purpose", "legal_basis", "legal_ground", "controller", "privacy_contact", "dpia_reference",
    "retention_transcript_months", "retention_key_months",
)  # fmt: skip


def kept_about(interview: Record) -> dict[str, Any]:  # Any: JSON
    """Return what is kept of an interview and why, as article 15 of the GDPR asks.

    Notes
    -----
    Readings are told as moments, without who read: that is somebody else's data.
    """
    round_ = interview.parent
    return {
        "why": {name: round_.values.get(name) for name in _PROMISES} if round_ else {},
        "interview": interview.values,
        "answers": [answer.values for answer in answers_of(interview)],
        "quotes": [_quote(quote) for quote in interview.parts.filter(register="quotes").order_by("external_id")],
        "proposals": [
            {"kind": one.kind, "text": one.text, "at": one.at.isoformat()}
            for one in Proposal.objects.filter(record=interview)
        ],
        "link": _link(interview),
        "versions": interview.history.count(),
        "log": [
            {"at": entry.at.isoformat(), "action": entry.action}
            for entry in Entry.objects.filter(subject=f"interviews/{interview.pk}").order_by("number")
        ],
    }


def _quote(quote: Record) -> dict[str, Any]:  # Any: JSON
    wanted = ("text", "attribution", "attribution_text", "area", "state", "recognisable", "approved_on")
    return {name: quote.values[name] for name in wanted if name in quote.values}


def _link(interview: Record) -> dict[str, Any] | None:  # Any: JSON
    link = InterviewLink.objects.filter(record=interview).first()
    if link is None:
        return None
    return {
        "sent_at": link.sent_at.isoformat(), "expires_at": link.expires_at.isoformat(), "mails": link.tokens.count(),
        "address": "only a digest" if link.address_digest else "not kept", "draft": link.draft,
    }  # fmt: skip
