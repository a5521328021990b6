"""The pages of answers, and the panel that names them on the list of a register."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from veerkracht.catalogue import Register
from veerkracht.web.insights import community, homes, learning, matrix, network, risks
from veerkracht.web.insights.answering import Asked, Insight
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.typed import reader_in

__all__ = ["ALL", "answer", "index", "insights_panel"]

ALL: Final[dict[str, Insight]] = {
    insight.key: insight for part in (risks, matrix, network, homes, community, learning) for insight in part.INSIGHTS
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the questions that the reader may ask."""
    return render(request, "insights/index.html", {"insights": _for(request)})


@require_safe
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a question for who may see all that it rests on."""
    insight = ALL.get(key)
    reader = reader_in(request)
    if insight is None or not insight.is_for(reader):
        raise Http404
    told = insight.tell(Asked(reader, timezone.localdate()))
    return render(request, "insights/answer.html", {"insight": insight, "told": told})


def insights_panel(
    request: HttpRequest, item: Register, record: Record | None
) -> dict[str, Any] | None:  # Any: what the template shows
    """Return the questions that a register helps to answer, for who may ask them."""
    found = [insight for insight in _for(request) if item.id in insight.registers]
    return {"insights": found} if found else None


def _for(request: HttpRequest) -> list[Insight]:
    reader = reader_in(request)
    return [insight for insight in ALL.values() if insight.is_for(reader)]
