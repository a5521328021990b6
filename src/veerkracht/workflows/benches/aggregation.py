"""Every pair of areas of a country compared, and every area weighed as it suits it best, beside the plain ways."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.analysis.indicators import benefit_of_the_doubt, copeland_scores
from veerkracht.grids import STATUSES, Grid, observations_of
from veerkracht.tables import FRAMEWORK, Status, Table, pull, table_of
from veerkracht.workflows.benches.work import Run, Work

__all__ = ["WORKS"]

Floats = NDArray[np.float64]

_AREAS: Final = 14_000
_PAIRED, _WEIGHED = 60, 10  # indicators compared in pairs, and weighed
_PAIRS_OF_PEER: Final = 150  # areas that the peer holds against all others
_PROGRAMS_OF_PEER: Final = 6  # areas of which the peer solves the linear program
_LEAST, _MOST = 0.02, 0.4  # limits on shares
_COMMON: Final = 0.5  # variance that all indicators share
_SEED: Final = 4


def _values(indicators: int) -> Floats:
    """Scores from 0 to 1 that go together, as those of areas do."""
    rng = np.random.default_rng(_SEED)
    own = rng.normal(size=(_AREAS, indicators))
    values = np.sqrt(_COMMON) * rng.normal(size=(_AREAS, 1)) + np.sqrt(1 - _COMMON) * own
    return np.asarray((values - values.min(axis=0)) / np.ptp(values, axis=0))


def _weights(indicators: int) -> Floats:
    """Uneven weights that are no multiples of one another."""
    return np.random.default_rng(_SEED + 1).uniform(0.5, 2.0, indicators)


def _tables(values: Floats, weights: Floats) -> tuple[Table, Table]:
    names = tuple(f"I{number:02d}" for number in range(values.shape[1]))
    areas = tuple(f"A{number:05d}" for number in range(len(values)))
    status = np.full((len(values), 1, len(names)), STATUSES.index(Status.NORMAL), np.uint8)
    scores = observations_of(Grid(areas, ("2020",), names, values[:, None, :], status), value="score")
    parts = [
        {"element": name, "parent": "index", "weight": weight} for name, weight in zip(names, weights, strict=True)
    ]
    return scores, table_of(FRAMEWORK, [{"element": "index", "weight": 1.0}, *parts])


def _first(table: Table, count: int) -> float:
    rows = pull(table).sort_by("area")
    return float(pc.sum(rows["score"].slice(0, count)).as_py())


def _copeland() -> Run:
    scores, framework = _tables(_values(_PAIRED), _weights(_PAIRED))
    return lambda: _first(copeland_scores(scores, framework), _PAIRS_OF_PEER)


def _copeland_plainly() -> Run:
    values, weights = _values(_PAIRED), _weights(_PAIRED)

    def run() -> float:
        leads = [np.sign(own - values) @ weights for own in values[:_PAIRS_OF_PEER]]
        return float(sum(int((lead > 0).sum()) - int((lead < 0).sum()) for lead in leads))

    return run


def _doubt(least: float, most: float) -> Run:
    scores, framework = _tables(_values(_WEIGHED), np.ones(_WEIGHED))
    return lambda: _first(
        benefit_of_the_doubt(scores, framework, least_share=least, most_share=most), _PROGRAMS_OF_PEER
    )


def _doubt_plainly(least: float, most: float) -> Run:
    values = _values(_WEIGHED)
    return lambda: 100.0 * sum(_program(own, values, least, most) for own in values[:_PROGRAMS_OF_PEER])


def _program(own: Floats, peers: Floats, least: float, most: float) -> float:
    """Solve the linear program of one area with every area as a constraint, by HiGHS."""
    from scipy.optimize import linprog

    share = np.diag(own)
    rows = np.vstack([peers, least * own[None, :] - share, share - most * own[None, :]])
    limits = np.concatenate([np.ones(len(peers)), np.zeros(2 * len(own))])
    strict = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    return float(-linprog(-own, A_ub=rows, b_ub=limits, method="highs", options=strict).fun)


WORKS = (
    Work("copeland_14k_60", "Copeland over all pairs of 14,000 areas by 60 indicators, table in and table out", "cpu_s",
         bar=20, stretch=6, prepare=_copeland, prepare_peer=_copeland_plainly,
         share_of_peer=_PAIRS_OF_PEER / _AREAS),
    Work("doubt_14k_10", "Benefit of the doubt of 14,000 areas by 10 indicators, beside the linear program of each",
         "cpu_s", bar=150, stretch=30, prepare=partial(_doubt, 0.0, 1.0),
         prepare_peer=partial(_doubt_plainly, 0.0, 1.0), share_of_peer=_PROGRAMS_OF_PEER / _AREAS),
    Work("doubt_within_14k_10", "The same with every share between 2 and 40 %", "cpu_s",
         bar=150, stretch=30, prepare=partial(_doubt, _LEAST, _MOST),
         prepare_peer=partial(_doubt_plainly, _LEAST, _MOST), share_of_peer=_PROGRAMS_OF_PEER / _AREAS),
)  # fmt: skip
