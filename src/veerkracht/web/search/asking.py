"""Asks the index: which records of a reader meet a question, best first."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from veerkracht.web.people.access import Reader
from veerkracht.web.search.lookups import Firsts, in_name, weight
from veerkracht.web.search.models import Indexed
from veerkracht.web.search.sights import seen_by
from veerkracht.web.search.words import Query

__all__ = ["Row", "Wanted", "found_rows"]

Row = tuple[uuid.UUID, str]
"""A record and its register."""

MOST_WEIGHED: Final = 1_000
"""Records that are weighed one by one; to weigh thousands takes longer than a reader waits."""

_ASKED: Final = "\ufdd0"  # no characters of any language: they stand for what is asked in a written statement
_IN_NAME: Final = "\ufdd1"


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
    words in their name come first. Of equals the one that was changed last comes first. They are counted where they
    are, so that of thousands only those of the page are fetched.
    """
    if any(query.phrases for query in queries):
        return _chosen(_weighed(_met(reader, expression).filter(_phrases(queries)), expression), wanted)
    alike = Reader(None if reader.user_id is None else 0, reader.assigned)
    groups = _groups(_asked(alike, expression, _grouped, wanted), wanted)
    counts = Counter[str]()
    for group in groups:
        counts[group.register] += group.count
    if sum(counts.values()) <= MOST_WEIGHED:
        rows = _asked(alike, expression, _page_weighed, wanted)
        return dict(counts.most_common()), [(_uuid(key), register) for key, register in rows]
    return dict(counts.most_common()), _first_of_many(groups, wanted)


@dataclass(frozen=True)
class _Group:
    """Passages of one register that are met, either in their names or not: how many, and the newest of them."""

    register: str
    named: bool
    count: int
    newest: tuple[int, ...]


def _first_of_many(groups: Iterable[_Group], wanted: Wanted) -> list[Row]:
    """Choose out of thousands, of which only those that are shown are looked up."""
    fitting = [group for group in groups if wanted.register in ("", group.register)]
    ordered = sorted((not group.named, -key) for group in fitting for key in group.newest)
    page = [-key for _, key in ordered[wanted.first : wanted.first + wanted.limit]]
    found = {row.pk: row for row in Indexed.objects.filter(pk__in=page).only("record_id", "register")}
    return [(found[key].record_id, found[key].register) for key in page if key in found]


def _chosen(records: QuerySet[Indexed, Row], wanted: Wanted) -> tuple[Mapping[str, int], list[Row]]:
    rows = list(records)
    fitting = [row for row in rows if wanted.register in ("", row[1])]
    counts = dict(Counter(register for _, register in rows).most_common())
    return counts, fitting[wanted.first : wanted.first + wanted.limit]


_Ask = Callable[[Reader, str, Wanted], QuerySet[Indexed, Any]]  # Any: rows as each asks for them


def _asked(reader: Reader, expression: str, ask: _Ask, wanted: Wanted) -> list[tuple[Any, ...]]:  # Any: as above
    """Ask, with a statement that is written once per kind of reader."""
    try:
        statement, given = _written(reader, ask, wanted, connection.vendor)
    except EmptyResultSet:  # nothing is seen, or no row is wanted
        return []
    stands_for = {_ASKED: expression, _IN_NAME: in_name(expression)}
    with connection.cursor() as cursor:
        cursor.execute(statement, [stands_for.get(str(value), value) for value in given])
        rows: list[tuple[Any, ...]] = cursor.fetchall()  # Any: as above
    return rows


@lru_cache(maxsize=512)
def _written(reader: Reader, ask: _Ask, wanted: Wanted, vendor: str) -> tuple[str, tuple[str | int, ...]]:
    """Write the question of a reader once: what they see is long to write, and stays as long as their roles."""
    return ask(reader, _ASKED, wanted).query.sql_with_params()


def _met(reader: Reader, expression: str) -> QuerySet[Indexed]:
    return Indexed.objects.filter(tokens__meets=expression).filter(seen_by(reader))


def _weighed(records: QuerySet[Indexed], expression: str) -> QuerySet[Indexed, Row]:
    return records.order_by(weight(expression), "-pk").values_list("record_id", "register")


def _page_weighed(reader: Reader, expression: str, wanted: Wanted) -> QuerySet[Indexed, Row]:
    met = _met(reader, expression)
    fitting = met.filter(register=wanted.register) if wanted.register else met
    return _weighed(fitting, expression)[wanted.first : wanted.first + wanted.limit]


def _grouped(reader: Reader, expression: str, wanted: Wanted) -> QuerySet[Indexed, tuple[Any, ...]]:  # Any: as told
    """Ask for groups on PostgreSQL: register, whether in the name, how many, the newest; on SQLite for each passage."""
    by_name = Q(pk__in=Indexed.objects.filter(name_tokens__meets=_IN_NAME).values("pk"))
    met = _met(reader, expression).annotate(named=ExpressionWrapper(by_name, output_field=BooleanField()))
    if connection.vendor != "postgresql":
        return met.values_list("register", "named", "pk")
    most = wanted.first + wanted.limit
    return (
        met.values("register", "named")
        .annotate(count=Count("pk"), newest=Firsts("pk", most=most))
        .values_list("register", "named", "count", "newest")
    )


def _groups(rows: list[tuple[Any, ...]], wanted: Wanted) -> list[_Group]:  # Any: as `_grouped` asks for them
    if connection.vendor == "postgresql":
        return [_Group(register, named, count, tuple(newest)) for register, named, count, newest in rows]
    keys: dict[tuple[str, bool], list[int]] = {}
    for register, named, key in rows:
        keys.setdefault((register, bool(named)), []).append(key)
    most = wanted.first + wanted.limit
    return [_Group(*kind, len(found), tuple(sorted(found, reverse=True)[:most])) for kind, found in keys.items()]


def _uuid(key: uuid.UUID | str) -> uuid.UUID:
    return key if isinstance(key, uuid.UUID) else uuid.UUID(key)


def _phrases(queries: list[Query]) -> Q:
    """Keep what has all words between quotes together, as one of the languages reads them."""
    condition = Q(pk__in=[])
    for query in queries:
        together = Q()
        for phrase in query.phrases:
            together &= Q(GreaterThan(StrIndex(F("word_order"), Value(f" {' '.join(phrase)} ")), Value(0)))
        condition |= together if query.phrases else Q(pk__in=[])
    return condition
