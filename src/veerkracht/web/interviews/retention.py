"""Promises on how long is kept what was said: answers and transcripts, and who belongs to which interview."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from veerkracht.web.audit.models import log
from veerkracht.web.interviews.consent import on_behalf
from veerkracht.web.interviews.models import InterviewLink
from veerkracht.web.interviews.rounds import months_later
from veerkracht.web.registers import records
from veerkracht.web.registers.forgetting import forget
from veerkracht.web.registers.models import Record

__all__ = ["erase_expired", "expired", "forget_keys", "is_kept"]

GRACE: Final = timedelta(days=1)  # the work is done once a day
LABEL: Final = "system"


def expired(today: date) -> QuerySet[Record]:
    """Return the interviews whose answers or transcript should have been erased before a day."""
    answers = Record.objects.filter(parent=OuterRef("pk"), register="interview_answers")
    held = Record.objects.filter(Q(values__has_key="transcript") | Q(Exists(answers)), register="interviews")
    return held.alias(due=Cast(KT("values__delete_after"), TextField())).filter(due__lt=today.isoformat())


def erase_expired(today: date) -> int:
    """Erase the answers and transcripts of which the time has passed, with every version; return of how many interviews."""
    found = list(expired(today))
    for interview in found:
        with transaction.atomic():
            _erase_sources(interview, today)
            log("interview.expire", f"interviews/{interview.pk}", actor=LABEL)
    return len(found)


def _erase_sources(interview: Record, today: date) -> None:
    actor = on_behalf(LABEL)
    for answer in interview.parts.filter(register="interview_answers"):
        records.erase(answer, actor=actor, reason="retention")
    kept = forget(interview, {"transcript"}, actor=actor, reason="retention")
    if kept.values.get("transcript_state") == "kept":
        gone = {"transcript_state": "deleted", "deleted_on": today.isoformat()}
        records.change(kept, gone, actor=actor, version=kept.version)


def forget_keys(today: date) -> int:
    """Erase by which address somebody was invited, some months after the round ended; return of how many."""
    links = InterviewLink.objects.exclude(address_digest="").select_related("record__parent")
    old = [link.pk for link in links if _key_expired(link, today)]
    if old:
        with transaction.atomic():
            InterviewLink.objects.filter(pk__in=old).update(address_digest="")
            log("interview.forget-key", "interviews", actor=LABEL, n=len(old))
    return len(old)


def _key_expired(link: InterviewLink, today: date) -> bool:
    round_ = link.record.parent
    ends = (round_.values.get("ends") if round_ else "") or timezone.localdate(link.expires_at).isoformat()
    months = int(round_.values.get("retention_key_months", 0)) if round_ else 0
    return months_later(date.fromisoformat(ends), months) < today


def is_kept() -> bool:
    """Tell whether nothing is kept longer than was promised."""
    return not expired(timezone.localdate() - GRACE).exists()
