"""Where a page of a record stands: the register, what it belongs to, the record itself."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language, gettext

from veerkracht.catalogue import Register
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.naming import Piece

__all__ = ["record_address", "trail_of"]

Trail = list[tuple[str, str]]


def trail_of(item: Register, *titles: str, parent: Piece | None = None, record: Record | None = None) -> Trail:
    """Return the steps to a page, the last one without an address.

    Parameters
    ----------
    titles : str
        Names of the last steps; with `record` the first of them leads to its page.
    parent : Piece or None
        What the record belongs to.
    """
    trail = [
        (gettext("All registers"), reverse("registers:index")),
        (_label(item), reverse("registers:list", args=(item.id,))),
    ]
    trail += [(parent.words, parent.address)] if parent else []
    middle = [(title, record_address(record) if record else "") for title in titles[:-1]]
    return [*trail, *middle, (titles[-1], "")]


def record_address(record: Record) -> str:
    """Return the page of a record."""
    return reverse("registers:detail", args=(record.register, record.external_id))


def _label(item: Register) -> str:
    return item.label.en if (get_language() or "nl").startswith("en") else item.label.nl
