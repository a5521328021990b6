"""Addresses of the exchange."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.exchange import views

app_name = "exchange"
urlpatterns = [
    path("receive/", views.take_over, name="receive"),
    path("<slug:register_id>/<str:external_id>.json", views.hand_over, name="hand_over"),
]
