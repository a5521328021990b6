"""Packages of initiatives over many worlds: what each loses beside the best one, by several measures side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from veerkracht.analysis.scenarios import measure_agreement, regrets, robustness
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.worlds import OUTCOMES, TARGETS
from veerkracht.workflows.choosing.portfolio import PortfolioPart, Row
from veerkracht.workflows.exploring.futures import FuturePart

__all__ = [
    "ENOUGH",
    "MEASURES",
    "WEIGHT_OF_STATE",
    "RegretPart",
    "choose_in_worlds",
    "multiple",
    "told_futures",
]

PACKAGES: Final = ("nothing", "core", "cautious", "hopeful", "best")
"""The packages that are compared, each only where it differs from those before it in this order: best, nothing, cautious (best
if every value is at its least), hopeful (at its most), core (what is nearly always in the best one)."""
WEIGHT_OF_STATE: Final[Mapping[str, float]] = {"rising": 1.25, "steady": 1.0, "falling": 0.75}
"""Assumed: what an initiative is worth in a future in which a risk that it is about rises or falls, as a multiple."""
CORE: Final = 0.9
"""From this core index on an initiative is in the package `core`."""
_FUTURES: Final = 8
MEASURES: Final = ("minimax_regret", "percentile_90_regret", "maximin", "laplace", "satisficing")
"""The measures that stand side by side for the reader; the others stand in the tables only."""
ENOUGH: Final = 0.8
"""Share of the value expected of the best package that counts as enough."""


@dataclass(frozen=True)
class RegretPart:
    """What was found over worlds.

    Parameters
    ----------
    packages : mapping of name to initiatives
        What was compared.
    regrets, measured, agreement : Table
        As `regrets`, `robustness` and `measure_agreement`.
    worlds : int
        How many.
    futures : int
        How many consistent futures they hold; 0 where none are known.
    """

    packages: Mapping[str, frozenset[str]]
    regrets: Table
    measured: Table
    agreement: Table
    worlds: int
    futures: int


def choose_in_worlds(part: PortfolioPart, futures: FuturePart | None) -> RegretPart:
    """Hold packages against each other in every world: a draw of all values, in one of the futures that fit together.

    Parameters
    ----------
    part : PortfolioPart
        With its draws of values.
    futures : FuturePart or None
        Without them every world has the same future.
    """
    packages = _packages(part)
    told = told_futures(futures)
    worlds = _worlds(part, told or [{}])
    rows = [{"world": world, "option": name, "target": "value", "value": _worth(chosen, values, part)}
            for world, values in enumerate(worlds, start=1) for name, chosen in packages.items()]  # fmt: skip
    outcomes = table_of(OUTCOMES, rows)
    expected = _worth(packages["best"], _expected(part), part)
    targets = table_of(TARGETS, [{"target": "value", "direction": 1, "threshold": ENOUGH * expected, "unit": "points"}])
    measured = robustness(outcomes, targets)
    return RegretPart(
        packages,
        regrets(outcomes, targets),
        measured,
        measure_agreement(measured, measures=MEASURES),
        len(worlds),
        len(told),
    )


def _packages(part: PortfolioPart) -> dict[str, frozenset[str]]:
    sure = frozenset(row["initiative"] for row in pull(part.core).to_pylist() if (row["core_index"] or 0.0) >= CORE)
    found = {
        "best": part.chosen,
        "nothing": frozenset[str](),
        "cautious": part.cautious,
        "hopeful": part.hopeful,
        "core": sure,
    }
    kept: dict[str, frozenset[str]] = {}
    for name, chosen in found.items():
        if chosen not in kept.values():
            kept[name] = chosen
    return {name: kept[name] for name in PACKAGES if name in kept}


def told_futures(futures: FuturePart | None) -> list[dict[str, str]]:
    """Return which risks rise or fall in each of the best supported futures; none where none are known."""
    return (
        [] if futures is None else [_directions(futures, place) for place in range(min(_FUTURES, len(futures.futures)))]
    )


def _directions(futures: FuturePart, place: int) -> dict[str, str]:
    """Return for each risk that a future tells of whether it rises or falls."""
    states = futures.futures[place].states.items()
    return dict(futures.given.risks[state] for state in states if state in futures.given.risks)


def _worlds(part: PortfolioPart, futures: Sequence[Mapping[str, str]]) -> list[dict[str, float]]:
    """Return the value of each initiative in each world; futures take turns over the draws."""
    by_draw: dict[int, dict[str, float]] = {}
    for row in pull(part.draws).to_pylist():
        by_draw.setdefault(row["draw"], {})[row["initiative"]] = row["value"]
    return [_in_future(values, futures[place % len(futures)], part) for place, (_draw, values) in
            enumerate(sorted(by_draw.items()))]  # fmt: skip


def _in_future(values: Mapping[str, float], future: Mapping[str, str], part: PortfolioPart) -> dict[str, float]:
    return {name: value * multiple(part.choices.risks[name], future) for name, value in values.items()}


def multiple(risks: Sequence[str], future: Mapping[str, str]) -> float:
    """Return how many times its value an initiative about these risks is worth in a future."""
    known = [WEIGHT_OF_STATE.get(future[risk], 1.0) for risk in risks if risk in future]
    return sum(known) / len(known) if known else 1.0


def _worth(chosen: frozenset[str], values: Mapping[str, float], part: PortfolioPart) -> float:
    pairs: list[Row] = pull(part.choices.synergies).to_pylist()
    together = sum(pair["value"] for pair in pairs if {pair["source"], pair["target"]} <= chosen)
    return float(sum(values[name] for name in sorted(chosen)) + together)  # a set has another order in each process


def _expected(part: PortfolioPart) -> dict[str, float]:
    return {row["initiative"]: row["value"] for row in pull(part.choices.values).to_pylist()}
