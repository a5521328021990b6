"""Risks in connection: every consistent scenario of large matrices, and many draws of a cognitive map."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.analysis.risks import Dynamics, consistent_scenarios, find_loops, maps_under_doubt
from veerkracht.analysis.risks._network import drawn_weights, network_of
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.risk_network import CONCEPTS, RISK_NETWORK
from veerkracht.workflows.benches.work import Run, Work

Floats = NDArray[np.float64]

_SEED: Final = 5
_STATES: Final = 3
_DECIDED: Final = 3  # descriptors that the peer takes as given; it looks at one in 27 scenarios
_CONCEPTS, _LINKS, _DRAWS, _STEPS = 20, 60, 10_000, 50
_RISKS, _RISK_LINKS = 53, 177  # as the network of threats to the Netherlands


def _judgements(descriptors: int) -> Floats:
    """Draw judgements from -3 to 3 on every state of every other descriptor: the least sparse, thus the slowest."""
    size = descriptors * _STATES
    drawn = np.random.default_rng(_SEED).integers(-3, 4, (size, size)).astype(float)
    return np.asarray(drawn * (1 - np.kron(np.eye(descriptors), np.ones((_STATES, _STATES)))))


def _cross_impacts(descriptors: int) -> Table:
    drawn, states = _judgements(descriptors), range(descriptors * _STATES)
    cells = [(row, column) for row, column in product(states, states) if row // _STATES != column // _STATES]
    return memtable({
        "descriptor": [f"D{row // _STATES:02d}" for row, _ in cells], "state": [f"{row % _STATES}" for row, _ in cells],
        "target": [f"D{column // _STATES:02d}" for _, column in cells],
        "target_state": [f"{column % _STATES}" for _, column in cells], "judgement": [drawn[cell] for cell in cells],
    })  # fmt: skip


def _scenarios(descriptors: int) -> Run:
    table = _cross_impacts(descriptors)

    def run() -> float:
        return float(pull(consistent_scenarios(table)).num_rows)

    return run


def _scenarios_one_by_one(descriptors: int) -> Run:
    """Look at the scenarios with the first descriptors in their first state, all at once."""
    drawn, free = _judgements(descriptors), descriptors - _DECIDED

    def run() -> float:
        impacts = drawn[: _DECIDED * _STATES : _STATES].sum(axis=0, keepdims=True)
        for descriptor in range(_DECIDED, descriptors):
            rows = drawn[descriptor * _STATES : (descriptor + 1) * _STATES]
            impacts = (impacts[:, None] + rows).reshape(-1, drawn.shape[1])
        kept = np.ones(len(impacts), bool)
        for descriptor in range(descriptors):
            own = impacts[:, descriptor * _STATES : (descriptor + 1) * _STATES]
            later = _STATES ** (descriptors - descriptor - 1)
            chosen = np.arange(len(own)) // later % _STATES if descriptor >= _DECIDED else np.zeros(len(own), int)
            kept &= own[np.arange(len(own)), chosen] >= own.max(axis=1)
        return float(kept.sum() * free)

    return run


def _map() -> tuple[Table, Table]:
    rng = np.random.default_rng(_SEED)
    cells = rng.choice(_CONCEPTS**2, _LINKS, replace=False)
    weights = rng.uniform(-0.8, 0.8, _LINKS)
    rows = [{"source": f"C{cell // _CONCEPTS:02d}", "target": f"C{cell % _CONCEPTS:02d}", "weight": weight,
             "lower": weight - 0.2, "upper": weight + 0.2} for cell, weight in zip(cells, weights, strict=True)]  # fmt: skip
    concepts = [{"concept": f"C{number:02d}", "start": 0.5} for number in range(_CONCEPTS)]
    return table_of(RISK_NETWORK, rows), table_of(CONCEPTS, concepts)


def _draws() -> Run:
    network, concepts = _map()

    def run() -> float:
        found = maps_under_doubt(
            network, concepts, dynamics=Dynamics("modified_kosko"), seed=_SEED, draws=_DRAWS, steps=_STEPS
        )
        return float(pc.sum(pull(found)["value"]).as_py())

    return run


def _draws_by_matrices() -> Run:
    """The same by a matrix per draw, as the rule is written down."""
    network, _ = _map()

    def run() -> float:
        net = network_of(network)
        weights = drawn_weights(net, draws=_DRAWS, seed=_SEED)
        matrices, state = np.zeros((_DRAWS, _CONCEPTS, _CONCEPTS)), np.full((_DRAWS, _CONCEPTS, 1), 0.5)
        names = np.array([int(risk[1:]) for risk in net.risks])
        matrices[:, names[net.target], names[net.source]] = weights
        for _ in range(_STEPS):
            state = 1 / (1 + np.exp(-(state + matrices @ state)))
        return float(np.median(state[:, :, 0], axis=0).sum())

    return run


def _loops() -> Run:
    rng = np.random.default_rng(_SEED)
    cells = rng.choice(_RISKS**2, _RISK_LINKS, replace=False)
    weights = rng.uniform(0.1, 0.9, _RISK_LINKS)
    rows = [{"source": f"R{cell // _RISKS:02d}", "target": f"R{cell % _RISKS:02d}", "weight": weight,
             "lower": weight - 0.1, "upper": weight + 0.1} for cell, weight in zip(cells, weights, strict=True)]  # fmt: skip
    network = table_of(RISK_NETWORK, rows)

    def run() -> float:
        return float(pc.sum(pull(find_loops(network, seed=_SEED))["gain"]).as_py())

    return run


WORKS = (
    Work("cib_15x3", "Every consistent scenario of 15 descriptors of 3 states, table in and table out; beside looking at "
         "1 in 27 of all scenarios", "cpu_s", bar=0.05, prepare=partial(_scenarios, 15),
         prepare_peer=partial(_scenarios_one_by_one, 15), tolerance=float("inf"), share_of_peer=_STATES**-_DECIDED),
    Work("cib_20x3", "The same for 20 descriptors of 3 states", "cpu_s", bar=2.0, prepare=partial(_scenarios, 20)),
    Work("fcm_draws", "10,000 draws of a cognitive map of 20 concepts and 60 links, 50 steps each", "cpu_s", bar=0.3,
         prepare=_draws, prepare_peer=_draws_by_matrices),
    Work("risk_loops", "Loops up to 6 links in a network of 53 risks and 177 links, gains of 1,000 draws", "cpu_s",
         bar=1.0, prepare=_loops),
)  # fmt: skip
