"""From what was measured to figures beside their bars."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any, Final

from veerkracht.web.bench.visitors import Opened

__all__ = ["BARS", "as_figures", "percentile", "verdicts"]

Result = dict[str, Any]  # Any: a JSON object of numbers and texts
BARS: Final[Mapping[str, float]] = {
    "list_p95_ms": 150, "detail_p95_ms": 150, "pages_failed": 0, "search_p95_ms": 50, "import_s": 20,
    "import_signs_missing": 0, "writers_lost": 0, "writers_lost_sqlite": 0,
}  # fmt: skip
"""What a figure may be at most."""


def as_figures(opened: Sequence[Opened]) -> Result:
    """Return per kind of page how many were opened, how many failed, the median and the 95th percentile in ms."""
    kinds = sorted({one.kind for one in opened})
    return {kind: _figures([one for one in opened if one.kind == kind]) for kind in kinds}


def _figures(opened: Sequence[Opened]) -> Result:
    waited = [one.seconds * 1000 for one in opened]
    return {
        "n": len(opened), "failed": sum(one.status != 200 for one in opened),
        "median_ms": round(statistics.median(waited), 1), "p95_ms": round(percentile(waited, 95), 1),
        "slowest_ms": round(max(waited), 1),
    }  # fmt: skip


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least a percentage of the values does not exceed.

    Examples
    --------
    >>> percentile([5, 1, 3, 2, 4], 95), percentile([1, 2, 3, 4], 50)
    (5, 2)
    """
    ranked = sorted(values)
    place = -(-len(ranked) * percent // 100)
    return ranked[max(0, int(place) - 1)]


def verdicts(measured: Mapping[str, float]) -> list[Result]:
    """Return a line per bar: what is measured, what it may be at most, and whether it is met.

    Examples
    --------
    >>> verdicts({"search_p95_ms": 41.5})
    [{'what': 'search_p95_ms', 'measured': 41.5, 'bar': 50, 'verdict': 'met'}]
    """
    return [
        {"what": what, "measured": measured[what], "bar": bar, "verdict": "met" if measured[what] <= bar else "missed"}
        for what, bar in BARS.items()
        if what in measured
    ]
