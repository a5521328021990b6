"""What this room adds to the pages of interview rounds, interviews and quotes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from veerkracht.catalogue import Register
from veerkracht.web.interviews.consent import interview_problems, quote_problems
from veerkracht.web.interviews.models import InterviewLink, Proposal
from veerkracht.web.interviews.rounds import progress_of
from veerkracht.web.interviews.words import PROBLEMS
from veerkracht.web.people.access import Action
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.panels import Panel, add_panel
from veerkracht.web.registers.reading import allowed, segments
from veerkracht.web.registers.typed import reader_in

__all__ = ["add_panels"]

Shown = dict[str, Any] | None  # Any: what a template shows


def add_panels() -> None:
    """Add the panels to the pages of registers."""
    add_panel("interview_rounds", "detail", Panel("interviews/panels/round.html", _round, order=-20))
    add_panel("interviews", "detail", Panel("interviews/panels/interview.html", _interview, order=-20))
    add_panel("quotes", "detail", Panel("interviews/panels/quote.html", _quote, order=-20))


def _round(request: HttpRequest, item: Register, record: Record | None) -> Shown:
    if record is None:
        return None
    reader = reader_in(request)
    progress = progress_of(record, reader.language)
    return {
        "round": record, "progress": progress, "total": sum(one.count for one in progress),
        "open": record.values.get("state") == "open", "may_invite": allowed(reader, Action.CREATE, record),
    }  # fmt: skip


def _interview(request: HttpRequest, item: Register, record: Record | None) -> Shown:
    if record is None or record.values.get("state") == "withdrawn":
        return None
    reader = reader_in(request)
    link = InterviewLink.objects.filter(record=record).first()
    return {
        "interview": record, "link": link, "open": bool(link and link.is_open(timezone.now())),
        "proposals": list(Proposal.objects.filter(record=record)),
        "problems": [PROBLEMS[code] for code in interview_problems(record)],
        "may_change": allowed(reader, Action.CHANGE, record),
        "drafted": record.values.get("state") == "drafted",
        "may_export": any(part.level == "confidential" for part in segments(reader, item, action=Action.EXPORT)),
    }  # fmt: skip


def _quote(request: HttpRequest, item: Register, record: Record | None) -> Shown:
    if record is None or not allowed(reader_in(request), Action.HISTORY, record):
        return None
    return {"problems": [PROBLEMS[code] for code in quote_problems(record, record.values)]}
