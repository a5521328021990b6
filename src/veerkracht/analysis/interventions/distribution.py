"""Who pays and who gains, group by group or area by area, beside the plain sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from veerkracht.analysis.interventions._money import Floats, factors, read_flows
from veerkracht.errors import InputError
from veerkracht.settings import check_choice
from veerkracht.tables import Array, Table, arrays, table_from_arrays

__all__ = ["distribution"]

Side = Literal["group", "area"]

ELASTICITIES: Final = (0.0, 1.0, 1.3)
"""How fast a euro matters less to who has more: not at all (the plain sum), in proportion, and the 1.3 of the Green Book."""


def distribution(
    cash_flows: Table, people: Table, *, by: Side, rates: Table, base_year: int, horizon_years: int,
    elasticities: Sequence[float] = ELASTICITIES,
) -> Table:  # fmt: skip
    """Split the net present value of options over groups or areas, plain and weighted by income.

    Parameters
    ----------
    cash_flows : Table (CASH_FLOWS)
        Costs and benefits with the group or area that pays or gains.
    people : Table (PEOPLE)
        Mean income and number of people of every group or area that occurs.
    by : {"group", "area"}
        Which column of the flows `people` names.
    rates : Table (RATES)
        The steps of one rate.
    base_year, horizon_years : int
        As for `net_present_value`.
    elasticities : sequence of float
        0 or more; the plain sum (0) is always among the results, and first.

    Returns
    -------
    Table (elasticity, option, name, weight, npv_eur, weighted_npv_eur, npv_per_person_eur)
        One row per elasticity, option and group or area, plain rows first. `name` is null for what no group or area
        is told of: its weight is 1. `weighted_npv_eur` is no money; it ranks options by one view of fairness.

    Raises
    ------
    InputError
        If a group or area lacks its income or people, or one is not above 0; and as `net_present_value`.

    Notes
    -----
    w_g = (y_mean / y_g)^elasticity with y_mean the mean income over all people given.

    References
    ----------
    .. [1] HM Treasury (2026), The Green Book, annex on distributional appraisal: elasticity 1.3.
    """
    check_choice("by", by, Side)
    flows = read_flows(cash_flows, base_year=base_year, horizon_years=horizon_years)
    worth = flows.value * factors(rates, horizon_years)[flows.ahead]
    named = np.array(["" if name is None else name for name in flows.words[by]], object)
    names, place = np.unique(named.astype(str), return_inverse=True)
    npv = np.asarray(
        np.bincount(flows.option * len(names) + place, worth, minlength=len(flows.options) * len(names)), float
    )
    occurs = np.bincount(flows.option * len(names) + place, minlength=len(npv)) > 0
    relative, count = _people(names, people)
    given = sorted({0.0, *(float(eta) for eta in elasticities)})
    parts = [_rows(eta, flows.options, names, npv, relative, count, occurs) for eta in given]
    return table_from_arrays({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _people(names: Array, people: Table) -> tuple[Floats, Floats]:
    """Return the mean income over that of each name (1 for the unnamed), and the number of people."""
    rows = arrays(people, order=["name"])
    income, count = rows["income_eur"].astype(float), rows["people"].astype(float)
    for row in np.flatnonzero(~((income > 0) & (count > 0)))[:1]:
        raise InputError("{name} has income {income} and {people} people. Give both, above 0.",
                         name=rows["name"][row], income=float(income[row]), people=float(count[row]))  # fmt: skip
    mean = (income * count).sum() / count.sum() if len(count) else np.nan
    told = {name: (mean / income[row], count[row]) for row, name in enumerate(rows["name"])}
    for name in names:
        if name and name not in told:
            raise InputError("There is no income and number of people for {name}. Add a row, or leave the group of its "
                             "cash flows empty.", name=str(name))  # fmt: skip
    found = [told[name] if name else (1.0, np.nan) for name in names]
    return np.array([one for one, _ in found]), np.array([number for _, number in found])


def _rows(
    eta: float, options: list[str], names: Array, npv: Floats, relative: Floats, count: Floats, occurs: Array
) -> dict[str, Array]:
    weight = np.tile(relative**eta, len(options))
    labels = np.array([name or None for name in names], object)
    rows = {
        "elasticity": np.full(len(npv), eta), "option": np.repeat(np.array(options, object), len(names)),
        "name": np.tile(labels, len(options)), "weight": weight, "npv_eur": npv, "weighted_npv_eur": npv * weight,
        "npv_per_person_eur": npv / np.tile(count, len(options)),
    }  # fmt: skip
    return {name: column[occurs] for name, column in rows.items()}
