"""The four cells of change, and unknown as a fifth, each with its probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.resilience._absence import large_enough, reasons
from veerkracht.analysis.resilience._municipality import Floats, median, per_municipality, rows_of, weighted_mean
from veerkracht.analysis.resilience.settings import ResilienceSettings
from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays, table_from_arrays

CLASSES: Final = ("no_signal", "shows_resilience", "other_cause", "under_pressure")
"""In order of alarm: of equally likely classes the map shows the least alarming."""

UNKNOWN: Final = "unknown"

_COLUMNS = ("area", "vulnerability_change", "problem_change", "population")
_ERRORS = ("vulnerability_se", "problem_se")


def classify_change(changes: Table, *, settings: ResilienceSettings) -> Table:
    """Give each area its class on the resilience map, with the probability of that class.

    Parameters
    ----------
    changes : Table (area, vulnerability_change, problem_change, vulnerability_se, problem_se, population)
        Changes of load (positive: heavier) with their standard errors, in the unit of the bands. An optional
        column `municipality` makes several municipalities each their own reference.
    settings : ResilienceSettings
        Dead bands, reference, least number of residents, certainty.

    Returns
    -------
    Table (area, class, probability, certainty, p_under_pressure, p_shows_resilience, p_other_cause,
    p_no_signal, reason)
        under_pressure: vulnerability and problems both rose; shows_resilience: vulnerability rose, problems
        did not; other_cause: problems rose, vulnerability did not; no_signal: neither; unknown. `certainty`
        of the class shown: very_likely, likely, uncertain. `reason` for unknown: missing_vulnerability,
        missing_problems, missing_both, missing_population, small_population; for a class without
        probability: missing_error.

    Raises
    ------
    TableError
        If an area has two rows.

    Notes
    -----
    "Rose" means change - reference > band; areas below the least number of residents do not count in the
    reference. P(rose) = Phi((change - reference - band) / se), the errors of
    both changes independent; the error of the reference, a mean over many areas, is left out. Probabilities
    are those of single areas: among the areas shown under pressure, expect `expected_false` to be wrong.
    Extremes of many noisy areas exaggerate: `shrink_changes` first corrects for that.

    References
    ----------
    .. [1] veerkrachtigewijken.nl: under pressure is where the share of vulnerable residents and the problems
       of nuisance and unsafety both rose. The other cells follow; their names and the settings are ours.
    """
    return classes_of(rows_of(changes, columns=_COLUMNS, optional=_ERRORS), settings)


def classes_of(rows: dict[str, Array], settings: ResilienceSettings) -> Table:
    """Classify rows that were pulled in order; see `classify_change`."""
    return _table(rows["area"], *judge(rows, settings), settings)


def judge(rows: dict[str, Array], settings: ResilienceSettings) -> tuple[Array, Floats, Array]:
    """Class, probabilities (4 x areas, order of `CLASSES`) and reason of each row."""
    excess = {
        name: _excess(rows, f"{name}_change", band, settings)
        for name, band in (("vulnerability", settings.band_vulnerability), ("problem", settings.band_problems))
    }
    chances = _combine(*(_chance_above_zero(excess[name], rows[f"{name}_se"]) for name in excess))
    place = _place(*excess.values())
    reason = reasons(excess["vulnerability"], excess["problem"], rows["population"], settings)
    shown = np.where(reason == "", np.array(CLASSES, dtype=object)[place], UNKNOWN)
    without_error = (reason == "") & np.isnan(chances[0])
    reason = np.where(without_error, "missing_error", reason)
    return shown, np.where(shown == UNKNOWN, np.nan, chances), reason


def _excess(rows: dict[str, Array], column: str, band: float, settings: ResilienceSettings) -> Floats:
    counts = large_enough(rows["population"], settings)
    change = np.where(counts, rows[column], np.nan)
    return np.asarray(rows[column] - _reference(change, rows["population"], rows["municipality"], settings) - band)


def _place(vulnerable: Floats, problems: Floats) -> NDArray[np.int64]:
    """Which of `CLASSES` the signs point at."""
    return np.asarray(1 * (vulnerable > 0) + 2 * (problems > 0))


def _reference(change: Floats, population: Floats, municipality: Array, settings: ResilienceSettings) -> Floats:
    if settings.reference == "absolute":
        return np.zeros(len(municipality))
    if settings.reference == "median":
        return per_municipality(municipality, lambda rows: median(change[..., rows]))
    return per_municipality(municipality, lambda rows: weighted_mean(change[..., rows], population[rows]))


def _chance_above_zero(excess: Floats, se: Floats) -> Floats:
    certain = np.where(excess > 0, np.inf, -np.inf)
    z = np.divide(excess, se, out=certain, where=se != 0)
    return np.where(np.isnan(excess), np.nan, scipy.special.ndtr(z))


def _combine(vulnerable: Floats, problems: Floats) -> Floats:
    """Probabilities of the four classes, in the order of `CLASSES`."""
    return np.stack([
        (1 - vulnerable) * (1 - problems), vulnerable * (1 - problems),
        (1 - vulnerable) * problems, vulnerable * problems,
    ])  # fmt: skip


def _table(area: Array, shown: Array, chances: Floats, reason: Array, settings: ResilienceSettings) -> Table:
    probability = np.select([shown == name for name in CLASSES], list(chances), np.nan)
    return table_from_arrays({
        "area": area, "class": shown, "probability": probability, "certainty": _certainty(probability, settings),
        **{f"p_{name}": chances[CLASSES.index(name)] for name in reversed(CLASSES)}, "reason": reason,
    })  # fmt: skip


def _certainty(probability: Floats, settings: ResilienceSettings) -> Array:
    told = np.nan_to_num(probability, nan=-1.0)
    conditions = [told >= settings.very_likely, told >= settings.likely, told >= 0]
    return np.select(conditions, ["very_likely", "likely", "uncertain"], UNKNOWN).astype(object)


def classify_draws(
    areas: Sequence[str], vulnerability_draws: NDArray[np.float64], problem_draws: NDArray[np.float64], *,
    population: NDArray[np.float64], settings: ResilienceSettings, municipality: Sequence[str] | None = None,
) -> Table:  # fmt: skip
    """Classify areas from draws of both changes, whatever their distribution and correlation.

    Parameters
    ----------
    areas : sequence of str
        The order of the columns of the draws.
    vulnerability_draws, problem_draws : array (draws x areas)
        Joint draws of the changes of load; NaN for an area where the change is unknown.
    population : array (areas)
        Residents, NaN where unknown.
    settings : ResilienceSettings
        As for `classify_change`; the reference is taken in each draw, so that its error counts.
    municipality : sequence of str, optional
        Municipality of each area; one for all when not given.

    Returns
    -------
    Table
        As `classify_change`; the class shown is the most frequent one.

    Raises
    ------
    TableError
        If the shapes of areas, draws and population differ.
    """
    _check_shapes(len(areas), vulnerability_draws, problem_draws, population)
    own = np.array(municipality if municipality is not None else [""] * len(areas), dtype=object)
    rows = {"vulnerability": vulnerability_draws, "problem": problem_draws, "population": population,
            "municipality": own}  # fmt: skip
    vulnerable = _excess(rows, "vulnerability", settings.band_vulnerability, settings)
    problems = _excess(rows, "problem", settings.band_problems, settings)
    place = _place(vulnerable, problems)
    chances = np.stack([(place == cell).mean(axis=0) for cell in range(len(CLASSES))])
    reason = reasons(vulnerable.mean(axis=0), problems.mean(axis=0), population, settings)
    shown = np.where(reason == "", np.array(CLASSES, dtype=object)[chances.argmax(axis=0)], UNKNOWN)
    chances = np.where(shown == UNKNOWN, np.nan, chances)
    return _table(np.array(areas, dtype=object), shown, chances, reason, settings)


def _check_shapes(areas: int, vulnerable: Floats, problems: Floats, population: Floats) -> None:
    shapes = {"vulnerability_draws": vulnerable.shape, "problem_draws": problems.shape, "population": population.shape}
    if vulnerable.shape != problems.shape or vulnerable.shape[1:] != (areas,) or population.shape != (areas,):
        raise TableError("Draws do not fit {areas} areas: {shapes}. Give arrays (draws x areas).",
                         areas=areas, shapes=shapes)  # fmt: skip


def expected_false(classes: Table) -> float:
    """Count how many of the areas shown under pressure are expected not to be.

    Parameters
    ----------
    classes : Table (class, probability)
        From `classify_change` or `classify_draws`.

    Returns
    -------
    float
        Number of areas: sum over areas shown under pressure of 1 - probability, where it is known. Divided
        by their number it is the (Bayesian) false discovery rate of the map.

    References
    ----------
    .. [1] Efron (2010), Large-Scale Inference, ch. 2 and 5, on the false discovery rate.
    """
    shown = classes.filter(classes["class"] == "under_pressure").select("area", "probability")
    probability = arrays(shown, order=["area"])["probability"]
    return float(np.nansum(1 - probability))
