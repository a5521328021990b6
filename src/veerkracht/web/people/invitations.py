"""Invitations: the only way to an account. The link holds a secret of which only a digest is kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, override

from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Actor, Duty, Role
from veerkracht.web.people.accounts import check_scope, may_give
from veerkracht.web.people.models import Assignment, Invitation, User, token_digest

__all__ = ["DAYS", "FIRST_HOURS", "accept", "first_link", "holder", "invite", "withdraw"]

DAYS: Final = 14
FIRST_HOURS: Final = 24
_TOKEN_BYTES: Final = 32


def invite(
    email: str,
    role: Role,
    *,
    by: Actor,
    link: Callable[[str], str],
    areas: Iterable[str] = (),
    record: UUID | None = None,
    language: str = "nl",
) -> Invitation:
    """Invite somebody for a role by mail, in their language.

    Parameters
    ----------
    email : str
        Where the mail goes; it becomes the address of the account.
    role : Role
        The role that is given once the invitation is accepted.
    by : Actor
        Who invites.
    link : callable
        Given the secret of the link, the whole address of the page where it is accepted.
    areas, record
        What the role is for: areas of an area worker, the record of an owner.

    Raises
    ------
    DeniedError
        If the actor may not give this role, or invites the own address.
    UsageError
        If areas or the record are not given.
    """
    address = User.objects.normalize_email(email).casefold()
    if not may_give(by, role) or User.objects.filter(pk=by.user_id, email__iexact=address).exists():
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="invite", what=str(role))
    check_scope(role, areas, record)
    with transaction.atomic():
        invitation, token = _made(address, [role], sorted(areas), record, language, by.user_id, timedelta(days=DAYS))
        log("invitation.send", f"invitation:{invitation.pk}", actor=by.label, role=str(role))
        transaction.on_commit(lambda: _mail(invitation, link(token)))
    return invitation


def first_link() -> str | None:
    """Return the secret of a link for the very first administrator, who is the first officer too.

    Returns
    -------
    str or None
        None where somebody keeps accounts already. Earlier first links stop working.
    """
    with transaction.atomic():
        if Assignment.objects.of(Role.ADMINISTRATOR).exists():
            return None
        Invitation.objects.open().filter(email="").update(withdrawn_at=timezone.now())
        roles = [Role.ADMINISTRATOR, Role.OFFICER]
        invitation, token = _made("", roles, [], None, settings.LANGUAGE_CODE, None, timedelta(hours=FIRST_HOURS))
        log("invitation.first", f"invitation:{invitation.pk}", actor="system")
    return token


def holder(invitation: Invitation) -> User | None:
    """Return the account that has the address of an invitation, if there is one."""
    return User.objects.filter(email__iexact=invitation.email).first() if invitation.email else None


def accept(
    token: str,
    *,
    user: User | None = None,
    email: str = "",
    password: str = "",
    function: str = "",
    language: str = "nl",
) -> User:
    """Use an invitation: make the account, or add the role to the account that has the address.

    Parameters
    ----------
    user : User or None
        Who is signed in; needed where the address has an account already.
    email : str
        Address of the account, asked for only where the invitation has none.
    password, function, language : str
        Of the new account. The password was checked by the form.

    Raises
    ------
    UsageError
        If the link is unknown, used, withdrawn or too old, or the address has an account that is closed.
    DeniedError
        If the invitation is for somebody else than who is signed in.
    """
    with transaction.atomic():
        found = Invitation.objects.select_for_update().open().filter(digest=token_digest(token)).first()
        if found is None:
            raise UsageError("This invitation does not work any more. Ask for a new one.")
        existing = holder(found)
        if existing is not None and existing.pk != getattr(user, "pk", None):
            raise DeniedError("This invitation is for another account. Sign in with the address that was invited.")
        account = existing or _new_account(found.email or email, password, function, language)
        if not account.is_active:
            raise UsageError("This account is closed. Ask an administrator to open it again.")
        _give(found, account)
    return account


def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """Make the link of an invitation useless.

    Raises
    ------
    DeniedError
        If the actor neither keeps accounts nor sent the invitation.
    """
    if not by.reader.has_duty(Duty.PEOPLE) and invitation.given_by_id != by.user_id:
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="withdraw", what="invitation")
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    log("invitation.withdraw", f"invitation:{invitation.pk}", actor=by.label)


def _made(
    email: str,
    roles: list[Role],
    areas: list[str],
    record: UUID | None,
    language: str,
    by: int | None,
    lasts: timedelta,
) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    made = Invitation.objects.create(
        digest=token_digest(token), email=email, roles=[str(role) for role in roles], areas=areas, record=record,
        language=language, given_by_id=by, expires_at=timezone.now() + lasts,
    )  # fmt: skip
    return made, token


def _new_account(email: str, password: str, function: str, language: str) -> User:
    if User.objects.filter(email__iexact=email).exists():
        raise UsageError("This address has an account already. Sign in with it.")
    account = User.objects.create_user(email, password or None, function=function, language=language)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    log("account.create", f"user:{account.pk}", actor=f"user:{account.pk}")
    return account


def _give(invitation: Invitation, account: User) -> None:
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    given_by = invitation.given_by
    for role in invitation.roles:
        Assignment.objects.create(
            user=account, role=role, areas=invitation.areas, record=invitation.record, given_by=given_by
        )
        giver = f"user:{given_by.pk}" if given_by else "system"
        log("role.give", f"user:{account.pk}", actor=giver, role=role, invitation=invitation.pk)
    log("invitation.accept", f"invitation:{invitation.pk}", actor=f"user:{account.pk}")


def _mail(invitation: Invitation, address: str) -> None:
    with override(invitation.language):
        text = render_to_string("people/mail/invitation.txt", {"address": address, "days": DAYS})
        send_mail(gettext("Invitation for the resilience monitor"), text, None, [invitation.email])
