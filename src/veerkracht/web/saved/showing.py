"""The kept views above a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from veerkracht.catalogue import Register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.selection import selection_of
from veerkracht.web.registers.typed import reader_in
from veerkracht.web.saved.models import SavedView

__all__ = ["kept_views", "query_for"]


def query_for(view: SavedView, item: Register, reader: Reader) -> str:
    """Return the address of a view for a reader: without what its owner filtered by and the reader may not see."""
    return selection_of(item, QueryDict(view.query), reader).changed().query()


def kept_views(
    request: HttpRequest, item: Register, record: Record | None
) -> Mapping[str, Any] | None:  # Any: template
    """Return the views that the reader kept of a list or that were shared, the one that is open marked."""
    reader = reader_in(request)
    if reader.user_id is None:
        return None
    views = list(SavedView.objects.for_reader(reader).filter(register=item.id))
    if not views:
        return None
    now = selection_of(item, request.GET, reader).changed().query()
    address = reverse("registers:list", args=(item.id,))
    queries = [(view.name, query_for(view, item, reader)) for view in views]
    told = [(name, f"{address}?{query}", query == now) for name, query in queries]
    return {"views": told, "all": address, "is_all": not now, "manage": reverse("saved:manage", args=(item.id,))}
