"""Protection of a whole country, audited: counts of neighbourhoods, districts and cities by category and year."""

from __future__ import annotations

from typing import Literal

import pyarrow.compute as pc

from veerkracht.analysis.disclosure import CellRules, audit_linked, suppress_linked
from veerkracht.tables import Table, pull
from veerkracht.workflows.benches.made_counts import (
    made_boundary_change,
    made_categories,
    made_counts,
    made_parts,
)
from veerkracht.workflows.benches.work import Run, Work

_RULES = CellRules(least_count=5, edges="zeros")
_UNSAFE = 1e12  # far above the number of people: an unsafe cell stands out in the answer


def _protection() -> Run:
    return _run(made_counts(), made_parts(), "linked")


def _boundaries() -> Run:
    return _run(*made_boundary_change(), "apart")


def _run(cells: Table, areas: Table, years: Literal["apart", "linked"]) -> Run:
    categories = made_categories()

    def run() -> float:
        shown = suppress_linked(cells, areas, rules=_RULES, categories=categories, years=years)
        judged = audit_linked(shown, cells, areas=areas, rules=_RULES, categories=categories, years=years)
        unsafe = pc.sum(pc.invert(pull(judged)["safe"])).as_py()
        assert unsafe == 0, f"{unsafe} unsafe cells are left"
        return float(unsafe * _UNSAFE + pc.sum(pull(shown)["value"]).as_py())

    return run


WORKS: tuple[Work, ...] = (
    Work("protection", "protection and audit of 14,000 -> 3,000 -> 350 areas x 20 categories x 3 linked years", "wall_s",
         60.0, _protection, stretch=20.0),
    Work("protection-boundaries", "the same for one year by old and new boundaries, 5 % of the areas redrawn, and a country",
         "wall_s", 60.0, _boundaries, stretch=20.0),
)  # fmt: skip
