"""What an interview round asks and promises, and how far it is."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.fields.json import KT

from veerkracht.catalogue import register
from veerkracht.web.registers.models import Record, State

__all__ = ["Progress", "months_later", "progress_of", "questions_of", "said"]


@dataclass(frozen=True)
class Progress:
    """How many interviews stand in a state, and its words."""

    code: str
    words: str
    count: int
    share: float


def said(record: Record, field: str, language: str) -> str:
    """Return a text of a record in a language, else in the other, else nothing."""
    value = record.values.get(field) or ""
    if isinstance(value, dict):
        return value.get(language) or next(iter(value.values()), "")
    return str(value)


def questions_of(round_: Record, language: str) -> list[str]:
    """Return the questions of a round, one per line of its field."""
    return [line.strip() for line in said(round_, "questions", language).splitlines() if line.strip()]


def progress_of(round_: Record, language: str) -> list[Progress]:
    """Return how many interviews of a round stand in each state, in the order of the definition."""
    held = Record.objects.filter(parent=round_, register="interviews").exclude(state=State.ARCHIVED)
    counted = held.annotate(at=KT("values__state")).values_list("at").annotate(n=Count("pk")).order_by()
    counts = dict(counted)
    total = sum(counts.values())
    return [
        Progress(one.code, one.label.en if language == "en" else one.label.nl, counts.get(one.code, 0),
                 counts.get(one.code, 0) / total if total else 0.0)
        for one in register("interviews").field("state").choices
    ]  # fmt: skip


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month.

    Examples
    --------
    >>> months_later(date(2027, 1, 31), 1), months_later(date(2027, 3, 14), 24)
    (datetime.date(2027, 2, 28), datetime.date(2029, 3, 14))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
