"""Proof that a plan overloads nobody: every limit worked out again from the tables, without the solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from veerkracht.analysis.redistribution._after import read_moves
from veerkracht.analysis.redistribution._stock import read_caps, read_stock
from veerkracht.analysis.redistribution.settings import RedistributionSettings
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.shape import Shape

__all__ = ["certificate", "check_plan"]

Row = Mapping[str, Any]  # Any: cells of mixed columns
Check = tuple[str, str, int, float, float]

TOLERANCE: Final = 1e-5  # homes, or what they cost: moves are told to six decimals, and several add up
_CERTIFICATE: Final = Shape("certificate", {
    "area": "string", "before": "float64", "received": "float64", "after": "float64", "cap": "float64",
    "margin": "float64", "load_before": "float64", "load_after": "float64", "holds": "boolean",
}, ("area",))  # fmt: skip
_CHECKS: Final = Shape("checks", {
    "limit": "string", "place": "string", "year": "int64", "found": "float64", "bound": "float64", "margin": "float64",
    "holds": "boolean",
}, ("limit", "place", "year"))  # fmt: skip


@dataclass(frozen=True)
class _Case:
    """Plain records by area, and the moves."""

    stock: dict[str, Row]
    moves: list[Row]
    caps: dict[str, Row] | None
    settings: RedistributionSettings

    @cached_property
    def mean(self) -> float:
        whole = sum(row["dwellings"] for row in self.stock.values())
        return float(sum(row["social"] for row in self.stock.values()) / whole) if whole else 0.0

    @cached_property
    def change(self) -> dict[str, float]:
        """Homes that each area gains or loses."""
        found: dict[str, float] = defaultdict(float)
        for row in self.moves:
            found[row["target"]] += row["homes"]
            found[row["source"]] -= row["homes"]
        return dict(found)

    def after(self, area: str) -> float:
        return float(self.stock[area]["social"] + self.change.get(area, 0.0))

    def cap(self, area: str) -> float:
        row = self.stock[area]
        own = self._told(area)
        most = min(own) if own else row["dwellings"] * (
            self.mean + self.settings.tolerance * (1 - (1.0 if row["vulnerability"] is None else row["vulnerability"]))
        )  # fmt: skip
        return float(max(row["social"], min(most, row["dwellings"])))

    def _told(self, area: str) -> list[float]:
        told = (self.caps or {}).get(area, {})
        share = told.get("cap_share")
        found = (told.get("cap_homes"), None if share is None else share * self.stock[area]["dwellings"])
        return [cap for cap in found if cap is not None]

    def group(self, area: str) -> str:
        within = self.settings.within
        return "everywhere" if within == "everywhere" else str(self.stock[area][within])


def certificate(stock: Table, moves: Table, *, settings: RedistributionSettings, caps: Table | None = None) -> Table:
    """Show for each receiver that it stays under its cap.

    Parameters
    ----------
    stock : Table (area, region, municipality, dwellings, social, vulnerability, turnover_share)
        See `veerkracht.tables.homes.STOCK`.
    moves : Table (source, target, year, homes)
        The plan, from whatever source.
    settings : RedistributionSettings
        Gives the tolerance of the cap.
    caps : Table, optional
        Own caps of areas, see `veerkracht.tables.homes.CAPS`.

    Returns
    -------
    Table (area, before, received, after, cap, margin, load_before, load_after, holds)
        One row per area that receives: social homes, cap and margin in homes, and load v f / t (null where vulnerability
        is unknown or there are no dwellings).

    Raises
    ------
    InputError
        If a figure of the stock, the moves or the caps cannot be, or a move lies outside the years of the settings.

    Notes
    -----
    Worked out record by record from the tables; no part of the solver is used. `check_plan` does the other limits.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> homes = memtable({"area": ["A", "B"], "region": ["R", "R"], "municipality": ["M", "M"],
    ...     "dwellings": [100.0, 100.0], "social": [60.0, 20.0], "vulnerability": [0.8, 0.2],
    ...     "turnover_share": [0.1, 0.1]})
    >>> plan = memtable({"source": ["A"], "target": ["B"], "year": [1], "homes": [6.0]})
    >>> shown = certificate(homes, plan, settings=RedistributionSettings()).to_pyarrow().to_pylist()[0]
    >>> shown["after"], round(shown["cap"], 6), shown["holds"]
    (26.0, 48.0, True)
    """
    case = _case(stock, moves, caps, settings)
    received: dict[str, float] = defaultdict(float)
    for row in case.moves:
        received[row["target"]] += row["homes"]
    return table_of(_CERTIFICATE, [_shown(case, area, received[area]) for area in sorted(received)])


def _case(stock: Table, moves: Table, caps: Table | None, settings: RedistributionSettings) -> _Case:
    areas = read_stock(stock)
    read_moves(areas, moves, years=settings.years)
    if caps is not None:
        read_caps(caps, areas.area)
    told = None if caps is None else {row["area"]: row for row in _records(caps)}
    held = {row["area"]: row for row in _records(stock)}
    return _Case(held, [row for row in _records(moves) if row["homes"] > 0], told, settings)


def _records(table: Table) -> list[Row]:
    """Return the rows; what is no number is absent."""
    return [{name: None if value != value else value for name, value in row.items()} for row in pull(table).to_pylist()]


def _shown(case: _Case, area: str, received: float) -> dict[str, object]:
    row, after, cap = case.stock[area], case.after(area), case.cap(area)
    blank = row["vulnerability"] is None or row["dwellings"] == 0
    loads = [None if blank else row["vulnerability"] * homes / row["dwellings"]
             for homes in (row["social"], after)]  # fmt: skip
    return {"area": area, "before": row["social"], "received": received, "after": after, "cap": cap, "margin": cap - after,
            "load_before": loads[0], "load_after": loads[1], "holds": after <= cap + TOLERANCE}  # fmt: skip


def check_plan(
    stock: Table,
    moves: Table,
    *,
    settings: RedistributionSettings,
    caps: Table | None = None,
    routes: Table | None = None,
    bands: Table | None = None,
    required: Table | None = None,
) -> Table:
    """Check every limit of a plan, without the solver.

    Parameters
    ----------
    stock, moves : Table
        See `certificate`.
    settings, caps, routes, bands, required
        As in `redistribute`.

    Returns
    -------
    Table (limit, place, year, found, bound, margin, holds)
        One row per limit that the plan touches; `year` is 0 for all years together. Limits: ``receiver_cap``,
        ``new_homes``, ``turnover`` (with pace), ``giver_is_vulnerable``, ``receiver_is_not_vulnerable``, ``compensation``
        (homes that cross to another group), ``route`` (homes along a route that is not allowed), ``budget``,
        ``municipality_least``, ``municipality_most``, ``required`` and ``peak``.
    """
    case = _case(stock, moves, caps, settings)
    found = [*_of_receivers(case), *_of_givers(case), *_between(case, routes), *_of_towns(case, bands)]
    found += [*_asked(case, required), *_peak(case)]
    dearest = _dearest(case, routes)
    return table_of(_CHECKS, [
        {"limit": limit, "place": place, "year": year, "found": value, "bound": bound, "margin": bound - value,
         "holds": value <= bound + TOLERANCE * (dearest if limit == "budget" else 1.0)}
        for limit, place, year, value, bound in found
    ])  # fmt: skip


def _dearest(case: _Case, routes: Table | None) -> float:
    """Return what the dearest home costs: in euro the rounding of homes weighs as much."""
    rows = [*(case.caps or {}).values(), *([] if routes is None else _records(routes))]
    return max([1.0, *(float(row["cost_eur"]) for row in rows if row.get("cost_eur") is not None)])


def _summed(case: _Case, end: str) -> dict[tuple[str, int], float]:
    found: dict[tuple[str, int], float] = defaultdict(float)
    for row in case.moves:
        found[row[end], row["year"]] += row["homes"]
    return dict(sorted(found.items()))


def _vulnerable(case: _Case, area: str) -> bool:
    value = case.stock[area]["vulnerability"]
    return value is not None and value > 0 and value >= case.settings.vulnerable_from


def _of_receivers(case: _Case) -> Iterator[Check]:
    arrivals = _summed(case, "target")
    for area in sorted({area for area, _ in arrivals}):
        yield "receiver_cap", area, 0, case.after(area), case.cap(area)
        told = case.stock[area]["vulnerability"] is not None and not _vulnerable(case, area)
        came = sum(homes for (target, _), homes in arrivals.items() if target == area)
        yield "receiver_is_not_vulnerable", area, 0, 0.0 if told else came, 0.0
    if case.caps is not None:
        for (area, year), homes in arrivals.items():
            most = case.caps.get(area, {}).get("new_homes_per_year")
            yield "new_homes", area, year, homes, 0.0 if most is None else most


def _of_givers(case: _Case) -> Iterator[Check]:
    gone: dict[str, float] = defaultdict(float)
    for (area, year), homes in _summed(case, "source").items():
        there = case.stock[area]["social"] - gone[area]
        share = min(case.stock[area]["turnover_share"] or 0.0, case.settings.pace_share)
        yield "turnover", area, year, homes, share * there
        gone[area] += homes
    for area, homes in gone.items():
        yield "giver_is_vulnerable", area, 0, 0.0 if _vulnerable(case, area) else homes, 0.0


def _between(case: _Case, routes: Table | None) -> Iterator[Check]:
    listed = None if routes is None else {(row["source"], row["target"]): row for row in _records(routes)}
    spent = 0.0
    for row in case.moves:
        pair = row["source"], row["target"]
        crossing = case.group(pair[0]) != case.group(pair[1])
        yield "compensation", "/".join(pair), row["year"], row["homes"] if crossing else 0.0, 0.0
        if listed is not None:
            allowed = listed.get(pair, {}).get("allowed")
            yield "route", "/".join(pair), row["year"], 0.0 if allowed else row["homes"], 0.0
        own = None if listed is None else listed.get(pair, {}).get("cost_eur")
        cost = own if own is not None else (case.caps or {}).get(pair[1], {}).get("cost_eur")
        spent += row["homes"] * (float("inf") if cost is None else cost)
    if case.settings.budget_eur is not None:
        yield "budget", "everywhere", 0, spent, case.settings.budget_eur


def _of_towns(case: _Case, bands: Table | None) -> Iterator[Check]:
    for band in [] if bands is None else _records(bands):
        town = band["municipality"]
        homes = sum(case.after(area) for area, row in case.stock.items() if row["municipality"] == town)
        if band["most_homes"] is not None:
            yield "municipality_most", town, 0, homes, band["most_homes"]
        if band["least_homes"] is not None:
            yield "municipality_least", town, 0, -homes, -band["least_homes"]


def _asked(case: _Case, required: Table | None) -> Iterator[Check]:
    for row in [] if required is None else _records(required):
        gone = sum(move["homes"] for move in case.moves if move["source"] == row["area"])
        yield "required", row["area"], 0, -gone, -row["homes"]


def _peak(case: _Case) -> Iterator[Check]:
    most = case.settings.peak_at_most
    for area, row in case.stock.items() if most is not None else ():
        if row["vulnerability"] is not None and row["dwellings"] > 0:
            yield "peak", area, 0, row["vulnerability"] * case.after(area) / row["dwellings"], most or 0.0
