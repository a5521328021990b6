"""Inoperability of sectors as published, read where others quote it, and a cascade counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.cascade import (
    Sampling,
    dynamic_inoperability,
    failure_probabilities,
    inoperability,
    interdependence,
    output_for_demand,
    service_inequality,
)
from veerkracht.tables import Table, arrays, memtable, table_of
from veerkracht.tables.infrastructure import ASSETS, FAILURES, SUPPLIES
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES"]

Floats = NDArray[np.float64]
Matrix = Sequence[Sequence[float]]

# the papers themselves were not at hand
_QUOTED: Final = ", as quoted in the tests of diim (S. R. Sellevåg, 2021, MIT)"
HAIMES_JIANG: Final = "Haimes & Jiang (2001), Journal of Infrastructure Systems 7, 1-12" + _QUOTED
LIAN_HAIMES: Final = "Lian & Haimes (2006), Systems Engineering 9, 241-258" + _QUOTED
_TWO: Final = ((0.0, 0.8), (0.2, 0.0))
_FOUR: Final = ((0.0, 0.9, 0.0, 0.0), (0.4, 0.0, 0.0, 0.0), (1.0, 0.8, 0.0, 0.0), (1.0, 0.9, 0.0, 0.0))
_DYNAMIC: Final = ((0.15, 0.50), (0.10, 0.05))
_DISTURBED, _STEPS = 30, 99
_TRANSACTIONS: Final = ((175, 280, 280, 140), (140, 315, 350, 280), (245, 140, 280, 140), (175, 280, 105, 280))
_OUTPUT: Final = (1225, 1610, 1085, 1015)
_SUPPLY: Final = (
    (0.14, 0.11, 0.20, 0.14),
    (0.17, 0.20, 0.10, 0.17),
    (0.26, 0.32, 0.26, 0.10),
    (0.14, 0.28, 0.14, 0.28),
)

_BIRTHS: Final = (
    "WHO, R package healthequal 1.0.1, reference of rci(): births with skilled help in five quintiles of wealth"
)
_SHARE: Final = (75.60530, 91.01997, 96.03959, 97.04223, 99.22405)
_PEOPLE: Final = (2072.436, 2112.204, 1983.059, 2052.124, 1884.510)
_CONCENTRATION: Final = 0.0469506


def _pairs(matrix: Matrix, row: str, column: str) -> Table:
    places = [(one, other) for one in range(len(matrix)) for other in range(len(matrix))]
    return memtable({row: [f"S{one}" for one, _ in places], column: [f"S{other}" for _, other in places],
                     "coefficient": [float(matrix[one][other]) for one, other in places]})  # fmt: skip


def _sectors(column: str, values: Sequence[float]) -> Table:
    return memtable(
        {"sector": [f"S{place}" for place in range(len(values))], column: [float(value) for value in values]}
    )


def _static(matrix: Matrix, shock: Sequence[float], published: Sequence[float]) -> float:
    found = inoperability(_pairs(matrix, "sector", "depends_on"), _sectors("perturbation", shock))
    return largest_difference(arrays(found, order=["sector"])["inoperability"], np.array(published))


def _followed() -> float:
    shock = memtable({"sector": ["S0", "S1"], "perturbation": [0.0, 0.1], "first": [0, 0],
                      "last": [_DISTURBED - 1] * 2})  # fmt: skip
    path = dynamic_inoperability(_pairs(_DYNAMIC, "sector", "depends_on"), shock, steps=_STEPS,
                                 recovery=_sectors("coefficient", (0.2, 0.2)))  # fmt: skip
    found = arrays(path, order=["sector", "step"])["inoperability"].reshape(2, -1)
    return largest_difference(np.trapezoid(found, axis=1), np.array([1.980144350, 3.366317449]))


def _supply_driven() -> float:
    coefficients = np.array(_TRANSACTIONS) / np.array(_OUTPUT)
    found = interdependence(
        _sectors("output", _OUTPUT), _pairs(coefficients.tolist(), "source", "target"), driven="supply"
    )
    laid = arrays(found, order=["sector", "depends_on"])["coefficient"].reshape(4, 4)
    return largest_difference(laid, np.array(_SUPPLY))


def _leontief() -> float:
    made = output_for_demand(_pairs(((0.15, 0.25), (0.20, 0.05)), "source", "target"), _sectors("demand", (600, 1500)))
    return largest_difference(arrays(made, order=["sector"])["output"], np.array([1247.52, 1841.58]))


def _two_of_three() -> float:
    """A reactor needs 2 of 3 pumps, each 0.1: 0.028; with one grid of 0.05 behind the pumps 1 - 0.95 * 0.972."""
    pumps = ("P1", "P2", "P3")
    rows = [{"asset": "reactor", "service": "cooling", "supplier": pump, "needed": 2} for pump in pumps]
    rows += [{"asset": pump, "service": "power", "supplier": "grid"} for pump in pumps]
    chances = [{"asset": pump, "probability": 0.1} for pump in pumps] + [{"asset": "grid", "probability": 0.05}]
    found = failure_probabilities(
        table_of(ASSETS, [{"asset": name} for name in ("grid", *pumps, "reactor")]), table_of(SUPPLIES, rows),
        failures=table_of(FAILURES, chances), sampling=Sampling(seed=1, draws="every"),
    )  # fmt: skip
    return largest_difference(arrays(found, order=["asset"])["probability"][-1:], np.array([1 - 0.95 * 0.972]))


def _two(data: Path) -> float:
    return _static(_TWO, (0.0, 0.6), (0.571, 0.714))


def _four(data: Path) -> float:
    return _static(_FOUR, (0.0, 0.5, 0.0, 0.0), (0.70, 0.78, 1.0, 1.0))


def _two_later(data: Path) -> float:
    return _static(_DYNAMIC, (0.0, 0.1), (0.066, 0.112))


def _quintiles() -> float:
    """Hold the same against those without a service: a share in place of a rate in percent."""
    areas, people = [f"quintile {number}" for number in range(1, 6)], np.array(_PEOPLE)
    counted = memtable(
        {"kind": ["care"] * 5, "area": areas, "people": people, "expected": people * np.array(_SHARE) / 100}
    )
    found = service_inequality(counted, ranking=memtable({"area": areas, "score": np.arange(1.0, 6.0)}))
    return abs(float(arrays(found, order=["kind"])["concentration"][0]) - _CONCENTRATION)


REFERENCES: Final = (
    Reference("inoperability-two-systems", HAIMES_JIANG, 0.0005, _two),  # three decimals are printed
    Reference("inoperability-four-systems", HAIMES_JIANG, 0.005, _four),  # two decimals; two systems end above 1
    Reference("inoperability-two-sectors", LIAN_HAIMES, 0.0005, _two_later),
    Reference("inoperability-step-by-step", "diim (S. R. Sellevåg, 2021, MIT), test 12", 1e-6,
              lambda data: _followed()),
    # two decimals; the printed 0.10 of rail and water is 140 / 1610 = 0.087
    Reference("inoperability-supply-driven", "Xu et al. (2011), equations 31 and 34" + _QUOTED, 0.015,
              lambda data: _supply_driven()),
    Reference("leontief-two-sectors", "R. Vargas, El modelo de insumo producto, two sectors with a new demand", 5e-6,
              lambda data: _leontief()),
    Reference("concentration-of-services", _BIRTHS, 1e-7, lambda data: _quintiles()),  # seven decimals are printed
    Reference("cascade-two-of-three", "Binomial probability of 2 of 3, by hand", 1e-12,
              lambda data: _two_of_three()),
)  # fmt: skip
"""Worked examples of inoperability and of a k-out-of-n system."""
