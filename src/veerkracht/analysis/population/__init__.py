"""How many of whom live where: persons and households to counts per area, each counted once."""

from veerkracht.analysis.population._conditions import COMBINATIONS, OF_MEMBERS, OPERATORS, Condition
from veerkracht.analysis.population.bands import banded
from veerkracht.analysis.population.counts import count_groups, count_unknown
from veerkracht.analysis.population.households import with_households, with_members
from veerkracht.analysis.population.keys import check_households, check_rows
from veerkracht.analysis.population.levels import roll_up
from veerkracht.analysis.population.overlaps import count_memberships, overlap_of_groups, together
from veerkracht.analysis.population.samples import estimate_groups

__all__ = [
    "COMBINATIONS", "OF_MEMBERS", "OPERATORS", "Condition", "banded", "check_households", "check_rows", "count_groups",
    "count_memberships", "count_unknown", "estimate_groups", "overlap_of_groups", "roll_up", "together",
    "with_households", "with_members",
]  # fmt: skip
