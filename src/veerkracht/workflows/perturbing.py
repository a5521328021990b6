"""Round counts or give them noise, and say what a reader who knows the method learns of each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import ceil
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.analysis.disclosure import (
    perturb_by_cell_key,
    perturbation_table,
    round_controlled,
    round_conventionally,
    round_randomly,
)
from veerkracht.errors import UsageError
from veerkracht.tables import Array, Status, Table, memtable, pull

Method = Literal["round", "random", "controlled", "cell-key"]

KEY: Final = "cell_key"
UNPUBLISHED: Final = "unpublished"
_OF_ROUNDING: Final = ("method", "base")
_OF_NOISE: Final = ("method", "variance", "bound", "zeros")


@dataclass(frozen=True)
class Perturbation:
    """How counts are changed.

    Parameters
    ----------
    method : {"round", "random", "controlled", "cell-key"}
        Rounding to the nearest multiple, by chance, or so that sums hold; or noise by the key of the cell.
    base : int
        Of what rounded counts are multiples.
    seed : int, optional
        Start of random rounding; who knows it can undo the rounding.
    key_column : str
        Column of the figures with the key of each cell.
    variance, bound : float, int
        Of the noise: its variance, and the largest change.
    zeros : {"kept", "may_arise"}
        Whether noise may make a small count zero.
    """

    method: Method
    base: int = 5
    seed: int | None = None
    key_column: str = ""
    variance: float = 2.0
    bound: int = 5
    zeros: Literal["kept", "may_arise"] = "kept"

    def told(self) -> dict[str, Any]:  # Any: a number or text by its name
        """Return the settings that may be told: not the seed, which undoes the rounding."""
        names = _OF_NOISE if self.method == "cell-key" else _OF_ROUNDING
        return {name: value for name, value in asdict(self).items() if name in names}


def check_perturbation(asked: Perturbation) -> None:
    """Check that a method has what it needs, before a file is read.

    Raises
    ------
    UsageError
        If random rounding has no seed, or noise by key no column with keys.
    """
    if asked.method == "random" and asked.seed is None:
        raise UsageError("Random rounding needs a seed: a number that repeats it and that nobody outside knows. Give it with "
                         "--seed.")  # fmt: skip
    if asked.method == "cell-key" and not asked.key_column:
        raise UsageError("Noise by cell key needs the key of each cell: the sum of the keys of its records. Give the name of "
                         "that column with --key-column.")  # fmt: skip


def perturbed(
    figures: Table, asked: Perturbation, *, areas: Table, categories: Table | None = None, periods: Table | None = None
) -> Table:
    """Return the figures as they may be shown: indicator, period, area, category, value, status, reason.

    Raises
    ------
    TableError, SettingError
        If counts are negative, do not add up, have no key, or a setting is impossible.
    """
    rows = pull(figures)
    for name in ("indicator", "category"):
        if name not in rows.column_names:
            rows = rows.append_column(name, pa.array([""] * rows.num_rows))
    keys = [KEY] if KEY in rows.column_names else []
    cells = rows.select(["indicator", "period", "area", "category", "value", *keys])
    status = pc.if_else(pc.is_null(cells["value"]), Status.MISSING, Status.NORMAL)
    cells = cells.append_column("status", rows["status"] if "status" in rows.column_names else status)
    found = pull(_changed(memtable(cells), asked, areas, categories, periods))
    return _without_unpublished(found, rows)


def _changed(cells: Table, asked: Perturbation, areas: Table, categories: Table | None, periods: Table | None) -> Table:
    if asked.method == "cell-key":
        noise = perturbation_table(variance=asked.variance, bound=asked.bound, zeros=asked.zeros)
        return perturb_by_cell_key(cells, noise)
    if asked.method == "controlled":
        return round_controlled(cells, areas, base=asked.base, categories=categories, periods=periods)
    if asked.method == "random":
        return round_randomly(cells, base=asked.base, seed=asked.seed or 0)
    return round_conventionally(cells, base=asked.base)


def _without_unpublished(found: pa.Table, rows: pa.Table) -> Table:
    """Empty the rows that are never to be shown, as suppression does."""
    shown = rows["published"].combine_chunks() if "published" in rows.column_names else pa.array([True] * rows.num_rows)
    columns = {
        "value": pc.if_else(shown, found["value"], None),
        "status": pc.if_else(shown, found["status"], Status.SUPPRESSED),
    }
    for name, column in columns.items():
        found = found.set_column(found.column_names.index(name), name, column)
    return memtable(found.append_column("reason", pc.if_else(shown, pa.scalar(None, pa.string()), UNPUBLISHED)))


def with_bounds(published: Table, figures: Table, asked: Perturbation) -> Table:
    """Add between which counts the true one lies, as everybody knows who knows the method.

    Parameters
    ----------
    published : Table (indicator, period, area, category, value, ...)
        What is shown.
    figures : Table (area, period, value[, indicator, category ...])
        The true figures: they tell whether counts are whole numbers, and how far controlled rounding had to go.
    asked : Perturbation
        The method.

    Returns
    -------
    Table
        With `lower` and `upper`; null where nothing is shown.
    """
    rows = pull(published)
    value = rows["value"].to_numpy().astype(float)
    true = pull(figures)["value"].to_numpy().astype(float)
    whole = bool((true[~np.isnan(true)] == np.floor(true[~np.isnan(true)])).all())
    lower, upper = _bounds(value, asked, step=1.0 if whole else 0.0, farthest=_farthest(rows, pull(figures)))
    for name, column in (("lower", np.maximum(lower, 0.0)), ("upper", upper)):
        rows = rows.append_column(name, pa.array(column, pa.float64(), from_pandas=True))
    return memtable(rows)


def _bounds(value: Array, asked: Perturbation, *, step: float, farthest: float) -> tuple[Array, Array]:
    if asked.method == "cell-key":
        known_zero = (value == 0) & (asked.zeros == "kept")
        return np.where(value > 0, np.maximum(value - asked.bound, 1.0), 0.0), value + np.where(
            known_zero, 0, asked.bound
        )
    if asked.method == "round":
        half = asked.base / 2
        whole = step > 0
        return (np.ceil(value - half), np.ceil(value + half) - 1) if whole else (value - half, value + half)
    room = asked.base - step
    if asked.method == "controlled":
        room = max(room, ceil(farthest))
    return value - room, value + room


def _farthest(shown: pa.Table, figures: pa.Table) -> float:
    keys = [name for name in ("indicator", "period", "area", "category") if name in figures.column_names]
    true = figures.select([*keys, "value"]).rename_columns([*keys, "true"])
    joined = shown.select([*keys, "value"]).join(true, keys)
    return float(pc.max(pc.abs(pc.subtract(joined["value"], joined["true"]))).as_py() or 0.0)
