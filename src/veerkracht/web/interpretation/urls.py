"""Addresses of figures and of the talks about them."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.interpretation import views

app_name = "interpretation"
urlpatterns = [
    path("interpretation/", views.index, name="index"),
    path("interpretation/figures/<str:key>/", views.figure, name="figure"),
    path("interpretation/<str:session_id>/table/", views.table, name="table"),
    path("interpretation/<str:session_id>/done/", views.done, name="done"),
    path("interpretation/<str:session_id>/files/<str:name>", views.download, name="download"),
]
