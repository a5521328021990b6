"""Addresses of the pages that belong to no register."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.site import views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
