"""Drafts: what somebody filled in and did not save, kept for them alone and offered when they come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Draft
from veerkracht.web.registers.sheets import Sheet

__all__ = ["KEPT_DAYS", "draft_of", "drop_draft", "old_drafts", "save_draft"]

KEPT_DAYS: Final = 90  # who did not come back by then starts again; drafts may hold personal data


def save_draft(sheet: Sheet, reader: Reader, inputs: Mapping[str, list[str]], *, version: int) -> Draft | None:
    """Keep what was filled in; None for somebody without an account, for whom nothing can be kept.

    Parameters
    ----------
    inputs : Mapping
        The form as it was sent, a list of texts per input.
    version : int
        The version of the record that the editor started from; 0 for something new.
    """
    if reader.user_id is None:
        return None
    old_drafts().delete()
    told = {"values": dict(inputs), "version": version, "saved_at": timezone.now()}
    return Draft.objects.update_or_create(**_place(sheet, reader), defaults=told)[0]


def draft_of(sheet: Sheet, reader: Reader) -> Draft | None:
    """Return the draft of a form, if there is one."""
    return Draft.objects.filter(**_place(sheet, reader)).first() if reader.user_id is not None else None


def drop_draft(sheet: Sheet, reader: Reader) -> None:
    """Throw the draft of a form away."""
    if reader.user_id is not None:
        Draft.objects.filter(**_place(sheet, reader)).delete()


def old_drafts() -> QuerySet[Draft]:
    """Return the drafts that nobody came back for."""
    return Draft.objects.filter(saved_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))


def _place(sheet: Sheet, reader: Reader) -> dict[str, Any]:  # Any: values of the lookup
    return {"user_id": reader.user_id, "register": sheet.item.id, "record": sheet.record, "parent": sheet.parent}
