"""Cognitive maps: three rules by hand, honest verdicts, and the map that creeps."""

import math

import numpy as np
import pytest

from veerkracht.analysis.risks import Dynamics, cognitive_map, compare_maps, map_course, maps_under_doubt
from veerkracht.analysis.risks._network import drawn_weights, network_of
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.risk_network import CONCEPTS, RISK_NETWORK
from veerkracht.workflows.references.risk_maps import eight_concepts


def network(**weights):
    rows = []
    for ends, given in weights.items():
        lower, weight, upper = given if isinstance(given, tuple) else (given, given, given)
        rows.append({"source": ends[0], "target": ends[1], "weight": weight, "lower": lower, "upper": upper})
    return table_of(RISK_NETWORK, rows)


def begin(clamp=None, **start):
    return table_of(CONCEPTS, [{"concept": name, "start": value, "clamp": (clamp or {}).get(name)}
                               for name, value in start.items()])  # fmt: skip


def rows(result):
    return {row["concept"]: row for row in pull(result).to_pylist()}


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


@pytest.mark.parametrize(("rule", "expected"), [
    ("kosko", sigmoid(0.5 * 0.8)), ("modified_kosko", sigmoid(0.2 + 0.5 * 0.8)),
    ("rescaled", sigmoid((2 * 0.2 - 1) + 0.5 * (2 * 0.8 - 1))),
])  # fmt: skip
def test_one_step_of_each_rule(rule, expected):
    course = pull(map_course(network(AB=0.5), begin(A=0.8, B=0.2), dynamics=Dynamics(rule), steps=1)).to_pylist()
    assert (course[-1]["concept"], course[-1]["value"]) == ("B", pytest.approx(expected))


def test_tanh_takes_values_below_zero():
    course = pull(
        map_course(
            network(AB=-1.0), begin(A=0.5, B=0.0), dynamics=Dynamics("kosko", transfer="tanh", steepness=2.0), steps=1
        )
    )
    assert course.to_pylist()[-1]["value"] == pytest.approx(math.tanh(-1.0))


def test_a_clamped_concept_stays_where_it_is_held():
    found = rows(
        cognitive_map(network(AB=0.5, BA=0.5), begin(A=0.0, B=0.0, clamp={"A": 1.0}), dynamics=Dynamics("kosko"))
    )
    assert found["A"]["value"] == 1.0
    assert found["B"]["value"] == pytest.approx(sigmoid(0.5))


def test_the_proven_distance_holds_and_is_reached():
    # one concept on itself: x = sigmoid(x), whose solution follows by bisection
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sigmoid(middle) > middle else (low, middle)
    found = rows(cognitive_map(network(AA=1.0), begin(A=0.0), dynamics=Dynamics("kosko"), precision=1e-3))["A"]
    assert found["verdict"] == "fixed_point"
    assert found["factor"] == pytest.approx(0.25)
    assert abs(found["value"] - low) <= found["distance"] <= 1e-3


def test_a_map_that_swings_is_a_cycle_with_the_mean_of_a_round():
    found = rows(
        cognitive_map(
            network(AB=1.0, BA=-1.0), begin(A=0.9, B=0.1), dynamics=Dynamics("kosko", transfer="tanh", steepness=3.0)
        )
    )
    assert {row["verdict"] for row in found.values()} == {"limit_cycle"}
    assert {row["period"] for row in found.values()} == {4}  # a quarter turn per step
    assert [row["value"] for row in found.values()] == pytest.approx([0, 0], abs=1e-9)
    assert {row["distance"] for row in found.values()} == {None}


def test_the_rescaled_map_that_creeps_is_not_called_settled():
    stopped = rows(cognitive_map(*eight_concepts(), dynamics=Dynamics("rescaled"), steps=48))
    assert stopped["C1"]["value"] == pytest.approx(0.4998, abs=5e-5)
    assert stopped["C8"]["value"] == pytest.approx(0.4853, abs=5e-5)
    assert stopped["C8"]["residual"] < 1e-3  # where others stop
    assert (stopped["C8"]["verdict"], stopped["C8"]["distance"]) == ("undecided", None)
    rested = rows(cognitive_map(*eight_concepts(), dynamics=Dynamics("rescaled")))
    assert {row["verdict"] for row in rested.values()} == {"fixed_point"}
    assert [row["value"] for row in rested.values()] == pytest.approx([0.5] * 8, abs=1e-9)
    assert (rested["C8"]["steps"], rested["C8"]["distance"]) == (443, None)
    assert rested["C8"]["local_factor"] == pytest.approx(0.94954, abs=1e-5)  # of (W + I) / 2, why it creeps


def test_a_fixed_point_that_values_leave_is_told():
    # begun at 0.5 the rescaled map stays, and a touch sends it to 0 or 1
    still = rows(cognitive_map(network(AA=1.0), begin(A=0.5), dynamics=Dynamics("rescaled", steepness=5.0)))["A"]
    assert (still["value"], still["verdict"]) == (0.5, "fixed_point")
    assert still["local_factor"] == pytest.approx(5.0)  # slope 5/4, times 2 (W + I) = 4
    assert (
        rows(cognitive_map(network(AA=1.0), begin(A=0.51), dynamics=Dynamics("rescaled", steepness=5.0)))["A"]["value"]
        > 0.99
    )


def test_a_difference_is_told_against_the_same_rule():
    held = memtable({"concept": ["A"], "clamp": [1.0]})
    found = rows(compare_maps(network(AB=0.8), begin(A=0.0, B=0.0), clamps=held, dynamics=Dynamics("kosko")))
    assert found["B"]["difference"] == pytest.approx(sigmoid(0.8) - sigmoid(0.8 * sigmoid(0.0)))
    assert 0 <= found["B"]["uncertainty"] <= 2e-6


def test_no_difference_is_told_of_a_map_that_swings():
    held = memtable({"concept": ["C"], "clamp": [1.0]})
    swing = Dynamics("kosko", "tanh", 3.0)
    found = rows(
        compare_maps(network(AB=1.0, BA=-1.0, CA=0.1), begin(A=0.9, B=0.1, C=0.0), clamps=held, dynamics=swing)
    )
    assert {row["baseline_verdict"] for row in found.values()} == {"limit_cycle"}
    assert {row["difference"] for row in found.values()} == {None}


def test_draws_without_doubt_give_the_map_itself():
    settled = rows(cognitive_map(*eight_concepts(), dynamics=Dynamics("modified_kosko"), precision=1e-10))
    drawn = rows(maps_under_doubt(*eight_concepts(), dynamics=Dynamics("modified_kosko"), seed=1, draws=5, steps=80))
    for name, row in drawn.items():
        assert row["lower"] == row["upper"] == pytest.approx(settled[name]["value"], abs=1e-9)
    assert {row["unsettled"] for row in drawn.values()} == {0.0}


def test_doubt_about_a_weight_gives_an_interval_of_the_difference():
    held = memtable({"concept": ["A"], "clamp": [1.0]})
    found = rows(maps_under_doubt(network(AB=(-1.0, 0.0, 1.0)), begin(A=0.0, B=0.0, clamp={"A": 0.0}), clamps=held,
                                  dynamics=Dynamics("kosko"), seed=1, draws=4000))  # fmt: skip
    assert found["B"]["share_above_0"] == pytest.approx(0.5, abs=0.04)  # 4 standard errors of 4000 draws
    # the triangle from -1 over 0 to 1 has its 5 % point at -1 + sqrt(0.1)
    assert found["B"]["lower"] == pytest.approx(sigmoid(-1 + math.sqrt(0.1)) - 0.5, abs=0.02)


def test_many_draws_are_the_single_maps_put_together():
    net, concepts = network(AB=(0.1, 0.5, 0.9), BA=(-0.9, -0.2, 0.1)), begin(A=0.3, B=0.7)
    whole = rows(
        maps_under_doubt(net, concepts, dynamics=Dynamics("rescaled"), seed=3, draws=2500, steps=20, interval=0.5)
    )
    ends = []
    for ab, ba in drawn_weights(network_of(net), draws=2500, seed=3)[::50]:
        course = map_course(network(AB=float(ab), BA=float(ba)), concepts, dynamics=Dynamics("rescaled"), steps=20)
        ends.append(pull(course).to_pylist()[-1]["value"])
    assert np.median(ends) == pytest.approx(whole["B"]["value"], abs=0.02)


def test_draws_that_still_move_are_counted():
    found = rows(maps_under_doubt(network(AB=1.0, BA=-1.0), begin(A=0.9, B=0.1), dynamics=Dynamics("kosko", "tanh", 3.0),
                                  seed=1, draws=4))  # fmt: skip
    assert found["A"]["unsettled"] == 1.0


@pytest.mark.parametrize(("concepts", "told"), [
    (begin(A=0.5), "Concept B has links"), (begin(A=1.5, B=0.0), "Concept A has value 1.5"),
    (begin(A=-0.5, B=0.0), "from 0 to 1"), (begin(A=0.5, B=None), "Concept B has value nan"),
])  # fmt: skip
def test_a_concept_that_lacks_or_is_out_of_range_is_refused(concepts, told):
    with pytest.raises(InputError, match=told):
        cognitive_map(network(AB=0.5), concepts, dynamics=Dynamics("kosko"))


def test_holding_an_unknown_concept_is_refused():
    with pytest.raises(InputError, match="no concept C"):
        compare_maps(
            network(AB=0.5),
            begin(A=0.5, B=0.5),
            clamps=memtable({"concept": ["C"], "clamp": [1.0]}),
            dynamics=Dynamics("kosko"),
        )


def test_an_unknown_weight_is_refused():
    unknown = table_of(RISK_NETWORK, [{"source": "A", "target": "B", "sign": 1}])
    with pytest.raises(InputError, match="A to B is unknown"):
        cognitive_map(unknown, begin(A=0.5, B=0.5), dynamics=Dynamics("kosko"))


@pytest.mark.parametrize("setting", [{"steps": 0}, {"precision": 0.0}])
def test_settings_are_above_zero(setting):
    with pytest.raises(SettingError, match=next(iter(setting))):
        cognitive_map(network(AB=0.5), begin(A=0.5, B=0.5), dynamics=Dynamics("kosko"), **setting)


@pytest.mark.parametrize("setting", [{"rule": "koskow"}, {"transfer": "relu"}, {"steepness": 0.0}])
def test_dynamics_that_do_not_exist_are_refused(setting):
    with pytest.raises(SettingError, match=f"{next(iter(setting))} is"):
        Dynamics(**{"rule": "kosko", **setting})
