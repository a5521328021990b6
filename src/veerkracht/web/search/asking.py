"""Asks the index: which records of a reader meet a question, best first."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import Final

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from veerkracht.web.people.access import Reader
from veerkracht.web.search.lookups import in_name, weight
from veerkracht.web.search.models import Indexed, Passage
from veerkracht.web.search.sights import seen_by
from veerkracht.web.search.words import Query

__all__ = ["Row", "found_rows"]

Row = tuple[uuid.UUID, str]
"""A record and its register."""

MOST_WEIGHED: Final = 1_000
"""Passages that are weighed one by one; to weigh thousands takes longer than a reader waits."""

_ASKED: Final = "\ufdd0"  # no characters of any language: they stand for the question in a written statement
_NAMED: Final = "\ufdd1"


def found_rows(expression: str, queries: list[Query], reader: Reader) -> list[Row]:
    """Return every record that is found, best first, each once.

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
    many = Indexed.objects.filter(tokens__meets=expression)[: MOST_WEIGHED + 1].count() > MOST_WEIGHED
    named = in_name(expression)
    if any(query.phrases for query in queries):
        return list(_ranked(expression, named, reader, many=many).filter(_phrases(queries)))
    statement, given = _written(Reader(reader.user_id, reader.assigned), connection.vendor, many=many)
    stands_for = {_ASKED: expression, _NAMED: named}
    with connection.cursor() as cursor:
        cursor.execute(statement, [stands_for.get(str(value), value) for value in given])
        return [(_uuid(key), register) for key, register, *_ in cursor.fetchall()]


def _ranked(expression: str, named: str, reader: Reader, *, many: bool) -> QuerySet[Passage, Row]:
    found = Passage.objects.filter(seen_by(reader), indexed__tokens__meets=expression)
    order = _names_first(named) if many else weight("indexed", expression)
    return found.annotate(weight=order).order_by("weight", "-pk").values_list("record_id", "register")


def _names_first(named: str) -> Combinable:
    inside = Indexed.objects.filter(tokens__meets=named).values("pk")
    return Case(When(pk__in=inside, then=Value(0)), default=Value(1), output_field=IntegerField())


@lru_cache(maxsize=512)
def _written(reader: Reader, vendor: str, *, many: bool) -> tuple[str, tuple[str | int, ...]]:
    """Write the question of a reader once: what they see is long to write, and stays as long as their roles."""
    return _ranked(_ASKED, _NAMED, reader, many=many).query.sql_with_params()


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
