"""Addresses of the pages of registers."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.registers import views_list

app_name = "registers"
urlpatterns = [
    path("", views_list.index, name="index"),
    path("<slug:register_id>/", views_list.listing, name="list"),
]
