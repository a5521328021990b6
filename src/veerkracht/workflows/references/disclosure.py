"""Worked examples of the handbook on disclosure control."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from veerkracht.analysis.disclosure import CellRules, attack_linked, unsafe_cells
from veerkracht.tables import memtable, pull
from veerkracht.workflows.references.reference import Reference, largest_difference

_HANDBOOK: Final = "Hundepool et al. (2024), Handbook on Statistical Disclosure Control, 2nd edition"
_SHOWN: Final = {"1": (None, None, 7.0), "2": (None, None, 3.0), "3": (3.0, 3.0, 6.0), "T": (9.0, 7.0, 16.0)}


def _interval(data: Path) -> float:
    """Bounds of the first cell of example 3, of which 3 and 6 are printed."""
    rows = [(area, name, value) for area, values in _SHOWN.items() for name, value in zip("abt", values, strict=True)]
    area, category, value = (list(column) for column in zip(*rows, strict=True))
    cells = memtable({"area": area, "period": ["-"] * len(area), "category": category, "value": value})
    found = attack_linked(cells, memtable({"area": ["1", "2", "3"], "parent": ["T"] * 3}),
                          categories=memtable({"category": ["a", "b"], "parent": ["t", "t"]}))  # fmt: skip
    first = pull(found).slice(0, 1)
    return largest_difference(np.array([first["lower"][0].as_py(), first["upper"][0].as_py()]), np.array([3.0, 6.0]))


def _level(data: Path) -> float:
    """Upper bound that example 4 asks, of which 352.94 is printed."""
    cell = memtable({"area": ["A"], "period": ["-"], "value": [330.0], "largest_1": [300.0]})
    found = pull(unsafe_cells(cell, rules=CellRules(dominance=(1, 85))))["above"].to_numpy()
    return largest_difference(np.round(330 + found, 2), np.array([352.94]))


REFERENCES: tuple[Reference, ...] = (
    Reference("handbook-interval", f"{_HANDBOOK}, example 3", 1e-9, _interval),
    Reference("handbook-protection-level", f"{_HANDBOOK}, example 4", 1e-9, _level),
)
