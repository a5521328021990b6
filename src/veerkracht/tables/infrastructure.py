"""The tables of networks that serve people: assets, who supplies whom, what fails, what repair takes, who is served.

Unknown is never zero: an asset that needs a service without a known supplier, a probability that is not filled in, or
people who were not counted are refused with the place where they stand, not read as "always there" or "none".
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.errors import InputError
from veerkracht.tables.reading import pull
from veerkracht.tables.shape import Shape, Table

__all__ = [
    "ASSETS", "COEFFICIENTS", "FAILURES", "REPAIRS", "SECTORS", "SERVED", "SUPPLIES", "TRANSMISSIONS",
    "check_infrastructure",
]  # fmt: skip

ASSETS: Final = Shape("assets", {
    "asset": "string", "kind": "string", "area": "string", "label_nl": "string", "label_en": "string",
}, ("asset",))  # fmt: skip
"""A part of a network that works or does not. `kind` is what it gives (power, water, telecom ...), `area` where it
stands, null when unknown."""

SUPPLIES: Final = Shape("supplies", {
    "asset": "string", "service": "string", "supplier": "string", "needed": "int64", "backup_hours": "float64",
    "threshold": "float64", "time_to_fail_hours": "float64", "confidence": "string",
}, ("asset", "service", "supplier"))  # fmt: skip
"""One row per supplier in a service group: an asset needs each of its services, and of a service `needed` suppliers.

The columns after `supplier` say something of the group and are equal on its rows. `needed`: how many of the listed
suppliers must work, from 1; null for as many as `threshold` asks of equal suppliers, and 1 without a threshold.
`threshold`: share (0-1) of normal supply below which the asset fails. `backup_hours`: how long the asset goes on
without the service thanks to a reserve, and `time_to_fail_hours`: how long it does so without one; null when unknown.
`confidence`: low, medium, high. A null supplier says that the service is needed and nobody knows from whom: an error.
An unnamed alternative that can take over wholly is an asset of its own without needs."""

FAILURES: Final = Shape("failures", {"asset": "string", "probability": "float64", "factor": "string"}, ("asset",))
"""Probability (0-1) that an event makes the asset fail by itself. Assets of one `factor` are hit together; null stands
for the area of the asset, and for the asset alone where that is unknown. An asset without a row cannot fail by itself."""

REPAIRS: Final = Shape("repairs", {
    "asset": "string", "median_hours": "float64", "log_sd": "float64", "crews": "int64",
}, ("asset",))  # fmt: skip
"""Duration of repair, lognormal: median in hours, standard deviation of its logarithm (0: always the median), and the
crews that it takes at once, from 1."""

SERVED: Final = Shape("served", {"asset": "string", "area": "string", "group": "string", "people": "float64"},
                      ("asset", "area", "group"))  # fmt: skip
"""People in an area and group who have their service from the asset. Per kind of asset a person counts once."""

TRANSMISSIONS: Final = Shape("transmissions", {"supplier": "string", "asset": "string", "probability": "float64"},
                             ("supplier", "asset"))  # fmt: skip
"""Probability (0-1) that the failure of the one makes the other fail, tried once."""

SECTORS: Final = Shape("sectors", {"sector": "string", "output": "float64"}, ("sector",))
"""Planned output of a sector of the economy, in money per step of time."""

COEFFICIENTS: Final = Shape("coefficients", {"source": "string", "target": "string", "coefficient": "float64"},
                            ("source", "target"))  # fmt: skip
"""What the target sector buys from the source sector per unit of its own output; absent pairs buy nothing."""

Columns = tuple[str, ...]
_GROUP: Final = ("needed", "backup_hours", "threshold", "time_to_fail_hours")
_HOURS: Final = ("backup_hours", "time_to_fail_hours", "median_hours", "log_sd")
_REQUIRED_OF: Final = {"failures": "probability", "transmissions": "probability", "repairs": "median_hours",
                       "served": "people"}  # fmt: skip
_LOWEST_OF: Final = {"crews": 1.0, "people": 0.0, **dict.fromkeys(_HOURS, 0.0)}
_SHARES: Final = ("probability", "threshold")
_KEYS_OF: Final[dict[str, Columns]] = {
    "supplies": SUPPLIES.key, "failures": FAILURES.key, "repairs": REPAIRS.key, "served": SERVED.key,
    "transmissions": TRANSMISSIONS.key,
}  # fmt: skip


def check_infrastructure(
    assets: Table,
    supplies: Table,
    *,
    failures: Table | None = None,
    repairs: Table | None = None,
    served: Table | None = None,
    transmissions: Table | None = None,
) -> None:
    """Refuse tables that contradict themselves or leave out what an answer would rest on.

    Parameters
    ----------
    assets, supplies : Table
        `ASSETS` and `SUPPLIES`; columns that are not needed may be absent.
    failures, repairs, served, transmissions : Table, optional
        Each of the shape of its name.

    Raises
    ------
    InputError
        With the asset and the mending, if an asset has no name or two rows, is named elsewhere but unknown, or supplies
        itself; if a service has no name or no supplier, fewer suppliers than needed, a supplier twice, or rows that differ about
        the group; if a time is negative, a probability or threshold is outside 0-1, or probability, duration or people
        are not filled in.
    """
    known = _known(pull(assets.select("asset"))["asset"])
    tables = {"supplies": supplies, "failures": failures, "repairs": repairs, "served": served,
              "transmissions": transmissions}  # fmt: skip
    for name, table in tables.items():
        if table is not None:
            rows = pull(table)
            _check_names(name, rows, known)
            _check_numbers(name, rows)
            _check_once(name, rows)
            if name == "supplies":
                _check_groups(rows)


def _known(names: pa.ChunkedArray) -> pa.Array:
    counts = Counter(names.to_pylist())
    if None in counts or "" in counts:
        raise InputError("{count} asset(s) have no name. Give each a name of its own.", count=counts[None] + counts[""])
    for asset, rows in counts.items():
        if rows > 1:
            raise InputError("Asset {asset} has {rows} rows. Keep one row per asset.", asset=asset, rows=rows)
    return pa.array(list(counts), pa.string())


def _first(wrong: pa.ChunkedArray) -> int:
    """Return the first row that is wrong, -1 for none."""
    return int(pc.index(wrong, True).as_py())


def _check_names(table: str, rows: pa.Table, known: pa.Array) -> None:
    for name in ("supplier", "asset"):
        if name in rows.column_names:
            if name == "supplier":
                _check_suppliers(rows)
            row = _first(pc.invert(pc.is_in(_text(rows, name), known)))
            if row >= 0:
                raise InputError("Table {table} names asset {asset}, which is not among the {count} assets. Add it, or "
                                 "correct the name.", table=table, asset=rows[name][row].as_py(), count=len(known))  # fmt: skip


def _check_suppliers(rows: pa.Table) -> None:
    suppliers, assets = _text(rows, "supplier"), _text(rows, "asset")
    row = _first(pc.equal(suppliers, ""))
    if row >= 0:
        raise InputError("Asset {asset} needs {service} and no supplier is known. Name one, or remove the need if there "
                         "is none.", asset=assets[row].as_py(), service=_service(rows, row))  # fmt: skip
    row = _first(pc.equal(suppliers, assets))
    if row >= 0:
        raise InputError("Asset {asset} supplies itself ({service}). Name the source that it needs, or remove the row.",
                         asset=assets[row].as_py(), service=_service(rows, row))  # fmt: skip
    row = _first(pc.equal(_text(rows, "service"), "")) if "service" in rows.column_names else -1
    if row >= 0:  # two of them would count as each other's spare
        raise InputError("Asset {asset} is supplied by {supplier} and the service has no name. Name the service.",
                         asset=assets[row].as_py(), supplier=suppliers[row].as_py())  # fmt: skip


def _text(rows: pa.Table, name: str) -> pa.ChunkedArray:
    return pc.fill_null(pc.cast(rows[name], pa.string()), "")


def _service(rows: pa.Table, row: int) -> str | None:
    return rows["service"][row].as_py() if "service" in rows.column_names else None


def _check_numbers(table: str, rows: pa.Table) -> None:
    required = _REQUIRED_OF.get(table)
    absent = _first(pc.is_null(_numbers(rows, required))) if required else -1
    if absent >= 0:
        raise InputError("Table {table}: {column} of asset {asset} is not filled in. Fill it in; unknown is not 0.",
                         table=table, column=required, asset=rows["asset"][absent].as_py())  # fmt: skip
    for column, low in _LOWEST_OF.items():
        at = _outside(rows, column, low, float("inf"))
        if at >= 0:
            raise InputError("Table {table}: {column} of asset {asset} is {value}. Give {low} or more.", table=table,
                             column=column, asset=rows["asset"][at].as_py(), value=rows[column][at].as_py(),
                             low=low)  # fmt: skip
    for column in _SHARES:
        at = _outside(rows, column, 0.0, 1.0)
        if at >= 0:
            raise InputError("Table {table}: {column} of asset {asset} is {value}. Give a number from 0 to 1.",
                             table=table, column=column, asset=rows["asset"][at].as_py(),
                             value=rows[column][at].as_py())  # fmt: skip


def _outside(rows: pa.Table, column: str, low: float, high: float) -> int:
    """Return the first row with a number that is not from low to high or is infinite, -1 for none."""
    if column not in rows.column_names:
        return -1
    numbers = _numbers(rows, column)
    wrong = pc.or_(pc.or_(pc.less(numbers, low), pc.greater(numbers, high)), pc.is_inf(numbers))
    return _first(pc.fill_null(wrong, False))


def _numbers(rows: pa.Table, column: str) -> pa.ChunkedArray:
    """Return a column as numbers; what is no number, and a column that is not there, is null."""
    if column not in rows.column_names:
        return pa.chunked_array([pa.nulls(rows.num_rows, pa.float64())])
    numbers = pc.cast(rows[column], pa.float64())
    return pc.if_else(pc.is_nan(numbers), None, numbers)


def _check_once(table: str, rows: pa.Table) -> None:
    keys = [name for name in _KEYS_OF[table] if name in rows.column_names]
    counts = rows.select(keys).group_by(keys, use_threads=False).aggregate([([], "count_all")])
    row = _first(pc.greater(counts["count_all"], 1))
    if row >= 0:
        key = ", ".join(str(counts[name][row].as_py()) for name in keys)
        raise InputError("Table {table} has {rows} rows of {key}. Keep one row per {columns}.", table=table,
                         rows=counts["count_all"][row].as_py(), key=key, columns=", ".join(keys))  # fmt: skip


def _check_groups(rows: pa.Table) -> None:
    numbers = pa.table({"asset": rows["asset"], "service": rows["service"],
                        **{column: _numbers(rows, column) for column in _GROUP}})  # fmt: skip
    asked = [(column, how) for column in _GROUP for how in ("min", "max", "count")]
    groups = numbers.group_by(["asset", "service"], use_threads=False).aggregate([([], "count_all"), *asked])
    for column in _GROUP:
        _check_agree(groups, column)
    needed, count = groups["needed_min"], groups["count_all"]
    outside = pc.or_(pc.less(needed, 1), pc.greater(needed, count))
    row = _first(pc.fill_null(pc.or_(outside, pc.not_equal(needed, pc.floor(needed))), False))
    if row >= 0:
        raise InputError("Asset {asset} needs {needed} suppliers of {service}, and {count} are listed. Ask for 1 to "
                         "{count}, or list the others.", asset=groups["asset"][row].as_py(),
                         service=groups["service"][row].as_py(), needed=f"{needed[row].as_py():g}",
                         count=count[row].as_py())  # fmt: skip


def _check_agree(groups: pa.Table, column: str) -> None:
    """Refuse a group of which a column holds two numbers, or a number on some rows only."""
    told = groups[f"{column}_count"]
    partly = pc.and_(pc.greater(told, 0), pc.less(told, groups["count_all"]))
    row = _first(pc.or_(pc.fill_null(pc.not_equal(groups[f"{column}_min"], groups[f"{column}_max"]), False), partly))
    if row >= 0:
        ends = [groups[f"{column}_{end}"][row].as_py() for end in ("min", "max")]
        found = f"{ends[0]:g}, {ends[1]:g}" if ends[0] != ends[1] else f"{ends[0]:g}, -"
        raise InputError("The suppliers of {service} to asset {asset} differ in {column}: {found}. It is one number "
                         "per service; make the rows equal.", asset=groups["asset"][row].as_py(),
                         service=groups["service"][row].as_py(), column=column, found=found)  # fmt: skip
