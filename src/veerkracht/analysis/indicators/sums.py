"""Counts of parts added up to the whole they belong to."""

from __future__ import annotations

from veerkracht.tables import OBSERVATIONS, Status, Table, pull, table_of


def sum_to_parents(observations: Table, parents: Table) -> Table:
    """Add up counts of areas to the area they are part of.

    Parameters
    ----------
    observations : Table (OBSERVATIONS)
        Counts; one value per area, period and indicator.
    parents : Table (area, parent)
        The parent of each area. All areas listed must have a value, or the sum of their parent is absent.

    Returns
    -------
    Table (OBSERVATIONS)
        One row per parent, period and indicator for which at least one part has a row. The value is null, with
        the status of the first absent part, when a part is absent; a part without any row counts as missing.

    Notes
    -----
    A sum over some of the parts would be a figure about another area, so it is not made.
    """
    parts: dict[str, list[str]] = {}
    for row in pull(parents).to_pylist():
        parts.setdefault(row["parent"], []).append(row["area"])
    known = {(row["area"], row["period"], row["indicator"]): row for row in pull(observations).to_pylist()}
    series = dict.fromkeys((row["period"], row["indicator"], row["source"]) for row in known.values())
    sums = (
        _sum(parent, [known.get((area, period, indicator)) for area in areas], (period, indicator, source))
        for parent, areas in parts.items()
        for period, indicator, source in series
    )
    return table_of(OBSERVATIONS, [row for row in sums if row is not None])


Found = dict[str, object] | None


def _sum(parent: str, rows: list[Found], series: tuple[str, str, str]) -> Found:
    present = [row for row in rows if row is not None]
    if not present:
        return None
    absent = [row["status"] for row in present if row["value"] is None]
    absent += [Status.MISSING] * (len(rows) - len(present))
    period, indicator, source = series
    values = [float(str(row["value"])) for row in present if row["value"] is not None]
    return {
        "area": parent, "period": period, "indicator": indicator, "value": None if absent else sum(values),
        "status": absent[0] if absent else Status.NORMAL, "source": source,
    }  # fmt: skip
