"""Bringing in a file: choose it, look at what it would do, and write it."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from veerkracht.catalogue import Register, register, registers
from veerkracht.errors import DeniedError
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.sheets import known_register
from veerkracht.web.registers.typed import reader_in
from veerkracht.web.transfer.forms import ApplyForm, ChoicesForm, UploadForm
from veerkracht.web.transfer.importing import family
from veerkracht.web.transfer.lines import shown_lines, shown_trouble
from veerkracht.web.transfer.models import Job, State
from veerkracht.web.transfer.plans import Kind
from veerkracht.web.transfer.running import start_looking, start_writing

__all__ = ["again", "apply", "bring", "job", "stop"]

_LINES: Final = 50
_SHOWN: Final = (Kind.REFUSED, Kind.NEW, Kind.CHANGED)


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, register_id: str = "") -> HttpResponse:
    """Ask for a file, or take it and let the background look at it."""
    reader = reader_in(request)
    item = known_register(register_id) if register_id else None
    owner_id = _importer(reader, item)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("transfer:job", job_id=_take(form, owner_id, register_id).pk)
    status = 422 if form.is_bound else 200
    shown = {"form": form, "item": item, "trail": _trail(register_id, reader), "parts": family(item)[1:] if item else (),
             "recent": Job.objects.of(owner_id).filter(register=register_id)[:5]}  # fmt: skip
    return render(request, "transfer/import.html", shown, status=status)


def _importer(reader: Reader, item: Register | None) -> int:
    """Return the account that imports, or refuse."""
    wanted = [item] if item else list(registers().values())
    if reader.user_id is None or not any(reader.may(Action.IMPORT, one.access) for one in wanted):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="import",
                          what=item.id if item else "registers")  # fmt: skip
    return reader.user_id


def _take(form: UploadForm, owner_id: int, register_id: str) -> Job:
    """Keep the file that was sent, and throw away those that nobody went on with."""
    for forgotten in Job.objects.forgotten():
        forgotten.lines.all().delete()
        forgotten.end(State.STOPPED)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    made = Job(owner_id=owner_id, register=register_id, file_name=(file.name or "")[:200], file_digest=_digest(file))
    made.file.save(file.name or "", file, save=False)
    made.save()
    start_looking(made, **_choices(form))
    return made


def _choices(form: ChoicesForm) -> dict[str, Any]:  # Any: a word and two switches
    return {name: form.cleaned_data[name] for name in ("policy", "clear_blanks", "make_keys")}


def _digest(file: UploadedFile[bytes]) -> str:
    total = hashlib.sha256()
    for chunk in file.chunks():
        total.update(chunk)
    file.seek(0)
    return total.hexdigest()


def _own(request: HttpRequest, job_id: uuid.UUID) -> Job:
    """Return an import of the reader, as long as they may still import there."""
    reader = reader_in(request)
    own = get_object_or_404(Job.objects.of(reader.user_id), pk=job_id)
    _importer(reader, register(own.register) if own.register else None)
    return own


@require_GET
def job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Show how far an import is, what it would do, or what it did."""
    own = _own(request, job_id)
    part = request.headers.get("HX-Request") == "true"
    if part and own.is_running:
        return render(request, "transfer/progress.html", {"job": own, "progress": own.board.read()})
    if part:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return _page(request, own, ApplyForm(refused=own.result.get(Kind.REFUSED, 0)))


def _page(request: HttpRequest, own: Job, form: ApplyForm, *, status: int = 200) -> HttpResponse:
    reader = reader_in(request)
    kind = request.GET.get("kind", "")
    lines = own.lines.shown(kind if kind in _SHOWN else "")
    page = Paginator(lines, _LINES).get_page(request.GET.get("page"))
    shown = {
        "job": own, "progress": own.board.read(), "form": form, "kind": kind, "page": page,
        "lines": shown_lines(page.object_list, reader), "trail": _trail(own.register, reader, own.file_name),
        "notices": [shown_trouble(notice, reader.language) for notice in own.notices],
        "choices": ChoicesForm(initial={name: getattr(own, name) for name in ("policy", "clear_blanks", "make_keys")}),
        "kinds": _kinds(own), "failure": _failure(own), "item": register(own.register) if own.register else None,
        "sheets": own.register == "", "query": f"kind={kind}&" if kind else "",
    }  # fmt: skip
    return render(request, "transfer/job.html", shown, status=status)


def _kinds(own: Job) -> list[tuple[str, int]]:
    """Return how many lines there are to show of each kind."""
    return [(kind.value, own.result[kind]) for kind in _SHOWN if own.result.get(kind)]


def _failure(own: Job) -> str:
    if not own.message:
        return ""
    return gettext(own.message["template"]).format(**own.message["facts"])


@require_POST
def stop(request: HttpRequest, job_id: uuid.UUID) -> HttpResponseRedirect:
    """Stop an import: at once where nothing runs, else at its next sign."""
    own = _own(request, job_id)
    if own.state in (State.WAITING, State.READY) or own.is_silent:
        own.lines.all().delete()
        own.end(State.STOPPED)
    elif own.is_running:
        own.board.ask_to_stop()
    return redirect("transfer:job", job_id=own.pk)


@require_POST
def again(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Look again at a file, with other choices or because the work broke off."""
    own = _own(request, job_id)
    form = ChoicesForm(request.POST)
    if own.file and (own.state == State.READY or own.is_silent) and form.is_valid():
        start_looking(own, **_choices(form))
    return redirect("transfer:job", job_id=own.pk)


@require_POST
def apply(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Write what was looked at."""
    own = _own(request, job_id)
    form = ApplyForm(request.POST, refused=own.result.get(Kind.REFUSED, 0))
    if own.state != State.READY:
        return redirect("transfer:job", job_id=own.pk)
    if not form.is_valid():
        return _page(request, own, form, status=422)
    start_writing(own, reason=form.cleaned_data["reason"], only_right=form.cleaned_data["only_right"])
    return redirect("transfer:job", job_id=own.pk)


def _trail(register_id: str, reader: Reader, file_name: str = "") -> list[tuple[str, str]]:
    trail = [(gettext("All registers"), reverse("registers:index"))]
    if register_id:
        trail.append(
            (in_words(register(register_id).label, reader.language), reverse("registers:list", args=(register_id,)))
        )
    if not file_name:
        return [*trail, (gettext("Import"), "")]
    address = reverse("transfer:import", args=(register_id,)) if register_id else reverse("transfer:import-city")
    return [*trail, (gettext("Import"), address), (file_name, "")]
