"""The page of one record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from veerkracht.web.people.access import Action, Duty, Reader, Role, Scope, scope_of
from veerkracht.web.registers.detail import Detail, Sight, detail_of, findings_of, sight_of
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.observing import note_reading
from veerkracht.web.registers.panels import rendered_panels
from veerkracht.web.registers.records import FOUR_EYES, UNDO_SECONDS
from veerkracht.web.registers.reviewing import granted, public_standing, steps_for
from veerkracht.web.registers.trail import trail_of
from veerkracht.web.registers.typed import reader_in

__all__ = ["detail"]


def detail(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Show a record: what it is and how it stands first, then all answers, parts and what points to it."""
    reader = reader_in(request)
    sight = sight_of(register_id, external_id, reader)
    note_reading(request, sight.record, sight.segment)
    page = detail_of(sight, reader, today=timezone.localdate())
    return render(
        request, "registers/detail.html", {"page": page, **_standing(sight, reader), **_around(request, page)}
    )


def _standing(sight: Sight, reader: Reader) -> dict[str, Any]:  # Any: what the template shows
    """Return what the reader may do, and how the working version stands to the published one."""
    record = sight.record
    if sight.public:
        return {}
    actions = granted(record, reader)
    steps = steps_for(record, reader, actions)
    fresh = record.changed_at > timezone.now() - timedelta(seconds=UNDO_SECONDS)
    own = fresh and record.changed_by_id is not None and record.changed_by_id == reader.user_id
    return {
        "may": {str(action): True for action in actions},
        "steps": [step for step in steps if not step.blocked],
        "second_person": any(step.blocked for step in steps),
        "findings": findings_of(sight, reader.language) if Action.CHANGE in actions else [],
        "standing": public_standing(sight),
        "just_saved": own, "may_undo": own and Action.CHANGE in actions,
        "archived": record.state == State.ARCHIVED, "may_invite": _may_invite(record, reader),
    }  # fmt: skip


def _may_invite(record: Record, reader: Reader) -> bool:
    """Tell whether a reader may invite somebody to keep this record; who is interviewed comes by a link."""
    item = record.definition
    kept = scope_of(Role.OWNER, item.access, Action.CHANGE) is Scope.OWN and item.access not in FOUR_EYES
    return kept and not item.part_of and record.state != State.ARCHIVED and reader.has_duty(Duty.INVITE_OWNERS)


def _around(request: HttpRequest, page: Detail) -> dict[str, Any]:  # Any: what the template shows
    """Return the trail, the lasting address, and what other rooms add to the page."""
    sight = page.sight
    above, below = rendered_panels(request, sight.item, "detail", record=sight.record)
    address = reverse("registers:detail", args=(sight.item.id, sight.record.external_id))
    return {
        "above": above, "below": below, "permalink": request.build_absolute_uri(address),
        "trail": trail_of(sight.item, page.title, parent=page.parent),
    }  # fmt: skip
