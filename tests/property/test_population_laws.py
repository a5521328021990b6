"""Laws of counting people that hold for any register."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.population import (
    banded,
    count_groups,
    count_memberships,
    count_unknown,
    estimate_groups,
    overlap_of_groups,
    roll_up,
    together,
)
from veerkracht.tables import memtable

AREAS = ["A", "B", "C"]
persons = st.tuples(
    st.sampled_from(AREAS), st.none() | st.integers(0, 100), st.none() | st.booleans(),
    st.none() | st.floats(allow_nan=True, allow_infinity=False, width=32), st.floats(0.0, 50.0),
)  # fmt: skip
registers = st.lists(persons, min_size=1, max_size=25)

comparisons = st.one_of(
    st.builds(lambda o, v: {"column": "age", "is": o, "value": v}, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
              st.integers(0, 100)),
    st.builds(lambda v: {"column": "alone", "value": v}, st.booleans()),
    st.builds(lambda v: {"column": "income", "is": ">", "value": v}, st.floats(-5, 5)),
    st.builds(lambda v: {"column": "age", "is": "in", "value": v}, st.lists(st.integers(0, 100), min_size=1, max_size=3)),
)  # fmt: skip
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(
            lambda name, parts: {name: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)
        ),
    ),
    max_leaves=4,
)
few = settings(max_examples=6, deadline=None)


def table(rows):
    columns = zip(*rows, strict=True)
    import pyarrow as pa

    kinds = (pa.string(), pa.int64(), pa.bool_(), pa.float64(), pa.float64())
    names = ("area", "age", "alone", "income", "weight")
    return memtable(pa.table({n: pa.array(c, k) for n, c, k in zip(names, columns, kinds, strict=True)}))


def counts(found, value="count"):
    return {(row["area"], row["group"]): row[value] for row in found.to_pyarrow().to_pylist()}


def by_hand(condition, person):
    """Return True, False or None as a person reads a condition."""
    (name,) = condition if len(condition) == 1 else ("column",)
    if name == "not":
        inner = by_hand(condition["not"], person)
        return None if inner is None else not inner
    if name in ("all", "any"):
        found = [by_hand(part, person) for part in condition[name]]
        settled = name == "any"
        return settled if settled in found else None if None in found else not settled
    value, wanted = person[condition["column"]], condition["value"]
    if value is None or value != value:
        return None
    compare = {"<": value.__lt__, "<=": value.__le__, ">": value.__gt__, ">=": value.__ge__, "=": value.__eq__,
               "!=": value.__ne__, "in": lambda several: value in several}  # fmt: skip
    return compare[condition.get("is", "=")](wanted)


@few
@given(registers, conditions)
def test_the_engine_reads_a_condition_as_a_person_does(rows, condition):
    named = [dict(zip(("area", "age", "alone", "income"), row[:4], strict=True)) for row in rows]
    read = [(person["area"], by_hand(condition, person)) for person in named]
    certain = counts(count_groups(table(rows), groups={"g": condition}))
    open_still = counts(count_unknown(table(rows), groups={"g": condition}))
    for area in {row[0] for row in rows}:
        assert certain[area, "g"] == sum(where == area and answer is True for where, answer in read)
        assert open_still[area, "g"] == sum(where == area and answer is None for where, answer in read)


@few
@given(registers, conditions, conditions, st.randoms(use_true_random=False))
def test_order_of_rows_and_groups_does_not_matter(rows, one, other, random):
    shuffled = random.sample(rows, len(rows))
    first = counts(count_groups(table(rows), groups={"one": one, "other": other}))
    second = counts(count_groups(table(shuffled), groups={"other": other, "one": one}))
    assert first == second


@few
@given(registers, conditions)
def test_yes_no_and_unknown_add_up_to_everybody(rows, condition):
    groups = {"yes": condition, "no": {"not": condition}}
    found, unknown = count_groups(table(rows), groups=groups), count_unknown(table(rows), groups=groups)
    people, certain, open_still = counts(found, "people"), counts(found), counts(unknown)
    for area in {row[0] for row in rows}:
        assert certain[area, "yes"] + certain[area, "no"] + open_still[area, "yes"] == people[area, "yes"]


@few
@given(registers, conditions, conditions)
def test_both_groups_together_count_each_person_once(rows, one, other):
    groups = {"one": one, "other": other}
    found = counts(count_groups(table(rows), groups={**groups, "both": together(groups)}))
    pairs = overlap_of_groups(table(rows), groups=groups).to_pyarrow()["count"].to_pylist()
    total = {name: sum(found[area, name] for area in {row[0] for row in rows}) for name in ("one", "other", "both")}
    assert [pairs[0], pairs[2]] == [total["one"], total["other"]]
    assert total["both"] == total["one"] + total["other"] - pairs[1]
    members = count_memberships(table(rows), groups=groups).to_pyarrow()["count"].to_pylist()
    assert members[1:] == [total["both"] - pairs[1], pairs[1]]
    assert sum(members) == len(rows)


@few
@given(registers, conditions)
def test_parts_add_up_to_the_whole(rows, condition):
    split = banded(table(rows), column="age", bounds=[18, 65], name="band")
    whole = counts(count_groups(table(rows), groups={"g": condition}))
    parts = count_groups(split, groups={"g": condition}, by=["band", "alone"]).to_pyarrow().to_pylist()
    for (area, _), count in whole.items():
        assert sum(row["count"] for row in parts if row["area"] == area) == count


@few
@given(registers, conditions)
def test_higher_areas_hold_the_sum_of_theirs(rows, condition):
    areas = memtable({"area": [*AREAS, "W", "G"], "parent": ["W", "W", "G", "G", ""]})
    found = counts(roll_up(count_groups(table(rows), groups={"g": condition}, areas=memtable({"area": AREAS})), areas))
    assert found["W", "g"] == found["A", "g"] + found["B", "g"]
    assert found["G", "g"] == found["W", "g"] + found["C", "g"]


@few
@given(registers, conditions)
def test_weights_of_one_estimate_the_count(rows, condition):
    known = list(rows)
    weighted = table([(*row[:4], 1.0) for row in known])
    estimates = counts(estimate_groups(weighted, groups={"g": condition}, survey_weights="weight"), "estimate")
    assert estimates == counts(count_groups(table(known), groups={"g": condition}))


@few
@given(st.lists(persons, min_size=2, max_size=25), conditions, st.floats(0.5, 8.0))
def test_estimates_and_errors_grow_with_the_weights(rows, condition, factor):
    found = [estimate_groups(table([(*row[:4], row[4] * by) for row in rows]), groups={"g": condition},
                             survey_weights="weight") for by in (1.0, factor)]  # fmt: skip
    for name in ("estimate", "standard_error"):
        once, more = counts(found[0], name), counts(found[1], name)
        assert all(more[key] == pytest.approx(once[key] * factor, rel=1e-9, abs=1e-5) for key in once)
