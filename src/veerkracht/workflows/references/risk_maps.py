"""Risks in connection: the consistent futures of "Somewhereland", a cognitive map and causes by DEMATEL."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Final

import numpy as np

from veerkracht.analysis.risks import consistent_scenarios, impact_balances
from veerkracht.tables import Table, memtable, pull
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


def somewhereland() -> Table:
    """Return the published judgements on six descriptors of an imagined country."""
    states = [state for group in _STATES for state in group.split()]
    cells = [(source, target) for source, target in product(states, states) if source[0] != target[0]]
    judgements = [judgement for row in _JUDGEMENTS.values() for judgement in row]
    rows = [(source[0], source, target[0], target, judgement)
            for (source, target), judgement in zip(cells, judgements, strict=True)]  # fmt: skip
    names = ("descriptor", "state", "target", "target_state", "judgement")
    return memtable(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


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


REFERENCES: Final = (
    Reference("cross-impact-scenarios", SOMEWHERELAND, 0.0, _scenarios),
    Reference("cross-impact-balances", SOMEWHERELAND, 0.0, _balances),
)
"""Worked examples of risks in connection that were published."""
