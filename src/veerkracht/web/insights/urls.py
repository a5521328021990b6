"""Addresses of the answers."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.insights import pages

app_name = "insights"
urlpatterns = [path("", pages.index, name="index"), path("<slug:key>/", pages.answer, name="answer")]
