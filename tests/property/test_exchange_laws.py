"""Laws of recovery, transfer and matching for any input."""

from itertools import product

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.matching import match_requests
from veerkracht.analysis.recovery import balance, within_capacity
from veerkracht.analysis.transfer import VERDICTS, transfer_check
from veerkracht.tables import Shape, memtable, table_of

CONDITIONS = Shape("conditions", {"subject": "string", "condition": "string", "answer": "string", "essential": "boolean"},
                   ("subject", "condition"))  # fmt: skip
PROJECTS = Shape("projects", {
    "project": "string", "recover": "float64", "protect": "float64", "build_forward": "float64", "cost_eur": "float64",
    "fte": "float64", "transformation": "int64", "first_year": "int64", "last_year": "int64",
}, ("project",))  # fmt: skip
few = settings(max_examples=25, deadline=None)
answers = st.lists(st.tuples(st.sampled_from(("same", "different", "unknown")), st.booleans()), min_size=1, max_size=5)
words = st.lists(st.sampled_from("abcdef"), max_size=4)
listings = st.lists(st.tuples(st.sampled_from(("x", "y", None)), words), max_size=4)
maybe = st.one_of(st.none(), st.integers(0, 9).map(float))


def verdict(given_answers):
    rows = [{"subject": "S", "condition": f"C{number}", "answer": answer, "essential": essential}
            for number, (answer, essential) in enumerate(given_answers)]  # fmt: skip
    return transfer_check(table_of(CONDITIONS, rows)).to_pyarrow()["verdict"].to_pylist()[0]


@few
@given(answers)
def test_no_unknown_can_turn_out_so_that_the_verdict_was_too_good(rows):
    told = verdict(rows)
    unknown = [place for place, (answer, _) in enumerate(rows) if answer == "unknown"]
    outcomes = set()
    for filled in product(("same", "different"), repeat=len(unknown)):
        known = dict(zip(unknown, filled, strict=True))
        outcomes.add(verdict([(known.get(place, answer), hard) for place, (answer, hard) in enumerate(rows)]))
    if told == "unknown":
        assert len(outcomes) > 1
    else:
        assert told == max(outcomes, key=VERDICTS.index)


@st.composite
def projects(draw):
    rows = []
    for number in range(draw(st.integers(0, 5))):
        first = draw(st.integers(0, 100))
        second = draw(st.integers(0, 100 - first))
        shares = draw(st.sampled_from(((first, second, 100 - first - second), (None, None, None))))
        rows.append({
            "project": f"P{number}", **dict(zip(("recover", "protect", "build_forward"), shares, strict=True)),
            "cost_eur": draw(maybe), "fte": draw(maybe), "transformation": draw(st.one_of(st.none(), st.integers(1, 5))),
            "first_year": draw(st.sampled_from((2026, None))), "last_year": draw(st.sampled_from((2026, 2027, None))),
        })  # fmt: skip
    return rows


@few
@given(projects())
def test_the_three_shares_add_up_to_one_or_are_all_unknown(rows):
    for row in balance(table_of(PROJECTS, rows)).to_pyarrow().to_pylist():
        shares = [row[name] for name in ("recover", "protect", "build_forward")]
        assert shares == [None] * 3 or sum(shares) == pytest.approx(1)
        assert row["shares_known"] + row["shares_unknown"] == len(rows)


@few
@given(projects(), st.integers(0, 30), st.integers(0, 10))
def test_more_staff_never_makes_a_plan_fit_worse(rows, staff, more):
    def fits(fte):
        capacity = memtable(pa.table({"year": [2026], "fte": [float(fte)]}))
        return within_capacity(table_of(PROJECTS, rows), capacity).to_pyarrow()["fits"].to_pylist()[0]

    order = (False, None, True)
    assert order.index(fits(staff + more)) >= order.index(fits(staff))


def listing(name, rows):
    schema = pa.schema([(name, pa.string()), ("theme", pa.string()), ("tokens", pa.list_(pa.string()))])
    found = [{name: f"{name}{number}", "theme": theme, "tokens": tokens} for number, (theme, tokens) in enumerate(rows)]
    return memtable(pa.Table.from_pylist(found, schema=schema))


@few
@given(listings, listings)
def test_a_match_has_as_many_words_in_common_from_either_side(asked, offered):
    there = match_requests(listing("request", asked), listing("offer", offered)).to_pyarrow().to_pylist()
    turned_round = match_requests(listing("request", offered), listing("offer", asked)).to_pyarrow().to_pylist()
    pairs = {(row["request"][7:], row["offer"][5:]): (row["words"], row["same_theme"]) for row in there}
    assert pairs == {(row["offer"][5:], row["request"][7:]): (row["words"], row["same_theme"]) for row in turned_round}
    assert all(0 <= row["words"] <= 1 for row in there)
