"""Which initiatives touch which chains of risks, and what they would take away if they weakened the links a little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from veerkracht.analysis.risks import weaken_loops
from veerkracht.catalogue import Words
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.risk_network import LINK_EFFECTS
from veerkracht.workflows.exploring.helpers import is_there
from veerkracht.workflows.exploring.network import DRAWS, LONGEST_LOOP, RiskPart, has_strengths, with_strengths
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["WHAT_IF", "HeldChain", "HoldingPart", "explore_holding"]

WHAT_IF: Final = (0.0, 0.2)
"""What if an initiative takes this share, from least to most, off every link that leads to a risk it is against? No register
holds how far an initiative weakens a link, so this is no estimate."""
_ARROW: Final = " > "
Row = Mapping[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class HeldChain:
    """A chain that makes itself worse, with the initiatives that are against one of its risks."""

    loop: str
    gain: float | None
    initiatives: tuple[str, ...]


@dataclass(frozen=True)
class HoldingPart:
    """What was found about initiatives and chains.

    Parameters
    ----------
    chains : tuple of HeldChain
        All that make themselves worse, in the order of `find_loops`.
    weakened : Table or None
        As `weaken_loops` under `WHAT_IF`; None where no strength is known.
    names : mapping of initiative to Words
        What each is called.
    initiatives, without_risk : int
        Initiatives that are there, and those of which nobody noted what risk they are against.
    sources : tuple of str
        Of the initiatives that touch a chain.
    """

    chains: tuple[HeldChain, ...]
    weakened: Table | None
    names: Mapping[str, Words]
    initiatives: int
    without_risk: int
    sources: tuple[str, ...]


def explore_holding(
    part: RiskPart, place: CityPlace, *, seed: int, progress: Callable[[int, int], None]
) -> HoldingPart | None:
    """Tell which initiatives touch which chains.

    Returns
    -------
    HoldingPart or None
        None where no chain makes itself worse, or the city has no initiatives.
    """
    there = {row["initiative"]: row for row in place.initiatives if is_there(row)}
    loops = [row for row in pull(part.loops).to_pylist() if row["kind"] == "reinforcing"]
    if not loops or not there:
        return None
    against = {name: _risks(row) for name, row in there.items()}
    chains = tuple(HeldChain(row["loop"], row["gain"], _touching(row["loop"], against)) for row in loops)
    names = {name: _words(row) for name, row in there.items()}
    return HoldingPart(chains, _weakened(part, against, seed, progress), names, len(there),
                       sum(not risks for risks in against.values()), _references(chains, there))  # fmt: skip


def _references(chains: Iterable[HeldChain], there: Mapping[str, Row]) -> tuple[str, ...]:
    touching = {name for chain in chains for name in chain.initiatives}
    told = {part.strip() for name in touching for part in (there[name].get("reference") or "").split(";")}
    return tuple(sorted(told - {""}))


def _risks(row: Row) -> frozenset[str]:
    return frozenset(name.strip() for name in (row["risks"] or "").split(";") if name.strip())


def _touching(loop: str, against: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the initiatives that are against a risk of a chain, those against most of it first."""
    risks = frozenset(loop.split(_ARROW))
    counts = {name: len(risks & own) for name, own in against.items() if risks & own}
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _weakened(
    part: RiskPart, against: Mapping[str, frozenset[str]], seed: int, progress: Callable[[int, int], None]
) -> Table | None:  # fmt: skip
    known = with_strengths(part.network)
    lower, upper = WHAT_IF
    effects = [
        {"initiative": name, "source": row["source"], "target": row["target"], "lower": lower, "upper": upper}
        for row in pull(known).to_pylist() for name, risks in against.items() if row["target"] in risks
    ]  # fmt: skip
    if not has_strengths(part) or not effects:
        return None
    return weaken_loops(known, table_of(LINK_EFFECTS, effects), seed=seed, longest=LONGEST_LOOP, draws=DRAWS,
                        progress=progress)  # fmt: skip


def _words(row: Row) -> Words:
    nl, en = row["name_nl"] or "", row["name_en"] or ""
    return Words(nl or en, en or nl)
