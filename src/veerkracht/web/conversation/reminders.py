"""Reminders: one mail per person with what is overdue or due soon among the records that they look after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext_noop

from veerkracht.catalogue import Register, registers
from veerkracht.web.conversation.mails import address_of, send
from veerkracht.web.conversation.models import MailWish, Reminded
from veerkracht.web.people.access import Reader, Role
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.overdue import is_overdue, overdue
from veerkracht.web.registers.reading import readable, segments, shown, title_of
from veerkracht.web.registers.typed import segment_of

__all__ = ["SOON_DAYS", "Due", "due_for", "remind"]

SOON_DAYS: Final = 7
AGAIN_DAYS: Final = {MailWish.Often.DAILY: 1, MailWish.Often.WEEKLY: 7}


@dataclass(frozen=True)
class Due:
    """A record that asks for attention: its date, and whether that has passed."""

    record: Record
    title: str
    due: str
    is_late: bool
    words: str


def due_for(user: User, *, today: date) -> list[Due]:
    """Return what somebody is reminded of: records that name them as who looks after it.

    A resilience officer is also reminded of records that name nobody. Only what the person may read is returned,
    whatever record names them.
    """
    reader = reader_of(user, language=user.language)
    found = [due for item in registers().values() if item.late for due in _due_in(item, reader, user, today)]
    return sorted(found, key=lambda due: (due.due, due.title))


def _due_in(item: Register, reader: Reader, user: User, today: date) -> Iterator[Due]:
    late = item.late
    if late is None:
        return
    parts = segments(reader, item)
    soon = today + timedelta(days=SOON_DAYS)
    records = overdue(readable(reader, item).exclude(state=State.ARCHIVED), item, reader, soon)
    for record in records.order_by("external_id"):
        values = shown(record, parts[segment_of(record)])
        owner = values.get(late.owner) if late.owner else None
        if owner == user.email or (owner is None and reader.has(Role.OFFICER)):
            title = title_of(record, parts[segment_of(record)], reader.language)
            is_late = is_overdue(item, values, today)
            yield Due(record, title, values[late.date], is_late, getattr(late.label, reader.language))


def remind(*, today: date) -> int:
    """Send the reminders of a day and return how many mails went out.

    Somebody is reminded of the same record once a week, or once a day if they chose so, or never.
    """
    users = User.objects.filter(is_active=True, pk__in=Assignment.objects.current().values("user"))
    return sum(_remind_one(user, today) for user in users.order_by("pk"))


def _remind_one(user: User, today: date) -> int:
    wish = MailWish.objects.filter(user=user).values_list("often", flat=True).first() or MailWish.Often.WEEKLY
    if wish == MailWish.Often.NEVER:
        return 0
    since = today - timedelta(days=AGAIN_DAYS[MailWish.Often(wish)])
    told = set(Reminded.objects.filter(user=user, on__gt=since).values_list("record_id", flat=True))
    due = [one for one in due_for(user, today=today) if one.record.pk not in told]
    if not due:
        return 0
    with translation.override(user.language):
        lines = [(one, address_of(one.record)) for one in due]
    send(user, gettext_noop("What asks for your attention"), "conversation/reminder.txt", {"lines": lines})
    Reminded.objects.bulk_create([Reminded(record=one.record, user=user, on=today) for one in due])
    return 1
