"""Files to take along: the records of a list, a register, or the whole city; and empty workbooks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from veerkracht.catalogue import Register
from veerkracht.connectors.forms import Language
from veerkracht.errors import DeniedError
from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.choosing import choosing
from veerkracht.web.registers.observing import note_file
from veerkracht.web.registers.selecting import selected
from veerkracht.web.registers.selection import Selection, seen_fields, selection_of
from veerkracht.web.registers.sheets import known_register
from veerkracht.web.registers.typed import actor_in, reader_in
from veerkracht.web.transfer.gathering import Leaf, gather, gather_city
from veerkracht.web.transfer.importing import export_file, template_file
from veerkracht.web.transfer.writing import File

__all__ = ["export", "export_city", "template"]

_ENDINGS = ("xlsx", "csv", "json")


@require_GET
def export(request: HttpRequest, register_id: str, ending: str) -> HttpResponse:
    """Hand over the records of a list as its address asks for them.

    Their parts come along, unless columns are chosen or the address has ``alone=1``.
    """
    reader, item = reader_in(request), known_register(register_id)
    _refuse_unseen(item, request.GET, reader)
    selection = selection_of(item, request.GET, reader)
    if selection.review != request.GET.get("review", ""):
        raise DeniedError(
            "You do not see {what} of every record here. Choose other columns, or fewer records.", what="review"
        )
    records = selected(selection, reader, today=timezone.localdate()) if selection.is_narrowed else None
    fields = request.GET.getlist("show")
    parts = not fields and request.GET.get("alone") != "1"
    leaves = gather(reader, item, records=records, fields=fields, parts=parts)
    filters = (selection.query(), _in_words(selection, reader)) if selection.is_narrowed else ("", [])
    return _handed(request, leaves, ending, name=item.id, filters=filters)


@require_GET
def export_city(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand over every register that the reader may take along."""
    return _handed(request, gather_city(reader_in(request)), ending, name="", filters=("", []))


@require_GET
def template(request: HttpRequest, register_id: str) -> HttpResponse:
    """Hand over an empty workbook for a register with its parts."""
    item = known_register(register_id)
    return _attached(template_file(item.id, _language(reader_in(request))))


def _handed(
    request: HttpRequest, leaves: list[Leaf], ending: str, *, name: str, filters: tuple[str, list[str]]
) -> HttpResponse:
    if ending not in _ENDINGS:
        raise Http404(ending)
    reader = reader_in(request)
    file = export_file(leaves, ending, name=name, reader=reader, language=_language(reader), day=timezone.localdate(),
                       filters=filters)  # fmt: skip
    log("export.file", name or "city", actor=actor_in(request).label, kind=ending,
        n=sum(len(leaf.rows) for leaf in leaves), filtered=bool(filters[0]))  # fmt: skip
    for leaf in leaves:
        note_file(actor_in(request), leaf.item, leaf.fields, records=len(leaf.rows))
    return _attached(file)


def _attached(file: File) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.kind)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _language(reader: Reader) -> Language:
    return "en" if reader.language == "en" else "nl"


def _refuse_unseen(item: Register, query: QueryDict, reader: Reader) -> None:
    """Refuse when a field is asked for that the reader does not see, instead of handing over something else."""
    seen = {field.id for field in seen_fields(item, reader)}
    asked = [*(name for name in query if item.has(name)), *query.getlist("show"), query.get("sort", "").lstrip("-")]
    for name in asked:
        if item.has(name) and name not in seen:
            raise DeniedError(
                "You do not see {what} of every record here. Choose other columns, or fewer records.", what=name
            )


def _in_words(selection: Selection, reader: Reader) -> list[str]:
    return [chip.words for chip in choosing(selection, reader, works=False).chips]
