"""Risks in connection: the network of judgements and documents, its loops, and the link that is best made weaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht.analysis.risks import (
    amplification,
    assume_strength,
    find_loops,
    loop_links,
    network_of_judgements,
    network_of_links,
    weaken_links,
)
from veerkracht.errors import InputError
from veerkracht.tables import Table, pull
from veerkracht.workflows.workshop.answers import respondents_in
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["RiskPart", "explore_network", "has_strengths", "with_strengths"]

ASSUMED: Final = (0.2, 0.4, 0.6)
"""Least, middle and most of the strength that is put in for a link of which only the sign is known: about "2 of 5". No source
tells it; the page says which links have it."""
LONGEST_LOOP: Final = 6
DRAWS: Final = 1000
WEAKER: Final = 0.1
"""By what share a link is made weaker, to see what that does to the pull of the whole."""


@dataclass(frozen=True)
class RiskPart:
    """What was found about risks in connection.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        All links, with what is unknown left unknown.
    loops, links : Table (LOOPS, LOOP_LINKS)
        Loops by gain, and the links of each; the gain is unknown where the strength of a link is.
    leverage : Table
        As `weaken_links`, with a strength put in where only a sign is known.
    amplified : Table or None
        As `amplification`; None where a push would grow without end.
    respondents : tuple of str
        Functions of those who judged.
    assumed : int
        Links with a strength that was put in.
    """

    network: Table
    loops: Table
    links: Table
    leverage: Table
    amplified: Table | None
    respondents: tuple[str, ...]
    assumed: int


def explore_network(place: CityPlace, judgements: Table | None, *, seed: int) -> RiskPart | None:
    """Make the network of a city and look for its loops.

    Parameters
    ----------
    place : CityPlace
        Its links are what documents state.
    judgements : Table (JUDGEMENTS) or None
        Of respondents.
    seed : int
        Of the draws of the weights.

    Returns
    -------
    RiskPart or None
        None where no link between risks is known.
    """
    stated = place.city.links
    network = network_of_links(stated) if judgements is None else network_of_judgements(judgements, stated)
    rows = pull(network).to_pylist()
    if not rows:
        return None
    known = with_strengths(network)
    found = find_loops(network, seed=seed, longest=LONGEST_LOOP, draws=DRAWS)
    unknown = sum(row["weight"] is None and bool(row["sign"]) for row in rows)
    return RiskPart(
        network, found, loop_links(network, longest=LONGEST_LOOP), weaken_links(known, seed=seed, by=WEAKER), _amplified(known),
        () if judgements is None else respondents_in(judgements), unknown,
    )  # fmt: skip


def with_strengths(network: Table) -> Table:
    """Return the links with a sign, each with a strength; a link without a sign can stand in no sum."""
    lower, middle, upper = ASSUMED
    filled = assume_strength(network, weight=middle, lower=lower, upper=upper)
    return filled.filter(filled.weight.notnull())


def has_strengths(part: RiskPart) -> bool:
    """Tell whether the strength of some link is known: with one assumed strength everywhere no link stands out."""
    return any(row["weight"] is not None for row in pull(part.network).to_pylist())


def _amplified(network: Table) -> Table | None:
    try:
        return amplification(network)
    except InputError:  # a push would grow without end: told on the page in place of the numbers
        return None
