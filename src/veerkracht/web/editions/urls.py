"""Addresses of editions."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.editions import views

app_name = "editions"
urlpatterns = [
    path("", views.index, name="index"),
    path("builds/<int:build>/", views.progress, name="progress"),
    path("builds/<int:build>/stop/", views.stop, name="stop"),
    path("builds/<int:build>/files/<path:path>", views.preview, name="preview"),
    path("<str:name>/freeze/", views.freeze, name="freeze"),
    path("<str:name>/build/", views.build, name="build"),
    path("<str:name>/publish/", views.publish, name="publish"),
    path("<str:name>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:name>/compare/", views.compare, name="compare"),
]
