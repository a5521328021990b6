"""The tables of recovery over time: what breaks, what is relieved, when service is back, and in which order to repair.

Hours count from the shock, which comes at hour 0. Samples are numbered from 0; a sample in which nothing breaks has no
row in `DAMAGE` and counts all the same.
"""

from __future__ import annotations

from typing import Final

from veerkracht.tables.shape import Shape

__all__ = [
    "BY_HOUR", "CURVES", "DAMAGE", "FAN", "METRICS", "ORDER", "OUTAGES", "PEOPLE_HOURS", "RELIEF", "RESERVES",
    "RULES_COMPARED", "WHAT_IF",
]  # fmt: skip

DAMAGE: Final = Shape("damage", {"sample": "int64", "asset": "string"}, ("sample", "asset"))
"""Assets that break by themselves at hour 0 of a sample."""

ORDER: Final = Shape("order", {"asset": "string", "place": "int64"}, ("asset",))
"""In which order crews begin: lower places first. Also assets that may not break can stand in it."""

RESERVES: Final = Shape("reserves", {
    "asset": "string", "service": "string", "backup_hours": "float64", "until_hours": "float64",
}, ("asset", "service"))  # fmt: skip
"""The asset has this reserve for the service in place of the one in `SUPPLIES`. `backup_hours`: how long it lasts after the
service went dark, null for as in `SUPPLIES`; `until_hours`: when it stops in any case (fuel is used up, a licence ends),
null for a structural reserve."""

RELIEF: Final = Shape("relief", {
    "asset": "string", "service": "string", "from_hours": "float64", "until_hours": "float64",
}, ("asset", "service", "from_hours"))  # fmt: skip
"""Between these hours the asset has the service from elsewhere (a hired generator, water by truck)."""

CURVES: Final = Shape("curves", {"sample": "int64", "hours": "float64", "service": "float64"}, ("sample", "hours"))
"""Share (0-1) of normal service from that hour up to the next row of the sample, or the horizon. Each sample has a row
at hour 0."""

OUTAGES: Final = Shape("outages", {
    "sample": "int64", "asset": "string", "start_hours": "float64", "end_hours": "float64", "restored": "bool",
}, ("sample", "asset", "start_hours"))  # fmt: skip
"""A spell in which the asset does not work; not `restored` where it lasts beyond the horizon, which is its end here."""

METRICS: Final = Shape("metrics", {
    "sample": "int64", "loss_hours": "float64", "resilience": "float64", "robustness": "float64", "drop_hours": "float64",
    "rapidity": "float64", "recovery_hours": "float64", "preserved_before": "float64", "preserved_after": "float64",
}, ("sample",))  # fmt: skip
"""Numbers of one curve; see `resilience_metrics`. Null where a curve has none, as for a recovery beyond the horizon."""

FAN: Final = Shape("fan", {"hours": "float64", "quantile": "float64", "service": "float64"}, ("hours", "quantile"))
"""Quantile (0-1) over samples of the share of normal service at an hour."""

PEOPLE_HOURS: Final = Shape("people_hours", {
    "area": "string", "group": "string", "people": "float64", "people_hours": "float64", "hours_per_head": "float64",
    "standard_error": "float64",
}, ("area", "group"))  # fmt: skip
"""Expected hours without service of the people in an area and group: raw, not protected. `standard_error` is that of
`hours_per_head`, over samples."""

BY_HOUR: Final = Shape("by_hour", {"hour": "int64", "area": "string", "group": "string", "people_without": "float64"},
                       ("hour", "area", "group"))  # fmt: skip
"""Expected number of people without service during an hour (0: the first): raw, not protected."""

WHAT_IF: Final = Shape("what_if", {
    "plan": "string", "metric": "string", "samples": "int64", "mean": "float64", "difference": "float64",
    "lower": "float64", "upper": "float64", "share_less": "float64", "share_more": "float64",
}, ("plan", "metric"))  # fmt: skip
"""A plan against the base under the same draws: mean of the metric, mean difference with its interval, and the share of
samples in which the metric is less and more than in the base."""

RULES_COMPARED: Final = Shape("rules_compared", {
    "rule": "string", "loss": "float64", "gap_percent": "float64",
}, ("rule",))  # fmt: skip
"""People-hours lost under an order of repair, and how much more that is than the best order found, in percent."""
