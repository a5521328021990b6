"""Addresses of files that go out and come in."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.transfer import views_export, views_import

app_name = "transfer"
urlpatterns = [
    path("registers/export.<str:ending>", views_export.export_city, name="export-city"),
    path("registers/import/", views_import.bring, name="import-city"),
    path("registers/<slug:register_id>/export.<str:ending>", views_export.export, name="export"),
    path("registers/<slug:register_id>/template.xlsx", views_export.template, name="template"),
    path("registers/<slug:register_id>/import/", views_import.bring, name="import"),
    path("jobs/<uuid:job_id>/", views_import.job, name="job"),
    path("jobs/<uuid:job_id>/stop/", views_import.stop, name="stop"),
    path("jobs/<uuid:job_id>/again/", views_import.again, name="again"),
    path("jobs/<uuid:job_id>/apply/", views_import.apply, name="apply"),
]
