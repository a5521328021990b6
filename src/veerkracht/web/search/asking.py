"""Asks the index: which records of a reader meet a question, best first."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import Count, Q, QuerySet

from veerkracht.web.people.access import Reader
from veerkracht.web.search.lookups import in_name, weight
from veerkracht.web.search.models import Indexed, Passage
from veerkracht.web.search.sights import seen_by
from veerkracht.web.search.words import Query

__all__ = ["Row", "Wanted", "found_rows"]

Row = tuple[uuid.UUID, str]
"""A record and its register."""

MOST_WEIGHED: Final = 1_000
"""Passages that are weighed one by one; to weigh thousands takes longer than a reader waits."""

_ASKED: Final = "\ufdd0"  # no characters of any language: they stand for the question in a written statement
_NAMED: Final = "\ufdd1"
_REGISTER: Final = "\ufdd2"

Kind = Literal["weighed", "counted", "named", "others"]


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
    words in their name come first. Of equals the one that was changed last comes first.
    """
    if any(query.phrases for query in queries):
        return _chosen(list(_question("weighed", reader, expression).filter(_phrases(queries))), wanted)
    ask = _Asking(Reader(None if reader.user_id is None else 0, reader.assigned), expression)
    if Indexed.objects.filter(tokens__meets=expression)[: MOST_WEIGHED + 1].count() <= MOST_WEIGHED:
        return _chosen(ask.rows("weighed"), wanted)
    return {str(register): n for register, n in ask.told("counted")}, _page(ask, wanted)


def _chosen(rows: list[Row], wanted: Wanted) -> tuple[Mapping[str, int], list[Row]]:
    fitting = [row for row in rows if wanted.register in ("", row[1])]
    counts = dict(Counter(register for _, register in rows).most_common())
    return counts, fitting[wanted.first : wanted.first + wanted.limit]


def _page(ask: _Asking, wanted: Wanted) -> list[Row]:
    """Return those with the words in their name, and after the last of them the others."""
    end = wanted.first + wanted.limit
    named = ask.rows("named", wanted.register, 0, end)
    shown = named[wanted.first :]
    if len(named) < end:
        shown += ask.rows("others", wanted.register, max(0, wanted.first - len(named)), wanted.limit - len(shown))
    return shown


@dataclass(frozen=True)
class _Asking:
    """Asks one expression on behalf of one reader, in statements that are written before."""

    reader: Reader
    expression: str

    def told(self, kind: Kind, register: str = "", *page: int) -> list[tuple[Any, ...]]:  # Any: what a row holds
        """Return what the database tells; a page is the first row and how many."""
        statement, given = _written(self.reader, connection.vendor, kind, one=bool(register))
        stands_for = {_ASKED: self.expression, _NAMED: in_name(self.expression), _REGISTER: register}
        values = [stands_for.get(str(value), value) for value in given]
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} LIMIT %s OFFSET %s" if page else statement, [*values, *page[::-1]])
            rows: list[tuple[Any, ...]] = cursor.fetchall()  # Any: what a row holds
        return rows

    def rows(self, kind: Kind, register: str = "", *page: int) -> list[Row]:
        """Return the records of what the database tells."""
        return [(_uuid(key), name) for key, name, *_ in self.told(kind, register, *page)]


@lru_cache(maxsize=512)
def _written(reader: Reader, vendor: str, kind: Kind, *, one: bool) -> tuple[str, tuple[str | int, ...]]:
    """Write the question of a reader once: what they see is long to write, and stays as long as their roles."""
    asked = _question(kind, reader, _ASKED, _NAMED, _REGISTER if one else "")
    return asked.query.sql_with_params()


def _question(
    kind: Kind, reader: Reader, asked: str, named: str = "", register: str = ""
) -> QuerySet[Passage, tuple[Any, ...]]:  # Any: what a row holds
    met = named if kind == "named" else asked
    found = Passage.objects.filter(seen_by(reader), indexed__tokens__meets=met)
    found = found.filter(register=register) if register else found
    if kind == "counted":
        return found.order_by().values_list("register").annotate(n=Count("pk")).order_by("-n", "register")
    if kind == "weighed":
        order = found.annotate(weight=weight("indexed", asked)).order_by("weight", "-pk")
        return order.values_list("record_id", "register")
    if kind == "others":
        found = found.exclude(pk__in=Indexed.objects.filter(tokens__meets=named).values("pk"))
    return found.order_by("-pk").values_list("record_id", "register")


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
