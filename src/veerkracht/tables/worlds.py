"""The tables of worlds that may come: what can differ, what was drawn, what came of it, and what breaks."""

from __future__ import annotations

from veerkracht.tables.shape import Shape

__all__ = [
    "BREAKS",
    "CASES",
    "COMBINATIONS",
    "DRILLS",
    "DRILL_ASKS",
    "DRILL_ELEMENTS",
    "DRILL_SCORES",
    "DRIVERS",
    "HELPERS",
    "KNOWN_EVENTS",
    "LIMITS",
    "OUTCOMES",
    "REGRETS",
    "ROBUSTNESS",
    "SCENARIOS",
    "STRESSES",
    "TARGETS",
    "TIPPING_POINTS",
    "TRAJECTORY",
    "WORLDS",
]  # fmt: skip

DRIVERS = Shape("drivers", {
    "driver": "string", "kind": "string", "low": "float64", "high": "float64", "distribution": "string",
    "mode": "float64", "labels": "string", "unit": "string", "label_nl": "string", "label_en": "string",
}, ("driver",))  # fmt: skip
"""What may differ between worlds. `kind`: continuous or discrete. A continuous driver goes from `low` to `high` in `unit`;
`distribution` is uniform, loguniform (low above 0) or triangular (with its `mode`). A discrete driver has `labels` joined
by ``; `` instead, and its value is the place of a label, from 0."""

SCENARIOS = Shape("scenarios", {
    "scenario": "string", "weight": "float64", "driver": "string", "label": "string",
}, ("scenario", "driver"))  # fmt: skip
"""Consistent scenarios: one row per discrete driver with its state; `weight` is that of the scenario, above 0, the same
on all its rows."""

WORLDS = Shape("worlds", {
    "world": "int64", "driver": "string", "value": "float64", "label": "string", "scenario": "string", "weight": "float64",
}, ("world", "driver"))  # fmt: skip
"""One value of one driver in one world. `label` is the text of a discrete value and null for a continuous one; `scenario`
is null without scenarios; `weight` is the share of the world among all, the same on all its rows."""

OUTCOMES = Shape("outcomes", {
    "world": "int64", "option": "string", "target": "string", "value": "float64",
}, ("world", "option", "target"))  # fmt: skip
"""What an option does for a target in a world, in the unit of the target; null where it is not known."""

TARGETS = Shape("targets", {
    "target": "string", "direction": "int64", "threshold": "float64", "unit": "string", "label_nl": "string",
    "label_en": "string",
}, ("target",))  # fmt: skip
"""`direction` 1: more is better, -1: less is better; `threshold`: what must be reached (or not be passed), in `unit`."""

REGRETS = Shape("regrets", {
    "world": "int64", "option": "string", "target": "string", "value": "float64", "best": "float64", "regret": "float64",
    "meets": "boolean",
}, ("world", "option", "target"))  # fmt: skip
"""`best` is what the best option reaches in that world, `regret` how much is lost beside it (0 or more, in the unit);
`meets` is null where the target has no threshold."""

ROBUSTNESS = Shape("robustness", {
    "target": "string", "option": "string", "measure": "string", "value": "float64", "rank": "float64", "better": "int64",
}, ("target", "option", "measure"))  # fmt: skip
"""One option by one measure of robustness; `rank` 1 is the most robust and ties share the mean of their ranks; `better`
tells whether more (1) or less (-1) of the measure is more robust."""

CASES = Shape("cases", {"world": "int64", "interest": "boolean"}, ("world",))
"""Which worlds are looked into: those in which something goes wrong, for example."""

TRAJECTORY = Shape("trajectory", {
    "step": "int64", "phase": "string", "driver": "string", "side": "string", "worlds": "int64", "cases": "int64",
    "mass": "float64", "coverage": "float64", "density": "float64", "restricted": "int64",
}, ("step",))  # fmt: skip
"""How a box shrank (`phase` start, peel) and grew again (paste). `driver` and `side` (low, high, labels) tell what was moved.
`mass`: share of the worlds inside, `coverage`: share of the cases inside, `density`: share of the worlds inside that are
cases; `restricted`: number of drivers with a limit."""

LIMITS = Shape("limits", {
    "driver": "string", "side": "string", "limit": "float64", "labels": "string", "quasi_p": "float64", "repeated": "float64",
}, ("driver", "side"))  # fmt: skip
"""Limits of a box. `side` low, high or labels; `limit` in the unit of the driver, `labels` those that stay, joined by
``; ``. `quasi_p`: how probable so many cases are by chance without this limit; `repeated`: share (0-1) of the resamples
in which the driver is limited on that side too, null when none were drawn."""

TIPPING_POINTS = Shape("tipping_points", {
    "target": "string", "driver": "string", "baseline": "float64", "preferred": "string", "side": "string", "at": "float64",
    "label": "string", "other": "string", "distance": "float64", "share_of_range": "float64", "changes": "int64",
    "unit": "string",
}, ("target", "driver"))  # fmt: skip
"""How wrong an assumption may be: the nearest value `at` which another option is preferred (`side` low or high of the
baseline), how far that is in `unit` and as a share of the range; nulls where none is preferred anywhere in the range. A
discrete driver has the first `label` at which another is preferred (`side` label) and no distance. `changes` counts how often
the preference comes or goes over the whole range: more than one on a side means that it comes back."""

STRESSES = Shape("stresses", {
    "combination": "string", "option": "string", "target": "string", "value": "float64", "meets": "boolean",
    "left_out": "string",
}, ("combination", "option", "target"))  # fmt: skip
"""What an option does for a target in an adverse combination; `meets` is null without a threshold. `left_out`: drivers of
the combination that the model does not have, joined by ``; ``, null when there are none; a combination of which nothing is
left has no value."""

BREAKS = Shape("breaks", {
    "option": "string", "target": "string", "status": "string", "method": "string", "distance": "float64", "tried": "int64",
    "driver": "string", "baseline": "float64", "value": "float64", "label": "string", "change": "float64",
}, ("option", "target", "driver"))  # fmt: skip
"""The smallest change found that breaks a target, a row per driver that moves. `status`: broken (already at the baseline),
breaks, holds (nothing that was tried breaks it; one row without a driver). `method`: lattice (every point of a lattice was
tried) or search. `distance` and `change` are in ranges: 1 is the whole range of a driver, or another label. `tried`: points."""

COMBINATIONS = Shape("combinations", {
    "combination": "string", "driver": "string", "position": "float64", "label": "string",
}, ("combination", "driver"))  # fmt: skip
"""Adverse combinations: where in its range a continuous driver stands (0 low, 1 high), or the label of a discrete one."""

DRILL_ELEMENTS = Shape("drill_elements", {
    "part": "string", "element": "string", "label_nl": "string", "label_en": "string",
}, ("part", "element"))  # fmt: skip
"""What drills are made of. `part`: origin, hits, place, moment, duration, warning."""

DRILL_ASKS = Shape("drill_asks", {
    "part": "string", "element": "string", "kind": "string", "code": "string",
}, ("part", "element", "kind", "code"))  # fmt: skip
"""What an element asks of a city. `kind` quality (of resilience) or theme (as of lessons)."""

HELPERS = Shape("helpers", {"helper": "string", "sort": "string", "kind": "string", "code": "string"},
                ("helper", "sort", "kind", "code"))  # fmt: skip
"""What a city has. `sort` initiative, capacity or lesson; `kind` quality or theme, with its code. A helper without a quality
is not rated; that is unknown, not none."""

DRILL_SCORES = Shape("drill_scores", {
    "drill": "int64", "quality": "string", "asked": "int64", "initiatives": "int64", "capacities": "int64", "lessons": "int64",
    "unrated": "int64", "covered": "boolean",
}, ("drill", "quality"))  # fmt: skip
"""One quality of resilience in one drill: how many of its elements ask for it, how many helpers of a theme of the drill bring
it, and how many of its initiatives are `unrated`. `covered` is null where nothing is known to bring it, and some
are unrated or bring it without a theme."""

KNOWN_EVENTS = Shape("known_events", {
    "risk": "string", "origin": "string", "hits": "string", "place": "string", "moment": "string", "duration": "string",
    "warning": "string",
}, ("risk", "origin", "hits"))  # fmt: skip
"""What the risk list of a city foresees; null stands for any."""

DRILLS = Shape("drills", {
    "drill": "int64", "origin": "string", "hits": "string", "place": "string", "moment": "string", "duration": "string",
    "warning": "string",
}, ("drill",))  # fmt: skip
"""An event to practise: codes of the elements of the catalogue (`drills.toml`)."""
