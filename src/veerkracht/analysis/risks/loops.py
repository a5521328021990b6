"""Loops in a network of risks: which feed themselves, which hold themselves back, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.risks._checks import check_count, check_draws
from veerkracht.analysis.risks._circuits import circuits
from veerkracht.analysis.risks._network import Floats, Network, Places, drawn_weights, network_of
from veerkracht.errors import SettingError
from veerkracht.tables import Table, memtable, table_of
from veerkracht.tables.risk_network import LOOP_LINKS, LOOPS

LONGEST: Final = 6
"""Longer loops are too weak and too slow to act on: the product of seven weights of 0.5 is below 0.01."""
MOST: Final = 100_000
INTERVAL: Final = 0.9

_ARROW: Final = " > "
_BLOCK: Final = 2_000_000  # numbers held at once while gains are drawn: 16 MB


def find_loops(
    network: Table,
    *,
    seed: int,
    longest: int = LONGEST,
    draws: int = 1000,
    interval: float = INTERVAL,
    most: int = MOST,
) -> Table:
    """Find the loops of a network and rank them by gain.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Links; one with sign 0 is no link, one of unknown weight makes the gain of its loops unknown.
    seed : int
        Of the draws of the weights.
    longest : int
        Most links in a loop.
    draws : int
        How often all weights are drawn, each from its own triangular distribution from `lower` over `weight` to
        `upper`; 0 for none.
    interval : float
        Share of the draws between `lower` and `upper`.
    most : int
        More loops than this are refused.

    Returns
    -------
    Table (LOOPS)
        The largest absolute gain first; then those of unknown gain.

    Raises
    ------
    InputError
        If a link stands there twice, or a weight does not fit its sign or interval.
    SettingError
        If there are more loops than `most`, the seed is absent, `draws` is below 0 or the interval is no share.

    Notes
    -----
    A loop is an elementary circuit: no risk comes twice; a risk that works on itself is a loop of one link. Its gain
    is the product of the weights: above 0 the loop reinforces, below 0 it balances [1]_. A loop of which all signs
    are known has a kind, also without weights.

    References
    ----------
    .. [1] Sterman (2000), "Business Dynamics", chapter 5, McGraw-Hill.
    .. [2] Johnson (1975), "Finding all the elementary circuits of a directed graph", SIAM J. Comput. 4, 77-84.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> links = {"source": ["debt", "stress"], "target": ["stress", "debt"], "weight": [0.8, 0.5]}
    >>> find_loops(memtable(links), seed=1).select("loop", "kind", "gain").to_pyarrow().to_pylist()
    [{'loop': 'debt > stress', 'kind': 'reinforcing', 'gain': 0.4}]
    """
    check_draws(seed, draws, interval, fewest=0)
    net = network_of(network)
    found = loops_of(net, longest=longest, most=most)
    gains, kinds = gains_of(net.weight, found), gains_of(net.sign, found)
    chances, lower, upper = _spread(drawn_weights(net, draws=draws, seed=seed), found, interval, gains)
    order = np.lexsort((np.arange(len(gains)), -np.nan_to_num(np.abs(gains), nan=-1.0)))
    names = [name_of(net, loop) for loop in found]
    lags, unknown = totals_of(net.lag_days, found), totals_of(np.isnan(net.weight).astype(float), found)
    columns = {
        "loop": [names[row] for row in order], "rank": _ranks(gains[order]), "length": (found >= 0).sum(axis=1)[order],
        "kind": [kind_of(kinds[row]) for row in order], "gain": gains[order], "lower": lower[order],
        "upper": upper[order], "probability_reinforcing": chances[order], "lag_days": lags[order],
        "unknown_links": unknown[order].astype(int),
    }  # fmt: skip
    return memtable(pa.table({name: pa.array(column, pa_type, from_pandas=True) for (name, column), pa_type
                              in zip(columns.items(), LOOPS.schema.to_pyarrow().types, strict=True)}))  # fmt: skip


def loop_links(network: Table, *, longest: int = LONGEST, most: int = MOST) -> Table:
    """Return the links of each loop, in the order in which they are walked.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        As for `find_loops`.
    longest, most : int
        As for `find_loops`.

    Returns
    -------
    Table (LOOP_LINKS)
        `loop` as in `find_loops`.

    Raises
    ------
    InputError, SettingError
        As `find_loops`.
    """
    net = network_of(network)
    rows = [
        {"loop": name_of(net, loop), "position": number + 1, "source": net.risks[net.source[link]],
         "target": net.risks[net.target[link]]}
        for loop in loops_of(net, longest=longest, most=most) for number, link in enumerate(loop[loop >= 0])
    ]  # fmt: skip
    return table_of(LOOP_LINKS, rows)


def loops_of(net: Network, *, longest: int, most: int) -> Places:
    """Return the links of each loop (loops x longest, -1 behind the last)."""
    check_count("longest", longest, 1)
    within = max(1, min(longest, len(net.risks)))  # no risk comes twice
    found, count = circuits(net.source, net.target, nodes=len(net.risks), longest=within, most=most)
    if count > most:
        raise SettingError("There are more than {most} loops of {longest} links or fewer. Ask for shorter loops, or "
                           "leave weak links out.", most=most, longest=longest)  # fmt: skip
    return found


def name_of(net: Network, loop: Places) -> str:
    """Name a loop by its risks, from the first in the alphabet."""
    return _ARROW.join(net.risks[net.source[link]] for link in loop[loop >= 0])


def gains_of(weights: Floats, found: Places) -> Floats:
    """Multiply the weights round each loop; further axes of the weights come first in the answer."""
    padded = np.concatenate([weights, np.ones((*weights.shape[:-1], 1))], axis=-1)  # -1 takes the 1 at the end
    gains = np.ones((*weights.shape[:-1], len(found)))
    for position in range(found.shape[1]):
        gains *= padded[..., found[:, position]]
    return gains


def totals_of(numbers: Floats, found: Places) -> Floats:
    """Add the numbers of the links round each loop."""
    return np.asarray(np.append(numbers, 0.0)[found].sum(axis=1))


def _spread(drawn: Floats, found: Places, interval: float, gains: Floats) -> tuple[Floats, Floats, Floats]:
    """Return per loop the share of draws that reinforce, and the interval of the gain; NaN where the gain is unknown."""
    answer = np.full((3, len(found)), np.nan)
    known = np.flatnonzero(~np.isnan(gains)) if len(drawn) else np.zeros(0, int)
    shares = ((1 - interval) / 2, (1 + interval) / 2)
    step = max(1, _BLOCK // max(1, len(drawn)))
    for first in range(0, len(known), step):
        block = known[first : first + step]
        gain = gains_of(drawn, found[block])
        answer[0, block], answer[1:, block] = (gain > 0).mean(axis=0), np.quantile(gain, shares, axis=0)
    return answer[0], answer[1], answer[2]


def _ranks(gains: Floats) -> list[int | None]:
    return [None if np.isnan(gain) else number for number, gain in enumerate(gains, start=1)]


def kind_of(sign: float) -> str:
    """Return the kind of a loop of which the signs have this product."""
    words: Sequence[str] = ("balancing", "unknown", "reinforcing")
    return "unknown" if np.isnan(sign) else words[int(np.sign(sign)) + 1]
