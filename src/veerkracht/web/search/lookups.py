"""How the index of the database is asked, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

from veerkracht.web.search.words import Query

__all__ = ["Firsts", "Meets", "Tokens", "expression_of", "in_name", "weight"]

_Written = tuple[str, tuple[str | int, ...]]


class Meets(models.Lookup[Any]):  # Any: the lookup takes text and gives a condition
    """Keeps what meets an expression of the index: ``tokens__meets=…``."""

    lookup_name = "meets"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _Written:
        """Write the condition for SQLite."""
        return self._joined(compiler, connection, "{} MATCH {}")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _Written:
        """Write the condition for PostgreSQL."""
        return self._joined(compiler, connection, "{} @@ {}::tsquery")

    def _joined(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, form: str) -> _Written:
        left, first = self.process_lhs(compiler, connection)
        right, second = self.process_rhs(compiler, connection)
        return form.format(left, right), (*first, *second)


class Tokens(models.TextField):  # type: ignore[type-arg]  # generic for the checker only
    """Tokens as the index of the database keeps them; one lookup, `meets`, asks for them."""


Tokens.register_lookup(Meets)


class Firsts(models.Aggregate):
    """The highest keys of a group on PostgreSQL, highest first: ``Firsts("pk", most=20)``."""

    template = "(array_agg(%(expressions)s ORDER BY %(expressions)s DESC))[1:%(most)s]"

    def __init__(self, expression: str, *, most: int) -> None:
        super().__init__(expression, most=int(most), output_field=models.JSONField())


def expression_of(queries: list[Query]) -> str:
    """Return what is asked in the language of the index: one of the queries must be met.

    Parameters
    ----------
    queries : list of Query
        The same question in several languages; those that ask nothing are left out.

    Returns
    -------
    str
        Empty if nothing is asked.
    """
    write, either = (_for_postgresql, " | ") if connection.vendor == "postgresql" else (_for_sqlite, " OR ")
    return either.join(f"({write(query)})" for query in queries if query.groups)


def in_name(expression: str) -> str:
    """Return an expression of the index that looks at names alone, for the tokens of names."""
    return expression if connection.vendor == "postgresql" else f"{{title_words}} : ({expression})"


def _for_sqlite(query: Query) -> str:
    groups = [[f'"{token}"' for token in group] for group in query.groups]
    if query.prefix:
        groups[-1].append(f'"{query.prefix}" *')
    return " AND ".join(f"({' OR '.join(group)})" for group in groups)


def _for_postgresql(query: Query) -> str:
    groups = [[f"'{token}'" for token in group] for group in query.groups]
    if query.prefix:
        groups[-1].append(f"'{query.prefix}':*")
    return " & ".join(f"({' | '.join(group)})" for group in groups)


def weight(expression: str) -> Combinable:
    """Return how well a passage fits, to sort by: the less, the better.

    A word in the name counts eight (SQLite) to ten times (PostgreSQL) a word in the text.

    Parameters
    ----------
    expression : str
        From `expression_of`.
    """
    if connection.vendor != "postgresql":
        return models.F("rank")
    asked = models.Func(models.Value(expression), template="%(expressions)s::tsquery")
    return -models.Func(models.F("tokens"), asked, function="ts_rank", output_field=models.FloatField())
