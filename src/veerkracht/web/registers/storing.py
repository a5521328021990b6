"""Many new rows at once: PostgreSQL takes them as one stream, which costs a fraction of writing statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from django.db import connection, models

__all__ = ["insert"]

_BATCH: Final = 500
Row = Sequence[Any]  # Any: values as the fields of a model hold them


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> int:
    """Store new rows of a model, and return how many; PostgreSQL works on the first while the next are being made.

    Parameters
    ----------
    model : type of Model
        Its table takes them.
    names : sequence of str
        The columns, as the attributes of the model are called: all but a key that the database counts itself.
    rows : iterable of sequence
        A value for each of these columns.

    Raises
    ------
    IntegrityError
        If a row is there already.
    """
    following = iter(rows)
    if (first := next(following, None)) is None:
        return 0  # the database is asked nothing
    every = chain((first,), following)
    if connection.vendor == "postgresql":
        return _stream(model, names, every)
    made = [model(**dict(zip(names, row, strict=True))) for row in every]
    return len(model._base_manager.bulk_create(made, batch_size=_BATCH))


def _stream(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> int:
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    json = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    with connection.wrap_database_errors, connection.cursor() as cursor:
        with cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as stream:
            for row in _with_json(rows, json) if json else rows:
                stream.write_row(row)
        return int(cursor.rowcount)


def _with_json(rows: Iterable[Row], places: Sequence[int]) -> Iterator[Row]:
    """Mark the values that are kept as JSON; what is unknown is no value at all."""
    from psycopg.types.json import Jsonb  # SQLite does without its driver

    for row in rows:
        told = list(row)
        for place in places:
            if told[place] is not None:
                told[place] = Jsonb(told[place])
        yield told
