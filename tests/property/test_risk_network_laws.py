"""Loops, elasticities and amplification hold what their definitions promise, for any small network."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from veerkracht.analysis.risks import amplification, find_loops, link_elasticity
from veerkracht.analysis.risks._circuits import circuits
from veerkracht.tables import pull, table_of
from veerkracht.tables.risk_network import RISK_NETWORK

NAMES = "ABCDE"
LINKS = st.dictionaries(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)),
                        st.floats(0.05, 1).map(lambda weight: round(weight, 3)), min_size=1, max_size=14)  # fmt: skip
SIGNED = st.dictionaries(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)),
                         st.sampled_from([-0.9, -0.5, -0.1, 0.1, 0.5, 0.9]), min_size=1, max_size=14)  # fmt: skip


def network(links):
    return table_of(RISK_NETWORK, [{"source": source, "target": target, "weight": weight}
                                   for (source, target), weight in links.items()])  # fmt: skip


def by_hand(links):
    """Return the gain of every circuit, by trying every order of risks."""
    gains = {}
    for length in range(1, len(NAMES) + 1):
        for path in permutations(NAMES, length):
            steps = list(zip(path, path[1:] + path[:1], strict=True))
            if path[0] == min(path) and all(step in links for step in steps):
                gains[" > ".join(path)] = float(np.prod([links[step] for step in steps]))
    return gains


@settings(max_examples=60)
@given(SIGNED)
def test_loops_are_those_found_by_trying_every_order_of_risks(links):
    rows = pull(find_loops(network(links), seed=1, draws=10)).to_pylist()
    assert {row["loop"]: row["gain"] for row in rows} == pytest.approx(by_hand(links))
    assert [abs(row["gain"]) for row in rows] == sorted((abs(row["gain"]) for row in rows), reverse=True)


@settings(max_examples=30)
@given(SIGNED)
def test_compiled_circuits_are_those_of_plain_python(links):
    ends = sorted(links)
    source, target = (np.array([NAMES.index(pair[end]) for pair in ends], np.int64) for end in (0, 1))
    plain = circuits(source, target, nodes=5, longest=5, most=500)
    padded = np.concatenate([source, np.full(200, 5)]), np.concatenate([target, np.arange(6, 206)])  # enough to compile
    compiled = circuits(*padded, nodes=206, longest=5, most=500)
    assert plain[1] == compiled[1]
    assert np.array_equal(plain[0], compiled[0])


@settings(max_examples=40)
@given(LINKS)
def test_elasticities_add_up_to_one_where_the_radius_is_above_zero(links):
    rows = pull(link_elasticity(network(links))).to_pylist()
    known = [row["elasticity"] for row in rows if row["elasticity"] is not None]
    assume(known)
    assert sum(known) == pytest.approx(1, abs=1e-6)


@settings(max_examples=40)
@given(LINKS)
def test_sensitivity_is_the_slope_of_the_radius(links):
    rows = pull(link_elasticity(network(links))).to_pylist()
    assume(rows[0]["elasticity"] is not None)
    matrix = np.zeros((5, 5))
    for (source, target), weight in links.items():
        matrix[NAMES.index(target), NAMES.index(source)] = weight
    sizes = np.sort(np.abs(np.linalg.eigvals(matrix)))
    assume(sizes[-1] - sizes[-2] > 0.02)  # near a double eigenvalue the slope turns within the step
    for row in rows:
        step = np.zeros((5, 5))
        step[NAMES.index(row["target"]), NAMES.index(row["source"])] = 1e-6
        up, down = (np.abs(np.linalg.eigvals(matrix + sign * step)).max() for sign in (1, -1))
        assert row["sensitivity"] == pytest.approx((up - down) / 2e-6, abs=1e-3)


@settings(max_examples=40)
@given(LINKS)
def test_amplification_is_the_sum_of_all_powers(links):
    weaker = {pair: weight / 6 for pair, weight in links.items()}  # five links of 1/6 into a risk stay below 1
    rows = {row["risk"]: row["total"] for row in pull(amplification(network(weaker))).to_pylist()}
    names = sorted(rows)
    matrix = np.zeros((len(names), len(names)))
    for (source, target), weight in weaker.items():
        matrix[names.index(target), names.index(source)] = weight
    walks = sum(np.linalg.matrix_power(matrix, steps) for steps in range(300))
    assert [rows[name] for name in names] == pytest.approx(walks.sum(axis=0))


@settings(max_examples=30)
@given(SIGNED, st.permutations(NAMES))
def test_other_names_change_no_gain(links, names):
    other = dict(zip(NAMES, names, strict=True))
    renamed = {(other[source], other[target]): weight for (source, target), weight in links.items()}
    gains = [sorted(row["gain"] for row in pull(find_loops(network(given), seed=1, draws=0)).to_pylist())
             for given in (links, renamed)]  # fmt: skip
    assert gains[0] == pytest.approx(gains[1])


@given(SIGNED)
@settings(max_examples=15)
def test_one_seed_gives_one_answer(links):
    wide = [{"source": source, "target": target, "weight": weight, "lower": -1.0, "upper": 1.0}
            for (source, target), weight in links.items()]  # fmt: skip
    once, again = (pull(find_loops(table_of(RISK_NETWORK, rows), seed=7, draws=50)) for rows in (wide, wide[::-1]))
    assert once.equals(again)
