"""Plans held against each other under the same draws: relief for a time, structural reserve, more crews, another order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from veerkracht.analysis.restoration.curves import recovery_curves
from veerkracht.analysis.restoration.metrics import (
    METRIC_NAMES,
    check_confidence,
    mean_with_interval,
    resilience_metrics,
)
from veerkracht.analysis.restoration.simulation import Simulation
from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays, table_from_arrays

__all__ = ["Plan", "compare_metrics", "what_if"]


@dataclass(frozen=True)
class Plan:
    """What is done differently.

    Parameters
    ----------
    name : str
        Unique among the plans.
    crews : int, optional
        Crews at work.
    order : Table, optional
        `ORDER`.
    reserves, relief : Table, optional
        `RESERVES` and `RELIEF`.

    Notes
    -----
    What is not given is as in the base.
    """

    name: str
    crews: int | None = None
    order: Table | None = None
    reserves: Table | None = None
    relief: Table | None = None


def what_if(
    assets: Table,
    supplies: Table,
    *,
    plans: Sequence[Plan],
    damage: Table,
    repairs: Table,
    order: Table,
    served: Table,
    crews: int,
    simulation: Simulation,
    reserves: Table | None = None,
    relief: Table | None = None,
    recovered: float = 1.0,
    confidence: float = 0.95,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Table:
    """Tell what each plan changes, against the base, in the same samples with the same durations of repair.

    Parameters
    ----------
    assets, supplies, damage, repairs, order, served, crews, simulation, reserves, relief
        The base, as `recovery_curves`.
    plans : sequence of Plan
        What is done differently in each.
    recovered : float
        As `resilience_metrics`.
    confidence : float
        Of the intervals of the differences.
    progress : callable
        Told the plans done (the base is one), and of how many; may raise to stop.

    Returns
    -------
    Table (plan, metric, samples, mean, difference, lower, upper, share_less, share_more)
        `WHAT_IF`, plans in the order given; see `compare_metrics`.

    Raises
    ------
    InputError
        As `recovery_curves`, or if two plans have one name.

    Notes
    -----
    The draws are common, so that a difference is of the plan alone: its variance is var(a) + var(b) - 2 cov(a, b). The
    interval tells of the sampling of damage and durations, not of what is wrong in the network.
    """
    names = [plan.name for plan in plans]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError("Two plans are named {name}. Give each a name of its own.", name=twice[0])

    def metrics_of(plan: Plan) -> Table:
        found = recovery_curves(
            assets, supplies, damage=damage, repairs=repairs, order=order if plan.order is None else plan.order, served=served,
            crews=crews if plan.crews is None else plan.crews, simulation=simulation,
            reserves=reserves if plan.reserves is None else plan.reserves,
            relief=relief if plan.relief is None else plan.relief,
        )  # fmt: skip
        return resilience_metrics(found.curves, horizon_hours=simulation.horizon_hours, recovered=recovered)

    base, parts = metrics_of(Plan("")), []
    for done, plan in enumerate(plans, 1):
        progress(done, len(plans) + 1)
        parts.append(_compared(plan.name, base, metrics_of(plan), confidence))
    progress(len(plans) + 1, len(plans) + 1)
    return table_from_arrays({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def compare_metrics(base: Table, other: Table, *, plan: str = "other", confidence: float = 0.95) -> Table:
    """Compare the metrics of two plans, sample by sample.

    Parameters
    ----------
    base, other : Table (sample, ...)
        `METRICS` of the same samples, computed with one seed.
    plan : str
        Name of the other plan.
    confidence : float
        Of the interval of the mean difference.

    Returns
    -------
    Table (plan, metric, samples, mean, difference, lower, upper, share_less, share_more)
        `WHAT_IF`. A sample counts where both have the metric (`samples`); `difference` is the other less the base.

    Raises
    ------
    InputError
        If the samples differ.

    Notes
    -----
    Samples that recover within the horizon in one plan only have no difference of recovery hours; `samples` tells how
    many are left.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> def made(loss): return memtable({"sample": [0, 1], **{name: loss for name in METRIC_NAMES}})
    >>> compared = compare_metrics(made([1.0, 2.0]), made([0.5, 1.0])).to_pyarrow().to_pylist()[0]
    >>> compared["difference"], compared["share_less"]
    (-0.75, 1.0)
    """
    return table_from_arrays(_compared(plan, base, other, confidence))


def _compared(plan: str, base: Table, other: Table, confidence: float) -> dict[str, Array]:
    check_confidence(confidence)
    before, after = (arrays(table.select("sample", *METRIC_NAMES), order=["sample"]) for table in (base, other))
    if not np.array_equal(before["sample"], after["sample"]):
        raise InputError(
            "Plan {plan} has other samples than the base. Compute both from one table of damage.", plan=plan
        )
    rows = [
        _difference(name, before[name].astype(float), after[name].astype(float), confidence) for name in METRIC_NAMES
    ]
    return {
        "plan": np.array([plan] * len(rows), object),
        **{name: np.array([row[name] for row in rows]) for name in rows[0]},
    }


def _difference(metric: str, before: Array, after: Array, confidence: float) -> dict[str, object]:
    both = ~np.isnan(before) & ~np.isnan(after)
    change = after[both] - before[both]
    mean, lower, upper = mean_with_interval(change, confidence)
    less, more = (float(found.mean()) if len(change) else np.nan for found in (change < 0.0, change > 0.0))
    return {"metric": metric, "samples": len(change), "mean": float(after[both].mean()) if len(change) else np.nan,
            "difference": mean, "lower": lower, "upper": upper, "share_less": less, "share_more": more}  # fmt: skip
