"""Areas seen in two periods, with the draws that tell how sure a difference between them is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.trends.settings import DivergenceSettings
from veerkracht.errors import MissingDataError, TableError
from veerkracht.tables import Array, Table, arrays, run_starts

Floats = NDArray[np.float64]
Statistic = Callable[[Floats, Floats, Floats], Floats]
"""From start and end values and weights (areas, or draws x areas) to one number, or one per draw."""

_Z90 = 1.6448536269514722  # scores carry 90 % intervals: half width = 1.645 standard errors


@dataclass(frozen=True)
class Panel:
    """One indicator in the areas that have a score in both periods and residents.

    `start_se` and `end_se` are NaN where a score has no interval; `missing` counts the areas left out.
    """

    indicator: str
    start: Floats
    end: Floats
    start_se: Floats
    end_se: Floats
    population: Floats
    missing: int

    @property
    def weights(self) -> Floats:
        """Residents as shares of the total."""
        return np.asarray(self.population / self.population.sum())

    @property
    def noise_known(self) -> bool:
        """Whether every score has an interval."""
        return not bool(np.isnan(self.start_se).any() or np.isnan(self.end_se).any())


def panels(scores: Table, populations: Table, *, first: str, last: str) -> list[Panel]:
    """Pair the scores of two periods, one panel per indicator in order of name."""
    chosen = scores.filter(scores.period.isin([first, last]))
    people = populations.select("area", "population")
    joined = chosen.left_join(people, "area").drop("area_right")
    names = ("indicator", "area", "period", "score", "lower", "upper", "population")
    rows = arrays(joined.select(*names), order=("indicator", "area", "period"))
    _check(rows)
    bounds = [*run_starts(rows["indicator"]), len(rows["area"])]
    spans = [slice(start, end) for start, end in pairwise(bounds)]
    return [_panel({name: column[span] for name, column in rows.items()}, first, last) for span in spans]


def _check(rows: dict[str, Array]) -> None:
    starts = run_starts(rows["indicator"], rows["area"], rows["period"])
    if len(starts) < len(rows["area"]):
        raise TableError("{rows} scores stand for {keys} keys of indicator, area and period. Keep one row each.",
                         rows=len(rows["area"]), keys=len(starts))  # fmt: skip


def _panel(rows: dict[str, Array], first: str, last: str) -> Panel:
    areas = run_starts(rows["area"])
    row_of = np.repeat(np.arange(len(areas)), np.diff(areas, append=len(rows["area"])))
    se = (rows["upper"].astype(float) - rows["lower"].astype(float)) / (2 * _Z90)
    columns = [_spread(rows, row_of, len(areas), period, values)
               for values in (rows["score"], se) for period in (first, last)]  # fmt: skip
    population = np.nan_to_num(rows["population"][areas].astype(float), nan=0.0)
    keep = ~np.isnan(columns[0]) & ~np.isnan(columns[1]) & (population > 0)
    start, end, start_se, end_se = (column[keep] for column in columns)
    return Panel(rows["indicator"][0], start, end, start_se, end_se, population[keep], int((~keep).sum()))


def _spread(rows: dict[str, Array], row_of: Array, areas: int, period: str, values: Array) -> Floats:
    result = np.full(areas, np.nan)
    at = rows["period"] == period
    result[row_of[at]] = values[at]
    return result


def draws_of(panel: Panel, statistic: Statistic, settings: DivergenceSettings) -> Floats:
    """Draw a statistic: over areas taken with replacement, or over values within their own error.

    Raises
    ------
    MissingDataError
        If noise is asked for and a score has no interval.
    """
    rng = np.random.default_rng(settings.seed)
    shape = (settings.draws, len(panel.start))
    if settings.method == "bootstrap":
        counts = rng.multinomial(shape[1], np.full(shape[1], 1 / shape[1]), size=shape[0])
        return statistic(panel.start, panel.end, panel.population * counts)
    if not panel.noise_known:
        raise MissingDataError(
            "Scores of {indicator} lack intervals, so noise cannot be drawn. Give lower and upper, or use bootstrap.",
            indicator=panel.indicator,
        )  # fmt: skip
    start = panel.start + panel.start_se * rng.standard_normal(shape)
    end = panel.end + panel.end_se * rng.standard_normal(shape)
    drawn = statistic(start, end, panel.population)
    # Noise on noisy values inflates every spread; the draws keep their width and move back to the point.
    return np.asarray(drawn - drawn.mean() + statistic(panel.start, panel.end, panel.population))


def interval_and_answer(point: float, drawn: Floats, settings: DivergenceSettings) -> dict[str, float | str | None]:
    """Interval of a change, probability that it is above zero, and the answer in one code."""
    if np.isnan(point):
        return {"change": None, "lower": None, "upper": None, "p_growing": None, "answer": "not_clear"}
    tail = (1 - settings.interval) / 2
    lower, upper = np.quantile(drawn, [tail, 1 - tail])
    growing = float(np.mean(drawn > 0) + np.mean(drawn == 0) / 2)
    answer = "growing" if growing >= settings.confidence else "not_clear"
    answer = "shrinking" if growing <= 1 - settings.confidence else answer
    return {"change": point, "lower": float(lower), "upper": float(upper), "p_growing": growing, "answer": answer}
