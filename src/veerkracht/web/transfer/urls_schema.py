"""Addresses of the descriptions of JSON files, the same in every language."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.transfer import views_schema

app_name = "schema"
urlpatterns = [
    path("registers.json", views_schema.whole, name="whole"),
    path("<slug:register_id>.json", views_schema.one, name="one"),
]
