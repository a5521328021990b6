"""Addresses of the streets: what residents read, and where workers write."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.streets import views, views_work

app_name = "streets"
urlpatterns = [
    path("streets/", views.index, name="index"),
    path("streets/compare/", views.compare, name="compare"),
    path("streets/keep/", views_work.home, name="work"),
    path("streets/<str:external_id>/", views.street, name="street"),
    path("streets/<str:external_id>/poster/", views.poster, name="poster"),
    path("streets/<str:external_id>/ask/", views.ask, name="ask"),
    path("streets/<str:external_id>/asked/", views.asked, name="asked"),
    path("streets/<str:external_id>/keep/", views_work.street, name="work-street"),
    path("streets/<str:external_id>/keep/new/", views_work.write, name="work-write"),
    path("streets/<str:external_id>/keep/<str:promise_id>/", views_work.step, name="work-step"),
]
