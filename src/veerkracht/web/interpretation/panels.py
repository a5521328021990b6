"""What this room adds to the pages of sessions and statements."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from veerkracht.catalogue import Register
from veerkracht.web.interpretation.figures import figure_of
from veerkracht.web.interpretation.recording import traces_of
from veerkracht.web.people.access import Action
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.panels import Panel, add_panel
from veerkracht.web.registers.reading import allowed
from veerkracht.web.registers.typed import reader_in

__all__ = ["add_panels"]

Shown = dict[str, Any] | None  # Any: what a template shows


def add_panels() -> None:
    """Add the panels to the pages of registers."""
    add_panel("interpretation_sessions", "detail", Panel("interpretation/panels/session.html", _session, order=-20))
    add_panel("interpretation_sessions", "list", Panel("interpretation/panels/list.html", _list, order=-20))
    add_panel("interpretations", "detail", Panel("interpretation/panels/statement.html", _statement, order=-20))


def _session(request: HttpRequest, item: Register, record: Record | None) -> Shown:
    if record is None:
        return None
    reader = reader_in(request)
    figure = figure_of(str(record.values.get("figure", "")), reader)
    return {"session": record, "figure": figure, "may_write": allowed(reader, Action.CREATE, record)}


def _list(request: HttpRequest, item: Register, record: Record | None) -> Shown:
    return {}


def _statement(request: HttpRequest, item: Register, record: Record | None) -> Shown:
    if record is None or not allowed(reader_in(request), Action.HISTORY, record):
        return None
    shown = {"traces": traces_of(record.values), "unchecked": not record.values.get("not_recognisable")}
    return shown if any(shown.values()) else None
