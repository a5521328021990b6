"""Addresses of kept views."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.saved import views

app_name = "saved"
urlpatterns = [
    path("<slug:register_id>/", views.manage, name="manage"),
    path("<slug:register_id>/new/", views.new, name="new"),
    path("<slug:register_id>/<int:view_id>/", views.change, name="change"),
    path("<slug:register_id>/<int:view_id>/remove/", views.remove, name="remove"),
]
