"""Which homes could move to relieve vulnerable areas, who blocks it, who gains, and how money is divided."""

from veerkracht.analysis.redistribution.blocking import what_blocks
from veerkracht.analysis.redistribution.budgets import divide_budget
from veerkracht.analysis.redistribution.certificate import certificate, check_plan
from veerkracht.analysis.redistribution.codes import CAUTIONS, CHECKS, LIMITS, MEASURES, REASONS, ROLES
from veerkracht.analysis.redistribution.gains import cautions, who_gains
from veerkracht.analysis.redistribution.measures import measures
from veerkracht.analysis.redistribution.places import Places, places_for
from veerkracht.analysis.redistribution.plan import Redistribution, redistribute
from veerkracht.analysis.redistribution.projects import Projects, redistribute_projects
from veerkracht.analysis.redistribution.settings import RedistributionSettings

__all__ = [
    "CAUTIONS",
    "CHECKS",
    "LIMITS",
    "MEASURES",
    "REASONS",
    "ROLES",
    "Places",
    "Projects",
    "Redistribution",
    "RedistributionSettings",
    "cautions",
    "certificate",
    "check_plan",
    "divide_budget",
    "measures",
    "places_for",
    "redistribute",
    "redistribute_projects",
    "what_blocks",
    "who_gains",
]
