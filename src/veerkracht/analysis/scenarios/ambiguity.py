"""What remains of a mean when the weights of the worlds are not sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._ambiguity import lowest_in_chi2_ball, lowest_in_interval, lowest_in_kl_ball
from veerkracht.analysis.scenarios._measures import ranks
from veerkracht.analysis.scenarios._outcomes import Outcomes, each_target, weights_of
from veerkracht.errors import SettingError
from veerkracht.settings import check_choice
from veerkracht.tables import Table, memtable

__all__ = ["worst_case_means"]

Floats = NDArray[np.float64]
Ball = Literal["interval", "kl", "chi2"]

_LOWEST: Final[dict[str, Callable[[Floats, Floats, float], float]]] = {
    "interval": lowest_in_interval, "kl": lowest_in_kl_ball, "chi2": lowest_in_chi2_ball,
}  # fmt: skip
_SCHEMA: Final = pa.schema([
    ("target", pa.string()), ("option", pa.string()), ("radius", pa.float64()), ("mean", pa.float64()),
    ("worst", pa.float64()), ("best", pa.float64()), ("rank", pa.float64()),
])  # fmt: skip


def worst_case_means(
    outcomes: Table, targets: Table, *, radii: Sequence[float], ball: Ball, weights: Table | None = None
) -> Table:
    """Tell the worst and the best mean that weights near the given ones allow.

    Parameters
    ----------
    outcomes, targets
        As `regrets`.
    radii : sequence of float
        How far weights may go, 0 or more: for ``interval`` a share of each weight (at most 1), for the balls the divergence.
    ball : {"interval", "kl", "chi2"}
        Each weight within plus or minus a share of itself; sum p ln(p / w); or sum (p - w)^2 / w at most the radius.
    weights : Table (world, weight), optional
        Of the worlds; without it all count alike.

    Returns
    -------
    Table (target, option, radius, mean, worst, best, rank)
        In the unit of the target; `rank` is by `worst`, 1 the best. Where ranks change between radii, so does the choice.

    Raises
    ------
    SettingError
        If a radius or the ball is not as above.
    InputError
        As `regrets`.

    Notes
    -----
    All three are exact: the first is a linear programme solved by filling the worst worlds first, the second by one root of
    its dual, the third in closed form per set of worlds with weight.

    References
    ----------
    .. [1] Ben-Tal et al. (2013), "Robust solutions of optimization problems affected by uncertain probabilities", Management
       Science 59, 341-357.

    Examples
    --------
    >>> outcomes = memtable({"world": [1, 2], "option": ["a", "a"], "target": ["homes"] * 2, "value": [0.0, 10.0]})
    >>> targets = memtable({"target": ["homes"], "direction": [1], "threshold": [5.0]})
    >>> worst_case_means(outcomes, targets, radii=[0.2], ball="interval").worst.to_pyarrow().to_pylist()
    [4.0]
    """
    _check(radii, ball)
    rows = [row for one in each_target(outcomes, targets)
            for row in _rows(one, weights_of(weights, one.worlds), radii, _LOWEST[ball])]  # fmt: skip
    return memtable(pa.Table.from_pylist(rows, schema=_SCHEMA))


def _check(radii: Sequence[float], ball: str) -> None:
    check_choice("ball", ball, Ball)
    most = 1.0 if ball == "interval" else np.inf
    wrong = [radius for radius in radii if not 0 <= radius <= most or np.isinf(radius)]
    if wrong or not radii:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="radii",
                           value=wrong[0] if wrong else "empty",
                           bounds="0 to 1" if ball == "interval" else "0 or more")  # fmt: skip


def _rows(
    one: Outcomes, shares: Floats, radii: Sequence[float], lowest: Callable[[Floats, Floats, float], float]
) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for radius in radii:
        worst = np.array([lowest(column, shares, radius) for column in one.gains.T])
        best = np.array([-lowest(-column, shares, radius) for column in one.gains.T])
        places = ranks(worst, 1)
        found += [
            {"target": one.target, "option": option, "radius": radius, "mean": float(shares @ one.values[:, at]),
             "worst": one.direction * worst[at], "best": one.direction * best[at], "rank": places[at]}
            for at, option in enumerate(one.options)
        ]  # fmt: skip
    return found
