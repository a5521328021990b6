"""Pages with the registers, and with the records of one register."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from veerkracht.catalogue import families, register
from veerkracht.web.registers.counting import counts
from veerkracht.web.registers.reading import readable, segments, title_of
from veerkracht.web.registers.typed import reader_in, segment_of

__all__ = ["index", "listing"]


def index(request: HttpRequest) -> HttpResponse:
    """Show every register that the reader may see, with its question and how much is in it."""
    found = counts(reader_in(request))
    shelves = [
        (family, [(item, found[item.id]) for item in family.registers if item.id in found]) for family in families()
    ]
    return render(request, "registers/index.html", {"shelves": [shelf for shelf in shelves if shelf[1]]})


def listing(request: HttpRequest, register_id: str) -> HttpResponse:
    """Show the records of a register."""
    reader = reader_in(request)
    item = register(register_id)
    parts = segments(reader, item)
    rows = [(record, title_of(record, parts[segment_of(record)], reader.language)) for record in readable(reader, item)]
    return render(request, "registers/list.html", {"item": item, "rows": rows})
