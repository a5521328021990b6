"""What initiatives take away from loops and from the pull of a network of risks, with the doubt about both."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from veerkracht.analysis.risks._checks import check_draws
from veerkracht.analysis.risks._network import Floats, Network, drawn_weights, network_of
from veerkracht.analysis.risks.leverage import known_weights, radii_of
from veerkracht.analysis.risks.loops import INTERVAL, LONGEST, MOST, gains_of, kind_of, loops_of, name_of
from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays, table_from_arrays
from veerkracht.tables.risk_network import LINK_EFFECTS

Progress = Callable[[int, int], None]


def weaken_loops(
    network: Table,
    effects: Table,
    *,
    seed: int,
    longest: int = LONGEST,
    draws: int = 1000,
    interval: float = INTERVAL,
    progress: Progress = lambda done, of: None,
) -> Table:
    """Tell how far each initiative weakens each loop that it touches.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Every weight known.
    effects : Table (LINK_EFFECTS)
        By what share an initiative weakens a link, from at least to at most.
    seed : int
        Of the draws; the same for each initiative, so that they meet the same luck.
    longest : int
        Most links in a loop.
    draws : int
        How often weights and effects are drawn; effects evenly between their limits.
    interval : float
        Share of the draws between `lower` and `upper`.
    progress : callable, optional
        Told how many initiatives are done before the next, of how many; it may raise to stop.

    Returns
    -------
    Table (initiative, loop, kind, gain, gain_after, lower, upper, weaker)
        One row per initiative and loop it touches. `gain` and `gain_after`: means over the draws; `lower` and `upper`
        limit the gain after. `kind`: as in `find_loops`. `weaker`: mean share of the gain that is taken away.

    Raises
    ------
    InputError
        If a weight is unknown, an effect is on a link that is not there, or is no share from 0 to 1.
    SettingError
        If the seed is absent, `draws` is below 1 or the interval is no share.

    Notes
    -----
    w' = w (1 - r): a balancing loop that is weakened holds back less, which is told by its kind and is no gain.
    """
    check_draws(seed, draws, interval)
    net = known_weights(network_of(network))
    loops = loops_of(net, longest=longest, most=MOST)
    weights = drawn_weights(net, draws=draws, seed=seed)
    before, kinds, rows = gains_of(weights, loops), gains_of(net.sign, loops), []
    shares = _left(net, effects, draws=draws, seed=seed)
    for number, (initiative, left) in enumerate(shares.items()):
        progress(number, len(shares))
        after, kept = gains_of(weights * left, loops), gains_of(left, loops)
        touched = np.isin(loops, np.flatnonzero((left < 1).any(axis=0))).any(axis=1)
        rows += [(initiative, name_of(net, loops[at]), kind_of(kinds[at]), before[:, at].mean(),
                  *_told(after[:, at], interval), 1 - kept[:, at].mean()) for at in np.flatnonzero(touched)]  # fmt: skip
    return _stacked(rows, ("initiative", "loop", "kind", "gain", "gain_after", "lower", "upper", "weaker"))


def _told(drawn: Floats, interval: float) -> tuple[float, ...]:
    """Return the mean and the limits of what was drawn."""
    return float(drawn.mean()), *np.quantile(drawn, ((1 - interval) / 2, (1 + interval) / 2)).tolist()


def weaken_network(
    network: Table,
    effects: Table,
    *,
    seed: int,
    draws: int = 200,
    interval: float = INTERVAL,
    progress: Progress = lambda done, of: None,
) -> Table:
    """Tell how far each initiative lowers the spectral radius of the whole network.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Every weight known.
    effects : Table (LINK_EFFECTS)
        By what share an initiative weakens a link.
    seed : int
        Of the draws, as in `weaken_loops`.
    draws : int
        How often weights and effects are drawn.
    interval : float
        Share of the draws between `lower` and `upper`.
    progress : callable, optional
        As for `weaken_loops`.

    Returns
    -------
    Table (initiative, radius, radius_after, drop, lower, upper, share_below_1)
        The largest `drop` first; `lower` and `upper` limit the drop. `share_below_1`: share of draws in which a push
        dies out after it.

    Raises
    ------
    InputError, SettingError
        As `weaken_loops`.
    """
    check_draws(seed, draws, interval)
    net = known_weights(network_of(network))
    weights = drawn_weights(net, draws=draws, seed=seed)
    before, rows = radii_of(net, weights), dict[str, tuple[float, ...]]()
    shares = _left(net, effects, draws=draws, seed=seed)
    for number, (initiative, left) in enumerate(shares.items()):
        progress(number, len(shares))
        after = radii_of(net, weights * left)
        rows[initiative] = (before.mean(), after.mean(), *_told(before - after, interval), (after < 1).mean())
    names = ("initiative", "radius", "radius_after", "drop", "lower", "upper", "share_below_1")
    order = sorted(rows, key=lambda initiative: (-rows[initiative][2], initiative))
    return _stacked([(initiative, *rows[initiative]) for initiative in order], names)


def _stacked(rows: list[tuple[object, ...]], names: tuple[str, ...]) -> Table:
    words = {"initiative", "loop", "kind"}
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    return table_from_arrays({name: np.array(column, object if name in words else float)
                              for name, column in columns.items()})  # fmt: skip


def _left(net: Network, effects: Table, *, draws: int, seed: int) -> Mapping[str, Floats]:
    """Draw the share of each link that each initiative leaves (draws x links)."""
    rows = arrays(effects.select(*LINK_EFFECTS.columns), order=["initiative", "source", "target"])
    place = _places(net)
    chance = np.random.default_rng((seed, 1)).random((draws, len(net.weight)))  # apart from that of the weights
    left: dict[str, Floats] = {}
    for at, initiative in enumerate(rows["initiative"]):
        link = place(rows["source"][at], rows["target"][at])
        if at and all(rows[name][at] == rows[name][at - 1] for name in ("initiative", "source", "target")):
            raise InputError("{initiative} weakens the link from {source} to {target} twice. Keep one row.",
                             initiative=initiative, source=rows["source"][at], target=rows["target"][at])  # fmt: skip
        lower, upper = _share(rows, at)
        kept = left.setdefault(initiative, np.ones((draws, len(net.weight))))
        kept[:, link] *= 1 - (lower + (upper - lower) * chance[:, link])
    return left


def _places(net: Network) -> Callable[[str, str], int]:
    ends = zip(net.source.tolist(), net.target.tolist(), strict=True)
    place = {(net.risks[source], net.risks[target]): link for link, (source, target) in enumerate(ends)}

    def of(source: str, target: str) -> int:
        if (source, target) not in place:
            raise InputError("There is no link from {source} to {target} to weaken. Take a link of the network.",
                             source=source, target=target)  # fmt: skip
        return place[source, target]

    return of


def _share(rows: Mapping[str, Array], at: int) -> tuple[float, float]:
    lower, upper = float(rows["lower"][at]), float(rows["upper"][at])
    if not 0 <= lower <= upper <= 1:
        raise InputError("{initiative} weakens the link from {source} to {target} by {lower} to {upper}. Give shares from 0 "
                         "to 1, the lower first.", initiative=rows["initiative"][at], source=rows["source"][at],
                         target=rows["target"][at], lower=lower, upper=upper)  # fmt: skip
    return lower, upper
