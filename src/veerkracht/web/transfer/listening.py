"""What this room does when records are erased elsewhere, and what it adds to the pages of registers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from veerkracht.catalogue import Register
from veerkracht.web.people.access import Action
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.panels import EVERY, Panel, add_panel
from veerkracht.web.registers.records import erased
from veerkracht.web.registers.typed import reader_in
from veerkracht.web.transfer.models import Job, State

__all__ = ["connect"]


def connect() -> None:
    """Listen to what is erased, and put files on the page of each list."""
    erased.connect(_on_erased, dispatch_uid="transfer")
    add_panel(EVERY, "list", Panel("transfer/list_panel.html", _files))


def _on_erased(sender: object, ids: list[Any], **told: object) -> None:  # Any: ids of records
    """Throw away imports that hold what was erased: their lines and their files."""
    for job in Job.objects.filter(lines__record__in=ids).distinct():
        job.lines.all().delete()
        job.end(State.STOPPED)


def _files(
    request: HttpRequest, item: Register, record: Record | None
) -> Mapping[str, Any] | None:  # Any: for a template
    """Offer an empty workbook to who may bring it in again."""
    return {"item": item} if reader_in(request).may(Action.IMPORT, item.access) else None
