"""Addresses of the pages about the interface: how to use it, and tokens."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.api import views_page, views_tokens

app_name = "api"
urlpatterns = [
    path("api/", views_page.page, name="page"),
    path("account/tokens/", views_tokens.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", views_tokens.revoke, name="revoke"),
]
