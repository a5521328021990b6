"""Risks in connection: the consistent futures of "Somewhereland", a cognitive map and causes by DEMATEL."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Final

import numpy as np

from veerkracht.analysis.risks import (
    Dynamics,
    causes_and_effects,
    consistent_scenarios,
    impact_balances,
    map_course,
    total_influence,
)
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.risk_network import CONCEPTS
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES"]

SOMEWHERELAND: Final = (
    "Weimer-Jehle, ScenarioWizard 4.1 manual (2013), figures 2-2 and 2-3; cross-impact.de, CIB algorithm 4/4"
)
_STATES: Final = ("A1 A2 A3", "B1 B2 B3", "C1 C2 C3", "D1 D2", "E1 E2 E3", "F1 F2 F3")
_JUDGEMENTS: Final = {  # on the states of the other descriptors, in order
    "A1": (-2, 1, 1, 0, 0, 0, 0, 0, -2, 1, 1, 0, 0, 0),
    "A2": (2, 1, -3, -2, -1, 3, -2, 2, 0, 0, 0, 2, -1, -1),
    "A3": (0, 0, 0, 0, 2, -2, 3, -3, 2, -1, -1, -2, 2, 0),
    "B1": (0, 0, 0, -2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "B2": (0, 0, 0, 0, 1, -1, 0, 0, 1, 0, -1, 0, 0, 0),
    "B3": (3, -1, -2, 3, 0, -3, 0, 0, 3, -1, -2, -2, 1, 1),
    "C1": (2, 1, -3, 0, 0, 0, -2, 2, -3, 1, 2, 0, 0, 0),
    "C2": (-1, 2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "C3": (0, 0, 0, 0, 0, 0, -2, 2, 3, -1, -2, 0, 0, 0),
    "D1": (0, 0, 0, 0, 0, 0, 0, 0, 0, 3, -1, -2, -2, 1, 1),
    "D2": (0, -3, 3, 0, 0, 0, 0, 0, 0, -3, 1, 2, 2, -1, -1),
    "E1": (0, 0, 0, 0, 0, 0, -2, -1, 3, 0, 0, 2, -1, -1),
    "E2": (0, 0, 0, -1, 0, 1, 1, 1, -2, 0, 0, -1, 0, 1),
    "E3": (2, -1, -1, -3, 1, 2, 3, 0, -3, 0, 0, -2, -1, 3),
    "F1": (0, 3, -3, 0, 0, 0, -3, 0, 3, -3, 3, -2, 1, 1),
    "F2": (1, -2, 1, 0, 0, 0, -1, 2, -1, 2, -2, 2, -1, -1),
    "F3": (0, 0, 0, 0, 0, 0, -1, 2, -1, 1, -1, 2, -1, -1),
}  # fmt: skip
_CONSISTENT: Final = (
    "A3B1C3D2E1F1", "A3B2C3D2E1F1", "A2B1C3D2E2F1", "A2B2C3D2E2F1", "A3B1C2D1E1F2", "A1B2C2D1E1F2", "A3B2C2D1E1F2",
    "A1B3C2D1E1F2", "A1B3C2D1E1F3", "A1B3C1D2E3F3",
)  # fmt: skip
_BALANCED: Final = "A2B1C3D1E1F1"
_BALANCES: Final = (0, 3, -3, 2, 1, -3, -9, -1, 10, -7, 7, 4, -1, -3, 2, -1, -1)

EIGHT_CONCEPTS: Final = (
    "Dikopoulou & Papageorgiou, R package fcm; printed to six decimals in FCMpy 0.0.18, manual of the simulator"
)
_WEIGHTS: Final = {
    "C1": {"C3": 0.6, "C4": 0.9, "C8": 0.8},
    "C2": {"C1": 0.1, "C7": 0.2, "C8": 0.5},
    "C3": {"C2": 0.7, "C5": 0.9, "C7": 0.4, "C8": 0.1},
    "C4": {"C1": 0.4, "C6": 0.9},
    "C5": {"C6": -0.9, "C8": 0.3},
    "C6": {"C1": -0.3},
    "C7": {"C6": 0.8, "C7": 0.4, "C8": 0.9},
    "C8": {"C1": 0.1, "C6": 0.1, "C7": 0.6},
}
_COURSE: Final = (
    (0.750260, 0.731059, 0.645656, 0.710950, 0.500000, 0.500000, 0.549834, 0.785835),
    (0.738141, 0.765490, 0.749475, 0.799982, 0.746700, 0.769999, 0.838315, 0.921361),
    (0.730236, 0.784168, 0.767163, 0.812191, 0.805531, 0.829309, 0.898379, 0.950172),
    (0.727059, 0.789378, 0.769467, 0.812967, 0.816974, 0.838759, 0.908173, 0.954927),
    (0.726125, 0.790510, 0.769538, 0.812650, 0.818986, 0.839860, 0.909707, 0.955666),
    (0.725885, 0.790706, 0.769451, 0.812473, 0.819294, 0.839901, 0.909940, 0.955774),
)

DEVICES: Final = (
    "Celikbilek & Ozdemir (2020), Multi-Criteria Decision Making Methods, medical devices; R package dematel, vignette"
)
ROUNDED: Final = 2e-5  # the package rounds the normed influences to five decimals before it goes on
_DIRECT: Final = ((0, 2, 4, 3, 4), (3, 0, 2, 0, 0), (3, 3, 0, 0, 0), (3, 0, 4, 0, 2), (4, 0, 2, 0, 0))
_TOTAL: Final = (
    (0.4889668, 0.3912337, 0.7026745, 0.34360886, 0.5110044),
    (0.4110676, 0.1448210, 0.3535048, 0.09486207, 0.1410759),
    (0.4384709, 0.3544754, 0.2437345, 0.10118594, 0.1504806),
    (0.5593854, 0.2262642, 0.6075431, 0.12908936, 0.3458277),
    (0.5255989, 0.1749147, 0.4075545, 0.12129247, 0.1803824),
)
_PROMINENCE: Final = (4.860978, 2.437040, 3.603359, 2.658148, 2.738514)
_RELATION: Final = (0.01399868, -0.14637765, -1.02666409, 1.07807102, 0.08097203)


def somewhereland() -> Table:
    """Return the published judgements on six descriptors of an imagined country."""
    states = [state for group in _STATES for state in group.split()]
    cells = [(source, target) for source, target in product(states, states) if source[0] != target[0]]
    judgements = [judgement for row in _JUDGEMENTS.values() for judgement in row]
    rows = [(source[0], source, target[0], target, judgement)
            for (source, target), judgement in zip(cells, judgements, strict=True)]  # fmt: skip
    names = ("descriptor", "state", "target", "target_state", "judgement")
    return memtable(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def eight_concepts() -> tuple[Table, Table]:
    """Return the links and the concepts of a published cognitive map, the first two concepts at 1."""
    links = [(source, target, weight) for source, row in _WEIGHTS.items() for target, weight in row.items()]
    names = ("source", "target", "weight")
    network = memtable(dict(zip(names, map(list, zip(*links, strict=True)), strict=True)))
    begin = [{"concept": name, "start": float(name in ("C1", "C2"))} for name in _WEIGHTS]
    return network, table_of(CONCEPTS, begin)


def _scenarios(data: Path) -> float:
    """Return 0 if the consistent scenarios are those published, all of them and no other."""
    rows = pull(consistent_scenarios(somewhereland())).to_pylist()
    found: dict[str, str] = {}
    for row in rows:
        found[row["scenario"]] = found.get(row["scenario"], "") + row["state"]
    return 0.0 if sorted(found.values()) == sorted(_CONSISTENT) else float("inf")


def _balances(data: Path) -> float:
    states = [_BALANCED[at : at + 2] for at in range(0, len(_BALANCED), 2)]
    scenario = memtable({"scenario": ["S"] * 6, "descriptor": [state[0] for state in states], "state": states})
    found = pull(impact_balances(somewhereland(), scenario))["impact"].to_numpy()
    return largest_difference(found, np.array(_BALANCES, float))


def _course(data: Path) -> float:
    found = pull(map_course(*eight_concepts(), dynamics=Dynamics("modified_kosko"), steps=len(_COURSE)))[
        "value"
    ].to_numpy()
    return largest_difference(found.reshape(-1, len(_WEIGHTS))[1:], np.array(_COURSE))


def devices() -> Table:
    """Return the published influences between five criteria for a medical device."""
    cells = list(product(range(5), repeat=2))
    return memtable({"source": [f"K{row + 1}" for row, _ in cells], "target": [f"K{column + 1}" for _, column in cells],
                     "weight": [float(_DIRECT[row][column]) for row, column in cells]})  # fmt: skip


def _influence(data: Path) -> float:
    rows = sorted(pull(total_influence(devices())).to_pylist(), key=lambda row: (row["source"], row["target"]))
    return largest_difference(np.array([row["total"] for row in rows]), np.array(_TOTAL).ravel())


def _roles(data: Path) -> float:
    rows = sorted(pull(causes_and_effects(devices())).to_pylist(), key=lambda row: str(row["risk"]))
    found = np.array([(row["prominence"], row["relation"]) for row in rows])
    return largest_difference(found, np.array([_PROMINENCE, _RELATION]).T)


REFERENCES: Final = (
    Reference("cross-impact-scenarios", SOMEWHERELAND, 0.0, _scenarios),
    Reference("cross-impact-balances", SOMEWHERELAND, 0.0, _balances),
    Reference("cognitive-map-course", EIGHT_CONCEPTS, 6e-7, _course),  # six decimals are printed
    Reference("dematel-total-influence", DEVICES, ROUNDED, _influence),
    Reference("dematel-roles", DEVICES, ROUNDED, _roles),
)
"""Worked examples of risks in connection that were published."""
