"""The open resilience monitor for cities: the front door for a notebook.

>>> import veerkracht
>>> veerkracht.load_city("the-hague").name.en
'The Hague'

The names below are read when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from veerkracht.version import __version__

if TYPE_CHECKING:
    from veerkracht.analysis.disclosure import ProtectionSettings, audit, protect
    from veerkracht.analysis.indicators import (
        aggregate_mean,
        composite_change,
        composite_level,
        goalposts_of,
        normalise_minmax,
        rate,
    )
    from veerkracht.analysis.resilience import ResilienceSettings, classify_change, focus_levels
    from veerkracht.analysis.trends import TrendSettings, gap_change, risk_direction, series_direction, theil
    from veerkracht.catalogue import city_names, indicators, load_city, settings, sources
    from veerkracht.errors import VeerkrachtError
    from veerkracht.tables import Status, Table, memtable
    from veerkracht.workflows.ask import areas, find, risks
    from veerkracht.workflows.monitor import MonitorRequest, monitor

_ROOMS: Final = {
    "analysis.disclosure": ("ProtectionSettings", "audit", "protect"),
    "analysis.indicators": (
        "aggregate_mean", "composite_change", "composite_level", "goalposts_of", "normalise_minmax", "rate",
    ),
    "analysis.resilience": ("ResilienceSettings", "classify_change", "focus_levels"),
    "analysis.trends": ("TrendSettings", "gap_change", "risk_direction", "series_direction", "theil"),
    "catalogue": ("city_names", "indicators", "load_city", "settings", "sources"),
    "errors": ("VeerkrachtError",),
    "tables": ("Status", "Table", "memtable"),
    "workflows.ask": ("areas", "find", "risks"),
    "workflows.monitor": ("MonitorRequest", "monitor"),
}  # fmt: skip
_ROOM_OF: Final = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "MonitorRequest", "ProtectionSettings", "ResilienceSettings", "Status", "Table", "TrendSettings",
    "VeerkrachtError", "__version__", "aggregate_mean", "areas", "audit", "city_names", "classify_change",
    "composite_change", "composite_level", "find", "focus_levels", "gap_change", "goalposts_of",
    "indicators", "load_city", "memtable", "monitor", "normalise_minmax", "protect", "rate", "risk_direction",
    "risks", "series_direction", "settings", "sources", "theil",
]  # fmt: skip


def __getattr__(name: str) -> Any:  # Any: each name has the type given above
    if name not in _ROOM_OF:
        raise AttributeError(f"veerkracht has no {name}")
    return getattr(import_module(f"veerkracht.{_ROOM_OF[name]}"), name)
