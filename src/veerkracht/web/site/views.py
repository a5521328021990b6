"""Pages that belong to no register: the first page, and what the monitor promises its readers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from veerkracht.web.registers.typed import reader_in
from veerkracht.web.site.overview import overview

__all__ = ["accessibility", "home", "privacy"]


def home(request: HttpRequest) -> HttpResponse:
    """Show the two questions of the city, what asks for attention, and the registers."""
    return render(request, "site/home.html", {"overview": overview(reader_in(request), today=timezone.localdate())})


def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the statement on accessibility."""
    return render(request, "site/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """Show what is kept of whom, and why."""
    return render(request, "site/privacy.html")
