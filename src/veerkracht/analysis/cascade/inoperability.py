"""How a disruption of one sector of the economy lowers what the others can do, at once and step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from veerkracht.analysis.cascade._leontief import Floats, check_finite_sum, matrix_of, numbers_of
from veerkracht.errors import InputError, SettingError
from veerkracht.settings import check_choice
from veerkracht.tables import Array, Table, arrays, pull, table_from_arrays

__all__ = [
    "dynamic_inoperability", "inoperability", "interdependence", "output_for_demand", "recovery_coefficients",
    "sector_losses",
]  # fmt: skip

Driven = Literal["demand", "supply"]
_LEAST, _MOST = np.nextafter(0, 1), float(np.finfo(float).max)


def output_for_demand(coefficients: Table, demand: Table) -> Table:
    """Return what sectors must make to meet a final demand (Leontief).

    Parameters
    ----------
    coefficients : Table (source, target, coefficient)
        `COEFFICIENTS`.
    demand : Table (sector, demand)
        Final demand in money per step; every sector that is bought from or sells has a row.

    Returns
    -------
    Table (sector, output)
        Money per step.

    Raises
    ------
    InputError
        If a sector is unknown, a number is absent or below 0, or effects do not die out.

    Notes
    -----
    x = (I - A)^-1 f.

    References
    ----------
    .. [1] Miller & Blair (2009), Input-Output Analysis: Foundations and Extensions, 2nd edition, ch. 2.
    """
    sectors = _sectors(demand, "demand")
    matrix = matrix_of(coefficients, sectors, row="source", column="target")
    check_finite_sum(matrix)
    wanted = numbers_of(demand, sectors, column="demand", low=0.0, high=_MOST)
    return table_from_arrays(
        {"sector": _names(sectors), "output": np.linalg.solve(np.eye(len(sectors)) - matrix, wanted)}
    )


def interdependence(
    sectors: Table, coefficients: Table, *, driven: Driven = "demand"
) -> Table:  # fmt: skip
    """Turn coefficients of purchases into shares of inoperability that one sector passes to another.

    Parameters
    ----------
    sectors : Table (sector, output)
        `SECTORS`; output above 0.
    coefficients : Table (source, target, coefficient)
        `COEFFICIENTS`.
    driven : {"demand", "supply"}
        Demand: a sector falls back because those who buy from it do (A* = diag(x)^-1 A diag(x)). Supply: because those
        from whom it buys do (the transpose of A, which is what the row-normalised form comes to).

    Returns
    -------
    Table (sector, depends_on, coefficient)
        Pairs that are not 0: how much inoperability the sector takes over per unit of the other's.

    Raises
    ------
    InputError
        If a sector is unknown, or a number is absent or out of bounds.

    References
    ----------
    .. [1] Santos & Haimes (2004), "Modeling the demand reduction input-output (I-O) inoperability due to terrorism of
       interconnected infrastructures", Risk Analysis 24, 1437-1451.
    .. [2] Leung, Haimes & Santos (2007), "Supply- and output-side extensions to the inoperability input-output model for
       interdependent infrastructures", Journal of Infrastructure Systems 13, 299-310.
    """
    check_choice("driven", driven, Driven)
    names = _sectors(sectors, "sectors")
    output = numbers_of(sectors, names, column="output", low=_LEAST, high=_MOST)
    matrix = matrix_of(coefficients, names, row="source", column="target")
    found = matrix.T if driven == "supply" else matrix * output[None, :] / output[:, None]
    rows, columns = np.nonzero(found)
    return table_from_arrays({"sector": _names(names)[rows], "depends_on": _names(names)[columns],
                              "coefficient": found[rows, columns]})  # fmt: skip


def inoperability(dependences: Table, perturbation: Table) -> Table:
    """Return the share of its output that each sector loses once the effects have died out.

    Parameters
    ----------
    dependences : Table (sector, depends_on, coefficient)
        As `interdependence` gives it.
    perturbation : Table (sector, perturbation)
        What each sector loses to begin with, as a share (0-1) of its output; one row per sector, 0 for none.

    Returns
    -------
    Table (sector, inoperability, linear, beyond_range)
        Share (0-1). `linear` is the answer of the equations; where it is above 1 the disruption is too large for them,
        the share is set to 1 and `beyond_range` is true: read it as "all, and more than this method can tell".

    Raises
    ------
    InputError
        If a sector is unknown, a number is absent or out of bounds, or effects do not die out.

    Notes
    -----
    q = A* q + c*, so q = (I - A*)^-1 c*; finite if the spectral radius of A* is below 1.

    References
    ----------
    .. [1] Haimes & Jiang (2001), "Leontief-based model of risk in complex interconnected infrastructures", Journal of
       Infrastructure Systems 7, 1-12.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> links = {"sector": ["power", "transport"], "depends_on": ["transport", "power"], "coefficient": [0.8, 0.2]}
    >>> shock = memtable({"sector": ["power", "transport"], "perturbation": [0.0, 0.6]})
    >>> inoperability(memtable(links), shock).inoperability.round(3).to_pyarrow().to_pylist()
    [0.571, 0.714]
    """
    sectors = _sectors(perturbation, "perturbation")
    matrix = matrix_of(dependences, sectors, row="sector", column="depends_on")
    check_finite_sum(matrix)
    shock = numbers_of(perturbation, sectors, column="perturbation", low=0.0, high=1.0)
    linear = np.linalg.solve(np.eye(len(sectors)) - matrix, shock)
    return table_from_arrays({"sector": _names(sectors), "inoperability": np.minimum(linear, 1.0), "linear": linear,
                              "beyond_range": linear > 1.0})  # fmt: skip


def recovery_coefficients(dependences: Table, recovery: Table) -> Table:
    """Return how fast sectors recover, from how long it takes them.

    Parameters
    ----------
    dependences : Table (sector, depends_on, coefficient)
        As `interdependence` gives it.
    recovery : Table (sector, start, end, steps)
        Inoperability at the start and after so many steps, both above 0 and at most 1, the end below the start.

    Returns
    -------
    Table (sector, coefficient)
        k = ln(start / end) / (steps * (1 - a*)), with a* what the sector takes over from itself; per step.

    Raises
    ------
    InputError
        If a number is absent or out of bounds, or effects do not die out.
    SettingError
        If an inoperability does not fall, or a coefficient comes out above 1: then take shorter steps.

    References
    ----------
    .. [1] Lian & Haimes (2006), "Managing the risk of terrorism to interdependent infrastructure systems through the dynamic
       inoperability input-output model", Systems Engineering 9, 241-258.
    """
    sectors = _sectors(recovery, "recovery")
    matrix = matrix_of(dependences, sectors, row="sector", column="depends_on")
    check_finite_sum(matrix)
    own = np.diag(matrix)
    start, end = (numbers_of(recovery, sectors, column=name, low=_LEAST, high=1.0) for name in ("start", "end"))
    steps = numbers_of(recovery, sectors, column="steps", low=1.0, high=_MOST)
    found = np.log(start / end) / (steps * (1 - own))
    for sector, coefficient in zip(sectors, found, strict=True):
        if not 0 < coefficient <= 1:
            raise SettingError("The recovery coefficient of sector {sector} comes to {value:.3f}, outside 0-1. Let "
                               "inoperability fall, and take more and shorter steps.", sector=sector,
                               value=coefficient)  # fmt: skip
    return table_from_arrays({"sector": _names(sectors), "coefficient": found})


def dynamic_inoperability(
    dependences: Table,
    perturbation: Table,
    *,
    recovery: Table,
    steps: int,
    stocks: Table | None = None,
    start: Table | None = None,
) -> Table:
    """Follow inoperability step by step while sectors adapt and stocks run out.

    Parameters
    ----------
    dependences : Table (sector, depends_on, coefficient)
        As `interdependence` gives it.
    perturbation : Table (sector, perturbation[, first, last])
        As `inoperability`; with columns `first` and `last` it holds from the one step to the other, both included.
    recovery : Table (sector, coefficient)
        Per step, above 0 and at most 1, one row per sector; see `recovery_coefficients`.
    steps : int
        How many, from 1.
    stocks : Table (sector, stock), optional
        What lies in store of a sector's product, in steps of normal output; none without a row.
    start : Table (sector, production), optional
        Share (0-1) of its output that a sector does not make in step 0, from which it recovers; none without a row.

    Returns
    -------
    Table (sector, step, production, inoperability, stock)
        Step 0 is before the disruption, or the start from which is recovered. `production` is the share of output that is
        not made; `inoperability` the share that buyers do without, which is less while the stock lasts. Shares are held
        at 1.

    Raises
    ------
    InputError
        If a sector is unknown, a number is absent or out of bounds, or effects do not die out.
    SettingError
        If there is no step.

    Notes
    -----
    p(t+1) = p(t) + K (A* q(t) + c*(t) - p(t)), with c*(t) from t = 0. What is left in stock gives what it has: q(t+1) =
    max(0, p(t+1) - s(t)) and s(t+1) = max(0, s(t) - p(t+1)); `stock` is what is left after the step. p(0) is 0 or the start.
    Without stocks p and q are one, and for a constant disruption they end where `inoperability` does.

    References
    ----------
    .. [1] Haimes, Horowitz, Lambert, Santos, Lian & Crowther (2005), "Inoperability input-output model for interdependent
       infrastructure sectors. I: Theory and methodology", Journal of Infrastructure Systems 11, 67-79.
    .. [2] Barker & Santos (2010), "Measuring the efficacy of inventory with a dynamic input-output model", International
       Journal of Production Economics 126, 130-143: stocks; ours is the plain form above.
    """
    if steps < 1:
        raise SettingError(
            "Setting {setting} is {found}; it must be {low} or more.", setting="steps", found=steps, low=1
        )
    sectors = _sectors(perturbation, "perturbation")
    matrix = matrix_of(dependences, sectors, row="sector", column="depends_on")
    check_finite_sum(matrix)
    speed = numbers_of(recovery, sectors, column="coefficient", low=_LEAST, high=1.0)
    stock, made = np.zeros(len(sectors)), np.zeros(len(sectors))
    if stocks is not None:
        stock = numbers_of(stocks, sectors, column="stock", low=0.0, high=_MOST, without=0.0)
    if start is not None:
        made = numbers_of(start, sectors, column="production", low=0.0, high=1.0, without=0.0)
    path = _path(matrix, _shocks(perturbation, sectors, steps), speed, stock, made)
    return table_from_arrays({
        "sector": np.tile(_names(sectors), steps + 1), "step": np.repeat(np.arange(steps + 1), len(sectors)),
        **{name: path[:, place].ravel() for place, name in enumerate(("production", "inoperability", "stock"))},
    })  # fmt: skip


def _shocks(perturbation: Table, sectors: Sequence[str], steps: int) -> Floats:
    """Return the disruption of each step and sector."""
    shock = numbers_of(perturbation, sectors, column="perturbation", low=0.0, high=1.0)
    found = np.tile(shock, (steps, 1))
    dated = [name for name in ("first", "last") if name in perturbation.columns]
    if len(dated) == 1:
        raise InputError("Disruptions have {one} and no {other}. Give both, or none.", one=dated[0],
                         other="last" if dated == ["first"] else "first")  # fmt: skip
    if dated:
        first, last = (numbers_of(perturbation, sectors, column=name, low=0.0, high=_MOST) for name in dated)
        places = np.arange(steps)[:, None]
        found[(places < first) | (places > last)] = 0.0
    return found


def _path(matrix: Floats, shocks: Floats, speed: Floats, stock: Floats, made: Floats) -> Floats:
    """Return production, inoperability and stock of each step and sector."""
    path = np.zeros((len(shocks) + 1, 3, len(speed)))
    path[0] = made, np.maximum(made - stock, 0.0), np.maximum(stock - made, 0.0)
    for step, shock in enumerate(shocks):
        made, lacking, left = path[step]
        made = np.clip(made + speed * (matrix @ lacking + shock - made), 0.0, 1.0)
        path[step + 1] = made, np.maximum(made - left, 0.0), np.maximum(left - made, 0.0)
    return path


def sector_losses(path: Table, sectors: Table) -> Table:
    """Put a price on what buyers did without.

    Parameters
    ----------
    path : Table (sector, step, inoperability)
        As `dynamic_inoperability` gives it.
    sectors : Table (sector, output)
        `SECTORS`: normal output in money per step, of these sectors at least.

    Returns
    -------
    Table (sector, lost_steps, loss)
        Steps of normal output that were lost, and their price: the sum over steps of output times inoperability.

    Raises
    ------
    InputError
        If a sector has no output or a negative one.
    """
    names = _sectors(path, "path")
    output = numbers_of(sectors.filter(sectors.sector.isin(names)), names, column="output", low=0.0, high=_MOST)
    rows = arrays(path.select("sector", "step", "inoperability"), order=["sector", "step"])
    place = {name: number for number, name in enumerate(names)}
    lost = np.bincount([place[name] for name in rows["sector"]], rows["inoperability"], len(names))
    return table_from_arrays({"sector": _names(names), "lost_steps": lost, "loss": lost * output})


def _sectors(table: Table, name: str) -> list[str]:
    found = pull(table.select("sector"))["sector"]
    if found.null_count:
        raise InputError("{count} row(s) of {table} have no sector. Name the sector of each row.", count=found.null_count,
                         table=name)  # fmt: skip
    return sorted(set(found.to_pylist()))


def _names(sectors: Sequence[str]) -> Array:
    return np.array(sectors, object)
