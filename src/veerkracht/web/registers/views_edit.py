"""Filling in: something new, a change, the check beside a field, drafts, and two editors of one record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from veerkracht.errors import AnswersError, ConflictError
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.drafts import draft_of, drop_draft, save_draft
from veerkracht.web.registers.forms import PREFIX, AnswersForm, form_for, inputs_in
from veerkracht.web.registers.models import Draft, Record
from veerkracht.web.registers.observing import note_reading
from veerkracht.web.registers.offers import parents_for, suggestions
from veerkracht.web.registers.sheets import Sheet, form_address, known_register, new_sheet, parent_of, sheet_of
from veerkracht.web.registers.trail import record_address, trail_of
from veerkracht.web.registers.typed import actor_in, reader_in
from veerkracht.web.registers.views_conflict import conflict_page, version_in

__all__ = ["change", "check", "draft", "new", "options"]


def new(request: HttpRequest, register_id: str) -> HttpResponse:
    """Make a record; a part first asks what it belongs to."""
    reader, item = reader_in(request), known_register(register_id)
    sheet = _sheet(request, register_id)
    if item.part_of and sheet.parent is None:
        typed = request.GET.get("parent", "")
        shown = {
            "item": item, "parents": parents_for(item, reader), "trail": trail_of(item, gettext("Add")),
            "typed": typed, "unknown": bool(typed),
        }  # fmt: skip
        return render(request, "registers/choose_parent.html", shown)
    return _fill_in(request, sheet)


def change(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Change a record."""
    sheet = _sheet(request, register_id, external_id)
    if sheet.record and sheet.segment:
        note_reading(request, sheet.record, sheet.segment)
    return _fill_in(request, sheet)


def _sheet(request: HttpRequest, register_id: str, external_id: str = "") -> Sheet:
    reader = reader_in(request)
    if external_id:
        return sheet_of(register_id, external_id, reader)
    wanted = request.POST.get("parent") or request.GET.get("parent") or ""
    return new_sheet(register_id, reader, parent=parent_of(known_register(register_id), wanted, reader))


def _fill_in(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    reader = reader_in(request)
    if request.method != "POST":
        found = draft_of(sheet, reader)
        if found and "draft" in request.GET:
            return _form_page(request, sheet, form_for(sheet, reader, draft=found.values), used=found)
        return _form_page(request, sheet, form_for(sheet, reader), offered=found)
    if "keep" in request.POST:
        save_draft(sheet, reader, inputs_in(request.POST), version=version_in(request))
        return redirect(form_address(sheet, draft="kept"))
    form = form_for(sheet, reader, data=request.POST)
    return _save(request, sheet, form) if form.is_valid() else _form_page(request, sheet, form)


def _save(request: HttpRequest, sheet: Sheet, form: AnswersForm) -> HttpResponse:
    reader = reader_in(request)
    try:
        record = _keep(request, sheet, form)
    except ConflictError:
        save_draft(sheet, reader, inputs_in(request.POST), version=version_in(request))
        return conflict_page(request, sheet, form, began=version_in(request))
    except AnswersError as problem:
        form.add_findings(problem.findings)  # type: ignore[arg-type]  # a fact of the error
        return _form_page(request, sheet, form)
    drop_draft(sheet, reader)
    return redirect(record_address(record))


def _keep(request: HttpRequest, sheet: Sheet, form: AnswersForm) -> Record:
    actor = actor_in(request)
    if sheet.record is None:
        given = {name: value for name, value in form.answers.items() if value is not None}
        return records.create(sheet.item, given, actor=actor, reason=form.reason, parent=sheet.parent)
    given = {name: value for name, value in form.answers.items() if value != sheet.before.get(name)}
    if not given:
        return sheet.record
    return records.change(sheet.record, given, actor=actor, version=version_in(request), reason=form.reason)


def _form_page(
    request: HttpRequest, sheet: Sheet, form: AnswersForm, *, offered: Draft | None = None, used: Draft | None = None
) -> HttpResponse:
    version = version_in(request) or (used.version if used else sheet.record.version if sheet.record else 0)
    shown = {
        "sheet": sheet, "form": form, "item": sheet.item, "record": sheet.record, "parent": sheet.parent,
        "version": version, "offered": offered, "used": used, "reason": form.reason or _reason_in(used),
        "trail": _trail(sheet, reader_in(request)), "check_address": form_address(sheet, "check"),
        "draft_address": form_address(sheet, "draft"), "use_address": form_address(sheet, draft="use"),
        "back": _back(sheet), "parent_title": sheet.parent.title(reader_in(request).language) if sheet.parent else "",
    }  # fmt: skip
    return render(request, "registers/form.html", shown)


def _back(sheet: Sheet) -> str:
    found = sheet.record or sheet.parent
    return record_address(found) if found else reverse("registers:list", args=(sheet.item.id,))


def _reason_in(draft: Draft | None) -> str:
    return (draft.values.get("reason") or [""])[0] if draft else ""


def _trail(sheet: Sheet, reader: Reader) -> list[tuple[str, str]]:
    if sheet.record is None:
        return trail_of(sheet.item, gettext("Add"))
    return trail_of(sheet.item, sheet.record.title(reader.language), gettext("Change"), record=sheet.record)


@require_POST
def check(request: HttpRequest, register_id: str, external_id: str = "") -> HttpResponse:
    """Tell what is wrong with the answer that was just given, and with those that a rule ties to it."""
    sheet = _sheet(request, register_id, external_id)
    form = form_for(sheet, reader_in(request), data=request.POST)
    form.is_valid()
    name = request.GET.get("field", "")
    tied = {other for rule in sheet.item.rules if name in rule.fields for other in rule.fields} - {name}
    fields = [form[other] for other in sorted(tied) if other in form.fields and _ruled(form, other)]
    shown = {"field": form[name] if name in form.fields else None, "tied": fields}
    return render(request, "registers/parts/checked.html", shown)


def _ruled(form: AnswersForm, name: str) -> bool:
    """Leave empty questions that nobody came to yet alone."""
    return not form.has_error(name, "required")


@require_POST
def draft(request: HttpRequest, register_id: str, external_id: str = "") -> HttpResponse:
    """Keep what was filled in so far, or throw it away."""
    sheet, reader = _sheet(request, register_id, external_id), reader_in(request)
    if "drop" in request.POST:
        drop_draft(sheet, reader)
        return redirect(form_address(sheet))
    kept = save_draft(sheet, reader, inputs_in(request.POST), version=version_in(request))
    at = time_format(timezone.localtime(kept.saved_at), "H:i") if kept else ""
    return JsonResponse({"saved": gettext("Draft kept at {time}.").format(time=at) if kept else ""})


@require_GET
def options(request: HttpRequest, register_id: str, field_id: str) -> HttpResponse:
    """Suggest records for a question, out of those that the reader may see."""
    reader = reader_in(request)
    sheet_field = next((one for one in known_register(register_id).link_fields if one.id == field_id), None)
    texts = [request.GET.get(name, "") for name in request.GET if name.startswith(PREFIX) or name == "q"]
    text = texts[0].strip() if texts else ""
    found = suggestions(sheet_field.target, text, reader) if sheet_field and text else []
    return render(request, "registers/parts/options.html", {"options": found})
