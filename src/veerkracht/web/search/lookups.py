"""How the index of the database is asked, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

from veerkracht.web.search.words import Query

__all__ = ["Among", "Meets", "Tokens", "expression_of", "given_ids", "named_in", "weight"]

_NAME = "array_to_tsvector(array_remove(string_to_array(title_words, ' '), ''))"  # as its index is written
_Written = tuple[str, tuple[str | int, ...]]


class Meets(models.Lookup[Any]):  # Any: the lookup takes text and gives a condition
    """Keeps what meets an expression of the index: ``indexed__tokens__meets=…``."""

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


@models.AutoField.register_lookup
@models.BigAutoField.register_lookup
class Among(models.Lookup[Any]):  # Any: the lookup takes ids and gives a condition
    """Keeps what has one of many ids, given as one value: ``pk__among=given_ids(…)``."""

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(
        self,
        value: Any,  # Any: as given
        connection: BaseDatabaseWrapper,
    ) -> tuple[str, tuple[Any, ...]]:  # Any: as given
        """Pass the ids on as they are."""
        return "%s", (value,)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _Written:
        """Write the condition for SQLite."""
        return self._joined(compiler, connection, "{} IN (SELECT value FROM json_each({}))")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _Written:
        """Write the condition for PostgreSQL."""
        return self._joined(compiler, connection, "{} = ANY({})")

    def _joined(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, form: str) -> _Written:
        left, first = self.process_lhs(compiler, connection)
        right, second = self.process_rhs(compiler, connection)
        return form.format(left, right), (*first, *second)


class Tokens(models.TextField):  # type: ignore[type-arg]  # generic for the checker only
    """Tokens as the index of the database keeps them; one lookup, `meets`, asks for them."""


Tokens.register_lookup(Meets)


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


def named_in(expression: str) -> set[int]:
    """Return the passages that meet an expression by words in the name alone."""
    if connection.vendor == "postgresql":
        statement, asked = f"SELECT passage_id FROM search_wording WHERE {_NAME} @@ %s::tsquery", expression  # constant
    else:
        statement, asked = (
            "SELECT rowid FROM search_index WHERE search_index MATCH %s",
            f"{{title_words}} : ({expression})",
        )
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked])
        return {passage for (passage,) in cursor.fetchall()}


def given_ids(ids: list[int]) -> list[int] | str:
    """Return ids as the lookup `among` takes them."""
    return ids if connection.vendor == "postgresql" else json.dumps(ids)


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


def weight(path: str, expression: str) -> Combinable:
    """Return how well a passage fits, to sort by: the less, the better.

    A word in the name counts eight (SQLite) to ten times (PostgreSQL) a word in the text.

    Parameters
    ----------
    path : str
        Where the index stands, seen from what is sorted: ``indexed``.
    expression : str
        From `expression_of`.
    """
    if connection.vendor != "postgresql":
        return models.F(f"{path}__rank")
    asked = models.Func(models.Value(expression), template="%(expressions)s::tsquery")
    score = models.Func(models.F(f"{path}__tokens"), asked, function="ts_rank", output_field=models.FloatField())
    return -score
