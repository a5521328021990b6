"""Mann-Kendall and Theil on examples whose numbers are derived step by step."""

import math

import numpy as np
import pyarrow as pa
import pytest

from veerkracht.analysis.trends import mann_kendall, theil
from veerkracht.errors import TableError
from veerkracht.tables import memtable


def test_mann_kendall_of_a_series_without_ties():
    # 1 3 2 5 4: of ten pairs only (3, 2) and (5, 4) fall: S = 8 - 2 = 6; variance = 5 * 4 * 15 / 18 = 50 / 3
    # z = 5 / sqrt(50 / 3) = 1.224745; p = 2 (1 - Phi(1.224745)) = erfc(1.224745 / sqrt 2)
    s, variance, p = mann_kendall(np.array([[1.0, 3.0, 2.0, 5.0, 4.0]]))
    assert s.tolist() == [6]
    assert variance[0] == pytest.approx(50 / 3)
    assert p[0] == pytest.approx(math.erfc(5 / math.sqrt(50 / 3) / math.sqrt(2)))
    assert p[0] == pytest.approx(0.2207, abs=5e-5)


def test_mann_kendall_takes_ties_out_of_the_variance():
    # 1 2 2 3 3 3: signs: 1 before five larger 5; each 2 before three larger 3 + 3; ties 0: S = 11
    # variance = (6 * 5 * 17 - 2 * 1 * 9 - 3 * 2 * 11) / 18 = (510 - 18 - 66) / 18 = 23.667
    s, variance, p = mann_kendall(np.array([[1.0, 2.0, 2.0, 3.0, 3.0, 3.0]]))
    assert s.tolist() == [11]
    assert variance[0] == pytest.approx(426 / 18)
    assert p[0] == pytest.approx(math.erfc(10 / math.sqrt(426 / 18) / math.sqrt(2)))


def test_mann_kendall_of_a_constant_series_is_no_evidence_at_all():
    s, variance, p = mann_kendall(np.full((1, 5), 3.0))
    assert (s[0], variance[0], p[0]) == (0, 0.0, 1.0)


def _areas(groups, population=None):
    names = [f"A{place}" for place in range(len(groups))]
    people = pa.array(population or [1.0] * len(groups), type=pa.float64())
    return memtable(pa.table({"area": names, "group": groups, "population": people}))


def _values(values):
    return memtable(pa.table({
        "area": [f"A{place}" for place in range(len(values))], "period": ["2016"] * len(values),
        "indicator": ["income"] * len(values), "value": pa.array(values, type=pa.float64()),
    }))  # fmt: skip


def _theil(values, groups, population=None):
    return theil(_values(values), _areas(groups, population)).to_pyarrow().to_pylist()[0]


def test_theil_splits_into_within_and_between():
    # incomes 1 and 3 in group P, 4 and 8 in Q: mean 4; relative .25 .75 1 2
    # T = (.25 ln .25 + .75 ln .75 + 0 + 2 ln 2) / 4 = (-.346574 - .215762 + 1.386294) / 4 = .205990
    # group means 2 and 6: between = .5 * .5 ln .5 + .5 * 1.5 ln 1.5 = -.173287 + .304099 = .130812
    # within P: (.5 ln .5 + 1.5 ln 1.5) / 2 = .130812, share .25; Q: (2/3 ln 2/3 + 4/3 ln 4/3) / 2 = .056633, share .75
    row = _theil([1.0, 3.0, 4.0, 8.0], ["P", "P", "Q", "Q"])
    assert row["total"] == pytest.approx(0.205990, abs=1e-6)
    assert row["between"] == pytest.approx(0.130812, abs=1e-6)
    assert row["within"] == pytest.approx(0.25 * 0.130812 + 0.75 * 0.056633, abs=1e-6)


def test_theil_counts_residents_and_not_areas():
    whole = _theil([2.0, 6.0], ["P", "Q"], [300.0, 100.0])
    parts = _theil([2.0, 2.0, 2.0, 6.0], ["P", "P", "P", "Q"])
    assert whole["total"] == pytest.approx(parts["total"])


def test_theil_of_equal_areas_is_zero():
    row = _theil([5.0, 5.0, 5.0], ["P", "P", "Q"])
    assert (row["total"], row["within"], row["between"]) == pytest.approx((0.0, 0.0, 0.0), abs=1e-15)


def test_theil_of_all_income_in_one_of_n_areas_is_the_logarithm_of_n():
    assert _theil([0.0, 0.0, 0.0, 9.0], ["P", "P", "Q", "Q"])["total"] == pytest.approx(math.log(4))


def test_theil_leaves_out_areas_without_value_group_or_residents_and_counts_them():
    row = _theil([1.0, None, 3.0, 4.0, 5.0], ["P", "P", None, "Q", "Q"], [1.0, 1.0, 1.0, None, 2.0])
    assert (row["areas"], row["missing_areas"], row["reason"]) == (2, 3, "")


@pytest.mark.parametrize(
    ("values", "reason"), [([None, None], "no_values"), ([-1.0, 2.0], "negative_values"), ([0.0, 0.0], "all_zero")]
)
def test_theil_that_is_not_defined_says_why(values, reason):
    row = _theil(values, ["P", "Q"])
    assert (row["total"], row["within"], row["between"], row["reason"]) == (None, None, None, reason)


def test_theil_refuses_a_repeated_value():
    with pytest.raises(TableError, match="2 values stand for 1"):
        theil(_values([1.0]).union(_values([2.0])), _areas(["P"]))
