"""Addresses of what changed since somebody was here."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.registers import views_history

app_name = "changes"
urlpatterns = [
    path("", views_history.changes, name="index"),
    path("seen/", views_history.seen, name="seen"),
]
