"""Recover, protect and build forward at once, with the staff there is."""

from veerkracht.analysis.recovery.balance import AIM, balance
from veerkracht.analysis.recovery.within import within_capacity

__all__ = ["AIM", "balance", "within_capacity"]
