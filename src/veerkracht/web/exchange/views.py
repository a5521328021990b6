"""Pages of the exchange: the file to hand over, and taking over what another city handed."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from veerkracht.catalogue import Register, load_city, register
from veerkracht.connectors.form_answers import clean_text
from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.exchange.handing import HANDED, bundle_of, city_of, read_bundle
from veerkracht.web.exchange.models import Handover
from veerkracht.web.exchange.receiving import preview, receive
from veerkracht.web.people.access import Action
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.naming import Naming
from veerkracht.web.registers.reading import allowed, readable
from veerkracht.web.registers.sheets import known_register
from veerkracht.web.registers.typed import actor_in, reader_in

__all__ = ["exchange_panel", "hand_over", "take_over"]


@require_safe
def hand_over(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Give the bundle of a record as a file."""
    item = known_register(register_id)
    record = get_object_or_404(readable(reader_in(request), item), external_id=external_id)
    address = request.build_absolute_uri(reverse("registers:detail", args=[item.id, external_id]))
    bundle = bundle_of(record, city=load_city(settings.CITY).name, address=address)
    text = json.dumps(bundle, ensure_ascii=False, indent=1, sort_keys=True)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{item.id}-{external_id}.json"'
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """Read a bundle, show what it brings, and take it over when it is told what differs here."""
    actor = actor_in(request)
    if not any(actor.reader.may(Action.CREATE, register(name).access) for name in HANDED):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="create", what="handover")
    if request.method != "POST":
        return render(request, "exchange/receive.html")
    content, name = _sent(request)
    bundle = read_bundle(content, file=name)
    if request.POST.get("step") == "take":
        record = receive(bundle, differs=clean_text(request.POST.get("differs", "")), actor=actor)
        return redirect("registers:detail", record.register, record.external_id)
    shown = preview(bundle)
    lines = [(shown.item.field(name), value) for name, value in shown.values.items()]
    left = [shown.item.field(name).label if shown.item.has(name) else name for name in shown.left]
    return render(request, "exchange/preview.html",
                  {"city": city_of(bundle), "content": content.decode("utf-8-sig"), "preview": shown, "lines": lines,
                   "left": left, "naming": Naming(actor.reader.language)})  # fmt: skip


def _sent(request: HttpRequest) -> tuple[bytes, str]:
    file = request.FILES.get("bundle")
    if file is not None:
        return file.read(), str(file.name)
    text = request.POST.get("content", "")
    if not text.strip():
        raise UsageError("Choose the file that the other city sent.")
    return text.encode(), "bundle.json"


def exchange_panel(
    request: HttpRequest, item: Register, record: Record | None
) -> dict[str, Any] | None:  # Any: what the template shows
    """Return the way to hand a record over, when it is published, and where it came from."""
    if record is None:
        return None
    works = allowed(reader_in(request), Action.HISTORY, record)  # what was told on the way was never approved
    came = Handover.objects.filter(record=record).first() if works else None
    published = record.published is not None and record.state != "archived"
    return (
        {
            "record": record,
            "item": item,
            "came": came,
            "published": published,
            "city": city_of(came.original) if came else None,
        }
        if came or published
        else None
    )
