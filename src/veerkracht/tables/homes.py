"""The tables about homes: the stock per area, what limits a move, where homes go and how money is divided."""

from __future__ import annotations

from veerkracht.tables.shape import Shape

STOCK = Shape("stock", {
    "area": "string", "region": "string", "municipality": "string", "dwellings": "float64", "social": "float64",
    "vulnerability": "float64", "turnover_share": "float64",
}, ("area",))  # fmt: skip
"""One row per area: all homes and the social homes among them (both known), vulnerability from 0 to 1 (null when
unknown, never 0 for it), and the share (0-1) of the social homes that tenants leave of their own will in a year.
`region` is the housing market region within which a loss is compensated."""

CAPS = Shape("caps", {
    "area": "string", "cap_homes": "float64", "cap_share": "float64", "new_homes_per_year": "float64",
    "cost_eur": "float64",
}, ("area",))  # fmt: skip
"""What an area can receive: most social homes it may have (`cap_homes`, or `cap_share` of its dwellings; null: by the
formula), homes that can be built, bought or converted there in a year, and the cost per home received. With such a table,
an area without a number of new homes receives none, for that number is unknown. Under a budget homes come back only where
their cost is known: that of the route (`ROUTES`), or else that of the receiver."""

ROUTES = Shape("routes", {
    "source": "string", "target": "string", "cost_eur": "float64", "allowed": "boolean",
}, ("source", "target"))  # fmt: skip
"""From which area to which homes may go. With such a table only its allowed pairs are used. `cost_eur` per home goes before
that of the receiver (`CAPS`), which stands where it is null; under a budget a pair with neither is not used."""

BANDS = Shape("bands", {
    "municipality": "string", "least_homes": "float64", "most_homes": "float64",
}, ("municipality",))  # fmt: skip
"""Fewest and most social homes of a municipality after the moves; null where there is no such limit."""

REQUIRED = Shape("required", {"area": "string", "homes": "float64"}, ("area",))
"""Social homes that must at least leave an area over all years."""

TENANTS = Shape("tenants", {"area": "string", "vulnerable_share": "float64"}, ("area",))
"""Share (0-1) of the households in the social homes of an area that are vulnerable; null when unknown."""

MOVES = Shape("moves", {
    "source": "string", "target": "string", "year": "int64", "homes": "float64",
}, ("source", "target", "year"))  # fmt: skip
"""The plan: social homes taken out in one area as tenants leave, and put back in another; years count from 1."""

BUDGETS = Shape("budgets", {"area": "string", "before_eur": "float64", "need": "float64"}, ("area",))
"""Money of an area today, and its need: any number of 0 or more, for example residents times vulnerability."""
