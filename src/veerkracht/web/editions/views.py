"""Pages on editions: each reads the request, calls one function and shows the result."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from veerkracht.web.editions.asking import start_build
from veerkracht.web.editions.building import stop_build
from veerkracht.web.editions.comparing import differences
from veerkracht.web.editions.files import build_file
from veerkracht.web.editions.freezing import freeze as freeze_edition
from veerkracht.web.editions.keeping import refuse_unless
from veerkracht.web.editions.models import Build, Freeze
from veerkracht.web.editions.publishing import publish_edition, withdraw_edition
from veerkracht.web.editions.standing import compared, public_editions, told_of
from veerkracht.web.people.access import Action
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.typed import actor_in, reader_in

__all__ = ["build", "compare", "freeze", "index", "preview", "progress", "publish", "stop", "withdraw"]

REGISTER = "editions"


def _record(name: str) -> Record:
    return get_object_or_404(Record, register=REGISTER, external_id=name)


def _frozen(name: str) -> Freeze:
    found = Freeze.objects.newest_of(_record(name))
    if found is None:
        raise Http404(name)
    return found


def _back(name: str) -> HttpResponse:
    return redirect("registers:detail", REGISTER, name)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the editions that were published, and those that were withdrawn."""
    return render(request, "editions/index.html", {"editions": public_editions()})


@require_POST
def freeze(request: HttpRequest, name: str) -> HttpResponse:
    """Freeze an edition."""
    freeze_edition(_record(name), actor=actor_in(request), today=timezone.localdate())
    messages.success(request, _("The registers are frozen for this edition. Now build it."))
    return _back(name)


@require_POST
def build(request: HttpRequest, name: str) -> HttpResponse:
    """Start building an edition, also for a second time."""
    found = start_build(_frozen(name), actor=actor_in(request))
    return redirect("editions:progress", found.pk)


@require_safe
def progress(request: HttpRequest, build: int) -> HttpResponse:
    """Show how far a build is; by itself for the page that asks every two seconds."""
    found = get_object_or_404(Build.objects.select_related("freeze__record"), pk=build)
    refuse_unless(actor_in(request), Action.HISTORY, found.freeze.record)
    part = bool(request.headers.get("HX-Request"))
    template = "editions/parts/progress.html" if part else "editions/progress.html"
    return render(request, template, {"build": found, "told": told_of(found), "name": found.freeze.name})


@require_POST
def stop(request: HttpRequest, build: int) -> HttpResponse:
    """Stop a build."""
    stop_build(get_object_or_404(Build.objects.select_related("freeze__record"), pk=build), actor=actor_in(request))
    return redirect("editions:progress", build)


@require_safe
def preview(request: HttpRequest, build: int, path: str) -> HttpResponseBase:
    """Show a file of a build that is not public."""
    found = get_object_or_404(Build.objects.select_related("freeze__record"), pk=build, state=Build.State.DONE)
    refuse_unless(actor_in(request), Action.HISTORY, found.freeze.record)
    answer = build_file(request, found, path)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@require_POST
def publish(request: HttpRequest, name: str) -> HttpResponse:
    """Publish an edition."""
    publish_edition(_frozen(name), actor=actor_in(request), today=timezone.localdate())
    messages.success(request, _("The edition is published. Everybody can read it now."))
    return _back(name)


def withdraw(request: HttpRequest, name: str) -> HttpResponse:
    """Ask why an edition is withdrawn, and withdraw it."""
    found = _frozen(name)
    refuse_unless(actor_in(request), Action.REVIEW, found.record)
    reason = {language: request.POST.get(f"reason_{language}", "") for language in ("nl", "en")}
    if request.method != "POST" or not any(text.strip() for text in reason.values()):
        wrong = request.method == "POST"
        return render(
            request, "editions/withdraw.html", {"frozen": found, "wrong": wrong}, status=422 if wrong else 200
        )
    withdraw_edition(found, reason, actor=actor_in(request), today=timezone.localdate())
    messages.success(request, _("The edition is withdrawn. Who looks for it reads why."))
    return _back(name)


@require_safe
def compare(request: HttpRequest, name: str) -> HttpResponse:
    """Show in what an edition differs from the last one, over all registers."""
    record = _record(name)
    refuse_unless(actor_in(request), Action.HISTORY, record)
    sides = compared(record)
    found = differences(sides.before, sides.after, reader_in(request).language)
    return render(request, "editions/compare.html", {"record": record, "sides": sides, "differences": found})
