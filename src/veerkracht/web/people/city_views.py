"""The two steps of signing in with the account of the city: go there, and come back."""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from veerkracht.web.people.city_account import described, shows_second_factor
from veerkracht.web.people.models import User
from veerkracht.web.people.second_factor import CITY_METHOD

__all__ = ["CityCallbackView", "CityRequestView"]


class CityRequestView(OIDCAuthenticationRequestView):  # type: ignore[misc]  # mozilla-django-oidc has no types
    """Sends the browser to the provider, with state, nonce and a challenge."""

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:  # Any: settings differ in kind
        """Return a setting; addresses come from the description of the provider."""
        if attr == "OIDC_OP_AUTHORIZATION_ENDPOINT":
            return described(attr)
        return OIDCAuthenticationRequestView.get_settings(attr, *args)

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        """Ask the provider to look at the person anew where an act is dangerous."""
        return {"prompt": "login", "max_age": "0"} if request.GET.get("again") else {}


class CityCallbackView(OIDCAuthenticationCallbackView):  # type: ignore[misc]  # mozilla-django-oidc has no types
    """Takes what the provider says, and signs in or refuses."""

    @property
    def failure_url(self) -> str:
        """Return the page that tells what to do now."""
        return reverse("account:refused")

    def login_success(self) -> HttpResponse:
        """Sign in, and note how and when the person showed who they are."""
        response = cast(HttpResponse, super().login_success())  # untyped library
        claims = getattr(self.request, "city_claims", {})
        user = cast(User, self.user)  # untyped library
        shown = time.time() - float(claims.get("auth_time") or 0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        record_authentication(
            self.request, user, CITY_METHOD, second_factor=shows_second_factor(claims), reauthenticated=shown or None
        )
        return response
