"""Rows of every table as lines of JSON, the same on each kind of database."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

__all__ = ["empty", "fill", "lines_of", "rows_in", "set_sequences", "tables"]

Model = type[models.Model]
PASSING: Final = frozenset({"sessions.session", "usersessions.usersession"})
"""Tables that are not kept: after a restore everybody signs in again."""
BATCH: Final = 500


def tables() -> list[Model]:
    """Return the tables that are kept, in order of their name."""
    found = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]
    return sorted((model for model in found if name_of(model) not in PASSING), key=name_of)


def name_of(model: Model) -> str:
    """Return the name of a table, as in ``registers.record``."""
    return model._meta.label_lower


def rows_in(model: Model) -> int:
    """Return how many rows a table has."""
    return model._base_manager.count()


def lines_of(model: Model) -> Iterator[bytes]:
    """Yield each row as a line of JSON, in order of its key.

    Notes
    -----
    Databases sort texts by rules of their own, so tables with a text as key are sorted here.
    """
    names = [field.attname for field in model._meta.concrete_fields]
    query = model._base_manager.order_by("pk").values_list(*names)
    rows: Iterable[tuple[Any, ...]] = query.iterator(chunk_size=BATCH)  # Any: values of fields
    if isinstance(model._meta.pk, models.CharField):
        place = names.index(model._meta.pk.attname)
        rows = sorted(rows, key=lambda row: str(row[place]))
    for row in rows:
        content = dict(zip(names, row, strict=True))
        yield json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _plain(value: object) -> str | float:
    """Return a value that JSON does not know as a text that `to_python` of its field reads back."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} is no value of a table.")


def fill(model: Model, lines: Iterable[bytes]) -> int:
    """Put rows back as they were, with their keys and times, and return how many there were."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    rows, total = (_instance(model, json.loads(line)) for line in lines), 0
    size = max(1, min(BATCH, connection.ops.bulk_batch_size(fields, list(range(BATCH)))))
    while batch := list(islice(rows, size)):
        # raw: fields that fill in the moment of saving keep the moment that was kept
        model._base_manager.get_queryset()._insert(batch, fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]  # the only way to rows without Django's own changes
        total += len(batch)
    return total


def _instance(model: Model, content: dict[str, Any]) -> models.Model:  # Any: values of fields
    read = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: _value(read[name], value) for name, value in content.items()})


def _value(field: models.Field[Any, Any], value: Any) -> Any:  # Any: values of fields
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.DurationField):
        return timedelta(seconds=value)
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.to_python(value)


def empty(models_to_empty: Iterable[Model]) -> None:
    """Remove every row of tables, without telling the rest of the house."""
    for model in models_to_empty:
        rows = model._base_manager.all()
        rows._raw_delete(connection.alias)


def set_sequences(filled: list[Model]) -> None:
    """Let the next number of each table follow on the highest."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):
            cursor.execute(statement)
