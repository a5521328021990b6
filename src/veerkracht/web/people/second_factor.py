"""The second factor: roles that carry much count only in a session in which it was shown.

Which roles those are stands in the setting `SECOND_FACTOR_ROLES`. Without it the reader has the other roles only,
so that a page that forgets to ask cannot leak.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from veerkracht.web.people.access import Assigned
from veerkracht.web.people.models import User

__all__ = ["CITY_METHOD", "counting", "has_device", "is_shown", "needing"]

CITY_METHOD: Final = "city"
"""How a sign-in with the account of the city is called in the records of the session."""


def needing(assigned: Iterable[Assigned]) -> list[Assigned]:
    """Return the roles that need a second factor."""
    return [item for item in assigned if item.role in settings.SECOND_FACTOR_ROLES]


def is_shown(request: HttpRequest, user: User) -> bool:
    """Tell whether a second factor was shown in this session, here or at the provider of the city."""
    records = get_authentication_records(request, user)
    return any(
        record.get("method") == "mfa" or (record.get("method") == CITY_METHOD and record.get("second_factor"))
        for record in records
    )


def counting(assigned: tuple[Assigned, ...], request: HttpRequest, user: User) -> tuple[Assigned, ...]:
    """Return the roles that count in this session."""
    waiting = needing(assigned)
    return (
        tuple(item for item in assigned if item not in waiting) if waiting and not is_shown(request, user) else assigned
    )


def has_device(user: User) -> bool:
    """Tell whether an account has a second factor of its own."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
