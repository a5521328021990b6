"""The parts of the description that are the same for every register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veerkracht.web.api.problems import CONTENT_TYPE, TITLES

__all__ = [
    "BEFORE", "ID", "IF_MATCH", "LANGUAGE", "LIST_PARAMETERS", "components", "does", "operation", "page", "parameter",
    "paths", "record", "schemas",
]  # fmt: skip

Json = dict[str, Any]  # Any: JSON
_TEXT: Final[Json] = {"type": "string"}
_MOMENT: Final[Json] = {"type": "string", "format": "date-time"}
_WORDS: Final[Json] = {"$ref": "#/components/schemas/Words"}
_VERSION_HEADER: Final[Json] = {"API-Version": {"$ref": "#/components/headers/ApiVersion"}}
_DOES: Final = {
    "list": _("list records"), "read": _("read a record"), "record": _("record something"), "change": _("change a record"),
    "move": _("move a record through review"), "versions": _("list the versions of a record"),
}  # fmt: skip


def parameter(name: str, schema: Json, *, place: str = "query", required: bool = False) -> Json:
    """Return a parameter."""
    return {"name": name, "in": place, "required": required, "schema": schema}


ID: Final = parameter("id", _TEXT, place="path", required=True)
IF_MATCH: Final = parameter("If-Match", _TEXT, place="header")
LANGUAGE: Final = parameter("lang", {"type": "string", "enum": ["nl", "en"]})
BEFORE: Final = parameter("before", {"type": "integer", "minimum": 1})
_PAGE: Final = [
    parameter("page", {"type": "integer", "minimum": 1, "default": 1}),
    parameter("pageSize", {"type": "integer", "minimum": 1, "maximum": 200}),
]
LIST_PARAMETERS: Final = [
    parameter("q", _TEXT),
    parameter("review", {"type": "string", "enum": ["working", "submitted", "returned", "approved", "archived"]}),
    parameter("late", {"type": "string", "enum": ["1"]}),
    parameter("changedSince", {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}),
    parameter("fields", _TEXT),
    *_PAGE,
]


def does(name: str) -> str:
    """Return what an operation does, in words."""
    return str(_DOES[name])


def operation(
    name: str, summary: str, tag: str, answers: dict[str, Json], *, parameters: Sequence[Json] = (),
    problems: Sequence[str] = (), body: Json | None = None,
) -> Json:  # fmt: skip
    """Return an operation.

    Parameters
    ----------
    answers : dict
        Schema of the answer per status.
    problems : sequence of str
        Statuses of what can go wrong.
    body : dict or None
        Schema of what is sent.
    """
    told = {status: _answer(summary, schema, "application/json") for status, schema in answers.items()}
    told |= {status: {"$ref": f"#/components/responses/Problem{status}"} for status in (*problems, "500")}
    made: Json = {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "parameters": list(parameters),
        "responses": told,
    }
    if body:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return made


def _answer(summary: str, schema: Json, kind: str) -> Json:
    return {"description": summary, "headers": _VERSION_HEADER, "content": {kind: {"schema": schema}}}


def _object(properties: Json, *, needed: Sequence[str] = ()) -> Json:
    return {"type": "object", "properties": properties, "required": list(needed)}


def _list_of(schema: Json) -> Json:
    return {"type": "array", "items": schema}


def record(values: Json) -> Json:
    """Return the schema of a record with its values."""
    parent = _object({"register": _TEXT, "id": _TEXT, "title": _TEXT}, needed=["register", "id"])
    properties = {
        "id": _TEXT, "register": _TEXT, "title": _TEXT, "parent": parent, "version": {"type": "integer"}, "state": _TEXT,
        "changedAt": _MOMENT, "publishedAt": _MOMENT, "values": values, "withheld": _list_of(_TEXT), "links": _LINKS,
    }  # fmt: skip
    return _object(properties, needed=["id", "register", "title", "values", "links"])


_LINKS: Final[Json] = {"type": "object", "additionalProperties": {"type": "string", "format": "uri-reference"}}


def page(item: Json) -> Json:
    """Return the schema of a page of records."""
    properties = {"count": {"type": "integer"}, "items": _list_of(item), "links": _LINKS}
    return _object(properties, needed=["count", "items", "links"])


def schemas() -> Json:
    """Return the schemas that belong to no register."""
    error = _object(
        {"in": _TEXT, "pointer": _TEXT, "parameter": _TEXT, "code": _TEXT, "detail": _TEXT},
        needed=["in", "code", "detail"],
    )
    problem = {
        "type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT, "code": _TEXT,
        "errors": _list_of(error), "current": {"type": "object"}, "sent": {"type": ["object", "null"]},
    }  # fmt: skip
    version = {
        "id": {"type": "integer"}, "version": {"type": "integer"}, "at": _MOMENT, "by": _TEXT, "reason": _TEXT,
        "state": _TEXT, "changed": _list_of(_TEXT),
    }  # fmt: skip
    return {
        "Problem": _object(problem, needed=["status", "title", "detail"]),
        "Versions": _object({"items": _list_of(_object(version)), "links": _LINKS}, needed=["items", "links"]),
        "Words": _object({"nl": _TEXT, "en": _TEXT}, needed=["nl", "en"]),
        "Definition": _object(_DEFINITION, needed=["id", "label", "links"]),
        "Definitions": page({"$ref": "#/components/schemas/Definition"}) | {"required": ["count", "items"]},
        "Found": _object({"count": {"type": "integer"}, "registers": {"type": "object"}, "items": _list_of(_object(_HIT))},
                         needed=["count", "registers", "items"]),
    }  # fmt: skip


_FIELD: Final[Json] = {
    "id": _TEXT, "kind": _TEXT, "label": _WORDS, "help": _WORDS, "required": {"type": "boolean"},
    "many": {"type": "boolean"}, "languages": {"type": "boolean"}, "visibility": _TEXT, "target": _TEXT, "unit": _WORDS,
    "choices": _list_of(_object({"code": _TEXT, "label": _WORDS})),
}  # fmt: skip
_DEFINITION: Final[Json] = {
    "id": _TEXT, "label": _WORDS, "one": _WORDS, "several": _WORDS, "question": _WORDS, "partOf": {"type": ["string", "null"]},
    "title": _TEXT, "may": _list_of(_TEXT), "links": _LINKS, "fields": _list_of(_object(_FIELD)),
}  # fmt: skip
_HIT: Final[Json] = {
    "register": _TEXT, "id": _TEXT, "title": _TEXT, "field": _TEXT, "links": _LINKS,
    "pieces": _list_of(_object({"text": _TEXT, "asked": {"type": "boolean"}})),
    "parent": _object({"register": _TEXT, "id": _TEXT}),
}  # fmt: skip


def paths() -> Json:
    """Return the addresses that belong to no register."""
    common = ("400", "401", "404", "429")

    def read(name: str, summary: str, schema: str, *parameters: Json) -> Json:
        answer = {"200": {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"}}
        return {
            "get": operation(name, summary, "registers", answer, parameters=[*parameters, LANGUAGE], problems=common)
        }

    words = parameter("q", _TEXT, required=True)
    return {
        "/openapi.json": read("readDescription", gettext("This description"), ""),
        "/registers": read("listDefinitions", gettext("The registers that you may read"), "Definitions"),
        "/registers/{id}": {
            "parameters": [ID],
            **read("readDefinition", gettext("A register and its fields"), "Definition"),
        },
        "/search": read("search", gettext("Search everything"), "Found", words, parameter("register", _TEXT), *_PAGE),
    }


def components() -> Json:
    """Return the headers, answers and ways to sign in that operations point to."""
    problem = {"$ref": "#/components/schemas/Problem"}
    header = {"description": gettext("The whole version of the interface"), "required": True, "schema": _TEXT}
    return {
        "headers": {"ApiVersion": header},
        "responses": {
            f"Problem{status}": _answer(str(title), problem, CONTENT_TYPE)
            for status, (title, _advice) in TITLES.items()
        },
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "session"},
        },
    }
