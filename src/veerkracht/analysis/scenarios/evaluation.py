"""What each option does in each world, asked of a model that the workflow hands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._drivers import Driver, drivers_of, values_by_world
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Array, Table, memtable

__all__ = ["Model", "Progress", "evaluate_worlds"]

Floats = NDArray[np.float64]

Model = Callable[[str, Mapping[str, Array]], Mapping[str, Floats]]
"""From an option and the values of each driver (numbers, or labels of a discrete one; one per world) to the outcome of
each target, one per world and NaN where it is not known."""
Progress = Callable[[int, int], None]
"""Told how much is done, of how much; what it raises ends the work."""

CHUNK: Final = 1000
"""Worlds that a model gets at once."""


def evaluate_worlds(
    worlds: Table, drivers: Table, *, options: Sequence[str], model: Model, progress: Progress = lambda done, of: None,
    chunk: int = CHUNK,
) -> Table:  # fmt: skip
    """Ask a model what every option does in every world.

    Parameters
    ----------
    worlds : Table (world, driver, value)
        As `WORLDS`.
    drivers : Table
        As `DRIVERS`.
    options : sequence of str
        What can be chosen.
    model : callable
        See `Model`; each option meets the same worlds.
    progress : callable
        Told of every chunk; raise in it to stop, and nothing is left half done.
    chunk : int
        Worlds at once.

    Returns
    -------
    Table (world, option, target, value)
        As `OUTCOMES`, worlds outermost; null where the model knows none.

    Raises
    ------
    InputError
        If there is no option or world, a world lacks a value, or the model gives no target, or another number of outcomes
        than worlds.
    SettingError
        If a chunk has no world.

    Examples
    --------
    >>> from veerkracht.tables import table_of
    >>> from veerkracht.tables.worlds import DRIVERS
    >>> drivers = table_of(DRIVERS, [{"driver": "heat", "kind": "continuous", "low": 20.0, "high": 40.0}])
    >>> worlds = memtable({"world": [1, 2], "driver": ["heat", "heat"], "value": [25.0, 35.0]})
    >>> found = evaluate_worlds(worlds, drivers, options=["trees"], model=lambda option, of: {"cool": 50 - of["heat"]})
    >>> found.value.to_pyarrow().to_pylist()
    [25.0, 15.0]
    """
    if not options:
        raise InputError("There is no option to look at. Give at least one.")
    if chunk < 1:
        raise SettingError(
            "Setting {setting} is {value}. Choose {bounds}.", setting="chunk", value=chunk, bounds="1 or more"
        )
    known = drivers_of(drivers)
    ids, values = values_by_world(worlds, known)
    found = outcomes_of(values, known, options=options, model=model, progress=progress, chunk=chunk)
    targets = list(found)
    if not targets:
        raise InputError("The model gives the outcome of no target. Let it give at least one.")
    cube = np.stack([found[target] for target in targets], axis=2)
    return _table(ids, list(options), targets, cube)


def outcomes_of(
    values: Floats, drivers: tuple[Driver, ...], *, options: Sequence[str], model: Model,
    progress: Progress = lambda done, of: None, chunk: int = CHUNK,
) -> dict[str, Floats]:  # fmt: skip
    """Return per target an array of worlds x options."""
    starts = range(0, len(values), chunk)
    steps, found = len(starts) * len(options), dict[str, Floats]()
    for number, (start, at) in enumerate((start, at) for start in starts for at in range(len(options))):
        part = values[start : start + chunk]
        for target, outcome in model(options[at], arguments(part, drivers)).items():
            array = found.setdefault(target, np.full((len(values), len(options)), np.nan))
            array[start : start + len(part), at] = _checked(outcome, len(part), options[at], target)
        progress(number + 1, steps)
    return found


def arguments(values: Floats, drivers: tuple[Driver, ...]) -> dict[str, Array]:
    """Return what a model is given: numbers, or labels of discrete drivers."""
    return {
        driver.name: np.array(driver.labels, object)[values[:, side].astype(int)] if driver.labels else values[:, side]
        for side, driver in enumerate(drivers)
    }


def _checked(outcome: Array, worlds: int, option: str, target: str) -> Floats:
    found = np.asarray(outcome, float)
    if found.shape != (worlds,):
        raise InputError("For {worlds} worlds the model gave outcomes of the shape {shape}, for option {option} and target "
                         "{target}. Let it give one number per world.", worlds=worlds, shape=str(found.shape),
                         option=option, target=target)  # fmt: skip
    return found


def _table(ids: Array, options: list[str], targets: list[str], cube: Floats) -> Table:
    worlds, cells = len(ids), len(options) * len(targets)
    return memtable(pa.table({
        "world": np.repeat(ids, cells),
        "option": pa.array([option for option in options for _ in targets] * worlds, pa.string()),
        "target": pa.array(targets * (worlds * len(options)), pa.string()),
        "value": pa.array(cube.ravel(), pa.float64(), from_pandas=True),
    }))  # fmt: skip
