"""The tables of networks that serve people: assets, who supplies whom, what fails, what repair takes, who is served.

Unknown is never zero: an asset that needs a service without a known supplier, a probability that is not filled in, or
people who were not counted are refused with the place where they stand, not read as "always there" or "none".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

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

Rows = list[dict[str, Any]]  # Any: cells of mixed columns
_GROUP: Final = ("needed", "backup_hours", "threshold", "time_to_fail_hours")
_HOURS: Final = ("backup_hours", "time_to_fail_hours", "median_hours", "log_sd")
_NEEDED_OF: Final = {"failures": "probability", "transmissions": "probability", "repairs": "median_hours",
                     "served": "people"}  # fmt: skip
_LOWEST_OF: Final = {"crews": 1.0, "people": 0.0, **dict.fromkeys(_HOURS, 0.0)}
_SHARES: Final = ("probability", "threshold")


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
        itself; if a service has no supplier, fewer suppliers than needed, a supplier twice, or rows that differ about
        the group; if a time is negative, a probability or threshold is outside 0-1, or probability, duration or people
        are not filled in.
    """
    known = _known(pull(assets.select("asset"))["asset"].to_pylist())
    tables = {"supplies": supplies, "failures": failures, "repairs": repairs, "served": served,
              "transmissions": transmissions}  # fmt: skip
    for name, table in tables.items():
        if table is not None:
            rows = pull(table).to_pylist()
            _check_names(name, rows, known)
            _check_numbers(name, rows)
            _check_once(name, rows)
            if name == "supplies":
                _check_groups(rows)


def _known(names: list[str | None]) -> frozenset[str]:
    counts = Counter(names)
    if None in counts or "" in counts:
        raise InputError("{count} asset(s) have no name. Give each a name of its own.", count=counts[None] + counts[""])
    for asset, rows in counts.items():
        if rows > 1:
            raise InputError("Asset {asset} has {rows} rows. Keep one row per asset.", asset=asset, rows=rows)
    return frozenset(name for name in counts if name is not None)


def _check_names(table: str, rows: Rows, known: frozenset[str]) -> None:
    for row in rows:
        asset, supplier = row["asset"], row.get("supplier")
        if "supplier" in row and supplier in (None, ""):
            raise InputError("Asset {asset} needs {service} and no supplier is known. Name one, or remove the need if there "
                             "is none.", asset=asset, service=row.get("service"))  # fmt: skip
        if "supplier" in row and supplier == asset:
            raise InputError("Asset {asset} supplies itself ({service}). Name the source that it needs, or remove the row.",
                             asset=asset, service=row.get("service"))  # fmt: skip
        for name in (asset, *([supplier] if "supplier" in row else [])):
            if name not in known:
                raise InputError("Table {table} names asset {asset}, which is not among the {count} assets. Add it, or "
                                 "correct the name.", table=table, asset=name, count=len(known))  # fmt: skip


def _check_numbers(table: str, rows: Rows) -> None:
    required = _NEEDED_OF.get(table)
    for row in rows:
        if required and _absent(row.get(required)):
            raise InputError("Table {table}: {column} of asset {asset} is not filled in. Fill it in; unknown is not 0.",
                             table=table, column=required, asset=row["asset"])  # fmt: skip
        for column, low in _LOWEST_OF.items():
            if not _absent(row.get(column)) and not low <= row[column] < float("inf"):
                raise InputError("Table {table}: {column} of asset {asset} is {value}. Give {low} or more.",
                                 table=table, column=column, asset=row["asset"], value=row[column], low=low)  # fmt: skip
        for column in _SHARES:
            if not _absent(row.get(column)) and not 0.0 <= row[column] <= 1.0:
                raise InputError("Table {table}: {column} of asset {asset} is {value}. Give a number from 0 to 1.",
                                 table=table, column=column, asset=row["asset"], value=row[column])  # fmt: skip


def _absent(value: Any) -> bool:  # Any: a cell
    return value is None or value != value  # NaN is the one value that differs from itself


def _check_once(table: str, rows: Rows) -> None:
    keys = [name for name in ("asset", "service", "supplier", "area", "group") if rows and name in rows[0]]
    if table in ("failures", "repairs"):
        keys = ["asset"]
    for key, count in Counter(tuple(row[name] for name in keys) for row in rows).items():
        if count > 1:
            raise InputError("Table {table} has {rows} rows of {key}. Keep one row per {columns}.", table=table,
                             rows=count, key=", ".join(map(str, key)), columns=", ".join(keys))  # fmt: skip


def _check_groups(rows: Rows) -> None:
    groups: dict[tuple[str, str], Rows] = {}
    for row in rows:
        groups.setdefault((row["asset"], row["service"]), []).append(row)
    for (asset, service), members in groups.items():
        _check_agree(asset, service, members)
        needed: Any = members[0].get("needed")  # Any: a cell
        if not _absent(needed) and not 1 <= needed <= len(members):
            raise InputError("Asset {asset} needs {needed} suppliers of {service}, and {count} are listed. Ask for 1 to "
                             "{count}, or list the others.", asset=asset, service=service, needed=int(needed),
                             count=len(members))  # fmt: skip


def _check_agree(asset: str, service: str, members: Iterable[Mapping[str, Any]]) -> None:  # Any: mixed columns
    for column in _GROUP:
        found = {None if _absent(row.get(column)) else row[column] for row in members}
        if len(found) > 1:
            raise InputError("The suppliers of {service} to asset {asset} differ in {column}: {found}. It is one number "
                             "per service; make the rows equal.", asset=asset, service=service, column=column,
                             found=", ".join(sorted(map(str, found))))  # fmt: skip
