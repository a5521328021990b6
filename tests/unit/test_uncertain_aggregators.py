"""Doubt over aggregators that are no power mean: each draw is the index that `aggregate_tree` makes."""

import numpy as np
import pytest

from veerkracht.analysis.indicators import aggregate_tree
from veerkracht.analysis.indicators.uncertainty import (
    Aggregator,
    Aggregators,
    Design,
    NoisyWeights,
    Normaliser,
    Settings,
    WeightSets,
    index_draws,
    index_sensitivity,
    index_uncertainty,
)
from veerkracht.catalogue import IndexDefinition
from veerkracht.errors import SettingError
from veerkracht.tables import memtable
from veerkracht.workflows.indexing.choices import settings_of

NAMES = ("a", "b", "c", "d")
TREE = {
    "element": [*NAMES, "left", "right", "index"],
    "parent": ["left", "left", "right", "right", "index", "index", None],
}
WEIGHTS = [1.0, 3.0, 2.0, 1.0, 1.0, 2.0, 1.0]
FRAMEWORK = memtable({**TREE, "weight": WEIGHTS})
DIRECTIONS = memtable({"indicator": list(NAMES), "direction": [1] * 4})
AS_IT_IS = Normaliser("linear", {"worst": dict.fromkeys(NAMES, 0.0), "best": dict.fromkeys(NAMES, 100.0)})
AREAS = [f"area-{number:02}" for number in range(12)]
VALUES = np.random.default_rng(5).uniform(55.0, 95.0, (12, 4)).round(1)
VALUES[3, 1] = np.nan

CELLS = {"area": np.repeat(AREAS, 4).tolist(), "period": ["2020"] * 48, "indicator": list(NAMES) * 12}
OBSERVED = memtable({**CELLS, "value": [None if np.isnan(value) else float(value) for value in VALUES.ravel()]})
SCORED = memtable({**CELLS, "score": [None if np.isnan(value) else float(value) for value in VALUES.ravel()]})


def scores(table, name="score"):
    return {row["area"]: row[name] for row in table.order_by("area").to_pyarrow().to_pylist()}


def of_tree(method, weights=WEIGHTS):
    made = aggregate_tree(
        SCORED, memtable({**TREE, "weight": weights}), method=method, least_coverage=0.6, nonpositive="limit"
    )
    return scores(made.filter(made.indicator == "index"))


@pytest.mark.parametrize(("methods", "by_level"), [
    (("copeland",), "copeland"), (("owa",), "owa"), (("mean_min",), "mean_min"), (("mpi",), "mpi"),
    (("arithmetic", "copeland"), {2: "arithmetic", 3: "copeland"}), (("mpi", "geometric"), {2: "mpi", 3: "geometric"}),
])  # fmt: skip
def test_each_draw_is_the_index_of_the_plain_aggregation(methods, by_level):
    drawn = [WEIGHTS, [3.0, 1.0, 1.0, 4.0, 2.0, 1.0, 1.0]]
    sets = memtable({"draw": [1] * 7 + [2] * 7, "element": TREE["element"] * 2, "weight": drawn[0] + drawn[1]})
    settings = Settings(normaliser=AS_IT_IS, aggregator=Aggregator(methods=methods), least_coverage=0.6)
    points = memtable({"draw": [1, 2], "factor": ["weights"] * 2, "point": [0.1, 0.9]})
    table = index_draws(OBSERVED, FRAMEWORK, indicators=DIRECTIONS, design=Design((WeightSets(sets),), points=points),
                        draws=2, seed=1, settings=settings)  # fmt: skip
    for draw, weights in ((0, WEIGHTS), (1, drawn[0]), (2, drawn[1])):
        expected = of_tree(by_level, weights)
        found = scores(table.filter(table.draw == draw))
        assert found.keys() == expected.keys()
        assert all(found[area] == (pytest.approx(expected[area], abs=1e-9) if expected[area] is not None else None)
                   for area in expected)  # fmt: skip


def test_a_power_mean_among_others_keeps_its_own_scores():
    both = Aggregators((Aggregator((1.0,)), Aggregator(methods=("owa",))))
    settings = Settings(normaliser=AS_IT_IS, least_coverage=0.6)
    table = index_draws(
        OBSERVED, FRAMEWORK, indicators=DIRECTIONS, design=Design((both,)), draws=16, seed=1, settings=settings
    )
    plain, ordered = of_tree("arithmetic"), of_tree("owa")
    kinds = set()
    for draw in range(1, 17):
        found = scores(table.filter(table.draw == draw))
        kinds |= {name for name, like in (("mean", plain), ("owa", ordered))
                  if all(found[area] == pytest.approx(like[area], abs=1e-9) for area in AREAS)}  # fmt: skip
    assert kinds == {"mean", "owa"}


def test_rank_intervals_and_causes_are_told_of_copeland_too():
    design = Design((NoisyWeights(0.5), Aggregators((Aggregator(), Aggregator(methods=("arithmetic", "copeland"))))))
    asked = {"indicators": DIRECTIONS, "design": design, "seed": 3, "settings": Settings(normaliser=AS_IT_IS)}
    found = index_uncertainty(OBSERVED, FRAMEWORK, draws=64, **asked).to_pyarrow().to_pylist()
    assert (
        all(row["rank_lower"] <= row["rank_upper"] for row in found)
        and sum(row["failed_undefined"] for row in found) == 0
    )
    causes = index_sensitivity(OBSERVED, FRAMEWORK, base=16, **asked)
    assert {"weights", "aggregator"} == set(causes.factor.to_pyarrow().to_pylist())


def test_a_score_below_zero_under_a_mean_that_cannot_take_it_is_a_failed_draw_of_that_area_only():
    below = VALUES.copy()
    below[0, 0] = -20.0
    observed = memtable({**CELLS, "value": [None if np.isnan(value) else float(value) for value in below.ravel()]})
    settings = Settings(normaliser=AS_IT_IS, aggregator=Aggregator(methods=("mpi",)))
    found = index_uncertainty(observed, FRAMEWORK, indicators=DIRECTIONS, design=Design((NoisyWeights(0.1),)), draws=8, seed=1,
                              settings=settings).to_pyarrow().to_pylist()  # fmt: skip
    assert {row["area"]: row["failed_undefined"] for row in found if row["failed_undefined"]} == {"area-00": 8}


def test_a_method_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(SettingError, match=r"methods is median\. Choose .*copeland"):
        Aggregator(methods=("median",))


def test_a_definition_names_methods_in_the_place_of_powers():
    definition = IndexDefinition("own", (), published={"aggregator": {"methods": ["arithmetic", "copeland"]}})
    assert settings_of(definition).aggregator.methods == ("arithmetic", "copeland")
