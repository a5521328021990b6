"""What is kept about the person behind an account: to hand out, and to take away.

Records of the registers that name a person are answered by the registers; this is about the account.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.audit.models import Entry, log
from veerkracht.web.people.access import Actor, Duty
from veerkracht.web.people.accounts import shut, shut_even_the_last
from veerkracht.web.people.models import Assignment, Invitation, User

__all__ = ["anonymise", "anonymise_again", "anonymised", "export_account"]

anonymised = Signal()
"""Sent with `user` when it is taken away who somebody was, inside the transaction."""


def export_account(user: User, *, by: Actor) -> dict[str, Any]:  # Any: JSON
    """Return all that is kept about an account, as article 15 of the GDPR asks.

    Raises
    ------
    DeniedError
        If it is another's account and the actor does not answer such questions.

    Notes
    -----
    Of passwords, apps and recovery codes it tells that they are there, as their content is a secret of the system.
    """
    if user.pk != by.user_id and not by.reader.has_duty(Duty.EXPORT_PERSON):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="export", what="account")
    log("account.export", f"user:{user.pk}", actor=by.label)
    label = f"user:{user.pk}"
    return {
        "account": {
            "email": user.email, "function": user.function, "language": user.language, "active": user.is_active,
            "joined_at": user.joined_at.isoformat(), "password": user.has_usable_password(),
            "last_sign_in": user.last_login.isoformat() if user.last_login else None,
            "account_of_the_city": bool(user.subject),
        },
        "roles": [_role(given) for given in Assignment.objects.filter(user=user).order_by("pk")],
        "second_factors": [
            {"kind": item.type, "added_at": item.created_at.isoformat()}
            for item in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "invitations": [
            {"given_at": item.given_at.isoformat(), "roles": item.roles}
            for item in Invitation.objects.filter(email__iexact=user.email).order_by("pk")
        ],
        "log": [
            {"at": entry.at.isoformat(), "action": entry.action, "subject": entry.subject}
            for entry in Entry.objects.about(label)
        ],
    }  # fmt: skip


def _role(given: Assignment) -> dict[str, Any]:  # Any: JSON
    return {
        "role": given.role, "areas": given.areas, "record": str(given.record) if given.record else None,
        "given_at": given.given_at.isoformat(), "ended_at": given.ended_at.isoformat() if given.ended_at else None,
    }  # fmt: skip


def anonymise(user: User, *, by: Actor, reason: str) -> None:
    """Take away who somebody was; what the account did stays, as done by a former account.

    Parameters
    ----------
    reason : str
        Why, for the log; without personal data.

    Raises
    ------
    DeniedError
        If the actor may not erase persons, or it is the actor's own account.
    UsageError
        If no reason is given, or nobody would be left to keep accounts.
    """
    if not by.reader.has_duty(Duty.ERASE_PERSON) or user.pk == by.user_id:
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="erase", what="account")
    if not reason.strip():
        raise UsageError("Tell why. The reason is kept in the log.")
    with transaction.atomic():
        shut(user, by=by)
        _take_away(user, by, reason)


def anonymise_again(user: User, *, by: Actor, reason: str) -> None:
    """Do once more what `anonymise` did, on behalf of somebody whose right to it was checked then.

    Notes
    -----
    Nobody may be left to keep accounts after it: what was taken away from somebody weighs more.
    """
    with transaction.atomic():
        shut_even_the_last(user, by=by)
        _take_away(user, by, reason)


def _take_away(user: User, by: Actor, reason: str) -> None:
    Invitation.objects.filter(email__iexact=user.email).update(email=_nobody(user))
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.email, user.function, user.subject, user.closed_at = _nobody(user), "", None, timezone.now()
    user.set_unusable_password()
    user.save()
    log("account.anonymise", f"user:{user.pk}", actor=by.label, reason=reason)
    anonymised.send(sender=User, user=user)


def _nobody(user: User) -> str:
    return f"former-{user.pk}@account.invalid"
