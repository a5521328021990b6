"""Pages of the worker of a street, made for a telephone in the street: question, promise, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from veerkracht.catalogue import register
from veerkracht.errors import AnswersError, ConflictError, DeniedError
from veerkracht.web.people.access import Action
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.problems import finding_words
from veerkracht.web.registers.reading import readable
from veerkracht.web.registers.typed import actor_in, reader_in
from veerkracht.web.streets import asking, board
from veerkracht.web.streets.checking import traces_of
from veerkracht.web.streets.forms import AnswerForm, PromiseForm, RefusalForm, WriteForm

__all__ = ["home", "step", "street", "write"]


def home(request: HttpRequest) -> HttpResponse:
    """Show the own streets, what is late first."""
    reader = reader_in(request)
    if not reader.may(Action.CREATE, register("promises").access):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="create", what="promises")
    own = set(readable(reader, register("street_labs"), action=Action.CREATE).values_list("pk", flat=True))
    found = [one for one in board.streets(reader) if one.record.pk in own]
    counted = board.tallies([one.record.pk for one in found], reader, today=timezone.localdate())
    ordered = sorted(found, key=lambda one: (-counted[one.record.pk].overdue, one.name))
    return render(request, "streets/keep/home.html", {"streets": [(one, counted[one.record.pk]) for one in ordered]})


def _own(request: HttpRequest, external_id: str) -> board.Street:
    """Return a street in which the reader may write, else say so."""
    reader = reader_in(request)
    labs = readable(reader, register("street_labs"), action=Action.CREATE).filter(external_id=external_id)
    found = board.street_of(external_id, reader)
    if not labs.exists():
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="create", what="promises")
    return found


def street(request: HttpRequest, external_id: str) -> HttpResponse:
    """Show the questions of one street: to be checked, late, open and done."""
    found, reader = _own(request, external_id), reader_in(request)
    lines = board.lines_of(found.record, reader, today=timezone.localdate())
    new = [line for line in lines if line.state in (State.WORKING, State.RETURNED)]
    rest = [line for line in lines if line not in new]
    shown = {
        "street": found, "new": new, "open": [line for line in rest if line.mark.code in board.FILTERS["open"]],
        "done": [line for line in rest if line.mark.code not in board.FILTERS["open"]], "trail": _trail(found),
    }  # fmt: skip
    return render(request, "streets/keep/street.html", shown)


def _trail(found: board.Street, *names: str) -> list[tuple[str, str]]:
    home_, here = reverse("streets:work"), reverse("streets:work-street", args=(found.external_id,))
    return [(gettext("Your streets"), home_), (found.name, here if names else ""), *((name, "") for name in names)]


def write(request: HttpRequest, external_id: str) -> HttpResponse:
    """Write down a question that was asked."""
    found = _own(request, external_id)
    form = WriteForm(request.POST or None, language=reader_in(request).language)
    if form.is_valid():
        try:
            made = asking.write_down(found.record, _filled(form), actor=actor_in(request))
        except AnswersError as error:
            form.add_error(None, _words(error, reader_in(request).language))
        else:
            return _forwarded(request, made, external_id)
    shown = {"street": found, "form": form, "trail": _trail(found, gettext("New question"))}
    return render(request, "streets/keep/write.html", shown, status=422 if form.is_bound else 200)


def _filled(form: forms.Form) -> dict[str, Any]:  # Any: what was filled in
    return {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}


def _words(error: AnswersError | ConflictError, language: str) -> str:
    if isinstance(error, ConflictError):
        return gettext("Somebody changed this question in the meantime. Look again and fill it in once more.")
    findings = error.facts.get("findings")
    first = findings[0] if isinstance(findings, tuple) and findings else None
    item = register("promises")
    return finding_words(first, item.field(first.field), language) if first and item.has(first.field) else str(error)


def _forwarded(request: HttpRequest, promise: Record, external_id: str) -> HttpResponse:
    """Hand a question on, and go to its page; what still stops it is told there."""
    refused = asking.put_forward(promise, actor=actor_in(request))
    if refused:
        messages.warning(request, gettext("Kept, but not handed on: take out what tells who somebody is."))
    else:
        messages.success(request, gettext("Kept, and handed on to be published."))
    return redirect("streets:work-step", external_id, promise.external_id)


_FORMS: dict[str, type[forms.Form]] = {"promise": PromiseForm, "answer": AnswerForm, "refuse": RefusalForm}


def step(request: HttpRequest, external_id: str, promise_id: str) -> HttpResponse:
    """Show one question, and write down the next step of it."""
    found, promise = _own(request, external_id), _promise(request, external_id, promise_id)
    act = request.POST.get("act", "")
    if act == "forward":
        return _forwarded(request, promise, external_id)
    if act == "question":
        return _taken(request, found, promise, {"question": request.POST.get("question", "")}, {})
    bound = {name: kind(request.POST if act == name else None, prefix=name) for name, kind in _FORMS.items()}
    if act in bound and bound[act].is_valid():
        return _taken(request, found, promise, _READ[act](bound[act].cleaned_data), bound, act=act)
    return _step_page(request, found, promise, bound, act)


def _taken(
    request: HttpRequest, found: board.Street, promise: Record,
    given: dict[str, Any],  # Any: answers of a form
    bound: dict[str, forms.Form], *,
    act: str = "",
) -> HttpResponse:  # fmt: skip
    try:
        kept = asking.record_step(promise, given, actor=actor_in(request), language=reader_in(request).language)
    except (AnswersError, ConflictError) as error:
        bound = bound or {name: kind(prefix=name) for name, kind in _FORMS.items()}
        return _step_page(request, found, promise, bound, act, problem=_words(error, reader_in(request).language))
    return _forwarded(request, kept, found.external_id)


def _promise(request: HttpRequest, external_id: str, promise_id: str) -> Record:
    item = register("promises")
    held = readable(reader_in(request), item, action=Action.CHANGE).filter(parent__external_id=external_id)
    promise = held.filter(external_id=promise_id).first()
    if promise is None:
        raise Http404(promise_id)
    return promise


def _promised(given: dict[str, Any]) -> dict[str, Any]:  # Any: what was filled in
    due = asking.due_after(given["term"], given["due"], timezone.localdate())
    more = {"due_moved_reason": given["due_moved_reason"]} if given["due_moved_reason"] else {}
    return {"state": "promised", "promise": given["promise"], "promised_by": given["promised_by"], "due": due, **more}


def _answered(given: dict[str, Any]) -> dict[str, Any]:  # Any: what was filled in
    return {"state": given["outcome"], "answer": given["answer"], "answered_on": timezone.localdate().isoformat()}


def _refused(given: dict[str, Any]) -> dict[str, Any]:  # Any: what was filled in
    today = timezone.localdate().isoformat()
    return {"state": "refused", "refused_reason": given["refused_reason"], "answered_on": today}


_READ: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {  # Any: what was filled in
    "promise": _promised, "answer": _answered, "refuse": _refused,
}  # fmt: skip


def _step_page(
    request: HttpRequest,
    found: board.Street,
    promise: Record,
    bound: dict[str, forms.Form],
    act: str,
    *,
    problem: str = "",
) -> HttpResponse:
    reader = reader_in(request)
    lines = board.lines_of(found.record, reader, today=timezone.localdate())
    line = next((one for one in lines if one.external_id == promise.external_id), None)
    functions = sorted({str(one.values["promised_by"]) for one in lines if one.values.get("promised_by")})
    moves = dict(next(rule.moves for rule in register("promises").rules if rule.kind == "moves"))
    open_ = {"asked": True, **dict.fromkeys(moves.get(promise.values.get("state", "asked"), ()), True)}
    shown = {
        "street": found, "promise": promise, "line": line, "forms": bound, "act": act, "problem": problem,
        "traces": traces_of(promise.values), "functions": functions, "may": open_,
        "waiting": promise.state in (State.WORKING, State.RETURNED), "trail": _trail(found, gettext("Question")),
    }  # fmt: skip
    return render(request, "streets/keep/step.html", shown, status=422 if act else 200)
