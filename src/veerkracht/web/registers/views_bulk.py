"""Changing one answer of the ticked rows of a list, step by step: the question, the answer, what changes, done."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from veerkracht.catalogue import Field, Register
from veerkracht.connectors.form_answers import AnswerError
from veerkracht.errors import AnswersError, ConflictError, DeniedError
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.answers import read_answer
from veerkracht.web.registers.bulk import Planned, Ticked, carry_out, changeable_fields, plan, ticked
from veerkracht.web.registers.fields import AnswerField, in_words
from veerkracht.web.registers.offers import offers_for
from veerkracht.web.registers.problems import finding_words
from veerkracht.web.registers.reading import segments
from veerkracht.web.registers.selection import selection_of
from veerkracht.web.registers.sheets import known_register
from veerkracht.web.registers.typed import actor_in, reader_in

__all__ = ["bulk"]


class AnswerForm(forms.Form):
    """One question of a register."""

    use_required_attribute = False

    def __init__(self, asked: Field, item: Register, reader: Reader, *, data: QueryDict | None) -> None:
        super().__init__(data)
        address = reverse("registers:options", args=(item.id, asked.id)) if asked.kind == "link" else ""
        self.fields["answer"] = AnswerField(
            asked, offers=offers_for([asked], reader, {}), language=reader.language, before=None, address=address
        )


@require_POST
def bulk(request: HttpRequest, register_id: str) -> HttpResponse:
    """Go one step further with the ticked rows."""
    item, actor = known_register(register_id), actor_in(request)
    if not segments(actor.reader, item, action=Action.CHANGE):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="change", what=item.id)
    rows = ticked(request.POST.getlist("row"))
    if not rows:
        messages.warning(request, gettext("Tick the rows first that you want to change."))
        return HttpResponseRedirect(_back(request, item))
    field = next((one for one in changeable_fields(item, actor.reader) if one.id == request.POST.get("field")), None)
    if field is None or request.POST.get("step") == "choose":
        return _page(request, item, rows, field=field)
    if request.POST.get("step") == "keep":
        return _keep(request, item, rows, field)
    form = AnswerForm(field, item, actor.reader, data=request.POST if request.POST.get("step") == "look" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, item, rows, field=field, form=form)
    value = form.cleaned_data["answer"]
    return _page(request, item, rows, field=field, value=value, planned=plan(item, rows, field, value, actor=actor))


def _keep(request: HttpRequest, item: Register, rows: list[Ticked], field: Field) -> HttpResponse:
    actor = actor_in(request)
    try:
        places = offers_for([field], actor.reader, {}).places
        value = read_answer(field, json.loads(request.POST.get("value", "")), places)
    except (ValueError, AnswerError):
        return _page(request, item, rows, field=field)
    try:
        n = carry_out(
            plan(item, rows, field, value, actor=actor),
            field,
            value,
            actor=actor,
            reason=request.POST.get("reason", ""),
        )
    except (ConflictError, DeniedError, AnswersError):
        messages.error(request, gettext("Somebody changed one of these rows just now. Nothing was kept; look again."))
        planned = plan(item, rows, field, value, actor=actor)
        return _page(request, item, rows, field=field, value=value, planned=planned)
    messages.success(request, ngettext("{n} row was changed.", "{n} rows were changed.", n).format(n=n))
    return HttpResponseRedirect(_back(request, item))


def _page(
    request: HttpRequest,
    item: Register,
    rows: list[Ticked],
    *,
    field: Field | None,
    form: AnswerForm | None = None,
    value: Any = None,  # Any: JSON
    planned: list[Planned] | None = None,
) -> HttpResponse:
    reader = reader_in(request)
    told = [(one, _told(one, item, reader.language)) for one in planned or ()]
    here, back = in_words(item.label, reader.language), _back(request, item)
    trail = [(gettext("All registers"), reverse("registers:index")), (here, back), (gettext("Change rows"), "")]
    return render(request, "registers/bulk.html", {
        "item": item, "rows": rows, "field": field, "form": form, "planned": told, "value": json.dumps(value),
        "able": sum(not one.problem for one in planned or ()), "fields": changeable_fields(item, reader),
        "query": request.POST.get("query", ""), "back": back, "trail": trail,
    })  # fmt: skip


def _told(one: Planned, item: Register, language: str) -> str:
    """Return why a row is left as it is."""
    if one.finding is not None:
        asked = item.field(one.finding.field) if item.has(one.finding.field) else None
        return finding_words(one.finding, asked, language)
    return {
        "": "",
        "gone": gettext("This row is no longer there for you."),
        "denied": gettext("You may read this row, not change it."),
        "changed": gettext("Somebody else changed this row since you opened the list. Open the list again."),
        "same": gettext("It already holds this."),
    }[one.problem]


def _back(request: HttpRequest, item: Register) -> str:
    """Return the list as it was, whatever was sent as its address."""
    query = selection_of(item, QueryDict(request.POST.get("query", "")), reader_in(request)).query()
    address = reverse("registers:list", args=(item.id,))
    return f"{address}?{query}" if query else address
