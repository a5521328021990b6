"""From worlds to the cloud that is peeled, from boxes to tables, and how far a box can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._drivers import SEPARATOR, Driver, values_by_world
from veerkracht.analysis.scenarios._peeling import (
    HIGH,
    LABELS,
    LOW,
    Cloud,
    Limits,
    Peeling,
    Step,
    trajectory,
    unlimited,
)
from veerkracht.errors import InputError
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.worlds import LIMITS, TRAJECTORY

Floats = NDArray[np.float64]
Limit = tuple[int, str]
"""A driver and the side of it that is limited."""

_HELD_OUT: Final = pa.schema([
    ("step", pa.int64()), ("phase", pa.string()), ("coverage", pa.float64()), ("density", pa.float64()),
    ("held_out_coverage", pa.float64()), ("held_out_density", pa.float64()), ("optimism", pa.float64()),
])  # fmt: skip


def cloud_of(worlds: Table, cases: Table, *, drivers: tuple[Driver, ...]) -> Cloud:
    """Lay worlds and cases beside each other.

    Raises
    ------
    InputError
        If they are not of the same worlds, or all or none are of interest.
    """
    ids, values = values_by_world(worlds, drivers)
    rows = pull(cases.select("world", "interest")).sort_by("world")
    named = rows["world"].to_numpy()
    other = np.setxor1d(ids, named)
    twice, unmarked = named[1:][named[1:] == named[:-1]], named[rows["interest"].is_null().to_numpy()]
    wrong = np.unique(np.concatenate([other, twice, unmarked]))
    if len(wrong):
        raise InputError("{count} world(s) stand among the worlds or among the cases only, or are not marked, first {world}. "
                         "Mark each world once.", count=len(wrong), world=int(wrong[0]))  # fmt: skip
    flags = rows["interest"].to_numpy()
    if flags.all() or not flags.any():
        raise InputError("{cases} of {worlds} worlds are of interest, so there is nothing to tell apart. Choose another "
                         "threshold.", cases=int(flags.sum()), worlds=len(flags))  # fmt: skip
    return Cloud(values, flags.astype(bool), tuple(len(driver.labels) for driver in drivers))


def trajectory_table(steps: list[Step], cloud: Cloud, drivers: tuple[Driver, ...]) -> Table:
    """Return every step as a row."""
    worlds, cases = len(cloud.cases), int(cloud.cases.sum())
    return table_of(TRAJECTORY, [
        {"step": number, "phase": step.phase, "driver": drivers[step.side].name if step.which else None,
         "side": step.which or None, "worlds": step.worlds, "cases": step.cases, "mass": step.worlds / worlds,
         "coverage": step.cases / cases, "density": step.cases / step.worlds,
         "restricted": step.limits.drivers(cloud.labels)}
        for number, step in enumerate(steps)
    ])  # fmt: skip


def limits_table(
    limits: Limits, drivers: tuple[Driver, ...], p: Mapping[Limit, float], shares: Mapping[Limit, float]
) -> Table:
    """Return every limit as a row."""
    labels = tuple(len(driver.labels) for driver in drivers)
    return table_of(LIMITS, [
        {"driver": drivers[side].name, "side": which, "limit": _number(limits, side, which),
         "labels": _texts(limits, drivers[side], side) if which == LABELS else None, "quasi_p": p[side, which],
         "repeated": shares.get((side, which))}
        for side, which in limits.restricted(labels)
    ])  # fmt: skip


def _number(limits: Limits, side: int, which: str) -> float | None:
    return None if which == LABELS else float(limits.low[side] if which == LOW else limits.high[side])


def _texts(limits: Limits, driver: Driver, side: int) -> str:
    return SEPARATOR.join(driver.labels[place] for place in sorted(limits.allowed[side] or ()))


def limits_from(table: Table, drivers: tuple[Driver, ...]) -> Limits:
    """Read limits.

    Raises
    ------
    InputError
        If a limit is of an unknown driver, or not of the kind of its driver.
    """
    place = {driver.name: side for side, driver in enumerate(drivers)}
    labels = tuple(len(driver.labels) for driver in drivers)
    limits = unlimited(labels)
    for row in pull(table).to_pylist():
        side = place.get(row["driver"], -1)
        fitting = () if side < 0 else (LABELS,) if labels[side] else (LOW, HIGH)
        if row["side"] not in fitting or row["labels" if row["side"] == LABELS else "limit"] is None:
            raise InputError("There is no limit {side} of {driver}. Name a driver of the list; give the labels that stay where "
                             "it is discrete, and a low or high limit where it is not.",
                             side=row["side"], driver=row["driver"])  # fmt: skip
        if row["side"] == LABELS:
            parts = [part.strip() for part in row["labels"].split(SEPARATOR.strip())]
            limits = limits.with_labels(side, frozenset(drivers[side].place(part) for part in parts))
        else:
            limits = (limits.with_low if row["side"] == LOW else limits.with_high)(side, row["limit"])
    return limits


def quasi_p(cloud: Cloud, step: Step) -> dict[Limit, float]:
    """Return for each limit how probable so many cases are by chance without it."""
    found = {}
    for side, which in step.limits.restricted(cloud.labels):
        inside = step.limits.without(side, which, cloud.labels).inside(cloud.values)
        density = float(cloud.cases[inside].mean())
        found[side, which] = float(scipy.special.bdtrc(step.cases - 1, step.worlds, density))
    return found


def repeated(
    cloud: Cloud, how: Peeling, chosen: Step, *, resamples: int, share: float, seed: int,
    progress: Callable[[int, int], None],
) -> dict[Limit, float]:  # fmt: skip
    """Return for each limit of the box in which share of the resamples a like box has it too."""
    if not resamples:
        return {}
    rng, total = np.random.default_rng(seed), len(cloud.cases)
    counts = dict.fromkeys(chosen.limits.restricted(cloud.labels), 0)
    for number in range(resamples):
        part = cloud.part(np.sort(rng.choice(total, max(2, round(share * total)), replace=False)))
        if part.cases.any():
            like = _nearest(trajectory(part, how), chosen, int(part.cases.sum()), int(cloud.cases.sum()))
            for limit in counts.keys() & set(like.limits.restricted(cloud.labels)):
                counts[limit] += 1
        progress(number + 1, resamples)
    return {limit: count / resamples for limit, count in counts.items()}


def _nearest(steps: list[Step], chosen: Step, cases: int, all_cases: int) -> Step:
    coverage, density = chosen.cases / all_cases, chosen.cases / chosen.worlds
    return min(steps, key=lambda step: abs(step.cases / cases - coverage) + abs(step.cases / step.worlds - density))


def held_out(cloud: Cloud, how: Peeling, *, seed: int, share: float) -> Table:
    """Return every step of a search on a part of the worlds beside what its box does on the rest."""
    rng = np.random.default_rng(seed)
    of_interest, others = np.flatnonzero(cloud.cases), np.flatnonzero(~cloud.cases)
    groups = [rng.permutation(rows) for rows in (of_interest, others)]
    cuts = [round(share * len(rows)) for rows in groups]
    seen, rest = (
        cloud.part(np.sort(np.concatenate([rows[part] for rows, part in zip(groups, parts, strict=True)])))
        for parts in ([slice(None, cut) for cut in cuts], [slice(cut, None) for cut in cuts])
    )
    if not (seen.cases.any() and rest.cases.any()):
        raise InputError("{cases} world(s) of interest cannot be divided over a part that is searched and a part that is "
                         "held out. Draw more worlds.", cases=len(of_interest))  # fmt: skip
    rows = [_beside(number, step, seen, rest) for number, step in enumerate(trajectory(seen, how))]
    return memtable(pa.Table.from_pylist(rows, schema=_HELD_OUT))


def _beside(number: int, step: Step, seen: Cloud, rest: Cloud) -> dict[str, object]:
    inside = step.limits.inside(rest.values)
    density, count = step.cases / step.worlds, int(inside.sum())
    found = float(rest.cases[inside].mean()) if count else None
    return {"step": number, "phase": step.phase, "coverage": step.cases / int(seen.cases.sum()), "density": density,
            "held_out_coverage": float(rest.cases[inside].sum() / rest.cases.sum()), "held_out_density": found,
            "optimism": None if found is None else density - found}  # fmt: skip
