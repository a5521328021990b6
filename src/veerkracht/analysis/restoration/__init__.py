"""How does service come back over time, for whom, and in which order is it best repaired?"""

from veerkracht.analysis.restoration.curves import Recovery, Restart, recovery_curves

__all__ = ["Recovery", "Restart", "recovery_curves"]
