"""Acts that ask who one is once more: giving roles, taking data out, closing an account, erasing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from veerkracht.web.people.second_factor import CITY_METHOD
from veerkracht.web.people.sessions import is_recent

__all__ = ["dangerous"]

View = Callable[..., HttpResponse]


def dangerous(view: View) -> View:
    """Ask for the password, a code or the account of the city again when that is longer than five minutes ago.

    Notes
    -----
    Decorate the page that asks for the reason as well as the one that acts, so that nothing typed is lost.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # Any: of the view
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        user = request.user
        if is_recent(request, user):
            return view(request, *args, **kwargs)
        if any(item.get("method") == CITY_METHOD for item in get_authentication_records(request, user)):
            return redirect(f"{reverse('oidc_authentication_init')}?{urlencode({'next': request.path, 'again': '1'})}")
        if not user.has_usable_password():
            return redirect_to_login(request.get_full_path())
        raise ReauthenticationRequired

    return asked
