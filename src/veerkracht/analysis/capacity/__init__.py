"""How long civic initiatives hold out, how fast they answer, and whom only they reach."""

from veerkracht.analysis.capacity.reach import REACH_STATES, reach_gap
from veerkracht.analysis.capacity.response import response_days
from veerkracht.analysis.capacity.volunteers import WARNINGS, volunteer_trend

__all__ = ["REACH_STATES", "WARNINGS", "reach_gap", "response_days", "volunteer_trend"]
