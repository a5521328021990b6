"""What changed since somebody was here, over all registers that they may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from veerkracht.catalogue import Register, registers
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.people.models import User
from veerkracht.web.registers.comparing import changed_fields
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Face, Record, Seen, State, Values
from veerkracht.web.registers.naming import address_of
from veerkracht.web.registers.reading import Label, Segment, readable, segments, title_of, visible_fields
from veerkracht.web.registers.typed import segment_of

__all__ = ["KINDS", "Batch", "News", "changed_since", "last_visit", "mark_seen"]

KINDS: Final = ("new", "changed", "published", "archived")
MOST: Final = 50
_FIRST_LOOK: Final = timedelta(days=14)


@dataclass(frozen=True)
class News:
    """A record that changed: what kind of change, and which questions."""

    id: str
    title: str
    address: str
    kind: str
    fields: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Batch:
    """What changed in one register."""

    item: Register
    news: tuple[News, ...]
    more: bool


def last_visit(reader: Reader) -> datetime:
    """Return until when a reader has seen all changes.

    For who never said so it is two weeks ago, or when their account was made: what was there before is not a change.
    """
    first = timezone.now() - _FIRST_LOOK
    if reader.user_id is None:
        return first
    mark = Seen.objects.filter(user_id=reader.user_id, register="", record=None).first()
    return mark.at if mark else max(first, User.objects.get(pk=reader.user_id).joined_at)


def mark_seen(reader: Reader, until: datetime, *, register_id: str = "", record: Record | None = None) -> None:
    """Remember that a reader has seen the changes until a moment: all, of one register or of one record."""
    if reader.user_id is None:
        return
    where = {"record": record} if record else {"record": None, "register": register_id}
    Seen.objects.update_or_create(
        user_id=reader.user_id, **where, defaults={"at": min(until, timezone.now()), "register": register_id}
    )


def changed_since(reader: Reader, since: datetime, *, register_id: str = "", kind: str = "") -> list[Batch]:
    """Return the records that changed, by register, newest first, without what was marked as seen.

    Parameters
    ----------
    since : datetime
        Changes after this moment.
    register_id, kind : str
        Only of this register, and only of this kind of `KINDS`; empty for all.

    Notes
    -----
    One question to find the registers, and one for each register in which something changed.
    """
    names = set(Record.objects.filter(changed_at__gt=since).order_by().values_list("register", flat=True).distinct())
    marks = _marks(reader)
    found = []
    for item in registers().values():
        if item.id in names and register_id in ("", item.id):
            batch = _batch(item, reader, max(since, marks.get(item.id, since)), kind)
            found += [batch] if batch.news else []
    return found


def _marks(reader: Reader) -> dict[str, datetime]:
    if reader.user_id is None:
        return {}
    marks = Seen.objects.filter(user_id=reader.user_id, record=None).exclude(register="")
    return dict(marks.values_list("register", "at"))


def _batch(item: Register, reader: Reader, since: datetime, kind: str) -> Batch:
    places = segments(reader, item)
    news = list(_news(_changed(item, places, reader, since), item, places, reader, since))
    wanted = [one for one in news if kind in ("", one.kind)]
    return Batch(item, tuple(wanted[:MOST]), len(news) > MOST)


def _changed(item: Register, places: tuple[Segment, ...], reader: Reader, since: datetime) -> QuerySet[Record]:
    changed = Q(pk__in=[])
    for place, segment in enumerate(places):
        when = {"changed_at__gt": since} if segment.face == Face.WORKING else {"published_at__gt": since}
        changed |= Q(segment=place, **when)
    earlier = Record.history.filter(id=OuterRef("pk"), history_date__lte=since).order_by("-history_id")
    records = readable(reader, item).filter(changed)
    if reader.user_id is not None:
        marked = Seen.objects.filter(user_id=reader.user_id, record=OuterRef("pk"), at__gte=OuterRef("changed_at"))
        records = records.filter(~Exists(marked))
    return records.annotate(
        earlier_values=Subquery(earlier.values("values")[:1]), earlier_state=Subquery(earlier.values("state")[:1])
    ).order_by(F("changed_at").desc(), "id")[: 2 * MOST]


def _news(
    records: QuerySet[Record], item: Register, places: tuple[Segment, ...], reader: Reader, since: datetime
) -> Iterator[News]:
    may_look_back = bool(segments(reader, item, action=Action.HISTORY))
    for record in records:
        segment = places[segment_of(record)]
        before: Values = getattr(record, "earlier_values", None) or {}
        fields = changed_fields(visible_fields(item, segment), before, record.values) if may_look_back else []
        kind = _kind(record, segment, getattr(record, "earlier_state", None))
        if segment.face == Face.PUBLISHED or fields or kind != "changed":
            title = title_of(record, segment, reader.language)
            words = tuple(in_words(asked.label, reader.language) for asked in fields) if kind == "changed" else ()
            address = address_of(Label(item.id, record.external_id, title))
            at = record.changed_at if segment.face == Face.WORKING else record.published_at or record.changed_at
            yield News(str(record.pk), title, address, kind, words, at)


def _kind(record: Record, segment: Segment, earlier_state: str | None) -> str:
    if segment.face == Face.PUBLISHED:
        return "published"
    if earlier_state is None:
        return "new"
    if record.state != earlier_state and record.state in (State.ARCHIVED, State.APPROVED):
        return "archived" if record.state == State.ARCHIVED else "published"
    return "changed"
