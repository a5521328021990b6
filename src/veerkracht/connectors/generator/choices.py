"""What Voorbeeldstad could choose from, made up: costs, values, what goes together, and what shocks cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from veerkracht.connectors.generator.workshop import Record, Rows, texts

__all__ = ["draw_choices"]

Initiative = Mapping[str, Any]  # Any: a row of a register holds values of mixed types
_OPTIONS: Final = 16
_YEARS: Final = 3
_BUDGET_SHARE: Final = 0.45  # made up: share of what all options together cost
_PAIRS: Final = 12
_STEP_EUR: Final = 5_000


def draw_choices(initiatives: Sequence[Initiative], areas: Sequence[str], *, language: str, seed: int) -> Rows:
    """Draw the sheet on choices.

    Parameters
    ----------
    initiatives : sequence of records
        Rows of the register: initiative, names, risks and goal. The first that have a risk are taken.
    areas : sequence of str
        Districts in which one can work.

    Returns
    -------
    dict of sheet to rows
        The sheets `options`, `synergies`, `budget` and `shocks`.
    """
    rng = np.random.default_rng([seed, 4])
    chosen = [row for row in initiatives if row["risks"]][:_OPTIONS]
    options = [_option(row, areas, language, rng) for row in chosen]
    options[3]["needs"] = options[1]["option"]
    options[6]["excludes"] = options[5]["option"]
    budget = [{"year": str(year), "amount": _rounded(_BUDGET_SHARE * sum(one[f"cost_{year}"] for one in options))}
              for year in range(1, _YEARS + 1)]  # fmt: skip
    return {"options": options, "synergies": _synergies([one["option"] for one in options], rng), "budget": budget,
            "shocks": _shocks()}  # fmt: skip


def _option(row: Initiative, areas: Sequence[str], language: str, rng: np.random.Generator) -> Record:
    first = _rounded(float(rng.uniform(60_000, 600_000)))
    later = _rounded(first * float(rng.uniform(0.2, 0.6)))
    value, width = float(rng.integers(25, 90)), float(rng.integers(5, 25))
    places = sorted(rng.choice(areas, size=2, replace=False)) if rng.random() < 0.5 else []  # a coin
    return {
        "option": row["initiative"], "name": row[f"name_{language}"], "cost_1": first, "cost_2": later, "cost_3": later,
        "value": value, "value_lower": max(value - width, 0.0), "value_upper": min(value + width, 100.0),
        "good_times": float(rng.integers(0, 101)), "risks": row["risks"], "themes": row["goal"],
        "districts": "; ".join(places), "lifetime": float(rng.choice([5, 10, 15, 30])),
        "running_cost": _rounded(later * 0.6), "damage_avoided": float(rng.integers(0, 9)),
        "recovery_faster": float(rng.integers(0, 13)), "benefit_without_shock": _rounded(float(rng.uniform(0, 180_000))),
    }  # fmt: skip


def _synergies(names: Sequence[str], rng: np.random.Generator) -> list[Record]:
    pairs = [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
    drawn = sorted(rng.choice(len(pairs), size=_PAIRS, replace=False))
    return [{"number": str(number), "first": pairs[place][0], "second": pairs[place][1],
             "value": float(rng.integers(-6, 16))} for number, place in enumerate(drawn, start=1)]  # fmt: skip


def _shocks() -> list[Record]:
    rows = [(shock["risk"], *row) for shock in texts()["shock"] for row in shock["damages"]]
    return [{"number": str(number), "shock": risk, "return_period": float(years), "damage": damage, "recovery": recovery}
            for number, (risk, years, damage, recovery) in enumerate(rows, start=1)]  # fmt: skip


def _rounded(amount: float) -> float:
    return float(round(amount / _STEP_EUR) * _STEP_EUR)
