"""Ways to funds, worked by hand."""

import pyarrow as pa
import pytest

from veerkracht.analysis.funding import eligibility_paths
from veerkracht.errors import TableError
from veerkracht.tables import memtable

TEXTS = pa.list_(pa.string())


def initiatives(*rows):
    schema = pa.schema([("initiative", pa.string()), ("legal_form", pa.string()), ("met", TEXTS), ("not_met", TEXTS)])
    return memtable(pa.Table.from_pylist(list(rows), schema=schema))


def funds(*rows):
    schema = pa.schema([("fund", pa.string()), ("legal_forms", TEXTS), ("conditions", TEXTS),
                        ("maximum_eur", pa.float64())])  # fmt: skip
    return memtable(pa.Table.from_pylist([{"conditions": []} | row for row in rows], schema=schema))


def forms(*rows):
    names = ("from_form", "to_form", "cost_eur", "days")
    schema = pa.schema(
        [(names[0], pa.string()), (names[1], pa.string()), (names[2], pa.float64()), (names[3], pa.int64())]
    )
    return memtable(pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=schema))


STEPS = forms(
    ("none", "association", 100.0, 10), ("association", "foundation", 150.0, 20), ("none", "foundation", 400.0, 15)
)
MEALS = {"initiative": "meals", "legal_form": "none"}
LARGE = {"fund": "large", "legal_forms": ["foundation"], "maximum_eur": 5000.0}


def only(table, *columns):
    (row,) = table.select(*columns).to_pyarrow().to_pylist()
    return tuple(row.values())


def test_two_cheap_steps_go_before_one_dear_step():
    found = eligibility_paths(initiatives(MEALS), funds(LARGE), forms=STEPS)
    assert only(found, "state", "path", "cost_eur", "days", "net_gain_eur") == (
        "after_change", ["none", "association", "foundation"], 250.0, 30, 4750.0,
    )  # fmt: skip


def test_of_two_ways_of_equal_cost_the_faster_one_is_taken():
    even = forms(
        ("none", "association", 100.0, 10), ("association", "foundation", 300.0, 20), ("none", "foundation", 400.0, 15)
    )
    assert only(eligibility_paths(initiatives(MEALS), funds(LARGE), forms=even), "path", "days") == (
        ["none", "foundation"],
        15,
    )


def test_a_form_that_fits_costs_nothing():
    found = eligibility_paths(initiatives(MEALS | {"legal_form": "foundation"}), funds(LARGE), forms=STEPS)
    assert only(found, "state", "path", "cost_eur", "net_gain_eur") == ("eligible", ["foundation"], 0.0, 5000.0)


def test_an_unknown_cost_stays_unknown_and_tells_what_is_known_of_it():
    unsure = forms(("none", "association", 100.0, 10), ("association", "foundation", None, None))
    found = eligibility_paths(initiatives(MEALS), funds(LARGE), forms=unsure)
    assert only(found, "state", "cost_eur", "known_cost_eur", "days", "net_gain_eur") == (
        "after_change", None, 100.0, None, None,
    )  # fmt: skip


def test_a_way_of_known_cost_goes_before_one_of_unknown_cost():
    unsure = forms(
        ("none", "association", 1.0, 1), ("association", "foundation", None, 1), ("none", "foundation", 900.0, 9)
    )
    assert only(eligibility_paths(initiatives(MEALS), funds(LARGE), forms=unsure), "cost_eur") == (900.0,)


def test_conditions_are_unmet_or_not_known_and_an_unknown_one_is_not_held_to_be_met():
    asks = LARGE | {"legal_forms": [], "conditions": ["anbi", "in_city", "budget"]}
    known = MEALS | {"met": ["in_city"], "not_met": ["anbi"]}
    found = eligibility_paths(initiatives(known), funds(asks), forms=STEPS)
    assert only(found, "state", "unmet", "not_known") == ("conditions_unmet", ["anbi"], ["budget"])
    found = eligibility_paths(initiatives(MEALS | {"met": ["in_city", "anbi"]}), funds(asks), forms=STEPS)
    assert only(found, "state", "unmet", "not_known") == ("unknown", [], ["budget"])


@pytest.mark.parametrize(("initiative", "fund", "state"), [
    ({"legal_form": None}, {}, "unknown"),
    ({"legal_form": None}, {"legal_forms": []}, "eligible"),
    ({}, {"legal_forms": None}, "unknown"),
    ({}, {"legal_forms": ["cooperative"]}, "no_path"),
    ({}, {"conditions": None, "legal_forms": []}, "unknown"),
    ({"legal_form": None, "not_met": ["anbi"]}, {"conditions": ["anbi"]}, "conditions_unmet"),
])  # fmt: skip
def test_what_cannot_be_told_is_unknown_and_what_is_excluded_is_said(initiative, fund, state):
    found = eligibility_paths(initiatives(MEALS | initiative), funds(LARGE | fund), forms=STEPS)
    assert only(found, "state") == (state,)


def test_the_nearest_fund_stands_first_then_the_one_that_yields_most():
    small = {"fund": "small", "legal_forms": ["association"], "maximum_eur": 500.0}
    open_fund = {"fund": "open", "legal_forms": [], "maximum_eur": 50.0}
    closed = {"fund": "closed", "legal_forms": ["church"], "maximum_eur": 9000.0}
    found = eligibility_paths(initiatives(MEALS), funds(closed, small, LARGE, open_fund), forms=STEPS)
    assert found.to_pyarrow()["fund"].to_pylist() == ["open", "large", "small", "closed"]


def test_a_negative_cost_is_refused():
    with pytest.raises(TableError, match="cost_eur -5"):
        eligibility_paths(initiatives(MEALS), funds(LARGE), forms=forms(("none", "foundation", -5.0, 1)))
