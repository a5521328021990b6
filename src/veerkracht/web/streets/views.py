"""Pages that residents read without account; they show what everybody may see, whoever looks."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django_ratelimit.core import is_ratelimited

from veerkracht.catalogue import register
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.personal import traces_in
from veerkracht.web.registers.reading import allowed
from veerkracht.web.registers.typed import reader_in
from veerkracht.web.streets import asking, board, comparing, facts
from veerkracht.web.streets.forms import AskForm

__all__ = ["ask", "asked", "compare", "index", "poster", "street"]

ASKING_RATE: Final = "6/h"
"""How many questions may come from one address; a family behind one connection still gets through."""


def _today() -> date:
    return timezone.localdate()


def _public(request: HttpRequest) -> Reader:
    return board.public(reader_in(request).language)


def index(request: HttpRequest) -> HttpResponse:
    """Show all streets with how many questions were asked, promised and kept."""
    reader = _public(request)
    found = board.streets(reader)
    counted = board.tallies([one.record.pk for one in found], reader, today=_today())
    shown = {"streets": [(one, counted[one.record.pk]) for one in found], "may_work": _may_work(request)}
    return render(request, "streets/index.html", shown)


def _may_work(request: HttpRequest) -> bool:
    return reader_in(request).may(Action.CREATE, register("promises").access)


def street(request: HttpRequest, external_id: str) -> HttpResponse:
    """Show what a street asked, what was promised, by whom and by when, and what became of it."""
    reader = _public(request)
    found = board.street_of(external_id, reader)
    lines = board.lines_of(found.record, reader, today=_today())
    wanted = request.GET.get("show", "")
    chosen = [line for line in lines if wanted not in board.FILTERS or line.mark.code in board.FILTERS[wanted]]
    shown = {
        "street": found, "lines": chosen, "chosen": wanted if wanted in board.FILTERS else "",
        "tally": board.tallies([found.record.pk], reader, today=_today())[found.record.pk],
        "reach": facts.reach_of(found.record, reader), "measured": facts.measured_in(found.record, reader),
        "today": _today(), "short": _short(request, external_id),
        "may_work": allowed(reader_in(request), Action.CREATE, found.record), "trail": _trail(found.name),
    }  # fmt: skip
    return render(request, "streets/street.html", shown)


def _short(request: HttpRequest, external_id: str) -> str:
    """Return the address to type over: without language, which the browser tells."""
    return f"{request.get_host()}/streets/{external_id}/"


def _trail(*names: str) -> list[tuple[str, str]]:
    return [(gettext("Streets"), reverse("streets:index")), *((name, "") for name in names)]


def poster(request: HttpRequest, external_id: str) -> HttpResponse:
    """Show one sheet of paper for the window: what is promised, what was done, and where to read on."""
    reader = _public(request)
    found = board.street_of(external_id, reader)
    lines = board.lines_of(found.record, reader, today=_today())
    shown = {
        "street": found, "today": _today(), "short": _short(request, external_id),
        "open": [line for line in lines if line.mark.code in board.FILTERS["open"]][:6],
        "kept": [line for line in lines if line.mark.code == "kept"][:3],
        "tally": board.tallies([found.record.pk], reader, today=_today())[found.record.pk],
        "trail": [*_trail()[:1], (found.name, reverse("streets:street", args=(external_id,))), (gettext("Poster"), "")],
    }  # fmt: skip
    return render(request, "streets/poster.html", shown)


def ask(request: HttpRequest, external_id: str) -> HttpResponse:
    """Take a question of a resident; the worker of the street reads it before others do."""
    found = board.street_of(external_id, _public(request))
    form = AskForm(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["website"]:
            return redirect("streets:asked", external_id)  # a program; it is told nothing
        traces = [] if request.POST.get("seen") else traces_in(form.cleaned_data["question"])
        if traces:
            return _ask_page(request, found, form, traces=[one.words for one in traces])
        if is_ratelimited(request, group="streets.ask", key="ip", rate=ASKING_RATE, increment=True):
            return _ask_page(request, found, form, often=True, status=429)
        asking.ask_as_resident(found.record, form.cleaned_data["question"], form.cleaned_data["contact"])
        return redirect("streets:asked", external_id)
    return _ask_page(request, found, form, status=422 if form.is_bound else 200)


def _ask_page(
    request: HttpRequest, found: board.Street, form: AskForm, *, status: int = 200, **more: object
) -> HttpResponse:
    here = reverse("streets:street", args=(found.external_id,))
    trail = [*_trail()[:1], (found.name, here), (gettext("Ask a question"), "")]
    return render(request, "streets/ask.html", {"street": found, "form": form, "trail": trail, **more}, status=status)


def asked(request: HttpRequest, external_id: str) -> HttpResponse:
    """Say what happens with a question that was sent."""
    return render(request, "streets/asked.html", {"street": board.street_of(external_id, _public(request))})


def compare(request: HttpRequest) -> HttpResponse:
    """Put two streets side by side, as far as the reader sees them."""
    reader = reader_in(request)
    known = {one.external_id: one for one in board.streets(reader)}
    first, second = (known.get(request.GET.get(name, "")) for name in ("a", "b"))
    pair = comparing.compare(first, second, reader, today=_today()) if first and second and first != second else None
    shown = {
        "streets": list(known.values()), "a": request.GET.get("a", ""), "b": request.GET.get("b", ""), "pair": pair,
        "same": bool(first and first == second), "trail": _trail(gettext("Compare two streets")),
    }  # fmt: skip
    return render(request, "streets/compare.html", shown)
