"""Descriptions of JSON files: what programs can hold a file against."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from veerkracht.catalogue import registers
from veerkracht.web.registers.sheets import known_register
from veerkracht.web.transfer.schema import schema_of

__all__ = ["one", "whole"]

_KIND = "application/schema+json"


@require_GET
@cache_control(public=True, max_age=3600)
def whole(request: HttpRequest) -> JsonResponse:
    """Return the description of a file with every register."""
    return JsonResponse(schema_of(tuple(registers().values())), content_type=_KIND)


@require_GET
@cache_control(public=True, max_age=3600)
def one(request: HttpRequest, register_id: str) -> JsonResponse:
    """Return the description of a file with one register and its parts."""
    return JsonResponse(schema_of((known_register(register_id),)), content_type=_KIND)
