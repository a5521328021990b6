"""What other rooms add to the pages of a register: a part of the page with its own template.

A room registers its panels when the application starts; the pages of registers show them and know no room by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from veerkracht.catalogue import Register
from veerkracht.web.registers.models import Record

__all__ = ["EVERY", "Panel", "add_panel", "panels_for", "rendered_panels"]

EVERY: Final = "*"
Place = Literal["list", "detail"]
Context = Callable[[HttpRequest, Register, "Record | None"], "Mapping[str, Any] | None"]  # Any: what a template shows


@dataclass(frozen=True)
class Panel:
    """A part of a page.

    Parameters
    ----------
    template : str
        Template of the part.
    context : callable
        Given the request, the register and, on a detail page, the record, what the template shows; None to leave
        the part out.
    order : int
        Lower comes first; below 0 stands above the list or the answers.
    """

    template: str
    context: Context
    order: int = 100


_PANELS: Final[dict[tuple[str, str], list[Panel]]] = {}


def add_panel(register_id: str, place: Place, panel: Panel) -> None:
    """Add a panel to the list or the detail pages of a register, or of every register (`EVERY`)."""
    known = _PANELS.setdefault((register_id, place), [])
    if panel not in known:
        known.append(panel)


def panels_for(item: Register, place: Place) -> list[Panel]:
    """Return the panels of a page, in order."""
    return sorted([*_PANELS.get((item.id, place), []), *_PANELS.get((EVERY, place), [])], key=lambda panel: panel.order)


def rendered_panels(
    request: HttpRequest, item: Register, place: Place, *, record: Record | None = None
) -> tuple[list[SafeString], list[SafeString]]:
    """Return the panels of a page as HTML: those above its own content, and those below it."""
    above: list[SafeString] = []
    below: list[SafeString] = []
    for panel in panels_for(item, place):
        context = panel.context(request, item, record)
        if context is not None:
            (above if panel.order < 0 else below).append(render_to_string(panel.template, dict(context), request))
    return above, below
