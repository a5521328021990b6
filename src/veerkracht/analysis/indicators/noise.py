"""How far the true value may lie from the published one: counts, samples, models and rounding."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays, beside, table_from_arrays

NOISE_ORDER: Final = ("area", "indicator", "period", "source")
"""Order of the rows behind the columns of `noise_draws`."""

MODEL_RELATIVE_SD: Final = 0.05
"""Default spread of a model-based estimate as share of its value, or of the spread over areas for an index. Neither
the health estimates nor the Leefbaarometer publish an error per area: 5 % is an assumption."""

_JEFFREYS = 0.5  # prior count for a Poisson mean or a binomial share
_CATALOGUE = ("indicator", "kind", "noise", "rounding")
_KEY = ("area", "period", "indicator")


def noise_draws(
    observations: Table, indicators: Table, *, denominators: Table | None, draws: int,
    rng: np.random.Generator, model_relative_sd: float = MODEL_RELATIVE_SD, count_dispersion: float = 1.0,
) -> NDArray[np.float64]:  # fmt: skip
    """Draw plausible true values behind each published value.

    Parameters
    ----------
    observations : Table
        Observations; any order of rows.
    indicators : Table (indicator, kind, noise, rounding)
        The catalogue.
    denominators : Table (area, period, indicator, people, per), optional
        How many people (or homes) stand behind a rate or share, and the factor it was multiplied with: 1000
        for a rate per 1,000, 100 for a percentage. Where one is absent the smallest of that indicator
        stands in, so that noise is overstated rather than forgotten.
    draws : int
        Number of draws.
    rng : numpy Generator
        Source of randomness; one seed gives one result, whatever the order of rows.
    model_relative_sd : float
        Standard deviation of a model-based value, as a share of the value. An index has no natural zero (a
        deviation from the national mean is near 0 in an ordinary area, and as uncertain there): it takes the
        share of the standard deviation of the index over all rows.
    count_dispersion : float
        Variance of a count as a multiple of the count, 1 for events that know nothing of each other. Reports to the
        police come in series, so that theirs is larger.

    Returns
    -------
    array (draws x rows)
        In the unit of the indicator; rows ordered by `NOISE_ORDER`. NaN where the value is absent.

    Raises
    ------
    TableError
        If a rate or share with count noise has no denominator in any area, or an indicator is not in the
        catalogue.

    Notes
    -----
    With n counted among N people: Poisson n ~ Gamma(n + 1/2), with dispersion f n ~ f Gamma((n + 1/2) / f);
    binomial p ~ Beta(n + 1/2, N - n + 1/2); model
    Normal(x, sd |x|); and for a source that rounds to r, Uniform(-r/2, r/2) on top. Errors are independent
    between rows.

    References
    ----------
    .. [1] Gelman et al. (2013), Bayesian Data Analysis, section 2.8, on Jeffreys' prior.
    """
    rows = noise_rows(observations, indicators, denominators=denominators)
    return draw_rows(rows, draws, rng, model_relative_sd, count_dispersion)


def standard_errors(
    observations: Table, indicators: Table, *, denominators: Table | None,
    model_relative_sd: float = MODEL_RELATIVE_SD,
) -> Table:  # fmt: skip
    """Give the standard error of each published value, by the same rules as `noise_draws`.

    Parameters
    ----------
    observations, indicators, denominators, model_relative_sd
        As for `noise_draws`.

    Returns
    -------
    Table (area, period, indicator, source, standard_error)
        In the unit of the indicator; null where the value is absent or the catalogue knows no noise.

    Raises
    ------
    TableError
        If a rate or share with count noise has no denominator in any area.

    Notes
    -----
    sd of the posterior: sqrt(n + 1/2) for a count, sqrt(q (1 - q) / (N + 2)) with q = (n + 1/2) / (N + 1) for
    a share, sd |x| for a model; rounding to r adds r^2 / 12 to the variance.
    """
    rows = noise_rows(observations, indicators, denominators=denominators)
    keys = {name: rows[name] for name in ("area", "period", "indicator", "source")}
    return table_from_arrays({**keys, "standard_error": np.sqrt(_variance(rows, model_relative_sd))})


def noise_rows(observations: Table, indicators: Table, *, denominators: Table | None) -> dict[str, Array]:
    """Pull observations with what is known of their noise, ordered by `NOISE_ORDER`.

    Parameters
    ----------
    observations, indicators, denominators
        As for `noise_draws`.

    Returns
    -------
    dict of arrays
        The columns of the observations, and `kind`, `noise`, `rounding`, `people` and `per` (1 for a count).

    Raises
    ------
    TableError
        If an indicator is not in the catalogue, or needs a denominator and has none anywhere.
    """
    rows = arrays(observations, order=NOISE_ORDER)
    rows |= beside(rows, indicators.select(*_CATALOGUE), on=["indicator"])
    if denominators is not None:
        rows |= beside(rows, denominators.select(*_KEY, "people", "per"), on=_KEY)
    _check_known(rows)
    return {**rows, **_denominators(rows)}


def _check_known(rows: dict[str, Array]) -> None:
    unknown = sorted({name for name, kind in zip(rows["indicator"], rows["kind"], strict=True) if kind is None})
    if unknown:
        raise TableError("Indicator(s) {indicators} are not in the catalogue, so their noise is not known. "
                         "Define them first.", indicators=", ".join(unknown))  # fmt: skip


def _denominators(rows: dict[str, Array]) -> dict[str, Array]:
    count = (rows["kind"] == "count") | ~np.isin(rows["noise"].astype(str), ("poisson", "binomial"))
    absent = np.full(len(count), np.nan)
    people = np.where(count, 1.0, rows.get("people", absent))
    per = np.where(count, 1.0, rows.get("per", absent))
    lacking = ~(people > 0) & ~np.isnan(rows["value"])
    for name in sorted(set(rows["indicator"][lacking])):
        people, per = _stand_in(name, rows["indicator"] == name, people, per)
    return {"people": people, "per": per}


def _stand_in(name: str, of: NDArray[np.bool_], people: Array, per: Array) -> tuple[Array, Array]:
    known = of & (people > 0) & (per > 0)
    if not known.any():
        raise TableError(
            "No denominator for {indicator}, whose noise depends on the number of people. "
            "Give a row (area, period, indicator, people, per).", indicator=name,
        )  # fmt: skip
    smallest = np.argmin(np.where(known, people / per, np.inf))
    fill = of & ~known
    return np.where(fill, people[smallest], people), np.where(fill, per[smallest], per)


def draw_rows(
    rows: dict[str, Array], draws: int, rng: np.random.Generator, model_relative_sd: float, count_dispersion: float
) -> NDArray[np.float64]:
    """Draw true values for rows that were pulled with `noise_rows`; see `noise_draws`.

    Parameters
    ----------
    rows : dict of arrays
        From `noise_rows`, or a selection of it.
    draws, rng, model_relative_sd, count_dispersion
        As for `noise_draws`.

    Returns
    -------
    array (draws x rows)
        NaN where the value is absent.
    """
    value = rows["value"]
    result = np.repeat(value[np.newaxis], draws, axis=0)
    counts, shares = ((rows["noise"] == noise) & ~np.isnan(value) for noise in ("poisson", "binomial"))
    result[:, counts] = _gamma(value[counts], rows["people"][counts], rows["per"][counts], draws, rng, count_dispersion)
    result[:, shares] = _beta(value[shares], rows["people"][shares], rows["per"][shares], draws, rng)
    spread = np.where(rows["noise"] == "model", model_relative_sd * _model_scale(rows), 0.0)
    result += spread * rng.standard_normal(result.shape)
    result += _rounding(rows) * rng.uniform(-0.5, 0.5, result.shape)
    return result


def _gamma(
    value: Array, people: Array, per: Array, draws: int, rng: np.random.Generator, dispersion: float
) -> Array:  # fmt: skip
    counted = np.maximum(value * people / per, 0.0)
    return rng.gamma((counted + _JEFFREYS) / dispersion, dispersion, size=(draws, len(value))) * per / people


def _beta(value: Array, people: Array, per: Array, draws: int, rng: np.random.Generator) -> Array:
    counted = np.clip(value * people / per, 0.0, people)
    return rng.beta(counted + _JEFFREYS, people - counted + _JEFFREYS, size=(draws, len(value))) * per


def _model_scale(rows: dict[str, Array]) -> Array:
    """What the relative error of a model is a share of: the value, or for an index its spread over the rows."""
    scale = np.abs(rows["value"])
    for name in sorted(set(rows["indicator"][rows["kind"] == "index"])):
        own = rows["indicator"] == name
        present = rows["value"][own & ~np.isnan(rows["value"])]
        scale = np.where(own, present.std() if len(present) > 1 else scale, scale)
    return scale


def _rounding(rows: dict[str, Array]) -> Array:
    return np.asarray(np.nan_to_num(rows["rounding"].astype(float), nan=0.0))


def _variance(rows: dict[str, Array], model_relative_sd: float) -> Array:
    value, people, per = rows["value"], rows["people"], rows["per"]
    counted = np.maximum(value * people / per, 0.0)
    share = np.minimum((counted + _JEFFREYS) / (people + 2 * _JEFFREYS), 1.0)
    noise = rows["noise"]
    sampling = np.select(
        [noise == "poisson", noise == "binomial", noise == "model"],
        [(counted + _JEFFREYS) * (per / people) ** 2, per**2 * share * (1 - share) / (people + 2),
         (model_relative_sd * _model_scale(rows)) ** 2], np.nan,
    )  # fmt: skip
    return np.where(np.isnan(value), np.nan, sampling + _rounding(rows) ** 2 / 12)
