"""Ten thousand cascades through five thousand assets, beside counters and queues in Python; which asset matters most."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.cascade import Sampling, criticality, failure_probabilities, shapley_criticality
from veerkracht.analysis.cascade._bits import flags_of
from veerkracht.analysis.cascade._running import Samples, run_samples
from veerkracht.analysis.cascade._settling import settle
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.benches.work import Run, Work

__all__ = ["WORKS", "made_network"]

_ASSETS, _GROUPS, _EDGES = 5_000, 14_500, 30_000
_SOURCES: Final = 50  # assets that need nothing
_BACKWARD: Final = 0.02  # share of supplies against the order, which makes loops
_CHANCE: Final = 0.01
_SAMPLES, _SEED = 10_000, 5
_PEER_SAMPLES: Final = 1_000
_CANDIDATES, _CRITICAL_SAMPLES = 500, 1_000


def made_network() -> dict[str, Table]:
    """Make assets that are supplied by earlier ones, with some loops; every group has a supplier at least."""
    rng = np.random.default_rng(_SEED)
    owners = np.sort(rng.integers(_SOURCES, _ASSETS, _GROUPS))
    sizes = 1 + rng.multinomial(_EDGES - _GROUPS, np.full(_GROUPS, 1 / _GROUPS))
    owner, group = np.repeat(owners, sizes), np.repeat(np.arange(_GROUPS), sizes)
    within = np.arange(_EDGES) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    first = np.where(rng.random(_GROUPS) < _BACKWARD, rng.integers(0, _ASSETS, _GROUPS), (rng.random(_GROUPS) * owners))
    # places beside each other from the first on are different suppliers; the asset itself is passed over
    supplier = (first.astype(int)[group] + within) % (_ASSETS - 1)
    supplier += supplier >= owner
    names = np.array([f"A{number:04d}" for number in range(_ASSETS)], object)
    assets = memtable({"asset": names, "area": [f"D{number % 100:02d}" for number in range(_ASSETS)]})
    supplies = memtable({"asset": names[owner], "service": np.array([f"s{number}" for number in group], object),
                         "supplier": names[supplier]})  # fmt: skip
    served = memtable({"asset": names, "area": ["A"] * _ASSETS, "group": ["all"] * _ASSETS,
                       "people": rng.integers(0, 500, _ASSETS).astype(float)})  # fmt: skip
    return {"assets": assets, "supplies": supplies, "served": served,
            "failures": memtable({"asset": names, "probability": np.full(_ASSETS, _CHANCE)})}  # fmt: skip


def _cascades(correlation: float = 0.0) -> Run:
    made = made_network()
    sampling = Sampling(seed=_SEED, samples=_SAMPLES, correlation=correlation)

    def run() -> float:
        found = failure_probabilities(made["assets"], made["supplies"], failures=made["failures"], sampling=sampling)
        return float(np.sum(pull(found)["probability"].to_numpy()))

    return run


def _own_failures() -> Samples:
    made = made_network()
    sampling = Sampling(seed=_SEED, samples=_PEER_SAMPLES)
    return run_samples(made["assets"], made["supplies"], failures=made["failures"], sampling=sampling)


def _spread() -> Run:
    """Let own failures spread in as many events as the peer does."""
    done = _own_failures()
    return lambda: float(flags_of(settle(done.groups, done.own), _PEER_SAMPLES).sum())


def _in_python() -> Run:
    """Let the same own failures spread with counters and a queue, one event after the other."""
    done = _own_failures()
    own: NDArray[np.bool_] = flags_of(done.own, _PEER_SAMPLES)
    sizes = np.diff(done.network.supplier_starts).tolist()
    supplied = [done.network.supplied[start:end].tolist() for start, end in
                zip(done.network.supplied_starts[:-1], done.network.supplied_starts[1:], strict=True)]  # fmt: skip
    network = {"sizes": sizes, "supplied": supplied, "owner": done.network.group_asset.tolist()}
    return lambda: float(sum(_fallen(network, np.flatnonzero(column).tolist()) for column in own.T))


def _fallen(network: Mapping[str, Any], failed: list[int]) -> int:  # Any: lists of numbers, and of lists
    left, down, queue = list(network["sizes"]), set(failed), deque(failed)
    while queue:
        for group in network["supplied"][queue.popleft()]:
            left[group] -= 1
            owner = network["owner"][group]
            if left[group] == 0 and owner not in down:
                down.add(owner)
                queue.append(owner)
    return len(down)


def _in_networkx() -> Run:
    """Let the same own failures spread along the links of a graph of networkx, one event after the other."""
    import networkx  # type: ignore[import-untyped, import-not-found, unused-ignore]  # not among what is installed

    done = _own_failures()
    network, graph = done.network, networkx.DiGraph()
    graph.add_nodes_from(range(len(network.supplied_starts) - 1))
    for supplier, (start, end) in enumerate(pairwise(network.supplied_starts.tolist())):
        graph.add_edges_from((supplier, ("group", group)) for group in network.supplied[start:end].tolist())
    for group, owner in enumerate(network.group_asset.tolist()):
        graph.add_edge(("group", group), owner)
    own: NDArray[np.bool_] = flags_of(done.own, _PEER_SAMPLES)
    sizes = dict(graph.in_degree())
    return lambda: float(sum(_fallen_in_graph(graph, sizes, np.flatnonzero(column).tolist()) for column in own.T))


def _fallen_in_graph(graph: Any, sizes: Mapping[Any, int], failed: list[int]) -> int:  # Any: networkx carries no types
    down, queue = set(failed), deque(failed)
    lost: dict[Any, int] = {}  # Any: a node is a number or a pair
    while queue:
        for group in graph.successors(queue.popleft()):
            lost[group] = lost.get(group, 0) + 1
            if lost[group] == sizes[group]:
                (owner,) = graph.successors(group)
                if owner not in down:
                    down.add(owner)
                    queue.append(owner)
    return len(down)


_PEER: Final = _in_networkx if find_spec("networkx") else _in_python
"""Networkx is not among what is installed for tests; where it is there, it is the peer."""


def _importance() -> Run:
    made = made_network()
    candidates = [f"A{number:04d}" for number in range(0, _ASSETS, _ASSETS // _CANDIDATES)]
    sampling = Sampling(seed=_SEED, samples=_CRITICAL_SAMPLES)

    def run() -> float:
        found = criticality(made["assets"], made["supplies"], failures=made["failures"], served=made["served"],
                            sampling=sampling, candidates=candidates)  # fmt: skip
        return float(np.sum(pull(found)["birnbaum"].to_numpy()))

    return run


def _shares() -> Run:
    made = made_network()
    sampling = Sampling(seed=_SEED, samples=_SAMPLES)

    def run() -> float:
        found = shapley_criticality(made["assets"], made["supplies"], failures=made["failures"], served=made["served"],
                                    sampling=sampling)  # fmt: skip
        return float(np.sum(pull(found)["shapley"].to_numpy()))

    return run


WORKS: Final = (
    Work("cascades_10000", "10,000 cascades, 5,000 assets, 14,500 service groups, 30,000 supplies; from tables to "
         "probabilities, beside a queue (networkx, or plain Python) on a share", "cpu_s", 0.4, _cascades, _PEER,
         tolerance=float("inf"), share_of_peer=_PEER_SAMPLES / _SAMPLES),
    Work("cascades_equal", f"{_PEER_SAMPLES} of these events, the same own failures on both sides", "cpu_s", 0.4, _spread,
         _PEER),
    Work("cascades_correlated", "10,000 cascades with assets of 100 areas hit together", "cpu_s", 1.0,
         lambda: _cascades(0.3)),
    Work("cascade_importance", "Birnbaum and leave-one-out of 500 assets, 1,000 events", "cpu_s", 10.0, _importance),
    Work("cascade_shapley", "Shapley values of 5,000 assets, 10,000 events", "cpu_s", 3.0, _shares),
)  # fmt: skip
"""Cascades in many events."""
