"""A list as its address asks for it: the same filters and order as on the page, but nothing wrong is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext

from veerkracht.catalogue import Field, Register
from veerkracht.web.api.naming import PARAMETERS, PARENT, field_called, public_name
from veerkracht.web.api.problems import ApiProblem
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.observing import is_watched
from veerkracht.web.registers.selecting import selected
from veerkracht.web.registers.selection import FILTERED, Selection, can_sort, seen_fields, selection_of
from veerkracht.web.registers.typed import number_of

__all__ = ["MOST", "PAGE", "Page", "chosen_fields", "listed", "number_in"]

PAGE: Final = 50
MOST: Final = 200
_SAME: Final = ("q", "review", "late")


@dataclass(frozen=True)
class Page:
    """A page of a list."""

    records: list[Record]
    count: int
    number: int
    size: int


def listed(item: Register, query: QueryDict, reader: Reader, *, today: date) -> Page:
    """Return the page of records that an address asks for.

    Raises
    ------
    ApiProblem
        400 if a parameter is unknown or does not fit; 403 if it names a field that the reader may not see.
    """
    number, size = number_in(query, "page", 1, most=1_000_000), number_in(query, "pageSize", PAGE, most=MOST)
    records = selected(_selection(item, query, reader), reader, today=today)
    first = (number - 1) * size
    return Page(list(records[first : first + size]), records.order_by().count(), number, size)


def _selection(item: Register, query: QueryDict, reader: Reader) -> Selection:
    seen = {field.id: field for field in seen_fields(item, reader)}
    inner = QueryDict(mutable=True)
    for name in query:
        if name in _SAME:
            inner.setlist(name, query.getlist(name)[-1:])
        elif name == PARENT and item.part_of:
            inner.setlist("of", query.getlist(name))
        elif name not in PARAMETERS:
            inner.setlist(_seen(item, name, seen).id, query.getlist(name))
    order = query.get("sort", "")
    if order:
        inner["sort"] = ("-" if order.startswith("-") else "") + _seen(item, order.removeprefix("-"), seen, "sort").id
    inner["changed_since"] = query.get("changedSince", "")
    selection = selection_of(item, inner, reader)
    wrong = list(_passed_over(selection, inner))
    if wrong:
        raise ApiProblem(400, code="wrong-parameter", errors=[_wrong(public_name(name)) for name in wrong])
    return selection


def _seen(item: Register, name: str, seen: dict[str, Field], parameter: str = "") -> Field:
    field = field_called(item, name)
    if field is None:
        raise ApiProblem(400, code="unknown-parameter", errors=[_wrong(parameter or name)])
    if field.id not in seen or is_watched(item, field):
        raise ApiProblem(403, gettext("You may not see {field} here.").format(field=name), code="hidden-field")
    return field


def _passed_over(selection: Selection, inner: QueryDict) -> Iterator[str]:
    """Yield what the page would leave out of the address without a word."""
    for name in inner:
        if selection.item.has(name):
            field, given = selection.item.field(name), {value.strip()[:200] for value in inner.getlist(name)}
            if field.kind not in FILTERED or given != set(selection.values(name)):
                yield name
    if inner.get("sort") and (
        selection.sort != inner["sort"] or not can_sort(selection.item.field(inner["sort"].lstrip("-")))
    ):
        yield "sort"
    if inner["changed_since"] != selection.changed_since:
        yield "changed_since"
    if "of" in inner and (len(inner.getlist("of")) > 1 or not selection.of or inner["of"] != selection.of):
        yield PARENT
    if inner.get("review", "") != selection.review:
        yield "review"
    if "late" in inner and not selection.late:
        yield "late"


def chosen_fields(item: Register, fields: list[Field], query: QueryDict) -> list[Field]:
    """Return the fields that are asked for with ``fields=name,kind``; all that are given without it.

    Raises
    ------
    ApiProblem
        As in `listed`.
    """
    if "fields" not in query:
        return fields
    seen = {field.id: field for field in fields}
    return [_seen(item, name.strip(), seen, "fields") for name in query.get("fields", "").split(",") if name.strip()]


def number_in(query: QueryDict, name: str, usual: int, *, most: int) -> int:
    """Return a number from 1 in an address.

    Raises
    ------
    ApiProblem
        400 if it is no number or not within its bounds.
    """
    text = query.get(name, "")
    if not text and name not in query:
        return usual
    number = number_of(text)
    if not 1 <= number <= most:
        raise ApiProblem(400, code="wrong-parameter", errors=[_wrong(name)])
    return number


def _wrong(name: str) -> dict[str, str]:
    return {
        "in": "query", "parameter": name, "code": "wrong-parameter",
        "detail": gettext("This parameter is not known here, or its value does not fit."),
    }  # fmt: skip
