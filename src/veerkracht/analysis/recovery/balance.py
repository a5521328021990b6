"""How recovery is divided over mending, protecting and building forward, and how far it transforms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Table, memtable, pull

Row = Mapping[str, Any]  # Any: cells of mixed columns

AIM: Final = 3.0
"""Middle of the scale from 1 (small step) to 5 (transformation). No source sets an aim; a city chooses its own."""

_SHARES: Final = ("recover", "protect", "build_forward")
_WEIGHTS: Final = (("projects", None), ("cost", "cost_eur"), ("capacity", "fte"))
_SCALE: Final = (1, 5)
ROUNDING: Final = 0.5  # percent; shares are filled in as whole numbers, three of them add up to 99.5 or more
_SCHEMA: Final = pa.schema([
    ("weighted_by", pa.string()), *((name, pa.float64()) for name in _SHARES), ("shares_known", pa.int64()),
    ("shares_unknown", pa.int64()), ("transformation", pa.float64()), ("gap", pa.float64()), ("scored", pa.int64()),
    ("unscored", pa.int64()),
])  # fmt: skip


def balance(projects: Table, *, aim: float = AIM) -> Table:
    """Balance recovery projects over three purposes and between small steps and transformation.

    Parameters
    ----------
    projects : Table (project, recover, protect, build_forward, cost_eur, fte, transformation)
        One row per project. The three shares are percentages that add up to 100, all null when unknown.
        `transformation`: from 1 (a small step) to 5 (a transformation), null unknown.
    aim : float
        The mean transformation that the city wants, from 1 to 5.

    Returns
    -------
    Table (weighted_by, recover, protect, build_forward, shares_known, shares_unknown, transformation, gap, scored,
    unscored)
        Three rows: each project counts once (``projects``), by its cost (``cost``) or by the staff it takes
        (``capacity``). Shares lie between 0 and 1. `gap` is the aim less the mean transformation: above 0 recovery
        goes by smaller steps than wanted. Projects without share, score or weight count under `shares_unknown` and
        `unscored`, and in no mean; a mean over nothing is null.

    Raises
    ------
    SettingError
        If the aim is off the scale.
    TableError
        If shares are partly filled in, below 0 or do not add up to 100, a score is off its scale or a weight below 0.

    Notes
    -----
    share of a purpose = sum of w p / sum of w over projects with known w and p; likewise for the transformation.
    Read the rows together: many small steps and one large project differ by count and by cost.

    References
    ----------
    .. [1] UNDRR (2017), Build Back Better in recovery, rehabilitation and reconstruction, Geneva.
    """
    if not _SCALE[0] <= aim <= _SCALE[1]:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="aim", value=aim, bounds="1-5")
    rows = pull(projects.select("project", *_SHARES, "cost_eur", "fte", "transformation")).to_pylist()
    for row in rows:
        _check(row)
    found = [_weighted(rows, name, column, aim) for name, column in _WEIGHTS]
    return memtable(pa.Table.from_pylist(found, schema=_SCHEMA))


def _check(row: Row) -> None:
    shares = [row[name] for name in _SHARES]
    known = [share for share in shares if share is not None]
    if known and (len(known) < len(shares) or min(known) < 0 or abs(sum(known) - 100) > ROUNDING):
        raise TableError("Project {project} has shares {shares}. Fill in three that add up to 100, or none.",
                         project=row["project"], shares=shares)  # fmt: skip
    score = row["transformation"]
    if score is not None and not _SCALE[0] <= score <= _SCALE[1]:
        raise TableError("Project {project} has transformation {score}. Choose a number from 1 to 5.",
                         project=row["project"], score=score)  # fmt: skip
    if min(row["cost_eur"] or 0, row["fte"] or 0) < 0:
        raise TableError("Project {project} has a cost or staff below 0. Fill in 0 or more, or leave it unknown.",
                         project=row["project"])  # fmt: skip


def _weighted(rows: Sequence[Row], name: str, column: str | None, aim: float) -> dict[str, Any]:  # Any: mixed columns
    weighted = [(row, 1.0 if column is None else row[column]) for row in rows]
    known = [(row, weight) for row, weight in weighted if weight is not None]
    shared = [(row, weight) for row, weight in known if row["recover"] is not None]
    scored = [(row["transformation"], weight) for row, weight in known if row["transformation"] is not None]
    score = _mean(scored)
    return {
        "weighted_by": name, **{share: _mean([(row[share] / _sum(row), weight) for row, weight in shared]) for share in _SHARES},
        "shares_known": len(shared), "shares_unknown": len(rows) - len(shared), "transformation": score,
        "gap": None if score is None else aim - score, "scored": len(scored), "unscored": len(rows) - len(scored),
    }  # fmt: skip


def _sum(row: Row) -> float:
    return float(sum(row[name] for name in _SHARES))


def _mean(values: Sequence[tuple[float, float]]) -> float | None:
    total = sum(weight for _, weight in values)
    return sum(value * weight for value, weight in values) / total if total > 0 else None
