"""How wrong may an assumption be before another option is preferred?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._probing import Aim, Probe, probe_of
from veerkracht.analysis.scenarios.evaluation import Model
from veerkracht.errors import SettingError
from veerkracht.tables import Table, table_of
from veerkracht.tables.worlds import TIPPING_POINTS

__all__ = ["tipping_points"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Row = dict[str, object]

_PARTS: Final = 16  # into which an interval is cut at once: a model answers many points about as soon as one
_ROUNDS: Final = 12  # cuts after which an interval is below the spacing of numbers
_EVEN: Final = 1e-12  # relative: options that differ by less are equally good, and the preferred one stays


def tipping_points(
    drivers: Table, targets: Table, *, baseline: Table, options: Sequence[str], model: Model, points: int = 65,
    tolerance: float = 1e-6, progress: Callable[[int, int], None] = lambda done, of: None,
) -> Table:  # fmt: skip
    """Find along each driver the smallest change at which another option is preferred.

    Parameters
    ----------
    drivers : Table
        As `DRIVERS`.
    targets : Table (target, direction)
        As `TARGETS`; each is looked at by itself.
    baseline : Table (driver, value, label)
        What is assumed: a value for each continuous driver, a label (or its place) for each discrete one.
    options : sequence of str
        What can be chosen; of options that are equally good at the baseline the first counts as preferred.
    model : callable
        As for `evaluate_worlds`.
    points : int
        Values over the range of a driver that are looked at first (at least 3), so that a preference that comes back is
        seen; one that comes and goes between two of them is not.
    tolerance : float
        How near the tipping point is found, as a share of the range (above 0).
    progress : callable
        Told of every driver; raise in it to stop.

    Returns
    -------
    Table
        As `TIPPING_POINTS`.

    Raises
    ------
    InputError
        If a driver has no baseline within its range, or the model does not know an outcome.
    SettingError
        If points or tolerance are too few or too small.

    Notes
    -----
    All other drivers stay at the baseline: two that are a little wrong together can tip sooner (`breaking_points`).

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> from veerkracht.tables.worlds import DRIVERS
    >>> drivers = table_of(DRIVERS, [{"driver": "heat", "kind": "continuous", "low": 20.0, "high": 40.0}])
    >>> targets = memtable({"target": ["cool"], "direction": [1]})
    >>> baseline = memtable({"driver": ["heat"], "value": [25.0]})
    >>> model = lambda option, of: {"cool": 30 - of["heat"] if option == "trees" else 0 * of["heat"]}
    >>> found = tipping_points(drivers, targets, baseline=baseline, options=["trees", "none"], model=model)
    >>> row = found.to_pyarrow().to_pylist()[0]
    >>> row["preferred"], row["other"], round(row["at"], 3), round(row["share_of_range"], 3)
    ('trees', 'none', 30.0, 0.25)
    """
    if points < 3 or not 0 < tolerance < 1:
        raise SettingError("{points} points and a tolerance of {tolerance} cannot be. Give 3 points or more, and a tolerance "
                           "above 0 and below 1.", points=points, tolerance=tolerance)  # fmt: skip
    probe = probe_of(drivers, targets, baseline=baseline, options=options, model=model)
    rows: list[Row] = []
    for side in range(len(probe.drivers)):
        rows += _along(probe, side, points, tolerance)
        progress(side + 1, len(probe.drivers))
    return table_of(TIPPING_POINTS, rows)


def _along(probe: Probe, side: int, points: int, tolerance: float) -> list[Row]:
    driver, own = probe.drivers[side], float(probe.baseline[side])
    spread = np.linspace(driver.low, driver.high, len(driver.labels) or points)
    values = np.asarray(np.union1d(spread, [own]), float)
    gains = probe.gains(_moved(probe, side, values), probe.options)
    return [_row(probe, side, aim, values, of_aim, tolerance) for aim, of_aim in zip(probe.aims, gains, strict=True)]


def _moved(probe: Probe, side: int, values: Floats) -> Floats:
    found = np.tile(probe.baseline, (len(values), 1))
    found[:, side] = values
    return found


def _holds(gains: Floats, preferred: int) -> Flags:
    """Tell where an option is as good as any (points x options)."""
    best = gains.max(axis=1)
    return np.asarray(gains[:, preferred] >= best - _EVEN * np.abs(best))


def _row(probe: Probe, side: int, aim: Aim, values: Floats, gains: Floats, tolerance: float) -> Row:
    driver, own = probe.drivers[side], int(np.flatnonzero(values == probe.baseline[side])[0])
    preferred = int(gains[own].argmax())
    holds = _holds(gains, preferred)
    row: Row = {"target": aim.target, "driver": driver.name, "baseline": values[own], "preferred": probe.options[preferred],
                "changes": int((holds[1:] != holds[:-1]).sum()), "unit": driver.unit}  # fmt: skip
    if holds.all():
        return row
    if driver.labels:
        at = int(np.flatnonzero(~holds)[0])
        return row | {"side": "label", "at": values[at], "label": driver.labels[int(values[at])],
                      "other": probe.options[int(gains[at].argmax())]}  # fmt: skip
    found = [_edge(probe, side, aim, preferred, *bracket, tolerance) for bracket in _brackets(values, holds, own)]
    at_value, other = min(found, key=lambda edge: abs(edge[0] - values[own]))
    distance = abs(at_value - values[own])
    return row | {"side": "high" if at_value > values[own] else "low", "at": at_value, "other": other, "distance": distance,
                  "share_of_range": distance / (driver.high - driver.low)}  # fmt: skip


def _brackets(values: Floats, holds: Flags, own: int) -> list[tuple[float, float]]:
    """Return the nearest value that holds and the next that does not, on each side of the baseline."""
    above, below = np.flatnonzero(~holds[own:]), np.flatnonzero(~holds[: own + 1][::-1])
    found = [(values[own + above[0] - 1], values[own + above[0]])] if len(above) else []
    return found + ([(values[own - below[0] + 1], values[own - below[0]])] if len(below) else [])


def _edge(
    probe: Probe, side: int, aim: Aim, preferred: int, holds: float, tips: float, tolerance: float
) -> tuple[float, str]:
    """Narrow an interval down to where the preference changes, and tell what is preferred then."""
    whole, at = probe.ranges[side], probe.aims.index(aim)
    other = ""
    for _ in range(_ROUNDS):
        values = np.linspace(holds, tips, _PARTS + 1)
        gains = probe.gains(_moved(probe, side, values[1:]), probe.options)[at]
        first = int(np.flatnonzero(~_holds(gains, preferred))[0])
        holds, tips = float(values[first]), float(values[first + 1])
        other = probe.options[int(gains[first].argmax())]
        if abs(tips - holds) <= tolerance * whole:
            break
    return tips, other
