"""Laws of the ways to funds for any changes of form."""

from itertools import pairwise, permutations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.funding import eligibility_paths
from veerkracht.tables import memtable

FORMS = ("none", "association", "cooperative", "foundation")
few = settings(max_examples=30, deadline=None)
costs = st.one_of(st.none(), st.integers(0, 20).map(float))
steps = st.dictionaries(
    st.tuples(st.sampled_from(FORMS), st.sampled_from(FORMS)), st.tuples(costs, st.one_of(st.none(), st.integers(0, 9)))
)


def found(changes):
    texts = pa.list_(pa.string())
    initiative = pa.table({"initiative": ["i"], "legal_form": ["none"], "met": pa.array([[]], texts),
                           "not_met": pa.array([[]], texts)})  # fmt: skip
    fund = pa.table({"fund": ["f"], "legal_forms": [["foundation"]], "conditions": pa.array([[]], texts),
                     "maximum_eur": [100.0]})  # fmt: skip
    rows = [{"from_form": a, "to_form": b, "cost_eur": cost, "days": days} for (a, b), (cost, days) in changes.items()]
    schema = pa.schema([("from_form", pa.string()), ("to_form", pa.string()), ("cost_eur", pa.float64()),
                        ("days", pa.int64())])  # fmt: skip
    table = eligibility_paths(
        memtable(initiative), memtable(fund), forms=memtable(pa.Table.from_pylist(rows, schema=schema))
    )
    return table.to_pyarrow().to_pylist()[0]


def every_way(changes):
    """Try every order of the forms between the first and the last: slow and plain."""
    for size in range(len(FORMS) - 1):
        for between in permutations(("association", "cooperative"), size):
            way = list(pairwise(("none", *between, "foundation")))
            if all(step in changes for step in way):
                costs, days = zip(*(changes[step] for step in way), strict=True)
                yield (costs.count(None), sum(filter(None, costs)), days.count(None), sum(filter(None, days)))


@few
@given(steps)
def test_the_way_is_the_best_of_all_ways_that_there_are(changes):
    row, best = found(changes), min(every_way(changes), default=None)
    if best is None:
        assert row["state"] == "no_path"
        return
    assert (row["cost_eur"] is None, row["known_cost_eur"]) == (best[0] > 0, best[1])
    assert row["days"] == (None if best[2] else best[3])


@few
@given(steps, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_one_more_way_of_known_cost_never_makes_it_dearer(changes, first, last):
    before, after = found(changes), found({(first, last): (1.0, 1)} | changes)
    if before["cost_eur"] is not None:
        assert after["cost_eur"] <= before["cost_eur"]
