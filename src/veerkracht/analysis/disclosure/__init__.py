"""Protection of people behind small cells: what may leave the house, and whether it could be undone."""

from veerkracht.analysis.disclosure.audits import audit, suppressed_share
from veerkracht.analysis.disclosure.protection import protect
from veerkracht.analysis.disclosure.settings import DEFAULT_SETTINGS, ProtectionSettings

__all__ = ["DEFAULT_SETTINGS", "ProtectionSettings", "audit", "protect", "suppressed_share"]
