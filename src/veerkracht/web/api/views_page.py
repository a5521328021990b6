"""The page that tells in plain words how programs use the registers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from veerkracht.web.api.examples import EXAMPLES
from veerkracht.web.api.middleware import ROOT, VERSION
from veerkracht.web.api.problems import TITLES

__all__ = ["page"]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show how it works, with examples that can be copied."""
    origin = request.build_absolute_uri("/").rstrip("/")
    examples = [(example.words, example.command(origin)) for example in EXAMPLES]
    statuses = [(status, *words) for status, words in TITLES.items()]
    shown = {"examples": examples, "statuses": statuses, "root": f"{origin}{ROOT}", "version": VERSION}
    return render(request, "api/page.html", shown)
