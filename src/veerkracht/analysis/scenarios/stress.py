"""Where does it break? A fixed list of adverse combinations, and the smallest change that breaks each target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._drivers import SEPARATOR, Driver
from veerkracht.analysis.scenarios._probing import Aim, Probe, probe_of
from veerkracht.analysis.scenarios._search import Norm, Space, lattice, lattice_size, nearest_break, scattered
from veerkracht.analysis.scenarios.evaluation import Model
from veerkracht.errors import InputError, SettingError
from veerkracht.settings import check_choice, check_seed
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.worlds import BREAKS, STRESSES

__all__ = ["breaking_points", "stress_combinations"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Row = dict[str, object]

LATTICE_POINTS: Final = 20_000
"""Most points of a lattice that is tried whole; beyond it points are drawn."""
_DRAWN: Final = 2_000


def stress_combinations(
    combinations: Table, drivers: Table, *, targets: Table, baseline: Table, options: Sequence[str], model: Model
) -> Table:
    """Tell what each option does when several things go wrong at once.

    Parameters
    ----------
    combinations : Table (combination, driver, position, label)
        As `COMBINATIONS`; other drivers stay at the baseline.
    drivers, targets, baseline, options, model
        As for `tipping_points`; `threshold` of a target tells whether it is met.

    Returns
    -------
    Table (combination, option, target, value, meets, left_out)
        As `STRESSES`.

    Raises
    ------
    InputError
        If a position is outside 0 to 1, or as `tipping_points`.
    """
    probe = probe_of(drivers, targets, baseline=baseline, options=options, model=model)
    by_name: dict[str, list[Row]] = {}
    for row in pull(combinations).to_pylist():
        by_name.setdefault(row["combination"], []).append(row)
    points = [_combined(probe, rows) for rows in by_name.values()]
    gains = probe.gains(
        np.array([point for point, _ in points]).reshape(len(points), len(probe.drivers)), probe.options
    )
    return table_of(STRESSES, [
        _stressed(name, left, len(left) < len(by_name[name]), option, aim, float(gains[of_aim, place, at]))
        for place, (name, (_, left)) in enumerate(zip(by_name, points, strict=True))
        for at, option in enumerate(probe.options) for of_aim, aim in enumerate(probe.aims)
    ])  # fmt: skip


def _combined(probe: Probe, rows: list[Row]) -> tuple[Floats, list[str]]:
    """Return the point of a combination, and its drivers that the model does not have."""
    names = {driver.name: side for side, driver in enumerate(probe.drivers)}
    point = probe.baseline.copy()
    for row in rows:
        if row["driver"] in names:
            side = names[str(row["driver"])]
            point[side] = _placed(probe.drivers[side], row)
    return point, [str(row["driver"]) for row in rows if row["driver"] not in names]


def _placed(driver: Driver, row: Row) -> float:
    if driver.labels:
        return float(driver.place(str(row.get("label"))))
    position = row.get("position")
    if position is None or not 0 <= float(str(position)) <= 1:
        raise InputError("In combination {combination} driver {driver} has the position {position}. Give one from 0 (low) to "
                         "1 (high).", combination=row["combination"], driver=driver.name, position=position)  # fmt: skip
    return driver.low + float(str(position)) * (driver.high - driver.low)


def _stressed(name: str, left: list[str], moved: bool, option: str, aim: Aim, gain: float) -> Row:
    meets = None if np.isnan(aim.threshold) or not moved else bool(gain >= aim.direction * aim.threshold)
    return {"combination": name, "option": option, "target": aim.target, "value": aim.direction * gain if moved else None,
            "meets": meets, "left_out": SEPARATOR.join(left) or None}  # fmt: skip


def breaking_points(
    drivers: Table, targets: Table, *, baseline: Table, options: Sequence[str], model: Model, seed: int, levels: int = 9,
    norm: Norm = "euclid", progress: Callable[[int, int], None] = lambda done, of: None,
) -> Table:  # fmt: skip
    """Find the smallest change of all drivers together that makes an option miss a target.

    Parameters
    ----------
    drivers, targets, baseline, options, model
        As for `tipping_points`; targets without a threshold are left out.
    seed : int
        Of the points that are drawn around a break, and all over where a lattice would be too large.
    levels : int
        Values per continuous driver of the lattice, beside the baseline; at least 2.
    norm : {"euclid", "sum", "max"}
        How changes of several drivers count together, each in ranges of its driver.
    progress : callable
        Told of every option and target; raise in it to stop.

    Returns
    -------
    Table
        As `BREAKS`. The distance is that of the nearest break found, so it is never too small, and may be too large. A
        break between the points that were tried is not seen: ``holds`` is no proof, and says less for ``search``.

    Raises
    ------
    InputError
        If no target has a threshold, or as `tipping_points`.
    SettingError
        If there are fewer than 2 levels or the norm is unknown.

    Notes
    -----
    All points of a lattice are tried if they are at most 20,000, else the ends of each driver and 2,000 points of a Latin
    hypercube (`tried` counts these). From the nearest that break the search goes back to the baseline along the line, then
    driver by driver, and looks around the best of them for one that is nearer: some 10,000 points more per break.
    """
    check_seed(seed)
    check_choice("norm", norm, Norm)
    if levels < 2:
        raise SettingError(
            "Setting {setting} is {found}; it must be {low} or more.", setting="levels", found=levels, low=2
        )
    probe = probe_of(drivers, targets, baseline=baseline, options=options, model=model)
    space = _space(probe, norm)
    small = lattice_size(space, levels) <= LATTICE_POINTS
    points = np.concatenate([probe.baseline[None], lattice(space, levels) if small else scattered(space, _DRAWN, seed)])
    rows: list[Row] = []
    for number, option in enumerate(probe.options):
        misses = _misses(probe, option, points)
        for at, aim in enumerate(probe.aims):
            if not np.isnan(aim.threshold):
                told: Row = {
                    "option": option,
                    "target": aim.target,
                    "method": "lattice" if small else "search",
                    "tried": len(points),
                }
                rows += _broken(probe, space, option, at, points, misses[at], told, seed)
        progress(number + 1, len(probe.options))
    return table_of(BREAKS, rows)


def _space(probe: Probe, norm: Norm) -> Space:
    if all(np.isnan(aim.threshold) for aim in probe.aims):
        raise InputError("No target has a threshold, so none can break. Add a threshold.")
    low, high = (np.array([getattr(driver, end) for driver in probe.drivers]) for end in ("low", "high"))
    return Space(probe.baseline, low, high, probe.ranges, tuple(len(driver.labels) for driver in probe.drivers), norm)


def _misses(probe: Probe, option: str, points: Floats) -> Flags:
    """Return for each target which points miss its threshold; none where it has no threshold."""
    gains = probe.gains(points, [option])[:, :, 0]
    thresholds = np.array([aim.direction * aim.threshold for aim in probe.aims])
    return np.asarray(gains < thresholds[:, None])


def _of_aim(probe: Probe, option: str, at: int, points: Floats) -> Flags:
    return np.asarray(_misses(probe, option, points)[at])


def _broken(
    probe: Probe, space: Space, option: str, at: int, points: Floats, misses: Flags, told: Row, seed: int
) -> list[Row]:
    if misses[0]:
        return [told | {"status": "broken", "distance": 0.0}]
    point = nearest_break(space, partial(_of_aim, probe, option, at), points, misses, seed=seed)
    if point is None:
        return [told | {"status": "holds"}]
    changes, distance = space.changes(point[None])[0], float(space.distances(point[None])[0])
    return [
        told | {"status": "breaks", "distance": distance, "driver": driver.name, "baseline": probe.baseline[side],
                "value": point[side], "label": driver.labels[int(point[side])] if driver.labels else None,
                "change": changes[side]}
        for side, driver in enumerate(probe.drivers) if changes[side] > 0
    ]  # fmt: skip
