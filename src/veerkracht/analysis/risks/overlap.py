"""Risks that come together on one group or area: the load with its parts visible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import pyarrow as pa

from veerkracht.analysis.risks._checks import check_named
from veerkracht.errors import InputError
from veerkracht.tables import Table, memtable, pull
from veerkracht.tables.risk_network import BURDENS

Row = Mapping[str, Any]  # Any: cells of mixed columns

HEAVY: Final = 0.5
"""A load of half or more counts as heavy; a choice of this house, to be set by who asks."""

_PARTS: Final = pa.schema([("bearer", pa.string()), ("risk", pa.string()), ("load", pa.float64()), ("lower", pa.float64()),
                           ("upper", pa.float64()), ("share", pa.float64()), ("feeds", pa.string()),
                           ("fed_by", pa.string())])  # fmt: skip
_LOADS: Final = pa.schema([("bearer", pa.string()), ("known", pa.int64()), ("unknown", pa.int64()), ("heavy", pa.int64()),
                           ("sum", pa.float64()), ("lower", pa.float64()), ("upper", pa.float64()), ("largest", pa.float64()),
                           ("links", pa.int64())])  # fmt: skip


def load_parts(burdens: Table, network: Table | None = None) -> Table:
    """Tell risk by risk what weighs on each group or area, and which of those risks feed one another.

    Parameters
    ----------
    burdens : Table (BURDENS)
        Load of a risk on a bearer: 0 to 1, null unknown.
    network : Table (RISK_NETWORK), optional
        Links between risks.

    Returns
    -------
    Table (bearer, risk, load, lower, upper, share, feeds, fed_by)
        The heaviest risk of each bearer first, the unknown last. `lower` and `upper` are null where they are not given.
        `share`: of the sum of the known loads of the bearer. `feeds` and `fed_by`: other risks with a load above 0 on the
        same bearer that this one makes worse, and that make it worse, joined by ``; ``.

    Raises
    ------
    InputError
        If a load is outside 0 to 1 or its interval, or stands there twice.

    Examples
    --------
    >>> rows = {"bearer": ["youth"] * 2, "risk": ["debt", "loneliness"], "load": [0.75, 0.25]}
    >>> load_parts(memtable(rows)).select("risk", "share").to_pyarrow().to_pylist()
    [{'risk': 'debt', 'share': 0.75}, {'risk': 'loneliness', 'share': 0.25}]
    """
    rows, worse = _rows(burdens), _worse(network)
    parts: list[dict[str, Any]] = []  # Any: cells of mixed columns
    for _, given in groupby(rows, key=lambda row: row["bearer"]):
        own = sorted(given, key=lambda row: (row["load"] is None, -(row["load"] or 0), row["risk"]))
        total = sum(row["load"] or 0 for row in own)
        parts += [_part(row, own, total, worse) for row in own]
    return memtable(pa.Table.from_pylist(parts, schema=_PARTS))


def compound_load(burdens: Table, network: Table | None = None, *, heavy: float = HEAVY) -> Table:
    """Add the loads of each group or area up, beside how many are heavy, unknown and linked.

    Parameters
    ----------
    burdens, network
        As for `load_parts`.
    heavy : float
        From this load on a risk counts as heavy.

    Returns
    -------
    Table (bearer, known, unknown, heavy, sum, lower, upper, largest, links)
        The largest sum first. `sum`, with `lower` and `upper`, adds the known loads only: with unknown ones it is too low.
        `lower` and `upper` are null where a known load has none.
        `links`: links between risks that both weigh on the bearer and make one another worse.

    Raises
    ------
    InputError
        As `load_parts`.

    Notes
    -----
    A sum treats loads as if they could be exchanged and stood apart. It is told for order only, and never without the
    parts; links tell where they do not stand apart.
    """
    worse = _worse(network)
    found = [
        _load(bearer, list(given), heavy, worse)
        for bearer, given in groupby(_rows(burdens), key=lambda row: row["bearer"])
    ]
    found.sort(key=lambda row: (-(row["sum"] or 0), row["bearer"]))
    return memtable(pa.Table.from_pylist(found, schema=_LOADS))


def _rows(burdens: Table) -> list[Row]:
    names = [name for name in BURDENS.columns if name in burdens.columns]
    given = pull(burdens.select(*names)).to_pylist()
    check_named(BURDENS.name, **{name: [row[name] for row in given] for name in BURDENS.key})
    rows = sorted(given, key=_key)
    for row, before in zip(rows, [None, *rows], strict=False):
        load, lower, upper = _limits(row)
        if (load is not None and not 0 <= lower <= load <= upper <= 1) or (before and _key(before) == _key(row)):
            raise InputError("The load of {risk} on {bearer} is {load} ({lower} to {upper}), or stands there twice. Give one "
                             "number from 0 to 1 inside its interval.", risk=row["risk"], bearer=row["bearer"], load=load,
                             lower=lower, upper=upper)  # fmt: skip
    return rows


def _key(row: Row) -> tuple[str, str]:
    return row["bearer"], row["risk"]


def _limits(row: Row) -> tuple[Any, Any, Any]:  # Any: a number or None
    load = row["load"]
    lower, upper = row.get("lower"), row.get("upper")
    return load, load if lower is None else lower, load if upper is None else upper


def _worse(network: Table | None) -> set[tuple[str, str]]:
    """Return the pairs of which the first makes the second worse."""
    if network is None:
        return set()
    names = [name for name in ("source", "target", "sign", "weight") if name in network.columns]
    rows = pull(network.select(*names)).to_pylist()
    return {(row["source"], row["target"]) for row in rows
            if row["source"] != row["target"] and (row.get("sign") or row.get("weight") or 0) > 0}  # fmt: skip


def _part(
    row: Row, own: Sequence[Row], total: float, worse: set[tuple[str, str]]
) -> dict[str, Any]:  # Any: mixed cells
    load = row["load"]
    others = [other["risk"] for other in own if other["load"] and load]
    feeds = [other for other in sorted(others) if (row["risk"], other) in worse]
    fed_by = [other for other in sorted(others) if (other, row["risk"]) in worse]
    return {"bearer": row["bearer"], "risk": row["risk"], "load": load, "lower": row.get("lower"), "upper": row.get("upper"),
            "share": load / total if load is not None and total else None, "feeds": "; ".join(feeds) or None,
            "fed_by": "; ".join(fed_by) or None}  # fmt: skip


def _load(
    bearer: str, own: Sequence[Row], heavy: float, worse: set[tuple[str, str]]
) -> dict[str, Any]:  # Any: mixed cells
    known = [row for row in own if row["load"] is not None]
    borne = {row["risk"] for row in own if row["load"]}
    sums = [_sum([row.get(name) for row in known]) for name in ("load", "lower", "upper")]
    return {"bearer": bearer, "known": len(known), "unknown": len(own) - len(known),
            "heavy": sum(row["load"] >= heavy for row in known), "sum": sums[0], "lower": sums[1], "upper": sums[2],
            "largest": max((row["load"] for row in known), default=None),
            "links": sum(source in borne and target in borne for source, target in worse)}  # fmt: skip


def _sum(numbers: Sequence[float | None]) -> float | None:
    """Return a sum, None of nothing and where a part is not known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if numbers and len(known) == len(numbers) else None
