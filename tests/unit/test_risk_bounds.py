"""Risks in connection where little is known, nothing is given or too much is asked, by hand."""

import numpy as np
import pytest

from veerkracht.analysis.risks import (
    Dynamics,
    attractors,
    causes_and_effects,
    cognitive_map,
    compare_maps,
    compound_load,
    find_loops,
    impact_balances,
    indirect_ranks,
    link_elasticity,
    load_parts,
    maps_under_doubt,
    named_together,
    network_of_judgements,
    network_of_links,
    support_under_noise,
    total_influence,
    weaken_links,
    weaken_loops,
    weaken_network,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.risk_network import BURDENS, CONCEPTS, JUDGEMENTS, LINK_EFFECTS, NAMED_PAIRS, RISK_NETWORK
from veerkracht.workflows.references.risk_maps import somewhereland


def network(**weights):
    """Links named by two letters, as AB=0.5; a tuple is lower, weight and upper."""
    rows = []
    for ends, given in weights.items():
        lower, weight, upper = given if isinstance(given, tuple) else (given, given, given)
        rows.append({"source": ends[0], "target": ends[1], "weight": weight, "lower": lower, "upper": upper})
    return table_of(RISK_NETWORK, rows)


def rows_of(shape, *rows, columns=None):
    return table_of(shape, [dict(zip(columns or shape.columns, row, strict=True)) for row in rows])


def judgements(*rows):
    return rows_of(JUDGEMENTS, *rows, columns=("respondent", "source", "target", "sign", "strength", "evidence"))


def held(**clamps):
    return memtable({"concept": list(clamps), "clamp": list(clamps.values())})


HELP = rows_of(LINK_EFFECTS, ("help", "A", "B", 0.25, 0.75))
PAIR = table_of(CONCEPTS, [{"concept": "A", "start": 0.2}, {"concept": "B", "start": 0.4}])


# judgements


def test_somebody_who_says_there_is_no_link_is_no_evidence_for_it():
    with pytest.raises(InputError, match="has a sign and no evidence"):
        network_of_judgements(judgements(("P", "A", "B", 1, 3, None), ("Q", "A", "B", 0, None, "a report")))


def test_a_link_that_all_deny_needs_no_evidence():
    (row,) = pull(network_of_judgements(judgements(("P", "A", "B", 0, None, None)))).to_pylist()
    assert (row["sign"], row["named"]) == (0, 0.0)


def test_no_judgements_leave_the_stated_links():
    stated = table_of(RISK_NETWORK, [{"source": "A", "target": "B", "sign": 1, "evidence": "a report"}])
    (row,) = pull(network_of_judgements(judgements(), stated)).to_pylist()
    assert (row["sign"], row["weight"], row["respondents"]) == (1, None, None)
    assert pull(network_of_judgements(judgements())).num_rows == 0


def test_strengths_that_cancel_out_leave_no_sign():
    said = judgements(("P", "A", "B", 1, 3, "seen"), ("Q", "A", "B", -1, 2, "seen"), ("R", "A", "B", -1, 1, "seen"))
    (row,) = pull(network_of_judgements(said, summary="mean")).to_pylist()
    assert (row["weight"], row["sign"]) == (0.0, 0)  # 3 - 2 - 1, where the mean of fifths is -2e-17


def test_who_leaves_the_sign_open_has_not_judged():
    said = judgements(("P", "A", "B", 1, 3, "seen"), ("Q", "A", "B", None, 2, None))
    (row,) = pull(network_of_judgements(said)).to_pylist()
    assert (row["respondents"], row["named"]) == (1, 0.5)


def test_a_statement_that_stands_there_twice_is_refused():
    stated = table_of(RISK_NETWORK, [{"source": "A", "target": "B", "sign": sign, "evidence": "a report"}
                                     for sign in (1, -1)])  # fmt: skip
    with pytest.raises(InputError, match="from A to B stands there twice"):
        network_of_links(stated)


# links without names, or of which the sign and weight do not agree


@pytest.mark.parametrize("sign", [0, 1])
def test_a_sign_of_a_weight_that_says_otherwise_is_refused(sign):
    links = table_of(RISK_NETWORK, [{"source": "A", "target": "A", "sign": sign, "weight": 0.5 * (1 - sign)}])
    with pytest.raises(InputError, match=f"sign {sign}"):
        find_loops(links, seed=1)


@pytest.mark.parametrize(("made", "column"), [
    (lambda: find_loops(rows_of(RISK_NETWORK, (None, "B"), ("A", "B"), columns=("source", "target")), seed=1), "source"),
    (lambda: network_of_links(rows_of(RISK_NETWORK, ("A", None), ("A", "B"), columns=("source", "target"))), "target"),
    (lambda: network_of_judgements(judgements((None, "A", "B", 0, None, None), ("P", "A", "B", 0, None, None))),
     "respondent"),
    (lambda: load_parts(rows_of(BURDENS, (None, "A"), ("youth", "A"), columns=("bearer", "risk"))), "bearer"),
    (lambda: total_influence(memtable({"source": [None, "A"], "target": ["B", "B"], "weight": [1.0, 1.0]})), "source"),
    (lambda: attractors(memtable({"descriptor": [None, "A"], "state": ["x", "y"], "target": ["B", "B"],
                                  "target_state": ["u", "v"], "judgement": [1, 1]})), "descriptor"),
])  # fmt: skip
def test_a_row_without_a_name_is_refused(made, column):
    with pytest.raises(InputError, match=f"has no {column}"):
        made()


# elasticity and initiatives


def test_of_two_loops_of_one_strength_no_elasticity_is_told():
    rows = pull(link_elasticity(network(AB=0.8, BA=0.2, CD=0.8, DC=0.2))).to_pylist()
    assert [row["elasticity"] for row in rows] == [None] * 4  # weakening one leaves the other
    assert rows[0]["radius"] == pytest.approx(0.4)


def test_of_two_loops_of_one_strength_in_a_row_no_elasticity_is_told():
    rows = pull(link_elasticity(network(AB=0.5, BA=0.5, CD=0.5, DC=0.5, AC=0.3))).to_pylist()
    assert [row["elasticity"] for row in rows] == [None] * 5


def test_a_network_without_links_has_no_elasticities_and_no_ranks():
    assert pull(link_elasticity(network())).num_rows == 0
    assert pull(indirect_ranks(network())).num_rows == 0


def test_what_is_taken_off_a_loop_of_doubtful_sign_is_the_share_of_each_draw():
    doubtful = network(AB=(-1.0, 0.0, 1.0), BA=0.5)
    (row,) = pull(weaken_loops(doubtful, HELP, seed=1, draws=4000)).to_pylist()
    assert row["weaker"] == pytest.approx(0.5, abs=0.01)  # 4 standard errors of 4000 draws from 0.25 to 0.75
    assert row["kind"] == "unknown"


# ranks


def test_indirect_ranks_are_stable_only_if_they_stay():
    """B and D are first together at the first two powers, and from the third on D alone."""
    size = np.array([[0, 0, 0, 0, 0], [1, 0, 5, 4, 0], [0, 2, 0, 3, 1], [0, 4, 3, 0, 3], [0, 0, 0, 4, 0]], object)
    links = {f"{'ABCDE'[s]}{'ABCDE'[t]}": size[s, t] / 5 for s, t in np.argwhere(size)}
    found = {row["risk"]: row for row in pull(indirect_ranks(network(**links))).to_pylist()}
    power = int(found["A"]["power"])
    assert found["A"]["stable"]
    for later in range(power, power + 20):
        sums = np.linalg.matrix_power(size, later).sum(axis=1)
        assert [found[name]["influence_rank"] for name in sorted(found)] == [1 + sum(sums > own) for own in sums]


def test_who_gives_as_much_as_is_received_is_no_cause():
    # every influence is answered by one of equal size, so that rounding alone parts the sums
    ends = [("A", "B", 0.3), ("A", "C", 0.1), ("B", "C", 0.7), ("C", "D", 0.9), ("A", "D", 0.2)]
    both = [*ends, *((target, source, weight) for source, target, weight in ends)]
    table = memtable(dict(zip(("source", "target", "weight"), zip(*both, strict=True), strict=True)))
    assert {row["role"] for row in pull(causes_and_effects(table)).to_pylist()} == {"balanced"}


def test_an_influence_without_end_is_refused():
    with pytest.raises(InputError, match="is inf"):
        total_influence(memtable({"source": ["A"], "target": ["B"], "weight": [np.inf]}))


# cognitive maps


def test_a_concept_is_held_at_one_value():
    twice = memtable({"concept": ["A", "A"], "clamp": [0.1, 0.9]})
    with pytest.raises(InputError, match="2 rows stand for 1 concepts"):
        compare_maps(network(AB=0.5), PAIR, clamps=twice, dynamics=Dynamics("kosko"))


def test_a_map_without_concepts_has_no_rows():
    assert pull(cognitive_map(network(), table_of(CONCEPTS, []), dynamics=Dynamics("kosko"))).num_rows == 0


# settings


@pytest.mark.parametrize("asked", [{"seed": None}, {"seed": -1}, {"draws": -1}, {"interval": 0.0}, {"interval": 1.5}])
@pytest.mark.parametrize("made", [
    lambda given: find_loops(network(AB=0.5, BA=0.5), **given),
    lambda given: weaken_loops(network(AB=0.5, BA=0.5), HELP, **given),
    lambda given: weaken_network(network(AB=0.5, BA=0.5), HELP, **given),
    lambda given: weaken_links(network(AB=0.5, BA=0.5), **given),
    lambda given: maps_under_doubt(network(AB=0.5), PAIR, dynamics=Dynamics("kosko"), **given),
], ids=("find_loops", "weaken_loops", "weaken_network", "weaken_links", "maps_under_doubt"))  # fmt: skip
def test_a_seed_is_given_and_draws_and_interval_are_within_bounds(made, asked):
    with pytest.raises(SettingError, match=next(iter(asked))):
        made({"seed": 1, **asked})


def test_noise_and_starts_need_a_seed_and_a_number():
    with pytest.raises(SettingError, match="seed"):
        support_under_noise(somewhereland(), seed=None)
    with pytest.raises(SettingError, match="starts"):
        attractors(somewhereland(), exact_up_to=10, seed=1, starts=0)
    with pytest.raises(SettingError, match="seed"):
        attractors(somewhereland(), exact_up_to=10, seed=-1)


def test_a_loop_is_never_longer_than_there_are_risks():
    (row,) = pull(find_loops(network(AB=0.5, BA=0.5), seed=1, longest=10**12)).to_pylist()
    assert row["length"] == 2


def test_confidence_is_a_share():
    with pytest.raises(SettingError, match="confidence"):
        named_together(rows_of(NAMED_PAIRS, ("P", "A", "B")), confidence=95)


def test_a_held_concept_adds_nothing_to_the_factor():
    start = table_of(CONCEPTS, [{"concept": "A", "start": 0.2, "clamp": 0.5}, {"concept": "B", "start": 0.4}])
    (held, free) = pull(cognitive_map(network(AA=1.0, BB=0.4), start, dynamics=Dynamics("kosko"))).to_pylist()
    assert held["factor"] == free["factor"] == pytest.approx(0.1)  # 0.4 / 4; A on itself would make it 0.25


def test_effects_are_drawn_apart_from_weights():
    wide = network(AA=(0.0, 0.5, 1.0))
    whole = rows_of(LINK_EFFECTS, ("help", "A", "A", 0.0, 1.0))
    (row,) = pull(weaken_loops(wide, whole, seed=1, draws=4000)).to_pylist()
    assert row["gain_after"] == pytest.approx(0.25, abs=0.012)  # E w E(1 - r); with the same luck it would be 0.19


def test_a_load_of_just_the_limit_is_heavy():
    (row,) = pull(
        compound_load(rows_of(BURDENS, ("youth", "debt", 0.5), columns=("bearer", "risk", "load")))
    ).to_pylist()
    assert row["heavy"] == 1


def test_a_scenario_has_one_state_of_each_descriptor():
    twice = memtable({"scenario": ["S"] * 7, "descriptor": list("AABCDEF"),
                      "state": ["A1", "A2", "B1", "C1", "D1", "E1", "F1"]})  # fmt: skip
    with pytest.raises(InputError, match="Scenario S has state A2 for descriptor A"):
        impact_balances(somewhereland(), twice)
