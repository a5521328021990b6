"""Laws of protection for any small city."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from veerkracht.analysis.disclosure import ProtectionSettings, audit, protect
from veerkracht.analysis.disclosure.attack import bounds
from veerkracht.analysis.disclosure.hierarchy import hierarchy_of
from veerkracht.tables import INDICATORS, OBSERVATIONS, Status, memtable, table_of

SETTINGS = st.builds(
    ProtectionSettings, min_count_limited=st.sampled_from([7, 10]), rounding_base=st.sampled_from([1, 5, 10])
)
COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 400))
FEW = settings(max_examples=30, deadline=None)


@st.composite
def cities(draw, missing=True):
    """A city of districts of neighbourhoods, with counts that add up; some neighbourhoods may be missing."""
    rows, parents, total = [], [], 0
    for district in range(draw(st.integers(1, 4))):
        counts = draw(st.lists(COUNTS, min_size=1, max_size=5))
        total += sum(counts)
        parents.append((f"W{district}", "G"))
        rows.append((f"W{district}", sum(counts)))
        for number, count in enumerate(counts):
            absent = missing and draw(st.integers(0, 9)) == 0
            parents.append((f"B{district}{number}", f"W{district}"))
            rows.append((f"B{district}{number}", None if absent else count))
    area, parent = zip(*parents, strict=True)
    return [*rows, ("G", total)], memtable(pa.table({"area": list(area), "parent": list(parent)}))


def table(rows):
    return table_of(OBSERVATIONS, [
        {"area": area, "period": "2020", "indicator": "people", "source": "own", "value": value,
         "status": Status.NORMAL if value is not None else Status.MISSING} for area, value in rows
    ])  # fmt: skip


INDICATOR = table_of(INDICATORS, [{"indicator": "people", "kind": "count", "sensitivity": "limited"}])


def read(result):
    return {row["area"]: (row["value"], row["status"]) for row in result.to_pyarrow().to_pylist()}


def parts_of(parents):
    rows = parents.to_pyarrow().to_pydict()
    wholes = dict.fromkeys(rows["parent"])
    return {w: [a for a, p in zip(rows["area"], rows["parent"], strict=True) if p == w] for w in wholes}


@FEW
@given(cities(), SETTINGS)
def test_no_hidden_cell_can_be_worked_out(city, limits):
    rows, parents = city
    result = protect(table(rows), INDICATOR, parents=parents, settings=limits)
    found = audit(result, parents, indicators=INDICATOR, settings=limits).to_pyarrow().to_pylist()
    assert [row for row in found if not row["safe"]] == []
    assert len(found) == sum(status == Status.SUPPRESSED for _, status in read(result).values())


@FEW
@given(cities(missing=False), SETTINGS)
def test_in_each_whole_no_part_or_at_least_two_cells_are_hidden(city, limits):
    rows, parents = city
    found = read(protect(table(rows), INDICATOR, parents=parents, settings=limits))
    for whole, parts in parts_of(parents).items():
        hidden = [area for area in (whole, *parts) if found[area][1] == Status.SUPPRESSED]
        assert len(hidden) != 1 and (len(parts) == 1 or sum(area != whole for area in hidden) != 1)


@FEW
@given(cities(), SETTINGS)
def test_the_city_total_is_published_unchanged_unless_it_is_small_itself(city, limits):
    rows, parents = city
    total = dict(rows)["G"]
    value, status = read(protect(table(rows), INDICATOR, parents=parents, settings=limits))["G"]
    small = total < limits.min_count_limited
    assert (value, status) == ((None, Status.SUPPRESSED) if small else (total, Status.NORMAL))


@FEW
@given(cities(), SETTINGS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(city, limits, shuffle):
    rows, parents = city
    mixed, turned = list(rows), parents.to_pyarrow()
    shuffle.shuffle(mixed)
    turned = memtable(turned.take(list(range(turned.num_rows))[::-1]))
    first = protect(table(rows), INDICATOR, parents=parents, settings=limits)
    assert read(first) == read(protect(table(mixed), INDICATOR, parents=turned, settings=limits))


@FEW
@given(cities(), SETTINGS)
def test_a_second_protection_changes_nothing(city, limits):
    rows, parents = city
    once = protect(table(rows), INDICATOR, parents=parents, settings=limits)
    assert read(protect(once, INDICATOR, parents=parents, settings=limits)) == read(once)


@FEW
@given(cities(), SETTINGS)
def test_missing_stays_missing_and_every_row_stays(city, limits):
    rows, parents = city
    found = read(protect(table(rows), INDICATOR, parents=parents, settings=limits))
    assert found.keys() == dict(rows).keys()
    assert {area for area, (_, status) in found.items() if status == Status.MISSING} == {
        area for area, value in rows if value is None
    }


@settings(max_examples=25, deadline=None)
@given(cities(missing=False), st.data())
def test_bounds_equal_those_of_a_linear_programme(city, data):
    rows, parents = city
    of = dict(zip(*parents.to_pyarrow().to_pydict().values(), strict=True))
    forest = hierarchy_of([area for area, _ in rows], of)
    value = np.array([count for _, count in rows], float)
    hidden = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    low, high = bounds(forest, np.where(hidden, 0, value), np.where(hidden, np.inf, value))
    sums = np.zeros((len(forest.members), len(rows)))
    for number, (whole, parts) in enumerate(forest.members.items()):
        sums[number, parts], sums[number, whole] = 1, -1
    limits = [(0, None) if hide else (v, v) for v, hide in zip(value, hidden, strict=True)]
    for place in np.flatnonzero(hidden):
        for sign, mine in ((1, low[place]), (-1, high[place])):
            goal = np.zeros(len(rows))
            goal[place] = sign
            solved = linprog(goal, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=limits)
            theirs = sign * solved.fun if solved.status == 0 else np.inf
            assert theirs == mine or abs(theirs - mine) < 1e-6  # solver tolerance
