"""Addresses behind the link of an interview, and those of whoever holds the round."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.interviews import views, views_team

app_name = "interviews"
urlpatterns = [
    path("i/gone/", views.gone, name="gone"),
    path("i/<str:token>/", views.start, name="start"),
    path("i/<str:token>/choose/", views.choose, name="choose"),
    path("i/<str:token>/answer/", views.answer, name="answer"),
    path("i/<str:token>/answer/draft/", views.draft, name="draft"),
    path("i/<str:token>/read/", views.read, name="read"),
    path("i/<str:token>/kept/", views.kept, name="kept"),
    path("i/<str:token>/kept/interview.json", views.kept_file, name="kept-file"),
    path("i/<str:token>/withdraw/", views.withdraw, name="withdraw"),
    path("interviews/<str:round_id>/invite/", views_team.invite, name="invite"),
    path("interviews/<str:round_id>/invite-many/", views_team.invite_many, name="invite-many"),
    path("interviews/<str:interview_id>/mail/", views_team.mail, name="mail"),
    path("interviews/<str:interview_id>/revoke/", views_team.revoke_link, name="revoke"),
    path("interviews/<str:interview_id>/kept.json", views_team.kept_file, name="kept-team"),
]
