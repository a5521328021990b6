"""What can be asked: lists, records, their versions, the definitions of registers, and the search."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from veerkracht.catalogue import Field, Register, Words, registers
from veerkracht.web.api.listing import Page, chosen_fields, listed, number_in
from veerkracht.web.api.naming import address_name, public_name, register_called
from veerkracht.web.api.problems import ApiProblem
from veerkracht.web.api.showing import Json, address_of, shown_records
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.detail import Sight, sight_of
from veerkracht.web.registers.history import timeline_of
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.observing import is_watched, note_versions
from veerkracht.web.registers.reading import Segment, segments, shown
from veerkracht.web.registers.selection import seen_fields
from veerkracht.web.registers.typed import segment_of
from veerkracht.web.search.searching import Hit, search

__all__ = ["definition", "definitions", "known", "list_of", "search_answer", "sight", "versions_of"]

_SEARCH_MOST = 50


def known(name: str, reader: Reader) -> Register:
    """Return the register with a name as in addresses, if the reader may read any of it.

    Raises
    ------
    ApiProblem
        404 if there is none for this reader.
    """
    item = register_called(name)
    if item is None or not segments(reader, item):
        raise ApiProblem(404)
    return item


def sight(item: Register, external_id: str, reader: Reader, *, action: Action = Action.READ) -> Sight:
    """Return a record as the reader sees it; without it the answer is 404."""
    return sight_of(item.id, external_id, reader, action=action)


def list_of(item: Register, request: HttpRequest, reader: Reader) -> Json:
    """Return a page of the records of a register.

    Answers of which each reading is logged stand in the record itself only.
    """
    page = listed(item, request.GET, reader, today=timezone.localdate())
    fields = chosen_fields(item, [one for one in seen_fields(item, reader) if not is_watched(item, one)], request.GET)
    parts = segments(reader, item)
    sights = [_sight(item, record, parts[segment_of(record)]) for record in page.records]
    return {"count": page.count, "items": shown_records(sights, fields, reader), "links": _links(item, request, page)}


def _sight(item: Register, record: Record, segment: Segment) -> Sight:
    return Sight(item, record, segment, shown(record, segment))


def _links(item: Register, request: HttpRequest, page: Page) -> dict[str, str]:
    last = max(1, -(-page.count // page.size))
    pages = {"self": page.number, "first": 1, "last": last}
    pages |= {"prev": min(page.number - 1, last)} if page.number > 1 else {}
    pages |= {"next": page.number + 1} if page.number < last else {}
    return {name: _page_address(item, request, number) for name, number in pages.items()}


def _page_address(item: Register, request: HttpRequest, number: int) -> str:
    pairs = [(name, value) for name, values in request.GET.lists() if name != "page" for value in values]
    return f"{address_of(item)}?{urlencode([*pairs, ('page', number)])}"


def versions_of(item: Register, external_id: str, request: HttpRequest, reader: Reader) -> Json:
    """Return the versions of a record, newest first: who changed which fields, when and why."""
    found = sight(item, external_id, reader, action=Action.HISTORY)
    note_versions(request, found.record, found.segment)
    timeline = timeline_of(found, reader, before=number_in(request.GET, "before", 0, most=99_999_999))
    items = [
        {"id": one.id, "version": one.number, "at": one.at.isoformat(), "by": one.who, "reason": one.reason,
         "state": one.state, "changed": [public_name(change.field.id) for change in one.changes]}
        for one in timeline.versions
    ]  # fmt: skip
    here = f"{address_of(item, external_id)}/versions"
    links = {"self": here} | ({"next": f"{here}?before={timeline.older}"} if timeline.older else {})
    return {"items": items, "links": links}


def definitions(reader: Reader) -> Json:
    """Return the registers that the reader may read."""
    items = [item for item in registers().values() if segments(reader, item)]
    return {"count": len(items), "items": [_told(item, reader) for item in items]}


def definition(item: Register, reader: Reader) -> Json:
    """Return one register with the fields that the reader may see."""
    fields = [_field(field) for field in seen_fields(item, reader)]
    return {**_told(item, reader), "fields": fields}


def _told(item: Register, reader: Reader) -> Json:
    may = [str(action) for action in Action if segments(reader, item, action=action)]
    return {
        "id": address_name(item), "label": _words(item.label), "one": _words(item.one), "several": _words(item.several),
        "question": _words(item.question),
        "partOf": item.part_of.replace("_", "-") or None, "title": public_name(item.title), "may": may,
        "links": {"self": f"/api/v1/registers/{address_name(item)}", "records": address_of(item)},
    }  # fmt: skip


def _field(field: Field) -> Json:
    told: Json = {
        "id": public_name(field.id), "kind": field.kind, "label": _words(field.label), "help": _words(field.help),
        "required": field.required, "many": field.many, "languages": field.languages, "visibility": field.visibility,
    }  # fmt: skip
    if field.choices:
        told["choices"] = [{"code": choice.code, "label": _words(choice.label)} for choice in field.choices]
    if field.target:
        told["target"] = field.target.replace("_", "-")
    return told | ({"unit": _words(field.unit)} if field.unit else {})


def _words(words: Words) -> dict[str, str]:
    return {"nl": words.nl, "en": words.en}


def search_answer(request: HttpRequest, reader: Reader) -> Json:
    """Return what is found: per hit the record, and in pieces where it says what was asked."""
    unknown = set(request.GET) - {"q", "register", "page", "pageSize", "lang"}
    if unknown or not request.GET.get("q", "").strip():
        told = gettext("Give the words to search for as `q`.")
        raise ApiProblem(400, code="wrong-parameter", errors=[
            {"in": "query", "parameter": name, "code": "wrong-parameter", "detail": told} for name in (sorted(unknown) or ["q"])
        ])  # fmt: skip
    number, size = (
        number_in(request.GET, "page", 1, most=10_000),
        number_in(request.GET, "pageSize", 20, most=_SEARCH_MOST),
    )
    name = request.GET.get("register", "")
    item = known(name, reader) if name else None
    found = search(request.GET["q"][:200], reader=reader, register=item.id if item else None, limit=size,
                   offset=(number - 1) * size)  # fmt: skip
    counts = {address_name(registers()[key]): count for key, count in found.counts.items()}
    return {"count": found.total, "registers": counts, "items": [_hit(hit) for hit in found.hits]}


def _hit(hit: Hit) -> Json:
    told: Json = {
        "register": address_name(hit.register), "id": hit.external_id, "title": "".join(text for text, _ in hit.title),
        "links": {"self": address_of(hit.register, hit.external_id)},
    }  # fmt: skip
    if hit.passage:
        told["field"] = public_name(hit.passage.field.id)
        told["pieces"] = [{"text": text, "asked": asked} for text, asked in hit.passage.pieces]
    if hit.parent:
        told["parent"] = {"register": hit.parent.register.replace("_", "-"), "id": hit.parent.external_id}
    return told
