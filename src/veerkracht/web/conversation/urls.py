"""Addresses of the conversation."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.conversation import views

app_name = "conversation"
urlpatterns = [
    path("mine/", views.mine, name="mine"),
    path("mine/mail/", views.wishes, name="wishes"),
    path("comments/<int:comment_id>/settle/", views.settled, name="settle"),
    path("comments/<slug:register_id>/<str:external_id>/", views.add, name="add"),
    path("comments/<slug:register_id>/<str:external_id>/ask/", views.ask, name="ask"),
]
