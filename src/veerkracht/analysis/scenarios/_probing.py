"""Ask a model at single points: what is preferred there, and whether a target is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._drivers import Driver, drivers_of
from veerkracht.analysis.scenarios._outcomes import targets_of
from veerkracht.analysis.scenarios.evaluation import Model, outcomes_of
from veerkracht.errors import InputError
from veerkracht.tables import Table, pull

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Aim:
    """A target: its id, whether more (1) or less (-1) is better, and the threshold (NaN for none)."""

    target: str
    direction: int
    threshold: float


@dataclass(frozen=True)
class Probe:
    """What is asked, of which model, around which point.

    Parameters
    ----------
    drivers : tuple of Driver
        The axes.
    baseline : array (drivers)
        The point.
    aims : tuple of Aim
        In order of name.
    options : tuple of str
        What can be chosen.
    model : callable
        See `Model`.
    """

    drivers: tuple[Driver, ...]
    baseline: Floats
    aims: tuple[Aim, ...]
    options: tuple[str, ...]
    model: Model

    @property
    def ranges(self) -> Floats:
        """The width of each driver; 1 for a discrete one, of which another label is a whole range away."""
        return np.array([1.0 if driver.labels else driver.high - driver.low for driver in self.drivers])

    def gains(self, points: Floats, options: Sequence[str]) -> Floats:
        """Return outcomes with the sign that makes more better: targets x points x options.

        Raises
        ------
        InputError
            If the model does not know one of them.
        """
        found = outcomes_of(points, self.drivers, options=options, model=self.model)
        gains = []
        for aim in self.aims:
            values = found.get(aim.target)
            if values is None or not np.isfinite(values).all():
                count = len(points) if values is None else int((~np.isfinite(values)).sum())
                raise InputError("The model gives no outcome of target {target} for {count} of the points that were asked. Let "
                                 "it give a number over the whole range of the drivers.",
                                 target=aim.target, count=count)  # fmt: skip
            gains.append(aim.direction * values)
        return np.array(gains)


def probe_of(
    drivers: Table, targets: Table, *, baseline: Table, options: Sequence[str], model: Model
) -> Probe:  # fmt: skip
    """Read what is asked.

    Raises
    ------
    InputError
        If there is no option or target, a direction is neither 1 nor -1, or a driver has no baseline within its range.
    """
    known = drivers_of(drivers)
    aims = tuple(
        Aim(target, row["direction"], np.nan if row.get("threshold") is None else float(row["threshold"]))
        for target, row in targets_of(targets).items()
    )
    if not aims or not options:
        raise InputError("{options} option(s) and {targets} target(s) leave nothing to ask. Give at least one of each.",
                         options=len(options), targets=len(aims))  # fmt: skip
    rows = {row["driver"]: row for row in pull(baseline).to_pylist()}
    points = [_of_baseline(driver, rows.get(driver.name, {})) for driver in known]
    return Probe(known, np.array(points), aims, tuple(options), model)


def _of_baseline(driver: Driver, row: dict[str, object]) -> float:
    value, label = row.get("value"), row.get("label")
    if driver.labels and label is not None:
        return float(driver.place(str(label)))
    between = driver.labels and value is not None and float(str(value)) % 1 != 0
    if value is None or between or not driver.low <= float(str(value)) <= driver.high:
        raise InputError("Driver {driver} has the baseline {value}. Give one from {low} to {high}, or a label of a discrete "
                         "driver.", driver=driver.name, value=value, low=driver.low, high=driver.high)  # fmt: skip
    return float(str(value))
