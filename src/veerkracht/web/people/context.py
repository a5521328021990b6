"""What the pages of signing in know besides: whether the city has accounts of its own."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

__all__ = ["sign_in"]


def sign_in(request: HttpRequest) -> dict[str, object]:
    """Give templates `city_account`: whether one can sign in with the account of the city."""
    return {"city_account": bool(settings.CITY_ACCOUNT)}
