"""Counts added up to their whole, and how unevenly a share lies over areas: worked out by hand."""

import pytest

from veerkracht.analysis.indicators import sum_to_parents
from veerkracht.analysis.trends import dissimilarity, spread
from veerkracht.tables import OBSERVATIONS, Status, memtable, table_of

PARENTS = {"area": ["BU1", "BU2", "BU3"], "parent": ["WK1", "WK1", "WK2"]}


def counts(**values):
    """Return one count per area; None is missing."""
    rows = [
        {"area": area, "period": "2016", "indicator": "burglaries", "value": value,
         "status": Status.NORMAL if value is not None else Status.SUPPRESSED, "source": "police"}
        for area, value in values.items()
    ]  # fmt: skip
    return table_of(OBSERVATIONS, rows)


def summed(observations):
    rows = sum_to_parents(observations, memtable(PARENTS)).to_pyarrow().to_pylist()
    return {row["area"]: (row["value"], row["status"]) for row in rows}


def test_a_whole_is_the_sum_of_its_parts():
    assert summed(counts(BU1=3.0, BU2=4.0, BU3=5.0)) == {"WK1": (7.0, "A"), "WK2": (5.0, "A")}


def test_a_withheld_part_withholds_the_sum():
    assert summed(counts(BU1=3.0, BU2=None))["WK1"] == (None, Status.SUPPRESSED)


def test_a_part_without_a_row_is_missing_and_not_zero():
    assert summed(counts(BU1=3.0))["WK1"] == (None, Status.MISSING)


def test_a_whole_without_any_row_is_not_made():
    assert "WK2" not in summed(counts(BU1=3.0, BU2=4.0))


def shares(values, people=100.0):
    names = [f"WK{number}" for number in range(len(values))]
    rows = [
        {"area": name, "period": "2020", "indicator": "low_income", "value": value, "status": "A", "source": "s"}
        for name, value in zip(names, values, strict=True)
    ]
    return table_of(OBSERVATIONS, rows), memtable({"area": names, "population": [people] * len(names)})


def total(measure, values):
    return measure(*shares(values)).to_pyarrow()["total"].to_pylist()[0]


def test_an_even_share_has_no_dissimilarity_and_no_spread():
    assert total(dissimilarity, [20.0] * 5) == pytest.approx(0.0, abs=1e-15)
    assert total(spread, [20.0] * 5) == pytest.approx(0.0, abs=1e-12)


def test_a_group_in_one_of_five_areas_has_dissimilarity_one():
    """All 100 of the group in one area of 100: none of the others lives there."""
    assert total(dissimilarity, [100.0, 0.0, 0.0, 0.0, 0.0]) == pytest.approx(1.0)


def test_the_spread_is_the_standard_deviation_over_people():
    """Values 10, 10, 10, 10, 60 with equal people: mean 20, variance (4 * 100 + 1600) / 5 = 400."""
    assert total(spread, [10.0, 10.0, 10.0, 10.0, 60.0]) == pytest.approx(20.0)


def test_fewer_than_five_areas_have_no_spread():
    assert total(spread, [10.0, 20.0, 30.0, 40.0]) is None
