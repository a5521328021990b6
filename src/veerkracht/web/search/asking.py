"""Asks the index: which records of a reader meet a question, best first."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from veerkracht.web.people.access import Reader
from veerkracht.web.search.lookups import given_ids, named_in, weight
from veerkracht.web.search.models import Indexed, Passage
from veerkracht.web.search.sights import seen_by
from veerkracht.web.search.words import Query

__all__ = ["Row", "Wanted", "found_rows"]

Row = tuple[uuid.UUID, str]
"""A record and its register."""

MOST_WEIGHED: Final = 1_000
"""Passages that are weighed one by one; to weigh thousands takes longer than a reader waits."""

_ASKED: Final = "\ufdd0"  # no characters of any language: they stand for what is asked in a written statement
_MET: Final = "\ufdd1"


@dataclass(frozen=True)
class Wanted:
    """Which of the rows that are found are shown.

    Parameters
    ----------
    register : str
        Only of this register; empty for all.
    first, limit : int
        The place of the first one, and how many.
    """

    register: str = ""
    first: int = 0
    limit: int = 20


def found_rows(
    expression: str, queries: list[Query], reader: Reader, wanted: Wanted
) -> tuple[Mapping[str, int], list[Row]]:
    """Return how many records are found per register, most first, and those that are wanted, best first.

    Parameters
    ----------
    expression : str
        From `expression_of`.
    queries : list of Query
        The same question in several languages, for its words between quotes.

    Notes
    -----
    Few are weighed by how rare and how frequent the words are and where they stand. Of very many, those with the
    words in their name come first. Of equals the one that was changed last comes first. The index is asked first and
    the rest after it, because a database that is asked both at once cannot guess how many the index will find.
    """
    if any(query.phrases for query in queries):
        return _chosen(list(_weighed(reader, expression).filter(_phrases(queries))), wanted)
    alike = Reader(None if reader.user_id is None else 0, reader.assigned)
    met = list(Indexed.objects.filter(tokens__meets=expression).values_list("pk", flat=True))
    if len(met) <= MOST_WEIGHED:
        return _chosen(_told(alike, met, expression, many=False), wanted)
    return _chosen_of_many(_told(alike, met, expression, many=True), named_in(expression), wanted)


def _chosen_of_many(
    rows: Sequence[tuple[Any, ...]], names: set[int], wanted: Wanted  # Any: register and passage
) -> tuple[Mapping[str, int], list[Row]]:  # fmt: skip
    """Choose out of thousands, of which only those that are shown are looked up."""
    fitting = [passage for register, passage in rows if wanted.register in ("", register)]
    fitting.sort(key=lambda passage: (passage not in names, -passage))
    page = fitting[wanted.first : wanted.first + wanted.limit]
    found = {row.pk: row for row in Passage.objects.filter(pk__in=page).only("record_id", "register")}
    counts = dict(Counter(register for register, _ in rows).most_common())
    return counts, [(found[key].record_id, found[key].register) for key in page if key in found]


def _chosen(rows: Sequence[tuple[Any, ...]], wanted: Wanted) -> tuple[Mapping[str, int], list[Row]]:  # Any: as told
    fitting = [row for row in rows if wanted.register in ("", row[1])]
    counts = dict(Counter(row[1] for row in rows).most_common())
    return counts, [(_uuid(row[0]), row[1]) for row in fitting[wanted.first : wanted.first + wanted.limit]]


def _told(reader: Reader, met: list[int], expression: str, *, many: bool) -> list[tuple[Any, ...]]:  # Any: as told
    """Return what a reader sees of some passages: if many, register and passage; if few, as in `_weighed`."""
    statement, given = _written(reader, connection.vendor, many=many)
    stands_for = {_ASKED: expression, _MET: given_ids(met)}
    with connection.cursor() as cursor:
        cursor.execute(statement, [stands_for.get(str(value), value) for value in given])
        rows: list[tuple[Any, ...]] = cursor.fetchall()  # Any: as told
    return rows


@lru_cache(maxsize=512)
def _written(reader: Reader, vendor: str, *, many: bool) -> tuple[str, tuple[str | int, ...]]:
    """Write the question of a reader once: what they see is long to write, and stays as long as their roles."""
    asked = _seen(reader).values_list("register", "pk") if many else _weighed(reader, _ASKED)
    return asked.filter(pk__among=_MET).query.sql_with_params()


def _seen(reader: Reader) -> QuerySet[Passage, tuple[Any, ...]]:  # Any: as told
    return Passage.objects.filter(seen_by(reader)).values_list("record_id", "register")


def _weighed(reader: Reader, expression: str) -> QuerySet[Passage, tuple[Any, ...]]:  # Any: as told
    found = _seen(reader).filter(indexed__tokens__meets=expression)
    return found.annotate(weight=weight("indexed", expression)).order_by("weight", "-pk")


def _uuid(key: uuid.UUID | str) -> uuid.UUID:
    return key if isinstance(key, uuid.UUID) else uuid.UUID(key)


def _phrases(queries: list[Query]) -> Q:
    """Keep what has all words between quotes together, as one of the languages reads them."""
    condition = Q(pk__in=[])
    for query in queries:
        together = Q()
        for phrase in query.phrases:
            together &= Q(wording__word_order__contains=f" {' '.join(phrase)} ")
        condition |= together if query.phrases else Q(pk__in=[])
    return condition
