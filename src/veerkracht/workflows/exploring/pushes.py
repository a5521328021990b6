"""What rises when one risk rises: a push on the network of risks, under three rules, with what respondents disagree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from veerkracht.analysis.risks import Dynamics, compare_maps, maps_under_doubt
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.risk_network import CONCEPTS
from veerkracht.workflows.exploring.network import DRAWS, RiskPart, with_strengths

__all__ = ["PUSH", "PushPart", "Rise", "explore_push"]

PUSH: Final = 1.0
"""A risk is held at its highest; all others are free and begin at 0, which stands for as it is now."""
_DYNAMICS: Final = Dynamics("kosko", transfer="tanh")
_NOW: Final = 0.0
_OTHER_DYNAMICS: Final = ((Dynamics("modified_kosko", transfer="tanh"), 0.0), (Dynamics("rescaled"), 0.5))
"""Each with the value that stands for as it is now: the rescaled rule sees values from 0.5."""
_STEPS: Final = 200
Row = dict[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class Rise:
    """How far a risk rises (above 0) or falls when another is pushed; values have no unit and tell of order only.

    Parameters
    ----------
    risk : str
        Which.
    rise, lower, upper : float or None
        With the range in which 9 in 10 draws of the strengths lie; None where the map does not come to rest.
    share_up : float
        Share of the draws in which it rises.
    direct : bool
        Whether a link from the pushed risk straight to this one is known.
    """

    risk: str
    rise: float | None
    lower: float
    upper: float
    share_up: float
    direct: bool


@dataclass(frozen=True)
class PushPart:
    """What was found about a push.

    Parameters
    ----------
    pushed : str
        The risk from which most of the network is touched.
    compared, doubted : Table
        As `compare_maps` and `maps_under_doubt`.
    rises : tuple of Rise
        Of all other risks that move, the largest rise first.
    verdict : str
        ``fixed_point``, ``limit_cycle`` or ``undecided``.
    distance : float or None
        How far the values can be from rest at most, proven; None where nothing is proven.
    agreeing : int
        Under how many of the two other rules the same risk rises most.
    unsettled : float
        Share of the draws that still move at the end.
    """

    pushed: str
    compared: Table
    doubted: Table
    rises: tuple[Rise, ...]
    verdict: str
    distance: float | None
    agreeing: int
    unsettled: float


def explore_push(part: RiskPart, *, seed: int) -> PushPart | None:
    """Push the risk that touches most of the network, and see what rises.

    Returns
    -------
    PushPart or None
        None where nobody judged the links, or where a push would grow without end.
    """
    if part.amplified is None or not part.respondents:
        return None
    network, pushed = with_strengths(part.network), str(pull(part.amplified).to_pylist()[0]["risk"])
    names = sorted({row[side] for row in pull(network).to_pylist() for side in ("source", "target")})
    held = memtable({"concept": [pushed], "clamp": [PUSH]})
    compared = compare_maps(network, _at(names, _NOW), clamps=held, dynamics=_DYNAMICS)
    doubted = maps_under_doubt(network, _at(names, _NOW), clamps=held, dynamics=_DYNAMICS, seed=seed, draws=DRAWS,
                               steps=_STEPS)  # fmt: skip
    rises = _rises(compared, doubted, network, pushed)
    firsts = [_first_under(dynamics, network, _at(names, now), held, pushed) for dynamics, now in _OTHER_DYNAMICS]
    one = pull(compared).to_pylist()[0]
    return PushPart(pushed, compared, doubted, rises, one["verdict"], one["uncertainty"],
                    sum(bool(rises) and first == rises[0].risk for first in firsts),
                    pull(doubted).to_pylist()[0]["unsettled"])  # fmt: skip


def _at(names: list[str], start: float) -> Table:
    return table_of(CONCEPTS, [{"concept": name, "start": start, "clamp": None} for name in names])


def _rises(compared: Table, doubted: Table, network: Table, pushed: str) -> tuple[Rise, ...]:
    spread = {row["concept"]: row for row in pull(doubted).to_pylist()}
    direct = {row["target"] for row in pull(network).to_pylist() if row["source"] == pushed and row["weight"]}
    rows = [row for row in pull(compared).to_pylist() if row["concept"] != pushed]
    found = [_rise(row, spread[row["concept"]], row["concept"] in direct) for row in rows]
    moved = [one for one in found if one.rise or one.lower or one.upper]
    return tuple(sorted(moved, key=lambda one: (-(one.rise or 0.0), one.risk)))


def _rise(row: Row, spread: Row, direct: bool) -> Rise:
    return Rise(row["concept"], row["difference"], spread["lower"], spread["upper"], spread["share_above_0"], direct)


def _first_under(dynamics: Dynamics, network: Table, concepts: Table, held: Table, pushed: str) -> str | None:
    """Return what rises most under another rule; None where the map does not come to rest."""
    found = compare_maps(network, concepts, clamps=held, dynamics=dynamics)
    rows = [row for row in pull(found).to_pylist() if row["concept"] != pushed and row["difference"] is not None]
    return max(rows, key=lambda row: (row["difference"], row["concept"]))["concept"] if rows else None
