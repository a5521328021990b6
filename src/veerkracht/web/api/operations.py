"""The addresses of the interface and what each does; the same for every register."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import get_language
from ninja import NinjaAPI

from veerkracht.web.api import reading, writing
from veerkracht.web.api.asking import Asker, asker_of, body_of
from veerkracht.web.api.description import described
from veerkracht.web.api.middleware import VERSION
from veerkracht.web.api.problems import ApiProblem, problem_answer
from veerkracht.web.api.showing import Json, address_of, shown_record, tag_of
from veerkracht.web.registers.detail import Sight
from veerkracht.web.registers.observing import note_reading

__all__ = ["api"]

api: Final = NinjaAPI(version=VERSION, urls_namespace="api-1", docs_url=None, openapi_url=None)
_READ: Final = ["GET", "HEAD"]
_LANGUAGES: Final = ("nl", "en")
_NOTHING: Final = "\0"
Operation = Callable[..., HttpResponse]


@api.exception_handler(ApiProblem)
def _on_problem(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    return problem_answer(problem)


@api.exception_handler(Http404)
def _on_absent(request: HttpRequest, problem: Http404) -> HttpResponse:
    return problem_answer(ApiProblem(404))


def _in_language(operation: Operation) -> Operation:
    """Let ``lang`` choose the language of titles and problems; without it `Accept-Language` does."""

    @wraps(operation)
    def chosen(request: HttpRequest, **named: str) -> HttpResponse:
        wanted = request.GET.get("lang", "") or (get_language() or "nl")[:2]
        with translation.override(wanted if wanted in _LANGUAGES else "nl"):
            if wanted not in _LANGUAGES or _has_nothing_sign(request):
                return problem_answer(ApiProblem(400, code="wrong-parameter"))
            return operation(request, **named)

    return chosen


def _has_nothing_sign(request: HttpRequest) -> bool:
    """Tell whether an address holds the sign that no database keeps in a text."""
    return _NOTHING in request.path or any(_NOTHING in text for _, texts in request.GET.lists() for text in texts)


@api.api_operation(_READ, "/openapi.json")
@_in_language
def openapi(request: HttpRequest) -> HttpResponse:
    """Describe the interface, as far as the asker may use it."""
    reader = asker_of(request).reader
    return JsonResponse(described(reader, origin=request.build_absolute_uri("/").rstrip("/")))


@api.api_operation(_READ, "/registers")
@_in_language
def list_definitions(request: HttpRequest) -> HttpResponse:
    """List the registers."""
    return JsonResponse(reading.definitions(asker_of(request).reader))


@api.api_operation(_READ, "/registers/{name}")
@_in_language
def read_definition(request: HttpRequest, name: str) -> HttpResponse:
    """Tell the fields of a register."""
    reader = asker_of(request).reader
    return JsonResponse(reading.definition(reading.known(name, reader), reader))


@api.api_operation(_READ, "/search")
@_in_language
def search(request: HttpRequest) -> HttpResponse:
    """Search everything."""
    return JsonResponse(reading.search_answer(request, asker_of(request).reader))


@api.api_operation(_READ, "/{name}")
@_in_language
def list_records(request: HttpRequest, name: str) -> HttpResponse:
    """List the records of a register."""
    reader = asker_of(request).reader
    return JsonResponse(reading.list_of(reading.known(name, reader), request, reader))


@api.post("/{name}")
@_in_language
def record(request: HttpRequest, name: str) -> HttpResponse:
    """Record something in a register."""
    asker = asker_of(request)
    item = reading.known(name, asker.reader)
    made = writing.recorded(item, body_of(request), asker)
    answer = _answer(made, request, asker, status=201)
    answer["Location"] = address_of(item, made.record.external_id)
    return answer


@api.api_operation(_READ, "/{name}/{record_id}")
@_in_language
def read_record(request: HttpRequest, name: str, record_id: str) -> HttpResponse:
    """Read a record."""
    asker = asker_of(request)
    return _answer(reading.sight(reading.known(name, asker.reader), record_id, asker.reader), request, asker)


@api.patch("/{name}/{record_id}")
@_in_language
def change_record(request: HttpRequest, name: str, record_id: str) -> HttpResponse:
    """Change a record."""
    asker = asker_of(request)
    item = reading.known(name, asker.reader)
    tag = request.headers.get("If-Match", "")
    return _answer(writing.changed(item, record_id, body_of(request), asker, tag=tag), request, asker)


@api.api_operation(_READ, "/{name}/{record_id}/versions")
@_in_language
def list_versions(request: HttpRequest, name: str, record_id: str) -> HttpResponse:
    """List the versions of a record."""
    reader = asker_of(request).reader
    return JsonResponse(reading.versions_of(reading.known(name, reader), record_id, request, reader))


@api.post("/{name}/{record_id}/moves")
@_in_language
def move_record(request: HttpRequest, name: str, record_id: str) -> HttpResponse:
    """Move a record through review."""
    asker = asker_of(request)
    item = reading.known(name, asker.reader)
    return _answer(writing.moved(item, record_id, body_of(request), asker), request, asker)


def _answer(found: Sight, request: HttpRequest, asker: Asker, *, status: int = 200) -> HttpResponse:
    note_reading(request, found.record, found.segment)
    told: Json = shown_record(found, asker.reader)
    answer = JsonResponse(told, status=status)
    if not found.public:
        answer["ETag"] = tag_of(found.record)
    return answer
