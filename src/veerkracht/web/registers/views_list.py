"""Pages with the registers, and with the records of one register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from veerkracht.catalogue import Register, families
from veerkracht.catalogue.registers import ACCESS
from veerkracht.errors import DeniedError
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.choosing import choosing
from veerkracht.web.registers.counting import counts
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.lists import Listing, list_page
from veerkracht.web.registers.observing import note_file
from veerkracht.web.registers.panels import panels_for
from veerkracht.web.registers.reading import segments
from veerkracht.web.registers.selection import Selection, selection_of
from veerkracht.web.registers.sheets import known_register
from veerkracht.web.registers.typed import actor_in, reader_in

__all__ = ["index", "listing"]

_BARE: Final = "list"
Shown = Mapping[str, Any]  # Any: what a template shows


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every register that the reader may see, with its question and how much is in it."""
    found = counts(reader_in(request))
    shelves = [
        (family, [(item, found[item.id]) for item in family.registers if item.id in found]) for family in families()
    ]
    may_import = any(reader_in(request).may(Action.IMPORT, access) for access in ACCESS)
    shown = {"shelves": [shelf for shelf in shelves if shelf[1]], "may_import": may_import}
    return render(request, "registers/index.html", shown)


@require_safe
def listing(request: HttpRequest, register_id: str) -> HttpResponse:
    """Show the records of a register that an address asks for: the page, or only the list in it."""
    reader, item = reader_in(request), known_register(register_id)
    if not segments(reader, item):
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="read", what=item.id)
    selection = selection_of(item, request.GET, reader)
    part = _asks_for_part(request)
    if not part and "" in request.GET.values():
        return HttpResponseRedirect(_address(request, selection))
    page = list_page(selection, reader, today=timezone.localdate())
    note_file(actor_in(request), item, [item.field(name) for name in selection.show], records=len(page.rows))
    response = render(
        request, "registers/list_part.html" if part else "registers/list.html", _shown(request, page, reader, part=part)
    )
    if part:
        response["HX-Push-Url"] = _address(request, selection)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _asks_for_part(request: HttpRequest) -> bool:
    """Tell whether script asks for the list alone; going back in the browser asks for the whole page."""
    asked = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == _BARE
    return asked and request.headers.get("HX-History-Restore-Request") != "true"


def _address(request: HttpRequest, selection: Selection) -> str:
    query = selection.query()
    return f"{request.path}?{query}" if query else request.path


def _shown(request: HttpRequest, page: Listing, reader: Reader, *, part: bool) -> Shown:
    item = page.item
    shown = {
        "item": item, "page": page, "choosing": choosing(page.selection, reader, works=page.works), "part": part,
        "may_change": bool(segments(reader, item, action=Action.CHANGE)),
        "may_create": bool(segments(reader, item, action=Action.CREATE)) and not item.part_of,
        "may_import": reader.may(Action.IMPORT, item.access), "may_export": reader.may(Action.EXPORT, item.access),
    }  # fmt: skip
    if part:
        return shown
    trail = [(gettext("All registers"), reverse("registers:index")), (in_words(item.label, reader.language), "")]
    return {
        **shown,
        "trail": trail,
        "above": _panels(request, item, above=True),
        "below": _panels(request, item, above=False),
    }


def _panels(request: HttpRequest, item: Register, *, above: bool) -> list[SafeString]:
    """Return what other rooms add above or below the list."""
    wanted = [panel for panel in panels_for(item, "list") if (panel.order < 0) == above]
    told = [(panel.template, panel.context(request, item, None)) for panel in wanted]
    return [render_to_string(template, dict(context), request) for template, context in told if context is not None]
