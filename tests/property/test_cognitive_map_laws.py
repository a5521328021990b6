"""The proven distance of a cognitive map holds for any map, and names do not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.risks import Dynamics, cognitive_map
from veerkracht.tables import pull, table_of
from veerkracht.tables.risk_network import CONCEPTS, RISK_NETWORK

NAMES = "ABCD"
LINKS = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), st.floats(-1, 1), min_size=1, max_size=10
)
STARTS = st.lists(st.floats(0, 1), min_size=4, max_size=4)
RULES = st.sampled_from(["kosko", "modified_kosko", "rescaled"])


def settled(links, starts, rule, names=NAMES, **how):
    other = dict(zip(NAMES, names, strict=True))
    net = [{"source": other[s], "target": other[t], "weight": w} for (s, t), w in links.items()]
    concepts = [{"concept": other[name], "start": start} for name, start in zip(NAMES, starts, strict=True)]
    found = cognitive_map(table_of(RISK_NETWORK, net), table_of(CONCEPTS, concepts), dynamics=Dynamics(rule), **how)
    rows = {row["concept"]: row for row in pull(found).to_pylist()}
    return [rows[other[name]] for name in NAMES]


@settings(max_examples=50)
@given(LINKS, STARTS, STARTS, RULES)
def test_two_starts_settle_within_the_proven_distance_of_one_another(links, first, second, rule):
    rough, fine = settled(links, first, rule, precision=0.05), settled(links, second, rule, precision=1e-9)
    if rough[0]["distance"] is not None and fine[0]["distance"] is not None:
        for coarse, exact in zip(rough, fine, strict=True):
            assert abs(coarse["value"] - exact["value"]) <= coarse["distance"] + exact["distance"] + 1e-12


@settings(max_examples=40)
@given(LINKS, STARTS, st.permutations(NAMES), RULES)
def test_other_names_change_no_value(links, starts, names, rule):
    base, renamed = (settled(links, starts, rule, given, precision=1e-8) for given in (NAMES, names))
    assert [row["value"] for row in renamed] == pytest.approx([row["value"] for row in base], abs=1e-6)


@settings(max_examples=40)
@given(LINKS, STARTS, RULES)
def test_what_is_called_a_fixed_point_maps_on_itself(links, starts, rule):
    rows = settled(links, starts, rule, precision=1e-9)
    if rows[0]["verdict"] != "fixed_point":
        return
    state = np.array([row["value"] for row in rows])
    weights = np.zeros((4, 4))
    for (source, target), weight in links.items():
        weights[NAMES.index(target), NAMES.index(source)] = weight
    seen = 2 * state - 1 if rule == "rescaled" else state
    total = weights @ seen + (0 if rule == "kosko" else seen)
    assert 1 / (1 + np.exp(-total)) == pytest.approx(state, abs=1e-8)
