"""Addresses of the log."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.audit import views

app_name = "audit"
urlpatterns = [path("", views.index, name="index"), path("check/", views.check, name="check")]
