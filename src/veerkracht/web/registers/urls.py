"""Addresses of the pages of registers."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.registers import (
    views_bulk,
    views_conflict,
    views_detail,
    views_edit,
    views_history,
    views_list,
    views_review,
)

app_name = "registers"

_RECORD = "<slug:register_id>/<str:external_id>"
urlpatterns = [
    path("", views_list.index, name="index"),
    path("<slug:register_id>/", views_list.listing, name="list"),
    path("<slug:register_id>/bulk/", views_bulk.bulk, name="bulk"),
    path("<slug:register_id>/new/", views_edit.new, name="new"),
    path("<slug:register_id>/new/check/", views_edit.check, name="check-new"),
    path("<slug:register_id>/new/draft/", views_edit.draft, name="draft-new"),
    path("<slug:register_id>/options/<slug:field_id>/", views_edit.options, name="options"),
    path(f"{_RECORD}/", views_detail.detail, name="detail"),
    path(f"{_RECORD}/change/", views_edit.change, name="change"),
    path(f"{_RECORD}/change/check/", views_edit.check, name="check"),
    path(f"{_RECORD}/change/draft/", views_edit.draft, name="draft"),
    path(f"{_RECORD}/change/resolve/", views_conflict.resolve, name="resolve"),
    path(f"{_RECORD}/move/", views_review.move, name="move"),
    path(f"{_RECORD}/archive/", views_review.archive, name="archive"),
    path(f"{_RECORD}/undo/", views_review.undo, name="undo"),
    path(f"{_RECORD}/erase/", views_review.erase, name="erase"),
    path(f"{_RECORD}/history/", views_history.history, name="history"),
    path(f"{_RECORD}/history/compare/", views_history.compare, name="compare"),
    path(f"{_RECORD}/history/<int:history_id>/restore/", views_history.restore, name="restore"),
]
