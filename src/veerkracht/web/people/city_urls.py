"""Addresses of signing in with the account of the city; they carry no language, as the provider knows them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from veerkracht.web.people.city_views import CityCallbackView, CityRequestView

View = Callable[[HttpRequest], HttpResponse]


def _where_on(view: View) -> View:
    def asked(request: HttpRequest) -> HttpResponse:
        if not settings.CITY_ACCOUNT:
            raise Http404
        return view(request)

    return asked


urlpatterns: list[URLPattern] = [
    path("start/", _where_on(CityRequestView.as_view()), name="oidc_authentication_init"),
    path("callback/", _where_on(CityCallbackView.as_view()), name="oidc_authentication_callback"),
]
