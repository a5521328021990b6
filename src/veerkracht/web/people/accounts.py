"""Keeping accounts: give and end roles, close an account and open it again; each told in the log, nothing deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Actor, Duty, Role
from veerkracht.web.people.models import Assignment, Source, User
from veerkracht.web.people.sessions import sign_out_everywhere

__all__ = [
    "GIVEN", "check_scope", "close_account", "end_role", "give_role", "may_give", "reopen_account",
    "reset_second_factor", "roles_to_give", "shut", "sync_city_roles",
]  # fmt: skip

GIVEN: Final = tuple(role for role in Role if role is not Role.PUBLIC)
"""The roles that can be given; anybody is the public."""


def may_give(actor: Actor, role: Role) -> bool:
    """Tell whether somebody may give a role, or invite for it."""
    duties = (Duty.PEOPLE, Duty.INVITE_OWNERS) if role is Role.OWNER else (Duty.PEOPLE,)
    return role in GIVEN and any(actor.reader.has_duty(duty) for duty in duties)


def roles_to_give(actor: Actor) -> list[Role]:
    """Return the roles that somebody may give."""
    return [role for role in GIVEN if may_give(actor, role)]


def check_scope(role: Role, areas: Iterable[str], record: UUID | None) -> None:
    """Insist on areas for an area worker and on a record for an owner.

    Raises
    ------
    UsageError
        If they are not given; without them the role would show nothing.
    """
    if role is Role.AREA_WORKER and not list(areas):
        raise UsageError("An area worker needs areas. Fill in at least one code.")
    if role is Role.OWNER and record is None:
        raise UsageError("An owner needs a record. Start from the page of the record.")


def give_role(
    user: User, role: Role, *, by: Actor, areas: Iterable[str] = (), record: UUID | None = None
) -> Assignment:
    """Give a role to an account.

    Raises
    ------
    DeniedError
        If the actor may not give it, or it is the actor's own account: a second person gives it.
    UsageError
        If the account has the role already, is closed, or areas or the record are not given.
    """
    _refuse_unless(may_give(by, role), "give", role)
    if user.pk == by.user_id:
        raise DeniedError("You cannot give yourself a role. Ask another administrator.")
    if not user.is_active:
        raise UsageError("This account is closed. Open it again first.")
    check_scope(role, areas, record)
    with transaction.atomic():
        same = Assignment.objects.current().filter(user=user, role=role, areas=sorted(areas), record=record)
        if same.exists():
            raise UsageError("This account has that role already.")
        given = Assignment.objects.create(
            user=user, role=role, areas=sorted(areas), record=record, given_by_id=by.user_id
        )
        log("role.give", f"user:{user.pk}", actor=by.label, role=str(role))
    return given


def end_role(given: Assignment, *, by: Actor) -> None:
    """End a role; that it was given stays known.

    Raises
    ------
    DeniedError
        If the actor may not end it.
    UsageError
        If it has ended, or nobody would be left to keep accounts.
    """
    _refuse_unless(may_give(by, Role(given.role)), "end", Role(given.role))
    with transaction.atomic():
        found = Assignment.objects.select_for_update().get(pk=given.pk)
        if found.ended_at is not None:
            raise UsageError("This role has ended already.")
        _keep_an_administrator([found])
        _end([found], by)


def _end(assignments: Iterable[Assignment], by: Actor) -> None:
    for found in assignments:
        found.ended_at, found.ended_by_id = timezone.now(), by.user_id
        found.save(update_fields=["ended_at", "ended_by"])
        log("role.end", f"user:{found.user_id}", actor=by.label, role=found.role)


def _keep_an_administrator(ending: list[Assignment]) -> None:
    leaving = [found.pk for found in ending if found.role == Role.ADMINISTRATOR]
    if leaving and not Assignment.objects.of(Role.ADMINISTRATOR).exclude(pk__in=leaving).exists():
        raise UsageError("This is the last administrator. Give somebody else that role first.")


def close_account(user: User, *, by: Actor) -> None:
    """Close an account: its roles end, its sessions end, nobody can sign in with it; its history stays.

    Raises
    ------
    DeniedError
        If the actor may not keep accounts, or it is the actor's own.
    UsageError
        If nobody would be left to keep accounts.
    """
    _refuse_unless(by.reader.has_duty(Duty.PEOPLE) and user.pk != by.user_id, "close")
    shut(user, by=by)


def shut(user: User, *, by: Actor) -> None:
    """Close an account on behalf of somebody whose right to it was checked before.

    Raises
    ------
    UsageError
        If nobody would be left to keep accounts.
    """
    with transaction.atomic():
        _keep_an_administrator(list(Assignment.objects.current().filter(user=user).select_for_update()))
        shut_even_the_last(user, by=by)


def shut_even_the_last(user: User, *, by: Actor) -> None:
    """Close an account as `shut` does, also where nobody is left to keep accounts: a first link makes somebody new."""
    with transaction.atomic():
        _end(Assignment.objects.current().filter(user=user).select_for_update(), by)
        user.is_active = False
        user.save(update_fields=["is_active"])
        sign_out_everywhere(user, actor=by.label)
        log("account.close", f"user:{user.pk}", actor=by.label)


def reopen_account(user: User, *, by: Actor) -> None:
    """Let somebody sign in again; roles must be given anew.

    Raises
    ------
    DeniedError
        If the actor may not keep accounts.
    UsageError
        If the account was made anonymous: there is nobody to come back.
    """
    _refuse_unless(by.reader.has_duty(Duty.PEOPLE), "reopen")
    if user.closed_at is not None:
        raise UsageError("This account was made anonymous and cannot be opened again. Invite the person anew.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    log("account.reopen", f"user:{user.pk}", actor=by.label)


def reset_second_factor(user: User, *, by: Actor) -> None:
    """Take away app and recovery codes of somebody who lost them; their sessions end, and they set up a new app.

    Raises
    ------
    DeniedError
        If the actor may not keep accounts, or it is the actor's own.
    """
    _refuse_unless(by.reader.has_duty(Duty.PEOPLE) and user.pk != by.user_id, "reset")
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        sign_out_everywhere(user, actor=by.label)
        log("account.second_factor_removed", f"user:{user.pk}", actor=by.label)


def sync_city_roles(user: User, roles: Iterable[Role]) -> None:
    """Bring the roles that the account of the city gives in step with what it says now; others stay."""
    wanted = set(roles)
    with transaction.atomic():
        current = list(Assignment.objects.current().filter(user=user, source=Source.CITY).select_for_update())
        for found in current:
            if found.role not in wanted:
                found.ended_at = timezone.now()
                found.save(update_fields=["ended_at"])
                log("role.end", f"user:{user.pk}", actor="city", role=found.role)
        for role in sorted(wanted - {Role(found.role) for found in current}):
            Assignment.objects.create(user=user, role=role, source=Source.CITY)
            log("role.give", f"user:{user.pk}", actor="city", role=str(role))


def _refuse_unless(granted: bool, act: str, role: Role | None = None) -> None:
    if not granted:
        raise DeniedError("Your role does not allow this ({action}, {what}).", action=act, what=str(role or "account"))
