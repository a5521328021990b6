"""Inequality between areas beside the package inequality, and by hand."""

import numpy as np
import pytest
from inequality.gini import Gini
from inequality.theil import TheilD

from veerkracht.analysis.trends import gini, mean_log_deviation, theil
from veerkracht.tables import memtable


def tables(values, groups, people=None):
    areas = [f"A{number:02d}" for number in range(len(values))]
    series = {"area": areas, "period": ["2020"] * len(values), "indicator": ["x"] * len(values), "value": values}
    return memtable(series), memtable({
        "area": areas, "group": groups, "population": [100.0] * len(values) if people is None else people,
    })  # fmt: skip


def one(found):
    return found.to_pyarrow().to_pylist()[0]


@pytest.fixture
def income():
    return list(np.random.default_rng(8).lognormal(size=24)), ["p", "q", "r"] * 8


def test_gini_and_theil_are_those_of_the_package(income):
    values, groups = income
    peer = TheilD(np.array(values), np.array(groups))
    row = one(theil(*tables(values, groups)))
    assert [row["total"], row["between"], row["within"]] == pytest.approx([peer.T, peer.bg[0], peer.wg[0]], rel=1e-12)
    assert one(gini(*tables(values, groups)))["total"] == pytest.approx(Gini(np.array(values)).g, rel=1e-12)


def test_the_deviation_is_the_sum_of_within_and_between(income):
    values, groups = income
    row = one(mean_log_deviation(*tables(values, groups)))
    assert row["total"] == pytest.approx(np.log(np.mean(values)) - np.mean(np.log(values)), rel=1e-12)
    assert row["within"] + row["between"] == pytest.approx(row["total"], rel=1e-12)


def test_gini_adds_up_where_groups_do_not_overlap():
    row = one(gini(*tables([1.0, 2.0, 10.0, 12.0], ["p", "p", "q", "q"])))
    assert row["total"] == pytest.approx((-3 * 1 - 1 * 2 + 1 * 10 + 3 * 12) / (4 * 25))
    assert row["within"] + row["between"] == pytest.approx(row["total"])


def test_an_area_of_many_weighs_as_much_as_its_people_apart():
    joined = one(gini(*tables([1.0, 3.0], ["p", "p"], [300.0, 100.0])))
    apart = one(gini(*tables([1.0, 1.0, 1.0, 3.0], ["p"] * 4)))
    assert joined["total"] == pytest.approx(apart["total"])


def test_a_zero_has_no_logarithm_and_is_told():
    row = one(mean_log_deviation(*tables([0.0, 2.0], ["p", "q"])))
    assert row["total"] is None and row["reason"] == "zero_values"
