"""Regret, and measures of robustness side by side with how far they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pyarrow as pa
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._measures import MEASURES, Seen, ranks, regrets_of
from veerkracht.analysis.scenarios._outcomes import Outcomes, each_target, weights_of
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Array, Table, memtable, pull, stack
from veerkracht.tables.worlds import REGRETS, ROBUSTNESS

__all__ = ["compare_measures", "measure_agreement", "regrets", "robustness"]

Floats = NDArray[np.float64]


def regrets(outcomes: Table, targets: Table) -> Table:
    """Tell in each world how much each option loses beside the best one.

    Parameters
    ----------
    outcomes : Table (world, option, target, value)
        As `OUTCOMES`, whole for each target.
    targets : Table (target, direction, threshold)
        As `TARGETS`.

    Returns
    -------
    Table (world, option, target, value, best, regret, meets)
        As `REGRETS`.

    Raises
    ------
    InputError
        If an outcome is missing (with how many, and the first), or a target has no direction.

    Notes
    -----
    r_is = max over k of v_ks - v_is where more is better; the loss is taken the other way round where less is.

    References
    ----------
    .. [1] Savage (1951), "The theory of statistical decision", J. Am. Stat. Assoc. 46, 55-67.

    Examples
    --------
    >>> outcomes = memtable({"world": [1, 1], "option": ["a", "b"], "target": ["homes"] * 2, "value": [4.0, 10.0]})
    >>> targets = memtable({"target": ["homes"], "direction": [1], "threshold": [5.0]})
    >>> regrets(outcomes, targets).order_by("option").select("regret", "meets").to_pyarrow().to_pylist()
    [{'regret': 6.0, 'meets': False}, {'regret': 0.0, 'meets': True}]
    """
    return stack([_regrets(one) for one in each_target(outcomes, targets)], REGRETS)


def _regrets(one: Outcomes) -> Table:
    worlds, options = one.values.shape
    best = np.repeat(one.direction * one.gains.max(axis=1), options)
    absent = np.full(one.values.size, np.isnan(one.threshold))
    return memtable(pa.table({
        "world": np.repeat(one.worlds, options), "option": pa.array(list(one.options) * worlds),
        "target": pa.array([one.target] * one.values.size), "value": one.values.ravel(), "best": best,
        "regret": regrets_of(one).ravel(), "meets": pa.array(one.meets.ravel(), mask=absent),
    }))  # fmt: skip


def robustness(outcomes: Table, targets: Table, *, weights: Table | None = None, optimism: float = 0.5) -> Table:
    """Measure how well each option does over all worlds, in eleven ways at once.

    Parameters
    ----------
    outcomes, targets
        As `regrets`.
    weights : Table (world, weight), optional
        Of the worlds; `WORLDS` will do. Without it all worlds count alike.
    optimism : float
        Weight (0-1) of the best world in Hurwicz' rule, the worst has the rest.

    Returns
    -------
    Table (target, option, measure, value, rank, better)
        As `ROBUSTNESS`. `value` is null where a measure is not defined: satisficing without a threshold, signal-to-noise
        with values below 0, ratios without spread.

    Raises
    ------
    InputError
        As `regrets`, or if a world has no weight.
    SettingError
        If the optimism is no share.

    Notes
    -----
    With v the values of an option over the worlds, in the direction that makes more better: maximin min v; maximax max v;
    hurwicz a max v + (1 - a) min v; laplace the mean; minimax_regret the largest regret; percentile_90_regret its 90th
    percentile; satisficing the share of worlds that meet the threshold; undesirable_deviations the mean of (median - v)
    where that is above 0; signal_to_noise (mean + 1) / (deviation + 1), and (mean + 1) (deviation + 1) where less is
    better; percentile_skewness ((q90 + q10) / 2 - q50) / ((q90 - q10) / 2); percentile_peakedness (q90 - q10) / (q75 - q25).
    The first four and signal_to_noise are told in the sign of the target.

    References
    ----------
    .. [1] McPhail et al. (2018), "Robustness metrics: how are they calculated, when should they be used and why do they give
       different results?", Earth's Future 6, 169-191.
    .. [2] Hamarat et al. (2014), "On considering robustness in the search phase of robust decision making", Environmental
       Modelling & Software 46, 66-82.

    Examples
    --------
    >>> outcomes = memtable({"world": [1, 2], "option": ["a", "a"], "target": ["homes"] * 2, "value": [4.0, 10.0]})
    >>> targets = memtable({"target": ["homes"], "direction": [1], "threshold": [5.0]})
    >>> found = robustness(outcomes, targets)
    >>> found.filter(found.measure == "satisficing").value.to_pyarrow().to_pylist()
    [0.5]
    """
    if not 0 <= optimism <= 1:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="optimism", value=optimism,
                           bounds="a share from 0 to 1")  # fmt: skip
    seen = [Seen(one, weights_of(weights, one.worlds), optimism) for one in each_target(outcomes, targets)]
    return stack([_measured(one, measure) for one in seen for measure in MEASURES], ROBUSTNESS)


def _measured(seen: Seen, name: str) -> Table:
    measure, better = MEASURES[name]
    values, sign = measure(seen), better or seen.outcomes.direction
    count = len(values)
    return memtable(pa.table({
        "target": pa.array([seen.outcomes.target] * count), "option": pa.array(list(seen.outcomes.options)),
        "measure": pa.array([name] * count), "value": pa.array(values, from_pandas=True),
        "rank": pa.array(ranks(values, sign), from_pandas=True), "better": np.full(count, sign),
    }))  # fmt: skip


def measure_agreement(measured: Table, *, measures: Sequence[str] | None = None) -> Table:
    """Tell for each target how far the measures agree on the order of the options, instead of naming one winner.

    Parameters
    ----------
    measured : Table (target, option, measure, rank)
        As `robustness` gives it; a measure that has no rank for an option is left out, and told.
    measures : sequence of str, optional
        Those that count; by default all.

    Returns
    -------
    Table (target, options, measures, left_out, agreement, p, firsts)
        `agreement` is Kendall's W from 0 (none) to 1 (one order), `p` how probable so much agreement is by chance (chi
        squared), both null with fewer than 2 options or measures; `firsts` the number of options that are first by some
        measure.

    Notes
    -----
    W = 12 S / (m^2 (n^3 - n) - m sum T), with S the squared deviations of the sums of ranks, m measures, n options and
    T = sum of t^3 - t over the ties of a measure; chi squared is m (n - 1) W with n - 1 degrees of freedom.

    References
    ----------
    .. [1] Kendall & Babington Smith (1939), "The problem of m rankings", Ann. Math. Stat. 10, 275-287.

    Examples
    --------
    >>> table = memtable({"target": ["t"] * 4, "option": ["a", "b"] * 2, "measure": ["x", "x", "y", "y"],
    ...     "rank": [1.0, 2.0, 1.0, 2.0]})
    >>> measure_agreement(table).agreement.to_pyarrow().to_pylist()
    [1.0]
    """
    rows = [_agreement(target, *parts) for target, parts in _rank_tables(measured, measures).items()]
    return memtable(pa.Table.from_pylist(rows, schema=_AGREEMENT))


_AGREEMENT = pa.schema([
    ("target", pa.string()), ("options", pa.int64()), ("measures", pa.int64()), ("left_out", pa.string()),
    ("agreement", pa.float64()), ("p", pa.float64()), ("firsts", pa.int64()),
])  # fmt: skip

RankTable = tuple[list[str], Floats, list[str]]
"""Measures, their ranks (measures x options), and the measures that lack one."""


def _rank_tables(measured: Table, measures: Sequence[str] | None) -> dict[str, RankTable]:
    rows = pull(measured.select("target", "option", "measure", "rank")).to_pylist()
    wanted = sorted({row["measure"] for row in rows} if measures is None else measures)
    lost = sorted(set(wanted) - {row["measure"] for row in rows})
    if lost:
        raise InputError("There is no measure {measure} among what was measured.", measure=lost[0])
    known = {(row["target"], row["measure"], row["option"]): row["rank"] for row in rows}
    found: dict[str, RankTable] = {}
    for target in sorted({row["target"] for row in rows}):
        options = sorted({row["option"] for row in rows if row["target"] == target})
        table: Array = np.array([[known.get((target, name, option)) for option in options] for name in wanted], float)
        whole = np.asarray(~np.isnan(table).any(axis=1))
        left = [name for name, kept in zip(wanted, whole, strict=True) if not kept]
        found[target] = [name for name in wanted if name not in left], table[whole], left
    return found


def _agreement(target: str, names: list[str], table: Floats, left: list[str]) -> dict[str, object]:
    measures, options = table.shape
    together = concordance(table)
    p = (
        float(scipy.special.chdtrc(options - 1, measures * (options - 1) * together))
        if not np.isnan(together)
        else None
    )
    return {"target": target, "options": options, "measures": measures, "left_out": "; ".join(left) or None,
            "agreement": None if np.isnan(together) else together, "p": p,
            "firsts": int((table == table.min(axis=1, keepdims=True)).any(axis=0).sum()) if measures else 0}  # fmt: skip


def concordance(table: Floats) -> float:
    """Return Kendall's W of ranks (measures x options) with ties; NaN where every measure ties all, or too few are there."""
    measures, options = table.shape
    if measures < 2 or options < 2:
        return float("nan")
    sums = table.sum(axis=0)
    ties = sum(float((counts**3 - counts).sum()) for counts in (np.unique(row, return_counts=True)[1] for row in table))
    most = measures**2 * (options**3 - options) - measures * ties
    return float(12 * ((sums - sums.mean()) ** 2).sum() / most) if most > 0 else float("nan")


def compare_measures(measured: Table) -> Table:
    """Tell for each pair of measures how far they put the options in the same order.

    Parameters
    ----------
    measured : Table (target, option, measure, rank)
        As `robustness` gives it.

    Returns
    -------
    Table (target, measure, other, tau)
        Kendall's tau-b from -1 (turned round) to 1 (the same); null where one of the two ties all options.

    References
    ----------
    .. [1] Kendall (1945), "The treatment of ties in ranking problems", Biometrika 33, 239-251.
    """
    rows = [{"target": target, "measure": first, "other": second, "tau": _tau(*(table[names.index(n)] for n in (first, second)))}
            for target, (names, table, _) in _rank_tables(measured, None).items()
            for first, second in combinations(names, 2)]  # fmt: skip
    schema = pa.schema(
        [("target", pa.string()), ("measure", pa.string()), ("other", pa.string()), ("tau", pa.float64())]
    )
    return memtable(pa.Table.from_pylist(rows, schema=schema))


def _tau(first: Floats, second: Floats) -> float | None:
    """Return the pairs in the same order less those turned round, over the geometric mean of the pairs that are not tied."""
    above, other = (np.sign(ranks[:, None] - ranks) for ranks in (first, second))
    untied = np.sqrt((above**2).sum() * (other**2).sum())
    return float((above * other).sum() / untied) if untied else None
