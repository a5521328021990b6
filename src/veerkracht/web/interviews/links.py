"""Making, sending again and revoking the links of interviews; who may do so is checked by the keeping of records."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.core.mail import send_mail
from django.db import transaction
from django.dispatch import Signal
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, override

from veerkracht.catalogue import register
from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.interviews.models import InterviewLink, Token
from veerkracht.web.interviews.rounds import questions_of
from veerkracht.web.people.access import Action, Actor, Assigned, Reader, Role
from veerkracht.web.people.models import token_digest
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import allowed

__all__ = ["DAYS", "LABEL", "address_digest", "invite", "mail_link", "new_token", "revoke", "revoked", "speaker"]

revoked = Signal()
"""Sent with `digests`, of the secrets of a link, when it is made useless."""

DAYS: Final = 60  # a link to a round without a last day
LABEL: Final = "link:interview"
_TOKEN_BYTES: Final = 32
_SALT: Final = "veerkracht.web.interviews.links.address"


def invite(
    round_: Record, *, function_role: str, by: Actor, initiative: str = "", email: str = "", language: str = "nl",
    answer_by: str = "",
) -> tuple[InterviewLink, str]:  # fmt: skip
    """Make an interview with its questions and the link to it.

    Parameters
    ----------
    round_ : Record
        An open round.
    function_role : str
        The function of whom is asked; never a name.
    initiative : str
        The initiative, by id, key or name.
    email : str
        Where the mail will go; kept as a digest only.
    answer_by : str
        The day on which an answer is hoped for.

    Returns
    -------
    tuple of InterviewLink and str
        The link, and the secret of its address, which is kept nowhere.

    Raises
    ------
    UsageError
        If the round is not open.
    DeniedError, AnswersError
        As in `records.create`.
    """
    if round_.values.get("state") != "open":
        raise UsageError("This round is not open. Open it first; then you can invite people.")
    today = timezone.localdate()
    given = {"function_role": function_role, "initiative": initiative, "state": "invited",
             "invited_on": today.isoformat(), "answer_by": answer_by}  # fmt: skip
    with transaction.atomic():
        record = records.create(register("interviews"), given, actor=by, parent=round_)
        for number, question in enumerate(questions_of(round_, language), start=1):
            asked = {"number": number, "question": question}
            records.create(register("interview_answers"), asked, actor=by, parent=record)
        link = InterviewLink.objects.create(
            record=record, language=language, address_digest=address_digest(email), given_by_id=by.user_id,
            expires_at=_expiry(record, round_, today),
        )  # fmt: skip
        log("interview.invite", f"interviews/{record.pk}", actor=by.label)
        return link, new_token(link)


def _expiry(record: Record, round_: Record, today: date) -> datetime:
    last = max(filter(None, (record.values.get("answer_by"), round_.values.get("ends"))), default="")
    day = date.fromisoformat(last) if last else today + timedelta(days=DAYS)
    return timezone.make_aware(datetime.combine(day, time.max))


def new_token(link: InterviewLink) -> str:
    """Return a fresh secret for the address of an interview; earlier mails keep working."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Token.objects.create(link=link, digest=token_digest(token))
    return token


def revoke(link: InterviewLink, *, by: Actor) -> None:
    """Make every link to an interview useless, because a mail went to the wrong person.

    Raises
    ------
    DeniedError
        If the actor may not change the interview.
    """
    _refuse_unless_changer(link, by)
    link.revoked_at, link.draft, link.address_digest = timezone.now(), {}, ""
    link.save(update_fields=["revoked_at", "draft", "address_digest"])
    revoked.send(sender=InterviewLink, digests=list(link.tokens.values_list("digest", flat=True)))
    link.tokens.all().delete()
    log("interview.revoke", f"interviews/{link.record_id}", actor=by.label)


def mail_link(
    link: InterviewLink, email: str, *, kind: str, by: Actor, address: Callable[[str], str], token: str = ""
) -> None:
    """Send somebody the way to their interview, in their language; the address is not kept.

    Parameters
    ----------
    kind : str
        invitation, reminder or text (a draft is ready to read).
    address : callable
        Given the secret, the whole address of the page.
    token : str
        The secret; without it a fresh one.

    Raises
    ------
    DeniedError
        If the actor may not change the interview.
    """
    _refuse_unless_changer(link, by)
    if kind != "invitation":
        link.reminders += 1
        link.save(update_fields=["reminders"])
        log(f"interview.mail-{kind}", f"interviews/{link.record_id}", actor=by.label)
    round_ = link.record.parent
    told = {"address": address(token or new_token(link)), "link": link, "round": round_,
            "role": link.record.values.get("function_role", "")}  # fmt: skip
    with override(link.language):
        text = render_to_string(f"interviews/mail/{kind}.txt", told)
        send_mail(_subject(kind), text, None, [email])


def _subject(kind: str) -> str:
    return {
        "invitation": gettext("May we ask you some questions?"),
        "reminder": gettext("Our questions are still open for you"),
        "text": gettext("Your text is ready to read"),
    }[kind]


def _refuse_unless_changer(link: InterviewLink, by: Actor) -> None:
    if not allowed(by.reader, Action.CHANGE, link.record):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="invite", what="interviews")


def address_digest(email: str) -> str:
    """Return what is kept of an address: enough to know it again with the key of the application, or nothing."""
    return salted_hmac(_SALT, email.strip().casefold(), algorithm="sha256").hexdigest() if email.strip() else ""


def speaker(link: InterviewLink, language: str) -> Actor:
    """Return who acts by a link: the owner of this one interview, without account."""
    return Actor(Reader(None, (Assigned(Role.OWNER, record=str(link.record_id)),), language), LABEL)
