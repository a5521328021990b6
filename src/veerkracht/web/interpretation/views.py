"""Pages of figures and of the talks about them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from veerkracht.catalogue import load_city, register
from veerkracht.connectors.forms import Language
from veerkracht.errors import AnswersError, ConflictError, DeniedError
from veerkracht.web.interpretation import figures, kit, recording
from veerkracht.web.interpretation.forms import StatementForm
from veerkracht.web.people.access import Action
from veerkracht.web.registers.models import Area, Record
from veerkracht.web.registers.problems import finding_words
from veerkracht.web.registers.reading import readable
from veerkracht.web.registers.trail import record_address, trail_of
from veerkracht.web.registers.typed import actor_in, reader_in

__all__ = ["done", "download", "figure", "index", "table"]

_KINDS = {
    "kit.zip": "application/zip", "sheets.pdf": "application/pdf", "lines.csv": "text/csv; charset=utf-8",
    "lines.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every map and figure with how far it was discussed."""
    reader = reader_in(request)
    found = figures.figures(reader)
    shown = {
        "figures": found, "edition": figures.edition_shown(), "discussed": sum(one.state == "discussed" for one in found),
        "may_plan": reader.may(Action.CREATE, register("interpretation_sessions").access),
    }  # fmt: skip
    return render(request, "interpretation/index.html", shown)


@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """Show a figure as it is, and beside it what people who know the area say of it."""
    reader = reader_in(request)
    found = figures.figure_of(key, reader)
    if found is None:
        raise Http404(key)
    picture = figures.picture_of(key, reader.language)
    shown = {
        "figure": found, "talks": figures.talks(reader, figure=key),
        "statements": figures.statements_of(reader, figure=key),
        "picture": mark_safe(picture),  # drawn and escaped by the edition that was made here
        "may_plan": reader.may(Action.CREATE, register("interpretation_sessions").access),
        "trail": [(gettext("Maps and figures"), reverse("interpretation:index")), (found.caption, "")],
    }  # fmt: skip
    return render(request, "interpretation/figure.html", shown)


def _session(request: HttpRequest, external_id: str, action: Action = Action.CREATE) -> Record:
    reader, item = reader_in(request), register("interpretation_sessions")
    found = readable(reader, item, action=action).filter(external_id=external_id).first()
    if found is None:
        if readable(reader, item).filter(external_id=external_id).exists():
            raise DeniedError("Your role does not allow this ({action}, {what}).", action=str(action), what=item.id)
        raise Http404(external_id)
    return found


def table(request: HttpRequest, session_id: str) -> HttpResponse:
    """Write down what is said at the table, one speaker after the other."""
    session, reader = _session(request, session_id), reader_in(request)
    kept = {name: request.GET.get(name, "") for name in ("speaker", "area")}
    form = StatementForm(request.POST or None, areas=_areas(session), language=reader.language, initial=kept)
    if form.is_valid():
        given = {
            name: value.isoformat() if name == "due" and value else value for name, value in form.cleaned_data.items()
        }
        try:
            recording.write_down(session, given, actor=actor_in(request), language=reader.language)
        except AnswersError as error:
            form.add_error(None, _words(error, reader.language))
        else:
            messages.success(request, gettext("Written down."))
            again = urlencode({name: given[name] for name in kept if given.get(name)})
            return redirect(f"{reverse('interpretation:table', args=(session_id,))}?{again}#speaker")
    return _table_page(request, session, form, status=422 if form.is_bound else 200)


def _words(error: AnswersError, language: str) -> str:
    findings = error.facts.get("findings")
    first = findings[0] if isinstance(findings, tuple) and findings else None
    item = register("interpretations")
    return finding_words(first, item.field(first.field), language) if first and item.has(first.field) else str(error)


def _areas(session: Record) -> list[tuple[str, str]]:
    codes = session.values.get("areas", ())
    known = dict(Area.objects.filter(pk__in=codes).values_list("code", "name"))
    return [(code, known.get(code, code)) for code in codes]


def _table_page(request: HttpRequest, session: Record, form: StatementForm, *, status: int) -> HttpResponse:
    reader = reader_in(request)
    said = figures.statements_of(reader, session=session)
    title = session.title(reader.language)
    shown = {
        "session": session, "form": form, "statements": sorted(said, key=lambda one: one.record.created_at, reverse=True),
        "figure": figures.figure_of(str(session.values.get("figure", "")), reader), "title": title,
        "discussed": session.values.get("state") == "discussed",
        "trail": trail_of(session.definition, title, gettext("At the table"), record=session),
    }  # fmt: skip
    return render(request, "interpretation/table.html", shown, status=status)


@require_POST
def done(request: HttpRequest, session_id: str) -> HttpResponse:
    """Say that the figure was discussed; what is still needed for that is asked on the form of the session."""
    session = _session(request, session_id, Action.CHANGE)
    try:
        kept = recording.close_talk(session, actor=actor_in(request))
    except (AnswersError, ConflictError):
        messages.warning(request, gettext("Fill in the areas and who were present first."))
        return redirect("registers:change", session.register, session.external_id)
    return redirect(record_address(kept))


@require_safe
def download(request: HttpRequest, session_id: str, name: str) -> HttpResponse:
    """Give the print kit of a session, or one file of it."""
    session, reader = _session(request, session_id), reader_in(request)
    city: Any = getattr(load_city(settings.CITY).name, reader.language)  # Any: words by language
    language: Language = "en" if reader.language == "en" else "nl"
    if name not in _KINDS:
        raise Http404(name)
    make = {
        "kit.zip": lambda: kit.kit_of(session, reader, city), "sheets.pdf": lambda: kit.sheets_of(session, reader, city),
        "lines.xlsx": lambda: kit.lines_xlsx(session, language), "lines.csv": lambda: kit.lines_csv(session, language),
    }  # fmt: skip
    answer = HttpResponse(make[name](), content_type=_KINDS[name])
    answer["Content-Disposition"] = f'attachment; filename="{session.external_id}-{name}"'
    return answer
