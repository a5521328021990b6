"""Taking over what another city handed: a new record here, with where it came from and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.text import slugify

from veerkracht.catalogue import Field, Register, register
from veerkracht.errors import UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.exchange.handing import Bundle, city_of
from veerkracht.web.exchange.models import Handover
from veerkracht.web.people.access import Actor
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record

__all__ = ["Preview", "preview", "receive"]


_OF_THERE: Final = ("in_strategy", "place")
"""Fields about the city that hands something over: whether it is in its strategy, and where it stands."""


@dataclass(frozen=True)
class Preview:
    """What would be taken over: the register, the answers, and the fields that stay behind."""

    item: Register
    values: dict[str, Any]  # Any: answers as JSON
    left: tuple[str, ...]
    parts: int


def preview(bundle: Bundle) -> Preview:
    """Return what a bundle would bring: links and areas of the other city stay behind, they mean nothing here."""
    item = register(bundle["record"]["register"])
    given = bundle["record"]["values"]
    kept = {name: value for name, value in given.items() if item.has(name) and _travels(item.field(name))}
    left = tuple(sorted(set(given) - set(kept)))
    return Preview(item, kept, left, len(bundle.get("parts", ())))


def _travels(field: Field) -> bool:
    return field.kind not in ("link", "area", "person") and field.visibility == "public" and field.id not in _OF_THERE


def receive(bundle: Bundle, *, differs: str, actor: Actor) -> Record:
    """Make a record out of a bundle; it is a working version, which the city makes its own and has approved.

    Parameters
    ----------
    bundle : dict
        From `read_bundle`.
    differs : str
        What differs here from the other city.
    actor : Actor
        Who receives.

    Raises
    ------
    UsageError
        If it is not told what differs, or the bundle was received before.
    DeniedError, AnswersError
        As for `records.create`.
    """
    if not differs.strip():
        raise UsageError("Tell what differs here. That is what the lesson is about.")
    if Handover.objects.filter(digest=bundle["sha256"]).exists():
        raise UsageError("This bundle was received before.")
    found, city = preview(bundle), city_of(bundle).en
    key = f"{slugify(city)[:40] or 'city'}-{bundle['record'].get('id', '')}"[:120]
    with transaction.atomic():
        record = records.create(found.item, found.values, actor=actor, reason=city[:100], external_id=key)
        Handover.objects.create(
            record=record, city=city, address=_safe(bundle["from"].get("address")),
            digest=bundle["sha256"], differs=differs.strip(), original=bundle,
        )  # fmt: skip
        log("handover.receive", f"{found.item.id}/{record.pk}", actor=actor.label)
    return record


def _safe(address: Any) -> str:  # Any: JSON of another city
    text = str(address or "")
    return text[:400] if text.startswith(("https://", "http://")) else ""
