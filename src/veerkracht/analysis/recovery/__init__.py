"""Recover, protect and build forward at once, with the staff there is."""

from veerkracht.analysis.recovery.balance import AIM, balance
from veerkracht.analysis.recovery.choice import PURPOSES, ProjectChoice, choose_projects
from veerkracht.analysis.recovery.transformation import transformation_gaps
from veerkracht.analysis.recovery.within import within_capacity

__all__ = [
    "AIM",
    "PURPOSES",
    "ProjectChoice",
    "balance",
    "choose_projects",
    "transformation_gaps",
    "within_capacity",
]
