"""Outcomes of one target as an array of worlds x options, checked for what is absent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, pull

Floats = NDArray[np.float64]
Row = dict[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class Outcomes:
    """One target.

    Parameters
    ----------
    target : str
        Its id.
    direction : int
        1: more is better, -1: less is better.
    threshold : float
        NaN where the target has none.
    worlds : array (n)
        Ids, rising.
    options : tuple of str
        In order of their names.
    values : array (n x options)
        In the unit of the target.
    """

    target: str
    direction: int
    threshold: float
    worlds: Array
    options: tuple[str, ...]
    values: Floats

    @property
    def gains(self) -> Floats:
        """The values with the sign that makes more better."""
        return self.direction * self.values

    @property
    def meets(self) -> NDArray[np.bool_]:
        """Whether the threshold is met; never where there is none."""
        return np.asarray(self.gains >= self.direction * self.threshold)


def each_target(outcomes: Table, targets: Table) -> Iterator[Outcomes]:
    """Yield the outcomes of each target in order of name.

    Raises
    ------
    InputError
        If an outcome has no target or a target no outcome, a direction is neither 1 nor -1, or an option has no known
        outcome in a world.
    """
    rows = pull(outcomes.select("world", "option", "target", "value"))
    kinds = targets_of(targets)
    lost = sorted(set(pc.unique(rows["target"]).to_pylist()) - kinds.keys())
    if lost:
        raise InputError(
            "Outcomes tell of target {target}, which is not in the list of targets. Add it there.", target=lost[0]
        )
    for target in kinds:
        part = rows.filter(pc.equal(rows["target"], target))
        if not part.num_rows:
            raise InputError("Target {target} has no outcome in any world. Let the model give them, or take it off the list.",
                             target=target)  # fmt: skip
        yield _of_target(target, kinds[target]["direction"], kinds[target].get("threshold"), part)


def targets_of(table: Table) -> dict[str, Row]:
    """Return the row of each target, in order of name.

    Raises
    ------
    InputError
        If a target occurs twice, or its direction is neither 1 nor -1.
    """
    found: dict[str, Row] = {}
    for row in pull(table).sort_by("target").to_pylist():
        if row["target"] in found:
            raise InputError("Target {target} stands in the list twice. Keep one row per target.", target=row["target"])
        if row["direction"] not in (1, -1):
            raise InputError("Target {target} has the direction {direction}. Give 1 where more is better, -1 where less is.",
                             target=row["target"], direction=row["direction"])  # fmt: skip
        found[row["target"]] = row
    return found


def _of_target(target: str, direction: int, threshold: float | None, rows: pa.Table) -> Outcomes:
    worlds, at = np.unique(rows["world"].to_numpy(), return_inverse=True)
    encoded = pc.dictionary_encode(rows["option"].combine_chunks())
    named = encoded.dictionary.to_pylist()
    order = np.argsort(np.array(named, object))
    column = np.argsort(order)[encoded.indices.to_numpy()]
    values = np.full((len(worlds), len(named)), np.nan)
    values[at, column] = rows["value"].to_numpy()
    options = tuple(named[place] for place in order)
    _check_whole(target, worlds, options, values, rows.num_rows)
    return Outcomes(target, direction, np.nan if threshold is None else float(threshold), worlds, options, values)


def _check_whole(target: str, worlds: Array, options: tuple[str, ...], values: Floats, rows: int) -> None:
    lacking = np.argwhere(~np.isfinite(values))
    if len(lacking):
        world, option = lacking[0]
        raise InputError("{count} outcome(s) of target {target} are not known, first of option {option} in world {world}. Let "
                         "the model give a number there, or leave the world out for all options.", count=len(lacking),
                         target=target, option=options[option], world=int(worlds[world]))  # fmt: skip
    if rows > values.size:
        raise InputError("Target {target} has {rows} outcomes for {cells} pairs of a world and an option. Keep one per pair.",
                         target=target, rows=rows, cells=values.size)  # fmt: skip


def weights_of(weights: Table | None, worlds: Array) -> Floats:
    """Return the share of each world, adding up to 1; equal ones where none are given.

    Raises
    ------
    InputError
        If a world has no weight, one below 0, or two that differ.
    """
    if weights is None:
        return np.full(len(worlds), 1 / len(worlds))
    rows = pull(weights.select("world", "weight").distinct())
    known = dict(zip(rows["world"].to_pylist(), rows["weight"].to_pylist(), strict=True))
    found = np.array([np.nan if (weight := known.get(world)) is None else weight for world in worlds.tolist()], float)
    wrong = np.flatnonzero(~(found >= 0))
    if len(wrong) or not found.sum() > 0 or len(known) < rows.num_rows:
        raise InputError("{count} world(s) have no weight of 0 or more, or two weights. Give each world one weight, and one of "
                         "them more than 0.", count=max(len(wrong), rows.num_rows - len(known)))  # fmt: skip
    return np.asarray(found / found.sum())
