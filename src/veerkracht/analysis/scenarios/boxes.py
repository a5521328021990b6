"""In which worlds does it go wrong? A box of few limits that holds most of them (scenario discovery by PRIM)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._boxes import (
    cloud_of,
    held_out,
    limits_from,
    limits_table,
    quasi_p,
    repeated,
    trajectory_table,
)
from veerkracht.analysis.scenarios._drivers import drivers_of
from veerkracht.analysis.scenarios._outcomes import each_target
from veerkracht.analysis.scenarios._peeling import Peeling, Rule, Step, trajectory
from veerkracht.errors import InputError, SettingError, UsageError
from veerkracht.settings import check_choice, check_seed
from veerkracht.tables import Table, memtable, pull

__all__ = ["PeelSettings", "box_limits", "box_quality", "cases_of_interest", "find_box", "select_step", "validate_box"]

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
Interest = Literal["fails", "meets"]


@dataclass(frozen=True)
class PeelSettings:
    """How patient the search for a box is.

    Parameters
    ----------
    alpha : float
        Share (above 0, at most 0.5) of the worlds inside that one slice takes off.
    paste_alpha : float
        Share that one slice puts back afterwards; 0 for none.
    least_mass : float
        Share (above 0, below 1) of all worlds that a box keeps at least.
    rule : {"original", "lenient"}
        Take the slice that leaves the highest density, or the one that raises it most per world taken off; the second is
        kinder to labels, which go a whole group at a time.

    Raises
    ------
    SettingError
        If one of them is outside its bounds.
    """

    alpha: float = 0.05
    paste_alpha: float = 0.05
    least_mass: float = 0.05
    rule: Rule = "original"

    def __post_init__(self) -> None:
        _check("alpha", self.alpha, 0 < self.alpha <= 0.5, "above 0 and at most 0.5")
        _check("paste_alpha", self.paste_alpha, 0 <= self.paste_alpha <= 0.5, "0 to 0.5")
        _check("least_mass", self.least_mass, 0 < self.least_mass < 1, "above 0 and below 1")
        check_choice("rule", self.rule, Rule)

    @property
    def peeling(self) -> Peeling:
        """The same for the search."""
        return Peeling(self.alpha, self.paste_alpha, self.least_mass, self.rule)


def _check(name: str, value: object, within: bool, bounds: str) -> None:
    if not within:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=name, value=value, bounds=bounds)


def cases_of_interest(
    outcomes: Table, targets: Table, *, option: str, target: str, interest: Interest = "fails"
) -> Table:
    """Mark the worlds in which an option misses (or meets) the threshold of a target.

    Parameters
    ----------
    outcomes, targets
        As for `regrets`; the target has a threshold.
    option, target : str
        Which.
    interest : {"fails", "meets"}
        What is looked into.

    Returns
    -------
    Table (world, interest)
        As `CASES`.

    Raises
    ------
    UsageError
        If there is no such option or target.
    InputError
        If the target has no threshold, or an outcome is missing.
    """
    check_choice("interest", interest, Interest)
    part = outcomes.filter((outcomes.target == target) & (outcomes.option == option))
    if not part.count().to_pyarrow().as_py():
        raise UsageError("There are no outcomes of option {option} for target {target}. Choose from what was evaluated.",
                         option=option, target=target)  # fmt: skip
    one = next(each_target(part, targets.filter(targets.target == target)))
    if np.isnan(one.threshold):
        raise InputError("Target {target} has no threshold, so no world meets or misses it. Add one.", target=target)
    meets = one.meets[:, 0]
    return memtable(pa.table({"world": one.worlds, "interest": meets if interest == "meets" else ~meets}))


def find_box(worlds: Table, cases: Table, *, drivers: Table, settings: PeelSettings | None = None) -> Table:
    """Peel the worlds to a box in which those of interest lie close together, and tell every step of the way.

    Parameters
    ----------
    worlds : Table (world, driver, value)
        As `WORLDS`. Worlds count alike, whatever their weight.
    cases : Table (world, interest)
        As `CASES`, one row per world.
    drivers : Table
        As `DRIVERS`: the drivers that may limit the box.
    settings : PeelSettings, optional
        How patient the search is.

    Returns
    -------
    Table
        As `TRAJECTORY`. No step is the answer: coverage falls while density rises, and who decides chooses (`select_step`).

    Raises
    ------
    InputError
        If a world is no case or the other way round, or all worlds or none are of interest.

    Notes
    -----
    A slice of a continuous driver holds int(alpha (n - 1)) + 1 of the n worlds inside, more where values are equal; a slice
    of a discrete driver is one label. Peeling ends at the least mass, or when only cases are left. Pasting then puts back
    the slice that leaves the highest density for as long as density does not fall.

    References
    ----------
    .. [1] Friedman & Fisher (1999), "Bump hunting in high-dimensional data", Statistics and Computing 9, 123-143.
    .. [2] Bryant & Lempert (2010), "Thinking inside the box: a participatory, computer-assisted approach to scenario
       discovery", Technological Forecasting and Social Change 77, 34-49.
    .. [3] Kwakkel & Jaxa-Rozen (2016), "Improving scenario discovery for handling heterogeneous uncertainties and
       multinomial classified outcomes", Environmental Modelling & Software 79, 311-321 (the lenient rule).

    Examples
    --------
    >>> from veerkracht.tables import table_of
    >>> from veerkracht.tables.worlds import DRIVERS
    >>> drivers = table_of(DRIVERS, [{"driver": "heat", "kind": "continuous", "low": 0.0, "high": 1.0}])
    >>> worlds = memtable({"world": range(100), "driver": ["heat"] * 100, "value": [i / 100 for i in range(100)]})
    >>> cases = memtable({"world": range(100), "interest": [i >= 80 for i in range(100)]})
    >>> last = find_box(worlds, cases, drivers=drivers).to_pyarrow().to_pylist()[-1]
    >>> last["density"], last["coverage"], last["restricted"]
    (1.0, 1.0, 1)
    """
    known = drivers_of(drivers)
    cloud = cloud_of(worlds, cases, drivers=known)
    return trajectory_table(trajectory(cloud, (settings or PeelSettings()).peeling), cloud, known)


def select_step(found: Table, *, least_density: float) -> Table:
    """Choose the step with the highest coverage among those with a density that is high enough.

    Parameters
    ----------
    found : Table
        As `find_box` gives it.
    least_density : float
        Share (0-1) of the worlds inside that must be of interest.

    Returns
    -------
    Table
        One row of the trajectory. Of equal coverage the denser, then the earlier one; where no step is dense enough, the
        densest.
    """
    rows = pull(found).to_pylist()
    dense = [row for row in rows if row["density"] >= least_density]
    order = [(row["coverage"], row["density"], -row["step"]) for row in dense] or [
        (row["density"], row["coverage"], -row["step"]) for row in rows
    ]
    chosen = (dense or rows)[order.index(max(order))]
    return memtable(pa.Table.from_pylist([chosen], schema=pull(found).schema))


def box_limits(
    worlds: Table, cases: Table, *, drivers: Table, step: int, seed: int, settings: PeelSettings | None = None,
    resamples: int = 10, share: float = 0.5, progress: Progress = lambda done, of: None,
) -> Table:  # fmt: skip
    """Tell the limits of a box on the way, and how far each of them can be trusted.

    Parameters
    ----------
    worlds, cases, drivers, settings
        As `find_box`.
    step : int
        Which box.
    seed : int
        Of the resamples.
    resamples : int
        How often the search is done anew on a share of the worlds; 0 for none.
    share : float
        That share (above 0, below 1), drawn without replacement.
    progress : callable
        Told of every resample; raise in it to stop.

    Returns
    -------
    Table (driver, side, limit, labels, quasi_p, repeated)
        As `LIMITS`.

    Raises
    ------
    UsageError
        If there is no such step.
    InputError, SettingError
        As `find_box`.

    Notes
    -----
    quasi_p is P(X >= k) for X binomial (n, k' / n'), with k cases among n worlds inside, and k' among n' without this limit.
    It is no true p: the limit was chosen on the same worlds. `repeated` looks in each resample at the box whose coverage and
    density are nearest to those of this one, and counts how often it limits the driver on the same side.

    References
    ----------
    .. [1] Bryant & Lempert (2010), as for `find_box`, section 3.4.
    """
    check_seed(seed)
    _check("share", share, 0 < share < 1, "above 0 and below 1")
    _check("resamples", resamples, resamples >= 0, "0 or more")
    known, how = drivers_of(drivers), (settings or PeelSettings()).peeling
    cloud = cloud_of(worlds, cases, drivers=known)
    chosen = _step(trajectory(cloud, how), step)
    shares = repeated(cloud, how, chosen, resamples=resamples, share=share, seed=seed, progress=progress)
    return limits_table(chosen.limits, known, quasi_p(cloud, chosen), shares)


def _step(steps: Sequence[Step], number: int) -> Step:
    if not 0 <= number < len(steps):
        raise UsageError(
            "There is no step {step} in the search. Choose from 0 to {last}.", step=number, last=len(steps) - 1
        )
    return steps[number]


def box_quality(worlds: Table, limits: Table, *, cases: Table, drivers: Table) -> Table:
    """Tell how well a box does on worlds, for example on those that the search has not seen.

    Parameters
    ----------
    worlds, cases, drivers
        As `find_box`.
    limits : Table (driver, side, limit, labels)
        As `LIMITS`; what it does not name is free.

    Returns
    -------
    Table (worlds, cases, mass, coverage, density)
        One row; density is null for an empty box.
    """
    known = drivers_of(drivers)
    cloud = cloud_of(worlds, cases, drivers=known)
    inside = limits_from(limits, known).inside(cloud.values)
    count, of_interest = int(inside.sum()), int((inside & cloud.cases).sum())
    return memtable(pa.table({
        "worlds": [count], "cases": [of_interest], "mass": [count / len(inside)],
        "coverage": [of_interest / int(cloud.cases.sum())],
        "density": pa.array([of_interest / count if count else None], pa.float64()),
    }))  # fmt: skip


def validate_box(
    worlds: Table, cases: Table, *, drivers: Table, seed: int, share: float = 0.5, settings: PeelSettings | None = None
) -> Table:
    """Search a box on a part of the worlds, and hold every step against the rest: how optimistic is the search?

    Parameters
    ----------
    worlds, cases, drivers, settings
        As `find_box`.
    seed : int
        Of the division.
    share : float
        Of the worlds that are searched (above 0, below 1), the same of those of interest.

    Returns
    -------
    Table (step, phase, coverage, density, held_out_coverage, held_out_density, optimism)
        `optimism` is density less held-out density; null where no held-out world is in the box.

    Raises
    ------
    InputError
        As `find_box`, or if a part has no world of interest.
    """
    check_seed(seed)
    _check("share", share, 0 < share < 1, "above 0 and below 1")
    known = drivers_of(drivers)
    return held_out(
        cloud_of(worlds, cases, drivers=known), (settings or PeelSettings()).peeling, seed=seed, share=share
    )
