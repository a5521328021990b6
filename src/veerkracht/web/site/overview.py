"""What the first page tells a reader: answers in numbers, what asks for attention, and the registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from veerkracht.catalogue import Family, Question, Register, families, first_questions, register
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.counting import counts
from veerkracht.web.registers.models import State
from veerkracht.web.registers.overdue import overdue
from veerkracht.web.registers.reading import readable
from veerkracht.web.registers.remembering import remembered
from veerkracht.web.registers.since import last_visit
from veerkracht.web.registers.tallying import latest_year, tally

__all__ = ["Answer", "Attention", "Count", "Overview", "Shelf", "overview"]


class Count(NamedTuple):
    """A number with its words and the list behind it."""

    words: str
    n: int
    address: str


@dataclass(frozen=True)
class Answer:
    """A question of the first page with its numbers.

    Parameters
    ----------
    n : int
        Records of the register that the question is about.
    year : str
        Year of the counts, where only the last one counts.
    """

    question: Question
    item: Register
    n: int
    year: str
    parts: tuple[Count, ...]


class Attention(NamedTuple):
    """Something to look at: what, in which register, how many, and the list."""

    kind: str
    words: str
    n: int
    address: str


@dataclass(frozen=True)
class Shelf:
    """A family with its registers and the number of records the reader may see."""

    family: Family
    registers: tuple[tuple[Register, int], ...]


@dataclass(frozen=True)
class Overview:
    """What the first page shows."""

    answers: tuple[Answer, ...]
    attention: tuple[Attention, ...]
    shelves: tuple[Shelf, ...]


def overview(reader: Reader, *, today: date) -> Overview:
    """Count what a reader may see, up to a day."""
    answers, late, shelves = _alike_for_all(reader, today)
    return Overview(answers, (*_changed(reader), *_waiting(reader), *late), shelves)


@remembered
def _alike_for_all(reader: Reader, today: date) -> tuple[tuple[Answer, ...], tuple[Attention, ...], tuple[Shelf, ...]]:
    """Return what everybody with the same roles is told: answers, what is overdue, and the shelves."""
    found = counts(reader)
    answers = tuple(_answer(question, found, reader) for question in first_questions() if question.register in found)
    shelves = _shelves(found, everything=reader.user_id is not None)
    return answers, tuple(_overdue(found, reader, today)), shelves


def _shelves(found: dict[str, int], *, everything: bool) -> tuple[Shelf, ...]:
    """Put the registers on shelves; the public sees those with something in them."""
    shelves = (
        Shelf(
            family,
            tuple(
                (item, found[item.id])
                for item in family.registers
                if item.id in found and not item.part_of and (everything or found[item.id])
            ),
        )
        for family in families()
    )
    return tuple(shelf for shelf in shelves if shelf.registers)


def _answer(question: Question, found: dict[str, int], reader: Reader) -> Answer:
    item = register(question.of)
    year = latest_year(item, question.latest, reader) if question.latest else ""
    numbers = (
        tally(item, question.by, reader, where={question.latest: year} if year else None) if found.get(item.id) else {}
    )
    chosen = f"&{question.latest}={year}" if year else ""
    address = reverse("registers:list", args=(item.id,))
    parts = [
        Count(getattr(choice.label, reader.language), numbers[choice.code],
              f"{address}?{question.by}={choice.code}{chosen}")
        for choice in item.field(question.by).choices
        if numbers.get(choice.code)
    ]  # fmt: skip
    parts += [Count(gettext("unknown"), numbers[""], f"{address}?{question.by}=-{chosen}")] if numbers.get("") else []
    return Answer(question, register(question.register), found[question.register], year, tuple(parts))


def _changed(reader: Reader) -> list[Attention]:
    """Return how much changed since the reader was here; nothing for who has no account."""
    if reader.user_id is None:
        return []
    since = last_visit(reader)
    others = Q(changed_at__gt=since) & ~Q(changed_by=reader.user_id)
    n = sum(counts(reader, where=others).values())
    return [Attention("changed", "", n, reverse("changes:index"))] if n else []


def _waiting(reader: Reader) -> list[Attention]:
    """Return what waits for a review that the reader may give."""
    found = counts(reader, where=Q(state=State.SUBMITTED), action=Action.REVIEW)
    return [
        _about("waiting", register(name), n, reader, f"?review={State.SUBMITTED}") for name, n in found.items() if n
    ]


def _overdue(found: dict[str, int], reader: Reader, today: date) -> list[Attention]:
    late = []
    for name, n in found.items():
        item = register(name)
        if n and item.late:
            records = readable(reader, item).exclude(state=State.ARCHIVED)
            late.append(_about("late", item, overdue(records, item, reader, today).count(), reader, "?late=1"))
    return [attention for attention in late if attention.n]


def _about(kind: str, item: Register, n: int, reader: Reader, query: str) -> Attention:
    words = getattr(item.label, reader.language)
    if kind == "late" and item.late:
        words = f"{words}: {getattr(item.late.label, reader.language)}"
    return Attention(kind, words, n, reverse("registers:list", args=(item.id,)) + query)
