"""Works on moved homes, beside HiGHS alone with a column for every pair of areas."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
import scipy

from veerkracht.analysis.redistribution import (
    RedistributionSettings,
    redistribute,
    redistribute_projects,
)
from veerkracht.tables import Array, Table, memtable, pull
from veerkracht.workflows.benches.work import Run, Work

_TURNOVER: Final = 0.06
_TOLERANCE: Final = 0.1
_LOT: Final = 10
_ROUTES: Final = 3
_GAP: Final = 0.005  # of the bound in parts of homes
_PEER_STOPS_S: Final = 30.0  # after which the peer is stopped
_BUDGET_EUR: Final = 1.2e6  # per area and year


def _columns(areas: int, regions: int) -> dict[str, Array]:
    """Return areas in which social homes go with vulnerability, as in Dutch cities, but for chance."""
    rng = np.random.default_rng(1)
    homes = rng.integers(200, 4000, areas).astype(float)
    vulnerability = rng.beta(2, 2, areas)
    share = np.clip(0.6 * vulnerability + rng.normal(0, 0.12, areas), 0.02, 0.95)
    town = rng.integers(0, 5 * regions, areas)
    return {
        "area": np.array([f"A{number:05d}" for number in range(areas)]), "region": np.array([f"R{n % regions}" for n in town]),
        "municipality": np.array([f"M{number}" for number in town]), "dwellings": homes, "social": np.floor(homes * share),
        "vulnerability": vulnerability, "turnover_share": np.full(areas, _TURNOVER),
        "new_homes_per_year": np.floor(homes * 0.01), "cost_eur": rng.integers(50, 250, areas) * 1e3,
    }  # fmt: skip


def _tables(columns: dict[str, Array]) -> tuple[Table, Table]:
    absent = np.full(len(columns["area"]), None)
    caps = {"area": columns["area"], "cap_homes": absent.astype(float), "cap_share": absent.astype(float),
            **{name: columns[name] for name in ("new_homes_per_year", "cost_eur")}}  # fmt: skip
    stock = {name: values for name, values in columns.items() if name not in ("new_homes_per_year", "cost_eur")}
    return memtable(stock), memtable(caps)


def _settings(areas: int, years: int) -> RedistributionSettings:
    return RedistributionSettings(years=years, budget_eur=areas * years * _BUDGET_EUR, tolerance=_TOLERANCE)


def _even(areas: int, regions: int) -> Run:
    stock, caps = _tables(_columns(areas, regions))
    settings = _settings(areas, 1)

    def run() -> float:
        found = redistribute(stock, goal="dissimilarity", settings=settings, caps=caps)
        return float(pull(found.goals)["value"][0].as_py())

    return run


def _lexicographic(areas: int, regions: int, years: int) -> Run:
    stock, caps = _tables(_columns(areas, regions))
    settings = _settings(areas, years)

    def run() -> float:
        found = redistribute(stock, goal="lexicographic", settings=settings, caps=caps)
        return float(pull(found.goals)["value"][1].as_py())

    return run


def _pairs(columns: dict[str, Array]) -> tuple[Array, Array]:
    vulnerable = columns["vulnerability"] >= 0.5
    same = columns["region"][:, None] == columns["region"][None, :]
    giver, receiver = np.nonzero(same & vulnerable[:, None] & ~vulnerable[None, :])
    return giver, receiver


def _dense(areas: int, regions: int) -> Run:
    """A column per pair and per area, as the formulas stand."""
    columns = _columns(areas, regions)

    def run() -> float:
        giver, receiver = _pairs(columns)
        t, s, v = (columns[name] for name in ("dwellings", "social", "vulnerability"))
        mean, number = s.sum() / t.sum(), np.arange(len(giver))
        out, into = (scipy.sparse.csr_array((np.ones(len(giver)), (end, number)), shape=(areas, len(giver)))
                     for end in (giver, receiver))  # fmt: skip
        room = np.minimum(
            np.maximum(s, t * np.minimum(1, mean + _TOLERANCE * (1 - v))) - s, columns["new_homes_per_year"]
        )
        away, eye = s - mean * t, scipy.sparse.eye_array(areas)
        none, cost = scipy.sparse.csr_array((areas, areas)), columns["cost_eur"][receiver][None, :]
        rows = scipy.sparse.block_array([[out, none], [into, none], [into - out, -eye], [out - into, -eye],
                                         [scipy.sparse.csr_array(cost), none[:1]]])  # fmt: skip
        bound = np.concatenate([_TURNOVER * s, room, -away, away, [areas * _BUDGET_EUR]])
        aim = np.concatenate([np.zeros(len(giver)), np.ones(areas)])
        found = scipy.optimize.linprog(aim, A_ub=rows, b_ub=bound, method="highs")
        return float(found.fun * t.sum() / (2 * s.sum() * (t.sum() - s.sum())))

    return run


def _projects(areas: int, regions: int, years: int) -> Run:
    stock, caps = _tables(_columns(areas, regions))
    settings = _settings(areas, years)

    def run() -> float:
        found = redistribute_projects(stock, lot=_LOT, routes_per_giver=_ROUTES, settings=settings, seed=1, caps=caps)
        quality = pull(found.quality).to_pylist()[0]
        assert quality["gap_of_parts"] <= _GAP, "farther from the bound than the bar"
        return float(quality["dissimilarity"])

    return run


def _projects_of_highs(areas: int, regions: int, years: int) -> Run:
    """Whole lots per pair and a yes or no per pair, left to the solver until it is stopped."""
    from veerkracht.analysis.redistribution._lots import lots_of
    from veerkracht.analysis.redistribution._lots_exact import exact_lots
    from veerkracht.analysis.redistribution._work import work_of

    stock, caps = _tables(_columns(areas, regions))
    settings = _settings(areas, years)
    work = work_of(stock, settings=settings, caps=caps, routes=None, bands=None, required=None)
    problem, rest, scale = lots_of(work, lot=_LOT, routes=_ROUTES, years=years, budget=settings.budget_eur)

    def run() -> float:
        found = exact_lots(problem, gap=_GAP / 10, seconds=_PEER_STOPS_S)
        lots = np.zeros(len(problem.giver), np.int64) if found is None else found.lots  # no answer: nothing moves
        return float(scale * (problem.value(lots) + rest))

    return run


WORKS: tuple[Work, ...] = (
    Work("redistribution_lp_114", "homes moved over 114 areas, least dissimilarity", "cpu_s", 0.05,
         partial(_even, 114, 1), partial(_dense, 114, 1), tolerance=1e-6),
    Work("redistribution_lp_3300", "homes moved over 3,300 areas, least dissimilarity", "cpu_s", 1.0,
         partial(_even, 3300, 12), partial(_dense, 3300, 12), tolerance=1e-6),
    Work("redistribution_lp_3300_years", "the same over 5 years, largest load first", "cpu_s", 1.0,
         partial(_lexicographic, 3300, 12, 5)),
    Work("redistribution_mip_3300", "lots of 10 homes, 3 routes a giver, 3,300 areas, within 0.5 % of the bound in parts of "
         "homes; the peer is stopped after 30 s", "wall_s", 60.0, partial(_projects, 3300, 12, 10),
         partial(_projects_of_highs, 3300, 12, 10), tolerance=float("inf"), warm=0),
)  # fmt: skip
