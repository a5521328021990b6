"""What this room adds to the pages of street labs, questions and transfer checks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from veerkracht.catalogue import Register
from veerkracht.web.people.access import Action
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.panels import Panel, add_panel
from veerkracht.web.registers.reading import allowed
from veerkracht.web.registers.typed import reader_in
from veerkracht.web.streets.board import seen_parts, streets
from veerkracht.web.streets.checking import traces_of
from veerkracht.web.streets.comparing import verdict_of
from veerkracht.web.streets.facts import measured_in, reach_of

__all__ = ["add_panels"]

Shown = dict[str, Any] | None  # Any: what a template shows


def add_panels() -> None:
    """Add the panels to the pages of registers."""
    add_panel("street_labs", "detail", Panel("streets/panels/lab.html", _lab, order=-20))
    add_panel("promises", "detail", Panel("streets/panels/promise.html", _promise, order=-20))
    add_panel("transfer_checks", "detail", Panel("streets/panels/check.html", _check, order=-20))


def _lab(request: HttpRequest, item: Register, record: Record | None) -> Shown:
    if record is None:
        return None
    reader = reader_in(request)
    return {
        "lab": record, "reach": reach_of(record, reader), "measured": measured_in(record, reader),
        "public": record.published is not None, "may_work": allowed(reader, Action.CREATE, record),
    }  # fmt: skip


def _promise(request: HttpRequest, item: Register, record: Record | None) -> Shown:
    if record is None or not allowed(reader_in(request), Action.HISTORY, record):
        return None
    traces = traces_of(record.values)
    return {"traces": traces} if traces else None


def _check(request: HttpRequest, item: Register, record: Record | None) -> Shown:
    if record is None or record.parent is None:
        return None
    reader = reader_in(request)
    values = next(
        (values for one, values in seen_parts(record.parent, "transfer_checks", reader) if one.pk == record.pk), None
    )
    if values is None:
        return None
    other = str(values.get("other_street", ""))
    found = next((one.external_id for one in streets(reader) if one.name.casefold() == other.casefold()), None)
    return {"check": verdict_of(record, values, reader.language), "lab": record.parent, "other": found}
