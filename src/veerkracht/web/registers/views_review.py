"""Review: submit, return, approve, archive, take back, undo and erase."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from veerkracht.errors import ConflictError, DeniedError, UsageError
from veerkracht.web.people.access import Action
from veerkracht.web.people.dangerous import dangerous
from veerkracht.web.registers import records
from veerkracht.web.registers.checking import unready
from veerkracht.web.registers.detail import Sight, findings_of, sight_of
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import State
from veerkracht.web.registers.reviewing import Step, granted, preview_of, steps_for
from veerkracht.web.registers.trail import record_address, trail_of
from veerkracht.web.registers.typed import actor_in, reader_in
from veerkracht.web.registers.views_conflict import version_in

__all__ = ["archive", "erase", "move", "undo"]


def move(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Take a record one step through review; some steps first show a page."""
    sight = _worked_on(request, register_id, external_id)
    step = _step(request, sight, request.POST.get("to") or request.GET.get("to") or "")
    reason = request.POST.get("reason", "")
    if request.method != "POST" or (step.to in records.NEEDS_REASON and not reason.strip()):
        return _step_page(request, sight, step, lacking=request.method == "POST")
    try:
        version = version_in(request) or None
        records.move(sight.record, State(step.to), actor=actor_in(request), reason=reason, version=version)
    except ConflictError:
        refusal = gettext("Somebody changed this in the meantime. Look at it once more, as it is now.")
        return _step_page(request, _worked_on(request, register_id, external_id), step, refusal=refusal)
    except (DeniedError, UsageError) as problem:
        return _step_page(request, sight, step, refusal=gettext(problem.template).format(**problem.facts))
    return redirect(record_address(sight.record))


def archive(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Take a record out of use, with the reason."""
    return redirect(f"{reverse('registers:move', args=(register_id, external_id))}?to={State.ARCHIVED}")


def _worked_on(request: HttpRequest, register_id: str, external_id: str) -> Sight:
    """Return a record whose working version the reader sees; only of those there is review."""
    sight = sight_of(register_id, external_id, reader_in(request))
    if sight.public:
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="review", what=sight.item.id)
    return sight


def _step(request: HttpRequest, sight: Sight, to: str) -> Step:
    reader = reader_in(request)
    steps = steps_for(sight.record, reader, granted(sight.record, reader))
    found = next((step for step in steps if step.to == to), None)
    if found is None and to not in State.values:
        raise Http404(to)
    if found is None:
        raise DeniedError("This step is not possible now, or not for your role ({state} to {to}).",
                          state=sight.record.state, to=to)  # fmt: skip
    return found


def _step_page(
    request: HttpRequest, sight: Sight, step: Step, *, lacking: bool = False, refusal: str = ""
) -> HttpResponse:
    reader = reader_in(request)
    approving = step.to == State.APPROVED
    rule = unready(sight.item, sight.record.values) if approving else None
    shown = {
        "sight": sight, "item": sight.item, "record": sight.record, "step": step, "lacking": lacking,
        "refusal": refusal or (in_words(rule.message, reader.language) if rule else ""), "reason": request.POST.get("reason", ""),
        "needs_reason": step.to in records.NEEDS_REASON, "title": sight.record.title(reader.language),
        "preview": preview_of(sight.record, sight.item, reader) if approving else None,
        "findings": findings_of(sight, reader.language) if approving else [],
        "trail": trail_of(sight.item, sight.record.title(reader.language), gettext("Review"), record=sight.record),
    }  # fmt: skip
    return render(request, "registers/review.html", shown)


@require_POST
def undo(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Take back one's own last change."""
    sight = _worked_on(request, register_id, external_id)
    records.undo(sight.record, actor=actor_in(request))
    return redirect(record_address(sight.record))


@dangerous
def erase(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Remove a record with every trace, after a page that says what will vanish and asks why."""
    reader = reader_in(request)
    sight = sight_of(register_id, external_id, reader, action=Action.ERASE)
    reason, sure = request.POST.get("reason", "").strip(), request.POST.get("sure") == "yes"
    if request.method == "POST" and reason and sure:
        records.erase(sight.record, actor=actor_in(request), reason=reason)
        messages.success(request, gettext("Erased, with every version and every part."))
        return redirect("registers:list", register_id)
    shown = {
        "record": sight.record, "item": sight.item, "lacking": request.method == "POST", "reason": reason,
        "versions": sight.record.history.count(), "parts": sight.record.parts.count(),
        "pointing": sight.record.pointed_at.values("source").distinct().count(),
        "trail": trail_of(sight.item, sight.record.title(reader.language), gettext("Erase"), record=sight.record),
    }  # fmt: skip
    return render(request, "registers/erase.html", shown)
