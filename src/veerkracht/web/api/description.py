"""The description of the interface (OpenAPI 3.1), made for who asks: what they cannot see or do is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext
from pydantic import BaseModel

from veerkracht.catalogue import Field, Register, load_city, register, registers
from veerkracht.web.api import fixed_schemas
from veerkracht.web.api.middleware import ROOT, VERSION
from veerkracht.web.api.naming import PARENT, address_name, public_name, type_name
from veerkracht.web.api.schemas import Moved, body_model, values_model
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.reading import segments
from veerkracht.web.registers.selection import FILTERED, can_sort, seen_fields

__all__ = ["described"]

Json = dict[str, Any]  # Any: JSON
_REF: Final = "#/components/schemas/{model}"


@dataclass(frozen=True)
class _Use:
    """What somebody may do with a register, and which of its fields they see."""

    register: str
    fields: tuple[str, ...]
    creates: bool
    changes: bool
    history: bool

    @property
    def item(self) -> Register:
        return register(self.register)

    @property
    def seen(self) -> list[Field]:
        return [self.item.field(name) for name in self.fields]


def described(reader: Reader, *, origin: str) -> Json:
    """Return the description.

    Parameters
    ----------
    origin : str
        Where the monitor is reached, for example ``https://monitor.example.org``.
    """
    uses = tuple(_use(item, reader) for item in registers().values() if segments(reader, item))
    return _described(uses, reader.language, origin)


def _use(item: Register, reader: Reader) -> _Use:
    fields = tuple(field.id for field in seen_fields(item, reader))
    creates, changes, history = (bool(segments(reader, item, action=one)) for one in
                                 (Action.CREATE, Action.CHANGE, Action.HISTORY))  # fmt: skip
    return _Use(item.id, fields, creates, changes, history)


@lru_cache(maxsize=16)
def _described(uses: tuple[_Use, ...], language: str, origin: str) -> Json:
    schemas: Json = fixed_schemas.schemas()
    schemas |= _made(Moved)
    paths: Json = fixed_schemas.paths()
    for use in uses:
        schemas |= _schemas(use, language)
        paths |= _paths(use, language)
    return {
        "openapi": "3.1.0", "info": _info(language, origin), "servers": [{"url": f"{origin}{ROOT}"}],
        "tags": [{"name": "registers"}, *({"name": address_name(use.item)} for use in uses)], "paths": paths,
        "components": {"schemas": schemas, **fixed_schemas.components()},
        "security": [{}, {"token": []}, {"session": []}],
    }  # fmt: skip


def _info(language: str, origin: str) -> Json:
    city = getattr(load_city(settings.CITY).name, language)
    name = gettext("Resilience monitor {city}").format(city=city)
    about = gettext("Reads and keeps what is in the registers. You see in this description what you may see and do.")
    return {
        "title": name, "version": VERSION, "description": about,
        "contact": {"name": name, "email": settings.DEFAULT_FROM_EMAIL, "url": f"{origin}/{language}/api/"},
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    }  # fmt: skip


def _schemas(use: _Use, language: str) -> Json:
    name = type_name(use.item)
    made = _made(values_model(use.item, use.seen, "read", language))
    if use.creates:
        made |= _made(body_model(use.item, use.seen, "record", language))
    if use.changes:
        made |= _made(body_model(use.item, use.seen, "change", language))
    made[f"{name}Record"] = fixed_schemas.record(_ref(f"{name}Values"))
    made[f"{name}Page"] = fixed_schemas.page(_ref(f"{name}Record"))
    return made


def _made(model: type[BaseModel]) -> Json:
    """Return the schema of a model and of all that it is made of, by name."""
    found = model.model_json_schema(ref_template=_REF)
    inner = found.pop("$defs", {})
    return {name: _plain(schema) for name, schema in {model.__name__: found, **inner}.items()}


def _plain(schema: Any) -> Any:  # Any: JSON
    """Write "or null" as a second type beside the first, and leave out what says nothing."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    either = schema.get("anyOf", ())
    if len(either) == 2 and either[1] == {"type": "null"} and "type" in either[0]:
        schema = {**{key: value for key, value in schema.items() if key != "anyOf"}, **_or_null(either[0])}
    return {key: _plain(value) for key, value in schema.items() if not (key == "default" and value is None)}


def _or_null(schema: Json) -> Json:
    codes = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    if "const" in schema:
        codes = {"enum": [schema["const"], None]}
    return {
        **{key: value for key, value in schema.items() if key != "const"},
        **codes,
        "type": [schema["type"], "null"],
    }


def _ref(name: str) -> Json:
    return {"$ref": _REF.format(model=name)}


def _paths(use: _Use, language: str) -> Json:
    item, name, here = use.item, type_name(use.item), f"/{address_name(use.item)}"
    one = f"{here}/{{id}}"
    about = item.label.en if language == "en" else item.label.nl
    told = _Told(address_name(item), name, about)
    paths: Json = {
        here: {"get": told.reads("list", f"{name}Page", parameters=_list_parameters(item, use.seen, language))},
        one: {"parameters": [fixed_schemas.ID], "get": told.reads("read", f"{name}Record")},
    }
    if use.creates:
        paths[here]["post"] = told.writes("record", f"{name}New", f"{name}Record", status="201")
    if use.changes:
        paths[one]["patch"] = told.writes(
            "change", f"{name}Change", f"{name}Record", parameters=[fixed_schemas.IF_MATCH]
        )
        moves = told.writes("move", "Moved", f"{name}Record")
        paths[f"{one}/moves"] = {"parameters": [fixed_schemas.ID], "post": moves}
    if use.history:
        before = [fixed_schemas.BEFORE]
        paths[f"{one}/versions"] = {
            "parameters": [fixed_schemas.ID],
            "get": told.reads("versions", "Versions", parameters=before),
        }
    return paths


@dataclass(frozen=True)
class _Told:
    """Writes the operations of one register."""

    tag: str
    name: str
    about: str

    def reads(self, does: str, schema: str, *, parameters: list[Json] | None = None) -> Json:
        lists = does == "list"
        return fixed_schemas.operation(
            f"{does}{self.name}", f"{self.about}: {fixed_schemas.does(does)}", self.tag, {"200": _ref(schema)},
            parameters=[*(parameters or []), fixed_schemas.LANGUAGE],
            problems=("400", "401", "403", "404", "429") if lists else ("400", "401", "404", "429"),
        )  # fmt: skip

    def writes(
        self, does: str, body: str, schema: str, *, status: str = "200", parameters: list[Json] | None = None
    ) -> Json:
        problems = ["400", "401", "403", "404", "409", *(["412"] if does == "change" else []), "413", "415", "429"]
        return fixed_schemas.operation(
            f"{does}{self.name}", f"{self.about}: {fixed_schemas.does(does)}", self.tag, {status: _ref(schema)},
            parameters=[*(parameters or []), fixed_schemas.LANGUAGE], problems=problems, body=_ref(body),
        )  # fmt: skip


def _list_parameters(item: Register, fields: list[Field], language: str) -> list[Json]:
    sortable = [public_name(field.id) for field in fields if can_sort(field)]
    orders = [order for name in sortable for order in (name, f"-{name}")]
    filters = [
        {
            "name": public_name(field.id),
            "in": "query",
            "explode": True,
            "schema": {"type": "array", "items": _filter(field)},
        }
        for field in fields
        if field.kind in FILTERED
    ]
    return [
        *fixed_schemas.LIST_PARAMETERS,
        *([_parent(register(item.part_of), language)] if item.part_of else []),
        fixed_schemas.parameter("sort", {"type": "string", "enum": orders}),
        *filters,
    ]


def _parent(whole: Register, language: str) -> Json:
    one = whole.one.en if language == "en" else whole.one.nl
    about = gettext("Id of what they belong to: {one}.").format(one=one)
    return {**fixed_schemas.parameter(PARENT, {"type": "string", "minLength": 1}), "description": about}


def _filter(field: Field) -> Json:
    codes = [choice.code for choice in field.choices] or (["yes", "no"] if field.kind == "yes_no" else [])
    unknown = [] if field.required else ["-"]
    return {"type": "string", "enum": [*codes, *unknown]} if codes else {"type": "string"}
