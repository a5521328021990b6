"""Which series tell how each risk develops: those of the catalogue, or those that the registers name."""

from __future__ import annotations

from collections.abc import Iterator

from veerkracht import catalogue
from veerkracht.catalogue import City
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.findings import Row, rows_of

__all__ = ["followed_series"]


def followed_series(city: City) -> Table:
    """Return which series tell how a risk develops.

    Parameters
    ----------
    city : City
        Of the catalogue, or taken from registers. There each risk names its indicators; one that the catalogue does
        not know for a risk counts as rising with the risk when higher is worse, and the other way round. An indicator
        of which neither is better tells nothing of a risk.

    Returns
    -------
    Table (risk, indicator, sign, weight)
    """
    known = catalogue.risk_indicators()
    if city.recorded is None or "risks" not in city.recorded.registers:
        return known
    named = {(risk.id, name) for risk in city.recorded.of("risks") for name in risk.listed("indicators")}
    rows: list[Row] = [row for row in pull(known).to_pylist() if (row["risk"], row["indicator"]) in named]
    rows += _added(named - {(row["risk"], row["indicator"]) for row in rows})
    if not rows:  # a table of one row that fits no risk, as a table needs types
        rows = [{"risk": "", "indicator": "", "sign": 1, "weight": 1.0}]
    return memtable({name: [row[name] for row in rows] for name in ("risk", "indicator", "sign", "weight")})


def _added(pairs: set[tuple[str, str]]) -> Iterator[Row]:
    worse = {row["indicator"]: -row["direction"] for row in rows_of(catalogue.indicators()) if row["direction"]}
    for risk, indicator in sorted(pairs):
        if indicator in worse:
            yield {"risk": risk, "indicator": indicator, "sign": worse[indicator], "weight": 1.0}
