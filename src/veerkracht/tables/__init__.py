"""The narrow waist: the few long tables that all rooms share.

A table is an Ibis table expression. Connectors and other producers return `memtable` results, so that a
table never depends on an open connection. Every absent value is null and has a `status` that says why
(SDMX observation status codes); missing is never zero.
"""

from veerkracht.tables.checking import conform
from veerkracht.tables.making import empty, memtable, stack, table_from_arrays, table_of
from veerkracht.tables.monitor import (
    AREAS,
    CLAIMS,
    CROSSWALK,
    FRAMEWORK,
    INDICATORS,
    INITIATIVES,
    LINKS,
    OBSERVATIONS,
    RISKS,
    SCORES,
    SOURCES,
)
from veerkracht.tables.reading import arrays, beside, pull, run_starts
from veerkracht.tables.shape import Array, ColumnRule, Shape, Status, Table

__all__ = [
    "AREAS", "CLAIMS", "CROSSWALK", "FRAMEWORK", "INDICATORS", "INITIATIVES", "LINKS", "OBSERVATIONS", "RISKS", "SCORES",
    "SOURCES", "Array", "ColumnRule", "Shape", "Status", "Table", "arrays", "beside", "conform", "empty", "memtable", "pull",
    "run_starts", "stack", "table_from_arrays", "table_of",
]  # fmt: skip
