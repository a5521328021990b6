"""The tables of choosing: rates, money over the years, damage, and what can be chosen under a budget.

Money is in euro of one price level, without inflation. Years are calendar years. A null value is unknown, never zero.
"""

from __future__ import annotations

from typing import Final

from veerkracht.tables.shape import Shape

RATES: Final = Shape("rates", {
    "table": "string", "kind": "string", "valid_from": "string", "valid_until": "string", "first_year": "int64",
    "last_year": "int64", "rate": "float64", "source": "string",
}, ("table", "kind", "valid_from", "first_year"))  # fmt: skip
"""Discount rates with the dates between which they hold. `valid_from`, `valid_until`: ISO dates, the latter null while no
newer rate is known; `first_year`, `last_year`: years after the base year for which the rate holds, both included,
`last_year` null for ever; `rate`: share per year; `kind`: standard, or what the rate is for."""

CASH_FLOWS: Final = Shape("cash_flows", {
    "option": "string", "year": "int64", "kind": "string", "item": "string", "value_eur": "float64", "area": "string",
    "group": "string",
}, ("option", "year", "kind", "item", "area", "group"))  # fmt: skip
"""Costs and benefits of an option. `kind`: cost (0 or more) or benefit (below 0 where somebody loses); `item`: what it is;
`area`, `group`: who pays or gains, null where that is not told."""

UNCERTAIN_FLOWS: Final = Shape("uncertain_flows", {
    **CASH_FLOWS.columns, "lower_eur": "float64", "upper_eur": "float64",
}, CASH_FLOWS.key)  # fmt: skip
"""Cash flows with the least and the most that they can be; both null where the value is sure."""

DAMAGES: Final = Shape("damages", {
    "option": "string", "exceedance_probability": "float64", "damage_eur": "float64", "area": "string", "group": "string",
}, ("option", "exceedance_probability", "area", "group"))  # fmt: skip
"""Damage of the event that is exceeded with this probability per year (1 / return period in years)."""

LIFE_CYCLES: Final = Shape("life_cycles", {
    "option": "string", "capex_eur": "float64", "lifetime_years": "int64", "opex_eur": "float64",
    "opex_interval_years": "int64",
}, ("option",))  # fmt: skip
"""What an option costs to build, how long it lasts, and what upkeep costs every so many years."""

SHOCK_LOSSES: Final = Shape("shock_losses", {
    "option": "string", "shock": "string", "probability": "float64", "loss_eur": "float64", "recovery_loss_eur": "float64",
}, ("option", "shock"))  # fmt: skip
"""Loss with an option when a shock comes: at once (`loss_eur`) and while recovering (`recovery_loss_eur`).
`probability`: chance per year that the shock comes, alike for every option."""

REDUCTIONS: Final = Shape("reductions", {"initiative": "string", "item": "string", "share": "float64"},
                          ("initiative", "item"))  # fmt: skip
"""Share (0-1) of a loss that an initiative takes away when it is alone."""

LOSSES: Final = Shape("losses", {"item": "string", "loss_eur": "float64"}, ("item",))
"""What is lost without any initiative, for example the expected damage of a year."""

SET_VALUES: Final = Shape("set_values", {"members": "string", "value": "float64"}, ("members",))
"""What initiatives are worth together, from one simulation with all of them: `members` joined by ``; ``."""

PEOPLE: Final = Shape("people", {"name": "string", "income_eur": "float64", "people": "float64"}, ("name",))
"""Mean income and number of people of each group, or of each area."""

VALUES: Final = Shape("values", {
    "initiative": "string", "theme": "string", "value": "float64", "lower": "float64", "upper": "float64",
}, ("initiative", "theme"))  # fmt: skip
"""What an initiative is worth for a theme or criterion, in one unit per theme, with the least and the most it can be."""

COSTS: Final = Shape("costs", {"initiative": "string", "year": "int64", "cost_eur": "float64"}, ("initiative", "year"))
"""What an initiative takes from the budget of a year."""

BUDGETS: Final = Shape("budgets", {"year": "int64", "budget_eur": "float64"}, ("year",))
"""What can be spent in a year."""

SYNERGIES: Final = Shape(
    "synergies", {"source": "string", "target": "string", "value": "float64"}, ("source", "target")
)
"""What two initiatives are worth together above the sum of both (below 0: they are in each other's way); a pair once."""

RULES: Final = Shape("rules", {"kind": "string", "source": "string", "target": "string"}, ("kind", "source", "target"))
"""`kind`: needs (source not without target), excludes (never both), must (source is chosen; target null)."""

COVERS: Final = Shape("covers", {"initiative": "string", "theme": "string", "area": "string"},
                      ("initiative", "theme", "area"))  # fmt: skip
"""Which theme and which area an initiative serves; a row without an initiative names a theme or area to be served."""

DRAWS: Final = Shape("draws", {"draw": "int64", "initiative": "string", "value": "float64"}, ("draw", "initiative"))
"""Values of initiatives in one world or draw: a value for each initiative in each draw."""

TIMES: Final = Shape("times", {"initiative": "string", "times": "string", "value": "float64"}, ("initiative", "times"))
"""What an initiative is worth in `good` times (years without a shock) and in `bad` ones."""

PULLS: Final = Shape("pulls", {"aim": "string", "target": "string", "kind": "string", "pull": "float64"},
                     ("aim", "target", "kind"))  # fmt: skip
"""Where a policy aim pulls what it touches: `kind`: initiative or area; `pull`: above 0 more of it, below 0 less."""
