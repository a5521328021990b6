"""Pages of the log: what was done, by whom and when, never what was recorded."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from veerkracht.errors import DeniedError
from veerkracht.web.audit.checking import check_log
from veerkracht.web.audit.forms import LogFilter
from veerkracht.web.audit.models import Cut, Entry, log
from veerkracht.web.audit.words import words_of

__all__ = ["check", "index"]

PER_PAGE = 50
_DUTY = "log"
View = Callable[[HttpRequest], HttpResponse]


def _for_readers_of_the_log(view: View) -> View:
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.reader.has_duty(_DUTY):  # type: ignore[attr-defined]  # set by ReaderMiddleware
            raise DeniedError("Your role does not allow this ({action}, {what}).", action="read", what="log")
        return view(request)

    return asked


@_for_readers_of_the_log
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the log, newest first."""
    return render(request, "audit/index.html", _shown(request))


@_for_readers_of_the_log
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Check the chain, and show what was found."""
    verdict = check_log()
    log("log.check", "log", actor=f"user:{request.user.pk}", whole=verdict.is_whole)
    return render(request, "audit/index.html", _shown(request) | {"verdict": verdict})


def _shown(request: HttpRequest) -> dict[str, Any]:  # Any: what a template shows
    form = LogFilter(request.GET, actions=Entry.objects.actions())
    page = Paginator(Entry.objects.chosen(**form.wanted()), PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return {
        "form": form, "page": page, "entries": [(entry, words_of(entry.action)) for entry in page],
        "kept": kept.urlencode(), "cuts": Cut.objects.all(),
    }  # fmt: skip
