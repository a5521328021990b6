"""Which risks drive and which are driven: DEMATEL and MICMAC beside each other, with draws of the strengths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.risks import causes_and_effects, indirect_ranks
from veerkracht.errors import InputError
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.exploring.network import RiskPart, has_strengths, with_strengths

__all__ = ["DRIVER_DRAWS", "Driver", "DriverPart", "explore_drivers"]

DRIVER_DRAWS: Final = 100
"""How often all strengths are drawn; each draw is a whole computation of its own."""
_SIDES: Final[Mapping[str, str]] = {"cause": "drives", "effect": "driven", "driver": "drives", "dependent": "driven"}
"""Words of both ways that mean the same; `balanced`, `linkage` and `autonomous` take no side."""
Floats = NDArray[np.float64]
Row = Mapping[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class Driver:
    """Where two ways of adding up place a risk.

    Parameters
    ----------
    risk : str
        Which.
    prominence, relation : float
        DEMATEL: influence given and received together, and given less received.
    role : str
        cause, effect or balanced.
    share_cause : float
        Share of the draws in which it gives more than it receives.
    influence_rank, dependence_rank, influence_shift : int
        MICMAC, with indirect ways; a shift above 0: it rises when these count.
    quadrant : str
        driver, linkage, dependent or autonomous.
    """

    risk: str
    prominence: float
    relation: float
    role: str
    share_cause: float
    influence_rank: int
    dependence_rank: int
    influence_shift: int
    quadrant: str

    @property
    def verdict(self) -> str:
        """Return drives or driven where both ways say so, opposed where they contradict each other, else open."""
        first, second = _SIDES.get(self.role), _SIDES.get(self.quadrant)
        if first is None or second is None:
            return "open"
        return first if first == second else "opposed"


@dataclass(frozen=True)
class DriverPart:
    """What was found about drivers.

    Parameters
    ----------
    drivers : tuple of Driver
        The risk that gives most more than it receives first.
    causes, ranks : Table
        As `causes_and_effects` and `indirect_ranks`.
    stable : bool
        Whether the ranks of MICMAC come to rest; else they are those of the direct links.
    """

    drivers: tuple[Driver, ...]
    causes: Table
    ranks: Table
    stable: bool


def explore_drivers(part: RiskPart, *, seed: int) -> DriverPart | None:
    """Place each risk by DEMATEL and by MICMAC.

    Returns
    -------
    DriverPart or None
        None where the strength of no link is known, or the influences go round without loss, so that they have no sum.
    """
    if not has_strengths(part):
        return None
    known = pull(with_strengths(part.network).order_by("source", "target")).to_pylist()
    weights = [abs(row["weight"]) for row in known]
    causes = _causes(known, weights)
    if causes is None:
        return None
    ranks = indirect_ranks(_sized(known, weights))
    shares = _shares(known, seed)
    placed = {row["risk"]: row for row in pull(ranks).to_pylist()}
    drivers = [_driver(row, placed[row["risk"]], shares.get(row["risk"], 0.0)) for row in pull(causes).to_pylist()]
    order = sorted(drivers, key=lambda one: (-round(one.relation, 12), one.risk))
    return DriverPart(tuple(order), causes, ranks, all(row["stable"] for row in placed.values()))


def _sized(links: list[dict[str, Any]], weights: list[float]) -> Table:  # Any: cells of mixed columns
    return memtable({"source": [row["source"] for row in links], "target": [row["target"] for row in links],
                     "weight": [float(weight) for weight in weights]})  # fmt: skip


def _causes(links: list[dict[str, Any]], weights: list[float]) -> Table | None:  # Any: cells of mixed columns
    try:
        return causes_and_effects(_sized(links, weights))
    except InputError:  # all links weigh nothing, or go round without loss: there is no total
        return None


def _shares(links: list[dict[str, Any]], seed: int) -> dict[str, float]:  # Any: cells of mixed columns
    """Return in what share of the draws each risk gives more than it receives."""
    counts: dict[str, int] = {}
    drawn = 0
    for weights in _drawn(links, seed):
        found = _causes(links, weights)
        rows = [] if found is None else pull(found).to_pylist()
        drawn += bool(rows)
        for row in rows:
            counts[row["risk"]] = counts.get(row["risk"], 0) + (row["role"] == "cause")
    return {risk: count / drawn for risk, count in counts.items()}


def _drawn(links: list[dict[str, Any]], seed: int) -> list[list[float]]:  # Any: cells of mixed columns
    """Draw each strength from its own triangle between its limits; a strength without a range stays as it is."""
    rng = np.random.default_rng(seed)
    columns = [_triangle(row, rng.random(DRIVER_DRAWS)) for row in links]
    found: list[list[float]] = np.abs(np.stack(columns, axis=1)).tolist()
    return found


def _triangle(row: Row, chance: Floats) -> Floats:
    """Turn even chances into values of the triangular distribution from `lower` over `weight` to `upper`."""
    low, middle, high = (row["weight"] if row[name] is None else row[name] for name in ("lower", "weight", "upper"))
    if high <= low:
        return np.full_like(chance, middle)
    rising = low + np.sqrt(chance * (high - low) * (middle - low))
    falling = high - np.sqrt((1 - chance) * (high - low) * (high - middle))
    return np.asarray(np.where(chance < (middle - low) / (high - low), rising, falling))


def _driver(cause: Row, rank: Row, share: float) -> Driver:
    return Driver(
        cause["risk"], cause["prominence"], cause["relation"], cause["role"], share, int(rank["influence_rank"]),
        int(rank["dependence_rank"]), int(rank["influence_shift"]), rank["quadrant"],
    )  # fmt: skip
