"""What may differ, read once: names, ranges and labels, in the order of their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, pull

Floats = NDArray[np.float64]
Row = dict[str, Any]  # Any: cells of mixed columns

CONTINUOUS: Final = "continuous"
DISCRETE: Final = "discrete"
DISTRIBUTIONS: Final = ("uniform", "loguniform", "triangular")
SEPARATOR: Final = "; "


@dataclass(frozen=True)
class Driver:
    """One thing that may differ.

    Parameters
    ----------
    name : str
        Its id.
    low, high : float
        Its range; 0 and the last place of a label for a discrete one.
    distribution : str
        One of `DISTRIBUTIONS`; empty for a discrete one.
    mode : float
        Of a triangular distribution, else NaN.
    labels : tuple of str
        States of a discrete driver; none for a continuous one.
    unit : str or None
        What a step of 1 is.
    """

    name: str
    low: float
    high: float
    distribution: str
    mode: float
    labels: tuple[str, ...]
    unit: str | None

    def place(self, label: str) -> int:
        """Return the place of a label.

        Raises
        ------
        InputError
            If the driver has no such label.
        """
        if label not in self.labels:
            raise InputError("Driver {driver} has no label {label}. Choose from: {labels}.",
                             driver=self.name, label=label, labels=", ".join(self.labels))  # fmt: skip
        return self.labels.index(label)

    def told(self, value: float) -> float | str:
        """Return a value as readers know it: a label, or the number itself."""
        return self.labels[int(value)] if self.labels else value


def drivers_of(table: Table) -> tuple[Driver, ...]:
    """Read drivers, and check that each has a range or labels.

    Raises
    ------
    InputError
        If there is no driver, a name occurs twice, a kind or distribution is unknown, the range is empty or turned round, a
        mode lies outside it, or a discrete driver has fewer than two labels.
    """
    rows = pull(table).sort_by("driver").to_pylist()
    if not rows:
        raise InputError("There is no driver. Give at least one thing that may differ.")
    names = [row["driver"] for row in rows]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError("Driver {driver} stands in the list twice. Keep one row per driver.", driver=twice)
    return tuple(_driver(row) for row in rows)


def _driver(row: Row) -> Driver:
    kind = row["kind"]
    if kind == DISCRETE:
        return _discrete(row)
    if kind != CONTINUOUS:
        raise InputError("Driver {driver} has the kind {kind}. Choose continuous or discrete.",
                         driver=row["driver"], kind=kind)  # fmt: skip
    return _continuous(row)


def _discrete(row: Row) -> Driver:
    labels = tuple(part.strip() for part in (row.get("labels") or "").split(SEPARATOR.strip()) if part.strip())
    if len(set(labels)) < 2 or len(set(labels)) < len(labels):
        raise InputError("Discrete driver {driver} needs two or more different labels, and has {count}. Write them with a "
                         "semicolon between them.", driver=row["driver"], count=len(set(labels)))  # fmt: skip
    return Driver(row["driver"], 0.0, len(labels) - 1.0, "", np.nan, labels, row.get("unit"))


def _continuous(row: Row) -> Driver:
    name, low, high = row["driver"], row.get("low"), row.get("high")
    if low is None or high is None or not (np.isfinite(low) and np.isfinite(high)) or low >= high:
        raise InputError("Driver {driver} goes from {low} to {high}. Give a low that is below the high.",
                         driver=name, low=low, high=high)  # fmt: skip
    distribution, mode = row.get("distribution") or "uniform", row.get("mode")
    if distribution not in DISTRIBUTIONS:
        raise InputError("Driver {driver} has the distribution {distribution}, which is not known. Choose from: {known}.",
                         driver=name, distribution=distribution, known=", ".join(DISTRIBUTIONS))  # fmt: skip
    if distribution == "loguniform" and low <= 0:
        raise InputError("Driver {driver} is loguniform from {low}. Give a low above 0.", driver=name, low=low)
    if distribution == "triangular" and (mode is None or not low <= mode <= high):
        raise InputError("Driver {driver} is triangular with its mode at {mode}. Give a mode from {low} to {high}.",
                         driver=name, mode=mode, low=low, high=high)  # fmt: skip
    return Driver(
        name, float(low), float(high), distribution, np.nan if mode is None else float(mode), (), row.get("unit")
    )


def at_shares(driver: Driver, shares: Floats) -> Floats:
    """Return the quantiles of a driver at shares from 0 to under 1 (a label per equal part for a discrete one)."""
    if driver.labels:
        return np.minimum(np.floor(shares * len(driver.labels)), driver.high)
    if driver.distribution == "loguniform":
        return np.asarray(driver.low * (driver.high / driver.low) ** shares)
    if driver.distribution == "triangular":
        return _triangular(driver, shares)
    return np.asarray(driver.low + (driver.high - driver.low) * shares)


def _triangular(driver: Driver, shares: Floats) -> Floats:
    whole, rises = driver.high - driver.low, driver.mode - driver.low
    before = driver.low + np.sqrt(shares * whole * rises)
    after = driver.high - np.sqrt((1 - shares) * whole * (driver.high - driver.mode))
    return np.where(shares * whole < rises, before, after)


def values_by_world(worlds: Table, drivers: tuple[Driver, ...]) -> tuple[Array, Floats]:
    """Lay worlds out as an array of worlds x drivers, worlds rising.

    Raises
    ------
    InputError
        If there is no world, or a world has no value for a driver, two, or one that is no label of it.
    """
    names = [driver.name for driver in drivers]
    rows = pull(worlds.select("world", "driver", "value"))
    if not rows.num_rows:
        raise InputError("There is no world. Draw at least one.")
    side = pc.index_in(rows["driver"], pa.array(names, pa.string())).to_numpy()
    ids, at = np.unique(rows["world"].to_numpy(), return_inverse=True)
    kept = ~np.isnan(side)
    at, place = at[kept], side[kept].astype(np.intp)
    found = np.full((len(ids), len(names)), np.nan)
    found[at, place] = rows["value"].to_numpy()[kept]
    _check_whole(ids, found, names)
    if len(at) > found.size:
        cell = int(np.flatnonzero(np.bincount(at * len(names) + place) > 1)[0])
        raise InputError("World {world} has more than one value of {driver}. Keep one.",
                         world=int(ids[cell // len(names)]), driver=names[cell % len(names)])  # fmt: skip
    _check_labels(ids, found, drivers)
    return ids, found


def _check_whole(ids: Array, found: Floats, names: list[str]) -> None:
    lacking = np.argwhere(np.isnan(found))
    if len(lacking):
        world, driver = lacking[0]
        raise InputError("{count} value(s) of drivers are missing, first of {driver} in world {world}. Give every world a "
                         "value for every driver.", count=len(lacking), driver=names[driver], world=int(ids[world]))  # fmt: skip


def _check_labels(ids: Array, found: Floats, drivers: tuple[Driver, ...]) -> None:
    for side, driver in ((side, driver) for side, driver in enumerate(drivers) if driver.labels):
        values = found[:, side]
        wrong = np.flatnonzero((values < 0) | (values > driver.high) | (values % 1 != 0))
        if len(wrong):
            raise InputError("Driver {driver} has the value {value} in world {world}, and no label stands there. Give whole "
                             "numbers from 0 to {last}.", driver=driver.name, value=float(values[wrong[0]]),
                             world=int(ids[wrong[0]]), last=int(driver.high))  # fmt: skip
