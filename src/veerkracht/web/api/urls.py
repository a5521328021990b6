"""Addresses of the interface for machines; they carry no language."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.api.operations import api

urlpatterns = [path("", api.urls)]
