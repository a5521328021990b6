"""How many people of each group live where, estimated from a sample with survey weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import ibis
import numpy as np
from ibis.expr.types import Scalar

from veerkracht.analysis.population._cells import crossed, long_table
from veerkracht.analysis.population._conditions import Condition, holds, number_of
from veerkracht.analysis.population.counts import check_groups
from veerkracht.analysis.population.keys import check_area, check_column
from veerkracht.analysis.population.levels import with_above
from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, pull

_LEAST: Final = 2
"""Rows from which a spread can be told."""


def estimate_groups(
    sample: Table,
    *,
    groups: Mapping[str, Condition],
    survey_weights: str,
    by: Sequence[str] = (),
    areas: Table | None = None,
    tree: Table | None = None,
) -> Table:
    """Estimate the people of each group per area from a sample.

    Parameters
    ----------
    sample : Table (area, ...)
        One row per person or household drawn.
    groups : mapping of str to condition
        Who belongs to each group.
    survey_weights : str
        The column that tells for how many people each row stands; 0 or more.
    by, areas
        As for `count_groups`.
    tree : Table (area, parent), optional
        Which area is part of which: the areas above are estimated too.

    Returns
    -------
    Table (area, *by, group, estimate, standard_error, people)
        `people` is the number of rows drawn there; where it is 0 nothing is known, and the estimate is null.

    Raises
    ------
    SettingError, TableError
        As `count_groups`; also if a weight is absent, negative or no number.

    Notes
    -----
    estimate = sum w over the group, with z = w in the group and 0 outside it, and n rows in the whole sample:
    variance = n / (n - 1) (sum z^2 - (sum z)^2 / n), that of drawing with replacement. Draw one row per cluster: of
    rows that resemble each other, such as persons of one household, it tells too small a spread. After calibration it
    is an upper bound.

    References
    ----------
    .. [1] Lumley (2010), "Complex Surveys", Wiley, chapter 2.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> sample = memtable({"area": ["A", "A", "A"], "old": [True, True, False], "weight": [10.0, 20.0, 10.0]})
    >>> found = estimate_groups(sample, groups={"old": {"column": "old", "value": True}}, survey_weights="weight")
    >>> found.to_pyarrow().to_pylist()
    [{'area': 'A', 'group': 'old', 'estimate': 30.0, 'standard_error': 17.320508075688775, 'people': 3}]
    """
    check_groups(groups)
    check_area(sample)
    drawn = _checked_weights(sample, survey_weights)
    asked: dict[str, Scalar] = {"people": sample.count()}
    weight = sample[survey_weights].cast("float64")
    for number, condition in enumerate(groups.values()):
        share = ibis.ifelse(holds(sample, condition), weight, 0.0)
        asked |= {f"sum_{number}": share.sum(), f"square_{number}": (share * share).sum()}
    cells = crossed(sample, asked, by=by, areas=areas)
    cells = cells if tree is None else with_above(cells, tree)
    totals, squares = (_stacked(cells.values, name, len(groups)) for name in ("sum", "square"))
    spread = _spread(totals, squares, drawn)
    nobody = cells.values["people"][..., None] == 0
    told = {"estimate": np.where(nobody, np.nan, totals), "standard_error": np.where(nobody, np.nan, spread)}
    return long_table(cells, groups, {**told, "people": cells.values["people"]})


def _stacked(values: Mapping[str, Array], name: str, groups: int) -> Array:
    return np.stack([values[f"{name}_{number}"] for number in range(groups)], axis=-1)


def _spread(totals: Array, squares: Array, drawn: int) -> Array:
    if drawn < _LEAST:
        return np.full(totals.shape, np.nan)
    return np.sqrt(np.maximum(drawn / (drawn - 1) * (squares - totals**2 / drawn), 0.0))


def _checked_weights(sample: Table, name: str) -> int:
    """Return how many rows were drawn, after a look at their weights."""
    check_column(sample, name)
    kind = sample[name].type()
    if not kind.is_numeric():
        raise TableError("Column {name} of type {type} holds no weights. Make it numbers.", name=name, type=str(kind))
    weight = sample[name].cast("float64")
    wrong = weight.isnull() | weight.isnan() | weight.isinf() | (weight < 0)
    found = pull(sample.aggregate(drawn=sample.count(), wrong=number_of(sample, wrong))).to_pylist()[0]
    if found["wrong"]:
        raise TableError("{wrong} of {drawn} rows have no weight of 0 or more in column {name}. Mend the weights.",
                         wrong=found["wrong"], drawn=found["drawn"], name=name)  # fmt: skip
    return int(found["drawn"])
