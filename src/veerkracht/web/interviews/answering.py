"""What somebody does by the link of their interview: choose, answer, read, approve, refuse."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from veerkracht.errors import UsageError
from veerkracht.web.interviews.links import speaker
from veerkracht.web.interviews.models import InterviewLink, Proposal
from veerkracht.web.interviews.rounds import months_later, questions_of
from veerkracht.web.people.access import Actor
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record, Values

__all__ = [
    "TEXT_LEVELS", "answers_of", "approve", "choose", "keep_draft", "object_to", "send", "text_digest",
]  # fmt: skip

TEXT_LEVELS: Final = ("analysis", "anonymous_quote", "quote_with_role")
"""Levels of consent that allow anything with the words themselves."""

OPEN: Final = ("invited", "answered")
_LONGEST_QUESTION: Final = 300


def answers_of(record: Record) -> list[Record]:
    """Return the answers of an interview in the order of the questions."""
    return sorted(record.parts.filter(register="interview_answers"), key=lambda one: int(one.values.get("number", 0)))


def choose(link: InterviewLink, levels: Sequence[str], *, language: str, today: date) -> Record:
    """Keep what may be done with the words; what is no longer allowed disappears at once, and all with the last tick.

    Raises
    ------
    UsageError
        If nothing is allowed with the words of somebody who did not answer yet.
    """
    record = _locked(link)
    if record.values["state"] == "invited" and not set(levels) & set(TEXT_LEVELS):
        raise UsageError("Choose what we may do with your words. If you want none of it, you need not answer.")
    given = {"consent": list(levels), "consent_date": today.isoformat(),
             "form_version": _round(record).values.get("form_version", "")}  # fmt: skip
    if record.values["state"] != "invited" and not levels:
        given = {"state": "withdrawn", "withdrawn_on": today.isoformat()}
    return records.change(record, given, actor=speaker(link, language), version=record.version)


def keep_draft(link: InterviewLink, texts: Mapping[int, str]) -> None:
    """Keep what was filled in and not sent yet; only after the choice what may be done with it.

    Raises
    ------
    UsageError
        If the choice was not made yet, or the answers can no longer be changed.
    """
    _refuse_unless_open(_locked(link))
    link.draft, link.draft_at = {str(number): text for number, text in texts.items()}, timezone.now()
    link.save(update_fields=["draft", "draft_at"])


def send(link: InterviewLink, texts: Mapping[int, str], *, language: str, today: date) -> None:
    """Take the answers over into the register; questions without an answer were skipped.

    Raises
    ------
    UsageError
        As in `keep_draft`.
    """
    with transaction.atomic():
        record = _locked(link)
        _refuse_unless_open(record)
        actor, questions = speaker(link, language), questions_of(_round(record), language)
        for answer in answers_of(record):
            number = int(answer.values["number"])
            _answer(answer, texts.get(number, ""), _at(questions, number), actor)
        months = int(_round(record).values.get("retention_transcript_months", 0))
        given = {"state": "answered", "interview_date": today.isoformat(),
                 "delete_after": months_later(today, months).isoformat()}  # fmt: skip
        records.change(record, given, actor=actor, version=record.version)
        link.draft, link.draft_at, link.answered_at = {}, None, timezone.now()
        link.save(update_fields=["draft", "draft_at", "answered_at"])


def _answer(answer: Record, text: str, question: str, actor: Actor) -> None:
    given = {"answer": text, "state": "answered" if text.strip() else "skipped"}
    given |= {"question": question[:_LONGEST_QUESTION]} if question else {}
    if any((answer.values.get(name) or "") != value for name, value in given.items()):
        records.change(answer, given, actor=actor, version=answer.version)


def approve(link: InterviewLink, *, version: int, language: str, today: date) -> None:
    """Say yes to the draft text, exactly as it was read.

    Parameters
    ----------
    version : int
        The version of the interview that was read.

    Raises
    ------
    ConflictError
        If the text was changed after it was read.
    UsageError
        If there is no text to approve.
    """
    with transaction.atomic():
        record = _locked(link)
        if record.values["state"] != "drafted":
            raise UsageError("There is no text to approve now.")
        text = record.values["draft_text"]
        given = {"state": "approved", "approved_text": text, "approved_on": today.isoformat()}
        records.change(record, given, actor=speaker(link, language), version=version)
        Proposal.objects.filter(record=record).delete()
        link.approved_digest = text_digest(text)
        link.save(update_fields=["approved_digest"])


def object_to(link: InterviewLink, kind: Proposal.Kind, text: str, *, version: int, language: str) -> None:
    """Ask for a change of the text, or refuse it; also after having approved it, which then no longer counts.

    Raises
    ------
    UsageError
        If there is no text, or a change is asked without saying which.
    ConflictError
        If the text was changed after it was read.
    """
    if kind is Proposal.Kind.CHANGE and not text.strip():
        raise UsageError("Write down what must be different.")
    with transaction.atomic():
        record, actor = _locked(link), speaker(link, language)
        if record.values["state"] not in ("drafted", "approved"):
            raise UsageError("There is no text to answer to now.")
        if record.values["state"] == "approved":
            record = records.change(record, {"state": "drafted"}, actor=actor, version=version)
            version = record.version
        records.change(record, {"state": "answered"}, actor=actor, version=version)
        Proposal.objects.create(record=record, kind=kind, text=text.strip())
        link.approved_digest = ""
        link.save(update_fields=["approved_digest"])


def text_digest(text: Values | str) -> str:
    """Return the hash by which an approved text is known again."""
    return hashlib.sha256(json.dumps(text, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _refuse_unless_open(record: Record) -> None:
    if record.values["state"] not in OPEN or not record.values.get("consent"):
        raise UsageError("You cannot change your answers now. First choose what we may do with them.")


def _locked(link: InterviewLink) -> Record:
    return Record.objects.select_related("parent").get(pk=link.record_id)


def _round(record: Record) -> Record:
    assert record.parent is not None  # an interview is part of a round
    return record.parent


def _at(questions: Sequence[str], number: int) -> str:
    return questions[number - 1] if number <= len(questions) else ""
