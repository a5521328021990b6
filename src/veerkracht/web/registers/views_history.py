"""The versions of a record, and what changed since somebody was here."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from veerkracht.web.people.access import Action
from veerkracht.web.registers import records
from veerkracht.web.registers.counting import seen_registers
from veerkracht.web.registers.detail import Sight, sight_of
from veerkracht.web.registers.history import comparison_of, timeline_of
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.observing import note_versions
from veerkracht.web.registers.reading import readable
from veerkracht.web.registers.reviewing import granted
from veerkracht.web.registers.sheets import known_register
from veerkracht.web.registers.since import KINDS, changed_since, last_visit, mark_seen
from veerkracht.web.registers.trail import record_address, trail_of
from veerkracht.web.registers.typed import actor_in, number_of, reader_in

__all__ = ["changes", "compare", "history", "restore", "seen"]


def history(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Show the versions of a record: when, who by function, why, and what changed."""
    reader = reader_in(request)
    sight = _watched(request, register_id, external_id)
    before = request.GET.get("before", "")
    line = timeline_of(sight, reader, before=number_of(before))
    may_restore = Action.CHANGE in granted(sight.record, reader)
    shown = {"line": line, "may_restore": may_restore, **_frame(sight, request, gettext("History"))}
    return render(request, "registers/history.html", shown)


def compare(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Show what differs between two versions; without a choice, what the public sees and the working version."""
    reader = reader_in(request)
    sight = _watched(request, register_id, external_id)
    first, second = request.GET.get("first", "published"), request.GET.get("second", "working")
    shown = {"both": comparison_of(sight, reader, first, second), **_frame(sight, request, gettext("Compare versions"))}
    return render(request, "registers/compare.html", shown)


def restore(request: HttpRequest, register_id: str, external_id: str, history_id: int) -> HttpResponse:
    """Bring an earlier version back, after a page that shows what changes by it and asks why."""
    reader = reader_in(request)
    sight = _watched(request, register_id, external_id)
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST" and reason:
        records.restore(sight.record, history_id, actor=actor_in(request), reason=reason)
        return redirect(record_address(sight.record))
    kept = sight.record.history.filter(history_id=history_id).first()
    if kept is None:
        raise Http404(str(history_id))
    both = comparison_of(sight, reader, "working", str(history_id))
    shown = {
        "both": both,
        "kept": kept,
        "lacking": request.method == "POST",
        **_frame(sight, request, gettext("Restore")),
    }
    return render(request, "registers/restore.html", shown)


def _watched(request: HttpRequest, register_id: str, external_id: str) -> Sight:
    """Return a record with its history; that confidential answers are read is logged."""
    sight = sight_of(register_id, external_id, reader_in(request), action=Action.HISTORY)
    note_versions(request, sight.record, sight.segment)
    return sight


def _frame(sight: Sight, request: HttpRequest, here: str) -> dict[str, object]:
    title = sight.record.title(reader_in(request).language)
    return {
        "item": sight.item, "record": sight.record, "title": title,
        "trail": trail_of(sight.item, title, here, record=sight.record),
    }  # fmt: skip


def changes(request: HttpRequest) -> HttpResponse:
    """Show what changed since the last visit, or since a date that was chosen."""
    reader = reader_in(request)
    wanted = _moment(request.GET.get("since", ""))
    since = wanted or last_visit(reader)
    items = seen_registers(reader)
    register_id = _one_of(request.GET.get("register", ""), [item.id for item in items])
    kind = _one_of(request.GET.get("kind", ""), KINDS)
    shown = {
        "batches": changed_since(reader, since, register_id=register_id, kind=kind), "since": since, "items": items,
        "register_id": register_id, "kind": kind, "kinds": KINDS, "chosen": wanted is not None, "now": timezone.now(),
    }  # fmt: skip
    return render(request, "registers/changes.html", shown)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Mark changes as seen: all, of one register, or of one record."""
    reader = reader_in(request)
    until = _until(request.POST.get("until", ""))
    register_id = request.POST.get("register", "")
    item = known_register(register_id) if register_id else None
    record: Record | None = None
    if item is not None and (key := request.POST.get("record", "")):
        record = readable(reader, item).filter(external_id=key).first()
    mark_seen(reader, until, register_id=register_id, record=record)
    return redirect("changes:index")


def _moment(text: str) -> datetime | None:
    """Return the start of a day; None for what is no date."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime(day.year, day.month, day.day)) if day else None


def _until(text: str) -> datetime:
    """Return when the page was made on which something was marked; now for what is no moment."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    return moment if moment and timezone.is_aware(moment) else timezone.now()


def _one_of(text: str, known: tuple[str, ...] | list[str]) -> str:
    return text if text in known else ""
