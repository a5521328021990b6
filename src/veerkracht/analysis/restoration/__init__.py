"""How does service come back over time, for whom, and in which order is it best repaired?"""

from veerkracht.analysis.restoration.curves import Recovery, recovery_curves
from veerkracht.analysis.restoration.hours import (
    concentration_of_hours,
    hours_without_service,
    people_beyond,
    people_without_by_hour,
    worst_to_mean,
)
from veerkracht.analysis.restoration.metrics import METRIC_NAMES, curve_fan, resilience_metrics, spread_of_metrics
from veerkracht.analysis.restoration.repair_order import RepairOrder, fair_repair_order, repair_order
from veerkracht.analysis.restoration.rules import RULES, Rule, compare_orders, rule_order
from veerkracht.analysis.restoration.simulation import Restart, Simulation
from veerkracht.analysis.restoration.what_if import Plan, compare_metrics, what_if

__all__ = [
    "METRIC_NAMES",
    "RULES",
    "Plan",
    "Recovery",
    "RepairOrder",
    "Restart",
    "Rule",
    "Simulation",
    "compare_metrics",
    "compare_orders",
    "concentration_of_hours",
    "curve_fan",
    "fair_repair_order",
    "hours_without_service",
    "people_beyond",
    "people_without_by_hour",
    "recovery_curves",
    "repair_order",
    "resilience_metrics",
    "rule_order",
    "spread_of_metrics",
    "what_if",
    "worst_to_mean",
]
